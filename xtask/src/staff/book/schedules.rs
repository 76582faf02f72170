//! The schedules that lessons show as figures, each with a page to step through it.

use std::path::Path;

use anyhow::Result;

use super::words::Words;
use crate::lang::Lang;
use crate::repo::Repo;

/// Puts a link below each figure of a schedule, to its page.
pub(super) fn with_links(markdown: &str, _words: &Words) -> String {
    markdown.to_string()
}

/// Returns the page that belongs to the figure `file`; `None` if it is no schedule.
pub(super) fn page(_repo: &Repo, _file: &Path, _lang: Lang) -> Result<Option<String>> {
    Ok(None)
}
