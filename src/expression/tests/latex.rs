//! Formulas as LaTeX: what they look like, that LaTeX understands them, and that their meaning has not changed.

use proptest::prelude::*;

use super::super::Symbols;
use super::*;
use crate::latex::tests::flaw;

/// The symbols that names suggest.
struct Plain;

impl Symbols for Plain {}

fn latex(text: &str) -> String {
    Ast::parse(text).unwrap().latex(&Plain).inline()
}

#[test]
fn formulas_look_as_written_by_hand() {
    let mut different = Vec::new();
    for (text, wanted) in [
        // Fractions gather what stands around one division.
        (
            "m_b^3/(64*pi)*2*C_q^2*(1 - m_a^2/m_b^2)^2",
            r"\frac{m_b^3}{64\pi}\cdot 2C_q^2\left(1 - \frac{m_a^2}{m_b^2}\right)^2",
        ),
        ("1/x*y", r"\frac{1}{x}\,y"),
        ("a/b/c", r"\frac{a}{b\,c}"),
        ("a/(b/c)", r"\frac{a}{b/c}"),
        ("x^(1/2)", "x^{1/2}"),
        ("(a/b)^2", r"\left(\frac{a}{b}\right)^2"),
        ("exp(-m_chi/T)", r"e^{-m_\chi/T}"),
        ("1*x", "x"),
        ("(1*-(a + b))^2", "[-(a + b)]^2"),
        ("2*3*x", r"2\cdot 3x"),
        ("2e-9*x", r"2\times 10^{-9}\,x"),
        // Signs.
        ("-a*b + -c", "-a\\,b - c"),
        ("a - (b - c)", "a - (b - c)"),
        ("a + (b - c)", "a + b - c"),
        ("a*-b", "a(-b)"),
        ("-x^2", "-x^2"),
        ("(-x)^2", "(-x)^2"),
        ("2^3^2", "2^{3^2}"),
        ("(2^3)^2", "(2^3)^2"),
        // Functions.
        ("sin(x)^2", r"\sin^2(x)"),
        ("log((1 + x)/2)", r"\ln\!\left(\frac{1 + x}{2}\right)"),
        ("x*log(y)", r"x\ln(y)"),
        ("sqrt(kallen(s, a, b))/s", r"\frac{\sqrt{\lambda(s,\,a,\,b)}}{s}"),
        ("beta(M, m, m)^3", r"\beta^3(M,\,m,\,m)"),
        ("breit_wigner(s, M, G)", r"\frac{1}{(s - M^2)^2 + M^2\,G^2}"),
        ("breit_wigner(s, m + 1, -G)", r"\frac{1}{[s - (m + 1)^2]^2 + (m + 1)^2\,(-G)^2}"),
        ("besselk(2, x)", "K_2(x)"),
        ("besselk_scaled(2, x)", r"e^x\,K_2(x)"),
        ("abs(x - 1)", r"\lvert x - 1\rvert"),
        (
            "if(x > 1, a, if(x > 0, b, c))",
            r"\begin{cases} a & \text{if } x > 1 \\ b & \text{if } x > 0 \\ c & \text{otherwise} \end{cases}",
        ),
        (
            "if(x > 1 and not x == 3, 1, 0)",
            r"\begin{cases} 1 & \text{if } x > 1 \text{ and } \lnot x = 3 \\ 0 & \text{otherwise} \end{cases}",
        ),
        ("integrate(x*q2, q2, 0, inf)", r"\int_{0}^{\infty}\!x\,q^2\,\mathrm{d}q^2"),
        ("integrate(1 + y, y, 0, 1)", r"\int_{0}^{1}\!(1 + y)\,\mathrm{d}y"),
        ("dilog(x) + zeta(3)", r"\mathrm{Li}_2(x) + \zeta(3)"),
        ("sum(y[k]*m[k]^2, k) + 1", r"\sum_{k} y_k\,m_k^2 + 1"),
        ("2*product(1 + y[i,j], i, j)", r"2\prod_{i,j} (1 + y_{i,j})"),
        ("sum(y[k], k)*x", r"\left(\sum_{k} y_k\right)\,x"),
        ("root(x^2 - a, x, 0, a)", r"x\big|_{x^2 - a = 0,\,0 \le x \le a}"),
        // Complex numbers.
        ("conj(a + I*b)", r"(a + \mathrm{i}\,b)^*"),
        ("re(a)*im(b) + arg(c)", r"\operatorname{Re}(a)\operatorname{Im}(b) + \arg(c)"),
        ("abs2(a - b)", r"\lvert a - b\rvert ^2"),
        ("polar(r, phi)", r"r\,e^{\mathrm{i}\,\phi}"),
        ("polar(1, phi)*y", r"e^{\mathrm{i}\,\phi}\,y"),
        ("csqrt(-x)", r"\sqrt{-x}"),
        // Names, particles, units.
        ("width(h_D)*branching(h_D -> chi + chi~)", r"\Gamma_{h_D}\,\mathrm{BR}(h_D \to \chi\,\bar{\chi})"),
        ("abs2(propagator(s, Z))", r"\left|\frac{1}{s - m_{Z}^2 + \mathrm{i}\,m_{Z}\Gamma_{Z}}\right|^2"),
        ("n_eq(chi, T)^2", r"(n_{\chi}^{\mathrm{eq}}(T))^2"),
        (
            "rate(\"annihilation\", T) + dof(K+)*colours(b)*charge(u)",
            r"\Gamma_{\text{annihilation}}(T) + g_{K^{+}}\,N_{\mathrm{c},b}\,Q_{u}",
        ),
        ("mass(K+)^2", "m_{K^{+}}^2"),
        ("yield_at(chi, 20)", r"Y_{\chi}(20)"),
        ("sm.alpha_s(m_b)", r"\alpha_s(m_b)"),
        ("T > 0.15 GeV", r"T > 0.15\,\mathrm{GeV}"),
        ("q2^2", "(q^2)^2"),
        ("2.2e-26 [cm^3/s]*x", r"2.2\times 10^{-26}\,\mathrm{cm}^{3}\,\mathrm{s}^{-1}\,x"),
    ] {
        let found = latex(text);
        if found != wanted {
            different.push(format!("{text}: {found} is not {wanted}"));
        }
    }
    assert!(different.is_empty(), "{}", different.join("\n"));
}

#[test]
fn symbols_of_several_letters_are_held_together() {
    struct Given;
    impl Symbols for Given {
        fn name(&self, name: &str) -> String {
            if name == "C" { "C_q/f_a".to_owned() } else { "|V_{ts}|".to_owned() }
        }
    }
    let set = |text| Ast::parse(text).unwrap().latex(&Given).inline();
    assert_eq!(set("C"), "C_q/f_a");
    assert_eq!(set("C^2"), "(C_q/f_a)^2");
    assert_eq!(set("2*C*V^2"), r"2(C_q/f_a)\,|V_{ts}|^2");
}

#[test]
fn long_sums_do_not_overflow_the_stack() {
    for operator in ["+", "-", "*", "/"] {
        let text = vec!["x"; 10_000].join(operator);
        assert!(latex(&text).matches('x').count() == 10_000);
    }
    let both = vec!["x < 1"; 3_000].join(" and ");
    assert_eq!(latex(&both).matches("and").count(), 2_999);
}

fn formula() -> impl Strategy<Value = String> {
    let leaf =
        prop_oneof!["[a-d]".prop_map(|name| name), (1..9_i32).prop_map(|n| n.to_string()), Just("2.5e-7".to_owned()),];
    leaf.prop_recursive(5, 40, 2, |inner| {
        let operator = prop_oneof![Just("+"), Just("-"), Just("*"), Just("/")];
        prop_oneof![
            4 => (inner.clone(), operator, inner.clone()).prop_map(|(a, op, b)| format!("({a}){op}({b})")),
            1 => inner.clone().prop_map(|a| format!("(-({a}))")),
            1 => (inner.clone(), 1..4_i32).prop_map(|(a, n)| format!("({a})^{n}")),
            1 => inner.prop_map(|a| format!("abs({a})")),
        ]
    })
}

const LETTERS: [(char, f64); 4] = [('a', 1.7), ('b', -0.6), ('c', 2.3), ('d', 0.4)];

/// Reads the arithmetic that the program writes as LaTeX, the way people do.
struct Reader<'a>(&'a str);

impl Reader<'_> {
    fn accept(&mut self, text: &str) -> bool {
        self.0 = self.0.trim_start();
        let rest = self.0.strip_prefix(text);
        self.0 = rest.unwrap_or(self.0);
        rest.is_some()
    }

    fn spaces(&mut self) {
        while ["\\,", "\\!", "\\cdot", "\\times"].into_iter().any(|space| self.accept(space)) {}
    }

    fn sum(&mut self) -> f64 {
        let mut value = if self.accept("-") { -self.product() } else { self.product() };
        loop {
            if self.accept("+") {
                value += self.product();
            } else if self.accept("-") {
                value -= self.product();
            } else {
                return value;
            }
        }
    }

    fn product(&mut self) -> f64 {
        let mut value = self.power().expect("a factor");
        loop {
            self.spaces();
            if self.accept("/") {
                value /= self.power().expect("a denominator");
            } else if let Some(factor) = self.power() {
                value *= factor;
            } else {
                return value;
            }
        }
    }

    fn power(&mut self) -> Option<f64> {
        let base = self.atom()?;
        if !self.accept("^") {
            return Some(base);
        }
        let exponent = if self.accept("{") { self.until("}") } else { self.atom()? };
        Some(base.powf(exponent))
    }

    fn until(&mut self, end: &str) -> f64 {
        let value = self.sum();
        assert!(self.accept(end), "{end} is missing before {}", self.0);
        value
    }

    fn atom(&mut self) -> Option<f64> {
        self.spaces();
        if self.accept(r"\frac{") {
            let numerator = self.until("}");
            assert!(self.accept("{"));
            return Some(numerator / self.until("}"));
        }
        for (open, close) in [(r"\left(", r"\right)"), (r"\left[", r"\right]"), ("(", ")"), ("[", "]")] {
            if self.accept(open) {
                return Some(self.until(close));
            }
        }
        for (open, close) in [(r"\left|", r"\right|"), (r"\lvert", r"\rvert")] {
            if self.accept(open) {
                return Some(self.until(close).abs());
            }
        }
        let digits = self.0.find(|c: char| !(c.is_ascii_digit() || c == '.')).unwrap_or(self.0.len());
        if digits > 0 {
            let (number, rest) = self.0.split_at(digits);
            self.0 = rest;
            return number.parse().ok();
        }
        LETTERS.iter().find(|(letter, _)| self.accept(&letter.to_string())).map(|(_, value)| *value)
    }
}

struct Letters;

impl Environment for Letters {
    fn symbol(&self, name: &str) -> Option<Symbol> {
        let letter = LETTERS.iter().find(|(letter, _)| name == letter.to_string())?;
        Some(Symbol::Constant(Quantity::new(letter.1, Dimension::NONE)))
    }

    fn names(&self) -> Vec<String> {
        Vec::new()
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn latex_means_what_the_formula_means(text in formula()) {
        let ast = Ast::parse(&text).unwrap();
        let set = ast.latex(&Plain);
        prop_assert_eq!(flaw(&set.inline()), None);
        for line in set.lines([8.0, 6.0]) {
            prop_assert!(!line.contains(r"\left(") || flaw(&line).is_none(), "{}", line);
        }
        let Ok((program, _)) = compile(&ast, &Letters, None) else { return Ok(()) };
        let Ok(wanted) = program.eval(&[], &mut Scratch::new()) else { return Ok(()) };
        let latex = set.inline();
        let mut reader = Reader(&latex);
        let found = reader.sum();
        prop_assert_eq!(reader.0.trim(), "", "not read to the end: {}", latex);
        // Rewriting a/b·c as ac/b or (a + b) − b without brackets rounds differently, and differences may cancel: nine digits of
        // what is not nearly zero, that is some hundred roundings of the terms, which are of order one to ten.
        let scale = wanted.abs().max(found.abs()).max(1e-4);
        prop_assert!((found - wanted).abs() <= 1e-9 * scale, "{} as {}: {} is not {}", text, latex, found, wanted);
    }

    #[test]
    fn any_formula_can_be_set(text in "[-+*/^(),<>=a-zT0-9. \"\\[\\]~é]{0,40}") {
        if let Ok(ast) = Ast::parse(&text) {
            let set = ast.latex(&Plain);
            let ascii: String = set.inline().chars().filter(char::is_ascii).collect();
            prop_assert_eq!(flaw(&ascii.replace('&', "")), None);
            prop_assert!(!set.lines([10.0, 5.0]).is_empty());
        }
    }
}
