//! Starting models.

use std::fs;

use crate::program::{Folder, frazil, frazil_reading};

#[test]
fn every_starting_model_is_written_checked_and_run() {
    let list = frazil(["new", "--list"]);
    assert_eq!((list.code, list.stderr.as_str()), (0, ""));
    insta::assert_snapshot!("new_list", list.stdout);
    let folder = Folder::new();
    for name in list.stdout.lines().filter_map(|line| line.split_whitespace().next()) {
        let file = folder.file(&format!("{name}.yaml"));
        let ran = frazil(["new", &file, "--template", name]);
        assert_eq!((ran.code, ran.stdout, ran.stderr), (0, String::new(), format!("wrote {file}\n")));
        let checked = frazil(["check", &file]);
        assert!(checked.code == 0 && checked.stdout.contains(" is fine"), "{name}: {}", checked.stderr);
        assert!(!checked.stdout.contains('!'), "{name}: {}", checked.stdout);
        let solved = frazil(["run", &file]);
        assert!(solved.code == 0 && solved.stdout.contains("✓ allowed  Planck"), "{name}: {}", solved.stdout);
        // What is printed is what is written.
        assert_eq!(frazil(["new", "-", "--template", name]).stdout, fs::read_to_string(&file).expect("is written"));
    }
}

#[test]
fn what_is_printed_can_be_run() {
    let printed = frazil(["new", "-"]);
    assert_eq!((printed.code, printed.stderr.as_str()), (0, ""));
    let ran = frazil_reading(&["run", "-", "--json"], printed.stdout.as_bytes());
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert!(ran.stdout.contains("\"model\": \"Freeze-out\""));
}

#[test]
fn nothing_is_overwritten() {
    let folder = Folder::new();
    let file = folder.file("model.yaml");
    fs::write(&file, "mine").expect("can be written");
    let ran = frazil(["new", &file]);
    assert_eq!((ran.code, ran.stdout.as_str()), (2, ""));
    assert!(ran.stderr.contains("exists and is not overwritten") && ran.stderr.contains(&file), "{}", ran.stderr);
    assert_eq!(fs::read_to_string(&file).expect("is still there"), "mine");
    let ran = frazil(["new", &folder.file("no/such/folder/model.yaml")]);
    assert_eq!(ran.code, 1);
    assert!(ran.stderr.contains("cannot write"), "{}", ran.stderr);
}

#[test]
fn an_empty_file_is_told_where_to_start() {
    let ran = frazil_reading(&["check", "-"], b"");
    assert_eq!(ran.code, 2);
    assert!(ran.stderr.contains("the file is empty") && ran.stderr.contains("`frazil new FILE`"), "{}", ran.stderr);
}
