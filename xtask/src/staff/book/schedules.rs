//! The schedules that lessons show as figures, each with a page to step through it.

use std::path::Path;

use anyhow::Result;

use super::words::Words;
use crate::lang::Lang;
use crate::picture;
use crate::staff::schedules::Program;

/// Where figures of schedules lie, whatever the lesson.
const FOLDER: &str = "/schedules/";

/// Puts a link below each figure of a schedule, to its page.
pub(super) fn with_links(markdown: &str, words: &Words) -> String {
    let mut out = String::with_capacity(markdown.len());
    for line in markdown.lines() {
        out.push_str(line);
        out.push('\n');
        let target = line
            .strip_prefix("![")
            .and_then(|rest| rest.rsplit_once("](")?.1.strip_suffix(".svg)"));
        if let Some(target) = target.filter(|target| target.contains(FOLDER)) {
            // In a paragraph of its own, as the figure is.
            out.push_str(&format!("\n[{}]({target}.html)\n", words.step_through));
        }
    }
    out
}

/// Returns the page that belongs to the figure `file`; `None` if it is no schedule.
pub(super) fn page(file: &Path, lang: Lang) -> Result<Option<String>> {
    let view = Program::of_figure(file).map(|program| program.view(lang));
    Ok(view.transpose()?.map(|view| picture::page(&view)))
}
