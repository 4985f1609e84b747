//! From a text to blocks and decay tables, line by line.

use std::ops::Range;
use std::sync::Arc;

use super::{Block, Channel, Decay, Entry, Slha};
use crate::error::{Diagnostic, Source, SourceError};

/// After this many complaints the file is hardly what it should be.
const MAX_COMPLAINTS: usize = 10;

/// A column and its place.
type Token<'t> = (&'t str, Range<usize>);

pub(super) fn read(source: Source) -> Result<Slha, SourceError> {
    let source = Arc::new(source);
    let mut reader = Reader { blocks: Vec::new(), decays: Vec::new(), open: Open::Nothing };
    let mut complaints = Vec::new();
    let mut start = 0;
    for line in source.text.split_inclusive('\n') {
        if let Err(complaint) = reader.line(&tokens(line, start)) {
            complaints.push(complaint);
            if complaints.len() == MAX_COMPLAINTS {
                break;
            }
        }
        start += line.len();
    }
    if complaints.is_empty() && reader.blocks.is_empty() && reader.decays.is_empty() {
        complaints.push(Diagnostic::whole("this file has neither blocks nor decay tables").hint("is it an SLHA file?"));
    }
    if complaints.is_empty() {
        return Ok(Slha { source, blocks: reader.blocks, decays: reader.decays });
    }
    Err(SourceError { source, diagnostics: complaints })
}

/// A finite number, perhaps with Fortran's exponent letter.
pub(super) fn real(text: &str) -> Option<f64> {
    text.replace(['D', 'd'], "e").parse().ok().filter(|value: &f64| value.is_finite())
}

/// The columns of a line that begins `start` bytes into the text, without its comment.
fn tokens(line: &str, start: usize) -> Vec<Token<'_>> {
    let content = line.split('#').next().unwrap_or("");
    let at = |word: &str| word.as_ptr().addr() - content.as_ptr().addr();
    content.split_whitespace().map(|word| (word, start + at(word)..start + at(word) + word.len())).collect()
}

/// What the lines that follow belong to: always the last of its kind.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Open {
    Nothing,
    /// A heading that has been complained about.
    Unreadable,
    Block,
    Decay,
}

struct Reader {
    blocks: Vec<Block>,
    decays: Vec<Decay>,
    open: Open,
}

impl Reader {
    fn line(&mut self, tokens: &[Token<'_>]) -> Result<(), Diagnostic> {
        let Some(((word, span), rest)) = tokens.split_first() else { return Ok(()) };
        if word.eq_ignore_ascii_case("block") {
            self.open = Open::Unreadable;
            self.blocks.push(block(span, rest)?);
            self.open = Open::Block;
        } else if word.eq_ignore_ascii_case("decay") {
            self.open = Open::Unreadable;
            self.decays.push(decay(span, rest)?);
            self.open = Open::Decay;
        } else {
            match (self.open, self.blocks.last_mut(), self.decays.last_mut()) {
                (Open::Block, Some(block), _) => block.rows.push(tokens.iter().map(|(_, span)| span.clone()).collect()),
                (Open::Decay, _, Some(decay)) => decay.channels.push(channel(tokens)?),
                (Open::Unreadable, ..) => {}
                _ => {
                    let message = format!("expected `BLOCK` or `DECAY`, found `{word}`");
                    return Err(Diagnostic::at(span.clone(), message));
                }
            }
        }
        Ok(())
    }
}

/// `BLOCK NAME`, then perhaps integers, then perhaps `Q= 100`.
fn block(heading: &Range<usize>, rest: &[Token<'_>]) -> Result<Block, Diagnostic> {
    let Some(((name, _), rest)) = rest.split_first() else {
        return Err(Diagnostic::at(heading.clone(), "this block has no name"));
    };
    let indices: Vec<i64> = rest.iter().map_while(|(word, _)| word.parse().ok()).collect();
    let rest = rest.get(indices.len()..).unwrap_or_default();
    Ok(Block { name: (*name).to_owned(), indices, scale: scale(rest)?, rows: Vec::new() })
}

/// `Q= 100`, with or without blanks around the sign.
fn scale(tokens: &[Token<'_>]) -> Result<Option<f64>, Diagnostic> {
    let (Some((_, first)), Some((_, last))) = (tokens.first(), tokens.last()) else { return Ok(None) };
    let text: String = tokens.iter().map(|(word, _)| *word).collect();
    let number = text.strip_prefix(['Q', 'q']).and_then(|text| text.strip_prefix('='));
    number.and_then(real).map(Some).ok_or_else(|| {
        let found: Vec<&str> = tokens.iter().map(|(word, _)| *word).collect();
        let message = format!("expected a scale such as `Q= 91.2`, found `{}`", found.join(" "));
        Diagnostic::at(first.start..last.end, message)
    })
}

/// `DECAY 25 4.1E-03`.
fn decay(heading: &Range<usize>, rest: &[Token<'_>]) -> Result<Decay, Diagnostic> {
    let [particle, width] = rest else {
        let message = "a decay table begins with a PDG number and a total width in GeV";
        return Err(Diagnostic::at(heading.clone(), message).hint("such as `DECAY 25 4.1E-03`"));
    };
    Ok(Decay { particle: integer(particle)?, width: entry(width)?, channels: Vec::new() })
}

/// Branching ratio, number of products, their PDG numbers.
fn channel(tokens: &[Token<'_>]) -> Result<Channel, Diagnostic> {
    let [branching, count, daughters @ ..] = tokens else {
        let span = tokens.first().map_or(0..0, |(_, span)| span.clone());
        let message = "a decay channel has a branching ratio, a number of products and their PDG numbers";
        return Err(Diagnostic::at(span, message));
    };
    let branching = entry(branching)?;
    let wanted = integer(count)?;
    let mut daughters = daughters.iter().map(integer).collect::<Result<Vec<i64>, _>>()?;
    if i64::try_from(daughters.len()) != Ok(wanted) {
        let message = format!("this channel announces {wanted} products and names {}", daughters.len());
        return Err(Diagnostic::at(count.1.clone(), message));
    }
    daughters.sort_unstable();
    Ok(Channel { branching, daughters })
}

fn integer((word, span): &Token<'_>) -> Result<i64, Diagnostic> {
    word.parse().map_err(|_| Diagnostic::at(span.clone(), format!("expected a whole number, found `{word}`")))
}

fn entry((word, span): &Token<'_>) -> Result<Entry, Diagnostic> {
    match real(word) {
        Some(value) => Ok(Entry { value, span: span.clone() }),
        None => Err(Diagnostic::at(span.clone(), format!("expected a number, found `{word}`"))),
    }
}
