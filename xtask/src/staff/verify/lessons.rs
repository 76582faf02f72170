//! Checks that the French lesson follows the present English one.
//!
//! Its line `<!-- follows lesson.en.md HASH -->` records the hash of the text that it translates.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail, ensure};

use super::Checks;
use crate::hash::Fnv;
use crate::repo::Repo;

const MARK: &str = "<!-- follows lesson.en.md ";

/// Checks the lessons of every crate that has any.
pub(super) fn check(repo: &Repo, checks: &mut Checks) {
    let crates = repo.root().join("crates");
    let Ok(entries) = fs::read_dir(&crates) else {
        return;
    };
    let mut folders: Vec<_> = entries
        .filter_map(Result::ok)
        .map(|entry| entry.path())
        .collect();
    folders.sort();
    for folder in folders {
        let docs = folder.join("docs");
        if docs.join("lesson.en.md").exists() || docs.join("lesson.fr.md").exists() {
            let name = folder
                .file_name()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned();
            let outcome = in_step(&docs, checks.bless);
            checks.check(&format!("{name}: the lessons are in step"), outcome);
        }
    }
}

fn in_step(docs: &Path, bless: bool) -> Result<()> {
    let read = |name: &str| {
        let path = docs.join(name);
        fs::read_to_string(&path).with_context(|| path.display().to_string())
    };
    let (english, french) = (read("lesson.en.md")?, read("lesson.fr.md")?);
    let wanted = hash(&english);
    let Some(recorded) = recorded(&french) else {
        bail!("lesson.fr.md has no line `{MARK}{wanted} -->`");
    };
    if recorded == wanted {
        return Ok(());
    }
    ensure!(
        bless,
        "lesson.en.md has changed since: translate that, then `--bless` records {wanted}"
    );
    let french = french.replacen(
        &format!("{MARK}{recorded} -->"),
        &format!("{MARK}{wanted} -->"),
        1,
    );
    fs::write(docs.join("lesson.fr.md"), french).context("lesson.fr.md")
}

fn recorded(french: &str) -> Option<&str> {
    let (_, rest) = french.split_once(MARK)?;
    rest.split_once(" -->").map(|(hash, _)| hash)
}

/// Hashes a text, whose line ends may be those of any system.
fn hash(text: &str) -> String {
    format!(
        "{:016x}",
        Fnv::default()
            .with(text.replace('\r', "").as_bytes())
            .finish()
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_changed_lesson_is_noticed_and_blessed() {
        let folder = std::env::temp_dir().join(format!("lessons-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        let write = |name: &str, text: &str| fs::write(folder.join(name), text).unwrap();
        write("lesson.en.md", "one\n");
        write("lesson.fr.md", "<!-- follows lesson.en.md 0 -->\nun\n");
        assert!(in_step(&folder, false).is_err());
        in_step(&folder, true).unwrap();
        in_step(&folder, false).unwrap();
        write("lesson.en.md", "one\r\n");
        in_step(&folder, false).unwrap();
        write("lesson.en.md", "two\n");
        assert!(in_step(&folder, false).is_err());
        fs::remove_dir_all(&folder).unwrap();
    }
}
