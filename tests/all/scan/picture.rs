//! Pictures that a scan draws of its own table.

use super::{read, scan};
use crate::program::{Folder, frazil};

const WIMP: [&str; 5] = ["wimp", "--axis", "m_chi=10 GeV..1 TeV:3:log", "--axis", "sv=1e-26 cm^3/s..3e-26 cm^3/s:3"];

#[test]
fn it_is_the_one_that_plot_draws_of_the_table() {
    let folder = Folder::new();
    let [table, one, other] = ["scan.csv", "one.svg", "other.svg"].map(|name| folder.file(name));
    let ran = scan(&[&WIMP[..], &["--out", &table, "--plot", &one, "--as", "map", "--title", "WIMP"]].concat());
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert_eq!(frazil(["plot", &table, "--plot", &other, "--as", "map", "--title", "WIMP"]).code, 0);
    assert!(read(&one) == read(&other));
}

#[test]
fn what_cannot_be_drawn_is_refused_before_anything_is_solved() {
    let folder = Folder::new();
    let [table, picture] = ["scan.csv", "scan.svg"].map(|name| folder.file(name));
    let plot = ["--out", &table, "--plot", &picture];
    for (arguments, said) in [
        (&[&plot[..], &["--column", "omega_h3"]].concat()[..], "did you mean `omega_h2`?"),
        (&[&plot[..], &["--over", "m_psi"]].concat()[..], "did you mean `m_chi`?"),
        (&[&plot[..], &["--constraints", "plank"]].concat()[..], "the scan has no constraint `plank`"),
        (&[&plot[..], &["--panels", "s"]].concat()[..], "the scan has no axis `s`"),
        (&[&plot[..], &["--band", "omega_h2=1"]].concat()[..], "expected NAME=LO..HI[:LABEL]"),
        (&["--out", &table, "--plot", "scan.gif"][..], ".svg, .pdf and .png"),
        (&["--out", &table, "--lines"][..], "`--lines` is for pictures"),
        (&["--plot", &picture][..], "--out"),
        (&[&plot[..], &["--shard", "1/2"]].concat()[..], "cannot be used with"),
    ] {
        let ran = scan(&[&WIMP[..], arguments].concat());
        assert_eq!(ran.code, 2, "{arguments:?}: {}", ran.stderr);
        assert!(ran.stderr.contains(said), "{arguments:?}: {}", ran.stderr);
        assert!(!std::path::Path::new(&table).exists(), "{arguments:?}");
    }
}
