//! What can be read off a graph without evaluating it: where conditions switch, where resonances sit, where an integral
//! has to be split.

use super::graph::{Graph, Id, Node};
use super::integral::Switch;
use super::operation::{Binary, Ternary, Unary};

/// Slots and values at which comparisons of a variable with a constant switch, ascending.
pub(super) fn breakpoints(graph: &Graph, root: Id) -> Vec<(usize, f64)> {
    let needed = graph.reachable(&[root]);
    let mut found = Vec::new();
    for (node, _) in graph.nodes().iter().zip(&needed).filter(|(_, needed)| **needed) {
        if let Node::Binary(operation, a, b) = *node
            && operation.is_comparison()
        {
            let known = graph.as_constant(b).map(|value| (a, value)).or(graph.as_constant(a).map(|value| (b, value)));
            found.extend(known.and_then(|(function, value)| solve(graph, function, value.value)));
        }
    }
    sorted(found)
}

/// Slots and values at which a function of a variable alone has an edge, ascending; `edges_of` says where functions have
/// theirs.
pub(super) fn edges(graph: &Graph, root: Id, edges_of: impl Fn(u32) -> Vec<f64>) -> Vec<(usize, f64)> {
    let needed = graph.reachable(&[root]);
    let mut found = Vec::new();
    for (node, _) in graph.nodes().iter().zip(&needed).filter(|(_, needed)| **needed) {
        if let Node::Native(function, arguments) = node
            && let Some(&argument) = arguments.first()
        {
            found.extend(edges_of(*function).into_iter().filter_map(|edge| solve(graph, argument, edge)));
        }
    }
    sorted(found)
}

fn sorted(mut found: Vec<(usize, f64)>) -> Vec<(usize, f64)> {
    found.sort_unstable_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)));
    found.dedup();
    found
}

/// The input and its positive value at which the chain of monotone operations `id` takes `value`.
fn solve(graph: &Graph, mut id: Id, mut value: f64) -> Option<(usize, f64)> {
    loop {
        (id, value) = match *graph.node(id) {
            Node::Input(slot) => return value.is_finite().then_some((slot as usize, value)),
            Node::Unary(operation, a) => (a, inverse(operation, value)?),
            Node::Binary(operation, a, b) => {
                let (left, right) = (graph.as_constant(a), graph.as_constant(b));
                match (operation, left.map(|c| c.value), right.map(|c| c.value)) {
                    (Binary::Add, Some(c), None) => (b, value - c),
                    (Binary::Add, None, Some(c)) => (a, value - c),
                    (Binary::Subtract, Some(c), None) => (b, c - value),
                    (Binary::Subtract, None, Some(c)) => (a, value + c),
                    (Binary::Multiply, Some(c), None) => (b, value / c),
                    (Binary::Multiply | Binary::Divide, None, Some(0.0)) => return None,
                    (Binary::Multiply, None, Some(c)) => (a, value / c),
                    (Binary::Divide, Some(c), None) => (b, c / value),
                    (Binary::Divide, None, Some(c)) => (a, value * c),
                    _ => return None,
                }
            }
            _ => return None,
        };
    }
}

fn inverse(operation: Unary, value: f64) -> Option<f64> {
    match operation {
        Unary::Negate => Some(-value),
        Unary::Sqrt if value >= 0.0 => Some(value * value),
        Unary::Cbrt => Some(value * value * value),
        Unary::Exp if value > 0.0 => Some(value.ln()),
        Unary::Log => Some(value.exp()),
        Unary::Log10 => Some(10.0_f64.powf(value)),
        Unary::PowerInteger(n) if value > 0.0 => Some(value.powf(1.0 / f64::from(n))),
        Unary::PowerHalf(n) if value > 0.0 => Some(value.powf(2.0 / f64::from(n))),
        _ => None,
    }
}

/// Slot of the variable, mass and width of every Breit–Wigner of a variable whose mass and width are constants.
pub(super) fn poles(graph: &Graph, root: Id) -> Vec<(usize, f64, f64)> {
    let needed = graph.reachable(&[root]);
    let nodes = graph.nodes().iter().zip(needed).filter(|(_, needed)| *needed);
    nodes
        .filter_map(|(node, _)| match node {
            Node::Ternary(Ternary::BreitWigner, [s, mass, width]) => match graph.node(*s) {
                Node::Input(slot) => {
                    Some((*slot as usize, graph.as_constant(*mass)?.value, graph.as_constant(*width)?.value))
                }
                _ => None,
            },
            _ => None,
        })
        .collect()
}

/// The switches of an integrand, whose variable is input 0, and the nodes they look at; those are added to the graph.
pub(super) fn switches(graph: &mut Graph, roots: &[Id], edges_of: impl Fn(u32) -> Vec<f64>) -> (Vec<Switch>, Vec<Id>) {
    let needed = graph.reachable(roots);
    let (varies, nested) = dependence(graph);
    let mut switches = Vec::new();
    let mut results: Vec<Id> = Vec::new();
    for id in (0..needed.len()).filter(|&id| needed[id] && varies[id] && !nested[id]) {
        let node = graph.nodes()[id].clone();
        let place = graph.place(u32::try_from(id).unwrap_or(u32::MAX));
        let mut watch = |result: Id| {
            results.push(result);
            results.len() - 1
        };
        match node {
            Node::Unary(Unary::Sqrt | Unary::PowerHalf(_) | Unary::Abs | Unary::Sign, a) => {
                switches.push(Switch::Root(watch(a)));
            }
            Node::Binary(Binary::Power, a, _) => switches.push(Switch::Root(watch(a))),
            Node::Binary(operation, a, b)
                if operation.is_comparison() || matches!(operation, Binary::Min | Binary::Max) =>
            {
                let difference = graph.binary(Binary::Subtract, a, b, place);
                switches.push(Switch::Root(watch(difference)));
            }
            Node::Binary(Binary::ComplexRe(function) | Binary::ComplexIm(function), a, b) => {
                switches.push(Switch::Edges(watch(a), function.branch_points().to_vec()));
                switches.push(Switch::Root(watch(b)));
            }
            Node::Ternary(Ternary::Beta, [parent, a, b]) => {
                let sum = graph.binary(Binary::Add, a, b, place);
                let gap = graph.binary(Binary::Subtract, parent, sum, place);
                switches.push(Switch::Root(watch(gap)));
            }
            Node::Ternary(Ternary::BreitWigner, [s, mass, width]) => {
                let square = graph.binary(Binary::Multiply, mass, mass, place);
                let distance = graph.binary(Binary::Subtract, s, square, place);
                let scale = graph.binary(Binary::Multiply, mass, width, place);
                let distance = watch(distance);
                switches.push(Switch::Pole(distance, watch(scale)));
            }
            Node::Native(function, arguments) => {
                if let Some(&argument) = arguments.first() {
                    let edges = edges_of(function);
                    match graph.node(argument) {
                        _ if edges.is_empty() => {}
                        Node::Input(0) => switches.push(Switch::Points(edges)),
                        _ => switches.push(Switch::Edges(watch(argument), edges)),
                    }
                }
            }
            _ => {}
        }
    }
    (switches, results)
}

/// For every node whether it depends on input 0, and whether it contains an integral.
fn dependence(graph: &Graph) -> (Vec<bool>, Vec<bool>) {
    let (mut varies, mut nested) = (vec![false; graph.len()], vec![false; graph.len()]);
    for (id, node) in graph.nodes().iter().enumerate() {
        let mut depends = matches!(node, Node::Input(0));
        let mut contains = matches!(node, Node::Functional(..));
        node.for_each_operand(|operand| {
            depends |= varies[operand as usize];
            contains |= nested[operand as usize];
        });
        (varies[id], nested[id]) = (depends, contains);
    }
    (varies, nested)
}
