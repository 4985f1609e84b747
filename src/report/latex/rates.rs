//! The reactions and their rates.

use super::display::Display;
use super::{called, paragraph, statistics, tables, written};
use crate::latex::{Math, number};
use crate::model::{EquilibriumStatistics, Model, RateSpec, Reaction, WrittenRate};
use crate::network::symmetry_factor;
use crate::report::number::significant;

/// How γ follows from each kind of rate, in the order they are explained.
const KINDS: [(Kind, &str); 9] = [
    (
        Kind::Width,
        "A decay of the particle $a$ with the partial width $\\Gamma_r$ has\n\
         \\begin{equation}\n  \\gamma_r = n_a^{\\mathrm{eq}}\\,\\Gamma_r\\,\\frac{K_1(m_a/T)}{K_2(m_a/T)} .\n\\end{equation}\n",
    ),
    (
        Kind::CrossSection,
        "With a cross section $\\sigma_r(s)$ between $a$ and $b$, averaged over initial and summed over final states,\n\
         \\begin{equation}\n  \\gamma_r = S_r\\,\\frac{g_a g_b T}{32\\pi^4} \\int_{s_{\\min}}^{\\infty}\\! \
         \\frac{\\lambda(s,m_a^2,m_b^2)}{\\sqrt{s}}\\,K_1(\\sqrt{s}/T)\\,\\sigma_r(s)\\,\\mathrm{d}s ,\n\\end{equation}\n\
         where $\\lambda$ is the K\\\"all\\'en function and $s_{\\min}$ the larger of the squared sums of the masses on both sides.\n",
    ),
    (
        Kind::SigmaVOfS,
        "Where $(\\sigma v)_r(s)$ is given, $\\sigma_r = (\\sigma v)_r/v$ with the relative velocity \
         $v = 2s\\sqrt{\\lambda}/(s^2 - (m_a^2 - m_b^2)^2)$ in the centre-of-mass frame.\n",
    ),
    (
        Kind::AmplitudeSquared,
        "A squared amplitude $\\Sigma_r$, summed over all spins and colours, has the cross section\n\
         \\begin{equation}\n  \\sigma_r = \\frac{S_r'}{g_a g_b}\\,\\frac{1}{64\\pi s p_{ab}^2} \
         \\int \\Sigma_r(s,t,u)\\,\\mathrm{d}t ,\n\\end{equation}\n\
         where $S_r'$ is $1/2$ for identical products.\n",
    ),
    (
        Kind::SigmaV,
        "With a thermally averaged cross section,\n\
         \\begin{equation}\n  \\gamma_r = S_r\\,n_a^{\\mathrm{eq}} n_b^{\\mathrm{eq}}\\,\\langle\\sigma v\\rangle_r .\n\\end{equation}\n",
    ),
    (
        Kind::PartialWaves,
        "An expansion in the relative velocity, with the reduced mass $\\mu = m_a m_b/(m_a + m_b)$, gives\n\
         \\begin{equation}\n  \\gamma_r = S_r\\,n_a^{\\mathrm{eq}} n_b^{\\mathrm{eq}} \
         \\left[a_r + \\frac{3T}{\\mu}\\,b_r + 15\\left(\\frac{T}{\\mu}\\right)^2 c_r\\right] .\n\\end{equation}\n",
    ),
    (
        Kind::RateCoefficient,
        "A rate coefficient $k_r$ is multiplied by the equilibrium densities of all reactants,\n\
         \\begin{equation}\n  \\gamma_r = S_r\\,k_r \\prod_a n_a^{\\mathrm{eq}} .\n\\end{equation}\n",
    ),
    (Kind::Density, "Other reaction densities $\\gamma_r$ are given as such.\n"),
    (Kind::Code, "Densities $\\gamma_r$ that are written with the name of a plug-in are computed by its code.\n"),
];

/// How a rate is stated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Width,
    CrossSection,
    SigmaVOfS,
    AmplitudeSquared,
    SigmaV,
    RateCoefficient,
    PartialWaves,
    Density,
    /// By code.
    Code,
    /// The reaction does not happen.
    None,
}

impl Kind {
    fn of(rate: &RateSpec) -> Self {
        match rate {
            RateSpec::Width(_) | RateSpec::Lifetime { .. } => Self::Width,
            RateSpec::CrossSection(_) => Self::CrossSection,
            RateSpec::SigmaVOfS(_) => Self::SigmaVOfS,
            RateSpec::AmplitudeSquared(_) => Self::AmplitudeSquared,
            RateSpec::SigmaV(_) => Self::SigmaV,
            RateSpec::RateCoefficient(_) => Self::RateCoefficient,
            RateSpec::PartialWaves { .. } => Self::PartialWaves,
            RateSpec::ReactionDensity(_) => Self::Density,
            RateSpec::Plugin(_) => Self::Code,
            RateSpec::Closed => Self::None,
        }
    }

    /// Whether the explanation of another kind belongs to this one: rates of s are averaged like cross sections.
    fn needs(self, other: Self) -> bool {
        self == other || (other == Self::CrossSection && matches!(self, Self::SigmaVOfS | Self::AmplitudeSquared))
    }

    /// Whether the engine supplies the factor for identical reactants.
    fn has_symmetry_factor(self) -> bool {
        !matches!(self, Self::Width | Self::Density | Self::Code | Self::None)
    }
}

pub(super) fn reactions(out: &mut String, model: &Model) {
    if model.reactions.is_empty() {
        return;
    }
    out.push_str("\n\\subsection{Reactions}\n");
    let rows: Vec<Vec<String>> = model.reactions.iter().enumerate().map(|(i, r)| row(model, i, r)).collect();
    if rows.iter().all(|row| row.last().is_some_and(String::is_empty)) {
        let rows: Vec<Vec<String>> = rows.into_iter().map(|mut row| row.drain(..4).collect()).collect();
        tables::table(out, "rlll", &["$r$", "reaction", "conjugate", "$S_r$"], &rows);
    } else {
        let head = ["$r$", "reaction", "conjugate", "$S_r$", "remarks"];
        tables::table(out, "rlllp{0.4\\linewidth}", &head, &rows);
    }
    if model.reactions.iter().any(|reaction| reaction.with_conjugate) {
        out.push_str("Where the CP-conjugate reaction is another one, it runs at the same rate.\n");
    }
    if model.reactions.iter().any(|reaction| Kind::of(&reaction.rate).has_symmetry_factor()) {
        out.push_str("The factor $S_r$ is $1/n!$ for $n$ identical reactants.\n");
    }
    let present = |kind| model.reactions.iter().any(|r| Kind::of(&r.rate).needs(kind));
    out.push_str("\n\\subsection{Rates}\nThe density $\\gamma_r$ of reactions, per volume and time, is that of all participants in equilibrium.\n");
    let quantum = model.evolution.statistics == EquilibriumStatistics::Quantum;
    for (kind, explanation) in KINDS.iter().filter(|(kind, _)| present(*kind)) {
        out.push_str(match kind {
            Kind::Width if quantum => statistics::DECAY,
            Kind::CrossSection if quantum => statistics::CROSS_SECTION,
            _ => explanation,
        });
    }
    statistics::remarks(out, model);
    let mut display = Display::default();
    for (i, reaction) in model.reactions.iter().enumerate() {
        rate(&mut display, model, i, reaction);
    }
    if !display.is_empty() {
        out.push_str("The rates are\n");
        out.push_str(&display.render());
    }
}

fn row(model: &Model, index: usize, reaction: &Reaction) -> Vec<String> {
    let kind = Kind::of(&reaction.rate);
    let factor = 1.0 / symmetry_factor(&reaction.reactants);
    let factor = match (kind.has_symmetry_factor(), factor == 1.0) {
        (false, _) => "--".to_owned(),
        (true, true) => "1".to_owned(),
        (true, false) => format!("$1/{}$", significant(factor, 3)),
    };
    let closed = (kind == Kind::None).then_some("closed: the products are heavier than the mother");
    let remarks = [reaction.note.as_deref(), closed];
    vec![
        (index + 1).to_string(),
        format!("${}$", model.notation().equation(reaction)),
        if reaction.with_conjugate { "yes" } else { "--" }.to_owned(),
        factor,
        remarks.into_iter().flatten().map(paragraph).collect::<Vec<_>>().join("; "),
    ]
}

/// The equations that state a rate.
fn rate(display: &mut Display, model: &Model, index: usize, reaction: &Reaction) {
    if Kind::of(&reaction.rate) == Kind::None {
        return;
    }
    let Some(rate) = model.written_rate(index) else { return };
    let notation = model.notation();
    super::locals(display, notation, model.rate_locals(index));
    let label = index + 1;
    let named = |symbol: &str| Math::ink(format!("{symbol}_{{{label}}}"));
    match rate {
        WrittenRate::Width(width) => display.row(named(r"\Gamma"), "=", written(notation, width)),
        WrittenRate::Lifetime { lifetime, branching } => {
            let share = branching.map_or_else(|| Math::ink("1"), |share| written(notation, share));
            display.row(named(r"\Gamma"), "=", Math::fraction(&share, &written(notation, lifetime)));
        }
        WrittenRate::CrossSection(sigma) => {
            let sigma_of_s = named(r"\sigma").then(Math::ink("(s)"));
            display.row(sigma_of_s, "=", written(notation, sigma));
        }
        WrittenRate::SigmaVOfS(sigma_v) => {
            let of_s = Math::ink(format!(r"(\sigma v)_{{{label}}}(s)"));
            display.row(of_s, "=", written(notation, sigma_v));
        }
        WrittenRate::AmplitudeSquared(squared) => display.row(named(r"\Sigma"), "=", written(notation, squared)),
        WrittenRate::RateCoefficient(coefficient) => display.row(named("k"), "=", written(notation, coefficient)),
        WrittenRate::SigmaV(sigma_v) => {
            display.row(named(r"\langle\sigma v\rangle"), "=", written(notation, sigma_v));
        }
        WrittenRate::PartialWaves(waves) => {
            for (symbol, wave) in ["a", "b", "c"].into_iter().zip(waves) {
                let value = wave.map_or_else(|| number(0.0), |wave| written(notation, wave));
                display.row(named(symbol), "=", value);
            }
        }
        WrittenRate::ReactionDensity(density) => display.row(named(r"\gamma"), "=", written(notation, density)),
        WrittenRate::Plugin(plugin) => display.row(named(r"\gamma"), "=", called(notation, &plugin)),
    }
}
