//! What Fermi and Bose distributions change in the explanation of a model.

use std::fmt::Write as _;

use crate::model::{EquilibriumStatistics, Model, Participant, RateSpec, Reaction};
use crate::network::{catalysed_decays, counted_pair, stimulating_products};

/// The equilibrium density of a particle.
pub(super) fn density(model: &Model) -> &'static str {
    match model.evolution.statistics {
        EquilibriumStatistics::MaxwellBoltzmann => r"\frac{g_i m_i^2 T}{2\pi^2}\,K_2(m_i/T)",
        EquilibriumStatistics::Quantum => r"\frac{g_i}{2\pi^2} \int_0^\infty\! p^2 f_i(E)\,\mathrm{d}p",
    }
}

/// Says how states are occupied.
pub(super) fn distributions(model: &Model) -> &'static str {
    match model.evolution.statistics {
        EquilibriumStatistics::MaxwellBoltzmann => "",
        EquilibriumStatistics::Quantum => {
            "Here $f_i(E) = 1/(e^{E/T} - \\eta_i)$ with $\\eta = 1$ for bosons and $-1$ for fermions, of every particle in \
             equilibrium.\n"
        }
    }
}

/// How γ follows from a width.
pub(super) const DECAY: &str = "A decay of the particle $a$ with the partial width $\\Gamma_r$ has\n\
     \\begin{equation}\n  \\gamma_r = n_a^{\\mathrm{eq}}\\,\\Gamma_r \\left\\langle \\frac{m_a}{E} \\Bigl(1 + \
     \\sum\\nolimits_b \\eta_b f_b\\Bigr) \\right\\rangle ,\n\\end{equation}\n\
     a mean over the distribution of $a$ and the directions of its decay, with the sum over the products that are in \
     equilibrium with the plasma if there are two products.\n";

/// How γ follows from a cross section.
pub(super) const CROSS_SECTION: &str = "With a cross section $\\sigma_r(s)$ between $a$ and $b$, averaged over initial and summed over final states,\n\
     \\begin{equation}\n  \\gamma_r = S_r\\,\\frac{g_a g_b T}{32\\pi^4} \\int_{s_{\\min}}^{\\infty}\\! \
     \\frac{\\lambda(s,m_a^2,m_b^2)}{\\sqrt{s}}\\,\\kappa_r(s,T)\\,\\sigma_r(s)\\,\\mathrm{d}s , \\qquad \
     \\kappa_r = \\frac{1}{\\sqrt{s}\\,T} \\int_{\\sqrt{s}}^\\infty\\! \\sqrt{E^2 - s}\\,\\langle f_c f_d \\rangle\\,\\mathrm{d}E ,\
     \n\\end{equation}\n\
     where $\\lambda$ is the K\\\"all\\'en function and $s_{\\min}$ the larger of the squared sums of the masses on both sides; \
     $c$ and $d$ are two particles of energy $E$ that meet with the centre-of-mass energy $\\sqrt{s}$, the mean being that over their \
     directions in their rest frame, and $\\kappa = K_1(\\sqrt{s}/T)$ where they have no statistics.\n";

/// Which particles the rates of a model count, and what evolved products add to decays.
pub(super) fn remarks(out: &mut String, model: &Model) {
    if model.evolution.statistics == EquilibriumStatistics::MaxwellBoltzmann {
        return;
    }
    let notation = model.notation();
    let averaged = |r: &&(usize, &Reaction)| {
        matches!(r.1.rate, RateSpec::CrossSection(_) | RateSpec::SigmaVOfS(_) | RateSpec::AmplitudeSquared(_))
    };
    let numbered: Vec<(usize, &Reaction)> = model.reactions.iter().enumerate().map(|(i, r)| (i + 1, r)).collect();
    let pairs: Vec<String> = numbered
        .iter()
        .filter(averaged)
        .map(|(r, reaction)| {
            let pair = counted_pair(reaction).iter().map(|p| notation.participant(*p)).collect::<Vec<_>>().join(r"\,");
            format!("$\\kappa_{{{r}}}$ is that of ${pair}$")
        })
        .collect();
    if !pairs.is_empty() {
        let _ = writeln!(out, "{}.", pairs.join("; "));
    }
    let stimulated: Vec<String> = numbered
        .iter()
        .filter(|(_, reaction)| matches!(reaction.rate, RateSpec::Width(_) | RateSpec::Lifetime { .. }))
        .filter_map(|(r, reaction)| {
            let by = stimulating_products(model, reaction);
            let names: Vec<String> =
                by.iter().map(|(product, _)| format!("${}$", notation.participant(**product))).collect();
            (!names.is_empty()).then(|| format!("{} in $\\gamma_{{{r}}}$", names.join(" and ")))
        })
        .collect();
    if !stimulated.is_empty() {
        let _ = writeln!(out, "The sum goes over {}.", stimulated.join(", "));
    }
    let ratio = |participant: &Participant| match participant {
        Participant::Species { index, .. } => {
            let species = model.species.get(*index).map(|species| notation.species(species, false));
            format!("R_{{{}}}", species.unwrap_or_default())
        }
        _ => "1".to_owned(),
    };
    for (r, reaction) in &numbered {
        for part in catalysed_decays(model, reaction) {
            let [mother, product, other] = [part.mother, part.product, part.other].map(&ratio);
            let _ = writeln!(
                out,
                "In place of $\\gamma_{{{r}}}(\\ldots)$ read $\\gamma_{{{r}}}(\\ldots) {} {}\\gamma_{{{r}}}'\\,{product}\\,({mother} - {other})$, \
                 $\\gamma_{{{r}}}' = n^{{\\mathrm{{eq}}}}\\,\\Gamma_{{{r}}} \\langle (m/E)\\,f \\rangle$ with the $f$ of ${}$.",
                if part.blocked { "-" } else { "+" },
                if part.count == 1 { String::new() } else { part.count.to_string() },
                notation.participant(*part.product),
            );
        }
    }
}
