//! All exercises, to choose from.

use crate::messages::Message;
use crate::watch::lines::{Line, Page, Paint};
use crate::watch::state::State;

/// The lines above the first exercise.
const ABOVE: usize = 2;
/// The lines of one exercise.
const EACH: usize = 2;

/// Returns the last line of the exercise at `at`.
pub(super) fn line_of(at: usize) -> usize {
    ABOVE + at * EACH + EACH - 1
}

pub(super) fn show(state: &State, chosen: usize, page: &mut Page) {
    page.line(Line::new(
        Paint::Bold,
        &Message::WatchExercises.to_text(state.lang),
    ));
    page.blank();
    for (at, entry) in state.course.entries().iter().enumerate() {
        let cursor = if at == chosen { "▸ " } else { "  " };
        let (mark, paint) = if entry.is_complete() {
            ("✓ ", Paint::Good)
        } else {
            ("○ ", Paint::Plain)
        };
        let exercise = &entry.exercise;
        let left = Line::new(Paint::Bold, cursor)
            .and(paint, mark)
            .and(
                if at == chosen {
                    Paint::Bold
                } else {
                    Paint::Plain
                },
                &exercise.name,
            )
            .and(Paint::Plain, &format!(" {}", exercise.stars()));
        page.between(
            left,
            super::points(entry.points(), exercise.max_points(), entry.stale),
        );
        page.line(Line::new(
            Paint::Plain,
            &format!("    {}", exercise.title.get(state.lang)),
        ));
    }
    if state.course.entries().iter().any(|entry| entry.stale) {
        page.blank();
        page.prose(Paint::Plain, 0, &Message::WatchStale.to_text(state.lang));
    }
}
