//! The table of physical constants, in the units they are quoted in and in powers of GeV.
//!
//! Values are the published, rounded ones, so that a number in a paper and the number here can be compared digit by
//! digit. Expressions reach them as `sm.m_b`, `sm.G_F` and so on.

use crate::units::{HBAR, HBAR_C};

const PDG: &str = "PDG 2024, Phys. Rev. D 110 (2024) 030001";
const PDG_CKM: &str = "PDG 2024, Phys. Rev. D 110 (2024) 030001, review 12, global fit";
const PDG_CONSTANTS: &str = "PDG 2024, Phys. Rev. D 110 (2024) 030001, table 1.1";
const CODATA: &str = "CODATA 2018, Rev. Mod. Phys. 93 (2021) 025010";
const PLANCK: &str = "Planck 2018, arXiv:1807.06209, table 2 (TT,TE,EE+lowE+lensing)";

/// A unit that constants are quoted in, with its size as a fraction: dividing by 1e3 rounds once, multiplying by 1e-3
/// twice.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct QuotedUnit {
    /// The unit as users write it; `1` for a pure number.
    pub name: &'static str,
    /// The power of GeV.
    pub dimension: i8,
    numerator: f64,
    denominator: f64,
}

impl QuotedUnit {
    const fn new(name: &'static str, numerator: f64, denominator: f64, dimension: i8) -> Self {
        Self { name, dimension, numerator, denominator }
    }

    /// A number of this unit in powers of GeV.
    const fn to_natural(self, number: f64) -> f64 {
        number * self.numerator / self.denominator
    }
}

const PER_CM3_IN_GEV3: f64 = (HBAR_C * 1e2) * (HBAR_C * 1e2) * (HBAR_C * 1e2);

const ONE: QuotedUnit = QuotedUnit::new("1", 1.0, 1.0, 0);
const KEV: QuotedUnit = QuotedUnit::new("keV", 1.0, 1e6, 1);
const MEV: QuotedUnit = QuotedUnit::new("MeV", 1.0, 1e3, 1);
const GEV: QuotedUnit = QuotedUnit::new("GeV", 1.0, 1.0, 1);
const PER_GEV2: QuotedUnit = QuotedUnit::new("GeV^-2", 1.0, 1.0, -2);
const SECOND: QuotedUnit = QuotedUnit::new("s", 1.0, HBAR, -1);
const PER_CM3: QuotedUnit = QuotedUnit::new("cm^-3", PER_CM3_IN_GEV3, 1.0, 3);
const GEV_PER_CM3: QuotedUnit = QuotedUnit::new("GeV/cm^3", PER_CM3_IN_GEV3, 1.0, 4);

/// A physical constant with its source.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Constant {
    /// The name in expressions, such as `sm.m_b`.
    pub name: &'static str,
    /// The symbol in LaTeX, without dollar signs.
    pub latex: &'static str,
    /// The value as its source quotes it.
    pub quoted: f64,
    /// The unit of `quoted`.
    pub unit: QuotedUnit,
    /// The value in GeV to the power `unit.dimension`.
    pub value: f64,
    /// Where the value was published.
    pub source: &'static str,
    /// What it is, in a few words.
    pub description: &'static str,
}

impl Constant {
    /// The symbol: the name without `sm.`.
    #[must_use]
    pub fn symbol(&self) -> &'static str {
        self.name.strip_prefix("sm.").unwrap_or(self.name)
    }

    /// The mass dimension, a power of GeV.
    #[must_use]
    pub const fn dimension(&self) -> i8 {
        self.unit.dimension
    }
}

/// The constant called `name` (with its `sm.`), if there is one.
#[must_use]
pub fn constant(name: &str) -> Option<&'static Constant> {
    CONSTANTS.iter().find(|c| c.name == name)
}

/// Declares each constant once, as an item for Rust code and as a row of [`CONSTANTS`].
macro_rules! constants {
    ($($item:ident = $name:literal, $latex:literal, $quoted:expr, $unit:ident, $source:ident, $description:literal;)*) => {
        $(
            #[doc = $description]
            pub const $item: Constant = Constant {
                name: $name,
                latex: $latex,
                quoted: $quoted,
                unit: $unit,
                value: $unit.to_natural($quoted),
                source: $source,
                description: $description,
            };
        )*

        /// All constants, in the order `frazil constants` prints them.
        pub static CONSTANTS: &[Constant] = &[$($item),*];
    };
}

constants! {
    M_E = "sm.m_e", "m_e", 0.51099895, MEV, PDG, "electron mass";
    M_MU = "sm.m_mu", "m_\\mu", 105.6583755, MEV, PDG, "muon mass";
    M_TAU = "sm.m_tau", "m_\\tau", 1776.93, MEV, PDG, "tau mass";
    M_U = "sm.m_u", "m_u", 2.16, MEV, PDG, "up quark mass, MS-bar at 2 GeV";
    M_D = "sm.m_d", "m_d", 4.70, MEV, PDG, "down quark mass, MS-bar at 2 GeV";
    M_S = "sm.m_s", "m_s", 93.5, MEV, PDG, "strange quark mass, MS-bar at 2 GeV";
    M_C = "sm.m_c", "m_c", 1.2730, GEV, PDG, "charm quark mass, MS-bar at its own scale";
    M_B = "sm.m_b", "m_b", 4.183, GEV, PDG, "bottom quark mass, MS-bar at its own scale";
    M_T = "sm.m_t", "m_t", 172.57, GEV, PDG, "top quark mass, direct measurements";
    M_W = "sm.m_W", "m_W", 80.377, GEV, PDG, "W boson mass";
    M_Z = "sm.m_Z", "m_Z", 91.1880, GEV, PDG, "Z boson mass";
    M_H = "sm.m_h", "m_h", 125.20, GEV, PDG, "Higgs boson mass";
    M_PIPLUS = "sm.m_piplus", "m_{\\pi^+}", 139.57039, MEV, PDG, "charged pion mass";
    M_PI0 = "sm.m_pi0", "m_{\\pi^0}", 134.9768, MEV, PDG, "neutral pion mass";
    M_KPLUS = "sm.m_Kplus", "m_{K^+}", 493.677, MEV, PDG, "charged kaon mass";
    M_K0 = "sm.m_K0", "m_{K^0}", 497.611, MEV, PDG, "neutral kaon mass";
    M_KSTPLUS = "sm.m_Kstplus", "m_{K^{*+}}", 891.67, MEV, PDG, "charged K*(892) mass, hadroproduced";
    M_KST0 = "sm.m_Kst0", "m_{K^{*0}}", 895.55, MEV, PDG, "neutral K*(892) mass";
    M_ETA = "sm.m_eta", "m_\\eta", 547.862, MEV, PDG, "eta mass";
    M_ETAPRIME = "sm.m_etaprime", "m_{\\eta'}", 957.78, MEV, PDG, "eta'(958) mass";
    M_RHO = "sm.m_rho", "m_\\rho", 775.26, MEV, PDG, "neutral rho(770) mass, from e+ e-";
    M_OMEGA = "sm.m_omega", "m_\\omega", 782.66, MEV, PDG, "omega(782) mass";
    M_PHI = "sm.m_phi", "m_\\phi", 1019.461, MEV, PDG, "phi(1020) mass";
    M_P = "sm.m_p", "m_p", 938.27208816, MEV, CODATA, "proton mass";
    M_N = "sm.m_n", "m_n", 939.56542052, MEV, CODATA, "neutron mass";
    M_DPLUS = "sm.m_Dplus", "m_{D^+}", 1869.66, MEV, PDG, "charged D mass";
    M_D0 = "sm.m_D0", "m_{D^0}", 1864.84, MEV, PDG, "neutral D mass";
    M_BPLUS = "sm.m_Bplus", "m_{B^+}", 5279.41, MEV, PDG, "charged B mass";
    M_B0 = "sm.m_B0", "m_{B^0}", 5279.72, MEV, PDG, "neutral B mass";
    M_BS = "sm.m_Bs", "m_{B_s}", 5366.93, MEV, PDG, "strange B mass";
    M_JPSI = "sm.m_Jpsi", "m_{J/\\psi}", 3096.900, MEV, PDG, "J/psi(1S) mass";
    M_UPSILON = "sm.m_Upsilon", "m_\\Upsilon", 9460.40, MEV, PDG, "Upsilon(1S) mass";

    WIDTH_W = "sm.Gamma_W", "\\Gamma_W", 2.085, GEV, PDG, "W boson width";
    WIDTH_Z = "sm.Gamma_Z", "\\Gamma_Z", 2.4955, GEV, PDG, "Z boson width";
    WIDTH_H = "sm.Gamma_h", "\\Gamma_h", 3.7, MEV, PDG,
        "Higgs boson width, measured from on- and off-shell production (+1.9 -1.4 MeV)";
    WIDTH_T = "sm.Gamma_t", "\\Gamma_t", 1.42, GEV, PDG, "top quark width";
    WIDTH_JPSI = "sm.Gamma_Jpsi", "\\Gamma_{J/\\psi}", 92.6, KEV, PDG, "J/psi(1S) width";
    WIDTH_UPSILON = "sm.Gamma_Upsilon", "\\Gamma_\\Upsilon", 54.02, KEV, PDG, "Upsilon(1S) width";
    TAU_MU = "sm.tau_mu", "\\tau_\\mu", 2.1969811e-6, SECOND, PDG, "muon lifetime";
    TAU_TAU = "sm.tau_tau", "\\tau_\\tau", 0.2903e-12, SECOND, PDG, "tau lifetime";
    TAU_PIPLUS = "sm.tau_piplus", "\\tau_{\\pi^+}", 2.6033e-8, SECOND, PDG, "charged pion lifetime";
    TAU_KPLUS = "sm.tau_Kplus", "\\tau_{K^+}", 1.2380e-8, SECOND, PDG, "charged kaon lifetime";
    TAU_N = "sm.tau_n", "\\tau_n", 878.4, SECOND, PDG, "neutron lifetime";
    TAU_DPLUS = "sm.tau_Dplus", "\\tau_{D^+}", 1.033e-12, SECOND, PDG, "charged D lifetime";
    TAU_D0 = "sm.tau_D0", "\\tau_{D^0}", 0.4103e-12, SECOND, PDG, "neutral D lifetime";
    TAU_BPLUS = "sm.tau_Bplus", "\\tau_{B^+}", 1.638e-12, SECOND, PDG, "charged B lifetime";
    TAU_B0 = "sm.tau_B0", "\\tau_{B^0}", 1.517e-12, SECOND, PDG, "neutral B lifetime";
    TAU_BS = "sm.tau_Bs", "\\tau_{B_s}", 1.520e-12, SECOND, PDG, "strange B lifetime, 1 over the mean width";

    ALPHA_EM = "sm.alpha_em", "\\alpha", 1.0 / 137.035999084, ONE, CODATA, "fine-structure constant at zero momentum";
    ALPHA_EM_MZ = "sm.alpha_em_MZ", "\\hat\\alpha(m_Z)", 1.0 / 127.930, ONE, PDG_CONSTANTS,
        "electromagnetic coupling at the Z mass, MS-bar";
    ALPHA_S_MZ = "sm.alpha_s_MZ", "\\alpha_s(m_Z)", 0.1180, ONE, PDG_CONSTANTS, "strong coupling at the Z mass, MS-bar";
    S2W = "sm.s2w", "\\sin^2\\hat\\theta_W(m_Z)", 0.23129, ONE, PDG_CONSTANTS, "weak mixing angle at the Z mass, MS-bar";
    G_F = "sm.G_F", "G_F", 1.1663788e-5, PER_GEV2, PDG_CONSTANTS, "Fermi constant";
    V_HIGGS = "sm.v", "v", 246.21965, GEV, PDG_CONSTANTS, "Higgs vacuum expectation value, from the Fermi constant";
    V_UD = "sm.V_ud", "|V_{ud}|", 0.97435, ONE, PDG_CKM, "CKM element, modulus";
    V_US = "sm.V_us", "|V_{us}|", 0.22501, ONE, PDG_CKM, "CKM element, modulus";
    V_UB = "sm.V_ub", "|V_{ub}|", 0.003732, ONE, PDG_CKM, "CKM element, modulus";
    V_CD = "sm.V_cd", "|V_{cd}|", 0.22487, ONE, PDG_CKM, "CKM element, modulus";
    V_CS = "sm.V_cs", "|V_{cs}|", 0.97349, ONE, PDG_CKM, "CKM element, modulus";
    V_CB = "sm.V_cb", "|V_{cb}|", 0.04183, ONE, PDG_CKM, "CKM element, modulus";
    V_TD = "sm.V_td", "|V_{td}|", 0.00858, ONE, PDG_CKM, "CKM element, modulus";
    V_TS = "sm.V_ts", "|V_{ts}|", 0.04111, ONE, PDG_CKM, "CKM element, modulus";
    V_TB = "sm.V_tb", "|V_{tb}|", 0.999118, ONE, PDG_CKM, "CKM element, modulus";

    M_PLANCK = "sm.M_Pl", "M_\\mathrm{Pl}", 1.220890e19, GEV, CODATA, "Planck mass, G^(-1/2)";
    M_PLANCK_REDUCED = "sm.M_Pl_reduced", "\\bar M_\\mathrm{Pl}", 2.435323e18, GEV, CODATA,
        "reduced Planck mass, (8 pi G)^(-1/2)";
    ENTROPY_DENSITY_TODAY = "sm.s_0", "s_0", 2891.2, PER_CM3, PDG_CONSTANTS, "entropy density today";
    CRITICAL_DENSITY_OVER_H2 = "sm.rho_c", "\\rho_c/h^2", 1.053672e-5, GEV_PER_CM3, PDG_CONSTANTS,
        "critical density today over h^2";
    OMEGA_H2 = "sm.omega_h2", "\\Omega_\\mathrm{DM} h^2", 0.1200, ONE, PLANCK, "cold dark matter density times h^2";
}

#[cfg(test)]
mod tests {
    use std::f64::consts::PI;

    use super::*;
    use crate::units::{BOLTZMANN, Dimension, ELEMENTARY_CHARGE, Quantity, SPEED_OF_LIGHT};

    fn relative(a: f64, b: f64) -> f64 {
        (a / b - 1.0).abs()
    }

    #[test]
    fn values_are_what_users_get_who_write_the_quoted_number_with_its_unit() {
        for c in CONSTANTS {
            let written = format!("{} {}", c.quoted, c.unit.name);
            let quantity = Quantity::parse(&written).unwrap_or_else(|e| panic!("{}: {e:?}", c.name));
            assert_eq!(quantity.dimension, Dimension::power(c.dimension().into()), "{}", c.name);
            // The cube of a centimetre may be rounded in another order.
            assert!(relative(c.value, quantity.value) < 1e-15, "{}", c.name);
        }
    }

    #[test]
    fn names_are_unique_and_found() {
        for (i, c) in CONSTANTS.iter().enumerate() {
            assert_eq!(constant(c.name), Some(c));
            assert_eq!(format!("sm.{}", c.symbol()), c.name);
            assert!(CONSTANTS[..i].iter().all(|other| other.name != c.name && other.latex != c.latex), "{}", c.name);
            assert!(c.value.is_finite() && c.value > 0.0);
        }
        assert_eq!(constant("m_b"), None);
    }

    #[test]
    fn derived_constants_agree_with_their_definitions_to_the_digits_quoted() {
        assert!(relative(V_HIGGS.value, (2f64.sqrt() * G_F.value).powf(-0.5)) < 1e-7);
        assert!(relative(M_PLANCK_REDUCED.value, M_PLANCK.value / (8.0 * PI).sqrt()) < 3e-7);
        // G = ħ c⁵ / E_Pl² = 6.67430e-11 m³ kg⁻¹ s⁻² (CODATA 2018), in GeV: E_Pl² = ħ c⁵/G.
        let joule_per_gev = ELEMENTARY_CHARGE * 1e9;
        let c = SPEED_OF_LIGHT;
        let planck_energy = (HBAR * joule_per_gev * c.powi(5) / 6.67430e-11).sqrt() / joule_per_gev;
        assert!(relative(M_PLANCK.value, planck_energy) < 5e-7);
    }

    #[test]
    fn rows_and_columns_of_the_ckm_matrix_are_normalised() {
        let v = [[V_UD, V_US, V_UB], [V_CD, V_CS, V_CB], [V_TD, V_TS, V_TB]];
        for (i, elements) in v.iter().enumerate() {
            let row: f64 = elements.iter().map(|element| element.value.powi(2)).sum();
            let column: f64 = v.iter().map(|elements| elements[i].value.powi(2)).sum();
            // The fit is unitary; five quoted decimals leave 2·0.97·0.5e-5 per large element.
            assert!((row - 1.0).abs() < 1.5e-5 && (column - 1.0).abs() < 1.5e-5, "{i}: {row} {column}");
        }
    }

    #[test]
    fn entropy_and_critical_density_follow_from_the_cosmic_microwave_background_and_newton() {
        // s₀ = (2π²/45) (43/11) T₀³ with T₀ = 2.7255 K and three instantaneously decoupled neutrinos.
        let t0 = 2.7255 * BOLTZMANN / ELEMENTARY_CHARGE * 1e-9;
        let s0 = 2.0 * PI * PI / 45.0 * (43.0 / 11.0) * t0.powi(3);
        // 2891.28 cm⁻³, quoted as 2891.2.
        assert!(relative(ENTROPY_DENSITY_TODAY.value, s0) < 4e-5);
        // ρ_c/h² = 3 M_Pl² (100 km/s/Mpc)²/(8π).
        let h = 1e7 / 3.0856775814913673e24 * HBAR;
        let rho = 3.0 * M_PLANCK.value.powi(2) * h * h / (8.0 * PI);
        assert!(relative(CRITICAL_DENSITY_OVER_H2.value, rho) < 1e-5);
    }

    #[test]
    fn lifetimes_become_inverse_widths() {
        // τ = ħ/Γ with ħ = 6.582119569e-25 GeV s: 1.638 ps is 4.018e-13 GeV of width.
        assert!(relative(1.0 / TAU_BPLUS.value, 6.582119569e-25 / 1.638e-12) < 1e-9);
        assert_eq!(TAU_BPLUS.dimension(), -1);
    }
}
