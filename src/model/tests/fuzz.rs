//! Nothing panics, whatever is read.

use proptest::prelude::*;

use super::*;

/// A file with every section.
const EVERYTHING: &str = "\
format: 1
name: everything
indices: {k: [e-, mu-], n: [1, 2]}
parameters: {m: {value: 1 GeV, range: [0.1 GeV, 9 GeV]}, c: 1e-9, 'y[k]': {e-: 1, mu-: 2}, 'z[k,n]': 3}
functions: {'f(x)': 'x^2 + m/1 GeV'}
tables: {eff: {x: [0, 2, 4], y: [0.1, 0.2], units: [GeV, '1'], kind: histogram, outside: zero}}
derived: {d: {value: 'f(c)*w', unit: '1', latex: d, where: {w: 2}}, 'v[n]': 'sum(y[k]*z[k,n]*sm.CKM[u,d], k) + I'}
species:
  X: {mass: m, type: dirac, dark_matter: true, initial: zero}
bath: {b: {mass: 4 GeV}}
reactions:
  - {equation: X + X~ <-> b + b~, cross_section: 'c^2/s*sqrt(1 - 4*m^2/s)'}
  - {equation: b <-> s + X + X~, lifetime: 1 ns, branching: 0.1, label: rare}
  - {equation: X + X <-> SM + SM, partial_waves: {s: 1e-9 GeV^-2}}
  - {equation: X -> k + n~, for: {k: k, n: [tau-, mu-]}, unless: k == n, width: '1 eV*y[k]', label: '{k} {n}'}
cosmology: {g_star: {constant: 80}}
evolution: {from: {x: 0.1}, to: {T: 1 keV}, tolerance: 1e-7}
observables: {o: 'omega_h2(X)/omega_h2', q: o*2, r: 'eff(m)*width(X)/hubble(m)', p: 'branching(X -> e- + tau-~)'}
constraints: {k: {of: q, range: [0, 3]}}
expect: [{of: o, value: 1, rtol: 0.1, source: here}]
";

fn survive(bytes: Vec<u8>) {
    match Document::from_bytes("fuzz", bytes).and_then(|document| document.resolve(&Overrides::default())) {
        Ok(model) => {
            assert_eq!(model.evaluate(None).observables.len(), model.observables.len());
        }
        Err(error) => assert!(!error.diagnostics.is_empty() && !error.to_string().is_empty()),
    }
}

#[test]
fn the_file_to_mutate_is_in_order() {
    model(EVERYTHING);
}

proptest! {
    #[test]
    fn any_bytes(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        survive(bytes);
    }

    #[test]
    fn mutated_files(edits in proptest::collection::vec((0..EVERYTHING.len(), 0..12usize, "[-+*/^(){}\\[\\],:'\"#~ <>=a-zA-Z0-9.\né]{0,6}"), 1..5)) {
        let mut bytes = EVERYTHING.as_bytes().to_vec();
        for (at, length, text) in edits {
            let at = at.min(bytes.len());
            let end = (at + length).min(bytes.len());
            bytes.splice(at..end, text.into_bytes());
        }
        survive(bytes);
    }
}
