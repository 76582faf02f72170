//! `cargo xtask list`: the exercises, with their steps and points.

use std::fmt::Write as _;

use anyhow::Result;

use super::Outcome;
use super::options::Options;
use crate::messages::Message;
use crate::repo::Repo;
use crate::terminal::{self, Style, wrap};

pub(super) fn run(repo: &Repo, options: &Options) -> Result<Outcome> {
    let style = Style::of_stdout(options.lang);
    let exercises = repo.exercises()?;
    let mut out = String::new();
    for exercise in &exercises {
        let title = exercise.title.get(style.lang);
        let _ = writeln!(out, "{} {}", style.bold(&exercise.name), exercise.stars());
        out.push_str(&wrap(title, style.width, 2));
        for step in &exercise.steps {
            let tests = exercise
                .tests
                .iter()
                .filter(|test| test.step == step.number);
            let points: u32 = tests.map(|test| test.points).sum();
            let number = step.number;
            let title = Message::Step {
                number,
                title: step.title.get(style.lang).to_string(),
            };
            let text = wrap(&title.to_text(style.lang), style.width, 9);
            let _ = write!(out, "   {points:>3}   {}", text.trim_start());
        }
        let _ = writeln!(
            out,
            "   {:>3}   {}\n",
            exercise.max_points(),
            Message::Total.to_text(style.lang)
        );
    }
    if let Some(first) = exercises.first() {
        let example = format!("cargo xtask grade {}", first.name);
        let footer = Message::ListFooter { example };
        out.push_str(&wrap(&footer.to_text(style.lang), style.width, 0));
    }
    terminal::print(&out)?;
    Ok(Outcome::Good)
}
