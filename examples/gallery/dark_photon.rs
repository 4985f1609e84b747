//! A dark photon as the portal: arXiv:2502.04900, section III.

use frazil::plot::{Figure, Fill, Hatch, Region, Samples, Sampling, panels};
use frazil::units::Quantity;

use crate::roots::roots;
use crate::study::{Failure, Study, each, gev};
use crate::style::{FAVOURED, RELIC, allowed, contour, excluded, line, log_axis, plane};
use crate::{Drawn, Entry};

pub(crate) const FIGURES: &[Entry] = &[Entry {
    name: "dark-photon-plane",
    of: "arXiv:2502.04900, Fig. 3: kinetic mixing and dark coupling for m_ψ = 0.1 and 0.8 GeV",
    draw: plane_of_couplings,
}];

/// The relic density that is observed, arXiv:1807.06209.
const OMEGA_H2: f64 = 0.12;
const MIXINGS: (f64, f64) = (1e-5, 2e-4);
const COUPLINGS: (f64, f64) = (1e-8, 1.0);
/// Self-interaction in clusters of galaxies, arXiv:0704.0261.
const CLUSTERS: &str = "1.25 cm^2/g";
/// The lightest dark Higgs boson, in GeV.
const LIGHTEST: f64 = 4e-3;

fn plane_of_couplings() -> Drawn {
    Ok(panels(&[panel("0.1")?, panel("0.8")?])?)
}

/// One plane, for a dark-matter mass in GeV.
fn panel(mass: &str) -> Result<Figure, Failure> {
    let setting = format!("m_psi={mass} GeV");
    let study = Study::of("dark-photon", &[&setting])?;
    let mut figure =
        plane(log_axis(r"$\varepsilon$", MIXINGS.0, MIXINGS.1), log_axis(r"$\alpha_X$", COUPLINGS.0, COUPLINGS.1));
    figure.title = Some(frazil::plot::Label::text(&format!(r"$m_\psi = {mass}$ GeV")));

    let [kaons, excited, muons] = branching_ratios(&study)?;
    figure.regions.push(allowed(kaons.region(0.4e-5_f64.ln(), 1.1e-5_f64.ln()), FAVOURED, 0.0, ""));
    figure.regions.push(allowed(kaons.region(0.5e-5_f64.ln(), 0.9e-5_f64.ln()), FAVOURED, 0.6, "Belle II\n1σ, 2σ"));
    let excited = excited.region(1.8e-5_f64.ln(), f64::INFINITY);
    figure.regions.push(excluded(excited, Hatch::Rising, r"Belle: $B \to K^*$ + inv."));
    let muons = muons.region(3.6e-9_f64.ln(), f64::INFINITY);
    figure.regions.push(excluded(muons, Hatch::Falling, r"LHCb: $B \to K\mu\bar\mu$"));

    // The coupling for the observed relic density; none of what follows depends on the mixing.
    let heaviest = mass.parse::<f64>()?;
    let masses = Sampling::log(LIGHTEST, 0.999 * heaviest, 6);
    let couplings = each(masses.values(), |&m_varphi| {
        let excess = |alpha: f64| {
            let omega_h2 = study.omega_h2(&[gev("m_varphi", m_varphi, 1), gev("alpha_X", alpha, 0)])?;
            Ok((omega_h2 / OMEGA_H2).ln())
        };
        roots((1e-5, 0.1), 2, excess)?.first().copied().ok_or_else(|| "no coupling gives the relic density".into())
    })?;
    let least = couplings.iter().copied().fold(f64::INFINITY, f64::min);
    let most = couplings.iter().copied().fold(0.0, f64::max);
    let across =
        |from: f64, to: f64| vec![vec![(MIXINGS.0, from), (MIXINGS.1, from), (MIXINGS.1, to), (MIXINGS.0, to)]];
    figure.regions.push(Region::of(across(least, most), Fill { colour: RELIC, opacity: 0.35, hatch: None }));
    let of_lightest = couplings.first().copied().ok_or("there is no dark Higgs boson")?;
    let relic = vec![vec![(MIXINGS.0, of_lightest), (MIXINGS.1, of_lightest)]];
    figure.contours.push(contour(relic, line(RELIC), r"$\Omega h^2 = 0.12$"));
    // Self-interaction goes with the square of the coupling.
    let most_allowed = Quantity::parse(CLUSTERS).map_err(|_| "not a quantity")?.value;
    let strongest = (most_allowed / study.observable("sigma_self", &[gev("alpha_X", 1.0, 0)])?).sqrt();
    if strongest < COUPLINGS.1 {
        let name = r"clusters, $m_\varphi = 4$ MeV";
        figure.regions.push(excluded(across(strongest, f64::INFINITY), Hatch::Upright, name));
    }
    Ok(figure)
}

/// The logarithms of the branching ratios that are measured, over the plane.
fn branching_ratios(study: &Study) -> Result<[Samples; 3], Failure> {
    const NAMES: [&str; 3] = ["BR_BKinv", "BR_Kst_total", "BR_BKmumu"];
    let mixings = Sampling::log(MIXINGS.0, MIXINGS.1, 20);
    let couplings = Sampling::log(COUPLINGS.0, COUPLINGS.1, 30);
    let points: Vec<(f64, f64)> = couplings
        .values()
        .iter()
        .flat_map(|&alpha| mixings.values().iter().map(move |&epsilon| (epsilon, alpha)))
        .collect();
    let values = each(&points, |&(epsilon, alpha)| {
        let model = study.model(&[gev("epsilon", epsilon, 0), gev("alpha_X", alpha, 0)])?;
        let found = model.evaluate(None).observables;
        let mut logarithms = [f64::NAN; 3];
        for (observable, value) in model.observables.iter().zip(found) {
            if let Some(place) = NAMES.iter().position(|name| *name == observable.name) {
                logarithms[place] = value?.ln();
            }
        }
        Ok(logarithms)
    })?;
    let samples = |place: usize| {
        let of_one = values.iter().map(|logarithms| logarithms[place]).collect();
        Samples::new(mixings.clone(), couplings.clone(), of_one)
    };
    Ok([samples(0)?, samples(1)?, samples(2)?])
}
