//! Embedding the part of the fonts that a page uses.

use std::collections::BTreeMap;

use pdf_writer::types::{CidFontType, FontFlags, SystemInfo, UnicodeCmap};
use pdf_writer::{Filter, Finish, Name, Pdf, Ref, Str};
use sha2::{Digest, Sha256};
use subsetter::{GlyphRemapper, subset};

use super::super::PlotError;
use super::super::font::{Cut, Description, Fonts, Glyph};
use super::super::page::{Element, Sheet};
use super::{COMPRESSION, compress_to_vec_zlib};

const IDENTITY: SystemInfo<'static> = SystemInfo { registry: Str(b"Adobe"), ordering: Str(b"Identity"), supplement: 0 };
/// Thickness of vertical stems, which only a reader that replaces the font would ask for: that of a regular weight.
const STEM: f32 = 95.0;

/// The fonts of a page.
pub(super) struct Embedded {
    upright: Font,
    italic: Font,
}

impl Embedded {
    /// The fonts of all texts on `sheet`, taking object numbers from `next`.
    pub(super) fn of(sheet: &Sheet, fonts: &Fonts, next: &mut Ref) -> Result<Self, PlotError> {
        let mut used: BTreeMap<Glyph, char> = BTreeMap::new();
        for element in &sheet.elements {
            if let Element::Text { text, .. } = element {
                used.extend(text.glyphs.iter().map(|placed| (placed.glyph, placed.character)));
            }
        }
        let mut font = |cut| {
            let glyphs = used.iter().filter(|(glyph, _)| glyph.cut == cut).map(|(glyph, c)| (*glyph, *c));
            Font::new(cut, glyphs, fonts, next)
        };
        Ok(Self { upright: font(Cut::Upright)?, italic: font(Cut::Italic)? })
    }

    pub(super) fn font(&self, cut: Cut) -> &Font {
        match cut {
            Cut::Upright => &self.upright,
            Cut::Italic => &self.italic,
        }
    }

    /// The fonts that have a glyph on the page.
    pub(super) fn fonts(&self) -> impl Iterator<Item = &Font> {
        [&self.upright, &self.italic].into_iter().filter(|font| !font.characters.is_empty())
    }

    pub(super) fn write(&self, pdf: &mut Pdf) {
        self.fonts().for_each(|font| font.write(pdf));
    }
}

/// One cut, reduced to the glyphs in use.
pub(super) struct Font {
    cut: Cut,
    description: Description,
    remapper: GlyphRemapper,
    /// What each new glyph number stands for.
    characters: BTreeMap<u16, char>,
    /// Advance widths of the new glyphs, in thousandths of the font size.
    widths: Vec<f32>,
    file: Vec<u8>,
    /// Type 0 font, CID font, descriptor, file and character map.
    ids: [Ref; 5],
}

impl Font {
    fn new(
        cut: Cut,
        glyphs: impl Iterator<Item = (Glyph, char)>,
        fonts: &Fonts,
        next: &mut Ref,
    ) -> Result<Self, PlotError> {
        let mut remapper = GlyphRemapper::new();
        let characters = glyphs.map(|(glyph, character)| (remapper.remap(glyph.id), character)).collect();
        let file = subset(fonts.file(cut), 0, &remapper)
            .map_err(|e| PlotError::Render(format!("the compiled-in font cannot be reduced: {e}")))?;
        let width = |id: u16| width(fonts.advance(Glyph { cut, id }));
        let widths = remapper.remapped_gids().map(width).collect();
        let ids = [(); 5].map(|()| next.bump());
        Ok(Self { cut, description: fonts.description(cut), remapper, characters, widths, file, ids })
    }

    /// The name that the page calls the font by.
    pub(super) fn resource(&self) -> &'static [u8] {
        match self.cut {
            Cut::Upright => b"U",
            Cut::Italic => b"I",
        }
    }

    pub(super) fn id(&self) -> Ref {
        self.ids[0]
    }

    /// The two bytes by which the page shows a glyph.
    pub(super) fn code(&self, glyph: Glyph) -> [u8; 2] {
        self.remapper.get(glyph.id).unwrap_or(0).to_be_bytes()
    }

    /// By how much showing a glyph moves the pen, in thousandths of the font size.
    pub(super) fn advance(&self, glyph: Glyph) -> f64 {
        let new = self.remapper.get(glyph.id).unwrap_or(0);
        self.widths.get(usize::from(new)).copied().map_or(0.0, f64::from)
    }

    fn write(&self, pdf: &mut Pdf) {
        let [outer, inner, descriptor, file, map] = self.ids;
        let name = format!("{}+{}", tag(&self.file), self.description.name);
        let name = Name(name.as_bytes());
        pdf.type0_font(outer)
            .base_font(name)
            .encoding_predefined(Name(b"Identity-H"))
            .descendant_font(inner)
            .to_unicode(map);
        let mut font = pdf.cid_font(inner);
        font.subtype(CidFontType::Type2).base_font(name).system_info(IDENTITY).font_descriptor(descriptor);
        font.default_width(0.0).cid_to_gid_map_predefined(Name(b"Identity"));
        font.widths().consecutive(0, self.widths.iter().copied());
        font.finish();
        let slanted = if self.cut == Cut::Italic { FontFlags::ITALIC } else { FontFlags::empty() };
        let [left, bottom, right, top] = self.description.bounds;
        pdf.font_descriptor(descriptor)
            .name(name)
            .flags(FontFlags::SERIF | FontFlags::SYMBOLIC | slanted)
            .bbox(pdf_writer::Rect::new(left, bottom, right, top))
            .italic_angle(self.description.slant)
            .ascent(self.description.ascent)
            .descent(self.description.descent)
            .cap_height(self.description.capital_height)
            .stem_v(STEM)
            .font_file2(file);
        let stream = compress_to_vec_zlib(&self.file, COMPRESSION);
        pdf.stream(file, &stream).filter(Filter::FlateDecode);
        let mut characters = UnicodeCmap::new(Name(b"Characters"), IDENTITY);
        for (&code, &character) in &self.characters {
            characters.pair(code, character);
        }
        pdf.cmap(map, &characters.finish());
    }
}

/// An advance width in whole thousandths of the font size, as the pen is moved by.
#[expect(clippy::cast_possible_truncation, reason = "a few thousand at most")]
fn width(advance: f64) -> f32 {
    (1000.0 * advance).round() as f32
}

/// Six capital letters that tell subsets of one font apart (ISO 32000-1, 9.6.4): they are made from the subset itself.
fn tag(file: &[u8]) -> String {
    Sha256::digest(file).iter().take(6).map(|byte| char::from(b'A' + byte % 26)).collect()
}
