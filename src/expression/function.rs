//! The built-in functions: names, other tools' spellings, numbers of arguments.

/// A function of numbers that the language itself defines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Function {
    Sqrt,
    Cbrt,
    Exp,
    Log,
    Log10,
    Sin,
    Cos,
    Tan,
    Asin,
    Acos,
    Atan,
    Atan2,
    Sinh,
    Cosh,
    Tanh,
    Asinh,
    Acosh,
    Atanh,
    Acoth,
    Abs,
    Min,
    Max,
    Sign,
    Floor,
    Ceil,
    If,
    Kallen,
    BreitWigner,
    Beta,
    BesselK,
    BesselKScaled,
    Dilog,
    Zeta,
    Re,
    Im,
    Conj,
    Abs2,
    Arg,
    Polar,
    Csqrt,
}

/// Canonical name, function, least and greatest number of arguments.
const FUNCTIONS: [(&str, Function, usize, usize); 40] = [
    ("sqrt", Function::Sqrt, 1, 1),
    ("cbrt", Function::Cbrt, 1, 1),
    ("exp", Function::Exp, 1, 1),
    ("log", Function::Log, 1, 1),
    ("log10", Function::Log10, 1, 1),
    ("sin", Function::Sin, 1, 1),
    ("cos", Function::Cos, 1, 1),
    ("tan", Function::Tan, 1, 1),
    ("asin", Function::Asin, 1, 1),
    ("acos", Function::Acos, 1, 1),
    ("atan", Function::Atan, 1, 1),
    ("atan2", Function::Atan2, 2, 2),
    ("sinh", Function::Sinh, 1, 1),
    ("cosh", Function::Cosh, 1, 1),
    ("tanh", Function::Tanh, 1, 1),
    ("asinh", Function::Asinh, 1, 1),
    ("acosh", Function::Acosh, 1, 1),
    ("atanh", Function::Atanh, 1, 1),
    ("acoth", Function::Acoth, 1, 1),
    ("abs", Function::Abs, 1, 1),
    ("min", Function::Min, 2, 64),
    ("max", Function::Max, 2, 64),
    ("sign", Function::Sign, 1, 1),
    ("floor", Function::Floor, 1, 1),
    ("ceil", Function::Ceil, 1, 1),
    ("if", Function::If, 3, 3),
    ("kallen", Function::Kallen, 3, 3),
    ("breit_wigner", Function::BreitWigner, 3, 3),
    ("beta", Function::Beta, 3, 3),
    ("besselk", Function::BesselK, 2, 2),
    ("besselk_scaled", Function::BesselKScaled, 2, 2),
    ("dilog", Function::Dilog, 1, 1),
    ("zeta", Function::Zeta, 1, 1),
    ("re", Function::Re, 1, 1),
    ("im", Function::Im, 1, 1),
    ("conj", Function::Conj, 1, 1),
    ("abs2", Function::Abs2, 1, 1),
    ("arg", Function::Arg, 1, 1),
    ("polar", Function::Polar, 2, 2),
    ("csqrt", Function::Csqrt, 1, 1),
];

/// Spellings of Mathematica, C, Fortran and NumPy.
const ALIASES: [(&str, Function); 38] = [
    ("Sqrt", Function::Sqrt),
    ("Exp", Function::Exp),
    ("Log", Function::Log),
    ("Log10", Function::Log10),
    ("Sin", Function::Sin),
    ("Cos", Function::Cos),
    ("Tan", Function::Tan),
    ("ArcSin", Function::Asin),
    ("ArcCos", Function::Acos),
    ("ArcTan", Function::Atan),
    ("arcsin", Function::Asin),
    ("arccos", Function::Acos),
    ("arctan", Function::Atan),
    ("arctan2", Function::Atan2),
    ("Sinh", Function::Sinh),
    ("Cosh", Function::Cosh),
    ("Tanh", Function::Tanh),
    ("ArcSinh", Function::Asinh),
    ("ArcCosh", Function::Acosh),
    ("ArcTanh", Function::Atanh),
    ("ArcCoth", Function::Acoth),
    ("arcsinh", Function::Asinh),
    ("arccosh", Function::Acosh),
    ("arctanh", Function::Atanh),
    ("arccoth", Function::Acoth),
    ("Abs", Function::Abs),
    ("fabs", Function::Abs),
    ("Min", Function::Min),
    ("Max", Function::Max),
    ("Sign", Function::Sign),
    ("Floor", Function::Floor),
    ("Ceiling", Function::Ceil),
    ("BesselK", Function::BesselK),
    ("Zeta", Function::Zeta),
    ("Re", Function::Re),
    ("Im", Function::Im),
    ("Conjugate", Function::Conj),
    ("Arg", Function::Arg),
];

/// Functions one of whose arguments is the name of a particle (a reaction for `branching`, a reaction or its label for
/// `rate`), not a formula. It is the first, except for `propagator`.
const PARTICLE_FUNCTIONS: [&str; 15] = [
    "mass",
    "dof",
    "colours",
    "charge",
    "width",
    "branching",
    "propagator",
    "yield",
    "yield_at",
    "omega_h2",
    "x_freeze_out",
    "T_freeze_out",
    "n_eq",
    "Y_eq",
    "rate",
];

/// Calls that the parser knows by name.
const FORMS: [&str; 6] = ["Power", "integrate", "root", "sum", "product", "interpolate"];

impl Function {
    /// The function called `name`, in its own or another tool's spelling.
    pub(super) fn named(name: &str) -> Option<Self> {
        let own = FUNCTIONS.iter().find(|f| f.0 == name).map(|f| f.1);
        own.or_else(|| ALIASES.iter().find(|a| a.0 == name).map(|a| a.1))
    }

    fn entry(self) -> &'static (&'static str, Self, usize, usize) {
        // The table lists the variants in the order of their declaration; a test checks it.
        &FUNCTIONS[self as usize]
    }

    /// Whether it is about complex numbers, whatever its argument.
    pub(super) fn is_complex(self) -> bool {
        matches!(self, Self::Re | Self::Im | Self::Conj | Self::Abs2 | Self::Arg | Self::Polar | Self::Csqrt)
    }

    pub(super) fn name(self) -> &'static str {
        self.entry().0
    }

    /// Least and greatest number of arguments.
    pub(super) fn arity(self) -> (usize, usize) {
        (self.entry().2, self.entry().3)
    }
}

pub(super) fn takes_particle(name: &str) -> bool {
    PARTICLE_FUNCTIONS.contains(&name)
}

/// Every name with a meaning of its own, which models may not use for parameters: functions, their other spellings,
/// constants and keywords.
pub fn reserved_names() -> impl Iterator<Item = &'static str> {
    callable_names().chain(ALIASES.iter().map(|a| a.0)).chain([
        "pow",
        "pi",
        "Pi",
        "euler_gamma",
        "inf",
        "I",
        "and",
        "or",
        "not",
    ])
}

/// Functions that formulas may call, for did-you-mean.
pub(super) fn callable_names<'a>() -> impl Iterator<Item = &'a str> {
    FUNCTIONS.iter().map(|f| f.0).chain(PARTICLE_FUNCTIONS).chain(FORMS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn table_lists_the_functions_in_their_order() {
        for (i, entry) in FUNCTIONS.iter().enumerate() {
            assert_eq!(entry.1 as usize, i, "{}", entry.0);
            assert_eq!(entry.1.name(), entry.0);
            assert_eq!(Function::named(entry.0), Some(entry.1));
        }
    }

    #[test]
    fn no_name_means_two_things() {
        let mut names: Vec<_> = reserved_names().collect();
        names.sort_unstable();
        let all = names.len();
        names.dedup();
        assert_eq!(names.len(), all);
    }
}
