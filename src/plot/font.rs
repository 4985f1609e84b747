//! The compiled-in font: metrics and outlines.

use std::fmt::Write as _;

use ttf_parser::{Face, GlyphId, OutlineBuilder};

use super::PlotError;
use super::geometry::Rect;

/// Which cut of the font a character is set in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Cut {
    Upright,
    Italic,
}

/// One glyph of the font.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Glyph {
    pub(super) cut: Cut,
    pub(super) id: u16,
}

/// `DejaVu` Serif, upright and italic. Serif has the letter forms of the field's papers, and half the size of Sans.
pub(super) struct Fonts {
    upright: Face<'static>,
    italic: Face<'static>,
}

impl Fonts {
    pub(super) fn load() -> Result<Self, PlotError> {
        let parse = |bytes| Face::parse(bytes, 0).map_err(|e| PlotError::Render(format!("compiled-in font: {e}")));
        Ok(Self { upright: parse(dejavu::serif::regular())?, italic: parse(dejavu::serif::italic())? })
    }

    fn face(&self, cut: Cut) -> &Face<'static> {
        match cut {
            Cut::Upright => &self.upright,
            Cut::Italic => &self.italic,
        }
    }

    /// The glyph of a character, from the other cut if the wanted one lacks it; the font's empty box if both do.
    pub(super) fn glyph(&self, character: char, cut: Cut) -> Glyph {
        let other = if cut == Cut::Upright { Cut::Italic } else { Cut::Upright };
        [cut, other]
            .into_iter()
            .find_map(|cut| self.face(cut).glyph_index(character).map(|id| Glyph { cut, id: id.0 }))
            .unwrap_or(Glyph { cut: Cut::Upright, id: 0 })
    }

    /// Advance width in units of the font size.
    pub(super) fn advance(&self, glyph: Glyph) -> f64 {
        let face = self.face(glyph.cut);
        f64::from(face.glyph_hor_advance(GlyphId(glyph.id)).unwrap_or(0)) / f64::from(face.units_per_em())
    }

    /// Extent of the ink in units of the font size, y downwards from the baseline; none for blanks.
    pub(super) fn ink(&self, glyph: Glyph) -> Option<Rect> {
        let face = self.face(glyph.cut);
        let em = f64::from(face.units_per_em());
        let b = face.glyph_bounding_box(GlyphId(glyph.id))?;
        let [left, right, top, bottom] = [b.x_min, b.x_max, b.y_max, b.y_min].map(|v| f64::from(v) / em);
        Some(Rect { left, right, top: -top, bottom: -bottom })
    }

    /// The font as the bytes of a TrueType file.
    pub(super) fn file(&self, cut: Cut) -> &'static [u8] {
        self.face(cut).raw_face().data
    }

    /// What readers of documents want to know about an embedded font.
    pub(super) fn description(&self, cut: Cut) -> Description {
        let face = self.face(cut);
        let thousandths = |value: i16| 1000.0 * f32::from(value) / f32::from(face.units_per_em());
        let ascent = thousandths(face.ascender());
        let b = face.global_bounding_box();
        Description {
            name: match cut {
                Cut::Upright => "DejaVuSerif",
                Cut::Italic => "DejaVuSerif-Italic",
            },
            bounds: [b.x_min, b.y_min, b.x_max, b.y_max].map(thousandths),
            slant: face.italic_angle(),
            ascent,
            descent: thousandths(face.descender()),
            capital_height: face.capital_height().map_or(ascent, thousandths),
        }
    }

    /// Units of the outline coordinates per font size.
    pub(super) fn units_per_em(&self, cut: Cut) -> f64 {
        f64::from(self.face(cut).units_per_em())
    }

    /// The outline as SVG path data in font units, y upwards.
    pub(super) fn outline(&self, glyph: Glyph) -> String {
        let mut path = PathData { text: String::new(), pen: (0.0, 0.0) };
        // No bounding box means no ink, and then an empty path is right.
        let _ink = self.face(glyph.cut).outline_glyph(GlyphId(glyph.id), &mut path);
        path.text
    }
}

/// A font in figures; lengths in thousandths of the font size, y upwards.
pub(super) struct Description {
    pub(super) name: &'static str,
    /// Left, bottom, right and top of all glyphs laid over each other.
    pub(super) bounds: [f32; 4],
    /// Degrees counter-clockwise from upright.
    pub(super) slant: f32,
    pub(super) ascent: f32,
    pub(super) descent: f32,
    pub(super) capital_height: f32,
}

/// Writes outlines as relative path commands; the coordinates of TrueType outlines are whole or half numbers.
struct PathData {
    text: String,
    pen: (f32, f32),
}

impl PathData {
    fn command(&mut self, name: char, points: &[(f32, f32)]) {
        self.text.push(name);
        for (i, &(x, y)) in points.iter().enumerate() {
            let separator = if i == 0 { "" } else { " " };
            // Writing to a string cannot fail.
            let _ = write!(self.text, "{separator}{} {}", x - self.pen.0, y - self.pen.1);
        }
        self.pen = points.last().copied().unwrap_or(self.pen);
    }
}

impl OutlineBuilder for PathData {
    fn move_to(&mut self, x: f32, y: f32) {
        self.pen = (0.0, 0.0);
        self.command('M', &[(x, y)]);
    }

    fn line_to(&mut self, x: f32, y: f32) {
        self.command('l', &[(x, y)]);
    }

    fn quad_to(&mut self, x1: f32, y1: f32, x: f32, y: f32) {
        self.command('q', &[(x1, y1), (x, y)]);
    }

    fn curve_to(&mut self, x1: f32, y1: f32, x2: f32, y2: f32, x: f32, y: f32) {
        self.command('c', &[(x1, y1), (x2, y2), (x, y)]);
    }

    fn close(&mut self) {
        self.text.push('z');
    }
}
