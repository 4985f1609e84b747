//! An axion-like particle as the portal: arXiv:2502.04900, section II.

use frazil::plot::{Colour, Dash, Figure, Label, PALETTE, Stroke, TopAxis};
use frazil::report::{Evolution, sample};
use frazil::thermal::equilibrium::Gas;

use crate::roots::roots;
use crate::study::{Failure, NONE, Study, gev};
use crate::style::{FAVOURED, allowed, contour, dashed, line, log_axis, plane, upright_band};
use crate::{Drawn, Entry};

pub(crate) const FIGURES: &[Entry] = &[
    Entry {
        name: "alp-portal-thermalisation",
        of: "arXiv:2502.04900, Fig. 1 left: where b quarks keep a in equilibrium",
        draw: thermalisation,
    },
    Entry { name: "alp-portal-yields", of: "arXiv:2502.04900, Fig. 1 right: yields over x", draw: yields },
];

const MODEL: &str = "alp-portal";

/// The temperatures and couplings at which decays and scatterings of b quarks make a faster than the Universe expands.
fn thermalisation() -> Drawn {
    const QUARKS: (f64, f64) = (1e-10, 1e-7);
    const TEMPERATURES: (f64, f64) = (0.1, 400.0);
    const REFERENCE: f64 = 1e-9;

    let study = Study::of(MODEL, &["m_a=2 GeV"])?;
    let run = study.run(&[gev("C_q", REFERENCE, -1)])?;
    // Rates go with the square of the coupling: the one at which rate and expansion are equal, over the temperature.
    let equal = |name: &str| -> Result<Vec<(f64, f64)>, Failure> {
        let place = run.model.curves.iter().position(|curve| curve.name == name);
        let points = place.and_then(|place| run.evaluation.curves.get(place)).ok_or("the model has no such curve")?;
        let points = points.as_ref().map_err(Clone::clone)?;
        let coupling = |ratio: f64| REFERENCE / ratio.sqrt();
        let line = points.x.iter().zip(&points.values).filter(|(_, ratio)| **ratio > 0.0);
        Ok(line.map(|(&t, &ratio)| (coupling(ratio), t)).collect())
    };
    let mut figure = plane(
        log_axis(r"$C_q/f_a$ [$\mathrm{GeV^{-1}}$]", QUARKS.0, QUARKS.1),
        log_axis(r"$T$ [GeV]", TEMPERATURES.0, TEMPERATURES.1),
    );
    for (name, colour, label) in [
        ("by_scattering", PALETTE[2], "$b\\bar b \\leftrightarrow g\\,a,$\n$b\\,g \\leftrightarrow b\\,a$"),
        ("by_decay", PALETTE[4], r"$b \leftrightarrow s\,a$"),
    ] {
        let edge = equal(name)?;
        let ends = [edge.last(), edge.first()].into_iter().flatten().map(|p| (f64::INFINITY, p.1)).collect::<Vec<_>>();
        let outline = edge.into_iter().chain(ends).collect();
        figure.regions.push(allowed(vec![outline], colour, 0.4, label).edged(line(colour)));
    }
    let (one, two) = (preferred(&study, QUARKS, 0.5e-5, 0.9e-5)?, preferred(&study, QUARKS, 0.4e-5, 1.1e-5)?);
    figure.regions.push(upright_band(two.0, two.1, FAVOURED, 0.0, ""));
    figure.regions.push(upright_band(one.0, one.1, FAVOURED, 0.6, ""));
    let centre = preferred(&study, QUARKS, 0.7e-5, 0.7e-5)?.0;
    let upwards = vec![vec![(centre, TEMPERATURES.0), (centre, TEMPERATURES.1)]];
    figure.contours.push(contour(upwards, dashed(FAVOURED), "Belle II, 1σ and 2σ"));
    Ok(figure.draw()?)
}

/// The couplings to quarks that give B → K + invisible branching ratios.
fn preferred(study: &Study, range: (f64, f64), low: f64, high: f64) -> Result<(f64, f64), Failure> {
    let coupling = |wanted: f64| {
        let excess = |c: f64| Ok((study.observable("BR_BKa", &[gev("C_q", c, -1)])? / wanted).ln());
        roots(range, 10, excess)?.first().copied().ok_or_else(|| "no coupling gives the branching ratio".into())
    };
    coupling(low).and_then(|low: f64| Ok((low, coupling(high)?)))
}

/// Yields of the axion-like particle and of dark matter, and what they and the b quark would have in equilibrium.
fn yields() -> Drawn {
    const POINTS: usize = 500;
    let study = Study::of(MODEL, &["C_q=6e-9 GeV^-1", "C_chi=6e-9 GeV^-1", "m_a=2 GeV", "m_chi=3 MeV"])?;
    let run = study.run(&NONE)?;
    let solved = run.solved.as_deref().ok_or("the model has no species")?;
    let Evolution { x, species, .. } = sample(solved, POINTS)?;
    let mut figure = Figure::new(log_axis("$x = m_b/T$", 0.01, 1e3), log_axis("Yield $Y = n/s$", 1e-18, 1.0));
    figure.height = 170.0;
    let mass = solved.solution.network.reference_mass();
    figure.top = Some(TopAxis { label: Label::text(r"$T$ [GeV]"), factor: mass });
    let points = |values: &[f64]| x.iter().copied().zip(values.iter().copied()).collect::<Vec<_>>();
    let quark = run.model.bath.iter().find(|particle| particle.name == "b").ok_or("the model has no b quark")?;
    // Both quark and antiquark.
    let quarks = Gas {
        mass: quark.mass,
        degrees_of_freedom: 2.0 * quark.degrees_of_freedom,
        distribution: run.model.evolution.statistics.distribution(quark.statistics),
    };
    let in_equilibrium = |x: f64| -> Result<(f64, f64), Failure> {
        let temperature = mass / x;
        let entropy = run.model.expansion.at(temperature)?.entropy_density;
        Ok((x, (quarks.ln_density(temperature).total() - entropy.ln()).exp()))
    };
    let quarks = x.iter().map(|&x| in_equilibrium(x)).collect::<Result<Vec<_>, _>>()?;
    let thin = |colour: Colour| Stroke { colour, width: 0.85, dash: Dash::Dashed };
    let names = [("a", "$Y_a$", PALETTE[0]), ("chi", r"$Y_\chi + Y_{\bar\chi}$", PALETTE[1])];
    for (name, label, colour) in names {
        let place = run.model.species.iter().position(|s| s.name == name).ok_or("the model has another species")?;
        figure.contours.push(contour(vec![points(&species[place].yields)], line(colour), label));
    }
    figure.contours.push(contour(vec![quarks], thin(PALETTE[2]), r"$Y_b^\mathrm{eq} + Y_{\bar b}^\mathrm{eq}$"));
    Ok(figure.draw()?)
}
