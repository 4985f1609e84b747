//! The command line: what is printed where, the shape of the JSON, the files that are written.

mod help;
mod json;
mod outcome;
mod pictures;
mod streams;
