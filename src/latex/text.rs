//! Text that LaTeX prints as it stands.

use std::fmt::Write as _;

/// What stands for a character outside ASCII; mathematics without dollar signs.
const MATHEMATICS: &[(char, &str)] = &[
    ('α', r"\alpha"),
    ('β', r"\beta"),
    ('γ', r"\gamma"),
    ('δ', r"\delta"),
    ('ε', r"\varepsilon"),
    ('ϵ', r"\epsilon"),
    ('ζ', r"\zeta"),
    ('η', r"\eta"),
    ('θ', r"\theta"),
    ('ι', r"\iota"),
    ('κ', r"\kappa"),
    ('λ', r"\lambda"),
    ('μ', r"\mu"),
    ('µ', r"\mu"),
    ('ν', r"\nu"),
    ('ξ', r"\xi"),
    ('π', r"\pi"),
    ('ρ', r"\rho"),
    ('σ', r"\sigma"),
    ('ς', r"\varsigma"),
    ('τ', r"\tau"),
    ('υ', r"\upsilon"),
    ('φ', r"\varphi"),
    ('ϕ', r"\phi"),
    ('χ', r"\chi"),
    ('ψ', r"\psi"),
    ('ω', r"\omega"),
    ('Γ', r"\Gamma"),
    ('Δ', r"\Delta"),
    ('Θ', r"\Theta"),
    ('Λ', r"\Lambda"),
    ('Ξ', r"\Xi"),
    ('Π', r"\Pi"),
    ('Σ', r"\Sigma"),
    ('Υ', r"\Upsilon"),
    ('Φ', r"\Phi"),
    ('Ψ', r"\Psi"),
    ('Ω', r"\Omega"),
    ('→', r"\to"),
    ('←', r"\leftarrow"),
    ('↔', r"\leftrightarrow"),
    ('⇌', r"\rightleftharpoons"),
    ('×', r"\times"),
    ('·', r"\cdot"),
    ('±', r"\pm"),
    ('∓', r"\mp"),
    ('−', "-"),
    ('≤', r"\le"),
    ('≥', r"\ge"),
    ('≠', r"\neq"),
    ('≈', r"\approx"),
    ('≃', r"\simeq"),
    ('∼', r"\sim"),
    ('≡', r"\equiv"),
    ('∝', r"\propto"),
    ('≪', r"\ll"),
    ('≫', r"\gg"),
    ('∈', r"\in"),
    ('∞', r"\infty"),
    ('∂', r"\partial"),
    ('∇', r"\nabla"),
    ('√', r"\surd"),
    ('∫', r"\int"),
    ('∑', r"\sum"),
    ('∏', r"\prod"),
    ('⟨', r"\langle"),
    ('⟩', r"\rangle"),
    ('†', r"\dagger"),
    ('′', "'"),
    ('°', r"^\circ"),
    ('ℓ', r"\ell"),
    ('ħ', r"\hbar"),
    ('ℏ', r"\hbar"),
    ('½', r"\tfrac12"),
    ('¼', r"\tfrac14"),
    ('¾', r"\tfrac34"),
    ('⁰', "^0"),
    ('¹', "^1"),
    ('²', "^2"),
    ('³', "^3"),
    ('⁴', "^4"),
    ('⁵', "^5"),
    ('⁶', "^6"),
    ('⁷', "^7"),
    ('⁸', "^8"),
    ('⁹', "^9"),
    ('⁺', "^+"),
    ('⁻', "^-"),
    ('₀', "_0"),
    ('₁', "_1"),
    ('₂', "_2"),
    ('₃', "_3"),
    ('₄', "_4"),
    ('₅', "_5"),
    ('₆', "_6"),
    ('₇', "_7"),
    ('₈', "_8"),
    ('₉', "_9"),
];

/// Characters with a meaning in LaTeX, and punctuation beyond ASCII.
const CHARACTERS: &[(char, &str)] = &[
    ('\\', r"\textbackslash{}"),
    ('{', r"\{"),
    ('}', r"\}"),
    ('$', r"\$"),
    ('%', r"\%"),
    ('&', r"\&"),
    ('#', r"\#"),
    ('_', r"\_"),
    ('~', r"\textasciitilde{}"),
    ('^', r"\textasciicircum{}"),
    ('<', r"\textless{}"),
    ('>', r"\textgreater{}"),
    ('|', r"\textbar{}"),
    ('"', "''"),
    ('–', "--"),
    ('—', "---"),
    ('“', "``"),
    ('”', "''"),
    ('‘', "`"),
    ('’', "'"),
    ('…', r"\dots{}"),
    ('\u{a0}', "~"),
    ('\u{202f}', r"\,"),
    ('\u{2009}', r"\,"),
];

/// Marks that combine with the letter before them.
const ACCENTS: &[(char, &str)] =
    &[('\u{304}', r"\bar"), ('\u{305}', r"\bar"), ('\u{303}', r"\tilde"), ('\u{302}', r"\hat")];

/// Text as LaTeX: what has a meaning there is escaped, Greek letters and mathematical signs are set as mathematics. A
/// character that the standard fonts lack is given by its number, such as `[U+1F30C]`.
#[must_use]
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        let accent = characters.peek().and_then(|mark| find(ACCENTS, *mark));
        let mathematics = find(MATHEMATICS, character);
        if let Some(accent) = accent.filter(|_| mathematics.is_some() || character.is_ascii_alphabetic()) {
            characters.next();
            let letter = mathematics.map_or_else(|| character.to_string(), str::to_owned);
            let _ = write!(out, "\\ensuremath{{{accent}{{{letter}}}}}");
        } else if let Some(mathematics) = mathematics {
            let _ = write!(out, "\\ensuremath{{{mathematics}}}");
        } else if let Some(escaped) = find(CHARACTERS, character) {
            out.push_str(escaped);
        } else if character.is_ascii_graphic() || is_latin_letter(character) {
            out.push(character);
        } else if character.is_whitespace() {
            out.push(' ');
        } else {
            let _ = write!(out, "[U+{:04X}]", u32::from(character));
        }
    }
    out
}

fn find(table: &[(char, &'static str)], character: char) -> Option<&'static str> {
    table.iter().find(|entry| entry.0 == character).map(|entry| entry.1)
}

/// Letters of western European languages that LaTeX reads in UTF-8 and every encoding of fonts can set.
fn is_latin_letter(character: char) -> bool {
    matches!(character, 'À'..='ÿ') && character.is_alphabetic() && !"ÐðÞþ".contains(character)
}
