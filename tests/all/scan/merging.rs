//! Parts of a scan.

use insta::assert_snapshot;

use super::{MODEL, read, scan, sorted};
use crate::program::{Folder, Ran, frazil};

const GRID: [&str; 4] = ["--axis", "m=-50 GeV..600 GeV:14", "--axis", "sv:5"];

/// Solves part `shard` of the scan in `folder`, and returns the table.
fn part(folder: &Folder, shard: &str, more: &[&str]) -> String {
    let table = folder.file(&format!("part-{}.csv", shard.replace('/', "-of-")));
    let ran = scan(&[&[MODEL], &GRID[..], &["--shard", shard, "--out", &table], more].concat());
    assert!(ran.code < 2, "{}", ran.stderr);
    table
}

fn merge(tables: &[&str], out: &str) -> Ran {
    frazil([&["merge"], tables, &["--out", out]].concat())
}

#[test]
fn parts_make_the_whole() {
    let folder = Folder::new();
    for keep in [&[][..], &["--keep", "omega_h2 < 0.2 and m > 100 GeV"]] {
        let folder = Folder(folder.0.join(keep.len().to_string()));
        std::fs::create_dir_all(&folder.0).expect("can be made");
        let parts = ["2/3", "1/3", "3/3"].map(|shard| part(&folder, shard, keep));
        let whole = folder.file("whole.csv");
        scan(&[&[MODEL], &GRID[..], &["--out", &whole, "--jobs", "1"], keep].concat());
        let merged = folder.file("merged.csv");
        let ran = merge(&[&parts[0], &parts[1], &parts[2]], &merged);
        assert_eq!((ran.code, ran.stderr), (0, format!("wrote {merged}\n")));
        // One thread solves point after point, so the whole is in the order of the points as it is.
        assert_eq!(read(&merged), read(&whole));
        assert_eq!(read(&folder.file("merged.meta.json")), read(&folder.file("whole.meta.json")));
        // What is merged is complete, also for who would go on with it.
        let resumed = scan(&["--from", &merged, "--out", &merged, "--resume"]);
        assert!(resumed.stderr.contains("nothing left to do"), "{}", resumed.stderr);
        // A table that is whole is sorted.
        let (shuffled, again) = (folder.file("shuffled.csv"), folder.file("again.csv"));
        let (text, metadata) = (read(&whole), read(&folder.file("whole.meta.json")));
        let (header, rows) = text.split_once('\n').expect("has a header");
        let mut rows: Vec<&str> = rows.lines().collect();
        rows.reverse();
        std::fs::write(&shuffled, format!("{header}\n{}\n", rows.join("\n"))).expect("can be written");
        std::fs::write(folder.file("shuffled.meta.json"), metadata).expect("can be written");
        if !keep.is_empty() {
            std::fs::copy(folder.file("whole.dropped"), folder.file("shuffled.dropped")).expect("is there");
        }
        assert_eq!(merge(&[&shuffled], &again).code, 0);
        assert_eq!(read(&again), text);
        assert_eq!(frazil(["merge", &shuffled]).stdout, text);
    }
}

#[test]
fn what_does_not_fit_together_is_refused() {
    let folder = Folder::new();
    let (one, two) = (part(&folder, "1/2", &[]), part(&folder, "2/2", &[]));
    let out = folder.file("out.csv");
    let refused = |tables: &[&str]| {
        let ran = merge(tables, &out);
        assert_eq!(ran.code, 2, "{}", ran.stderr);
        assert!(!std::path::Path::new(&out).exists(), "nothing is written if something is missing");
        ran.stderr.replace(folder.0.to_str().expect("is UTF-8"), "DIR")
    };
    assert_snapshot!(refused(&[&one]));
    assert_snapshot!(refused(&[&one, &two, &one]));
    let other = part(&folder, "1/3", &[]);
    assert_snapshot!(refused(&[&two, &other]));
    let exact = folder.file("exact.csv");
    scan(
        &[&[MODEL], &GRID[..], &["--shard", "1/2", "--out", &exact, "--set", "m=5 GeV", "--tolerance", "1e-5"]]
            .concat(),
    );
    assert_snapshot!(refused(&[&exact, &two]));
    // Points that are missing, torn or there twice.
    let text = read(&one);
    let row = sorted(&text)[3];
    std::fs::write(&one, text.replace(&format!("{row}\n"), "")).expect("can be written");
    assert_snapshot!(refused(&[&one, &two]));
    std::fs::write(&one, &text[..text.len() - 9]).expect("can be written");
    assert!(refused(&[&one, &two]).starts_with("error: 1 point is missing in DIR/part-1-of-2.csv:\n    m="));
    std::fs::write(&one, format!("{text}{row}\n")).expect("can be written");
    assert!(refused(&[&one, &two]).contains("a row is there twice, or belongs to no point of this scan"));
}

#[test]
fn parquet_is_written_where_it_can_be() {
    let folder = Folder::new();
    let whole = folder.file("whole.csv");
    scan(&[&[MODEL], &GRID[..], &["--out", &whole]].concat());
    let out = folder.file("whole.parquet");
    let ran = merge(&[&whole], &out);
    if cfg!(feature = "parquet") {
        assert_eq!(ran.code, 0, "{}", ran.stderr);
        let bytes = std::fs::read(&out).expect("is written");
        assert!(bytes.starts_with(b"PAR1") && bytes.ends_with(b"PAR1"));
    } else {
        assert_eq!(ran.code, 2);
        assert!(ran.stderr.contains("--features parquet"), "{}", ran.stderr);
    }
    let ran = scan(&[MODEL, "--out", &out.replace("whole", "other")]);
    assert_eq!(ran.code, 2);
    assert!(ran.stderr.contains("frazil merge FILE.csv --out FILE.parquet"), "{}", ran.stderr);
}
