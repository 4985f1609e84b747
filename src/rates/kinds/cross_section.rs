//! Cross sections given by a formula of s.

use super::{PhaseSpace, moller_velocity, with_scratch};
use crate::expression::Program;
use crate::rates::thermal_average::{Gases, ThermalAverage};
use crate::rates::{CrossSection, Pole, RateError, RateProblem, ReactionRate, SignedLog, ThermalPoint, slots};

/// A peak that is found this close to a declared pole, in units of its half-width, is that pole.
const SAME_POLE: f64 = 0.1;
/// Where a peak is found is exact to this, relative.
const ROUNDING: f64 = 1e-13;

/// The edges of functions are thresholds of the cross section if there are not more: a finer table is as good as smooth.
const MOST_EDGES: usize = 500;

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
    point: ThermalPoint,
    /// √s in GeV between which resonances matter.
    energies: (f64, f64),
    thresholds: Vec<f64>,
    poles: Vec<Pole>,
}

impl FormulaCrossSection {
    /// The cross section that follows from `program`; `point` is used if the formula mentions T or x. Its resonances are
    /// looked for between two `energies` (√s in GeV), written as `breit_wigner` or not.
    #[must_use]
    pub fn new(program: Program, meaning: Meaning, point: ThermalPoint, energies: (f64, f64)) -> Self {
        let mut new = Self { program, meaning, point, energies, thresholds: Vec::new(), poles: Vec::new() };
        new.find_features();
        new
    }

    fn find_features(&mut self) {
        let program = &self.program;
        let edges = program.edges(slots::S);
        let edges = if edges.len() <= MOST_EDGES { edges } else { Vec::new() };
        self.thresholds = program.breakpoints(slots::S).into_iter().chain(edges).map(f64::sqrt).collect();
        let declared = program.breit_wigner_poles(slots::S).into_iter();
        self.poles = declared.map(|(mass, width)| Pole { mass, width }).collect();
        // Slots by number: s, T, x; t and u are missing.
        let inputs = [f64::NAN, self.point.temperature, self.point.x];
        let squares = (self.energies.0 * self.energies.0, self.energies.1 * self.energies.1);
        for resonance in with_scratch(|scratch| program.resonances(slots::S, squares, &inputs, scratch)) {
            let mass = resonance.place.sqrt();
            let known = |pole: &Pole| {
                let distance = (pole.mass - mass) * (pole.mass + mass);
                distance.abs() <= SAME_POLE * resonance.half_width + ROUNDING * resonance.place
            };
            if self.poles.iter().any(known) {
                continue;
            }
            if resonance.half_width > 0.0 {
                self.poles.push(Pole { mass, width: resonance.half_width / mass });
            } else {
                self.thresholds.push(mass);
            }
        }
    }

    /// Whether the formula mentions T or x.
    #[must_use]
    pub fn depends_on_temperature(&self) -> bool {
        self.program.uses(slots::CROSS_SECTION_TEMPERATURE) || self.program.uses(slots::CROSS_SECTION_X)
    }

    /// The same cross section in a plasma at `point`.
    #[must_use]
    pub fn at(&self, point: ThermalPoint) -> Self {
        let mut other = Self { point, ..self.clone() };
        if self.depends_on_temperature() {
            other.find_features();
        }
        other
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
    /// The poles whose narrow-width parts are left out.
    pub without_on_shell: Vec<Pole>,
}

impl ReactionRate for ThermalCrossSection {
    fn coefficient(&self, at: &ThermalPoint) -> Result<SignedLog, RateError> {
        let average = ThermalAverage::new(self.cross_section.at(*at), self.initial, self.final_mass, self.tolerance)?
            .with_gases(self.gases)
            .without_on_shell(&self.without_on_shell);
        let average = if self.identical { average.identical_reactants() } else { average };
        average.coefficient(at)
    }

    fn threshold_mass(&self) -> f64 {
        (self.final_mass - self.initial[0] - self.initial[1]).max(0.0)
    }
}
