//! A page as PDF (ISO 32000-1): shapes as paths, text in the embedded font, nothing that depends on time or machine.

mod fonts;
#[cfg(test)]
mod tests;

use miniz_oxide::deflate::compress_to_vec_zlib;
use pdf_writer::types::{LineCapStyle, LineJoinStyle};
use pdf_writer::{Content, Filter, Finish, Name, Pdf, Ref, Str, TextStr};

use super::font::Fonts;
use super::geometry::{Point, Rect};
use super::label::{PlacedGlyph, Typeset};
use super::page::{Element, Sheet, UPWARDS, corners, radius};
use super::{Colour, Dash, Marker, PlotError, Stroke};
use fonts::Embedded;

/// How hard streams are compressed, of 0 to 10.
const COMPRESSION: u8 = 9;
/// Distance of the handles of a quarter of a circle from its ends, in radii, which draws it to a part in 4000: 4(√2 − 1)/3.
const KAPPA: f64 = 0.552_284_749_830_793_4;

/// The page as a PDF document.
pub(super) fn document(sheet: &Sheet, fonts: &Fonts) -> Result<Vec<u8>, PlotError> {
    let mut next = Ref::new(1);
    let [catalog, pages, page, content, information] = [(); 5].map(|()| next.bump());
    let mut pdf = Pdf::new();
    pdf.catalog(catalog).pages(pages);
    pdf.pages(pages).kids([page]).count(1);
    let embedded = Embedded::of(sheet, fonts, &mut next)?;
    let opacities = opacities(sheet);
    let states: Vec<Ref> = opacities.iter().map(|_| next.bump()).collect();

    let (width, height) = sheet.size;
    let mut entry = pdf.page(page);
    entry.media_box(pdf_writer::Rect::new(0.0, 0.0, length(width), length(height))).parent(pages).contents(content);
    let mut resources = entry.resources();
    let mut names = resources.fonts();
    for font in embedded.fonts() {
        names.pair(Name(font.resource()), font.id());
    }
    names.finish();
    let mut names = resources.ext_g_states();
    for (number, &state) in states.iter().enumerate() {
        names.pair(Name(state_name(number).as_bytes()), state);
    }
    names.finish();
    resources.finish();
    entry.finish();

    for (&state, &opacity) in states.iter().zip(&opacities) {
        pdf.ext_graphics(state).non_stroking_alpha(length(opacity));
    }
    let mut writer =
        Writer { content: Content::new(), embedded: &embedded, opacities: &opacities, frames: &sheet.frames };
    // The page is drawn with y downwards, as everything here is measured.
    writer.content.transform([1.0, 0.0, 0.0, -1.0, 0.0, length(height)]);
    sheet.elements.iter().for_each(|element| writer.element(element));
    let stream = compress_to_vec_zlib(&writer.content.finish(), COMPRESSION);
    pdf.stream(content, &stream).filter(Filter::FlateDecode);
    embedded.write(&mut pdf);
    pdf.document_info(information).title(TextStr(&sheet.title)).producer(TextStr(crate::PROGRAM));
    Ok(pdf.finish())
}

/// The different opacities below 1, in the order of their first use.
fn opacities(sheet: &Sheet) -> Vec<f64> {
    let mut found = Vec::new();
    for element in &sheet.elements {
        if let Element::Fill { opacity, .. } | Element::Area { opacity, .. } = element
            && *opacity < 1.0
            && !found.contains(opacity)
        {
            found.push(*opacity);
        }
    }
    found
}

fn state_name(number: usize) -> String {
    format!("G{number}")
}

struct Writer<'a> {
    content: Content,
    embedded: &'a Embedded,
    opacities: &'a [f64],
    frames: &'a [Rect],
}

impl Writer<'_> {
    fn element(&mut self, element: &Element) {
        match element {
            Element::Fill { area, colour, opacity } => self.fill(area, *colour, *opacity),
            Element::Area { outlines, colour, opacity } => self.area(outlines, *colour, *opacity),
            Element::Frame { area, stroke } => {
                self.content.save_state();
                self.set_stroke(*stroke);
                self.rectangle(area);
                self.content.stroke().restore_state();
            }
            Element::Lines { pieces, stroke, clip } => {
                self.lines(pieces, *stroke, clip.and_then(|number| self.frames.get(number)));
            }
            Element::Mark { at, marker, colour } => self.mark(*at, *marker, *colour),
            Element::Text { text, at, angle, colour } => self.text(text, *at, *angle, *colour),
        }
    }

    fn fill(&mut self, area: &Rect, colour: Colour, opacity: f64) {
        self.content.save_state();
        self.set_opacity(opacity);
        self.set_fill(colour);
        self.rectangle(area);
        self.content.fill_nonzero().restore_state();
    }

    fn area(&mut self, outlines: &[Vec<Point>], colour: Colour, opacity: f64) {
        self.content.save_state();
        self.set_opacity(opacity);
        self.set_fill(colour);
        for outline in outlines {
            self.polyline(outline);
            self.content.close_path();
        }
        self.content.fill_even_odd().restore_state();
    }

    fn set_opacity(&mut self, opacity: f64) {
        if let Some(number) = self.opacities.iter().position(|o| *o == opacity) {
            self.content.set_parameters(Name(state_name(number).as_bytes()));
        }
    }

    fn polyline(&mut self, points: &[Point]) {
        for (number, &point) in points.iter().enumerate() {
            if number == 0 { self.move_to(point) } else { self.line_to(point) }
        }
    }

    fn lines(&mut self, pieces: &[Vec<Point>], stroke: Stroke, clip: Option<&Rect>) {
        self.content.save_state();
        if let Some(frame) = clip {
            self.rectangle(frame);
            self.content.clip_nonzero().end_path().set_line_join(LineJoinStyle::RoundJoin);
            if stroke.dash == Dash::Solid {
                self.content.set_line_cap(LineCapStyle::RoundCap);
            }
        }
        self.set_stroke(stroke);
        for piece in pieces {
            self.polyline(piece);
            if let [only] = piece[..] {
                // A line to where it starts is a dot.
                self.line_to(only);
            }
        }
        self.content.stroke().restore_state();
    }

    fn mark(&mut self, (x, y): Point, marker: Marker, colour: Colour) {
        self.set_fill(colour);
        match corners(marker) {
            Some(corners) => {
                let corners: Vec<Point> = corners.iter().map(|&(dx, dy)| (x + dx, y + dy)).collect();
                self.polyline(&corners);
            }
            None => self.circle((x, y), radius(marker)),
        }
        self.content.close_path().fill_nonzero();
    }

    /// Four quarters, each from one axis to the next.
    fn circle(&mut self, (x, y): Point, radius: f64) {
        self.move_to((x + radius, y));
        let (mut dx, mut dy) = (radius, 0.0);
        for _ in 0..4 {
            let (ex, ey) = (-dy, dx);
            let [x1, y1, x2, y2, x3, y3] =
                [x + dx + KAPPA * ex, y + dy + KAPPA * ey, x + ex + KAPPA * dx, y + ey + KAPPA * dy, x + ex, y + ey]
                    .map(length);
            self.content.cubic_to(x1, y1, x2, y2, x3, y3);
            (dx, dy) = (ex, ey);
        }
    }

    fn text(&mut self, text: &Typeset, at: Point, angle: f64, colour: Colour) {
        let (sin, cos) = sine_and_cosine(angle);
        // Where a point of the text lies on the page, and the directions of its baseline and of its letters' height.
        let place = |x: f64, y: f64| (at.0 + cos * x - sin * y, at.1 + sin * x + cos * y);
        let directions = [cos, sin, sin, 0.0 - cos].map(direction);
        self.set_fill(colour);
        self.content.begin_text();
        for run in text.glyphs.chunk_by(|a, b| a.glyph.cut == b.glyph.cut && a.size == b.size && a.y == b.y) {
            let Some(first) = run.first() else { continue };
            let (x, y) = place(first.x, first.y);
            let [a, b, c, d] = directions;
            self.content.set_text_matrix([a, b, c, d, length(x), length(y)]);
            self.run(first, run);
        }
        self.content.end_text();
        for rule in &text.rules {
            let Rect { left, top, right, bottom } = *rule;
            self.polyline(&[(left, top), (right, top), (right, bottom), (left, bottom)].map(|(x, y)| place(x, y)));
            self.content.close_path().fill_nonzero();
        }
    }

    /// Shows glyphs of one font and size on one baseline, each where it stands.
    fn run(&mut self, first: &PlacedGlyph, run: &[PlacedGlyph]) {
        let font = self.embedded.font(first.glyph.cut);
        self.content.set_font(Name(font.resource()), length(first.size));
        let mut show = self.content.show_positioned();
        let mut items = show.items();
        let mut pen = first.x;
        for placed in run {
            // Thousandths of the font size, counted backwards.
            let gap = (1000.0 * (pen - placed.x) / placed.size).round();
            if gap != 0.0 {
                items.adjust(length(gap));
                pen -= gap * placed.size / 1000.0;
            }
            items.show(Str(&font.code(placed.glyph)));
            pen += placed.size * font.advance(placed.glyph) / 1000.0;
        }
    }

    fn set_fill(&mut self, colour: Colour) {
        let [r, g, b] = rgb(colour);
        self.content.set_fill_rgb(r, g, b);
    }

    fn set_stroke(&mut self, stroke: Stroke) {
        let [r, g, b] = rgb(stroke.colour);
        self.content.set_stroke_rgb(r, g, b).set_line_width(length(stroke.width));
        if stroke.dash != Dash::Solid {
            self.content.set_dash_pattern(stroke.dash.pattern().iter().map(|&part| length(part)), 0.0);
        }
    }

    fn rectangle(&mut self, area: &Rect) {
        let [left, top, width, height] = [area.left, area.top, area.width(), area.height()].map(length);
        self.content.rect(left, top, width, height);
    }

    fn move_to(&mut self, (x, y): Point) {
        self.content.move_to(length(x), length(y));
    }

    fn line_to(&mut self, (x, y): Point) {
        self.content.line_to(length(x), length(y));
    }
}

/// Sine and cosine of an angle in degrees, exact where text runs along an axis.
fn sine_and_cosine(angle: f64) -> (f64, f64) {
    if angle == UPWARDS { (-1.0, 0.0) } else { angle.to_radians().sin_cos() }
}

/// Parts of red, green and blue, to a thousandth: finer than the 255 steps they come in.
fn rgb(Colour(r, g, b): Colour) -> [f32; 3] {
    [r, g, b].map(|part| (1000.0 * f32::from(part) / 255.0).round() / 1000.0)
}

/// A part of a direction to a millionth, which moves no end of a text by as much as a length is rounded.
#[expect(clippy::cast_possible_truncation, reason = "a sine or cosine")]
fn direction(value: f64) -> f32 {
    ((1e6 * value).round() / 1e6) as f32
}

/// A length to a hundredth of a point, as in the SVG.
#[expect(clippy::cast_possible_truncation, reason = "pages are hundreds of points long")]
fn length(value: f64) -> f32 {
    ((100.0 * value).round() / 100.0) as f32
}
