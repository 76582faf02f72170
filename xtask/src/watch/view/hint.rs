//! The hints given so far, the last one in full sight.

use crate::hints::Part;
use crate::messages::Message;
use crate::watch::lines::{Page, Paint};
use crate::watch::state::State;

pub(super) fn show(state: &State, page: &mut Page) {
    fill(state, page);
}

/// Returns the line at which the last hint begins.
pub(super) fn last(state: &State, width: usize) -> usize {
    fill(state, &mut Page::new(width))
}

fn fill(state: &State, page: &mut Page) -> usize {
    let mut last = 0;
    let Some((trouble, hints)) = state.hints() else {
        page.prose(Paint::Plain, 0, &Message::NothingToHint.to_text(state.lang));
        return last;
    };
    let title = trouble.title();
    for (level, hint) in (1..).zip(&hints[..state.hinted.1.min(hints.len())]) {
        page.blank();
        last = page.lines.len();
        let title = title.clone();
        page.prose(
            Paint::Bold,
            0,
            &Message::HintTitle { level, title }.to_text(state.lang),
        );
        for part in hint {
            match part {
                Part::Sentence(text) => page.prose(Paint::Plain, 2, text),
                Part::Code(lines) => page.exact(Paint::Plain, 4, &lines.join("\n")),
            }
        }
    }
    last
}
