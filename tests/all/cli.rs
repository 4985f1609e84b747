//! The command line: what is printed where, the shape of the JSON, the files that are written.

mod completions;
mod help;
mod json;
mod logging;
mod new;
mod outcome;
mod pictures;
mod plot;
mod streams;
mod sweep;
mod target;
