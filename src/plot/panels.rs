//! Several figures beside each other in one picture.

use super::font::Fonts;
use super::page::Sheet;
use super::{Figure, Picture, PlotError};

/// Draws figures beside each other, their axes level. Each is one column wide, with its own title.
///
/// # Errors
///
/// Those of [`Figure::draw`].
pub fn panels(figures: &[Figure]) -> Result<Picture, PlotError> {
    let fonts = Fonts::load()?;
    let sheets: Vec<Sheet> = figures.iter().map(|figure| figure.sheet(&fonts)).collect::<Result<_, _>>()?;
    let titles: Vec<&str> = sheets.iter().map(|sheet| sheet.title.as_str()).collect();
    let title = titles.join("; ");
    Ok(Picture::new(Sheet::beside(sheets, title), &fonts))
}
