//! Nothing is lost: whatever ends a scan, it goes on where it was, and the table becomes that of a scan that nothing ended.

use std::fs::{self, OpenOptions};
use std::io::Write as _;
use std::process::{Child, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use insta::assert_snapshot;

use super::{MODEL, read, scan, sorted};
use crate::program::{Folder, command, frazil};

/// More points than any machine solves while a test runs.
const ENDLESS: [&str; 4] = ["--axis", "m=60 GeV..6 TeV:log", "--random", "1000000000"];
/// After so long something is wrong.
const PATIENCE: Duration = Duration::from_secs(20);

/// A scan that runs.
fn start(arguments: &[&str]) -> Child {
    let mut command = command(std::iter::once("scan").chain(arguments.iter().copied()));
    command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the program starts")
}

/// Waits until a table has at least so many lines.
fn wait_for_lines(table: &str, lines: usize) {
    let started = Instant::now();
    while fs::read_to_string(table).map_or(0, |text| text.lines().count()) < lines {
        assert!(started.elapsed() < PATIENCE, "{table} does not grow");
        thread::sleep(Duration::from_millis(2));
    }
}

/// Numbers from 0 to 1 that look random: a linear congruence.
fn random(state: &mut u32) -> f64 {
    *state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
    f64::from(*state >> 8) / f64::from(1_u32 << 24)
}

/// Kills a scan at random moments until it is through, and returns how often it was killed.
fn solve_among_killings(arguments: &[&str], whole: Duration, seed: u32) -> u32 {
    let mut state = seed;
    for killed in 0..200 {
        let mut child = start(arguments);
        // Sometimes before anything is written, often while rows are; later and later, lest a machine that has become busy never
        // comes that far.
        thread::sleep(whole.mul_f64(0.2 * random(&mut state) * (1.0 + 0.05 * f64::from(killed))));
        if child.try_wait().expect("is a process").is_some() {
            let output = child.wait_with_output().expect("has ended");
            assert!(output.status.code() == Some(0), "{}", String::from_utf8_lossy(&output.stderr));
            return killed;
        }
        child.kill().expect("is a process");
        child.wait().expect("has ended");
    }
    panic!("the scan does not come to an end");
}

/// How many points take about half a second with everything around them.
fn points_of_a_moment() -> String {
    let started = Instant::now();
    assert_eq!(scan(&[MODEL, "--axis", "m=60 GeV..600 GeV:40:log"]).code, 0);
    format!("{:.0}", (20.0 / started.elapsed().as_secs_f64()).clamp(20.0, 50_000.0))
}

#[test]
fn killed_many_times_it_gives_the_same_table() {
    let folder = Folder::new();
    let points = points_of_a_moment();
    let axis = format!("m=60 GeV..600 GeV:{points}:log");
    for (more, seed) in [
        &["--axis", axis.as_str()][..],
        &["--axis", "m=60 GeV..600 GeV:log", "--latin", &points, "--keep", "omega_h2 > 0.13 and m > 100 GeV"],
    ]
    .iter()
    .zip(7..)
    {
        let [whole, table] = ["whole", "killed"].map(|name| folder.file(&format!("{name}-{seed}.csv")));
        let started = Instant::now();
        let ran = scan(&[&[MODEL], *more, &["--out", &whole]].concat());
        assert_eq!(ran.code, 0, "{}", ran.stderr);
        let arguments = [&[MODEL], *more, &["--out", &table, "--resume"]].concat();
        let killed = solve_among_killings(&arguments, started.elapsed(), seed);
        assert!(killed >= 3, "killed only {killed} times");
        assert_eq!(sorted(&read(&table)), sorted(&read(&whole)), "killed {killed} times");
        // And what is complete stays as it is.
        let before = read(&table);
        let ran = scan(&arguments);
        assert_eq!((ran.code, read(&table)), (0, before));
        assert!(ran.stderr.contains("there was nothing left to do"), "{}", ran.stderr);
    }
}

#[test]
fn whatever_is_torn_is_mended() {
    let folder = Folder::new();
    let table = folder.file("scan.csv");
    let arguments = [MODEL, "--axis", "m=60 GeV..600 GeV:6", "--out", &table, "--resume"];
    // Absent.
    assert_eq!(scan(&arguments).code, 0);
    let text = read(&table);
    let header = text.lines().next().expect("has a header");
    for end in [0, 1, header.len(), header.len() + 1, header.len() + 2, header.len() + 40, text.len() - 1] {
        fs::write(&table, &text[..end]).expect("can be written");
        let ran = scan(&arguments);
        assert_eq!(ran.code, 0, "{end}: {}", ran.stderr);
        assert_eq!(sorted(&read(&table)), sorted(&text), "{end}");
        assert_eq!(read(&table).lines().next(), Some(header));
    }
    // Without metadata a table with rows says nothing.
    fs::remove_file(folder.file("scan.meta.json")).expect("is there");
    let ran = scan(&arguments);
    assert_eq!(ran.code, 2);
    assert!(ran.stderr.contains("scan.meta.json does not exist"), "{}", ran.stderr);
    assert_eq!(sorted(&read(&table)), sorted(&text));
}

#[test]
fn a_file_that_is_something_else_is_left_alone() {
    let folder = Folder::new();
    let table = folder.file("scan.csv");
    let arguments = [MODEL, "--axis", "m=60 GeV..600 GeV:6", "--out", &table];
    for text in ["precious,data\n1,2\n", "m", ""] {
        fs::write(&table, text).expect("can be written");
        let ran = scan(&arguments);
        assert_eq!((ran.code, read(&table).as_str()), (2, text));
        assert!(ran.stderr.contains("exists already"), "{}", ran.stderr);
    }
    fs::write(&table, "precious,data\n1,2\n").expect("can be written");
    let ran = scan(&[&arguments[..], &["--resume"]].concat());
    assert_eq!((ran.code, read(&table).as_str()), (2, "precious,data\n1,2\n"));
    // A row that no point has.
    fs::remove_file(&table).expect("is there");
    scan(&arguments);
    writeln!(OpenOptions::new().append(true).open(&table).expect("is there"), "70,,,,,,,,ok,").expect("can be written");
    let ran = scan(&[&arguments[..], &["--resume"]].concat());
    assert_eq!(ran.code, 2);
    assert!(ran.stderr.contains("belongs to no point of this scan: 70,"), "{}", ran.stderr);
}

#[test]
fn a_changed_scan_is_refused_with_the_difference() {
    let folder = Folder::new();
    let (model, table) = (folder.file("model.yaml"), folder.file("scan.csv"));
    fs::copy(crate::solving::path(MODEL), &model).expect("can be copied");
    let grid = ["--axis", "m=60 GeV..600 GeV:4", "--out", &table];
    assert_eq!(scan(&[&[model.as_str()], &grid[..]].concat()).code, 0);
    let before = read(&table);
    let refused = |more: &[&str]| {
        let ran = scan(&[&[model.as_str()], &grid[..], &["--resume"], more].concat());
        assert_eq!((ran.code, read(&table)), (2, before.clone()));
        ran.stderr.replace(folder.0.to_str().expect("is UTF-8"), "DIR")
    };
    assert_snapshot!(refused(&["--set", "sv=3e-26 cm^3/s", "--method", "rodas5p"]));
    assert_snapshot!(refused(&["--axis", "sv:2"]));
    let changed = read(&model).replace("min: 150 GeV", "min: 151 GeV");
    fs::write(&model, changed).expect("can be written");
    assert_snapshot!(refused(&[]));
}

#[cfg(unix)]
mod unix {
    use super::*;

    fn interrupt(child: &Child) {
        let ran = std::process::Command::new("kill").args(["-INT", &child.id().to_string()]).status();
        assert!(ran.expect("can be run").success());
    }

    #[test]
    fn an_interrupted_scan_says_how_to_go_on() {
        let folder = Folder::new();
        let table = folder.file("scan.csv");
        // All points are dropped, so that only the list of those says how far it is.
        for keep in [&[][..], &["--keep", "omega_h2 < 0"]] {
            let _ = fs::remove_file(&table);
            let mut done = 0;
            for (round, resume) in [&[][..], &["--resume"], &["--resume"]].iter().enumerate() {
                let child = start(&[&[MODEL], &ENDLESS[..], keep, &["--out", &table], resume].concat());
                let growing = if keep.is_empty() { table.clone() } else { folder.file("scan.dropped") };
                wait_for_lines(&growing, if keep.is_empty() { 2 } else { 1 });
                thread::sleep(Duration::from_millis(300));
                interrupt(&child);
                let output = child.wait_with_output().expect("ends");
                let stderr = String::from_utf8(output.stderr).expect("is UTF-8");
                assert_eq!(output.status.code(), Some(1), "{stderr}");
                let safe = stderr.lines().find_map(|line| line.split_once(" of 1000000000 points are safe in "));
                let safe: usize = safe.and_then(|(count, _)| count.parse().ok()).unwrap_or_else(|| panic!("{stderr}"));
                assert!(safe > done, "nothing was done in round {round}, or all again: {stderr}");
                done = safe;
                assert!(read(&table).ends_with('\n'));
                if keep.is_empty() {
                    assert_eq!(read(&table).lines().count(), done + 1);
                }
                let advice = format!("frazil scan --from {} --out {table} --resume", folder.file("scan.meta.json"));
                assert!(stderr.contains(&advice), "{stderr}");
            }
        }
    }

    #[test]
    fn a_second_interruption_ends_at_once() {
        // Nobody reads what it prints, so that it cannot finish.
        let mut child = start(&[&[MODEL], &ENDLESS[..]].concat());
        thread::sleep(Duration::from_millis(500));
        let started = Instant::now();
        while child.try_wait().expect("is a process").is_none() {
            assert!(started.elapsed() < PATIENCE, "it does not end");
            interrupt(&child);
            thread::sleep(Duration::from_millis(100));
        }
        let code = child.wait().expect("has ended").code();
        assert!(code == Some(130) || code == Some(1), "{code:?}");
    }

    #[test]
    fn two_scans_do_not_write_one_table() {
        let folder = Folder::new();
        let table = folder.file("scan.csv");
        let arguments = [&[MODEL], &ENDLESS[..], &["--out", &table, "--resume"]].concat();
        let mut first = start(&arguments);
        wait_for_lines(&table, 2);
        let second = scan(&arguments);
        assert_eq!(second.code, 2);
        assert_eq!(second.stderr, format!("error: another scan is writing {table}\n"));
        first.kill().expect("is a process");
        first.wait().expect("has ended");
        // The lock died with it.
        let lines = read(&table).lines().count();
        let mut third = start(&arguments);
        wait_for_lines(&table, lines + 1);
        third.kill().expect("is a process");
        third.wait().expect("has ended");
    }

    #[test]
    fn a_full_disk_loses_nothing() {
        let folder = Folder::new();
        let [model, whole, table] = ["model.yaml", "whole.csv", "scan.csv"].map(|name| folder.file(name));
        fs::write(&model, "format: 1\nname: root\nparameters: {a: 1}\nobservables: {o: sqrt(a)}\n")
            .expect("can be written");
        let axis = "a=1..2:1000";
        assert_eq!(scan(&[&model, "--axis", axis, "--out", &whole]).code, 0);
        // Files of at most twelve blocks, of 512 or 1024 bytes, and no signal about it: as if no block were left.
        let program = env!("CARGO_BIN_EXE_frazil");
        let limited =
            format!("trap '' XFSZ; ulimit -f 12; exec {program} scan {model} --axis {axis} --out {table} --resume");
        let output = std::process::Command::new("sh").args(["-c", &limited]).output().expect("can be run");
        let stderr = String::from_utf8(output.stderr).expect("is UTF-8");
        assert_eq!(output.status.code(), Some(1), "{stderr}");
        assert!(stderr.contains(&format!("cannot write {table}")), "{stderr}");
        assert!(stderr.contains(" of 1000 points are safe in ") && stderr.contains("when that is mended"), "{stderr}");
        let rows = read(&table).lines().count();
        assert!(read(&table).ends_with('\n') && (2..1000).contains(&rows), "{rows} rows");
        let resumed = frazil(["scan", "--from", &folder.file("scan.meta.json"), "--out", &table, "--resume"]);
        assert_eq!(resumed.code, 0, "{}", resumed.stderr);
        assert_eq!(sorted(&read(&table)), sorted(&read(&whole)));
    }

    #[test]
    fn standard_output_that_is_full_is_reported() {
        let full = OpenOptions::new().write(true).open("/dev/full").expect("is there");
        let output = command([&["scan", MODEL], &["--axis", "m"][..]].concat()).stdout(full).output().expect("runs");
        let stderr = String::from_utf8(output.stderr).expect("is UTF-8");
        assert_eq!(output.status.code(), Some(1), "{stderr}");
        assert!(stderr.contains("standard output"), "{stderr}");
    }
}
