//! The command line: one file per command.
//!
//! Results go to standard output, everything else to standard error. Exit codes: 0 success, 1 the computation failed, 2
//! the command line or the model file is wrong, 3 a constraint is violated and `--strict` was given.

mod check;
mod compare;
mod completions;
mod constants;
mod explain;
mod folder;
mod load;
mod merge;
mod models;
mod new;
mod options;
mod pictures;
mod plot;
mod progress;
mod run;
mod scan;
mod schema;
mod target;

use std::ffi::OsString;
use std::fmt;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use clap::{Parser, Subcommand};

use crate::error::SourceError;
use crate::model::plugin::Registry;
use crate::network::SolveError;
use crate::plot::PlotError;
use crate::run::{RunError, VerifyError};
use crate::scan::ScanError;

/// How much dark matter does the early Universe leave behind?
#[derive(Debug, Parser)]
#[command(name = "frazil", version, about, max_term_width = 100)]
#[command(after_help = "Examples:
  frazil run alp-portal --plot yields.svg
  frazil new my-model.yaml && frazil run my-model.yaml

Exit codes: 0 success, 1 the computation failed, 2 the command line or the model is wrong,
3 with --strict, a constraint is violated.")]
struct Arguments {
    #[command(subcommand)]
    command: Command,

    /// Log what is done; twice for details (also `RUST_LOG`)
    #[arg(short, long, action = clap::ArgAction::Count, global = true, display_order = 900)]
    verbose: u8,

    /// Print nothing but results and errors
    #[arg(short, long, global = true, conflicts_with = "verbose", display_order = 901)]
    quiet: bool,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Solve one model: yields, relic density, observables, constraints, pictures
    Run(run::Arguments),
    /// Solve several models, or one under several settings, and put them side by side
    Compare(compare::Arguments),
    /// Find every value of a parameter that gives the wanted relic density
    Target(target::Arguments),
    /// Solve a model at many points, in parallel, to a table that nothing can lose
    Scan(Box<scan::Arguments>),
    /// Join the parts of a scan, or sort one
    Merge(merge::Arguments),
    /// Validate a model file without solving it
    Check(check::Arguments),
    /// Print the network as expanded, the equations solved and every rate
    Explain(explain::Arguments),
    /// Redraw yields and rates from saved results, and draw scans, without solving anything
    Plot(plot::Arguments),
    /// Write a commented starting model
    New(new::Arguments),
    /// List the built-in models
    Models(models::Arguments),
    /// Print the JSON schema of model files, by which editors complete and check them
    Schema(schema::Arguments),
    /// List the built-in constants, particles and functions, with their sources
    Constants(constants::Arguments),
    /// Print a script that completes commands, options and models in a shell
    Completions(completions::Arguments),
}

/// Why a command failed.
#[derive(Debug)]
enum Failure {
    /// The command line or the model file is wrong.
    Input(String),
    /// The computation failed, or its result could not be written.
    Computation(String),
    /// These constraints are violated, and that should not be.
    Violation(Vec<String>),
    /// So many points of a scan violate constraints, and none should.
    Points(String),
}

impl Failure {
    fn exit_code(&self) -> ExitCode {
        match self {
            Self::Computation(_) => ExitCode::from(1),
            Self::Input(_) => ExitCode::from(2),
            Self::Violation(_) | Self::Points(_) => ExitCode::from(3),
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Input(message) | Self::Computation(message) => f.write_str(message),
            Self::Points(points) => write!(f, "error: constraints are violated at {points}"),
            Self::Violation(constraints) => {
                let (plural, verb) = if constraints.len() == 1 { ("", "is") } else { ("s", "are") };
                write!(f, "error: the constraint{plural} {} {verb} violated", constraints.join(", "))
            }
        }
    }
}

impl From<SourceError> for Failure {
    fn from(error: SourceError) -> Self {
        Self::Input(error.to_string())
    }
}

impl From<ScanError> for Failure {
    fn from(error: ScanError) -> Self {
        match error {
            ScanError::File { doing: "write", .. } => Self::Computation(error.to_string()),
            _ => Self::Input(error.to_string()),
        }
    }
}

impl From<RunError> for Failure {
    fn from(error: RunError) -> Self {
        Self::Computation(error.to_string())
    }
}

impl From<VerifyError> for Failure {
    fn from(error: VerifyError) -> Self {
        match error {
            VerifyError::Model(error) => error.into(),
            VerifyError::Run(error) => error.into(),
        }
    }
}

impl From<SolveError> for Failure {
    fn from(error: SolveError) -> Self {
        Self::Computation(format!("error: {error}"))
    }
}

impl From<PlotError> for Failure {
    fn from(error: PlotError) -> Self {
        match error {
            PlotError::UnknownFormat { .. } => Self::Input(format!("error: {error}")),
            _ => Self::Computation(format!("error: {error}")),
        }
    }
}

/// Runs the program with the arguments of the process.
#[must_use]
pub fn main() -> ExitCode {
    main_with(Registry::with_builtins())
}

/// As [`main`], for models that may call the plug-ins of `registry`: a program of one's own in five lines.
#[must_use]
pub fn main_with(registry: Registry) -> ExitCode {
    run_with(registry, std::env::args_os())
}

/// As [`main_with`], with other arguments than those of the process; the first is the program's name.
#[must_use]
pub fn run_with<A: Into<OsString> + Clone>(registry: Registry, arguments: impl IntoIterator<Item = A>) -> ExitCode {
    let registry = Arc::new(registry);
    let arguments = match Arguments::try_parse_from(arguments) {
        Ok(arguments) => arguments,
        Err(error) => {
            // Help and version are printed to standard output, complaints to standard error; a closed pipe is no news.
            let _ = error.print();
            return ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2));
        }
    };
    start_log(arguments.verbose, arguments.quiet);
    let quiet = arguments.quiet;
    let outcome = match arguments.command {
        Command::Run(arguments) => run::main(&arguments, &registry, quiet),
        Command::Compare(arguments) => compare::main(&arguments, &registry, quiet),
        Command::Target(arguments) => target::main(&arguments, &registry, quiet),
        Command::Scan(arguments) => scan::main(&arguments, &registry, quiet),
        Command::Merge(arguments) => merge::main(&arguments, &registry, quiet),
        Command::Check(arguments) => check::main(&arguments, &registry, quiet),
        Command::Explain(arguments) => explain::main(&arguments, &registry),
        Command::Plot(arguments) => plot::main(&arguments, quiet),
        Command::New(arguments) => new::main(&arguments, quiet),
        Command::Models(arguments) => models::main(&arguments, &registry),
        Command::Schema(arguments) => schema::main(&arguments, &registry),
        Command::Completions(arguments) => completions::main(&arguments),
        Command::Constants(arguments) => constants::main(&arguments),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            complain(&failure.to_string());
            failure.exit_code()
        }
    }
}

fn start_log(verbose: u8, quiet: bool) {
    let level = match (quiet, verbose) {
        (true, _) => "error",
        (_, 0) => "warn",
        (_, 1) => "info",
        _ => "debug",
    };
    let environment = env_logger::Env::default().default_filter_or(level);
    // A program of one's own may have a log already.
    let _ = env_logger::Builder::from_env(environment).format_timestamp(None).try_init();
}

/// Writes a result to standard output. A reader that has gone away (`frazil … | head`) ends the program quietly.
fn print(text: &str) -> Result<(), Failure> {
    let mut stdout = std::io::stdout().lock();
    match stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
            Err(Failure::Computation(format!("error: cannot write to standard output: {error}")))
        }
        _ => Ok(()),
    }
}

/// Writes a line to standard error; if nobody listens there, nobody is told.
fn complain(text: &str) {
    let _ = writeln!(std::io::stderr().lock(), "{text}");
}

/// A value as indented JSON.
fn json_text(value: &impl serde::Serialize) -> Result<String, Failure> {
    let text = serde_json::to_string_pretty(value)
        .map_err(|e| Failure::Computation(format!("error: the result cannot be written as JSON: {e}")))?;
    Ok(text + "\n")
}

/// Prints a value as indented JSON.
fn print_json(value: &impl serde::Serialize) -> Result<(), Failure> {
    print(&json_text(value)?)
}

/// Says which files were written, unless that is unwanted.
fn announce<'a>(written: impl IntoIterator<Item = &'a PathBuf>, quiet: bool) {
    for path in written {
        if quiet {
            log::info!("wrote {}", path.display());
        } else {
            complain(&format!("wrote {}", path.display()));
        }
    }
}

/// Writes a file, naming it if that fails.
fn write_file(path: &Path, content: &str) -> Result<(), Failure> {
    std::fs::write(path, content)
        .map_err(|e| Failure::Computation(format!("error: cannot write {}: {e}", path.display())))
}
