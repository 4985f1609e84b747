//! Tables as Apache Parquet, for tools that read columns: pandas, Polars, DuckDB.
//!
//! Numbers are optional doubles, constraints optional booleans, counts optional integers, and what is undefined is null. The
//! metadata are in the file, under the key `frazil`.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use parquet::basic::{Compression, LogicalType, Repetition, Type as Physical};
use parquet::data_type::{BoolType, ByteArray, ByteArrayType, DataType, DoubleType, Int64Type};
use parquet::errors::{ParquetError, Result};
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedColumnWriter, SerializedFileWriter};
use parquet::schema::types::Type;

use super::error::ScanError;
use super::file::Sink;
use super::metadata::{Column, Kind, Metadata};
use super::table::fields;

/// Rows that are in memory at once: a row group of the file.
const GROUP: usize = 1 << 16;

/// A table that grows under another name, and gets its own when it is whole.
pub(super) struct ParquetFile {
    path: PathBuf,
    part: PathBuf,
    writer: SerializedFileWriter<File>,
    columns: Vec<Values>,
    rows: usize,
}

/// The values of a column in the present row group.
enum Values {
    Numbers(Vec<Option<f64>>),
    Counts(Vec<Option<i64>>),
    Verdicts(Vec<Option<bool>>),
    Words(Vec<Option<ByteArray>>),
}

impl ParquetFile {
    /// Begins a table where there is none.
    pub(super) fn create(path: &Path, metadata: &Metadata) -> std::result::Result<Self, ScanError> {
        if path.exists() {
            return Err(ScanError::Input(format!("{} exists already", path.display())));
        }
        let part = path.with_extension("parquet.part");
        let file = File::create(&part).map_err(ScanError::file("write", &part))?;
        let note = KeyValue::new("frazil".to_owned(), metadata.text());
        let properties = WriterProperties::builder()
            .set_created_by(crate::PROGRAM.to_owned())
            .set_compression(Compression::SNAPPY)
            .set_key_value_metadata(Some(vec![note]));
        let writer = schema(&metadata.columns)
            .and_then(|schema| SerializedFileWriter::new(file, schema, Arc::new(properties.build())))
            .map_err(|error| failed(path, &error))?;
        let columns = metadata.columns.iter().map(Values::of).collect();
        Ok(Self { path: path.to_owned(), part, writer, columns, rows: 0 })
    }

    fn write_group(&mut self) -> Result<()> {
        let mut group = self.writer.next_row_group()?;
        for values in &mut self.columns {
            let Some(mut column) = group.next_column()? else { break };
            values.write(&mut column)?;
            column.close()?;
        }
        group.close()?;
        self.rows = 0;
        Ok(())
    }

    fn finish(&mut self) -> std::result::Result<(), ScanError> {
        self.write_group()
            .and_then(|()| self.writer.finish().map(|_| ()))
            .map_err(|error| failed(&self.path, &error))?;
        let renamed = self.writer.inner().sync_all().and_then(|()| std::fs::rename(&self.part, &self.path));
        renamed.map_err(ScanError::file("write", &self.path))
    }
}

impl Sink for ParquetFile {
    fn write(&mut self, rows: &str, _: &[u64]) -> std::result::Result<(), ScanError> {
        for row in rows.lines() {
            for (values, field) in self.columns.iter_mut().zip(fields(row)) {
                values.push(&field);
            }
            self.rows += 1;
            if self.rows == GROUP {
                self.write_group().map_err(|error| failed(&self.path, &error))?;
            }
        }
        Ok(())
    }

    fn settle(&mut self, at_the_end: bool) -> std::result::Result<(), ScanError> {
        if at_the_end { self.finish() } else { Ok(()) }
    }
}

fn failed(path: &Path, error: &ParquetError) -> ScanError {
    ScanError::file("write", path)(io::Error::other(error.to_string()))
}

fn schema(columns: &[Column]) -> Result<Arc<Type>> {
    let field = |column: &Column| {
        let (physical, logical) = match column.kind {
            Kind::Status | Kind::Message => (Physical::BYTE_ARRAY, Some(LogicalType::String)),
            Kind::Constraint => (Physical::BOOLEAN, None),
            Kind::Solutions => (Physical::INT64, None),
            _ => (Physical::DOUBLE, None),
        };
        let builder = Type::primitive_type_builder(&column.name, physical);
        builder.with_logical_type(logical).with_repetition(Repetition::OPTIONAL).build().map(Arc::new)
    };
    let fields = columns.iter().map(field).collect::<Result<_>>()?;
    Type::group_type_builder("scan").with_fields(fields).build().map(Arc::new)
}

impl Values {
    fn of(column: &Column) -> Self {
        match column.kind {
            Kind::Status | Kind::Message => Self::Words(Vec::new()),
            Kind::Constraint => Self::Verdicts(Vec::new()),
            Kind::Solutions => Self::Counts(Vec::new()),
            _ => Self::Numbers(Vec::new()),
        }
    }

    fn push(&mut self, field: &str) {
        match self {
            Self::Numbers(values) => values.push(field.parse().ok()),
            Self::Counts(values) => values.push(field.parse().ok()),
            Self::Verdicts(values) => values.push((!field.is_empty()).then_some(field == "1")),
            Self::Words(values) => values.push((!field.is_empty()).then(|| field.as_bytes().to_vec().into())),
        }
    }

    /// Writes the values and forgets them.
    fn write(&mut self, column: &mut SerializedColumnWriter<'_>) -> Result<()> {
        match self {
            Self::Numbers(values) => write::<DoubleType>(column, values),
            Self::Counts(values) => write::<Int64Type>(column, values),
            Self::Verdicts(values) => write::<BoolType>(column, values),
            Self::Words(values) => write::<ByteArrayType>(column, values),
        }
    }
}

fn write<T: DataType>(column: &mut SerializedColumnWriter<'_>, values: &mut Vec<Option<T::T>>) -> Result<()> {
    let levels: Vec<i16> = values.iter().map(|value| i16::from(value.is_some())).collect();
    let defined: Vec<T::T> = values.drain(..).flatten().collect();
    column.typed::<T>().write_batch(&defined, Some(&levels), None)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use parquet::file::reader::{FileReader as _, SerializedFileReader};
    use parquet::record::RowAccessor as _;

    use super::*;
    use crate::model::{Document, Overrides};
    use crate::run::RunSettings;
    use crate::scan::{Choice, Request, Scan};

    #[test]
    fn what_is_written_is_read_back() {
        let text = crate::builtin::find("wimp").expect("is built in").text;
        let document = Document::from_bytes("wimp", text.into()).expect("is a model");
        let axes = vec![
            document
                .resolve(&Overrides::default())
                .and_then(|model| model.axis("--axis", "m_chi=1 GeV..2 GeV:3"))
                .expect("is an axis"),
        ];
        let request = Request {
            document,
            overrides: Overrides::default(),
            settings: RunSettings::default(),
            axes,
            choice: Choice::Grid,
            target: None,
            seed: 0,
            keep: None,
            sensitivities: false,
            shard: None,
        };
        let metadata = Scan::new(&request).expect("is a scan").metadata().clone();
        let path = std::env::temp_dir().join(format!("frazil-{}.parquet", std::process::id()));
        let mut file = ParquetFile::create(&path, &metadata).expect("can be made");
        // Columns m_chi, omega_h2, chi2, planck, status, message; more rows than a group has.
        let count = GROUP + 3;
        for k in 0..count {
            let row = match k % 3 {
                0 => format!("{k},{:e},,1,ok,\n", 1.0 / (k as f64 + 0.7)),
                1 => format!("{k},,,,failed,\"no, \"\"not\"\" here\"\n"),
                _ => format!("{k},0.12,2.5e-300,0,ok,\n"),
            };
            file.write(&row, &[]).expect("can be written");
        }
        file.settle(true).expect("can be written");
        drop(file);
        let reader = SerializedFileReader::new(File::open(&path).expect("is there")).expect("is Parquet");
        let notes = reader.metadata().file_metadata().key_value_metadata().expect("are there");
        assert_eq!(
            notes.iter().find(|note| note.key == "frazil").and_then(|note| note.value.clone()),
            Some(metadata.text())
        );
        let mut rows = 0;
        for (k, row) in reader.get_row_iter(None).expect("has rows").enumerate() {
            let row = row.expect("is a row");
            assert_eq!(row.get_double(0).expect("a number"), k as f64);
            match k % 3 {
                0 => {
                    assert_eq!(row.get_double(1).expect("a number"), 1.0 / (k as f64 + 0.7));
                    assert!(row.get_double(2).is_err() && row.get_bool(3).expect("a verdict"));
                    assert!(row.get_string(5).is_err(), "no message is null");
                }
                1 => {
                    assert!(row.get_double(1).is_err() && row.get_bool(3).is_err());
                    assert_eq!(row.get_string(4).expect("a word"), "failed");
                    assert_eq!(row.get_string(5).expect("a word"), "no, \"not\" here");
                }
                _ => assert_eq!((row.get_double(2).ok(), row.get_bool(3).ok()), (Some(2.5e-300), Some(false))),
            }
            rows += 1;
        }
        assert_eq!(rows, count);
        assert!(ParquetFile::create(&path, &metadata).is_err(), "a table that is there is left alone");
        std::fs::remove_file(path).expect("is there");
    }
}
