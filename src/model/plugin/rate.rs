//! Kinds of rates.

use std::fmt;

use super::{PluginError, Schema, Values};
use crate::model::{BathParticle, EquilibriumStatistics, Participant, Species};
use crate::rates::kinds::Tabulated;
use crate::rates::thermal_average::{Gases, ThermalAverage};
use crate::rates::{CrossSection, RateError, RateProblem, ReactionRate, TemperatureRange};
use crate::thermal::distribution::Distribution;
use crate::thermal::equilibrium::Gas;

/// A kind of rate that model files can name: `plugin: {name: …, key: …}` as the rate of a reaction.
///
/// What [`build`](Self::build) returns is γ over the equilibrium densities of the reactants, see
/// [`ReactionRate::coefficient`]. γ is the density of reactions in GeV⁴ itself: the engine applies no factor 1/n! for
/// identical particles. It does apply detailed balance, `active` and the CP conjugate.
pub trait RateKind: Send + Sync {
    /// The name in model files: a letter, then letters, digits and underscores.
    fn name(&self) -> &str;

    /// The keys beside `name`.
    fn schema(&self) -> Schema;

    /// Complains about values that make no sense, or a reaction that the kind is not for: with the place in the model
    /// file, before anything is computed. It is called whenever parameters change, so that it should be cheap.
    fn check(&self, values: &Values, process: &Process) -> Result<(), PluginError> {
        let _ = (values, process);
        Ok(())
    }

    /// The rate of one reaction. It is called once before an evolution; the rate is then asked at some thousands of
    /// temperatures, and interpolated between them.
    fn build(&self, values: &Values, scope: &Scope) -> Result<Box<dyn ReactionRate>, RateError>;
}

impl fmt::Debug for dyn RateKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RateKind({})", self.name())
    }
}

/// A particle that takes part in a reaction.
#[derive(Debug, Clone, PartialEq)]
pub struct Particle {
    /// The name in the model.
    pub name: String,
    /// Mass in GeV.
    pub mass: f64,
    /// Degrees of freedom of the particle alone, colours included; 0 for `SM`, which has no density.
    pub degrees_of_freedom: f64,
    /// How its states are occupied in equilibrium.
    pub distribution: Distribution,
}

/// A reaction as its rate may know it.
#[derive(Debug, Clone, PartialEq)]
pub struct Process {
    /// The equation in canonical spacing.
    pub equation: String,
    /// The left side; a repeated particle is listed as often as it takes part.
    pub reactants: Vec<Particle>,
    /// The right side.
    pub products: Vec<Particle>,
}

impl Process {
    /// The process of `reactants` and `products`, whose numbers refer to the species and the bath of one model with these
    /// statistics in equilibrium.
    #[must_use]
    pub fn new(
        equation: String,
        (species, bath, statistics): (&[Species], &[BathParticle], EquilibriumStatistics),
        reactants: &[Participant],
        products: &[Participant],
    ) -> Self {
        let particle = |participant: &Participant| {
            let (name, antiparticle, anti, mass, degrees_of_freedom, spin) = match *participant {
                Participant::Species { index, anti } => {
                    let one = species.get(index)?;
                    (&one.name, &one.antiparticle, anti, one.mass, one.degrees_of_freedom, one.statistics)
                }
                Participant::Bath { index, anti } => {
                    let one = bath.get(index)?;
                    (&one.name, &one.antiparticle, anti, one.mass, one.degrees_of_freedom, one.statistics)
                }
                Participant::Radiation => {
                    let distribution = Distribution::MaxwellBoltzmann;
                    return Some(Particle { name: "SM".to_owned(), mass: 0.0, degrees_of_freedom: 0.0, distribution });
                }
            };
            let name = antiparticle.as_ref().filter(|_| anti).unwrap_or(name).clone();
            Some(Particle { name, mass, degrees_of_freedom, distribution: statistics.distribution(spin) })
        };
        let side = |participants: &[Participant]| participants.iter().filter_map(particle).collect();
        Self { equation, reactants: side(reactants), products: side(products) }
    }

    /// max(0, Σm(products) − Σm(reactants)) in GeV, what [`ReactionRate::threshold_mass`] should be.
    #[must_use]
    pub fn threshold_mass(&self) -> f64 {
        let total = |side: &[Particle]| side.iter().map(|particle| particle.mass).sum::<f64>();
        (total(&self.products) - total(&self.reactants)).max(0.0)
    }

    /// ln Π n_eq of the reactants that have a density, each in GeV³, at `temperature` (GeV): what ln γ is short of for
    /// being the logarithm of the coefficient.
    #[must_use]
    pub fn ln_densities(&self, temperature: f64) -> f64 {
        let dense = self.reactants.iter().filter(|particle| particle.degrees_of_freedom > 0.0);
        let gases = dense.map(|&Particle { mass, degrees_of_freedom, distribution, .. }| Gas {
            mass,
            degrees_of_freedom,
            distribution,
        });
        gases.map(|gas| gas.ln_density(temperature).total()).sum()
    }

    /// Complains unless there are `wanted` reactants, for use in [`RateKind::check`].
    pub fn require_reactants(&self, wanted: usize) -> Result<(), PluginError> {
        let found = self.reactants.len();
        if found == wanted {
            return Ok(());
        }
        let reactants = if wanted == 1 { "reactant" } else { "reactants" };
        Err(PluginError::new(format!("this rate is for {wanted} {reactants}, and the reaction has {found}")))
    }
}

/// What a rate may depend on besides the values of its keys: its reaction, and how it will be used.
#[derive(Debug, Clone)]
pub struct Scope {
    /// The reaction.
    pub process: Process,
    /// x = reference mass/T; in GeV.
    pub reference_mass: f64,
    /// The temperatures in GeV at which the evolution may ask for the rate.
    pub temperatures: TemperatureRange,
    /// Relative tolerance of tables, as follows from that of the yields.
    pub table_tolerance: f64,
    /// Relative tolerance of what goes into a table.
    pub tolerance: f64,
    /// Whether tables are continued below `temperatures` by their power of T, as where s in floating-point numbers is too
    /// coarse to be averaged over.
    pub continued_below: bool,
    /// Whether tables are made as a whole, not where they are asked for.
    pub whole_tables: bool,
    /// The statistics that thermal averages are taken with.
    pub gases: Gases,
}

impl Scope {
    /// A dear rate, replaced by a table of it.
    pub fn tabulated<R: ReactionRate + 'static>(&self, rate: R) -> Result<Box<dyn ReactionRate>, RateError> {
        let rate = Tabulated::new(rate, self.reference_mass, self.temperatures, self.table_tolerance)?;
        let rate = if self.whole_tables { rate.complete()? } else { rate };
        Ok(Box::new(if self.continued_below { rate.continued_below() } else { rate }))
    }

    /// The thermal average of a cross section, tabulated. Here the factor ½ of identical reactants is supplied, as with
    /// `cross_section` in model files.
    pub fn averaged<C: CrossSection + 'static>(&self, cross_section: C) -> Result<Box<dyn ReactionRate>, RateError> {
        let [first, second] = &self.process.reactants[..] else {
            return Err(
                RateProblem::Evaluation("only reactions of two particles have a cross section".to_owned()).into()
            );
        };
        let final_mass = self.process.products.iter().map(|particle| particle.mass).sum();
        let average = ThermalAverage::new(cross_section, [first.mass, second.mass], final_mass, self.tolerance)?;
        let average = average.with_gases(self.gases);
        self.tabulated(if first == second { average.identical_reactants() } else { average })
    }
}
