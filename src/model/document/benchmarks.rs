//! The sections `benchmarks` and `scan`: settings a file has names for, and the axes it is usually scanned along.

use super::decoder::Decoder;
use super::grid::{self, GridEntry};
use super::shape::{Keys, Shape};
use crate::model::yaml::{Entry, Node, Scalar};

/// A benchmark as written.
#[derive(Debug, Clone)]
pub(in crate::model) struct BenchmarkEntry {
    pub(in crate::model) name: Scalar,
    /// Names and values, as `--set` takes them.
    pub(in crate::model) settings: Vec<(Scalar, Scalar)>,
}

/// An axis of a scan as written.
#[derive(Debug, Clone)]
pub(in crate::model) struct ScanEntry {
    pub(in crate::model) name: Scalar,
    pub(in crate::model) grid: GridEntry,
}

/// The settings of a benchmark.
pub(super) const BENCHMARK_SHAPE: Shape = Shape::Map(&Shape::Quantity);
/// The keys of an axis.
pub(super) const AXIS: Keys = Keys::of(&[grid::FROM, grid::TO, grid::POINTS, grid::SPACING], &[]);

impl Decoder<'_> {
    pub(super) fn benchmarks(&mut self, node: &Node) -> Vec<BenchmarkEntry> {
        let entries = self.entries(node, "a mapping of benchmarks").unwrap_or_default();
        entries.iter().filter_map(|entry| self.benchmark(entry)).collect()
    }

    fn benchmark(&mut self, entry: &Entry) -> Option<BenchmarkEntry> {
        let wanted = "a mapping of parameters, such as `{m_chi: 3 MeV}`";
        let settings = self.entries(&entry.value, wanted)?.iter().map(|Entry { key, value }| {
            let value = self.scalar(value, "a number, perhaps with a unit")?;
            Some((key.clone(), value.clone()))
        });
        let settings = settings.collect::<Option<Vec<_>>>()?;
        Some(BenchmarkEntry { name: entry.key.clone(), settings })
    }

    pub(super) fn scan(&mut self, node: &Node) -> Vec<ScanEntry> {
        let entries = self.entries(node, "a mapping of axes").unwrap_or_default();
        entries.iter().filter_map(|entry| self.axis(entry)).collect()
    }

    fn axis(&mut self, entry: &Entry) -> Option<ScanEntry> {
        let fields = self.complete_fields(&entry.value, &entry.key.span, "an axis", &AXIS)?;
        Some(ScanEntry { name: entry.key.clone(), grid: self.grid(&fields)? })
    }
}
