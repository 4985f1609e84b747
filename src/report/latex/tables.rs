//! Tables of particles, parameters and constraints.

use std::fmt::Write as _;

use super::{paragraph, written};
use crate::expression::Symbols as _;
use crate::latex::{Math, escape, quantity};
use crate::model::{Initial, Model};
use crate::report::number::significant;
use crate::standard_model::particles::Statistics;

/// Rows on one page.
const ROWS: usize = 40;

/// Rows under a head, in as many tables as pages ask for.
pub(super) fn table(out: &mut String, columns: &str, head: &[&str], rows: &[Vec<String>]) {
    for page in rows.chunks(ROWS) {
        let _ = writeln!(
            out,
            "\\begin{{center}}\n\\begin{{tabular}}{{{columns}}}\n\\hline\n{} \\\\\n\\hline",
            head.join(" & ")
        );
        for row in page {
            let _ = writeln!(out, "{} \\\\", row.join(" & "));
        }
        out.push_str("\\hline\n\\end{tabular}\n\\end{center}\n");
    }
}

pub(super) fn particles(out: &mut String, model: &Model) {
    if model.species.is_empty() {
        return;
    }
    let notation = model.notation();
    let statistics = |statistics| match statistics {
        Statistics::Fermi => "Fermi",
        Statistics::Bose => "Bose",
    };
    let mass = |mass| format!("${}$", quantity(&format!("{} GeV", significant(mass, 6))).inline());
    let mut rows = Vec::new();
    for species in &model.species {
        let start = match species.initial {
            Initial::Equilibrium => "starts in equilibrium".to_owned(),
            Initial::Zero => "starts at zero".to_owned(),
            Initial::Yield(start) => format!("starts at $Y = {}$", quantity(&significant(start, 5)).inline()),
        };
        let anti = species.antiparticle.as_ref().map(|_| notation.species(species, true));
        rows.push(vec![
            format!("${}$", notation.species(species, false)),
            anti.map_or_else(|| "itself".to_owned(), |anti| format!("${anti}$")),
            mass(species.mass),
            significant(species.degrees_of_freedom, 6),
            statistics(species.statistics).to_owned(),
            format!("{}, {start}", if species.dark_matter { "dark matter" } else { "evolved" }),
        ]);
    }
    for bath in &model.bath {
        let anti = bath.antiparticle.as_ref().map(|_| notation.bath(bath, true));
        rows.push(vec![
            format!("${}$", notation.bath(bath, false)),
            anti.map_or_else(|| "itself".to_owned(), |anti| format!("${anti}$")),
            mass(bath.mass),
            significant(bath.degrees_of_freedom, 6),
            statistics(bath.statistics).to_owned(),
            "in equilibrium".to_owned(),
        ]);
    }
    out.push_str("\n\\subsection{Particles}\n");
    table(out, "lllrll", &["particle", "antiparticle", "mass", "$g$", "statistics", "role"], &rows);
    out.push_str("The degrees of freedom $g$ are those of the particle alone.\n");
}

pub(super) fn parameters(out: &mut String, model: &Model) {
    if model.parameters.is_empty() {
        return;
    }
    let notation = model.notation();
    let described = model.parameters.iter().any(|parameter| parameter.description.is_some());
    let rows = model.parameters.iter().map(|parameter| {
        let mut row = vec![
            format!("${}$", notation.name(&parameter.name)),
            format!("${}$", quantity(&parameter.written).inline()),
        ];
        row.extend(described.then(|| parameter.description.as_deref().map(paragraph).unwrap_or_default()));
        row
    });
    let rows: Vec<Vec<String>> = rows.collect();
    out.push_str("\n\\subsection{Parameters}\n");
    if described {
        table(out, "llp{0.48\\linewidth}", &["parameter", "value", "meaning"], &rows);
    } else {
        table(out, "ll", &["parameter", "value"], &rows);
    }
}

pub(super) fn constraints(out: &mut String, model: &Model) {
    if model.constraints.is_empty() {
        return;
    }
    let notation = model.notation();
    let mut rows = Vec::new();
    for (i, constraint) in model.constraints.iter().enumerate() {
        let Some(formula) = model.written_constraint(i) else { continue };
        let bound = |bound: Option<_>| bound.map(|bound| written(notation, bound));
        let of = formula.of.latex(&notation);
        let range = match (bound(formula.min), bound(formula.max)) {
            (Some(min), Some(max)) => min.operator(r"\le").then(of.clone()).operator(r"\le").then(max),
            (Some(min), None) => of.clone().operator(r"\ge").then(min),
            (None, Some(max)) => of.clone().operator(r"\le").then(max),
            (None, None) => Math::default(),
        };
        let measured = formula.measured.map(|[value, minus, plus]| {
            let [value, minus, plus] = [value, minus, plus].map(|number| written(notation, number));
            let errors = format!("{{}}^{{+{}}}_{{-{}}}", plus.inline(), minus.inline());
            of.operator("=").then(value).then(Math::ink(errors))
        });
        let condition = formula.condition.map(|condition| Math::ink(r"\text{if }").then(condition.latex(&notation)));
        let parts = [Some(range), measured, condition].into_iter().flatten().filter(|part| !part.is_empty());
        let restriction = parts.map(|part| part.inline()).collect::<Vec<_>>().join(r",\; ");
        rows.push(vec![
            format!("${restriction}$"),
            escape(constraint.label.as_deref().unwrap_or(&constraint.name)),
            constraint.reference.as_deref().map(super::link).unwrap_or_default(),
        ]);
    }
    out.push_str("\n\\subsection{Constraints}\n");
    table(
        out,
        "p{0.44\\linewidth}p{0.22\\linewidth}p{0.24\\linewidth}",
        &["restriction", "source", "reference"],
        &rows,
    );
}
