//! `cargo xtask timeline`: a schedule as a page for the browser.
//!
//! Of a replay token, the failing schedule and beside it one that passes; of `EXERCISE/TEST`, the
//! schedule that happens by itself; of a file that `--trace` made, a real run.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Result, anyhow, bail};

use super::options::Options;
use super::{Outcome, exercise, explored, grade};
use crate::exercise::{Exercise, GradedTest};
use crate::grade::assemble::Subject;
use crate::grade::judge::Verdict;
use crate::grade::model::{Grading, Status, Times};
use crate::grade::pipeline::{Compiled, Program};
use crate::grade::runner::Asked;
use crate::grade::text::{self, Timelines};
use crate::grade::{Grader, Source};
use crate::messages::{Message, SystemError};
use crate::picture::{self, Run, Scene, View};
use crate::repo::Repo;
use crate::terminal::{self, Style, wrap};
use crate::token::Token;

/// The schedule that happens by itself.
const BY_ITSELF: &str = "0";

pub(super) fn run(repo: &Repo, options: &Options) -> Result<Outcome> {
    let lang = options.lang;
    let file = Path::new(&options.names[0]);
    if file
        .extension()
        .is_some_and(|extension| extension == "json")
    {
        return recorded(repo, options, file);
    }
    let asked = Asking::read(repo, options)?;
    let test = explored::test(&asked.exercise, &asked.test, lang)?;
    let notice = grade::notice(lang);
    let mut grader = Grader::new(repo, lang, &notice);
    grader.seed = options.seed;
    let style = Style::of_stdout(lang);
    let subject = grader.take(&asked.exercise, &asked.source)?;
    let compiled = grader.compile(&subject)?;
    let Compiled::Program(program) = &compiled else {
        let result = subject.result(&compiled, Vec::new(), Times::default());
        let grading = Grading::new(lang, vec![result]);
        terminal::print(&text::render(&grading, Timelines::First, &style))?;
        return Ok(Outcome::Less);
    };
    let scenes = scenes(&grader, &subject, program, test, &asked.schedule)?;
    let Some(scenes) = scenes else {
        terminal::print(&wrap(&Message::NoPicture.to_text(lang), style.width, 0))?;
        return Ok(Outcome::Less);
    };
    let page = picture::page(&view(repo, &subject, test, scenes));
    let name = format!("{}-{}.html", asked.exercise.name, asked.test);
    show(repo, options, &name, &page)
}

/// What the page is to show.
struct Asking {
    exercise: Exercise,
    test: String,
    source: Source,
    schedule: String,
}

impl Asking {
    fn read(repo: &Repo, options: &Options) -> Result<Self> {
        let (lang, what) = (options.lang, &options.names[0]);
        if let Some(token) = Token::parse(what) {
            return Ok(Self {
                exercise: exercise(repo, &token.exercise, lang)?,
                source: explored::source(&token, options)?,
                test: token.test,
                schedule: token.schedule,
            });
        }
        match what.split('/').collect::<Vec<_>>()[..] {
            [name, test] => Ok(Self {
                exercise: exercise(repo, name, lang)?,
                source: options.source(),
                test: test.to_string(),
                schedule: BY_ITSELF.to_string(),
            }),
            // Neither a token nor a test nor a file: say what there is to choose from.
            [_] => bail!(
                Message::Usage {
                    command: "timeline".to_string()
                }
                .to_text(lang)
            ),
            _ => bail!(Message::BrokenToken.to_text(lang)),
        }
    }
}

/// Runs the schedule, and where it fails one that passes; `None` if nothing was recorded.
fn scenes(
    grader: &Grader<'_>,
    subject: &Subject<'_>,
    program: &Program,
    test: &GradedTest,
    schedule: &str,
) -> Result<Option<Vec<Scene>>> {
    let verdict = grader.run(program, test, Asked::Replay(schedule))?;
    let failed = verdict.status == Status::Failed;
    let Some(first) = scene(subject, verdict) else {
        return Ok(None);
    };
    let mut scenes = vec![first];
    if failed {
        let nearest = grader.run(program, test, Asked::Nearest(schedule))?;
        if nearest.status == Status::Passed {
            scenes.extend(scene(subject, nearest));
        }
    }
    Ok(Some(scenes))
}

fn scene(subject: &Subject<'_>, verdict: Verdict) -> Option<Scene> {
    let verdict = subject.in_its_words(verdict);
    let failed = verdict.status != Status::Passed;
    let timeline = verdict.timeline?;
    Some(Scene::new(&timeline, failed, verdict.cause, subject.lang))
}

fn view(repo: &Repo, subject: &Subject<'_>, test: &GradedTest, scenes: Vec<Scene>) -> View {
    let (exercise, lang) = (subject.exercise, subject.lang);
    let shown = subject.source.shown(&exercise.name);
    let source = |file: &str| {
        let path = file.strip_prefix(&shown)?.strip_prefix('/')?;
        if path == "tests/graded.rs" {
            return fs::read_to_string(repo.exercise_dir(&exercise.name).join(path)).ok();
        }
        subject.sources.files.get(path).cloned()
    };
    let title = test.title.get(lang).to_string();
    let subtitle = format!("{shown} · {}", test.name);
    View::new(lang, title, subtitle, scenes, source)
}

/// Makes a page of a real run.
fn recorded(repo: &Repo, options: &Options, file: &Path) -> Result<Outcome> {
    let (lang, path) = (options.lang, file.display().to_string());
    let text = fs::read_to_string(file).map_err(|error| {
        let (path, error) = (path.clone(), SystemError::from(&error));
        anyhow!(Message::Unreadable { path, error }.to_text(lang))
    })?;
    let Some(run) = Run::parse(&text) else {
        bail!(Message::NotARecording { path }.to_text(lang));
    };
    let title = file.file_stem().unwrap_or_default().to_string_lossy();
    let (title, subtitle) = (title.into_owned(), run.subtitle(lang));
    let name = format!("{title}.html");
    let view = View::new(lang, title, subtitle, vec![run.scene(lang)], |_| None);
    show(repo, options, &name, &picture::page(&view))
}

/// Writes the page, says where, and opens it if that was asked for.
fn show(repo: &Repo, options: &Options, name: &str, page: &str) -> Result<Outcome> {
    let path = write(repo, options, name, page)?;
    let path_shown = path.display().to_string();
    terminal::print(&format!(
        "{}\n",
        Message::PictureIs { path: path_shown }.to_text(options.lang)
    ))?;
    if options.open && !terminal::open(&path, options.lang)? {
        return Ok(Outcome::Less);
    }
    Ok(Outcome::Good)
}

/// Writes the page where it was asked for, or else beside what the grader keeps.
fn write(repo: &Repo, options: &Options, name: &str, page: &str) -> Result<PathBuf> {
    let path = options
        .out
        .clone()
        .unwrap_or_else(|| repo.grade_dir().join("timelines").join(name));
    super::write(&path, page, options.lang)?;
    Ok(path)
}
