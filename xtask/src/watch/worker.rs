//! The other end of a run: a process that grades one exercise and tells [`News`] on stdout.
//!
//! A process of its own can be stopped at any moment, with the compiler and the tests that it
//! started; a thread could not.

use std::io::{self, Write as _};
use std::time::Instant;

use anyhow::Result;

use super::look;
use super::news::News;
use crate::exercise::Exercise;
use crate::grade::model::Times;
use crate::grade::pipeline::Compiled;
use crate::grade::{Grader, Source, runner};
use crate::lang::Lang;
use crate::messages::Message;
use crate::repo::Repo;

/// Grades `exercise`, and tells of it.
///
/// # Errors
///
/// When stdout is closed: nobody waits for the result any more.
pub(crate) fn work(repo: &Repo, exercise: &Exercise, lang: Lang) -> io::Result<()> {
    let last = match grade(repo, exercise, lang) {
        Ok(news) => news,
        Err(error) => News::Failed(format!("{error:#}")),
    };
    tell(&last)
}

fn grade(repo: &Repo, exercise: &Exercise, lang: Lang) -> Result<News> {
    let slow = |message: &Message| drop(tell(&News::Slow(message.to_text(lang))));
    let grader = Grader::new(repo, lang, &slow);
    tell(&News::Compiling)?;
    runner::sweep(&repo.grade_dir().join("run"));
    let start = Instant::now();
    // Looked at before they are taken: what is saved in between makes the standing stale, not wrong.
    let sources = look::look(&repo.exercise_dir(&exercise.name)).content;
    let subject = grader.take(exercise, &Source::Exercise)?;
    let compiled = grader.compile(&subject)?;
    let build_ms = milliseconds(start);
    let start = Instant::now();
    let verdicts = match &compiled {
        Compiled::Program(program) => {
            tell(&News::Testing)?;
            grader.run_all(program, &exercise.tests)?
        }
        Compiled::Errors(_) | Compiled::Refused(_) => Vec::new(),
    };
    let run_ms = milliseconds(start);
    let result = subject.result(&compiled, verdicts, Times { build_ms, run_ms });
    let result = Box::new(result);
    Ok(News::Done { result, sources })
}

fn tell(news: &News) -> io::Result<()> {
    let mut stdout = io::stdout().lock();
    stdout.write_all(news.to_line().as_bytes())?;
    stdout.flush()
}

fn milliseconds(start: Instant) -> u64 {
    u64::try_from(start.elapsed().as_millis()).unwrap_or(u64::MAX)
}
