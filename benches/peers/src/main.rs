//! One freeze-out, solved by frazil and by what else could solve it, each at the loosest tolerance that is right to 1e-6.
//!
//! `cargo run --release --manifest-path benches/peers/Cargo.toml -- [PYTHON]`; the interpreter, `python3` by default, has to
//! have SciPy, and the GNU Scientific Library has to be installed.

mod problem;
mod solvers;

use std::env;
use std::io::Write as _;
use std::process::{Command, ExitCode, Stdio};

use frazil::ode::Method;
use serde_json::{Value, json};

use problem::FreezeOut;
use solvers::{Case, Solver};

type Failure = Box<dyn std::error::Error>;

/// The error that the final yield may have, relative to the reference, in the worst case.
const WANTED: f64 = 1e-6;
/// Cross sections, over a decade about the model's own: an error may be small by accident in one of them.
const CASES: u32 = 9;
/// Tolerances per decade that are tried.
const PER_DECADE: u32 = 4;
/// A tolerance is taken if it and those after it, so many in all, are right: one may be by accident.
const IN_A_ROW: usize = 3;
/// Solves of each case in a round, and rounds. Solvers take turns, so that all see the same machine.
const REPETITIONS: usize = 50;
const ROUNDS: usize = 9;
const ROUNDS_OF_PYTHON: usize = 3;
/// The tolerance of the reference, and of the others that are compared with it.
const REFERENCE: f64 = 1e-11;

/// A line of the table.
struct Row {
    name: String,
    tolerance: f64,
    error: f64,
    evaluations: f64,
    seconds: f64,
}

fn main() -> ExitCode {
    match compare() {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("error: {failure}");
            ExitCode::FAILURE
        }
    }
}

fn tolerances() -> Vec<f64> {
    (2 * PER_DECADE..=11 * PER_DECADE).map(|k| 10f64.powf(-f64::from(k) / f64::from(PER_DECADE))).collect()
}

fn compare() -> Result<(), Failure> {
    rgsl::error::set_error_handler_off();
    let factor = |k: u32| 10f64.powf(f64::from(k) / f64::from(CASES - 1) - 0.5);
    let cases = (0..CASES).map(|k| Case::new(factor(k))).collect::<Result<Vec<_>, _>>()?;
    let solvers = [
        Solver::FinalYield,
        Solver::Evolution(Method::Radau),
        Solver::Evolution(Method::Rodas5p),
        Solver::Gsl,
        Solver::Diffsol,
    ];
    let reference = ln_yields(Solver::Evolution(Method::Radau), &cases, REFERENCE)?;
    println!(
        "Largest distance from the reference, frazil with Radau IIA at {REFERENCE:.0e}, where all are asked for that:"
    );
    for solver in solvers {
        match ln_yields(solver, &cases, REFERENCE) {
            Ok(yields) => println!("  {:34} {:.1e}", solver.name(), distance(&yields, &reference)),
            Err(failure) => println!("  {:34} {failure}", solver.name()),
        }
    }

    let mut rows = solvers.iter().map(|solver| tuned(*solver, &cases, &reference)).collect::<Result<Vec<_>, _>>()?;
    for _ in 0..ROUNDS {
        for (solver, row) in solvers.iter().zip(&mut rows) {
            let mut seconds = 0.0;
            for case in &cases {
                seconds += solver.solve(case, row.tolerance, REPETITIONS)?.seconds;
            }
            row.seconds = row.seconds.min(seconds / f64::from(CASES));
        }
    }
    match python(&cases, &reference) {
        Ok(row) => rows.push(row),
        Err(failure) => eprintln!("SciPy is left out: {failure}"),
    }

    println!(
        "\nThe loosest tolerance with which the final yield is right to {WANTED:.0e} for all {CASES} cross sections, and"
    );
    println!("the time of one solve, the least of {ROUNDS} rounds:\n");
    println!(
        "| solver | tolerance | worst error | evaluations | time | over frazil's final yield | over its history |"
    );
    println!("| --- | --- | --- | --- | --- | --- | --- |");
    for row in &rows {
        println!(
            "| {} | {:.1e} | {:.1e} | {:.0} | {:.1} µs | {:.1} | {:.1} |",
            row.name,
            row.tolerance,
            row.error,
            row.evaluations,
            1e6 * row.seconds,
            row.seconds / rows[0].seconds,
            row.seconds / rows[1].seconds
        );
    }
    Ok(())
}

fn ln_yields(solver: Solver, cases: &[Case], tolerance: f64) -> Result<Vec<f64>, Failure> {
    cases.iter().map(|case| Ok(solver.solve(case, tolerance, 0)?.ln_yield)).collect()
}

fn distance(one: &[f64], other: &[f64]) -> f64 {
    one.iter().zip(other).fold(0.0, |largest, (a, b)| (a - b).abs().max(largest))
}

/// The loosest tolerance that is good enough. A solver may fail at one that is not.
fn tuned(solver: Solver, cases: &[Case], reference: &[f64]) -> Result<Row, Failure> {
    let tolerances = tolerances();
    let error =
        |tolerance: &f64| ln_yields(solver, cases, *tolerance).map_or(f64::INFINITY, |y| distance(&y, reference));
    let errors: Vec<f64> = tolerances.iter().map(error).collect();
    let chosen = errors
        .windows(IN_A_ROW)
        .position(|errors| errors.iter().all(|error| *error <= WANTED))
        .ok_or_else(|| format!("{}: no tolerance is right to {WANTED:e}", solver.name()))?;
    let mut evaluations = 0.0;
    for case in cases {
        evaluations += solver.solve(case, tolerances[chosen], 0)?.evaluations as f64 / f64::from(CASES);
    }
    Ok(Row {
        name: solver.name().to_owned(),
        tolerance: tolerances[chosen],
        error: errors[chosen],
        evaluations,
        seconds: f64::INFINITY,
    })
}

/// The same by `freeze_out.py`.
fn python(cases: &[Case], reference: &[f64]) -> Result<Row, Failure> {
    let interpreter = env::args().nth(1).unwrap_or_else(|| "python3".to_owned());
    let cases: Vec<Value> = cases
        .iter()
        .zip(reference)
        .map(|(case, reference)| {
            let equation = &case.equation;
            let (lambda, scale) = (equation.lambda, equation.scale);
            json!({"lambda": lambda, "scale": scale, "start": equation.start(), "reference": reference})
        })
        .collect();
    let task = json!({
        "cases": cases, "span": FreezeOut::span(), "tolerances": tolerances(), "in_a_row": IN_A_ROW, "wanted": WANTED,
        "rounds": ROUNDS_OF_PYTHON,
    });
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/freeze_out.py");
    let mut child = Command::new(&interpreter)
        .arg(script)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .map_err(|error| format!("{interpreter}: {error}"))?;
    child.stdin.take().ok_or("no pipe")?.write_all(task.to_string().as_bytes())?;
    let output = child.wait_with_output()?;
    if !output.status.success() {
        return Err(format!("{interpreter} {script}: {}", output.status).into());
    }
    let answer: Value = serde_json::from_slice(&output.stdout)?;
    let number = |name: &str| answer[name].as_f64().ok_or_else(|| format!("freeze_out.py gives no {name}"));
    Ok(Row {
        name: "SciPy, Radau".to_owned(),
        tolerance: number("tolerance")?,
        error: number("error")?,
        evaluations: number("evaluations")?,
        seconds: number("seconds")?,
    })
}
