//! The model files that are part of the program, usable by bare name from any folder.

/// A built-in model.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BuiltinModel {
    /// The name it is run by.
    pub name: &'static str,
    /// The text of its file.
    pub text: &'static str,
}

macro_rules! builtin {
    ($($name:literal),* $(,)?) => {
        /// Every built-in model, in the order of their names.
        pub const MODELS: &[BuiltinModel] = &[
            $(BuiltinModel { name: $name, text: include_str!(concat!("../models/", $name, ".yaml")) },)*
        ];
    };
}

builtin![
    "alp-portal",
    "b-to-k-nunu",
    "dark-abelian-higgs",
    "freeze-in-decay",
    "higgs-portal",
    "lmu-ltau",
    "p-wave",
    "phi-left",
    "vlq-scalar",
    "wimp",
];

/// The built-in model called `name`.
#[must_use]
pub fn find(name: &str) -> Option<&'static BuiltinModel> {
    MODELS.iter().find(|m| m.name == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_model_file_is_built_in() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/models");
        let mut names: Vec<String> = std::fs::read_dir(folder)
            .expect("is there")
            .filter_map(|entry| {
                entry.expect("is readable").file_name().to_str()?.strip_suffix(".yaml").map(str::to_owned)
            })
            .collect();
        names.sort();
        assert_eq!(names, MODELS.iter().map(|m| m.name).collect::<Vec<_>>());
    }
}
