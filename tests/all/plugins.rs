//! Plug-ins: the examples, what is said of mistakes in calling them, and how reports show them.

#[path = "../../examples/history.rs"]
mod history;
#[path = "../../examples/observable.rs"]
mod observable;
#[allow(dead_code, reason = "that of a program of its own: `main`")]
#[path = "../../examples/rate_kind.rs"]
mod rate_kind;
#[path = "../../examples/whole_model.rs"]
mod whole_model;

use std::process::ExitCode;
use std::sync::Arc;

use frazil::cli::run_with;
use frazil::model::plugin::{Holds, Key, Plugin, RateKind, Registry, RegistryError, Schema, Scope, Values};
use frazil::model::{Document, Model, NewParticle, NewReaction, Overrides, schema_with};
use frazil::rates::{CrossSection, RateError, ReactionRate, SignedLog, ThermalPoint};
use frazil::report::{explanation, latex_document};
use frazil::run::{RunSettings, run};

use crate::solving::path;

/// All plug-ins of the examples.
fn registry() -> Arc<Registry> {
    let registry = rate_kind::registry()
        .and_then(|registry| registry.register(Plugin::history(history::BraneWorld)))
        .and_then(|registry| registry.register(Plugin::observable(observable::HalfTime)));
    Arc::new(registry.unwrap_or_else(|e| panic!("{e}")))
}

/// The model that a text describes, which may call the plug-ins of the examples.
pub(crate) fn parse(text: &str) -> Model {
    Document::from_bytes_with("model.yaml", text.into(), &registry())
        .and_then(|document| document.resolve(&Overrides::default()))
        .unwrap_or_else(|e| panic!("{e}"))
}

/// What is said of a text that is wrong.
fn refusal(text: &str) -> String {
    let document = Document::from_bytes_with("model.yaml", text.into(), &registry());
    match document.and_then(|document| document.resolve(&Overrides::default())) {
        Ok(_) => panic!("accepted:\n{text}"),
        Err(error) => error.to_string(),
    }
}

/// Compares messages, each under what it is about, with `tests/bad/plugins/NAME.snap`.
fn matches_golden(name: &str, said: &[(&str, String)]) {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(path("bad/plugins"));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    let said: Vec<String> = said.iter().map(|(about, message)| format!("## {about}\n\n{message}")).collect();
    settings.bind(|| insta::assert_snapshot!(name, said.join("\n\n")));
}

/// A model with a rate, and more lines.
fn text(rate: &str, more: &str) -> String {
    format!(
        "format: 1
name: called
parameters: {{m_chi: 100 GeV, sv: 2e-26 cm^3/s, g: 0.1}}
derived: {{double: 2*sv}}
species:
  chi: {{mass: m_chi, type: majorana, dark_matter: true}}
reactions:
  - equation: chi + chi <-> SM + SM
    {rate}
{more}"
    )
}

const GOOD: &str = "plugin: {name: sommerfeld, sigma_v: 'double*(1 + T/m_chi)/(1 + x)', alpha: g^2}";

#[test]
fn mistakes_in_calling_rates() {
    let mut said = Vec::new();
    for (name, rate) in [
        ("unregistered", "plugin: {name: somerfeld, sigma_v: sv}"),
        ("nothing like it", "plugin: {name: unparticles}"),
        ("built-in kind", "plugin: {name: sigma_v}"),
        ("name alone", "plugin: sommerfeld"),
        ("no name", "plugin: {sigma_v: sv}"),
        ("a list", "plugin: [sommerfeld]"),
        ("unknown key", "plugin: {name: sommerfeld, sigma_v: sv, alhpa: 0.1}"),
        ("key like none", "plugin: {name: sommerfeld, sigma_v: sv, mediator: 0.1}"),
        ("missing key", "plugin: {name: sommerfeld, alpha: 0.1}"),
        ("misspelt and so missing", "plugin: {name: sommerfeld, sigmav: sv}"),
        ("two mistakes", "plugin: {name: sommerfeld, sigmav: sv, alpha: 1 GeV}"),
        ("wrong dimension", "plugin: {name: sommerfeld, sigma_v: 2*m_chi}"),
        ("wrong dimension of a quantity", "plugin: {name: sommerfeld, sigma_v: 3 GeV}"),
        ("unknown name", "plugin: {name: sommerfeld, sigma_v: 2*sw}"),
        ("variable where there is none", "plugin: {name: sommerfeld, sigma_v: sv, alpha: T/m_chi}"),
        ("s is not known", "plugin: {name: sommerfeld, sigma_v: g/s}"),
        ("no value", "plugin: {name: sommerfeld, sigma_v: sv*log(-g)}"),
        ("not to the plug-in's liking", "plugin: {name: sommerfeld, sigma_v: sv, alpha: 20*g}"),
        ("two rates", "plugin: {name: sommerfeld, sigma_v: sv}\n    sigma_v: sv"),
        ("no pole", "plugin: {name: sommerfeld, sigma_v: sv}\n    subtract_on_shell: [chi]"),
        ("formula that breaks off", "plugin: {name: sommerfeld, sigma_v: 2*(sv}"),
    ] {
        said.push((name, refusal(&text(rate, ""))));
    }
    let three = text("plugin: {name: sommerfeld, sigma_v: sv}", "").replace("chi + chi <->", "chi + chi + chi <->");
    said.push(("wrong number of reactants", refusal(&three)));
    matches_golden("rates", &said);
}

#[test]
fn mistakes_in_calling_histories_and_observables() {
    let mut said = Vec::new();
    for (name, more) in [
        ("history, unregistered", "cosmology: {history: {plugin: {name: bran, T_t: 1 GeV}}}"),
        ("history, without plugin", "cosmology: {history: {brane: {T_t: 1 GeV}}}"),
        ("history, name alone", "cosmology: {history: brane}"),
        ("history, built in", "cosmology: {history: {plugin: {name: kination, T_eq: 1 GeV}}}"),
        ("history, missing key", "cosmology: {history: {plugin: {name: brane}}}"),
        ("history, not to its liking", "cosmology: {history: {plugin: {name: brane, T_t: 1e-30 GeV}}}"),
        ("observable, unregistered", "observables: {half: {plugin: {name: half_tim, species: chi}}}"),
        ("observable, no species", "observables: {half: {plugin: {name: half_time, species: b}}}"),
        ("observable, misspelt species", "observables: {half: {plugin: {name: half_time, species: chy}}}"),
        ("observable, wrong unit", "observables: {half: {plugin: {name: half_time, species: chi}, unit: GeV}}"),
        ("observable, value too", "observables: {half: {value: 1, plugin: {name: half_time, species: chi}}}"),
        ("observable, neither", "observables: {half: {unit: GeV}}"),
        ("derived name", "derived: {half: {plugin: {name: half_time, species: chi}}}"),
    ] {
        let more = format!("{more}\n");
        let text = text("sigma_v: sv", &more).replace("derived: {double: 2*sv}\n", "");
        said.push((name, refusal(&text)));
    }
    matches_golden("histories-and-observables", &said);
}

#[test]
fn an_observable_without_a_value_says_why() {
    let model = parse(&text("sigma_v: sv", "observables: {half: {plugin: {name: half_time, species: chi}}}\n"));
    let run = run(model, RunSettings::default()).expect("can be solved");
    // The yield of a particle that freezes out falls.
    assert_eq!(run.evaluation.observables[0], Err("the yield is there from the start".to_owned()));
}

#[test]
fn reports_show_what_is_called() {
    let model = parse(&text(
        GOOD,
        "cosmology: {history: {plugin: {name: brane, T_t: m_chi}}}
observables: {half: {plugin: {name: half_time, species: chi, share: 1/3}, latex: 'x_{1/3}'}}
",
    ));
    let explained = explanation(&model);
    for wanted in [
        "γ = sommerfeld(sigma_v = double*(1 + T/m_chi)/(1 + x), alpha = g^2): s-wave annihilation, enhanced",
        "half = half_time(species = chi, share = 1/3): x at which a share of the final yield is there",
        "a brane, as quadratic as linear in the density at T = 100 GeV",
    ] {
        assert!(explained.contains(wanted), "{explained}");
    }
    matches_golden("latex", &[("a model with plug-ins in LaTeX", latex_document(&model))]);
}

#[test]
fn the_schema_knows_the_plug_ins_of_a_program() {
    let schema = schema_with(&registry());
    let validator = jsonschema::draft202012::new(&schema).expect("the schema is a schema");
    let fits = |text: &str| validator.is_valid(&serde_saphyr::from_str::<serde_json::Value>(text).expect("is YAML"));
    let observed = "observables: {half: {plugin: {name: half_time, species: chi}}}\n";
    assert!(fits(&text(GOOD, observed)));
    assert!(fits(&text(GOOD, "cosmology: {history: {plugin: {name: brane, T_t: 1 GeV}}}\n")));
    assert!(fits(&text(GOOD, "cosmology: {history: {kination: {T_eq: 1 GeV, n: 3}}}\n")));
    for wrong in [
        text("plugin: {name: somerfeld, sigma_v: sv}", ""),
        text("plugin: {name: sommerfeld, sigmav: sv}", ""),
        text("plugin: {name: sommerfeld}", ""),
        text(GOOD, "observables: {half: {plugin: {name: half_time}}}\n"),
        text(GOOD, "cosmology: {history: {plugin: {name: brane}}}\n"),
        text(GOOD, "cosmology: {history: {kination: {T_eq: 1 GeV, m: 3}}}\n"),
        text(GOOD, "cosmology: {history: {kination: {T_eq: 1 GeV}, reheating: {T_RH: 1 GeV}}}\n"),
    ] {
        assert!(!fits(&wrong), "{wrong}");
    }
    // A program without plug-ins cannot tell.
    let validator = jsonschema::draft202012::new(&frazil::model::schema()).expect("the schema is a schema");
    assert!(validator.is_valid(&serde_saphyr::from_str::<serde_json::Value>(&text(GOOD, observed)).expect("is YAML")));
}

#[test]
fn the_program_takes_plug_ins() {
    let model = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/sommerfeld.yaml");
    let code = |registry: &Registry, arguments: &[&str]| {
        let arguments = ["frazil"].into_iter().chain(arguments.iter().copied());
        format!("{:?}", run_with(registry.clone(), arguments))
    };
    let [success, wrong] = [0, 2].map(|code| format!("{:?}", ExitCode::from(code)));
    assert_eq!(code(&registry(), &["check", model, "--quiet"]), success);
    assert_eq!(code(&registry(), &["check", model, "--quiet", "--set", "alpha=2"]), wrong);
    assert_eq!(code(&Registry::with_builtins(), &["check", model, "--quiet"]), wrong);
}

/// A rate that is the same at all temperatures, in powers of GeV.
struct Constant(f64);

impl ReactionRate for Constant {
    fn coefficient(&self, _: &ThermalPoint) -> Result<SignedLog, RateError> {
        Ok(SignedLog::new(self.0))
    }
}

/// A kind with a name and keys of a test's choice.
struct Odd(&'static str, Vec<Key>);

impl RateKind for Odd {
    fn name(&self) -> &str {
        self.0
    }

    fn schema(&self) -> Schema {
        self.1.iter().cloned().fold(Schema::new("odd"), Schema::key)
    }

    fn build(&self, values: &Values, _: &Scope) -> Result<Box<dyn ReactionRate>, RateError> {
        // Asks for what it does not have.
        Ok(Box::new(Constant(values.number("width")?)))
    }
}

#[test]
fn what_cannot_be_registered() {
    let register = |odd| Registry::with_builtins().register(Plugin::rate(odd)).map(|_| ()).map_err(|e| e.to_string());
    let number = |name: &str| Key::number(name, frazil::units::Dimension::NONE, "a number");
    assert_eq!(register(Odd("good", vec![number("a"), number("b")])), Ok(()));
    for (odd, wanted) in [
        (Odd("2good", vec![]), "`2good` cannot be the name of a rate: names are a letter, then letters, digits and"),
        (Odd("", vec![]), "`` cannot be the name of a rate"),
        (Odd("odd", vec![number("a"), number("a")]), "the key `a` of `odd` is in its schema twice"),
        (Odd("odd", vec![number("name")]), "the key `name` of `odd` is that of the plug-in's name"),
        (Odd("odd", vec![number("a b")]), "the key `a b` of `odd` is no name"),
        (
            Odd("odd", vec![Key::flag("a", "a flag").or(1.0)]),
            "the key `a` of `odd` has a number as default but holds none",
        ),
    ] {
        let found = register(odd).expect_err("is odd");
        assert!(found.contains(wanted), "{found}");
    }
    let twice = Registry::with_builtins().register(Plugin::rate(Odd("odd", vec![])));
    let twice = twice.and_then(|registry| registry.register(Plugin::rate(Odd("odd", vec![]))));
    assert_eq!(twice.err(), Some(RegistryError::Twice { what: "a rate", name: "odd".to_owned() }));
}

#[test]
fn a_plug_in_that_asks_for_other_keys_than_its_own_is_told_with_the_reaction() {
    let registry = Registry::with_builtins().register(Plugin::rate(Odd("odd", vec![]))).expect("is fine");
    let document = Document::from_bytes_with("m.yaml", text("plugin: {name: odd}", "").into(), &Arc::new(registry));
    let model = document.and_then(|d| d.resolve(&Overrides::default())).unwrap_or_else(|e| panic!("{e}"));
    let error = run(model, RunSettings::default()).expect_err("asks for what it does not have").to_string();
    matches_golden("asks-for-other-keys", &[("the plug-in's own mistake", error)]);
}

#[test]
fn every_kind_of_key_arrives() {
    struct All;
    impl RateKind for All {
        fn name(&self) -> &'static str {
            "all"
        }

        fn schema(&self) -> Schema {
            let area = frazil::units::Dimension::power(-2);
            Schema::new("everything")
                .key(Key::number("n", area, "a number"))
                .key(Key::of_temperature("f", area, "a function").optional())
                .key(Key::word("w", &["one", "two"], "a word"))
                .key(Key::flag("b", "a flag"))
                .key(Key::species("p", "a species"))
                .key(Key::number("d", area, "a number with a default").or(3.0))
        }

        fn build(&self, values: &Values, scope: &Scope) -> Result<Box<dyn ReactionRate>, RateError> {
            assert_eq!(self.schema().keys()[0].holds(), &Holds::Number(frazil::units::Dimension::power(-2)));
            assert_eq!((values.number("n")?, values.number("d")?), (2.0, 3.0));
            assert_eq!((values.word("w")?, values.flag("b")?, values.species("p")?), ("two", true, 0));
            assert!(!values.has("f") && values.of_temperature("f", scope).is_err() && values.number("w").is_err());
            assert_eq!(scope.process.reactants[1].name, "chi");
            assert_eq!((scope.process.products[0].degrees_of_freedom, scope.reference_mass), (0.0, 100.0));
            Ok(Box::new(Constant(1e-9)))
        }
    }
    let registry = Arc::new(Registry::with_builtins().register(Plugin::rate(All)).expect("is fine"));
    let rate = "plugin: {name: all, n: 2 GeV^-2, w: two, b: true, p: chi}";
    let load = |rate: &str| {
        let document = Document::from_bytes_with("m.yaml", text(rate, "").into(), &registry);
        document.and_then(|d| d.resolve(&Overrides::default()))
    };
    frazil::network::Network::of(&load(rate).unwrap_or_else(|e| panic!("{e}")), 1e-6).expect("builds");
    let mut said = Vec::new();
    for (name, wrong, right) in [("word", "w: three", "w: two"), ("flag", "b: yes", "b: true")] {
        let error = load(&rate.replace(right, wrong)).expect_err("is wrong").to_string();
        said.push((name, error));
    }
    matches_golden("keys", &said);
}

/// σ = g⁴/(16πs), as code.
struct Contact;

impl CrossSection for Contact {
    fn sigma(&self, s: &[f64], out: &mut [f64]) -> Result<(), RateError> {
        for (out, s) in out.iter_mut().zip(s) {
            *out = 1e-4 / (16.0 * std::f64::consts::PI * s);
        }
        Ok(())
    }
}

impl RateKind for Contact {
    fn name(&self) -> &'static str {
        "contact"
    }

    fn schema(&self) -> Schema {
        Schema::new("a contact interaction")
    }

    fn build(&self, _: &Values, scope: &Scope) -> Result<Box<dyn ReactionRate>, RateError> {
        scope.averaged(Contact)
    }
}

#[test]
fn a_cross_section_in_code_is_that_of_a_formula() {
    let formula = parse(&text("cross_section: g^4/(16*pi*s)", ""));
    let builder = Model::builder("Contact")
        .species(&NewParticle::new("chi", "majorana", 100.0).dark_matter())
        .reaction(NewReaction::of_kind("chi + chi <-> SM + SM", Contact));
    let code = builder.build().unwrap_or_else(|e| panic!("{e}"));
    let [formula, code] = [formula, code].map(|m| run(m, RunSettings::default()).expect("can be solved"));
    let [formula, code] = [formula, code].map(|run| run.solved.expect("has species").yields[0]);
    // Nothing but rounding differs in the values of σ, which the tables smooth to 1e-9 and better.
    assert!((code / formula - 1.0).abs() < 1e-9, "{code:e} {formula:e}");
}

#[test]
fn mistakes_in_models_from_code_are_shown_in_their_text() {
    let mut said = Vec::new();
    let chi = NewParticle::new("chi", "majorana", 100.0).dark_matter();
    let fails = |builder: frazil::model::ModelBuilder| builder.build().expect_err("is wrong").to_string();
    let unknown =
        Model::builder("It's wrong").species(&chi).reaction(NewReaction::new("chi + ch <-> SM", Constant(1e-9)));
    said.push(("unknown particle", fails(unknown)));
    let odd = Model::builder("Odd").species(&NewParticle::new("chi", "majoranna", 100.0));
    said.push(("unknown type", fails(odd)));
    let setting = Model::builder("Set").species(&chi).reaction(NewReaction::new("chi <-> SM + SM", Constant(1e-9)));
    said.push(("unknown setting", fails(setting.setting("evolution.tolerence=1e-8"))));
    matches_golden("builder", &said);
}
