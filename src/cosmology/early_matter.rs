//! A field that dominates as matter and decays into the plasma.
//!
//! With the field's energy density ρ_φ, its width Γ and the plasma's ρ and s (Giudice, Kolb, Riotto,
//! hep-ph/0005123, eqs. 4 and 5; Chung, Kolb, Riotto, hep-ph/9809453):
//!
//! dρ_φ/dt = −(3H + Γ) ρ_φ, ds/dt = −3H s + Γ ρ_φ/T, H² = (8π/3)(ρ_φ + ρ)/M_Pl².
//!
//! While the field decays the plasma cools more slowly than it is diluted. With q = Γρ_φ/(3HTs), the share of the dilution
//! that the decays make up for, and F₀ = 1 + (1/3) d ln g_s/d ln T,
//!
//! d ln T/dt = −H/F, F = F₀/(1 − q), d ln ρ_φ/d ln T = (3 + Γ/H) F, d ln(s a³)/d ln T = −3(F − F₀).
//!
//! Where the field dominates, its decay products reach ρ = (2/5)(Γ/H) ρ_φ whatever was there before: T ∝ a^(−3/8), q = 5/8.
//! The history starts there, hotter than anyone may ask for, so that nothing is left of how it started.

use std::f64::consts::PI;

use super::{Background, Expansion, HistoryError, RadiationEra, TemperatureError};

/// The history reaches this many times above the reheating temperature.
const REACH: f64 = 1e8;
/// It is followed from this many times hotter: deviations from the attractor fall as T^(20/3).
const RELAXATION: f64 = 1e2;
/// Nodes per unit of ln T. The fourth-order steps and the cubic interpolation between them are then exact to 1e-7, whatever the degrees of freedom do.
const NODES_PER_UNIT: f64 = 512.0;
/// The field is gone when its energy density is below this share of that of the plasma.
const GONE: f64 = 1e-18;
/// Reheating temperatures in GeV.
const TEMPERATURES: (f64, f64) = (1e-9, 1e9);

/// The logarithms of the field's energy density (GeV⁴) and of the entropy per comoving volume, or their slopes.
type State = [f64; 2];

/// A matter-like field that dominates and decays, with `Γ = H_rad(T_RH)`.
#[derive(Debug, Clone)]
pub struct EarlyMatter {
    era: RadiationEra,
    /// T_RH in GeV.
    temperature: f64,
    /// Γ in GeV.
    width: f64,
    /// ln T of the first node.
    first: f64,
    /// Nodes per unit of ln T from there to colder temperatures.
    density_of_nodes: f64,
    /// State and slopes in ln T at the nodes; the entropy is relative to that at the end.
    nodes: Vec<(State, State)>,
}

impl EarlyMatter {
    /// The history whose field decays at the rate with which a plasma of `temperature` (GeV), from 1e-9 to 1e9, expands.
    pub fn new(era: RadiationEra, temperature: f64) -> Result<Self, HistoryError> {
        HistoryError::check("T_RH", temperature, TEMPERATURES)?;
        Ok(Self::with_nodes(era, temperature, NODES_PER_UNIT))
    }

    fn with_nodes(era: RadiationEra, temperature: f64, density_of_nodes: f64) -> Self {
        let first = (temperature * REACH * RELAXATION).ln();
        let width = era.inside(temperature).hubble;
        let mut history = Self { era, temperature, width, first, density_of_nodes, nodes: Vec::new() };
        history.follow();
        history
    }

    /// The plasma alone, at a temperature inside the range of all histories.
    fn radiation(&self, ln_temperature: f64) -> Background {
        self.era.inside(ln_temperature.exp())
    }

    /// Energy density of the plasma (GeV⁴): H² = (8π/3) ρ/M_Pl².
    fn density(&self, hubble: f64) -> f64 {
        3.0 / (8.0 * PI) * (hubble * self.era.planck_mass()).powi(2)
    }

    /// The background for a given density of the field (GeV⁴).
    fn background(&self, radiation: Background, field: f64) -> Background {
        let hubble = radiation.hubble * (1.0 + field / self.density(radiation.hubble)).sqrt();
        let gain = self.width * field / (3.0 * hubble * radiation.temperature * radiation.entropy_density);
        Background { hubble, factor: radiation.factor / (1.0 - gain), ..radiation }
    }

    /// Slopes of the state in ln T.
    fn slopes(&self, ln_temperature: f64, [ln_field, _]: State) -> State {
        let radiation = self.radiation(ln_temperature);
        let now = self.background(radiation, ln_field.exp());
        [(3.0 + self.width / now.hubble) * now.factor, 3.0 * (radiation.factor - now.factor)]
    }

    /// Fills the nodes, from the attractor to where the field is gone.
    fn follow(&mut self) {
        let hottest = self.radiation(self.first);
        let plasma = self.density(hottest.hubble);
        // ρ = (2/5)(Γ/H) ρ_φ with H² = H_rad² ρ_φ/ρ.
        let field = plasma * (2.5 * hottest.hubble / self.width).powi(2);
        let mut state = [field.ln(), 0.0];
        let step = -1.0 / self.density_of_nodes;
        let mut at = self.first;
        loop {
            let slopes = self.slopes(at, state);
            self.nodes.push((state, slopes));
            let plasma = self.density(self.radiation(at).hubble);
            if state[0] < (GONE * plasma).ln() {
                break;
            }
            let moved = |by: State, h: f64| [state[0] + h * by[0], state[1] + h * by[1]];
            let second = self.slopes(at + 0.5 * step, moved(slopes, 0.5 * step));
            let third = self.slopes(at + 0.5 * step, moved(second, 0.5 * step));
            let fourth = self.slopes(at + step, moved(third, step));
            let mean: State = std::array::from_fn(|i| (slopes[i] + 2.0 * (second[i] + third[i]) + fourth[i]) / 6.0);
            state = moved(mean, step);
            at = self.first - self.nodes.len() as f64 / self.density_of_nodes;
        }
        for (node, _) in &mut self.nodes {
            node[1] -= state[1];
        }
    }

    /// The state at ln T, by cubic Hermite interpolation; `None` where the field is gone.
    fn state(&self, ln_temperature: f64) -> Option<State> {
        let place = (self.first - ln_temperature) * self.density_of_nodes;
        // Saturates: what lies beyond the first node is extrapolated from it by a rounding, the last node is far off.
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        let k = place as usize;
        let (from, to) = (self.nodes.get(k)?, self.nodes.get(k + 1)?);
        let u = place - k as f64;
        let v = 1.0 - u;
        Some(std::array::from_fn(|i| {
            let (f, g) = (-from.1[i] / self.density_of_nodes, -to.1[i] / self.density_of_nodes);
            v * v * ((1.0 + 2.0 * u) * from.0[i] + u * f) + u * u * ((1.0 + 2.0 * v) * to.0[i] - v * g)
        }))
    }

    /// How much the decays increase the entropy of a comoving volume from `temperature` (GeV) on.
    #[must_use]
    pub fn dilution(&self, temperature: f64) -> f64 {
        self.state(temperature.ln()).map_or(1.0, |[_, ln_entropy]| (-ln_entropy).exp())
    }
}

impl Expansion for EarlyMatter {
    fn at(&self, temperature: f64) -> Result<Background, TemperatureError> {
        let hottest = self.hottest();
        if temperature > hottest * (1.0 + 1e-12) {
            return Err(TemperatureError { temperature, hottest });
        }
        let radiation = self.era.at(temperature)?;
        let Some([ln_field, ln_entropy]) = self.state(temperature.ln()) else { return Ok(radiation) };
        let comoving_density = radiation.entropy_density * (-ln_entropy).exp();
        Ok(Background { comoving_density, ..self.background(radiation, ln_field.exp()) })
    }

    fn history(&self) -> &'static str {
        "early_matter"
    }

    fn description(&self) -> String {
        format!(
            "a field that dominates as matter and decays at the rate {:.4e} GeV, reheating to T = {} GeV",
            self.width, self.temperature
        )
    }

    fn hottest(&self) -> f64 {
        self.first.exp() / RELAXATION
    }

    fn era(&self) -> &RadiationEra {
        &self.era
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cosmology::DegreesOfFreedom;

    fn relative(a: f64, b: f64) -> f64 {
        (a / b - 1.0).abs()
    }

    fn constant() -> EarlyMatter {
        let degrees = DegreesOfFreedom::constant(106.75, 106.75).expect("positive");
        EarlyMatter::new(RadiationEra::new(degrees), 1e3).expect("is a history")
    }

    #[test]
    fn while_the_field_dominates_the_temperature_falls_as_a_to_the_minus_three_eighths() {
        let history = constant();
        let (one, other) = (history.at(1e9).unwrap(), history.at(1e8).unwrap());
        // H ∝ T⁴; corrections are of the order Γ/H = 1e-20.
        assert!(relative(one.factor, 8.0 / 3.0) < 1e-12, "{}", one.factor);
        assert!(relative(one.hubble / other.hubble, 1e4) < 1e-9);
        // s a³ ∝ T³ T^-8.
        assert!(relative(history.dilution(1e9) / history.dilution(1e8), 1e5) < 1e-9);
    }

    #[test]
    fn energy_is_conserved() {
        // d(ρ_φ a³)/dt = −Γ ρ_φ a³ and d(ρ a⁴)/dt = Γ ρ_φ a⁴ for constant g: compare with finite differences in ln T.
        let history = constant();
        for t in [3e5, 2e3, 700.0, 200.0] {
            let (h, b) = (1e-4, history.at(t).unwrap());
            let [field, _] = history.state(t.ln()).expect("the field is still there");
            let rho = history.density(history.radiation(t.ln()).hubble);
            let ln_slope = |f: &dyn Fn(f64) -> f64| (f(t.ln() + h) - f(t.ln() - h)) / (2.0 * h);
            let field_slope = ln_slope(&|u| history.state(u).expect("is there")[0]);
            // d ln T/dt = −H/F.
            let per_time = -b.hubble / b.factor;
            assert!(relative(field_slope * per_time, -(3.0 * b.hubble + history.width)) < 1e-7);
            let heated = 4.0 * per_time + 4.0 * b.hubble;
            assert!(relative(heated, history.width * field.exp() / rho) < 1e-9, "at T = {t}");
        }
    }

    #[test]
    fn steps_are_fine_enough_where_the_degrees_of_freedom_change() {
        let era = RadiationEra::new(DegreesOfFreedom::standard());
        let history = EarlyMatter::with_nodes(era.clone(), 0.05, NODES_PER_UNIT);
        let finer = EarlyMatter::with_nodes(era, 0.05, 4.0 * NODES_PER_UNIT);
        let mut at = history.hottest().ln();
        while let (Some(state), Some(exact)) = (history.state(at), finer.state(at)) {
            for i in 0..2 {
                assert!((state[i] - exact[i]).abs() < 1e-7, "{i} at T = {}: {state:?} {exact:?}", at.exp());
            }
            at -= 0.0317;
        }
        assert!(at.exp() < 0.01, "{}", at.exp());
    }

    #[test]
    fn after_the_decays_only_radiation_is_left() {
        let history = constant();
        assert_eq!(history.at(10.0), history.era.at(10.0));
        assert_eq!(history.dilution(10.0), 1.0);
        assert!(history.at(history.hottest()).is_ok() && history.at(1.01 * history.hottest()).is_err());
        // On the attractor (H/H_rad)² = 1 + 2.5 H/Γ, 2.85² at T_RH, where it begins to fail.
        let at_reheating = history.at(1e3).unwrap().hubble / history.era.at(1e3).unwrap().hubble;
        assert!((at_reheating - 2.85).abs() < 0.3, "{at_reheating}");
    }

    #[test]
    fn reheating_temperatures_without_meaning_are_refused() {
        let era = RadiationEra::new(DegreesOfFreedom::standard());
        for temperature in [0.0, -1.0, f64::NAN, 1e10] {
            assert!(EarlyMatter::new(era.clone(), temperature).is_err(), "{temperature}");
        }
    }
}
