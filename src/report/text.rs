//! The summary of a run, and of several side by side, for people.

use std::fmt::Write as _;

use super::number::{quantity, significant};
use super::outcome::{constraints, observables, verdict};
use super::table::Table;
use crate::model::{EquilibriumStatistics, Model};
use crate::run::{GStarSpread, Run, Sensitivity, Solved};

/// Digits of results; inputs are shown as written.
pub(super) const DIGITS: usize = 5;
/// How many dominant reactions of a dark-matter species are shown, and of any other.
const SHOWN_OF_DARK_MATTER: usize = 6;
const SHOWN_OF_OTHERS: usize = 3;
/// With more equations than these, one reaction of each species that is no dark matter is shown.
const MANY_SPECIES: usize = 8;
/// What stands where a quantity is not defined.
pub(super) const UNDEFINED: &str = "–";

/// The summary of one run.
#[must_use]
pub fn summary(run: &Run) -> String {
    let mut out = String::new();
    heading(&mut out, &run.model);
    if let Some(solved) = run.solved.as_deref() {
        evolution(&mut out, &run.model, solved);
        species(&mut out, &run.model, solved);
        dominant(&mut out, solved);
        relic_density(&mut out, &run.model, solved);
    }
    observables(&mut out, run);
    constraints(&mut out, run);
    if !run.warnings.is_empty() {
        out.push_str("\nwarnings\n");
        for warning in &run.warnings {
            let _ = writeln!(out, "  ! {warning}");
        }
    }
    if let Some(solved) = run.solved.as_deref() {
        let (statistics, solution) = (&solved.solution.statistics, &solved.solution);
        let error = solution.error_estimate.map_or(UNDEFINED.to_owned(), |e| format!("{e:.1e}"));
        let _ = writeln!(
            out,
            "\nsolver     {}, {} steps, {} evaluations, relative error {error}, {:.1} ms",
            solution.settings.method,
            statistics.steps,
            statistics.rhs_evaluations,
            run.seconds * 1e3,
        );
    }
    out
}

fn heading(out: &mut String, model: &Model) {
    let _ = writeln!(out, "{}", model.name);
    if !model.references.is_empty() {
        let _ = writeln!(out, "{}", model.references.join(", "));
    }
    if !model.parameters.is_empty() {
        let mut table = Table::default();
        for parameter in &model.parameters {
            table.row([
                parameter.name.clone(),
                format!("= {}", parameter.written),
                parameter.description.clone().unwrap_or_default(),
            ]);
        }
        let _ = write!(out, "\nparameters\n{}", table.render());
    }
}

fn evolution(out: &mut String, model: &Model, solved: &Solved) {
    let solution = &solved.solution;
    let _ = writeln!(out, "\ng*         {} (hash {})", model.expansion.name(), model.expansion.content_hash());
    if model.expansion.history() != "radiation" {
        let _ = writeln!(out, "history    {}", model.expansion.description());
    }
    if model.evolution.statistics != EquilibriumStatistics::default() {
        let _ = writeln!(out, "statistics {}", model.evolution.statistics.name());
    }
    let groups = &solution.network.groups;
    for group in groups.iter().filter(|group| group.is_shared()) {
        let _ = writeln!(out, "group      {}: in chemical equilibrium with each other", group.name);
    }
    let _ = writeln!(
        out,
        "evolution  {} coupled Boltzmann equation{}, T = {} → {} GeV, x = {} → {} with x = {} GeV/T",
        groups.len(),
        if groups.len() == 1 { "" } else { "s" },
        significant(solution.temperatures.0, DIGITS),
        significant(solution.temperatures.1, DIGITS),
        significant(solution.start.exp(), DIGITS),
        significant(solution.end.exp(), DIGITS),
        significant(solution.network.reference_mass(), DIGITS),
    );
}

fn species(out: &mut String, model: &Model, solved: &Solved) {
    let mut table = Table::default();
    table.row(["species", "mass", "yield", "Ωh²", "x_f", "T_f [GeV]", "mechanism"]);
    for (i, species) in model.species.iter().enumerate() {
        let fate = &solved.fates[i];
        let optional = |value: Option<f64>| value.map_or(UNDEFINED.to_owned(), |v| significant(v, DIGITS));
        table.row([
            format!("{}{}", species.name, if species.dark_matter { " (dark matter)" } else { "" }),
            format!("{} GeV", significant(species.mass, DIGITS)),
            significant(solved.yields[i], DIGITS),
            significant(solved.omega_h2[i], DIGITS),
            optional(fate.x_freeze_out),
            optional(fate.temperature_freeze_out),
            fate.mechanism.map_or(UNDEFINED.to_owned(), |m| m.to_string()),
        ]);
    }
    let _ = write!(out, "\n{}", table.render());
}

/// What moved each yield most. Of dark matter more is said than of what it is made by; all of it is in the JSON.
fn dominant(out: &mut String, solved: &Solved) {
    let groups = &solved.solution.network.groups;
    let of_others = if groups.len() > MANY_SPECIES { 1 } else { SHOWN_OF_OTHERS };
    let mut table = Table::default();
    table.row(["dominant for", "reaction", "share", "fastest at"]);
    for group in groups {
        let Some(fate) = group.members.first().and_then(|&i| solved.fates.get(i)) else { continue };
        let most = if group.dark_matter { SHOWN_OF_DARK_MATTER } else { of_others };
        // A last one is shown rather than counted.
        let all = fate.dominant.len() == most + 1 && most > 1;
        let shown = if all { most + 1 } else { most.min(fate.dominant.len()) };
        for (k, reaction) in fate.dominant[..shown].iter().enumerate() {
            table.row([
                if k == 0 { group.name.clone() } else { String::new() },
                reaction.reaction.clone(),
                share(reaction.share),
                format!("T = {} GeV", significant(reaction.temperature, 3)),
            ]);
        }
        let rest = &fate.dominant[shown..];
        if !rest.is_empty() && most > 1 {
            let total = rest.iter().map(|reaction| reaction.share).sum();
            table.row([String::new(), format!("and {} others", rest.len()), share(total), String::new()]);
        }
    }
    let _ = write!(out, "\n{}", table.render());
}

fn share(share: f64) -> String {
    format!("{:.1} %", 100.0 * share)
}

fn relic_density(out: &mut String, model: &Model, solved: &Solved) {
    if let Some(omega) = solved.dark_matter_omega_h2 {
        let target = model.relic.omega_h2;
        let _ = writeln!(
            out,
            "\nΩh² = {}, {} of the observed {target}",
            significant(omega, DIGITS),
            significant(omega / target, 4),
        );
    }
}

/// Ωh² with other sets of degrees of freedom, in a line.
#[must_use]
pub fn gstar_spread(spread: &GStarSpread) -> String {
    let densities: Vec<String> =
        spread.omega_h2.iter().map(|(set, density)| format!("{} ({set})", significant(*density, DIGITS))).collect();
    format!("\ng* spread  Ωh² = {}: {:.2} %\n", densities.join(", "), 100.0 * spread.relative)
}

/// The sensitivities of Ωh², the largest first, and why there are none to some parameters.
#[must_use]
pub fn sensitivities(sensitivities: &[Sensitivity]) -> String {
    let mut table = Table::default();
    table.row(["parameter p", "d ln Ωh²/d ln p"]);
    for sensitivity in by_size(sensitivities) {
        let (value, reason) = match &sensitivity.value {
            Ok(value) => (significant(*value, DIGITS), String::new()),
            Err(reason) => (UNDEFINED.to_owned(), reason.lines().next().unwrap_or_default().to_owned()),
        };
        table.row([sensitivity.parameter.clone(), value, reason]);
    }
    format!("\nsensitivities\n{}", table.render())
}

/// The largest first; those without a value last.
#[must_use]
pub fn by_size(sensitivities: &[Sensitivity]) -> Vec<&Sensitivity> {
    let size = |s: &Sensitivity| s.value.as_ref().map_or(-1.0, |value| value.abs());
    let mut sorted: Vec<&Sensitivity> = sensitivities.iter().collect();
    sorted.sort_by(|a, b| size(b).total_cmp(&size(a)));
    sorted
}

/// Several runs side by side: one column a run.
#[must_use]
pub fn comparison(runs: &[(String, Run)]) -> String {
    let mut table = Table::default();
    let header = std::iter::once(String::new()).chain(runs.iter().map(|(label, _)| label.clone()));
    table.row(header);
    let mut row = |name: String, value: &dyn Fn(&Run) -> Option<String>| {
        let cells: Vec<Option<String>> = runs.iter().map(|(_, run)| value(run)).collect();
        if cells.iter().any(Option::is_some) {
            let cells = cells.into_iter().map(|c| c.unwrap_or_else(|| UNDEFINED.to_owned()));
            table.row(std::iter::once(name).chain(cells));
        }
    };
    row("Ωh²".to_owned(), &|run| run.solved.as_ref()?.dark_matter_omega_h2.map(|v| significant(v, DIGITS)));
    row("g*".to_owned(), &|run| Some(run.model.expansion.name().to_owned()));
    // What every run has by default says nothing about their difference.
    let usual = |run: &Run| run.model.evolution.statistics == EquilibriumStatistics::default();
    if !runs.iter().all(|(_, run)| usual(run)) {
        row("statistics".to_owned(), &|run| Some(run.model.evolution.statistics.name().to_owned()));
    }
    for name in names(runs, |run| run.model.parameters.iter().map(|p| p.name.clone()).collect()) {
        // Parameters that every run shares say nothing about their difference.
        let written: Vec<Option<&String>> = runs
            .iter()
            .map(|(_, run)| run.model.parameters.iter().find(|p| p.name == name).map(|p| &p.written))
            .collect();
        if written.iter().any(|w| *w != written[0]) {
            row(name.clone(), &|run| run.model.parameters.iter().find(|p| p.name == name).map(|p| p.written.clone()));
        }
    }
    for name in names(runs, |run| run.model.species.iter().map(|s| s.name.clone()).collect()) {
        let index = |run: &Run| run.model.species.iter().position(|s| s.name == name);
        let fate = |run: &Run| Some(run.solved.as_ref()?.fates[index(run)?].clone());
        row(format!("Y({name})"), &|run| Some(significant(run.solved.as_ref()?.yields[index(run)?], DIGITS)));
        row(format!("x_f({name})"), &|run| fate(run)?.x_freeze_out.map(|x| significant(x, DIGITS)));
        row(format!("mechanism({name})"), &|run| fate(run)?.mechanism.map(|m| m.to_string()));
    }
    for name in names(runs, |run| run.model.observables.iter().map(|o| o.name.clone()).collect()) {
        row(name.clone(), &|run| {
            let index = run.model.observables.iter().position(|o| o.name == name)?;
            let observable = &run.model.observables[index];
            let value = run.evaluation.observables[index].as_ref().ok()?;
            Some(quantity(*value, observable.dimension, observable.unit.as_ref(), DIGITS))
        });
    }
    for name in names(runs, |run| run.model.constraints.iter().map(|c| c.name.clone()).collect()) {
        row(name.clone(), &|run| {
            let index = run.model.constraints.iter().position(|c| c.name == name)?;
            let restricted = run.evaluation.constraints[index].as_ref().ok()?;
            Some(verdict(restricted.as_ref()))
        });
    }
    row("χ²".to_owned(), &|run| Some(significant(*run.evaluation.chi2.as_ref()?.as_ref().ok()?, DIGITS)));
    row("warnings".to_owned(), &|run| Some(run.warnings.len().to_string()));
    table.render()
}

/// The names that occur in any run, in order of first occurrence.
fn names(runs: &[(String, Run)], of: impl Fn(&Run) -> Vec<String>) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for (_, run) in runs {
        for name in of(run) {
            if !all.contains(&name) {
                all.push(name);
            }
        }
    }
    all
}
