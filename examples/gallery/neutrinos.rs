//! B → K(*) with two neutrinos: the Corfu 2024 proceedings "New physics in B → K(*) + invisible".

use frazil::plot::{Colour, Figure, Label, PALETTE, panels};

use crate::study::{Failure, Study, each, gev};
use crate::style::{FAVOURED, allowed, contour, dashed, line, linear_axis, plane, upright_band};
use crate::{Drawn, Entry};

pub(crate) const FIGURES: &[Entry] =
    &[Entry {
        name: "b-to-k-nunu", of: "Corfu 2024 proceedings, Fig. 2: ratios of B → K and B → K*", draw: ratios
    }];

const MODEL: &str = "b-to-k-nunu";
/// The ranges of R_K within 1σ, eq. 3; bounds on R_K*, eq. 4.
const BELLE: (f64, f64) = (3.6, 7.0);
const AVERAGE: (f64, f64) = (2.0, 4.0);
const BOUNDS: (f64, f64) = (2.7, 1.9);
/// Three times the error of the Standard Model, eq. 2.
const STANDARD: f64 = 3.0 * 0.31 / 4.43;
const END: f64 = 8.0;
const LEPTONS: [&str; 3] = ["e", "mu", "tau"];
const REACHED: Colour = PALETTE[0];
const REACHED_TOO: Colour = PALETTE[3];

/// R_K and R_K* along a family of coefficients, which is an edge of what the coefficients can reach.
fn edge(
    study: &Study,
    family: impl Fn(f64) -> Vec<String> + Sync,
    range: (f64, f64),
) -> Result<Vec<(f64, f64)>, Failure> {
    const POINTS: u32 = 121;
    let steps: Vec<f64> =
        (0..POINTS).map(|k| range.0 + (range.1 - range.0) * f64::from(k) / f64::from(POINTS - 1)).collect();
    each(&steps, |&c| {
        let settings = family(c);
        Ok((study.observable("R_K_exact", &settings)?, study.observable("R_Kst_exact", &settings)?))
    })
}

/// The same value for a coefficient and these flavours of both neutrinos.
fn diagonal(name: &str, flavours: &[&str], value: f64) -> Vec<String> {
    flavours.iter().map(|l| gev(&format!("{name}[{l},{l}]"), value, 0)).collect()
}

/// What both ratios can be with left- and right-handed currents, and with right-handed ones alone.
fn ratios() -> Drawn {
    let study = Study::of(MODEL, &["R[tau,tau]=0"])?;
    // The vector current sees C_L + C_R, the axial one C_L - C_R: R_K* is least for R_K if C_R = C_L, that of the Standard
    // Model included.
    let standard = -1.469 / 0.23129;
    let both = edge(
        &study,
        |c| {
            let shared = |name: &str, value: f64| diagonal(name, &LEPTONS, value);
            [shared("L", c - standard), shared("R", -c)].concat()
        },
        (0.0, 10.0),
    )?;
    let primed = edge(&study, |c| [diagonal("Lp", &LEPTONS, c), diagonal("Rp", &LEPTONS, c)].concat(), (0.0, 9.0))?;
    // With C_R alone both are quadratic; of all matrices with one R_K the multiple of the Standard Model's is the edge.
    let right = edge(&study, |c| diagonal("R", &LEPTONS, c), (-20.0, 30.0))?;
    let tau = edge(&study, |c| diagonal("R", &["tau"], c), (-30.0, 45.0))?;
    // Everything above an edge can be reached.
    let above = |edge: &[(f64, f64)]| {
        let first = edge.first().map(|p| (p.0, f64::INFINITY));
        let last = edge.last().map(|p| (p.0, f64::INFINITY));
        vec![edge.iter().copied().chain(last).chain(first).collect::<Vec<_>>()]
    };
    let left = {
        let mut figure = ratio_plane("$C_L$, $C_R$");
        figure.regions.push(allowed(above(&both), REACHED, 0.2, "all currents"));
        figure.regions.push(allowed(above(&primed), REACHED_TOO, 0.5, "right-handed\nneutrinos"));
        with_measurements(figure)
    };
    let only = |edge: Vec<(f64, f64)>, title: &str| {
        let mut figure = ratio_plane(title);
        figure.regions.push(allowed(vec![edge], REACHED, 0.3, "can be reached"));
        with_measurements(figure)
    };
    let centre = only(right, "$C_R$ alone");
    let right = only(tau, r"$C_R$ alone, $C_R^{ee} = C_R^{\mu\mu} = 0$");
    Ok(panels(&[left, centre, right])?)
}

fn ratio_plane(title: &str) -> Figure {
    let mut figure = plane(linear_axis(r"$R_K^{\nu\nu}$", 0.0, END), linear_axis(r"$R_{K^*}^{\nu\nu}$", 0.0, END));
    figure.title = Some(Label::text(title));
    figure
}

/// The ranges and bounds of the experiments over what can be reached.
fn with_measurements(mut figure: Figure) -> Figure {
    let black = Colour(0, 0, 0);
    figure.regions.push(upright_band(AVERAGE.0, AVERAGE.1, PALETTE[2], 0.0, "average\n1σ"));
    figure.regions.push(upright_band(BELLE.0, BELLE.1, FAVOURED, 0.2, "Belle II\n1σ"));
    let square = |r: f64| vec![vec![(1.0 - r, 1.0 - r), (1.0 + r, 1.0 - r), (1.0 + r, 1.0 + r), (1.0 - r, 1.0 + r)]];
    figure.regions.push(allowed(square(STANDARD), black, 0.9, "SM"));
    let level = |value: f64| vec![vec![(0.0, value), (END, value)]];
    figure.contours.push(contour(level(BOUNDS.0), dashed(FAVOURED), "Belle, all modes"));
    figure.contours.push(contour(level(BOUNDS.1), dashed(FAVOURED), "Belle, $B^0 \\to K^{*0}$"));
    figure.contours.push(contour(vec![vec![(0.0, 0.0), (END, END)]], line(black), r"$R_K = R_{K^*}$"));
    figure
}
