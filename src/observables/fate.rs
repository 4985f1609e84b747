//! The fate of every species: when it left equilibrium, by which mechanism, through which reactions.

use serde::{Deserialize, Serialize};

use super::mechanism::Mechanism;
use crate::network::{Moment, Network, Solution, SolveError, integrate};

/// Departure |Y/Y_eq − 1| up to which a species counts as being in equilibrium.
const IN_EQUILIBRIUM: f64 = 0.1;
/// Departure up to which a species must have been, for its leaving to count as freeze-out.
const CLOSE_TO_EQUILIBRIUM: f64 = 1e-2;
/// Y/Y_eq at freeze-out.
const FREEZE_OUT_EXCESS: f64 = 1.5;
/// How long, in ln x, equilibrium must last to count.
const EQUILIBRIUM_SPAN: f64 = 0.3;
/// Relative fall below a maximum that makes a reannihilation.
const REANNIHILATED: f64 = 0.1;
/// Reactions with a smaller share are not called dominant.
const LEAST_SHARE: f64 = 0.01;

/// A reaction that made or removed a good part of a yield.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DominantReaction {
    /// The species.
    pub species: String,
    /// The label of the reaction.
    pub reaction: String,
    /// Its part of all changes of the yield, from freeze-out on if there was one.
    pub share: f64,
    /// Temperature in GeV where it changed the yield fastest.
    #[serde(rename = "T")]
    pub temperature: f64,
}

/// What became of one species, or of the group in chemical equilibrium that it belongs to.
#[derive(Debug, Clone, PartialEq)]
pub struct Fate {
    /// x at which Y = 1.5 Y_eq for the first time after having been within 1e-2 of equilibrium.
    pub x_freeze_out: Option<f64>,
    /// The temperature there in GeV.
    pub temperature_freeze_out: Option<f64>,
    /// Whether |Y/Y_eq − 1| < 0.1 while the destruction rate exceeded H over at least 0.3 in ln x.
    pub equilibrated: bool,
    /// How the yield came about, if it is one of the named ways.
    pub mechanism: Option<Mechanism>,
    /// The reactions that mattered, the most important first.
    pub dominant: Vec<DominantReaction>,
}

/// The fate of every species of a solution. Members of a group in chemical equilibrium share theirs: they leave equilibrium
/// together, and what counts is what changes their total yield.
pub fn fates(solution: &Solution) -> Result<Vec<Fate>, SolveError> {
    let history = solution.history()?;
    let network = &solution.network;
    let of_groups: Vec<Fate> =
        (0..network.groups.len()).map(|i| fate(solution, &history, i)).collect::<Result<_, _>>()?;
    let of_species = network.species.iter().enumerate().filter_map(|(i, species)| {
        let mut fate = of_groups.get(network.group_of(i)?)?.clone();
        fate.dominant.iter_mut().for_each(|reaction| reaction.species.clone_from(&species.name));
        Some(fate)
    });
    Ok(of_species.collect())
}

fn fate(solution: &Solution, history: &[Moment], i: usize) -> Result<Fate, SolveError> {
    let leaves = freeze_out(solution, history, i)?;
    let equilibrated = equilibrated(history, i);
    let channels = channels(&solution.network, i);
    Ok(Fate {
        x_freeze_out: leaves.map(f64::exp),
        temperature_freeze_out: leaves.map(|t| solution.network.temperature(t)),
        equilibrated,
        mechanism: mechanism(solution, history, i, &channels, equilibrated),
        dominant: dominant(solution, history, i, &channels, leaves),
    })
}

/// The channels that change the yield of group `i`, and by how much.
fn channels(network: &Network, i: usize) -> Vec<(usize, f64)> {
    let change = |k: usize| Some((k, network.change(k).iter().find(|&&(j, _)| j == i)?.1));
    (0..network.channels.len()).filter_map(change).collect()
}

/// ln x at freeze-out.
fn freeze_out(solution: &Solution, history: &[Moment], i: usize) -> Result<Option<f64>, SolveError> {
    let wanted = FREEZE_OUT_EXCESS.ln();
    let excess = |m: &Moment| m.ln_excess(i) - wanted;
    // An equilibrium yield that falls through one frozen long ago is near it for a moment, but nothing holds it there.
    let held = |m: &Moment| m.departure(i) < CLOSE_TO_EQUILIBRIUM && m.destruction_over_hubble[i] > 1.0;
    let Some(close) = history.iter().position(held) else { return Ok(None) };
    let crossing = history[close..].windows(2).find(|pair| excess(&pair[0]) < 0.0 && excess(&pair[1]) >= 0.0);
    // What matters to nothing is known to no relative error, so that its excess is a matter of rounding.
    let crossing = crossing.filter(|pair| solution.matters(&pair[0], i));
    let Some([before, after]) = crossing else { return Ok(None) };
    // Regula falsi on the interpolant, then once on the solution itself, whose excess differs by the interpolation error.
    let (mut low, mut high) = ((before.t, excess(before)), (after.t, excess(after)));
    let mut slope = (high.1 - low.1) / (high.0 - low.0);
    for _ in 0..60 {
        let t = 0.5 * (low.0 + high.0);
        let value = excess(&solution.moment(t)?);
        slope = (high.1 - low.1) / (high.0 - low.0);
        if value < 0.0 {
            low = (t, value);
        } else {
            high = (t, value);
        }
        if high.0 - low.0 < 1e-6 {
            break;
        }
    }
    let t = 0.5 * (low.0 + high.0);
    let exact = solution.ln_totals_at(t)[i] - solution.moment(t)?.ln_total_equilibria[i] - wanted;
    Ok(Some(corrected(t, exact / slope, [before.t, after.t])))
}

/// `t` less a Newton step, unless that leaves the bracket: where the yield or its equilibrium has underflown, or where the
/// interpolant is flat, a step is of any length or none at all.
fn corrected(t: f64, step: f64, [low, high]: [f64; 2]) -> f64 {
    let corrected = t - step;
    if low <= corrected && corrected <= high { corrected } else { t }
}

fn equilibrated(history: &[Moment], i: usize) -> bool {
    let mut since: Option<f64> = None;
    history.iter().any(|m| {
        if m.departure(i) < IN_EQUILIBRIUM && m.destruction_over_hubble[i] > 1.0 {
            m.t - *since.get_or_insert(m.t) >= EQUILIBRIUM_SPAN
        } else {
            since = None;
            false
        }
    })
}

fn mechanism(
    solution: &Solution,
    history: &[Moment],
    i: usize,
    channels: &[(usize, f64)],
    equilibrated: bool,
) -> Option<Mechanism> {
    let end = solution.ln_totals[i].exp();
    if end <= 0.0 {
        return None;
    }
    if late_production(solution, history, i, channels) > 0.5 * end {
        return Some(Mechanism::Decay);
    }
    let last = history.last()?;
    if equilibrated {
        return (last.destruction_over_hubble[i] < 1.0).then_some(Mechanism::FreezeOut);
    }
    let maximum = history.iter().map(|m| m.ln_totals[i]).fold(f64::NEG_INFINITY, f64::max).exp();
    if end < (1.0 - REANNIHILATED) * maximum {
        return Some(Mechanism::Reannihilation);
    }
    // A fall by less than the solution's own accuracy is none.
    let only_grew = end > maximum * (1.0 - 10.0 * solution.settings.tolerance);
    let started_below = history.first().is_some_and(|m| m.ln_totals[i] < end.ln());
    (only_grew && started_below).then_some(Mechanism::FreezeIn)
}

/// How much of the final yield of group `i` was made by species that had left equilibrium: what they turned into `i`,
/// followed through the destruction that came after.
///
/// A reaction that is itself in equilibrium, such as a fast conversion among species that have left the plasma's together,
/// moves nothing from one to the other: it neither makes nor destroys.
fn late_production(solution: &Solution, history: &[Moment], i: usize, channels: &[(usize, f64)]) -> f64 {
    let network = &solution.network;
    let mut surviving = 1.0;
    let mut late = 0.0;
    let mut after: Option<(f64, f64, f64)> = None;
    for moment in history.iter().rev() {
        let (mut made, mut destroyed) = (0.0, 0.0);
        for &(k, change) in channels {
            let flux = moment.fluxes[k];
            let (gain, loss, from) = if change > 0.0 {
                (flux.forward, flux.backward, network.evolved_reactants(k))
            } else {
                (flux.backward, flux.forward, network.evolved_products(k))
            };
            let converts = from.iter().any(|&(j, _)| j != i);
            if converts && gain.max(loss) < FREEZE_OUT_EXCESS * gain.min(loss) {
                continue;
            }
            destroyed += change.abs() * loss;
            let left_equilibrium = |j: usize| moment.ln_excess(j) > FREEZE_OUT_EXCESS.ln();
            if from.iter().any(|&(j, _)| j != i && left_equilibrium(j)) {
                made += change.abs() * gain;
            }
        }
        let destruction = if destroyed > 0.0 { (destroyed.ln() - moment.ln_totals[i]).exp() } else { 0.0 };
        if let Some((t, made_after, destruction_after)) = after {
            let step = t - moment.t;
            let survived = surviving * (-0.5 * step * (destruction + destruction_after)).exp();
            late += 0.5 * step * (made * survived + made_after * surviving);
            surviving = survived;
        }
        after = Some((moment.t, made, destruction));
    }
    late
}

fn dominant(
    solution: &Solution,
    history: &[Moment],
    i: usize,
    channels: &[(usize, f64)],
    leaves: Option<f64>,
) -> Vec<DominantReaction> {
    let network = &solution.network;
    let since = leaves.map_or(0, |t| history.partition_point(|m| m.t < t));
    let changes: Vec<(usize, f64, f64)> = channels
        .iter()
        .filter(|&&(k, _)| network.is_reaction(k))
        .filter_map(|&(k, _)| {
            let parts: Vec<(usize, f64)> =
                network.parts(k).filter_map(|part| channels.iter().find(|c| c.0 == part).copied()).collect();
            let net = |m: &Moment| parts.iter().map(|&(part, change)| change * m.fluxes[part].net).sum::<f64>();
            let values: Vec<f64> = history.iter().map(|m| net(m).abs()).collect();
            let total = integrate(&history[since..], &values[since..]);
            let peak = history[since..].iter().zip(&values[since..]).max_by(|a, b| a.1.total_cmp(b.1))?;
            Some((k, total, network.temperature(peak.0.t)))
        })
        .collect();
    let all: f64 = changes.iter().map(|c| c.1).sum();
    let mut dominant: Vec<DominantReaction> = changes
        .into_iter()
        .filter(|&(_, total, _)| all > 0.0 && total / all >= LEAST_SHARE)
        .map(|(k, total, temperature)| DominantReaction {
            species: network.groups[i].name.clone(),
            reaction: network.channels[k].label.clone(),
            share: total / all,
            temperature,
        })
        .collect();
    dominant.sort_by(|a, b| b.share.total_cmp(&a.share));
    dominant
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_correction_stays_where_the_crossing_is() {
        let bracket = [3.0, 3.2];
        assert!((corrected(3.1, 1e-4, bracket) - 3.0999).abs() < 1e-15);
        // A yield of zero is -inf from equilibrium, a flat interpolant divides by zero, both together by nothing.
        for step in [f64::NEG_INFINITY, f64::INFINITY, f64::NAN, 0.2, -1e3] {
            assert!((corrected(3.1, step, bracket) - 3.1).abs() < f64::EPSILON, "{step}");
        }
    }
}
