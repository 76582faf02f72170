//! The schedules and real runs that lessons show as figures, each with a page to step through it.

use std::path::{Path, PathBuf};

use anyhow::Result;

use crate::lang::Lang;
use crate::messages::staff::StaffMessage;
use crate::picture;
use crate::repo::Repo;
use crate::staff::recordings::Recorded;
use crate::staff::schedules::Program;

/// Where figures of schedules lie, whatever the lesson, and those of real runs.
const FOLDERS: [&str; 2] = ["/schedules/", "/runs/"];

/// Puts a link below each figure of a schedule or a run, to its page.
pub(super) fn with_links(markdown: &str, lang: Lang) -> String {
    let mut out = String::with_capacity(markdown.len());
    for line in markdown.lines() {
        out.push_str(line);
        out.push('\n');
        let target = line
            .strip_prefix("![")
            .and_then(|rest| rest.rsplit_once("](")?.1.strip_suffix(')'));
        let has_page = |target: &&str| FOLDERS.iter().any(|folder| target.contains(folder));
        if let Some(target) = target.filter(has_page) {
            // In a paragraph of its own, as the figure is.
            let place = place(Path::new(target)).display().to_string();
            let place = place.replace('\\', "/");
            let link = StaffMessage::BookStepThrough.to_text(lang);
            out.push_str(&format!("\n[{link}]({place})\n"));
        }
    }
    out
}

/// Returns where the page of the figure `name.LANGUAGE.svg` is: the same name in both languages.
pub(super) fn place(figure: &Path) -> PathBuf {
    figure.with_extension("").with_extension("html")
}

/// Returns the page that belongs to the figure `file`; `None` if it has none.
pub(super) fn page(repo: &Repo, file: &Path, lang: Lang) -> Result<Option<String>> {
    let run = || Recorded::of_figure(file).map(|run| run.view(repo, lang));
    let view = Program::of_figure(file).map(|program| program.view(lang));
    let view = view.or_else(run);
    Ok(view.transpose()?.map(|view| picture::page(&view)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_schedule_gets_a_link_to_its_page_and_other_pictures_do_not() {
        let text = "![x](../a/schedules/lost.fr.svg)\n\n![y](../a/bench.fr.svg)\n";
        let linked = with_links(text, Lang::Fr);
        assert!(
            linked.contains("pas](../a/schedules/lost.html)\n"),
            "{linked}"
        );
        assert_eq!(linked.matches(".html").count(), 1);
    }
}
