//! The commands that stand for a character.

use super::{Class, Mark};

/// The character a command stands for, whether it is a letter (italic in formulas), and its class.
pub(super) fn symbol(command: &str) -> Option<(char, bool, Class)> {
    use Class::{Binary, Close, Open, Ordinary, Relation};
    if let Some(letter) = greek(command) {
        // Capital Greek letters are upright, as TeX sets them.
        return Some((letter, letter.is_lowercase(), Ordinary));
    }
    let (character, class) = match command {
        "to" | "rightarrow" | "longrightarrow" => ('→', Relation),
        "gets" | "leftarrow" | "longleftarrow" => ('←', Relation),
        "leftrightarrow" | "longleftrightarrow" => ('↔', Relation),
        "rightleftharpoons" => ('⇌', Relation),
        "Rightarrow" | "implies" => ('⇒', Relation),
        "Leftrightarrow" | "iff" => ('⇔', Relation),
        "sim" => ('∼', Relation),
        "simeq" => ('≃', Relation),
        "approx" => ('≈', Relation),
        "equiv" => ('≡', Relation),
        "propto" => ('∝', Relation),
        "neq" | "ne" => ('≠', Relation),
        "le" | "leq" => ('≤', Relation),
        "ge" | "geq" => ('≥', Relation),
        "ll" => ('≪', Relation),
        "gg" => ('≫', Relation),
        "lesssim" => ('≲', Relation),
        "gtrsim" => ('≳', Relation),
        "in" => ('∈', Relation),
        "times" => ('×', Binary),
        "cdot" => ('·', Binary),
        "pm" => ('±', Binary),
        "mp" => ('∓', Binary),
        "ast" => ('∗', Binary),
        "circ" => ('∘', Binary),
        "langle" => ('⟨', Open),
        "rangle" => ('⟩', Close),
        "{" | "lbrace" => ('{', Open),
        "}" | "rbrace" => ('}', Close),
        "infty" => ('∞', Ordinary),
        "partial" => ('∂', Ordinary),
        "nabla" => ('∇', Ordinary),
        "sum" => ('∑', Ordinary),
        "prod" => ('∏', Ordinary),
        "int" => ('∫', Ordinary),
        "hbar" => ('ℏ', Ordinary),
        // The font has no script small l.
        "ell" => return Some(('l', true, Ordinary)),
        "star" => ('∗', Ordinary),
        "dagger" => ('†', Ordinary),
        "ddagger" => ('‡', Ordinary),
        "odot" => ('⊙', Ordinary),
        "prime" => ('′', Ordinary),
        "degree" => ('°', Ordinary),
        "mid" | "vert" => ('|', Ordinary),
        "|" | "Vert" => ('‖', Ordinary),
        "ldots" | "dots" | "cdots" => ('…', Ordinary),
        "$" | "%" | "&" | "#" | "_" => (command.chars().next()?, Ordinary),
        _ => return None,
    };
    Some((character, false, class))
}

fn greek(command: &str) -> Option<char> {
    Some(match command {
        "alpha" => 'α',
        "beta" => 'β',
        "gamma" => 'γ',
        "delta" => 'δ',
        "epsilon" => 'ϵ',
        "varepsilon" => 'ε',
        "zeta" => 'ζ',
        "eta" => 'η',
        "theta" => 'θ',
        "vartheta" => 'ϑ',
        "iota" => 'ι',
        "kappa" => 'κ',
        "lambda" => 'λ',
        "mu" => 'μ',
        "nu" => 'ν',
        "xi" => 'ξ',
        "pi" => 'π',
        "varpi" => 'ϖ',
        "rho" => 'ρ',
        "varrho" => 'ϱ',
        "sigma" => 'σ',
        "varsigma" => 'ς',
        "tau" => 'τ',
        "upsilon" => 'υ',
        "phi" => 'ϕ',
        "varphi" => 'φ',
        "chi" => 'χ',
        "psi" => 'ψ',
        "omega" => 'ω',
        "Gamma" => 'Γ',
        "Delta" => 'Δ',
        "Theta" => 'Θ',
        "Lambda" => 'Λ',
        "Xi" => 'Ξ',
        "Pi" => 'Π',
        "Sigma" => 'Σ',
        "Upsilon" => 'Υ',
        "Phi" => 'Φ',
        "Psi" => 'Ψ',
        "Omega" => 'Ω',
        _ => return None,
    })
}

/// The accent a command puts on its argument.
pub(super) fn accent(command: &str) -> Option<Mark> {
    Some(match command {
        "bar" => Mark::Bar,
        "overline" => Mark::Overline,
        "tilde" | "widetilde" => Mark::Tilde,
        "hat" | "widehat" => Mark::Hat,
        "dot" => Mark::Dot,
        "ddot" => Mark::TwoDots,
        "vec" => Mark::Arrow,
        _ => return None,
    })
}

/// The blank a command leaves, in units of the font size.
pub(super) fn blank(command: &str) -> Option<f64> {
    Some(match command {
        "," | "thinspace" => 3.0 / 18.0,
        ":" | ">" | "medspace" => 4.0 / 18.0,
        ";" | "thickspace" => 5.0 / 18.0,
        "!" => -3.0 / 18.0,
        " " | "~" => 0.3,
        "quad" => 1.0,
        "qquad" => 2.0,
        _ => return None,
    })
}

/// Whether a command is the name of a function, set upright with a thin space around it.
pub(super) fn is_function(command: &str) -> bool {
    const NAMES: [&str; 13] =
        ["ln", "log", "exp", "sin", "cos", "tan", "sinh", "cosh", "tanh", "min", "max", "det", "arg"];
    NAMES.contains(&command)
}

/// Whether a command changes nothing that is drawn here: sizes, and alphabets the font lacks.
pub(super) fn is_transparent(command: &str) -> bool {
    const NAMES: [&str; 20] = [
        "left",
        "right",
        "big",
        "Big",
        "bigl",
        "bigr",
        "Bigl",
        "Bigr",
        "displaystyle",
        "textstyle",
        "scriptstyle",
        "limits",
        "nolimits",
        "mathit",
        "mathcal",
        "mathscr",
        "mathbf",
        "boldsymbol",
        "mathsf",
        "slashed",
    ];
    NAMES.contains(&command)
}

/// The class of a character typed as itself in a formula.
pub(super) fn class_of(character: char) -> Class {
    match character {
        '=' | '<' | '>' | ':' | '→' | '←' | '↔' | '⇌' | '∼' | '≃' | '≈' | '≡' | '∝' | '≠' | '≤' | '≥' | '≪' | '≫'
        | '≲' | '≳' => Class::Relation,
        '+' | '−' | '×' | '·' | '±' | '∓' => Class::Binary,
        '(' | '[' | '⟨' => Class::Open,
        ')' | ']' | '⟩' => Class::Close,
        ',' | ';' => Class::Punctuation,
        _ => Class::Ordinary,
    }
}
