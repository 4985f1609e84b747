//! The built-in functions of one variable: the strong coupling, the hadronic ratio, form factors.

use std::fmt;

use super::{form_factors, hadron_ratio, strong_coupling};

/// A built-in function of one real argument, for the environment of expressions.
#[derive(Debug, Clone, Copy)]
pub struct Function {
    /// The name in expressions, such as `sm.f_0_BK`.
    pub name: &'static str,
    /// What the argument is called in its documentation, such as `q2`.
    pub argument: &'static str,
    /// The mass dimension of the argument, a power of GeV.
    pub argument_dimension: i8,
    /// The mass dimension of the value, a power of GeV.
    pub result_dimension: i8,
    /// Where it is defined.
    pub domain: Domain,
    /// The function inside its domain, in powers of GeV.
    pub(super) formula: fn(f64) -> f64,
    /// Arguments at which it has a step or a kink, in increasing order, in powers of GeV.
    pub edges: &'static [f64],
    /// What it is, in a few words.
    pub description: &'static str,
    /// Where it was published.
    pub source: &'static str,
}

impl Function {
    /// The value at `argument`, both in powers of GeV.
    pub fn at(&'static self, argument: f64) -> Result<f64, DomainError> {
        if self.domain.contains(argument) {
            Ok((self.formula)(argument))
        } else {
            Err(DomainError { function: self, argument })
        }
    }

    /// The domain in words: `mu of at least 1 GeV`.
    #[must_use]
    pub fn range(&self) -> String {
        let rounded = |limit: f64| (limit * 1e4).round() / 1e4;
        let (argument, unit) = (self.argument, self.unit());
        match (self.domain.least.map(rounded), self.domain.below.map(rounded)) {
            (None, None) => format!("finite {argument}"),
            (Some(least), None) => format!("{argument} of at least {least}{unit}"),
            (None, Some(below)) => format!("{argument} below {below}{unit}"),
            (Some(least), Some(below)) => format!("{argument} from {least} to below {below}{unit}"),
        }
    }

    /// The unit of the argument, with a space before it.
    fn unit(&self) -> String {
        match self.argument_dimension {
            0 => String::new(),
            1 => " GeV".to_owned(),
            power => format!(" GeV^{power}"),
        }
    }
}

/// An interval of arguments, in powers of GeV.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Domain {
    /// The inclusive lower end, if there is one.
    pub least: Option<f64>,
    /// The exclusive upper end, if there is one.
    pub below: Option<f64>,
}

impl Domain {
    /// Whether the function is defined at `argument`; infinities and NaN are always outside.
    #[must_use]
    pub fn contains(&self, argument: f64) -> bool {
        argument.is_finite()
            && self.least.is_none_or(|least| argument >= least)
            && self.below.is_none_or(|below| argument < below)
    }
}

/// A function was asked for where it is not defined.
#[derive(Debug, Clone, Copy)]
pub struct DomainError {
    /// The function.
    pub function: &'static Function,
    /// The argument asked for, in powers of GeV; may be NaN.
    pub argument: f64,
}

impl std::error::Error for DomainError {}

impl fmt::Display for DomainError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Function { name, argument, .. } = self.function;
        let (range, unit) = (self.function.range(), self.function.unit());
        write!(f, "{name}({argument}) is defined for {range}, not at {}{unit}", self.argument)
    }
}

/// All functions, in the order `frazil constants` prints them.
pub fn functions() -> impl Iterator<Item = &'static Function> {
    [&strong_coupling::ALPHA_S, &hadron_ratio::R_HAD].into_iter().chain(form_factors::FORM_FACTORS)
}

/// The function called `name` (with its `sm.`), if there is one.
#[must_use]
pub fn function(name: &str) -> Option<&'static Function> {
    functions().find(|f| f.name == name)
}
