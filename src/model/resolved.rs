//! The text of a model file with settings written into it, so that it gives the same result by itself.

use super::Document;
use super::content::Content;
use super::overrides::{Overrides, Setting};
use super::yaml::{self, Entry, Node, Value};
use crate::error::SourceError;

impl Document {
    /// The model file's text with the values of `overrides` in the place of its own; comments and layout are kept.
    ///
    /// # Errors
    /// A benchmark that does not exist, or an SLHA file without a value that is asked for.
    pub fn resolved_text(&self, overrides: &Overrides) -> Result<String, SourceError> {
        let settings = overrides.settings(&self.content)?;
        Ok(settings.iter().fold(self.content.source.text.clone(), |text, setting| {
            let (path, value) = place(&self.content, setting);
            with_value(&self.content, &text, &path, &value).unwrap_or(text)
        }))
    }
}

/// The keys that lead to what a setting sets, and the YAML of its value.
fn place<'s>(content: &'s Content, setting: &'s Setting) -> (Vec<&'s str>, String) {
    let (name, value) = (setting.name(), setting.value());
    let quoted = format!("'{}'", value.replace('\'', "''"));
    let parameter = content.linked.graph.parameters.get(name).and_then(|&i| content.sections.parameters.get(i));
    if let Some(parameter) = parameter {
        return (std::iter::once("parameters").chain(parameter.path.iter().map(String::as_str)).collect(), quoted);
    }
    if value.parse::<f64>().is_ok() && name == "cosmology.g_star" {
        return (vec!["cosmology", "g_star"], format!("{{constant: {value}}}"));
    }
    // Both ends of the evolution are mappings of one key, which a setting replaces whole.
    match name.split('.').collect::<Vec<_>>()[..] {
        [section, end, variable] => (vec![section, end], format!("{{{variable}: {quoted}}}")),
        ref path => (path.to_vec(), quoted),
    }
}

/// `text` with `value` at `path`; `None` if the text is not the mapping of mappings it should be.
fn with_value(content: &Content, text: &str, path: &[&str], value: &str) -> Option<String> {
    let root = yaml::parse(text).ok()?;
    let mut node = &root;
    let mut value = value.to_owned();
    for (depth, key) in path.iter().enumerate() {
        let Value::Mapping(entries) = &node.value else {
            // One value for all elements of an index: from now on every element has its own.
            value = spread(content, path, depth, &text[node.span.clone()], &value);
            break;
        };
        match entries.iter().find(|entry| entry.key.text == *key) {
            Some(entry) => node = if depth == 1 { described(&entry.value) } else { &entry.value },
            None => return Some(inserted(text, node, entries, &path[depth..], &value)),
        }
    }
    Some(format!("{}{value}{}", &text[..node.span.start], &text[node.span.end..]))
}

/// The value of a parameter that has a description; it keeps that.
fn described(node: &Node) -> &Node {
    let Value::Mapping(entries) = &node.value else { return node };
    entries.iter().find(|entry| entry.key.text == "value").map_or(node, |entry| &entry.value)
}

/// A mapping over the elements that may follow the first `depth` keys of `path`: `old` for all but those of `path`.
fn spread(content: &Content, path: &[&str], depth: usize, old: &str, new: &str) -> String {
    let Some(wanted) = path.get(depth) else { return new.to_owned() };
    let parents = path.get(1..depth).unwrap_or_default();
    let mut elements: Vec<&str> = Vec::new();
    for parameter in &content.sections.parameters {
        let (before, after) = parameter.path.split_at(parents.len().min(parameter.path.len()));
        if let (true, Some(element)) = (before == parents, after.first())
            && !elements.contains(&element.as_str())
        {
            elements.push(element);
        }
    }
    let entries = elements.iter().map(|element| {
        let value = if element == wanted { spread(content, path, depth + 1, old, new) } else { old.to_owned() };
        format!("{element}: {value}")
    });
    format!("{{{}}}", entries.collect::<Vec<_>>().join(", "))
}

/// `text` with a new entry in the mapping `node`, whose `entries` lack the first key of `path`.
fn inserted(text: &str, node: &Node, entries: &[Entry], path: &[&str], value: &str) -> String {
    let (key, rest) = path.split_first().map_or(("", path), |(key, rest)| (*key, rest));
    let value = rest.iter().rev().fold(value.to_owned(), |inner, key| format!("{{{key}: {inner}}}"));
    if text[node.span.start..].starts_with('{') {
        let comma = if entries.is_empty() { "" } else { ", " };
        let at = node.span.start + 1;
        return format!("{}{key}: {value}{comma}{}", &text[..at], &text[at..]);
    }
    // Before the first entry of a block mapping, with its indentation.
    let at = entries.first().map_or(node.span.start, |entry| entry.key.span.start);
    let line = text[..at].rfind('\n').map_or(0, |i| i + 1);
    format!("{}{key}: {value}\n{}{}", &text[..at], &text[line..at], &text[at..])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Source;

    const TEXT: &str = "\
format: 1
name: test
parameters:
  m: {value: 100 GeV, description: 'a mass'}  # of chi
  sv: 2e-26 cm^3/s # slow
species: {chi: {mass: m, type: majorana, dark_matter: true}}
reactions:
  - {equation: chi + chi <-> SM + SM, sigma_v: sv}
evolution:
  to: {x: 1000}
";

    fn resolved(settings: &[&str]) -> String {
        resolved_of(TEXT, settings)
    }

    fn resolved_of(text: &str, settings: &[&str]) -> String {
        let document = Document::load(Source { name: "test".into(), text: text.into() }).expect("is a model");
        let overrides = Overrides::parse(settings.iter().copied()).expect("are settings");
        let text = document.resolved_text(&overrides).expect("nothing is missing");
        let again = Document::load(Source { name: "again".into(), text: text.clone() }).expect("is still a model");
        let (one, other) = (document.resolve(&overrides), again.resolve(&Overrides::default()));
        let (one, other) = (one.expect("resolves"), other.expect("resolves"));
        let values = |m: &super::super::Model| m.parameters.iter().map(|p| p.value).collect::<Vec<_>>();
        assert_eq!(values(&one), values(&other));
        assert_eq!(one.evolution, other.evolution);
        assert_eq!(one.relic, other.relic);
        assert_eq!(one.expansion.planck_mass(), other.expansion.planck_mass());
        text
    }

    #[test]
    fn settings_replace_values_and_keep_the_rest() {
        assert_eq!(resolved(&[]), TEXT);
        let text = resolved(&["m=3 MeV", "sv=1e-26 cm^3/s", "evolution.to.T=1 eV", "m=4 MeV"]);
        assert!(text.contains("m: {value: '4 MeV', description: 'a mass'}  # of chi"), "{text}");
        assert!(text.contains("sv: '1e-26 cm^3/s' # slow"), "{text}");
        assert!(text.contains("to: {T: '1 eV'}"), "{text}");
    }

    #[test]
    fn settings_without_a_place_get_one() {
        let text = resolved(&[
            "cosmology.g_star=86.25",
            "cosmology.planck_mass=1.2e19 GeV",
            "evolution.from.x=0.5",
            "evolution.tolerance=1e-8",
        ]);
        assert!(text.contains("cosmology: {planck_mass: '1.2e19 GeV', g_star: {constant: 86.25}}"), "{text}");
        assert!(text.contains("evolution:\n  tolerance: '1e-8'\n  from: {x: '0.5'}\n  to: {x: 1000}"), "{text}");
    }

    #[test]
    fn elements_of_an_index_are_set_one_by_one() {
        let text = TEXT.replace(
            "parameters:\n",
            "indices: {k: [d, b], i: [1, 2]}\nparameters:\n  y[k]: {d: 0.4, b: 2}\n  z[k]: {value: 0.1 GeV, description: all}\n  w[i,k]: 3\n",
        );
        let text = resolved_of(&text, &["y[b]=5", "z[d]=7 GeV", "w[2,d]=8"]);
        assert!(text.contains("y[k]: {d: 0.4, b: '5'}\n"), "{text}");
        assert!(text.contains("z[k]: {value: {d: '7 GeV', b: 0.1 GeV}, description: all}\n"), "{text}");
        assert!(text.contains("w[i,k]: {1: 3, 2: {d: '8', b: 3}}\n"), "{text}");
    }
}
