//! The gallery: the figures of the papers that the built-in models are from, drawn anew into `plots/`.
//!
//! ```text
//! cargo run --release --example gallery              # all of them
//! cargo run --release --example gallery -- alp       # those whose names begin so
//! cargo run --release --example gallery -- --list    # what there is
//! cargo run --release --example gallery -- alp --png target/gallery   # as .png into another folder, to look at
//! ```
//!
//! The same models give the same bytes; what is drawn is said on standard error. Figures that a scan and its picture redraw,
//! Figs. 2 and 3 of arXiv:2502.04900, are not here but on the page `docs/src/gallery.md`, made by the commands shown there.
//!
//! # Adding a figure
//!
//! Each paper has one file with `pub(crate) const FIGURES: &[Entry]`, which is put into [`PAPERS`]. An [`Entry`] has the name of
//! the picture's file, what it redraws, and a function that returns a [`Picture`]. What such functions need:
//!
//! - [`study::Study`] is a built-in model that is solved at many points: [`Study::run`](study::Study::run),
//!   [`omega_h2`](study::Study::omega_h2) and [`observable`](study::Study::observable), which does without solving, take
//!   settings as `--set` does: `&["m_chi=3 MeV"]`; [`study::gev`] writes a number of the program as such a setting.
//! - [`study::sampled`] evaluates a function on a grid in parallel, [`study::each`] for any list of points. The
//!   [`Samples`](frazil::plot::Samples) it returns give lines (`contour`) and areas (`region`) of a plane. Interpolation between
//!   the points is linear: use logarithms of what spans decades (`sampled` along a `Sampling::log` does so for the axes).
//! - [`roots::roots`] finds all values of a parameter at which a function, such as ln(Ωh²/0.12), vanishes.
//! - [`style`] has the look: [`style::allowed`], [`style::excluded`], [`style::line`], [`style::log_axis`] and so on. Regions,
//!   lines and points are named in the plane itself. Colours are those of [`PALETTE`](frazil::plot::PALETTE), and what is
//!   excluded is hatched as well, so that no colour need be told from another. Every axis has its unit, and every region
//!   names the experiment or the condition that draws it.
//! - [`panels`](frazil::plot::panels) puts figures beside each other.
//!
//! Look at the result with `--png`.

mod alp_portal;
mod higgs_portal;
mod lmu_ltau;
mod mixing;
mod neutrinos;
mod roots;
mod study;
mod style;
mod vlq_scalar;

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

use frazil::plot::Picture;

/// A figure of the gallery.
pub(crate) struct Entry {
    /// The name of its file, without the ending.
    name: &'static str,
    /// What it redraws.
    of: &'static str,
    draw: fn() -> Drawn,
}

/// A picture, or why there is none.
pub(crate) type Drawn = Result<Picture, study::Failure>;

/// The figures by paper.
const PAPERS: &[&[Entry]] =
    &[alp_portal::FIGURES, vlq_scalar::FIGURES, neutrinos::FIGURES, higgs_portal::FIGURES, lmu_ltau::FIGURES];

fn main() -> ExitCode {
    let mut arguments: Vec<String> = std::env::args().skip(1).collect();
    let bitmaps = match arguments.iter().position(|argument| argument == "--png") {
        Some(place) if place + 1 < arguments.len() => arguments.drain(place..place + 2).next_back().map(PathBuf::from),
        Some(_) => {
            eprintln!("error: --png names the folder to draw into");
            return ExitCode::from(2);
        }
        None => None,
    };
    let file = |entry: &Entry| match &bitmaps {
        Some(folder) => folder.join(format!("{}.png", entry.name)),
        None => folder().join(format!("{}.svg", entry.name)),
    };
    if let Some(Err(error)) = bitmaps.as_ref().map(std::fs::create_dir_all) {
        eprintln!("error: cannot make the folder to draw into: {error}");
        return ExitCode::FAILURE;
    }
    let entries = || PAPERS.iter().copied().flatten();
    if arguments.iter().any(|argument| argument == "--list") {
        entries().for_each(|entry| println!("{:30} {}", entry.name, entry.of));
        return ExitCode::SUCCESS;
    }
    if let Some(unknown) = arguments.iter().find(|a| !entries().any(|entry| entry.name.starts_with(a.as_str()))) {
        let names: Vec<&str> = entries().map(|entry| entry.name).collect();
        eprintln!("error: no figure is called `{unknown}`; there are {}", names.join(", "));
        return ExitCode::from(2);
    }
    let wanted = |entry: &&Entry| arguments.is_empty() || arguments.iter().any(|a| entry.name.starts_with(a.as_str()));
    let mut failed = false;
    for entry in entries().filter(wanted) {
        let started = Instant::now();
        let file = file(entry);
        eprintln!("{}: {}", entry.name, entry.of);
        match (entry.draw)().and_then(|picture| Ok(picture.save(&file)?)) {
            Ok(()) => eprintln!("  {} after {:.1} s", file.display(), started.elapsed().as_secs_f64()),
            Err(error) => {
                failed = true;
                eprintln!("  {error}");
            }
        }
    }
    if failed { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}

/// Where the pictures of the README are.
fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("plots")
}
