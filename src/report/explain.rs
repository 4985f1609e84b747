//! What a model says, expanded: the network, the equations solved, every rate.

mod reactions;

use std::fmt::Write as _;

use super::number::{quantity, significant};
use super::table::Table;
use crate::expression::Outside;
use crate::model::{Bound, EquilibriumStatistics, Initial, Model};
use crate::network::{Balance, Equations, Term};

/// Equations and lists of reactions are wrapped at this column, that of a terminal of usual width.
const COLUMNS: usize = 79;
/// Where an equation goes on in the next line.
const CONTINUED: usize = 6;

/// The explanation of a model as text.
#[must_use]
pub fn explanation(model: &Model) -> String {
    let mut out = format!("{}\n", model.name);
    if let Some(description) = &model.description {
        let _ = writeln!(out, "{}", description.trim());
    }
    values(&mut out, model);
    benchmarks(&mut out, model);
    definitions(&mut out, model);
    tables(&mut out, model);
    particles(&mut out, model);
    reactions::reactions(&mut out, model);
    equations(&mut out, model);
    settings(&mut out, model);
    for warning in &model.warnings {
        let _ = writeln!(out, "  ! {warning}");
    }
    out
}

fn values(out: &mut String, model: &Model) {
    let mut table = Table::default();
    for p in &model.parameters {
        table.row([p.name.clone(), format!("= {}", p.written), p.description.clone().unwrap_or_default()]);
    }
    for d in &model.derived {
        let number = |value| quantity(value, d.dimension, d.unit.as_ref(), 6);
        let value = match d.imaginary {
            None => number(d.value),
            Some(imaginary) => format!("{} + I*({})", number(d.value), number(imaginary)),
        };
        table.row([d.name.clone(), format!("= {value}"), d.description.clone().unwrap_or_default()]);
    }
    if !(model.parameters.is_empty() && model.derived.is_empty()) {
        let _ = write!(out, "\nparameters and derived values\n{}", table.render());
    }
}

fn benchmarks(out: &mut String, model: &Model) {
    let mut table = Table::default();
    for benchmark in &model.benchmarks {
        let settings = benchmark.settings.iter().map(|(name, value)| format!("{name} = {value}"));
        table.row([benchmark.name.clone(), settings.collect::<Vec<_>>().join(", ")]);
    }
    if !model.benchmarks.is_empty() {
        let _ = write!(out, "\nbenchmarks\n{}", table.render());
    }
}

fn definitions(out: &mut String, model: &Model) {
    let functions = model.functions().map(|f| (format!("{}({})", f.name, f.parameters.join(", ")), f.body.text()));
    let derived = model.derived.iter().enumerate().filter_map(|(i, derived)| {
        let formula = model.written_derived(i)?.formula()?;
        Some((derived.name.clone(), formula.text()))
    });
    let observables =
        model.observables.iter().enumerate().filter_map(|(i, observable)| {
            Some((observable.name.clone(), reactions::called(&model.observable_plugin(i)?)))
        });
    let formulas = functions.chain(derived).map(|(name, formula)| (name, formula.to_owned()));
    let definitions: Vec<(String, String)> = formulas.chain(observables).collect();
    if !definitions.is_empty() {
        out.push_str("\ndefinitions\n");
    }
    for (name, definition) in definitions {
        let _ = writeln!(out, "  {name} = {definition}");
    }
}

fn tables(out: &mut String, model: &Model) {
    let mut table = Table::default();
    for (name, file, numbers) in model.named_tables() {
        let ((from, to), (argument, _)) = (numbers.range(), numbers.dimensions());
        let end = |value| quantity(value, argument, None, 6);
        let outside = match numbers.outside() {
            Outside::Error => "an error outside",
            Outside::Zero => "zero outside",
            Outside::Constant => "constant outside",
        };
        table.row([
            name.to_owned(),
            format!("{} values from {} to {}", numbers.len(), end(from), end(to)),
            format!("{}, {outside}", numbers.shape()),
            file.map(|file| format!("from {file}")).unwrap_or_default(),
        ]);
    }
    if model.named_tables().next().is_some() {
        let _ = write!(out, "\ntables\n{}", table.render());
    }
}

fn particles(out: &mut String, model: &Model) {
    if model.species.is_empty() {
        return;
    }
    let mut table = Table::default();
    table.row(["particle", "mass", "degrees of freedom", "antiparticle", "role"]);
    for s in &model.species {
        let start = match s.initial {
            Initial::Equilibrium => "starts in equilibrium".to_owned(),
            Initial::Zero => "starts at zero".to_owned(),
            Initial::Yield(y) => format!("starts at Y = {}", significant(y, 5)),
        };
        table.row([
            s.name.clone(),
            format!("{} GeV", significant(s.mass, 6)),
            significant(s.degrees_of_freedom, 6),
            s.antiparticle.clone().unwrap_or_else(|| "itself".to_owned()),
            format!("{}, {start}", if s.dark_matter { "dark matter" } else { "evolved" }),
        ]);
    }
    for b in &model.bath {
        table.row([
            b.name.clone(),
            format!("{} GeV", significant(b.mass, 6)),
            significant(b.degrees_of_freedom, 6),
            b.antiparticle.clone().unwrap_or_else(|| "itself".to_owned()),
            "in equilibrium with the plasma".to_owned(),
        ]);
    }
    let _ = write!(out, "\nparticles\n{}", table.render());
}

fn equations(out: &mut String, model: &Model) {
    if model.species.is_empty() {
        return;
    }
    let equations = Equations::of(model);
    out.push_str("\nequations, with R = Y/Y_eq\n");
    let names: Vec<String> = equations.groups.iter().map(|members| joined(model, members)).collect();
    for ((members, name), terms) in equations.groups.iter().zip(&names).zip(&equations.terms) {
        let terms = terms.iter().filter_map(|term| {
            let balance = equations.balances.get(term.reaction)?.as_ref()?;
            Some(written_term(&names, *term, balance))
        });
        let pairs = members.iter().filter_map(|&i| {
            let species = model.species.get(i)?;
            Some(format!("{} and {}", species.name, species.antiparticle.as_ref()?))
        });
        let pairs: Vec<String> = pairs.collect();
        let mut sum: Vec<String> = terms.collect();
        match sum.first_mut() {
            Some(first) => *first = first.strip_prefix("+ ").unwrap_or(first).to_owned(),
            None => sum.push("0".to_owned()),
        }
        sum.last_mut().into_iter().for_each(|last| last.push_str(" ]"));
        if !pairs.is_empty() {
            sum.push(format!("(Y sums over {})", pairs.join(", ")));
        }
        out.push_str(&wrapped(&format!("  dY({name})/d ln x = F/(s H) · ["), &sum));
        if members.len() > 1 {
            let _ = writeln!(out, "  with R = R({name}) for each of {name},\n  and Y = Y({name}) Y_eq/Y_eq({name})");
        }
    }
    out.push_str("  F = 1 + (1/3) d ln g_s/d ln T, s the entropy density, H the Hubble rate\n");
}

/// The names of species, separated by commas.
fn joined(model: &Model, members: &[usize]) -> String {
    let names: Vec<&str> = members.iter().filter_map(|&i| Some(model.species.get(i)?.name.as_str())).collect();
    names.join(", ")
}

/// `+ 2 γ[3] (R(a) − R(b)^2)`
fn written_term(names: &[String], term: Term, balance: &Balance) -> String {
    let sign = if term.change > 0.0 { "+" } else { "−" };
    let multiple = if term.change.abs() == 1.0 { String::new() } else { format!("{} ", term.change.abs()) };
    let forward = product(names, &balance.forward);
    let balance = match &balance.backward {
        Some(backward) => format!("({forward} − {})", product(names, backward)),
        None => forward,
    };
    format!("{sign} {multiple}γ[{}] {balance}", term.reaction + 1)
}

/// `head` and what follows in a row; a line that is full is continued in the next.
fn wrapped(head: &str, parts: &[String]) -> String {
    let (mut out, mut column) = (head.to_owned(), head.chars().count());
    for part in parts {
        let width = part.chars().count() + 1;
        if column + width > COLUMNS {
            let _ = write!(out, "\n{:CONTINUED$}", "");
            column = CONTINUED + width;
        } else {
            out.push(' ');
            column += width;
        }
        out.push_str(part);
    }
    out.push('\n');
    out
}

/// R of every evolved particle on one side, 1 for the plasma.
fn product(names: &[String], side: &[(usize, u32)]) -> String {
    let factors: Vec<String> = side
        .iter()
        .filter_map(|&(group, power)| {
            let name = names.get(group)?;
            Some(if power == 1 { format!("R({name})") } else { format!("R({name})^{power}") })
        })
        .collect();
    if factors.is_empty() { "1".to_owned() } else { factors.join(" ") }
}

fn statistics(statistics: EquilibriumStatistics) -> &'static str {
    match statistics {
        EquilibriumStatistics::MaxwellBoltzmann => "Maxwell–Boltzmann",
        EquilibriumStatistics::Quantum => {
            "quantum: f = 1/(e^{E/T} ± 1) of every particle in n_eq, decays and collisions (κ, the two that meet in brackets)"
        }
    }
}

fn settings(out: &mut String, model: &Model) {
    let bound = |bound: Option<Bound>, none: &str| match bound {
        Some(Bound::X(x)) => format!("x = {}", significant(x, 6)),
        Some(Bound::Temperature(t)) => format!("T = {} GeV", significant(t, 6)),
        None => none.to_owned(),
    };
    let _ = writeln!(
        out,
        "\ng*         {} (hash {}), M_Pl = {} GeV",
        model.expansion.name(),
        model.expansion.content_hash(),
        significant(model.expansion.planck_mass(), 7)
    );
    let _ = writeln!(out, "history    {}", model.expansion.description());
    if let Some(mass) = model.evolution.reference_mass.filter(|_| !model.species.is_empty()) {
        let _ = writeln!(
            out,
            "evolution  x = {} GeV/T, from {} to {}, relative tolerance {:e}",
            significant(mass, 6),
            bound(model.evolution.from, "a temperature chosen from the masses"),
            bound(model.evolution.to, "where every yield has settled"),
            model.evolution.tolerance
        );
        let _ = writeln!(out, "statistics {}", statistics(model.evolution.statistics));
    }
}

#[cfg(test)]
mod tests;
