//! Particles that model files can name without declaring them.

use super::constants::{self as sm, Constant};

/// Quantum statistics.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Statistics {
    /// Half-integer spin.
    Fermi,
    /// Integer spin.
    Bose,
}

/// Where a built-in particle may appear.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Role {
    /// In reactions, as a member of the thermal bath, and in particle functions.
    Bath,
    /// In particle functions such as `mass(B+)` only: a resonance or a heavy meson that never is a bath of its own.
    MassOnly,
}

/// A built-in particle. Numbers are those of the particle alone, without its antiparticle.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Particle {
    /// The name in equations.
    pub name: &'static str,
    /// The name of the antiparticle, or `None` if the particle is its own.
    pub antiparticle: Option<&'static str>,
    /// LaTeX of the particle, without dollar signs.
    pub latex: &'static str,
    /// LaTeX of the antiparticle; that of the particle if self-conjugate.
    pub antiparticle_latex: &'static str,
    /// Mass in GeV.
    pub mass: f64,
    /// Where the mass is from; `None` if the particle is massless.
    pub mass_source: Option<&'static Constant>,
    /// The total width (of dimension 1) or lifetime (of dimension −1), whichever is measured; `None` if the particle is
    /// stable, never free, or (K0, whose states of definite lifetime are `K_S` and `K_L`) has no lifetime of its own.
    pub decay: Option<&'static Constant>,
    /// Spin or helicity states of the particle alone.
    pub spin_states: u8,
    /// Colours: 3 for quarks, 8 for the gluon, else 1.
    pub colours: u8,
    /// Quantum statistics.
    pub statistics: Statistics,
    /// Electric charge in thirds of the positron's.
    pub charge_thirds: i8,
    /// Where the particle may appear.
    pub role: Role,
}

impl Particle {
    /// Degrees of freedom of the particle alone: spin states times colours.
    #[must_use]
    pub fn degrees_of_freedom(&self) -> f64 {
        f64::from(self.spin_states) * f64::from(self.colours)
    }

    /// Whether the particle is its own antiparticle.
    #[must_use]
    pub fn self_conjugate(&self) -> bool {
        self.antiparticle.is_none()
    }

    /// The total width in GeV, measured as such or as a lifetime; `None` as for [`decay`](Self::decay).
    #[must_use]
    pub fn width(&self) -> Option<f64> {
        self.decay.map(|measured| if measured.dimension() == 1 { measured.value } else { 1.0 / measured.value })
    }

    /// Electric charge in units of the positron's.
    #[must_use]
    pub fn charge(&self) -> f64 {
        f64::from(self.charge_thirds) / 3.0
    }
}

/// A built-in particle, or its antiparticle, found by name.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Found {
    /// The particle.
    pub particle: &'static Particle,
    /// Whether the name was the antiparticle's.
    pub is_antiparticle: bool,
}

/// The built-in particle or antiparticle called `name`, such as `K+` or `K+~`.
#[must_use]
pub fn particle(name: &str) -> Option<Found> {
    PARTICLES.iter().find_map(|particle| {
        let is_antiparticle = particle.antiparticle == Some(name);
        (is_antiparticle || particle.name == name).then_some(Found { particle, is_antiparticle })
    })
}

/// Declares particles; the antiparticle of `name` is called `name~`.
macro_rules! particles {
    (@anti self $latex:literal $name:literal) => { (None, $latex) };
    (@anti $anti:literal $latex:literal $name:literal) => { (Some(concat!($name, "~")), $anti) };
    (@constant none) => { None };
    (@constant $constant:ident) => { Some(&sm::$constant) };
    (@mass none) => { 0.0 };
    (@mass $constant:ident) => { sm::$constant.value };
    ($($name:literal $latex:literal / $anti:tt, $mass:ident, $decay:ident, $spin:literal x $colours:literal
        $statistics:ident, $charge:literal, $role:ident;)*) => {
        /// All built-in particles.
        pub static PARTICLES: &[Particle] = &[$({
            let (antiparticle, antiparticle_latex) = particles!(@anti $anti $latex $name);
            Particle {
                name: $name,
                antiparticle,
                latex: $latex,
                antiparticle_latex,
                mass: particles!(@mass $mass),
                mass_source: particles!(@constant $mass),
                decay: particles!(@constant $decay),
                spin_states: $spin,
                colours: $colours,
                statistics: Statistics::$statistics,
                charge_thirds: $charge,
                role: Role::$role,
            }
        }),*];
    };
}

particles! {
    "e-" "e^-" / "e^+", M_E, none, 2 x 1 Fermi, -3, Bath;
    "mu-" "\\mu^-" / "\\mu^+", M_MU, TAU_MU, 2 x 1 Fermi, -3, Bath;
    "tau-" "\\tau^-" / "\\tau^+", M_TAU, TAU_TAU, 2 x 1 Fermi, -3, Bath;
    "nu_e" "\\nu_e" / "\\bar\\nu_e", none, none, 1 x 1 Fermi, 0, Bath;
    "nu_mu" "\\nu_\\mu" / "\\bar\\nu_\\mu", none, none, 1 x 1 Fermi, 0, Bath;
    "nu_tau" "\\nu_\\tau" / "\\bar\\nu_\\tau", none, none, 1 x 1 Fermi, 0, Bath;
    "u" "u" / "\\bar u", M_U, none, 2 x 3 Fermi, 2, Bath;
    "d" "d" / "\\bar d", M_D, none, 2 x 3 Fermi, -1, Bath;
    "s" "s" / "\\bar s", M_S, none, 2 x 3 Fermi, -1, Bath;
    "c" "c" / "\\bar c", M_C, none, 2 x 3 Fermi, 2, Bath;
    "b" "b" / "\\bar b", M_B, none, 2 x 3 Fermi, -1, Bath;
    "t" "t" / "\\bar t", M_T, WIDTH_T, 2 x 3 Fermi, 2, Bath;
    "g" "g" / self, none, none, 2 x 8 Bose, 0, Bath;
    "gamma" "\\gamma" / self, none, none, 2 x 1 Bose, 0, Bath;
    "W+" "W^+" / "W^-", M_W, WIDTH_W, 3 x 1 Bose, 3, Bath;
    "Z" "Z" / self, M_Z, WIDTH_Z, 3 x 1 Bose, 0, Bath;
    "h" "h" / self, M_H, WIDTH_H, 1 x 1 Bose, 0, Bath;
    "pi+" "\\pi^+" / "\\pi^-", M_PIPLUS, TAU_PIPLUS, 1 x 1 Bose, 3, Bath;
    "pi0" "\\pi^0" / self, M_PI0, TAU_PI0, 1 x 1 Bose, 0, Bath;
    "K+" "K^+" / "K^-", M_KPLUS, TAU_KPLUS, 1 x 1 Bose, 3, Bath;
    "K0" "K^0" / "\\bar K^0", M_K0, none, 1 x 1 Bose, 0, Bath;
    "eta" "\\eta" / self, M_ETA, WIDTH_ETA, 1 x 1 Bose, 0, Bath;
    "p" "p" / "\\bar p", M_P, none, 2 x 1 Fermi, 3, Bath;
    "n" "n" / "\\bar n", M_N, TAU_N, 2 x 1 Fermi, 0, Bath;
    "eta'" "\\eta'" / self, M_ETAPRIME, WIDTH_ETAPRIME, 1 x 1 Bose, 0, MassOnly;
    "rho" "\\rho^0" / self, M_RHO, WIDTH_RHO, 3 x 1 Bose, 0, MassOnly;
    "omega" "\\omega" / self, M_OMEGA, WIDTH_OMEGA, 3 x 1 Bose, 0, MassOnly;
    "phi" "\\phi" / self, M_PHI, WIDTH_PHI, 3 x 1 Bose, 0, MassOnly;
    "K*+" "K^{*+}" / "K^{*-}", M_KSTPLUS, WIDTH_KSTPLUS, 3 x 1 Bose, 3, MassOnly;
    "K*0" "K^{*0}" / "\\bar K^{*0}", M_KST0, WIDTH_KST0, 3 x 1 Bose, 0, MassOnly;
    "D+" "D^+" / "D^-", M_DPLUS, TAU_DPLUS, 1 x 1 Bose, 3, MassOnly;
    "D0" "D^0" / "\\bar D^0", M_D0, TAU_D0, 1 x 1 Bose, 0, MassOnly;
    "D_s+" "D_s^+" / "D_s^-", M_DS, TAU_DS, 1 x 1 Bose, 3, MassOnly;
    "B+" "B^+" / "B^-", M_BPLUS, TAU_BPLUS, 1 x 1 Bose, 3, MassOnly;
    "B0" "B^0" / "\\bar B^0", M_B0, TAU_B0, 1 x 1 Bose, 0, MassOnly;
    "B_s" "B_s^0" / "\\bar B_s^0", M_BS, TAU_BS, 1 x 1 Bose, 0, MassOnly;
    "Jpsi" "J/\\psi" / self, M_JPSI, WIDTH_JPSI, 3 x 1 Bose, 0, MassOnly;
    "Upsilon" "\\Upsilon" / self, M_UPSILON, WIDTH_UPSILON, 3 x 1 Bose, 0, MassOnly;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn antiparticles_are_found_by_their_own_name() {
        let kaon = particle("K+~").expect("built in");
        assert!(kaon.is_antiparticle);
        assert_eq!((kaon.particle.name, kaon.particle.antiparticle_latex), ("K+", "K^-"));
        assert_eq!(particle("K+").map(|f| f.is_antiparticle), Some(false));
        for own in ["g", "gamma", "Z", "h", "pi0", "eta"] {
            assert!(particle(own).is_some_and(|f| f.particle.self_conjugate()), "{own}");
            assert_eq!(particle(&format!("{own}~")), None);
        }
        assert_eq!(particle("k+"), None);
    }

    #[test]
    fn the_bath_is_exactly_that_of_the_file_format() {
        let format = "e- mu- tau- nu_e nu_mu nu_tau u d s c b t g gamma W+ Z h pi+ pi0 K+ K0 eta p n";
        let bath: Vec<_> = PARTICLES.iter().filter(|p| p.role == Role::Bath).map(|p| p.name).collect();
        assert_eq!(bath.join(" "), format);
    }

    #[test]
    fn names_are_unique_and_fit_the_grammar() {
        for (i, p) in PARTICLES.iter().enumerate() {
            assert!(PARTICLES[..i].iter().all(|q| q.name != p.name), "{}", p.name);
            let stem = p.name.trim_end_matches(['+', '-']);
            assert!(stem.starts_with(|c: char| c.is_ascii_alphabetic()), "{}", p.name);
            assert!(stem.chars().all(|c| c.is_ascii_alphanumeric() || "_'*".contains(c)), "{}", p.name);
        }
    }

    #[test]
    fn degrees_of_freedom_add_up_to_the_whole_standard_model() {
        // 106.75 = 28 bosonic + 7/8 · 90 fermionic; after symmetry breaking the Goldstones sit in W and Z.
        let (mut bosons, mut fermions) = (0.0, 0.0);
        let elementary = "e- mu- tau- nu_e nu_mu nu_tau u d s c b t g gamma W+ Z h";
        for name in elementary.split(' ') {
            let p = particle(name).expect("built in").particle;
            let g = p.degrees_of_freedom() * if p.self_conjugate() { 1.0 } else { 2.0 };
            match p.statistics {
                Statistics::Bose => bosons += g,
                Statistics::Fermi => fermions += g,
            }
        }
        assert_eq!((bosons, fermions), (28.0, 90.0));
    }

    #[test]
    fn charges_of_hadrons_are_those_of_their_quarks() {
        let q = |name| particle(name).expect("built in").particle.charge_thirds;
        assert_eq!(q("p"), 2 * q("u") + q("d"));
        assert_eq!(q("n"), q("u") + 2 * q("d"));
        assert_eq!(q("K+"), q("u") - q("s"));
        assert_eq!(q("D+"), q("c") - q("d"));
        assert_eq!(q("B+"), q("u") - q("b"));
        assert_eq!(q("B0"), q("d") - q("b"));
        assert_eq!(q("pi+"), q("u") - q("d"));
    }

    #[test]
    fn masses_and_widths_are_those_of_the_table_of_constants() {
        for p in PARTICLES {
            assert_eq!(p.mass, p.mass_source.map_or(0.0, |constant| constant.value), "{}", p.name);
            assert!(p.mass_source.is_none_or(|mass| mass.dimension() == 1), "{}", p.name);
            assert!(p.decay.is_none_or(|decay| decay.dimension().abs() == 1), "{}", p.name);
            // A particle wider than a fifth of its mass would not be one.
            assert!(p.width().is_none_or(|width| width > 0.0 && width < 0.2 * p.mass), "{}", p.name);
        }
        let width = |name| particle(name).expect("built in").particle.width();
        assert_eq!(width("Z"), Some(2.4955));
        // ħ/τ: 6.582119569e-25 GeV s over 1.638e-12 s.
        assert!((width("B+~").expect("decays") / (6.582119569e-25 / 1.638e-12) - 1.0).abs() < 1e-9);
        for stable in ["e-", "gamma", "p", "u", "K0"] {
            assert_eq!(width(stable), None, "{stable}");
        }
    }
}
