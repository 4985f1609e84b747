//! A model as a section of an article: particles, parameters, definitions, rates and the equations that are solved.
//!
//! The section needs nothing but `amsmath`, and compiles as it is.

mod display;
mod equations;
mod rates;
mod statistics;
mod tables;

use std::collections::BTreeSet;
use std::fmt::Write as _;

use display::Display;

use super::number::quantity as quantity_text;
use crate::expression::{Ast, Symbols as _};
use crate::latex::{Delimiter, Math, escape, quantity, symbol};
use crate::model::{Model, Notation, Written, WrittenPlugin, WrittenRate, WrittenValue};

/// The model as a section of an article.
#[must_use]
pub fn latex_section(model: &Model) -> String {
    let mut out = format!("% Model {}; needs \\usepackage{{amsmath}}.\n", model.hash);
    // Links work where hyperref is loaded.
    out.push_str("\\providecommand{\\href}[2]{#2}\n");
    let _ = writeln!(out, "\\section{{{}}}", escape(model.name.trim()));
    if let Some(description) = &model.description {
        let _ = writeln!(out, "{}", paragraph(description));
    }
    tables::particles(&mut out, model);
    tables::parameters(&mut out, model);
    definitions(&mut out, model);
    rates::reactions(&mut out, model);
    equations::evolution(&mut out, model);
    observables(&mut out, model);
    tables::constraints(&mut out, model);
    references(&mut out, model);
    out
}

/// The section as a document of its own.
#[must_use]
pub fn latex_document(model: &Model) -> String {
    format!(
        "\\documentclass[11pt]{{article}}\n\\usepackage[utf8]{{inputenc}}\n\\usepackage[a4paper,margin=25mm]{{geometry}}\n\
         \\usepackage{{amsmath}}\n\\usepackage[hidelinks]{{hyperref}}\n\\begin{{document}}\n{}\\end{{document}}\n",
        latex_section(model)
    )
}

/// Text in a paragraph of its own.
fn paragraph(text: &str) -> String {
    escape(&text.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// A number or formula of the model file.
fn written(notation: Notation<'_>, written: Written<'_>) -> Math {
    match written {
        Written::Quantity(text) => quantity(text),
        Written::Formula(ast) => ast.latex(&notation),
    }
}

/// A plug-in with its keys, like a function with its arguments.
fn called(notation: Notation<'_>, plugin: &WrittenPlugin<'_>) -> Math {
    let mut arguments = Math::default();
    for (i, (key, value)) in plugin.values.iter().enumerate() {
        let value = match value {
            WrittenValue::Number(number) => written(notation, *number),
            WrittenValue::Text(text) => Math::ink(format!("\\text{{{}}}", escape(text))),
        };
        if i > 0 {
            arguments = arguments.then(Math::ink(r",\ "));
        }
        arguments = arguments.then(Math::ink(symbol(key))).operator("=").then(value);
    }
    Math::ink(format!("\\text{{{}}}", escape(plugin.name))).then(arguments.fenced(Delimiter::Call))
}

/// Every formula that the section prints.
fn formulas(model: &Model) -> Vec<&Ast> {
    let derived = (0..model.derived.len()).filter_map(|i| model.written_derived(i));
    let observables = (0..model.observables.len()).filter_map(|i| model.written_observable(i));
    let rates = (0..model.reactions.len()).filter_map(|i| model.written_rate(i)).flat_map(WrittenRate::formulas);
    let curves = (0..model.curves.len()).filter_map(|i| model.written_curve(i));
    let named = derived.chain(observables).chain(curves).chain(rates).filter_map(Written::formula);
    model.functions().map(|function| &function.body).chain(named).collect()
}

fn definitions(out: &mut String, model: &Model) {
    let notation = model.notation();
    let mut display = Display::default();
    for function in model.functions() {
        let arguments: Vec<String> = function.parameters.iter().map(|name| symbol(name)).collect();
        let name = notation.function(&function.name);
        let head = format!("{name}({})", arguments.join(r",\,"));
        display.row(Math::ink(head), "=", function.body.latex(&notation));
    }
    for (i, derived) in model.derived.iter().enumerate() {
        let Some(formula) = model.written_derived(i) else { continue };
        locals(&mut display, notation, model.derived_locals(i));
        let definition = written(notation, formula);
        let value = |value| quantity(&quantity_text(value, derived.dimension, derived.unit.as_ref(), 4));
        let value = match derived.imaginary {
            None => value(derived.value),
            Some(imaginary) => {
                let imaginary = value(imaginary).fenced(Delimiter::Group);
                value(derived.value).operator("+").then(Math::ink(r"\mathrm{i}")).then(imaginary)
            }
        };
        let definition = match formula {
            Written::Formula(_) => definition.operator(r"\simeq").then(value),
            Written::Quantity(_) => definition,
        };
        display.row(Math::ink(notation.name(&derived.name)), "=", definition);
    }
    let special = special_functions(model);
    if display.is_empty() && special.is_empty() {
        return;
    }
    out.push_str("\n\\subsection{Definitions}\n");
    out.push_str(&display.render());
    if !special.is_empty() {
        let _ = writeln!(out, "Here {}.", special.join(", "));
    }
}

/// The names that only one formula knows, before it.
fn locals<'m>(
    display: &mut Display,
    notation: Notation<'_>,
    definitions: impl Iterator<Item = (&'m str, Written<'m>)>,
) {
    for (name, formula) in definitions {
        display.row(Math::ink(notation.name(name)), "=", written(notation, formula));
    }
}

/// What the functions mean that not every reader knows by their symbols.
fn special_functions(model: &Model) -> Vec<&'static str> {
    let used: BTreeSet<&str> = formulas(model).into_iter().flat_map(Ast::built_in_functions).collect();
    let meanings = [
        (&["beta"][..], r"$\beta(M,m_1,m_2) = \sqrt{\lambda(M^2,m_1^2,m_2^2)}/M^2$"),
        (&["beta", "kallen"], r"$\lambda(a,b,c) = a^2 + b^2 + c^2 - 2ab - 2bc - 2ca$"),
        (&["besselk", "besselk_scaled"], r"$K_n$ is the modified Bessel function of the second kind"),
        (&["dilog"], r"$\mathrm{Li}_2$ is the dilogarithm"),
        (&["zeta"], r"$\zeta$ is the Riemann zeta function"),
    ];
    let present = meanings.into_iter().filter(|(names, _)| names.iter().any(|name| used.contains(name)));
    present.map(|(_, meaning)| meaning).collect()
}

fn observables(out: &mut String, model: &Model) {
    let notation = model.notation();
    let mut display = Display::default();
    for (i, observable) in model.observables.iter().enumerate() {
        let value = match (model.written_observable(i), model.observable_plugin(i)) {
            (Some(formula), _) => written(notation, formula),
            (None, Some(plugin)) => called(notation, &plugin),
            (None, None) => continue,
        };
        locals(&mut display, notation, model.observable_locals(i));
        display.row(Math::ink(notation.name(&observable.name)), "=", value);
    }
    for (i, curve) in model.curves.iter().enumerate() {
        let Some(formula) = model.written_curve(i) else { continue };
        locals(&mut display, notation, model.curve_locals(i));
        let name = format!("{}({})", notation.name(&curve.name), symbol(&curve.over.name));
        display.row(Math::ink(name), "=", written(notation, formula));
    }
    if display.is_empty() {
        return;
    }
    out.push_str("\n\\subsection{Observables}\n");
    out.push_str(&display.render());
    let described = model.observables.iter().filter_map(|observable| {
        let description = observable.description.as_ref()?;
        let name = notation.name(&observable.name);
        Some(format!("${name}$: {}", paragraph(description)))
    });
    let described: Vec<String> = described.collect();
    if !described.is_empty() {
        let _ = writeln!(out, "{}.", described.join("; "));
    }
}

fn references(out: &mut String, model: &Model) {
    if model.references.is_empty() {
        return;
    }
    out.push_str("\n\\subsection{References}\n\\begin{itemize}\n");
    for reference in &model.references {
        let _ = writeln!(out, "\\item {}", link(reference));
    }
    out.push_str("\\end{itemize}\n");
}

/// A reference with a link to where it can be read, if it begins with one; what follows a comma says where in it.
fn link(reference: &str) -> String {
    let (work, place) = reference.split_once(", ").unwrap_or((reference, ""));
    let target = match work.split_once(':') {
        Some(("arXiv", number)) => format!("https://arxiv.org/abs/{number}"),
        Some(("doi", name)) => format!("https://doi.org/{name}"),
        Some(("http" | "https", _)) => work.to_owned(),
        _ => return escape(reference),
    };
    let place = if place.is_empty() { String::new() } else { format!(", {}", escape(place)) };
    // Characters that LaTeX would not let through as they are.
    let target: String = target
        .chars()
        .map(|c| match c {
            '%' | '#' | '&' | '_' | '~' => format!("\\{c}"),
            c if c.is_ascii_graphic() && !"\\{}$^".contains(c) => c.to_string(),
            _ => String::new(),
        })
        .collect();
    format!("\\href{{{target}}}{{\\texttt{{{}}}}}{place}", escape(work))
}
