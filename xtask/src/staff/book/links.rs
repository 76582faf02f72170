//! Turns the links of a text from files of the repository to pages of the book.
//!
//! What leads to a page leads there in the book, too; pictures come along; the text of a link to any
//! other file stays, since it names the file. A link that leads nowhere is an error.

use std::collections::{BTreeSet, HashMap};
use std::ops::Range;
use std::path::{Component, Path, PathBuf};

use anyhow::{Result, bail};
use pulldown_cmark::{Event, LinkType, Options, Parser, Tag};

use super::pages::{LANGUAGES, Page};
use crate::lang::Lang;
use crate::repo::Repo;

/// The pictures that a text shows are copied here, below the folder of a language.
pub(super) const PICTURES: &str = "pictures";

/// Knows where each file of the repository is in the book.
pub(super) struct Links<'r> {
    repo: &'r Repo,
    pages: HashMap<PathBuf, (Lang, String)>,
}

/// A text whose links lead where they lead in the book.
pub(super) struct Linked {
    pub(super) markdown: String,
    /// The pictures, by file below the root, and where they belong below the folder of the language.
    pub(super) pictures: BTreeSet<(PathBuf, PathBuf)>,
}

impl<'r> Links<'r> {
    /// Notes where the source of each page has gone.
    pub(super) fn new(repo: &'r Repo, pages: &[Page]) -> Self {
        let of = |page: &Page| {
            LANGUAGES.map(|lang| (page.text(lang).source.clone(), (lang, page.path.clone())))
        };
        Self {
            repo,
            pages: pages.iter().flat_map(of).collect(),
        }
    }

    /// Turns the links of `page` in `lang`.
    pub(super) fn turn(&self, page: &Page, lang: Lang) -> Result<Linked> {
        let text = page.text(lang);
        let (mut edits, mut pictures) = (Vec::new(), BTreeSet::new());
        for (event, range) in
            Parser::new_ext(&text.markdown, Options::ENABLE_TABLES).into_offset_iter()
        {
            let (kind, target, is_picture) = match &event {
                Event::Start(Tag::Link {
                    link_type,
                    dest_url,
                    ..
                }) => (*link_type, dest_url, false),
                Event::Start(Tag::Image {
                    link_type,
                    dest_url,
                    ..
                }) => (*link_type, dest_url, true),
                _ => continue,
            };
            if target.starts_with('#') || target.contains("://") || target.starts_with("mailto:") {
                continue;
            }
            let Some(place) =
                destination(&text.markdown, &range, target).filter(|_| kind == LinkType::Inline)
            else {
                bail!(
                    "{}: links are written [text](file): {target}",
                    text.source.display()
                );
            };
            let (file, fragment) = target
                .split_once('#')
                .map_or((&**target, ""), |(file, fragment)| (file, fragment));
            let folder = text.source.parent().unwrap_or(Path::new(""));
            let file = normal(&folder.join(file));
            let up = "../".repeat(page.path.matches('/').count());
            let hash = if fragment.is_empty() { "" } else { "#" };
            if let Some((other, path)) = self.pages.get(&file).filter(|_| !is_picture) {
                let there = if *other == lang {
                    format!("{up}{path}.md")
                } else {
                    format!("{up}../{}/{path}.html", other.code())
                };
                edits.push((place, format!("{there}{hash}{fragment}")));
            } else if !self.repo.root().join(&file).exists() {
                bail!(
                    "{}: the link to {target} leads nowhere",
                    text.source.display()
                );
            } else if is_picture {
                let there = Path::new(PICTURES).join(&file);
                edits.push((
                    place,
                    format!("{up}{}", there.display().to_string().replace('\\', "/")),
                ));
                pictures.insert((file, there));
            } else {
                // Only its text is left.
                edits.push((range.start..range.start + 1, String::new()));
                edits.push((place.start - 2..range.end, String::new()));
            }
        }
        // Stars that are letters: those that are pictures need a font that few machines have.
        let markdown = edited(&text.markdown, edits).replace('⭐', "★");
        Ok(Linked { markdown, pictures })
    }
}

/// Finds where in `range` the destination of a link stands.
fn destination(markdown: &str, range: &Range<usize>, target: &str) -> Option<Range<usize>> {
    let start = range.start + markdown[range.clone()].rfind(&format!("]({target}"))? + 2;
    Some(start..start + target.len())
}

/// Replaces parts of `text`, which do not overlap.
pub(super) fn edited(text: &str, mut edits: Vec<(Range<usize>, String)>) -> String {
    edits.sort_by_key(|(range, _)| range.start);
    let (mut out, mut at) = (String::with_capacity(text.len()), 0);
    for (range, new) in edits {
        out.push_str(&text[at..range.start]);
        out.push_str(&new);
        at = range.end;
    }
    out + &text[at..]
}

/// Resolves `..` without looking at the disk.
pub(super) fn normal(path: &Path) -> PathBuf {
    let mut out = PathBuf::new();
    for part in path.components() {
        match part {
            Component::ParentDir => {
                out.pop();
            }
            Component::CurDir => {}
            other => out.push(other),
        }
    }
    out
}
