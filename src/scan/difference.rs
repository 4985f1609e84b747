//! In what two scans differ, for people.

use serde_json::Value;
use similar::{ChangeTag, TextDiff};

use super::metadata::Metadata;

/// Most lines that are shown.
const MOST_LINES: usize = 24;
/// What does not change the rows of a table, or is shown as the text that it follows from.
const IGNORED: [&str; 4] = ["model.file", "model.hash", "model.text", "sampling.path"];

/// What is different in `new`, line by line; `None` if both give the same table.
pub(super) fn difference(old: &Metadata, new: &Metadata) -> Option<String> {
    let mut lines = Vec::new();
    let texts = TextDiff::from_lines(&old.model.text, &new.model.text);
    for change in texts.iter_all_changes().filter(|change| change.tag() != ChangeTag::Equal) {
        lines.push(format!("{} {}", change.tag(), change.value().trim_end()));
    }
    // Both are made by serde_json from the same type, which cannot fail.
    if let (Ok(old), Ok(new)) = (serde_json::to_value(old), serde_json::to_value(new)) {
        compare("", &old, &new, &mut lines);
    }
    if lines.is_empty() {
        return None;
    }
    let more = lines.len().saturating_sub(MOST_LINES);
    lines.truncate(MOST_LINES);
    if more > 0 {
        lines.push(format!("… and {more} more"));
    }
    Some(format!("\n    {}", lines.join("\n    ")))
}

fn compare(path: &str, old: &Value, new: &Value, lines: &mut Vec<String>) {
    let below = |key: &str| if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") };
    match (old, new) {
        _ if old == new || IGNORED.contains(&path) => {}
        (Value::Object(before), Value::Object(after)) => {
            let added = after.keys().filter(|key| !before.contains_key(*key));
            for key in before.keys().chain(added) {
                let [old, new] = [before, after].map(|object| object.get(key).unwrap_or(&Value::Null));
                compare(&below(key), old, new, lines);
            }
        }
        (Value::Array(before), Value::Array(after)) if before.len() == after.len() => {
            for (old, new) in before.iter().zip(after) {
                let name = old.get("name").and_then(Value::as_str).unwrap_or_default();
                compare(&below(name), old, new, lines);
            }
        }
        (Value::Array(before), Value::Array(after)) => {
            let names = |array: &[Value]| {
                let names = array.iter().filter_map(|item| item.get("name").and_then(Value::as_str));
                names.collect::<Vec<_>>().join(", ")
            };
            change(path, &names(before), &names(after), lines);
        }
        _ => match path.strip_suffix(".text") {
            Some(table) => lines.push(format!("{table} has changed")),
            None => change(path, &old.to_string(), &new.to_string(), lines),
        },
    }
}

fn change(path: &str, old: &str, new: &str, lines: &mut Vec<String>) {
    lines.push(format!("- {path}: {old}"));
    lines.push(format!("+ {path}: {new}"));
}
