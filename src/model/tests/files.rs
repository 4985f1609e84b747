//! What is read from disk.

use std::fs;
use std::path::PathBuf;

use super::*;

/// A folder of its own that disappears afterwards.
struct Scene(PathBuf);

impl Scene {
    fn new(name: &str) -> Self {
        let root = std::env::temp_dir().join(format!("frazil-model-{}-{name}", std::process::id()));
        fs::create_dir_all(root.join("inside")).unwrap();
        Self(root)
    }

    fn write(&self, path: &str, text: &[u8]) -> PathBuf {
        let path = self.0.join(path);
        fs::write(&path, text).unwrap();
        path
    }

    /// What becomes of a model in `inside` with this table of degrees of freedom.
    fn with_table(&self, table: &str) -> Result<Model, String> {
        let path =
            self.write("inside/m.yaml", small(&format!("cosmology: {{g_star: {{table: '{table}'}}}}\n")).as_bytes());
        let document = Document::read(path).map_err(|e| e.to_string())?;
        document.resolve(&Overrides::default()).map_err(|e| e.to_string())
    }
}

impl Drop for Scene {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

const TABLE: &[u8] = b"T, g_rho, g_s\n1e-3, 10.7, 10.7\n1, 70, 70\n1e3, 106, 106\n";

#[test]
fn tables_beside_the_model() {
    let scene = Scene::new("beside");
    scene.write("inside/g.csv", TABLE);
    let model = scene.with_table("g.csv").unwrap();
    assert_eq!(model.expansion.name(), "table");
    assert!((model.expansion.g_rho(1.0).unwrap() - 70.0).abs() < 1e-12);
    scene.write("inside/broken.csv", b"1, 2, 3\n2, 3\n");
    let message = scene.with_table("broken.csv").unwrap_err();
    assert!(message.contains("broken.csv:2:") && message.contains("m.yaml:8:"), "{message}");
    assert!(scene.with_table("none.csv").unwrap_err().contains("`none.csv` cannot be read"));
}

#[test]
fn tables_elsewhere_are_refused() {
    let scene = Scene::new("elsewhere");
    let outside = scene.write("g.csv", TABLE);
    assert!(scene.with_table("../g.csv").unwrap_err().contains("leads out of the model's folder"));
    assert!(scene.with_table(outside.to_str().unwrap()).unwrap_err().contains("is an absolute path"));
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink(&outside, scene.0.join("inside/link.csv")).unwrap();
        assert!(scene.with_table("link.csv").unwrap_err().contains("is a link out of the model's folder"));
    }
    let from_nowhere = refusal_of("cosmology: {g_star: {table: g.csv}}\n");
    assert!(from_nowhere.contains("this model has no folder"), "{from_nowhere}");
}

#[test]
fn tables_in_formulas() {
    let scene = Scene::new("formulas");
    scene.write("inside/eff.csv", b"# q2, efficiency\n0 0.5\n2 0.25\n");
    let text = small("derived: {eff: 'interpolate(\"eff.csv\", 1)'}\n");
    let path = scene.write("inside/m.yaml", text.as_bytes());
    assert_eq!(Document::read(&path).unwrap().resolve(&Overrides::default()).unwrap().derived[0].value, 0.375);
    scene.write("inside/eff.csv", b"0 0.5\n2 a\n");
    let message = Document::read(&path).unwrap().resolve(&Overrides::default()).unwrap_err().to_string();
    assert!(message.contains("eff.csv:2: expected two numbers"), "{message}");
}

#[test]
fn tables_by_name() {
    let scene = Scene::new("names");
    scene.write("inside/R.csv", b"E, R\n1 2\n3 4 # the last\n");
    scene.write("inside/bins.csv", b"0 0.1\n2 0.2\n4\n");
    let tables = "tables:
  R: {file: R.csv, units: [MeV, '1'], interpolation: linear, outside: constant}
  eff: {x: [0, 2, 4], y: [0.13, 0.12], units: [GeV^2, '1'], kind: histogram}
  bins: {file: bins.csv, kind: histogram, outside: zero}
derived: {a: R(2 MeV), b: R(1 GeV), c: eff(2 GeV^2), d: 'bins(1) + bins(4) + bins(5)'}
";
    let load = |tables: &str| {
        let path = scene.write("inside/m.yaml", small(tables).as_bytes());
        Document::read(&path).and_then(|document| document.resolve(&Overrides::default()))
    };
    let values: Vec<f64> = load(tables).unwrap_or_else(|e| panic!("{e}")).derived.iter().map(|d| d.value).collect();
    assert_eq!(values[1..3], [4.0, 0.12]);
    // 1, 2 and 3 MeV are not exact in GeV.
    assert!((values[0] - 3.0).abs() < 1e-14 && (values[3] - 0.3).abs() < 1e-15, "{values:?}");
    let message = |tables: &str| load(tables).expect_err(tables).to_string();
    scene.write("inside/bad.csv", b"1 2\n3 4 5\n");
    scene.write("inside/early.csv", b"1 2\n3\n4 5\n");
    for (tables, wanted) in [
        ("tables: {R: {file: bad.csv}}", &["bad.csv:2: expected two numbers, found `3 4 5`", "m.yaml:8:20"][..]),
        ("tables: {R: {file: early.csv}}", &["early.csv:2: expected two numbers, found `3`"]),
        (
            "tables: {R: {file: early.csv, kind: histogram}}",
            &["early.csv:3: the row before this one has one number only"],
        ),
        ("tables: {R: {file: no.csv}}\nderived: {d: R(1)}", &["`no.csv` cannot be read", "m.yaml:8:20"]),
        (
            "tables: {R: {file: R.csv, x: [1]}}",
            &["a table needs either `file`, or `x` and `y`", "m.yaml:8:10", "write `{file: R.csv"],
        ),
        ("tables: {R: {x: [1, 1 GeV], y: [1, 2]}}", &["`1 GeV` is not a plain number", "m.yaml:8:21", "under `units`"]),
        ("tables: {R: {x: [1, 1], y: [1, 2]}}", &["do not increase", "m.yaml:8:17"]),
        (
            "tables: {R: {file: R.csv, units: [GeV]}}",
            &["a table has two units", "m.yaml:8:34", "`'1'` stands for a pure number"],
        ),
        ("tables: {R: {file: R.csv, units: [GeV, nonsense]}}", &["`nonsense`", "m.yaml:8:40"]),
        (
            "tables: {R: {file: R.csv, kind: histogramm}}",
            &["`histogramm` is not a kind of table", "did you mean `histogram`?"],
        ),
        (
            "tables: {R: {file: R.csv, kind: histogram, interpolation: linear}}",
            &["a histogram is not interpolated", "its kind"],
        ),
        (
            "tables: {R: {file: R.csv, interpolation: cubic}}",
            &["`cubic` is not a rule of interpolation", "possible: log-log, linear, monotone-cubic"],
        ),
        (
            "tables: {R: {file: R.csv, outside: nil}}",
            &["`nil` is not a rule for what lies outside a table", "possible: error, zero, constant"],
        ),
        ("tables: {m_phi: {file: R.csv}}", &["the name `m_phi` is declared twice"]),
        (
            "tables: {R: {file: R.csv, units: [GeV, '1']}}\nderived: {d: R(1)}",
            &["this is dimensionless, but `R` wants GeV", "m.yaml:9:16"],
        ),
        ("tables: {R: {file: R.csv}}\nderived: {d: R(9)}", &["outside the table", "m.yaml:9:14"]),
    ] {
        let message = message(&format!("{tables}\n"));
        assert!(wanted.iter().all(|part| message.contains(part)), "{tables}\n{wanted:?}\n{message}");
        assert_eq!(message.matches("error:").count(), 1, "{tables}\n{message}");
    }
}

#[test]
fn model_files_that_are_none() {
    let scene = Scene::new("none");
    let message = |path: PathBuf| Document::read(path).expect_err("refused").to_string();
    assert!(message(scene.0.join("missing.yaml")).contains("the model file does not exist"));
    assert!(message(scene.0.clone()).contains("the model file is a folder"));
    let large = scene.write("large.yaml", &vec![b'#'; 10 << 20]);
    assert!(message(large).contains("the model file is larger than 4 MiB"));
    let junk = scene.write("junk.yaml", &[b'a', b':', 0xff, 0xfe, 0]);
    assert!(message(junk).contains("not a text in UTF-8: byte 2"));
    let junk = Document::from_bytes("<stdin>", b"\x7fELF\x01\x02".to_vec()).unwrap_err().to_string();
    assert!(junk.contains("control character U+007F"), "{junk}");
}
