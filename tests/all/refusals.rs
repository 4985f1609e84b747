//! What the program says where no file of `tests/bad` shows it: undefined observables, commands that cannot do as told,
//! limits on size, rates that cannot be averaged, starts that miss production.

use std::fs;

use crate::program::{Folder, Ran, frazil, frazil_reading};

/// A scalar that freezes out, with more lines at its end.
fn small(more: &str) -> String {
    format!(
        "format: 1
name: small
parameters: {{m_phi: 100 GeV, sv0: 2.2e-26 cm^3/s}}
species:
  phi: {{mass: m_phi, type: real_scalar, dark_matter: true}}
reactions:
  - {{equation: phi + phi <-> SM + SM, sigma_v: sv0}}
{more}"
    )
}

fn run(text: &str) -> Ran {
    frazil_reading(&["run", "-"], text.as_bytes())
}

#[test]
fn observables_without_a_value_say_why() {
    let feeble = small("").replace("2.2e-26", "1e-50").replace("real_scalar", "real_scalar, initial: zero");
    for (text, reason) in [
        (small("observables: {o: 'x_freeze_out(phi)'}").replace("2.2e-26", "1e-50"), "the species does not freeze out"),
        (format!("{feeble}observables: {{o: 'T_freeze_out(phi)'}}"), "the species does not freeze out"),
        (small("observables: {o: 'yield_at(phi, 1e-9)'}"), "x = 0.000000001 is outside the evolution, "),
        (
            small("observables: {o: 'omega_h2'}").replace(", dark_matter: true", ""),
            "no species is marked `dark_matter: true`",
        ),
        (small("observables: {o: 'n_eq(phi, -1 GeV)'}"), "a temperature must be positive, but this is -1 GeV"),
        (
            small(
                "observables: {o: 1}\nconstraints:\n  c: {of: m_phi, measured: 1 GeV, error: 1 GeV, if: m_phi < 1 GeV}\n  d: {of: chi2, max: 1}",
            ),
            "no measurement applies, so there is no `chi2`",
        ),
        (small("observables: {o: 'integrate(1/q, q, 0, 1)'}"), "this integral does not converge: relative error "),
        (small("observables: {o: 'integrate(1.5e308, q, 0, 10)'}"), "overflow in this integral"),
        (small("observables: {o: 'root(q - 2, q, 0, 1)'}"), "no sign change: -2e0 at q = 0e0, -1e0 at 1e0"),
        (
            small("observables: {o: 'integrate(q, q, 0, log(m_phi/(1 GeV) - 101))'}"),
            "logarithm of -1e0, which is not positive",
        ),
    ] {
        let ran = run(&text);
        assert_eq!(ran.code, 0, "{text}\n{}", ran.stderr);
        let undefined = |line: &str| line.contains("undefined") && line.contains(reason);
        assert!(ran.stdout.lines().any(undefined), "{reason}\n{text}\n{}", ran.stdout);
    }
}

#[test]
fn commands_that_cannot_do_as_told() {
    let folder = Folder::new();
    fs::write(folder.0.join("taken"), "a file").expect("can be written");
    fs::write(folder.0.join("small.yaml"), small("")).expect("can be written");
    fs::write(folder.0.join("wrong.yaml"), small("expect: [{of: omega_h2, value: 7, rtol: 0.1, source: nowhere}]\n"))
        .expect("can be written");
    fs::write(folder.0.join("plain.yaml"), "format: 1\nname: plain\nobservables: {o: 1}\n").expect("can be written");
    let file = |name: &str| folder.file(name);
    let small = file("small.yaml");
    for (arguments, code, wanted) in [
        (vec!["run", &small, "--out", &file("taken/x")], 1, vec!["error: cannot make the folder ", "taken/x"]),
        (vec!["run", &small, "--plot", &file("no/such/p.svg")], 1, vec!["cannot write the picture", "no/such/p.svg"]),
        (vec!["run", &small, "--plot", &file("p.jpeg")], 2, vec!["p.jpeg", ".svg, .pdf"]),
        (vec!["run", &small, "--plot-curve", "o", &file("p.svg")], 2, vec!["o"]),
        (
            vec!["run", &file("plain.yaml"), "--plot", &file("p.svg")],
            2,
            vec!["a model without species has no yields to draw"],
        ),
        (
            vec!["run", &file("plain.yaml"), "--plot-rates", &file("p.svg")],
            2,
            vec!["a model without species has no rates to draw"],
        ),
        (vec!["run", &small, "--tolerance", "1"], 2, vec!["a number from 1e-10 to 1e-2 is wanted, for example 1e-8"]),
        (vec!["run", "no-such-model"], 2, vec!["the built-in models are alp-portal"]),
        (vec!["check", &small, "--expect"], 2, vec!["promises nothing: it has no `expect` section"]),
        (vec!["check", &file("wrong.yaml"), "--expect"], 1, vec!["error: 1 of 1 promised results of ", " do not hold"]),
        (vec!["constants", "xyzzy"], 2, vec!["no constant, particle or function matches `xyzzy`", "lists all of them"]),
        (vec!["new", &file("taken")], 2, vec!["taken exists and is not overwritten", "or `-` for standard output"]),
        (vec!["new", &file("no/such/folder.yaml")], 1, vec!["error: cannot write ", "no/such/folder.yaml"]),
    ] {
        let ran = frazil(&arguments);
        assert_eq!(ran.code, code, "{arguments:?}: {}\n{}", ran.stderr, ran.stdout);
        assert!(wanted.iter().all(|part| ran.stderr.contains(part)), "{arguments:?}\n{wanted:?}\n{}", ran.stderr);
    }
}

#[test]
fn plots_of_json_know_no_rates() {
    let folder = Folder::new();
    let ran = frazil_reading(&["run", "-", "--json", "--evolution", "50"], small("").as_bytes());
    fs::write(folder.0.join("run.json"), &ran.stdout).expect("can be written");
    let ran = frazil(["plot", &folder.file("run.json"), "--plot-rates", &folder.file("r.svg")]);
    assert_eq!(ran.code, 2, "{}", ran.stderr);
    assert!(
        ran.stderr.contains("no rates are known of ") && ran.stderr.contains("in evolution.csv; JSON has not"),
        "{}",
        ran.stderr
    );
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_reported() {
    let full = fs::OpenOptions::new().write(true).open("/dev/full").expect("Linux has it");
    let ran = crate::program::finish(crate::program::command(["models"]).stdout(full));
    assert_eq!(ran.code, 1);
    assert!(ran.stderr.contains("error: cannot write to standard output: "), "{}", ran.stderr);
}

#[test]
fn rates_that_have_no_average_say_so() {
    let with = |rate: &str| small("").replace("sigma_v: sv0", rate);
    for (rate, parts) in [
        ("cross_section: '1e-9/(s - 4*m_phi^2)^2*(1 GeV^2)'", &["phi + phi <-> SM + SM", "T = "][..]),
        (
            "cross_section: '1e-9 GeV^-2*(floor(100000*s/m_phi^2) - 2*floor(50000*s/m_phi^2))'",
            &["the thermal average did not converge: relative error ", " values of σ, wanted "],
        ),
        ("sigma_v: '1e-9 GeV^-2*(1 + floor(1e6*x) - 2*floor(5e5*x))'", &["T = "]),
    ] {
        let ran = run(&with(rate));
        assert_eq!(ran.code, 1, "{rate}: {}{}", ran.stderr, ran.stdout);
        assert!(parts.iter().all(|part| ran.stderr.contains(part)), "{rate}\n{parts:?}\n{}", ran.stderr);
    }
}

#[test]
fn starts_that_miss_something_are_warned_about() {
    let freeze_in = "format: 1
name: freeze-in
species: {chi: {mass: 1 MeV, type: dirac, initial: zero, dark_matter: true}}
bath: {B: {mass: 100 GeV, type: real_scalar}}
reactions:
  - {equation: B <-> chi + chi~, width: 1e-16 MeV}
evolution: {reference_mass: 100 GeV, from: {x: 2}}
";
    for (text, warning) in [
        (
            freeze_in.to_owned(),
            &["what was produced of chi before the start, T = ", " of its yield: start earlier with `evolution.from`"]
                [..],
        ),
        (
            freeze_in.replace(
                "B <-> chi + chi~, width: 1e-16 MeV",
                "SM + SM -> chi + chi~, reaction_density: 'T^6*1e-40 [GeV^-2]'",
            ),
            &["the production of chi at the start, T = ", "the result depends on `evolution.from`"],
        ),
        (
            freeze_in.replace("initial: zero, ", ""),
            &["chi starts in equilibrium at T = ", " although Γ/H = ", "start earlier, or say `initial: zero`"],
        ),
        (
            format!(
                "{}  - {{equation: chi -> SM + SM, lifetime: 1e-3 ms}}\n",
                freeze_in.replace("evolution:", "# evolution:")
            )
            .replace("mass: 1 MeV", "mass: 30 GeV")
            .replace("initial: zero", "initial: 0.1"),
            &["chi reaches ", " % of the energy density at T = ", "of which the expansion does not know"],
        ),
    ] {
        let ran = run(&text);
        assert_eq!(ran.code, 0, "{text}\n{}", ran.stderr);
        // Warnings are wrapped to the width of the terminal.
        let stdout = ran.stdout.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(warning.iter().all(|part| stdout.contains(part.trim())), "{warning:?}\n{}", ran.stdout);
    }
}

#[test]
fn a_table_of_degrees_of_freedom_is_read_with_care() {
    let folder = Folder::new();
    fs::write(folder.0.join("m.yaml"), small("cosmology: {g_star: {table: g.csv}}\n")).expect("can be written");
    for (table, wanted) in [
        ("1 10 10\n", &["found one row, a table needs at least two", "each row is `T g_rho g_s`, with T in GeV"][..]),
        ("1 10\n2 10 10\n", &["g.csv:1", "the columns are T in GeV, g_rho and g_s"]),
        ("1 10 10\n3 10 10\n2 10 10\n", &["g.csv:3", "temperatures must all rise or all fall, 2e0 follows 3e0"]),
        (
            "1e-21 10 10\n2 10 10\n",
            &["g.csv:1", "the temperature in GeV must be between 1e-20 and 1e20, found `1e-21`"],
        ),
        ("1 10 1e13\n2 10 10\n", &["g.csv:1", "g_s must be between 1e-12 and 1e12, found `1e13`"]),
        ("1 10 10\n2 10 x\n", &["g.csv:2", "`x`"]),
    ] {
        fs::write(folder.0.join("g.csv"), table).expect("can be written");
        let ran = frazil(["run", &folder.file("m.yaml")]);
        assert!(ran.code == 1 || ran.code == 2, "{table}: {}{}", ran.stdout, ran.stderr);
        assert!(wanted.iter().all(|part| ran.stderr.contains(part)), "{table}\n{wanted:?}\n{}", ran.stderr);
    }
}

#[test]
fn sizes_have_limits() {
    let large = format!("format: 1\nname: {}\n", "a".repeat(5 << 20));
    let many = format!("format: 1\nname: many\nreferences: [{}]\n", "a,".repeat(100_001));
    for (text, wanted) in [(large, "is larger than 4 MiB"), (many, "the file has more than 100000 values")] {
        let ran = run(&text);
        assert_eq!(ran.code, 2, "{wanted}");
        assert!(ran.stderr.contains(wanted), "{wanted}: {}", ran.stderr.chars().take(400).collect::<String>());
    }
    let folder = Folder::new();
    let rows: Vec<String> = (0..1_000_001).map(|i| format!("{i} 1")).collect();
    fs::write(folder.0.join("t.csv"), rows.join("\n")).expect("can be written");
    let text = "format: 1\nname: n\ntables: {t: {file: t.csv, interpolation: linear}}\nobservables: {o: t(1)}\n";
    fs::write(folder.0.join("m.yaml"), text).expect("can be written");
    let ran = frazil(["run", &folder.file("m.yaml")]);
    assert_eq!(ran.code, 2, "{}", ran.stderr);
    assert!(ran.stderr.contains("the table has more than 1000000 rows"), "{}", ran.stderr);
    let ran = run(text);
    assert!(ran.stderr.contains("`t.csv` cannot be read: this model has no folder of its own"), "{}", ran.stderr);
}

#[test]
fn accords_are_explained_where_a_file_breaks_them() {
    let folder = Folder::new();
    let model = "format: 1\nname: n\nparameters: {m: {value: {slha: [MASS, 25]}}}\nobservables: {o: m}\n";
    fs::write(folder.0.join("m.yaml"), model).expect("can be written");
    for (text, wanted) in [
        ("# nothing\n", &["this file has neither blocks nor decay tables", "is it an SLHA file?"][..]),
        ("BLOCK MASS\n 25 1.25E+02\nDECAY 25\n", &["such as `DECAY 25 4.1E-03`"]),
        (
            "BLOCK MASS\n 25 1.25E+02\nDECAY 25 4.1E-03\n 0.5\n",
            &["a decay channel has a branching ratio, a number of products and their PDG numbers"],
        ),
    ] {
        fs::write(folder.0.join("s.slha"), text).expect("can be written");
        let ran = frazil(["run", &folder.file("m.yaml"), "--slha", &folder.file("s.slha")]);
        assert_eq!(ran.code, 2, "{text}: {}{}", ran.stdout, ran.stderr);
        assert!(wanted.iter().all(|part| ran.stderr.contains(part)), "{text}\n{wanted:?}\n{}", ran.stderr);
    }
}
