//! What `explain` prints, as text and as LaTeX: complete, sound, and the equations that the network solves.

use std::fs;

use frazil::builtin::MODELS;
use frazil::model::{Document, Model, Overrides};
use frazil::network::Network;
use frazil::report::{explanation, latex_document, latex_section};
use proptest::prelude::*;

use crate::program::frazil;
use crate::solving::path;

/// Commands that LaTeX with amsmath knows, and those of a document of its own.
const COMMANDS: &[&str] = &[
    "section",
    "subsection",
    "begin",
    "end",
    "item",
    "hline",
    "href",
    "texttt",
    "providecommand",
    "notag",
    "allowdisplaybreaks",
    "documentclass",
    "usepackage",
    "linewidth",
    "quad",
    "frac",
    "tfrac",
    "sqrt",
    "left",
    "right",
    "biggl",
    "biggr",
    "big",
    "lvert",
    "rvert",
    "mathrm",
    "text",
    "ensuremath",
    "operatorname",
    "bar",
    "hat",
    "cdot",
    "times",
    "to",
    "infty",
    "int",
    "sum",
    "prod",
    "min",
    "max",
    "le",
    "ge",
    "neq",
    "simeq",
    "ln",
    "log",
    "exp",
    "sin",
    "cos",
    "tan",
    "arcsin",
    "arccos",
    "arctan",
    "surd",
    "langle",
    "rangle",
    "leftrightarrow",
    "rightarrow",
    "dots",
    "prime",
    "textbackslash",
    "textasciitilde",
    "textasciicircum",
    "textless",
    "textgreater",
    "textbar",
    "alpha",
    "beta",
    "gamma",
    "delta",
    "epsilon",
    "varepsilon",
    "zeta",
    "eta",
    "theta",
    "kappa",
    "lambda",
    "mu",
    "nu",
    "xi",
    "pi",
    "rho",
    "sigma",
    "tau",
    "phi",
    "varphi",
    "chi",
    "psi",
    "omega",
    "Gamma",
    "Delta",
    "Theta",
    "Lambda",
    "Sigma",
    "Phi",
    "Psi",
    "Omega",
    "arg",
    "tilde",
    "propto",
    "mp",
    "pm",
    "lnot",
    "qquad",
    "tilde",
    "dagger",
    "ell",
];

/// What is wrong with a document: braces, environments, delimiters, commands.
fn flaw(latex: &str) -> Option<String> {
    let mut open: Vec<String> = Vec::new();
    let mut rest = latex;
    while let Some(at) = rest.find(['\\', '{', '}']) {
        let (found, after) = rest[at..].split_at(1);
        rest = after;
        match found {
            "{" => open.push("{".to_owned()),
            "}" if open.pop().as_deref() == Some("{") => {}
            "}" => return Some(format!("a brace closes before {}", &rest[..rest.len().min(40)])),
            _ => {
                let end = rest.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(rest.len());
                let (name, after) = rest.split_at(end);
                rest = if name.is_empty() { &rest[1..] } else { after };
                if !name.is_empty() && !COMMANDS.contains(&name) {
                    return Some(format!("unknown command \\{name}"));
                }
                let argument = || after[1..].split('}').next().unwrap_or_default().to_owned();
                let closes = match name {
                    "left" => {
                        open.push("right".to_owned());
                        continue;
                    }
                    "begin" => {
                        open.push(argument());
                        rest = &after[argument().len() + 2..];
                        continue;
                    }
                    "end" => {
                        rest = &after[argument().len() + 2..];
                        argument()
                    }
                    "right" => "right".to_owned(),
                    _ => continue,
                };
                let opened = open.pop();
                if opened.as_ref() != Some(&closes) {
                    return Some(format!("{closes} closes {opened:?}"));
                }
            }
        }
    }
    open.pop().map(|open| format!("{open} is not closed"))
}

#[test]
fn flaws_are_found() {
    assert_eq!(flaw(r"\begin{align} \left(x_{1}\right) \\ \% \end{align}"), None);
    for wrong in ["{", "}", r"\begin{align}", r"\begin{align}\end{center}", r"\left(", r"\right)", r"\nonsense"] {
        assert!(flaw(wrong).is_some(), "{wrong}");
    }
}

#[test]
fn every_model_makes_sound_latex() {
    for folder in ["models", "../models"] {
        for entry in fs::read_dir(path(folder)).expect("is a folder") {
            let file = entry.expect("is readable").path();
            if file.extension().is_none_or(|extension| extension != "yaml") {
                continue;
            }
            let document = Document::read(&file).unwrap_or_else(|e| panic!("{e}"));
            let model = document.resolve(&Overrides::default()).unwrap_or_else(|e| panic!("{e}"));
            assert_eq!(flaw(&latex_document(&model)), None, "{}", file.display());
        }
    }
}

#[test]
fn latex_of_the_built_in_models() {
    for built_in in MODELS {
        let ran = frazil(["explain", "--latex", built_in.name]);
        assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
        insta::assert_snapshot!(format!("latex_{}", built_in.name), ran.stdout);
    }
    let section = frazil(["explain", "--latex", "wimp"]).stdout;
    let document = frazil(["explain", "--latex", "--standalone", "wimp"]).stdout;
    assert!(document.starts_with("\\documentclass") && document.contains(&section), "{document}");
    assert_eq!(frazil(["explain", "--standalone", "wimp"]).code, 2);
}

#[test]
fn definitions_indices_and_where_are_explained() {
    let text = "
format: 1
name: All of 100% & more
references: ['https://example.org/a_b#c']
indices: {k: [d, s]}
parameters:
  m: 100 GeV
  y[k]: {d: 0.1, s: 0.2}
functions:
  'twice(z)': 2*z
derived:
  total: sum(y[k]^2, k)
species:
  phi: {mass: m, type: real_scalar, dark_matter: true}
reactions:
  - {equation: phi + phi <-> SM + SM, sigma_v: twice(total)*r*1e-8, where: {r: m^-2}, note: Eq. 5 of χ_R papers}
";
    let model = crate::solving::parse(text, &[]);
    let printed = explanation(&model);
    for wanted in ["twice(z) = 2*z", "total = sum(y[k]^2, k)", "where r = m^-2"] {
        assert!(printed.contains(wanted), "{wanted}: {printed}");
    }
    let latex = latex_section(&model);
    assert_eq!(flaw(&latex), None);
    for wanted in [
        r"\section{All of 100\% \& more}",
        r"\mathrm{total} &= y_d^2 + y_s^2 \simeq 0.05",
        r"\mathrm{twice}(z) &= 2z",
        r"r &= m^{-2}",
        r"Eq. 5 of \ensuremath{\chi}\_R papers",
        r"\href{https://example.org/a\_b\#c}{\texttt{https://example.org/a\_b\#c}}",
    ] {
        assert!(latex.contains(wanted), "{wanted}: {latex}");
    }
}

/// One term of a printed equation: the reaction, the change of the yield, and the powers of R of reactants and products.
#[derive(Debug, PartialEq)]
struct Printed {
    reaction: usize,
    change: f64,
    forward: Vec<(String, u32)>,
    backward: Option<Vec<(String, u32)>>,
}

/// `R(a) R(b)^2`, or `1`.
fn product(text: &str) -> Vec<(String, u32)> {
    let factors = text.split(' ').filter(|factor| !factor.is_empty() && *factor != "1");
    let read = |factor: &str| {
        let (name, power) = factor.strip_prefix("R(").expect("R").split_once(')').expect("a bracket");
        (name.to_owned(), power.strip_prefix('^').map_or(1, |power| power.parse().expect("a power")))
    };
    factors.map(read).collect()
}

/// Terms such as `+ 2 γ[3] (R(a) − R(b)^2)`, up to the bracket around them.
fn terms(text: &str) -> Vec<Printed> {
    let mut printed = Vec::new();
    let mut rest = text.trim();
    while !rest.is_empty() && rest != "0" {
        let sign = if rest.starts_with('−') { -1.0 } else { 1.0 };
        let (head, after) = rest.split_once("γ[").expect("a reaction density");
        let multiple = head.trim_matches(['+', '−', ' ']);
        let (number, after) = after.split_once(']').expect("a bracket");
        let after = after.trim_start();
        let (forward, backward) = if let Some(inside) = after.strip_prefix('(') {
            let (forward, after) = inside.split_once(" − ").expect("a difference");
            // The bracket that closes the difference is the first without a partner.
            let mut depth = 0;
            let end = after.char_indices().find(|&(_, c)| {
                depth += i32::from(c == '(') - i32::from(c == ')');
                depth < 0
            });
            let (backward, after) = after.split_at(end.expect("a bracket").0);
            rest = after[1..].trim_start();
            (product(forward), Some(product(backward)))
        } else {
            let end = after.find(['+', '−']).unwrap_or(after.len());
            let (forward, after) = after.split_at(end);
            rest = after;
            (product(forward), None)
        };
        printed.push(Printed {
            reaction: number.parse::<usize>().expect("a number") - 1,
            change: sign * if multiple.is_empty() { 1.0 } else { multiple.parse().expect("a number") },
            forward,
            backward,
        });
    }
    printed
}

/// The terms of every species in the text.
fn printed_as_text(model: &Model) -> Vec<Vec<Printed>> {
    let text = explanation(model);
    let equation = |name: &str| {
        let (_, after) = text.split_once(&format!("dY({name})/d ln x = F/(s H) · [ ")).expect("an equation");
        let inside = after.split(" ]").next().expect("an end");
        terms(&inside.split_whitespace().collect::<Vec<_>>().join(" "))
    };
    model.species.iter().map(|species| equation(&species.name)).collect()
}

/// The terms of every species in LaTeX, whose notation is turned into that of the text.
fn printed_as_latex(model: &Model) -> Vec<Vec<Printed>> {
    let latex = latex_section(model);
    let (_, display) = latex.split_once("The equations are\n").expect("equations");
    let display = display.split("\\end{align}").next().expect("an end");
    let mut text = display.replace(" \\notag\\\\\n  & \\quad {}", " ").replace(r"\,", " ").replace(" - ", " − ");
    for letter in ["a", "b", "c"] {
        text = text.replace(&format!("R_{{{letter}}}"), &format!("R({letter})"));
    }
    for number in 1..=model.reactions.len() {
        text = text.replace(&format!("\\gamma_{{{number}}}"), &format!("γ[{number}] "));
    }
    let equation = |name: &str| {
        let (_, after) = text.split_once(&format!("\\mathrm{{d}}Y_{{{name}}}}}")).expect("an equation");
        let line = after.split(['\n', '&']).find(|part| part.starts_with('=')).expect("a right side");
        let Some((_, sum)) = line.split_once("\\frac{F}{sH}") else { return Vec::new() };
        let sum = sum.trim().trim_end_matches("\\\\").trim();
        let inside = sum.strip_prefix(['(', '[']).and_then(|sum| sum.strip_suffix([')', ']'])).expect("brackets");
        terms(&inside.strip_prefix('-').map_or_else(|| inside.to_owned(), |rest| format!("−{rest}")))
    };
    model.species.iter().map(|species| equation(&species.name)).collect()
}

fn side() -> impl Strategy<Value = String> {
    let particle = prop::sample::select(vec!["a", "b", "b~", "c", "c~", "SM"]);
    prop::collection::vec(particle, 1..4).prop_map(|particles| particles.join(" + "))
}

fn equations() -> impl Strategy<Value = Vec<String>> {
    let arrow = prop::sample::select(vec!["<->", "->"]);
    let equation = (side(), arrow, side()).prop_map(|(left, arrow, right)| format!("{left} {arrow} {right}"));
    prop::collection::vec(equation, 1..4)
}

fn network_model(equations: &[String]) -> Option<Model> {
    let reactions: Vec<String> = equations
        .iter()
        .map(|equation| format!("  - {{equation: '{equation}', reaction_density: 'T^4*1e-20'}}\n"))
        .collect();
    let reactions = reactions.concat();
    let text = format!(
        "format: 1\nname: Random\nspecies:\n  a: {{mass: 1 GeV, type: real_scalar, dark_matter: true}}\n  \
         b: {{mass: 2 GeV, type: dirac}}\n  c: {{mass: 3 GeV, type: complex_scalar}}\nreactions:\n{reactions}"
    );
    // Some are refused: written twice, or the conjugate of another.
    Document::from_bytes("random", text.into_bytes()).ok()?.resolve(&Overrides::default()).ok()
}

proptest! {
    #[test]
    fn printed_equations_are_those_of_the_network(equations in equations()) {
        let Some(model) = network_model(&equations) else { return Ok(()) };
        let network = Network::of(&model, 1e-3).expect("the rates are simple");
        let named = |side: &[(usize, u32)]| -> Vec<(String, u32)> {
            side.iter().map(|&(i, power)| (model.species[i].name.clone(), power)).collect()
        };
        let mut wanted: Vec<Vec<Printed>> = model.species.iter().map(|_| Vec::new()).collect();
        for (reaction, written) in model.reactions.iter().enumerate() {
            for &(species, change) in network.change(reaction) {
                wanted[species].push(Printed {
                    reaction,
                    change,
                    forward: named(network.evolved_reactants(reaction)),
                    backward: written.reversible.then(|| named(network.evolved_products(reaction))),
                });
            }
        }
        prop_assert_eq!(&printed_as_text(&model), &wanted);
        prop_assert_eq!(&printed_as_latex(&model), &wanted);
    }
}
