//! The evolution on a grid: for JSON, CSV and pictures.

use std::fmt::Write as _;

use crate::network::SolveError;
use crate::run::Solved;

/// Yields, equilibrium yields and rates on a logarithmic grid of x.
#[derive(Debug, Clone, PartialEq)]
pub struct Evolution {
    /// Reference mass/T.
    pub x: Vec<f64>,
    /// Temperature in GeV.
    pub temperature: Vec<f64>,
    /// The species.
    pub species: Vec<SpeciesEvolution>,
    /// Γ/H of every channel that has a rate, by label.
    pub rates: Vec<RateEvolution>,
}

/// One species on the grid.
#[derive(Debug, Clone, PartialEq)]
pub struct SpeciesEvolution {
    /// Its name.
    pub name: String,
    /// Y, zero where the species is absent.
    pub yields: Vec<f64>,
    /// `Y_eq`.
    pub equilibrium: Vec<f64>,
}

/// One channel on the grid.
#[derive(Debug, Clone, PartialEq)]
pub struct RateEvolution {
    /// Label of the reaction.
    pub label: String,
    /// LaTeX of the label, if the model gives one.
    pub latex: Option<String>,
    /// Γ/H, Γ being the reaction density over the equilibrium density of the first reactant.
    pub values: Vec<f64>,
}

/// Samples the evolution at `points` (at least two) values of x, equally spaced in ln x between start and end. The end is
/// where the yields have long settled.
pub fn sample(solved: &Solved, points: usize) -> Result<Evolution, SolveError> {
    let solution = &solved.solution;
    let last = points.max(2) - 1;
    let time = |k: usize| solution.start + (solution.end - solution.start) * k as f64 / last as f64;
    let times: Vec<f64> = (0..last).map(time).chain([solution.end]).collect();
    sample_at(solved, &times)
}

/// Samples the evolution at `times` = ln x, which increase from its start on and do not pass its end.
pub fn sample_at(solved: &Solved, times: &[f64]) -> Result<Evolution, SolveError> {
    let solution = &solved.solution;
    let network = &solution.network;
    // The ends are known without the rounding of a logarithm.
    let temperature = |&t: &f64| match t {
        t if t == solution.start => solution.temperatures.0,
        t if t == solution.end => solution.temperatures.1,
        t => network.temperature(t),
    };
    let temperature: Vec<f64> = times.iter().map(temperature).collect();
    let mut species: Vec<SpeciesEvolution> = network
        .species
        .iter()
        .map(|s| SpeciesEvolution { name: s.name.clone(), yields: Vec::new(), equilibrium: Vec::new() })
        .collect();
    for &t in times {
        let moment = solution.moment(t)?;
        for (i, species) in species.iter_mut().enumerate() {
            species.yields.push(moment.ln_yield[i].exp());
            species.equilibrium.push(moment.ln_equilibrium[i].exp());
        }
    }
    let mut rates = Vec::new();
    for (k, channel) in network.channels.iter().enumerate().filter(|&(k, _)| network.is_reaction(k)) {
        let values = temperature.iter().map(|&temperature| network.rate_over_hubble(k, temperature));
        let values: Vec<Option<f64>> = values.collect::<Result<_, _>>()?;
        if let Some(values) = values.into_iter().collect::<Option<Vec<f64>>>() {
            rates.push(RateEvolution { label: channel.label.clone(), latex: channel.latex.clone(), values });
        }
    }
    Ok(Evolution { x: times.iter().map(|t| t.exp()).collect(), temperature, species, rates })
}

impl Evolution {
    /// The table as CSV: x, T, then Y and `Y_eq` of every species, then Γ/H of every reaction.
    #[must_use]
    pub fn csv(&self) -> String {
        let mut out = String::from("x,T");
        for species in &self.species {
            let _ = write!(
                out,
                ",{},{}",
                field(&format!("Y({})", species.name)),
                field(&format!("Y_eq({})", species.name))
            );
        }
        for rate in &self.rates {
            let _ = write!(out, ",{}", field(&format!("Gamma/H({})", rate.label)));
        }
        out.push('\n');
        for k in 0..self.x.len() {
            let _ = write!(out, "{},{}", self.x[k], self.temperature[k]);
            for species in &self.species {
                let _ = write!(out, ",{:e},{:e}", species.yields[k], species.equilibrium[k]);
            }
            for rate in &self.rates {
                let _ = write!(out, ",{:e}", rate.values[k]);
            }
            out.push('\n');
        }
        out
    }
}

/// A CSV field, quoted where it must be (RFC 4180).
pub(super) fn field(text: &str) -> String {
    if text.contains([',', '"', '\n']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text.to_owned() }
}
