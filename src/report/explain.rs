//! What a model says, expanded: the network, the equations solved, every rate.

use std::fmt::Write as _;

use super::number::{quantity, significant};
use super::table::Table;
use crate::expression::Outside;
use crate::model::{
    Bound, EquilibriumStatistics, Initial, Model, Participant, RateSpec, Reaction, WrittenPlugin, WrittenRate,
};
use crate::network::{Balance, Equations, Term, catalysed_decays, counted_pair, stimulating_products, symmetry_factor};

/// Equations are wrapped at this column.
const COLUMNS: usize = 110;

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
    reactions(&mut out, model);
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
    let observables = model
        .observables
        .iter()
        .enumerate()
        .filter_map(|(i, observable)| Some((observable.name.clone(), called(&model.observable_plugin(i)?))));
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

fn reactions(out: &mut String, model: &Model) {
    if model.reactions.is_empty() {
        return;
    }
    out.push_str("\nreactions\n");
    for (k, reaction) in model.reactions.iter().enumerate() {
        let label = if reaction.label == reaction.equation { String::new() } else { format!("  ({})", reaction.label) };
        let _ = writeln!(out, "  [{}] {}{label}", k + 1, reaction.equation);
        if reaction.with_conjugate {
            out.push_str("      with its CP conjugate, which runs at the same rate\n");
        }
        let formula = reaction.formula_text().unwrap_or_default();
        let rate = match &reaction.rate {
            RateSpec::Width(_) => format!("γ = n_eq Γ {}, Γ = {formula}", decay_factor(model, reaction)),
            RateSpec::Lifetime { lifetime, branching } => format!(
                "γ = n_eq Γ {}, Γ = {} GeV (branching/lifetime)",
                decay_factor(model, reaction),
                significant(branching / lifetime, 6)
            ),
            RateSpec::CrossSection(_) => averaged(model, reaction, &format!("σ = {formula}")),
            RateSpec::SigmaVOfS(_) => averaged(model, reaction, &format!("σ v_Møl = {formula}")),
            RateSpec::AmplitudeSquared(_) => averaged(
                model,
                reaction,
                &format!("σ = {}/(64π s p_i²) ∫ dt Σ|M|², Σ|M|² = {formula}", spin_average(model, reaction)),
            ),
            RateSpec::SigmaV(_) => format!("γ = {}n_eq n_eq ⟨σv⟩, ⟨σv⟩ = {formula}", factor(reaction)),
            RateSpec::RateCoefficient(_) => {
                let densities = "n_eq ".repeat(reaction.reactants.len());
                format!("γ = {}{densities}k, k = {formula}", factor(reaction))
            }
            RateSpec::PartialWaves { s, p, d } => format!(
                "γ = {}n_eq n_eq (s + p ⟨v²⟩ + d ⟨v⁴⟩), s = {}, p = {}, d = {} GeV^-2, ⟨v²⟩ = 3T/μ, ⟨v⁴⟩ = 15 (T/μ)²",
                factor(reaction),
                significant(*s, 6),
                significant(*p, 6),
                significant(*d, 6)
            ),
            RateSpec::ReactionDensity(_) => format!("γ = {formula}"),
            RateSpec::Plugin(_) => match model.written_rate(k) {
                Some(WrittenRate::Plugin(plugin)) => format!("γ = {}", called(&plugin)),
                _ => "γ from code".to_owned(),
            },
            RateSpec::Closed => "closed: the products are heavier than the mother, the rate is zero".to_owned(),
        };
        let _ = writeln!(out, "      {rate}");
        for part in catalysed_decays(model, reaction) {
            let product = name(model, part.product);
            let [sign, verb] = if part.blocked { ["−", "blocked"] } else { ["+", "enhanced"] };
            let balance = [part.mother, part.other].map(|p| evolved(p).map_or("1".to_owned(), |s| ratio(model, s)));
            let _ = writeln!(
                out,
                "      {verb} by {product}: {sign} {}γ′ {} ({} − {}), γ′ = n_eq Γ ⟨(m/E) f({product})⟩",
                if part.count == 1 { String::new() } else { format!("{} ", part.count) },
                ratio(model, part.species),
                balance[0],
                balance[1],
            );
        }
        for &species in &reaction.subtract_on_shell {
            let name = model.species.get(species).map_or("?", |species| &species.name);
            let _ =
                writeln!(out, "      less the on-shell {name}, which its decays count: σ → σ − πMΓ σ(M²) δ(s − M²)");
        }
        for (name, formula) in model.rate_locals(k) {
            let _ = writeln!(out, "      where {name} = {}", formula.text());
        }
        if let Some(note) = &reaction.note {
            let _ = writeln!(out, "      {note}");
        }
    }
}

/// `name(key = value, …): what it gives`
fn called(plugin: &WrittenPlugin<'_>) -> String {
    let values: Vec<String> = plugin.values.iter().map(|(key, value)| format!("{key} = {}", value.text())).collect();
    format!("{}({}): {}", plugin.name, values.join(", "), plugin.about)
}

/// γ of a cross section that `sigma` defines.
fn averaged(model: &Model, reaction: &Reaction, sigma: &str) -> String {
    let [a, b] = [0, 1].map(|i| reaction.reactants.get(i).map_or("?", |p| name(model, p)));
    let factor = factor(reaction);
    let kernel = match model.evolution.statistics {
        EquilibriumStatistics::MaxwellBoltzmann => "K₁(√s/T)".to_owned(),
        EquilibriumStatistics::Quantum => {
            let [a, b] = [0, 1].map(|i| counted_pair(reaction).get(i).map_or("?", |p| name(model, p)));
            format!("κ[{a}, {b}](√s, T)")
        }
    };
    format!("γ = {factor}g({a}) g({b}) T/(32π⁴) ∫ ds λ(s,m₁²,m₂²)/√s {kernel} σ(s), {sigma}")
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

fn evolved(participant: &Participant) -> Option<usize> {
    match *participant {
        Participant::Species { index, .. } => Some(index),
        _ => None,
    }
}

/// The factor that averages Σ|M|² over the initial states, and halves it for identical products.
fn spin_average(model: &Model, reaction: &Reaction) -> String {
    let [a, b] = [0, 1].map(|i| reaction.reactants.get(i).map_or("?", |p| name(model, p)));
    let identical = matches!(reaction.products[..], [one, other] if one == other);
    format!("1/({}g({a}) g({b}))", if identical { "2 " } else { "" })
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

fn equations(out: &mut String, model: &Model) {
    if model.species.is_empty() {
        return;
    }
    let equations = Equations::of(model);
    out.push_str("\nequations, with R = Y/Y_eq\n");
    for (species, terms) in model.species.iter().zip(&equations.terms) {
        let terms = terms.iter().filter_map(|term| {
            let balance = equations.balances.get(term.reaction)?.as_ref()?;
            Some(written_term(model, *term, balance))
        });
        let head = format!("  dY({})/d ln x = F/(s H) · [ ", species.name);
        let sum = wrapped(terms, head.chars().count());
        let both = species
            .antiparticle
            .as_ref()
            .map_or(String::new(), |anti| format!("  (Y sums over {} and {anti})", species.name));
        let _ = writeln!(out, "{head}{sum} ]{both}");
    }
    out.push_str("  F = 1 + (1/3) d ln g_s/d ln T, s the entropy density, H the Hubble rate\n");
}

/// `+ 2 γ[3] (R(a) − R(b)^2)`
fn written_term(model: &Model, term: Term, balance: &Balance) -> String {
    let sign = if term.change > 0.0 { "+" } else { "−" };
    let multiple = if term.change.abs() == 1.0 { String::new() } else { format!("{} ", term.change.abs()) };
    let forward = product(model, &balance.forward);
    let balance = match &balance.backward {
        Some(backward) => format!("({forward} − {})", product(model, backward)),
        None => forward,
    };
    format!("{sign} {multiple}γ[{}] {balance}", term.reaction + 1)
}

/// Terms in a row; a line that is full is continued `indent` columns from the margin.
fn wrapped(terms: impl Iterator<Item = String>, indent: usize) -> String {
    let mut out = String::new();
    let mut column = indent;
    for term in terms {
        let term = if out.is_empty() { term.strip_prefix("+ ").unwrap_or(&term) } else { &term };
        let width = term.chars().count() + 1;
        if out.is_empty() {
            column += width;
        } else if column + width > COLUMNS {
            let _ = write!(out, "\n{:indent$}", "");
            column = indent + width;
        } else {
            out.push(' ');
            column += width;
        }
        out.push_str(term);
    }
    if out.is_empty() { "0".to_owned() } else { out }
}

/// R of every evolved particle on one side, 1 for the plasma.
fn product(model: &Model, side: &[(usize, u32)]) -> String {
    let factors: Vec<String> = side
        .iter()
        .filter_map(|&(species, power)| {
            let name = &model.species.get(species)?.name;
            Some(if power == 1 { format!("R({name})") } else { format!("R({name})^{power}") })
        })
        .collect();
    if factors.is_empty() { "1".to_owned() } else { factors.join(" ") }
}

/// R of one species.
fn ratio(model: &Model, species: usize) -> String {
    product(model, &[(species, 1)])
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
