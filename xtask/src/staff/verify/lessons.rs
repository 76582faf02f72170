//! Checks that each French text follows the present English one: the lessons, the comparison of the
//! patterns, and the instructors' guide.
//!
//! Its line `<!-- follows lesson.en.md HASH -->` records the hash of the text that it translates.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail, ensure};

use super::super::schedules;
use super::{Checks, lesson};
use crate::hash::Fnv;
use crate::repo::Repo;

/// The texts that belong to no crate: folder and stem.
const PAGES: [(&str, &str); 2] = [("", "PATTERNS"), ("xtask/docs", "instructors")];

/// Checks the lessons of every crate that has any, and the pages.
pub(super) fn check(repo: &Repo, checks: &mut Checks) {
    for (folder, stem) in PAGES {
        let folder = repo.root().join(folder);
        if folder.join(format!("{stem}.en.md")).exists() {
            let outcome = in_step(&folder, stem, checks.bless);
            checks.check(&format!("{stem}: both languages are in step"), outcome);
        }
    }
    let crates = repo.root().join("crates");
    let Ok(entries) = fs::read_dir(&crates) else {
        return;
    };
    if schedules::are_in(repo) {
        let outcome = if checks.bless {
            schedules::run(repo).map(drop)
        } else {
            schedules::up_to_date(repo)
        };
        checks.check("lessons: the figures are what would be drawn now", outcome);
    }
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
            let outcome = in_step(&docs, "lesson", checks.bless);
            checks.check(&format!("{name}: the lessons are in step"), outcome);
            checks.check(
                &format!("{name}: the lessons have the same shape, and name every mistake"),
                lesson::alike(&docs, &repo.solution_dir(&name).join("variants/faulty")),
            );
        }
    }
}

/// Checks `stem.fr.md` against `stem.en.md`.
fn in_step(folder: &Path, stem: &str, bless: bool) -> Result<()> {
    let read = |name: &str| {
        let path = folder.join(name);
        fs::read_to_string(&path).with_context(|| path.display().to_string())
    };
    let (english, french) = (format!("{stem}.en.md"), format!("{stem}.fr.md"));
    let mark = format!("<!-- follows {english} ");
    let (wanted, text) = (hash(&read(&english)?), read(&french)?);
    let Some(recorded) = recorded(&text, &mark) else {
        bail!("{french} has no line `{mark}{wanted} -->`");
    };
    if recorded == wanted {
        return Ok(());
    }
    ensure!(
        bless,
        "{english} has changed since: translate that, then `--bless` records {wanted}"
    );
    let text = text.replacen(
        &format!("{mark}{recorded} -->"),
        &format!("{mark}{wanted} -->"),
        1,
    );
    fs::write(folder.join(&french), text).context(french)
}

fn recorded<'a>(french: &'a str, mark: &str) -> Option<&'a str> {
    let (_, rest) = french.split_once(mark)?;
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
    fn the_lessons_are_in_step_and_have_the_same_shape() {
        let repo = Repo::find().unwrap();
        for exercise in repo.exercises().unwrap() {
            let docs = repo.root().join("crates").join(&exercise.name).join("docs");
            if docs.join("lesson.en.md").exists() {
                in_step(&docs, "lesson", false).unwrap();
                let faulty = repo.solution_dir(&exercise.name).join("variants/faulty");
                lesson::alike(&docs, &faulty).unwrap();
            }
        }
    }

    #[test]
    fn a_changed_lesson_is_noticed_and_blessed() {
        let folder = std::env::temp_dir().join(format!("lessons-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        let write = |name: &str, text: &str| fs::write(folder.join(name), text).unwrap();
        write("lesson.en.md", "one\n");
        write("lesson.fr.md", "<!-- follows lesson.en.md 0 -->\nun\n");
        assert!(in_step(&folder, "lesson", false).is_err());
        in_step(&folder, "lesson", true).unwrap();
        in_step(&folder, "lesson", false).unwrap();
        write("lesson.en.md", "one\r\n");
        in_step(&folder, "lesson", false).unwrap();
        write("lesson.en.md", "two\n");
        assert!(in_step(&folder, "lesson", false).is_err());
        fs::remove_dir_all(&folder).unwrap();
    }
}
