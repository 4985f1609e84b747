//! Help and usage errors.

use crate::program::frazil;

#[test]
fn the_help_of_every_command() {
    let ran = frazil(["--help"]);
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
    insta::assert_snapshot!("help", ran.stdout);
    let commands: Vec<&str> = (ran.stdout.lines())
        .skip_while(|line| !line.starts_with("Commands:"))
        .skip(1)
        .map_while(|line| line.strip_prefix("  "))
        // A description that goes on is indented more.
        .filter(|line| !line.starts_with(' '))
        .filter_map(|line| line.split_whitespace().next())
        .filter(|name| *name != "help")
        .collect();
    assert_eq!(
        commands,
        [
            "run",
            "compare",
            "target",
            "scan",
            "merge",
            "check",
            "explain",
            "plot",
            "new",
            "models",
            "schema",
            "constants",
            "completions"
        ]
    );
    for command in commands {
        let ran = frazil([command, "--help"]);
        assert_eq!((ran.code, ran.stderr.as_str()), (0, ""), "{command}");
        assert!(ran.stdout.contains("\n  frazil ") && ran.stdout.contains("Example"), "{command} has no example");
        insta::assert_snapshot!(format!("help_{command}"), ran.stdout);
    }
}

#[test]
fn the_version() {
    let ran = frazil(["--version"]);
    assert_eq!((ran.code, ran.stdout), (0, format!("frazil {}\n", env!("CARGO_PKG_VERSION"))));
}

#[test]
fn usage_errors_exit_with_2_and_a_suggestion() {
    for (arguments, hint) in [
        (vec!["runn", "wimp"], "'run'"),
        (vec!["run", "wimp", "--tolerence", "1e-8"], "'--tolerance'"),
        (vec!["run", "wimp", "--jsno"], "'--json'"),
        (vec!["compare", "wimp", "--plott", "a.svg"], "'--plot'"),
        (vec!["run"], "<MODEL>"),
        (vec!["compare"], "<MODEL"),
        (vec!["run", "wimp", "--tolerance", "1e-20"], "a number from 1e-10 to 1e-2 is wanted"),
        (vec!["run", "wimp", "--tolerance", "NaN"], "a number from 1e-10 to 1e-2 is wanted"),
        (vec!["run", "wimp", "--method", "rk4"], "expected `radau`, `rodas5p`, `dopri5` or `gsl`"),
        (vec!["run", "wimp", "--evolution", "1"], "2..=100000"),
        (vec!["run", "wimp", "--plot", "yields.jpg"], ".svg, .pdf and .png"),
        (vec!["run", "wimp", "--plot-rates", "rates"], ".svg, .pdf and .png"),
        (vec!["plot", "results"], "--plot <FILE>"),
        (vec!["new"], "<FILE>"),
        (vec!["new", "a.yaml", "--template", "freezeout"], "'freeze-out'"),
        (vec!["run", "wimp", "-q", "-v"], "cannot be used with"),
        (vec!["constants", "no-such-constant"], "`frazil constants` lists all of them"),
        (vec!["models", "wimpy"], "did you mean `wimp`?"),
    ] {
        let ran = frazil(&arguments);
        assert_eq!((ran.code, ran.stdout.as_str()), (2, ""), "{arguments:?}: {}", ran.stderr);
        assert!(ran.stderr.contains(hint), "{arguments:?}: {}", ran.stderr);
    }
}

#[test]
fn without_a_command_the_help_is_an_error() {
    let ran = frazil::<&str>([]);
    assert_eq!((ran.code, ran.stdout.as_str()), (2, ""));
    assert!(ran.stderr.contains("Usage: frazil"), "{}", ran.stderr);
}
