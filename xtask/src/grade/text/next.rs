//! What to do next, at the end of a result.

use std::fmt::Write as _;

use super::{again, is_untouched, most_telling};
use crate::grade::model::{ExerciseResult, NextStep};
use crate::messages::Message;
use crate::terminal::{Style, wrap};

/// Renders the way to the next points.
pub(super) fn render(exercise: &ExerciseResult, next: &NextStep, style: &Style) -> String {
    let untouched = is_untouched(exercise);
    let first = if untouched {
        Message::NothingDone {
            points: exercise.max_points,
        }
    } else {
        Message::NextIs {
            number: next.number,
            title: next.title.clone(),
        }
    };
    let mut out = wrap(&first.to_text(style.lang), style.width, 0);
    let mut todo = Vec::new();
    if untouched {
        todo.push(Message::Read {
            path: next.statement.clone(),
        });
    }
    if let (Some(place), Some(task)) = (&next.place, &next.task) {
        todo.push(Message::Edit {
            place: place.clone(),
            task: task.clone(),
        });
    } else if let Some(test) = most_telling(exercise) {
        let command = format!("cargo xtask hint {} {}", exercise.name, test.name);
        todo.push(Message::FirstFailure {
            title: test.title.clone(),
            command,
        });
    }
    if untouched {
        todo.push(Message::Then {
            command: again(exercise),
        });
    }
    for (number, message) in (1..).zip(&todo) {
        let text = wrap(&message.to_text(style.lang), style.width, 5);
        let _ = write!(out, "  {number}. {}", text.trim_start());
    }
    out
}
