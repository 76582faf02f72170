//! `cargo xtask watch`: grades the exercise in hand at every save, and shows what stands in the way.
//!
//! # Layout
//!
//! | module | what lives there |
//! |---|---|
//! | [`state`], [`event`] | a pure state machine: events in, effects out |
//! | [`course`], [`memory`] | the exercises and the points so far; what is kept from run to run |
//! | `view`, `lines` | what is on the screen, as a pure function of the state |
//! | `look` | looks at the sources until they are saved |
//! | `process`, `worker`, [`news`] | a run: a process of its own, which tells how far it is |
//! | `page` | the timeline for the browser |
//! | `screen`, `input` | the terminal: drawing, keys, signals |
//!
//! # Trade-offs
//!
//! * A run is a process, so that a save can stop it together with the compiler and the tests. Its
//!   results travel as JSON.
//! * Sources are looked at twenty times a second, instead of waiting for the system to tell of
//!   changes: see `look` for why.
//! * Everything is drawn as lines of text; lines that have not changed are not drawn again, which
//!   is all that a slow connection needs.

pub mod course;
pub mod event;
mod input;
mod lines;
mod look;
pub mod memory;
pub mod news;
mod page;
mod process;
mod screen;
pub mod state;
#[cfg(test)]
pub(crate) mod testing;
mod view;
mod worker;

use std::fs;
use std::sync::mpsc::{self, Receiver, Sender};

use anyhow::{Context as _, Result, bail};

use self::course::{Course, Entry};
use self::event::{Effect, Event};
use self::look::Watcher;
use self::memory::Memory;
use self::news::News;
use self::process::Process;
use self::screen::Screen;
use self::state::State;
pub(crate) use self::worker::work;
use crate::exercise::Exercise;
use crate::lang::Lang;
use crate::messages::{Message, SystemError};
use crate::repo::Repo;
use crate::terminal::Style;

/// The command with which this program asks itself for a run; it is followed by the exercise and the
/// language, and nobody else has a use for it.
pub(crate) const WORKER: &str = "watch-worker";

/// Puts an exercise back as it was handed out, and says so.
pub type Reset = fn(&Repo, &Exercise, Lang) -> Result<String>;

/// Watches until the student quits; begins with the exercise `asked` for, or else where it left off.
///
/// # Errors
///
/// When there are no exercises, or the terminal cannot be used.
pub fn run(repo: &Repo, lang: Lang, asked: Option<&str>, reset: Reset) -> Result<()> {
    let style = Style::of_stdout(lang);
    let dumb = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
    let (course, notice) = course(repo, lang, asked)?;
    let (sender, events) = mpsc::channel();
    input::heed_signals(sender.clone()).context("cannot catch signals")?;
    let (state, effects) = State::start(lang, screen::size(), course, notice);
    let saved = sender.clone();
    let mut desk = Desk {
        repo,
        reset,
        watcher: Watcher::start(move || drop(saved.send(Event::Saved))),
        watched: None,
        sender,
        run: None,
        page: None,
        screen: Screen::open(style.colour, dumb).context("cannot use the terminal")?,
        state,
    };
    input::listen(desk.sender.clone());
    desk.work(&events, effects)
}

/// Reads the exercises, and how they stood.
fn course(repo: &Repo, lang: Lang, asked: Option<&str>) -> Result<(Course, Option<String>)> {
    let memory = Memory::read(repo);
    let notice = memory
        .is_none()
        .then(|| Message::WatchStartedAnew.to_text(lang));
    let memory = memory.unwrap_or_default();
    let entry = |exercise: Exercise| {
        let folder = repo.exercise_dir(&exercise.name);
        let standing = memory.standings.get(&exercise.name).copied();
        let stale =
            standing.is_some_and(|standing| standing.sources != look::look(&folder).content);
        let suite = fs::read_to_string(folder.join("tests/graded.rs")).unwrap_or_default();
        Entry {
            exercise,
            suite,
            standing,
            stale,
        }
    };
    let entries: Vec<Entry> = repo.exercises()?.into_iter().map(entry).collect();
    if entries.is_empty() {
        bail!(Message::WatchNoExercises.to_text(lang));
    }
    Ok((Course::new(entries, asked, &memory.exercise), notice))
}

/// The shell around the state: what it needs to do what the state wants done.
struct Desk<'a> {
    repo: &'a Repo,
    reset: Reset,
    watcher: Watcher,
    /// The exercise whose sources are looked at.
    watched: Option<String>,
    sender: Sender<Event>,
    /// The run and the page that are being worked on.
    run: Option<Process>,
    page: Option<Process>,
    screen: Screen,
    state: State,
}

impl Desk<'_> {
    fn work(&mut self, events: &Receiver<Event>, mut effects: Vec<Effect>) -> Result<()> {
        loop {
            for effect in effects {
                if effect == Effect::Quit {
                    return Ok(());
                }
                self.act(effect)?;
            }
            self.screen.draw(&self.state).context("cannot draw")?;
            // Never fails: this holds a sender itself.
            effects = self.state.handle(events.recv()?);
            // What has come meanwhile is drawn in one go.
            while let Ok(event) = events.try_recv() {
                effects.extend(self.state.handle(event));
            }
        }
    }

    fn act(&mut self, effect: Effect) -> Result<()> {
        let lang = self.state.lang;
        match effect {
            Effect::Grade { number, exercise } => self.grade(number, &exercise),
            Effect::Page(what) => {
                let started = page::draw(self.repo, lang, &what, self.sender.clone());
                self.page = self.started(started, |why| Event::Page(Err(why)));
            }
            Effect::Reset(name) => {
                let said = self.reset(&name);
                self.tell(Event::Reset(said));
            }
            Effect::Remember => {
                let course = &self.state.course;
                let memory = Memory::new(&course.in_hand().exercise.name, course.standings());
                if let Err(error) = memory.write(self.repo) {
                    let error = SystemError::from(&error);
                    self.state.notice = Some(Message::WatchNotKept { error }.to_text(lang));
                }
            }
            Effect::Redraw => self.screen.forget(),
            Effect::TakeAgain => self.screen.take()?,
            Effect::Suspend => {
                screen::give_back();
                input::suspend();
                self.screen.take()?;
                self.tell(Event::Resized(screen::size()));
            }
            Effect::Quit => {}
        }
        Ok(())
    }

    /// Stops the run that is going on, if there is one, and begins another.
    fn grade(&mut self, number: u64, exercise: &str) {
        self.run = None;
        // Looked at before the run takes the sources, so that no save falls in between.
        if self.watched.as_deref() != Some(exercise) {
            self.watcher.turn_to(self.repo.exercise_dir(exercise));
            self.watched = Some(exercise.to_string());
        }
        let arguments = [WORKER, exercise, self.state.lang.code()];
        let events = self.sender.clone();
        let line = move |line: &str| {
            if let Some(news) = News::parse(line) {
                let _ = events.send(Event::Run { number, news });
            }
        };
        let events = self.sender.clone();
        let ended = move |complaint| {
            let news = News::Failed(complaint);
            let _ = events.send(Event::Run { number, news });
        };
        let started = Process::start(&arguments, line, ended);
        self.run = self.started(started, |why| {
            let news = News::Failed(why);
            Event::Run { number, news }
        });
    }

    fn reset(&self, name: &str) -> String {
        let mut exercises = self
            .state
            .course
            .entries()
            .iter()
            .map(|entry| &entry.exercise);
        let exercise = exercises.find(|exercise| exercise.name == name);
        let done = exercise.map(|exercise| (self.reset)(self.repo, exercise, self.state.lang));
        match done {
            Some(Ok(said)) => said,
            Some(Err(error)) => {
                let error = format!("{error:#}");
                Message::WatchNotReset { error }.to_text(self.state.lang)
            }
            None => String::new(),
        }
    }

    fn started(
        &self,
        process: std::io::Result<Process>,
        failed: impl FnOnce(String) -> Event,
    ) -> Option<Process> {
        let why = |error| SystemError::from(&error).to_text(self.state.lang);
        process.map_err(|error| self.tell(failed(why(error)))).ok()
    }

    fn tell(&self, event: Event) {
        // Never fails: the other end is open for as long as this works.
        let _ = self.sender.send(event);
    }
}
