//! How models name what pictures show.

use crate::model::{Model, Parameter, Species};
use crate::plot::Label;
use crate::report::significant;
use crate::units::{Dimension, Unit};

/// The symbol of a species, or its name if there is no model that knows it.
pub(super) fn species_label(species: Option<&Species>, name: &str) -> Label {
    Label::math(&symbol(name, species.map_or(name, |species| &species.latex)))
}

/// The symbol of a parameter.
pub(super) fn parameter_label(name: &str, latex: Option<&str>) -> Label {
    latex.map_or_else(|| Label::plain(name), Label::math)
}

/// The name of a reaction, or its equation with arrows instead of what stands for them.
pub(super) fn reaction_label(label: &str, latex: Option<&str>) -> Label {
    latex.map_or_else(|| Label::plain(&label.replace("<->", "↔").replace("->", "→")), Label::math)
}

/// Names of Greek letters that are usual as names of particles.
const GREEK: &[&str] = &["chi", "phi", "psi", "eta", "xi", "sigma", "rho", "pi", "nu", "mu", "tau", "omega", "theta"];

/// LaTeX of a particle. Where the model gives none, `latex` is the name, which is no formula unless it is one letter.
fn symbol(name: &str, latex: &str) -> String {
    if name != latex || name.chars().nth(1).is_none() {
        latex.to_owned()
    } else if GREEK.contains(&name) {
        format!(r"\{name}")
    } else {
        format!(r"\text{{{name}}}")
    }
}

/// An observable or its variable, with the unit it is shown in.
pub(super) fn axis_label(
    name: &str,
    latex: Option<&String>,
    unit: Option<&(String, Unit)>,
    dimension: Dimension,
) -> Label {
    let symbol = symbol(name, latex.map_or(name, String::as_str));
    let unit = unit.map_or_else(|| dimension.to_string(), |(text, _)| text.clone());
    match unit_latex(&unit).filter(|_| unit != "1") {
        Some(unit) => Label::text(&format!("${symbol}$ [${unit}$]")),
        None => Label::math(&symbol),
    }
}

/// x = m/T with the symbol of the reference mass that all models have; none if x means different things in them.
pub(super) fn x_label<'a>(references: impl Iterator<Item = (Option<&'a Model>, f64)>) -> Option<Label> {
    let mut symbols: Vec<String> = references
        .map(|(model, mass)| {
            model.and_then(|model| mass_symbol(model, mass)).unwrap_or_else(|| r"m_\mathrm{ref}".to_owned())
        })
        .collect();
    symbols.dedup();
    if let [symbol] = &symbols[..] { Some(Label::math(&format!("x = {symbol}/T"))) } else { None }
}

/// The parameter that is the mass, or else `m` with the particle that has it.
fn mass_symbol(model: &Model, mass: f64) -> Option<String> {
    let is_mass = |p: &&Parameter| p.value == mass && p.dimension == Dimension::MASS;
    let mut latex = model.parameters.iter().filter(is_mass).filter_map(|p| p.latex.as_ref());
    // A parameter of the same value need not be a mass: a temperature or a cutoff is not called m.
    if let (Some(only), None) = (latex.find(|l| l.starts_with(['m', 'M'])), latex.find(|l| l.starts_with(['m', 'M']))) {
        return Some(only.clone());
    }
    let species = || model.species.iter().filter(|s| s.mass == mass);
    let evolved = species().find(|s| s.dark_matter).or_else(|| species().next()).map(|s| symbol(&s.name, &s.latex));
    let particle = evolved.or_else(|| model.bath.iter().find(|b| b.mass == mass).map(|b| symbol(&b.name, &b.latex)));
    particle.map(|particle| format!("m_{{{particle}}}"))
}

/// What tells a run from others: the settings in the symbols of the model if `label` is made of settings, else the text.
pub(super) fn run_label(label: &str, model: &Model) -> Label {
    let settings: Option<Vec<String>> = label.split(", ").map(|setting| equation(setting, model)).collect();
    settings.map_or_else(|| Label::text(label), |settings| Label::text(&settings.join(", ")))
}

/// `C_q=1e-9 GeV^-1` as an equation, if it sets a parameter to a quantity.
fn equation(setting: &str, model: &Model) -> Option<String> {
    let (name, value) = setting.split_once('=')?;
    let parameter = model.parameters.iter().find(|p| p.name == name.trim())?;
    let symbol = symbol(&parameter.name, parameter.latex.as_ref().unwrap_or(&parameter.name));
    Some(format!("${symbol} = {}$", quantity_latex(value.trim())?))
}

/// LaTeX of a number, or of a number and a unit after a space.
pub(super) fn quantity_latex(text: &str) -> Option<String> {
    let (number, unit) = text.split_once(' ').unwrap_or((text, ""));
    let value: f64 = number.parse().ok()?;
    let number = match number.split_once(['e', 'E']) {
        Some((mantissa, exponent)) if value.is_finite() => {
            let exponent: i32 = exponent.parse().ok()?;
            let sign = if value < 0.0 { "-" } else { "" };
            match mantissa.trim_start_matches(['+', '-']) {
                "1" | "1." | "1.0" => format!("{sign}10^{{{exponent}}}"),
                mantissa => format!(r"{sign}{mantissa}\times10^{{{exponent}}}"),
            }
        }
        _ => number.to_owned(),
    };
    Some(if unit.is_empty() { number } else { format!(r"{number}\,{}", unit_latex(unit.trim())?) })
}

/// LaTeX of a number with so many significant digits.
pub(super) fn number(value: f64, digits: usize) -> String {
    let text = significant(value, digits);
    quantity_latex(&text).unwrap_or(text)
}

/// LaTeX of a unit: upright, powers raised.
fn unit_latex(unit: &str) -> Option<String> {
    Unit::parse(unit).ok()?;
    let mut latex = String::from(r"\mathrm{");
    let mut rest = unit.chars().filter(|c| !c.is_whitespace()).peekable();
    while let Some(c) = rest.next() {
        match c {
            '*' => latex.push_str(r"\,"),
            '^' => {
                latex.push_str("^{");
                while let Some(c) = rest.next_if(|c| c.is_ascii_digit() || matches!(c, '-' | '+' | '.')) {
                    latex.push(c);
                }
                latex.push('}');
            }
            c => latex.push(c),
        }
    }
    latex.push('}');
    Some(latex)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::builtin;
    use crate::model::{Document, Overrides};

    fn model(text: &str) -> Model {
        Document::from_bytes("test", text.into()).unwrap().resolve(&Overrides::default()).unwrap()
    }

    fn built_in(name: &str) -> Model {
        model(builtin::find(name).unwrap().text)
    }

    #[test]
    fn settings_are_equations_in_the_symbols_of_the_model() {
        let alp = built_in("alp-portal");
        let source = |label| run_label(label, &alp).source().to_owned();
        assert_eq!(source("C_q=1e-9 GeV^-1"), r"$C_q/f_a = 10^{-9}\,\mathrm{GeV^{-1}}$");
        assert_eq!(
            source("m_chi=2.5 MeV, C_q=-3E+02 1/TeV"),
            r"$m_\chi = 2.5\,\mathrm{MeV}$, $C_q/f_a = -3\times10^{2}\,\mathrm{1/TeV}$"
        );
        // What is no setting of a parameter to a quantity stays as it is.
        for text in
            ["ALP portal", "alp-portal:m_chi=1 MeV", "m_chi=2*m_b", "m_chi=1 parsec", "cosmology.g_star=ideal-gas"]
        {
            assert_eq!(source(text), text);
        }
    }

    const NAMELESS: &str = "
format: 1
name: no LaTeX
parameters: {scale: {value: 50 GeV, latex: '\\Lambda'}}
species:
  dark_scalar: {mass: 0.5*scale, type: real_scalar, dark_matter: true}
  heavier: {mass: scale, type: real_scalar}
reactions:
  - {equation: dark_scalar + dark_scalar <-> SM + SM, sigma_v: 2e-26 cm^3/s}
  - {equation: heavier + heavier <-> SM + SM, sigma_v: 2e-26 cm^3/s}
";

    #[test]
    fn x_says_which_mass_it_means() {
        let (alp, wimp, nameless) = (built_in("alp-portal"), built_in("wimp"), model(NAMELESS));
        let bottom = alp.evolution.reference_mass.unwrap();
        let label = |references: &[(&Model, f64)]| {
            let label = x_label(references.iter().map(|&(model, mass)| (Some(model), mass)));
            label.map_or_else(String::new, |label| label.source().to_owned())
        };
        assert_eq!(label(&[(&alp, bottom)]), "x = m_b/T");
        assert_eq!(label(&[(&wimp, 100.0)]), r"x = m_\chi/T");
        assert_eq!(label(&[(&nameless, 25.0)]), r"x = m_{\text{dark_scalar}}/T");
        assert_eq!(label(&[(&nameless, 50.0)]), r"x = m_{\text{heavier}}/T", "a scale of this value is no mass");
        assert_eq!(label(&[(&wimp, 123.0)]), r"x = m_\mathrm{ref}/T");
        assert_eq!(label(&[(&wimp, 100.0), (&wimp, 100.0)]), r"x = m_\chi/T");
        assert_eq!(x_label([(None, 100.0)].into_iter()), Some(Label::math(r"x = m_\mathrm{ref}/T")));
        assert_eq!(label(&[(&wimp, 100.0), (&alp, bottom)]), "", "masses of different particles");
    }

    #[test]
    fn names_are_not_taken_for_formulas() {
        let (nameless, wimp) = (model(NAMELESS), built_in("wimp"));
        assert_eq!(species_label(nameless.species.first(), "dark_scalar").source(), r"\text{dark_scalar}");
        assert_eq!(species_label(wimp.species.first(), "chi").source(), r"\chi");
        assert_eq!(species_label(None, "dark_scalar").source(), r"\text{dark_scalar}");
        assert_eq!(species_label(None, "chi").source(), r"\chi", "a Greek letter is a symbol");
        assert_eq!(reaction_label("a <-> b + c", None).source(), "a ↔ b + c");
        assert_eq!(reaction_label("a -> b", None).source(), "a → b");
        assert_eq!(reaction_label("a -> b", Some(r"a \to b")).source(), r"a \to b");
    }
}
