//! From results to pictures.

mod curves;
mod lettering;
mod scan;
mod span;
mod sweep;
mod target;
mod tornado;

use std::path::{Path, PathBuf};

use clap::Args;

pub(super) use self::curves::{check_curve, curve};
use self::lettering::{reaction_label, run_label, species_label, x_label};
pub(super) use self::scan::{ScanOptions, check_scan, scan};
use self::span::rest;
pub(super) use self::span::times;
pub(super) use self::sweep::sweep;
pub(super) use self::target::target;
pub(super) use self::tornado::tornado;
use super::Failure;
use crate::model::Model;
use crate::observables::DominantReaction;
use crate::plot::{self, Label, Picture, RateCurve, RateRun, RatesPlot, TopAxis, YieldCurve, YieldRun, YieldsPlot};
use crate::report::{Evolution, Saved};
use crate::run::Run;

/// What to draw.
#[derive(Debug, Args)]
pub(super) struct PlotOptions {
    /// Draw the yields against x, as .svg, .pdf or .png
    #[arg(long, value_name = "FILE")]
    pub plot: Option<PathBuf>,

    /// Draw the rates Γ/H of all reactions against x, as .svg, .pdf or .png
    #[arg(long, value_name = "FILE")]
    pub plot_rates: Option<PathBuf>,
}

impl PlotOptions {
    /// Refuses file names whose ending is no picture format, before anything is computed.
    pub(super) fn check(&self) -> Result<(), Failure> {
        [&self.plot, &self.plot_rates].into_iter().flatten().try_for_each(|path| check_format(path))
    }

    /// Whether there is anything to draw.
    pub(super) fn any(&self) -> bool {
        self.plot.is_some() || self.plot_rates.is_some()
    }

    /// Draws what is asked for, overlaid if there are several runs, and returns the files written.
    pub(super) fn draw(&self, scenes: &[Scene<'_>], title: Option<&str>) -> Result<Vec<PathBuf>, Failure> {
        if let Some(path) = &self.plot {
            yields(scenes, title)?.save(path)?;
        }
        if let Some(path) = &self.plot_rates {
            rates(scenes, title)?.save(path)?;
        }
        Ok([&self.plot, &self.plot_rates].into_iter().flatten().cloned().collect())
    }
}

/// Refuses a file name whose ending is no picture format.
pub(super) fn check_format(path: &Path) -> Result<(), Failure> {
    match path.extension().and_then(|e| e.to_str()).map(str::to_lowercase).as_deref() {
        Some("svg" | "pdf" | "png") => Ok(()),
        _ => Err(Failure::Input(format!(
            "error: cannot draw {}: the ending says the format, and .svg, .pdf and .png are supported",
            path.display()
        ))),
    }
}

/// A run as pictures see it, solved just now or read back.
pub(super) struct Scene<'a> {
    /// What tells it from other runs in the picture.
    label: &'a str,
    /// The model's name.
    name: &'a str,
    /// The model, which knows the symbols; names do without.
    model: Option<&'a Model>,
    evolution: &'a Evolution,
    /// What made or removed dark matter.
    dominant: Vec<&'a DominantReaction>,
}

impl<'a> Scene<'a> {
    /// A run that was just solved, with its evolution at [`times`].
    pub(super) fn of(label: &'a str, run: &'a Run, evolution: &'a Evolution) -> Self {
        let fates = run.solved.iter().flat_map(|solved| &solved.fates);
        let dark_matter = run.model.species.iter().zip(fates).filter(|(species, _)| species.dark_matter);
        let dominant = decisive(dark_matter.flat_map(|(_, fate)| &fate.dominant));
        Self { label, name: &run.model.name, model: Some(&run.model), evolution, dominant }
    }

    /// A run that was read back.
    pub(super) fn read(label: &'a str, saved: &'a Saved) -> Self {
        let Saved { name, model, evolution, dominant, .. } = saved;
        Self { label, name, model: model.as_ref(), evolution, dominant: decisive(dominant.iter()) }
    }

    /// x T in GeV.
    fn reference_mass(&self) -> f64 {
        let first = || self.evolution.x.iter().zip(&self.evolution.temperature).map(|(x, t)| x * t).next();
        let written = self.model.map(|model| model.evolution.reference_mass.unwrap_or(1.0));
        written.or_else(first).unwrap_or(1.0)
    }

    fn label(&self) -> Label {
        self.model.map_or_else(|| Label::text(self.label), |model| run_label(self.label, model))
    }

    /// The abscissa at which a reaction changed dark matter most, if it is a dominant one.
    fn busiest(&self, reaction: &str) -> Option<f64> {
        let dominant = self.dominant.iter().filter(|dominant| dominant.reaction == reaction);
        let most = dominant.max_by(|a, b| a.share.total_cmp(&b.share))?;
        Some(self.reference_mass() / most.temperature)
    }
}

/// The reactions with the largest shares: more names than these nobody reads.
fn decisive<'a>(dominant: impl Iterator<Item = &'a DominantReaction>) -> Vec<&'a DominantReaction> {
    const MOST: usize = 10;
    let mut chosen: Vec<&DominantReaction> = dominant.collect();
    chosen.sort_by(|a, b| b.share.total_cmp(&a.share));
    chosen.truncate(MOST);
    chosen
}

/// Y and `Y_eq` of every species against x, for one run or several overlaid, all up to the same x.
fn yields(scenes: &[Scene<'_>], title: Option<&str>) -> Result<Picture, Failure> {
    require(scenes, "yields")?;
    let abscissa = Abscissa::of(scenes);
    let run = |scene: &Scene<'_>| {
        let evolution = scene.evolution;
        let x = abscissa.values(scene);
        let shown = x.len();
        let curve = |(i, species): (usize, &crate::report::SpeciesEvolution)| YieldCurve {
            label: species_label(scene.model.and_then(|model| model.species.get(i)), &species.name),
            values: species.yields[..shown].to_vec(),
            equilibrium: species.equilibrium[..shown].to_vec(),
        };
        let curves = evolution.species.iter().enumerate().map(curve).collect();
        YieldRun { label: scene.label(), x, curves }
    };
    let runs = scenes.iter().map(run).collect();
    let Abscissa { label, top, .. } = abscissa;
    Ok(plot::yields(&YieldsPlot { title: heading(scenes, title), x_label: label, top, runs })?)
}

/// Γ/H of every reaction against x; those that decide the abundance of dark matter stand out.
fn rates(scenes: &[Scene<'_>], title: Option<&str>) -> Result<Picture, Failure> {
    require(scenes, "rates")?;
    if let Some(scene) = scenes.iter().find(|scene| scene.evolution.rates.is_empty()) {
        return Err(Failure::Input(format!(
            "error: no rates are known of {}\n  = help: a folder of `run --out DIR` has them in evolution.csv; JSON has not",
            scene.label
        )));
    }
    let abscissa = Abscissa::of(scenes);
    let run = |scene: &Scene<'_>| {
        let x = abscissa.values(scene);
        let shown = x.len();
        let curves = scene.evolution.rates.iter().map(|rate| RateCurve {
            decisive_at: scene.busiest(&rate.label).map(|x| abscissa.factor(scene) * x),
            label: reaction_label(&rate.label, rate.latex.as_deref()),
            values: rate.values[..shown].to_vec(),
        });
        RateRun { label: scene.label(), x, curves: curves.collect() }
    };
    let runs = scenes.iter().map(run).collect();
    let Abscissa { label, top, .. } = abscissa;
    Ok(plot::rates(&RatesPlot { title: heading(scenes, title), x_label: label, top, runs })?)
}

fn require(scenes: &[Scene<'_>], what: &str) -> Result<(), Failure> {
    if scenes.is_empty() {
        return Err(Failure::Input(format!("error: a model without species has no {what} to draw")));
    }
    Ok(())
}

/// The line above the picture: what is asked for, or else the model if there is one run.
fn heading(scenes: &[Scene<'_>], title: Option<&str>) -> Option<Label> {
    let only = if let [scene] = scenes { Some(scene.name) } else { None };
    title.or(only).map(Label::text)
}

/// What pictures of evolutions have along the bottom and the top.
struct Abscissa {
    label: Label,
    top: Option<TopAxis>,
    /// Whether the x of all runs mean the same; if not, they are drawn over 1 GeV/T.
    common: bool,
    /// Where the picture ends.
    end: f64,
}

impl Abscissa {
    fn of(scenes: &[Scene<'_>]) -> Self {
        let label = x_label(scenes.iter().map(|scene| (scene.model, scene.reference_mass())));
        let text = || Label::text("$T$ [GeV]");
        let mut abscissa = match label {
            // One axis along the top cannot serve runs in which x means one thing, but different temperatures.
            Some(label) => {
                let factor = scenes.first().map(Scene::reference_mass);
                let factor = factor.filter(|factor| scenes.iter().all(|scene| scene.reference_mass() == *factor));
                let top = factor.map(|factor| TopAxis { label: text(), factor });
                Self { label, top, common: true, end: 0.0 }
            }
            None => Self {
                label: Label::math(r"1\,\mathrm{GeV}/T"),
                top: Some(TopAxis { label: text(), factor: 1.0 }),
                common: false,
                end: 0.0,
            },
        };
        abscissa.end = rest(scenes.iter().map(|scene| (scene.evolution, abscissa.factor(scene))));
        abscissa
    }

    /// What the x of a run is multiplied by.
    fn factor(&self, scene: &Scene<'_>) -> f64 {
        if self.common { 1.0 } else { 1.0 / scene.reference_mass() }
    }

    /// Where the points of a run stand, as far as they are shown.
    fn values(&self, scene: &Scene<'_>) -> Vec<f64> {
        let factor = self.factor(scene);
        scene.evolution.x.iter().map(|x| factor * x).take_while(|&x| x <= self.end).collect()
    }
}

#[cfg(test)]
mod tests;
