//! The JSON schema of model files, from the table of keys that the decoder checks files against.

use serde_json::{Map, Value, json};

use super::document::TOP;
use super::document::shape::{Keys, PluginShape, Rule, Shape};
use super::plugin::{HistoryKind, Holds, Key, Registered, Registry, Schema};

/// The JSON schema (draft 2020-12) of model files, by which editors complete and check them. It knows keys, words and
/// what kind of value stands where; what formulas mean only [`super::Document`] can tell.
#[must_use]
pub fn schema() -> Value {
    schema_with(&Registry::with_builtins())
}

/// As [`schema`], with the plug-ins of `registry` and their keys.
#[must_use]
pub fn schema_with(registry: &Registry) -> Value {
    let mut root = mapping(&TOP, registry);
    if let Value::Object(fields) = &mut root {
        let heading = [
            ("$schema", json!("https://json-schema.org/draft/2020-12/schema")),
            ("title", json!("frazil model file, format 1")),
        ];
        for (position, (name, value)) in heading.into_iter().enumerate() {
            fields.shift_insert(position, name.to_owned(), value);
        }
        fields.insert("$defs".to_owned(), definitions());
    }
    root
}

/// Values that many keys share.
fn definitions() -> Value {
    let described = |types: &[&str], about: &str, examples: &[&str]| json!({"description": about, "type": types, "examples": examples});
    json!({
        "quantity": described(&["number", "string"], "a number, with its unit if it has one", &["3 MeV", "2.2e-26 cm^3/s"]),
        "number": described(&["number", "string"], "a quantity or a formula", &["3 MeV", "2*m_chi"]),
        "formula": described(&["number", "string"], "a formula", &["g^2*m_chi/(8*pi)"]),
        "condition": described(&["string"], "a condition", &["T > 0.15 GeV"]),
        "unit": described(&["number", "string"], "a unit", &["GeV", "cm^3/s", "1"]),
        "equation": json!({
            "description": "particles on both sides of `<->` (reversible) or `->` (forward only)",
            "type": "string", "pattern": "(^|\\s)<?->(\\s|$)", "examples": ["chi + chi~ <-> b + b~"],
        }),
        "reference": json!({
            "description": "`arXiv:…`, `doi:…` or a URL", "type": "string", "pattern": "^(arXiv:|doi:|https?://)",
        }),
    })
}

fn shape(shape: &Shape, registry: &Registry) -> Value {
    let definition = |name: &str| json!({"$ref": format!("#/$defs/{name}")});
    match shape {
        // YAML reads an unquoted number or word as what it looks like.
        Shape::Text | Shape::Particle | Shape::File => json!({"type": ["string", "number", "boolean"]}),
        Shape::Flag => json!({"type": "boolean"}),
        Shape::Format => json!({"const": 1}),
        Shape::Count => json!({"type": "number", "exclusiveMinimum": 0}),
        Shape::Quantity => definition("quantity"),
        Shape::Number => definition("number"),
        Shape::Formula => definition("formula"),
        Shape::Condition => definition("condition"),
        Shape::Unit => definition("unit"),
        Shape::Equation => definition("equation"),
        Shape::Reference => definition("reference"),
        Shape::Word(words) => json!({"enum": words()}),
        // A section without content counts as an empty one.
        Shape::List(item) => json!({"type": ["array", "null"], "items": self::shape(item, registry)}),
        Shape::Pair(item) => {
            json!({"type": "array", "items": self::shape(item, registry), "minItems": 2, "maxItems": 2})
        }
        Shape::Map(value) => json!({"type": ["object", "null"], "additionalProperties": self::shape(value, registry)}),
        Shape::Mapping(keys) => mapping(keys, registry),
        Shape::AnyOf(shapes) => {
            json!({"anyOf": shapes.iter().map(|one| self::shape(one, registry)).collect::<Vec<_>>()})
        }
        Shape::Plugin(PluginShape::Rate) => plugin(&registry.rates),
        Shape::Plugin(PluginShape::Observable) => plugin(&registry.observables),
        Shape::Plugin(PluginShape::History) => history(&registry.histories),
    }
}

/// A plug-in by its name, with the keys of its schema. A program that knows none tells nothing about them.
fn plugin<K: ?Sized>(registered: &[Registered<K>]) -> Value {
    let called: Vec<Value> =
        registered.iter().filter(|one| !one.built_in).map(|one| plugin_keys(&one.schema, Some(&one.name))).collect();
    if called.is_empty() {
        return json!({"type": "object", "properties": {"name": {"type": "string"}}, "required": ["name"]});
    }
    json!({"anyOf": called})
}

/// A history under its own name, or a plug-in.
fn history(registered: &[Registered<dyn HistoryKind>]) -> Value {
    let built_in = registered.iter().filter(|one| one.built_in);
    let mut properties: Map<String, Value> =
        built_in.map(|one| (one.name.clone(), plugin_keys(&one.schema, None))).collect();
    let mut called = Map::from_iter([("description".to_owned(), json!("a plug-in: its `name`, and its keys"))]);
    if let Value::Object(fields) = plugin(registered) {
        called.extend(fields);
    }
    properties.insert("plugin".to_owned(), Value::Object(called));
    let one: Vec<Value> = properties.keys().map(|name| json!({"required": [name]})).collect();
    json!({"type": "object", "properties": properties, "additionalProperties": false, "oneOf": one})
}

/// The keys of a plug-in, with its name if it is called by that.
fn plugin_keys(schema: &Schema, name: Option<&str>) -> Value {
    let mut properties = Map::new();
    if let Some(name) = name {
        properties.insert("name".to_owned(), json!({"description": "which plug-in", "const": name}));
    }
    for key in schema.keys() {
        let mut property = Map::from_iter([("description".to_owned(), json!(key.about()))]);
        let value = match key.holds() {
            Holds::Number(_) | Holds::OfTemperature(_) => json!({"$ref": "#/$defs/number"}),
            Holds::Word(words) => json!({"enum": words}),
            Holds::Flag => json!({"type": "boolean"}),
            Holds::Species => json!({"type": "string"}),
        };
        if let Value::Object(fields) = value {
            property.extend(fields);
        }
        properties.insert(key.name().to_owned(), Value::Object(property));
    }
    let needed = schema.keys().iter().filter(|key| key.is_required()).map(Key::name);
    let required: Vec<&str> = name.map(|_| "name").into_iter().chain(needed).collect();
    json!({
        "description": schema.about(), "type": "object", "properties": properties, "required": required,
        "additionalProperties": false,
    })
}

fn mapping(keys: &Keys, registry: &Registry) -> Value {
    let mut properties = Map::new();
    for key in keys.known {
        let mut property = Map::from_iter([("description".to_owned(), json!(key.about))]);
        if let Value::Object(fields) = shape(&key.shape, registry) {
            property.extend(fields);
        }
        properties.insert(key.name.to_owned(), Value::Object(property));
    }
    let required: Vec<&str> = keys.known.iter().filter(|key| key.required).map(|key| key.name).collect();
    let mut object = json!({"type": "object", "properties": properties, "additionalProperties": false});
    if !required.is_empty() {
        object["required"] = json!(required);
    }
    let present = |names: &[&str]| names.iter().map(|name| json!({"required": [name]})).collect::<Vec<_>>();
    match keys.rule {
        Rule::Free => {}
        Rule::ExactlyOne(names) => object["oneOf"] = json!(present(names)),
        Rule::AtLeastOne(names) => object["anyOf"] = json!(present(names)),
    }
    object
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_is_described() {
        fn walk(value: &Value, path: &str) {
            let Some(properties) = value.get("properties").and_then(Value::as_object) else { return };
            for (name, property) in properties {
                let about = property["description"].as_str().unwrap_or_default();
                assert!(!about.is_empty(), "{path}.{name} is not described");
                walk(property, &format!("{path}.{name}"));
            }
        }
        walk(&schema(), "");
    }

    #[test]
    fn rules_of_the_sections() {
        let schema = schema();
        assert_eq!(schema["required"], json!(["format", "name"]));
        let reaction = &schema["properties"]["reactions"]["items"];
        assert_eq!(reaction["required"], json!(["equation"]));
        assert!(reaction["oneOf"].as_array().is_some_and(|rates| rates.contains(&json!({"required": ["sigma_v"]}))));
        let types = &schema["properties"]["species"]["additionalProperties"]["properties"]["type"]["enum"];
        assert!(types.as_array().is_some_and(|types| types.contains(&json!("majorana"))));
        assert_eq!(schema["additionalProperties"], json!(false));
    }
}
