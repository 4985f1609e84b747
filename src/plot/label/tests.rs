use proptest::prelude::*;

use super::super::font::Fonts;
use super::*;

/// The characters of a label in reading order, with scripts as `_()` and `^()`.
fn shown(nodes: &[Node]) -> String {
    nodes
        .iter()
        .map(|node| match node {
            Node::Character { character, .. } => character.to_string(),
            Node::Space(_) => " ".to_owned(),
            Node::Group(nodes) => shown(nodes),
            Node::Scripts { base, sub, sup } => {
                let script = |mark: &str, nodes: &[Node]| {
                    if nodes.is_empty() { String::new() } else { format!("{mark}({})", shown(nodes)) }
                };
                format!("{}{}{}", shown(base), script("_", sub), script("^", sup))
            }
            Node::Accent { mark, body } => format!("{mark:?}[{}]", shown(body)),
            Node::Root(body) => format!("√[{}]", shown(body)),
        })
        .collect()
}

fn math(latex: &str) -> String {
    shown(&Label::math(latex).nodes)
}

fn cuts(latex: &str) -> Vec<(char, Cut)> {
    fn collect(nodes: &[Node], into: &mut Vec<(char, Cut)>) {
        for node in nodes {
            match node {
                Node::Character { character, cut, .. } => into.push((*character, *cut)),
                Node::Space(_) => {}
                Node::Group(nodes) | Node::Root(nodes) | Node::Accent { body: nodes, .. } => collect(nodes, into),
                Node::Scripts { base, sub, sup } => [base, sub, sup].into_iter().for_each(|n| collect(n, into)),
            }
        }
    }
    let mut all = Vec::new();
    collect(&Label::math(latex).nodes, &mut all);
    all
}

#[test]
fn the_notation_of_the_field_is_understood() {
    for (latex, expected) in [
        (r"m_\phi", "m_(ϕ)"),
        (r"\bar\chi", "Bar[χ]"),
        (r"\tilde{Y}", "Tilde[Y]"),
        (r"K^{*0}", "K^(∗0)"),
        (r"B \to K a", "B→Ka"),
        (r"\Omega h^2", "Ωh^(2)"),
        (r"10^{-8}", "10^(−8)"),
        (r"\langle\sigma v\rangle", "⟨σv⟩"),
        (r"a \leftrightarrow \chi\bar{\chi}", "a↔χBar[χ]"),
        (r"2\times10^{-26}\,\mathrm{cm^3/s}", "2×10^(−26) cm^(3)/s"),
        (r"\sqrt{s}", "√[s]"),
        (r"x_a^b{}'", "x_(a)^(b)^(′)"),
        (r"Y'_{\rm eq}(x)", "Y_(eq)^(′)(x)"),
        (r"\left.f\right|", "f|"),
        (r"T_\text{RH max}", "T_(RH max)"),
    ] {
        assert_eq!(math(latex), expected, "{latex}");
    }
}

#[test]
fn fractions_are_inline_and_keep_their_meaning() {
    assert_eq!(math(r"\frac{a}{b}"), "a/b");
    assert_eq!(math(r"\frac{a+b}{2c}"), "(a+b)/(2c)");
    assert_eq!(math(r"\frac12"), "1/2");
}

#[test]
fn unknown_commands_show_their_name() {
    assert_eq!(math(r"\GeV^2"), "GeV^(2)");
    assert_eq!(math(r"\frobnicate{x}"), "frobnicatex");
}

#[test]
fn broken_formulas_show_what_they_have() {
    for (latex, expected) in
        [("a_", "a"), ("{a", "a"), ("a}b", "ab"), ("^2", "^(2)"), (r"\", ""), (r"\frac{a}", "a/"), ("$m_a$", "m_(a)")]
    {
        assert_eq!(math(latex), expected, "{latex}");
    }
}

#[test]
fn letters_are_italic_and_all_else_upright() {
    use Cut::{Italic, Upright};
    assert_eq!(
        cuts(r"m2\chi\Omega\mathrm{d}x"),
        [('m', Italic), ('2', Upright), ('χ', Italic), ('Ω', Upright), ('d', Upright), ('x', Italic)]
    );
    // The upright alphabet ends with its argument or group.
    assert_eq!(cuts(r"{\rm a}b"), [('a', Upright), ('b', Italic)]);
}

#[test]
fn text_and_formulas_mix() {
    assert_eq!(shown(&Label::text(r"Yield of $\bar\chi$, 5\$").nodes), "Yield of Bar[χ], 5$");
    assert_eq!(shown(&Label::text("costs $5").nodes), "costs $5", "a dollar sign without a partner is a dollar sign");
    assert_eq!(shown(&Label::plain(r"a_$b$\c").nodes), r"a_$b$\c");
}

#[test]
fn the_font_has_every_symbol() {
    let fonts = Fonts::load().expect("the compiled-in font is a font");
    let commands = r"\alpha \beta \gamma \delta \epsilon \varepsilon \zeta \eta \theta \vartheta \iota \kappa \lambda \mu
        \nu \xi \pi \varpi \rho \varrho \sigma \varsigma \tau \upsilon \phi \varphi \chi \psi \omega \Gamma \Delta \Theta
        \Lambda \Xi \Pi \Sigma \Upsilon \Phi \Psi \Omega \to \gets \leftrightarrow \rightleftharpoons \implies \iff \sim
        \simeq \approx \equiv \propto \neq \le \ge \ll \gg \lesssim \gtrsim \in \times \cdot \pm \mp \ast \circ \langle
        \rangle \{ \} \infty \partial \nabla \sum \prod \int \hbar \ell \star \dagger \ddagger \odot \prime \degree \mid
        \| \dots \$ \% \& \# \_ \tilde{a} \hat{a} \dot{a} \ddot{a} \vec{a} \sqrt{a}";
    for command in commands.split_whitespace() {
        let label = Label::math(command);
        let name = command.trim_start_matches('\\');
        // Escaped punctuation does stand for itself.
        assert!(math(command) != name || name.chars().all(|c| c.is_ascii_punctuation()), "{command} is not known");
        let set = Typeset::new(&label, 10.0, &fonts);
        assert!(!set.glyphs.is_empty() && set.glyphs.iter().all(|g| g.glyph.id != 0), "{command} has no glyph");
    }
}

/// Advance widths from the `hmtx` table of `DejaVuSerif.ttf` 2.37: digits 1303, `m` 1942, of 2048 units.
#[test]
fn widths_are_those_of_the_font() {
    let fonts = Fonts::load().expect("the compiled-in font is a font");
    let width = |text: &str| Typeset::new(&Label::plain(text), 10.0, &fonts).width();
    assert!((width("123") - 3.0 * 10.0 * 1303.0 / 2048.0).abs() < 1e-9);
    assert!((width("m") - 10.0 * 1942.0 / 2048.0).abs() < 1e-9);
}

#[test]
fn scripts_are_smaller_and_off_the_baseline() {
    let fonts = Fonts::load().expect("the compiled-in font is a font");
    let set = Typeset::new(&Label::math("a^b_c"), 10.0, &fonts);
    let [base, sup, sub] = [set.glyphs[0], set.glyphs[1], set.glyphs[2]];
    assert_eq!((base.size, base.y), (10.0, 0.0));
    assert!(sup.size < 8.0 && sup.y < -2.0, "{sup:?}");
    assert!(sub.size < 8.0 && sub.y > 1.0, "{sub:?}");
    // They stand above one another, not in each other's way.
    let ink = |g: typeset::PlacedGlyph| g.y + g.size * fonts.ink(g.glyph).expect("letters have ink").top;
    let foot = |g: typeset::PlacedGlyph| g.y + g.size * fonts.ink(g.glyph).expect("letters have ink").bottom;
    assert!(foot(sup) < ink(sub));
}

#[test]
fn accents_stand_above_their_letter_and_within_its_width() {
    let fonts = Fonts::load().expect("the compiled-in font is a font");
    let plain = Typeset::new(&Label::math("a"), 10.0, &fonts);
    for accent in ["bar", "tilde", "hat", "dot", "vec"] {
        let set = Typeset::new(&Label::math(&format!(r"\{accent}{{a}}")), 10.0, &fonts);
        assert!(set.extent.top < plain.extent.top - 0.5, "{accent}");
        assert!((set.width() - plain.width()).abs() < 2.0, "{accent}");
    }
}

proptest! {
    #[test]
    fn every_string_is_a_label(text in any::<String>(), size in 1.0..50.0_f64) {
        let fonts = Fonts::load().expect("the compiled-in font is a font");
        for label in [Label::math(&text), Label::text(&text), Label::plain(&text)] {
            let set = Typeset::new(&label, size, &fonts);
            let e = set.extent;
            prop_assert!([e.left, e.top, e.right, e.bottom].iter().all(|v| v.is_finite()));
        }
    }

    #[test]
    fn every_formula_like_string_is_a_label(text in r"([a-z0-9{}^_$'~ ]|\\(frac|sqrt|bar|mathrm|text|left|,|)){0,200}") {
        let fonts = Fonts::load().expect("the compiled-in font is a font");
        let set = Typeset::new(&Label::math(&text), 8.0, &fonts);
        prop_assert!(set.extent.width().is_finite());
    }

    #[test]
    fn a_fitted_label_is_no_wider_than_allowed(text in any::<String>(), width in 10.0..300.0_f64) {
        let fonts = Fonts::load().expect("the compiled-in font is a font");
        for label in [Label::math(&text), Label::text(&text)] {
            prop_assert!(Typeset::fitted(&label, 8.0, width, &fonts).width() <= width + 1e-9);
        }
    }
}

#[test]
fn deep_nesting_does_not_exhaust_the_stack() {
    for piece in ["{", "a^{", r"\sqrt{", r"\bar", r"\mathrm", r"\frac"] {
        let label = Label::math(&piece.repeat(50_000));
        let fonts = Fonts::load().expect("the compiled-in font is a font");
        assert!(Typeset::new(&label, 8.0, &fonts).extent.width().is_finite());
    }
}
