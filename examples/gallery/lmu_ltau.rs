//! A scalar charged under L_μ − L_τ: slides of J. Kim after arXiv:2401.10112.

use frazil::plot::{Colour, Hatch, Label, Note, Place, Sampling, panels};

use crate::mixing::{Mixings, SMALL, TWO_BODY};
use crate::roots::roots;
use crate::study::{Failure, Study, each, gev};
use crate::style::{FAVOURED, allowed, contour, dashed, excluded, log_axis, plane};
use crate::{Drawn, Entry};

pub(crate) const FIGURES: &[Entry] = &[
    Entry {
        name: "lmu-ltau-two-body",
        of: "slides after arXiv:2401.10112: on-shell H₁, mass and mixing",
        draw: two_body,
    },
    Entry {
        name: "lmu-ltau-three-body",
        of: "slides after arXiv:2401.10112: dark-matter mass and mixing",
        draw: three_body,
    },
];

/// B⁺ → K⁺ + invisible beyond the Standard Model as the slides have it: less 2σ, as measured, and 2σ more.
const BELLE_II: [f64; 3] = [0.4e-5, 1.8e-5, 3.2e-5];

/// The couplings to dark matter among which that for the observed relic density is looked for.
const COUPLINGS: (f64, f64) = (3e-5, 3.0);

/// H₁ on its mass shell, wholly invisible.
fn two_body() -> Drawn {
    const MASSES: (f64, f64) = (0.05, 5.0);
    let study = Study::of("lmu-ltau", &["m_X=20 MeV"])?;
    let mut figure = plane(log_axis(r"$m_{H_1}$ [GeV]", MASSES.0, MASSES.1), log_axis(r"$\sin\theta$", 1e-4, 0.1));
    let between =
        |from: f64, to: f64, points: usize| Mixings::of(&study, "m_H1", Sampling::log(from, to, points).values());
    between(MASSES.0, 0.9999 * TWO_BODY, 200)?.preferred("BR_BKH1", BELLE_II, &mut figure)?;
    between(MASSES.0, MASSES.1, 100)?.excluded("BR_hinv", 0.13, Hatch::Rising, "LHC: $H_2$ → inv", &mut figure)?;
    let vector = between(MASSES.0, 4.35, 150)?;
    vector.excluded("BR_BKstH1", 1.8e-5, Hatch::Falling, "Belle: B⁰ → K*⁰ + inv", &mut figure)?;
    between(MASSES.0, 0.362, 80)?.excluded("BR_KLpiH1", 3.0e-9, Hatch::Falling, "KOTO", &mut figure)?;
    for (from, to, limit) in [(MASSES.0, 0.11, 6e-11), (0.16, 0.26, 1e-11)] {
        between(from, to, 30)?.excluded("BR_KpiH1", limit, Hatch::Rising, "NA62", &mut figure)?;
    }
    Ok(figure.draw()?)
}

/// The coupling to dark matter that gives the observed relic density, and the mixing that B → K + invisible then needs.
fn three_body() -> Drawn {
    const MASSES: (f64, f64) = (0.01, 1.0);
    let figures = [("5 GeV", "three bodies"), ("2 GeV", "two bodies")].map(|(mass, title)| {
        let heavy = format!("m_H1={mass}");
        let study = Study::of("lmu-ltau", &[&heavy])?;
        let masses = Sampling::log(MASSES.0, MASSES.1, 25);
        let coupling = each(masses.values(), |&m_x| {
            let excess = |lam: f64| Ok((study.omega_h2(&[gev("m_X", m_x, 1), gev("lam", lam, 0)])? / 0.12).ln());
            Ok(roots(COUPLINGS, 4, excess)?.first().copied())
        })?;
        // The branching ratio is all but proportional to the square of the mixing.
        let needed = |value: f64| -> Result<Vec<(f64, f64)>, Failure> {
            let points = masses.values().iter().zip(&coupling).filter_map(|(&m_x, lam)| Some((m_x, (*lam)?)));
            let points: Vec<(f64, f64)> = points.collect();
            let sines = each(&points, |&(m_x, lam)| {
                let settings = [gev("m_X", m_x, 1), gev("lam", lam, 0), gev("sin_th", SMALL, 0)];
                let sin_th = SMALL * (value / study.observable("BR_BKinv", &settings)?).sqrt();
                Ok(sin_th.is_finite().then_some((m_x, sin_th)))
            })?;
            Ok(sines.into_iter().flatten().collect())
        };
        let mut figure = plane(log_axis("$m_X$ [GeV]", MASSES.0, MASSES.1), log_axis(r"$\sin\theta$", 1e-3, 0.1));
        figure.title = Some(Label::text(&format!("$m_{{H_1}}$ = {mass}: {title}")));
        let [low, middle, high] = BELLE_II;
        let outline = needed(low)?.into_iter().chain(needed(high)?.into_iter().rev()).collect();
        figure.regions.push(allowed(vec![outline], FAVOURED, 0.6, "Belle II, 2σ"));
        let centre = needed(middle)?;
        figure.notes.extend(stops(&study, &masses, &coupling, &centre)?);
        figure.contours.push(contour(vec![centre], dashed(Colour::BLACK), ""));
        let bound = Mixings::of(&study, "m_X", masses.values())?;
        bound.excluded("BR_hinv", 0.13, Hatch::Rising, "LHC: $H_2$ → inv", &mut figure)?;
        let neutrinos = vec![vec![(0.0, 0.0), (0.02, 0.0), (0.02, f64::INFINITY), (0.0, f64::INFINITY)]];
        figure.regions.push(excluded(neutrinos, Hatch::Falling, r"$N_\mathrm{eff}$"));
        Ok::<_, Failure>(figure)
    });
    let [left, right] = figures;
    Ok(panels(&[left?, right?])?)
}

/// Says at the ends of a line over the masses why it does not go on: the coupling leaves the range in which it is looked for.
fn stops(
    study: &Study,
    masses: &Sampling,
    coupling: &[Option<f64>],
    line: &[(f64, f64)],
) -> Result<Vec<Note>, Failure> {
    let known = |place: Option<usize>| place.filter(|&k| coupling.get(k).is_some_and(Option::is_none));
    let first = coupling.iter().position(Option::is_some).unwrap_or(0);
    let last = coupling.iter().rposition(Option::is_some).unwrap_or(0);
    let ends = [(known(first.checked_sub(1)), line.first()), (known(Some(last + 1)), line.last())];
    let mut notes = Vec::new();
    for (missing, end) in ends {
        let (Some(missing), Some(&(x, y))) = (missing, end) else { continue };
        let mass = gev("m_X", masses.values()[missing], 1);
        let strongest = study.omega_h2(&[mass, gev("lam", COUPLINGS.1, 0)])?;
        let text = if strongest > 0.12 { r"$\lambda > 3$" } else { r"$\lambda < 3\times10^{-5}$" };
        notes.push(Note::new(text, Place::Beside { x, y }));
    }
    Ok(notes)
}
