//! Properties of particles, and what is asked of a solution.

use super::{Hold, Set, Setter, Style};
use crate::expression::ast::NodeId;
use crate::latex::{Math, escape, symbol};

impl Setter<'_> {
    pub(super) fn particle_call(&self, function: &str, particle: &str, arguments: &[NodeId], style: Style) -> Set {
        let name = || self.symbols.particle(particle);
        let (head, hold) = match function {
            "propagator" => return self.propagator(&name(), arguments),
            "branching" => (format!("\\mathrm{{BR}}({})", self.process(particle)), Hold::Atom),
            "rate" => (format!("\\Gamma_{{{}}}", self.process(particle)), Hold::Atom),
            "mass" => (format!("m_{{{}}}", name()), Hold::Atom),
            "width" => (format!("\\Gamma_{{{}}}", name()), Hold::Atom),
            "dof" => (format!("g_{{{}}}", name()), Hold::Atom),
            "colours" => (format!("N_{{\\mathrm{{c}},{}}}", name()), Hold::Atom),
            "charge" => (format!("Q_{{{}}}", name()), Hold::Atom),
            "yield" | "yield_at" => (format!("Y_{{{}}}", name()), Hold::Atom),
            "omega_h2" => (format!("\\Omega_{{{}}} h^2", name()), Hold::Product),
            "x_freeze_out" => (format!("x_{{\\mathrm{{f}},{}}}", name()), Hold::Atom),
            "T_freeze_out" => (format!("T_{{\\mathrm{{f}},{}}}", name()), Hold::Atom),
            "n_eq" => (format!("n_{{{}}}^{{\\mathrm{{eq}}}}", name()), Hold::Power),
            "Y_eq" => (format!("Y_{{{}}}^{{\\mathrm{{eq}}}}", name()), Hold::Power),
            other => (format!("{}_{{{}}}", symbol(other), name()), Hold::Atom),
        };
        Set { hold, ..self.applied(&head, arguments, style) }
    }

    /// 1/(s − M² + iMΓ), written out.
    fn propagator(&self, particle: &str, arguments: &[NodeId]) -> Set {
        let s = arguments.first().map(|&id| self.set(id, Style::Small).held(Hold::Sum)).unwrap_or_default();
        let square = Math::ink(format!("m_{{{particle}}}^2"));
        let width = Math::ink(format!("\\mathrm{{i}}\\,m_{{{particle}}}\\Gamma_{{{particle}}}"));
        let denominator = s.operator("-").then(square).operator("+").then(width);
        Set::new(Math::fraction(&Math::ink("1"), &denominator), Hold::Product)
    }

    /// A reaction, or its label.
    fn process(&self, text: &str) -> String {
        let (arrow, sides) = match (text.split_once("<->"), text.split_once("->")) {
            (Some(sides), _) => (r"\leftrightarrow", sides),
            (None, Some(sides)) => (r"\to", sides),
            (None, None) => return format!("\\text{{{}}}", escape(text)),
        };
        let side = |side: &str| {
            let particles = side.split(" + ").map(|name| self.symbols.particle(name.trim()));
            particles.collect::<Vec<_>>().join(r"\,")
        };
        format!("{} {arrow} {}", side(sides.0), side(sides.1))
    }
}
