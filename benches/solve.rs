//! The cost of a run, from parts to whole. `cargo bench --bench solve`.

use std::sync::Arc;

use divan::{Bencher, black_box};
use frazil::builtin;
use frazil::model::{Document, Model, Overrides};
use frazil::network::{Network, Settings, evolve, prepare};
use frazil::run::{RunSettings, run};

fn main() {
    divan::main();
}

fn model(name: &str, settings: &[&str]) -> Model {
    let text = builtin::find(name).expect("is built in").text;
    let document = Document::from_bytes(name, text.into()).expect("is valid");
    document.resolve(&Overrides::parse(settings.iter().copied()).expect("are settings")).expect("resolves")
}

/// One freeze-out evolution from x = 1 to 1e4 at 1e-6, rates and background already tabulated.
#[divan::bench]
fn freeze_out_with_tabulated_rates(bencher: Bencher) {
    let network = Arc::new(Network::of(&model("wimp", &[]), 1e-6).expect("has rates"));
    let settings = Settings { from: Some(100.0), to: Some(1e-2), verify: false, ..Settings::default() };
    let prepared = prepare(&network, settings).expect("is in range");
    bencher.bench_local(|| prepared.evolve().expect("solves").ln_yield[0]);
}

/// The same with everything a user gets: tabulation, the end by convergence, the verifying second evolution.
#[divan::bench]
fn freeze_out_point(bencher: Bencher) {
    let network = Arc::new(Network::of(&model("wimp", &[]), 1e-6).expect("has rates"));
    bencher.bench_local(|| evolve(black_box(&network), Settings::default()).expect("solves").ln_yield[0]);
}

/// A whole point of the ALP portal: thermal averages, tables, evolution, verification.
#[divan::bench]
fn alp_point(bencher: Bencher) {
    let model = model("alp-portal", &[]);
    bencher
        .with_inputs(|| model.clone())
        .bench_local_values(|model| run(model, RunSettings::default()).expect("solves").solved.is_some());
}

/// Its thermal averages and tables alone.
#[divan::bench]
fn alp_rates(bencher: Bencher) {
    let model = model("alp-portal", &[]);
    bencher.bench_local(|| Network::of(black_box(&model), 1e-6).expect("has rates").channels.len());
}

/// Reading, validating and resolving the ALP file.
#[divan::bench]
fn alp_file(bencher: Bencher) {
    let text = builtin::find("alp-portal").expect("is built in").text;
    bencher.bench_local(|| {
        let document = Document::from_bytes("alp-portal", black_box(text).into()).expect("is valid");
        document.resolve(&Overrides::default()).expect("resolves").reactions.len()
    });
}

/// The same without its history: what a scan asks for.
#[divan::bench]
fn freeze_out_final_yields(bencher: Bencher) {
    let network = Arc::new(Network::of(&model("wimp", &[]), 1e-6).expect("has rates"));
    let settings = Settings { verify: false, ..Settings::default() };
    let prepared = prepare(&network, settings).expect("is in range");
    bencher.bench_local(|| prepared.final_yields(black_box(&[])).expect("solves").ln_yield[0]);
}
