//! The tree, positions in scalars, and accidents.

use std::sync::Arc;

use insta::assert_snapshot;
use proptest::prelude::*;

use super::*;
use crate::error::{Source, SourceError};

fn scalar<'n>(node: &'n Node, key: &str) -> &'n Scalar {
    let Value::Mapping(entries) = &node.value else { panic!("no mapping") };
    let entry = entries.iter().find(|entry| entry.key.text == key).expect("the key exists");
    let Value::Scalar(scalar) = &entry.value.value else { panic!("no scalar") };
    scalar
}

/// The part of the file that `needle` in the value of `key` comes from.
fn located<'t>(text: &'t str, key: &str, needle: &str) -> &'t str {
    let tree = parse(text).expect("valid");
    let scalar = scalar(&tree, key);
    let at = scalar.text.find(needle).expect("the value contains it");
    &text[scalar.locate(text, &(at..at + needle.len()))]
}

fn refusal(text: &str) -> String {
    let diagnostics = parse(text).expect_err("refused");
    SourceError { source: Arc::new(Source { name: "m.yaml".into(), text: text.into() }), diagnostics }.to_string()
}

#[test]
fn offsets_in_plain_and_quoted_scalars() {
    assert_eq!(located("é: σ*foo + 1\n", "é", "foo"), "foo");
    assert_eq!(located("a: 'it''s é*foo'\n", "a", "foo"), "foo");
    assert_eq!(located("a: 'it''s é*foo'\n", "a", "'"), "''");
    assert_eq!(located(r#"a: "x\"\u00e9\x41 foo""#, "a", "foo"), "foo");
    assert_eq!(located(r#"a: "x\"\u00e9\x41 foo""#, "a", "é"), r"\u00e9");
    assert_eq!(located("{a: 'p(q, foo)'}", "a", "foo"), "foo");
    assert_eq!(located("a: foo\r\nb: bar\r\n", "b", "bar"), "bar");
}

#[test]
fn offsets_in_scalars_of_several_lines() {
    assert_eq!(located("a: x +\n   foo\n", "a", "foo"), "foo");
    assert_eq!(located("a: 'x +\n\n   foo'\n", "a", "foo"), "foo");
    assert_eq!(located("a: \"x + \\\n   foo\"\n", "a", "foo"), "foo");
    assert_eq!(located("a: |\n  x +\n   foo\n", "a", "foo"), "foo");
    assert_eq!(located("a: >-\n    x +\n    foo\n    bar\n", "a", "bar"), "bar");
}

#[test]
fn nothing_has_an_empty_place_of_its_own() {
    let text = "a: {f: , g: 1}\n";
    let Value::Mapping(entries) = parse(text).unwrap().value else { panic!() };
    let Value::Mapping(inner) = &entries[0].value.value else { panic!() };
    assert!(inner[0].value.is_null());
    assert!(inner[0].value.span.is_empty());
    assert_eq!(&text[inner[1].key.span.clone()], "g");
}

#[test]
fn core_schema_knows_few_special_words() {
    let text = "a: yes\nb: 017\nc: Null\nd: 'null'\ne: ~\n";
    let tree = parse(text).unwrap();
    assert_eq!(scalar(&tree, "a").text, "yes");
    assert_eq!(scalar(&tree, "b").text, "017");
    assert!(scalar(&tree, "c").is_null() && scalar(&tree, "e").is_null());
    assert!(!scalar(&tree, "d").is_null());
}

#[test]
fn duplicate_keys_point_at_both() {
    assert_snapshot!(refusal("a: 1\nb: 2\na: 3\n"), @r"
    error: the key `a` is given twice
     --> m.yaml:3:1
      |
    3 | a: 3
      | ^
     ::: m.yaml:1:1
      |
    1 | a: 1
      | - first given here
    ");
}

#[test]
fn machinery_that_models_do_not_need_is_refused() {
    assert_snapshot!(refusal("a: &x 1\n"), @r"
    error: anchors (`&name`) are not allowed in a model file
     --> m.yaml:1:4
      |
    1 | a: &x 1
      |    ^^^^
      = help: repeat the value, or quote a text that starts with `&`
    ");
    assert_snapshot!(refusal("a: *x\n"), @r"
    error: aliases (`*name`) are not allowed in a model file
     --> m.yaml:1:4
      |
    1 | a: *x
      |    ^
      = help: repeat the value, or quote a text that starts with `*`
    ");
    assert_snapshot!(refusal("a: !!str 1\n"), @r"
    error: tags (`!name`) are not allowed in a model file
     --> m.yaml:1:4
      |
    1 | a: !!str 1
      |    ^^^^^^^
      = help: leave the tag out, or quote a text that starts with `!`
    ");
    assert_snapshot!(refusal("a:\n  <<: {b: 1}\n"), @r"
    error: merge keys (`<<`) are not allowed in a model file
     --> m.yaml:2:3
      |
    2 |   <<: {b: 1}
      |   ^^
      = help: write the keys out
    ");
    assert_snapshot!(refusal("a: 1\n---\nb: 1\n"), @r"
    error: a second document starts here; a model file holds one
     --> m.yaml:2:1
      |
    2 | ---
      | ^^^
    ");
    assert_snapshot!(refusal("? [a]\n: 1\n"), @r"
    error: a key must be a text, not a list or a mapping
     --> m.yaml:1:3
      |
    1 | ? [a]
      |   ^
      = help: a text that starts with `[` or `{` must be quoted
    ");
    assert_snapshot!(refusal(""), @r"
    error: the file is empty
     --> m.yaml
      = help: `frazil new FILE` writes a model to start from
    ");
}

#[test]
fn unquoted_formulas_in_braces() {
    assert_snapshot!(refusal("functions: {L(x, s): 2*x}\n"), @r"
    error: `L(x` was taken for a key: an unquoted formula ends at a comma or colon
     --> m.yaml:1:13
      |
    1 | functions: {L(x, s): 2*x}
      |             ^^^
      = help: inside `{…}` and `[…]` a comma ends a value: quote a formula or text that contains one: '…'
    ");
    assert_snapshot!(refusal("a: {value: max(x, y), latex: z}\n"), @r"
    error: `y)` was taken for a key: an unquoted formula ends at a comma or colon
     --> m.yaml:1:12
      |
    1 | a: {value: max(x, y), latex: z}
      |            ^^^^^^^^^
      = help: inside `{…}` and `[…]` a comma ends a value: quote a formula or text that contains one: '…'
    ");
    assert_snapshot!(refusal("a: {value: f(x, y, z), latex: z}\n"), @r"
    error: `y` was taken for a key: an unquoted formula ends at a comma or colon
     --> m.yaml:1:12
      |
    1 | a: {value: f(x, y, z), latex: z}
      |            ^^^^^^
      = help: inside `{…}` and `[…]` a comma ends a value: quote a formula or text that contains one: '…'
    ");
    assert_snapshot!(refusal("a: {f(s: 3}\n"), @r"
    error: `f(s` was taken for a key: an unquoted formula ends at a comma or colon
     --> m.yaml:1:5
      |
    1 | a: {f(s: 3}
      |     ^^^
      = help: inside `{…}` and `[…]` a comma ends a value: quote a formula or text that contains one: '…'
    ");
    assert_snapshot!(refusal("a: {label: Belle II, 2σ}\n"), @r"
    error: `2σ` was taken for a key without a value
     --> m.yaml:1:22
      |
    1 | a: {label: Belle II, 2σ}
      |                      ^^
      = help: inside `{…}` and `[…]` a comma ends a value: quote a formula or text that contains one: '…'
    ");
    assert_snapshot!(refusal("a: {range: [max(a, b), 3]}\n"), @r"
    error: `max(a` and `b)` were taken for two items of a list
     --> m.yaml:1:13
      |
    1 | a: {range: [max(a, b), 3]}
      |             ^^^^^^^^^
      = help: inside `{…}` and `[…]` a comma ends a value: quote a formula or text that contains one: '…'
    ");
    assert_snapshot!(refusal("a: {value: f(x # y), latex: z}\nb: 1\n"), @r"
    error: ` #` starts a comment here, so the `{` before it is never closed
     --> m.yaml:1:16
      |
    1 | a: {value: f(x # y), latex: z}
      |                ^^^^^^^^^^^^^^^
     ::: m.yaml:1:4
      |
    1 | a: {value: f(x # y), latex: z}
      |    - opened here
      = help: quote the whole formula or text: '…'
    ");
    assert_snapshot!(refusal("a: f(x # y)\n"), @r"
    error: ` #` starts a comment here, which cuts the formula `f(x`
     --> m.yaml:1:8
      |
    1 | a: f(x # y)
      |        ^^^^
      = help: quote the whole formula or text: '…'
    ");
    assert_snapshot!(refusal("a: {value: sm.CKM[t,b]}\n"), @r"
    error: a value in `{…}` ended before this `[`
     --> m.yaml:1:18
      |
    1 | a: {value: sm.CKM[t,b]}
      |                  ^
      = help: quote the whole formula or text: '…'
    ");
    assert_snapshot!(refusal("a: {x:1, y: 2}\n"), @r"
    error: `x:1` needs a space after the colon
     --> m.yaml:1:5
      |
    1 | a: {x:1, y: 2}
      |     ^^^
      = help: write `x: 1`
    ");
}

#[test]
fn brackets_quotes_and_indentation() {
    assert_snapshot!(refusal("a: {b: 1\nc: 2\n"), @r"
    error: this `{` is never closed
     --> m.yaml:1:4
      |
    1 | a: {b: 1
      |    ^
      = help: close it with `}` or quote the text it belongs to
    ");
    assert_snapshot!(refusal("a: {range: [1, 2}\n"), @r"
    error: expected `,` or `]`, found `}`
     --> m.yaml:1:17
      |
    1 | a: {range: [1, 2}
      |                 ^
     ::: m.yaml:1:12
      |
    1 | a: {range: [1, 2}
      |            - opened here
    ");
    assert_snapshot!(refusal("a: 1}\nb: }\n"), @r"
    error: this bracket closes nothing that was opened
     --> m.yaml:2:4
      |
    2 | b: }
      |    ^
      = help: quote the whole formula or text: '…'
    ");
    assert_snapshot!(refusal("a: 'open\n"), @r"
    error: this quotation mark is never closed
     --> m.yaml:1:4
      |
    1 | a: 'open
      |    ^
    ");
    assert_snapshot!(refusal("a: 'it's'\n"), @r"
    error: a quoted text ended before this
     --> m.yaml:1:8
      |
    1 | a: 'it's'
      |        ^
      = help: inside '…' write a quotation mark twice: 'it''s'
    ");
    assert_snapshot!(refusal("a: \"m_\\phi\"\n"), @r#"
    error: a backslash in double quotes must start a valid escape
     --> m.yaml:1:4
      |
    1 | a: "m_\phi"
      |    ^^^^^^^^
      = help: write LaTeX in single quotes: 'm_\phi'
    "#);
    assert_snapshot!(refusal("a:\n\tb: 1\n"), @r"
    error: a tab cannot indent YAML
     --> m.yaml:2:1
      |
    2 |  b: 1
      | ^
      = help: indent with spaces
    ");
    assert_snapshot!(refusal("a: 1\nb:2\nc: 3\n"), @r"
    error: `b:` needs a space after the colon
     --> m.yaml:2:1
      |
    2 | b:2
      | ^^^
      = help: write `b: 2`
    ");
    assert_snapshot!(refusal("a:\n  b: 1\n c: 2\n"), @r"
    error: this line does not fit the lines above it
     --> m.yaml:3:2
      |
    3 |  c: 2
      |  ^
      = help: keys of one mapping start in the same column; text after a closing brace or quote must be quoted with it
    ");
    assert_snapshot!(refusal("a: b: c\n"), @r"
    error: a `: ` cannot stand inside an unquoted text
     --> m.yaml:1:5
      |
    1 | a: b: c
      |     ^
      = help: quote the text if the colon belongs to it; otherwise look at the indentation of this line
    ");
    assert_snapshot!(refusal("a: @b\n"), @r"
    error: an unquoted text cannot start with `@`
     --> m.yaml:1:4
      |
    1 | a: @b
      |    ^
      = help: quote the whole formula or text: '…'
    ");
}

#[test]
fn budgets() {
    assert!(refusal(&"[".repeat(100_000)).contains("nested deeper than 64 levels"));
    assert!(refusal(&"- ".repeat(100_000)).contains("nested deeper than 64 levels"));
    assert!(refusal(&format!("a: [{}]", "1,".repeat(200_000))).contains("more than 100000 values"));
    assert!(refusal(&"#".repeat(MAX_BYTES + 1)).contains("may have at most"));
}

#[test]
fn control_characters_are_not_text() {
    assert_snapshot!(refusal("a: b\u{0}c\n"), @r"
    error: this is not a text file: it contains the control character U+0000
     --> m.yaml:1:5
      |
    1 | a: b c
      |     ^
    ");
}

proptest! {
    #[test]
    fn any_text_is_read_or_refused(text in "[-a: {}\\[\\],'\"#&*!|>\n\t\\\\é?]{0,60}") {
        match parse(&text) {
            Ok(tree) => visit(&text, &tree),
            Err(complaints) => {
                prop_assert!(!complaints.is_empty());
                for complaint in complaints {
                    let span = complaint.span.unwrap_or(0..0);
                    prop_assert!(text.get(span.clone()).is_some(), "{span:?}");
                }
            }
        }
    }
}

/// Every span is a part of the text, and so is what any position in a scalar is located at.
fn visit(text: &str, node: &Node) {
    assert!(text.get(node.span.clone()).is_some());
    match &node.value {
        Value::Scalar(scalar) => {
            for (at, _) in scalar.text.char_indices() {
                assert!(text.get(scalar.locate(text, &(at..scalar.text.len()))).is_some());
            }
        }
        Value::Sequence(items) => items.iter().for_each(|item| visit(text, item)),
        Value::Mapping(entries) => entries.iter().for_each(|entry| visit(text, &entry.value)),
    }
}
