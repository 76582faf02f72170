//! Which pages the book has: every one in both languages, under the same path.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};

use super::quiz;
use crate::lang::Lang;
use crate::messages::staff::StaffMessage;
use crate::quiz::Quiz;
use crate::repo::Repo;

/// The languages, in the order of the switch.
pub(super) const LANGUAGES: [Lang; 2] = [Lang::En, Lang::Fr];

/// A page, under `en/PATH.html` and `fr/PATH.html`.
#[derive(Debug)]
pub(super) struct Page {
    /// Its path below the folder of a language, with `/`, without extension.
    pub(super) path: String,
    /// Whether it stands below the one before it in the table of contents.
    pub(super) nested: bool,
    /// In the order of [`LANGUAGES`].
    texts: [Text; 2],
}

/// What a page says in one language.
#[derive(Debug)]
pub(super) struct Text {
    /// Its name in the table of contents.
    pub(super) label: String,
    /// The file that it is from, below the repository's root: what its links start from.
    pub(super) source: PathBuf,
    /// The text, as it stands in the file.
    pub(super) markdown: String,
}

impl Page {
    /// Returns the page in `lang`.
    pub(super) fn text(&self, lang: Lang) -> &Text {
        let place = LANGUAGES.iter().position(|one| *one == lang);
        &self.texts[place.expect("both languages are listed")]
    }

    /// Reads a page from a file for each language, `{}` in whose name stands for it.
    fn read(repo: &Repo, path: String, file: &str, label: Option<&StaffMessage>) -> Result<Self> {
        let text = |lang: Lang| -> Result<Text> {
            let source = PathBuf::from(file.replace("{}", lang.code()));
            let markdown = fs::read_to_string(repo.root().join(&source)).with_context(|| {
                format!(
                    "{}: the book has every page in both languages",
                    source.display()
                )
            })?;
            let heading =
                || heading(&markdown).with_context(|| format!("{}: no heading", source.display()));
            let label = match label {
                Some(label) => label.to_text(lang),
                None => heading()?,
            };
            Ok(Text {
                label,
                source,
                markdown,
            })
        };
        let texts = [text(Lang::En)?, text(Lang::Fr)?];
        Ok(Self {
            path,
            nested: label.is_some(),
            texts,
        })
    }
}

/// Collects all pages, in the order in which they are read.
pub(super) fn all(repo: &Repo) -> Result<Vec<Page>> {
    let mut pages = vec![
        welcome(),
        Page::read(repo, "patterns".to_string(), "PATTERNS.{}.md", None)?,
    ];
    let quizzes = Quiz::all(repo)?;
    for exercise in repo.exercises()? {
        let name = &exercise.name;
        let docs = format!("crates/{name}/docs");
        // What exists in one language has to exist in the other: reading it fails otherwise.
        let exists = |file: &str| {
            LANGUAGES
                .iter()
                .any(|lang| repo.root().join(file.replace("{}", lang.code())).exists())
        };
        let lesson = format!("{docs}/lesson.{{}}.md");
        let with_lesson = exists(&lesson);
        if with_lesson {
            pages.push(Page::read(repo, format!("{name}/lesson"), &lesson, None)?);
        }
        let statement = format!("exercises/{name}/README.{{}}.md");
        pages.push(Page::read(
            repo,
            format!("{name}/exercise"),
            &statement,
            with_lesson.then_some(&StaffMessage::BookExercise),
        )?);
        if let Some(quiz) = quizzes.iter().find(|quiz| quiz.name == *name) {
            pages.push(quiz_page(repo, quiz, |lang| exercise.title.get(lang))?);
        }
    }
    Ok(pages)
}

fn welcome() -> Page {
    let text = |lang: Lang, markdown: &str| Text {
        label: StaffMessage::BookWelcome.to_text(lang),
        // Its links start from the root of the repository.
        source: PathBuf::from("README.md"),
        markdown: markdown.to_string(),
    };
    Page {
        path: "index".to_string(),
        nested: false,
        texts: [
            text(Lang::En, include_str!("text/welcome.en.md")),
            text(Lang::Fr, include_str!("text/welcome.fr.md")),
        ],
    }
}

fn quiz_page<'t>(repo: &Repo, quiz: &Quiz, title: impl Fn(Lang) -> &'t str) -> Result<Page> {
    let source = quiz.folder().join("quiz.toml");
    let source = source.strip_prefix(repo.root()).unwrap_or(&source);
    let text = |lang: Lang| -> Result<Text> {
        Ok(Text {
            label: StaffMessage::BookQuiz.to_text(lang),
            source: source.to_path_buf(),
            markdown: quiz::markdown(quiz, title(lang), lang)?,
        })
    };
    let texts = [text(Lang::En)?, text(Lang::Fr)?];
    Ok(Page {
        path: format!("{}/quiz", quiz.name),
        nested: true,
        texts,
    })
}

/// Returns the first heading of a text, without the stars of its difficulty.
fn heading(markdown: &str) -> Option<String> {
    let line = markdown.lines().find_map(|line| line.strip_prefix("# "))?;
    Some(line.trim_end_matches(['⭐', '★', ' ']).to_string())
}

/// Makes sure that what was built is there in both languages: the same files below `en` and `fr`.
pub(super) fn same_in_both(site: &Path) -> Result<()> {
    let [one, other] = LANGUAGES.map(|lang| {
        let folder = site.join(lang.code());
        let mut found = Vec::new();
        html_files(&folder, &mut found).map(|()| {
            let mut names: Vec<PathBuf> = found
                .iter()
                .filter_map(|path| Some(path.strip_prefix(&folder).ok()?.to_path_buf()))
                .collect();
            names.sort();
            names
        })
    });
    let (one, other) = (one?, other?);
    let lonely = |these: &[PathBuf], those: &[PathBuf]| {
        these.iter().find(|path| !those.contains(path)).cloned()
    };
    if let Some(path) = lonely(&one, &other).or_else(|| lonely(&other, &one)) {
        anyhow::bail!("{} exists in one language only", path.display());
    }
    ensure!(!one.is_empty(), "the book has no page");
    Ok(())
}

/// Collects the pages below `folder`.
pub(super) fn html_files(folder: &Path, found: &mut Vec<PathBuf>) -> Result<()> {
    for entry in fs::read_dir(folder).with_context(|| folder.display().to_string())? {
        let path = entry?.path();
        if path.is_dir() {
            html_files(&path, found)?;
        } else if path
            .extension()
            .is_some_and(|extension| extension == "html")
        {
            found.push(path);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_heading_is_the_label_without_its_stars() {
        assert_eq!(
            heading("<!-- x -->\n# Pool ⭐⭐\n").as_deref(),
            Some("Pool")
        );
        assert_eq!(heading("no heading\n"), None);
    }

    #[test]
    fn a_page_in_one_language_only_is_refused() {
        let folder = std::env::temp_dir().join(format!("book-pages-{}", std::process::id()));
        let write = |name: &str, text: &str| {
            let path = folder.join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        };
        write("PATTERNS.en.md", "# Which?\n");
        write("PATTERNS.fr.md", "# Lequel ?\n");
        write("exercises/.keep", "");
        let pages = all(&Repo::at(&folder)).unwrap();
        assert_eq!(pages.len(), 2);
        assert_eq!(pages[1].text(Lang::Fr).label, "Lequel ?");
        fs::remove_file(folder.join("PATTERNS.fr.md")).unwrap();
        let error = format!("{:#}", all(&Repo::at(&folder)).unwrap_err());
        assert!(
            error.contains("PATTERNS.fr.md: the book has every page in both languages"),
            "{error}"
        );

        write("site/en/a.html", "");
        write("site/fr/a.html", "");
        same_in_both(&folder.join("site")).unwrap();
        write("site/fr/b.html", "");
        let error = format!("{:#}", same_in_both(&folder.join("site")).unwrap_err());
        assert!(
            error.contains("b.html exists in one language only"),
            "{error}"
        );
        fs::remove_dir_all(&folder).unwrap();
    }
}
