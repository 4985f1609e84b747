//! The page: shapes and text, written as SVG.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::font::{Fonts, Glyph};
use super::geometry::{Point, Rect};
use super::label::Typeset;
use super::{Colour, Dash, Marker, Stroke};

/// What shapes are clipped to.
const FRAME_CLIP: &str = "frame";

/// A page under construction. Writing to its strings cannot fail, so the results of `write!` are dropped.
pub(super) struct Page<'a> {
    fonts: &'a Fonts,
    body: String,
    /// Glyphs used so far; each is outlined once.
    glyphs: BTreeMap<Glyph, String>,
    /// What the texts on the page cover.
    pub(super) texts: Vec<Rect>,
}

impl<'a> Page<'a> {
    pub(super) fn new(fonts: &'a Fonts) -> Self {
        Self { fonts, body: String::new(), glyphs: BTreeMap::new(), texts: Vec::new() }
    }

    pub(super) fn fill(&mut self, area: &Rect, colour: Colour, opacity: f64) {
        let _ = write!(self.body, r#"<path d="{}" fill="{}""#, outline(area), hex(colour));
        if opacity < 1.0 {
            let _ = write!(self.body, r#" fill-opacity="{}""#, number(opacity));
        }
        self.body.push_str("/>\n");
    }

    pub(super) fn frame(&mut self, area: &Rect, stroke: Stroke) {
        self.path(&outline(area), stroke, false);
    }

    /// Lines that stay whole.
    pub(super) fn segments(&mut self, segments: impl IntoIterator<Item = (Point, Point)>, stroke: Stroke) {
        let mut data = String::new();
        for (a, b) in segments {
            let _ = write!(data, "M{}L{}", pair(a), pair(b));
        }
        if !data.is_empty() {
            self.path(&data, stroke, false);
        }
    }

    /// Polylines within the frame, whose stroke is cut there too. A single point becomes a dot.
    pub(super) fn curve(&mut self, pieces: &[Vec<Point>], stroke: Stroke) {
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
        if !data.is_empty() {
            self.path(&data, stroke, true);
        }
    }

    fn path(&mut self, data: &str, stroke: Stroke, clipped: bool) {
        let _ = write!(
            self.body,
            r#"<path d="{data}" fill="none" stroke="{}" stroke-width="{}""#,
            hex(stroke.colour),
            number(stroke.width)
        );
        if stroke.dash != Dash::Solid {
            let _ = write!(self.body, r#" stroke-dasharray="{}""#, stroke.dash.pattern());
        }
        if clipped {
            let _ = write!(self.body, r#" stroke-linejoin="round" clip-path="url(#{FRAME_CLIP})""#);
            if stroke.dash == Dash::Solid {
                self.body.push_str(r#" stroke-linecap="round""#);
            }
        }
        self.body.push_str("/>\n");
    }

    pub(super) fn marker(&mut self, (x, y): Point, marker: Marker, colour: Colour) {
        const RADIUS: f64 = 1.9;
        let corners = |corners: &[Point]| {
            let corners: Vec<String> = corners.iter().map(|&(dx, dy)| pair((x + dx, y + dy))).collect();
            format!(r#"<path d="M{}z""#, corners.join("L"))
        };
        let r = RADIUS;
        let shape = match marker {
            Marker::Circle => format!(r#"<circle cx="{}" cy="{}" r="{}""#, number(x), number(y), number(r)),
            Marker::Square => {
                corners(&[(-0.9 * r, -0.9 * r), (0.9 * r, -0.9 * r), (0.9 * r, 0.9 * r), (-0.9 * r, 0.9 * r)])
            }
            Marker::Diamond => corners(&[(0.0, -1.3 * r), (1.3 * r, 0.0), (0.0, 1.3 * r), (-1.3 * r, 0.0)]),
            Marker::Triangle => corners(&[(0.0, -1.25 * r), (1.15 * r, 0.8 * r), (-1.15 * r, 0.8 * r)]),
        };
        let _ = writeln!(self.body, r#"{shape} fill="{}"/>"#, hex(colour));
    }

    /// Text with the left end of its baseline at a point.
    pub(super) fn text(&mut self, text: &Typeset, (x, y): Point, colour: Colour) {
        self.texts.push(text.extent.shifted(x, y));
        self.set(text, &format!("translate({})", pair((x, y))), colour);
    }

    /// Text running upwards, with the start of its baseline at a point.
    pub(super) fn text_upwards(&mut self, text: &Typeset, (x, y): Point, colour: Colour) {
        let e = &text.extent;
        let turned = Rect { left: e.top, right: e.bottom, top: -e.right, bottom: -e.left };
        self.texts.push(turned.shifted(x, y));
        self.set(text, &format!("translate({}) rotate(-90)", pair((x, y))), colour);
    }

    fn set(&mut self, text: &Typeset, transform: &str, colour: Colour) {
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

    /// The document.
    pub(super) fn finish(self, (width, height): (f64, f64), frame: &Rect, title: &str) -> String {
        let (w, h) = (number(width), number(height));
        let mut svg = format!(
            concat!(
                r#"<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" role="img" "#,
                r#"width="{w}pt" height="{h}pt" viewBox="0 0 {w} {h}">"#,
                "\n<title>{title}</title>\n<defs>\n<clipPath id=\"{clip}\"><path d=\"{frame}\"/></clipPath>\n"
            ),
            w = w,
            h = h,
            title = escaped(title),
            clip = FRAME_CLIP,
            frame = outline(frame)
        );
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
