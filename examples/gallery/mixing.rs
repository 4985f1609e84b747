//! The plane of the mass of a dark Higgs boson and its mixing with the Higgs boson.

use frazil::plot::{Colour, Figure, Hatch, PALETTE, Sampling};

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

/// A small mixing, at which the model is evaluated; rates are all but proportional to its square.
pub(crate) const SMALL: f64 = 1e-3;

/// Lines on which an observable of a model has a value.
pub(crate) struct Mixings {
    /// The parameter along the horizontal axis with the values of all observables at the mixing [`SMALL`].
    points: Vec<(f64, Vec<f64>)>,
    /// The names of the observables.
    names: Vec<String>,
}

impl Mixings {
    /// Evaluates a model with a parameter `sin_th` at many settings of another, in GeV.
    pub(crate) fn of(study: &Study, parameter: &str, values: &[f64]) -> Result<Self, Failure> {
        let small = gev("sin_th", SMALL, 0);
        let names = study.model(&[&small])?.observables.into_iter().map(|observable| observable.name).collect();
        let points = each(values, |&value| {
            let model = study.model(&[&gev(parameter, value, 1), &small])?;
            let observables = model.evaluate(None).observables;
            Ok((value, observables.into_iter().map(|value| value.unwrap_or(f64::NAN)).collect()))
        })?;
        Ok(Self { points, names })
    }

    /// The least mixing at which an observable has a value, where there is one: an invisible width of h goes as sin²θ, a
    /// decay through a virtual scalar as sin²θ cos²θ, into a real one as sin²θ.
    pub(crate) fn where_is(&self, observable: &str, value: f64) -> Result<Vec<(f64, f64)>, Failure> {
        let place = self.names.iter().position(|name| name == observable);
        let place = place.ok_or_else(|| format!("there is no observable `{observable}`"))?;
        let mixing = |&(mass, ref observables): &(f64, Vec<f64>)| {
            let small = *observables.get(place)?;
            let squared = if observable == "BR_hinv" {
                SMALL.powi(2) * (value / (1.0 - value)) / (small / (1.0 - small))
            } else if mass < TWO_BODY {
                SMALL.powi(2) * value / small
            } else {
                let product = SMALL.powi(2) * (1.0 - SMALL.powi(2)) * value / small;
                // NaN where no mixing gives so much.
                2.0 * product / (1.0 + (1.0 - 4.0 * product).sqrt())
            };
            (squared > 0.0 && squared <= 1.0).then(|| (mass, squared.sqrt()))
        };
        Ok(self.points.iter().filter_map(mixing).collect())
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
    let between =
        |from: f64, to: f64, points: usize| Mixings::of(study, "m_hD", Sampling::log(from, to, points).values());
    // Steps on both sides of the end of two-body decays.
    let mut all = Sampling::log(masses.0, 0.9999 * TWO_BODY, 200).values().to_vec();
    all.extend(Sampling::log(1.0001 * TWO_BODY, masses.1, 100).values());
    let all = Mixings::of(study, "m_hD", &all)?;
    all.preferred("BR_BKinv", BELLE_II, &mut figure)?;
    all.excluded("BR_hinv", LHC, Hatch::Rising, "LHC: h → inv", &mut figure)?;
    between(masses.0, 4.35, 150)?.excluded(
        "BR_BKstinv",
        1.8e-5,
        Hatch::Falling,
        "Belle: B⁰ → K*⁰ + inv",
        &mut figure,
    )?;
    between(masses.0, 0.36, 80)?.excluded("BR_KLpiinv", 3.0e-9, Hatch::Falling, "KOTO", &mut figure)?;
    for (from, to, limit) in [(masses.0, 0.11, 6e-11), (0.16_f64.max(masses.0), 0.26, 1e-11)] {
        if from < to {
            between(from, to, 30)?.excluded("BR_Kpiinv", limit, Hatch::Rising, "NA62", &mut figure)?;
        }
    }
    for (limit, name) in INVISIBLE {
        figure.contours.push(contour(vec![all.where_is("BR_hinv", limit)?], line(PALETTE[0]), name));
    }
    let end = vec![vec![(TWO_BODY, SHOWN.0), (TWO_BODY, SHOWN.1)]];
    figure.contours.push(contour(end, dashed(PALETTE[6]), r"$m_B - m_K$"));
    Ok(figure)
}
