//! A group in the words of another language: what a plot shows of it, before it is drawn.

use anyhow::Result;

use super::words::Words;
use super::{Reported, ReportedGroup};
use crate::scenario::Goal;
use crate::verdict::Judged;

/// Returns the same group with all its texts in the language of `words`.
///
/// # Errors
///
/// When there is no wording for one of them.
pub(super) fn translated(group: &ReportedGroup, words: &Words) -> Result<ReportedGroup> {
    let mut group = group.clone();
    for text in [&mut group.title, &mut group.about] {
        *text = (words.text)(text)?;
    }
    for Reported {
        measured, goals, ..
    } in &mut group.scenarios
    {
        measured.name = (words.text)(&measured.name)?;
        for entrant in &mut measured.entrants {
            entrant.name = (words.text)(&entrant.name)?;
        }
        for Judged { goal, against, .. } in goals {
            if let Goal::Versus { name, .. } = goal {
                *name = (words.text)(name)?;
            }
            *against = against.as_deref().map(words.text).transpose()?;
        }
    }
    Ok(group)
}
