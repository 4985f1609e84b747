//! Scans that solve each point for a parameter.

use serde_json::Value;

use super::{read, scan, sorted};
use crate::program::{Folder, frazil};

const MESA: &str = "models/mesa.yaml";
/// A mass does not matter here, so each has a solution on the rising and on the falling side.
const TWO: [&str; 5] = [MESA, "--axis", "m=50 GeV..200 GeV:2:log", "--target", "lambda=1e-12..1:log"];

/// The values of the row that begins with `start`, as they are written.
fn row<'t>(table: &'t str, start: &str) -> Vec<&'t str> {
    let row = table.lines().find(|row| row.starts_with(start)).unwrap_or_else(|| panic!("{start}: {table}"));
    row.split(',').collect()
}

#[test]
fn the_lowest_or_the_highest_solution_is_taken_and_all_are_counted() {
    let solutions = |m: &str| -> Vec<f64> {
        let ran = frazil(["target", MESA, "--vary", "lambda=1e-12..1:log", "--set", &format!("m={m} GeV"), "--json"]);
        let json: Value = serde_json::from_str(&ran.stdout).expect("is JSON");
        let solutions = json["solutions"].as_array().expect("a list");
        solutions.iter().map(|solution| solution["value"].as_f64().expect("a number")).collect()
    };
    for (branch, place) in [("lowest", 0), ("highest", 1)] {
        let ran = scan(&[&TWO[..], &["--branch", branch]].concat());
        assert_eq!(ran.code, 0, "{}", ran.stderr);
        assert_eq!(
            ran.stdout.lines().next(),
            Some("m,lambda,omega_h2,chi2,solutions,goal_least,goal_greatest,status,message")
        );
        for m in ["50", "200"] {
            let row = row(&ran.stdout, &format!("{m},"));
            let [lambda, omega_h2]: [f64; 2] = [row[1], row[2]].map(|text| text.parse().expect("a number"));
            assert!((omega_h2 / 0.12 - 1.0).abs() < 1e-5, "{row:?}");
            assert!((lambda / solutions(m)[place] - 1.0).abs() < 1e-5, "{row:?}");
            let [least, greatest]: [f64; 2] = [row[5], row[6]].map(|text| text.parse().expect("a number"));
            assert!(least < 0.12 && greatest > 0.12, "{row:?}");
            assert_eq!((row[4], &row[7..]), ("2", &["ok", ""][..]));
        }
    }
}

#[test]
fn no_solution_is_no_failure() {
    let ran =
        scan(&[MESA, "--axis", "m=-50 GeV..50 GeV:2", "--target", "lambda=1e-14..1e-13:log", "--for", "omega_h2=1"]);
    assert_eq!(ran.code, 1);
    let none = row(&ran.stdout, "50,");
    assert_eq!((&none[1..5], none[7]), (&["", "", "", "0"][..], "no-solution"));
    assert!(none[8].starts_with("from 1.09e-8 to 1.09e-6 in the range"), "{none:?}");
    let reached = [none[5], none[6]].map(|text| format!("{:.2e}", text.parse::<f64>().expect("a number")));
    assert_eq!(reached, ["1.09e-8", "1.09e-6"]);
    let failed = row(&ran.stdout, "-50,");
    assert_eq!(
        (failed[1..8].to_vec(), ran.stdout.contains("cannot be negative")),
        (vec!["", "", "", "", "", "", "failed"], true)
    );
    assert!(ran.stderr.starts_with("2 points: 0 solved, 1 without a solution, 1 failed"), "{}", ran.stderr);
    let without = scan(&[MESA, "--axis", "m=50 GeV..60 GeV:2", "--target", "lambda=1e-14..1e-13:log", "--strict"]);
    assert_eq!(without.code, 0, "{}", without.stderr);
}

#[test]
fn it_is_done_again_and_gone_on_with() {
    let folder = Folder::new();
    let table = folder.file("scan.csv");
    let arguments = [&TWO[..], &["--branch", "highest", "--for", "omega_h2=0.3", "--out", &table]].concat();
    assert_eq!(scan(&arguments).code, 0);
    assert_eq!(sorted(&scan(&["--from", &table]).stdout), sorted(&read(&table)));
    let text = read(&table);
    std::fs::write(&table, &text[..text.len() - 7]).expect("can be written");
    assert_eq!(scan(&[&arguments[..], &["--resume"]].concat()).code, 0);
    assert_eq!(sorted(&read(&table)), sorted(&text));
    let refused = scan(&[&arguments[..], &["--resume", "--branch", "lowest"]].concat());
    assert_eq!(refused.code, 2);
    let other = [&TWO[..], &["--for", "omega_h2=0.3", "--out", &table, "--resume"]].concat();
    let refused = scan(&other);
    assert_eq!(refused.code, 2);
    assert!(
        refused.stderr.contains("- target.branch: \"highest\"\n    + target.branch: \"lowest\""),
        "{}",
        refused.stderr
    );
}

#[test]
fn wrong_targets_are_refused() {
    for (arguments, expected) in [
        (&["--target", "m=1 GeV..2 GeV"][..], "`m` cannot be an axis and be found at each point as well"),
        (&["--target", "lamda=1e-12..1:log"], "did you mean `lambda`?"),
        (&["--for", "omega_h2=0.12"], "--target <NAME=LO..HI[:log]>"),
        (&["--target", "lambda", "--for", "omega_h3=0.12"], "omega_h2"),
        (&["--target", "lambda", "--branch", "middle"], "expected `lowest` or `highest`"),
    ] {
        let ran = scan(&[&[MESA, "--axis", "m=50 GeV..200 GeV:2"], arguments].concat());
        assert_eq!((ran.code, ran.stdout.as_str()), (2, ""), "{arguments:?}");
        assert!(ran.stderr.contains(expected), "{arguments:?}: {}", ran.stderr);
    }
}
