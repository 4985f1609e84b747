//! Particles that model files can name without declaring them.

use super::constants as sm;

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
    ($($name:literal $latex:literal / $anti:tt, $mass:expr, $spin:literal x $colours:literal $statistics:ident,
        $charge:literal, $role:ident;)*) => {
        /// All built-in particles.
        pub static PARTICLES: &[Particle] = &[$({
            let (antiparticle, antiparticle_latex) = particles!(@anti $anti $latex $name);
            Particle {
                name: $name,
                antiparticle,
                latex: $latex,
                antiparticle_latex,
                mass: $mass,
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
    "e-" "e^-" / "e^+", sm::M_E.value, 2 x 1 Fermi, -3, Bath;
    "mu-" "\\mu^-" / "\\mu^+", sm::M_MU.value, 2 x 1 Fermi, -3, Bath;
    "tau-" "\\tau^-" / "\\tau^+", sm::M_TAU.value, 2 x 1 Fermi, -3, Bath;
    "nu_e" "\\nu_e" / "\\bar\\nu_e", 0.0, 1 x 1 Fermi, 0, Bath;
    "nu_mu" "\\nu_\\mu" / "\\bar\\nu_\\mu", 0.0, 1 x 1 Fermi, 0, Bath;
    "nu_tau" "\\nu_\\tau" / "\\bar\\nu_\\tau", 0.0, 1 x 1 Fermi, 0, Bath;
    "u" "u" / "\\bar u", sm::M_U.value, 2 x 3 Fermi, 2, Bath;
    "d" "d" / "\\bar d", sm::M_D.value, 2 x 3 Fermi, -1, Bath;
    "s" "s" / "\\bar s", sm::M_S.value, 2 x 3 Fermi, -1, Bath;
    "c" "c" / "\\bar c", sm::M_C.value, 2 x 3 Fermi, 2, Bath;
    "b" "b" / "\\bar b", sm::M_B.value, 2 x 3 Fermi, -1, Bath;
    "t" "t" / "\\bar t", sm::M_T.value, 2 x 3 Fermi, 2, Bath;
    "g" "g" / self, 0.0, 2 x 8 Bose, 0, Bath;
    "gamma" "\\gamma" / self, 0.0, 2 x 1 Bose, 0, Bath;
    "W+" "W^+" / "W^-", sm::M_W.value, 3 x 1 Bose, 3, Bath;
    "Z" "Z" / self, sm::M_Z.value, 3 x 1 Bose, 0, Bath;
    "h" "h" / self, sm::M_H.value, 1 x 1 Bose, 0, Bath;
    "pi+" "\\pi^+" / "\\pi^-", sm::M_PIPLUS.value, 1 x 1 Bose, 3, Bath;
    "pi0" "\\pi^0" / self, sm::M_PI0.value, 1 x 1 Bose, 0, Bath;
    "K+" "K^+" / "K^-", sm::M_KPLUS.value, 1 x 1 Bose, 3, Bath;
    "K0" "K^0" / "\\bar K^0", sm::M_K0.value, 1 x 1 Bose, 0, Bath;
    "eta" "\\eta" / self, sm::M_ETA.value, 1 x 1 Bose, 0, Bath;
    "p" "p" / "\\bar p", sm::M_P.value, 2 x 1 Fermi, 3, Bath;
    "n" "n" / "\\bar n", sm::M_N.value, 2 x 1 Fermi, 0, Bath;
    "eta'" "\\eta'" / self, sm::M_ETAPRIME.value, 1 x 1 Bose, 0, MassOnly;
    "rho" "\\rho^0" / self, sm::M_RHO.value, 3 x 1 Bose, 0, MassOnly;
    "omega" "\\omega" / self, sm::M_OMEGA.value, 3 x 1 Bose, 0, MassOnly;
    "phi" "\\phi" / self, sm::M_PHI.value, 3 x 1 Bose, 0, MassOnly;
    "K*+" "K^{*+}" / "K^{*-}", sm::M_KSTPLUS.value, 3 x 1 Bose, 3, MassOnly;
    "K*0" "K^{*0}" / "\\bar K^{*0}", sm::M_KST0.value, 3 x 1 Bose, 0, MassOnly;
    "D+" "D^+" / "D^-", sm::M_DPLUS.value, 1 x 1 Bose, 3, MassOnly;
    "D0" "D^0" / "\\bar D^0", sm::M_D0.value, 1 x 1 Bose, 0, MassOnly;
    "B+" "B^+" / "B^-", sm::M_BPLUS.value, 1 x 1 Bose, 3, MassOnly;
    "B0" "B^0" / "\\bar B^0", sm::M_B0.value, 1 x 1 Bose, 0, MassOnly;
    "B_s" "B_s^0" / "\\bar B_s^0", sm::M_BS.value, 1 x 1 Bose, 0, MassOnly;
    "Jpsi" "J/\\psi" / self, sm::M_JPSI.value, 3 x 1 Bose, 0, MassOnly;
    "Upsilon" "\\Upsilon" / self, sm::M_UPSILON.value, 3 x 1 Bose, 0, MassOnly;
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
}
