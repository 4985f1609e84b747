//! The reactions of a resolved model.

use std::ops::Range;

use super::plugin::{Called, RateKind};
use super::yaml::Scalar;
use crate::expression::Program;

/// A process with its rate. Indices refer to [`Model::species`](super::Model::species) and
/// [`Model::bath`](super::Model::bath).
#[derive(Debug, Clone)]
pub struct Reaction {
    /// The equation in canonical spacing: `phi + phi <-> SM + SM`.
    pub equation: String,
    /// A name for tables and plots, unique within the model; the equation where the model gives none.
    pub label: String,
    /// LaTeX without dollar signs.
    pub latex: Option<String>,
    /// Where the rate comes from, or any other remark.
    pub note: Option<String>,
    /// The left side; a repeated particle is listed as often as it takes part.
    pub reactants: Vec<Participant>,
    /// The right side.
    pub products: Vec<Participant>,
    /// Whether the inverse runs too, by detailed balance.
    pub reversible: bool,
    /// Whether the CP-conjugate process exists beside this one (with the same rate) and is to be counted.
    pub with_conjugate: bool,
    /// The rate of the forward direction, averaged over initial and summed over final spins and colours.
    pub rate: RateSpec,
    /// A condition on T and x outside which the rate is zero.
    pub active: Option<Program>,
    /// The evolved species, by their place, whose on-shell part is taken out of the rate.
    pub subtract_on_shell: Vec<usize>,
    /// Where the equation stands in the model file, in bytes.
    pub span: Range<usize>,
    /// Where the formula of the rate stands, if the rate is a program.
    pub(in crate::model) formula: Option<Scalar>,
}

impl Reaction {
    /// The formula of the rate as written, if the rate is one.
    #[must_use]
    pub fn formula_text(&self) -> Option<&str> {
        self.formula.as_ref().map(|scalar| scalar.text.as_str())
    }
}

/// A particle on one side of a reaction. The antiparticle of a self-conjugate particle is the particle: `anti` is `false`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Participant {
    /// An evolved particle.
    Species {
        /// Its place among the species.
        index: usize,
        /// Whether it is the antiparticle.
        anti: bool,
    },
    /// A particle in equilibrium.
    Bath {
        /// Its place among the bath particles.
        index: usize,
        /// Whether it is the antiparticle.
        anti: bool,
    },
    /// `SM`: any massless bath particle, without threshold or density.
    Radiation,
}

/// How fast a reaction runs. Programs give powers of GeV; their inputs are those of [`slots`](crate::rates::slots).
#[derive(Debug, Clone)]
pub enum RateSpec {
    /// Rest-frame partial width in GeV, of T and x.
    Width(Program),
    /// The mother's lifetime and the share of this channel.
    Lifetime {
        /// 1/Γ in GeV⁻¹, positive.
        lifetime: f64,
        /// Between 0 and 1.
        branching: f64,
    },
    /// σ in GeV⁻², of s (and T and x).
    CrossSection(Program),
    /// σ `v_Møl` in GeV⁻², of s (and T and x).
    SigmaVOfS(Program),
    /// Σ|M|² over all initial and final spins and colours, dimensionless, of s, t and u (and T and x).
    AmplitudeSquared(Program),
    /// ⟨σ `v_Møl`⟩ in GeV⁻², of T and x.
    SigmaV(Program),
    /// ⟨σ v^(n−1)⟩ in GeV^(4−3n) for n reactants, of T and x.
    RateCoefficient(Program),
    /// σv = s + p v² + d v⁴, each in GeV⁻².
    PartialWaves {
        /// Independent of the velocity.
        s: f64,
        /// Coefficient of v².
        p: f64,
        /// Coefficient of v⁴.
        d: f64,
    },
    /// γ in GeV⁴, of T and x.
    ReactionDensity(Program),
    /// A plug-in with the values of its keys.
    Plugin(Called<dyn RateKind>),
    /// A decay into products heavier than the mother: the rate is zero.
    Closed,
}
