//! One submission of the corpus: a file with a header, and perhaps several modules in it.

use std::fmt;
use std::fs;
use std::path::Path;

use xtask::grade::intake::Sources;

/// Says what must become of a submission.
#[derive(Debug)]
pub(crate) enum Verdict {
    /// The source check refuses it, for a reason with this text.
    Refused(String),
    /// It does not compile, with this text in an error.
    NotBuilt(String),
    /// The audit refuses it, for a reason with this text.
    Audited(String),
    /// It earns so many points, and the result has this text.
    Points(u32, String),
}

/// A submission, and what must become of it.
#[derive(Debug)]
pub(crate) struct Case {
    pub(crate) folder: &'static str,
    name: String,
    without: String,
    pub(crate) verdict: Verdict,
    pub(crate) sources: Sources,
}

impl fmt::Display for Case {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}/{}", self.folder, self.name)
    }
}

impl Case {
    /// Tells whether `defence` is taken away.
    pub(crate) fn without(&self, defence: &str) -> bool {
        self.without.split(", ").any(|word| word == defence)
    }

    /// Returns the path of the package.
    pub(crate) fn package(&self) -> String {
        format!("{}/{}", self.folder, self.name)
    }
}

/// Loads the corpus.
pub(crate) fn load() -> Vec<Case> {
    let home = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/attacks");
    let honest = fs::read_to_string(home.join("solution.rs")).unwrap();
    let mut cases = Vec::new();
    for folder in ["refused", "built", "bare", "honest"] {
        for entry in fs::read_dir(home.join(folder)).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_stem().unwrap().to_str().unwrap().to_string();
            cases.push(parse(
                folder,
                name,
                &fs::read_to_string(path).unwrap(),
                &honest,
            ));
        }
    }
    cases.sort_by_key(ToString::to_string);
    cases
}

fn parse(folder: &'static str, name: String, text: &str, honest: &str) -> Case {
    let header = |word: &str| {
        let line = text
            .lines()
            .find_map(|line| line.strip_prefix("//! ")?.strip_prefix(word));
        line.map(str::to_string)
    };
    assert!(
        header("Tries: ").is_some(),
        "{name} does not say what it tries"
    );
    let verdict = header("Verdict: ").unwrap_or_else(|| panic!("{name} has no verdict"));
    let (kind, says) = verdict.split_once(':').unwrap_or((&verdict, ""));
    let says = says.trim().to_string();
    let verdict = match kind.split_once(' ') {
        Some(("points", points)) => Verdict::Points(points.parse().unwrap(), says),
        _ if kind == "refused" => Verdict::Refused(says),
        _ if kind == "not built" => Verdict::NotBuilt(says),
        _ if kind == "audited" => Verdict::Audited(says),
        _ => panic!("{name}: no such verdict: {kind}"),
    };
    let mut sources = Sources::default();
    sources
        .files
        .insert("src/honest.rs".to_string(), honest.to_string());
    let mut path = "src/lib.rs".to_string();
    let mut rest = text;
    while let Some((this, next)) = rest.split_once("\n// ---- ") {
        let (next_path, body) = next.split_once('\n').unwrap();
        sources.files.insert(path, this.to_string());
        path = next_path.to_string();
        rest = body;
    }
    // Git would not keep these as they are.
    let last = if text.contains("//crlf") {
        format!("\u{feff}{}", rest.replace('\n', "\r\n"))
    } else {
        rest.to_string()
    };
    sources.files.insert(path, last);
    let without = header("Without: ").unwrap_or_default();
    Case {
        folder,
        name,
        without,
        verdict,
        sources,
    }
}
