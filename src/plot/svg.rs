//! A page as SVG.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::font::{Fonts, Glyph};
use super::geometry::{Point, Rect};
use super::label::Typeset;
use super::page::{Element, Sheet, corners, radius};
use super::{Colour, Dash, Marker, Stroke};

/// The name of what shapes are clipped to: a frame, by its number.
fn clip_name(number: usize) -> String {
    if number == 0 { "frame".to_owned() } else { format!("frame{}", number + 1) }
}

/// The page as an SVG document that needs no fonts: glyphs are outlines.
pub(super) fn document(sheet: &Sheet, fonts: &Fonts) -> String {
    let mut writer = Writer { fonts, body: String::new(), glyphs: BTreeMap::new() };
    for element in &sheet.elements {
        writer.element(element);
    }
    writer.finish(sheet)
}

/// A document under construction. Writing to its strings cannot fail, so the results of `write!` are dropped.
struct Writer<'a> {
    fonts: &'a Fonts,
    body: String,
    /// Glyphs used so far; each is outlined once.
    glyphs: BTreeMap<Glyph, String>,
}

impl Writer<'_> {
    fn element(&mut self, element: &Element) {
        match element {
            Element::Fill { area, colour, opacity } => self.fill(area, *colour, *opacity),
            Element::Area { outlines, colour, opacity } => self.area(outlines, *colour, *opacity),
            Element::Frame { area, stroke } => self.path(&outline(area), *stroke, None),
            Element::Lines { pieces, stroke, clip } => self.lines(pieces, *stroke, *clip),
            Element::Mark { at, marker, colour } => self.mark(*at, *marker, *colour),
            Element::Text { text, at, angle, colour } => {
                let turned = if *angle == 0.0 { String::new() } else { format!(" rotate({})", number(*angle)) };
                self.text(text, &format!("translate({}){turned}", pair(*at)), *colour);
            }
        }
    }

    fn fill(&mut self, area: &Rect, colour: Colour, opacity: f64) {
        let _ = write!(self.body, r#"<path d="{}" fill="{}""#, outline(area), hex(colour));
        if opacity < 1.0 {
            let _ = write!(self.body, r#" fill-opacity="{}""#, number(opacity));
        }
        self.body.push_str("/>\n");
    }

    fn area(&mut self, outlines: &[Vec<Point>], colour: Colour, opacity: f64) {
        let mut data = String::new();
        for outline in outlines {
            let points: Vec<String> = outline.iter().map(|&p| pair(p)).collect();
            let _ = write!(data, "M{}z", points.join("L"));
        }
        let _ = write!(self.body, r#"<path d="{data}" fill="{}" fill-rule="evenodd""#, hex(colour));
        if opacity < 1.0 {
            let _ = write!(self.body, r#" fill-opacity="{}""#, number(opacity));
        }
        self.body.push_str("/>\n");
    }

    fn lines(&mut self, pieces: &[Vec<Point>], stroke: Stroke, clip: Option<usize>) {
        let mut data = String::new();
        for piece in pieces {
            let Some((&first, rest)) = piece.split_first() else { continue };
            let _ = write!(data, "M{}", pair(first));
            if rest.is_empty() {
                data.push_str("h0");
            } else {
                data.push('L');
                let points: Vec<String> = rest.iter().map(|&p| pair(p)).collect();
                data.push_str(&points.join(" "));
            }
        }
        self.path(&data, stroke, clip);
    }

    fn path(&mut self, data: &str, stroke: Stroke, clip: Option<usize>) {
        let _ = write!(
            self.body,
            r#"<path d="{data}" fill="none" stroke="{}" stroke-width="{}""#,
            hex(stroke.colour),
            number(stroke.width)
        );
        if stroke.dash != Dash::Solid {
            let _ = write!(self.body, r#" stroke-dasharray="{}""#, dashes(stroke.dash));
        }
        if let Some(frame) = clip {
            let _ = write!(self.body, r#" stroke-linejoin="round" clip-path="url(#{})""#, clip_name(frame));
            if stroke.dash == Dash::Solid {
                self.body.push_str(r#" stroke-linecap="round""#);
            }
        }
        self.body.push_str("/>\n");
    }

    fn mark(&mut self, (x, y): Point, marker: Marker, colour: Colour) {
        let shape = match corners(marker) {
            None => format!(r#"<circle cx="{}" cy="{}" r="{}""#, number(x), number(y), number(radius(marker))),
            Some(corners) => {
                let corners: Vec<String> = corners.iter().map(|&(dx, dy)| pair((x + dx, y + dy))).collect();
                format!(r#"<path d="M{}z""#, corners.join("L"))
            }
        };
        let _ = writeln!(self.body, r#"{shape} fill="{}"/>"#, hex(colour));
    }

    fn text(&mut self, text: &Typeset, transform: &str, colour: Colour) {
        let _ = write!(self.body, r#"<g transform="{transform}" fill="{}">"#, hex(colour));
        let fonts = self.fonts;
        for run in text.glyphs.chunk_by(|a, b| a.size == b.size && a.y == b.y) {
            let Some(first) = run.first() else { continue };
            let scale = first.size / fonts.units_per_em(first.glyph.cut);
            let _ =
                write!(self.body, r#"<g transform="translate(0 {}) scale({scale:.6} -{scale:.6})">"#, number(first.y));
            for placed in run {
                let path = self.glyphs.entry(placed.glyph).or_insert_with(|| fonts.outline(placed.glyph));
                // Blanks have no outline and are not drawn.
                if !path.is_empty() {
                    let _ = write!(
                        self.body,
                        r##"<use xlink:href="#{}" x="{:.0}"/>"##,
                        name(placed.glyph),
                        placed.x / scale
                    );
                }
            }
            self.body.push_str("</g>");
        }
        for rule in &text.rules {
            let _ = write!(self.body, r#"<path d="{}"/>"#, outline(rule));
        }
        self.body.push_str("</g>\n");
    }

    fn finish(self, sheet: &Sheet) -> String {
        let (w, h) = (number(sheet.size.0), number(sheet.size.1));
        let mut svg = format!(
            concat!(
                r#"<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" role="img" "#,
                r#"width="{w}pt" height="{h}pt" viewBox="0 0 {w} {h}">"#,
                "\n<title>{title}</title>\n<defs>\n"
            ),
            w = w,
            h = h,
            title = escaped(&sheet.title)
        );
        for (number, frame) in sheet.frames.iter().enumerate() {
            let (name, shape) = (clip_name(number), outline(frame));
            let _ = writeln!(svg, r#"<clipPath id="{name}"><path d="{shape}"/></clipPath>"#);
        }
        for (glyph, outline) in self.glyphs.iter().filter(|(_, outline)| !outline.is_empty()) {
            let _ = writeln!(svg, r#"<path id="{}" d="{outline}"/>"#, name(*glyph));
        }
        let _ = write!(svg, "</defs>\n<path d=\"M0 0H{w}V{h}H0z\" fill=\"#fff\"/>\n{}</svg>\n", self.body);
        svg
    }
}

fn name(glyph: Glyph) -> String {
    let cut = match glyph.cut {
        super::font::Cut::Upright => 'u',
        super::font::Cut::Italic => 'i',
    };
    format!("{cut}{}", glyph.id)
}

fn outline(area: &Rect) -> String {
    let Rect { left, top, right, bottom } = *area;
    format!("M{}H{}V{}H{}z", pair((left, top)), number(right), number(bottom), number(left))
}

/// Dashes and gaps, for `stroke-dasharray`.
fn dashes(dash: Dash) -> String {
    let lengths: Vec<String> = dash.pattern().iter().map(|&length| number(length)).collect();
    lengths.join(" ")
}

fn hex(Colour(r, g, b): Colour) -> String {
    format!("#{r:02x}{g:02x}{b:02x}")
}

fn pair((x, y): Point) -> String {
    format!("{} {}", number(x), number(y))
}

/// A length to a hundredth of a point, which is finer than any printer.
fn number(value: f64) -> String {
    let text = format!("{value:.2}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if text == "-0" { "0".to_owned() } else { text.to_owned() }
}

fn escaped(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            // XML allows no other control characters, and no non-characters.
            c if c.is_control() || matches!(c, '\u{FFFE}' | '\u{FFFF}') => out.push(' '),
            c => out.push(c),
        }
    }
    out
}
