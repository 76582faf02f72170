//! The state of a schedule: its threads, its objects, and what has happened.

use std::any::Any;
use std::rc::Rc;

use super::coroutine::Suspender;
use super::footprint::{Footprint, Step};
use super::object::{Object, ObjectIndex};
use super::record::{Action, Event, Position};
use super::strategy::{Choice, Question, Strategy, Wakeup};
use super::{Ending, Limits, Site, ThreadIndex};

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
    pub(super) fed: usize,
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
    pub(super) limits: Limits,
    /// Steps that the running thread has made without another one in between.
    pub(super) in_a_row: usize,
    pub(super) spurious_left: usize,
    /// The running thread has offered its turn.
    pub(super) yielded: bool,
    /// What is on offer at the present choice point; kept for its memory.
    pub(super) options: Vec<Choice>,
    /// What the running thread has touched since the last choice point.
    pub(super) touched: Footprint,
    /// The steps since the strategy was last asked who runs.
    pub(super) since: Vec<Step>,
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
            touched: Footprint::NOTHING,
            since: Vec::new(),
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

    /// Notes what the running thread does, beyond what it has waited for.
    #[inline]
    pub(super) fn touch(&mut self, what: Footprint) {
        self.touched = self.touched.and(what);
    }

    /// Notes that the running thread does something to the object at `index`.
    #[inline]
    pub(super) fn touch_object(&mut self, index: ObjectIndex) {
        self.touch(Footprint::object(index));
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
}
