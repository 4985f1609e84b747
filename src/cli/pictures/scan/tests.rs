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
  narrow: {of: pq, range: [11 MeV, 12 MeV]}
  seen: {of: pq, measured: 10 MeV, error: [2 MeV, 4 MeV], label: seen}
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
        labelled("narrow", "narrow"),
        labelled("seen", "seen"),
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
                row.push(verdict((11.0..=12.0).contains(&product)));
                // A measurement has no verdict.
                let row = row.into_iter().map(Some).chain([None]);
                values.iter_mut().zip(row).for_each(|(column, value)| column.push(value));
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
    assert_eq!(figure.regions.len(), 4 + 6);
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
    assert_eq!(regions(&figure), ["from above", "a window", "odd", "narrow", "seen,", "1σ and 2σ"]);
    let find = |name: &str| {
        figure.regions.iter().find(|r| r.name.first().is_some_and(|n| n.source() == name)).expect("is drawn")
    };
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
    // The range lies between the points, of which none satisfies it.
    edge("narrow", &[11.0, 12.0]);
    // 10 MeV − 2 MeV and + 4 MeV, and twice that.
    edge("seen,", &[8.0, 14.0]);
    let wide = &figure.regions[figure.regions.len() - 2];
    for bound in [6.0, 18.0] {
        let on_edge = |p: &(f64, f64)| (p.0 * p.1 / bound - 1.0).abs() < 1e-6;
        assert!(wide.outlines.iter().flatten().filter(inside).any(on_edge), "{bound}: {:?}", wide.outlines);
    }
    // What is preferred of one column has one colour, and of others than hatched only shades.
    assert!(figure.regions.iter().filter(|r| r.fill.hatch.is_none()).all(|r| r.fill.colour == PALETTE[1]));
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

/// The parameter that was found is y/x, and the wanted value is reached where y is from 3 to 70.
fn found_within() -> Table {
    let mut table = table(false);
    let target =
        TargetRecord { name: "r".to_owned(), of: "omega_h2".to_owned(), value: 0.12, branch: "lowest".to_owned() };
    table.metadata.target = Some(target);
    table.metadata.columns[3] = Column { name: "r".to_owned(), kind: Kind::Target, ..axis("r", Dimension::NONE) };
    table.metadata.columns[2] = Column::new("omega_h2", Kind::OmegaH2, Dimension::NONE);
    let reached = |scale: f64, y: Option<f64>| y.map(|y| 0.12 * (y / scale).powi(2));
    let (x, y) = (table.columns[0].clone(), table.columns[1].clone());
    for row in 0..y.len() {
        let solved = y[row].is_some_and(|y| (3.0..=70.0).contains(&y));
        table.status[row] = if solved { Status::Ok } else { Status::NoSolution };
        let found = x[row].zip(y[row]).map(|(x, y)| y / (1e3 * x));
        table.columns[3][row] = found.filter(|_| solved);
    }
    for (name, kind, scale) in [("goal_least", Kind::GoalLeast, 70.0), ("goal_greatest", Kind::GoalGreatest, 3.0)] {
        table.metadata.columns.push(Column::new(name, kind, Dimension::NONE));
        table.columns.push(y.iter().map(|&y| reached(scale, y)).collect());
    }
    table
}

#[test]
fn the_edge_of_what_has_a_solution_is_where_the_goal_just_reaches_it() {
    let table = found_within();
    let options = ScanOptions { constraints: named(&["none"]), levels: named(&["2", "7"]), ..ScanOptions::default() };
    let figure = drawn(&table, &options);
    for (region, (sign, from, to)) in figure.regions.iter().zip([(">", 70.0, 100.0), ("<", 1.0, 3.0)]) {
        let name: Vec<&str> = region.name.iter().map(Label::source).collect();
        assert_eq!(name, [format!(r"$\Omega h^2$ ${sign}$ $0.12$ for all"), "r from $1$ to $100$".to_owned()]);
        let on_edge = |p: &(f64, f64)| [from, to].iter().any(|y| (p.1 / y - 1.0).abs() < 1e-9);
        let at_side = |p: &(f64, f64)| (p.0 - 1.0).abs() < 1e-9 || (p.0 - 100.0).abs() < 1e-9;
        let inside = |p: &(f64, f64)| p.1 > 0.999 * from && p.1 < 1.001 * to;
        assert!(region.outlines.iter().flatten().all(|p| inside(p) && (on_edge(p) || at_side(p))), "{region:?}");
    }
    assert_eq!(figure.regions.len(), 2);
    // Lines y = 2x and y = 7x go to the edge, past the last points that have a solution, and straight on.
    for (contour, slope) in figure.contours.iter().zip([2.0, 7.0]) {
        let points: Vec<&(f64, f64)> = contour.lines.iter().flatten().collect();
        assert!(points.iter().all(|p| (p.1 / (slope * p.0) - 1.0).abs() < 1e-9), "{points:?}");
        let ends = points.iter().fold((f64::INFINITY, 0.0_f64), |(low, high), p| (low.min(p.1), high.max(p.1)));
        let first = f64::max(3.0, slope);
        assert!((ends.0 / first - 1.0).abs() < 1e-9 && (ends.1 / 70.0 - 1.0).abs() < 1e-9, "{ends:?}");
    }
    // Where the table contradicts that, as at a jump, the edge is halfway between points.
    let mut jump = table;
    let solved = jump.status.iter().position(|status| *status == Status::Ok).expect("some are");
    jump.status[solved] = Status::NoSolution;
    jump.columns[3][solved] = None;
    assert_eq!(regions(&drawn(&jump, &options)), ["no solution"]);
}

#[test]
fn constraints_end_at_that_edge_too() {
    let table = found_within();
    let figure = drawn(
        &table,
        &ScanOptions { bands: named(&["q=1..10: a band"]), constraints: named(&["none"]), ..ScanOptions::default() },
    );
    let band = figure.regions.iter().find(|region| region.name.iter().any(|name| name.source() == "a band"));
    let heights = band.expect("is drawn").outlines.iter().flatten().map(|p| p.1);
    let (low, high) = heights.fold((f64::INFINITY, 0.0_f64), |(low, high), y| (low.min(y), high.max(y)));
    assert!((low / 3.0 - 1.0).abs() < 1e-9, "{low}");
    // The outline of what is beyond 10 ends at 70.
    assert!((high / 70.0 - 1.0).abs() < 1e-9, "{high}");
}

#[test]
fn pictures_do_not_depend_on_the_order_of_rows() {
    let mut table = table(false);
    table.metadata.sampling = Sampling::Random { seed: 0 };
    let mut turned = table.clone();
    turned.columns.iter_mut().for_each(|values| values.reverse());
    turned.status.reverse();
    for options in [ScanOptions::default(), ScanOptions { over: named(&["q"]), ..ScanOptions::default() }] {
        let [one, other] = [&table, &turned]
            .map(|table| scan(table.clone(), &options, None).unwrap_or_else(|e| panic!("{e}")).svg().to_owned());
        assert!(one == other);
    }
    turned.sort();
    assert_eq!(turned, table);
}

#[test]
fn bands_are_quantities_and_have_names() {
    let table = table(false);
    let of = |band: &str| ScanOptions {
        bands: named(&[band]),
        constraints: named(&["none"]),
        lines: true,
        ..ScanOptions::default()
    };
    assert_eq!(regions(&drawn(&table, &of("pq=3 MeV..4 MeV:here"))), ["here"]);
    assert_eq!(regions(&drawn(&table, &of("pq=3 MeV..4 MeV"))), ["pq: 3 MeV to 4 MeV"]);
    assert_eq!(regions(&drawn(&table, &of("pq=3 MeV..4 MeV:"))), Vec::<&str>::new());
    for (band, said) in [
        ("pq=3..4", "`3` is dimensionless, but `pq` is GeV"),
        ("pq=4 MeV..3 MeV", "a band goes upwards"),
        ("pr=4 MeV..3 MeV", "did you mean `pq`?"),
        ("pq", "expected NAME=LO..HI[:LABEL], found `pq`"),
    ] {
        assert!(refused(&table, &of(band)).contains(said), "{band}: {}", refused(&table, &of(band)));
        let early = check_scan(&table.metadata, &of(band)).expect_err("is wrong").to_string();
        assert!(early.contains(said), "{early}");
    }
}

#[test]
fn panels_are_the_planes_at_the_values_of_an_axis() {
    let deep = table(true);
    let parts = panels::parts(&deep, "r").unwrap_or_else(|e| panic!("{e}"));
    assert_eq!(parts.len(), POINTS);
    let (last, title) = &parts[POINTS - 1];
    assert_eq!((title.as_str(), last.status.len()), ("r = $100$", POINTS * POINTS));
    let options = ScanOptions { panels: Some("r".to_owned()), ..ScanOptions::default() };
    assert!(scan(deep.clone(), &options, None).is_ok());
    // Ωh² = (y z)² with z = 100.
    let omega = last.metadata.column("omega_h2").expect("is a column");
    let rows = last.columns[1].iter().zip(&last.columns[omega]);
    assert!(
        rows.filter_map(|(y, omega)| y.zip(*omega)).all(|(y, omega)| (omega / (100.0 * y).powi(2) - 1.0).abs() < 1e-9)
    );
    let unknown = ScanOptions { panels: Some("s".to_owned()), ..ScanOptions::default() };
    assert!(check_scan(&deep.metadata, &unknown).is_err_and(|e| e.to_string().contains("there are p, q, r")));
}

#[test]
fn contours_of_chi2_are_those_of_two_parameters() {
    let mut table = table(false);
    table.metadata.columns[3] = Column::new("chi2", Kind::Chi2, Dimension::NONE);
    // χ² = 5 + (10 ln y)²; no point of a plane of two normal parameters is outside less often than these.
    let chi2: Vec<Option<f64>> = table.columns[1].iter().map(|y| y.map(|y| 5.0 + (10.0 * y.ln()).powi(2))).collect();
    table.columns[3] = chi2;
    let options =
        ScanOptions { column: Some("chi2".to_owned()), constraints: named(&["none"]), ..ScanOptions::default() };
    let figure = drawn(&table, &options);
    assert_eq!(names(&figure), ["1σ", "2σ", "3σ"]);
    assert_eq!(figure.markers[0].points[0].1, 1.0);
    // Particle Data Group, statistics: Δχ² for 68.27 %, 95.45 % and 99.73 % and two parameters.
    for (level, expected) in levels::confidence(5.0).iter().zip([2.30, 6.18, 11.83]) {
        assert!((level.value - 5.0 - expected).abs() < 0.005, "{}", level.value);
    }
}
