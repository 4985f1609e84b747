//! Shell completions.

use std::process::Command;

use crate::program::{Folder, frazil};

#[test]
fn every_shell_completes_commands_and_options() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let ran = frazil(["completions", shell]);
        assert_eq!((ran.code, ran.stderr.as_str()), (0, ""), "{shell}");
        for wanted in ["compare", "completions", "plot-rates", "tolerance"] {
            assert!(ran.stdout.contains(wanted), "{shell} does not know {wanted}");
        }
    }
    let ran = frazil(["completions", "tcsh"]);
    assert!(ran.code == 2 && ran.stderr.contains("bash"), "{}", ran.stderr);
}

#[test]
fn models_and_templates_are_completed() {
    for shell in ["bash", "zsh"] {
        let script = frazil(["completions", shell]).stdout;
        for wanted in ["alp-portal", "freeze-in-decay", "co-annihilation"] {
            assert!(script.contains(wanted), "{shell} does not know {wanted}");
        }
    }
}

/// Bash itself completes: the script is read and asked what may follow.
#[test]
fn bash_completes_a_model() {
    let folder = Folder::new();
    let script = folder.file("frazil.bash");
    std::fs::write(&script, frazil(["completions", "bash"]).stdout).expect("can be written");
    let ask = format!(
        "source {script}; COMP_WORDS=(frazil run al); COMP_CWORD=2; _frazil frazil al run; echo \"${{COMPREPLY[*]}}\""
    );
    // Where there is no bash there is nothing to complete.
    let Ok(output) = Command::new("bash").args(["--norc", "-c", &ask]).output() else { return };
    assert_eq!(String::from_utf8_lossy(&output.stdout).trim(), "alp-portal");
}
