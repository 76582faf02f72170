//! One schedule under way: its threads, its objects, and who runs next.

use std::any::Any;
use std::cell::{RefCell, RefMut};
use std::collections::HashMap;
use std::rc::Rc;

use super::coroutine::{Fiber, Suspender};
use super::object::{Object, ObjectIndex, Slot};
use super::record::{Action, Event, Position, Waiting};
use super::strategy::{Choice, Question, Strategy, Wakeup};
use super::{Ending, Limits, Misuse, Site, ThreadIndex};

/// After so many steps of one thread in a row while others could run, the others get their turn:
/// a spinning thread shall not hide what it spins for.
const PATIENCE: usize = 200;

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

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Life {
    Alive,
    Finished,
    Panicked,
}

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
    pub(crate) notified: bool,
    /// `unpark` came before `park`.
    pub(crate) permit: bool,
    pub(crate) panic: Option<(String, Option<Position>)>,
    /// Whether somebody has seen the result, so that a panic is not lost.
    pub(crate) observed: bool,
    pub(crate) locals: HashMap<usize, Rc<dyn Any>>,
    suspender: Suspender,
}

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
    /// Somebody looks at locks without waiting for them, so that unlocking is a step to be seen.
    pub(crate) locks_are_observed: bool,
    /// Taken away at the end: an abandoned stack may keep this state alive.
    pub(crate) strategy: Option<Box<dyn Strategy>>,
    limits: Limits,
    in_a_row: usize,
    spurious_left: usize,
    yielded: bool,
    options: Vec<Choice>,
}

/// One schedule under way. The facade's objects reach it through [`super::current`].
pub(crate) struct Execution {
    pub(crate) id: u64,
    state: RefCell<State>,
    fibers: RefCell<Vec<Option<Fiber>>>,
    pub(crate) exact_unlocks: bool,
}

impl Execution {
    pub(crate) fn new(
        id: u64,
        strategy: Box<dyn Strategy>,
        limits: Limits,
        recorded: bool,
        exact_unlocks: bool,
    ) -> Self {
        let state = State {
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
            locks_are_observed: false,
            strategy: Some(strategy),
            limits,
            in_a_row: 0,
            spurious_left: SPURIOUS_WAKEUPS,
            yielded: false,
            options: Vec::new(),
        };
        Self {
            id,
            state: RefCell::new(state),
            fibers: RefCell::default(),
            exact_unlocks,
        }
    }

    /// The state, for a moment: never held across a switch.
    pub(crate) fn state(&self) -> RefMut<'_, State> {
        self.state.borrow_mut()
    }

    /// The state, unless the engine itself is in the middle of something.
    pub(crate) fn try_state(&self) -> Option<RefMut<'_, State>> {
        self.state.try_borrow_mut().ok()
    }

    /// Adds a thread that can run from now on.
    pub(crate) fn add_thread(
        &self,
        name: Option<String>,
        site: Site,
        body: impl FnOnce(Suspender) -> Fiber,
    ) -> ThreadIndex {
        let suspender = Suspender::default();
        let fiber = body(suspender.clone());
        self.fibers.borrow_mut().push(Some(fiber));
        let mut state = self.state();
        state.threads.push(Thread {
            name,
            life: Life::Alive,
            wait: Wait::Nothing,
            wait_site: site,
            wait_object: None,
            deadline: None,
            restless: false,
            wakeup: Wakeup::Ready,
            notified: false,
            permit: false,
            panic: None,
            observed: false,
            locals: HashMap::new(),
            suspender,
        });
        state.threads.len() - 1
    }

    /// Runs the threads until all have ended or the schedule cannot go on.
    pub(crate) fn drive(&self) {
        loop {
            let current = self.state().current;
            let mut fiber = self.fibers.borrow_mut()[current]
                .take()
                .expect("it is not running");
            let suspended = fiber.resume();
            if suspended {
                self.fibers.borrow_mut()[current] = Some(fiber);
            } else {
                fiber.retire();
            }
            let mut state = self.state();
            if !suspended && state.ending.is_none() {
                state.pick();
            }
            if state.ending.is_some() {
                break;
            }
        }
        for fiber in self.fibers.take().into_iter().flatten() {
            fiber.retire();
        }
    }

    /// Waits for `wait` and gives the others the occasion to run first: every visible operation
    /// begins with one call of this.
    pub(crate) fn reach(&self, wait: Wait, object: Option<ObjectIndex>, site: Site) -> Wakeup {
        self.reach_until(wait, object, None, false, site)
    }

    /// As [`Execution::reach`], giving up at the virtual time `deadline`.
    pub(crate) fn reach_until(
        &self,
        wait: Wait,
        object: Option<ObjectIndex>,
        deadline: Option<u64>,
        restless: bool,
        site: Site,
    ) -> Wakeup {
        let mut state = self.state();
        let me = state.current;
        let thread = &mut state.threads[me];
        thread.wait = wait;
        thread.wait_site = site;
        thread.wait_object = object;
        thread.deadline = deadline;
        thread.restless = restless;
        // Going to sleep on a condition variable has an event of its own.
        let told = wait == Wait::Notification;
        if state.events.is_some() && !told && !state.satisfied(me) {
            let waiting = state.waiting(me);
            state.record(Action::Block(waiting), object, site);
        }
        state.pick();
        let gone = state.ending.is_some() || state.current != me;
        let suspender = state.threads[me].suspender.clone();
        drop(state);
        if gone {
            suspender.suspend();
        }
        let mut state = self.state();
        let thread = &mut state.threads[me];
        thread.wait = Wait::Nothing;
        thread.deadline = None;
        thread.restless = false;
        thread.wakeup
    }

    /// Ends the schedule here: the calling thread does not go on.
    pub(crate) fn abandon(&self, misuse: Misuse, site: Site) -> ! {
        let mut state = self.state();
        let thread = state.current;
        state.ending.get_or_insert(Ending::Misuse {
            misuse,
            thread,
            site,
        });
        let suspender = state.threads[thread].suspender.clone();
        drop(state);
        loop {
            suspender.suspend();
        }
    }

    /// The index of the object behind `slot`.
    pub(crate) fn object(
        &self,
        slot: &Slot,
        site: Site,
        new: impl FnOnce() -> Object,
    ) -> ObjectIndex {
        let register = || {
            let mut state = self.state();
            state.objects.push(new());
            state.objects.len() - 1
        };
        match slot.index(self.id, register) {
            Ok(index) => index,
            Err(()) => self.abandon(Misuse::ForeignObject, site),
        }
    }

    /// Lets the strategy decide something that is not a thread.
    pub(crate) fn decide(&self, question: Question<'_>, site: Site) -> usize {
        let answer = self.state().ask(question);
        match answer {
            Some(answer) if answer < question.arity() => answer,
            _ => self.abandon(Misuse::Diverged, site),
        }
    }
}

impl State {
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

    fn ask(&mut self, question: Question<'_>) -> Option<usize> {
        self.strategy
            .as_mut()
            .and_then(|strategy| strategy.choose(question))
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
            Wait::Read(index) => matches!(self.objects[index], Object::RwLock { writer: None, .. }),
            Wait::Write(index) => {
                matches!(&self.objects[index], Object::RwLock { writer: None, readers } if readers.is_empty())
            }
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
            Wait::Initialised(index) => !matches!(
                self.objects[index],
                Object::Once(super::object::OnceState::Running(_))
            ),
            Wait::Unpark => this.permit,
            Wait::Time | Wait::Quiet => false,
        }
    }

    pub(crate) fn channel(&self, index: ObjectIndex) -> &super::object::Channel {
        match &self.objects[index] {
            Object::Channel(channel) => channel,
            other => unreachable!("object {index} is a {:?}, not a channel", other.kind()),
        }
    }

    pub(crate) fn channel_mut(&mut self, index: ObjectIndex) -> &mut super::object::Channel {
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
                    Object::RwLock { writer, readers } => writer
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
            Wait::Item(_) => Waiting::Item,
            Wait::Taken(..) => Waiting::Taker,
            Wait::End(thread) => Waiting::End { thread },
            Wait::Generation(..) => Waiting::Others,
            Wait::Initialised(_) => Waiting::Initialisation,
            Wait::Unpark => Waiting::Unpark,
            Wait::Quiet => Waiting::Quiet,
        }
    }

    /// Decides who runs next, and sets `current`, or else `ending`.
    fn pick(&mut self) {
        if self.ending.is_some() {
            return;
        }
        self.steps += 1;
        if self.steps > self.limits.steps {
            self.ending = Some(Ending::StepLimit);
            return;
        }
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
        for thread in (0..count).map(in_turn) {
            if alive(&self.threads[thread]) && self.satisfied(thread) {
                options.push(ready(thread));
            }
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
                if self.threads[thread].restless && self.threads[thread].deadline.is_none() {
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
        self.threads[choice.thread].wakeup = choice.how;
    }
}
