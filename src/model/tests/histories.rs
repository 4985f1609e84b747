//! Expansion histories other than radiation from start to end.

use super::*;

#[test]
fn every_history_becomes_its_background() {
    let with = |history: &str| model(&small(&format!("cosmology: {{g_star: {{constant: 80}}, history: {history}}}\n")));
    let plain = with("radiation").expansion;
    assert_eq!((plain.history(), plain.beginning()), ("radiation", None));
    let reheating = with("{reheating: {T_RH: m_phi/2}}").expansion;
    assert_eq!((reheating.history(), reheating.beginning()), ("reheating", Some(50.0)));
    assert_eq!(reheating.hubble(1.0), plain.hubble(1.0));
    let matter = with("{early_matter: {T_RH: 5 MeV}}").expansion;
    assert_eq!(matter.history(), "early_matter");
    assert!(matter.hubble(1.0).unwrap() > 1e4 * plain.hubble(1.0).unwrap());
    let kination = with("{kination: {T_eq: 20 MeV}}").expansion;
    let faster = kination.hubble(2.0).unwrap() / plain.hubble(2.0).unwrap();
    assert!((faster / f64::sqrt(1.0 + 1e4) - 1.0).abs() < 1e-14, "{faster}");
    let stiffer = with("{kination: {T_eq: 20 MeV, n: 4}}").expansion;
    let faster = stiffer.hubble(2.0).unwrap() / plain.hubble(2.0).unwrap();
    assert!((faster / f64::sqrt(1.0 + 1e8) - 1.0).abs() < 1e-14, "{faster}");
}

#[test]
fn histories_that_are_none() {
    for (history, message, hint) in [
        ("kination", "`kination` needs the key `T_eq`: the temperature at", "write `{kination: {T_eq: …}}`"),
        ("early_matter", "`early_matter` needs the key `T_RH`: the reheating", "write `{early_matter: {T_RH: …}}`"),
        ("radiaton", "`radiaton` is not an expansion history", "did you mean `radiation`?"),
        ("{reheatin: {T_RH: 1 GeV}}", "`history` has no key `reheatin`", "did you mean `reheating`?"),
        ("{}", "`history` names exactly one history", "one of `reheating`, `early_matter`, `kination`, `plugin`"),
        ("{reheating: {T_RH: 1 GeV}, kination: {T_eq: 1 GeV}}", "`history` names exactly one history", "one of"),
        ("{reheating: {}}", "`reheating` needs the key `T_RH`: the reheating temperature", ""),
        ("{kination: {T_RH: 1 GeV}}", "`kination` has no key `T_RH`", "did you mean `T_eq`?"),
        ("{reheating: {T_RH: 3}}", "this is dimensionless, wanted GeV", ""),
        ("{reheating: {T_RH: -3 GeV}}", "T_RH must lie between 1e-20 and 1e20, found -3e0", ""),
        ("{reheating: {T_RH: 1e30 GeV}}", "T_RH must lie between 1e-20 and 1e20, found 1e30", ""),
        ("{early_matter: {T_RH: 1e12 GeV}}", "T_RH must lie between 1e-9 and 1e9, found 1e12", ""),
        ("{kination: {T_eq: 1 GeV, n: -2}}", "n must lie between 1e-3 and 2e1, found -2e0", ""),
        ("{kination: {T_eq: 1e30 GeV}}", "T_eq must lie between 1e-20 and 1e20, found 1e30", ""),
        ("{kination: {T_eq: 1 GeV, n: 1 GeV}}", "this has dimension GeV, wanted dimensionless", ""),
    ] {
        let found = refusal_of(&format!("cosmology: {{history: {history}}}\n"));
        assert!(found.contains(&format!("error: {message}")), "{history}: {found}");
        assert!(found.contains(hint), "{history}: {found}");
        assert!(found.contains(" --> m.yaml:8:"), "{history}: {found}");
    }
}
