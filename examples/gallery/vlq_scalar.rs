//! Scalar dark matter with vector-like quarks: arXiv:2403.12485.

use std::f64::consts::FRAC_PI_2;

use frazil::plot::{Colour, Hatch, PALETTE, Sampling};

use crate::roots::roots;
use crate::study::{Failure, Study, each, gev, sampled};
use crate::style::{FAVOURED, RELIC, allowed, contour, dashed, excluded, line, linear_axis, log_axis, plane};
use crate::{Drawn, Entry};

pub(crate) const FIGURES: &[Entry] = &[
    Entry { name: "vlq-scalar-belle", of: "arXiv:2403.12485, Fig. 2: B → K φφ and its coefficients", draw: belle },
    Entry { name: "vlq-scalar-relic", of: "arXiv:2403.12485, Fig. 3: the coefficient for Ωh² = 0.12", draw: relic },
    Entry {
        name: "vlq-scalar-flavours",
        of: "arXiv:2403.12485, Fig. 5: couplings of b over those of s",
        draw: flavours,
    },
];

const MODEL: &str = "vlq-scalar";
const OMEGA_H2: f64 = 0.12;
/// New physics in B⁺ → K⁺ + invisible within 1σ: Belle II, eq. 4, and the average with earlier searches.
const BELLE: (f64, f64) = (1.19e-5, 2.53e-5);
const AVERAGE: (f64, f64) = (0.46e-5, 1.26e-5);
/// Bounds on new physics in B⁰ → K⁰, B⁺ → K*⁺ and B⁰ → K*⁰ with invisible particles, below eq. 5.
const K0: f64 = 2.3e-5;
const KST: f64 = 3.1e-5;
const KST0: f64 = 1.0e-5;
const SEEN: Colour = PALETTE[0];
const MEAN: Colour = PALETTE[3];
const TEV: f64 = 1e3;

/// An outline between two lines.
fn between(low: &[(f64, f64)], high: &[(f64, f64)]) -> Vec<Vec<(f64, f64)>> {
    vec![low.iter().copied().chain(high.iter().rev().copied()).collect()]
}

/// Several observables from one evaluation of the model.
fn observables<const N: usize>(study: &Study, names: [&str; N], settings: &[String]) -> Result<[f64; N], Failure> {
    let model = study.model(settings)?;
    let values = model.evaluate(None).observables;
    let mut found = [f64::NAN; N];
    for (slot, name) in found.iter_mut().zip(names) {
        let place = model.observables.iter().position(|observable| observable.name == name);
        let value = place.and_then(|place| values.get(place)).ok_or_else(|| format!("there is no `{name}`"))?;
        *slot = value.clone()?;
    }
    Ok(found)
}

/// The coefficients that Belle II and bounds on other modes give, over the mass.
fn belle() -> Drawn {
    const POINTS: usize = 111;
    /// In GeV; for more Belle II sees nothing.
    const END: f64 = 2.2;
    let study = Study::of(MODEL, &["yd[b]=0"])?;
    let masses = Sampling::linear(0.01, END, POINTS);
    // Branching ratios over squared coefficients, in TeV².
    let unit = each(masses.values(), |&mass| {
        let names = ["C_sb", "C_sb_P", "BR_BK", "BR_seen", "BR_B0K0", "BR_BKst", "BR_B0Kst0"];
        let [scalar, pseudoscalar, k, seen, k0, kst, kst0] = observables(&study, names, &[gev("m_phi", mass, 1)])?;
        let over = |branching: f64, c: f64| branching / (c * TEV).powi(2);
        let of_scalar = [k, seen, k0].map(|branching| over(branching, scalar));
        let of_pseudoscalar = [kst, kst0].map(|branching| over(branching, pseudoscalar));
        Ok([of_scalar.as_slice(), &of_pseudoscalar].concat())
    })?;
    let coefficient = |k: usize, branching: f64| -> Vec<(f64, f64)> {
        let rows = masses.values().iter().zip(&unit);
        rows.filter(|(_, row)| row[k] > 0.0).map(|(&mass, row)| (mass, (branching / row[k]).sqrt())).collect()
    };
    let band = |k: usize, range: (f64, f64)| between(&coefficient(k, range.0), &coefficient(k, range.1));
    let mut figure = plane(
        linear_axis(r"$m_\phi$ [GeV]", 0.0, END),
        log_axis(r"$|C_{d\phi}^{S,sb}|$, $|C_{d\phi}^{P,sb}|$ [$\mathrm{TeV^{-1}}$]", 2e-5, 2e-3),
    );
    figure.regions.push(allowed(band(0, AVERAGE), MEAN, 0.3, "average, 1σ"));
    figure.regions.push(allowed(band(0, BELLE), FAVOURED, 0.8, "Belle II, 1σ"));
    figure.regions.push(allowed(band(1, BELLE), SEEN, 0.3, "with the\nefficiency"));
    figure.contours.push(contour(vec![coefficient(2, K0)], dashed(Colour(0, 0, 0)), r"$B^0 \to K^0$"));
    figure.contours.push(contour(vec![coefficient(3, KST)], line(PALETTE[4]), r"$B^+ \to K^{*+}$: $C^P$"));
    figure.contours.push(contour(vec![coefficient(4, KST0)], line(PALETTE[2]), r"$B^0 \to K^{*0}$: $C^P$"));
    Ok(figure.draw()?)
}

/// The strange coefficient for the observed relic density, and what searches for the Migdal effect leave of it.
fn relic() -> Drawn {
    const MASSES: (f64, f64) = (0.4, 1.0);
    const POINTS: usize = 61;
    let strange = Study::of(MODEL, &["yq[d]=0", "yd[d]=0", "yq[b]=0", "yd[b]=0"])?;
    let isospin = Study::of(MODEL, &[])?;
    let masses = Sampling::linear(MASSES.0, MASSES.1, POINTS);
    let needed = each(masses.values(), |&mass| {
        let settings = |y_1: f64| [gev("m_phi", mass, 1), gev("y_1", y_1, 0)];
        let excess = |y_1: f64| Ok((strange.omega_h2(&settings(y_1))? / OMEGA_H2).ln());
        let y_1 = roots((0.3, 1000.0), 12, excess)?.first().copied().ok_or("no coupling gives the relic density")?;
        Ok((mass, strange.observable("C_ss", &settings(y_1))? * TEV))
    })?;
    // The largest coefficient that a search allows: its cross section grows with the square.
    let bound = |study: &Study, cross_section: &str, limit: &str| {
        each(masses.values(), |&mass| {
            let [c, found, limit] = observables(study, ["C_ss", cross_section, limit], &[gev("m_phi", mass, 1)])?;
            Ok((mass, c * TEV * (limit / found).sqrt()))
        })
    };
    let mut figure = plane(
        linear_axis(r"$m_\phi$ [GeV]", MASSES.0, MASSES.1),
        log_axis(r"$|C_{d\phi}^{S,ss}|$ [$\mathrm{TeV^{-1}}$]", 0.02, 10.0),
    );
    let above = |line: Vec<(f64, f64)>| {
        let top = [(MASSES.1, f64::INFINITY), (MASSES.0, f64::INFINITY)];
        vec![line.into_iter().chain(top).collect::<Vec<_>>()]
    };
    let pandax = bound(&isospin, "sigma_Xe", "limit_Xe")?;
    figure.regions.push(excluded(above(pandax), Hatch::Rising, "PandaX-4T, Migdal\n$R_{d/s} = -0.04$"));
    let black = Colour(0, 0, 0);
    let darkside = bound(&isospin, "sigma_Ar", "limit_Ar")?;
    figure.contours.push(contour(vec![darkside], dashed(black), "DarkSide-50, $R_{d/s} = -0.04$"));
    let plain = bound(&strange, "sigma_Xe", "limit_Xe")?;
    figure.contours.push(contour(vec![plain], dashed(PALETTE[4]), "PandaX-4T, $R_{d/s} = 0$"));
    figure.contours.push(contour(vec![needed], line(RELIC), r"$\Omega h^2 = 0.12$"));
    Ok(figure.draw()?)
}

/// The couplings of the bottom quark over those of the strange quark that Belle II allows for two phases.
fn flavours() -> Drawn {
    /// In units of 1e-3.
    const END: f64 = 1.4;
    const POINTS: usize = 281;
    let study = Study::of(MODEL, &["m_phi=0.6 GeV"])?;
    // Coefficients of r_q and of r_d, for y_q^s = y_d^s = 2, and rates over squared coefficients.
    let value = |name: &str, y_q: &str, y_d: &str| study.observable(name, &[y_q, y_d]);
    let (doublet, singlet) = (["yq[b]=2e-3", "yd[b]=0"], ["yq[b]=0", "yd[b]=2e-3"]);
    let of_q = value("C_sb", doublet[0], doublet[1])?;
    let of_d = value("C_sb", singlet[0], singlet[1])?;
    let largest = |mode: &str, coefficient: &str, branching: f64| -> Result<f64, Failure> {
        let [y_q, y_d] = doublet;
        Ok(value(coefficient, y_q, y_d)? * (branching / value(mode, y_q, y_d)?).sqrt())
    };
    let least = largest("BR_BK", "C_sb", BELLE.0)?;
    let most = largest("BR_BK", "C_sb", BELLE.1)?.min(largest("BR_B0K0", "C_sb", K0)?);
    let other = largest("BR_BKst", "C_sb_P", KST)?.min(largest("BR_B0Kst0", "C_sb_P", KST0)?);

    let ratios = Sampling::linear(0.0, END, POINTS);
    let mut figure = plane(
        linear_axis(r"$10^3\,r_q = 10^3\,|y_q^b|/|y_q^s|$", 0.0, END),
        linear_axis(r"$10^3\,r_d = 10^3\,|y_d^b|/|y_d^s|$", 0.0, END),
    );
    let phases = [(0.0_f64, "Belle II\n$\\theta = 0$", FAVOURED), (FRAC_PI_2, "Belle II\n$\\theta = \\pi/2$", SEEN)];
    for (theta, name, colour) in phases {
        // Eq. 33: the coefficients of the scalar and of the pseudoscalar current. Room is left where all bounds are met.
        let room = sampled(&ratios, &ratios, |r_q, r_d| {
            let (q, d) = (of_q * r_q, of_d * r_d);
            let coefficient = |sign: f64| (q * q + d * d + 2.0 * sign * q * d * theta.cos()).max(0.0).sqrt();
            let (scalar, pseudoscalar) = (coefficient(1.0), coefficient(-1.0));
            Ok((scalar - least).min(most - scalar).min(other - pseudoscalar))
        })?;
        figure.regions.push(allowed(room.region(0.0, f64::INFINITY), colour, 0.6, name));
    }
    Ok(figure.draw()?)
}
