//! The cost of reading model files. `cargo bench --bench model`.

use std::fmt::Write as _;

use divan::{Bencher, black_box};
use frazil::model::{Document, Overrides};

fn main() {
    divan::main();
}

/// Particles in the files below: every pair of them annihilates, which makes 496 reactions.
const PARTICLES: usize = 31;

const RATE: &str =
    "g^2*(y1^2 + y2^2)/(16*pi*s)*sqrt(1 - 4*m_h^2/s)*(1 + (s - 4*m_h^2)*breit_wigner(s, m_h, 1 MeV)*m_h^2)";

/// A file whose `reactions` are the given ones.
fn file(reactions: &str) -> String {
    let names: Vec<String> = (1..=PARTICLES).map(|i| format!("P{i}")).collect();
    let mut text = format!(
        "format: 1
name: many reactions
indices: {{p: [{}]}}
parameters: {{m_h: 1 GeV, g: 0.1, 'y[p]': 0.3}}
derived: {{strength: sum(y[p]^2, p), 'share[p]': 'y[p]^2/strength'}}
species: {{h_D: {{mass: m_h, type: real_scalar, dark_matter: true}}}}
bath:
",
        names.join(", ")
    );
    for (i, name) in names.iter().enumerate() {
        let _ = writeln!(text, "  {name}: {{mass: {} GeV, type: majorana}}", 2 + i);
    }
    text + "reactions:\n" + reactions
}

fn templates() -> String {
    let rate = RATE.replace("y1", "share[i]").replace("y2", "share[j]");
    file(&format!(
        "  - {{equation: i + j <-> h_D + h_D, for: {{i: p, j: p}}, unless: i > j, cross_section: '{rate}', label: '{{i}} {{j}}'}}\n"
    ))
}

fn written_out() -> String {
    let mut reactions = String::new();
    for i in 1..=PARTICLES {
        for j in i..=PARTICLES {
            let rate = RATE.replace("y1", &format!("share[P{i}]")).replace("y2", &format!("share[P{j}]"));
            let _ = writeln!(reactions, "  - {{equation: P{i} + P{j} <-> h_D + h_D, cross_section: '{rate}'}}");
        }
    }
    file(&reactions)
}

fn check(text: &str) -> usize {
    let document = Document::from_bytes("bench", text.as_bytes().to_vec()).expect("is valid");
    document.resolve(&Overrides::default()).expect("resolves").reactions.len()
}

/// What `check` does with 496 reactions from one template.
#[divan::bench]
fn check_templates(bencher: Bencher) {
    let text = templates();
    assert_eq!(check(&text), PARTICLES * (PARTICLES + 1) / 2);
    bencher.bench_local(|| check(black_box(&text)));
}

/// The same reactions written out.
#[divan::bench]
fn check_written_out(bencher: Bencher) {
    let text = written_out();
    assert_eq!(check(&text), PARTICLES * (PARTICLES + 1) / 2);
    bencher.bench_local(|| check(black_box(&text)));
}

/// Another parameter point of a file that has been read, as in a scan.
#[divan::bench]
fn another_point(bencher: Bencher) {
    let document = Document::from_bytes("bench", templates().into_bytes()).expect("is valid");
    let settings = Overrides::parse(["g=0.2", "y[P3]=0.4"]).expect("are settings");
    bencher.bench_local(|| document.resolve(black_box(&settings)).expect("resolves").reactions.len());
}
