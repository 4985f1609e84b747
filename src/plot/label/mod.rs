//! Labels: text with mathematics, in a subset of LaTeX.

mod parse;
mod symbols;
#[cfg(test)]
mod tests;
mod typeset;

use std::fmt;

use super::font::Cut;
pub(super) use typeset::{PlacedGlyph, Typeset};

/// A piece of text with mathematics.
///
/// Mathematics is a subset of LaTeX: sub- and superscripts, Greek letters, accents (`\bar`, `\tilde`, `\hat`, `\dot`,
/// `\vec`, `\overline`), `\mathrm`, `\text`, `\frac` (set inline as a/b), `\sqrt`, arrows, relations and the common
/// operators and function names. Letters are italic, digits upright. A command outside the subset is shown by its
/// name; nothing is ever an error.
///
/// ```
/// use frazil::plot::Label;
/// let axis = Label::math(r"x = m_\chi/T");
/// let mixed = Label::text(r"Yield $\tilde{Y}$ of $\bar\chi$");
/// let literal = Label::plain("b b~ -> g a");
/// assert_eq!(literal.source(), "b b~ -> g a");
/// assert_ne!(axis, mixed);
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Label {
    source: String,
    nodes: Vec<Node>,
}

impl Label {
    /// A formula, without dollar signs around it.
    #[must_use]
    pub fn math(latex: &str) -> Self {
        Self { source: latex.to_owned(), nodes: parse::math(latex) }
    }

    /// Text in which `$…$` encloses formulas; `\$` is a dollar sign, and so is a `$` without a partner.
    #[must_use]
    pub fn text(text: &str) -> Self {
        Self { source: text.to_owned(), nodes: parse::mixed(text) }
    }

    /// Text in which every character stands for itself.
    #[must_use]
    pub fn plain(text: &str) -> Self {
        Self { source: text.to_owned(), nodes: parse::plain(text) }
    }

    /// What the label was made from.
    #[must_use]
    pub fn source(&self) -> &str {
        &self.source
    }

    /// Whether the label draws nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }
}

impl Default for Label {
    fn default() -> Self {
        Self::plain("")
    }
}

impl fmt::Display for Label {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.source)
    }
}

/// A label taken apart.
#[derive(Debug, Clone, PartialEq)]
enum Node {
    Character {
        character: char,
        cut: Cut,
        class: Class,
    },
    /// A blank, in units of the font size.
    Space(f64),
    Group(Vec<Node>),
    Scripts {
        base: Vec<Node>,
        sub: Vec<Node>,
        sup: Vec<Node>,
    },
    Accent {
        mark: Mark,
        body: Vec<Node>,
    },
    Root(Vec<Node>),
}

impl Node {
    fn class(&self) -> Class {
        match self {
            Self::Character { class, .. } => *class,
            Self::Space(_) => Class::Text,
            Self::Scripts { base, .. } => match base.as_slice() {
                [only] => only.class(),
                _ => Class::Ordinary,
            },
            Self::Group(_) | Self::Accent { .. } | Self::Root(_) => Class::Ordinary,
        }
    }
}

/// What decides the space between neighbours (Knuth, The `TeXbook`, chapter 18).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Class {
    Ordinary,
    /// The name of a function, such as ln.
    Function,
    Binary,
    Relation,
    Open,
    Close,
    Punctuation,
    /// Text outside formulas: spaces are written out there.
    Text,
}

/// What stands above a letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mark {
    Bar,
    /// A bar as wide as what is under it.
    Overline,
    Tilde,
    Hat,
    Dot,
    TwoDots,
    Arrow,
}
