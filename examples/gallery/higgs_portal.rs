//! A dark Higgs boson that mixes with the Higgs boson: arXiv:2312.00982.

use frazil::plot::{Hatch, Label, PALETTE, Sampling, panels};

use crate::mixing::{BELLE_II, mixing_plane};
use crate::study::{Study, gev, sampled};
use crate::style::{FAVOURED, allowed, contour, dashed, excluded, log_axis, plane};
use crate::{Drawn, Entry};

pub(crate) const FIGURES: &[Entry] = &[
    Entry { name: "higgs-portal-mixing", of: "arXiv:2312.00982, Fig. 1: mass and mixing", draw: mixing },
    Entry {
        name: "higgs-portal-couplings",
        of: "arXiv:2312.00982, Fig. 2: mixing and Yukawa coupling",
        draw: couplings,
    },
    Entry { name: "dark-abelian-higgs-mixing", of: "arXiv:2312.00982, Fig. 4: mass and mixing", draw: abelian },
];

/// y_D = 1, as in eq 21 of the paper, and a fermion so light that every decay is open.
fn mixing() -> Drawn {
    let study = Study::of("higgs-portal", &["y_D=1", "m_chi=10 MeV"])?;
    Ok(mixing_plane(&study, 0.05)?.draw()?)
}

/// A dark Higgs boson of 1 GeV: how invisible it is.
fn couplings() -> Drawn {
    const POINTS: usize = 49;
    let study = Study::of("higgs-portal", &["m_hD=1 GeV", "m_chi=100 MeV"])?;
    let (x, y) = (Sampling::log(1e-6, 1.0, POINTS), Sampling::log(1e-3, 0.1, POINTS));
    let of = |observable: &'static str, less: f64| {
        sampled(&x, &y, |y_d, sin_th| {
            let settings = [gev("y_D", y_d, 0), gev("sin_th", sin_th, 0)];
            Ok((study.observable(observable, &settings)? - less).ln())
        })
    };
    let mut figure = plane(log_axis("$y_D$", 1e-6, 1.0), log_axis(r"$\sin\theta$", 1e-3, 0.1));
    let invisible = of("BR_BKinv", 0.0)?;
    let [low, middle, high] = BELLE_II.map(f64::ln);
    figure.regions.push(allowed(invisible.region(low, high), FAVOURED, 0.6, "Belle II, 2σ"));
    // R_K in the bin of LHCb around 1 GeV² is less than 1.18 at 2σ.
    let universal = of("R_K", 1.0)?;
    figure.regions.push(excluded(universal.region(0.18_f64.ln(), f64::INFINITY), Hatch::Rising, "LHCb: $R_K$"));
    let visible = of("BR_hinv", 0.0)?;
    figure.regions.push(excluded(visible.region(0.13_f64.ln(), f64::INFINITY), Hatch::Falling, "LHC:\nh → inv"));
    figure.contours.push(contour(invisible.contour(middle), dashed(PALETTE[6]), ""));
    Ok(figure.draw()?)
}

/// Two vacuum expectation values of the dark Higgs field.
fn abelian() -> Drawn {
    let figures = ["v_D=10 GeV", "v_D=50 GeV"].map(|v_d| {
        let study = Study::of("dark-abelian-higgs", &["m_AD=100 MeV", v_d])?;
        let mut figure = mixing_plane(&study, 0.21)?;
        figure.title =
            Some(Label::text(&format!("$v_D = {}$", v_d.trim_start_matches("v_D=").replace(' ', r"\,\mathrm{") + "}")));
        // Eq 36, m_hD = m_h sin θ.
        let stable = vec![vec![(125.0 * 1.0e-3, 1.0e-3), (60.0, 60.0 / 125.0)]];
        figure.contours.push(contour(stable, dashed(PALETTE[2]), "eq 36"));
        Ok::<_, crate::study::Failure>(figure)
    });
    let [left, right] = figures;
    Ok(panels(&[left?, right?])?)
}
