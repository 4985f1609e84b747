//! Points of scans against complete runs.

use frazil::model::{Document, Overrides};
use frazil::run::{Family, RunSettings, Varied};

/// A model, what varies in it, and whether all points share one network.
const CASES: &[(&str, &[&str], bool)] = &[
    ("wimp", &["sv"], true),
    ("wimp", &["m_chi"], false),
    ("freeze-in-decay", &["Gamma_B"], true),
    ("alp-portal", &["C_q", "C_chi"], true),
    ("alp-portal", &["C_chi", "m_chi"], false),
    ("dark-photon", &["alpha_X"], true),
    ("b-to-k-nunu", &["R[tau,tau]"], true),
    ("vlq-scalar", &["yq[s]"], true),
];
/// The values are the model's own, times these.
const MULTIPLES: [f64; 4] = [1.0, 0.3, 2.0, 17.0];

fn family(name: &str, varied: &[&str]) -> (Family, Vec<f64>) {
    let text = frazil::builtin::find(name).expect("is built in").text;
    let document = Document::from_bytes(name, text.into()).expect("is valid");
    let model = document.resolve(&Overrides::default()).expect("resolves");
    let of = |name: &&str| model.parameters.iter().find(|p| p.name == **name).unwrap_or_else(|| panic!("{name}"));
    let own = varied.iter().map(|name| of(name).value).collect();
    let varied = varied.iter().map(|name| Varied { name: (*name).into(), dimension: of(name).dimension }).collect();
    (Family::new(&document, &Overrides::default(), varied, RunSettings::default()).expect("resolves"), own)
}

#[test]
fn points_are_what_complete_runs_give() {
    for (name, varied, shares) in CASES {
        let (family, own) = family(name, varied);
        assert_eq!(family.shares_network(), *shares, "{name} {varied:?}");
        for multiple in MULTIPLES {
            let values: Vec<f64> = own.iter().map(|value| multiple * value).collect();
            let (point, run) = (family.point(&values).expect("has a result"), family.run(&values).expect("solves"));
            let density = run.solved.as_ref().and_then(|solved| solved.dark_matter_omega_h2);
            assert_eq!(point.omega_h2.is_some(), density.is_some(), "{name}");
            if let (Some(quick), Some(exact)) = (point.omega_h2, density) {
                // Both are within a part in a million of the solution.
                let error = (quick / exact - 1.0).abs();
                assert!(error < 2e-6, "{name} {varied:?} {multiple}: {quick:e} instead of {exact:e}");
            }
            for (k, (quick, exact)) in point.observables.iter().zip(&run.evaluation.observables).enumerate() {
                match (quick, exact) {
                    (Ok(quick), Ok(exact)) => {
                        // Observables grow at most with the square of the yields.
                        let error = (quick - exact).abs() / exact.abs().max(f64::MIN_POSITIVE);
                        assert!(error < 4e-6, "{name}: observable {k} is {quick:e} instead of {exact:e}");
                    }
                    (quick, exact) => assert_eq!(quick, exact, "{name}: observable {k}"),
                }
            }
            let satisfied = |restricted: &Result<Option<frazil::model::Restricted>, String>| {
                restricted
                    .as_ref()
                    .map(|r| r.as_ref().and_then(frazil::model::Restricted::is_satisfied))
                    .map_err(Clone::clone)
            };
            let (quick, exact): (Vec<_>, Vec<_>) = (
                point.constraints.iter().map(satisfied).collect(),
                run.evaluation.constraints.iter().map(satisfied).collect(),
            );
            assert_eq!(quick, exact, "{name}: constraints");
        }
    }
}
