//! What about a cross section moves with the parameters: its threshold, jumps and poles.

use super::AverageSlopes;
use crate::expression::{DualInput, DualScratch, Scratch, Varying};
use crate::rates::kinds::FormulaCrossSection;
use crate::rates::{CrossSection, Pole, ThermalPoint, slots};

/// A pole scales with its width up to this many widths from its place.
const SCALING_REACH: f64 = 100.0;
/// Step along a direction by which the places of peaks without a name are differentiated. They only have to be near.
const PEAK_STEP: f64 = 1e-4;
/// A peak is the one that was looked for if its place is within this, relative.
const SAME_PEAK: f64 = 1e-2;

/// Something about the cross section that moves.
pub(super) struct Moving {
    /// Energy in GeV.
    pub(super) place: f64,
    pub(super) slopes: Vec<f64>,
    /// dΓ/Γ along every direction, and the reach in GeV.
    scaling: Option<(Vec<f64>, f64)>,
}

impl Moving {
    /// What it contributes to v and v′ along a direction, at a distance from its place.
    pub(super) fn velocity(&self, direction: usize, distance: f64) -> (f64, f64) {
        let Some((scaling, reach)) = &self.scaling else { return (self.slopes[direction], 0.0) };
        let square = (distance / reach).powi(2);
        let fall = 1.0 / (1.0 + square);
        let scaling = scaling[direction] * fall;
        (self.slopes[direction] + scaling * distance, scaling * (1.0 - square) * fall)
    }
}

impl AverageSlopes {
    /// Whatever moves, in the order of energy.
    pub(super) fn moving(
        &self,
        cross_section: &FormulaCrossSection,
        at: &ThermalPoint,
        memory: &mut DualScratch,
    ) -> Vec<Moving> {
        let threshold = self.threshold();
        let mut moving = vec![Moving { place: threshold.value, slopes: threshold.slopes, scaling: None }];
        let above = |place: f64| place > threshold.value * (1.0 + 1e-12);
        for &place in cross_section.thresholds().iter().filter(|place| above(**place)) {
            if let Some(slopes) = self.switch(place, at, memory) {
                moving.push(Moving { place, slopes, scaling: None });
            }
        }
        for pole in cross_section.poles().iter().filter(|pole| above(pole.mass)) {
            if let Some([mass, width]) = self.peak(*pole, at, memory) {
                let scaling = width.slopes.iter().map(|slope| slope / width.value).collect();
                moving.push(Moving { place: pole.mass, slopes: mass.slopes, scaling: Some((scaling, pole.width)) });
            }
        }
        moving.sort_by(|a, b| a.place.total_cmp(&b.place));
        moving.dedup_by(|a, b| (a.place - b.place).abs() <= 1e-12 * b.place);
        let places: Vec<f64> = moving.iter().map(|m| m.place).collect();
        for (i, moving) in moving.iter_mut().enumerate() {
            let neighbours = [i.checked_sub(1), Some(i + 1)].into_iter().flatten().filter_map(|j| places.get(j));
            let room = neighbours.map(|place| 0.5 * (place - moving.place).abs()).fold(f64::INFINITY, f64::min);
            if let Some((_, reach)) = &mut moving.scaling {
                *reach = (SCALING_REACH * *reach).min(room);
            }
        }
        moving
    }

    /// How the place in √s moves at which a comparison in the formula switches.
    fn switch(&self, place: f64, at: &ThermalPoint, memory: &mut DualScratch) -> Option<Vec<f64>> {
        let (n, s) = (self.directions(), [place * place]);
        // The last direction is that of s.
        let mut wider = self.formula.clone();
        let widen = |v: &Varying| Varying { value: v.value, slopes: v.slopes.iter().copied().chain([0.0]).collect() };
        wider.variables = wider.variables.iter().map(widen).collect();
        wider.reference_mass = widen(&wider.reference_mass);
        let x = wider.x(at);
        let by_s: Vec<f64> = (0..=n).map(|k| if k == n { 1.0 } else { 0.0 }).collect();
        let mut own = [DualInput::default(); slots::COUNT];
        own[slots::S] = DualInput { values: &s, slopes: &by_s };
        own[slots::CROSS_SECTION_TEMPERATURE] =
            DualInput { values: std::slice::from_ref(&at.temperature), slopes: &[] };
        own[slots::CROSS_SECTION_X] = x.input();
        (own[slots::MANDELSTAM_T], own[slots::MANDELSTAM_U]) =
            (DualInput { values: &[0.0], slopes: &[] }, DualInput { values: &[0.0], slopes: &[] });
        let marks = wider.program.marks(n + 1, &wider.inputs(own), memory).ok()?;
        let switch = marks.switches.into_iter().find(|slopes| slopes[n] != 0.0)?;
        Some(switch[..n].iter().map(|slope| -slope / switch[n] / (2.0 * place)).collect())
    }

    /// How mass and width of a pole move: known where it is a Breit–Wigner, else from where the peak is at other parameters.
    fn peak(&self, pole: Pole, at: &ThermalPoint, memory: &mut DualScratch) -> Option<[Varying; 2]> {
        let (n, s) = (self.directions(), [pole.mass * pole.mass]);
        let nothing = DualInput { values: &[0.0], slopes: &[] };
        let marks =
            self.at_point(at, (&s, &[]), (nothing, nothing), |inputs| self.formula.program.marks(n, inputs, memory));
        let same = |[mass, width]: &[Varying; 2]| {
            (mass.value - pole.mass).abs() <= 1e-10 * pole.mass && (width.value - pole.width).abs() <= 1e-6 * pole.width
        };
        if let Some(peak) = marks.ok().and_then(|marks| marks.peaks.into_iter().find(same)) {
            return Some(peak);
        }
        let mut peak = [pole.mass, pole.width].map(|value| Varying::constant(value, n));
        for k in 0..n {
            let [ahead, back] = [PEAK_STEP, -PEAK_STEP].map(|step| self.moved_peak(pole, at, (k, step)));
            let (ahead, back) = (ahead?, back?);
            peak[0].slopes[k] = (ahead.mass - back.mass) / (2.0 * PEAK_STEP);
            peak[1].slopes[k] = (ahead.width - back.width) / (2.0 * PEAK_STEP);
        }
        Some(peak)
    }

    fn moved_peak(&self, pole: Pole, at: &ThermalPoint, (direction, step): (usize, f64)) -> Option<Pole> {
        let moved = |varying: &Varying| varying.value + step * varying.slopes[direction];
        let mut inputs = vec![f64::NAN; slots::COUNT];
        inputs[slots::CROSS_SECTION_TEMPERATURE] = at.temperature;
        inputs[slots::CROSS_SECTION_X] = moved(&self.formula.x(at));
        inputs.extend(self.formula.variables.iter().map(moved));
        let square = pole.mass * pole.mass;
        let range = (square * (1.0 - 2.0 * SAME_PEAK), square * (1.0 + 2.0 * SAME_PEAK));
        let found = self.formula.program.resonances(slots::S, range, &inputs, &mut Scratch::new());
        let nearest = found.into_iter().min_by(|a, b| (a.place - square).abs().total_cmp(&(b.place - square).abs()))?;
        let mass = nearest.place.sqrt();
        let near = (nearest.place - square).abs() <= SAME_PEAK * square && nearest.half_width > 0.0;
        near.then_some(Pole { mass, width: nearest.half_width / mass })
    }
}
