//! The Boltzmann equations and the relic density.

use std::fmt::Write as _;

use super::display::Display;
use super::statistics;
use crate::latex::{Delimiter, Math, escape, quantity};
use crate::model::Model;
use crate::network::{Balance, Equations, Term};
use crate::report::number::significant;

/// The symbols of the equations, before what is particular to the model, which includes the DENSITY.
const BACKGROUND: &str = "\
The yield $Y_i = n_i/s$ of every evolved particle is followed in $\\ln x$, with $R_i = Y_i/Y_i^{\\mathrm{eq}}$ and
\\begin{align}
  n_i^{\\mathrm{eq}} &= DENSITY , &
  s &= \\frac{2\\pi^2}{45}\\,g_s(T)\\,T^3 , \\\\
  H &= \\sqrt{\\frac{4\\pi^3 g_\\rho(T)}{45}}\\,\\frac{T^2}{M_{\\mathrm{Pl}}} , &
  F &= 1 + \\frac{1}{3}\\,\\frac{\\mathrm{d}\\ln g_s}{\\mathrm{d}\\ln T} .
\\end{align}
";

pub(super) fn evolution(out: &mut String, model: &Model) {
    if model.species.is_empty() {
        return;
    }
    out.push_str("\n\\subsection{Evolution}\n");
    out.push_str(&BACKGROUND.replace("DENSITY", statistics::density(model)));
    out.push_str(statistics::distributions(model));
    let set = escape(model.expansion.name());
    let planck = quantity(&format!("{} GeV", significant(model.expansion.planck_mass(), 7))).inline();
    let _ = write!(
        out,
        "The degrees of freedom $g_\\rho$ and $g_s$ are those of the set \\texttt{{{set}}}, $M_{{\\mathrm{{Pl}}}} = {planck}$"
    );
    if let Some(mass) = model.evolution.reference_mass {
        let mass = quantity(&format!("{} GeV", significant(mass, 6))).inline();
        let _ = write!(out, ", and $x = {mass}/T$");
    }
    out.push_str(".\n");
    if model.expansion.history() != "radiation" {
        let history = escape(&model.expansion.description());
        let _ = writeln!(out, "The expansion is that of {history}; $H$ and $F$ above are those of radiation alone.");
    }
    pairs(out, model);
    boltzmann(out, model);
    relic_density(out, model);
}

/// Says which yields are sums over particle and antiparticle.
fn pairs(out: &mut String, model: &Model) {
    let notation = model.notation();
    let pairs: Vec<String> = model
        .species
        .iter()
        .filter(|species| !species.self_conjugate())
        .map(|species| {
            let [particle, anti] = [false, true].map(|anti| notation.species(species, anti));
            format!("$Y_{{{particle}}}$ is the sum over ${particle}$ and ${anti}$")
        })
        .collect();
    if !pairs.is_empty() {
        let _ = writeln!(out, "{}, in equilibrium too.", pairs.join("; "));
    }
}

fn boltzmann(out: &mut String, model: &Model) {
    let equations = Equations::of(model);
    let notation = model.notation();
    let mut display = Display::default();
    for (species, terms) in model.species.iter().zip(&equations.terms) {
        let terms = terms.iter().filter_map(|term| Some((term, equations.balances.get(term.reaction)?.as_ref()?)));
        let sum = terms.fold(Math::default(), |sum, (term, balance)| with_term(sum, model, *term, balance));
        let left = format!("\\frac{{\\mathrm{{d}}Y_{{{}}}}}{{\\mathrm{{d}}\\ln x}}", notation.species(species, false));
        let right =
            if sum.is_empty() { Math::ink("0") } else { Math::ink(r"\frac{F}{sH}").then(sum.fenced(Delimiter::Group)) };
        display.row(Math::ink(left), "=", right);
    }
    out.push_str("The equations are\n");
    out.push_str(&display.render());
}

/// A sum with one more term, such as − 2γ₃(R_a − R_b²).
fn with_term(sum: Math, model: &Model, term: Term, balance: &Balance) -> Math {
    let multiple = if term.change.abs() == 1.0 { String::new() } else { term.change.abs().to_string() };
    let gamma = Math::ink(format!("{multiple}\\gamma_{{{}}}", term.reaction + 1));
    let forward = product(model, &balance.forward);
    let factor = match &balance.backward {
        Some(backward) => {
            // A bracket of its own holds together what a line must not separate.
            let difference = format!("{forward} - {}", product(model, backward));
            gamma.then(Math::ink(difference).fenced(Delimiter::Group))
        }
        None if forward == "1" => gamma,
        None => gamma.then(Math::ink(format!("\\,{forward}"))),
    };
    match (sum.is_empty(), term.change > 0.0) {
        (true, true) => factor,
        (true, false) => Math::ink("-").then(factor),
        (false, true) => sum.operator("+").then(factor),
        (false, false) => sum.operator("-").then(factor),
    }
}

/// R of every evolved particle on one side, 1 for the plasma.
fn product(model: &Model, side: &[(usize, u32)]) -> String {
    let notation = model.notation();
    let factors: Vec<String> = side
        .iter()
        .filter_map(|&(species, power)| {
            let name = notation.species(model.species.get(species)?, false);
            Some(if power == 1 { format!("R_{{{name}}}") } else { format!("R_{{{name}}}^{power}") })
        })
        .collect();
    if factors.is_empty() { "1".to_owned() } else { factors.join(" ") }
}

fn relic_density(out: &mut String, model: &Model) {
    let notation = model.notation();
    let dark: Vec<String> = model
        .species
        .iter()
        .filter(|species| species.dark_matter)
        .map(|species| notation.species(species, false))
        .collect();
    if dark.is_empty() {
        return;
    }
    let terms: Vec<String> = dark.iter().map(|name| format!("m_{{{name}}}Y_{{{name}}}")).collect();
    let sum = if let [only] = terms.as_slice() { only.clone() } else { format!("({})", terms.join(" + ")) };
    // Per GeV of mass and unit of yield.
    let density = quantity(&format!("{} GeV^-1", significant(model.relic.relic_density(1.0, 1.0), 7))).inline();
    let _ = write!(
        out,
        "With the yields at the end of the evolution, the relic density is\n\\begin{{equation}}\n  \
         \\Omega h^2 = {sum}\\,\\frac{{s_0}}{{\\rho_c/h^2}} = {density}\\,{sum} ,\n\\end{{equation}}\n\
         to be compared with {}.\n",
        significant(model.relic.omega_h2, 6)
    );
}
