//! The state of a schedule: who could run, and who runs next.

use std::any::Any;
use std::rc::Rc;

use super::coroutine::Suspender;
use super::object::{Channel, Object, ObjectIndex, OnceState};
use super::record::{Action, Event, Position, Waiting};
use super::strategy::{Choice, Question, Strategy, Wakeup};
use super::{Ending, Limits, Misuse, Site, ThreadIndex};

/// After so many steps of one thread in a row while others could run, the others get their turn:
/// a spinning thread shall not hide what it spins for.
const PATIENCE: usize = 200;

/// A thread that could have run for so many steps gets its turn, whatever the strategy says: real
/// schedulers are fair in the long run, so what only an unfair one could do is no failure.
const STARVATION: usize = 1_000;

/// Spurious wake-ups in one schedule. One finds an `if` where a `while` belongs; the second is for
/// code that survives the first.
const SPURIOUS_WAKEUPS: usize = 2;

/// What a thread needs before it can go on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wait {
    Nothing,
    Lock(ObjectIndex),
    Read(ObjectIndex),
    Write(ObjectIndex),
    Notification,
    Room(ObjectIndex),
    Item(ObjectIndex),
    /// That more than so many items have been taken.
    Taken(ObjectIndex, u64),
    End(ThreadIndex),
    /// That the barrier has left this generation.
    Generation(ObjectIndex, u64),
    Initialised(ObjectIndex),
    Unpark,
    Time,
    Quiet,
}

/// Whether a thread has ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Life {
    Alive,
    Finished,
    Panicked,
}

/// What the engine knows of a thread.
pub(crate) struct Thread {
    pub(crate) name: Option<String>,
    pub(crate) life: Life,
    pub(crate) wait: Wait,
    pub(crate) wait_site: Site,
    pub(crate) wait_object: Option<ObjectIndex>,
    /// Virtual time at which it stops waiting.
    pub(crate) deadline: Option<u64>,
    /// Whether it may wake for no reason.
    pub(crate) restless: bool,
    pub(crate) wakeup: Wakeup,
    /// The last step at which it ran or could not have run.
    fed: usize,
    pub(crate) notified: bool,
    /// `unpark` came before `park`.
    pub(crate) permit: bool,
    pub(crate) panic: Option<(String, Option<Position>)>,
    /// It has panicked, and nobody has been seen to catch that yet.
    pub(crate) unwinding: bool,
    /// Whether somebody has seen the result, so that a panic is not lost.
    pub(crate) observed: bool,
    /// Whether the owner of its scope panics in its place.
    pub(crate) passed_on: bool,
    /// By key, in the order in which they were made.
    pub(crate) locals: Vec<(usize, Rc<dyn Any>)>,
    pub(super) suspender: Suspender,
}

impl Thread {
    pub(super) fn new(name: Option<String>, site: Site, suspender: Suspender, step: usize) -> Self {
        Self {
            name,
            life: Life::Alive,
            wait: Wait::Nothing,
            wait_site: site,
            wait_object: None,
            deadline: None,
            restless: false,
            wakeup: Wakeup::Ready,
            fed: step,
            notified: false,
            permit: false,
            panic: None,
            unwinding: false,
            observed: false,
            passed_on: false,
            locals: Vec::new(),
            suspender,
        }
    }
}

/// The threads and objects of a schedule, and what decides who runs next.
pub(crate) struct State {
    pub(crate) threads: Vec<Thread>,
    pub(crate) objects: Vec<Object>,
    /// The threads of each `thread::scope`.
    pub(crate) scopes: Vec<Vec<ThreadIndex>>,
    pub(crate) current: ThreadIndex,
    pub(crate) now: u64,
    pub(crate) steps: usize,
    /// Turns taken away from a thread that could have gone on.
    pub(crate) preemptions: usize,
    /// Changes from one thread to another.
    pub(crate) switches: usize,
    pub(crate) ending: Option<Ending>,
    pub(crate) events: Option<Vec<Event>>,
    /// Somebody looks at locks or threads without waiting for them, so that unlocking and ending
    /// are steps to be seen.
    pub(crate) ends_are_observed: bool,
    /// Some thread has `unwinding` set.
    pub(super) anyone_unwinding: bool,
    /// Questions asked.
    pub(crate) choices: usize,
    /// What happened so far, in a number: two runs of one schedule differ in it if they differ.
    pub(crate) fingerprint: u64,
    /// Taken away at the end: an abandoned stack may keep this state alive.
    pub(crate) strategy: Option<Box<dyn Strategy>>,
    limits: Limits,
    /// Steps that the running thread has made without another one in between.
    in_a_row: usize,
    spurious_left: usize,
    /// The running thread has offered its turn.
    yielded: bool,
    /// What is on offer at the present choice point; kept for its memory.
    options: Vec<Choice>,
}

impl State {
    pub(super) fn new(strategy: Box<dyn Strategy>, limits: Limits, recorded: bool) -> Self {
        Self {
            threads: Vec::new(),
            objects: Vec::new(),
            scopes: Vec::new(),
            current: 0,
            now: 0,
            steps: 0,
            preemptions: 0,
            switches: 0,
            ending: None,
            events: recorded.then(Vec::new),
            ends_are_observed: false,
            anyone_unwinding: false,
            choices: 0,
            fingerprint: 0,
            strategy: Some(strategy),
            limits,
            in_a_row: 0,
            spurious_left: SPURIOUS_WAKEUPS,
            yielded: false,
            options: Vec::new(),
        }
    }

    /// Adds to the recording, if there is one.
    pub(crate) fn record(&mut self, action: Action, object: Option<ObjectIndex>, site: Site) {
        let thread = self.current;
        let time = self.now;
        if let Some(events) = &mut self.events {
            events.push(Event {
                thread,
                action,
                object,
                site,
                time,
            });
        }
    }

    pub(super) fn ask(&mut self, question: Question<'_>) -> Option<usize> {
        self.choices += 1;
        let answer = self.strategy.as_mut()?.choose(question)?;
        self.remember(question.arity(), answer);
        Some(answer)
    }

    /// Notices that panics were caught. Coroutines share one real thread, whose count of panics
    /// tells only that *nobody* unwinds; who was caught while another one unwinds stays open.
    pub(super) fn notice_catches(&mut self) {
        if self.anyone_unwinding && !std::thread::panicking() {
            self.anyone_unwinding = false;
            for thread in &mut self.threads {
                thread.unwinding = false;
            }
        }
    }

    /// Records the waits that were none when they began: a thread that was passed over where it
    /// could have gone on, and later could not.
    pub(super) fn record_last_waits(&mut self) {
        for thread in 0..self.threads.len() {
            let Some(events) = &self.events else { return };
            let mut own = events.iter().rev().filter(|event| event.thread == thread);
            let waits =
                |event: &Event| matches!(event.action, Action::Block(_) | Action::Wait { .. });
            let told = own.next().is_some_and(waits);
            let this = &self.threads[thread];
            if !told && this.life == Life::Alive && !self.satisfied(thread) {
                let (object, site) = (this.wait_object, this.wait_site);
                self.current = thread;
                self.record(Action::Block(self.waiting(thread)), object, site);
            }
        }
    }

    /// Frees what only a schedule under way needs.
    pub(super) fn forget_scratch(&mut self) {
        self.scopes = Vec::new();
        self.options = Vec::new();
    }

    /// Mixes two numbers into the fingerprint.
    pub(super) fn remember(&mut self, what: usize, which: usize) {
        let mixed = self.fingerprint.rotate_left(7) ^ ((what as u64) << 16) ^ which as u64;
        self.fingerprint = mixed.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    }

    /// The running thread offers its turn: at its next step the others come first.
    pub(crate) fn offer_turn(&mut self) {
        self.yielded = true;
    }

    /// Whether `thread` can run without a time-out or a spurious wake-up.
    pub(crate) fn satisfied(&self, thread: ThreadIndex) -> bool {
        let this = &self.threads[thread];
        match this.wait {
            Wait::Nothing => true,
            Wait::Lock(index) => matches!(self.objects[index], Object::Mutex { owner: None }),
            Wait::Read(index) => self.objects[index].lets_read(),
            Wait::Write(index) => self.objects[index].lets_write(),
            Wait::Notification => this.notified,
            Wait::Room(index) => {
                let channel = self.channel(index);
                channel.has_room() || channel.receivers == 0
            }
            Wait::Item(index) => {
                let channel = self.channel(index);
                channel.len > 0 || channel.senders == 0
            }
            Wait::Taken(index, ticket) => {
                let channel = self.channel(index);
                channel.taken > ticket || channel.receivers == 0
            }
            Wait::End(other) => self.threads[other].life != Life::Alive,
            Wait::Generation(index, mine) => {
                matches!(self.objects[index], Object::Barrier { generation, .. } if generation != mine)
            }
            Wait::Initialised(index) => {
                !matches!(self.objects[index], Object::Once(OnceState::Running(_)))
            }
            Wait::Unpark => this.permit,
            Wait::Time | Wait::Quiet => false,
        }
    }

    pub(crate) fn channel(&self, index: ObjectIndex) -> &Channel {
        match &self.objects[index] {
            Object::Channel(channel) => channel,
            other => unreachable!("object {index} is a {:?}, not a channel", other.kind()),
        }
    }

    pub(crate) fn channel_mut(&mut self, index: ObjectIndex) -> &mut Channel {
        match &mut self.objects[index] {
            Object::Channel(channel) => channel,
            other => unreachable!("object {index} is a {:?}, not a channel", other.kind()),
        }
    }

    /// How many threads are receiving from a channel right now.
    pub(crate) fn takers(&self, index: ObjectIndex) -> usize {
        let receives =
            |thread: &&Thread| thread.life == Life::Alive && thread.wait == Wait::Item(index);
        self.threads.iter().filter(receives).count()
    }

    /// What `thread` waits for, in the words of the timeline.
    pub(crate) fn waiting(&self, thread: ThreadIndex) -> Waiting {
        match self.threads[thread].wait {
            Wait::Nothing | Wait::Time => Waiting::Time,
            Wait::Lock(index) | Wait::Read(index) | Wait::Write(index) => {
                let holders = match &self.objects[index] {
                    Object::Mutex { owner } => owner.iter().map(|&(thread, _)| thread).collect(),
                    Object::RwLock {
                        writer, readers, ..
                    } => writer
                        .iter()
                        .map(|&(thread, _)| thread)
                        .chain(readers.clone())
                        .collect(),
                    _ => Vec::new(),
                };
                Waiting::Lock { holders }
            }
            Wait::Notification => Waiting::Notification,
            Wait::Room(_) => Waiting::Room,
            Wait::Item(index) => Waiting::Item {
                senders: self.channel(index).senders,
            },
            Wait::Taken(..) => Waiting::Taker,
            Wait::End(thread) => Waiting::End { thread },
            Wait::Generation(index, _) => match self.objects[index] {
                Object::Barrier { waiting, count, .. } => Waiting::Others {
                    arrived: waiting,
                    expected: count,
                },
                _ => Waiting::Notification,
            },
            Wait::Initialised(index) => match self.objects[index] {
                Object::Once(OnceState::Running(by)) => Waiting::Initialisation { by },
                _ => Waiting::Notification,
            },
            Wait::Unpark => Waiting::Unpark,
            Wait::Quiet => Waiting::Quiet,
        }
    }

    /// Decides who runs next, and sets `current`, or else `ending`.
    pub(super) fn pick(&mut self) {
        if self.ending.is_some() {
            return;
        }
        if self.steps == self.limits.steps {
            self.ending = Some(Ending::StepLimit);
            return;
        }
        self.steps += 1;
        let site = self.threads[self.current].wait_site;
        self.remember(std::ptr::from_ref(site).addr(), self.current);
        let yielded = std::mem::take(&mut self.yielded) || self.in_a_row >= PATIENCE;
        let (runnable, continues) = self.list_options(yielded);
        if self
            .options
            .iter()
            .all(|choice| choice.how == Wakeup::Spurious)
        {
            let everyone_ended = self.threads.iter().all(|thread| thread.life != Life::Alive);
            self.ending = Some(if everyone_ended {
                Ending::Finished
            } else {
                Ending::Deadlock
            });
            return;
        }
        let answer = if self.options.len() == 1 {
            0
        } else {
            let options = std::mem::take(&mut self.options);
            let question = Question::Task {
                options: &options,
                runnable,
                continues,
                yielded,
            };
            let answer = self.ask(question).filter(|&answer| answer < options.len());
            self.options = options;
            let Some(answer) = answer else {
                let thread = self.current;
                let site = self.threads[thread].wait_site;
                self.ending = Some(Ending::Misuse {
                    misuse: Misuse::Diverged,
                    thread,
                    site,
                });
                return;
            };
            answer
        };
        self.preemptions += usize::from(continues && answer > 0);
        self.resume(self.options[answer]);
    }

    /// Fills `options` in their canonical order; returns how many of them can simply run, and
    /// whether the first of those is the running thread.
    fn list_options(&mut self, yielded: bool) -> (usize, bool) {
        let mut options = std::mem::take(&mut self.options);
        options.clear();
        let count = self.threads.len();
        let first = self.current + usize::from(yielded);
        let in_turn = |offset: usize| (first + offset) % count;
        let alive = |thread: &Thread| thread.life == Life::Alive;
        let ready = |thread| Choice {
            thread,
            how: Wakeup::Ready,
        };
        let mut starved = None;
        for thread in (0..count).map(in_turn) {
            if !alive(&self.threads[thread]) {
                continue;
            }
            if self.satisfied(thread) {
                options.push(ready(thread));
                let hungry = self.steps - self.threads[thread].fed > STARVATION;
                starved = starved.or(hungry.then_some(thread));
            } else {
                self.threads[thread].fed = self.steps;
            }
        }
        if let Some(thread) = starved {
            options.clear();
            options.push(ready(thread));
            self.options = options;
            return (1, false);
        }
        if options.is_empty() {
            let quiet = |&thread: &ThreadIndex| {
                alive(&self.threads[thread]) && self.threads[thread].wait == Wait::Quiet
            };
            options.extend((0..count).map(in_turn).filter(quiet).map(ready));
        }
        let runnable = options.len();
        let continues = options
            .first()
            .is_some_and(|choice| choice.thread == self.current);
        let unsatisfied = |thread: ThreadIndex| {
            alive(&self.threads[thread])
                && self.threads[thread].wait != Wait::Quiet
                && !self.satisfied(thread)
        };
        for thread in (0..count).filter(|&thread| unsatisfied(thread)) {
            if self.threads[thread].deadline.is_some() {
                options.push(Choice {
                    thread,
                    how: Wakeup::TimedOut,
                });
            }
        }
        options[runnable..].sort_by_key(|choice| self.threads[choice.thread].deadline);
        if self.spurious_left > 0 {
            for thread in (0..count).filter(|&thread| unsatisfied(thread)) {
                if self.threads[thread].restless {
                    options.push(Choice {
                        thread,
                        how: Wakeup::Spurious,
                    });
                }
            }
        }
        self.options = options;
        (runnable, continues)
    }

    fn resume(&mut self, choice: Choice) {
        if choice.thread == self.current {
            self.in_a_row += 1;
        } else {
            self.in_a_row = 0;
            self.switches += 1;
        }
        match choice.how {
            Wakeup::Ready => {}
            Wakeup::TimedOut => {
                let deadline = self.threads[choice.thread].deadline;
                self.now = self.now.max(deadline.expect("only a timed wait times out"));
            }
            Wakeup::Spurious => self.spurious_left -= 1,
        }
        self.current = choice.thread;
        self.threads[choice.thread].fed = self.steps;
        self.threads[choice.thread].wakeup = choice.how;
    }
}
