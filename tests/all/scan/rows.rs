//! What stands in a table, and what is said at the end.

use frazil::scan::{Kind, Metadata, Status, Table};
use insta::assert_snapshot;
use std::path::Path;

use super::{MODEL, read, scan, sorted};
use crate::program::{Folder, frazil};

/// The last line of the summary without the rate, which is never the same twice.
fn without_rate(text: &str) -> String {
    let lines = text.lines().map(|line| match line.rsplit_once("; ") {
        Some((counts, rate)) if rate.ends_with("points/s") => counts,
        _ => line,
    });
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn a_row_for_every_point() {
    let ran = scan(&[MODEL, "--axis", "m=-30 GeV..330 GeV:7", "--jobs", "1"]);
    assert_eq!(ran.code, 1);
    assert_snapshot!(ran.stdout);
    assert_snapshot!(without_rate(&ran.stderr));
}

#[test]
fn the_axes_of_the_model_are_the_default() {
    let ran = scan(&[MODEL, "--jobs", "1"]);
    assert_eq!((ran.code, ran.stdout.lines().count()), (0, 1 + 4 * 3));
    let one = scan(&[MODEL, "--axis", "m", "--axis", "sv:2"]);
    assert_eq!(one.stdout.lines().count(), 1 + 4 * 2);
    let none = scan(&["wimp"]);
    assert_eq!((none.code, none.stdout.as_str()), (2, ""));
    assert_snapshot!(none.stderr);
}

#[test]
fn rows_do_not_depend_on_threads_or_neighbours() {
    let grid = ["--axis", "m=60 GeV..600 GeV:10:log", "--axis", "sv:4"];
    let all = |more: &[&str]| scan(&[&[MODEL], &grid[..], more].concat()).stdout;
    let one = all(&["--jobs", "1"]);
    assert_eq!(sorted(&one), sorted(&all(&["--jobs", "5"])));
    // Each point by itself.
    let folder = Folder::new();
    let header = one.lines().next().expect("has a header");
    for row in one.lines().skip(1).step_by(7) {
        let values: Vec<&str> = row.split(',').take(2).collect();
        let path = folder.file("point.csv");
        std::fs::write(&path, format!("m,sv\n{}\n", values.join(","))).expect("can be written");
        let alone = scan(&[MODEL, "--points", &path]).stdout;
        assert_eq!(alone, format!("{header}\n{row}\n"));
    }
}

#[test]
fn the_table_agrees_with_run() {
    let folder = Folder::new();
    let table = folder.file("scan.csv");
    assert_eq!(scan(&[MODEL, "--axis", "m=60 GeV..600 GeV:3", "--out", &table]).code, 0);
    let table = Table::read(Path::new(&table)).expect("is a table");
    for (row, status) in table.status.iter().enumerate() {
        assert_eq!(*status, Status::Ok);
        let value = |name: &str| table.columns[table.metadata.column(name).expect("is a column")][row];
        let setting = format!("m={:e} GeV", value("m").expect("has a value"));
        let run = frazil(["run", MODEL, "--json", "--set", &setting]);
        let run: serde_json::Value = serde_json::from_str(&run.stdout).expect("is JSON");
        let close = |one: Option<f64>, other: &serde_json::Value| {
            let (one, other) = (one.expect("has a value"), other.as_f64().expect("a number"));
            // Both are solved to 1e-6.
            assert!((one / other - 1.0).abs() < 3e-6, "{setting}: {one} and {other}");
        };
        close(value("omega_h2"), &run["omega_h2"]);
        close(value("ratio"), &run["observables"]["ratio"]);
        let satisfied = &run["constraints"]["heavy"]["satisfied"];
        assert_eq!(value("heavy"), satisfied.as_bool().map(|is| f64::from(u8::from(is))));
        assert_eq!(value("planck"), None, "a measurement is no verdict");
    }
}

#[test]
fn metadata_say_what_columns_are() {
    let folder = Folder::new();
    let table = folder.file("scan.csv");
    scan(&[MODEL, "--axis", "m", "--axis", "y[1]=1..2:2", "--tolerance", "1e-7", "--out", &table]);
    let metadata = Metadata::read(&Metadata::beside(Path::new(&table))).expect("are there");
    assert_eq!(
        read(&table).lines().next(),
        Some("m,y[1],omega_h2,chi2,ratio,weight,heavy,planck,sometimes,status,message")
    );
    let m = &metadata.columns[0];
    assert_eq!((m.kind, m.dimension.as_str(), m.unit.as_deref()), (Kind::Axis, "GeV", Some("GeV")));
    assert_eq!((m.latex.as_deref(), m.from, m.to, m.points), (Some("m_\\phi"), Some(10.0), Some(1000.0), Some(4)));
    assert_eq!(m.axis().map(|axis| axis.spacing), Some(frazil::model::Spacing::Log));
    let heavy = &metadata.columns[metadata.column("heavy").expect("is there")];
    assert_eq!((heavy.kind, heavy.label.as_deref()), (Kind::Constraint, Some("heavy, they say")));
    assert_eq!((metadata.points, metadata.settings.tolerance, metadata.observed_omega_h2), (8, Some(1e-7), 0.12));
}

#[test]
fn metadata_give_the_scan_again() {
    let folder = Folder::new();
    for (k, choice) in
        [&[][..], &["--random", "9", "--seed", "4"], &["--latin", "9"], &["--sobol", "9"]].iter().enumerate()
    {
        let table = folder.file(&format!("scan-{k}.csv"));
        let settings = ["--set", "sv=3e-26 cm^3/s", "--axis", "m=20 GeV..1 TeV:9:log", "--keep", "omega_h2 < 0.1"];
        let ran = scan(&[&[MODEL], &settings[..], choice, &["--out", &table, "--method", "rodas5p"]].concat());
        assert_eq!(ran.code, 0, "{}", ran.stderr);
        let (metadata, again) = (table.replace(".csv", ".meta.json"), folder.file(&format!("again-{k}.csv")));
        assert_eq!(scan(&["--from", &metadata, "--out", &again]).code, 0);
        assert_eq!(sorted(&read(&again)), sorted(&read(&table)));
        assert_eq!(read(&again.replace(".csv", ".meta.json")), read(&metadata));
        // The table's own name does as well, and standard output.
        assert_eq!(sorted(&scan(&["--from", &table]).stdout), sorted(&read(&table)));
    }
}

#[test]
fn a_model_with_tables_needs_no_files_to_be_scanned_again() {
    let folder = Folder::new();
    let (model, table) = (folder.file("model.yaml"), folder.file("scan.csv"));
    let text =
        "format: 1\nname: tabulated\nparameters: {a: 1}\ntables: {tab: {file: t.csv}}\nobservables: {o: 'tab(a)'}\n";
    std::fs::write(&model, text).expect("can be written");
    std::fs::write(folder.file("t.csv"), "1 1\n2 4\n3 9\n").expect("can be written");
    let ran = scan(&[&model, "--axis", "a=1..3:5", "--out", &table]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    std::fs::remove_file(&model).expect("is there");
    std::fs::remove_file(folder.file("t.csv")).expect("is there");
    assert_eq!(sorted(&scan(&["--from", &table]).stdout), sorted(&read(&table)));
}

#[test]
fn only_rows_that_are_wanted() {
    let grid = ["--axis", "m=60 GeV..600 GeV:10:log", "--axis", "sv:4"];
    let with = |more: &[&str]| scan(&[&[MODEL], &grid[..], more].concat());
    let all = with(&[]).stdout;
    for condition in
        ["heavy and omega_h2 < 0.12", "not heavy", "m > 100 GeV or chi2 < 10", "weight > 0.1 TeV", "sometimes"]
    {
        let kept = with(&["--keep", condition]).stdout;
        let holds = |row: &&str| {
            let fields: Vec<f64> = row.split(',').map(|field| field.parse().unwrap_or(f64::NAN)).collect();
            match condition {
                "heavy and omega_h2 < 0.12" => fields[6] == 1.0 && fields[2] < 0.12,
                "not heavy" => fields[6] == 0.0,
                "m > 100 GeV or chi2 < 10" => fields[0] > 100.0 || fields[3] < 10.0,
                "weight > 0.1 TeV" => fields[0] > 100.0,
                _ => fields[8] == 1.0,
            }
        };
        let rows: Vec<&str> = all.lines().skip(1).filter(holds).collect();
        let expected = [&[all.lines().next().expect("has a header")], &rows[..]].concat().join("\n") + "\n";
        assert!(!rows.is_empty() && rows.len() < 40, "{condition}");
        assert_eq!(sorted(&kept), sorted(&expected), "{condition}");
    }
    // A point that failed is never dropped: nobody would know.
    let failed = scan(&[MODEL, "--axis", "m=-2 GeV..-1 GeV:2", "--keep", "omega_h2 < 0.12"]);
    assert_eq!((failed.code, failed.stdout.lines().count()), (1, 3));
    let refused = with(&["--keep", "omega_h3 < 0.12"]);
    assert_eq!((refused.code, refused.stdout.as_str()), (2, ""));
    assert_snapshot!(refused.stderr);
}

#[test]
fn exit_codes() {
    let with = |more: &[&str]| scan(&[&[MODEL, "--axis", "m=60 GeV..120 GeV:2"], more].concat());
    assert_eq!(with(&[]).code, 0);
    let strict = with(&["--strict"]);
    assert_eq!(strict.code, 3);
    assert!(strict.stderr.ends_with("error: constraints are violated at 2 points\n"), "{}", strict.stderr);
    // What failed counts more.
    assert_eq!(scan(&[MODEL, "--axis", "m=-60 GeV..60 GeV:3", "--strict"]).code, 1);
    let quiet = with(&["-q"]);
    assert_eq!((quiet.code, quiet.stderr.as_str()), (0, ""));
}

#[test]
fn wrong_arguments_are_refused() {
    for (arguments, expected) in [
        (&["--axis", "m", "--axis", "m=1 GeV..2 GeV"][..], "two axes of `m`"),
        (&["--axis", "mm=1 GeV..2 GeV"], "there is no parameter `mm`"),
        (&["--random", "0"], "0 is not in 1.."),
        (&["--random", "5", "--sobol", "5"], "cannot be used with"),
        (&["--points", "nowhere.csv"], "cannot read nowhere.csv"),
        (&["--points", "nowhere.csv", "--axis", "m"], "cannot be used with"),
        (&["--shard", "3/2"], "expected I/N"),
        (&["--resume"], "--out <FILE.csv>"),
        (&["--out", "scan.txt"], "a table is called FILE.csv"),
        (&["--from", "scan.meta.json"], "cannot be used with"),
    ] {
        let ran = scan(&[&[MODEL], arguments].concat());
        assert_eq!((ran.code, ran.stdout.as_str()), (2, ""), "{arguments:?}");
        assert!(ran.stderr.contains(expected), "{arguments:?}: {}", ran.stderr);
    }
    assert_eq!(scan(&[]).code, 2);
    let none = scan(&["--from", "nowhere.meta.json"]);
    assert_eq!((none.code, none.stderr.as_str()), (2, "error: the metadata nowhere.meta.json does not exist\n"));
}

#[test]
fn metadata_that_no_scan_writes_are_refused() {
    let folder = Folder::new();
    let table = folder.file("scan.csv");
    assert_eq!(scan(&[MODEL, "--axis", "m:3", "--keep", "omega_h2 < 0", "--out", &table]).code, 0);
    let path = folder.file("scan.meta.json");
    let good = read(&path);
    for (old, new, expected) in [
        ("\"shard\": null", "\"shard\": {\"number\": 0, \"of\": 0}", "names a part that there is not"),
        ("\"points\": 3,", "\"points\": 4,", "- points: 4\n    + points: 3"),
        ("\"points\": 3\n", "\"points\": 1000000000\n", "has no range for `m`"),
        ("\"from\": 10.0", "\"from\": -10.0", "has no range for `m`"),
        ("\"from\": 10.0", "\"from\": null", "has no range for `m`"),
        ("\"format\": 1", "\"format\": 2", "has the format 2"),
        ("\"radau\"", "\"euler\"", "unknown method"),
        ("\"keep\": \"omega", "\"keep\": \"Omega", "unknown name"),
        ("\"grid\"", "\"lattice\"", "is not as a scan writes it"),
        ("format: 1", "format: 7", "format"),
    ] {
        assert!(good.contains(old), "{old}: {good}");
        std::fs::write(&path, good.replacen(old, new, 1)).expect("can be written");
        let ran = scan(&["--from", &path]);
        assert_eq!((ran.code, ran.stdout.as_str()), (2, ""), "{new}: {}", ran.stderr);
        assert!(ran.stderr.contains(expected), "{new}: {}", ran.stderr);
    }
    std::fs::write(&path, &good).expect("can be written");
    std::fs::write(folder.file("scan.dropped"), "0-18446744073709551615\n").expect("can be written");
    let ran = scan(&["--from", &path, "--out", &table, "--resume"]);
    assert!(ran.code == 2 && ran.stderr.contains("is no range of points in"), "{}", ran.stderr);
}

#[test]
fn sensitivities_are_columns() {
    // Close enough for a difference to show the derivative at the point in the middle.
    let step = 1e-3f64;
    let values = [(-step).exp(), 1.0, step.exp()].map(|factor| format!("{:e}", 1.8e-9 * factor)).join("\n");
    let folder = Folder::new();
    let points = folder.file("points.csv");
    std::fs::write(&points, format!("sv\n{values}\n")).expect("can be written");
    let ran = scan(&["wimp", "--points", &points, "--sensitivities", "--tolerance", "1e-8"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let mut lines = ran.stdout.lines();
    assert_eq!(lines.next(), Some("sv,omega_h2,chi2,planck,sensitivity_m_chi,sensitivity_sv,status,message"));
    let row = |line: &str| line.split(',').map(|field| field.parse().unwrap_or(f64::NAN)).collect();
    let mut rows: Vec<Vec<f64>> = lines.map(row).collect();
    rows.sort_by(|a, b| a[0].total_cmp(&b[0]));
    let slope = (rows[2][1] / rows[0][1]).ln() / (2.0 * step);
    // Ωh² falls with a power of the cross section that hardly changes: the difference is right to the square of the step.
    assert!((rows[1][5] / slope - 1.0).abs() < 1e-5, "{} {slope}", rows[1][5]);
}
