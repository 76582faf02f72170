//! `cargo xtask replay`: one failing schedule again, as `grade` printed it.

use anyhow::{Result, bail};

use super::options::Options;
use super::{Outcome, exercise, explored, grade};
use crate::grade::Grader;
use crate::grade::model::{Grading, Status, Times};
use crate::grade::pipeline::Compiled;
use crate::grade::runner::Asked;
use crate::grade::text::{self, Timelines};
use crate::messages::Message;
use crate::repo::Repo;
use crate::report::Cause;
use crate::terminal::{self, Style, wrap};
use crate::token::Token;

pub(super) fn run(repo: &Repo, options: &Options) -> Result<Outcome> {
    let lang = options.lang;
    let Some(token) = Token::parse(&options.names[0]) else {
        bail!(Message::BrokenToken.to_text(lang));
    };
    let exercise = exercise(repo, &token.exercise, lang)?;
    let test = explored::test(&exercise, &token.test, lang)?;
    let source = explored::source(&token, options)?;
    let notice = grade::notice(lang);
    let mut grader = Grader::new(repo, lang, &notice);
    grader.seed = options.seed;
    let style = Style::of_stdout(lang);
    let subject = grader.take(&exercise, &source)?;
    let changed = !token.fits(&subject.sources);
    let mut out = String::new();
    if changed {
        out.push_str(&wrap(&Message::CodeChanged.to_text(lang), style.width, 0));
    }
    let compiled = grader.compile(&subject)?;
    let outcome = if let Compiled::Program(program) = &compiled {
        let verdict = grader.run(program, test, Asked::Replay(&token.schedule))?;
        if changed && verdict.cause == Cause::Diverged.said_in(&lang) {
            out.push_str(&wrap(
                &Message::ScheduleMisfit.to_text(lang),
                style.width,
                0,
            ));
            Outcome::Less
        } else if verdict.status == Status::Passed {
            out.push_str(&wrap(
                &Message::ReplayPasses { changed }.to_text(lang),
                style.width,
                0,
            ));
            Outcome::Good
        } else {
            let mut result = subject.test_result(test, verdict);
            explored::name_folder(&mut result, &source);
            out.push_str(&text::render_test(&exercise.name, &result, &style));
            Outcome::Less
        }
    } else {
        let result = subject.result(&compiled, Vec::new(), Times::default());
        let grading = Grading::new(lang, vec![result]);
        out.push_str(&text::render(&grading, Timelines::First, &style));
        Outcome::Less
    };
    terminal::print(&out)?;
    Ok(outcome)
}
