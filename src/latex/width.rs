//! How wide LaTeX comes out, about.

/// Scripts are set this much smaller.
const SCRIPT: f64 = 0.7;

/// The width of mathematics in units of the font size, good to some ten per cent: letters and symbols count alike, what
/// stands above each other counts twice.
pub(super) fn width(latex: &str) -> f64 {
    let mut width = 0.0;
    // The scale inside each open brace; a script without braces holds for one character.
    let mut scales = vec![1.0];
    let mut script = false;
    let mut rest = latex.chars().peekable();
    while let Some(character) = rest.next() {
        let scale = scales.last().copied().unwrap_or(1.0) * if script { SCRIPT } else { 1.0 };
        match character {
            '{' => scales.push(scale),
            '}' => {
                scales.pop();
            }
            '^' | '_' => {
                script = true;
                continue;
            }
            '\\' => {
                let mut name = String::new();
                while let Some(letter) = rest.next_if(char::is_ascii_alphabetic) {
                    name.push(letter);
                }
                if name.is_empty() {
                    name.extend(rest.next());
                }
                width += scale * command(&name);
            }
            ' ' | '&' => continue,
            '=' | '<' | '>' => width += 1.35 * scale,
            '+' | '-' => width += 1.2 * scale,
            '(' | ')' | '[' | ']' | '|' | ',' | '.' | '/' => width += 0.4 * scale,
            _ => width += 0.52 * scale,
        }
        script = false;
    }
    width
}

/// The width of a command.
fn command(name: &str) -> f64 {
    match name {
        "left" | "right" | "biggl" | "biggr" | "frac" | "mathrm" | "mathit" | "text" | "bar" | "tilde" | "hat"
        | "overline" | "operatorname" | "sqrt" | "begin" | "end" | "limits" | "displaystyle" | "!" => 0.0,
        "," | ":" | ";" => 0.2,
        "cdot" | "times" | "pm" => 1.2,
        "to" | "leftrightarrow" | "rightarrow" | "le" | "ge" | "neq" | "simeq" | "approx" => 1.6,
        "ln" | "log" | "exp" | "sin" | "cos" | "tan" | "sinh" | "cosh" | "tanh" | "arcsin" | "arccos" | "arctan"
        | "min" | "max" | "arg" => 0.5 * name.len() as f64 + 0.2,
        "quad" => 1.0,
        "qquad" => 2.0,
        "sum" | "prod" | "int" => 1.4,
        _ => 0.6,
    }
}
