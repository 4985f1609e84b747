//! What fuzzing found worth keeping is replayed: `fuzz/corpus`, a folder for each target.

use std::fs;
use std::path::Path;

#[path = "../../fuzz/checks.rs"]
mod checks;

fn replay(target: &str, check: fn(&[u8])) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus").join(target);
    let mut files = 0;
    for entry in fs::read_dir(&folder).expect("is there") {
        let path = entry.expect("is readable").path();
        let bytes = fs::read(&path).expect("is readable");
        println!("{}", path.display());
        check(&bytes);
        files += 1;
    }
    assert!(files >= 10, "{target} has {files} cases only");
}

#[test]
fn model_files() {
    replay("document", checks::document);
}

#[test]
fn formulas() {
    replay("expression", checks::expression);
}

#[test]
fn equations() {
    replay("equation", checks::equation);
}
