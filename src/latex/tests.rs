//! Symbols, quantities, text and lines; and a checker of LaTeX for the tests of those who write formulas.

use proptest::prelude::*;

use super::*;

/// The commands of LaTeX and amsmath that this program writes.
const COMMANDS: &[&str] = &[
    "frac",
    "tfrac",
    "sqrt",
    "left",
    "right",
    "biggl",
    "biggr",
    "big",
    "arg",
    "lvert",
    "rvert",
    "lfloor",
    "rfloor",
    "lceil",
    "rceil",
    "mathrm",
    "text",
    "ensuremath",
    "operatorname",
    "bar",
    "tilde",
    "hat",
    "cdot",
    "times",
    "pm",
    "mp",
    "leftarrow",
    "rightleftharpoons",
    "approx",
    "simeq",
    "sim",
    "equiv",
    "propto",
    "ll",
    "gg",
    "in",
    "partial",
    "nabla",
    "surd",
    "dagger",
    "to",
    "infty",
    "int",
    "sum",
    "prod",
    "begin",
    "end",
    "lnot",
    "le",
    "ge",
    "neq",
    "ln",
    "log",
    "exp",
    "sin",
    "cos",
    "tan",
    "arcsin",
    "arccos",
    "arctan",
    "sinh",
    "cosh",
    "tanh",
    "min",
    "max",
    "prime",
    "langle",
    "rangle",
    "leftrightarrow",
    "rightarrow",
    "dots",
    "textbackslash",
    "textasciitilde",
    "textasciicircum",
    "textless",
    "textgreater",
    "textbar",
    "hbar",
    "ell",
    "circ",
    "alpha",
    "beta",
    "gamma",
    "delta",
    "epsilon",
    "varepsilon",
    "zeta",
    "eta",
    "theta",
    "iota",
    "kappa",
    "lambda",
    "mu",
    "nu",
    "xi",
    "pi",
    "rho",
    "sigma",
    "varsigma",
    "tau",
    "upsilon",
    "phi",
    "varphi",
    "chi",
    "psi",
    "omega",
    "Gamma",
    "Delta",
    "Theta",
    "Lambda",
    "Xi",
    "Pi",
    "Sigma",
    "Upsilon",
    "Phi",
    "Psi",
    "Omega",
];

/// What is wrong with a piece of mathematics: braces, `\left` and `\right`, environments, unknown commands, two scripts
/// of a kind on one letter.
pub(crate) fn flaw(latex: &str) -> Option<String> {
    let mut open = Vec::new();
    let mut scripts = String::new();
    let mut rest = latex.char_indices().peekable();
    while let Some((at, character)) = rest.next() {
        let here = || format!("at {at} of {latex}");
        match character {
            '{' => open.push(("{", std::mem::take(&mut scripts))),
            '}' => match open.pop() {
                Some(("{", before)) => {
                    scripts = before;
                    continue;
                }
                other => return Some(format!("`}}` closes {other:?} {}", here())),
            },
            '^' | '_' => {
                if scripts.contains(character) {
                    return Some(format!("two `{character}` on one letter {}", here()));
                }
                scripts.push(character);
                // The script itself: one character, one command, or a group.
                match rest.peek().map(|next| next.1) {
                    Some('{') => continue,
                    Some('\\') => {
                        rest.next();
                        while rest.next_if(|c| c.1.is_ascii_alphabetic()).is_some() {}
                        continue;
                    }
                    Some(c) if !c.is_whitespace() => {
                        rest.next();
                        continue;
                    }
                    _ => return Some(format!("a script without content {}", here())),
                }
            }
            '\\' => {
                let mut name = String::new();
                while let Some((_, letter)) = rest.next_if(|c| c.1.is_ascii_alphabetic()) {
                    name.push(letter);
                }
                match name.as_str() {
                    "left" => {
                        rest.next();
                        open.push(("left", String::new()));
                    }
                    "right" => {
                        rest.next();
                        if open.pop().map(|o| o.0) != Some("left") {
                            return Some(format!("`\\right` without `\\left` {}", here()));
                        }
                    }
                    "" => {
                        rest.next();
                    }
                    known if COMMANDS.contains(&known) => {}
                    unknown => return Some(format!("unknown command `\\{unknown}` {}", here())),
                }
            }
            '$' | '%' | '#' => return Some(format!("a bare `{character}` {}", here())),
            other if !other.is_ascii() => return Some(format!("`{other}` is not ASCII {}", here())),
            _ => {}
        }
        scripts.clear();
    }
    open.last().map(|unclosed| format!("`{}` is not closed in {latex}", unclosed.0))
}

#[test]
fn the_checker_finds_what_is_wrong() {
    for sound in [r"\frac{a}{b}", r"\left(x_a^{2}\right)^2", r"m_\chi^2", r"\bar{\chi}"] {
        assert_eq!(flaw(sound), None);
    }
    for wrong in
        ["{", "}", "a^", "a^2^3", "a_{b}_c", r"\left(", r"\right)", r"\left({\right)}", r"\nonsense", "$x$", "χ"]
    {
        assert!(flaw(wrong).is_some(), "{wrong}");
    }
}

#[test]
fn names_become_symbols() {
    for (name, latex) in [
        ("x", "x"),
        ("alpha_s", r"\alpha_s"),
        ("m1", "m_1"),
        ("phi2", r"\phi_2"),
        ("Gamma_h_D", r"\Gamma_{h,D}"),
        ("sv", r"\mathrm{sv}"),
        ("C_G_re", r"C_{G,\mathrm{re}}"),
        ("yq[b]", r"\mathrm{yq}_b"),
        ("g_[e-,mu-]", r"g_{e^{-},\mu^{-}}"),
        ("q2", "q^2"),
        ("sm.alpha_em", r"\alpha_{\mathrm{em}}"),
        ("λ_χ", r"\text{\ensuremath{\lambda}}_{\text{\ensuremath{\chi}}}"),
        ("_", ""),
    ] {
        assert_eq!(symbol(name), latex, "{name}");
    }
    for (name, latex) in
        [("chi~", r"\bar{\chi}"), ("K*0", "K_0^{*}"), ("mu-", r"\mu^{-}"), ("Z'", r"Z^{\prime}"), ("N1", "N_1")]
    {
        assert_eq!(particle(name), latex, "{name}");
    }
}

#[test]
fn quantities_keep_their_digits() {
    for (text, latex) in [
        ("100 GeV", r"100\,\mathrm{GeV}"),
        ("2.2e-26 cm^3/s", r"2.2\times 10^{-26}\,\mathrm{cm}^{3}\,\mathrm{s}^{-1}"),
        ("2.2e-26 [cm^3/s]", r"2.2\times 10^{-26}\,\mathrm{cm}^{3}\,\mathrm{s}^{-1}"),
        ("1/TeV", r"\mathrm{TeV}^{-1}"),
        ("6e-9 GeV^-1", r"6\times 10^{-9}\,\mathrm{GeV}^{-1}"),
        ("2eV", r"2\,\mathrm{eV}"),
        ("1e3", "10^{3}"),
        ("0.3", "0.3"),
        ("3 GeV^(1/2)", r"3\,\mathrm{GeV}^{1/2}"),
        ("some_text", r"\text{some\_text}"),
    ] {
        assert_eq!(quantity(text).inline(), latex, "{text}");
    }
    for (value, latex) in [(0.0, "0"), (0.25, "0.25"), (1e-10, "10^{-10}"), (-2.5e7, r"-2.5\times 10^{7}")] {
        assert_eq!(number(value).inline(), latex);
    }
}

#[test]
fn text_means_what_it_says() {
    assert_eq!(escape("50% of b_R & χ χ\u{304}"), r"50\% of b\_R \& \ensuremath{\chi} \ensuremath{\bar{\chi}}");
    assert_eq!(escape("B → K"), r"B \ensuremath{\to} K");
    assert_eq!(escape("é 中"), "é [U+4E2D]");
}

#[test]
fn latex_of_others_is_looked_at() {
    for sound in [r"m_\chi", r"\Gamma(a\to gg)", r"b \leftrightarrow s\,a", r"\left(x\right)"] {
        assert!(is_well_formed(sound), "{sound}");
    }
    for wrong in ["{", "}{", r"\left(x", "$x$", r"x\", "χ", "50%", "a & b"] {
        assert!(!is_well_formed(wrong), "{wrong}");
    }
}

#[test]
fn lines_end_at_the_outermost_operator_that_leaves_them_full() {
    let sum = |names: &[&str]| {
        let mut terms = names.iter().map(|name| Math::ink(*name));
        let first = terms.next().unwrap_or_default();
        terms.fold(first, |sum, term| sum.operator("+").then(term))
    };
    let long = sum(&["aaaaaaaaaa", "bbbbbbbbbb"]);
    let formula =
        sum(&["cccccccccccccc"]).operator("+").then(long.clone().fenced(Delimiter::Group)).operator("-").then(long);
    assert_eq!(formula.lines([100.0, 100.0]).len(), 1);
    let lines = formula.lines([14.5, 14.5]);
    assert_eq!(lines, ["cccccccccccccc", "+ (aaaaaaaaaa + bbbbbbbbbb)", "- aaaaaaaaaa + bbbbbbbbbb"]);
    // What does not fit is broken inside its brackets.
    let lines = formula.lines([9.0, 9.0]);
    assert_eq!(lines, ["cccccccccccccc", "+ (aaaaaaaaaa", "+ bbbbbbbbbb)", "- aaaaaaaaaa", "+ bbbbbbbbbb"]);
    // Tall delimiters on two lines cannot grow by themselves.
    let tall = Math::fraction(&Math::ink("a"), &Math::ink("b")).operator("+").then(Math::ink("ccccccccc"));
    let tall = tall.fenced(Delimiter::Group);
    assert_eq!(tall.inline(), r"\left(\frac{a}{b} + ccccccccc\right)");
    assert_eq!(tall.lines([4.0, 5.0]), [r"\biggl(\frac{a}{b}", r"+ ccccccccc\biggr)"]);
}

proptest! {
    #[test]
    fn any_name_makes_a_sound_symbol(name in "[a-zA-Zλé][a-zA-Z0-9_λ]{0,12}(\\[[a-z+~-]{1,3}(,[a-z0-9]{1,3})?\\])?") {
        prop_assert_eq!(flaw(&symbol(&name).replace('é', "e")), None);
    }

    #[test]
    fn any_text_can_be_set(text in "\\PC{0,40}") {
        let escaped: String = escape(&text).chars().filter(char::is_ascii).collect();
        // Text mode: `\&`, `\%` and their like stand for characters.
        prop_assert_eq!(flaw(&escaped.replace("\\_", "").replace("\\^", "")), None);
    }
}
