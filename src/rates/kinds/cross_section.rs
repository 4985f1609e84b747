//! Cross sections given by a formula of s.

use super::{PhaseSpace, moller_velocity, with_scratch};
use crate::expression::Program;
use crate::rates::thermal_average::{Gases, ThermalAverage};
use crate::rates::{CrossSection, Pole, RateError, RateProblem, ReactionRate, SignedLog, ThermalPoint, slots};

/// What a formula of s is, and so how σ follows from it.
#[derive(Debug, Clone, Copy)]
pub enum Meaning {
    /// σ in GeV⁻².
    CrossSection,
    /// σ v_Møl in GeV⁻², of reactants with these masses in GeV.
    TimesVelocity([f64; 2]),
    /// Σ|M|² of s, t and u, to be integrated over this phase space.
    AmplitudeSquared(PhaseSpace),
}

/// σ(s) in GeV⁻² from a formula, at one temperature if the formula depends on it.
#[derive(Debug, Clone)]
pub struct FormulaCrossSection {
    program: Program,
    meaning: Meaning,
    thresholds: Vec<f64>,
    poles: Vec<Pole>,
    point: ThermalPoint,
}

impl FormulaCrossSection {
    /// The cross section that follows from `program`; `point` is used if the formula mentions T or x.
    #[must_use]
    pub fn new(program: Program, meaning: Meaning, point: ThermalPoint) -> Self {
        let thresholds = program.breakpoints(slots::S).into_iter().map(f64::sqrt).collect();
        let poles = program.breit_wigner_poles().iter().map(|&(mass, width)| Pole { mass, width }).collect();
        Self { program, meaning, thresholds, poles, point }
    }

    /// Whether the formula mentions T or x.
    #[must_use]
    pub fn depends_on_temperature(&self) -> bool {
        self.program.uses(slots::CROSS_SECTION_TEMPERATURE) || self.program.uses(slots::CROSS_SECTION_X)
    }

    /// The same cross section in a plasma at `point`.
    #[must_use]
    pub fn at(&self, point: ThermalPoint) -> Self {
        Self { point, ..self.clone() }
    }
}

impl FormulaCrossSection {
    fn evaluate(&self, s: &[f64], out: &mut [f64]) -> Result<(), RateError> {
        let inputs: [&[f64]; 3] = [s, &[self.point.temperature], &[self.point.x]];
        with_scratch(|scratch| self.program.eval_block(&inputs, out, scratch))
            .map_err(|e| RateProblem::Formula(e).into())
    }

    fn integrated(&self, space: &PhaseSpace, s: f64) -> Result<f64, RateError> {
        space.cross_section(s, |t, u, out| {
            let inputs: [&[f64]; 5] = [&[s], &[self.point.temperature], &[self.point.x], t, u];
            with_scratch(|scratch| self.program.eval_block(&inputs, out, scratch))
                .map_err(|e| RateProblem::Formula(e).into())
        })
    }
}

impl CrossSection for FormulaCrossSection {
    fn sigma(&self, s: &[f64], out: &mut [f64]) -> Result<(), RateError> {
        match &self.meaning {
            Meaning::CrossSection => self.evaluate(s, out)?,
            Meaning::TimesVelocity(initial) => {
                self.evaluate(s, out)?;
                for (sigma, s) in out.iter_mut().zip(s) {
                    *sigma /= moller_velocity(s.sqrt(), *initial);
                }
            }
            Meaning::AmplitudeSquared(space) => {
                for (sigma, s) in out.iter_mut().zip(s) {
                    *sigma = self.integrated(space, *s)?;
                }
            }
        }
        Ok(())
    }

    fn thresholds(&self) -> &[f64] {
        &self.thresholds
    }

    fn poles(&self) -> &[Pole] {
        &self.poles
    }
}

/// The thermal average of a cross section whose formula mentions the temperature: averaged anew at each.
#[derive(Debug, Clone)]
pub struct ThermalCrossSection {
    /// The cross section.
    pub cross_section: FormulaCrossSection,
    /// Masses of the reactants in GeV.
    pub initial: [f64; 2],
    /// Sum of the masses of the products in GeV.
    pub final_mass: f64,
    /// Relative tolerance of the average.
    pub tolerance: f64,
    /// Whether the reactants are the same particle.
    pub identical: bool,
    /// The statistics of the average.
    pub gases: Gases,
}

impl ReactionRate for ThermalCrossSection {
    fn coefficient(&self, at: &ThermalPoint) -> Result<SignedLog, RateError> {
        let average = ThermalAverage::new(self.cross_section.at(*at), self.initial, self.final_mass, self.tolerance)?
            .with_gases(self.gases);
        let average = if self.identical { average.identical_reactants() } else { average };
        average.coefficient(at)
    }

    fn threshold_mass(&self) -> f64 {
        (self.final_mass - self.initial[0] - self.initial[1]).max(0.0)
    }
}
