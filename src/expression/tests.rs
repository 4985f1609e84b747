//! Formulas as users write them: what they mean, what is refused and how.

mod advice;
mod complex;
mod definitions;
mod dimensions;
mod evaluation;
mod factor;
mod grammar;
mod indices;
mod integrals;
mod latex;
mod numbers;
mod particles;
mod published;
mod refusals;
mod resonances;
mod roots;

use std::collections::HashMap;
use std::sync::Arc;

use num_complex::Complex64;

use super::*;
use crate::units::{Dimension, Quantity};

/// Variables T, x, s, t in slots 0 to 3 with dimensions 1, 0, 2, 2, and a few parameters, functions and particles.
struct World {
    functions: HashMap<&'static str, UserFunction>,
    definitions: HashMap<&'static str, Ast>,
}

impl Environment for World {
    fn symbol(&self, name: &str) -> Option<Symbol> {
        let variable = |slot, power| Some(Symbol::Variable { slot, dimension: Dimension::power(power) });
        let constant = |text| Some(Symbol::Constant(Quantity::parse(text).unwrap()));
        let complex =
            |re, im, power| Some(Symbol::Complex { value: Complex64::new(re, im), dimension: Dimension::power(power) });
        match name {
            "T" => variable(0, 1),
            "x" => variable(1, 0),
            "s" => variable(2, 2),
            "t" => variable(3, 2),
            "m_phi" => constant("100 GeV"),
            "m_K" => constant("494 MeV"),
            "lambda" => constant("0.3"),
            "n" => constant("2"),
            "g[d]" => constant("1.5"),
            "g[s]" => constant("-2"),
            "g[b]" => constant("0.25"),
            "V" => complex(0.75, -0.5, 0),
            "amplitude" => complex(3.0, 4.0, -1),
            "sm.m_b" => constant("4.18 GeV"),
            _ => None,
        }
    }

    fn names(&self) -> Vec<String> {
        ["T", "x", "s", "t", "m_phi", "m_K", "lambda", "sm.m_b", "sm.alpha_s", "square", "g[d]", "g[s]", "g[b]"]
            .map(str::to_owned)
            .into()
    }

    fn definition(&self, name: &str) -> Option<&Ast> {
        self.definitions.get(name)
    }

    fn user_function(&self, name: &str) -> Option<&UserFunction> {
        self.functions.get(name)
    }

    fn native_function(&self, name: &str) -> Option<NativeFunction> {
        match name {
            "sm.alpha_s" => Some(NativeFunction::new(vec![Dimension::MASS], Dimension::NONE, |mu| {
                if mu[0] < 1.0 {
                    Err(format!("mu = {} GeV is below 1 GeV", mu[0]))
                } else {
                    Ok(1.0 / (1.0 + mu[0].ln()))
                }
            })),
            "omega_h2" => Some(NativeFunction::new(Vec::new(), Dimension::NONE, |_| Ok(0.12))),
            _ => None,
        }
    }

    fn particle_function(&self, function: &str, particle: &str) -> Result<ParticleFunction, String> {
        match (function, particle) {
            ("mass", "K+" | "K*0" | "chi~") => Ok(ParticleFunction::Constant(Quantity::new(0.5, Dimension::MASS))),
            ("yield_at", "chi") => {
                Ok(ParticleFunction::Native(NativeFunction::new(vec![Dimension::NONE], Dimension::NONE, |x| {
                    Ok(2.0 * x[0])
                })))
            }
            ("mass", "h_D") => Ok(ParticleFunction::Constant(Quantity::new(100.0, Dimension::MASS))),
            ("width", "h_D") => Ok(ParticleFunction::Constant(Quantity::new(2.0, Dimension::MASS))),
            ("width", "odd") => Ok(ParticleFunction::Constant(Quantity::new(2.0, Dimension::NONE))),
            ("mass", "odd") => Ok(ParticleFunction::Constant(Quantity::new(1.0, Dimension::MASS))),
            ("dof" | "colours" | "charge", "K+") => {
                Ok(ParticleFunction::Constant(Quantity::new(function.len() as f64, Dimension::NONE)))
            }
            ("branching", "a -> chi + chi~" | "a <-> e- + e-~") => {
                Ok(ParticleFunction::Constant(Quantity::new(0.25, Dimension::NONE)))
            }
            ("n_eq" | "Y_eq", "chi") | ("rate", "a <-> chi + chi~" | "decay of a" | "decay") => {
                Ok(ParticleFunction::Native(NativeFunction::new(vec![Dimension::MASS], Dimension::MASS, |t| {
                    Ok(3.0 * t[0])
                })))
            }
            ("mass", _) => Err(format!("there is no particle `{particle}`")),
            _ => Err(format!("`{function}` has no meaning here")),
        }
    }

    fn particle_names(&self) -> Vec<String> {
        vec!["K+".to_owned(), "chi~".to_owned()]
    }

    fn table(&self, file: &str) -> Result<Arc<Table>, String> {
        match file {
            "squares.csv" => Table::new(vec![1.0, 2.0, 4.0], vec![1.0, 4.0, 16.0], (Dimension::NONE, Dimension::MASS)),
            "steps.csv" => Table::new(vec![0.0, 1.0, 3.0], vec![0.0, 2.0, 1.0], (Dimension::NONE, Dimension::NONE)),
            "bins.csv" => Table::histogram(vec![0.0, 2.0, 5.0], vec![3.0, -1.0], (Dimension::NONE, Dimension::NONE))
                .map(|table| table.continued(Outside::Zero)),
            _ => Err(format!("\"{file}\" does not exist")),
        }
        .map(Arc::new)
    }
}

fn world() -> World {
    let function = |signature: &str, body: &str| UserFunction::new(signature, Ast::parse(body).unwrap()).unwrap();
    World {
        functions: HashMap::from([
            ("square", function("square(a)", "a^2")),
            ("shifted", function("shifted(T)", "T + 1")),
            ("root_of", function("root_of(a)", "sqrt(a - 1)")),
            ("even", function("even(a)", "odd(a)")),
            ("odd", function("odd(a)", "even(a)")),
            ("step", function("step(a, b)", "if(a > 0, b, 0)")),
            ("area", function("area(r)", "integrate(2*pi*q, q, 0, r)")),
        ]),
        definitions: HashMap::from([
            ("ratio", Ast::parse("T/m_phi").unwrap()),
            ("loop", Ast::parse("loop + 1").unwrap()),
        ]),
    }
}

fn compiled(text: &str) -> Result<(Program, Dimension), ExpressionError> {
    compile(&Ast::parse(text)?, &world(), None)
}

fn program(text: &str) -> Program {
    compiled(text).unwrap_or_else(|e| panic!("{text}: {e} at {:?}", e.span)).0
}

/// T, x, s and t of the tests that do not choose them.
const POINT: [f64; 4] = [2.0, 3.0, 5.0, -1.0];

fn try_value(text: &str, inputs: &[f64]) -> Result<f64, EvalError> {
    program(text).eval(inputs, &mut Scratch::new())
}

fn value(text: &str) -> f64 {
    try_value(text, &POINT).unwrap_or_else(|e| panic!("{text}: {e}"))
}

fn assert_close(text: &str, wanted: f64, tolerance: f64) {
    let found = value(text);
    let error = (found - wanted).abs();
    assert!(
        error <= tolerance * wanted.abs(),
        "{text}: {found:e} instead of {wanted:e}, off by {:.1e}",
        error / wanted.abs()
    );
}
