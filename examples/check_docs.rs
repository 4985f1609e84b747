//! Checks that what the documentation shows is true, and refreshes it: `cargo run --example check_docs [-- --update]`.
//!
//! Of README.md, CONTRIBUTING.md and every page of the book:
//! - each line of a block marked `sh` that starts with `frazil` or `cargo run --release --` is run with the program built
//!   beside this one, in an empty folder per page, and must succeed; in a block marked `sh,fails` it must not;
//! - a block marked `text,output` must be what the command before it printed, except for the line of the solver, which
//!   holds a time; a line `…` in it stands for any lines left out;
//! - a block marked `yaml,model` must pass `frazil check -`; `yaml,model,NAME` puts it into the page's folder as NAME;
//! - a block marked `csv,file,NAME` is put into the page's folder as NAME;
//! - a picture `plots/NAME` of the page must be the one that a command before it drew as NAME, if one did;
//! - relative links must lead somewhere.
//!
//! With `--update`, outputs that differ are replaced by what was printed, unless they leave out lines, and pictures by what was
//! drawn.

use std::error::Error;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Output, Stdio};

type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// Stands for lines left out of an output.
const LEFT_OUT: &str = "…";

fn main() -> ExitCode {
    let update = std::env::args().any(|argument| argument == "--update");
    match check_all(update) {
        Ok(0) => ExitCode::SUCCESS,
        Ok(complaints) => {
            eprintln!("{complaints} complaint(s)");
            ExitCode::FAILURE
        }
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn check_all(update: bool) -> Result<usize> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut pages = vec![root.join("README.md"), root.join("CONTRIBUTING.md")];
    for folder in ["docs/src", "docs/src/models", "docs/decisions"] {
        for entry in fs::read_dir(root.join(folder))? {
            pages.push(entry?.path());
        }
    }
    pages.retain(|page| page.extension().is_some_and(|extension| extension == "md"));
    pages.sort();
    let here = std::env::current_exe()?;
    let target = here.parent().and_then(Path::parent).ok_or("this program is not in a build folder")?;
    let program = target.join(format!("frazil{}", std::env::consts::EXE_SUFFIX));
    if !program.is_file() {
        return Err(format!("{} is not there: run `cargo build` first", program.display()).into());
    }
    let mut complaints = 0;
    for path in pages {
        let folder = std::env::temp_dir().join(format!("frazil-docs-{}", std::process::id()));
        fs::create_dir_all(&folder)?;
        let mut page =
            Page { path: &path, text: fs::read_to_string(&path)?, program: &program, folder: &folder, complaints: 0 };
        let updated = page.check(update);
        fs::remove_dir_all(&folder)?;
        let updated = updated?;
        if updated != page.text {
            fs::write(&path, updated)?;
            println!("{}: updated", path.display());
        }
        complaints += page.complaints;
    }
    Ok(complaints)
}

struct Page<'p> {
    path: &'p Path,
    text: String,
    program: &'p Path,
    folder: &'p Path,
    complaints: usize,
}

impl Page<'_> {
    /// Checks the page and returns it with its outputs as they are now.
    fn check(&mut self, update: bool) -> Result<String> {
        let text = self.text.clone();
        let mut result = String::new();
        let mut printed = String::new();
        let mut lines = text.lines().enumerate();
        while let Some((number, line)) = lines.next() {
            result.push_str(line);
            result.push('\n');
            let Some(marks) = line.strip_prefix("```") else {
                self.check_pictures(number, line, update)?;
                self.check_links(number, line);
                continue;
            };
            let body: Vec<&str> = lines.by_ref().map(|(_, line)| line).take_while(|line| *line != "```").collect();
            let mut body = body.join("\n") + "\n";
            let marks: Vec<&str> = marks.split(',').collect();
            match marks[..] {
                ["sh"] => printed = self.run_lines(number, &body, true)?,
                ["sh", "fails"] => printed = self.run_lines(number, &body, false)?,
                ["text", "output"] if !matches(&body, &printed) => {
                    if update && !body.lines().any(|line| line == LEFT_OUT) {
                        body.clone_from(&printed);
                    } else {
                        self.complain(number, &format!("the output is now\n{printed}"));
                    }
                }
                ["yaml", "model"] => self.check_model(number, &body)?,
                ["csv", "file", name] => fs::write(self.folder.join(name), &body)?,
                ["yaml", "model", name] => {
                    self.check_model(number, &body)?;
                    fs::write(self.folder.join(name), &body)?;
                }
                _ => {}
            }
            result.push_str(&body);
            result.push_str("```\n");
        }
        Ok(result)
    }

    fn complain(&mut self, line: usize, message: &str) {
        self.complaints += 1;
        eprintln!("{}:{}: {message}", self.path.display(), line + 1);
    }

    /// Runs the program's lines of a block; what the last one printed, to standard error if it failed.
    fn run_lines(&mut self, number: usize, body: &str, succeeds: bool) -> Result<String> {
        let mut printed = String::new();
        for line in body.lines() {
            let Some(rest) = line.strip_prefix("frazil ").or_else(|| line.strip_prefix("cargo run --release -- "))
            else {
                continue;
            };
            let output = self.run(&words(rest), "")?;
            printed = String::from_utf8_lossy(if succeeds { &output.stdout } else { &output.stderr }).into_owned();
            if output.status.success() != succeeds {
                let said = String::from_utf8_lossy(&output.stderr);
                self.complain(number, &format!("`{line}` ended with {}\n{said}", output.status));
            }
        }
        Ok(printed)
    }

    fn check_model(&mut self, number: usize, model: &str) -> Result<()> {
        let output = self.run(&["check".to_owned(), "-".to_owned()], model)?;
        if !output.status.success() {
            self.complain(number, &format!("this model is refused\n{}", String::from_utf8_lossy(&output.stderr)));
        }
        Ok(())
    }

    fn run(&self, arguments: &[String], input: &str) -> Result<Output> {
        let mut child = Command::new(self.program)
            .args(arguments)
            .current_dir(self.folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()?;
        if let Some(mut stdin) = child.stdin.take() {
            stdin.write_all(input.as_bytes())?;
        }
        Ok(child.wait_with_output()?)
    }

    fn check_pictures(&mut self, number: usize, line: &str, update: bool) -> Result<()> {
        let folder = self.path.parent().map_or_else(PathBuf::new, Path::to_path_buf);
        let shown = line.match_indices("](plots/").filter_map(|(start, _)| line[start + 2..].split(')').next());
        for shown in shown.map(|target| folder.join(target)) {
            let drawn = self.folder.join(shown.file_name().unwrap_or_default());
            if !drawn.is_file() || fs::read(&shown).is_ok_and(|bytes| fs::read(&drawn).is_ok_and(|new| new == bytes)) {
                continue;
            }
            if update {
                fs::copy(&drawn, &shown)?;
                println!("{}: updated", shown.display());
            } else {
                self.complain(number, &format!("{} is not what the command draws", shown.display()));
            }
        }
        Ok(())
    }

    fn check_links(&mut self, number: usize, line: &str) {
        let folder = self.path.parent().map_or_else(PathBuf::new, Path::to_path_buf);
        for (start, _) in line.match_indices("](") {
            let target = line[start + 2..].split([')', '#']).next().unwrap_or("");
            if !target.is_empty() && !target.contains(':') && !folder.join(target).exists() {
                self.complain(number, &format!("the link to {target} leads nowhere"));
            }
        }
    }
}

/// Splits a command line at spaces, except within single or double quotes.
fn words(line: &str) -> Vec<String> {
    let (mut words, mut word, mut quote) = (Vec::new(), String::new(), None);
    for c in line.chars() {
        match quote {
            Some(open) if c == open => quote = None,
            None if c == '\'' || c == '"' => quote = Some(c),
            None if c == ' ' => words.push(std::mem::take(&mut word)),
            _ => word.push(c),
        }
    }
    words.push(word);
    words.retain(|word| !word.is_empty());
    words
}

/// Whether the shown lines are the printed ones, in their order, with any lines in place of `…`.
fn matches(shown: &str, printed: &str) -> bool {
    let comparable = |text: &str| -> Vec<String> {
        text.lines().filter(|line| !line.starts_with("solver")).map(|line| line.trim_end().to_owned()).collect()
    };
    let (shown, printed) = (comparable(shown), comparable(printed));
    let pieces: Vec<&[String]> = shown.split(|line| line == LEFT_OUT).collect();
    let mut rest = &printed[..];
    for (k, piece) in pieces.iter().enumerate() {
        if piece.is_empty() {
            continue;
        }
        let found = rest.windows(piece.len()).position(|window| window == *piece);
        match found {
            Some(at) if at == 0 || k > 0 => rest = &rest[at + piece.len()..],
            _ => return false,
        }
    }
    rest.is_empty() || pieces.last().is_some_and(|piece| piece.is_empty())
}
