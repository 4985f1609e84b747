use super::*;
use crate::builtin;
use crate::model::{Document, Overrides};
use crate::run::{RunSettings, run};

fn solved(name: &str, settings: &[&str]) -> Run {
    let document = Document::from_bytes(name, builtin::find(name).unwrap().text.into()).unwrap();
    let overrides = Overrides::parse(settings.iter().copied()).unwrap();
    run(document.resolve(&overrides).unwrap(), RunSettings::default()).unwrap()
}

fn ln_yield(run: &Run, t: f64, species: usize) -> f64 {
    let solution = &run.solved.as_deref().unwrap().solution;
    let mut ln_yield = vec![0.0; solution.ln_yield.len()];
    solution.trajectory.ln_yields(t, &mut ln_yield);
    ln_yield[species]
}

#[test]
fn pictures_end_soon_after_the_yields_have_come_to_rest() {
    let wimp = solved("wimp", &[]);
    let solved = wimp.solved.as_deref().unwrap();
    let end = rest([solved].into_iter());
    let remaining = |t: f64| ln_yield(&wimp, t, 0) - solved.solution.ln_yield[0];
    assert!(remaining(end - AFTERMATH) <= VISIBLE_CHANGE);
    // The integrator's steps are the resolution, and this late they are a fraction of a unit of ln x long.
    assert!(remaining(end - AFTERMATH - 1.0) > VISIBLE_CHANGE, "the yield still moves a step earlier");
    assert!(end < solved.solution.end);
}

#[test]
fn a_species_that_has_left_the_picture_does_not_prolong_it() {
    // Long after the ALPs have decayed below anything that is drawn their number still falls.
    let run = solved("alp-portal", &[]);
    let solved = run.solved.as_deref().unwrap();
    let end = rest([solved].into_iter());
    let dark_matter = solved.solution.ln_yield[1];
    assert!(ln_yield(&run, end, 0) < dark_matter - 20.0);
    assert!((ln_yield(&run, end - AFTERMATH, 1) - dark_matter).abs() < VISIBLE_CHANGE);
    assert!(end < 400_f64.ln(), "x = {}", end.exp());
}

#[test]
fn runs_are_compared_up_to_the_latest_rest() {
    let runs = ["1e-9 GeV^-1", "1e-8 GeV^-1"].map(|c| solved("alp-portal", &[&format!("C_q={c}")]));
    let each = runs.each_ref().map(|r| rest([r.solved.as_deref().unwrap()].into_iter()));
    let both = rest(runs.iter().filter_map(|r| r.solved.as_deref()));
    assert!((each[0] - each[1]).abs() > 0.5, "they come to rest at different times: {each:?}");
    assert!((both - each[0].max(each[1])).abs() < 1.0, "{both} of {each:?}");
}

#[test]
fn the_reaction_that_makes_dark_matter_is_decisive() {
    let run = solved("alp-portal", &[]);
    let solved = run.solved.as_deref().unwrap();
    let temperature = busiest(&run, solved, "a <-> chi + chi~").expect("the only source");
    assert!((0.1..10.0).contains(&temperature), "around m_a = 2 GeV, not {temperature} GeV");
    assert_eq!(busiest(&run, solved, "a <-> SM + SM"), None, "it changes no dark matter");
}
