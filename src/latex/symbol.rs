//! Symbols from the names of parameters, functions and particles.

/// Letters by name. `omicron` looks like an o and has no command.
const GREEK: [&str; 34] = [
    "alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa", "lambda", "mu", "nu", "xi",
    "pi", "rho", "sigma", "tau", "upsilon", "phi", "chi", "psi", "omega", "Gamma", "Delta", "Theta", "Lambda", "Xi",
    "Pi", "Sigma", "Upsilon", "Phi", "Psi", "Omega",
];

/// The symbol for a name: Greek letters by their names, what follows `_` lowered, digits at the end of a letter too,
/// longer words upright, the indices in `yq[b]` lowered as well.
///
/// ```
/// use frazil::latex::symbol;
/// assert_eq!((symbol("m_chi").as_str(), symbol("m1").as_str()), (r"m_\chi", "m_1"));
/// assert_eq!(symbol("Gamma_visible"), r"\Gamma_{\mathrm{visible}}");
/// assert_eq!(symbol("sin_th"), r"\mathrm{sin}_{\mathrm{th}}");
/// assert_eq!(symbol("yq[b]"), r"\mathrm{yq}_b");
/// ```
#[must_use]
pub fn symbol(name: &str) -> String {
    let (stem, indices) = name.split_once('[').unwrap_or((name, ""));
    // The squared momentum transfer has this name everywhere.
    if stem == "q2" && indices.is_empty() {
        return "q^2".to_owned();
    }
    let stem = stem.strip_prefix("sm.").unwrap_or(stem);
    let mut parts = stem.split('_').filter(|part| !part.is_empty());
    let (head, digits) = split_digits(parts.next().unwrap_or_default());
    let mut lowered: Vec<String> = Vec::new();
    lowered.extend((!digits.is_empty()).then(|| digits.to_owned()));
    lowered.extend(parts.map(word));
    let indices = indices.trim_end_matches(']').split(',').filter(|index| !index.is_empty());
    lowered.extend(indices.map(|index| particle(index.trim())));
    let head = word(head);
    match lowered.as_slice() {
        [] => head,
        [one] if one.len() == 1 || is_command(one) => format!("{head}_{one}"),
        several => format!("{head}_{{{}}}", several.join(",")),
    }
}

/// The symbol for a particle: signs are raised, an antiparticle has a bar or, if it is charged, the other charge.
///
/// ```
/// use frazil::latex::particle;
/// assert_eq!((particle("chi~").as_str(), particle("K+").as_str()), (r"\bar{\chi}", "K^{+}"));
/// ```
#[must_use]
pub fn particle(name: &str) -> String {
    if let Some(own) = name.strip_suffix('~') {
        let charged = own.ends_with(['+', '-']);
        let opposite = |c| if c == '+' { '-' } else { '+' };
        let swapped = own.chars().map(|c| if "+-".contains(c) { opposite(c) } else { c });
        return if charged { particle(&swapped.collect::<String>()) } else { format!("\\bar{{{}}}", particle(own)) };
    }
    let (marks, stem): (String, String) = name.chars().partition(|c| "+-*'".contains(*c));
    let raised = marks.replace('\'', "\\prime");
    let base = symbol(&stem);
    if raised.is_empty() { base } else { format!("{base}^{{{raised}}}") }
}

/// A letter and the digits after it.
fn split_digits(word: &str) -> (&str, &str) {
    let letters = word.trim_end_matches(|c: char| c.is_ascii_digit());
    if letters.is_empty() { (word, "") } else { word.split_at(letters.len()) }
}

/// One word of a name.
fn word(text: &str) -> String {
    if GREEK.contains(&text) {
        return format!("\\{text}");
    }
    let (letters, digits) = split_digits(text);
    if GREEK.contains(&letters) {
        return format!("\\{letters}{digits}");
    }
    if text.is_ascii() && (text.len() == 1 || text.bytes().all(|b| b.is_ascii_digit())) {
        return text.to_owned();
    }
    let command = if text.is_ascii() { "mathrm" } else { "text" };
    format!("\\{command}{{{}}}", super::escape(text))
}

fn is_command(latex: &str) -> bool {
    latex.strip_prefix('\\').is_some_and(|name| name.bytes().all(|b| b.is_ascii_alphabetic()))
}

/// Whether LaTeX from a model file can be set inside a formula: its braces, `\left` and `\right` match, and it neither
/// leaves mathematics nor ends in the middle of a command.
#[must_use]
pub fn is_well_formed(latex: &str) -> bool {
    let mut depth: i32 = 0;
    let mut characters = latex.chars();
    while let Some(character) = characters.next() {
        match character {
            '\\' if characters.next().is_none() => return false,
            '\\' => {}
            '{' => depth += 1,
            '}' => depth -= 1,
            '$' | '%' | '&' | '#' => return false,
            _ if !character.is_ascii() => return false,
            _ => {}
        }
        if depth < 0 {
            return false;
        }
    }
    let count = |command: &str| latex.matches(command).count();
    // `\leftrightarrow` and its like are no delimiters.
    let left = count(r"\left") - count(r"\leftarrow") - count(r"\leftrightarrow");
    depth == 0 && left == count(r"\right") - count(r"\rightarrow") - count(r"\rightleftharpoons")
}
