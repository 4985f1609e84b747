use super::span::comes_to_rest;
use super::*;
use crate::builtin;
use crate::model::{Document, Overrides};
use crate::report::sample_at;
use crate::run::{RunSettings, Solved, run};

fn solved(name: &str, settings: &[&str]) -> Run {
    let document = Document::from_bytes(name, builtin::find(name).unwrap().text.into()).unwrap();
    let overrides = Overrides::parse(settings.iter().copied()).unwrap();
    run(document.resolve(&overrides).unwrap(), RunSettings::default()).unwrap()
}

fn evolution(run: &Run) -> Evolution {
    let solved = run.solved.as_deref().unwrap();
    sample_at(solved, &times(solved)).unwrap()
}

fn ln_yield(solved: &Solved, t: f64, species: usize) -> f64 {
    let mut ln_yield = vec![0.0; solved.solution.ln_yield.len()];
    solved.solution.trajectory.ln_yields(t, &mut ln_yield);
    ln_yield[species]
}

#[test]
fn pictures_end_soon_after_the_yields_have_come_to_rest() {
    let wimp = solved("wimp", &[]);
    let solved = wimp.solved.as_deref().unwrap();
    // A yield at rest is within 5 % of its final value; the picture goes on for 1.5 in ln x.
    let remaining = |t: f64| ln_yield(solved, t, 0) - solved.solution.ln_yield[0];
    for end in [comes_to_rest(solved), rest([(&evolution(&wimp), 1.0)].into_iter()).ln()] {
        assert!(remaining(end - 1.5) <= 0.05);
        // The integrator's steps are the resolution, and this late they are a fraction of a unit of ln x long.
        assert!(remaining(end - 2.5) > 0.05, "the yield still moves a step earlier");
        assert!(end < solved.solution.end);
    }
}

#[test]
fn a_species_that_has_left_the_picture_does_not_prolong_it() {
    // Long after the ALPs have decayed below anything that is drawn their number still falls.
    let run = solved("alp-portal", &[]);
    let solved = run.solved.as_deref().unwrap();
    let end = rest([(&evolution(&run), 1.0)].into_iter()).ln();
    let dark_matter = solved.solution.ln_yield[1];
    assert!(ln_yield(solved, end, 0) < dark_matter - 20.0);
    assert!((ln_yield(solved, end - 1.5, 1) - dark_matter).abs() < 0.05);
    assert!(end < 400_f64.ln(), "x = {}", end.exp());
}

#[test]
fn what_a_picture_shows_is_sampled_densely_and_the_rest_as_far_as_it_goes() {
    let run = solved("alp-portal", &[]);
    let solved = run.solved.as_deref().unwrap();
    let times = times(solved);
    assert!(times.windows(2).all(|pair| pair[0] < pair[1]));
    assert_eq!((times.first(), times.last()), (Some(&solved.solution.start), Some(&solved.solution.end)));
    let end = rest([(&evolution(&run), 1.0)].into_iter()).ln();
    let shown = times.partition_point(|&t| t <= end);
    assert!(shown > 350, "{shown} of 400 points are in the picture");
}

#[test]
fn runs_are_compared_up_to_the_latest_rest() {
    let runs = ["1e-9 GeV^-1", "1e-8 GeV^-1"].map(|c| evolution(&solved("alp-portal", &[&format!("C_q={c}")])));
    let each = runs.each_ref().map(|evolution| rest([(evolution, 1.0)].into_iter()).ln());
    let both = rest(runs.iter().map(|evolution| (evolution, 1.0))).ln();
    assert!((each[0] - each[1]).abs() > 0.5, "they come to rest at different times: {each:?}");
    assert!((both - each[0].max(each[1])).abs() < 1.0, "{both} of {each:?}");
}

#[test]
fn the_reaction_that_makes_dark_matter_is_decisive() {
    let run = solved("alp-portal", &[]);
    let evolution = evolution(&run);
    let scene = Scene::of("", &run, &evolution);
    let x = scene.busiest("a <-> chi + chi~").expect("the only source");
    let temperature = 4.18 / x;
    assert!((0.1..10.0).contains(&temperature), "around m_a = 2 GeV, not {temperature} GeV");
    assert_eq!(scene.busiest("a <-> SM + SM"), None, "it changes no dark matter");
}

#[test]
fn models_with_masses_of_different_particles_are_overlaid_at_equal_temperatures() {
    let runs = [solved("alp-portal", &[]), solved("wimp", &[])];
    let evolutions = runs.each_ref().map(evolution);
    let scenes = [0, 1].map(|k| Scene::of("", &runs[k], &evolutions[k]));
    let abscissa = Abscissa::of(&scenes);
    assert_eq!(abscissa.label, Label::math(r"1\,\mathrm{GeV}/T"));
    assert_eq!(abscissa.top.as_ref().map(|top| top.factor), Some(1.0));
    for scene in &scenes {
        let x = abscissa.values(scene);
        let worst = x.iter().zip(&scene.evolution.temperature).map(|(x, t)| (x * t - 1.0).abs()).fold(0.0, f64::max);
        assert!(worst < 1e-12, "{worst}");
        assert!(x.len() > 300, "most of {} points are shown", scene.evolution.x.len());
    }
    // Runs of one model keep its x.
    let same = Abscissa::of(&scenes[..1]);
    assert!(same.common && same.top.map(|top| top.factor) == Some(4.18));
}
