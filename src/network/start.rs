//! Where an evolution starts, and whether starting there is justified.

use super::evolve::Solution;
use super::exchange::{Flux, NO_FLUX, Representation};
use super::mesh::Sampled;
use super::system::BoltzmannSystem;
use super::{Network, Species, Start};
use crate::cosmology::Expansion;
use crate::rates::RateError;

/// How many times hotter than the heaviest participant the default start is when a yield starts at zero. What is
/// produced before falls with a power of x between one (scattering) and three (decays).
const HOTTER_FOR_FREEZE_IN: f64 = 1e4;
/// Rounding of a temperature that was turned into x and back.
const ROUNDING: f64 = 1e-9;
/// Step in t over which the growth of the production at the start is measured.
const PROBE: f64 = 0.05;

/// The temperature (GeV) at which an evolution starts if nothing is said: the heaviest species' mass when all start in
/// equilibrium, far above the heaviest participant when a yield starts at zero, and never before the plasma came into
/// being. Where that is known, a yield that does not start in equilibrium starts there.
///
/// `others` are the masses (GeV) of the other participants and of the thresholds of the reactions.
pub(super) fn default_temperature<'s>(
    species: impl IntoIterator<Item = &'s Species>,
    others: impl IntoIterator<Item = f64>,
    reference_mass: f64,
    expansion: &dyn Expansion,
) -> f64 {
    let (mut heaviest, mut all_in_equilibrium) = (0.0f64, true);
    for species in species {
        heaviest = heaviest.max(species.mass);
        all_in_equilibrium &= species.start == Start::Equilibrium;
    }
    let hottest = expansion.hottest();
    let wanted = match expansion.beginning() {
        _ if all_in_equilibrium => heaviest,
        Some(beginning) => beginning,
        None => HOTTER_FOR_FREEZE_IN * others.into_iter().fold(heaviest, f64::max),
    };
    if wanted > 0.0 { wanted.min(hottest) } else { reference_mass.min(hottest) }
}

/// The state vector at `t` and how each yield is represented in it.
/// `ln_dilution` is the logarithm of what a yield of one at the start is per entropy at the end.
pub(super) fn state(network: &Network, ln_equilibrium: &[f64], ln_dilution: f64) -> (Vec<f64>, Vec<Representation>) {
    network
        .groups
        .iter()
        .zip(ln_equilibrium)
        .map(|(group, &equilibrium)| match group.start {
            Start::Equilibrium => (equilibrium, Representation::Logarithmic),
            Start::Yield(value) if value > 0.0 => (value.ln() + ln_dilution, Representation::Logarithmic),
            Start::Yield(_) => (0.0, Representation::Linear),
        })
        .unzip()
}

/// Gross production and destruction of every group, dY/dt, for given fluxes.
pub(super) fn gross(network: &Network, fluxes: &[Flux]) -> Vec<(f64, f64)> {
    let mut of_groups = vec![(0.0, 0.0); network.groups.len()];
    for (exchange, flux) in network.exchanges.iter().zip(fluxes) {
        let sign = if exchange.subtracted { -1.0 } else { 1.0 };
        for &(i, change) in &exchange.change {
            let change = sign * change;
            let (gain, loss) = if change > 0.0 { (flux.forward, flux.backward) } else { (flux.backward, flux.forward) };
            of_groups[i].0 += sign * change.abs() * gain;
            of_groups[i].1 += sign * change.abs() * loss;
        }
    }
    of_groups
}

/// Destruction rate of every group over H, Γ/H, for given fluxes, ln Y and F; zero for an absent one.
pub(super) fn destruction_over_hubble(network: &Network, fluxes: &[Flux], ln_yield: &[f64], factor: f64) -> Vec<f64> {
    let destroyed = gross(network, fluxes).into_iter().zip(ln_yield);
    let rates = destroyed.map(
        |((_, destroyed), ln_yield)| {
            if destroyed > 0.0 { (destroyed.ln() - ln_yield).exp() / factor } else { 0.0 }
        },
    );
    rates.collect()
}

/// Complains about a start in equilibrium that the rates do not support.
pub(super) fn check_equilibrium<S: Sampled>(
    network: &Network,
    system: &BoltzmannSystem<'_, S>,
    t: f64,
    ln_yield: &[f64],
    warnings: &mut Vec<String>,
) -> Result<(), S::Error>
where
    S::Error: std::fmt::Display,
{
    let mut fluxes = vec![NO_FLUX; network.exchanges.len()];
    let factor = system.fluxes(t, ln_yield, &mut fluxes)?;
    let rates = destruction_over_hubble(network, &fluxes, ln_yield, factor);
    for (group, rate) in network.groups.iter().zip(rates) {
        if group.start == Start::Equilibrium && rate < 1.0 {
            warnings.push(format!(
                "{} starts in equilibrium at T = {:.4e} GeV although Γ/H = {rate:.2e} there: start earlier, or say `initial: zero`",
                group.described(),
                network.temperature(t)
            ));
        }
    }
    Ok(())
}

/// Complaints about production before the start that would change a final yield by more than the tolerance. A group
/// that was in equilibrium later, which `equilibrated` says, has forgotten its start.
pub(super) fn missed_production(solution: &Solution, equilibrated: &[bool]) -> Result<Vec<String>, RateError> {
    let (network, system, t) = (&*solution.network, solution.system(), solution.start);
    let mut warnings = Vec::new();
    // Nothing is missed of what never was.
    let from = network.temperature(t);
    if network.expansion().beginning().is_some_and(|beginning| from >= beginning * (1.0 - ROUNDING)) {
        return Ok(warnings);
    }
    let ln_dilution = network.sources.ln_dilution(t)?;
    let mut ln_yield = vec![0.0; network.groups.len()];
    system.ln_equilibrium(t, &mut ln_yield)?;
    for (y, group) in ln_yield.iter_mut().zip(&network.groups) {
        if let Start::Yield(value) = group.start {
            *y = value.ln() + ln_dilution;
        }
    }
    let mut fluxes = vec![NO_FLUX; network.exchanges.len()];
    system.fluxes(t, &ln_yield, &mut fluxes)?;
    let now = gross(network, &fluxes);
    system.fluxes(t + PROBE, &ln_yield, &mut fluxes)?;
    let then = gross(network, &fluxes);
    for (i, group) in network.groups.iter().enumerate() {
        let (now, later) = (now[i].0, then[i].0);
        if group.start == Start::Equilibrium
            || equilibrated.get(i) == Some(&true)
            || solution.ln_totals[i] == f64::NEG_INFINITY
            || now <= 0.0
            || later <= 0.0
        {
            continue;
        }
        // A production ∝ x^p that began at x = 0 would have made P/p by now, and be as little of what is left in the end
        // as it was of the largest yield: whatever destroys that destroys both.
        let power = (later / now).ln() / PROBE;
        let largest = solution.trajectory.largest(i).max(solution.ln_totals[i]);
        let missed = if power > 0.0 { (now.ln() - largest).exp() / power } else { f64::INFINITY };
        let temperature = network.temperature(t);
        if power <= 0.1 {
            warnings.push(format!(
                "the production of {} at the start, T = {temperature:.4e} GeV, does not fall towards higher temperatures: \
                 the result depends on `evolution.from`",
                group.described()
            ));
        } else if missed > solution.settings.tolerance {
            warnings.push(format!(
                "what was produced of {} before the start, T = {temperature:.4e} GeV, would add about {missed:.1e} of its \
                 yield: start earlier with `evolution.from`",
                group.described()
            ));
        }
    }
    Ok(warnings)
}
