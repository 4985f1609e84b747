//! Hundreds of ALP portals, from couplings too weak for anything to ones that keep everything in equilibrium: each must
//! be solved, and without excess.

use std::sync::Mutex;

use frazil::ode::Method;
use frazil::run::Run;

use crate::solving::{model, solve, solved};

const POINTS: usize = 500;
const MOST_STEPS: usize = 2000;
/// Powers of the generalised golden ratio in three dimensions, the root of φ⁴ = φ + 1: the additive recurrence with these
/// fills a cube evenly (Roberts 2018, the R₃ sequence).
const GOLDEN: [f64; 3] = [0.8191725133961645, 0.6710436067037893, 0.5497004779019703];

fn between(low: f64, high: f64, part: f64) -> f64 {
    (low.ln() + (high / low).ln() * part).exp()
}

fn settings(k: usize) -> [String; 3] {
    let part = GOLDEN.map(|g| (0.5 + g * k as f64).fract());
    [
        format!("C_q={:e} GeV^-1", between(1e-13, 1e-4, part[0])),
        format!("C_chi={:e} GeV^-1", between(1e-13, 1e-4, part[1])),
        format!("m_chi={:e} GeV", between(1e-6, 0.99, part[2])),
    ]
}

/// What is wrong with a solution.
fn complaint(run: &Run) -> Option<String> {
    let solved = solved(run);
    let steps = solved.solution.statistics.steps;
    if steps > MOST_STEPS {
        return Some(format!("{steps} steps"));
    }
    let omega = solved.dark_matter_omega_h2.unwrap_or(f64::NAN);
    if !(omega.is_finite() && omega > 0.0) {
        return Some(format!("Ωh² = {omega}"));
    }
    match solved.solution.error_estimate {
        Some(error) if error <= run.model.evolution.tolerance => None,
        estimate => Some(format!("error estimate {estimate:?}")),
    }
}

#[test]
fn no_coupling_is_too_stiff() {
    let next = Mutex::new(0..POINTS);
    let wrong = Mutex::new(Vec::new());
    let most = Mutex::new((0, 0));
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                loop {
                    let Some(k) = next.lock().expect("nobody panics").next() else { break };
                    let settings = settings(k);
                    let texts = [settings[0].as_str(), settings[1].as_str(), settings[2].as_str()];
                    let run = std::panic::catch_unwind(|| solve(model("alp-portal", &texts), Method::Radau, 1e-6));
                    let complaint = match run {
                        Ok(run) => {
                            let steps = solved(&run).solution.statistics.steps;
                            let mut most = most.lock().expect("nobody panics");
                            *most = (*most).max((steps, k));
                            complaint(&run)
                        }
                        Err(_) => Some("failed, as said above".to_owned()),
                    };
                    if let Some(complaint) = complaint {
                        wrong.lock().expect("nobody panics").push(format!("{settings:?}: {complaint}"));
                    }
                }
            });
        }
    });
    println!("most steps, and at which point: {:?}", most.lock().expect("nobody panics"));
    let wrong = wrong.into_inner().expect("nobody panics");
    assert!(wrong.is_empty(), "{} of {POINTS}:\n{}", wrong.len(), wrong.join("\n"));
}
