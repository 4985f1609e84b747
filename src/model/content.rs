//! The unchanging part of a model: its file, read and related.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::ops::Range;
use std::sync::{Arc, Mutex, PoisonError};

use sha2::{Digest, Sha256};

use super::document::Sections;
use super::document::decoder::Decoder;
use super::document::settings::GStarEntry;
use super::files::Folder;
use super::link::Linked;
use super::plugin::Registry;
use super::{tables, yaml};
use crate::cosmology;
use crate::error::{Diagnostic, Source, SourceError};
use crate::expression::Table;

/// A model file as far as it does not depend on the values of parameters.
#[derive(Debug)]
pub(in crate::model) struct Content {
    pub(in crate::model) source: Arc<Source>,
    /// The plug-ins that the file may call.
    pub(in crate::model) registry: Arc<Registry>,
    /// The first sixteen hexadecimal digits of the text's SHA-256.
    pub(in crate::model) hash: String,
    pub(in crate::model) sections: Sections,
    pub(in crate::model) linked: Linked,
    /// The table of degrees of freedom, if the file names one.
    pub(in crate::model) degrees: Option<cosmology::Table>,
    /// The tables that formulas call by their names.
    pub(in crate::model) named_tables: HashMap<String, Arc<Table>>,
    folder: Option<Folder>,
    /// Tables that formulas interpolate, read when first mentioned.
    tables: Mutex<HashMap<String, Arc<Table>>>,
}

impl Content {
    /// Reads a model text. What is wrong with the text alone is complained about here, whatever the parameters.
    pub(in crate::model) fn load(
        source: Source,
        folder: Option<Folder>,
        registry: Arc<Registry>,
    ) -> (Self, Vec<Diagnostic>) {
        let source = Arc::new(source);
        let mut decoder = Decoder::new(&source.text, &registry);
        let (mut sections, mut linked) = (Sections::default(), Linked::default());
        match yaml::parse(&source.text) {
            Ok(root) => {
                sections = Sections::decode(&root, &mut decoder);
                linked = Linked::new(&sections, &mut decoder);
            }
            Err(complaints) => complaints.into_iter().for_each(|complaint| decoder.complain(complaint)),
        }
        let named_tables = load_tables(&mut sections, folder.as_ref(), &mut decoder);
        let degrees = load_degrees(&sections, folder.as_ref(), &mut decoder);
        let complaints = decoder.into_complaints();
        let hash = hash(&source.text);
        let tables = Mutex::default();
        (Self { source, registry, hash, sections, linked, degrees, named_tables, folder, tables }, complaints)
    }

    /// The tables that have been read, with their paths in the model's folder as names, in alphabetical order.
    pub(in crate::model) fn table_files(&self) -> Vec<Source> {
        self.folder.as_ref().map(Folder::tables).unwrap_or_default()
    }

    /// The table in `file` beside the model: two columns of pure numbers.
    pub(in crate::model) fn table(&self, file: &str) -> Result<Arc<Table>, String> {
        let mut tables = self.tables.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(table) = tables.get(file) {
            return Ok(Arc::clone(table));
        }
        let table = Arc::new(tables::of_file(self.folder.as_ref(), file)?);
        tables.insert(file.to_owned(), Arc::clone(&table));
        Ok(table)
    }
}

/// The tables of the section `tables`. What cannot be read counts as broken.
fn load_tables(
    sections: &mut Sections,
    folder: Option<&Folder>,
    decoder: &mut Decoder<'_>,
) -> HashMap<String, Arc<Table>> {
    let mut tables = HashMap::new();
    for entry in &sections.tables {
        let name = entry.name.text.clone();
        match tables::of_entry(folder, entry) {
            Ok(table) => {
                tables.insert(name, Arc::new(table));
            }
            Err(complaint) => {
                decoder.complain(complaint);
                sections.broken.insert(name);
            }
        }
    }
    tables
}

fn load_degrees(sections: &Sections, folder: Option<&Folder>, decoder: &mut Decoder<'_>) -> Option<cosmology::Table> {
    let Some(GStarEntry::Table(file)) = &sections.cosmology.g_star else { return None };
    let here = |message: String| Diagnostic::at(file.span.clone(), message);
    let table = tables::read_beside(folder, &file.text).map_err(here).and_then(|source| {
        cosmology::Table::parse(&Arc::new(source)).map_err(|error| first_complaint(&error, file.span.clone()))
    });
    table.map_err(|complaint| decoder.complain(complaint)).ok()
}

/// The first complaint about another file, on one line, as one about the place `at` that names the file.
fn first_complaint(error: &SourceError, at: Range<usize>) -> Diagnostic {
    let name = &error.source.name;
    let Some(first) = error.diagnostics.first() else {
        return Diagnostic::at(at, format!("`{name}` cannot be used"));
    };
    let message = match &first.span {
        Some(span) => {
            let (line, column) = error.source.line_column(span.start);
            format!("{name}:{line}:{column}: {}", first.message)
        }
        None => format!("{name}: {}", first.message),
    };
    Diagnostic { hint: first.hint.clone(), ..Diagnostic::at(at, message) }
}

/// The first sixteen hexadecimal digits of the SHA-256 of a text.
pub(crate) fn hash(text: &str) -> String {
    Sha256::digest(text.as_bytes()).iter().take(8).fold(String::new(), |mut hex, byte| {
        // Writing to a String cannot fail.
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}
