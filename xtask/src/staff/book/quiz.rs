//! The page of a quiz: a list with answers to unfold, which a script (`front/quiz.js`) lets one answer.

use std::fmt::Write as _;

use anyhow::Result;
use pulldown_cmark::{Options, Parser};

use super::typography;
use crate::lang::Lang;
use crate::messages::staff::StaffMessage;
use crate::picture::html;
use crate::quiz::{Choice, Question, Quiz};

/// Writes the questions of `quiz` as Markdown with HTML in it.
pub(super) fn markdown(quiz: &Quiz, title: &str, lang: Lang) -> Result<String> {
    // Of `Pool: a few threads`, the name.
    let title = title.split(':').next().unwrap_or(title).trim_end();
    let title = StaffMessage::BookQuizTitle {
        title: title.to_string(),
    };
    let mut out = format!(
        "# {}\n\n{}\n\n```sh\ncargo xtask quiz {}\n```\n\n",
        title.to_text(lang),
        StaffMessage::BookQuizIntro.to_text(lang),
        quiz.name
    );
    for (number, question) in (1..).zip(&quiz.questions) {
        out.push_str(&one(quiz, question, number, lang)?);
    }
    let _ = writeln!(
        out,
        "<p class=\"quiz-score\" role=\"status\" data-words=\"{}\"></p>",
        html(&of_the_script(lang).to_string())
    );
    Ok(out)
}

/// What the script says; a page without it says the same in the unfolded answers.
fn of_the_script(lang: Lang) -> serde_json::Value {
    let say = |message: StaffMessage| message.to_text(lang);
    // It fills in the numbers, which nobody knows before the answers.
    let score = StaffMessage::BookScore {
        right: "{right}".to_string(),
        asked: "{asked}".to_string(),
    };
    serde_json::json!({
        "check": say(StaffMessage::BookCheck),
        "first": say(StaffMessage::BookChooseFirst),
        "right": say(StaffMessage::BookRight),
        "wrong": say(StaffMessage::BookWrong),
        "well": say(StaffMessage::BookChosenWell),
        "missed": say(StaffMessage::BookMissed),
        "no": say(StaffMessage::BookNotSo),
        "score": say(score),
    })
}

fn one(quiz: &Quiz, question: &Question, number: usize, lang: Lang) -> Result<String> {
    let mut out = format!(
        "## {}\n\n{}\n\n",
        StaffMessage::BookQuestion { number }.to_text(lang),
        question.ask.get(lang)
    );
    if let Some(program) = &question.program {
        let _ = write!(
            out,
            "```rust,ignore\n{}\n```\n\n",
            quiz.program(program)?.trim_end()
        );
    }
    let id = html(&question.id);
    // A block of HTML ends at an empty line: there is none in it.
    let _ = writeln!(
        out,
        "<fieldset class=\"quiz\" id=\"quiz-{id}\"><legend>{}</legend>",
        html(&StaffMessage::BookChoices.to_text(lang))
    );
    for (choice, letter) in question.choices.iter().zip('a'..) {
        let right = if choice.right { " data-right" } else { "" };
        let _ = writeln!(
            out,
            "<label{right}><input type=\"checkbox\" name=\"{id}\" value=\"{letter}\"> <span class=\"letter\">{letter})</span> {} <strong class=\"mark\"></strong></label>",
            said(choice, lang)
        );
    }
    let _ = write!(
        out,
        "</fieldset>\n<details class=\"quiz-answer\"><summary>{}</summary>\n<p><strong>{}</strong></p>\n{}</details>\n\n",
        html(&StaffMessage::BookAnswer.to_text(lang)),
        question.right_letters(", "),
        rendered(question.why.get(lang), lang)
    );
    Ok(out)
}

/// A choice as HTML: words, or what a program returns.
fn said(choice: &Choice, lang: Lang) -> String {
    match (&choice.text, &choice.outcome) {
        (Some(text), _) => {
            let paragraph = rendered(text.get(lang), lang);
            let inside = paragraph
                .trim()
                .strip_prefix("<p>")
                .and_then(|rest| rest.strip_suffix("</p>"));
            format!("<span>{}</span>", inside.unwrap_or(&paragraph))
        }
        (None, outcome) => format!(
            "<code>{}</code>",
            html(outcome.as_deref().unwrap_or_default())
        ),
    }
}

fn rendered(text: &str, lang: Lang) -> String {
    let text = match lang {
        Lang::En => text.to_string(),
        Lang::Fr => typography::french(text),
    };
    let mut out = String::new();
    let parser = Parser::new_ext(&text, Options::ENABLE_SMART_PUNCTUATION);
    pulldown_cmark::html::push_html(&mut out, parser);
    out
}
