//! What the keys of a model file may hold: one table for the decoder, which refuses other keys, and for the schema.

/// What a value looks like.
#[derive(Debug, Clone, Copy)]
pub(in crate::model) enum Shape {
    Text,
    /// `true` or `false`.
    Flag,
    /// The only format there is.
    Format,
    /// A plain positive number.
    Count,
    /// A quantity such as `3 MeV`.
    Quantity,
    /// A quantity or a formula.
    Number,
    Formula,
    /// A formula that holds or does not.
    Condition,
    Unit,
    Equation,
    /// `arXiv:…`, `doi:…` or a URL.
    Reference,
    Particle,
    /// The name of a file beside the model.
    File,
    /// One of a few words.
    Word(fn() -> Vec<&'static str>),
    List(&'static Shape),
    /// A list of two.
    Pair(&'static Shape),
    /// Keys of the user's choice.
    Map(&'static Shape),
    Mapping(&'static Keys),
    AnyOf(&'static [Shape]),
    /// The name of a plug-in with its keys.
    Plugin(PluginShape),
}

/// What kind of plug-in stands somewhere.
#[derive(Debug, Clone, Copy)]
pub(in crate::model) enum PluginShape {
    Rate,
    History,
    Observable,
}

/// A key of a mapping.
#[derive(Debug, Clone, Copy)]
pub(in crate::model) struct Key {
    pub(in crate::model) name: &'static str,
    pub(in crate::model) shape: Shape,
    /// What it means, for people who complete it in an editor.
    pub(in crate::model) about: &'static str,
    pub(in crate::model) required: bool,
}

/// The keys of a mapping.
#[derive(Debug, Clone, Copy)]
pub(in crate::model) struct Keys {
    /// What may be given.
    pub(in crate::model) known: &'static [Key],
    /// What the format names and this version cannot do yet.
    pub(in crate::model) later: &'static [&'static str],
    /// How many of some keys there must be.
    pub(in crate::model) rule: Rule,
}

/// How many of some keys a mapping must have.
#[derive(Debug, Clone, Copy)]
pub(in crate::model) enum Rule {
    Free,
    ExactlyOne(&'static [&'static str]),
    AtLeastOne(&'static [&'static str]),
}

/// A key that may be left out.
pub(in crate::model) const fn key(name: &'static str, shape: Shape, about: &'static str) -> Key {
    Key { name, shape, about, required: false }
}

/// A key that must be given.
pub(in crate::model) const fn needed(name: &'static str, shape: Shape, about: &'static str) -> Key {
    Key { name, shape, about, required: true }
}

/// The words of a table of words with their meanings.
pub(in crate::model) fn words<T>(table: &[(&'static str, T)]) -> Vec<&'static str> {
    table.iter().map(|(word, _)| *word).collect()
}

impl Keys {
    /// Keys without any rule among them.
    pub(in crate::model) const fn of(known: &'static [Key], later: &'static [&'static str]) -> Self {
        Self { known, later, rule: Rule::Free }
    }

    /// The names of the keys that may be given.
    pub(in crate::model) fn names(&self) -> impl Iterator<Item = &'static str> + Clone + use<> {
        self.known.iter().map(|key| key.name)
    }
}
