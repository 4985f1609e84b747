//! Index sets, names with indices, templates of reactions.

use super::*;

const FLAVOURS: &str = "\
format: 1
name: flavours
indices: {f: [e-, mu-, tau-], k: [d, s, b], u: [u, c], i: [1, 2, 30]}
parameters:
  'yq[k]': {d: 0.4, s: 2, b: 0.002}
  g[f]: {value: 0.1 GeV, latex: 'g_{f}', description: 'coupling to {f}', range: [0 GeV, 1 GeV]}
  'w[u,k]': {u: {d: 1, s: 2, b: 3}, c: 4}
  y[u]: {value: {u: 5, c: 6}}
derived:
  total: sum(yq[k], k)
  row[u]: y[u]*sum(w[u,k]*yq[k], k)
  number[i]: i
  place[k]: k
  m[f]: mass(f)
observables:
  square[k]: {value: 'yq[k]^2', latex: 'y_{k}^2'}
";

fn value(model: &Model, name: &str) -> f64 {
    model.derived.iter().find(|derived| derived.name == name).unwrap_or_else(|| panic!("no {name}")).value
}

#[test]
fn names_with_indices_are_one_name_for_each_element() {
    let model = model(FLAVOURS);
    let names: Vec<&str> = model.parameters.iter().map(|p| p.name.as_str()).collect();
    assert_eq!(names[..8], ["yq[d]", "yq[s]", "yq[b]", "g[e-]", "g[mu-]", "g[tau-]", "w[u,d]", "w[u,s]"]);
    let muon = &model.parameters[4];
    assert_eq!((muon.value, muon.written.as_str(), muon.range), (0.1, "0.1 GeV", Some((0.0, 1.0))));
    assert_eq!(muon.latex.as_deref(), Some("g_{\\mu^-}"));
    assert_eq!(muon.description.as_deref(), Some("coupling to mu-"));
    // Sums of a few decimal numbers: each rounds once.
    let close = |name: &str, wanted: f64| {
        let found = value(&model, name);
        assert!((found / wanted - 1.0).abs() < 1e-15, "{name} = {found}");
    };
    close("total", 2.402);
    close("row[u]", 5.0 * (0.4 + 4.0 + 0.006));
    close("row[c]", 6.0 * 4.0 * 2.402);
    // An element that is a number is that number, any other is its place.
    assert_eq!((value(&model, "number[2]"), value(&model, "number[30]")), (2.0, 30.0));
    assert_eq!((value(&model, "place[d]"), value(&model, "place[b]")), (1.0, 3.0));
    assert_eq!(value(&model, "m[tau-]"), crate::standard_model::constants::M_TAU.value);
    assert_eq!(model.observables[1].name, "square[s]");
    assert_eq!(model.observables[1].latex.as_deref(), Some("y_{s}^2"));
    assert_eq!(model.evaluate(None).observables, [Ok(0.4 * 0.4), Ok(4.0), Ok(0.002 * 0.002)]);
}

#[test]
fn one_element_can_be_set() {
    let document = Document::load(source(FLAVOURS)).unwrap();
    let set = document.resolve(&Overrides::parse(["yq[b]=0.01", "w[c,d]=7"]).unwrap()).unwrap();
    let again = Document::load(source(
        &document.resolved_text(&Overrides::parse(["yq[b]=0.01", "w[c,d]=7"]).unwrap()).unwrap(),
    ));
    let again = again.unwrap().resolve(&Overrides::default()).unwrap();
    for model in [&set, &again] {
        assert_eq!(value(model, "total"), 0.4 + 2.0 + 0.01);
        assert_eq!(value(model, "row[c]"), 6.0 * (7.0 * 0.4 + 4.0 * 2.0 + 4.0 * 0.01));
    }
    let refused = document.resolve(&Overrides::parse(["yq[c]=0.01"]).unwrap()).unwrap_err().to_string();
    assert!(refused.contains("there is no parameter `yq[c]`"), "{refused}");
    assert!(refused.contains("did you mean `yq[d]`?"), "{refused}");
}

/// A model with the given lines under `reactions` and after them.
fn portal(reactions: &str) -> String {
    format!(
        "format: 1
name: portal
indices: {{f: [e-, mu-, tau-], i: [1, 2, 3]}}
parameters: {{m_h: 1 GeV, y: 1e-4}}
species:
  h_D: {{mass: m_h, type: real_scalar}}
  chi: {{mass: 0.3 GeV, type: dirac, dark_matter: true}}
  N1: {{mass: 2 GeV, type: majorana}}
  N2: {{mass: 3 GeV, type: majorana}}
reactions:
{reactions}"
    )
}

fn equations(model: &Model) -> Vec<&str> {
    model.reactions.iter().map(|reaction| reaction.equation.as_str()).collect()
}

#[test]
fn a_template_is_one_reaction_for_each_element() {
    let model = model(&portal(
        "  - equation: h_D <-> f + f~
    for: {f: f}
    width: y^2*m_h/(8*pi)*beta(m_h, mass(f), mass(f))^3*colours(f)
    label: h to {f}
    latex: 'h_D \\to {f}\\bar{f}'
    note: rate into {f}
",
    ));
    assert_eq!(equations(&model), ["h_D <-> e- + e-~", "h_D <-> mu- + mu-~", "h_D <-> tau- + tau-~"]);
    let muon = &model.reactions[1];
    assert_eq!(muon.label, "h to mu-");
    assert_eq!(muon.latex.as_deref(), Some("h_D \\to {\\mu^-}\\bar{\\mu^-}"));
    assert_eq!(muon.note.as_deref(), Some("rate into mu-"));
    assert_eq!(model.bath.iter().map(|p| p.name.as_str()).collect::<Vec<_>>(), ["e-", "mu-", "tau-"]);
    let RateSpec::Width(width) = &muon.rate else { panic!("{:?}", muon.rate) };
    let r = crate::standard_model::constants::M_MU.value;
    let wanted = 1e-8 / (8.0 * std::f64::consts::PI) * (1.0 - 4.0 * r * r).powf(1.5);
    let found = width.eval(&[], &mut crate::expression::Scratch::new()).unwrap();
    // A dozen operations, the worst of which cancels one digit.
    assert!((found / wanted - 1.0).abs() < 1e-14, "{found} {wanted}");
    assert!(matches!(model.reactions[2].rate, RateSpec::Closed), "a pair of taus is heavier than 1 GeV");
}

#[test]
fn unless_drops_combinations() {
    let of = |lines: &str| model(&portal(&format!("  - {{equation: i + j <-> chi + chi~, {lines}, sigma_v: 1 pb}}\n")));
    let pairs = of("for: {i: [N1, N2], j: [N1, N2]}, unless: i > j");
    assert_eq!(equations(&pairs), ["N1 + N1 <-> chi + chi~", "N1 + N2 <-> chi + chi~", "N2 + N2 <-> chi + chi~"]);
    let different = of("for: {i: [N1, N2], j: [N2, h_D]}, unless: i == j");
    assert_eq!(equations(&different), ["N1 + N2 <-> chi + chi~", "N1 + h_D <-> chi + chi~", "N2 + h_D <-> chi + chi~"]);
    let numbers = of("for: {i: [N1], j: [N2], n: i}, unless: n != 2, label: '{n}'");
    assert_eq!(numbers.reactions[0].label, "2");
}

#[test]
fn an_index_hides_the_element_of_the_same_name() {
    let text = portal("  - {equation: N2 -> u + u~, for: {u: [u, c]}, width: '1 GeV*yu[u]'}\n")
        .replace("indices: {", "indices: {u: [u, c], ")
        .replace("parameters: {", "parameters: {'yu[u]': {u: 1, c: 3}, ");
    let model = model(&text);
    assert_eq!(equations(&model), ["N2 -> u + u~", "N2 -> c + c~"]);
    let RateSpec::Width(width) = &model.reactions[1].rate else { panic!() };
    assert_eq!(width.eval(&[], &mut crate::expression::Scratch::new()), Ok(3.0));
}

/// What is said about a text: every message with its place, and the hints.
pub(super) fn said(text: &str) -> Vec<String> {
    let refusal = refusal(text);
    let kept = |line: &&str| line.starts_with("error:") || line.contains("--> ") || line.contains("= help: ");
    refusal.lines().filter(kept).map(|line| line.trim().to_owned()).collect()
}

/// Compares what is said about texts with what should be, all of them before complaining.
pub(super) fn assert_all_said<'w>(cases: impl IntoIterator<Item = (String, &'w [&'w str])>) {
    let mut differences = String::new();
    for (text, wanted) in cases {
        let found = said(&text);
        if found != wanted {
            differences.extend([format!("{text}\nfound  {found:#?}\nwanted {wanted:#?}\n")]);
        }
    }
    assert!(differences.is_empty(), "{differences}");
}

#[track_caller]
pub(super) fn assert_said(text: &str, wanted: &[&str]) {
    assert_eq!(said(text), wanted, "{text}");
}

#[test]
fn refused_indices() {
    let file = |lines: &str| format!("format: 1\nname: n\n{lines}\nobservables: {{o: 1}}\n");
    let cases = [
        ("indices: {f: [e-, e-]}", &["error: the element `e-` is listed twice", "--> m.yaml:3:19"][..]),
        (
            "indices: {f: [e-, a b]}",
            &[
                "error: `a b` cannot be an element",
                "--> m.yaml:3:19",
                "= help: elements are written like particles, `tau-`, or are whole numbers",
            ],
        ),
        ("indices: {f: []}", &["error: an index needs at least one element", "--> m.yaml:3:14"]),
        (
            "indices: {pi: [1]}",
            &[
                "error: the name `pi` is reserved: it has a meaning of its own in formulas",
                "--> m.yaml:3:11",
                "= help: call the index `i`, `j`, `f` or the like",
            ],
        ),
        (
            "indices: {'f g': [1]}",
            &[
                "error: `f g` cannot be a name in formulas",
                "--> m.yaml:3:11",
                "= help: a name is a letter, then letters, digits and `_`",
            ],
        ),
        (
            "indices: {flavour: [1]}\nderived: {'y[flavor]': 1}",
            &["error: there is no index `flavor`", "--> m.yaml:4:11", "= help: did you mean `flavour`?"],
        ),
        (
            "derived: {'y[k]': 1}",
            &["error: there is no index `k`", "--> m.yaml:3:11", "= help: declare it: `indices: {k: [e-, mu-, tau-]}`"],
        ),
        ("indices: {k: [1]}\nparameters: {k: 2}", &["error: the name `k` is declared twice", "--> m.yaml:3:11"]),
        (
            "indices: {k: [d, s, b]}\nparameters: {'y[k]': {d: 1, s: 2}}",
            &["error: `y[b]` has no value (with k = b)", "--> m.yaml:4:14"],
        ),
        (
            "indices: {k: [d, s, bottom]}\nparameters: {'y[k]': {d: 1, s: 2, botom: 1}}",
            &[
                "error: `y[bottom]` has no value (with k = bottom)",
                "--> m.yaml:4:14",
                "error: `botom` is no element of `k`",
                "--> m.yaml:4:35",
                "= help: did you mean `bottom`?",
            ],
        ),
        (
            "indices: {k: [d, s, b]}\nderived: {'y[k]': 1, z: 'y[t]'}",
            &["error: unknown name `y[t]`", "--> m.yaml:4:26", "= help: did you mean `y[d]`?"],
        ),
        (
            "indices: {k: [d, s, b]}\nderived: {'pi[k]': 1}",
            &[
                "error: the name `pi` is reserved: it has a meaning of its own in formulas",
                "--> m.yaml:4:11",
                "= help: call it `pi_1` or the like",
            ],
        ),
        (
            "indices: {k: [d, s, b]}\nderived: {'y[k]': 'sqrt(mass(k) - 1 GeV)'}",
            &["error: square root of the negative number -9.953e-1 (with k = d, s)", "--> m.yaml:4:20"],
        ),
        (
            "indices: {k: [d, s, b]}\nderived: {'y[k]': 1 + mass(k)}",
            &["error: this has dimension GeV, but what is left of `+` is dimensionless", "--> m.yaml:4:23"],
        ),
    ];
    assert_all_said(cases.map(|(lines, wanted)| (file(lines), wanted)));
    let many = (0..200).map(|i| i.to_string()).collect::<Vec<_>>().join(", ");
    let text = file(&format!("indices: {{i: [{many}], j: [{many}]}}\nderived: {{'y[i,j]': 1}}"));
    assert_said(
        &text,
        &[
            "error: this stands for more than 10000 entries",
            "--> m.yaml:4:11",
            "= help: leave out elements, or split the file",
        ],
    );
    let long = vec!["1"; 20_000].join("+");
    let text = file(&format!("indices: {{i: [{many}]}}\nderived: {{'y[i]': {long}}}"));
    assert_eq!(
        said(&text)[0].split(" (with").next(),
        Some("error: up to here, the formulas of this file have more than 4000000 operations")
    );
}

#[test]
fn refused_templates() {
    let cases = [
        (
            "equation: h_D -> f + f~, width: 1 eV",
            &[
                "error: there is no particle `f`",
                "--> m.yaml:11:23",
                "= help: an index stands for particles in a template: add `for: {f: …}`",
                "error: there is no particle `f~`",
                "--> m.yaml:11:27",
                "= help: an index stands for particles in a template: add `for: {f: …}`",
            ][..],
        ),
        (
            "equation: h_D -> q + q~, width: 1 eV, for: {q: [u, down, c]}",
            &[
                "error: there is no particle `down` (with q = down)",
                "--> m.yaml:11:23",
                "= help: declare it under `species` (evolved) or `bath` (in equilibrium)",
                "error: there is no particle `down~` (with q = down)",
                "--> m.yaml:11:27",
                "= help: declare it under `species` (evolved) or `bath` (in equilibrium)",
            ],
        ),
        (
            "equation: h_D -> f + f~, width: 1 eV*mass(f), for: {f: f}",
            &["error: this has dimension GeV^2, wanted GeV", "--> m.yaml:11:38"],
        ),
        (
            "equation: h_D -> f + f~, width: '1 eV*y[f]', for: {f: f}",
            &["error: unknown name `y[e-]` (with f = e-; all others fail too)", "--> m.yaml:11:44"],
        ),
        (
            "equation: h_D -> f + f~, width: 1 eV, for: {f: f}, label: pairs",
            &[
                "error: the label `pairs` is given to several reactions of this template",
                "--> m.yaml:11:64",
                "= help: put indices in braces into it: one of them stands for `h_D -> e- + e-~`, another for `h_D -> tau- + tau-~`",
            ],
        ),
        (
            "equation: h_D -> f + f~, width: 1 eV, for: {f: g}",
            &[
                "error: there is no index `g`",
                "--> m.yaml:11:53",
                "= help: declare it: `indices: {g: [e-, mu-, tau-]}`",
            ],
        ),
        ("equation: h_D -> f + f~, width: 1 eV, for: {}", &["error: `for` names no index", "--> m.yaml:11:49"]),
        (
            "equation: h_D -> x + x~, width: 1 eV, for: {x: f}",
            &[
                "error: `x` is a variable of rates",
                "--> m.yaml:11:50",
                "= help: call the index `i`, `j`, `f` or the like",
            ],
        ),
        (
            "equation: h_D -> e- + e-~, width: 1 eV, unless: 1 > 2",
            &["error: `unless` belongs to a template", "--> m.yaml:11:46", "= help: give `for: {i: …, j: …}` too"],
        ),
        (
            "equation: h_D -> f + f~, width: 1 eV, for: {f: f}, unless: f > 0",
            &["error: this drops every choice of elements", "--> m.yaml:11:65"],
        ),
        (
            "equation: h_D -> f + f~, width: 1 eV, for: {f: f}, unless: f > g",
            &["error: unknown name `g`", "--> m.yaml:11:69", "= help: a unit follows a number: `1 g`"],
        ),
        (
            "equation: i + j -> chi + chi~, sigma_v: 1 pb, for: {i: [N1, N2], j: [N1, N2]}",
            &[
                "error: `N2 + N1 -> chi + chi~` comes out of this template twice (with i = N2, j = N1)",
                "--> m.yaml:11:16",
                "= help: `unless: i > j` drops one of each pair",
            ],
        ),
    ];
    assert_all_said(cases.map(|(reaction, wanted)| (portal(&format!("  - {{{reaction}}}\n")), wanted)));
}

#[test]
fn independent_mistakes_are_reported_together() {
    let text = portal(
        "  - {equation: h_D -> f + f~, width: z + 1 eV, for: {f: f}}\n  - {equation: N2 -> N3 + f + f~, width: 1 eV*oops, for: {f: f}}\n",
    );
    let messages: Vec<String> = said(&text).into_iter().filter(|line| line.starts_with("error")).collect();
    assert_eq!(messages, ["error: unknown name `z`", "error: there is no particle `N3`"]);
}
