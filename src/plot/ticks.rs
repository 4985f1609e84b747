//! Where an axis is marked: the densest of the customary choices whose labels do not touch.

use super::Label;
use super::font::Fonts;
use super::label::Typeset;

/// Which way an axis runs, which decides whether widths or heights of labels must not touch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Run {
    Horizontal,
    Vertical,
}

/// The marks of an axis, in page coordinates along it.
#[derive(Debug, Default)]
pub(super) struct Ticks {
    pub(super) major: Vec<(f64, Typeset)>,
    pub(super) minor: Vec<f64>,
}

/// Values to mark, before it is known whether their labels fit.
#[derive(Debug, Clone, PartialEq)]
struct Choice {
    major: Vec<(f64, String)>,
    minor: Vec<f64>,
}

/// Least distance of minor ticks in points.
const MINOR_DISTANCE: f64 = 0.9;
/// Relative tolerance with which a tick at the end of an axis belongs to it.
const END_TOLERANCE: f64 = 1e-9;

/// Marks the values from `low` to `high`, which `place` puts on the page.
pub(super) fn ticks(
    (low, high, log): (f64, f64, bool),
    place: impl Fn(f64) -> Option<f64>,
    run: Run,
    (size, fonts): (f64, &Fonts),
) -> Ticks {
    let mut best = Ticks::default();
    for choice in choices(low, high, log) {
        let mut major: Vec<(f64, Typeset)> = choice
            .major
            .iter()
            .filter_map(|(value, label)| Some((place(*value)?, Typeset::new(&Label::math(label), size, fonts))))
            .collect();
        major.sort_by(|a, b| a.0.total_cmp(&b.0));
        let fits = major.windows(2).all(|pair| clear(&pair[0], &pair[1], run, size));
        if !fits {
            drop_touching(&mut major, run, size);
        }
        let enough = fits && major.len() > 1;
        if enough || major.len() > best.major.len() {
            let minor = spaced(choice.minor.iter().filter_map(|&v| place(v)).collect());
            best = Ticks { major, minor };
        }
        if enough {
            break;
        }
    }
    best
}

/// Whether two neighbouring labels leave a visible gap.
fn clear(a: &(f64, Typeset), b: &(f64, Typeset), run: Run, size: f64) -> bool {
    let (needed, gap) = match run {
        Run::Horizontal => (f64::midpoint(a.1.width(), b.1.width()), 0.75 * size),
        Run::Vertical => (f64::midpoint(a.1.extent.height(), b.1.extent.height()), 0.85 * size),
    };
    b.0 - a.0 >= needed + gap
}

fn drop_touching(major: &mut Vec<(f64, Typeset)>, run: Run, size: f64) {
    let mut kept: Vec<(f64, Typeset)> = Vec::new();
    for tick in major.drain(..) {
        if kept.last().is_none_or(|last| clear(last, &tick, run, size)) {
            kept.push(tick);
        }
    }
    *major = kept;
}

/// Minor ticks, or none if they stand so close that they say nothing.
fn spaced(mut minor: Vec<f64>) -> Vec<f64> {
    minor.sort_by(f64::total_cmp);
    let crowded = minor.windows(2).any(|pair| pair[1] - pair[0] < MINOR_DISTANCE);
    if crowded { Vec::new() } else { minor }
}

/// Choices from dense to sparse.
fn choices(low: f64, high: f64, log: bool) -> Vec<Choice> {
    if !log {
        return linear(low, high);
    }
    let (first, last) = (low.log10(), high.log10());
    let decades = exponents(first, last, 1).len();
    let mut choices = Vec::new();
    if decades <= 3 && last - first > 0.5 {
        choices.extend(mantissas(low, high));
    }
    if decades >= 2 {
        choices.extend([1, 2, 3, 5, 10, 20, 50, 100, 200].map(|step| powers(low, high, step)));
    } else {
        choices.extend(linear(low, high));
        choices.push(powers(low, high, 1));
    }
    choices
}

/// Multiples of `step` among the exponents.
fn exponents(first: f64, last: f64, step: i32) -> Vec<i32> {
    let step_length = f64::from(step);
    let lowest = whole(((first - END_TOLERANCE) / step_length).ceil());
    let highest = whole(((last + END_TOLERANCE) / step_length).floor());
    (lowest..=highest).map(|n| n * step).collect()
}

fn powers(low: f64, high: f64, step: i32) -> Choice {
    let (first, last) = (low.log10(), high.log10());
    let major = exponents(first, last, step).into_iter().map(|n| (power(n), format!("10^{{{n}}}"))).collect();
    let minor = if step == 1 {
        let all =
            (whole(first.floor())..=whole(last.floor())).flat_map(|n| (2..=9).map(move |m| f64::from(m) * power(n)));
        all.filter(|v| (low..=high).contains(v)).collect()
    } else {
        exponents(first, last, 1).into_iter().filter(|n| n % step != 0).map(power).collect()
    };
    Choice { major, minor }
}

/// Within one or two decades: some of their multiples as well.
fn mantissas(low: f64, high: f64) -> Vec<Choice> {
    let decades = whole(low.log10().floor())..=whole(high.log10().floor());
    let all: Vec<(i32, i32)> = decades.flat_map(|n| (1..=9).map(move |m| (m, n))).collect();
    let inside = |&&(m, n): &&(i32, i32)| {
        let value = f64::from(m) * power(n);
        value >= low * (1.0 - END_TOLERANCE) && value <= high * (1.0 + END_TOLERANCE)
    };
    [&[1, 2, 3, 5][..], &[1, 2, 5], &[1, 3]]
        .map(|chosen| {
            let (major, minor): (Vec<_>, Vec<_>) = all.iter().filter(inside).partition(|(m, _)| chosen.contains(m));
            let major: Vec<(i32, i32)> = major;
            let minor: Vec<(i32, i32)> = minor;
            Choice {
                major: major.iter().map(|&(m, n)| (f64::from(m) * power(n), multiple(m, n))).collect(),
                minor: minor.iter().map(|&(m, n)| f64::from(m) * power(n)).collect(),
            }
        })
        .to_vec()
}

fn multiple(mantissa: i32, exponent: i32) -> String {
    match exponent {
        -3..=-1 => {
            let decimals = usize::try_from(-exponent).unwrap_or(0);
            format!("{:.decimals$}", f64::from(mantissa) * power(exponent))
        }
        0..=3 => format!("{}", f64::from(mantissa) * power(exponent)),
        _ if mantissa == 1 => format!("10^{{{exponent}}}"),
        _ => format!(r"{mantissa}\times10^{{{exponent}}}"),
    }
}

/// Multiples of 1, 2 or 5 times a power of ten.
fn linear(low: f64, high: f64) -> Vec<Choice> {
    let size = low.abs().max(high.abs());
    // Beyond these the digits would fill the page: all labels get a common power of ten.
    let common = if (1e-3..1e5).contains(&size) { 0 } else { whole(size.log10().floor()).max(-307) };
    let unit = power(common);
    let (low, high) = (low / unit, high / unit);
    let finest = whole(((high - low) / 8.0).log10().floor());
    let mut choices = Vec::new();
    for exponent in finest..=finest + 2 {
        for (digit, parts) in [(1, 5), (2, 4), (5, 5)] {
            let step = f64::from(digit) * power(exponent);
            let (first, last) = ((low / step - END_TOLERANCE).ceil(), (high / step + END_TOLERANCE).floor());
            let count = last - first;
            if !(1.0..=12.0).contains(&count) {
                continue;
            }
            let decimals = usize::try_from(-exponent).unwrap_or(0);
            let marks = (0..=whole(count)).map(|k| (first + f64::from(k)) * step);
            let major = marks.map(|v| (v * unit, fixed(v, decimals, common))).collect();
            let minor = (-parts..=whole(count + 1.0) * parts)
                .filter(|k| k % parts != 0)
                .map(|k| (first + f64::from(k) / f64::from(parts)) * step)
                .filter(|v| (low..=high).contains(v))
                .map(|v| v * unit)
                .collect();
            choices.push(Choice { major, minor });
        }
    }
    choices
}

/// A multiple of `10^common` with a fixed number of decimals.
fn fixed(multiple: f64, decimals: usize, common: i32) -> String {
    match common {
        _ if multiple == 0.0 => "0".to_owned(),
        0 => format!("{multiple:.decimals$}"),
        _ => format!(r"{multiple:.decimals$}\times10^{{{common}}}"),
    }
}

fn power(exponent: i32) -> f64 {
    10_f64.powi(exponent)
}

#[expect(clippy::cast_possible_truncation, reason = "exponents and counts of ticks, far below the largest i32")]
fn whole(value: f64) -> i32 {
    value as i32
}

#[cfg(test)]
mod tests;
