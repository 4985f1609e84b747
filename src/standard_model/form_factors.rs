//! Form factors of B → K and B → K*, as functions of q² in GeV².
//!
//! All are in the simplified z-expansion of Bharucha, Straub and Zwicky (arXiv:1503.05534, section 2.5),
//!
//! ```text
//! F(q²) = 1/(1 − q²/m_R²) Σ_k a_k [z(q²) − z(0)]^k
//! z(t)  = (√(t₊−t) − √(t₊−t₀))/(√(t₊−t) + √(t₊−t₀)), t± = (m_B ± m_K)², t₀ = t₊(1 − √(1 − t₋/t₊))
//! ```
//!
//! with two sets of coefficients: the fit to light-cone sum rules and lattice QCD of Gubernari, Reboud, van Dyk and
//! Virto (arXiv:2305.06301, best fit with three terms; resonance masses as its authors use them in EOS), and the two
//! rounded lines that `*_Athron2023` names. The fit's own errors are 3 % at q² = 0 and grow towards both ends.
//!
//! The expansion converges, and is accepted here, for all q² below both the pole `m_R²` and the pair threshold t₊. That
//! is more than the range of a decay, q² ≤ t₋, whose end is often reached with a rounding error.

use super::constants as sm;
use super::functions::{Domain, Function};

/// The masses of a transition, in GeV.
#[derive(Debug, Clone, Copy)]
struct Transition {
    parent: f64,
    daughter: f64,
}

// The fit's authors take the neutral mesons. The charged ones would change f_0 by 4e-5 of itself at 4 GeV² and f_+
// by 8e-4 at 20 GeV².
const B_TO_K: Transition = Transition { parent: sm::M_B0.value, daughter: sm::M_K0.value };
const B_TO_KSTAR: Transition = Transition { parent: sm::M_B0.value, daughter: sm::M_KST0.value };

impl Transition {
    /// `t₊ = (m_B + m_K)²`.
    const fn pair_threshold(self) -> f64 {
        (self.parent + self.daughter) * (self.parent + self.daughter)
    }

    /// `t₋ = (m_B − m_K)²`, the end of the decay's range.
    const fn endpoint(self) -> f64 {
        (self.parent - self.daughter) * (self.parent - self.daughter)
    }

    /// z(q²) − z(0), for q² below t₊.
    fn z_from_zero(self, q2: f64) -> f64 {
        let t_plus = self.pair_threshold();
        let (sum, difference) = (self.parent + self.daughter, self.parent - self.daughter);
        // √(t₊ − t₀) with t₀ = t₊ − √(t₊ (t₊ − t₋)).
        let root_t0 = (sum * (sum * sum - difference * difference).sqrt()).sqrt();
        let root_q2 = (t_plus - q2).sqrt();
        // z(q²) − z(0) = 2 √(t₊−t₀) (√(t₊−q²) − √t₊)/(…): the difference of roots from q², so none is lost near 0.
        -2.0 * root_t0 * q2 / ((root_q2 + sum) * (root_q2 + root_t0) * (sum + root_t0))
    }

    /// `A_12(0)/A_0(0)`, which regularity at q² = 0 fixes (arXiv:1503.05534).
    const fn a12_over_a0_at_zero(self) -> f64 {
        (self.parent * self.parent - self.daughter * self.daughter) / (8.0 * self.parent * self.daughter)
    }
}

/// One form factor in the simplified z-expansion.
#[derive(Debug, Clone, Copy)]
struct ZExpansion {
    transition: Transition,
    /// Mass of the lowest resonance with the current's quantum numbers, in GeV.
    resonance: f64,
    coefficients: [f64; 3],
}

impl ZExpansion {
    /// Where the expansion is used: below the pole and below the pair threshold.
    const fn domain(&self) -> Domain {
        let pole = self.resonance * self.resonance;
        let threshold = self.transition.pair_threshold();
        Domain { least: None, below: Some(if pole < threshold { pole } else { threshold }) }
    }

    /// The value at `q2` in GeV², inside the domain.
    fn at(&self, q2: f64) -> f64 {
        let z = self.transition.z_from_zero(q2);
        let [a0, a1, a2] = self.coefficients;
        (a0 + z * (a1 + z * a2)) / (1.0 - q2 / (self.resonance * self.resonance))
    }
}

const GRVDV: &str = "Gubernari, Reboud, van Dyk, Virto 2023, arXiv:2305.06301";
const ATHRON: &str =
    "Athron, Martinez, Sierra 2023, arXiv:2308.13426, as quoted in arXiv:2312.00982, eqs. A6, A7, table II";

/// Resonance masses in GeV by spin and parity: arXiv:1503.05534, table 3, and 5.630 for the scalar.
const SCALAR: f64 = 5.630;
const PSEUDOSCALAR: f64 = 5.366;
const VECTOR: f64 = 5.415;
const AXIAL_VECTOR: f64 = 5.829;

/// `A_0(0)` and `T_1(0)`, from which `A_12(0)` and `T_2(0)` follow.
const A_0_AT_ZERO: f64 = 0.34213768;
const T_1_AT_ZERO: f64 = 0.31924221;
/// `f_+(0)`, which is `f_0(0)`.
const F_PLUS_AT_ZERO: f64 = 0.33196382;

/// Declares form factors: each becomes a row of [`FORM_FACTORS`].
macro_rules! form_factors {
    ($($name:literal, $description:literal, $source:ident, $expansion:expr;)*) => {
        /// All form factors, in the order `frazil constants` prints them.
        pub static FORM_FACTORS: &[Function] = &[
            $({
                const EXPANSION: ZExpansion = $expansion;
                Function {
                    domain: EXPANSION.domain(),
                    ..of_q2($name, $description, $source, |q2| EXPANSION.at(q2))
                }
            },)*
            A_2,
        ];
    };
}

/// A form factor, defined everywhere.
const fn of_q2(
    name: &'static str,
    description: &'static str,
    source: &'static str,
    formula: fn(f64) -> f64,
) -> Function {
    Function {
        name,
        argument: "q2",
        argument_dimension: 2,
        result_dimension: 0,
        domain: Domain { least: None, below: None },
        formula,
        edges: &[],
        description,
        source,
    }
}

const fn expansion(transition: Transition, resonance: f64, coefficients: [f64; 3]) -> ZExpansion {
    ZExpansion { transition, resonance, coefficients }
}

const A_1: ZExpansion = expansion(B_TO_KSTAR, AXIAL_VECTOR, [0.28926565, 0.45994786, 1.22417351]);
const A_12: ZExpansion =
    expansion(B_TO_KSTAR, AXIAL_VECTOR, [A_0_AT_ZERO * B_TO_KSTAR.a12_over_a0_at_zero(), 0.5511594, 0.57813167]);

form_factors! {
    "sm.f_0_BK", "B -> K scalar", GRVDV, expansion(B_TO_K, SCALAR, [F_PLUS_AT_ZERO, 0.33478906, 0.00372445]);
    "sm.f_plus_BK", "B -> K vector", GRVDV, expansion(B_TO_K, VECTOR, [F_PLUS_AT_ZERO, -0.96403506, -0.30273752]);
    "sm.f_T_BK", "B -> K tensor", GRVDV, expansion(B_TO_K, VECTOR, [0.32361471, -1.02911783, -0.39954681]);
    "sm.A_0_BKst", "B -> K* pseudoscalar", GRVDV,
        expansion(B_TO_KSTAR, PSEUDOSCALAR, [A_0_AT_ZERO, -1.14740932, 2.37275841]);
    "sm.A_1_BKst", "B -> K* axial vector", GRVDV, A_1;
    "sm.A_12_BKst", "B -> K* axial vector, longitudinal", GRVDV, A_12;
    "sm.V_BKst", "B -> K* vector", GRVDV, expansion(B_TO_KSTAR, VECTOR, [0.36280141, -1.08931588, 2.80292123]);
    "sm.T_1_BKst", "B -> K* tensor", GRVDV, expansion(B_TO_KSTAR, VECTOR, [T_1_AT_ZERO, -0.96188597, 2.09305925]);
    "sm.T_2_BKst", "B -> K* axial tensor", GRVDV,
        expansion(B_TO_KSTAR, AXIAL_VECTOR, [T_1_AT_ZERO, 0.59323779, 1.6795425]);
    "sm.T_23_BKst", "B -> K* axial tensor, longitudinal", GRVDV,
        expansion(B_TO_KSTAR, AXIAL_VECTOR, [0.62123502, 0.97330702, 1.82128227]);
    "sm.f_0_BK_Athron2023", "B -> K scalar", ATHRON, expansion(B_TO_K, 5.630, [0.332, 0.335, 3.72e-3]);
    "sm.A_0_BKst_Athron2023", "B -> K* pseudoscalar", ATHRON, expansion(B_TO_KSTAR, 5.336, [0.342, -1.147, 2.372]);
}

const A_2: Function = Function {
    domain: Domain { least: None, below: Some(B_TO_KSTAR.endpoint()) },
    ..of_q2("sm.A_2_BKst", "B -> K* axial vector, from A_1 and A_12", GRVDV, a_2_b_to_kstar)
};

/// `A_2` of B → K* from `A_1` and `A_12`, by the definition of `A_12` (arXiv:1503.05534):
///
/// ```text
/// A_12 = [(m_B+m_V)² (m_B²−m_V²−q²) A_1 − λ A_2]/(16 m_B m_V² (m_B+m_V)), λ = λ(m_B², m_V², q²)
/// ```
///
/// The inversion divides by λ, which vanishes at the end of the decay's range, where the fit does not
/// enforce that the numerator vanishes too: the domain ends there.
fn a_2_b_to_kstar(q2: f64) -> f64 {
    let Transition { parent: b, daughter: v } = B_TO_KSTAR;
    let lambda = (B_TO_KSTAR.pair_threshold() - q2) * (B_TO_KSTAR.endpoint() - q2);
    ((b + v) * (b + v) * (b * b - v * v - q2) * A_1.at(q2) - 16.0 * b * v * v * (b + v) * A_12.at(q2)) / lambda
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::standard_model::functions::function;

    fn at(name: &str, q2: f64) -> f64 {
        function(name).expect("built in").at(q2).expect("in the domain")
    }

    fn relative(a: f64, b: f64) -> f64 {
        (a / b - 1.0).abs()
    }

    #[test]
    fn values_of_the_athron_set_at_four_gev_squared() {
        // Independent values, quoted to four and five digits: half a unit of the last.
        assert!((at("sm.f_0_BK_Athron2023", 4.0) - 0.3679).abs() < 5e-5);
        assert!((at("sm.A_0_BKst_Athron2023", 4.0) - 0.43676).abs() < 5e-6);
        // f_0 of the two sets differs by rounding only.
        assert!(relative(at("sm.f_0_BK_Athron2023", 4.0), at("sm.f_0_BK", 4.0)) < 2e-4);
    }

    #[test]
    fn z_is_the_published_variable() {
        for t in [B_TO_K, B_TO_KSTAR] {
            let t_plus = (t.parent + t.daughter).powi(2);
            let t_minus = (t.parent - t.daughter).powi(2);
            let t_0 = t_plus * (1.0 - (1.0 - t_minus / t_plus).sqrt());
            let z = |q2: f64| {
                let (a, b) = ((t_plus - q2).sqrt(), (t_plus - t_0).sqrt());
                (a - b) / (a + b)
            };
            for q2 in [-10.0, -1.0, 1e-3, 4.0, 19.0, 28.0] {
                // z itself loses its leading digits near q² = 0: compare absolutely, z is below 0.5.
                assert!((t.z_from_zero(q2) - (z(q2) - z(0.0))).abs() < 4e-16, "{q2}");
            }
        }
    }

    #[test]
    fn form_factors_obey_the_relations_at_zero() {
        assert_eq!(at("sm.f_0_BK", 0.0), at("sm.f_plus_BK", 0.0));
        assert_eq!(at("sm.T_1_BKst", 0.0), at("sm.T_2_BKst", 0.0));
        // A_3(0) = A_0(0) with 2 m_V A_3 = (m_B + m_V) A_1 − (m_B − m_V) A_2: regularity of the axial current.
        let (b, v) = (B_TO_KSTAR.parent, B_TO_KSTAR.daughter);
        let a_3 = ((b + v) * at("sm.A_1_BKst", 0.0) - (b - v) * at("sm.A_2_BKst", 0.0)) / (2.0 * v);
        assert!(relative(a_3, at("sm.A_0_BKst", 0.0)) < 1e-13);
    }

    /// Form factor, q² in GeV², value: 30-digit evaluation of the definition, rounded to double precision.
    const REFERENCE: [(&str, f64, f64); 13] = [
        ("sm.f_0_BK", 12.5, 0.48390832924070717),
        ("sm.f_plus_BK", 12.5, 0.76694400717124774),
        ("sm.f_T_BK", 12.5, 0.76330297607104416),
        ("sm.A_0_BKst", 12.5, 0.8466509539842969),
        ("sm.A_1_BKst", 12.5, 0.40454117731364062),
        ("sm.A_12_BKst", 12.5, 0.3099950963114251),
        ("sm.V_BKst", 12.5, 0.86845449978175068),
        ("sm.T_1_BKst", 12.5, 0.75837728993086476),
        ("sm.T_2_BKst", 12.5, 0.43814437581442494),
        ("sm.T_23_BKst", 12.5, 0.85853171560503301),
        ("sm.A_2_BKst", 12.5, 0.552147176181671),
        ("sm.f_0_BK_Athron2023", 4.0, 0.36791768946589176),
        ("sm.A_0_BKst_Athron2023", 4.0, 0.43675942616407655),
    ];

    #[test]
    fn values_agree_with_an_independent_evaluation() {
        // Some ten roundings, and a pole factor 1/(1 − q²/m_R²) of at most 1.8.
        for (name, q2, expected) in REFERENCE {
            assert!(relative(at(name, q2), expected) < 1e-14, "{name}({q2}) = {}", at(name, q2));
        }
    }

    #[test]
    fn outside_the_domain_is_an_error_that_says_where_it_ends() {
        for f in FORM_FACTORS {
            for q2 in [30.0, 34.0, f64::NAN, f64::NEG_INFINITY, f64::INFINITY] {
                if q2 == 30.0 && f.at(q2).is_ok() {
                    // Only the scalar and axial-vector poles lie above 30 GeV².
                    assert!(f.name.contains("f_0") || f.name.contains("A_1") || f.name.contains("T_2"), "{}", f.name);
                    continue;
                }
                assert!(f.at(q2).is_err(), "{}({q2})", f.name);
            }
        }
        let error = A_2.at(20.0).expect_err("beyond the endpoint");
        assert_eq!(error.to_string(), "sm.A_2_BKst(q2) is defined for q2 below 19.2209 GeV^2, not at 20 GeV^2");
        // The end of the decay's range, even overshot by rounding, is inside.
        let end = (B_TO_K.parent - B_TO_K.daughter).powi(2) * (1.0 + 1e-12);
        assert!(function("sm.f_0_BK").expect("built in").at(end).is_ok());
    }
}
