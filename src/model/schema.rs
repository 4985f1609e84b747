//! The JSON schema of model files, from the table of keys that the decoder checks files against.

use serde_json::{Map, Value, json};

use super::document::TOP;
use super::document::shape::{Keys, Rule, Shape};

/// The JSON schema (draft 2020-12) of model files, by which editors complete and check them. It knows keys, words and
/// what kind of value stands where; what formulas mean only [`super::Document`] can tell.
#[must_use]
pub fn schema() -> Value {
    let mut root = mapping(&TOP);
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

fn shape(shape: &Shape) -> Value {
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
        Shape::List(item) => json!({"type": ["array", "null"], "items": self::shape(item)}),
        Shape::Pair(item) => {
            json!({"type": "array", "items": self::shape(item), "minItems": 2, "maxItems": 2})
        }
        Shape::Map(value) => json!({"type": ["object", "null"], "additionalProperties": self::shape(value)}),
        Shape::Mapping(keys) => mapping(keys),
        Shape::AnyOf(shapes) => json!({"anyOf": shapes.iter().map(self::shape).collect::<Vec<_>>()}),
    }
}

fn mapping(keys: &Keys) -> Value {
    let mut properties = Map::new();
    for key in keys.known {
        let mut property = Map::from_iter([("description".to_owned(), json!(key.about))]);
        if let Value::Object(fields) = shape(&key.shape) {
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
