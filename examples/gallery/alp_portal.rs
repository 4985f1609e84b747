//! An axion-like particle as the portal: arXiv:2502.04900, section II.

use frazil::plot::{Colour, Dash, Figure, Hatch, Label, PALETTE, Sampling, Stroke, TopAxis};
use frazil::report::{Evolution, sample};
use frazil::thermal::equilibrium::Gas;

use crate::roots::roots;
use crate::study::{Failure, NONE, Study, each, gev};
use crate::style::{FAVOURED, RELIC, contour, excluded, line, log_axis, plane, upright_band};
use crate::{Drawn, Entry};

pub(crate) const FIGURES: &[Entry] = &[
    Entry { name: "alp-portal-yields", of: "arXiv:2502.04900, Fig. 1 right: yields over x", draw: yields },
    Entry {
        name: "alp-portal-dark-matter-mass",
        of: "arXiv:2502.04900, Fig. 2: m_χ for Ωh² = 0.12",
        draw: dark_matter_mass,
    },
];

const MODEL: &str = "alp-portal";
/// The relic density that is observed, arXiv:1807.06209.
const OMEGA_H2: f64 = 0.12;
/// The lightest dark matter that made structures as they are, in GeV: arXiv:2111.09321.
const WARM: f64 = 15e-6;

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

/// The dark-matter mass that gives the observed relic density, in the plane of the couplings to quarks and to dark matter.
fn dark_matter_mass() -> Drawn {
    const QUARKS: (f64, f64) = (1e-10, 1e-7);
    const DARK: (f64, f64) = (1e-13, 1e-3);
    const POINTS: usize = 25;
    /// In GeV, with the name of the line.
    const MASSES: [(f64, &str); 5] =
        [(WARM, "15 keV"), (1e-4, "100 keV"), (1e-3, "1 MeV"), (1e-2, "10 MeV"), (0.1, "100 MeV")];
    /// Parts of half the mass of a, of which one gives about the most dark matter for a coupling.
    const HEAVY: [f64; 4] = [0.6, 0.75, 0.85, 0.93];

    let study = Study::of(MODEL, &["m_a=2 GeV"])?;
    let couplings = Sampling::log(QUARKS.0, QUARKS.1, POINTS);
    let masses: Vec<f64> = MASSES.iter().map(|m| m.0).chain(HEAVY).collect();
    let points: Vec<(f64, f64)> =
        masses.iter().flat_map(|&mass| couplings.values().iter().map(move |&c| (mass, c))).collect();
    // The coupling to dark matter that gives Ωh² = 0.12; the least, if there are several.
    let needed = each(&points, |&(mass, c_q)| {
        let shared = [gev("m_chi", mass, 1), gev("C_q", c_q, -1)];
        let excess = |c_chi: f64| {
            let [mass, c_q] = shared.each_ref().map(String::as_str);
            Ok((study.omega_h2(&[mass, c_q, &gev("C_chi", c_chi, -1)])? / OMEGA_H2).ln())
        };
        Ok(roots((0.1 * DARK.0, DARK.1), 6, excess)?.first().copied())
    })?;
    let line_of = |k: usize| -> Vec<(f64, f64)> {
        let row = needed.iter().skip(k * POINTS).take(POINTS);
        couplings.values().iter().zip(row).filter_map(|(&c_q, c_chi)| Some((c_q, (*c_chi)?))).collect()
    };

    let mut figure = plane(
        log_axis(r"$C_q/f_a$ [$\mathrm{GeV^{-1}}$]", QUARKS.0, QUARKS.1),
        log_axis(r"$C_{\chi\chi}^A/f_a$ [$\mathrm{GeV^{-1}}$]", DARK.0, DARK.1),
    );
    let preferred = |low: f64, high: f64| -> Result<(f64, f64), Failure> {
        let coupling = |wanted: f64| {
            let excess = |c: f64| Ok((study.observable("BR_BKa", &[gev("C_q", c, -1)])? / wanted).ln());
            roots(QUARKS, 10, excess)?.first().copied().ok_or_else(|| "no coupling gives the branching ratio".into())
        };
        coupling(low).and_then(|low: f64| Ok((low, coupling(high)?)))
    };
    let (one, two) = (preferred(0.5e-5, 0.9e-5)?, preferred(0.4e-5, 1.1e-5)?);
    figure.regions.push(upright_band(two.0, two.1, FAVOURED, 0.0, ""));
    figure.regions.push(upright_band(one.0, one.1, FAVOURED, 0.6, "Belle II\n1σ, 2σ"));
    let closed = |line: Vec<(f64, f64)>, end: f64| {
        let ends = [line.last(), line.first()].into_iter().flatten().map(|p| (p.0, end)).collect::<Vec<_>>();
        vec![line.into_iter().chain(ends).collect::<Vec<_>>()]
    };
    let warm = closed(line_of(0), f64::INFINITY);
    figure.regions.push(excluded(warm, Hatch::Rising, "Lyman-α: dark matter too warm"));
    let least = |(k, &c_q): (usize, &f64)| {
        let heavy = (MASSES.len()..masses.len()).filter_map(|m| needed.get(m * POINTS + k).copied().flatten());
        heavy.reduce(f64::min).map(|c_chi| (c_q, c_chi))
    };
    let closed_decay = closed(couplings.values().iter().enumerate().filter_map(least).collect(), 0.0);
    figure.regions.push(excluded(closed_decay, Hatch::Falling, r"$\Omega h^2 < 0.12$ for all $m_\chi < m_a/2$"));
    for (k, (_, name)) in MASSES.into_iter().enumerate() {
        figure.contours.push(contour(vec![line_of(k)], line(RELIC), &format!(r"$m_\chi =$ {name}")));
    }
    Ok(figure.draw()?)
}
