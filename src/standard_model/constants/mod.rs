//! The table of physical constants, in the units they are quoted in and in powers of GeV.
//!
//! Values are the published, rounded ones, so that a number in a paper and the number here can be compared digit by
//! digit. Expressions reach them as `sm.m_b`, `sm.G_F` and so on.

mod values;

pub use values::*;

/// A unit that constants are quoted in, with its size as a fraction: dividing by 1e3 rounds once, multiplying by 1e-3
/// twice.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct QuotedUnit {
    /// The unit as users write it; `1` for a pure number.
    pub name: &'static str,
    /// The power of GeV.
    pub dimension: i8,
    numerator: f64,
    denominator: f64,
}

impl QuotedUnit {
    const fn new(name: &'static str, numerator: f64, denominator: f64, dimension: i8) -> Self {
        Self { name, dimension, numerator, denominator }
    }

    /// A number of this unit in powers of GeV.
    const fn to_natural(self, number: f64) -> f64 {
        number * self.numerator / self.denominator
    }
}

/// One standard deviation of a constant, in the unit it is quoted in.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Uncertainty {
    /// Upwards, positive.
    pub plus: f64,
    /// Downwards, positive.
    pub minus: f64,
}

impl Uncertainty {
    /// The smaller of the two.
    #[must_use]
    pub const fn smaller(&self) -> f64 {
        self.plus.min(self.minus)
    }
}

/// What a constant is about; `frazil constants` prints one section for each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Section {
    /// Masses of leptons, quarks and bosons.
    ElementaryMasses,
    /// Masses of mesons and nucleons.
    HadronMasses,
    /// Widths and lifetimes.
    Widths,
    /// Couplings and electroweak parameters.
    Couplings,
    /// The quark-mixing matrix.
    Ckm,
    /// Decay constants of mesons, quark contents of nucleons.
    HadronicMatrixElements,
    /// Gravity and today's Universe.
    Cosmology,
}

impl Section {
    /// All sections, in the order of [`CONSTANTS`].
    pub const ALL: [Self; 7] = [
        Self::ElementaryMasses,
        Self::HadronMasses,
        Self::Widths,
        Self::Couplings,
        Self::Ckm,
        Self::HadronicMatrixElements,
        Self::Cosmology,
    ];

    /// The heading.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::ElementaryMasses => "masses of leptons, quarks and bosons",
            Self::HadronMasses => "masses of hadrons",
            Self::Widths => "widths and lifetimes",
            Self::Couplings => "couplings",
            Self::Ckm => "quark mixing",
            Self::HadronicMatrixElements => "hadronic matrix elements",
            Self::Cosmology => "gravity and cosmology",
        }
    }
}

/// A physical constant with its source.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Constant {
    /// The name in expressions, such as `sm.m_b`.
    pub name: &'static str,
    /// The symbol in LaTeX, without dollar signs.
    pub latex: &'static str,
    /// The value as its source quotes it.
    pub quoted: f64,
    /// The unit of `quoted`.
    pub unit: QuotedUnit,
    /// The value in GeV to the power `unit.dimension`.
    pub value: f64,
    /// One standard deviation; `None` if the source gives none or it is a convention.
    pub uncertainty: Option<Uncertainty>,
    /// Where the value was published.
    pub source: &'static str,
    /// What it is, in a few words.
    pub description: &'static str,
    /// What it is about.
    pub section: Section,
}

impl Constant {
    /// The symbol: the name without `sm.`.
    #[must_use]
    pub fn symbol(&self) -> &'static str {
        self.name.strip_prefix("sm.").unwrap_or(self.name)
    }

    /// The mass dimension, a power of GeV.
    #[must_use]
    pub const fn dimension(&self) -> i8 {
        self.unit.dimension
    }
}

/// The constant called `name` (with its `sm.`), if there is one.
#[must_use]
pub fn constant(name: &str) -> Option<&'static Constant> {
    CONSTANTS.iter().find(|c| c.name == name)
}

#[cfg(test)]
mod tests;
