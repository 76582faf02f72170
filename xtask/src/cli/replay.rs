//! `cargo xtask replay`: one failing schedule again, as `grade` printed it.

use anyhow::{Result, anyhow, bail};

use super::options::Options;
use super::{Outcome, exercise, grade};
use crate::exercise::Mode;
use crate::grade::model::{Grading, Status, Times};
use crate::grade::pipeline::Compiled;
use crate::grade::text::{self, Timelines};
use crate::grade::{Grader, Source};
use crate::messages::Message;
use crate::repo::Repo;
use crate::report::Cause;
use crate::terminal::{self, Style, wrap};
use crate::token::{Kind, Token};

pub(super) fn run(repo: &Repo, options: &Options) -> Result<Outcome> {
    let lang = options.lang;
    let Some(token) = Token::parse(&options.names[0]) else {
        bail!(Message::BrokenToken.to_text(lang));
    };
    let exercise = exercise(repo, &token.exercise, lang)?;
    let Some(test) = exercise.test(&token.test) else {
        let exercise = exercise.name.clone();
        bail!(
            Message::NoSuchTest {
                exercise,
                name: token.test
            }
            .to_text(lang)
        );
    };
    if test.mode == Mode::RealThreads {
        bail!(Message::ReplayNotPossible.to_text(lang));
    }
    let source = source(&token, options)?;
    let notice = grade::notice(lang);
    let grader = Grader::new(repo, lang, &notice);
    let style = Style::of_stdout(lang);
    let subject = grader.take(&exercise, &source)?;
    let changed = !token.fits(&subject.sources);
    let mut out = String::new();
    if changed {
        out.push_str(&wrap(&Message::CodeChanged.to_text(lang), style.width, 0));
    }
    let compiled = grader.compile(&subject)?;
    let outcome = if let Compiled::Program(program) = &compiled {
        let verdict = grader.run(program, test, Some(&token.schedule))?;
        if changed && verdict.cause == Cause::Diverged.to_string() {
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
            let result = subject.test_result(test, verdict);
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

/// Returns whose code the token is about, which options may repeat but not contradict.
fn source(token: &Token, options: &Options) -> Result<Source> {
    let given = options.source();
    let name = |kind| match kind {
        Kind::Exercise => "exercises/",
        Kind::Solution => "--solutions",
        Kind::Submission => "--submission",
    };
    match (token.kind, given) {
        (Kind::Submission, given @ Source::Submission(_)) => Ok(given),
        (Kind::Submission, _) => bail!(Message::TokenNeedsSubmission.to_text(options.lang)),
        (Kind::Exercise, Source::Exercise) => Ok(Source::Exercise),
        (Kind::Solution, Source::Exercise | Source::Solution) => Ok(Source::Solution),
        (kind, given) => {
            let token = name(kind).to_string();
            let given = name(given.kind()).to_string();
            Err(anyhow!(
                Message::TokenOfOther { token, given }.to_text(options.lang)
            ))
        }
    }
}
