//! Sampling a cross section until every panel is resolved.

use super::panel::{NODES, Panel, RULE, Tree, WIDEST, coldest_use, combined, gathered, is_narrow};
use super::sum;
use crate::rates::thermal_average::energy::{EnergyAxis, POLE_MARGIN, SAME_THRESHOLD, Y_LIMIT, Y_MARGIN};
use crate::rates::thermal_average::{ThermalAverage, require_cross_sections};
use crate::rates::{CrossSection, Pole, RateError, RateProblem, TemperatureRange};

/// Most values of σ.
const MAX_EVALUATIONS: usize = 100_000;
/// Part of the tolerance that the panels may use.
const SHARE: f64 = 0.1;
/// What the panels below a panel lend to its tolerance, relative to what it holds itself.
const LENT: f64 = 1.0 / 128.0;
/// Rounding of a sample at energy ε, in units of the machine epsilon times √s/ε.
const ROUNDING: f64 = 32.0;
/// Panels are not halved below this part of their place, nor at threshold below this part of the temperature.
const SHORTEST: f64 = 1e-14;
/// How much farther than the last pole the panels reach, in units of the highest temperature.
const BEYOND_POLE: f64 = 24.0;

/// The panels between all thresholds.
pub(super) struct Forest {
    pub(super) trees: Vec<Tree>,
    pub(super) evaluations: usize,
}

impl Forest {
    /// Samples the cross section of `average` for temperatures within `range` (GeV).
    pub(super) fn grow<C: CrossSection>(
        average: &ThermalAverage<C>,
        range: TemperatureRange,
    ) -> Result<Self, RateError> {
        for value in [range.min, range.max] {
            if !(value > 0.0 && value.is_finite()) {
                return Err(RateProblem::InvalidTemperature { value }.into());
            }
        }
        let mut reach = -average.tolerance().ln() + Y_MARGIN;
        let mut evaluations = 0;
        loop {
            let mut growth = Growth::new(average, range, reach, evaluations);
            let trees = growth.trees().map_err(|error| error.at_temperature(range.max))?;
            evaluations = growth.evaluations;
            let (total, beyond) = sum(&trees, average, range.max);
            if beyond <= SHARE * average.tolerance() * total.value.abs() || reach >= Y_LIMIT {
                return Ok(Self { trees, evaluations });
            }
            // A cross section that grows holds something farther out.
            reach = (1.5 * reach).min(Y_LIMIT);
        }
    }
}

struct Growth<'a, C> {
    average: &'a ThermalAverage<C>,
    coldest: f64,
    hottest: f64,
    /// ε/T beyond which nothing but poles matters.
    reach: f64,
    tolerance: f64,
    evaluations: usize,
    /// The tree that grows, and its variable.
    tree: Tree,
    axis: EnergyAxis,
}

/// Twenty samples: energies in GeV, and masses.
#[derive(Clone)]
struct Samples {
    energies: [f64; NODES],
    masses: [f64; NODES],
}

impl Samples {
    fn size(&self) -> f64 {
        self.masses.iter().map(|mass| mass.abs()).sum()
    }
}

/// What a panel is compared with.
#[derive(Clone, Copy)]
struct Around {
    /// ∫|ρ| dε over everything below.
    below: f64,
    /// The same over a panel it is part of, less what the weight may change within: it counts wherever the panel does.
    ancestor: f64,
}

/// Moduli of the differences.
fn differences(one: &[f64; NODES], other: &[f64; NODES]) -> [f64; NODES] {
    std::array::from_fn(|j| (one[j] - other[j]).abs())
}

/// Errors at places in [−1, 1] of a panel, moved to the node below, where they count more.
fn placed(errors: impl IntoIterator<Item = (f64, f64)>) -> [f64; NODES] {
    let mut sums = [0.0; NODES];
    for (t, error) in errors {
        let above = RULE.nodes.partition_point(|node| *node <= t);
        sums[above.saturating_sub(1)] += error;
    }
    sums
}

impl<'a, C: CrossSection> Growth<'a, C> {
    fn new(average: &'a ThermalAverage<C>, range: TemperatureRange, reach: f64, evaluations: usize) -> Self {
        Self {
            average,
            coldest: range.min,
            hottest: range.max,
            reach,
            tolerance: SHARE * average.tolerance(),
            evaluations,
            tree: Tree { origin: 0.0, panels: Vec::new(), root: 0 },
            axis: EnergyAxis::above(average.sqrt_s_min(), 0.0, 1.0),
        }
    }

    /// One tree from each threshold to the next.
    fn trees(&mut self) -> Result<Vec<Tree>, RateError> {
        let sqrt_s_min = self.average.sqrt_s_min();
        let end = self.end();
        let mut ends: Vec<f64> = self.average.cross_section().thresholds().iter().map(|e| e - sqrt_s_min).collect();
        ends.retain(|e| *e > SAME_THRESHOLD * sqrt_s_min && *e < end);
        ends.sort_by(f64::total_cmp);
        ends.dedup_by(|b, a| *b - *a <= SAME_THRESHOLD * (sqrt_s_min + *a));
        ends.push(end);
        let mut trees = Vec::with_capacity(ends.len());
        let (mut origin, mut below) = (0.0, 0.0);
        for end in ends {
            self.axis = EnergyAxis::above(sqrt_s_min, origin, end);
            self.tree = Tree { origin, panels: Vec::new(), root: 0 };
            let length = (end - origin).sqrt();
            let [samples] = self.samples([(0.0, length)])?;
            let size = samples.size();
            self.panel((0.0, length), samples, Around { below, ancestor: 0.0 })?;
            below += size;
            trees.push(std::mem::replace(&mut self.tree, Tree { origin: 0.0, panels: Vec::new(), root: 0 }));
            origin = end;
        }
        Ok(trees)
    }

    /// ε in GeV beyond which nothing matters at any temperature.
    fn end(&self) -> f64 {
        let end = self.reach * self.hottest;
        let poles =
            self.average.cross_section().poles().iter().map(|pole| (self.energy(pole), self.reach_of_pole(pole)));
        let visible = poles.filter(|(energy, reach)| *energy < reach * self.hottest).map(|(energy, _)| energy);
        visible.fold(end, |end, energy| end.max(energy + BEYOND_POLE * self.hottest))
    }

    /// ε of a pole in GeV.
    fn energy(&self, pole: &Pole) -> f64 {
        pole.mass - self.average.sqrt_s_min()
    }

    /// ε/T up to which a pole may matter, its height outweighing e^{−ε/T}.
    fn reach_of_pole(&self, pole: &Pole) -> f64 {
        (-self.average.tolerance().ln() + (pole.mass / pole.width).ln() + POLE_MARGIN).clamp(self.reach, Y_LIMIT)
    }

    /// ε/T up to which a panel may matter that holds `excess` times as much as all below.
    fn reach_of(&self, ends: (f64, f64), excess: f64) -> f64 {
        let own = (self.reach + excess.ln()).clamp(self.reach, Y_LIMIT);
        self.poles_within(ends).map(|pole| self.reach_of_pole(&pole)).fold(own, f64::max)
    }

    /// The reach over `lowest` (GeV) that includes every temperature at which a panel matters.
    fn reach_from(&self, panel: usize, lowest: f64) -> f64 {
        let panel = &self.tree.panels[panel];
        let start = self.tree.origin + panel.ends.0 * panel.ends.0;
        if start > 0.0 { panel.reach * lowest / start } else { panel.reach }
    }

    /// The poles with a width within an interval of v.
    fn poles_within(&self, (low, high): (f64, f64)) -> impl Iterator<Item = Pole> {
        let place = |pole: &Pole| self.energy(pole) - self.tree.origin;
        let poles = self.average.cross_section().poles().iter().copied();
        poles.filter(move |pole| pole.width > 0.0 && low * low < place(pole) && place(pole) < high * high)
    }

    /// Grows the panel between `ends` and what it is made of.
    fn panel(&mut self, ends: (f64, f64), samples: Samples, around: Around) -> Result<usize, RateError> {
        let (low, high) = ends;
        let middle = 0.5 * (low + high);
        let [lower, upper] = self.samples([(low, middle), (middle, high)])?;
        let lowest = self.tree.origin + low * low;
        let size = lower.size() + upper.size();
        let reach = self.reach_of(ends, if size > 0.0 { size / around.below } else { 1.0 });
        let coldest = self.coldest.max(lowest / reach);
        let lent = around.below.max(around.ancestor);
        let errors = differences(&samples.masses, &combined([&lower.masses, &upper.masses]));
        let smooth = self.is_smooth(&samples, &errors, lowest, coldest.max(coldest_use(ends)), lent);
        let Samples { energies, masses } = samples;
        let mut panel = Panel { ends, energies, masses, errors, smooth, reach, halves: None };
        if !panel.suffices(coldest) || !smooth {
            let narrow = is_narrow(ends, coldest);
            let pole = self.poles_within(ends).next().filter(|_| !smooth && low > 0.0 && narrow);
            let indivisible = high - low <= SHORTEST * high || high * high <= SHORTEST * coldest;
            if let Some(pole) = pole {
                [panel.masses, panel.errors] = self.peak(ends, pole, lent)?;
            } else if indivisible && !smooth {
                panel.errors = placed([(-1.0, size)]);
            } else {
                // Within a narrow panel the weight changes by e^{WIDEST} at most.
                let own = if narrow { size.min(panel.size()) * (-WIDEST).exp() } else { 0.0 };
                let around = Around { ancestor: around.ancestor.max(own), ..around };
                let above_lower = Around { below: around.below + lower.size(), ..around };
                let halves =
                    [self.panel((low, middle), lower, around)?, self.panel((middle, high), upper, above_lower)?];
                panel.halves = Some(halves);
                panel.reach = halves.iter().fold(reach, |reach, &half| reach.max(self.reach_from(half, lowest)));
                if !smooth {
                    let halves = halves.map(|half| &self.tree.panels[half]);
                    panel.masses = combined(halves.map(|half| &half.masses));
                    panel.errors = placed([(-1.0, halves.iter().flat_map(|half| half.errors).sum())]);
                }
            }
        }
        self.tree.panels.push(panel);
        self.tree.root = self.tree.panels.len() - 1;
        Ok(self.tree.root)
    }

    /// Whether samples are good enough at `temperature`, the coldest at which they are used as they are.
    fn is_smooth(&self, samples: &Samples, errors: &[f64; NODES], lowest: f64, temperature: f64, lent: f64) -> bool {
        let (mut size, mut error) = (0.0, 0.0);
        for ((energy, mass), difference) in samples.energies.iter().zip(samples.masses).zip(errors) {
            let weight = ((lowest - energy) / temperature).exp();
            size += mass.abs() * weight;
            error += difference * weight;
        }
        let energy = samples.energies[NODES - 1];
        let rounding = ROUNDING * f64::EPSILON * (1.0 + self.average.sqrt_s_min() / energy);
        error <= (self.tolerance * (size + LENT * lent)).max(rounding * size)
    }

    /// The masses of a panel around a pole, and their errors.
    fn peak(&mut self, ends: (f64, f64), pole: Pole, lent: f64) -> Result<[[f64; NODES]; 2], RateError> {
        let origin = self.tree.origin;
        let energies = (origin + ends.0 * ends.0, origin + ends.1 * ends.1);
        let axis = EnergyAxis::around(self.average.sqrt_s_min(), pole, energies.0, energies.1);
        let outer = std::mem::replace(&mut self.axis, axis);
        let mut points = Vec::new();
        let mut errors = Vec::new();
        for ends in self.axis.points(None).windows(2) {
            let [samples] = self.samples([(ends[0], ends[1])])?;
            let error = self.stretch((ends[0], ends[1]), &samples, lent, &mut points)?;
            errors.push((self.axis.y(ends[0]), error));
        }
        self.axis = outer;
        let (centre, half) = (0.5 * (ends.0 + ends.1), 0.5 * (ends.1 - ends.0));
        let place = |energy: f64| ((energy - origin).max(0.0).sqrt() - centre) / half;
        Ok([
            gathered(points.into_iter().map(|(energy, mass)| (place(energy), mass))),
            placed(errors.into_iter().map(|(energy, error)| (place(energy), error))),
        ])
    }

    /// Samples a stretch of the variable around a pole until it is resolved; returns the error.
    fn stretch(
        &mut self,
        (low, high): (f64, f64),
        samples: &Samples,
        lent: f64,
        points: &mut Vec<(f64, f64)>,
    ) -> Result<f64, RateError> {
        let middle = 0.5 * (low + high);
        let [lower, upper] = self.samples([(low, middle), (middle, high)])?;
        let difference: f64 = differences(&samples.masses, &combined([&lower.masses, &upper.masses])).iter().sum();
        let size = lower.size() + upper.size();
        if difference <= self.tolerance * (size + LENT * lent) {
            points.extend(lower.energies.into_iter().zip(lower.masses));
            points.extend(upper.energies.into_iter().zip(upper.masses));
            return Ok(difference);
        }
        if high - low <= SHORTEST * high {
            return Ok(size);
        }
        Ok(self.stretch((low, middle), &lower, lent, points)? + self.stretch((middle, high), &upper, lent, points)?)
    }

    /// Samples of intervals of the axis' variable, all with one evaluation of σ.
    fn samples<const K: usize>(&mut self, intervals: [(f64, f64); K]) -> Result<[Samples; K], RateError> {
        let empty = Samples { energies: [0.0; NODES], masses: [0.0; NODES] };
        let mut samples = [const { [0.0; NODES] }; K].map(|_| empty.clone());
        let mut s = [[0.0; NODES]; K];
        let [m1, m2] = self.average.initial();
        let gap = self.average.sqrt_s_min() - m1 - m2;
        for ((samples, s), (low, high)) in samples.iter_mut().zip(&mut s).zip(intervals) {
            let half = 0.5 * (high - low);
            for j in 0..NODES {
                let point = self.axis.at(low + half * (1.0 + RULE.nodes[j]));
                let e = point.y + gap;
                let flux = e * (e + 2.0 * m1) * (e + 2.0 * m2) * (e + 2.0 * (m1 + m2));
                s[j] = point.s;
                samples.energies[j] = point.y;
                samples.masses[j] = flux / point.s.sqrt() * point.dy * half * RULE.weights[j];
            }
        }
        let mut sigma = [[0.0; NODES]; K];
        self.average.cross_section().sigma(s.as_flattened(), sigma.as_flattened_mut())?;
        require_cross_sections(s.as_flattened(), sigma.as_flattened_mut())?;
        for (samples, sigma) in samples.iter_mut().zip(&sigma) {
            for (mass, sigma) in samples.masses.iter_mut().zip(sigma) {
                *mass *= sigma;
            }
        }
        self.evaluations += K * NODES;
        if self.evaluations > MAX_EVALUATIONS {
            let (tolerance, evaluations) = (self.average.tolerance(), self.evaluations);
            return Err(RateProblem::NotConverged { relative_error: 1.0, tolerance, evaluations }.into());
        }
        Ok(samples)
    }
}
