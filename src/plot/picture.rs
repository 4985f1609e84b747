//! A finished drawing and the files it becomes.

use std::path::Path;

use resvg::{tiny_skia, usvg};

use super::font::Fonts;
use super::page::Sheet;
use super::{PlotError, pdf, svg};

/// A finished drawing.
#[derive(Debug, Clone, PartialEq)]
pub struct Picture {
    pub(super) sheet: Sheet,
    svg: String,
}

/// Magnification of saved bitmaps over 96 pixels per inch: 384 per inch, 1300 pixels for one column.
const SAVED_SCALE: f32 = 4.0;
/// Most pixels along one side of a bitmap.
const LARGEST_SIDE: u32 = 20_000;

impl Picture {
    pub(super) fn new(sheet: Sheet, fonts: &Fonts) -> Self {
        Self { svg: svg::document(&sheet, fonts), sheet }
    }

    /// The drawing as an SVG document that needs no fonts.
    #[must_use]
    pub fn svg(&self) -> &str {
        &self.svg
    }

    /// The drawing as a PDF file of one page: shapes, and text in an embedded font.
    ///
    /// # Errors
    ///
    /// [`PlotError::Render`] if the compiled-in font cannot be embedded.
    pub fn pdf(&self) -> Result<Vec<u8>, PlotError> {
        pdf::document(&self.sheet, &Fonts::load()?)
    }

    /// The drawing as a PNG file, `scale` times as large as at 96 pixels per inch. At 2 and above text is crisp.
    ///
    /// # Errors
    ///
    /// [`PlotError::Scale`] for a scale that is not positive or gives more than 20 000 pixels a side.
    pub fn png(&self, scale: f32) -> Result<Vec<u8>, PlotError> {
        let refused = |e: &dyn std::fmt::Display| PlotError::Render(e.to_string());
        let tree = usvg::Tree::from_str(&self.svg, &usvg::Options::default()).map_err(|e| refused(&e))?;
        let out_of_range = || PlotError::Scale { scale, limit: LARGEST_SIDE };
        let width = pixels(tree.size().width() * scale).ok_or_else(out_of_range)?;
        let height = pixels(tree.size().height() * scale).ok_or_else(out_of_range)?;
        let mut pixmap = tiny_skia::Pixmap::new(width, height).ok_or_else(out_of_range)?;
        // The page is white to its last, partly covered pixel.
        pixmap.fill(tiny_skia::Color::WHITE);
        resvg::render(&tree, tiny_skia::Transform::from_scale(scale, scale), &mut pixmap.as_mut());
        pixmap.encode_png().map_err(|e| refused(&e))
    }

    /// Writes the drawing to a file, in the format its extension names: `.svg`, `.pdf` or `.png` (384 pixels per inch).
    ///
    /// # Errors
    ///
    /// [`PlotError::UnknownFormat`] for any other name, [`PlotError::Write`] if the file cannot be written.
    pub fn save(&self, path: &Path) -> Result<(), PlotError> {
        let extension = path.extension().map(|e| e.to_string_lossy().to_lowercase());
        let bytes = match extension.as_deref() {
            Some("svg") => self.svg.clone().into_bytes(),
            Some("pdf") => self.pdf()?,
            Some("png") => self.png(SAVED_SCALE)?,
            _ => return Err(PlotError::UnknownFormat { path: path.to_owned() }),
        };
        std::fs::write(path, bytes).map_err(|source| PlotError::Write { path: path.to_owned(), source })
    }
}

/// A side in whole pixels, if there is a bitmap with it.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "checked to be within 1 and the limit")]
fn pixels(side: f32) -> Option<u32> {
    let side = side.ceil();
    (1.0..=LARGEST_SIDE as f32).contains(&side).then_some(side as u32)
}

#[cfg(test)]
mod tests;
