//! The tornado: how much a result changes with each input, as bars to both sides, the longest on top.

use super::font::Fonts;
use super::geometry::Rect;
use super::label::Typeset;
use super::page::{Page, Sheet};
use super::ticks::{Run, ticks};
use super::{Colour, Dash, Label, PALETTE, Picture, PlotError, Stroke};

/// Sensitivities, to be drawn in their order from the top.
#[derive(Debug, Clone, PartialEq)]
pub struct TornadoPlot {
    /// A line above the picture.
    pub title: Option<Label>,
    /// What the bars measure.
    pub x_label: Label,
    /// Name and value of every bar, and its value as it is to be written.
    pub bars: Vec<(Label, f64, Label)>,
    /// What is left out, in a line below.
    pub note: Option<Label>,
}

/// Width of the page and of what is left free at its sides, in points.
const WIDTH: f64 = 243.8;
const MARGIN: f64 = 3.0;
/// Height of a row and of its bar.
const ROW: f64 = 13.0;
const BAR: f64 = 8.0;
/// Sizes of text.
const NAME_SIZE: f64 = 8.5;
const TICK_SIZE: f64 = 7.5;
const VALUE_SIZE: f64 = 7.0;
/// How far below its middle text stands, in units of its size.
const DESCENT: f64 = 0.34;
/// Distances between text and what it belongs to.
const GAP: f64 = 4.0;
const TITLE_GAP: f64 = 7.0;
const TICK: f64 = 4.0;
/// Least width of the frame.
const LEAST_FRAME: f64 = 60.0;
const LINE: f64 = 0.7;
/// Length of the longest bar where every bar is nothing.
const LEAST_REACH: f64 = 1e-12;

/// Draws bars to the right for positive values and to the left for negative ones, in two colours.
///
/// # Errors
///
/// Those of [`Figure::draw`](super::Figure::draw).
pub fn tornado(plot: &TornadoPlot) -> Result<Picture, PlotError> {
    let fonts = Fonts::load()?;
    Ok(Picture::new(sheet(plot, &fonts), &fonts))
}

fn sheet(plot: &TornadoPlot, fonts: &Fonts) -> Sheet {
    let set = |label: &Label, size: f64| Typeset::new(label, size, fonts);
    let names: Vec<Typeset> = plot.bars.iter().map(|(name, ..)| set(name, NAME_SIZE)).collect();
    let values: Vec<Typeset> = plot.bars.iter().map(|(.., value)| set(value, VALUE_SIZE)).collect();
    let widest = |texts: &[Typeset]| texts.iter().map(Typeset::width).fold(0.0, f64::max);
    let mut page = Page::default();

    let mut top = MARGIN;
    let right = WIDTH - MARGIN - GAP;
    let left = (MARGIN + widest(&names) + GAP).min(right - LEAST_FRAME);
    if let Some(title) = &plot.title {
        let title = set(title, NAME_SIZE);
        let baseline = top - title.extent.top;
        page.text(&title, (f64::midpoint(left, right) - title.width() / 2.0, baseline), Colour::BLACK);
        top = baseline + title.extent.bottom + TITLE_GAP;
    }
    let rows = plot.bars.len().max(1) as f64;
    let frame = Rect { left, right, top, bottom: top + rows * ROW + GAP };

    // Values are written beyond the ends of their bars: the scale is the largest with which all of them fit.
    let reach = |sign: f64, scale: f64| {
        let bars = plot.bars.iter().zip(&values).filter(|(bar, _)| sign * bar.1 > 0.0 || (bar.1 == 0.0 && sign > 0.0));
        bars.map(|(bar, text)| scale * bar.1.abs() + text.width() + GAP).fold(GAP, f64::max)
    };
    let longest = plot.bars.iter().map(|bar| bar.1.abs()).fold(LEAST_REACH, f64::max);
    let (mut scale, mut too_large) = (0.0, frame.width() / longest);
    for _ in 0..60 {
        let middle = f64::midpoint(scale, too_large);
        if reach(-1.0, middle) + reach(1.0, middle) <= frame.width() {
            scale = middle;
        } else {
            too_large = middle;
        }
    }
    let scale = scale.max(f64::MIN_POSITIVE);
    let zero = frame.left + reach(-1.0, scale);
    let at = |value: f64| zero + value * scale;

    for (i, ((_, value, _), (name, written))) in plot.bars.iter().zip(names.iter().zip(&values)).enumerate() {
        let middle = frame.top + GAP / 2.0 + (i as f64 + 0.5) * ROW;
        let colour = if *value < 0.0 { PALETTE[1] } else { PALETTE[0] };
        let (from, to) = (zero.min(at(*value)), zero.max(at(*value)));
        let bar = Rect { left: from, right: to, top: middle - BAR / 2.0, bottom: middle + BAR / 2.0 };
        page.fill(&bar, colour, 1.0);
        let baseline = |size: f64| middle + DESCENT * size;
        page.text(name, (frame.left - GAP - name.width(), baseline(NAME_SIZE)), Colour::BLACK);
        let beside = if *value < 0.0 { from - GAP / 2.0 - written.width() } else { to + GAP / 2.0 };
        page.text(written, (beside, baseline(VALUE_SIZE)), Colour::BLACK);
    }
    let solid = |colour: Colour, width: f64| Stroke { colour, width, dash: Dash::Solid };
    page.segments([((zero, frame.top), (zero, frame.bottom))], solid(Colour::GREY, LINE));
    page.frame(&frame, solid(Colour::BLACK, LINE));
    let end = axis(plot, &frame, (zero, scale), &mut page, fonts);
    let size = (WIDTH, end.ceil());
    let title = plot.title.as_ref().map_or_else(|| plot.x_label.to_string(), Label::to_string);
    page.finish(size, frame, title)
}

/// Draws the axis below the frame; where the page ends.
fn axis(plot: &TornadoPlot, frame: &Rect, (zero, scale): (f64, f64), page: &mut Page, fonts: &Fonts) -> f64 {
    let (low, high) = ((frame.left - zero) / scale, (frame.right - zero) / scale);
    let place = |value: f64| Some(zero + value * scale).filter(|x| (frame.left..=frame.right).contains(x));
    let marks = ticks((low, high, false), place, Run::Horizontal, (TICK_SIZE, fonts));
    let stroke = Stroke { colour: Colour::BLACK, width: LINE, dash: Dash::Solid };
    let majors = marks.major.iter().map(|(x, _)| ((*x, frame.bottom), (*x, frame.bottom - TICK)));
    page.segments(majors, stroke);
    page.segments(marks.minor.iter().map(|x| ((*x, frame.bottom), (*x, frame.bottom - 0.55 * TICK))), stroke);
    let tallest = marks.major.iter().map(|(_, text)| -text.extent.top).fold(0.0, f64::max);
    let baseline = frame.bottom + GAP + tallest;
    for (x, text) in &marks.major {
        page.text(text, (x - text.width() / 2.0, baseline), Colour::BLACK);
    }
    let mut end = baseline + GAP;
    let mut line = |label: &Label, size: f64, colour: Colour, end: f64| {
        let text = Typeset::new(label, size, fonts);
        let baseline = end - text.extent.top;
        let middle = f64::midpoint(frame.left, frame.right) - text.width() / 2.0;
        page.text(&text, (middle.min(WIDTH - MARGIN - text.width()).max(MARGIN), baseline), colour);
        baseline + text.extent.bottom + MARGIN
    };
    end = line(&plot.x_label, NAME_SIZE, Colour::BLACK, end);
    if let Some(note) = &plot.note {
        end = line(note, VALUE_SIZE, Colour::GREY, end);
    }
    end
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plot::page::Element;

    fn drawn(values: &[f64]) -> Sheet {
        let bars = values
            .iter()
            .enumerate()
            .map(|(i, v)| (Label::math(&format!("m_{{\\chi{i}}}")), *v, Label::math(&format!("{v}"))));
        let plot = TornadoPlot { title: None, x_label: Label::math("x"), bars: bars.collect(), note: None };
        sheet(&plot, &Fonts::load().expect("are embedded"))
    }

    fn bars(sheet: &Sheet) -> Vec<Rect> {
        let fills =
            sheet.elements.iter().filter_map(|e| if let Element::Fill { area, .. } = e { Some(*area) } else { None });
        fills.collect()
    }

    #[test]
    fn bars_are_as_long_as_their_values_and_stay_inside() {
        let sheet = drawn(&[3.0, -2.0, 0.5, 0.0]);
        let (bars, frame) = (bars(&sheet), sheet.frames[0]);
        assert!(bars.iter().all(|bar| frame.contains(bar)));
        for (bar, ratio) in bars.iter().zip([1.0, 2.0 / 3.0, 1.0 / 6.0, 0.0]) {
            assert!((bar.width() - ratio * bars[0].width()).abs() < 1e-9);
        }
        assert!((bars[0].left - bars[1].right).abs() < 1e-9, "both sides begin at zero");
    }

    #[test]
    fn nothing_and_one_sign_can_be_drawn() {
        for values in [&[][..], &[0.0], &[1e-300, 0.0], &[-5.0, -1.0], &[1e9, 1.0]] {
            let sheet = drawn(values);
            assert_eq!(bars(&sheet).len(), values.len());
            assert!(sheet.size.0.is_finite() && sheet.size.1.is_finite());
        }
    }
}
