//! What went wrong in YAML, said in terms of what was probably meant.

use std::ops::Range;

use saphyr_parser::{ScalarStyle, ScanError};

use super::{Entry, Node, Scalar, Situation, Value, alias_refused, too_deep};
use crate::error::Diagnostic;

const QUOTE: &str = "quote the whole formula or text: '…'";
const QUOTE_IN_BRACES: &str =
    "inside `{…}` and `[…]` a comma ends a value: quote a formula or text that contains one: '…'";

/// Accidents of unquoted formulas that are valid YAML with another meaning.
pub(super) fn accidents(text: &str, entries: &[Entry], flow: bool) -> Vec<Diagnostic> {
    let mut complaints = Vec::new();
    let mut previous: Option<&Entry> = None;
    // A formula with several commas leaves several stray keys: the first complaint covers them.
    let mut stray = None;
    for entry in entries {
        complaints.extend(cut_by_comment(text, &entry.value));
        if flow {
            stray = stray.or_else(|| stray_key(text, previous, entry));
            complaints.extend(cut_in_sequence(&entry.value));
        }
        previous = Some(entry);
    }
    complaints.extend(stray);
    complaints
}

/// Brackets opened and not closed (positive), or closed and not opened (negative).
fn imbalance(text: &str) -> i64 {
    text.chars().map(|c| i64::from(c == '(') - i64::from(c == ')')).sum()
}

fn plain(node: &Node) -> Option<&Scalar> {
    match &node.value {
        Value::Scalar(scalar) if scalar.style == ScalarStyle::Plain => Some(scalar),
        _ => None,
    }
}

/// A key in braces with neither colon nor value: `2σ` of `{label: Belle, 2σ}`.
fn is_lone(text: &str, entry: &Entry) -> bool {
    let after = text.get(entry.key.span.end..).unwrap_or("").trim_start();
    entry.key.style == ScalarStyle::Plain && entry.value.is_null() && !after.starts_with(':')
}

/// A key in braces that was meant as part of a formula or text.
fn stray_key(text: &str, previous: Option<&Entry>, entry: &Entry) -> Option<Diagnostic> {
    let key = &entry.key;
    let cut = previous.and_then(|p| plain(&p.value)).filter(|value| imbalance(&value.text) > 0);
    if key.style == ScalarStyle::Plain && (imbalance(&key.text) != 0 || cut.is_some() && is_lone(text, entry)) {
        let span = cut.unwrap_or(key).span.start..key.span.end;
        let message = format!("`{}` was taken for a key: an unquoted formula ends at a comma or colon", key.text);
        return Some(Diagnostic::at(span, message).hint(QUOTE_IN_BRACES));
    }
    if !is_lone(text, entry) {
        return None;
    }
    if let Some((name, value)) = key.text.split_once(':') {
        let message = format!("`{}` needs a space after the colon", key.text);
        return Some(Diagnostic::at(key.span.clone(), message).hint(format!("write `{name}: {value}`")));
    }
    let message = format!("`{}` was taken for a key without a value", key.text);
    Some(Diagnostic::at(key.span.clone(), message).hint(QUOTE_IN_BRACES))
}

/// `[max(a, b), 3]` without quotes.
fn cut_in_sequence(node: &Node) -> Option<Diagnostic> {
    let Value::Sequence(items) = &node.value else { return None };
    items.windows(2).find_map(|pair| {
        let [left, right] = pair else { return None };
        let (left, right) = (plain(left)?, plain(right)?);
        (imbalance(&left.text) > 0 && imbalance(&right.text) < 0).then(|| {
            let message = format!("`{}` and `{}` were taken for two items of a list", left.text, right.text);
            Diagnostic::at(left.span.start..right.span.end, message).hint(QUOTE_IN_BRACES)
        })
    })
}

/// A plain formula with an open bracket, followed by ` #`.
fn cut_by_comment(text: &str, node: &Node) -> Option<Diagnostic> {
    let scalar = plain(node)?;
    let comment = comment_after(text, scalar.span.end)?;
    (imbalance(&scalar.text) > 0).then(|| {
        Diagnostic::at(comment, format!("` #` starts a comment here, which cuts the formula `{}`", scalar.text))
            .hint(QUOTE)
    })
}

/// The comment that follows `offset` on its line after nothing but white space.
fn comment_after(text: &str, offset: usize) -> Option<Range<usize>> {
    let rest = text.get(offset..)?;
    let body = rest.trim_start_matches([' ', '\t']);
    if body.len() == rest.len() || !body.starts_with('#') {
        return None;
    }
    let start = offset + rest.len() - body.len();
    Some(start..start + body.lines().next().unwrap_or("").trim_end().len())
}

/// Turns the parser's complaint at byte `at` into one about model files.
pub(super) fn explain(text: &str, situation: &Situation, error: &ScanError, at: usize) -> Diagnostic {
    let info = error.info();
    let here = at..next_boundary(text, at);
    if info.contains("tab") {
        let line = text.get(..at).and_then(|before| before.rfind('\n')).map_or(0, |i| i + 1);
        let tab = text.get(line..).and_then(|rest| rest.find('\t')).map_or(here, |i| line + i..line + i + 1);
        return Diagnostic::at(tab, "a tab cannot indent YAML").hint("indent with spaces");
    }
    if info.contains("unknown escape") || info.contains("hexadecimal") || info.contains("Unicode character escape") {
        return Diagnostic::at(quoted(text, at, '"'), "a backslash in double quotes must start a valid escape")
            .hint("write LaTeX in single quotes: 'm_\\phi'");
    }
    if info.contains("recursion limit") {
        return too_deep(here);
    }
    if info.contains("unknown anchor") {
        return alias_refused(here);
    }
    if info.contains("quoted scalar") && info.contains("end of stream") {
        return Diagnostic::at(here, "this quotation mark is never closed");
    }
    if info.contains("trailing content") {
        return Diagnostic::at(here, "a quoted text ended before this")
            .hint("inside '…' write a quotation mark twice: 'it''s'");
    }
    if info.contains("unexpected character") || info.contains("directive") || info.contains("cannot start with '-'") {
        let c = text.get(here.clone()).unwrap_or("");
        return Diagnostic::at(here, format!("an unquoted text cannot start with `{c}`")).hint(QUOTE);
    }
    if let Some(open) = situation.open_bracket {
        return explain_in_brackets(text, open, situation.last_end, here);
    }
    if let Some(found) = missing_space(text, situation.last_end, here.end) {
        return found;
    }
    if info.contains("mapping values are not allowed") {
        return Diagnostic::at(here, "a `: ` cannot stand inside an unquoted text")
            .hint("quote the text if the colon belongs to it; otherwise look at the indentation of this line");
    }
    if info.contains("bracket") {
        return Diagnostic::at(here, "this bracket closes nothing that was opened").hint(QUOTE);
    }
    if info.contains("expected key") || info.contains("'-' indicator") || info.contains("indentation") {
        return Diagnostic::at(here, "this line does not fit the lines above it").hint(
            "keys of one mapping start in the same column; text after a closing brace or quote must be quoted with it",
        );
    }
    Diagnostic::at(here, format!("this is not valid YAML: {info}"))
}

/// Something other than a comma or a closing bracket follows a value in `{…}` or `[…]`.
fn explain_in_brackets(text: &str, open: usize, last_end: usize, here: Range<usize>) -> Diagnostic {
    let bracket = text.get(open..open + 1).unwrap_or("{");
    let (closing, other) = if bracket == "[" { ("]", "}") } else { ("}", "]") };
    if let Some(comment) = comment_after(text, last_end) {
        return Diagnostic::at(
            comment,
            format!("` #` starts a comment here, so the `{bracket}` before it is never closed"),
        )
        .related(open..open + 1, "opened here")
        .hint(QUOTE);
    }
    let found = text.get(here.clone()).unwrap_or("");
    let same_line = !text.get(open..here.start).unwrap_or("").contains('\n');
    if same_line && matches!(found, "[" | "{" | "\"" | "'") {
        return Diagnostic::at(here, format!("a value in `{bracket}…{closing}` ended before this `{found}`"))
            .hint(QUOTE);
    }
    if same_line && found == other {
        return Diagnostic::at(here, format!("expected `,` or `{closing}`, found `{other}`"))
            .related(open..open + 1, "opened here");
    }
    Diagnostic::at(open..open + 1, format!("this `{bracket}` is never closed"))
        .hint(format!("close it with `{closing}` or quote the text it belongs to"))
}

/// The first line between two offsets that reads `key:value` without the space.
fn missing_space(text: &str, from: usize, to: usize) -> Option<Diagnostic> {
    let line_start = text.get(..from)?.rfind('\n').map_or(0, |i| i + 1);
    let mut offset = line_start;
    for line in text.get(line_start..to)?.split_inclusive('\n') {
        let body = line.trim();
        let start = offset + line.len() - line.trim_start().len();
        offset += line.len();
        let Some((key, value)) = body.split_once(':') else { continue };
        let is_key = !key.is_empty() && key.chars().all(|c| c.is_alphanumeric() || "_.'-+*~".contains(c));
        if is_key && start >= from && value.starts_with(|c: char| !c.is_whitespace()) {
            return Some(
                Diagnostic::at(start..start + body.len(), format!("`{key}:` needs a space after the colon"))
                    .hint(format!("write `{key}: {value}`")),
            );
        }
    }
    None
}

/// The quoted text that starts at `at`, on its line.
fn quoted(text: &str, at: usize, quote: char) -> Range<usize> {
    let line = text.get(at..).and_then(|rest| rest.lines().next()).unwrap_or("");
    let end = line.char_indices().skip(1).find(|&(_, c)| c == quote).map_or(line.len(), |(i, _)| i + 1);
    at..at + end
}

fn next_boundary(text: &str, at: usize) -> usize {
    text.get(at..).and_then(|rest| rest.chars().next()).filter(|&c| c != '\n').map_or(at, |c| at + c.len_utf8())
}
