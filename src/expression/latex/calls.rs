//! Functions and integrals.

use super::{Hold, Set, Setter, Style};
use crate::expression::ast::{Fold, Node, NodeId};
use crate::expression::function::Function;
use crate::latex::{Delimiter, Math, symbol};

/// A radicand wider than this is raised to one half instead, as roots cannot be broken. In units of the font size.
const WIDE: f64 = 24.0;
/// Exponents of e up to this width are raised; longer ones are arguments of exp.
const NARROW: f64 = 8.0;
/// A case wider than this has its condition, and what else does not fit, on lines of its own.
const WIDEST_CASE: f64 = 23.0;

impl Setter<'_> {
    /// `name` and its arguments in brackets.
    pub(super) fn applied(&self, name: &str, arguments: &[NodeId], style: Style) -> Set {
        self.applied_to_the(name, None, arguments, style)
    }

    /// The same, with an exponent between name and arguments.
    fn applied_to_the(&self, name: &str, exponent: Option<&Math>, arguments: &[NodeId], style: Style) -> Set {
        let head = Math::ink(name);
        let head = match exponent {
            Some(exponent) => head.raised_to(exponent),
            None => head,
        };
        if arguments.is_empty() {
            return Set::new(head, Hold::Atom);
        }
        let hold = if exponent.is_some() { Hold::Power } else { Hold::Atom };
        Set::new(head.then(self.arguments(arguments, style).fenced(Delimiter::Call)), hold)
    }

    fn arguments(&self, arguments: &[NodeId], style: Style) -> Math {
        let mut set = arguments.iter().map(|&id| self.set(id, style).math);
        let first = set.next().unwrap_or_default();
        set.fold(first, |list, argument| list.then(Math::ink(r",\,")).then(argument))
    }

    pub(super) fn call(&self, function: Function, arguments: &[NodeId], style: Style) -> Set {
        let argument = |n: usize, style| arguments.get(n).map_or_else(Math::default, |&id| self.set(id, style).math);
        let [first, rest] = [arguments.get(..1).unwrap_or_default(), arguments.get(1..).unwrap_or_default()];
        match function {
            Function::Sqrt => {
                let radicand = argument(0, style);
                if radicand.width() <= WIDE {
                    return Set::new(Math::root("", &radicand), Hold::Atom);
                }
                Set::new(radicand.fenced(Delimiter::Group).raised_to(&Math::ink("1/2")), Hold::Power)
            }
            Function::Cbrt => Set::new(Math::root("3", &argument(0, style)), Hold::Atom),
            Function::Exp => {
                let exponent = argument(0, Style::Small);
                if exponent.width() <= NARROW {
                    return Set::new(Math::ink("e").raised_to(&exponent), Hold::Power);
                }
                self.applied(r"\exp", arguments, style)
            }
            Function::Abs => Set::new(argument(0, style).fenced(Delimiter::Modulus), Hold::Atom),
            Function::Floor => Set::new(argument(0, style).fenced(Delimiter::Floor), Hold::Atom),
            Function::Ceil => Set::new(argument(0, style).fenced(Delimiter::Ceiling), Hold::Atom),
            Function::If => self.cases(arguments),
            Function::Csqrt => self.call(Function::Sqrt, arguments, style),
            Function::Abs2 => {
                let modulus = argument(0, style).fenced(Delimiter::Modulus);
                Set::new(modulus.raised_to(&Math::ink("2")), Hold::Power)
            }
            Function::Conj => {
                let operand = arguments.first().map(|&id| self.set(id, style).held(Hold::Atom)).unwrap_or_default();
                Set::new(operand.raised_to(&Math::ink("*")), Hold::Power)
            }
            Function::Polar => {
                let modulus = arguments.first().filter(|&&id| !self.is_one(id));
                let modulus = modulus.map(|&id| self.set(id, style).held(Hold::Product).then(Math::ink(r"\,")));
                let phase = arguments.get(1).map(|&id| self.set(id, Style::Small).held(Hold::Product));
                let phase = Math::ink(r"\mathrm{i}\,").then(phase.unwrap_or_default());
                Set::new(modulus.unwrap_or_default().then(Math::ink("e")).raised_to(&phase), Hold::Product)
            }
            Function::BreitWigner => self.breit_wigner(arguments),
            Function::BesselK | Function::BesselKScaled => {
                let bessel = Math::ink("K").index(&argument(0, Style::Small));
                let bessel = bessel.then(self.arguments(rest, style).fenced(Delimiter::Call));
                if function == Function::BesselK {
                    return Set::new(bessel, Hold::Atom);
                }
                let scale = Math::ink("e").raised_to(&argument(1, Style::Small));
                Set::new(scale.then(Math::ink(r"\,")).then(bessel), Hold::Product)
            }
            Function::Zeta => self.applied(r"\zeta", first, style),
            _ => self.applied(&operator(function), arguments, style),
        }
    }

    /// The exponent of a call stands between name and arguments: sin²(x).
    pub(super) fn function_power(&self, base: NodeId, exponent: NodeId, raised: &Math, style: Style) -> Option<Set> {
        let Node::Call(function, arguments) = &self.ast.nodes[base] else { return None };
        let Node::Number { value, .. } = self.ast.nodes[exponent] else { return None };
        let by_name = !matches!(
            function,
            Function::Sqrt
                | Function::Cbrt
                | Function::Exp
                | Function::Abs
                | Function::Floor
                | Function::Ceil
                | Function::If
                | Function::BreitWigner
                | Function::BesselK
                | Function::BesselKScaled
                | Function::Conj
                | Function::Abs2
                | Function::Polar
                | Function::Csqrt
        );
        // An exponent of minus one would mean the inverse function.
        (by_name && value > 0.0).then(|| self.applied_to_the(&operator(*function), Some(raised), arguments, style))
    }

    /// `if`, and those in its last branch.
    fn cases(&self, arguments: &[NodeId]) -> Set {
        let set = |id| self.set(id, Style::Small).math;
        let mut cases = Vec::new();
        let mut arguments = arguments;
        while let &[condition, then, otherwise] = arguments {
            cases.push((set(then), Math::ink(r"\text{if } ").then(set(condition))));
            if let Node::Call(Function::If, inner) = &self.ast.nodes[otherwise] {
                arguments = inner;
            } else {
                cases.push((set(otherwise), Math::ink(r"\text{otherwise}")));
                break;
            }
        }
        // Where one does not fit into a row, all have their conditions below: the columns would be as wide as the widest.
        let stacked = cases.iter().any(|(value, condition)| value.width() + condition.width() > WIDEST_CASE);
        let rows: Vec<String> = cases.iter().flat_map(|(value, condition)| case(value, condition, stacked)).collect();
        let width = rows.iter().map(|row| Math::ink(row.clone()).width()).fold(0.0, f64::max) + 2.0;
        let latex = format!("\\begin{{cases}} {} \\end{{cases}}", rows.join(r" \\ "));
        Set::new(Math::block(latex, width), Hold::Or)
    }

    /// 1/((s − M²)² + M²Γ²), written out.
    fn breit_wigner(&self, arguments: &[NodeId]) -> Set {
        let &[s, mass, width] = arguments else { return Set::new(Math::default(), Hold::Atom) };
        let two = Math::ink("2");
        let square = |id| {
            let set = self.set(id, Style::Small);
            set.held(Hold::Atom).raised_to(&two)
        };
        let distance = self.set(s, Style::Small).held(Hold::Sum).operator("-").then(square(mass));
        let resonance = distance.fenced(Delimiter::Group).raised_to(&two).operator("+");
        let denominator = resonance.then(square(mass)).then(Math::ink(r"\,")).then(square(width));
        Set::new(Math::fraction(&Math::ink("1"), &denominator), Hold::Product)
    }

    pub(super) fn integral(&self, body: NodeId, variable: &str, from: NodeId, to: NodeId) -> Set {
        let [from, to] = [from, to].map(|id| self.set(id, Style::Small).math.inline());
        let sign = Math::ink(format!("\\int_{{{from}}}^{{{to}}}\\!"));
        let body = self.set(body, Style::Display).held(Hold::Slash);
        let end = Math::ink(format!("\\,\\mathrm{{d}}{}", symbol(variable)));
        Set::new(sign.then(body).then(end), Hold::Product)
    }

    /// A sum or product over index sets that has not been written out.
    pub(super) fn fold(&self, fold: Fold, body: NodeId, indices: &[Box<str>], style: Style) -> Set {
        let (sign, least) = match fold {
            Fold::Sum => (r"\sum", Hold::Operator),
            Fold::Product => (r"\prod", Hold::Product),
        };
        let indices: Vec<String> = indices.iter().map(|index| symbol(index)).collect();
        let sign = Math::ink(format!("{sign}_{{{}}} ", indices.join(",")));
        Set::new(sign.then(self.set(body, style).held(least)), Hold::Operator)
    }

    /// The place where a formula vanishes.
    pub(super) fn root_of(&self, body: NodeId, variable: &str, from: NodeId, to: NodeId) -> Set {
        let [body, from, to] = [body, from, to].map(|id| self.set(id, Style::Small).math.inline());
        let variable = symbol(variable);
        let latex = format!("{variable}\\big|_{{{body} = 0,\\,{from} \\le {variable} \\le {to}}}");
        Set::new(Math::ink(latex), Hold::Power)
    }
}

/// The name of a function that is written with its arguments in brackets.
fn operator(function: Function) -> String {
    match function {
        Function::Log => r"\ln".to_owned(),
        Function::Log10 => r"\log_{10}".to_owned(),
        Function::Asin => r"\arcsin".to_owned(),
        Function::Acos => r"\arccos".to_owned(),
        Function::Atan | Function::Atan2 => r"\arctan".to_owned(),
        Function::Asinh => r"\operatorname{arsinh}".to_owned(),
        Function::Acosh => r"\operatorname{arcosh}".to_owned(),
        Function::Atanh => r"\operatorname{artanh}".to_owned(),
        Function::Acoth => r"\operatorname{arcoth}".to_owned(),
        Function::Sign => r"\operatorname{sgn}".to_owned(),
        Function::Re => r"\operatorname{Re}".to_owned(),
        Function::Im => r"\operatorname{Im}".to_owned(),
        Function::Kallen => r"\lambda".to_owned(),
        Function::Dilog => r"\mathrm{Li}_2".to_owned(),
        // sin, cosh, min, β: the command has the function's name.
        other => format!("\\{}", other.name()),
    }
}

/// The rows of one of several cases: value and condition beside each other, or each on as many lines as it needs.
fn case(value: &Math, condition: &Math, stacked: bool) -> Vec<String> {
    if !stacked {
        return vec![format!("{} & {}", value.inline(), condition.inline())];
    }
    let lines = |math: &Math, first: &str, others: &str| {
        let lines = math.lines([WIDEST_CASE, WIDEST_CASE - 1.0]).into_iter().enumerate();
        lines.map(|(k, line)| format!("{}{line}", if k == 0 { first } else { others })).collect::<Vec<_>>()
    };
    [lines(value, "", r"\quad {}"), lines(condition, r"\qquad ", r"\qquad\quad {}")].concat()
}
