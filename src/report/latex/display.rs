//! Equations one below the other, broken where they would run out of the page.

use std::fmt::Write as _;

use crate::latex::Math;

/// The room for one line, in units of the font size: a page of A4 or letter, with the equation's number.
const WIDTH: f64 = 34.0;
/// The equations are aligned at their relations if no left side is wider than this.
const ALIGNED: f64 = 8.0;
/// How far the continuation of a line is indented.
const INDENT: f64 = 1.0;

/// Numbered equations.
#[derive(Debug, Clone, Default)]
pub(super) struct Display {
    rows: Vec<(Math, &'static str, Math)>,
}

impl Display {
    /// Adds `left = right`, or with another relation.
    pub(super) fn row(&mut self, left: Math, relation: &'static str, right: Math) {
        self.rows.push((left, relation, right));
    }

    pub(super) fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The environment with all equations; nothing if there are none.
    pub(super) fn render(self) -> String {
        if self.rows.is_empty() {
            return String::new();
        }
        let widest = self.rows.iter().map(|(left, ..)| left.width()).fold(0.0, f64::max);
        let aligned = widest <= ALIGNED;
        let last = self.rows.len() - 1;
        // Pages may end between the lines of a long list.
        let mut out = "{\\allowdisplaybreaks\n\\begin{align}\n".to_owned();
        for (number, (left, relation, right)) in self.rows.into_iter().enumerate() {
            let taken = if aligned { widest } else { left.width() } + 1.4;
            let rest = if aligned { WIDTH - taken } else { WIDTH };
            let lines = right.lines([WIDTH - taken, rest - INDENT]);
            let head = if aligned {
                format!("{} &{relation} ", left.inline())
            } else {
                format!("& {} {relation} ", left.inline())
            };
            let end = if number == last { "\n" } else { " \\\\\n" };
            let _ = write!(out, "  {head}{}{end}", lines.join(" \\notag\\\\\n  & \\quad {}"));
        }
        out.push_str("\\end{align}}%\n");
        out
    }
}
