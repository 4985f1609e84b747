//! Mistakes that were made once, and the work that a solution takes.

use std::fmt::Write as _;

use frazil::builtin::MODELS;
use frazil::ode::Method;

use crate::solving::{final_yield, model, solve, solved};

/// Steps and evaluations of the built-in models: a tripwire for performance that noise cannot trip. After a deliberate
/// change of the integrator: `INSTA_UPDATE=always cargo test --test all statistics`.
#[test]
fn solver_statistics() {
    let mut table = String::new();
    for built_in in MODELS {
        for method in Method::STIFF {
            let run = solve(model(built_in.name, &[]), method, 1e-6);
            let Some(solved) = run.solved.as_deref() else { continue };
            let s = solved.solution.statistics;
            let _ = writeln!(
                table,
                "{:16} {:8} {:4} steps, {:3} rejected, {:5} evaluations, {:4} Jacobians, {:4} factorisations",
                built_in.name, method, s.steps, s.rejected, s.rhs_evaluations, s.jacobians, s.factorisations
            );
        }
    }
    insta::assert_snapshot!(table);
}

/// s − 4m² has no digits left where T is 1e-16 m: a table down to today's temperature could not be made.
#[test]
fn open_channels_are_solved_to_the_end_of_time() {
    for mass in ["1 MeV", "1 GeV", "10 TeV"] {
        let mass = format!("m={mass}");
        let settings = [mass.as_str(), "M=1 keV", "a=1e-3", "cosmology.g_star=86.25"];
        let run = solve(model("forbidden", &settings), Method::Radau, 1e-6);
        assert!(final_yield(&run, "phi") > 0.0);
    }
}

/// The bend of the heavier reactant's momentum was missed where the other has no mass.
#[test]
fn scattering_on_massless_particles_at_high_temperature() {
    for x in ["0.003", "0.001", "0.0001"] {
        solve(model("alp-portal", &[&format!("evolution.from.x={x}")]), Method::Radau, 1e-8);
    }
}

/// A conversion a billion times faster than the expansion cost 100,000 steps, and then left the error unknown.
#[test]
fn fast_conversion_keeps_its_error_estimate() {
    for width in ["1e-8", "1e-6", "1e-4"] {
        let model = model("co-annihilation", &[&format!("conversion={width} GeV")]);
        let run = solve(model, Method::Radau, 1e-6);
        let solution = &solved(&run).solution;
        // What rounding leaves of the difference of two fast directions may exceed the tolerance, but not silently.
        let estimate = solution.error_estimate.expect("is known");
        let warned = run.warnings.iter().any(|w| w.contains("above the tolerance"));
        assert!(estimate < 1e-5 && (estimate <= 1e-6 || warned), "{width}: {estimate:e}");
        assert!(solution.statistics.steps < 2000, "{width}: {} steps", solution.statistics.steps);
        // In chemical equilibrium; see networks.json.
        let error = final_yield(&run, "one") / 1.186798861e-12 - 1.0;
        assert!(error.abs() < 2e-6, "{width}: {error:e}");
    }
}
