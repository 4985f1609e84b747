//! Rates that follow from cross sections: what the formula means, over which temperatures it is tabulated.

use super::build::{AssembledRate, RateBuilder, gas, symmetry_factor, total_mass};
use super::decays::RADIATION;
use super::evolve::TODAY;
use super::known_rates::{self, Identity};
use super::precision::{AVERAGE_SHARE, FINEST_TABLE, TABLE_SHARE};
use super::sources::switched_off_below;
use crate::expression::Program;
use crate::model::{Participant, RateSpec, Reaction};
use crate::rates::kinds::{
    Active, FormulaCrossSection, Meaning, OnShell, PhaseSpace, Remainder, Tabulated, ThermalCrossSection,
};
use crate::rates::thermal_average::{Gases, ThermalAverage};
use crate::rates::{CrossSection, Pole, RateError, ReactionRate, TemperatureRange, ThermalPoint};
use crate::thermal::pair::Pair;

/// Error of cross sections that are integrals relative to that of their thermal averages.
const PHASE_SPACE_SHARE: f64 = 0.1;
/// A pole is that of a species if its mass is, up to rounding.
const SAME_MASS: f64 = 1e-12;
/// How much of a resonance is tried, in multiples of its tails, to outweigh what is left without its on-shell part. With
/// all of it nothing is left to be negative.
const TAILS: [f64; 3] = [2.0, 32.0, f64::INFINITY];
/// Resonances are looked for between these energies above threshold, in units of the lowest and highest temperature: where
/// the thermal weight, at most y⁵ and e^{−y}, is nothing beside a pole of relative width 1e-12.
const LEAST_ENERGY: f64 = 1e-5;
const GREATEST_ENERGY: f64 = 100.0;
/// Tables begin at this multiple of the highest temperature asked for, so that its rounding does not fall outside.
const TABLE_MARGIN: f64 = 1.01;

/// Masses in GeV of two particles that react and of what they turn into.
struct Masses {
    initial: [f64; 2],
    last: f64,
}

impl RateBuilder<'_> {
    pub(super) fn table_tolerance(&self) -> f64 {
        (TABLE_SHARE * self.tolerance).max(FINEST_TABLE)
    }

    pub(super) fn average_tolerance(&self) -> f64 {
        (AVERAGE_SHARE * self.table_tolerance()).max(FINEST_TABLE)
    }

    /// The masses of a side of a reaction in GeV.
    pub(super) fn masses(&self, side: &[Participant]) -> Vec<f64> {
        side.iter().map(|p| gas(self.model, p).map_or(0.0, |gas| gas.mass)).collect()
    }

    fn two_body_masses(&self, reaction: &Reaction) -> Masses {
        let initial = self.masses(&reaction.reactants);
        let mass = |i: usize| initial.get(i).copied().unwrap_or(0.0);
        Masses { initial: [mass(0), mass(1)], last: self.masses(&reaction.products).iter().sum() }
    }

    /// The cross section a rate of s means; `None` for other rates.
    pub(super) fn formula(&self, reaction: &Reaction) -> Option<FormulaCrossSection> {
        let (program, meaning): (&Program, Meaning) = match &reaction.rate {
            RateSpec::CrossSection(sigma) => (sigma, Meaning::CrossSection),
            RateSpec::SigmaVOfS(sigma_v) => (sigma_v, Meaning::TimesVelocity(self.two_body_masses(reaction).initial)),
            RateSpec::AmplitudeSquared(squared) => (squared, Meaning::AmplitudeSquared(self.phase_space(reaction))),
            _ => return None,
        };
        let point = ThermalPoint::new(self.hottest, self.reference_mass);
        let Masses { initial, last } = self.two_body_masses(reaction);
        let threshold = (initial[0] + initial[1]).max(last);
        let (range, _) = self.range(reaction);
        let energies = (threshold.max(LEAST_ENERGY * range.min), threshold + GREATEST_ENERGY * range.max);
        Some(FormulaCrossSection::new(program.clone(), meaning, point, energies))
    }

    /// What the table of a reaction's rate depends on; `None` if it has no table.
    pub(super) fn identity(&self, reaction: &Reaction) -> Option<Identity> {
        let gases = || reaction.reactants.iter().chain(&reaction.products).filter_map(|p| gas(self.model, p));
        let on_shell = reaction.subtract_on_shell.iter().filter_map(|&i| self.model.species.get(i));
        let masses = gases().map(|gas| gas.mass).chain(on_shell.map(|species| species.mass));
        Some(Identity {
            formula: known_rates::formula(&reaction.rate)?.clone(),
            active: reaction.active.clone(),
            masses: masses.chain([self.reference_mass]).collect(),
            states: gases().map(|gas| gas.degrees_of_freedom).collect(),
            gases: self.gases(reaction),
            temperatures: self.range(reaction),
            tolerance: self.tolerance,
        })
    }

    fn phase_space(&self, reaction: &Reaction) -> PhaseSpace {
        let masses: Vec<f64> =
            [&reaction.reactants, &reaction.products].iter().flat_map(|side| self.masses(side)).collect();
        let states = reaction.reactants.iter().filter_map(|p| gas(self.model, p)).map(|gas| gas.degrees_of_freedom);
        let products = symmetry_factor(&reaction.products);
        PhaseSpace {
            masses: std::array::from_fn(|i| masses.get(i).copied().unwrap_or(0.0)),
            factor: products / states.product::<f64>(),
            tolerance: (PHASE_SPACE_SHARE * self.average_tolerance()).max(FINEST_TABLE),
        }
    }

    /// The statistics of the average.
    pub(super) fn gases(&self, reaction: &Reaction) -> Gases {
        let pair =
            |side: &[Participant]| [0, 1].map(|i| side.get(i).and_then(|p| gas(self.model, p)).unwrap_or(RADIATION));
        let counted = pair(counted_pair(reaction));
        Gases {
            reactants: pair(&reaction.reactants).map(|gas| gas.distribution),
            counted: Pair { masses: counted.map(|gas| gas.mass), distributions: counted.map(|gas| gas.distribution) },
        }
    }

    /// The tabulated thermal average of a rate of s; `None` for other rates.
    pub(super) fn cross_section(&self, reaction: &Reaction) -> Result<Option<AssembledRate>, RateError> {
        let Some(cross_section) = self.formula(reaction) else { return Ok(None) };
        let Masses { initial, last } = self.two_body_masses(reaction);
        let on_shell = self.on_shell(reaction, &cross_section, (initial[0] + initial[1]).max(last));
        if on_shell.is_empty() {
            let average = self.average(reaction, cross_section, &[])?;
            return self.tabulated(average, reaction, self.whole_tables).map(|rate| Some(rate.into()));
        }
        // What is left may be negative: it is a rate that is not, less parts of the resonances as small as itself.
        let mut refused = None;
        for multiple in TAILS {
            let symmetry_factor = symmetry_factor(&reaction.reactants);
            let part = |pole: &Pole| {
                let part = OnShell::new(cross_section.clone(), *pole, initial, symmetry_factor, self.gases(reaction));
                part.tails(multiple, (initial[0] + initial[1]).max(last))
            };
            let rate = self.average(reaction, cross_section.clone(), &on_shell)?;
            let rate = Remainder::new(rate, on_shell.iter().map(part).collect());
            // Whether that is so anywhere only the whole table tells.
            match self.tabulated(rate, reaction, true) {
                Ok(rate) => {
                    let taken_away = on_shell.iter().map(|pole| self.active(part(pole), reaction)).collect();
                    return Ok(Some(AssembledRate { rate, taken_away }));
                }
                Err(error) => refused = Some(error),
            }
        }
        refused.map_or(Ok(None), Err)
    }

    /// The thermal average of a cross section `without` the narrow-width parts of some of its poles.
    fn average(
        &self,
        reaction: &Reaction,
        cross_section: FormulaCrossSection,
        without: &[Pole],
    ) -> Result<Box<dyn ReactionRate>, RateError> {
        let Masses { initial, last: final_mass } = self.two_body_masses(reaction);
        let tolerance = self.average_tolerance();
        let identical = symmetry_factor(&reaction.reactants) < 1.0;
        let gases = self.gases(reaction);
        if cross_section.depends_on_temperature() {
            let without_on_shell = without.to_vec();
            return Ok(Box::new(ThermalCrossSection {
                cross_section,
                initial,
                final_mass,
                tolerance,
                identical,
                gases,
                without_on_shell,
            }));
        }
        let average = ThermalAverage::new(cross_section, initial, final_mass, tolerance)?;
        let average = average.with_gases(gases).without_on_shell(without);
        Ok(Box::new(if identical { average.identical_reactants() } else { average }))
    }

    /// The poles of a rate whose on-shell parts are to be taken out. One below threshold is never on its shell.
    fn on_shell(&self, reaction: &Reaction, cross_section: &FormulaCrossSection, threshold: f64) -> Vec<Pole> {
        let species = reaction.subtract_on_shell.iter().filter_map(|&i| self.model.species.get(i));
        let masses: Vec<f64> = species.map(|species| species.mass).collect();
        let same = |pole: &Pole| masses.iter().any(|mass| (pole.mass - mass).abs() <= SAME_MASS * mass);
        cross_section.poles().iter().filter(|pole| same(pole) && pole.mass > threshold).copied().collect()
    }

    /// The temperatures in GeV for which a cross section is tabulated, and whether the rate goes on below.
    pub(super) fn range(&self, reaction: &Reaction) -> (TemperatureRange, bool) {
        let Masses { initial, last } = self.two_body_masses(reaction);
        // The network does not ask where both directions are exponentially slow: no table there.
        let evolved = |p: &Participant| matches!(p, Participant::Species { .. });
        let threshold_mass = (last - initial[0] - initial[1]).max(0.0);
        let forward = total_mass(self.model, &reaction.reactants, |p| !evolved(p)) + threshold_mass;
        let backward = if reaction.reversible {
            forward + total_mass(self.model, &reaction.reactants, evolved)
                - total_mass(self.model, &reaction.products, evolved)
        } else {
            f64::INFINITY
        };
        let max = self.hottest * TABLE_MARGIN;
        let coldest = switched_off_below(forward, backward.max(0.0)).max(TODAY) / TABLE_MARGIN;
        // A formula sees thermal energies as differences of s, whose rounding hides them where it is cold enough.
        let resolved = f64::EPSILON * (initial[0] + initial[1]).max(last) / self.table_tolerance();
        (TemperatureRange { min: coldest.max(resolved).min(0.5 * max), max }, resolved > coldest)
    }

    fn tabulated<R: ReactionRate + 'static>(
        &self,
        rate: R,
        reaction: &Reaction,
        whole: bool,
    ) -> Result<Box<dyn ReactionRate>, RateError> {
        let (range, continued) = self.range(reaction);
        let rate = self.active(rate, reaction);
        let mut rate = Tabulated::new(rate, self.reference_mass, range, self.table_tolerance())?;
        if whole {
            rate = rate.complete()?;
            let table = rate.table();
            log::debug!(
                "{}: table from T = {:.3e} to {:.3e} GeV, {} nodes, {} polynomials, error {:.1e}",
                reaction.equation,
                range.min,
                range.max,
                table.evaluations(),
                table.pieces(),
                table.measured_error()
            );
        }
        Ok(Box::new(if continued { rate.continued_below() } else { rate }))
    }

    /// A rate, zero where the reaction is not active.
    pub(super) fn active<R: ReactionRate + 'static>(&self, rate: R, reaction: &Reaction) -> Box<dyn ReactionRate> {
        match &reaction.active {
            Some(condition) => Box::new(Active::new(rate, condition.clone(), self.reference_mass)),
            None => Box::new(rate),
        }
    }
}

/// The two particles whose distributions γ = ∫ f₁f₂ |M|² of a scattering has. Forward and backward rate are equal in
/// equilibrium; what is wanted right is the one that counts where nothing but the plasma is in equilibrium, that of the
/// side which is all plasma, even if it is the products. Else it is the reactants.
#[must_use]
pub fn counted_pair(reaction: &Reaction) -> &[Participant] {
    let plasma = |side: &[Participant]| !side.iter().any(|p| matches!(p, Participant::Species { .. }));
    let inverse = reaction.reversible && reaction.products.len() == 2;
    let products = inverse && plasma(&reaction.products) && !plasma(&reaction.reactants);
    if products { &reaction.products } else { &reaction.reactants }
}

#[cfg(test)]
mod tests;
