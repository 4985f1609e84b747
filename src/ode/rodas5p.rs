//! `Rodas5P`, a stiffly accurate Rosenbrock method of order 5 with an embedded formula of order 4
//! (G. Steinebach, "Construction of Rosenbrock–Wanner method `Rodas5P` and numerical benchmarks within the Julia
//! Differential Equations package", BIT Numer. Math. 63, 27 (2023); coefficients in the transformed variables of
//! Hairer & Wanner II, equation (IV.7.25)).

use super::controller::SAFETY;
use super::linear_algebra::Lu;
use super::norm::weighted_max;
use super::point::Point;
use super::scheme::{Care, Scheme, Setback, Trial};
use super::step::Statistics;
use super::system::OdeSystem;

const STAGES: usize = 8;
const GAMMA: f64 = 0.21193756319429014;
/// Arguments of stages 2 to 8: combinations of the earlier stages. The last two are the embedded and the final formula.
const A: [[f64; STAGES]; STAGES - 1] = [
    [3.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0],
    [2.849394379747939, 0.45842242204463923, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0],
    [-6.954028509809101, 2.489845061869568, -10.358996098473584, 0.0, 0.0, 0.0, 0.0, 0.0],
    [2.8029986275628964, 0.5072464736228206, -0.3988312541770524, -0.04721187230404641, 0.0, 0.0, 0.0, 0.0],
    [LAST[0], LAST[1], LAST[2], LAST[3], LAST[4], 0.0, 0.0, 0.0],
    [LAST[0], LAST[1], LAST[2], LAST[3], LAST[4], 1.0, 0.0, 0.0],
    [LAST[0], LAST[1], LAST[2], LAST[3], LAST[4], 1.0, 1.0, 0.0],
];
const LAST: [f64; 5] =
    [-7.502846399306121, 2.561846144803919, -11.627539656261098, -0.18268767659942256, 0.030198172008377946];
/// Couplings of stages 2 to 8 to the earlier ones, in units of 1/h.
const COUPLING: [[f64; STAGES]; STAGES - 1] = [
    [-14.155112264123755, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0],
    [-17.97296035885952, -2.859693295451294, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0],
    [147.12150275711716, -1.41221402718213, 71.68940251302358, 0.0, 0.0, 0.0, 0.0, 0.0],
    [165.43517024871676, -0.4592823456491126, 42.90938336958603, -5.961986721573306, 0.0, 0.0, 0.0, 0.0],
    [24.854864614690072, -3.0009227002832186, 47.4931110020768, 5.5814197821558125, -0.6610691825249471, 0.0, 0.0, 0.0],
    [
        30.91273214028599,
        -3.1208243349937974,
        77.79954646070892,
        34.28646028294783,
        -19.097331116725623,
        -28.087943162872662,
        0.0,
        0.0,
    ],
    [
        37.80277123390563,
        -3.2571969029072276,
        112.26918849496327,
        66.9347231244047,
        -40.06618937091002,
        -54.66780262877968,
        -9.48861652309627,
        0.0,
    ],
];
/// Nodes of the stages.
const C: [f64; STAGES] =
    [0.0, 0.6358126895828704, 0.4095798393397535, 0.9769306725060716, 0.4288403609558664, 1.0, 1.0, 1.0];
/// Weights of h ∂f/∂t in the stages.
const D: [f64; STAGES] = [
    0.21193756319429014,
    -0.42387512638858027,
    -0.3384627126235924,
    1.8046452872882734,
    2.325825639765069,
    0.0,
    0.0,
    0.0,
];
/// The interpolant of order 4.
const INTERPOLANT: [[f64; STAGES]; 3] = [
    [
        25.948786856663858,
        -2.5579724845846235,
        10.433815404888879,
        -2.3679251022685204,
        0.524948541321073,
        1.1241088310450404,
        0.4272876194431874,
        -0.17202221070155493,
    ],
    [
        -9.91568850695171,
        -0.9689944594115154,
        3.0438037242978453,
        -24.495224566215796,
        20.176138334709044,
        15.98066361424651,
        -6.789040303419874,
        -6.710236069923372,
    ],
    [
        11.419903575922262,
        2.8879645146136994,
        72.92137995996029,
        80.12511834622643,
        -52.072871366152654,
        -59.78993625266729,
        -0.15582684282751913,
        4.883087185713722,
    ],
];

/// The tolerance given to the error estimate of one step so that the global error comes out near `tolerance`.
///
/// The estimate is of order 4 beside a solution of order 5, e ∝ h⁵ like the global error; the power is a little above one
/// because in stiff problems the order is reduced and errors accumulate over more steps. The prefactor is measured:
/// the global error is just below the tolerance on the worst of the [problems](super::problems) from 1e-4 to 1e-10.
pub(super) fn local_tolerance(tolerance: f64) -> f64 {
    3.0 * tolerance.powf(1.1)
}

/// The method and its workspace.
#[derive(Debug)]
pub(super) struct Rodas5p {
    local_tolerance: f64,
    lu: Lu<f64>,
    /// The stages of each component.
    k: Vec<[f64; STAGES]>,
    stage: Vec<f64>,
    dydt: Vec<f64>,
    solution: Vec<f64>,
    scale: Vec<f64>,
    shape: Vec<[f64; 3]>,
}

fn dot(a: &[f64; STAGES], b: &[f64; STAGES]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

impl Scheme for Rodas5p {
    const ERROR_EXPONENT: f64 = 0.2;
    const NEEDS_TIME_DERIVATIVE: bool = true;

    fn new(dimension: usize, tolerance: f64) -> Self {
        Self {
            local_tolerance: local_tolerance(tolerance),
            lu: Lu::new(dimension),
            k: vec![[0.0; STAGES]; dimension],
            stage: vec![0.0; dimension],
            dydt: vec![0.0; dimension],
            solution: vec![0.0; dimension],
            scale: vec![0.0; dimension],
            shape: vec![[0.0; 3]; dimension],
        }
    }

    fn attempt<S: OdeSystem>(
        &mut self,
        system: &S,
        t: f64,
        start: &Point,
        h: f64,
        care: Care,
        statistics: &mut Statistics,
    ) -> Result<Trial, Setback> {
        start.pivot_weights(system, t, h, &mut self.stage, &mut self.scale);
        statistics.factorisations += 1;
        self.lu.factorise_shifted((GAMMA * h).recip(), &start.jacobian, &self.scale)?;
        self.k.fill([0.0; STAGES]);
        for ((b, &f), &ft) in self.dydt.iter_mut().zip(&start.dydt).zip(&start.dfdt) {
            *b = f + h * D[0] * ft;
        }
        self.store_stage(0);
        for (s, (a, coupling)) in A.iter().zip(&COUPLING).enumerate() {
            let s = s + 1;
            for ((stage, &y), k) in self.stage.iter_mut().zip(&start.y).zip(&self.k) {
                *stage = y + dot(a, k);
            }
            statistics.rhs_evaluations += 1;
            system.rhs(t + C[s] * h, &self.stage, &mut self.dydt)?;
            for ((b, k), &ft) in self.dydt.iter_mut().zip(&self.k).zip(&start.dfdt) {
                *b += dot(coupling, k) / h + h * D[s] * ft;
            }
            self.store_stage(s);
        }
        for ((solution, stage), k) in self.solution.iter_mut().zip(&self.stage).zip(&self.k) {
            *solution = stage + k[STAGES - 1];
        }
        start.error_scale(system, t + h, &self.solution, self.local_tolerance, care, &mut self.scale);
        let error = weighted_max(self.k.iter().map(|k| k[STAGES - 1]), &self.scale);
        Ok(Trial { error, safety: SAFETY })
    }

    fn solution(&self) -> &[f64] {
        &self.solution
    }

    fn accept(&mut self, _h: f64) {
        for (shape, k) in self.shape.iter_mut().zip(&self.k) {
            *shape = INTERPOLANT.map(|weights| dot(&weights, k));
        }
    }

    fn shape(&self) -> &[[f64; 3]] {
        &self.shape
    }

    fn forget(&mut self) {}
}

impl Rodas5p {
    /// Solves for stage `s`, whose right-hand side is in `dydt`.
    fn store_stage(&mut self, s: usize) {
        self.lu.solve(&mut self.dydt);
        for (k, &value) in self.k.iter_mut().zip(&self.dydt) {
            k[s] = value;
        }
    }
}
