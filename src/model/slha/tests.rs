//! Files after the examples of the accords, and what is wrong with others.

use super::*;

fn slha(name: &str, text: &str) -> Slha {
    Slha::parse(Source { name: name.into(), text: text.into() }).unwrap_or_else(|e| panic!("{e}"))
}

fn spectrum() -> Slha {
    slha("spectrum.slha", include_str!("../../../tests/slha/spectrum.slha"))
}

fn flavour() -> Slha {
    slha("flavour.flha", include_str!("../../../tests/slha/flavour.flha"))
}

fn value(file: &Slha, block: &str, indices: &[i64]) -> f64 {
    file.entry(block, indices).unwrap_or_else(|e| panic!("{block} {indices:?}: {e:?}")).value
}

/// The message and the advice about an entry that cannot be had.
fn missing(file: &Slha, block: &str, indices: &[i64]) -> (String, Option<String>) {
    let complaint = file.entry(block, indices).expect_err("cannot be had");
    (complaint.message, complaint.hint)
}

fn refusal(text: &str) -> String {
    match Slha::parse(Source { name: "f.slha".into(), text: text.into() }) {
        Ok(_) => panic!("accepted: {text}"),
        Err(error) => error.to_string(),
    }
}

#[test]
fn entries_by_block_and_indices() {
    let file = spectrum();
    assert_eq!(value(&file, "MASS", &[25]), 125.09);
    assert_eq!(value(&file, "mass", &[35]), 998.76, "Fortran's exponent");
    assert_eq!(value(&file, "MASS", &[1_000_022]), -97.2);
    assert_eq!(value(&file, "NMIX", &[1, 2]), -0.0531103553);
    assert_eq!(value(&file, "ALPHA", &[]), -0.113825210);
    assert_eq!(value(&file, "SMINPUTS", &[3]), 0.1184);
    assert_eq!(value(&file, "QNUMBERS", &[9_000_005, 3]), 1.0);
}

#[test]
fn places_are_those_of_the_numbers() {
    let file = spectrum();
    let found = file.entry("MASS", &[35]).expect("is there");
    assert_eq!(&file.source().text[found.span], "9.9876D+02");
    let width = file.entry("DECAY", &[25]).expect("is there");
    assert_eq!(&file.source().text[width.span], "4.14110000E-03");
}

#[test]
fn of_several_scales_the_lowest_counts() {
    let file = spectrum();
    assert_eq!(value(&file, "GAUGE", &[1]), 0.360968173);
    let without = slha("f", "BLOCK A Q= 1\n 1 1.0\nBLOCK A\n 1 2.0\nBLOCK A Q=0.5\n 2 3.0\n");
    assert_eq!(value(&without, "A", &[1]), 2.0, "no scale is lower than all");
    assert_eq!(value(&without, "A", &[2]), 3.0, "what the first lacks comes from the next");
}

#[test]
fn decay_tables() {
    let file = spectrum();
    assert_eq!(value(&file, "DECAY", &[25]), 4.1411e-3);
    assert_eq!(value(&file, "decay", &[1_000_022]), 0.0);
    assert_eq!(value(&file, "DECAY", &[25, -5, 5]), 0.577, "in any order");
    assert_eq!(value(&file, "DECAY", &[25, 15, -15]), 0.0632);
    assert_eq!(missing(&file, "DECAY", &[25, 4, -4]), ("spectrum.slha has no entry DECAY 25 4 -4".into(), None));
    assert_eq!(missing(&file, "DECAY", &[]), ("spectrum.slha has no entry DECAY".into(), None));
}

#[test]
fn rows_of_flavour_blocks_go_on_after_the_value() {
    let file = flavour();
    assert_eq!(value(&file, "FMASS", &[5]), 4.18);
    assert_eq!(value(&file, "FLIFE", &[521]), 1.638e-12);
    assert_eq!(value(&file, "FCONST", &[321, 1]), 0.1557);
    assert_eq!(value(&file, "FCONSTRATIO", &[321, 211, 1, 1]), 1.193);
    assert_eq!(value(&file, "FWCOEF", &[3_040_405, 6161, 0, 2]), -0.19);
    assert_eq!(value(&file, "FOBS", &[531, 1]), 3.53e-9);
}

#[test]
fn an_index_is_never_taken_for_a_value() {
    let advice = "its entries in nmix have 2 indices";
    let absent = "spectrum.slha has no entry NMIX 1".to_owned();
    assert_eq!(missing(&spectrum(), "NMIX", &[1]), (absent, Some(advice.into())));
    let advice = "its entries in FCONST have 2 indices";
    let absent = "flavour.flha has no entry FCONST 521".to_owned();
    assert_eq!(missing(&flavour(), "FCONST", &[521]), (absent, Some(advice.into())));
    let advice = "its entries in MASS have 1 index";
    let absent = "spectrum.slha has no entry MASS 25 1".to_owned();
    assert_eq!(missing(&spectrum(), "MASS", &[25, 1]), (absent, Some(advice.into())));
}

#[test]
fn what_is_not_there() {
    assert_eq!(missing(&spectrum(), "MASS", &[36]), ("spectrum.slha has no entry MASS 36".into(), None));
    let (message, hint) = missing(&spectrum(), "NMIXX", &[1, 1]);
    assert_eq!(
        (message.as_str(), hint.as_deref()),
        ("spectrum.slha has no entry NMIXX 1 1", Some("did you mean `nmix`?"))
    );
    assert_eq!(missing(&spectrum(), "HIGGSBOUNDS", &[1]).1.as_deref(), Some("it has no block of that name"));
}

#[test]
fn what_is_there_twice_or_is_no_number() {
    let (message, hint) = missing(&spectrum(), "SPINFO", &[1]);
    assert_eq!((message.as_str(), hint), ("expected a number, found `MADEUP`", None));
    let complaint = flavour().entry("FOBS", &[521, 1]).expect_err("is there twice");
    assert_eq!(complaint.message, "two rows of FOBS have these indices");
    assert!(complaint.related.is_some_and(|(_, label)| label == "the first"));
    let infinite = slha("f", "BLOCK A\n 1 inf\n 2 1E+999\n");
    assert_eq!(missing(&infinite, "A", &[1]).0, "expected a number, found `inf`");
    assert_eq!(missing(&infinite, "A", &[2]).0, "expected a number, found `1E+999`");
}

#[test]
fn units_are_those_of_the_accords() {
    for (block, indices, unit) in [
        ("MASS", 1, "GeV"),
        ("mass", 1, "GeV"),
        ("DECAY", 1, "GeV"),
        ("DECAY", 3, "1"),
        ("FLIFE", 1, "s"),
        ("FCONST", 2, "GeV"),
        ("NMIX", 2, "1"),
    ] {
        let (name, size) = unit_of(block, indices);
        assert_eq!(name, unit, "{block}");
        assert_eq!(size, Unit::parse(unit).expect("is a unit"), "{block}");
    }
}

#[test]
fn mistakes_are_shown_with_their_place() {
    insta::assert_snapshot!(refusal("# h\nBLOCK MASS Q 91\n 25 1\n"), @r"
    error: expected a scale such as `Q= 91.2`, found `Q 91`
     --> f.slha:2:12
      |
    2 | BLOCK MASS Q 91
      |            ^^^^
    ");
    insta::assert_snapshot!(refusal("DECAY 25 1.0\n 0.5 3 5 -5\n"), @r"
    error: this channel announces 3 products and names 2
     --> f.slha:2:6
      |
    2 |  0.5 3 5 -5
      |      ^
    ");
    for (text, message, place) in [
        (" 25 125.0\n", "expected `BLOCK` or `DECAY`, found `25`", "1:2"),
        ("<slha>\n", "expected `BLOCK` or `DECAY`, found `<slha>`", "1:1"),
        ("BLOCK # no name\n", "this block has no name", "1:1"),
        ("BLOCK A Q= x\n", "expected a scale such as `Q= 91.2`, found `Q= x`", "1:9"),
        ("DECAY 25\n", "a decay table begins with a PDG number and a total width in GeV", "1:1"),
        ("DECAY h 1.0\n", "expected a whole number, found `h`", "1:7"),
        ("DECAY 25 wide\n", "expected a number, found `wide`", "1:10"),
        ("DECAY 25 1.0\n 0.5\n", "a decay channel has a branching ratio, a number of products and", "2:2"),
        ("DECAY 25 1.0\n x 2 5 -5\n", "expected a number, found `x`", "2:2"),
        ("DECAY 25 1.0\n 1 2 5 b\n", "expected a whole number, found `b`", "2:8"),
    ] {
        let found = refusal(text);
        assert!(found.contains(&format!("error: {message}")), "{text}: {found}");
        assert!(found.contains(&format!("f.slha:{place}")), "{text}: {found}");
        assert_eq!(found.matches("error:").count(), 1, "{text}: {found}");
    }
    for empty in ["", "# nothing but a comment\n", "\n \n"] {
        assert!(refusal(empty).starts_with("error: this file has neither blocks nor decay tables"), "{empty:?}");
    }
}

#[test]
fn rows_after_a_wrong_heading_are_passed_over_and_complaints_are_few() {
    let text = "BLOCK\n 1 2\n 3 4\nDECAY x 1\n 0.5 2 1 2\n";
    assert_eq!(refusal(text).matches("error:").count(), 2);
    assert_eq!(refusal(&" junk\n".repeat(1000)).matches("error:").count(), 10);
}

#[test]
fn any_text_is_read_or_refused() {
    // A fixed linear congruential generator (Knuth's MMIX): the same junk every time.
    let words = ["BLOCK", "DECAY", "A", "Q=", "1", "-2", "1.0D+02", "#", "\n", "\n", " ", "é", "nan", "\r\n"];
    let mut state: u64 = 7;
    let (mut read, mut refused) = (0, 0);
    for _ in 0..2000 {
        let mut text = String::from("BLOCK A\n");
        for _ in 0..12 {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            text += words[usize::try_from(state >> 33).expect("is small") % words.len()];
            text += " ";
        }
        match Slha::parse(Source { name: "junk".into(), text }) {
            Ok(file) => {
                read += 1;
                if let Ok(entry) = file.entry("A", &[1]) {
                    assert!(entry.value.is_finite());
                }
            }
            Err(error) => {
                refused += 1;
                assert!(error.to_string().starts_with("error: "));
            }
        }
    }
    assert!(read > 100 && refused > 100, "{read} read, {refused} refused");
}
