//! From the nodes of a label to glyphs with positions.

use super::super::font::{Cut, Fonts, Glyph};
use super::super::geometry::Rect;
use super::{Class, Label, Mark, Node};

/// Size of scripts relative to what they stand at, and the smallest they get relative to the label.
const SCRIPT: f64 = 0.7;
const SMALLEST_SCRIPT: f64 = 0.5;
/// Heights in units of the font size: raised and lowered scripts, the gap under accents, the thickness of rules.
const RAISED: f64 = 0.38;
const LOWERED: f64 = 0.18;
const ACCENT_GAP: f64 = 0.07;
const RULE: f64 = 0.055;

/// A glyph with the position of its origin on the page.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in super::super) struct PlacedGlyph {
    /// The character the glyph stands for.
    pub(in super::super) character: char,
    pub(in super::super) glyph: Glyph,
    pub(in super::super) x: f64,
    pub(in super::super) y: f64,
    /// Font size in points.
    pub(in super::super) size: f64,
}

/// A label set at a size: glyphs and rules from the origin at the left end of the baseline, in points, y downwards.
#[derive(Debug, Clone, PartialEq)]
pub(in super::super) struct Typeset {
    pub(in super::super) glyphs: Vec<PlacedGlyph>,
    pub(in super::super) rules: Vec<Rect>,
    /// Smallest rectangle around the ink and the advance width.
    pub(in super::super) extent: Rect,
}

impl Typeset {
    /// Sets a label at `size` points.
    pub(in super::super) fn new(label: &Label, size: f64, fonts: &Fonts) -> Self {
        let mut setter = Setter { fonts, glyphs: Vec::new(), rules: Vec::new(), smallest: size * SMALLEST_SCRIPT };
        let width = setter.row(&label.nodes, (0.0, 0.0), size, false);
        let extent = Rect { left: 0.0, top: 0.0, right: width, bottom: 0.0 };
        let extent = setter.ink(0, 0).map_or(extent, |ink| extent.union(&ink));
        Self { glyphs: setter.glyphs, rules: setter.rules, extent }
    }

    /// Sets a label at `size` points; one wider than `width` is set smaller, down to 75 %, and then cut with an ellipsis.
    pub(in super::super) fn fitted(label: &Label, size: f64, width: f64, fonts: &Fonts) -> Self {
        const LEAST_SHRINKAGE: f64 = 0.75;
        let natural = Self::new(label, size, fonts);
        if natural.width() <= width {
            return natural;
        }
        let factor = (width / natural.width()).max(LEAST_SHRINKAGE);
        let mut set = Self::new(label, size * factor, fonts);
        if set.width() > width {
            set.cut(size * factor, width, fonts);
        }
        set
    }

    pub(in super::super) fn width(&self) -> f64 {
        self.extent.width()
    }

    fn cut(&mut self, size: f64, width: f64, fonts: &Fonts) {
        let ellipsis = Self::new(&Label::plain("…"), size, fonts);
        // Slanted letters may begin left of the origin.
        let room = width - ellipsis.width() + self.extent.left;
        let end = |g: &PlacedGlyph| g.x + g.size * fonts.advance(g.glyph);
        self.glyphs.retain(|g| end(g) <= room);
        self.rules.retain(|r| r.right <= room);
        let start = self.glyphs.iter().map(end).fold(0.0, f64::max);
        self.glyphs.extend(ellipsis.glyphs.iter().map(|g| PlacedGlyph { x: g.x + start, ..*g }));
        self.extent.right = start + ellipsis.width();
    }
}

struct Setter<'a> {
    fonts: &'a Fonts,
    glyphs: Vec<PlacedGlyph>,
    rules: Vec<Rect>,
    smallest: f64,
}

impl Setter<'_> {
    /// Sets nodes from `(x, y)` on and returns where they end.
    fn row(&mut self, nodes: &[Node], (mut x, y): (f64, f64), size: f64, script: bool) -> f64 {
        let mut before: Option<Class> = None;
        for (i, node) in nodes.iter().enumerate() {
            let class = effective(before, node.class(), nodes.get(i + 1).map(Node::class));
            if !script {
                x += size * before.map_or(0.0, |before| gap(before, class));
            }
            x = self.node(node, (x, y), size, script);
            before = Some(class);
        }
        x
    }

    fn node(&mut self, node: &Node, (x, y): (f64, f64), size: f64, script: bool) -> f64 {
        match node {
            Node::Character { character, cut, .. } => match composed(*character) {
                Some(parts) => self.composed(&parts, (x, y), size),
                None => self.character(*character, *cut, (x, y), size),
            },
            Node::Space(width) => x + size * width,
            Node::Group(nodes) => self.row(nodes, (x, y), size, script),
            Node::Scripts { base, sub, sup } => self.scripts(base, sub, sup, (x, y), size, script),
            Node::Accent { mark, body } => self.accent(*mark, body, (x, y), size, script),
            Node::Root(body) => self.root(body, (x, y), size, script),
        }
    }

    fn character(&mut self, character: char, cut: Cut, (x, y): (f64, f64), size: f64) -> f64 {
        let glyph = self.fonts.glyph(character, cut);
        self.glyphs.push(PlacedGlyph { character, glyph, x, y, size });
        x + size * self.fonts.advance(glyph)
    }

    /// Sets upright characters displaced from where they would stand one over the other; returns where the last ends.
    fn composed(&mut self, parts: &[Part; 2], (x, y): (f64, f64), size: f64) -> f64 {
        parts.iter().fold(x, |end, part| {
            let at = (x + part.right * size, y + part.down * size);
            self.character(part.character, Cut::Upright, at, size).max(end)
        })
    }

    fn scripts(&mut self, base: &[Node], sub: &[Node], sup: &[Node], at: (f64, f64), size: f64, script: bool) -> f64 {
        let (glyphs, rules) = (self.glyphs.len(), self.rules.len());
        let end = self.row(base, at, size, script);
        let ink = self.ink(glyphs, rules);
        let smaller = (size * SCRIPT).max(self.smallest);
        let mut right = end;
        if !sup.is_empty() {
            // Over a tall base the script rises with it; right of a slanted one it keeps clear of it.
            let tall = ink.map_or(0.0, |ink| at.1 - ink.top) - 0.5 * smaller;
            let start = ink.map_or(end, |ink| end.max(ink.right)) + 0.03 * size;
            right = right.max(self.row(sup, (start, at.1 - (RAISED * size).max(tall)), smaller, true));
        }
        if !sub.is_empty() {
            let lowered = if sup.is_empty() { LOWERED } else { LOWERED + 0.06 };
            right = right.max(self.row(sub, (end, at.1 + lowered * size), smaller, true));
        }
        right + 0.04 * size
    }

    fn accent(&mut self, mark: Mark, body: &[Node], at: (f64, f64), size: f64, script: bool) -> f64 {
        let (glyphs, rules) = (self.glyphs.len(), self.rules.len());
        let end = self.row(body, at, size, script);
        let Some(ink) = self.ink(glyphs, rules) else { return end };
        let bottom = ink.top - ACCENT_GAP * size;
        let (character, scale) = match mark {
            Mark::Bar | Mark::Overline => {
                let inset = if mark == Mark::Bar { 0.12 * ink.width() } else { 0.0 };
                // A bar on a slanted letter stands over its top, not over its foot.
                let slant = if mark == Mark::Bar { 0.08 * ink.width() } else { 0.0 };
                let [left, right] = [ink.left + inset + slant, ink.right - inset + slant];
                self.rules.push(Rect { left, right, top: bottom - RULE * size, bottom });
                return end;
            }
            Mark::Tilde => ('˜', 1.0),
            Mark::Hat => ('ˆ', 1.0),
            Mark::Dot => ('˙', 1.0),
            Mark::TwoDots => ('¨', 1.0),
            Mark::Arrow => ('→', 0.6),
        };
        let glyph = self.fonts.glyph(character, Cut::Upright);
        if let Some(shape) = self.fonts.ink(glyph) {
            let size = size * scale;
            let centre = f64::midpoint(ink.left, ink.right) + 0.06 * ink.width();
            let x = centre - size * f64::midpoint(shape.left, shape.right);
            self.glyphs.push(PlacedGlyph { character, glyph, x, y: bottom - size * shape.bottom, size });
        }
        end
    }

    fn root(&mut self, body: &[Node], (x, y): (f64, f64), size: f64, script: bool) -> f64 {
        const CLEARANCE: f64 = 0.14;
        let sign = self.fonts.glyph('√', Cut::Upright);
        let (glyphs, rules) = (self.glyphs.len(), self.rules.len());
        let end = self.row(body, (x, y), size, script);
        let Some(shape) = self.fonts.ink(sign) else { return end };
        // The sign as a whole grows with what is under it, which suits the low bodies of labels.
        let height = self.ink(glyphs, rules).map_or(0.0, |ink| y - ink.top) + CLEARANCE * size;
        let size_of_sign = size.max(height / -shape.top);
        let (joint, top) = (x + size_of_sign * shape.right, y + size_of_sign * shape.top);
        let shift = joint - x + 0.02 * size;
        self.glyphs.iter_mut().skip(glyphs).for_each(|g| g.x += shift);
        self.rules.iter_mut().skip(rules).for_each(|r| *r = r.shifted(shift, 0.0));
        self.glyphs.push(PlacedGlyph { character: '√', glyph: sign, x, y, size: size_of_sign });
        let right = end + shift + 0.05 * size;
        self.rules.push(Rect { left: joint - RULE * size, right, top, bottom: top + RULE * size });
        right
    }

    /// The ink of what was set after the given numbers of glyphs and rules.
    fn ink(&self, glyphs: usize, rules: usize) -> Option<Rect> {
        let set = self.glyphs.iter().skip(glyphs).filter_map(|g| {
            let ink = self.fonts.ink(g.glyph)?;
            let [left, top, right, bottom] = [ink.left, ink.top, ink.right, ink.bottom].map(|v| v * g.size);
            Some(Rect { left, top, right, bottom }.shifted(g.x, g.y))
        });
        set.chain(self.rules.iter().skip(rules).copied()).reduce(|a, b| a.union(&b))
    }
}

/// What a binary operator really is between its neighbours: after a relation or at an end it is a sign.
fn effective(before: Option<Class>, class: Class, after: Option<Class>) -> Class {
    use Class::{Binary, Close, Open, Ordinary, Punctuation, Relation};
    let sign = class == Binary
        && (matches!(before, None | Some(Binary | Relation | Open | Punctuation))
            || matches!(after, None | Some(Relation | Close | Punctuation)));
    if sign { Ordinary } else { class }
}

/// Space between neighbours in units of the font size, a little less than `TeX`'s: this font is wider.
fn gap(before: Class, class: Class) -> f64 {
    use Class::{Binary, Close, Function, Ordinary, Punctuation, Relation, Text};
    match (before, class) {
        (Text, _) | (_, Text) | (Relation, Relation) => 0.0,
        (Relation, _) | (_, Relation) => 0.22,
        (Binary, _) | (_, Binary) => 0.17,
        (Punctuation, _) | (Function, Ordinary) | (Ordinary | Close, Function) => 0.15,
        _ => 0.0,
    }
}

/// One of the characters a missing one is made of, with its displacement in units of the font size.
struct Part {
    character: char,
    right: f64,
    down: f64,
}

/// Characters the font lacks and what to set for them.
fn composed(character: char) -> Option<[Part; 2]> {
    let pair = |character| Some([(character, 0.0, 0.0), (character, 0.42, 0.0)]);
    let stack = |character| Some([(character, 0.0, -0.13), ('∼', 0.0, 0.2)]);
    let parts = match character {
        '≪' => pair('<'),
        '≫' => pair('>'),
        '≲' => stack('<'),
        '≳' => stack('>'),
        _ => None,
    };
    parts.map(|parts| parts.map(|(character, right, down)| Part { character, right, down }))
}
