//! `cargo xtask quiz`: asks the questions of a pattern, or of all, one after the other.

use std::io::{self, BufRead};

use anyhow::Result;

use super::options::Options;
use super::{Outcome, near};
use crate::messages::Message;
use crate::quiz::{Choice, Question, Quiz};
use crate::repo::Repo;
use crate::terminal::{self, Style, indent, wrap};

pub(super) fn run(repo: &Repo, options: &Options) -> Result<Outcome> {
    let mut quizzes = Quiz::all(repo)?;
    if let Some(name) = options.names.first() {
        let name = name.trim_end_matches('/');
        if quizzes.iter().all(|quiz| quiz.name != name) {
            let known: Vec<String> = quizzes.into_iter().map(|quiz| quiz.name).collect();
            let message = Message::NoSuchQuiz {
                name: name.to_string(),
                known: known.clone(),
            };
            let known = known.iter().map(String::as_str);
            return Err(near::error(&message, name, known, options.lang));
        }
        quizzes.retain(|quiz| quiz.name == name);
    }
    let style = Style::of_stdout(options.lang);
    let mut answers = io::stdin().lock();
    ask_all(&quizzes, &style, &mut answers)
}

/// Asks until the questions, or the answers, are at their end.
fn ask_all(quizzes: &[Quiz], style: &Style, answers: &mut dyn BufRead) -> Result<Outcome> {
    let say = |message: &Message| wrap(&message.to_text(style.lang), style.width, 0);
    let total: usize = quizzes.iter().map(|quiz| quiz.questions.len()).sum();
    let (mut asked, mut right) = (0, 0);
    terminal::print(&say(&Message::QuizIntro { questions: total }))?;
    for quiz in quizzes {
        for question in &quiz.questions {
            let head = format!("{}/{total}  {}", asked + 1, quiz.name);
            terminal::print(&format!(
                "\n{}\n{}",
                style.bold(&head),
                text(quiz, question, style)?
            ))?;
            let Some(chosen) = choose(question, style, answers)? else {
                terminal::print(&format!("\n{}", say(&Message::QuizScore { right, asked })))?;
                return Ok(Outcome::Less);
            };
            asked += 1;
            right += usize::from(is_right(question, &chosen));
            terminal::print(&reply(question, &chosen, style))?;
        }
    }
    terminal::print(&format!("\n{}", say(&Message::QuizScore { right, asked })))?;
    Ok(if right == asked {
        Outcome::Good
    } else {
        Outcome::Less
    })
}

/// The question, its program, and the choices.
fn text(quiz: &Quiz, question: &Question, style: &Style) -> Result<String> {
    let mut out = wrap(question.ask.get(style.lang), style.width, 0);
    if let Some(program) = &question.program {
        out.push('\n');
        out.push_str(&indent(&quiz.program(program)?, 4));
    }
    out.push('\n');
    for (choice, letter) in question.choices.iter().zip('a'..) {
        let body = wrap(said(choice, style), style.width, 6);
        out.push_str(&format!("  {letter})  {}", body.trim_start()));
    }
    Ok(out)
}

fn said<'c>(choice: &'c Choice, style: &Style) -> &'c str {
    match (&choice.text, &choice.outcome) {
        (Some(text), _) => text.get(style.lang),
        (None, outcome) => outcome.as_deref().unwrap_or_default(),
    }
}

/// Reads letters until they name choices; `None` when there is no more to read.
fn choose(
    question: &Question,
    style: &Style,
    answers: &mut dyn BufRead,
) -> Result<Option<Vec<usize>>> {
    let last = char::from(b'a' + u8::try_from(question.choices.len() - 1)?);
    loop {
        terminal::print("> ")?;
        let mut line = String::new();
        // No question has so many choices that a `q` could name one.
        if answers.read_line(&mut line)? == 0 || line.trim().eq_ignore_ascii_case("q") {
            return Ok(None);
        }
        if let Some(chosen) = letters(&line, last) {
            return Ok(Some(chosen));
        }
        let again = Message::QuizLetters { last };
        terminal::print(&wrap(&again.to_text(style.lang), style.width, 0))?;
    }
}

/// `a c`, `A,C` and `ac` name the first and the third choice.
fn letters(line: &str, last: char) -> Option<Vec<usize>> {
    let letters = line.chars().filter(|c| !c.is_whitespace() && *c != ',');
    let places = letters.map(|letter| {
        let letter = letter.to_ascii_lowercase();
        ('a'..=last).position(|known| known == letter)
    });
    let mut places: Vec<usize> = places.collect::<Option<_>>()?;
    places.sort_unstable();
    places.dedup();
    (!places.is_empty()).then_some(places)
}

fn is_right(question: &Question, chosen: &[usize]) -> bool {
    chosen == question.right_choices()
}

fn reply(question: &Question, chosen: &[usize], style: &Style) -> String {
    let said = if is_right(question, chosen) {
        style.green(&Message::QuizRight.to_text(style.lang))
    } else {
        let letters = question.right_letters(" ");
        style.red(&Message::QuizWrong { letters }.to_text(style.lang))
    };
    format!(
        "{said}\n{}",
        wrap(question.why.get(style.lang), style.width, 0)
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::Lang;

    #[test]
    fn letters_name_choices_however_they_are_written() {
        assert_eq!(letters("a c\n", 'd'), Some(vec![0, 2]));
        assert_eq!(letters("C,A\n", 'd'), Some(vec![0, 2]));
        assert_eq!(letters("caa", 'd'), Some(vec![0, 2]));
        assert_eq!(letters("e", 'd'), None);
        assert_eq!(letters("yes", 'd'), None);
        assert_eq!(letters(" \n", 'd'), None);
    }

    #[test]
    fn all_right_choices_and_no_other_are_the_answer() {
        let quizzes = Quiz::all(&Repo::find().unwrap()).unwrap();
        let style = Style::plain(80, Lang::En);
        for question in quizzes.iter().flat_map(|quiz| &quiz.questions) {
            let right = question.right_choices();
            assert!(is_right(question, &right));
            assert!(reply(question, &right, &style).starts_with("Right"));
            assert!(!is_right(question, &right[1..]));
            let all: Vec<usize> = (0..question.choices.len()).collect();
            assert!(right == all || !is_right(question, &all));
        }
    }

    #[test]
    fn an_end_of_the_answers_ends_the_quiz_with_what_was_reached() {
        let quizzes = Quiz::all(&Repo::find().unwrap()).unwrap();
        let style = Style::plain(80, Lang::En);
        for (given, left) in [("zz\na\n", ""), ("zz\na\n Q \na\n", "a\n")] {
            let mut answers = given.as_bytes();
            let outcome = ask_all(&quizzes, &style, &mut answers).unwrap();
            assert_eq!((outcome, answers), (Outcome::Less, left.as_bytes()));
        }
    }
}
