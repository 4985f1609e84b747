//! The reactions of a model with their rates; what a template stands for together.

use std::fmt::Write as _;

use super::COLUMNS;
use crate::model::{EquilibriumStatistics, Model, Participant, RateSpec, Reaction, WrittenPlugin, WrittenRate};
use crate::network::{catalysed_decays, counted_pair, stimulating_products, symmetry_factor};
use crate::report::number::significant;

/// Lines below a reaction are indented by so much.
const INDENT: usize = 6;

pub(super) fn reactions(out: &mut String, model: &Model) {
    if model.reactions.is_empty() {
        return;
    }
    out.push_str("\nreactions\n");
    let mut first = 0;
    // All instances of a template stand at the same place of the file.
    for instances in model.reactions.chunk_by(|one, other| one.span == other.span) {
        match instances {
            [reaction] => one(out, model, first, reaction),
            _ => template(out, model, first, instances),
        }
        first += instances.len();
    }
}

/// A reaction of its own.
fn one(out: &mut String, model: &Model, number: usize, reaction: &Reaction) {
    let _ = writeln!(out, "  {}", titled(number, reaction));
    if reaction.with_conjugate {
        let _ = writeln!(out, "{:INDENT$}with its CP conjugate, which runs at the same rate", "");
    }
    for line in details(model, number, reaction, false) {
        let _ = writeln!(out, "{:INDENT$}{line}", "");
    }
}

/// The reactions that a template stands for: each in a column, then what they have in common.
fn template(out: &mut String, model: &Model, first: usize, instances: &[Reaction]) {
    let written = instances.first().and_then(|r| model.source.text.get(r.span.clone())).unwrap_or_default();
    let _ = writeln!(
        out,
        "  [{}–{}] {} reactions from {}",
        first + 1,
        first + instances.len(),
        instances.len(),
        written.trim_matches(['\'', '"'])
    );
    let titles: Vec<String> = instances.iter().enumerate().map(|(k, reaction)| titled(first + k, reaction)).collect();
    columns(out, &titles);
    let conjugated: Vec<usize> = (0..instances.len()).filter(|&k| instances[k].with_conjugate).collect();
    if conjugated.len() == instances.len() {
        let _ = writeln!(out, "{:INDENT$}each with its CP conjugate, which runs at the same rate", "");
    } else if !conjugated.is_empty() {
        let _ = writeln!(out, "{:INDENT$}with CP conjugates, at the same rate: {}", "", numbers(first, &conjugated));
    }
    // Symmetry factors and notes may differ from one instance to the other.
    let mut distinct: Vec<(Vec<String>, Vec<usize>)> = Vec::new();
    for (k, reaction) in instances.iter().enumerate() {
        let lines = details(model, first + k, reaction, true);
        match distinct.iter_mut().find(|(other, _)| *other == lines) {
            Some((_, of)) => of.push(k),
            None => distinct.push((lines, vec![k])),
        }
    }
    let several = distinct.len() > 1;
    for (lines, of) in &distinct {
        if several {
            let _ = writeln!(out, "{:INDENT$}{}", "", numbers(first, of));
        }
        let indent = if several { INDENT + 2 } else { INDENT };
        for line in lines {
            let _ = writeln!(out, "{:indent$}{line}", "");
        }
    }
}

/// `[3], [5–8]`
fn numbers(first: usize, places: &[usize]) -> String {
    let runs = places.chunk_by(|a, b| a + 1 == *b);
    let runs = runs.map(|run| match (run.first(), run.last()) {
        (Some(from), Some(to)) if from != to => format!("[{}–{}]", first + from + 1, first + to + 1),
        (Some(only), _) => format!("[{}]", first + only + 1),
        _ => String::new(),
    });
    runs.collect::<Vec<_>>().join(", ")
}

/// Entries in as many columns as there is room for, read line by line.
fn columns(out: &mut String, entries: &[String]) {
    let width = entries.iter().map(|entry| entry.chars().count()).max().unwrap_or(0) + 3;
    let count = ((COLUMNS - INDENT) / width).max(1);
    for line in entries.chunks(count) {
        let mut row = " ".repeat(INDENT);
        for entry in line {
            let _ = write!(row, "{entry:width$}");
        }
        out.push_str(row.trim_end());
        out.push('\n');
    }
}

/// `[3] a <-> b + c  (label)`
fn titled(number: usize, reaction: &Reaction) -> String {
    let label = if reaction.label == reaction.equation { String::new() } else { format!("  ({})", reaction.label) };
    format!("[{}] {}{label}", number + 1, reaction.equation)
}

/// What there is to say of a rate, in lines; of `several` reactions at once, without the names of their particles where that
/// is possible.
fn details(model: &Model, number: usize, reaction: &Reaction, several: bool) -> Vec<String> {
    let mut lines = vec![rate(model, number, reaction, several)];
    lines.extend(catalysed_decays(model, reaction).into_iter().map(|part| {
        let product = name(model, part.product);
        let [sign, verb] = if part.blocked { ["−", "blocked"] } else { ["+", "enhanced"] };
        let balance = [part.mother, part.other].map(|p| evolved(p).map_or("1".to_owned(), |s| ratio(model, s)));
        let count = if part.count == 1 { String::new() } else { format!("{} ", part.count) };
        format!(
            "{verb} by {product}: {sign} {count}γ′ {} ({} − {}), γ′ = n_eq Γ ⟨(m/E) f({product})⟩",
            ratio(model, part.species),
            balance[0],
            balance[1],
        )
    }));
    for &species in &reaction.subtract_on_shell {
        let name = model.species.get(species).map_or("?", |species| &species.name);
        lines.push(format!("less the on-shell {name}, which its decays count: σ → σ − πMΓ σ(M²) δ(s − M²)"));
    }
    lines.extend(model.rate_locals(number).map(|(name, formula)| format!("where {name} = {}", formula.text())));
    lines.extend(reaction.note.clone());
    lines
}

fn rate(model: &Model, number: usize, reaction: &Reaction, several: bool) -> String {
    let formula = reaction.formula_text().unwrap_or_default();
    let factor = factor(reaction);
    let degrees = if several {
        "g₁ g₂".to_owned()
    } else {
        let [a, b] = [0, 1].map(|i| reaction.reactants.get(i).map_or("?", |p| name(model, p)));
        format!("g({a}) g({b})")
    };
    let averaged = |sigma: String| {
        let kernel = match model.evolution.statistics {
            EquilibriumStatistics::MaxwellBoltzmann => "K₁(√s/T)".to_owned(),
            EquilibriumStatistics::Quantum => {
                let [a, b] = [0, 1].map(|i| counted_pair(reaction).get(i).map_or("?", |p| name(model, p)));
                format!("κ[{a}, {b}](√s, T)")
            }
        };
        format!("γ = {factor}{degrees} T/(32π⁴) ∫ ds λ(s,m₁²,m₂²)/√s {kernel} σ(s), {sigma}")
    };
    match &reaction.rate {
        RateSpec::Width(_) => format!("γ = n_eq Γ {}, Γ = {formula}", decay_factor(model, reaction)),
        RateSpec::Lifetime { lifetime, branching } => format!(
            "γ = n_eq Γ {}, Γ = {} GeV (branching/lifetime)",
            decay_factor(model, reaction),
            significant(branching / lifetime, 6)
        ),
        RateSpec::CrossSection(_) => averaged(format!("σ = {formula}")),
        RateSpec::SigmaVOfS(_) => averaged(format!("σ v_Møl = {formula}")),
        RateSpec::AmplitudeSquared(_) => {
            // Averaged over the initial states, and halved for identical products.
            let identical = matches!(reaction.products[..], [one, other] if one == other);
            let half = if identical { "2 " } else { "" };
            averaged(format!("σ = 1/({half}{degrees})/(64π s p_i²) ∫ dt Σ|M|², Σ|M|² = {formula}"))
        }
        RateSpec::SigmaV(_) => format!("γ = {factor}n_eq n_eq ⟨σv⟩, ⟨σv⟩ = {formula}"),
        RateSpec::RateCoefficient(_) => {
            let densities = "n_eq ".repeat(reaction.reactants.len());
            format!("γ = {factor}{densities}k, k = {formula}")
        }
        RateSpec::PartialWaves { s, p, d } => format!(
            "γ = {factor}n_eq n_eq (s + p ⟨v²⟩ + d ⟨v⁴⟩), s = {}, p = {}, d = {} GeV^-2, ⟨v²⟩ = 3T/μ, ⟨v⁴⟩ = 15 (T/μ)²",
            significant(*s, 6),
            significant(*p, 6),
            significant(*d, 6)
        ),
        RateSpec::ReactionDensity(_) => format!("γ = {formula}"),
        RateSpec::Plugin(_) => match model.written_rate(number) {
            Some(WrittenRate::Plugin(plugin)) => format!("γ = {}", called(&plugin)),
            _ => "γ from code".to_owned(),
        },
        RateSpec::Closed => "closed: the products are heavier than the mother, the rate is zero".to_owned(),
    }
}

/// `name(key = value, …): what it gives`
fn called(plugin: &WrittenPlugin<'_>) -> String {
    let values: Vec<String> = plugin.values.iter().map(|(key, value)| format!("{key} = {}", value.text())).collect();
    format!("{}({}): {}", plugin.name, values.join(", "), plugin.about)
}

/// What the plasma makes of the width of a decay.
fn decay_factor(model: &Model, reaction: &Reaction) -> String {
    if model.evolution.statistics == EquilibriumStatistics::MaxwellBoltzmann {
        return "K₁(m/T)/K₂(m/T)".to_owned();
    }
    let stimulating = stimulating_products(model, reaction);
    if stimulating.is_empty() {
        return "⟨m/E⟩".to_owned();
    }
    let terms = stimulating.into_iter().map(|(product, blocks)| {
        let sign = if blocks { "−" } else { "+" };
        format!(" {sign} f({})", name(model, product))
    });
    format!("⟨(m/E) (1{})⟩", terms.collect::<String>())
}

/// R of a species.
fn ratio(model: &Model, species: usize) -> String {
    format!("R({})", model.species.get(species).map_or("?", |species| species.name.as_str()))
}

fn evolved(participant: &Participant) -> Option<usize> {
    match *participant {
        Participant::Species { index, .. } => Some(index),
        _ => None,
    }
}

/// The 1/n! of identical reactants, as a prefix.
fn factor(reaction: &Reaction) -> String {
    let factor = symmetry_factor(&reaction.reactants);
    if factor == 1.0 { String::new() } else { format!("1/{} · ", significant(1.0 / factor, 3)) }
}

fn name<'m>(model: &'m Model, participant: &Participant) -> &'m str {
    match *participant {
        Participant::Species { index, anti } => {
            let species = &model.species[index];
            if anti { species.antiparticle.as_deref().unwrap_or(&species.name) } else { &species.name }
        }
        Participant::Bath { index, anti } => {
            let bath = &model.bath[index];
            if anti { bath.antiparticle.as_deref().unwrap_or(&bath.name) } else { &bath.name }
        }
        Participant::Radiation => "SM",
    }
}
