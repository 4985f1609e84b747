//! The section `reactions`.

use std::collections::HashSet;
use std::ops::Range;

use super::decoder::{Decoder, Fields};
use super::formula::{Content, Formula, expression_complaint};
use super::locals::Locals;
use super::plugin::PluginEntry;
use super::shape::{Keys, PluginShape, Rule, Shape, key, needed};
use crate::error::Diagnostic;
use crate::expression::Ast;
use crate::model::equation::Equation;
use crate::model::plugin::RateKind;
use crate::model::yaml::{Entry, Node, Scalar, Value};

/// A reaction as written.
#[derive(Debug, Clone)]
pub(in crate::model) struct ReactionEntry {
    pub(in crate::model) equation: Equation,
    /// The equation's text and place.
    pub(in crate::model) scalar: Scalar,
    pub(in crate::model) rate: RateEntry,
    /// The key that names the rate.
    pub(in crate::model) rate_key: Scalar,
    /// A condition outside which the rate is zero.
    pub(in crate::model) active: Option<Formula>,
    /// Names of species whose on-shell part is taken out.
    pub(in crate::model) subtract_on_shell: Vec<Scalar>,
    pub(in crate::model) locals: Locals,
    pub(in crate::model) conjugate: bool,
    pub(in crate::model) label: Option<Scalar>,
    pub(in crate::model) latex: Option<String>,
    pub(in crate::model) note: Option<String>,
}

/// The rate of a reaction as written.
#[derive(Debug, Clone)]
pub(in crate::model) enum RateEntry {
    Width(Formula),
    Lifetime { lifetime: Formula, branching: Option<Formula> },
    CrossSection(Formula),
    SigmaVOfS(Formula),
    AmplitudeSquared(Formula),
    SigmaV(Formula),
    RateCoefficient(Formula),
    PartialWaves { s: Option<Formula>, p: Option<Formula>, d: Option<Formula> },
    ReactionDensity(Formula),
    Plugin(PluginEntry<dyn RateKind>),
}

impl RateEntry {
    /// The formula of a rate that has one.
    pub(in crate::model) fn formula(&self) -> Option<&Formula> {
        match self {
            Self::Width(formula)
            | Self::CrossSection(formula)
            | Self::SigmaVOfS(formula)
            | Self::AmplitudeSquared(formula)
            | Self::SigmaV(formula)
            | Self::RateCoefficient(formula)
            | Self::ReactionDensity(formula) => Some(formula),
            Self::Lifetime { .. } | Self::PartialWaves { .. } | Self::Plugin(_) => None,
        }
    }

    /// All formulas of the rate.
    pub(in crate::model) fn formulas(&self) -> Vec<&Formula> {
        let formulas = match self {
            Self::Plugin(plugin) => return plugin.formulas().collect(),
            Self::Width(formula)
            | Self::CrossSection(formula)
            | Self::SigmaVOfS(formula)
            | Self::AmplitudeSquared(formula)
            | Self::SigmaV(formula)
            | Self::RateCoefficient(formula)
            | Self::ReactionDensity(formula) => [Some(formula), None, None],
            Self::Lifetime { lifetime, branching } => [Some(lifetime), branching.as_ref(), None],
            Self::PartialWaves { s, p, d } => [s.as_ref(), p.as_ref(), d.as_ref()],
        };
        formulas.into_iter().flatten().collect()
    }

    /// How many reactants the rate is for, if it says.
    pub(in crate::model) fn reactants(&self) -> Option<usize> {
        match self {
            Self::Width(_) | Self::Lifetime { .. } => Some(1),
            Self::CrossSection(_)
            | Self::SigmaVOfS(_)
            | Self::AmplitudeSquared(_)
            | Self::SigmaV(_)
            | Self::PartialWaves { .. } => Some(2),
            Self::RateCoefficient(_) | Self::ReactionDensity(_) | Self::Plugin(_) => None,
        }
    }
}

/// Keys of which a reaction has exactly one.
const RATES: &[&str] = &[
    "width",
    "lifetime",
    "cross_section",
    "sigma_v_of_s",
    "amplitude_squared",
    "sigma_v",
    "partial_waves",
    "rate_coefficient",
    "reaction_density",
    "table",
    "plugin",
];

/// What a key makes of its formula.
type OfFormula = fn(Formula) -> RateEntry;

/// Keys of rates that one formula gives, and what they make of it.
const BY_FORMULA: &[(&str, OfFormula)] = &[
    ("width", RateEntry::Width),
    ("cross_section", RateEntry::CrossSection),
    ("sigma_v_of_s", RateEntry::SigmaVOfS),
    ("amplitude_squared", RateEntry::AmplitudeSquared),
    ("sigma_v", RateEntry::SigmaV),
    ("rate_coefficient", RateEntry::RateCoefficient),
    ("reaction_density", RateEntry::ReactionDensity),
];
/// What a tabulated rate is a function of.
const TABLE_VARIABLES: &[(&str, &str)] = &[("s", "s"), ("T", "T")];

/// The keys of a reaction.
pub(super) const REACTION: Keys = Keys {
    known: &[
        needed("equation", Shape::Equation, "for example `chi + chi~ <-> b + b~`"),
        key("width", Shape::Number, "partial width of a decay at rest"),
        key("lifetime", Shape::Number, "lifetime of a decay"),
        key("branching", Shape::Number, "the share of this decay, beside `lifetime`"),
        key("cross_section", Shape::Number, "σ(s)"),
        key("sigma_v_of_s", Shape::Number, "σ·v_Møl as a function of s"),
        key("amplitude_squared", Shape::Number, "Σ|M|² over all spins and colours, of s, t and u"),
        key("sigma_v", Shape::Number, "thermally averaged ⟨σv⟩, of T and x"),
        key("partial_waves", Shape::Mapping(&PARTIAL_WAVES), "σv = a + b v² + c v⁴"),
        key("reaction_density", Shape::Number, "γ(T) itself"),
        key("rate_coefficient", Shape::Number, "⟨σ v^(n−1)⟩ for n reactants, of T and x"),
        key("table", Shape::Mapping(&TABLE_RATE), "any of these from a table"),
        key("plugin", Shape::Plugin(PluginShape::Rate), "γ(T) from a plug-in: its `name`, and its keys"),
        key("active", Shape::Condition, "a condition on T or x outside which the rate is zero"),
        key(
            "subtract_on_shell",
            Shape::List(&Shape::Particle),
            "evolved species whose s-channel pole is counted by their decays already",
        ),
        key("conjugate", Shape::Flag, "whether the CP conjugate is included where it differs"),
        key(
            "for",
            Shape::Map(&Shape::AnyOf(&[Shape::Text, Shape::List(&Shape::Particle)])),
            "what the indices of a template run over",
        ),
        key("unless", Shape::Condition, "which choices of elements a template drops"),
        key("where", Shape::Map(&Shape::Number), "names that only this entry's formulas know"),
        key("label", Shape::Text, "a name for plots and tables"),
        key("latex", Shape::Text, "LaTeX without dollar signs"),
        key("note", Shape::Text, "the source of the formula"),
    ],
    later: &[],
    rule: Rule::ExactlyOne(RATES),
};

const PARTIAL_WAVES: Keys = Keys {
    known: &[
        key("s", Shape::Number, "a, the s-wave"),
        key("p", Shape::Number, "b, the p-wave"),
        key("d", Shape::Number, "c, the d-wave"),
    ],
    later: &[],
    rule: Rule::AtLeastOne(&["s", "p", "d"]),
};

const TABLE_RATE: Keys = Keys::of(
    &[
        needed("name", Shape::Text, "a table of the section `tables`"),
        needed("of", Shape::Word(|| TABLE_VARIABLES.iter().map(|v| v.0).collect()), "the variable of the table"),
        needed("gives", Shape::Word(|| BY_FORMULA.iter().map(|kind| kind.0).collect()), "which rate its values are"),
    ],
    &[],
);

impl Decoder<'_> {
    pub(super) fn reactions(&mut self, node: &Node) -> Vec<ReactionEntry> {
        let items = self.list(node, "a list of reactions, each starting with `- equation:`").unwrap_or_default();
        items.iter().flat_map(|item| self.template_reactions(item)).collect()
    }

    /// A reaction, or all reactions that a template stands for.
    fn template_reactions(&mut self, node: &Node) -> Vec<ReactionEntry> {
        let place = match &node.value {
            Value::Mapping(entries) => entries.first().map_or(node.span.clone(), |entry| entry.key.span.clone()),
            _ => node.span.clone(),
        };
        let Some(fields) = self.complete_fields(node, &place, "a reaction", &REACTION) else { return Vec::new() };
        let Some(combinations) = self.template(&fields) else { return Vec::new() };
        let reactions = self.instances(&combinations, |this, _| this.reaction(&fields, &place));
        self.check_template_label(&reactions);
        reactions
    }

    fn reaction(&mut self, fields: &Fields<'_>, place: &Range<usize>) -> Option<ReactionEntry> {
        let equation = fields.require("equation", self).and_then(|node| self.equation(node));
        let place = equation.as_ref().map_or(place, |(scalar, _)| &scalar.span).clone();
        let rate = self.rate(fields, place);
        let locals = self.locals(fields);
        let active = fields.get("active").and_then(|node| self.formula(node));
        let subtract_on_shell = self.particles_to_subtract(fields);
        let conjugate = fields.get("conjugate").and_then(|node| self.flag(node)).unwrap_or(true);
        let label = fields.get("label").and_then(|node| self.scalar(node, "a text"));
        let label = label.map(|scalar| Scalar { text: self.filled(&scalar.text), ..scalar.clone() });
        let latex = self.optional_latex(fields);
        let note = self.optional_text(fields, "note");
        let (scalar, equation) = equation?;
        let (rate_key, rate) = rate?;
        let locals = locals?;
        Some(ReactionEntry {
            equation,
            scalar,
            rate,
            rate_key,
            active,
            subtract_on_shell,
            locals,
            conjugate,
            label,
            latex,
            note,
        })
    }

    fn particles_to_subtract(&mut self, fields: &Fields<'_>) -> Vec<Scalar> {
        let Some(node) = fields.get("subtract_on_shell") else { return Vec::new() };
        let names = self.list(node, "a list of species, such as `[a]`").unwrap_or_default();
        names.iter().filter_map(|name| self.scalar(name, "the name of a species")).cloned().collect()
    }

    /// The label of a template must tell its reactions apart.
    fn check_template_label(&mut self, reactions: &[ReactionEntry]) {
        let [first, .., last] = reactions else { return };
        let mut seen = HashSet::new();
        let Some(label) = reactions.iter().filter_map(|r| r.label.as_ref()).find(|label| !seen.insert(&label.text))
        else {
            return;
        };
        let message = format!("the label `{}` is given to several reactions of this template", label.text);
        let hint = format!(
            "put indices in braces into it: one of them stands for `{}`, another for `{}`",
            first.equation, last.equation
        );
        self.complain(Diagnostic::at(label.span.clone(), message).hint(hint));
    }

    fn equation(&mut self, node: &Node) -> Option<(Scalar, Equation)> {
        let scalar = self.scalar(node, "a reaction equation")?;
        match Equation::parse(&scalar.text) {
            Ok(equation) => Some((scalar.clone(), self.filled_equation(equation))),
            Err(complaint) => {
                self.complain_within(scalar, complaint);
                None
            }
        }
    }

    fn rate(&mut self, fields: &Fields<'_>, place: std::ops::Range<usize>) -> Option<(Scalar, RateEntry)> {
        let mut given = fields.among(RATES);
        let Some(first) = given.next() else {
            let complaint = Diagnostic::at(place, "this reaction has no rate")
                .hint(format!("give exactly one of {}", RATES.join(", ")));
            self.complain(complaint);
            return None;
        };
        if let Some(second) = given.next() {
            let message = format!("this reaction has two rates, `{}` and `{}`", first.key.text, second.key.text);
            let complaint = Diagnostic::at(second.key.span.clone(), message)
                .related(first.key.span.clone(), "first rate")
                .hint("give exactly one; separate processes are separate reactions");
            self.complain(complaint);
            return None;
        }
        let branching = fields.entry("branching");
        if let Some(branching) = branching.filter(|_| first.key.text != "lifetime") {
            self.complain(Diagnostic::at(branching.key.span.clone(), "`branching` belongs to a `lifetime`"));
        }
        Some((first.key.clone(), self.rate_of(first, branching)?))
    }

    fn rate_of(&mut self, entry: &Entry, branching: Option<&Entry>) -> Option<RateEntry> {
        let node = &entry.value;
        if let Some((_, kind)) = BY_FORMULA.iter().find(|kind| kind.0 == entry.key.text) {
            return self.formula(node).map(kind);
        }
        Some(match entry.key.text.as_str() {
            "lifetime" => {
                let branching = match branching {
                    Some(branching) => Some(self.formula(&branching.value)?),
                    None => None,
                };
                RateEntry::Lifetime { lifetime: self.formula(node)?, branching }
            }
            "table" => return self.tabulated_rate(entry),
            "plugin" => RateEntry::Plugin(self.plugin(entry)?),
            _ => {
                let fields = self.fields(node, &entry.key.span, "`partial_waves`", &PARTIAL_WAVES)?;
                if fields.is_empty() {
                    let complaint = Diagnostic::at(entry.key.span.clone(), "`partial_waves` names no wave")
                        .hint("write `{s: a, p: b, d: c}`, each a cross section such as `2e-9 GeV^-2`");
                    self.complain(complaint);
                    return None;
                }
                let mut wave = |key| fields.get(key).and_then(|node| self.formula(node));
                RateEntry::PartialWaves { s: wave("s"), p: wave("p"), d: wave("d") }
            }
        })
    }

    /// A rate from a table is that of the formula which calls the table.
    fn tabulated_rate(&mut self, entry: &Entry) -> Option<RateEntry> {
        let fields = self.fields(&entry.value, &entry.key.span, "`table`", &TABLE_RATE)?;
        let name = fields.require("name", self).and_then(|node| self.scalar(node, "the name of a table"));
        let of = fields.require("of", self).and_then(|node| self.scalar(node, "`s` or `T`"));
        let of = of.and_then(|of| self.word(of, "a variable of rates", TABLE_VARIABLES));
        let gives = fields.require("gives", self).and_then(|node| self.scalar(node, "a kind of rate"));
        let gives = gives.and_then(|gives| self.word(gives, "a kind of rate with one formula", BY_FORMULA));
        let (name, of, gives) = (name?, of?, gives?);
        let scalar = Scalar { text: format!("{}({of})", name.text), ..name.clone() };
        match Ast::parse(&scalar.text) {
            Ok(ast) => Some(gives(Formula { scalar, content: Content::Expression(ast) })),
            Err(error) => {
                self.complain_within(name, expression_complaint(error));
                None
            }
        }
    }
}
