//! `frazil scan` and `frazil merge`.

mod durable;
mod merging;
mod picture;
mod rows;
mod target;

use std::fs;

use crate::program::{Ran, frazil};

/// A model whose points are cheap, and which has an observable and constraints of every kind.
const MODEL: &str = "models/scanned.yaml";

/// Runs `frazil scan`.
fn scan(arguments: &[&str]) -> Ran {
    frazil(std::iter::once("scan").chain(arguments.iter().copied()))
}

/// The lines of a text, sorted; it must consist of whole lines.
fn sorted(text: &str) -> Vec<&str> {
    assert!(text.ends_with('\n'), "the last line is torn: {text}");
    let mut lines: Vec<&str> = text.lines().collect();
    lines.sort_unstable();
    lines
}

fn read(path: &str) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{path}: {error}"))
}
