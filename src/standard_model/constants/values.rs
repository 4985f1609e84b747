//! The values. Each row: item, name, LaTeX, value, error, unit, source, description.

use super::{Constant, QuotedUnit, Section, Uncertainty};
use crate::units::{HBAR, HBAR_C};

const PDG: &str = "PDG 2024, Phys. Rev. D 110 (2024) 030001";
/// For values that no copy of the edition was at hand to compare with.
const PDG_UNCOMPARED: &str = "PDG 2024, Phys. Rev. D 110 (2024) 030001 (digits not compared with that edition)";
const PDG_CKM: &str = "PDG 2024, Phys. Rev. D 110 (2024) 030001, review 12, global fit";
const PDG_CONSTANTS: &str = "PDG 2024, Phys. Rev. D 110 (2024) 030001, table 1.1";
const CODATA: &str = "CODATA 2018, Rev. Mod. Phys. 93 (2021) 025010";
const PLANCK: &str = "Planck 2018, arXiv:1807.06209, table 2 (TT,TE,EE+lowE+lensing)";
const FLAG: &str =
    "FLAG 2021, arXiv:2111.09849, averages with dynamical charm (pi: without; digits not compared with the paper)";
const NUCLEON: &str = "Belanger, Boudjema, Pukhov, Semenov 2013, arXiv:1305.0237 (digits not compared with the paper)";

const PER_CM3_IN_GEV3: f64 = (HBAR_C * 1e2) * (HBAR_C * 1e2) * (HBAR_C * 1e2);

const ONE: QuotedUnit = QuotedUnit::new("1", 1.0, 1.0, 0);
const KEV: QuotedUnit = QuotedUnit::new("keV", 1.0, 1e6, 1);
const MEV: QuotedUnit = QuotedUnit::new("MeV", 1.0, 1e3, 1);
const GEV: QuotedUnit = QuotedUnit::new("GeV", 1.0, 1.0, 1);
const PER_GEV2: QuotedUnit = QuotedUnit::new("GeV^-2", 1.0, 1.0, -2);
const SECOND: QuotedUnit = QuotedUnit::new("s", 1.0, HBAR, -1);
const PER_CM3: QuotedUnit = QuotedUnit::new("cm^-3", PER_CM3_IN_GEV3, 1.0, 3);
const GEV_PER_CM3: QuotedUnit = QuotedUnit::new("GeV/cm^3", PER_CM3_IN_GEV3, 1.0, 4);

/// An error that is the same upwards and downwards.
const fn pm(error: f64) -> Option<Uncertainty> {
    asymmetric(error, error)
}

#[expect(clippy::unnecessary_wraps, reason = "a cell of the table is an error or none")]
const fn asymmetric(plus: f64, minus: f64) -> Option<Uncertainty> {
    Some(Uncertainty { plus, minus })
}

/// No error is quoted.
const UNQUOTED: Option<Uncertainty> = None;

/// Declares each constant once, as an item for Rust code and as a row of [`CONSTANTS`].
macro_rules! constants {
    ($($section:ident {
        $($item:ident = $name:literal, $latex:literal, $quoted:expr, $error:expr, $unit:ident, $source:ident,
            $description:literal;)*
    })*) => {
        $($(
            #[doc = $description]
            pub const $item: Constant = Constant {
                name: $name,
                latex: $latex,
                quoted: $quoted,
                unit: $unit,
                value: $unit.to_natural($quoted),
                uncertainty: $error,
                source: $source,
                description: $description,
                section: Section::$section,
            };
        )*)*

        /// All constants, in the order `frazil constants` prints them.
        pub static CONSTANTS: &[Constant] = &[$($($item,)*)*];
    };
}

constants! {
    ElementaryMasses {
        M_E = "sm.m_e", "m_e", 0.51099895, pm(1.5e-10), MEV, PDG, "electron mass";
        M_MU = "sm.m_mu", "m_\\mu", 105.6583755, pm(2.3e-6), MEV, PDG, "muon mass";
        M_TAU = "sm.m_tau", "m_\\tau", 1776.93, pm(0.09), MEV, PDG, "tau mass";
        M_U = "sm.m_u", "m_u", 2.16, pm(0.07), MEV, PDG, "up quark mass, MS-bar at 2 GeV";
        M_D = "sm.m_d", "m_d", 4.70, pm(0.07), MEV, PDG, "down quark mass, MS-bar at 2 GeV";
        M_S = "sm.m_s", "m_s", 93.5, pm(0.8), MEV, PDG, "strange quark mass, MS-bar at 2 GeV";
        M_C = "sm.m_c", "m_c", 1.2730, pm(0.0046), GEV, PDG, "charm quark mass, MS-bar at its own scale";
        M_B = "sm.m_b", "m_b", 4.183, pm(0.007), GEV, PDG, "bottom quark mass, MS-bar at its own scale";
        M_T = "sm.m_t", "m_t", 172.57, pm(0.29), GEV, PDG, "top quark mass, direct measurements (near the pole mass)";
        M_T_MSBAR = "sm.m_t_MSbar", "\\bar m_t", 162.5, asymmetric(2.1, 1.5), GEV, PDG,
            "top quark mass, MS-bar at its own scale, from cross sections";
        M_T_POLE = "sm.m_t_pole", "m_t^\\mathrm{pole}", 172.4, pm(0.7), GEV, PDG,
            "top quark pole mass, from cross sections";
        M_W = "sm.m_W", "m_W", 80.377, pm(0.012), GEV, PDG, "W boson mass";
        M_Z = "sm.m_Z", "m_Z", 91.1880, pm(0.0020), GEV, PDG, "Z boson mass";
        M_H = "sm.m_h", "m_h", 125.20, pm(0.11), GEV, PDG, "Higgs boson mass";
    }

    HadronMasses {
        M_PIPLUS = "sm.m_piplus", "m_{\\pi^+}", 139.57039, pm(1.8e-4), MEV, PDG, "charged pion mass";
        M_PI0 = "sm.m_pi0", "m_{\\pi^0}", 134.9768, pm(5e-4), MEV, PDG, "neutral pion mass";
        M_KPLUS = "sm.m_Kplus", "m_{K^+}", 493.677, pm(0.015), MEV, PDG, "charged kaon mass";
        M_K0 = "sm.m_K0", "m_{K^0}", 497.611, pm(0.013), MEV, PDG, "neutral kaon mass";
        M_KSTPLUS = "sm.m_Kstplus", "m_{K^{*+}}", 891.67, pm(0.26), MEV, PDG_UNCOMPARED,
            "charged K*(892) mass, hadroproduced";
        M_KST0 = "sm.m_Kst0", "m_{K^{*0}}", 895.55, pm(0.20), MEV, PDG, "neutral K*(892) mass";
        M_ETA = "sm.m_eta", "m_\\eta", 547.862, pm(0.017), MEV, PDG, "eta mass";
        M_ETAPRIME = "sm.m_etaprime", "m_{\\eta'}", 957.78, pm(0.06), MEV, PDG, "eta'(958) mass";
        M_RHO = "sm.m_rho", "m_\\rho", 775.26, pm(0.23), MEV, PDG, "neutral rho(770) mass, from e+ e-";
        M_OMEGA = "sm.m_omega", "m_\\omega", 782.66, pm(0.13), MEV, PDG, "omega(782) mass";
        M_PHI = "sm.m_phi", "m_\\phi", 1019.461, pm(0.016), MEV, PDG, "phi(1020) mass";
        M_P = "sm.m_p", "m_p", 938.27208816, pm(2.9e-7), MEV, CODATA, "proton mass";
        M_N = "sm.m_n", "m_n", 939.56542052, pm(5.4e-7), MEV, CODATA, "neutron mass";
        M_DPLUS = "sm.m_Dplus", "m_{D^+}", 1869.66, pm(0.05), MEV, PDG, "charged D mass";
        M_D0 = "sm.m_D0", "m_{D^0}", 1864.84, pm(0.05), MEV, PDG, "neutral D mass";
        M_DS = "sm.m_Ds", "m_{D_s}", 1968.35, pm(0.07), MEV, PDG_UNCOMPARED, "strange D mass";
        M_BPLUS = "sm.m_Bplus", "m_{B^+}", 5279.41, pm(0.07), MEV, PDG, "charged B mass";
        M_B0 = "sm.m_B0", "m_{B^0}", 5279.72, pm(0.08), MEV, PDG, "neutral B mass";
        M_BS = "sm.m_Bs", "m_{B_s}", 5366.93, pm(0.10), MEV, PDG, "strange B mass";
        M_JPSI = "sm.m_Jpsi", "m_{J/\\psi}", 3096.900, pm(0.006), MEV, PDG, "J/psi(1S) mass";
        M_UPSILON = "sm.m_Upsilon", "m_\\Upsilon", 9460.40, pm(0.10), MEV, PDG, "Upsilon(1S) mass";
    }

    Widths {
        WIDTH_W = "sm.Gamma_W", "\\Gamma_W", 2.085, pm(0.042), GEV, PDG, "W boson width";
        WIDTH_Z = "sm.Gamma_Z", "\\Gamma_Z", 2.4955, pm(0.0023), GEV, PDG, "Z boson width";
        WIDTH_H = "sm.Gamma_h", "\\Gamma_h", 3.7, asymmetric(1.9, 1.4), MEV, PDG,
            "Higgs boson width, measured from on- and off-shell production";
        WIDTH_T = "sm.Gamma_t", "\\Gamma_t", 1.42, asymmetric(0.19, 0.15), GEV, PDG, "top quark width";
        WIDTH_ETA = "sm.Gamma_eta", "\\Gamma_\\eta", 1.31, pm(0.05), KEV, PDG, "eta width";
        WIDTH_ETAPRIME = "sm.Gamma_etaprime", "\\Gamma_{\\eta'}", 0.188, pm(0.006), MEV, PDG, "eta'(958) width";
        WIDTH_RHO = "sm.Gamma_rho", "\\Gamma_\\rho", 147.4, pm(0.8), MEV, PDG, "neutral rho(770) width, from e+ e-";
        WIDTH_OMEGA = "sm.Gamma_omega", "\\Gamma_\\omega", 8.68, pm(0.13), MEV, PDG, "omega(782) width";
        WIDTH_PHI = "sm.Gamma_phi", "\\Gamma_\\phi", 4.249, pm(0.013), MEV, PDG, "phi(1020) width";
        WIDTH_KSTPLUS = "sm.Gamma_Kstplus", "\\Gamma_{K^{*+}}", 51.4, pm(0.8), MEV, PDG_UNCOMPARED,
            "charged K*(892) width, hadroproduced";
        WIDTH_KST0 = "sm.Gamma_Kst0", "\\Gamma_{K^{*0}}", 47.3, pm(0.5), MEV, PDG, "neutral K*(892) width";
        WIDTH_JPSI = "sm.Gamma_Jpsi", "\\Gamma_{J/\\psi}", 92.6, pm(1.7), KEV, PDG, "J/psi(1S) width";
        WIDTH_UPSILON = "sm.Gamma_Upsilon", "\\Gamma_\\Upsilon", 54.02, pm(1.25), KEV, PDG, "Upsilon(1S) width";
        TAU_MU = "sm.tau_mu", "\\tau_\\mu", 2.1969811e-6, pm(2.2e-12), SECOND, PDG, "muon lifetime";
        TAU_TAU = "sm.tau_tau", "\\tau_\\tau", 0.2903e-12, pm(0.0005e-12), SECOND, PDG, "tau lifetime";
        TAU_PIPLUS = "sm.tau_piplus", "\\tau_{\\pi^+}", 2.6033e-8, pm(0.0005e-8), SECOND, PDG,
            "charged pion lifetime";
        TAU_PI0 = "sm.tau_pi0", "\\tau_{\\pi^0}", 8.43e-17, pm(0.13e-17), SECOND, PDG, "neutral pion lifetime";
        TAU_KPLUS = "sm.tau_Kplus", "\\tau_{K^+}", 1.2380e-8, pm(0.0020e-8), SECOND, PDG, "charged kaon lifetime";
        TAU_KS = "sm.tau_KS", "\\tau_{K_S}", 0.8954e-10, pm(0.0004e-10), SECOND, PDG_UNCOMPARED, "short-lived kaon lifetime";
        TAU_KL = "sm.tau_KL", "\\tau_{K_L}", 5.116e-8, pm(0.021e-8), SECOND, PDG_UNCOMPARED, "long-lived kaon lifetime";
        TAU_N = "sm.tau_n", "\\tau_n", 878.4, pm(0.5), SECOND, PDG, "neutron lifetime";
        TAU_DPLUS = "sm.tau_Dplus", "\\tau_{D^+}", 1.033e-12, pm(0.005e-12), SECOND, PDG, "charged D lifetime";
        TAU_D0 = "sm.tau_D0", "\\tau_{D^0}", 0.4103e-12, pm(0.0010e-12), SECOND, PDG, "neutral D lifetime";
        TAU_DS = "sm.tau_Ds", "\\tau_{D_s}", 0.5012e-12, pm(0.0022e-12), SECOND, PDG_UNCOMPARED, "strange D lifetime";
        TAU_BPLUS = "sm.tau_Bplus", "\\tau_{B^+}", 1.638e-12, pm(0.004e-12), SECOND, PDG, "charged B lifetime";
        TAU_B0 = "sm.tau_B0", "\\tau_{B^0}", 1.517e-12, pm(0.004e-12), SECOND, PDG, "neutral B lifetime";
        TAU_BS = "sm.tau_Bs", "\\tau_{B_s}", 1.520e-12, pm(0.005e-12), SECOND, PDG,
            "strange B lifetime, 1 over the mean width";
    }

    Couplings {
        ALPHA_EM = "sm.alpha_em", "\\alpha", 1.0 / 137.035999084, pm(1.1e-12), ONE, CODATA,
            "fine-structure constant at zero momentum";
        ALPHA_EM_MZ = "sm.alpha_em_MZ", "\\hat\\alpha(m_Z)", 1.0 / 127.930, pm(4.9e-7), ONE, PDG_CONSTANTS,
            "electromagnetic coupling at the Z mass, MS-bar";
        ALPHA_S_MZ = "sm.alpha_s_MZ", "\\alpha_s(m_Z)", 0.1180, pm(0.0009), ONE, PDG_CONSTANTS,
            "strong coupling at the Z mass, MS-bar";
        S2W = "sm.s2w", "\\sin^2\\hat\\theta_W(m_Z)", 0.23129, pm(0.00004), ONE, PDG_CONSTANTS,
            "weak mixing angle at the Z mass, MS-bar";
        G_F = "sm.G_F", "G_F", 1.1663788e-5, pm(6e-12), PER_GEV2, PDG_CONSTANTS, "Fermi constant";
        V_HIGGS = "sm.v", "v", 246.21965, pm(6e-5), GEV, PDG_CONSTANTS,
            "Higgs vacuum expectation value, from the Fermi constant";
    }

    Ckm {
        V_UD = "sm.V_ud", "|V_{ud}|", 0.97435, pm(0.00016), ONE, PDG_CKM, "CKM element, modulus";
        V_US = "sm.V_us", "|V_{us}|", 0.22501, pm(0.00068), ONE, PDG_CKM, "CKM element, modulus";
        V_UB = "sm.V_ub", "|V_{ub}|", 0.003732, asymmetric(9.0e-5, 8.5e-5), ONE, PDG_CKM, "CKM element, modulus";
        V_CD = "sm.V_cd", "|V_{cd}|", 0.22487, pm(0.00068), ONE, PDG_CKM, "CKM element, modulus";
        V_CS = "sm.V_cs", "|V_{cs}|", 0.97349, pm(0.00016), ONE, PDG_CKM, "CKM element, modulus";
        V_CB = "sm.V_cb", "|V_{cb}|", 0.04183, asymmetric(0.00079, 0.00069), ONE, PDG_CKM, "CKM element, modulus";
        V_TD = "sm.V_td", "|V_{td}|", 0.00858, asymmetric(0.00019, 0.00017), ONE, PDG_CKM, "CKM element, modulus";
        V_TS = "sm.V_ts", "|V_{ts}|", 0.04111, asymmetric(0.00077, 0.00068), ONE, PDG_CKM, "CKM element, modulus";
        V_TB = "sm.V_tb", "|V_{tb}|", 0.999118, asymmetric(2.9e-5, 3.4e-5), ONE, PDG_CKM, "CKM element, modulus";
        CKM_LAMBDA = "sm.CKM_lambda", "\\lambda", 0.22501, pm(0.00068), ONE, PDG_CKM, "Wolfenstein parameter lambda";
        CKM_A = "sm.CKM_A", "A", 0.826, asymmetric(0.016, 0.015), ONE, PDG_CKM, "Wolfenstein parameter A";
        CKM_RHOBAR = "sm.CKM_rhobar", "\\bar\\rho", 0.1591, pm(0.0094), ONE, PDG_CKM,
            "Wolfenstein parameter rho-bar, apex of the unitarity triangle";
        CKM_ETABAR = "sm.CKM_etabar", "\\bar\\eta", 0.3523, asymmetric(0.0073, 0.0071), ONE, PDG_CKM,
            "Wolfenstein parameter eta-bar, apex of the unitarity triangle";
    }

    HadronicMatrixElements {
        F_PI = "sm.f_pi", "f_{\\pi^+}", 130.2, pm(0.8), MEV, FLAG, "charged pion decay constant (f, not f/sqrt(2))";
        F_K = "sm.f_K", "f_{K^+}", 155.7, pm(0.3), MEV, FLAG, "charged kaon decay constant";
        F_D = "sm.f_D", "f_D", 212.0, pm(0.7), MEV, FLAG, "D decay constant";
        F_DS = "sm.f_Ds", "f_{D_s}", 249.9, pm(0.5), MEV, FLAG, "strange D decay constant";
        F_B = "sm.f_B", "f_B", 190.0, pm(1.3), MEV, FLAG, "B decay constant";
        F_BS = "sm.f_Bs", "f_{B_s}", 230.3, pm(1.3), MEV, FLAG, "strange B decay constant";
        F_TU_P = "sm.f_Tu_p", "f_{T_u}^{(p)}", 0.0153, UNQUOTED, ONE, NUCLEON,
            "up quark part of the proton mass, m_u <p|u-bar u|p>/m_p";
        F_TD_P = "sm.f_Td_p", "f_{T_d}^{(p)}", 0.0191, UNQUOTED, ONE, NUCLEON, "down quark part of the proton mass";
        F_TS_P = "sm.f_Ts_p", "f_{T_s}^{(p)}", 0.0447, UNQUOTED, ONE, NUCLEON, "strange quark part of the proton mass";
        F_TU_N = "sm.f_Tu_n", "f_{T_u}^{(n)}", 0.0110, UNQUOTED, ONE, NUCLEON, "up quark part of the neutron mass";
        F_TD_N = "sm.f_Td_n", "f_{T_d}^{(n)}", 0.0273, UNQUOTED, ONE, NUCLEON, "down quark part of the neutron mass";
        F_TS_N = "sm.f_Ts_n", "f_{T_s}^{(n)}", 0.0447, UNQUOTED, ONE, NUCLEON,
            "strange quark part of the neutron mass";
    }

    Cosmology {
        M_PLANCK = "sm.M_Pl", "M_\\mathrm{Pl}", 1.220890e19, pm(1.4e14), GEV, CODATA, "Planck mass, G^(-1/2)";
        M_PLANCK_REDUCED = "sm.M_Pl_reduced", "\\bar M_\\mathrm{Pl}", 2.435323e18, pm(2.7e13), GEV, CODATA,
            "reduced Planck mass, (8 pi G)^(-1/2)";
        ENTROPY_DENSITY_TODAY = "sm.s_0", "s_0", 2891.2, UNQUOTED, PER_CM3, PDG_CONSTANTS, "entropy density today";
        CRITICAL_DENSITY_OVER_H2 = "sm.rho_c", "\\rho_c/h^2", 1.053672e-5, pm(2.4e-10), GEV_PER_CM3, PDG_CONSTANTS,
            "critical density today over h^2";
        OMEGA_H2 = "sm.omega_h2", "\\Omega_\\mathrm{DM} h^2", 0.1200, pm(0.0012), ONE, PLANCK,
            "cold dark matter density times h^2";
    }
}
