//! One schedule under way: what every modelled operation goes through.

use std::cell::{RefCell, RefMut};

use super::coroutine::{Fiber, Suspender};
use super::object::{Object, ObjectIndex, Slot};
use super::record::Action;
use super::state::{State, Thread, Wait};
use super::strategy::{Question, Strategy, Wakeup};
use super::{Ending, Limits, Misuse, Site, ThreadIndex};

/// One schedule under way. The facade's objects reach it through [`super::current`].
pub(crate) struct Execution {
    pub(crate) id: u64,
    state: RefCell<State>,
    fibers: RefCell<Vec<Option<Fiber>>>,
    pub(crate) exact: bool,
}

impl Execution {
    pub(crate) fn new(
        id: u64,
        strategy: Box<dyn Strategy>,
        limits: Limits,
        recorded: bool,
        exact: bool,
    ) -> Self {
        Self {
            id,
            state: RefCell::new(State::new(strategy, limits, recorded)),
            fibers: RefCell::default(),
            exact,
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
        let step = state.steps;
        state.threads.push(Thread::new(name, site, suspender, step));
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
        state.notice_catches();
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
        if state.ending.is_some() || state.current != me {
            let suspender = state.threads[me].suspender.clone();
            drop(state);
            suspender.suspend();
            state = self.state();
        }
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

    /// The model says that a lock is free, and the real one is not: somebody outside holds it.
    #[cold]
    pub(crate) fn held_from_outside(&self, site: Site) -> ! {
        self.abandon(Misuse::ForeignObject, site)
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
