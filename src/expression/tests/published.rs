//! Formulas of papers, written as a model file has them.

use super::*;

/// `f` and the loop function B of arXiv:2502.04900, eq. (6), and the effective gluon coupling of eq. (5).
fn axion() -> World {
    let function = |signature: &str, body: &str| UserFunction::new(signature, Ast::parse(body).unwrap()).unwrap();
    let f = "if(x >= 1, asin(1/sqrt(x)), pi/2 + I/2*log((1 + sqrt(1 - x))/(1 - sqrt(1 - x))))";
    World {
        functions: HashMap::from([("f", function("f(x)", f)), ("B", function("B(x)", "1 - x*f(x)^2"))]),
        definitions: HashMap::new(),
    }
}

fn axion_value(text: &str) -> Complex64 {
    let mut sets = IndexSets::new();
    sets.insert("q", ["u", "d", "s", "c", "b", "t"].map(str::to_owned).into());
    let ast = Ast::parse(text).unwrap().instantiate(&sets, &Bindings::new()).unwrap();
    let (program, _) = compile_complex(&ast, &Quarks(axion())).unwrap_or_else(|e| panic!("{text}: {e}"));
    program.eval(&[], &mut Scratch::new()).unwrap()
}

/// The masses of the quarks, in GeV, for the sum over them.
const MASSES: [(&str, f64); 6] = [("u", 0.0022), ("d", 0.0047), ("s", 0.095), ("c", 1.28), ("b", 4.18), ("t", 173.1)];

struct Quarks(World);

impl Environment for Quarks {
    fn symbol(&self, name: &str) -> Option<Symbol> {
        (name == "m_a").then_some(Symbol::Constant(Quantity::new(2.0, Dimension::MASS)))
    }

    fn names(&self) -> Vec<String> {
        Vec::new()
    }

    fn user_function(&self, name: &str) -> Option<&UserFunction> {
        self.0.user_function(name)
    }

    fn particle_function(&self, _: &str, particle: &str) -> Result<ParticleFunction, String> {
        let &(_, mass) = MASSES.iter().find(|m| m.0 == particle).ok_or("there is no such quark")?;
        Ok(ParticleFunction::Constant(Quantity::new(mass, Dimension::MASS)))
    }
}

/// B by another road: f = arcsin(1/√x) continued to x < 1 with an argument just above the real axis.
fn loop_function(x: f64) -> Complex64 {
    let f = (Complex64::new(1.0 / x.sqrt(), if x < 1.0 { 1e-300 } else { 0.0 })).asin();
    1.0 - x * f * f
}

#[test]
fn the_loop_function_of_axion_decays() {
    // Both sides of the threshold, then the limits: B → 1 for light fermions, B → 0 for heavy ones, as −1/(3x) by the
    // series of the square of the arcsine.
    for x in [0.04, 0.5, 0.999, 1.0, 1.5, 40.0] {
        let (found, wanted) = (axion_value(&format!("B({x})")), loop_function(x));
        // num_complex's arcsin loses a few digits near its branch point.
        assert!((found - wanted).norm() < 1e-9 * wanted.norm().max(1.0), "B({x}) = {found} instead of {wanted}");
    }
    assert!((axion_value("B(1e-12)") - 1.0).norm() < 1e-8);
    let heavy = axion_value("B(1e4)*1e4");
    // The next term of the series, −8/(45 x²), is 5e-5 of the first.
    assert!((heavy + 1.0 / 3.0).norm() < 1e-4, "{heavy}");
}

#[test]
fn the_effective_gluon_coupling_is_a_sum_over_quarks() {
    let found = axion_value("sum(B(4*mass(q)^2/m_a^2), q)/2");
    let wanted: Complex64 = MASSES.iter().map(|&(_, m)| loop_function(m * m)).sum::<Complex64>() / 2.0;
    assert!((found - wanted).norm() < 1e-9 * wanted.norm(), "{found} instead of {wanted}");
}
