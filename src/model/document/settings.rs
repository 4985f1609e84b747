//! The sections `cosmology` and `evolution`.

use std::ops::Range;

use super::decoder::Decoder;
use super::formula::Formula;
use super::plugin::PluginEntry;
use super::shape::{Keys, PluginShape, Rule, Shape, key, needed, words};
use crate::error::{Diagnostic, closest};
use crate::model::plugin::{HistoryKind, Registered};
use crate::model::settings::EquilibriumStatistics;
use crate::model::yaml::{Node, Scalar, Value};

/// The section `cosmology` as written.
#[derive(Debug, Clone, Default)]
pub(in crate::model) struct CosmologyEntry {
    pub(in crate::model) g_star: Option<GStarEntry>,
    /// An expansion history other than radiation from start to end.
    pub(in crate::model) history: Option<PluginEntry<dyn HistoryKind>>,
    pub(in crate::model) omega_h2: Option<Formula>,
    pub(in crate::model) planck_mass: Option<Formula>,
    pub(in crate::model) entropy_density_today: Option<Formula>,
    pub(in crate::model) critical_density_over_h2: Option<Formula>,
}

/// The degrees of freedom of the plasma as written.
#[derive(Debug, Clone)]
pub(in crate::model) enum GStarEntry {
    Standard,
    IdealGas,
    /// The same number in energy and entropy density, or one for each.
    Constant {
        rho: Formula,
        s: Formula,
    },
    /// A file beside the model.
    Table(Scalar),
}

/// The section `evolution` as written.
#[derive(Debug, Clone, Default)]
pub(in crate::model) struct EvolutionEntry {
    pub(in crate::model) reference_mass: Option<Formula>,
    pub(in crate::model) from: Option<BoundEntry>,
    pub(in crate::model) to: Option<BoundEntry>,
    pub(in crate::model) tolerance: Option<Formula>,
    pub(in crate::model) statistics: EquilibriumStatistics,
    pub(in crate::model) chemical_equilibrium: Vec<GroupEntry>,
}

/// Species in chemical equilibrium with each other, as written.
#[derive(Debug, Clone)]
pub(in crate::model) struct GroupEntry {
    pub(in crate::model) members: Vec<Scalar>,
    /// Where the list stands.
    pub(in crate::model) span: Range<usize>,
}

/// One end of the evolution as written.
#[derive(Debug, Clone)]
pub(in crate::model) enum BoundEntry {
    X(Formula),
    Temperature(Formula),
}

impl BoundEntry {
    pub(in crate::model) fn formula(&self) -> &Formula {
        match self {
            Self::X(formula) | Self::Temperature(formula) => formula,
        }
    }
}

/// The keys of `cosmology`.
pub(super) const COSMOLOGY: Keys = Keys::of(
    &[
        key("g_star", G_STAR_SHAPE, "relativistic degrees of freedom: a built-in set, constants or a table"),
        key("history", HISTORY_SHAPE, "what dominated the Universe: `radiation`, or something before it"),
        key("omega_h2", Shape::Number, "the relic density the result is compared with"),
        key("planck_mass", Shape::Number, "overrides the Planck mass"),
        key("entropy_density_today", Shape::Number, "overrides today's entropy density"),
        key("critical_density_over_h2", Shape::Number, "overrides the critical density"),
    ],
    &["sectors"],
);
const G_STAR_SHAPE: Shape = Shape::AnyOf(&[Shape::Word(|| words(G_STAR_SETS)), Shape::Mapping(&G_STAR)]);
const G_STAR: Keys = Keys {
    known: &[
        key("constant", Shape::AnyOf(&[Shape::Number, Shape::Mapping(&CONSTANT)]), "the same at all temperatures"),
        key("table", Shape::File, "a file with columns T [GeV], g_rho, g_s"),
    ],
    later: &[],
    rule: Rule::ExactlyOne(&["constant", "table"]),
};
const CONSTANT: Keys = Keys::of(
    &[needed("rho", Shape::Number, "in the energy density"), needed("s", Shape::Number, "in the entropy density")],
    &[],
);
const HISTORY_SHAPE: Shape = Shape::AnyOf(&[Shape::Word(|| vec![RADIATION]), Shape::Plugin(PluginShape::History)]);
/// The keys of `evolution`.
pub(super) const EVOLUTION: Keys = Keys::of(
    &[
        key("reference_mass", Shape::Number, "the mass in x = mass/T"),
        key("from", Shape::Mapping(&BOUND), "the start, for example `{x: 0.1}` or `{T: 50 GeV}`"),
        key("to", Shape::Mapping(&BOUND), "the end"),
        key("tolerance", Shape::Number, "relative, on every yield"),
        key(
            "statistics",
            Shape::Word(|| words(&EquilibriumStatistics::ALL)),
            "statistics of the equilibrium distributions",
        ),
        key(
            "chemical_equilibrium",
            Shape::List(&Shape::List(&Shape::Particle)),
            "groups of species in chemical equilibrium with each other, such as `[[N1, N2]]`",
        ),
    ],
    &[],
);
const BOUND: Keys = Keys {
    known: &[key("x", Shape::Number, "reference mass over temperature"), key("T", Shape::Number, "temperature")],
    later: &[],
    rule: Rule::ExactlyOne(&["x", "T"]),
};

/// The history that needs no numbers.
const RADIATION: &str = "radiation";
/// Sets of degrees of freedom that need no numbers.
const G_STAR_SETS: &[(&str, bool)] = &[("standard", true), ("ideal-gas", false)];

impl Decoder<'_> {
    pub(super) fn cosmology(&mut self, node: &Node, key: &Scalar) -> CosmologyEntry {
        let Some(fields) = self.fields(node, &key.span, "`cosmology`", &COSMOLOGY) else {
            return CosmologyEntry::default();
        };
        let history = fields.entry("history").and_then(|entry| self.history(&entry.value, &entry.key));
        let g_star = fields.entry("g_star").and_then(|entry| self.g_star(&entry.value, &entry.key));
        let mut formula = |key| fields.get(key).and_then(|node| self.formula(node));
        CosmologyEntry {
            g_star,
            history,
            omega_h2: formula("omega_h2"),
            planck_mass: formula("planck_mass"),
            entropy_density_today: formula("entropy_density_today"),
            critical_density_over_h2: formula("critical_density_over_h2"),
        }
    }

    /// `None` for the era of radiation, and after a complaint.
    fn history(&mut self, node: &Node, key: &Scalar) -> Option<PluginEntry<dyn HistoryKind>> {
        let registered = &self.registry().histories;
        let built_in: Vec<&str> = registered.iter().filter(|r| r.built_in).map(|r| r.name.as_str()).collect();
        let find = |name: &str| registered.iter().find(|known| known.name == name);
        if let Value::Scalar(scalar) = &node.value {
            if let Some(history) = find(&scalar.text) {
                self.history_without_keys(scalar, history);
            } else {
                let known = std::iter::once(RADIATION).chain(built_in).map(|name| (name, ()));
                self.word(scalar, "an expansion history", &known.collect::<Vec<_>>());
            }
            return None;
        }
        let entries = self.entries(node, "a mapping that describes `history`")?;
        let known = || built_in.iter().copied().chain(["plugin"]);
        for entry in entries.iter().filter(|entry| !known().any(|known| known == entry.key.text)) {
            let name = &entry.key.text;
            let complaint = Diagnostic::at(entry.key.span.clone(), format!("`history` has no key `{name}`"));
            self.complain(complaint.hint(match (find(name), closest(name, known())) {
                (Some(_), _) => format!("a registered history is called by `{{plugin: {{name: {name}, …}}}}`"),
                (None, Some(meant)) => format!("did you mean `{meant}`?"),
                (None, None) => format!("possible keys: {}", known().collect::<Vec<_>>().join(", ")),
            }));
        }
        let [entry] = entries else {
            let complaint = Diagnostic::at(key.span.clone(), "`history` names exactly one history").hint(format!(
                "give `{RADIATION}`, or one of {}",
                known().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
            ));
            self.complain(complaint);
            return None;
        };
        if entry.key.text == "plugin" {
            return self.plugin(entry);
        }
        let history = find(&entry.key.text).filter(|history| history.built_in)?;
        let inner = self.entries(&entry.value, &format!("a mapping that describes `{}`", history.name))?;
        self.plugin_keys(history.clone(), &entry.key, inner.iter())
    }

    /// A history by its name alone.
    fn history_without_keys(&mut self, scalar: &Scalar, history: &Registered<dyn HistoryKind>) {
        let name = &history.name;
        let needed = history.schema.keys().iter().find(|key| key.is_required());
        let complaint = Diagnostic::at(
            scalar.span.clone(),
            match needed {
                Some(key) => format!("`{name}` needs the key `{}`: {}", key.name(), key.about()),
                None => format!("`{name}` is no word but a mapping"),
            },
        );
        let keys = needed.map_or(String::new(), |key| format!("{}: …", key.name()));
        self.complain(complaint.hint(if history.built_in {
            format!("write `{{{name}: {{{keys}}}}}`")
        } else {
            let keys = if keys.is_empty() { keys } else { format!(", {keys}") };
            format!("write `{{plugin: {{name: {name}{keys}}}}}`")
        }));
    }

    pub(in crate::model) fn g_star(&mut self, node: &Node, key: &Scalar) -> Option<GStarEntry> {
        if !matches!(node.value, Value::Mapping(_)) {
            let scalar = self.scalar(node, "`standard`, `ideal-gas`, `{constant: …}` or `{table: …}`")?;
            let standard = self.word(scalar, "a set of degrees of freedom", G_STAR_SETS)?;
            return Some(if standard { GStarEntry::Standard } else { GStarEntry::IdealGas });
        }
        let fields = self.fields(node, &key.span, "`g_star`", &G_STAR)?;
        match (fields.get("constant"), fields.get("table")) {
            (Some(node), None) => self.constant_g_star(node, &key.span),
            (None, Some(node)) => self.scalar(node, "the name of a file").cloned().map(GStarEntry::Table),
            _ => {
                let complaint = Diagnostic::at(key.span.clone(), "`g_star` needs either `constant` or `table`");
                self.complain(complaint);
                None
            }
        }
    }

    fn constant_g_star(&mut self, node: &Node, place: &std::ops::Range<usize>) -> Option<GStarEntry> {
        if !matches!(node.value, Value::Mapping(_)) {
            let both = self.formula(node)?;
            return Some(GStarEntry::Constant { rho: both.clone(), s: both });
        }
        let fields = self.fields(node, place, "`constant`", &CONSTANT)?;
        let rho = fields.require("rho", self).and_then(|node| self.formula(node));
        let s = fields.require("s", self).and_then(|node| self.formula(node));
        Some(GStarEntry::Constant { rho: rho?, s: s? })
    }

    pub(super) fn evolution(&mut self, node: &Node, key: &Scalar) -> EvolutionEntry {
        let Some(fields) = self.fields(node, &key.span, "`evolution`", &EVOLUTION) else {
            return EvolutionEntry::default();
        };
        let statistics = fields.get("statistics").and_then(|node| {
            let scalar = self.scalar(node, "`maxwell-boltzmann` or `quantum`")?;
            self.word(scalar, "a kind of statistics", &EquilibriumStatistics::ALL)
        });
        EvolutionEntry {
            reference_mass: fields.get("reference_mass").and_then(|node| self.formula(node)),
            from: fields.entry("from").and_then(|entry| self.bound(&entry.value, &entry.key)),
            to: fields.entry("to").and_then(|entry| self.bound(&entry.value, &entry.key)),
            tolerance: fields.get("tolerance").and_then(|node| self.formula(node)),
            statistics: statistics.unwrap_or_default(),
            chemical_equilibrium: fields.get("chemical_equilibrium").map_or_else(Vec::new, |node| self.groups(node)),
        }
    }

    fn groups(&mut self, node: &Node) -> Vec<GroupEntry> {
        let groups = self.list(node, "a list of groups of species, such as `[[N1, N2]]`").unwrap_or_default();
        // A list of names is a group that lacks its bracket.
        if groups.first().is_some_and(|first| matches!(first.value, Value::Scalar(_))) {
            let names: Vec<&str> = groups.iter().filter_map(|node| self.source.get(node.span.clone())).collect();
            let complaint = Diagnostic::at(node.span.clone(), "expected a list of groups, found a list of names")
                .hint(format!("a group is a list itself: `[[{}]]`", names.join(", ")));
            self.complain(complaint);
            return Vec::new();
        }
        groups.iter().filter_map(|node| self.group(node)).collect()
    }

    fn group(&mut self, node: &Node) -> Option<GroupEntry> {
        let names = self.list(node, "a list of species in chemical equilibrium with each other")?;
        let members: Option<Vec<Scalar>> =
            names.iter().map(|name| self.scalar(name, "the name of a species").cloned()).collect();
        Some(GroupEntry { members: members?, span: node.span.clone() })
    }

    fn bound(&mut self, node: &Node, key: &Scalar) -> Option<BoundEntry> {
        let fields = self.fields(node, &key.span, "an end of the evolution", &BOUND)?;
        match (fields.get("x"), fields.get("T")) {
            (Some(node), None) => self.formula(node).map(BoundEntry::X),
            (None, Some(node)) => self.formula(node).map(BoundEntry::Temperature),
            _ => {
                let complaint = Diagnostic::at(key.span.clone(), format!("`{}` needs either `x` or `T`", key.text))
                    .hint("write `{x: 0.1}` or `{T: 50 GeV}`");
                self.complain(complaint);
                None
            }
        }
    }
}
