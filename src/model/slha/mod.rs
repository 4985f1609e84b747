//! Files of the SUSY Les Houches Accords (hep-ph/0311123, arXiv:0801.0045) and the Flavour Les Houches Accord
//! (arXiv:1008.0762), from which parameters may take their values.
//!
//! Such a file consists of blocks of numbers with integer indices and of decay tables. Names are compared without
//! regard to case; `#` starts a comment; numbers may have Fortran's exponents, `1.0D+02`.

mod read;
#[cfg(test)]
mod tests;

use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use super::files;
use crate::error::{Diagnostic, Source, SourceError, closest};
use crate::units::Unit;

/// Most bytes a file may have: spectra with all their decays take a few hundred kilobytes.
const MAX_BYTES: usize = 16 << 20;

/// A file that has been read.
#[derive(Debug, Clone)]
pub struct Slha {
    source: Arc<Source>,
    blocks: Vec<Block>,
    decays: Vec<Decay>,
}

/// One block; several may have the same name, at different scales.
#[derive(Debug, Clone)]
struct Block {
    name: String,
    /// Numbers after the name: the particle of a `QNUMBERS` block. They count as the first indices of every row.
    indices: Vec<i64>,
    /// The scale Q in GeV.
    scale: Option<f64>,
    rows: Vec<Row>,
}

/// The places of a line's columns.
type Row = Vec<Range<usize>>;

/// One decay table.
#[derive(Debug, Clone)]
struct Decay {
    particle: i64,
    width: Entry,
    channels: Vec<Channel>,
}

#[derive(Debug, Clone)]
struct Channel {
    branching: Entry,
    /// PDG numbers in ascending order.
    daughters: Vec<i64>,
}

/// A number of the file and its place.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::model) struct Entry {
    pub(in crate::model) value: f64,
    pub(in crate::model) span: Range<usize>,
}

/// The block names of decay tables in lookups.
const DECAY: &str = "DECAY";

/// Blocks whose rows go on after the value, with the number of indices before it (arXiv:1008.0762, section 4).
const FLAVOUR_BLOCKS: [(&str, usize); 9] = [
    ("FMASS", 1),
    ("FLIFE", 1),
    ("FCONST", 2),
    ("FCONSTRATIO", 4),
    ("FBAG", 2),
    ("FWCOEF", 4),
    ("FIMWCOEF", 4),
    ("FOBS", 2),
    ("FOBSSM", 2),
];

impl Slha {
    /// Reads the file at `path`.
    pub fn read(path: impl AsRef<Path>) -> Result<Self, SourceError> {
        let name = path.as_ref().display().to_string();
        match files::read_text(path.as_ref(), MAX_BYTES) {
            Ok(text) => Self::parse(Source { name, text }),
            Err(reason) => {
                let source = Arc::new(Source { name, text: String::new() });
                Err(SourceError { source, diagnostics: vec![Diagnostic::whole(format!("the SLHA file {reason}"))] })
            }
        }
    }

    /// Reads a text.
    pub fn parse(source: Source) -> Result<Self, SourceError> {
        read::read(source)
    }

    /// The text the numbers are from.
    #[must_use]
    pub fn source(&self) -> &Arc<Source> {
        &self.source
    }

    /// The number of a block with the given indices, in the units of the file. For `DECAY` the first index is the particle;
    /// without further ones the number is its total width, with the PDG numbers of decay products, in any order, a
    /// branching ratio. Where several blocks of the name have the entry, that at the lowest scale counts, and one without
    /// a scale counts as lower than all.
    ///
    /// A complaint without a place says that there is no such entry.
    pub(in crate::model) fn entry(&self, block: &str, indices: &[i64]) -> Result<Entry, Diagnostic> {
        if block.eq_ignore_ascii_case(DECAY) {
            return self.decay(indices).cloned().ok_or_else(|| self.absent(block, indices, None));
        }
        let mut candidates: Vec<&Block> = self.blocks.iter().filter(|b| b.name.eq_ignore_ascii_case(block)).collect();
        candidates
            .sort_by(|a, b| a.scale.unwrap_or(f64::NEG_INFINITY).total_cmp(&b.scale.unwrap_or(f64::NEG_INFINITY)));
        for candidate in &candidates {
            if let Some(entry) = self.entry_of(candidate, indices)? {
                return Ok(entry);
            }
        }
        Err(self.absent(block, indices, candidates.first().copied()))
    }

    fn decay(&self, indices: &[i64]) -> Option<&Entry> {
        let (particle, products) = indices.split_first()?;
        let decay = self.decays.iter().find(|decay| decay.particle == *particle)?;
        if products.is_empty() {
            return Some(&decay.width);
        }
        let mut daughters = products.to_vec();
        daughters.sort_unstable();
        decay.channels.iter().find(|channel| channel.daughters == daughters).map(|channel| &channel.branching)
    }

    /// The entry in one block; two rows with the same indices are refused.
    fn entry_of(&self, block: &Block, indices: &[i64]) -> Result<Option<Entry>, Diagnostic> {
        let Some(own) = indices.strip_prefix(&block.indices[..]) else { return Ok(None) };
        let mut rows = block.rows.iter().filter(|row| self.matches(block, row, own));
        let Some(row) = rows.next() else { return Ok(None) };
        let Some(span) = row.get(own.len()) else { return Ok(None) };
        if let Some(other) = rows.next().and_then(|other| other.get(own.len())) {
            let message = format!("two rows of {} have these indices", block.name);
            return Err(Diagnostic::at(other.clone(), message).related(span.clone(), "the first"));
        }
        match read::real(self.text(span)) {
            Some(value) => Ok(Some(Entry { value, span: span.clone() })),
            None => Err(Diagnostic::at(span.clone(), format!("expected a number, found `{}`", self.text(span)))),
        }
    }

    fn matches(&self, block: &Block, row: &Row, indices: &[i64]) -> bool {
        let flavour = FLAVOUR_BLOCKS.iter().find(|(name, _)| block.name.eq_ignore_ascii_case(name));
        let fits = match flavour {
            Some((_, count)) => *count == indices.len(),
            None => row.len() == indices.len() + 1,
        };
        fits && indices.iter().zip(row).all(|(index, span)| self.text(span).parse() == Ok(*index))
    }

    fn text(&self, span: &Range<usize>) -> &str {
        self.source.text.get(span.clone()).unwrap_or_default()
    }

    /// That there is no such entry, and what there is instead.
    fn absent(&self, block: &str, indices: &[i64], existing: Option<&Block>) -> Diagnostic {
        let place = indices.iter().fold(block.to_owned(), |place, index| format!("{place} {index}"));
        let complaint = Diagnostic::whole(format!("{} has no entry {place}", self.source.name));
        if let Some(existing) = existing {
            let columns = existing.rows.first().map_or(0, Vec::len);
            let wanted = FLAVOUR_BLOCKS.iter().find(|(name, _)| existing.name.eq_ignore_ascii_case(name));
            let wanted = existing.indices.len() + wanted.map_or(columns.saturating_sub(1), |(_, count)| *count);
            return if wanted == indices.len() {
                complaint
            } else {
                let plural = if wanted == 1 { "index" } else { "indices" };
                complaint.hint(format!("its entries in {} have {wanted} {plural}", existing.name))
            };
        }
        if block.eq_ignore_ascii_case(DECAY) {
            return complaint;
        }
        match closest(block, self.blocks.iter().map(|block| block.name.as_str())) {
            Some(meant) => complaint.hint(format!("did you mean `{meant}`?")),
            None => complaint.hint("it has no block of that name"),
        }
    }
}

/// The unit in which the accords give an entry: masses, widths and decay constants in GeV, lifetimes in seconds,
/// everything else as a pure number.
pub(in crate::model) fn unit_of(block: &str, indices: usize) -> (&'static str, Unit) {
    let name = match block.to_ascii_uppercase().as_str() {
        "MASS" | "FMASS" | "FCONST" => "GeV",
        DECAY if indices == 1 => "GeV",
        "FLIFE" => "s",
        _ => "1",
    };
    (name, Unit::named(name).unwrap_or(Unit::ONE))
}
