//! Reaction equations: `b <-> s + a`.

use std::fmt;
use std::ops::Range;

use crate::error::Diagnostic;

/// A reaction as written: names only, nothing looked up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Equation {
    /// What reacts, at least one.
    pub reactants: Vec<Term>,
    /// What comes out, at least one.
    pub products: Vec<Term>,
    /// `<->` rather than `->`.
    pub reversible: bool,
}

impl Equation {
    /// Reads an equation; spans of complaints count bytes of `text`.
    ///
    /// # Errors
    /// What is no equation, with the place and what may have been meant.
    pub fn parse(text: &str) -> Result<Self, Diagnostic> {
        let words = words(text);
        let arrow = find_arrow(text, &words)?;
        let (left, right) = (&words[..arrow], &words[arrow + 1..]);
        let arrow = &words[arrow];
        let reactants = side(text, left, arrow, "before")?;
        let products = side(text, right, arrow, "after")?;
        Ok(Self { reactants, products, reversible: &text[arrow.clone()] == "<->" })
    }
}

/// One participant; `phi + phi` has two terms.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    /// The particle's name, with the `~` of an antiparticle.
    pub name: String,
    /// Bytes of the equation's text.
    pub span: Range<usize>,
}

impl fmt::Display for Equation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let side = |terms: &[Term]| terms.iter().map(|t| t.name.as_str()).collect::<Vec<_>>().join(" + ");
        let arrow = if self.reversible { "<->" } else { "->" };
        write!(f, "{} {arrow} {}", side(&self.reactants), side(&self.products))
    }
}

/// Length of the particle name at the start of `text`: a letter, then letters, digits, `_`, `'`, `*`, then signs, then
/// perhaps the `~` of an antiparticle; 0 if there is none.
fn name_length(text: &str) -> usize {
    if !text.starts_with(char::is_alphabetic) {
        return 0;
    }
    let rest =
        text.trim_start_matches(|c: char| c.is_alphanumeric() || "_'*".contains(c)).trim_start_matches(['+', '-']);
    text.len() - rest.strip_prefix('~').unwrap_or(rest).len()
}

/// Whether the whole of `text` is a particle name without the `~` of an antiparticle.
pub(crate) fn is_particle_name(text: &str) -> bool {
    !text.is_empty() && name_length(text) == text.len() && !text.ends_with('~')
}

/// The parts of `text` between white space.
fn words(text: &str) -> Vec<Range<usize>> {
    let mut words = Vec::new();
    let mut start = None;
    for (i, c) in text.char_indices() {
        match (c.is_whitespace(), start) {
            (true, Some(from)) => {
                words.push(from..i);
                start = None;
            }
            (false, None) => start = Some(i),
            _ => {}
        }
    }
    words.extend(start.map(|from| from..text.len()));
    words
}

const ARROWS_WANTED: &str = "`<->` (reversible) or `->` (forward only)";

/// Index of the one arrow among the words.
fn find_arrow(text: &str, words: &[Range<usize>]) -> Result<usize, Diagnostic> {
    let is_arrow = |w: &&Range<usize>| matches!(&text[(*w).clone()], "<->" | "->");
    let mut arrows = words.iter().enumerate().filter(|(_, w)| is_arrow(w));
    if let Some((first, span)) = arrows.next() {
        return match arrows.next() {
            None => Ok(first),
            Some((_, second)) => Err(Diagnostic::at(second.clone(), "a reaction has one arrow; this is the second")
                .related(span.clone(), "first arrow")
                .hint("write each step as a reaction of its own")),
        };
    }
    for word in words {
        let found = &text[word.clone()];
        let meant = match found {
            "<=>" | "<-->" | "<>" | "<==>" | "↔" | "⇔" | "⇌" | "=" => "<->",
            ">" | "=>" | "-->" | "==>" | "→" | "⇒" => "->",
            "<-" | "<=" | "<" => {
                return Err(Diagnostic::at(word.clone(), format!("`{found}` is not an arrow"))
                    .hint("write the reaction from left to right, with `->` or `<->`"));
            }
            _ => continue,
        };
        return Err(Diagnostic::at(word.clone(), format!("`{found}` is not an arrow")).hint(format!("write `{meant}`")));
    }
    for arrow in ["<->", "<=>", "->", "=>"] {
        if let Some(at) = text.find(arrow) {
            return Err(Diagnostic::at(at..at + arrow.len(), format!("`{arrow}` must stand between spaces"))
                .hint("`b <-> s + a`: particle names may end in `+` and `-`, so spaces separate them"));
        }
    }
    Err(Diagnostic::at(0..text.len(), "this equation has no arrow").hint(format!("write {ARROWS_WANTED}")))
}

/// One side: names separated by `+`.
fn side(text: &str, words: &[Range<usize>], arrow: &Range<usize>, place: &str) -> Result<Vec<Term>, Diagnostic> {
    let Some(last) = words.last() else {
        return Err(Diagnostic::at(arrow.clone(), format!("there is no particle {place} the arrow"))
            .hint("`SM` stands for any massless particle of the plasma"));
    };
    let mut terms: Vec<Term> = Vec::new();
    let mut wants_name = true;
    for span in words {
        let word = &text[span.clone()];
        if wants_name {
            terms.push(Term { name: name(word, span)?.to_owned(), span: span.clone() });
        } else if word != "+" {
            return Err(unseparated(text, terms.last(), word, span));
        }
        wants_name = !wants_name;
    }
    if wants_name {
        return Err(Diagnostic::at(last.clone(), "a particle is missing after this `+`"));
    }
    Ok(terms)
}

fn name<'t>(word: &'t str, span: &Range<usize>) -> Result<&'t str, Diagnostic> {
    let length = name_length(word);
    if length == word.len() {
        return Ok(word);
    }
    if word == "+" {
        return Err(Diagnostic::at(span.clone(), "a particle is missing before this `+`"));
    }
    if let Some(rest) = word.strip_prefix('+').filter(|rest| name_length(rest) > 0) {
        return Err(spaces_wanted(span.clone(), rest));
    }
    if word.starts_with(|c: char| c.is_ascii_digit()) {
        let particle = word.trim_start_matches(|c: char| c.is_ascii_digit() || c == '*');
        let particle = if particle.is_empty() { "phi" } else { particle };
        return Err(Diagnostic::at(span.clone(), format!("`{word}` is not a particle: there are no multiplicities"))
            .hint(format!("repeat the particle: `{particle} + {particle}`")));
    }
    if length > 0 && word[..length].contains('+') {
        return Err(spaces_wanted(span.clone(), &word[length..]));
    }
    Err(Diagnostic::at(span.clone(), format!("`{word}` is not a particle name")).hint(
        "a name is a letter, then letters, digits, `_`, `'`, `*`, then signs `+`/`-`; `~` marks the antiparticle",
    ))
}

fn spaces_wanted(span: Range<usize>, second: &str) -> Diagnostic {
    Diagnostic::at(span, "particles are separated by `+` between spaces")
        .hint(format!("write `… + {second}`; without the spaces `+` belongs to the name, as in `K+`"))
}

fn unseparated(text: &str, before: Option<&Term>, word: &str, span: &Range<usize>) -> Diagnostic {
    if let Some(rest) = word.strip_prefix('+').filter(|rest| name_length(rest) > 0) {
        return spaces_wanted(span.clone(), rest);
    }
    if let Some(term) = before.filter(|term| text[term.span.clone()].ends_with('+')) {
        return spaces_wanted(term.span.start..span.end, word);
    }
    Diagnostic::at(span.clone(), format!("expected ` + ` before `{word}`"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(terms: &[Term]) -> Vec<&str> {
        terms.iter().map(|t| t.name.as_str()).collect()
    }

    #[test]
    fn signs_stars_and_tildes_belong_to_names() {
        let equation = Equation::parse("K+ + K*0~ <-> K+~ + mu- + chi~ + B'_2").unwrap();
        assert_eq!(names(&equation.reactants), ["K+", "K*0~"]);
        assert_eq!(names(&equation.products), ["K+~", "mu-", "chi~", "B'_2"]);
        assert!(equation.reversible);
        assert_eq!(equation.products[1].span, 20..23);
    }

    #[test]
    fn multiplicity_is_repetition() {
        let equation = Equation::parse("  phi + phi  -> phi ").unwrap();
        assert_eq!(equation.to_string(), "phi + phi -> phi");
        assert!(!equation.reversible);
    }

    #[test]
    fn accidents_get_a_hint_at_the_right_place() {
        let cases = [
            ("a <=> b", 2..5, "write `<->`"),
            ("a => b", 2..4, "write `->`"),
            ("a > b", 2..3, "write `->`"),
            ("a<->b", 1..4, "spaces separate them"),
            ("2 phi -> a", 0..1, "`phi + phi`"),
            ("2phi -> a", 0..4, "`phi + phi`"),
            ("a+b -> c", 0..3, "`… + b`"),
            ("a +b -> c", 2..4, "`… + b`"),
            ("a+ b -> c", 0..4, "`… + b`"),
            ("a -> 3 b", 5..6, "`phi + phi`"),
            ("a → b", 2..5, "write `->`"),
            ("a <- b", 2..4, "left to right"),
            ("a -> b -> c", 7..9, "reaction of its own"),
            ("_x -> b", 0..2, "a letter"),
            ("-> b", 0..2, "massless"),
            ("a ->", 2..4, "massless"),
            ("", 0..0, "`<->`"),
        ];
        for (text, span, hint) in cases {
            let error = Equation::parse(text).unwrap_err();
            assert_eq!(error.span, Some(span), "{text}: {}", error.message);
            assert!(error.hint.as_deref().unwrap_or("").contains(hint), "{text}: {error:?}");
        }
        assert_eq!(Equation::parse("a + -> b").unwrap_err().span, Some(2..3));
        assert_eq!(Equation::parse("+ a -> b").unwrap_err().span, Some(0..1));
        assert_eq!(Equation::parse("a b -> c").unwrap_err().message, "expected ` + ` before `b`");
    }
}
