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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::standard_model::constants::constant;

    #[test]
    fn names_are_unique_and_found() {
        let names: Vec<&str> = functions().map(|f| f.name).collect();
        for (i, name) in names.iter().enumerate() {
            assert!(function(name).is_some_and(|f| f.name == *name), "{name}");
            assert!(!names[..i].contains(name) && constant(name).is_none(), "{name}");
        }
        assert!(function("sm.f_0").is_none());
    }

    #[test]
    fn functions_are_defined_and_finite_up_to_the_ends_of_their_domains() {
        for f in functions() {
            let Domain { least, below } = f.domain;
            for argument in [least, below.map(f64::next_down)].into_iter().flatten() {
                assert!(f.at(argument).is_ok_and(f64::is_finite), "{}({argument})", f.name);
            }
            for argument in [least.map(f64::next_down), below].into_iter().flatten() {
                assert!(f.at(argument).is_err(), "{}({argument})", f.name);
            }
            assert!(f.edges.iter().all(|edge| f.domain.contains(*edge)), "{}", f.name);
        }
    }

    #[test]
    fn domains_are_put_into_words() {
        let range = |least, below, argument_dimension| {
            let domain = Domain { least, below };
            Function { domain, argument: "x", argument_dimension, ..strong_coupling::ALPHA_S }.range()
        };
        assert_eq!(range(None, None, 0), "finite x");
        assert_eq!(range(Some(1.0), None, 1), "x of at least 1 GeV");
        assert_eq!(range(None, Some(19.22094), 2), "x below 19.2209 GeV^2");
        assert_eq!(range(Some(0.5), Some(2.0), 0), "x from 0.5 to below 2");
    }
}
