//! Pictures redrawn from saved results.

use std::fs;

use crate::program::{Folder, Ran, frazil};

/// A folder with the results of `run alp-portal` and the pictures drawn by it.
fn saved(folder: &Folder) -> [String; 3] {
    let [out, plot, rates] = ["out", "run.svg", "run-rates.svg"].map(|name| folder.file(name));
    let ran = frazil(["-q", "run", "alp-portal", "--out", &out, "--plot", &plot, "--plot-rates", &rates]);
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
    [out, plot, rates]
}

fn bytes(file: &str) -> Vec<u8> {
    fs::read(file).unwrap_or_else(|e| panic!("{file}: {e}"))
}

fn refused(arguments: &[&str], expected: &[&str]) {
    let Ran { code, stdout, stderr } = frazil(arguments);
    assert_eq!((code, stdout.as_str()), (2, ""), "{stderr}");
    for part in expected {
        assert!(stderr.contains(part), "`{part}` is not in {stderr}");
    }
}

#[test]
fn the_pictures_of_a_saved_run_are_those_of_the_run() {
    let folder = Folder::new();
    let [out, plot, rates] = saved(&folder);
    let [again, rates_again] = ["again.svg", "rates-again.svg"].map(|name| folder.file(name));
    // The folder, or its JSON.
    for result in [out.clone(), format!("{out}/result.json")] {
        let ran = frazil(["plot", &result, "--plot", &again, "--plot-rates", &rates_again]);
        assert_eq!((ran.code, ran.stdout.as_str()), (0, ""), "{}", ran.stderr);
        assert_eq!(ran.stderr, format!("wrote {again}\nwrote {rates_again}\n"));
        // CSV holds every digit, so nothing differs.
        assert!(bytes(&again) == bytes(&plot), "the yields differ");
        assert!(bytes(&rates_again) == bytes(&rates), "the rates differ");
    }
    let ran = frazil(["-q", "plot", &out, "--plot", &again, "--title", "Not the model's name"]);
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
    assert!(String::from_utf8(bytes(&again)).expect("is a text").contains("<title>Not the model's name</title>"));
}

#[test]
fn the_pictures_of_a_saved_comparison_are_those_of_the_comparison() {
    let folder = Folder::new();
    let [out, plot, rates] = ["out", "compare.svg", "compare-rates.svg"].map(|name| folder.file(name));
    let models = ["compare", "wimp:sv=2e-27 cm^3/s", "wimp:sv=2e-25 cm^3/s"];
    let ran =
        frazil(models.iter().copied().chain(["-q", "--out", &out, "--plot", &plot, "--plot-rates", &rates, "--json"]));
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
    assert_eq!(fs::read_to_string(format!("{out}/compare.json")).expect("is written"), ran.stdout);
    for number in [1, 2] {
        for file in ["result.json", "evolution.csv", "model.yaml"] {
            assert!(fs::metadata(format!("{out}/{number}/{file}")).is_ok(), "{number}/{file}");
        }
    }
    let [again, rates_again] = ["again.svg", "rates-again.svg"].map(|name| folder.file(name));
    let [first, second] = [1, 2].map(|number| format!("{out}/{number}"));
    // The folder of the comparison, its JSON, or the runs one by one, which differ in what was set.
    for results in [vec![out.clone()], vec![format!("{out}/compare.json")], vec![first, second]] {
        let mut arguments = vec!["plot", "--plot", &again, "--plot-rates", &rates_again];
        arguments.extend(results.iter().map(String::as_str));
        let ran = frazil(&arguments);
        assert_eq!(ran.code, 0, "{}", ran.stderr);
        assert!(bytes(&again) == bytes(&plot), "the yields of {results:?} differ");
        assert!(bytes(&rates_again) == bytes(&rates), "the rates of {results:?} differ");
    }
}

#[test]
fn json_with_an_evolution_has_yields_but_no_rates() {
    let folder = Folder::new();
    let [one, two, plot] = ["one.json", "two.json", "a.svg"].map(|name| folder.file(name));
    fs::write(&one, frazil(["run", "wimp", "--json", "--evolution"]).stdout).expect("can be written");
    fs::write(&two, frazil(["compare", "wimp", "p-wave", "--json", "--evolution"]).stdout).expect("can be written");
    for file in [&one, &two] {
        let ran = frazil(["plot", file, "--plot", &plot]);
        assert_eq!(ran.code, 0, "{}", ran.stderr);
        assert!(bytes(&plot).starts_with(b"<svg"));
    }
    refused(&["plot", &one, "--plot-rates", &plot], &["no rates are known of WIMP", "evolution.csv"]);
    fs::write(&one, frazil(["run", "wimp", "--json"]).stdout).expect("can be written");
    refused(&["plot", &one, "--plot", &plot], &["this result has no `evolution`", "`--evolution` adds it", "one.json"]);
}

#[test]
fn what_is_missing_or_foreign_is_said() {
    let folder = Folder::new();
    let plot = folder.file("a.svg");
    let file = |name: &str, text: &str| {
        let path = folder.file(name);
        fs::write(&path, text).expect("can be written");
        path
    };
    let refuse = |path: &str, expected: &[&str]| refused(&["plot", path, "--plot", &plot], expected);
    refused(&["plot", "x"], &["--plot <FILE>", "--plot-rates <FILE>"]);
    refused(&["plot", "x", "--plot", "a.jpg"], &[".svg, .pdf and .png"]);
    refuse(&folder.file("nothing"), &["the file does not exist", "`run --out DIR` writes"]);
    refuse(&folder.file(""), &["result.json", "the file does not exist"]);
    refuse(&file("text.json", "hello"), &["this is no result of frazil", "text.json:1:1"]);
    refuse(&file("other.json", "{\n \"a\": 1\n}\n"), &["missing field `format`", "other.json:3:1"]);
    refuse(&file("list.json", "[1, 2]"), &["this is no result of frazil"]);
    let result = frazil(["run", "wimp", "--json", "--evolution", "5"]).stdout;
    refuse(
        &file("new.json", &result.replacen("\"format\": 1", "\"format\": 2", 1)),
        &["has format 2", "newer version"],
    );
    let shorter = result.replacen("\"T\": [", "\"T\": [1.0,", 2);
    refuse(&file("short.json", &shorter), &["lists of numbers, equally long"]);
    let empty = frazil(["run", &file("model.yaml", "format: 1\nname: none\nobservables: {two: 1 + 1}\n"), "--json"]);
    refuse(&file("empty.json", &empty.stdout), &["none has no species: there is nothing to draw"]);
}

#[test]
fn a_damaged_evolution_is_pointed_at() {
    let folder = Folder::new();
    let [out, ..] = saved(&folder);
    let csv = format!("{out}/evolution.csv");
    let text = fs::read_to_string(&csv).expect("is written");
    let plot = folder.file("b.svg");
    let third = text.lines().nth(2).expect("has rows").to_owned();
    let x = third.split(',').next().expect("has fields");
    for (damaged, expected) in [
        (String::new(), vec!["the file is empty", "evolution.csv:1:1"]),
        (text.replacen("x,T", "T,x", 1), vec!["there should be a column `x` where there is `T`"]),
        (text.replacen("Y_eq(a)", "Z", 1), vec!["there should be a column `Y_eq(a)` where there is `Z`"]),
        (text.replacen("Y(a)", "Z(a)", 1), vec!["there is no column `Y(…)`"]),
        (text.replacen("Gamma/H(", "Gamma(", 1), vec!["is no column of an evolution"]),
        (text.replacen(&third, "1,2,3", 1), vec!["the row has 3 values for 13 columns", "evolution.csv:3:1"]),
        (text.replacen(x, "one", 1), vec!["`one` is not a number", "evolution.csv:3:1"]),
        (text.replacen(x, "inf", 1), vec!["`inf` is not a number"]),
        (text.replacen(x, "1e-9", 1), vec!["should be positive and larger than in the row before"]),
        (text.lines().take(2).collect::<Vec<_>>().join("\n"), vec!["fewer than two rows"]),
    ] {
        fs::write(&csv, damaged).expect("can be written");
        refused(&["plot", &out, "--plot", &plot], &expected);
    }
    fs::write(&csv, &text).expect("can be written");
    fs::write(format!("{out}/model.yaml"), "format: 1\nnmae: x\n").expect("can be written");
    refused(&["plot", &out, "--plot", &plot], &["model.yaml:2:1", "did you mean"]);
}

#[test]
fn columns_with_commas_and_quotes_are_read_back() {
    let folder = Folder::new();
    let [out, plot, rates, again] = ["out", "a.svg", "b.svg", "c.svg"].map(|name| folder.file(name));
    let model = folder.file("model.yaml");
    let text = crate::solving::text("wimp").replace("label: annihilation", "label: 'a \"quoted\", named reaction'");
    fs::write(&model, text.lines().filter(|line| !line.contains("leftrightarrow")).collect::<Vec<_>>().join("\n"))
        .expect("can be written");
    assert_eq!(frazil(["run", &model, "--out", &out, "--plot", &plot, "--plot-rates", &rates]).code, 0);
    let ran = frazil(["plot", &out, "--plot-rates", &again]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert!(bytes(&rates) == bytes(&again));
}

#[test]
fn tables_are_saved_with_the_model() {
    let folder = Folder::new();
    let [out, plot, again] = ["out", "a.svg", "b.svg"].map(|name| folder.file(name));
    fs::create_dir(folder.file("tables")).expect("can be made");
    fs::write(folder.file("tables/sv.csv"), "# x, sv\n1e-3 2.2\n1e30 2.0\n").expect("can be written");
    let text =
        crate::solving::text("wimp").replace("sigma_v: sv", "sigma_v: 'sv*interpolate(\"tables/sv.csv\", x)/2.1'");
    fs::write(folder.file("model.yaml"), text).expect("can be written");
    let ran = frazil(["run", &folder.file("model.yaml"), "--out", &out, "--plot", &plot]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let ran = frazil(["plot", &out, "--plot", &again]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert!(bytes(&plot) == bytes(&again));
    assert_eq!(frazil(["check", &format!("{out}/model.yaml")]).code, 0);
}

/// A scan of a WIMP on a small grid, or at points beside any.
fn scanned(folder: &Folder, name: &str, more: &[&str]) -> String {
    let out = folder.file(name);
    let axes = ["--axis", "sv=1e-27 cm^3/s..1e-24 cm^3/s:4:log", "--axis", "m_chi=10 GeV..1 TeV:3:log"];
    let ran = frazil(["-q", "scan", "wimp"].iter().chain(&axes).chain(more).copied().chain(["--out", out.as_str()]));
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    out
}

#[test]
fn scans_are_drawn_in_every_way() {
    let folder = Folder::new();
    let (grid, spread) = (scanned(&folder, "grid.csv", &[]), scanned(&folder, "spread.csv", &["--sobol", "16"]));
    let picture = folder.file("picture.svg");
    let ways: [(&str, &[&str]); 7] = [
        (&grid, &[]),
        (&grid, &["--as", "map", "--column", "omega_h2"]),
        (&grid, &["--as", "points"]),
        (&grid, &["--over", "m_chi,sv", "--levels", "0.01,0.12,1", "--lines", "--constraints", "planck"]),
        (&grid, &["--over", "sv"]),
        (&spread, &[]),
        (&spread, &["--as", "profile", "--constraints", "none"]),
    ];
    let mut pictures = std::collections::BTreeSet::new();
    for (table, options) in ways {
        let ran = frazil(["plot", table, "--plot", &picture].iter().chain(options).copied());
        assert_eq!((ran.code, ran.stdout.as_str()), (0, ""), "{options:?}: {}", ran.stderr);
        assert_eq!(ran.stderr, format!("wrote {picture}\n"));
        let svg = fs::read_to_string(&picture).expect("is drawn");
        assert!(svg.contains("<title>WIMP, s-wave annihilation") && !svg.contains("NaN"), "{options:?}");
        pictures.insert(svg);
    }
    assert_eq!(pictures.len(), ways.len(), "two pictures are the same");
    let ran = frazil(["-q", "plot", &grid, "--plot", &picture, "--title", "A plane"]);
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
    assert!(fs::read_to_string(&picture).expect("is drawn").contains("<title>A plane</title>"));
}

#[test]
fn what_a_scan_has_not_cannot_be_drawn() {
    let folder = Folder::new();
    let (grid, spread) = (scanned(&folder, "grid.csv", &[]), scanned(&folder, "spread.csv", &["--random", "5"]));
    let picture = folder.file("picture.svg");
    let wrong: [(&[&str], &str); 11] = [
        (&[&grid, "--column", "omega_h"], "did you mean `omega_h2`?"),
        (&[&grid, "--over", "mass"], "the scan has no axis `mass`"),
        (&[&grid, "--over", "sv,m_chi,sv"], "at most two axes"),
        (&[&grid, "--over", "sv", "--as", "map"], "this needs two axes"),
        (&[&grid, "--levels", "1 GeV"], "`1 GeV` is GeV, but `omega_h2` is dimensionless"),
        (&[&grid, "--constraints", "plank"], "did you mean `planck`?"),
        (&[&grid, "--column", "chi2"], "no point of the scan has a value of `chi2`"),
        (&[&grid, "--plot-rates", "rates.svg"], "a scan has no rates"),
        (&[&grid, &spread], "a scan is drawn alone"),
        (&[&spread, "--as", "contours"], "`--as points` draws them"),
        (&["results", "--levels", "1"], "`--levels` is for tables of scans"),
    ];
    for (arguments, expected) in wrong {
        let all: Vec<&str> =
            ["plot"].into_iter().chain(arguments.iter().copied()).chain(["--plot", &picture]).collect();
        refused(&all, &[expected]);
    }
    fs::remove_file(folder.file("grid.meta.json")).expect("is there");
    refused(&["plot", &grid, "--plot", &picture], &["the metadata"]);
}
