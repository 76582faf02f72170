//! The other end of a run: a process that grades one exercise and tells [`News`] on stdout.
//!
//! A process of its own can be stopped at any moment, with the compiler and the tests that it
//! started; a thread could not.

use std::io::{self, Write as _};

use anyhow::Result;

use super::look;
use super::news::News;
use crate::exercise::Exercise;
use crate::grade::progress::Stage;
use crate::grade::{Grader, Source};
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
    // Whoever does not listen any more stops this process.
    let slow = |message: &Message| drop(tell(&News::Slow(message.to_text(lang))));
    let grader = Grader::new(repo, lang, &slow);
    tell(&News::Compiling)?;
    // Looked at before they are taken: what is saved in between makes the standing stale, not wrong.
    let sources = look::look(&repo.exercise_dir(&exercise.name)).content;
    let further = |stage: Stage| drop(tell(&stage.into()));
    let result = grader.grade_by_stages(exercise, &Source::Exercise, &further)?;
    let result = Box::new(result);
    Ok(News::Done { result, sources })
}

fn tell(news: &News) -> io::Result<()> {
    let mut stdout = io::stdout().lock();
    stdout.write_all(news.to_line().as_bytes())?;
    stdout.flush()
}
