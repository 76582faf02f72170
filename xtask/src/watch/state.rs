//! What watch shows and does next, as a pure function of what happened: no clock, no file, no process.

use super::course::Course;
use super::event::{Effect, Event, Key, Page, Size};
use super::news::News;
use super::view;
use crate::exercise::Mode;
use crate::grade::model::{ExerciseResult, Outcome, Status};
use crate::hints::trouble::Trouble;
use crate::hints::{self, Hint};
use crate::lang::Lang;
use crate::messages::Message;

/// Which page is on the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Screen {
    /// The verdict on the exercise in hand.
    Verdict,
    /// Hints for what stands in its way.
    Hint,
    /// All exercises, of which this one is chosen.
    List { chosen: usize },
    /// The question whether to reset the exercise in hand.
    Reset,
    /// What the keys do.
    Help,
}

/// How far a run is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Stage {
    Compiling,
    /// So many tests of all have ended.
    Testing {
        ended: usize,
        all: usize,
    },
    /// Something takes long.
    Slow(String),
}

/// Everything that watch knows.
#[derive(Clone, Debug)]
pub struct State {
    pub(super) lang: Lang,
    pub(super) size: Size,
    pub(super) course: Course,
    pub(super) screen: Screen,
    /// How far the run is that is going on, if there is one.
    pub(super) stage: Option<Stage>,
    /// The last result of the exercise in hand, unless a later run came to none.
    pub(super) verdict: Option<ExerciseResult>,
    /// Why the last run came to no result, if it did not.
    pub(super) failed: Option<String>,
    /// The run during which that was told, if it goes no further than what stands in the way.
    pub(super) partial: Option<u64>,
    /// One sentence about what was done last.
    pub(super) notice: Option<String>,
    /// Whether that outlives the saves of a reset, which says it and then writes the files.
    told_by_reset: bool,
    /// How many lines are scrolled away.
    pub(super) scroll: usize,
    /// How many hints were given, and for which trouble.
    pub(super) hinted: (String, usize),
    /// The number of the last run.
    run: u64,
}

impl State {
    /// Takes up the exercise in hand of `course`; returns also what to do first.
    pub fn start(
        lang: Lang,
        size: Size,
        course: Course,
        notice: Option<String>,
    ) -> (Self, Vec<Effect>) {
        let mut state = Self {
            lang,
            size,
            course,
            screen: Screen::Verdict,
            stage: None,
            verdict: None,
            failed: None,
            partial: None,
            notice,
            told_by_reset: false,
            scroll: 0,
            hinted: (String::new(), 0),
            run: 0,
        };
        let effects = state.grade();
        (state, effects)
    }

    /// Takes in what happened; returns what to do.
    pub fn handle(&mut self, event: Event) -> Vec<Effect> {
        match event {
            Event::Key(key) => self.key(key),
            Event::Saved => {
                if !self.told_by_reset {
                    self.notice = None;
                }
                self.grade()
            }
            // Only the last run counts: what an earlier one found is about other sources.
            Event::Run { number, news } if number == self.run => self.news(news),
            Event::Run { .. } => Vec::new(),
            Event::Page(page) => {
                self.notice = Some(self.page_notice(page));
                Vec::new()
            }
            Event::Reset(said) => {
                // The files were written: the save that this is begins the run.
                self.notice = Some(said);
                self.told_by_reset = true;
                Vec::new()
            }
            Event::Resized(size) => {
                self.size = size;
                self.scroll = self.scroll.min(view::scroll_limit(self));
                vec![Effect::Redraw]
            }
            Event::Resumed => vec![Effect::TakeAgain],
            Event::Ended => vec![Effect::Quit],
        }
    }

    /// Returns what stands in the way, and the hints for it.
    pub(super) fn hints(&self) -> Option<(Trouble<'_>, [Hint; hints::LEVELS])> {
        let result = self.verdict.as_ref()?;
        let trouble = Trouble::of(result)?;
        let entry = self.course.in_hand();
        let from = hints::Sources {
            exercise: &entry.exercise,
            suite: &entry.suite,
            result,
            lang: self.lang,
            at_desk: true,
        };
        Some((trouble, hints::hints(&trouble, &from)))
    }

    fn grade(&mut self) -> Vec<Effect> {
        self.run += 1;
        self.stage = Some(Stage::Compiling);
        let exercise = self.course.in_hand().exercise.name.clone();
        vec![Effect::Grade {
            number: self.run,
            exercise,
        }]
    }

    fn news(&mut self, news: News) -> Vec<Effect> {
        match news {
            News::Compiling => self.stage = Some(Stage::Compiling),
            News::Testing { ended, all } => self.stage = Some(Stage::Testing { ended, all }),
            News::Trouble(result) => {
                self.take(*result);
                self.partial = Some(self.run);
            }
            News::Slow(what) => self.stage = Some(Stage::Slow(what)),
            // A run ends after its result, too.
            News::Failed(_) if self.stage.is_none() => {}
            News::Failed(why) => {
                self.stage = None;
                self.told_by_reset = false;
                self.course.not_graded();
                let why = if why.is_empty() {
                    self.say(&Message::WatchRunEnded)
                } else {
                    why
                };
                self.fail(why);
            }
            News::Done { result, sources } => {
                self.stage = None;
                self.told_by_reset = false;
                let graded = result.outcome == Outcome::Graded;
                if graded {
                    self.course.graded(result.points, sources);
                } else {
                    self.course.not_graded();
                }
                self.take(*result);
                self.partial = None;
                return graded.then_some(Effect::Remember).into_iter().collect();
            }
        }
        Vec::new()
    }

    /// Takes a result, of all tests or of those so far.
    fn take(&mut self, result: ExerciseResult) {
        let trouble = Trouble::of(&result).map(|trouble| trouble.name());
        let same = trouble.as_ref() == Some(&self.hinted.0);
        // What is being read stays where it is.
        let read = same && self.partial == Some(self.run);
        self.verdict = Some(result);
        self.failed = None;
        if !same {
            self.hinted = (trouble.unwrap_or_default(), 0);
        }
        // Hints for what no longer stands in the way are of no use.
        if self.screen == Screen::Hint && !same {
            self.screen = Screen::Verdict;
        }
        if self.screen == Screen::Verdict && !read {
            self.scroll = 0;
        }
    }

    /// Takes it that the last run came to no result.
    fn fail(&mut self, why: String) {
        if self.partial == Some(self.run) {
            // What stands in the way was seen in these very sources.
            self.notice = Some(why);
            return;
        }
        // An earlier verdict is about other sources, and would pass for that of these.
        self.verdict = None;
        self.failed = Some(why);
        if self.screen == Screen::Hint {
            self.show(Screen::Verdict);
        }
    }

    /// Returns whether the verdict is of the run that is going on.
    pub(super) fn is_so_far(&self) -> bool {
        self.stage.is_some() && self.partial == Some(self.run)
    }

    fn key(&mut self, key: Key) -> Vec<Effect> {
        match key {
            Key::Interrupt => return vec![Effect::Quit],
            Key::Suspend => return vec![Effect::Suspend],
            Key::Redraw => return vec![Effect::Redraw],
            _ => {}
        }
        match self.screen {
            Screen::Reset => self.key_of_reset(key),
            Screen::List { chosen } => self.key_of_list(key, chosen),
            Screen::Verdict | Screen::Hint | Screen::Help => self.key_of_text(key),
        }
    }

    fn key_of_text(&mut self, key: Key) -> Vec<Effect> {
        match key {
            Key::Char('q') => return vec![Effect::Quit],
            Key::Char('h') => self.hint(),
            Key::Char('t') => return self.timeline(),
            Key::Char('n') => {
                let next = self.course.next();
                return self.turn_to(next);
            }
            Key::Char('l') => {
                let chosen = self.course.at();
                self.show(Screen::List { chosen });
            }
            Key::Char('r') => self.show(Screen::Reset),
            Key::Char('g') => return self.grade(),
            Key::Char('?') if self.screen != Screen::Help => self.show(Screen::Help),
            Key::Escape | Key::Enter | Key::Char('?') => self.show(Screen::Verdict),
            _ => self.scroll(key),
        }
        Vec::new()
    }

    fn key_of_list(&mut self, key: Key, chosen: usize) -> Vec<Effect> {
        let last = self.course.entries().len() - 1;
        let chosen = match key {
            Key::Char('q') => return vec![Effect::Quit],
            Key::Enter => return self.turn_to(chosen),
            Key::Escape | Key::Char('l') => {
                self.show(Screen::Verdict);
                return Vec::new();
            }
            Key::Up | Key::Char('k') => chosen.saturating_sub(1),
            Key::Down | Key::Char('j') => (chosen + 1).min(last),
            Key::Home | Key::PageUp => 0,
            Key::End | Key::PageDown => last,
            _ => chosen,
        };
        self.screen = Screen::List { chosen };
        view::keep_in_sight(self, chosen);
        Vec::new()
    }

    fn key_of_reset(&mut self, key: Key) -> Vec<Effect> {
        self.show(Screen::Verdict);
        // Whatever is not a yes is a no.
        match key {
            Key::Char('y' | 'o') => {
                vec![Effect::Reset(self.course.in_hand().exercise.name.clone())]
            }
            _ => Vec::new(),
        }
    }

    /// Shows the hint given last, or one more if it is on the screen already.
    fn hint(&mut self) {
        let Some(name) = self.hints().map(|(trouble, _)| trouble.name()) else {
            let said = match (&self.verdict, &self.failed) {
                (Some(_), _) => Message::NothingToHint,
                (None, None) => Message::WatchWaiting,
                // What is on the screen says all that there is to say.
                (None, Some(_)) => return,
            };
            self.notice = Some(self.say(&said));
            return;
        };
        let given = if self.hinted.0 == name {
            self.hinted.1
        } else {
            0
        };
        let more = self.screen == Screen::Hint || given == 0;
        self.hinted = (name, (given + usize::from(more)).min(hints::LEVELS));
        self.show(Screen::Hint);
        self.scroll = view::last_hint(self).min(view::scroll_limit(self));
    }

    /// Asks for the page of the failure, or else of a test of threads that passes.
    fn timeline(&mut self) -> Vec<Effect> {
        let what = self.verdict.as_ref().and_then(|result| {
            if let Some(test) = Trouble::of(result).and_then(|trouble| trouble.test()) {
                return test.token.clone();
            }
            let shown = |mode| mode == Mode::Explored;
            let mut tests = result.tests.iter().rev();
            let test = tests.find(|test| test.status == Status::Passed && shown(test.mode))?;
            Some(format!("{}/{}", result.name, test.name))
        });
        let say = if what.is_some() {
            Message::WatchPageComes
        } else {
            Message::WatchNoPage
        };
        self.notice = Some(self.say(&say));
        what.map(Effect::Page).into_iter().collect()
    }

    fn turn_to(&mut self, at: usize) -> Vec<Effect> {
        self.show(Screen::Verdict);
        if at == self.course.at() {
            return Vec::new();
        }
        self.course.turn_to(at);
        self.verdict = None;
        self.failed = None;
        self.partial = None;
        self.notice = None;
        self.hinted = (String::new(), 0);
        let mut effects = vec![Effect::Remember];
        effects.extend(self.grade());
        effects
    }

    fn show(&mut self, screen: Screen) {
        self.screen = screen;
        self.notice = None;
        self.scroll = 0;
    }

    fn scroll(&mut self, key: Key) {
        let (limit, page) = (
            view::scroll_limit(self),
            view::room(self).saturating_sub(1).max(1),
        );
        let to = match key {
            Key::Up | Key::Char('k') => self.scroll.saturating_sub(1),
            Key::Down | Key::Char('j') => self.scroll + 1,
            Key::PageUp => self.scroll.saturating_sub(page),
            Key::PageDown | Key::Char(' ') => self.scroll + page,
            Key::Home => 0,
            Key::End => limit,
            _ => self.scroll,
        };
        self.scroll = to.min(limit);
    }

    fn page_notice(&self, page: Result<Page, String>) -> String {
        match page {
            Ok(Page { path, opened }) => {
                let path = path.display().to_string();
                self.say(&if opened {
                    Message::WatchPageOpens { path }
                } else {
                    Message::WatchPageAt { path }
                })
            }
            Err(why) => why,
        }
    }

    fn say(&self, said: &Message) -> String {
        said.to_text(self.lang)
    }
}

#[cfg(test)]
mod tests;
