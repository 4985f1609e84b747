use super::super::{Axis, AxisScale, Figure, Label};
use super::*;

fn picture() -> Picture {
    let axis = |label| Axis { label: Label::math(label), scale: AxisScale::Linear, range: Some((0.0, 1.0)) };
    Figure::new(axis("x"), axis("a < b")).draw().expect("an empty figure can be drawn")
}

/// Width and height from the IHDR chunk, which begins at byte 16 (PNG specification, 11.2.2).
fn dimensions(png: &[u8]) -> (u32, u32) {
    let word = |at: usize| u32::from_be_bytes([png[at], png[at + 1], png[at + 2], png[at + 3]]);
    (word(16), word(20))
}

#[test]
fn bitmaps_have_the_size_asked_for() {
    let picture = picture();
    // 243.8 points are 325.07 pixels of 1/96 inch, and part of a pixel is a pixel.
    for (scale, width) in [(1.0, 326), (2.0, 651), (4.0, 1301)] {
        let png = picture.png(scale).expect("the scale is sensible");
        assert_eq!(&png[..8], b"\x89PNG\r\n\x1a\n");
        assert_eq!(dimensions(&png).0, width);
    }
}

#[test]
fn impossible_bitmaps_are_refused() {
    for scale in [0.0, -1.0, f32::NAN, f32::INFINITY, 1e5, 1e-9] {
        match picture().png(scale) {
            Err(PlotError::Scale { .. }) => {}
            // Any positive scale leaves at least one pixel.
            Ok(png) => assert!(scale > 0.0 && dimensions(&png) == (1, 1), "{scale}"),
            Err(other) => panic!("{scale}: {other}"),
        }
    }
}

#[test]
fn the_drawing_is_a_titled_image() {
    let picture = picture();
    assert!(picture.svg().contains(r#"role="img""#));
    assert!(picture.svg().contains("<title>a &lt; b over x</title>"));
}

#[test]
fn files_are_written_in_the_format_of_their_name() {
    let folder = std::env::temp_dir().join(format!("frazil-picture-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("the temporary folder is writable");
    let [svg, pdf, png] = ["a.svg", "a.pdf", "a.PNG"].map(|name| folder.join(name));
    picture().save(&svg).expect("svg is supported");
    picture().save(&pdf).expect("pdf is supported");
    picture().save(&png).expect("png is supported");
    assert_eq!(std::fs::read_to_string(&svg).expect("written").as_str(), picture().svg());
    assert_eq!(std::fs::read(&pdf).expect("written"), picture().pdf().expect("the font can be embedded"));
    assert!(std::fs::read(&png).expect("written").starts_with(b"\x89PNG"));
    std::fs::remove_dir_all(&folder).expect("made above");
}

#[test]
fn other_formats_are_refused_by_name() {
    for name in ["a.eps", "a", "a.svg.gz"] {
        let error = picture().save(Path::new(name)).expect_err("not a picture format");
        assert!(matches!(error, PlotError::UnknownFormat { .. }));
        let message = error.to_string();
        assert!(message.contains(name) && message.contains(".svg, .pdf or .png"), "{message}");
    }
}

#[test]
fn a_missing_folder_is_reported_with_the_file() {
    let error = picture().save(Path::new("/no/such/folder/a.svg")).expect_err("the folder does not exist");
    assert!(matches!(error, PlotError::Write { .. }));
    assert!(error.to_string().contains("/no/such/folder/a.svg"));
}
