//! The inputs as text, one section after the other.

use std::fmt::Write as _;

use super::{
    FUNCTIONS_TITLE, Listing, MATRIX_SOURCE, MATRIX_TITLE, PARTICLES_TITLE, UNIT_SOURCE, UNITS_TITLE, UnitConstant,
};
use crate::standard_model::constants::{Constant, Section, Uncertainty};
use crate::standard_model::functions::Function;
use crate::standard_model::particles::{Particle, Role, Statistics};

/// All sections that have a row; empty if there is none.
pub(super) fn listing(listing: &Listing) -> String {
    let mut text = String::new();
    for section in Section::ALL {
        let of_section = listing.constants.iter().filter(|c| c.section == section);
        write_section(&mut text, section.title(), of_section.map(|c| constant(c)).collect());
    }
    let matrix = listing.matrix.iter().map(|(name, value)| {
        vec![
            name.clone(),
            format!("{:.6} {} {:.6} i", value.re, if value.im < 0.0 { '-' } else { '+' }, value.im.abs()),
            format!("[{MATRIX_SOURCE}]"),
        ]
    });
    write_section(&mut text, MATRIX_TITLE, matrix.collect());
    write_section(&mut text, PARTICLES_TITLE, listing.particles.iter().map(|p| particle(p)).collect());
    write_section(&mut text, FUNCTIONS_TITLE, listing.functions.iter().map(|f| function(f)).collect());
    write_section(&mut text, UNITS_TITLE, listing.units.iter().map(unit).collect());
    text
}

/// A heading and aligned columns.
fn write_section(text: &mut String, title: &str, rows: Vec<Vec<String>>) {
    if rows.is_empty() {
        return;
    }
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let length = |row: &Vec<String>, column: usize| row.get(column).map_or(0, |cell| cell.chars().count());
    let widths: Vec<usize> =
        (0..columns).map(|column| rows.iter().map(|row| length(row, column)).max().unwrap_or(0)).collect();
    if !text.is_empty() {
        text.push('\n');
    }
    let _ = writeln!(text, "# {title}");
    for row in rows {
        let cells: Vec<String> = row.iter().zip(&widths).map(|(cell, width)| format!("{cell:width$}")).collect();
        let _ = writeln!(text, "{}", cells.join("  ").trim_end());
    }
}

fn constant(constant: &Constant) -> Vec<String> {
    let unit = if constant.unit.name == "1" { String::new() } else { format!(" {}", constant.unit.name) };
    vec![
        constant.name.to_owned(),
        format!("{}{}{unit}", number(constant.quoted), constant.uncertainty.map_or(String::new(), uncertainty)),
        format!("{} [{}]", constant.description, constant.source),
    ]
}

fn uncertainty(Uncertainty { plus, minus }: Uncertainty) -> String {
    if plus == minus { format!(" ± {}", number(plus)) } else { format!(" +{} −{}", number(plus), number(minus)) }
}

fn particle(particle: &Particle) -> Vec<String> {
    let anti = particle.antiparticle.map_or(String::new(), |name| format!(", {name}"));
    let mass = particle.mass_source.map_or("massless".to_owned(), |mass| mass.name.to_owned());
    let decay = particle.decay.map_or(String::new(), |decay| decay.name.to_owned());
    let charge = match particle.charge_thirds {
        thirds if thirds % 3 == 0 => format!("charge {}", thirds / 3),
        thirds => format!("charge {thirds}/3"),
    };
    let statistics = match particle.statistics {
        Statistics::Fermi => "fermion",
        Statistics::Bose => "boson",
    };
    vec![
        format!("{}{anti}", particle.name),
        mass,
        decay,
        charge,
        format!("colours {}", particle.colours),
        format!("dof {}", particle.degrees_of_freedom()),
        statistics.to_owned(),
        match particle.role {
            Role::Bath => String::new(),
            Role::MassOnly => "not in reactions".to_owned(),
        },
    ]
}

fn function(function: &Function) -> Vec<String> {
    vec![
        format!("{}({})", function.name, function.argument),
        function.range(),
        format!("{} [{}]", function.description, function.source),
    ]
}

fn unit(unit: &UnitConstant) -> Vec<String> {
    vec![unit.name.to_owned(), format!("{} {}", number(unit.value), unit.unit), format!("[{UNIT_SOURCE}]")]
}

/// All digits of a number, in scientific notation where that is shorter to read.
fn number(value: f64) -> String {
    if (1e-3..1e9).contains(&value) { value.to_string() } else { format!("{value:e}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sections_stand_in_order_and_every_row_names_its_source() {
        let text = listing(&Listing::of(""));
        let headings: Vec<&str> = text.lines().filter_map(|line| line.strip_prefix("# ")).collect();
        let mut expected: Vec<&str> = Section::ALL.iter().map(|section| section.title()).collect();
        expected.extend([MATRIX_TITLE, PARTICLES_TITLE, FUNCTIONS_TITLE, UNITS_TITLE]);
        assert_eq!(headings, expected);
        for line in text.lines().filter(|line| line.starts_with("sm.")) {
            assert!(line.ends_with(']'), "{line}");
        }
    }

    #[test]
    fn rows_read_well() {
        let line = |filter: &str| listing(&Listing::of(filter)).lines().nth(1).map(str::to_owned);
        let bottom = "sm.m_b  4.183 ± 0.007 GeV  bottom quark mass, MS-bar at its own scale \
                      [PDG 2024, Phys. Rev. D 110 (2024) 030001]";
        assert_eq!(line("sm.m_b").as_deref(), Some(bottom));
        let element = "sm.CKM[u,b]  0.001534 - 0.003401 i  [from the Wolfenstein parameters, PDG 2024, review 12]";
        assert_eq!(line("CKM[u,b]").as_deref(), Some(element));
        let kaon = "K+, K+~  sm.m_Kplus  sm.tau_Kplus  charge 1  colours 1  dof 1  boson";
        assert_eq!(line("K+~").as_deref(), Some(kaon));
        let coupling = line("four-loop").expect("is listed");
        assert!(coupling.starts_with("sm.alpha_s(mu)  mu of at least 1 GeV  strong coupling"), "{coupling}");
        assert_eq!(line("hbar c").as_deref(), Some("hbar c  1.973269804593025e-16 GeV m  [SI 2019, exact]"));
        let asymmetric = line("sm.Gamma_h").expect("is listed");
        assert!(asymmetric.starts_with("sm.Gamma_h  3.7 +1.9 −1.4 MeV  Higgs boson width"), "{asymmetric}");
    }
}
