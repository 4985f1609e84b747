//! What must hold for any bytes: shared by the fuzz targets and the test that replays their corpus.

use std::sync::Arc;

use frazil::expression::{Ast, Bindings, Environment, IndexSets, NativeFunction, Scratch, Symbol, compile_complex};
use frazil::model::{Document, Equation, Overrides};
use frazil::report::explanation;
use frazil::units::{Dimension, Quantity};

/// A model file is understood, down to its observables and how it explains itself, or refused with a message.
#[allow(dead_code, reason = "every target uses one check")]
pub(super) fn document(data: &[u8]) {
    match Document::from_bytes("fuzz.yaml", data.to_vec()).and_then(|d| d.resolve(&Overrides::default())) {
        Ok(model) => {
            let evaluation = model.evaluate(None);
            assert_eq!(evaluation.observables.len(), model.observables.len());
            assert!(!explanation(&model).is_empty());
        }
        Err(error) => {
            assert!(!error.diagnostics.is_empty());
            assert!(!error.to_string().is_empty());
        }
    }
}

/// A formula that parses prints as one that parses to the same; it has finite values or says why not.
#[allow(dead_code, reason = "every target uses one check")]
pub(super) fn expression(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let ast = match Ast::parse(text) {
        Ok(ast) => ast,
        Err(error) => {
            assert!(text.get(error.span.clone()).is_some(), "{text:?}: {error} at {:?}", error.span);
            return;
        }
    };
    let printed = ast.to_string();
    match Ast::parse(&printed) {
        Ok(again) => assert_eq!(ast, again, "{text:?} prints as {printed:?}"),
        // Printing may bracket what was prefixed, as in `-not x`, and brackets count towards the depth.
        Err(error) => assert!(error.message.contains("levels deep"), "{text:?} prints as {printed:?}: {error}"),
    }
    let mut sets = IndexSets::new();
    sets.insert("k", ["d", "s", "b"].map(str::to_owned).into());
    let Ok(ast) = ast.instantiate(&sets, &Bindings::new()) else { return };
    let Ok((program, _)) = compile_complex(&ast, &World) else { return };
    match program.eval(&[0.5, 2.0, 9.0], &mut Scratch::new()) {
        Ok(value) => assert!(value.is_finite(), "{text:?}: {value}"),
        Err(error) => assert!(text.get(error.span.clone()).is_some(), "{text:?}: {error}"),
    }
}

/// An equation that is read prints as one that reads the same.
#[allow(dead_code, reason = "every target uses one check")]
pub(super) fn equation(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    match Equation::parse(text) {
        Ok(equation) => {
            let again = Equation::parse(&equation.to_string()).expect("what is printed can be read");
            let names = |e: &Equation| {
                let names = |side: &[frazil::model::Term]| side.iter().map(|t| t.name.clone()).collect::<Vec<_>>();
                (names(&e.reactants), e.reversible, names(&e.products))
            };
            assert_eq!(names(&equation), names(&again), "{text:?}");
            for term in equation.reactants.iter().chain(&equation.products) {
                assert_eq!(text.get(term.span.clone()), Some(term.name.as_str()), "{text:?}");
            }
        }
        Err(error) => {
            assert!(error.span.is_some_and(|span| text.get(span).is_some()), "{text:?}: {}", error.message);
        }
    }
}

/// T, x and s, and a name of each kind.
struct World;

impl Environment for World {
    fn symbol(&self, name: &str) -> Option<Symbol> {
        let variable = |slot, power| Some(Symbol::Variable { slot, dimension: Dimension::power(power) });
        match name {
            "T" => variable(0, 1),
            "x" => variable(1, 0),
            "s" => variable(2, 2),
            "m" => Some(Symbol::Constant(Quantity::new(1.5, Dimension::MASS))),
            "g[d]" | "g[s]" | "g[b]" => Some(Symbol::Constant(Quantity::new(0.25, Dimension::NONE))),
            _ => None,
        }
    }

    fn names(&self) -> Vec<String> {
        ["T", "x", "s", "m"].map(str::to_owned).into()
    }

    fn native_function(&self, name: &str) -> Option<NativeFunction> {
        let half = |x: &[f64]| Ok(0.5 * x.first().copied().unwrap_or(0.0));
        (name == "half").then(|| NativeFunction::new(vec![Dimension::NONE], Dimension::NONE, half))
    }

    fn table(&self, file: &str) -> Result<Arc<frazil::expression::Table>, String> {
        Err(format!("\"{file}\" cannot be read here"))
    }
}
