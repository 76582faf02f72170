//! Pages: one for each submission, one for the class. Each is a single file that needs nothing else,
//! and says nothing by colour alone.

pub(super) mod class;
#[cfg(test)]
pub(super) mod example;
pub(super) mod submission;

use maud::{DOCTYPE, Markup, PreEscaped, html};

use crate::grade::model::Status;

/// How the pages look, in light and in dark, on a screen and on paper.
const STYLE: &str = include_str!("style.css");

/// Lays `body` out as a page; whatever is inserted anywhere is escaped by `html!`.
pub(crate) fn page(title: &str, body: &Markup) -> String {
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                // Nothing is loaded and nothing runs, whatever a submission has written.
                meta http-equiv="Content-Security-Policy"
                    content="default-src 'none'; style-src 'unsafe-inline'";
                meta name="referrer" content="no-referrer";
                title { (visible(title)) }
                style { (PreEscaped(STYLE)) }
            }
            body { main { (body) } }
        }
    }
    .into_string()
}

/// Returns text of a submission without what would steer its reader.
pub(crate) fn visible(text: &str) -> String {
    crate::escape::visible(text)
}

/// Renders a bar that is filled to `part` of `whole`; the numbers are said beside it.
fn bar(part: u32, whole: u32) -> Markup {
    let width = if whole == 0 {
        0.0
    } else {
        f64::from(part) / f64::from(whole) * 100.0
    };
    html! {
        span.bar aria-hidden="true" { span.fill style=(format!("width:{width:.1}%")) {} }
    }
}

/// Renders what became of a test as a sign and a word.
fn status(status: Status) -> Markup {
    let (sign, word, class) = match status {
        Status::Passed => ("✓", "passed", "good"),
        Status::Failed => ("✗", "failed", "bad"),
        Status::NotDone => ("○", "not done", "open"),
        Status::NotRun => ("–", "not run", "open"),
        Status::NotGraded => ("?", "not graded", "open"),
    };
    html! { span.status.(class) { span.sign aria-hidden="true" { (sign) } " " (word) } }
}
