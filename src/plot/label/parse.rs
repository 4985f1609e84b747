//! From the text of a label to its nodes. Every string is a label: what is not understood is shown.

use std::iter::Peekable;
use std::str::Chars;

use super::super::font::Cut;
use super::symbols::{accent, blank, class_of, is_function, is_transparent, symbol};
use super::{Class, Node};

/// Deepest nesting of groups and arguments; braces beyond are ignored, so that no label can exhaust the stack.
const DEEPEST: usize = 16;

/// Nodes of a formula.
pub(super) fn math(latex: &str) -> Vec<Node> {
    Parser::new(latex).list(false)
}

/// Nodes of text in which every character stands for itself.
pub(super) fn plain(text: &str) -> Vec<Node> {
    text.chars().map(|c| upright(if c.is_control() { ' ' } else { c }, Class::Text)).collect()
}

/// Nodes of text with formulas between dollar signs.
pub(super) fn mixed(text: &str) -> Vec<Node> {
    let mut nodes = Vec::new();
    let mut rest = text;
    while let Some(open) = dollar(rest) {
        let Some(length) = dollar(&rest[open + 1..]) else { break };
        nodes.extend(plain(&rest[..open].replace("\\$", "$")));
        nodes.push(Node::Group(math(&rest[open + 1..open + 1 + length])));
        rest = &rest[open + length + 2..];
    }
    nodes.extend(plain(&rest.replace("\\$", "$")));
    nodes
}

/// Position of the first dollar sign that no backslash precedes.
fn dollar(text: &str) -> Option<usize> {
    text.match_indices('$').map(|(i, _)| i).find(|&i| !text[..i].ends_with('\\'))
}

fn upright(character: char, class: Class) -> Node {
    Node::Character { character, cut: Cut::Upright, class }
}

struct Parser<'a> {
    rest: Peekable<Chars<'a>>,
    /// The cut of letters: italic, upright within `\mathrm`.
    letters: Cut,
    depth: usize,
}

impl<'a> Parser<'a> {
    fn new(latex: &'a str) -> Self {
        Self { rest: latex.chars().peekable(), letters: Cut::Italic, depth: 0 }
    }

    /// Nodes up to the end, or up to and including the closing brace.
    fn list(&mut self, braced: bool) -> Vec<Node> {
        let letters = self.letters;
        let mut nodes = Vec::new();
        while let Some(character) = self.rest.next() {
            match character {
                '}' if braced => break,
                '^' => {
                    let script = self.argument();
                    attach(&mut nodes, Vec::new(), script);
                }
                '_' => {
                    let script = self.argument();
                    attach(&mut nodes, script, Vec::new());
                }
                '\'' => attach(&mut nodes, Vec::new(), vec![upright('′', Class::Ordinary)]),
                other => nodes.extend(self.atom(other)),
            }
        }
        self.letters = letters;
        nodes
    }

    /// What a character (and what belongs to it) draws.
    fn atom(&mut self, character: char) -> Vec<Node> {
        match character {
            '{' => self.deeper(|parser| vec![Node::Group(parser.list(true))]),
            '\\' => self.command(),
            // Stray braces, and dollar signs around what is a formula anyway.
            '}' | '$' => Vec::new(),
            '~' => vec![Node::Space(0.3)],
            '-' => vec![upright('−', Class::Binary)],
            '*' => vec![upright('∗', Class::Binary)],
            c if c.is_whitespace() || c.is_control() => Vec::new(),
            c if c.is_alphabetic() => {
                vec![Node::Character { character: c, cut: self.letters, class: Class::Ordinary }]
            }
            c => vec![upright(c, class_of(c))],
        }
    }

    fn deeper(&mut self, parse: impl FnOnce(&mut Self) -> Vec<Node>) -> Vec<Node> {
        if self.depth >= DEEPEST {
            return Vec::new();
        }
        self.depth += 1;
        let nodes = parse(self);
        self.depth -= 1;
        nodes
    }

    /// The argument of a command or a script: a group or a single atom.
    fn argument(&mut self) -> Vec<Node> {
        while self.rest.next_if(|c| c.is_whitespace()).is_some() {}
        if self.rest.peek() == Some(&'}') {
            return Vec::new();
        }
        let Some(character) = self.rest.next() else { return Vec::new() };
        self.deeper(|parser| match character {
            '{' => parser.list(true),
            other => parser.atom(other),
        })
    }

    /// An argument with letters in the given cut.
    fn argument_in(&mut self, letters: Cut) -> Vec<Node> {
        let outer = std::mem::replace(&mut self.letters, letters);
        let nodes = self.argument();
        self.letters = outer;
        nodes
    }

    fn command(&mut self) -> Vec<Node> {
        let name = self.command_name();
        if let Some((character, letter, class)) = symbol(&name) {
            let cut = if letter { Cut::Italic } else { Cut::Upright };
            return vec![Node::Character { character, cut, class }];
        }
        if let Some(mark) = accent(&name) {
            return vec![Node::Accent { mark, body: self.argument() }];
        }
        if let Some(width) = blank(&name) {
            return vec![Node::Space(width)];
        }
        match name.as_str() {
            "frac" | "dfrac" | "tfrac" => {
                let (numerator, denominator) = (self.argument(), self.argument());
                let mut nodes = enclosed(numerator, false);
                nodes.push(upright('/', Class::Ordinary));
                nodes.extend(enclosed(denominator, true));
                nodes
            }
            "sqrt" => vec![Node::Root(self.argument())],
            "mathrm" | "operatorname" => vec![Node::Group(self.argument_in(Cut::Upright))],
            "rm" => {
                self.letters = Cut::Upright;
                Vec::new()
            }
            "text" | "textrm" | "textit" | "mbox" => vec![Node::Group(self.verbatim())],
            "left" | "right" => {
                // `\left.` and `\right.` are delimiters that draw nothing.
                let _empty_delimiter = self.rest.next_if_eq(&'.');
                Vec::new()
            }
            name if is_transparent(name) => Vec::new(),
            name if is_function(name) => name.chars().map(|c| upright(c, Class::Function)).collect(),
            unknown => unknown.chars().map(|c| upright(c, Class::Ordinary)).collect(),
        }
    }

    /// Letters after the backslash, or the single other character.
    fn command_name(&mut self) -> String {
        let mut name = String::new();
        while let Some(c) = self.rest.next_if(char::is_ascii_alphabetic) {
            name.push(c);
        }
        if name.is_empty() {
            name.extend(self.rest.next());
        }
        name
    }

    /// The braced argument of `\text`, as text.
    fn verbatim(&mut self) -> Vec<Node> {
        let mut text = String::new();
        if self.rest.next_if_eq(&'{').is_none() {
            text.extend(self.rest.next());
            return plain(&text);
        }
        let mut open = 1_usize;
        for c in self.rest.by_ref() {
            match c {
                '{' => open += 1,
                '}' => open -= 1,
                c => text.push(c),
            }
            if open == 0 {
                break;
            }
        }
        plain(&text)
    }
}

/// Gives the last node scripts, adding to those it has.
fn attach(nodes: &mut Vec<Node>, sub: Vec<Node>, sup: Vec<Node>) {
    if let Some(Node::Scripts { sub: old_sub, sup: old_sup, .. }) = nodes.last_mut() {
        old_sub.extend(sub);
        old_sup.extend(sup);
    } else {
        let base = nodes.pop().into_iter().collect();
        nodes.push(Node::Scripts { base, sub, sup });
    }
}

/// Part of an inline fraction, in parentheses where its meaning would change without.
fn enclosed(nodes: Vec<Node>, product_too: bool) -> Vec<Node> {
    let sum = nodes.iter().any(|n| matches!(n.class(), Class::Binary | Class::Relation));
    let product = product_too && nodes.len() > 1;
    if !(sum || product) {
        return nodes;
    }
    let mut inside = vec![upright('(', Class::Open)];
    inside.extend(nodes);
    inside.push(upright(')', Class::Close));
    inside
}
