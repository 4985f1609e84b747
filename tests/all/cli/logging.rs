//! What `-v` and `-vv` say, on standard error alone.

use crate::program::{Folder, frazil};

/// The lines of a level.
fn lines<'t>(stderr: &'t str, level: &str) -> Vec<&'t str> {
    stderr.lines().filter(|line| line.starts_with(&format!("[{level} "))).collect()
}

fn said(lines: &[&str], wanted: &str) -> bool {
    lines.iter().any(|line| line.contains(wanted))
}

#[test]
fn v_names_the_stages_with_their_times() {
    let quiet = frazil(["run", "alp-portal", "--json", "--evolution", "3"]);
    let ran = frazil(["run", "alp-portal", "--json", "--evolution", "3", "-v"]);
    assert_eq!((quiet.code, quiet.stderr.as_str(), ran.code), (0, "", 0));
    // All but the time it took is the same.
    let untimed = |text: &str| -> Vec<String> {
        text.lines().filter(|line| !line.contains("\"seconds\"")).map(str::to_owned).collect()
    };
    assert_eq!(untimed(&ran.stdout), untimed(&quiet.stdout));
    let info = lines(&ran.stderr, "INFO");
    assert_eq!(info.len(), ran.stderr.lines().count(), "nothing but the log: {}", ran.stderr);
    for wanted in [
        "reading the built-in model alp-portal",
        "ALP portal: 2 species, 4 bath particles, 7 reactions, hash ",
        "ALP portal: radau, tolerance 1e-6, g* standard",
        "ALP portal: rates of 7 channels in ",
        "ALP portal: evolved from T = 4.1800e2 to ",
        "ALP portal: history read in ",
        "ALP portal: done after ",
    ] {
        assert!(said(&info, wanted), "`{wanted}` is not in {}", ran.stderr);
    }
}

#[test]
fn vv_says_how() {
    let ran = frazil(["run", "alp-portal", "-vv", "--set", "m_chi=2 GeV"]);
    let debug = lines(&ran.stderr, "DEBUG");
    for wanted in [
        "b + b~ <-> g + a: table from T = ",
        "a <-> chi + chi~: closed, never happens",
        "evolution at tolerance 1e-6: ",
        "evolution at tolerance 1e-7: ",
        "verification at tolerance 1e-7: relative error ",
        "a: was in equilibrium",
        "chi: never reached equilibrium",
    ] {
        assert!(said(&debug, wanted), "`{wanted}` is not in {}", ran.stderr);
    }
    assert!(!frazil(["run", "wimp", "-v"]).stderr.contains("DEBUG"), "-v is not -vv");
}

#[test]
fn quiet_runs_still_log_what_they_wrote_when_asked_by_the_environment() {
    let folder = Folder::new();
    let file = folder.file("a.svg");
    let ran = crate::program::finish(
        crate::program::command(["-q", "run", "wimp", "--plot", &file]).env("RUST_LOG", "frazil=info"),
    );
    assert!(said(&lines(&ran.stderr, "INFO"), &format!("wrote {file}")), "{}", ran.stderr);
}
