//! Points of scans, by what differs between them. `cargo bench --bench scan`.

use divan::counter::ItemsCount;
use divan::{Bencher, black_box};
use frazil::builtin;
use frazil::model::{Document, Overrides};
use frazil::run::{Family, RunSettings, Varied};

fn main() {
    divan::main();
}

/// Points of one sample; the values of what varies go over this many, in equal ratios over a decade about the model's own.
const POINTS: usize = 64;

/// Annihilation through an s-channel mediator, whose mass and width are parameters.
const MEDIATOR: &str = "
format: 1
name: mediator
parameters:
  m_chi: 100 GeV
  M: 500 GeV
  Gamma: 50 GeV
  g: 0.4
species:
  chi: {mass: m_chi, type: majorana, dark_matter: true}
reactions:
  - equation: chi + chi <-> SM + SM
    cross_section: g^4/(16*pi)*s*sqrt(1 - 4*m_chi^2/s)*breit_wigner(s, M, Gamma)
";

fn family(text: &str, settings: &[&str], varied: &[&str]) -> (Family, Vec<f64>) {
    let document = Document::from_bytes("model", text.into()).expect("is valid");
    let overrides = Overrides::parse(settings.iter().copied()).expect("are settings");
    let model = document.resolve(&overrides).expect("resolves");
    let parameter = |name: &str| model.parameters.iter().find(|p| p.name == name).expect("is a parameter");
    let own = varied.iter().map(|name| parameter(name).value).collect();
    let varied = varied.iter().map(|name| Varied { name: (*name).into(), dimension: parameter(name).dimension });
    (Family::new(&document, &overrides, varied.collect(), RunSettings::default()).expect("resolves"), own)
}

fn points(bencher: Bencher, (family, own): (Family, Vec<f64>), decades: f64) {
    let at = |k: usize| 10f64.powf(decades * (k as f64 / POINTS as f64 - 0.5));
    let values: Vec<Vec<f64>> = (0..POINTS).map(|k| own.iter().map(|value| value * at(k)).collect()).collect();
    bencher
        .counter(ItemsCount::new(POINTS))
        .bench_local(|| values.iter().filter(|values| family.point(black_box(values)).is_ok()).count());
}

fn built_in(name: &str) -> &'static str {
    builtin::find(name).expect("is built in").text
}

/// Single-species freeze-out over the cross section.
#[divan::bench]
fn freeze_out_couplings(bencher: Bencher) {
    points(bencher, family(built_in("wimp"), &[], &["sv"]), 1.0);
}

/// The same where every point is solved by itself, history, verification and all.
#[divan::bench(sample_count = 10)]
fn freeze_out_couplings_as_runs(bencher: Bencher) {
    let (family, own) = family(built_in("wimp"), &[], &["sv"]);
    bencher.counter(ItemsCount::new(1_usize)).bench_local(|| family.run(black_box(&own)).is_ok());
}

/// The plane of the ALP portal's couplings, Fig. 2 of arXiv:2502.04900.
#[divan::bench]
fn alp_couplings(bencher: Bencher) {
    points(bencher, family(built_in("alp-portal"), &[], &["C_q", "C_chi"]), 1.0);
}

/// The same over a mass, which changes every rate.
#[divan::bench(sample_count = 10)]
fn alp_masses(bencher: Bencher) {
    points(bencher, family(built_in("alp-portal"), &[], &["m_chi"]), 1.0);
}

/// Fresh masses with a smooth cross section.
#[divan::bench]
fn masses_smooth(bencher: Bencher) {
    points(bencher, family(MEDIATOR, &[], &["m_chi"]), 0.2);
}

/// Fresh masses with a resonance of relative width 1e-6.
#[divan::bench]
fn masses_narrow(bencher: Bencher) {
    points(bencher, family(MEDIATOR, &["M=220 GeV", "Gamma=0.22 MeV"], &["m_chi"]), 0.2);
}
