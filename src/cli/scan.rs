//! `frazil scan`: solve a model at many points.

mod report;

use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use clap::Args;

use super::options::{MethodOptions, ModelOptions};
use super::pictures::{self, ScanOptions};
use super::progress::Progress;
use super::target::target;
use super::{Failure, announce, complain, load};
use crate::model::plugin::Registry;
use crate::model::{Axis, Model};
use crate::scan::{
    Branch, Choice, Control, Done, Metadata, Output, Request, Scan, ScanError, Shard, Sink, Table, Tally,
};

/// What an axis is called in complaints.
const AXIS: &str = "--axis";

#[derive(Debug, Args)]
#[command(after_help = "Examples:
  frazil scan alp-portal --axis 'm_chi=1 keV..1 GeV:50:log' --axis C_q:20 --out scan.csv
  frazil scan alp-portal --axis C_q:20 --axis C_chi:20 --target 'm_chi=1 keV..1 GeV:log' --out target.csv
  frazil scan alp-portal --axis C_q:20 --axis C_chi:20 --out scan.csv --plot contours.svg
  frazil scan wimp --axis 'm_chi=10 GeV..10 TeV:log' --sobol 1000 --keep 'omega_h2 < 0.12'
  frazil scan --from scan.meta.json --out scan.csv --resume
  frazil scan wimp --axis 'm_chi=10 GeV..10 TeV:1000:log' --shard 1/4 --out part-1.csv

Exit codes: 1 if points failed or the scan did not come to its end, otherwise 3 with --strict if a
point violates a constraint.")]
pub(super) struct Arguments {
    /// A model file, the name of a built-in model (see `frazil models`), or `-` for standard input
    #[arg(required_unless_present = "from")]
    model: Option<String>,

    /// What varies: `m_chi=1 keV..1 GeV:50:log` (repeatable; all combinations are solved). A name alone takes the model's
    /// `scan`; without any axis all of that is taken
    #[arg(long, value_name = "NAME=LO..HI:N[:log]")]
    axis: Vec<String>,

    /// Instead of the grid N independent random points between the ends of the axes
    #[arg(long, value_name = "N", group = "choice", value_parser = count())]
    random: Option<u64>,

    /// Instead of the grid a Latin hypercube: N points, one in each of N equal parts of every axis
    #[arg(long, value_name = "N", group = "choice", value_parser = count())]
    latin: Option<u64>,

    /// Instead of the grid the first N points of Sobol's sequence, which fill the ranges evenly; best a power of 2
    #[arg(long, value_name = "N", group = "choice", value_parser = count())]
    sobol: Option<u64>,

    /// Instead of the grid the rows of a CSV file whose first line names what varies: `m_chi [MeV],C_q`
    #[arg(long, value_name = "FILE", group = "choice", conflicts_with = "axis")]
    points: Option<PathBuf>,

    /// Solve each point first for this parameter: the value that gives the wanted relic density is a column of its own
    #[arg(long, value_name = "NAME=LO..HI[:log]")]
    target: Option<String>,

    /// What the target is to give: an observable, or `omega_h2` [default: the observed relic density of the model]
    #[arg(long = "for", value_name = "OBSERVABLE=VALUE", requires = "target")]
    wanted: Option<String>,

    /// Which of several solutions of the target is taken: `lowest` or `highest`
    #[arg(long, value_name = "WHICH", requires = "target", default_value = "lowest")]
    branch: Branch,

    /// Other random points, another hypercube, another shift of the sequence
    #[arg(long, value_name = "N", default_value_t = 0)]
    seed: u64,

    /// Write only rows for which this holds: a formula of axes, omega_h2, chi2, observables and constraints
    #[arg(long, value_name = "CONDITION")]
    keep: Option<String>,

    /// A column for each parameter p with d ln Ωh²/d ln p, by differentiation: every point is then a complete run
    #[arg(long)]
    sensitivities: bool,

    #[command(flatten)]
    settings: ModelOptions,

    #[command(flatten)]
    method: MethodOptions,

    /// Do again the scan whose metadata these are (FILE.meta.json beside every table)
    #[arg(long, value_name = "META", conflicts_with_all = ["model", "axis", "choice", "target", "seed", "keep", "sensitivities", "set", "benchmark",
          "slha", "tolerance", "method"])]
    from: Option<PathBuf>,

    /// Write the table to FILE.csv and its metadata to FILE.meta.json [default: the table to standard output]
    #[arg(long, value_name = "FILE.csv")]
    out: Option<PathBuf>,

    /// Go on with the table that `--out` names, if there is one
    #[arg(long, requires = "out")]
    resume: bool,

    /// Solve only the Ith of N parts of the points; `frazil merge` joins them
    #[arg(long, value_name = "I/N", value_parser = shard)]
    shard: Option<Shard>,

    /// Draw the table when it is complete, as `frazil plot FILE.csv` does: .svg, .pdf or .png
    #[arg(long, value_name = "FILE", requires = "out", conflicts_with = "shard")]
    plot: Option<PathBuf>,

    /// How many points are solved at once [default: the number of processors]
    #[arg(long, value_name = "N")]
    jobs: Option<NonZeroUsize>,

    /// Exit with code 3 if a point violates a constraint
    #[arg(long)]
    strict: bool,

    #[command(flatten)]
    picture: ScanOptions,

    /// Write this above the picture, `$…$` around formulas [default: the model and what is drawn]
    #[arg(long, value_name = "TEXT")]
    title: Option<String>,
}

fn count() -> clap::builder::RangedU64ValueParser {
    clap::value_parser!(u64).range(1..)
}

fn shard(text: &str) -> Result<Shard, String> {
    let parse = |(number, of): (&str, &str)| Some(Shard { number: number.parse().ok()?, of: of.parse().ok()? });
    let shard = text.split_once('/').and_then(parse).filter(|shard| (1..=shard.of).contains(&shard.number));
    shard.ok_or_else(|| "expected I/N, the Ith of N parts, for example `1/4`".to_owned())
}

pub(super) fn main(arguments: &Arguments, registry: &Arc<Registry>, quiet: bool) -> Result<(), Failure> {
    let scan = scan(arguments, registry)?;
    check_picture(arguments, scan.metadata())?;
    let mut output = output(arguments, &scan)?;
    let Opened { sink, done, tally } = &mut output;
    let stop = Arc::new(AtomicBool::new(false));
    watch(&stop)?;
    let progress = Progress::start_points(scan.count(), done.count(), quiet);
    let told = AtomicBool::new(false);
    let outcome = scan.run(
        &mut **sink,
        done,
        std::mem::take(tally),
        &Control {
            jobs: arguments.jobs,
            stop: &stop,
            progress: &|points| {
                progress.reached(points);
                if stop.load(Ordering::Relaxed) && !told.swap(true, Ordering::Relaxed) && !quiet {
                    complain("finishing the points in flight; once more ends at once");
                }
            },
        },
    );
    progress.finish();
    // The lock is given up before anything is said, as whoever reads it may resume at once.
    drop(output);
    let is_complete = outcome.tally.points == scan.count();
    let stopped = Stopped { scan: &scan, out: arguments.out.as_deref(), done: outcome.tally.points };
    match outcome.error {
        Some(error) if is_closed_pipe(&error) => return Ok(()),
        Some(error) => return Err(Failure::Computation(format!("{error}{}", stopped.advice("error")))),
        None if !is_complete => return Err(Failure::Computation(format!("error: interrupted{}", stopped.advice("")))),
        None => {}
    }
    if !quiet {
        complain(&report::summary(&scan, &outcome)?);
    }
    if let (Some(picture), Some(table)) = (&arguments.plot, &arguments.out) {
        pictures::scan(Table::read(table)?, &arguments.picture, arguments.title.as_deref())?.save(picture)?;
        announce([picture], quiet);
    }
    judge(&outcome.tally, arguments.strict)
}

/// Refuses a picture that cannot be drawn, before anything is solved.
fn check_picture(arguments: &Arguments, metadata: &Metadata) -> Result<(), Failure> {
    let Some(picture) = &arguments.plot else {
        let given = arguments.picture.given().or(arguments.title.is_some().then_some("--title"));
        let complain =
            |option| Err(Failure::Input(format!("error: `{option}` is for pictures: `--plot FILE` draws one")));
        return given.map_or(Ok(()), complain);
    };
    pictures::check_format(picture)?;
    if arguments.out.as_ref().is_some_and(|table| table.extension().is_some_and(|ending| ending != "csv")) {
        return Err(Failure::Input("error: a picture is drawn from a table FILE.csv".to_owned()));
    }
    pictures::check_scan(metadata, &arguments.picture)
}

/// The scan that is asked for.
fn scan(arguments: &Arguments, registry: &Arc<Registry>) -> Result<Scan, Failure> {
    if let Some(path) = &arguments.from {
        let metadata = if path.extension().is_some_and(|e| e == "csv") { Metadata::beside(path) } else { path.clone() };
        let metadata = Metadata::read(&metadata)?;
        if metadata.program != crate::PROGRAM {
            log::warn!("{} was solved by {}: this is {}", path.display(), metadata.program, crate::PROGRAM);
        }
        return Ok(Scan::again(&metadata, arguments.shard.or(metadata.shard), registry)?);
    }
    let name = arguments.model.as_deref().unwrap_or_default();
    let (overrides, document) = (arguments.settings.overrides()?, load::document(name, registry)?);
    let model = document.resolve(&overrides)?;
    let choice = choice(arguments);
    let axes = match choice {
        Choice::File(_) => Vec::new(),
        _ => axes(arguments, &model)?,
    };
    let target = match &arguments.target {
        Some(vary) => Some((target("--target", vary, arguments.wanted.as_deref(), &model)?, arguments.branch)),
        None => None,
    };
    let (settings, keep) = (arguments.method.run_settings(), arguments.keep.clone());
    let Arguments { seed, shard, sensitivities, .. } = *arguments;
    let request = Request { document, overrides, settings, axes, choice, target, seed, keep, sensitivities, shard };
    Ok(Scan::new(&request)?)
}

fn choice(arguments: &Arguments) -> Choice {
    match arguments {
        Arguments { random: Some(count), .. } => Choice::Random(*count),
        Arguments { latin: Some(count), .. } => Choice::LatinHypercube(*count),
        Arguments { sobol: Some(count), .. } => Choice::Sobol(*count),
        Arguments { points: Some(path), .. } => Choice::File(path.clone()),
        _ => Choice::Grid,
    }
}

/// The axes that are asked for, or those of the model.
fn axes(arguments: &Arguments, model: &Model) -> Result<Vec<Axis>, Failure> {
    if arguments.axis.is_empty() {
        if model.scan.is_empty() {
            return Err(Failure::Input(format!(
                "error: nothing varies: {} has no `scan` of its own\n  = help: say what does, for example `--axis \
                 'm_chi=1 keV..1 GeV:50:log'`",
                model.name
            )));
        }
        return Ok(model.scan.clone());
    }
    Ok(arguments.axis.iter().map(|text| model.axis(AXIS, text)).collect::<Result<_, _>>()?)
}

/// Where rows go, and what is there already.
struct Opened {
    sink: Box<dyn Sink>,
    done: Done,
    tally: Tally,
}

fn output(arguments: &Arguments, scan: &Scan) -> Result<Opened, Failure> {
    let (sink, done, tally): (Box<dyn Sink>, _, _) = match &arguments.out {
        None => (Box::new(Stream::begin(scan.metadata())?), Done::default(), Tally::default()),
        Some(path) if arguments.resume => {
            let (output, done, tally) = Output::resume(path, scan)?;
            (Box::new(output), done, tally)
        }
        Some(path) => (Box::new(Output::create(path, scan.metadata())?), Done::default(), Tally::default()),
    };
    Ok(Opened { sink, done, tally })
}

/// Sets `stop` when somebody interrupts the program, and ends it when he does so again.
fn watch(stop: &Arc<AtomicBool>) -> Result<(), Failure> {
    use signal_hook::consts::{SIGINT, SIGTERM};
    use signal_hook::flag::{register, register_conditional_shutdown};
    let watched = [SIGINT, SIGTERM].into_iter().try_for_each(|signal| {
        // In this order: the first signal finds the flag down.
        register_conditional_shutdown(signal, INTERRUPTED, Arc::clone(stop))?;
        register(signal, Arc::clone(stop)).map(|_| ())
    });
    watched.map_err(|error| Failure::Computation(format!("error: interruptions cannot be watched for: {error}")))
}

/// What a shell says of a program that ended by Ctrl-C.
const INTERRUPTED: i32 = 130;

/// A table on standard output.
pub(super) struct Stream;

impl Stream {
    /// Writes the header.
    pub(super) fn begin(metadata: &Metadata) -> Result<Self, ScanError> {
        let mut stream = Self;
        stream.write(&metadata.header(), &[])?;
        Ok(stream)
    }
}

impl Sink for Stream {
    fn write(&mut self, rows: &str, _: &[u64]) -> Result<(), ScanError> {
        use std::io::Write as _;
        let mut stdout = std::io::stdout().lock();
        let written = stdout.write_all(rows.as_bytes()).and_then(|()| stdout.flush());
        written.map_err(|error| ScanError::File { doing: "write", path: "to standard output".to_owned(), error })
    }

    fn settle(&mut self, _: bool) -> Result<(), ScanError> {
        Ok(())
    }
}

/// Whether the reader of standard output has gone away, which is his right.
pub(super) fn is_closed_pipe(error: &ScanError) -> bool {
    matches!(error, ScanError::File { error, .. } if error.kind() == std::io::ErrorKind::BrokenPipe)
}

/// A scan that did not come to its end.
struct Stopped<'s> {
    scan: &'s Scan,
    out: Option<&'s Path>,
    done: u64,
}

impl Stopped<'_> {
    /// What is there, and how to go on. After an error its cause has to go first.
    fn advice(&self, after: &str) -> String {
        let (done, all) = (self.done, self.scan.count());
        let Some(out) = self.out else {
            return format!("\n{done} of {all} points were printed\n  = help: with `--out` a scan can be gone on with");
        };
        let remedy = if after == "error" { "when that is mended, " } else { "" };
        let [table, metadata] = [out.to_owned(), Metadata::beside(out)].map(|path| quoted(&path));
        format!(
            "\n{done} of {all} points are safe in {}\n  = help: {remedy}go on with `frazil scan --from {metadata} --out \
             {table} --resume`",
            out.display()
        )
    }
}

/// A path as a shell takes it.
fn quoted(path: &Path) -> String {
    let text = path.display().to_string();
    let is_plain = |c: char| c.is_alphanumeric() || "/._-+:,@%".contains(c);
    if text.chars().all(is_plain) { text } else { format!("'{}'", text.replace('\'', r"'\''")) }
}

/// The exit code that points deserve.
fn judge(tally: &Tally, strict: bool) -> Result<(), Failure> {
    let points = |count: u64| if count == 1 { "1 point".to_owned() } else { format!("{count} points") };
    match tally {
        Tally { failed: 1.., .. } => Err(Failure::Computation(format!("error: {} failed", points(tally.failed)))),
        Tally { violated: 1.., .. } if strict => Err(Failure::Points(points(tally.violated))),
        _ => Ok(()),
    }
}
