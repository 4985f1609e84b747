//! The program `frazil`: parse, dispatch, exit code.

use std::process::ExitCode;

fn main() -> ExitCode {
    frazil::cli::main()
}
