use std::io::Write as _;
use std::process::{Command, Stdio};

use miniz_oxide::inflate::decompress_to_vec_zlib;

use super::super::{
    Axis, AxisScale, Band, Curve, Direction, Figure, Label, Markers, PALETTE, Picture, Reference, TopAxis,
};
use super::*;

fn figure() -> Figure {
    let axis = |label: &str, range| Axis { label: Label::math(label), scale: AxisScale::Log, range: Some(range) };
    let mut figure = Figure::new(axis(r"x = m_\chi/T", (1.0, 1e3)), axis(r"\Gamma/H", (1e-3, 1e3)));
    figure.title = Some(Label::text("Freeze-out"));
    figure.top = Some(TopAxis { label: Label::text("$T$ [GeV]"), factor: 100.0 });
    let stroke = |dash| Stroke { colour: PALETTE[1], width: 1.0, dash };
    let points = vec![(1.0, 1e3), (30.0, 1.0), (1e3, 1e-2)];
    figure.curves.push(Curve { points, label: Some(Label::math(r"\bar b b")), stroke: stroke(Dash::DashDot) });
    figure.references.push(Reference { y: 1.0, label: Label::math(r"\Gamma = H"), stroke: stroke(Dash::Dashed) });
    let marks = [Marker::Circle, Marker::Square, Marker::Diamond, Marker::Triangle];
    for (x, marker) in [2.0, 4.0, 8.0, 16.0].into_iter().zip(marks) {
        figure.markers.push(Markers { points: vec![(x, 1e-1)], marker, colour: PALETTE[2], label: None });
    }
    let edges = (1e-2, 5e-2);
    figure.bands.push(Band { direction: Direction::Horizontal, edges, colour: PALETTE[0], label: None });
    figure
}

fn picture() -> Picture {
    figure().draw().expect("the figure is in order")
}

fn bytes() -> Vec<u8> {
    picture().pdf().expect("the font can be embedded")
}

/// The file as text, every byte a character.
fn latin(bytes: &[u8]) -> String {
    bytes.iter().map(|&byte| char::from(byte)).collect()
}

/// The streams of the file, unpacked.
fn streams(bytes: &[u8]) -> Vec<Vec<u8>> {
    let (mut found, mut at) = (Vec::new(), 0);
    let find =
        |from: usize, wanted: &[u8]| bytes[from..].windows(wanted.len()).position(|w| w == wanted).map(|i| from + i);
    while let Some(start) = find(at, b"stream\n") {
        let end = find(start, b"\nendstream").expect("every stream ends");
        let data = &bytes[start + b"stream\n".len()..end];
        found.push(decompress_to_vec_zlib(data).unwrap_or_else(|_| data.to_vec()));
        at = end + b"\nendstream".len();
    }
    found
}

#[test]
fn a_document_of_one_page_as_large_as_the_drawing() {
    let (bytes, picture) = (bytes(), picture());
    let text = latin(&bytes);
    assert!(text.starts_with("%PDF-1.7") && text.trim_end().ends_with("%%EOF"));
    assert!(text.contains("/Count 1"));
    let (width, height) = picture.sheet.size;
    assert!(text.contains(&format!("/MediaBox [0 0 {width} {height}]")), "{width} × {height}");
    assert!(text.contains("/Title (Freeze-out)"));
    assert!(text.contains(&format!("/Producer ({})", crate::PROGRAM)));
}

#[test]
fn the_same_drawing_gives_the_same_bytes_and_no_date() {
    assert_eq!(bytes(), bytes());
    let text = latin(&bytes());
    assert!(!text.contains("Date") && !text.contains("/ID"));
}

#[test]
fn both_cuts_of_the_font_are_embedded_reduced_to_what_is_used() {
    let bytes = bytes();
    let text = latin(&bytes);
    assert_eq!(text.matches("/FontFile2").count(), 2);
    assert!(text.contains("+DejaVuSerif\n") || text.contains("+DejaVuSerif /") || text.contains("+DejaVuSerif/"));
    assert!(text.contains("+DejaVuSerif-Italic"));
    // A TrueType file begins with version 1.0 as a fixed-point number. The fonts as a whole have 380 and 350 kB.
    let files: Vec<usize> =
        streams(&bytes).iter().filter(|stream| stream.starts_with(&[0, 1, 0, 0])).map(Vec::len).collect();
    assert_eq!(files.len(), 2);
    assert!(files.iter().all(|size| (1_000..30_000).contains(size)), "{files:?}");
    assert!(bytes.len() < 40_000, "{} bytes", bytes.len());
}

#[test]
fn every_glyph_says_which_character_it_is() {
    let maps: String =
        streams(&bytes()).iter().map(|stream| latin(stream)).filter(|s| s.contains("begincmap")).collect();
    for character in ['x', 'm', 'χ', 'T', 'Γ', 'H', 'F', '1', '−'] {
        let code = format!("<{:04X}>", u32::from(character));
        assert!(maps.contains(&code), "{character} is not in the character maps");
    }
}

#[test]
fn a_page_without_text_has_no_fonts() {
    let sheet = Sheet {
        elements: vec![Element::Mark { at: (1.0, 2.0), marker: Marker::Circle, colour: Colour::BLACK }],
        size: (10.0, 10.0),
        frames: vec![Rect { left: 0.0, top: 0.0, right: 10.0, bottom: 10.0 }],
        title: String::new(),
    };
    let bytes = document(&sheet, &Fonts::load().expect("compiled in")).expect("nothing to embed");
    assert!(!latin(&bytes).contains("/FontFile2"));
}

/// The positions at which lines are drawn are those of the SVG.
#[test]
fn shapes_are_those_of_the_svg() {
    let picture = picture();
    let content = streams(&picture.pdf().expect("the font can be embedded"));
    let content = content.iter().map(|s| latin(s)).find(|s| s.contains(" Tm")).expect("the page has a text");
    let curves = picture.sheet.elements.iter().filter_map(|element| match element {
        Element::Lines { pieces, clip: Some(_), .. } => Some(pieces),
        _ => None,
    });
    let mut points = 0;
    for &(x, y) in curves.flatten().flatten() {
        let written = |value: f64| format!("{}", length(value));
        assert!(content.contains(&format!("{} {} ", written(x), written(y))), "({x}, {y})");
        points += 1;
    }
    assert_eq!(points, 3);
    assert!(!content.contains("NaN") && !content.contains("inf"));
    // Saved states are restored, and the page is turned over once.
    let count = |operator: &str| content.lines().filter(|line| *line == operator).count();
    assert_eq!(count("q"), count("Q"));
}

#[test]
fn a_quarter_of_a_circle_is_round() {
    // Half-way along the curve with handles of κ radii, at parameter ½, the distance from the centre is one radius.
    let middle = (1.0 + 3.0 + 3.0 * KAPPA) / 8.0;
    assert!((middle * 2.0_f64.sqrt() - 1.0).abs() < 1e-15);
}

/// Where the reader poppler is installed it must agree: it finds the fonts embedded and the text.
#[test]
fn poppler_reads_the_text() {
    let run = |program: &str, arguments: &[&str]| {
        let mut child = Command::new(program)
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .ok()?;
        child.stdin.take().expect("is piped").write_all(&bytes()).expect("is read");
        let output = child.wait_with_output().expect("it ends");
        assert!(output.status.success() && output.stderr.is_empty(), "{}", latin(&output.stderr));
        Some(String::from_utf8(output.stdout).expect("is UTF-8"))
    };
    let Some(text) = run("pdftotext", &["-", "-"]) else { return };
    // Where the blanks are is poppler's guess from the distances.
    let text: String = text.split_whitespace().collect();
    for wanted in ["Freeze-out", "T[GeV]", "Γ=H", "x=mχ/T"] {
        assert!(text.contains(wanted), "{wanted} is not in {text}");
    }
}
