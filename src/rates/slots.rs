//! Variables of the programs that give rates: which input slot is which.

/// Temperature in GeV, in widths, ⟨σv⟩ and reaction densities.
pub const TEMPERATURE: usize = 0;
/// x = reference mass/T, in widths, ⟨σv⟩ and reaction densities.
pub const X: usize = 1;
/// The invariant s in GeV², in cross sections.
pub const S: usize = 0;
/// Temperature in GeV, in cross sections.
pub const CROSS_SECTION_TEMPERATURE: usize = 1;
/// x = reference mass/T, in cross sections.
pub const CROSS_SECTION_X: usize = 2;
/// The invariant t = (p₁ − p₃)² in GeV², in squared amplitudes, whose other slots are those of cross sections.
pub const MANDELSTAM_T: usize = 3;
/// The invariant u = (p₁ − p₄)² in GeV², in squared amplitudes.
pub const MANDELSTAM_U: usize = 4;
/// Number of slots that have a meaning.
pub const COUNT: usize = 5;
