//! Axes written on the command line.

use insta::assert_snapshot;

use super::*;
use crate::model::{Axis, Spacing};
use crate::units::Dimension;

fn model() -> Model {
    let text = small("derived: {m2: 2*m_phi}\nscan:\n  m_phi: {from: 1 GeV, to: 1 TeV, points: 7, spacing: log}\n");
    Document::load(source(&text)).unwrap().resolve(&Overrides::default()).unwrap()
}

fn axis(text: &str) -> Axis {
    model().axis("--sweep", text).unwrap_or_else(|e| panic!("{text}: {e}"))
}

fn message(text: &str) -> String {
    model().axis("--sweep", text).expect_err(text).to_string()
}

#[test]
fn axes_have_units_at_their_ends_points_and_spacings() {
    let wanted = |from: f64, to, points, spacing| Axis {
        name: "m_phi".to_owned(),
        from,
        to,
        dimension: Dimension::MASS,
        points,
        spacing,
    };
    for (text, axis_wanted) in [
        ("m_phi=1 MeV..2 TeV:50:log", wanted(1e-3, 2e3, 50, Spacing::Log)),
        (" m_phi = 1 GeV .. 2 GeV : 3 : linear ", wanted(1.0, 2.0, 3, Spacing::Linear)),
        ("m_phi=1GeV..2GeV:3", wanted(1.0, 2.0, 3, Spacing::Linear)),
        ("m_phi=1e-3GeV..2.5e0GeV", wanted(1e-3, 2.5, 200, Spacing::Linear)),
        ("m_phi=0..2 GeV", wanted(0.0, 2.0, 200, Spacing::Linear)),
        ("m_phi=1 GeV..2 GeV:log", wanted(1.0, 2.0, 200, Spacing::Log)),
        ("m_phi", wanted(1.0, 1000.0, 7, Spacing::Log)),
        ("m_phi:20", wanted(1.0, 1000.0, 20, Spacing::Log)),
    ] {
        assert_eq!(axis(text), axis_wanted, "{text}");
    }
    let setting = axis("cosmology.omega_h2=0.11..0.13:5");
    assert_eq!((setting.from, setting.dimension), (0.11, Dimension::NONE));
}

#[test]
fn the_usual_unit_is_that_of_the_model() {
    let shown = |name: &str| model().usual_unit(name).map(|(text, _)| text);
    assert_eq!(shown("m_phi").as_deref(), Some("GeV"));
    assert_eq!(shown("sv0").as_deref(), Some("cm^3/s"));
    assert_eq!((shown("cosmology.omega_h2"), shown("nothing")), (None, None));
}

#[test]
#[expect(clippy::too_many_lines, reason = "whole messages, one after the other")]
fn refusals_point_at_the_part() {
    assert_snapshot!(message("m_pih=1 GeV..2 GeV"), @r"
    error: there is no parameter `m_pih`
     --> --sweep:1:1
      |
    1 | m_pih=1 GeV..2 GeV
      | ^^^^^
      = help: did you mean `m_phi`?
    ");
    assert_snapshot!(message("m2=1 GeV..2 GeV"), @r"
    error: `m2` is computed from a formula and cannot be set
     --> --sweep:1:1
      |
    1 | m2=1 GeV..2 GeV
      | ^^
      = help: set the parameters it depends on
    ");
    assert_snapshot!(message("m_phi=1 GeV-2 GeV"), @r"
    error: expected FROM..TO
     --> --sweep:1:7
      |
    1 | m_phi=1 GeV-2 GeV
      |       ^^^^^^^^^^^
      = help: an axis is NAME=FROM..TO:POINTS, with `:log` for equal ratios: `m_chi=1 keV..1 GeV:50:log`
    ");
    assert_snapshot!(message("m_phi=1..2 GeV"), @r"
    error: this is dimensionless, but the axis is GeV
     --> --sweep:1:7
      |
    1 | m_phi=1..2 GeV
      |       ^
      = help: it needs its unit, such as `1 GeV`
    ");
    assert_snapshot!(message("m_phi=1 s..2 GeV"), @r"
    error: this is GeV^-1, but the axis is GeV
     --> --sweep:1:7
      |
    1 | m_phi=1 s..2 GeV
      |       ^^^
    ");
    assert_snapshot!(message("m_phi=1 GeV..2 parsec"), @r"
    error: unknown unit `parsec`
     --> --sweep:1:16
      |
    1 | m_phi=1 GeV..2 parsec
      |                ^^^^^^
      = help: units are eV, keV, MeV, GeV, TeV, PeV, g, kg, s, ms, ns, yr, m, cm, fm, km, K, barn, mb, nb, pb, fb
    ");
    assert_snapshot!(message("m_phi=..2 GeV"), @r"
    error: an end of the axis is missing
     --> --sweep:1:7
      |
    1 | m_phi=..2 GeV
      |       ^
      = help: an axis is NAME=FROM..TO:POINTS, with `:log` for equal ratios: `m_chi=1 keV..1 GeV:50:log`
    ");
    assert_snapshot!(message("m_phi=3 GeV..2 GeV"), @r"
    error: an axis goes upwards, but this goes from 3 GeV to 2 GeV
     --> --sweep:1:7
      |
    1 | m_phi=3 GeV..2 GeV
      |       ^^^^^^^^^^^^
    ");
    assert_snapshot!(message("m_phi=0..2 GeV:10:log"), @r"
    error: a logarithmic axis is positive
     --> --sweep:1:7
      |
    1 | m_phi=0..2 GeV:10:log
      |       ^
    ");
    assert_snapshot!(message("m_phi=1 GeV..2 GeV:1"), @r"
    error: expected a number of points from 2 to 100000, found `1`
     --> --sweep:1:20
      |
    1 | m_phi=1 GeV..2 GeV:1
      |                    ^
      = help: an axis is NAME=FROM..TO:POINTS, with `:log` for equal ratios: `m_chi=1 keV..1 GeV:50:log`
    ");
    assert_snapshot!(message("m_phi=1 GeV..2 GeV:10:logarithmic"), @r"
    error: expected `log` or `linear`, found `logarithmic`
     --> --sweep:1:23
      |
    1 | m_phi=1 GeV..2 GeV:10:logarithmic
      |                       ^^^^^^^^^^^
      = help: an axis is NAME=FROM..TO:POINTS, with `:log` for equal ratios: `m_chi=1 keV..1 GeV:50:log`
    ");
    assert_snapshot!(message("sv0"), @r"
    error: the model has no usual range for `sv0` (it has no `scan` of it)
     --> --sweep:1:1
      |
    1 | sv0
      | ^^^
      = help: an axis is NAME=FROM..TO:POINTS, with `:log` for equal ratios: `m_chi=1 keV..1 GeV:50:log`
    ");
    assert_snapshot!(message(""), @r"
    error: the axis has no name
     --> --sweep:1:1
      |
    1 | 
      | ^
      = help: an axis is NAME=FROM..TO:POINTS, with `:log` for equal ratios: `m_chi=1 keV..1 GeV:50:log`
    ");
    assert_snapshot!(message("=1..2"), @r"
    error: the axis has no name
     --> --sweep:1:1
      |
    1 | =1..2
      | ^
      = help: an axis is NAME=FROM..TO:POINTS, with `:log` for equal ratios: `m_chi=1 keV..1 GeV:50:log`
    ");
}
