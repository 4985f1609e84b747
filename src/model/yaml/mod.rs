//! YAML text as a tree that remembers where everything stood.
//!
//! The subset a model file may use: one document, mappings with text keys, sequences and scalars. Anchors, aliases, tags
//! and merge keys are refused, so the tree is never larger than the text.

mod advice;
mod scalar;
#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::ops::Range;

use saphyr_parser::{Event, Parser, ScalarStyle, Span, Tag};

use crate::error::Diagnostic;

/// Most bytes a model file may have.
pub(crate) const MAX_BYTES: usize = 4 << 20;
/// Most scalars, mappings and sequences in one file.
const MAX_NODES: usize = 100_000;
/// Deepest nesting of mappings and sequences.
const MAX_DEPTH: usize = 64;

/// A piece of the file.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Node {
    /// The bytes of the source it takes, quotes and brackets included.
    pub(crate) span: Range<usize>,
    pub(crate) value: Value,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Value {
    Scalar(Scalar),
    Sequence(Vec<Node>),
    Mapping(Vec<Entry>),
}

/// One `key: value`.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Entry {
    pub(crate) key: Scalar,
    pub(crate) value: Node,
}

/// A scalar's value, still a text: what it means is for its reader to say.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Scalar {
    pub(crate) text: String,
    pub(crate) style: ScalarStyle,
    /// The bytes of the source, quotes included; of a block scalar, its content only.
    pub(crate) span: Range<usize>,
}

impl Scalar {
    /// Nothing, in the sense of the YAML 1.2 core schema.
    pub(crate) fn is_null(&self) -> bool {
        self.style == ScalarStyle::Plain && matches!(self.text.as_str(), "" | "~" | "null" | "Null" | "NULL")
    }
}

impl Node {
    /// What the node is, for "expected a mapping, found …".
    pub(crate) fn kind(&self) -> &'static str {
        match &self.value {
            Value::Scalar(scalar) if scalar.is_null() => "nothing",
            Value::Scalar(_) => "a text or number",
            Value::Sequence(_) => "a list",
            Value::Mapping(_) => "a mapping",
        }
    }

    /// Whether the node is an empty scalar or `null`.
    pub(crate) fn is_null(&self) -> bool {
        matches!(&self.value, Value::Scalar(scalar) if scalar.is_null())
    }
}

/// Reads one YAML document; on failure at least one complaint.
pub(crate) fn parse(text: &str) -> Result<Node, Vec<Diagnostic>> {
    if text.len() > MAX_BYTES {
        let size = text.len();
        return Err(vec![Diagnostic::whole(format!(
            "the file has {size} bytes; a model may have at most {MAX_BYTES}"
        ))]);
    }
    if let Some((at, c)) =
        text.char_indices().find(|&(_, c)| c.is_control() && !matches!(c, '\n' | '\r' | '\t' | '\u{85}'))
    {
        let message = format!("this is not a text file: it contains the control character U+{:04X}", u32::from(c));
        return Err(vec![Diagnostic::at(at..at + c.len_utf8(), message)]);
    }
    let mut builder = Builder::new(text);
    let mut parser = Parser::new_from_str(text);
    while let Some(event) = parser.next_event() {
        let step = match event {
            Ok((Event::StreamEnd, _)) => break,
            Ok((event, span)) => builder.event(event, span),
            Err(error) => {
                Err(advice::explain(text, &builder.situation(), &error, builder.offset(error.marker().index())))
            }
        };
        step.map_err(|fatal| vec![fatal])?;
    }
    builder.finish()
}

/// How far the tree had grown when the parser gave up.
struct Situation {
    /// Start of the innermost open `{` or `[`.
    open_bracket: Option<usize>,
    /// End of the last complete event.
    last_end: usize,
}

/// A mapping or sequence that is still being read.
struct Open {
    start: usize,
    flow: bool,
    content: OpenContent,
}

enum OpenContent {
    Sequence(Vec<Node>),
    Mapping { entries: Vec<Entry>, key: Option<Scalar> },
}

struct Builder<'t> {
    text: &'t str,
    /// Byte offset of every character; empty where the text is ASCII and both counts agree.
    byte_of: Vec<usize>,
    open: Vec<Open>,
    root: Option<Node>,
    nodes: usize,
    last_end: usize,
    complaints: Vec<Diagnostic>,
}

impl<'t> Builder<'t> {
    fn new(text: &'t str) -> Self {
        let byte_of = if text.is_ascii() { Vec::new() } else { text.char_indices().map(|(i, _)| i).collect() };
        Self { text, byte_of, open: Vec::new(), root: None, nodes: 0, last_end: 0, complaints: Vec::new() }
    }

    /// Byte offset of the character number `index`.
    fn offset(&self, index: usize) -> usize {
        let end = self.text.len();
        if self.byte_of.is_empty() { index.min(end) } else { self.byte_of.get(index).copied().unwrap_or(end) }
    }

    fn bytes(&self, span: Span) -> Range<usize> {
        self.offset(span.start.index())..self.offset(span.end.index())
    }

    fn situation(&self) -> Situation {
        let open_bracket = self.open.iter().rev().find(|open| open.flow).map(|open| open.start);
        Situation { open_bracket, last_end: self.last_end }
    }

    fn event(&mut self, event: Event<'_>, span: Span) -> Result<(), Diagnostic> {
        let bytes = self.bytes(span);
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                refuse_extras(&bytes, anchor, tag.as_deref())?;
                // The parser gives a missing value the extent of whatever follows it.
                let empty = style == ScalarStyle::Plain && text.is_empty();
                let span = if empty { bytes.start..bytes.start } else { bytes };
                self.scalar(Scalar { text: text.into_owned(), style, span })
            }
            Event::SequenceStart(anchor, tag) => {
                refuse_extras(&bytes, anchor, tag.as_deref())?;
                self.start(bytes, OpenContent::Sequence(Vec::new()))
            }
            Event::MappingStart(anchor, tag) => {
                refuse_extras(&bytes, anchor, tag.as_deref())?;
                self.start(bytes, OpenContent::Mapping { entries: Vec::new(), key: None })
            }
            Event::SequenceEnd | Event::MappingEnd => self.end(&bytes),
            Event::Alias(_) => Err(alias_refused(bytes)),
            Event::DocumentStart(_) if self.root.is_some() => {
                Err(Diagnostic::at(bytes, "a second document starts here; a model file holds one"))
            }
            Event::DocumentStart(_) | Event::DocumentEnd | Event::StreamStart | Event::StreamEnd | Event::Nothing => {
                Ok(())
            }
        }
    }

    fn count(&mut self, at: &Range<usize>) -> Result<(), Diagnostic> {
        self.nodes += 1;
        if self.nodes > MAX_NODES {
            return Err(Diagnostic::at(at.clone(), format!("the file has more than {MAX_NODES} values")));
        }
        Ok(())
    }

    fn scalar(&mut self, scalar: Scalar) -> Result<(), Diagnostic> {
        self.count(&scalar.span)?;
        self.last_end = scalar.span.end;
        if let Some(Open { content: OpenContent::Mapping { key: key @ None, .. }, .. }) = self.open.last_mut() {
            if scalar.text == "<<" && scalar.style == ScalarStyle::Plain {
                return Err(Diagnostic::at(scalar.span, "merge keys (`<<`) are not allowed in a model file")
                    .hint("write the keys out"));
            }
            *key = Some(scalar);
            return Ok(());
        }
        let span = scalar.span.clone();
        self.attach(Node { span, value: Value::Scalar(scalar) })
    }

    fn start(&mut self, span: Range<usize>, content: OpenContent) -> Result<(), Diagnostic> {
        self.count(&span)?;
        if let Some(Open { content: OpenContent::Mapping { key: None, .. }, .. }) = self.open.last() {
            return Err(Diagnostic::at(span, "a key must be a text, not a list or a mapping")
                .hint("a text that starts with `[` or `{` must be quoted"));
        }
        if self.open.len() == MAX_DEPTH {
            return Err(too_deep(span));
        }
        self.last_end = span.end;
        self.open.push(Open { start: span.start, flow: !span.is_empty(), content });
        Ok(())
    }

    fn end(&mut self, bytes: &Range<usize>) -> Result<(), Diagnostic> {
        let Some(open) = self.open.pop() else { return Ok(()) };
        // A block collection has no closing mark of its own: it ends with its last child.
        let end = if open.flow { bytes.end } else { self.last_end };
        self.last_end = self.last_end.max(end);
        let span = open.start..end.max(open.start);
        let value = match open.content {
            OpenContent::Sequence(nodes) => Value::Sequence(nodes),
            OpenContent::Mapping { entries, .. } => {
                self.complaints.extend(advice::accidents(self.text, &entries, open.flow));
                self.complaints.extend(duplicates(&entries));
                Value::Mapping(entries)
            }
        };
        self.attach(Node { span, value })
    }

    fn attach(&mut self, node: Node) -> Result<(), Diagnostic> {
        match self.open.last_mut().map(|open| &mut open.content) {
            None => self.root = Some(node),
            Some(OpenContent::Sequence(nodes)) => nodes.push(node),
            Some(OpenContent::Mapping { entries, key }) => {
                let Some(key) = key.take() else {
                    return Err(Diagnostic::at(node.span, "a key must be a text, not a list or a mapping"));
                };
                entries.push(Entry { key, value: node });
            }
        }
        Ok(())
    }

    fn finish(self) -> Result<Node, Vec<Diagnostic>> {
        if !self.complaints.is_empty() {
            let mut complaints = self.complaints;
            complaints.sort_by_key(|d| d.span.as_ref().map_or(0, |s| s.start));
            return Err(complaints);
        }
        self.root.ok_or_else(|| {
            vec![Diagnostic::whole("the file is empty").hint("`frazil new FILE` writes a model to start from")]
        })
    }
}

fn too_deep(span: Range<usize>) -> Diagnostic {
    Diagnostic::at(span, format!("lists and mappings are nested deeper than {MAX_DEPTH} levels"))
}

fn alias_refused(span: Range<usize>) -> Diagnostic {
    Diagnostic::at(span, "aliases (`*name`) are not allowed in a model file")
        .hint("repeat the value, or quote a text that starts with `*`")
}

fn refuse_extras(span: &Range<usize>, anchor: usize, tag: Option<&Tag>) -> Result<(), Diagnostic> {
    if anchor != 0 {
        return Err(Diagnostic::at(span.clone(), "anchors (`&name`) are not allowed in a model file")
            .hint("repeat the value, or quote a text that starts with `&`"));
    }
    if tag.is_some() {
        return Err(Diagnostic::at(span.clone(), "tags (`!name`) are not allowed in a model file")
            .hint("leave the tag out, or quote a text that starts with `!`"));
    }
    Ok(())
}

/// Complaints about keys that are given twice.
fn duplicates(entries: &[Entry]) -> Vec<Diagnostic> {
    let mut first = HashMap::with_capacity(entries.len());
    let mut complaints = Vec::new();
    for Entry { key, .. } in entries {
        if let Some(earlier) = first.insert(key.text.as_str(), &key.span) {
            let message = format!("the key `{}` is given twice", key.text);
            complaints.push(Diagnostic::at(key.span.clone(), message).related(earlier.clone(), "first given here"));
        }
    }
    complaints
}
