//! Pages: one for each submission, one for the class. Each is a single file that needs nothing else,
//! and says nothing by colour alone.

pub(super) mod class;
#[cfg(test)]
pub(in crate::staff) mod example;
pub(super) mod submission;

use maud::{DOCTYPE, Markup, PreEscaped, html};

use crate::grade::model::Status;
use crate::lang::Lang;
use crate::messages::staff::StaffMessage;

/// How the pages look, in light and in dark, on a screen and on paper.
const STYLE: &str = include_str!("style.css");

/// Lays `body` out as a page; whatever is inserted anywhere is escaped by `html!`.
pub(crate) fn page(title: &str, body: &Markup, lang: Lang) -> String {
    html! {
        (DOCTYPE)
        html lang=(lang.code()) {
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

/// Renders text in which names of code stand between backticks; whatever else is in it stays text.
fn prose(text: &str) -> Markup {
    between("`", text, |part| html! { code { (part) } })
}

/// Renders text in which what matters stands between pairs of asterisks.
fn emphasised(text: &str) -> Markup {
    between("**", text, |part| html! { strong { (part) } })
}

/// Renders what stands between two `marks` by `inside`, and the rest as text.
fn between(marks: &str, text: &str, inside: fn(&str) -> Markup) -> Markup {
    let text = visible(text);
    let parts: Vec<&str> = text.split(marks).collect();
    html! {
        // Without its partner, a mark is text.
        @if parts.len().is_multiple_of(2) { (text) } @else {
            @for (at, part) in parts.iter().enumerate() {
                @if at.is_multiple_of(2) { (part) } @else { (inside(part)) }
            }
        }
    }
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
fn status(status: Status, lang: Lang) -> Markup {
    let (sign, class) = match status {
        Status::Passed => ("✓", "good"),
        Status::Failed => ("✗", "bad"),
        Status::NotDone => ("○", "open"),
        Status::NotRun => ("–", "open"),
        Status::NotGraded => ("?", "open"),
    };
    let word = StaffMessage::TestIs { status }.to_text(lang);
    html! { span.status.(class) { span.sign aria-hidden="true" { (sign) } " " (word) } }
}

#[cfg(test)]
mod tests {
    use super::{emphasised, prose};

    #[test]
    fn code_is_what_stands_between_two_backticks() {
        let rendered = |text: &str| prose(text).into_string();
        assert_eq!(
            rendered("then `None`, `<b>`"),
            "then <code>None</code>, <code>&lt;b&gt;</code>"
        );
        assert_eq!(rendered("one ` alone"), "one ` alone");
        assert_eq!(rendered(""), "");
    }

    #[test]
    fn what_matters_is_what_stands_between_two_pairs_of_asterisks() {
        let rendered = |text: &str| emphasised(text).into_string();
        assert_eq!(rendered("**<b>** of 3"), "<strong>&lt;b&gt;</strong> of 3");
        assert_eq!(rendered("2 ** 3"), "2 ** 3");
    }
}
