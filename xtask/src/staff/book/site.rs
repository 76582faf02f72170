//! Has mdBook build the book in one language.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use mdbook_driver::MDBook;
use mdbook_driver::config::Config;

use super::links::Links;
use super::pages::Page;
use super::{schedules, typography};
use crate::files::write;
use crate::lang::Lang;
use crate::messages::staff::StaffMessage;
use crate::repo::Repo;

/// Files of our own that every page loads, by name.
const FRONT: [(&str, &str); 2] = [
    ("book.css", include_str!("front/book.css")),
    ("quiz.js", include_str!("front/quiz.js")),
];

/// Writes the sources of the book in `lang` to `scratch`, and the book to `out`.
pub(super) fn build(
    repo: &Repo,
    pages: &[Page],
    lang: Lang,
    scratch: &Path,
    out: &Path,
) -> Result<()> {
    let _ = fs::remove_dir_all(scratch);
    let source = scratch.join("src");
    let links = Links::new(repo, pages);
    let mut pictures: BTreeSet<(PathBuf, PathBuf)> = BTreeSet::new();
    for page in pages {
        let linked = links.turn(page, lang)?;
        let markdown = match lang {
            Lang::En => linked.markdown,
            Lang::Fr => typography::french(&linked.markdown),
        };
        let markdown = schedules::with_links(&markdown, lang);
        write(&source.join(format!("{}.md", page.path)), &markdown)?;
        pictures.extend(linked.pictures);
    }
    for (file, there) in &pictures {
        let bytes = fs::read(repo.root().join(file)).with_context(|| file.display().to_string())?;
        write(&source.join(there), bytes)?;
        if let Some(page) = schedules::page(repo, file, lang)? {
            write(&source.join(schedules::place(there)), page)?;
        }
    }
    write(&source.join("SUMMARY.md"), summary(pages, lang))?;
    for (name, text) in FRONT {
        write(&scratch.join(name), text)?;
    }
    let built = MDBook::load_with_config(scratch, config(lang, out)?)?.build();
    built.with_context(|| format!("mdBook, in the language {}", lang.code()))
}

fn summary(pages: &[Page], lang: Lang) -> String {
    let mut out = String::from("# Summary\n\n");
    for (place, page) in pages.iter().enumerate() {
        let label = &page.text(lang).label;
        let mark = match (place, page.nested) {
            (0, _) => "",
            (_, false) => "- ",
            (_, true) => "  - ",
        };
        out.push_str(&format!("{mark}[{label}]({}.md)\n", page.path));
    }
    out
}

fn config(lang: Lang, out: &Path) -> Result<Config> {
    let mut config: Config = include_str!("front/book.toml").parse()?;
    config.book.language = Some(lang.code().to_string());
    config.book.title = Some(StaffMessage::BookTitle.to_text(lang));
    config.build.build_dir = out.to_path_buf();
    Ok(config)
}
