use super::*;
use crate::scan::{Metadata, ModelRecord, Settings, SpacingRecord, Status, TargetRecord};
use crate::units::Dimension;

const MODEL: &str = "
format: 1
name: plane
parameters: {p: 1 MeV, q: 1, r: 1}
observables: {pq: p*q}
constraints:
  upper: {of: pq, max: 30 MeV, label: from above}
  window: {of: pq, range: [2 MeV, 5 MeV], label: a window}
  odd: {of: q, max: 20, if: p > 1 GeV}
";
const POINTS: usize = 7;

fn axis(name: &str, dimension: Dimension) -> Column {
    let unit = (dimension == Dimension::MASS).then(|| "MeV".to_owned());
    let factor = if unit.is_some() { 1e-3 } else { 1.0 };
    let (from, to) = (Some(factor), Some(100.0 * factor));
    let spacing = Some(SpacingRecord::Log);
    Column { unit, from, to, spacing, points: Some(POINTS), ..Column::new(name, Kind::Axis, dimension) }
}

/// Ωh² = (y z)², a product and its constraints on a grid of x, y and, if `deep`, z; the last point of all failed.
fn table(deep: bool) -> Table {
    let mass = Dimension::MASS;
    let labelled = |name: &str, label: &str| Column {
        label: Some(label.to_owned()),
        ..Column::new(name, Kind::Constraint, Dimension::NONE)
    };
    let mut columns = vec![axis("p", mass), axis("q", Dimension::NONE)];
    columns.extend(deep.then(|| axis("r", Dimension::NONE)));
    columns.extend([
        Column::new("omega_h2", Kind::OmegaH2, Dimension::NONE),
        Column { unit: Some("MeV".to_owned()), ..Column::new("pq", Kind::Observable, mass) },
        labelled("upper", "from above"),
        labelled("window", "a window"),
        labelled("odd", "odd"),
        Column::new("status", Kind::Status, Dimension::NONE),
    ]);
    let places = crate::model::Spacing::Log.between(1.0, 100.0, POINTS);
    let deeper = if deep { places.clone() } else { vec![1.0] };
    let mut values: Vec<Vec<Option<f64>>> = vec![Vec::new(); columns.len()];
    let mut status = Vec::new();
    for &x in &places {
        for &y in &places {
            for &z in &deeper {
                let verdict = |holds: bool| f64::from(u8::from(holds));
                let product = x * y;
                let mut row = vec![x * 1e-3, y];
                row.extend(deep.then_some(z));
                row.extend([(y * z).powi(2), product * 1e-3, verdict(product <= 30.0)]);
                row.extend([verdict((2.0..=5.0).contains(&product)), verdict(x < 20.0)]);
                values.iter_mut().zip(row).for_each(|(column, value)| column.push(Some(value)));
                status.push(Status::Ok);
            }
        }
    }
    let axes = if deep { 3 } else { 2 };
    for column in &mut values[axes..] {
        if let Some(last) = column.last_mut() {
            *last = None;
        }
    }
    *status.last_mut().expect("there are points") = Status::Failed;
    let metadata = Metadata {
        format: 1,
        program: "frazil".to_owned(),
        model: ModelRecord {
            name: "plane".to_owned(),
            file: "plane.yaml".to_owned(),
            hash: String::new(),
            text: MODEL.to_owned(),
            tables: Vec::new(),
        },
        settings: Settings { method: "radau".to_owned(), tolerance: None, keep: None, sensitivities: false },
        sampling: Sampling::Grid,
        points: status.len() as u64,
        shard: None,
        target: None,
        observed_omega_h2: 0.12,
        columns,
    };
    Table { metadata, columns: values, status }
}

fn drawn(table: &Table, options: &ScanOptions) -> Figure {
    let figure = figure(table, options, None).unwrap_or_else(|e| panic!("{e}"));
    assert!(figure.draw().is_ok());
    figure
}

fn refused(table: &Table, options: &ScanOptions) -> String {
    figure(table, options, None).expect_err("is wrong").to_string()
}

fn named(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|&text| text.to_owned()).collect()
}

fn names(figure: &Figure) -> Vec<&str> {
    figure.contours.iter().filter_map(|contour| Some(contour.name.as_ref()?.source())).collect()
}

fn regions(figure: &Figure) -> Vec<&str> {
    figure.regions.iter().flat_map(|region| &region.name).map(Label::source).collect()
}

#[test]
fn contours_are_at_round_values_and_named() {
    let table = table(false);
    let figure = drawn(&table, &ScanOptions::default());
    let wanted = [
        "10",
        "100",
        "1000",
        // The observed one, which no point reaches.
        r"$\Omega h^2 = 0.12$",
    ];
    assert_eq!(names(&figure), wanted);
    // y = √10 is where Ωh² = 10; x in MeV is not between points of the grid on its way.
    let line = &figure.contours[0].lines[0];
    assert!(line.iter().all(|p| (p.1 / 10_f64.sqrt() - 1.0).abs() < 1e-9), "{line:?}");
    assert_eq!((figure.x.range, figure.x.label.source()), (Some((1.0, 100.0)), r"$p$ [$\mathrm{MeV}$]"));
    // Colours between the lines, then the constraints.
    assert_eq!(figure.regions.len(), 4 + 3);
    let bare = ScanOptions { lines: true, constraints: named(&["none"]), ..ScanOptions::default() };
    assert_eq!(drawn(&table, &bare).regions, []);
}

#[test]
fn levels_are_quantities() {
    let table = table(false);
    let of = |levels: &[&str]| ScanOptions {
        lines: true,
        column: Some("pq".to_owned()),
        levels: named(levels),
        ..ScanOptions::default()
    };
    let figure = drawn(&table, &of(&["1 GeV", "20 MeV"]));
    assert_eq!(names(&figure), [r"pq = $20\,\mathrm{MeV}$", r"pq = $1\,\mathrm{GeV}$"]);
    let on_line = |&(x, y): &(f64, f64)| (x * y / 20.0 - 1.0).abs() < 1e-9;
    assert!(figure.contours[0].lines[0].iter().all(on_line), "{:?}", figure.contours[0].lines);
    assert!(refused(&table, &of(&["3"])).contains("`3` is dimensionless, but `pq` is GeV"));
    assert!(refused(&table, &of(&["3 parsec"])).contains("unknown unit"));
}

#[test]
fn the_model_of_the_table_can_be_read() {
    let document = crate::model::Document::from_bytes("plane.yaml", MODEL.into()).unwrap_or_else(|e| panic!("{e}"));
    document.resolve(&crate::model::Overrides::default()).unwrap_or_else(|e| panic!("{e}"));
}

#[test]
fn constraints_end_where_their_column_has_its_bound() {
    let table = table(false);
    let figure = drawn(&table, &ScanOptions { lines: true, ..ScanOptions::default() });
    assert_eq!(regions(&figure), ["from above", "a window", "odd"]);
    let find = |name: &str| figure.regions.iter().find(|r| r.name[0].source() == name).expect("is drawn");
    // Not halfway between points but at the bound, inside the plane.
    let inside = |p: &&(f64, f64)| p.0 > 1.001 && p.0 < 99.9 && p.1 > 1.001 && p.1 < 99.9;
    let edge = |name: &str, bounds: &[f64]| {
        let outlines = &find(name).outlines;
        let points: Vec<_> = outlines.iter().flatten().filter(inside).collect();
        assert!(!points.is_empty());
        let at_bound = |p: &(f64, f64)| bounds.iter().any(|bound| (p.0 * p.1 / bound - 1.0).abs() < 1e-6);
        let corner = |p: &(f64, f64)| p.0 > 40.0 && p.1 > 40.0;
        assert!(points.iter().all(|p| at_bound(p) || corner(p)), "{name}: {points:?}");
    };
    edge("from above", &[30.0]);
    edge("a window", &[2.0, 5.0]);
    assert!(find("from above").fill.hatch.is_some() && find("a window").fill.hatch.is_none());
    // The verdict does not follow from the bound alone: halfway between 10 and 21.5 MeV.
    let steps = &find("odd").outlines;
    assert!(steps.iter().flatten().any(|p| (p.0 / 14.678 - 1.0).abs() < 1e-3), "{steps:?}");
    let one = ScanOptions { constraints: named(&["window"]), ..ScanOptions::default() };
    assert_eq!(regions(&drawn(&table, &one)), ["a window"]);
    let unknown = ScanOptions { constraints: named(&["windw"]), ..ScanOptions::default() };
    assert!(refused(&table, &unknown).contains("did you mean `window`?"));
}

#[test]
fn over_other_axes_goes_the_least() {
    let deep = table(true);
    let figure = drawn(&deep, &ScanOptions { over: named(&["q", "p"]), ..ScanOptions::default() });
    // r = 1 is best.
    assert_eq!(figure.title.as_ref().map(Label::source), Some(r"plane, $\Omega h^2$, least over r"));
    assert_eq!(figure.contours.len(), drawn(&table(false), &ScanOptions::default()).contours.len());
    let profile = ScanOptions { over: named(&["r"]), ..ScanOptions::default() };
    let figure = drawn(&deep, &profile);
    let [curve] = &figure.curves[..] else { panic!("one curve") };
    assert!(curve.points.iter().all(|(z, omega)| (omega / (z * z) - 1.0).abs() < 1e-9), "{:?}", curve.points);
    assert_eq!((curve.points.len(), figure.references.len()), (POINTS, 1));
    assert_eq!(figure.title.as_ref().map(Label::source), Some("plane, least over p, q"));
    let unknown = ScanOptions { over: named(&["w"]), ..ScanOptions::default() };
    assert!(refused(&deep, &unknown).contains("there are p, q, r"));
}

#[test]
fn cells_and_points_have_the_colours_of_a_bar() {
    let mut table = table(false);
    let map = drawn(&table, &ScanOptions { kind: Some(ScanKind::Map), ..ScanOptions::default() });
    let cells = map.map.expect("has cells");
    assert_eq!((cells.bar.scale, cells.bar.range), (AxisScale::Log, Some((1.0, 1e4))));
    // A point that failed has no colour.
    assert_eq!(cells.samples.values().iter().filter(|v| v.is_nan()).count(), 1);
    table.metadata.sampling = Sampling::Random { seed: 0 };
    let points = drawn(&table, &ScanOptions::default());
    let count: usize = points.markers.iter().map(|markers| markers.points.len()).sum();
    assert_eq!((count, points.bar.is_some()), (POINTS * POINTS - 1, true));
    let grid = ScanOptions { kind: Some(ScanKind::Contours), ..ScanOptions::default() };
    assert!(refused(&table, &grid).contains("`--as points` draws them"));
}

#[test]
fn a_target_is_drawn_as_lines_with_where_it_has_no_solution() {
    let mut table = table(false);
    let target =
        TargetRecord { name: "r".to_owned(), of: "omega_h2".to_owned(), value: 0.12, branch: "lowest".to_owned() };
    table.metadata.target = Some(target);
    table.metadata.columns[3].kind = Kind::Target;
    for (row, status) in table.status.iter_mut().enumerate().filter(|(row, _)| row % POINTS < 2) {
        *status = Status::NoSolution;
        table.columns[3][row] = None;
    }
    let figure = drawn(&table, &ScanOptions { constraints: named(&["odd"]), ..ScanOptions::default() });
    assert_eq!(regions(&figure), ["odd", "no solution"]);
    // y below the third place.
    let hatched = &figure.regions[1].outlines;
    assert!(hatched.iter().flatten().all(|p| p.1 < 10_f64.powf(2.0 / 3.0)), "{hatched:?}");
    assert!(!figure.contours.is_empty());
}
