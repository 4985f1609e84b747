//! Finding the model that a command names.

use std::io::Read as _;
use std::path::Path;
use std::sync::Arc;

use super::Failure;
use crate::builtin;
use crate::error::closest;
use crate::model::plugin::Registry;
use crate::model::{Document, Model, Overrides};

/// Most bytes read from standard input: the limit on model files, and one more to notice when it is passed.
const MOST_INPUT: u64 = (4 << 20) + 1;

/// The document called `name`: `-` is standard input, then a file of that name, then a built-in model.
pub(super) fn document(name: &str, registry: &Arc<Registry>) -> Result<Document, Failure> {
    if name == "-" {
        let mut bytes = Vec::new();
        std::io::stdin()
            .lock()
            .take(MOST_INPUT)
            .read_to_end(&mut bytes)
            .map_err(|e| Failure::Input(format!("error: cannot read standard input: {e}")))?;
        log::info!("reading the model from standard input");
        return Ok(Document::from_bytes_with("<stdin>", bytes, registry)?);
    }
    let path = Path::new(name);
    let looks_like_a_file = path.components().count() > 1 || path.extension().is_some();
    match builtin::find(name) {
        Some(model) if !path.is_file() => {
            log::info!("reading the built-in model {name}");
            Ok(Document::from_bytes_with(name, model.text.into(), registry)?)
        }
        None if !looks_like_a_file && !path.exists() => {
            let names = builtin::MODELS.iter().map(|m| m.name);
            let hint = closest(name, names.clone()).map_or_else(
                || format!("the built-in models are {}", names.collect::<Vec<_>>().join(", ")),
                |near| format!("did you mean `{near}`?"),
            );
            Err(Failure::Input(format!("error: there is no model and no file called `{name}`\n  = help: {hint}")))
        }
        _ => {
            log::info!("reading the model file {name}");
            Ok(Document::read_with(path, registry)?)
        }
    }
}

/// The model called `name` with parameters set.
pub(super) fn model(name: &str, overrides: &Overrides, registry: &Arc<Registry>) -> Result<Model, Failure> {
    Ok(document(name, registry)?.resolve(overrides)?)
}
