//! The plane of the mass of a dark Higgs boson and its mixing with the Higgs boson.

use frazil::plot::{Colour, Figure, Hatch, PALETTE, Sampling};

use crate::roots::roots;
use crate::study::{Failure, Study, each, gev};
use crate::style::{FAVOURED, allowed, contour, dashed, excluded, line, log_axis, plane};

/// The mixings that are shown.
pub(crate) const SHOWN: (f64, f64) = (1e-4, 1.0);
/// Branching ratio of B⁺ → K⁺ + invisible beyond the Standard Model, arXiv:2312.00982 eq 5: less 2σ, as measured, and 2σ more.
pub(crate) const BELLE_II: [f64; 3] = [0.5e-5, 1.9e-5, 3.3e-5];
/// How invisible the Higgs boson may be, arXiv:2312.00982 table I.
const INVISIBLE: [(f64, &str); 4] = [(0.0225, "HL-LHC"), (0.0069, "CLIC"), (0.0019, "FCC-ee"), (0.0016, "ILC")];
const LHC: f64 = 0.13;
/// The mass up to which a B⁺ decays into K⁺ and the dark Higgs boson, in GeV.
pub(crate) const TWO_BODY: f64 = 5.27941 - 0.493677;

/// Lines on which an observable of a model has a value.
pub(crate) struct Mixings<'a> {
    /// The model, with a parameter `sin_th`.
    pub(crate) study: &'a Study,
    /// Its parameter along the horizontal axis, in GeV.
    pub(crate) parameter: &'static str,
    /// The values that it takes.
    pub(crate) values: Vec<f64>,
}

impl Mixings<'_> {
    /// The least mixing at which an observable has a value, where there is one.
    pub(crate) fn where_is(&self, observable: &str, value: f64) -> Result<Vec<(f64, f64)>, Failure> {
        let found = each(&self.values, |&mass| {
            let shared = gev(self.parameter, mass, 1);
            // A branching ratio of zero is far from any value.
            let excess = |sin_th: f64| {
                let settings = [shared.as_str(), &gev("sin_th", sin_th, 0)];
                Ok((self.study.observable(observable, &settings)?.max(1e-300) / value).ln())
            };
            // Beyond 0.7 a product of sine and cosine falls again.
            Ok(roots((1e-6, 0.7), 3, excess)?.first().map(|&sin_th| (mass, sin_th)))
        })?;
        Ok(found.into_iter().flatten().collect())
    }

    /// Where more than `value` is too much.
    pub(crate) fn excluded(
        &self,
        observable: &str,
        value: f64,
        hatch: Hatch,
        name: &str,
        figure: &mut Figure,
    ) -> Result<(), Failure> {
        let edge = self.where_is(observable, value)?;
        if let [first, .., last] = edge.as_slice() {
            let up = [(last.0, f64::INFINITY), (first.0, f64::INFINITY)];
            let outline = edge.iter().copied().chain(up).collect();
            figure.regions.push(excluded(vec![outline], hatch, name));
        }
        Ok(())
    }

    /// What Belle II prefers within 2σ, and the line of its central value.
    pub(crate) fn preferred(
        &self,
        observable: &str,
        [low, middle, high]: [f64; 3],
        figure: &mut Figure,
    ) -> Result<(), Failure> {
        let (lower, upper) = (self.where_is(observable, low)?, self.where_is(observable, high)?);
        // Where no mixing gives too much, everything above gives enough.
        let above = |point: &(f64, f64)| upper.iter().find(|u| u.0 == point.0).map_or((point.0, 1.0), |&u| u);
        let outline = lower.iter().copied().chain(lower.iter().rev().map(above)).collect();
        figure.regions.push(allowed(vec![outline], FAVOURED, 0.6, "Belle II, 2σ"));
        figure.contours.push(contour(vec![self.where_is(observable, middle)?], dashed(Colour::BLACK), ""));
        Ok(())
    }
}

/// The plane of Figs 1 and 4 of arXiv:2312.00982.
pub(crate) fn mixing_plane(study: &Study, lightest: f64) -> Result<Figure, Failure> {
    let masses = (lightest, 60.0);
    let mut figure =
        plane(log_axis(r"$m_{h_D}$ [GeV]", masses.0, masses.1), log_axis(r"$\sin\theta$", SHOWN.0, SHOWN.1));
    let between = |from: f64, to: f64, points: usize| Mixings {
        study,
        parameter: "m_hD",
        values: Sampling::log(from, to, points).values().to_vec(),
    };
    // Steps on both sides of the end of two-body decays.
    let mut all = between(masses.0, 0.999 * TWO_BODY, 40).values;
    all.extend(between(1.001 * TWO_BODY, masses.1, 24).values);
    let all = Mixings { study, parameter: "m_hD", values: all };
    all.preferred("BR_BKinv", BELLE_II, &mut figure)?;
    all.excluded("BR_hinv", LHC, Hatch::Rising, "LHC: h → inv", &mut figure)?;
    between(masses.0, 4.35, 40).excluded("BR_BKstinv", 1.8e-5, Hatch::Falling, "Belle: B⁰ → K*⁰ + inv", &mut figure)?;
    between(masses.0, 0.36, 30).excluded("BR_KLpiinv", 3.0e-9, Hatch::Falling, "KOTO", &mut figure)?;
    for (from, to, limit) in [(masses.0, 0.11, 6e-11), (0.16_f64.max(masses.0), 0.26, 1e-11)] {
        if from < to {
            between(from, to, 12).excluded("BR_Kpiinv", limit, Hatch::Rising, "NA62", &mut figure)?;
        }
    }
    for (limit, name) in INVISIBLE {
        let level = between(masses.0, masses.1, 20).where_is("BR_hinv", limit)?;
        figure.contours.push(contour(vec![level], line(PALETTE[0]), name));
    }
    let end = vec![vec![(TWO_BODY, SHOWN.0), (TWO_BODY, SHOWN.1)]];
    figure.contours.push(contour(end, dashed(PALETTE[6]), r"$m_B - m_K$"));
    Ok(figure)
}
