//! Files that are written: pictures, and the folder of `--out`.

use std::fs;

use serde_json::Value;

use crate::program::{Folder, frazil};

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n";

/// The elements of an SVG, after checking that they close each other.
fn elements(svg: &str) -> usize {
    let mut open: Vec<&str> = Vec::new();
    let mut count = 0;
    let mut rest = svg;
    while let Some(start) = rest.find('<') {
        let end = rest[start..].find('>').expect("every < has its >") + start;
        let tag = &rest[start + 1..end];
        rest = &rest[end + 1..];
        if tag.starts_with(['?', '!']) {
            continue;
        }
        if let Some(name) = tag.strip_prefix('/') {
            assert_eq!(open.pop(), Some(name));
            continue;
        }
        count += 1;
        assert_eq!(tag.matches('"').count() % 2, 0, "{tag}");
        assert!(!tag.contains("NaN") && !tag.contains("inf"), "{tag}");
        if !tag.ends_with('/') {
            open.push(tag.split_whitespace().next().expect("has a name"));
        }
    }
    assert!(open.is_empty(), "{open:?} are not closed");
    count
}

#[test]
fn pictures_are_drawn_in_the_format_of_their_ending() {
    for (arguments, option) in [
        (vec!["run", "alp-portal"], "--plot"),
        (vec!["run", "alp-portal"], "--plot-rates"),
        (vec!["compare", "wimp", "p-wave"], "--plot"),
        (vec!["compare", "wimp", "p-wave"], "--plot-rates"),
    ] {
        let folder = Folder::new();
        for ending in ["svg", "pdf", "png"] {
            let file = folder.file(&format!("picture.{ending}"));
            let ran = frazil(arguments.iter().copied().chain([option, &file]));
            assert_eq!((ran.code, ran.stderr), (0, format!("wrote {file}\n")), "{arguments:?}");
            let bytes = fs::read(&file).expect("is written");
            match ending {
                "png" => assert!(bytes.starts_with(PNG) && bytes.len() > 10_000, "{arguments:?}"),
                "pdf" => {
                    assert!(bytes.starts_with(b"%PDF-1.7") && bytes.len() < 60_000, "{arguments:?}");
                    assert!(bytes.windows(10).any(|part| part == b"/FontFile2"), "{arguments:?}");
                }
                _ => {
                    let svg = String::from_utf8(bytes).expect("is a text");
                    assert!(svg.contains("<svg") && elements(&svg) > 20, "{arguments:?}");
                }
            }
        }
    }
}

#[test]
fn the_same_run_draws_the_same_picture() {
    let folder = Folder::new();
    for ending in ["svg", "pdf"] {
        let [one, other] = ["one", "other"].map(|name| folder.file(&format!("{name}.{ending}")));
        for file in [&one, &other] {
            assert_eq!(frazil(["run", "wimp", "--plot", file]).code, 0);
        }
        assert!(fs::read(one).expect("is written") == fs::read(other).expect("is written"), "{ending}");
    }
}

#[test]
fn a_model_without_species_cannot_be_drawn() {
    let folder = Folder::new();
    let file = folder.file("model.yaml");
    fs::write(&file, "format: 1\nname: n\nobservables: {two: 1 + 1}\n").expect("can be written");
    for (option, what) in [("--plot", "no yields to draw"), ("--plot-rates", "no rates to draw")] {
        let ran = frazil(["run", &file, option, &folder.file("a.svg")]);
        assert_eq!(ran.code, 2);
        assert!(ran.stderr.contains(what), "{}", ran.stderr);
    }
}

#[test]
fn a_picture_that_cannot_be_written_is_an_error() {
    let folder = Folder::new();
    for ending in ["svg", "pdf", "png"] {
        let file = folder.file(&format!("no/such/folder/a.{ending}"));
        let ran = frazil(["run", "wimp", "--plot", &file]);
        assert_eq!(ran.code, 1);
        assert!(ran.stderr.contains(&file), "{}", ran.stderr);
    }
}

#[test]
fn the_folder_holds_result_evolution_and_model() {
    let folder = Folder::new();
    let out = folder.file("made/on/demand");
    let ran = frazil(["run", "alp-portal", "--json", "--out", &out]);
    assert_eq!((ran.code, ran.stderr), (0, format!("wrote {out}\n")));
    let file = |name: &str| fs::read_to_string(format!("{out}/{name}")).expect("is written");
    assert_eq!(file("result.json"), ran.stdout);
    let result: Value = serde_json::from_str(&file("result.json")).expect("is JSON");
    let csv = file("evolution.csv");
    let mut lines = csv.lines();
    let head: Vec<&str> = lines.next().expect("has a head").split(',').collect();
    assert_eq!(&head[..6], ["x", "T", "Y(a)", "Y_eq(a)", "Y(chi)", "Y_eq(chi)"]);
    assert!(head[6..].iter().all(|name| name.starts_with("Gamma/H(")) && head.len() == 6 + 7, "{head:?}");
    let mut rows = 0;
    let mut before = 0.0;
    for line in lines {
        let row: Vec<f64> = line.split(',').map(|field| field.parse().expect("is a number")).collect();
        assert_eq!(row.len(), head.len());
        assert!(row.iter().all(|value| value.is_finite() && *value >= 0.0), "{line}");
        assert!(row[0] > before && (row[0] * row[1] / 4.18 - 1.0).abs() < 1e-9, "{line}");
        before = row[0];
        rows += 1;
    }
    assert_eq!(rows, 500, "400 while the yields change, 100 for the rest");
    // What is written can be read.
    let again = frazil(["run", &format!("{out}/model.yaml"), "--json"]);
    let again: Value = serde_json::from_str(&again.stdout).expect("is JSON");
    assert_eq!(again["species"], result["species"]);
    assert_eq!(again["model_hash"], result["model_hash"]);
}
