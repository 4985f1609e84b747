//! The JSON schema accepts every model file and refuses wrong ones.

use std::path::{Path, PathBuf};

use frazil::model::schema;
use jsonschema::Validator;
use serde_json::Value;

use crate::program::frazil;

fn validator() -> Validator {
    jsonschema::draft202012::new(&schema()).expect("the schema is a schema")
}

fn read(path: &Path) -> Value {
    let text = std::fs::read_to_string(path).expect("is readable");
    serde_saphyr::from_str(&text).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

fn files(folder: &str) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)).expect("is a folder");
    let files: Vec<PathBuf> = entries.map(|entry| entry.expect("is an entry").path()).collect();
    let files: Vec<PathBuf> = files.into_iter().filter(|path| path.extension().is_some_and(|e| e == "yaml")).collect();
    assert!(!files.is_empty(), "{folder} has model files");
    files
}

#[test]
fn every_model_file_fits_the_schema() {
    let validator = validator();
    for path in files("models").into_iter().chain(files("tests/models")) {
        let complaints: Vec<String> =
            validator.iter_errors(&read(&path)).map(|e| format!("{}: {e}", e.instance_path())).collect();
        assert!(complaints.is_empty(), "{}: {complaints:#?}", path.display());
    }
}

type Mistake = fn(&mut Value);

#[test]
fn mistakes_of_form_are_refused_with_their_place() {
    let validator = validator();
    let good = read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("models/wimp.yaml"));
    let mistakes: [(&str, &str, Mistake); 7] = [
        ("an unknown section", "", |m| m["speces"] = Value::Null),
        ("no name", "", |m| drop(m.as_object_mut().map(|m| m.remove("name")))),
        ("another format", "/format", |m| m["format"] = 2.into()),
        ("an unknown type", "/species/chi/type", |m| m["species"]["chi"]["type"] = "majoranna".into()),
        ("a flag that is none", "/species/chi/dark_matter", |m| m["species"]["chi"]["dark_matter"] = "yes".into()),
        ("two rates", "/reactions/0", |m| m["reactions"][0]["cross_section"] = "1/s".into()),
        ("no arrow", "/reactions/0/equation", |m| m["reactions"][0]["equation"] = "chi + chi".into()),
    ];
    for (what, place, mistake) in mistakes {
        let mut model = good.clone();
        mistake(&mut model);
        assert_ne!(model, good, "{what}");
        let places: Vec<String> = validator.iter_errors(&model).map(|e| e.instance_path().to_string()).collect();
        assert!(places.iter().any(|p| p == place), "{what}: {places:?}");
    }
}

#[test]
fn the_command_prints_the_schema() {
    let ran = frazil(["schema"]);
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
    let printed: Value = serde_json::from_str(&ran.stdout).expect("is JSON");
    assert_eq!(printed, schema());
}
