//! What master, workers and timekeeper share: the scheduler, the tasks themselves, the outcomes.
//!
//! Every change goes the same way: somebody takes the lock, tells the scheduler what has happened,
//! carries out the commands that it answers with, and lets go of the lock. Nothing of the caller's
//! runs under it: tasks and results that are not needed any more are carried out of it and dropped
//! outside, since dropping them may take long, call the master, or panic.

mod state;

use pattern_sync::channel::Sender;
use pattern_sync::sync::{Arc, Condvar, Mutex, MutexGuard};
use pattern_sync::time::{Duration, Instant};
use pattern_sync::trace;

use crate::desk::{Desk, Order};
use crate::error::{SubmitError, TaskFailed, TimedOut};
use crate::labels::{ALL_RESULTS, DEADLINE, RESULT, TASK};
use crate::observe::Step;
use crate::scheduler::{Event, Policy, TaskId, WorkerId};
use crate::stats::Stats;
use crate::worker::Stopper;
use state::{Leftovers, State};

/// A task and what became of it.
pub(crate) type Outcome<R> = (TaskId, Result<R, TaskFailed>);

pub(crate) struct Hub<T, R> {
    state: Mutex<State<T, R>>,
    /// Here those wait who want the next outcome. Each new one wakes one of them; all are woken
    /// when none is to come.
    delivered: Condvar,
    /// Here those wait who want all outcomes. All are woken when none is missing.
    settled: Condvar,
    /// Here the timekeeper waits. Woken when it should look at the clock earlier than it intended.
    timer: Condvar,
    /// From here the scheduler's time is counted.
    began: Instant,
}

impl<T, R> Hub<T, R> {
    pub(crate) fn new(policy: Policy, timed: bool, observer: Option<Sender<Step>>) -> Self {
        Self {
            state: Mutex::new(State::new(policy, timed, observer)),
            delivered: Condvar::new(),
            settled: Condvar::new(),
            timer: Condvar::new(),
            began: Instant::now(),
        }
    }

    pub(crate) fn submit(
        &self,
        task: T,
        deadline: Option<Duration>,
    ) -> Result<TaskId, SubmitError<T>> {
        let mut state = self.state.lock();
        if !state.accepting {
            return Err(SubmitError(task));
        }
        let id = TaskId(state.submitted);
        state.submitted += 1;
        state.tasks.insert(id, Arc::new(task));
        let submitted = Event::Submitted { task: id, deadline };
        self.handle(state, submitted, None);
        Ok(id)
    }

    /// Takes on a worker, which is to be driven by [`drive`](crate::driver::drive).
    pub(crate) fn join(
        &self,
        prefix: &str,
        stopper: Option<Arc<dyn Stopper>>,
    ) -> (WorkerId, String) {
        let mut state = self.state.lock();
        let worker = WorkerId(state.joined);
        state.joined += 1;
        let name = format!("{prefix}{}", worker.0);
        let stoppable = stopper.is_some();
        let now = self.now(&state);
        let desk = Desk::new(name.clone(), stopper, now);
        state.desks.insert(worker, desk);
        self.handle(state, Event::Joined { worker, stoppable }, None);
        (worker, name)
    }

    /// Tells whether the worker was there, and had not been told to go.
    pub(crate) fn retire(&self, worker: WorkerId) -> bool {
        let mut state = self.state.lock();
        let known = state.desks.get_mut(&worker).is_some_and(Desk::retire);
        if known {
            self.handle(state, Event::Retired { worker }, None);
        }
        known
    }

    /// Takes note of what a worker has to say.
    pub(crate) fn report(&self, event: Event, result: Option<R>) {
        self.handle(self.state.lock(), event, result);
    }

    /// Gives a worker its next order; `None` if it is to go.
    ///
    /// Waits until there is one.
    pub(crate) fn next_order(&self, worker: WorkerId) -> Option<Order<T>> {
        let mut state = self.state.lock();
        loop {
            // Until an order lies on the desk, or the desk is gone.
            let desk = state.desks.get_mut(&worker)?;
            if let Some(order) = desk.order.take() {
                return Some(order);
            }
            let bell = Arc::clone(&desk.bell);
            trace::wait(TASK, || bell.wait(&mut state));
        }
    }

    pub(crate) fn try_next_completed(&self) -> Option<Outcome<R>> {
        self.state.lock().outcomes.pop_front()
    }

    /// Waits no longer than until `deadline`, if there is one.
    pub(crate) fn next_completed(
        &self,
        deadline: Option<Instant>,
    ) -> Result<Option<Outcome<R>>, TimedOut> {
        let mut state = self.state.lock();
        let mut timed_out = false;
        // Until there is an outcome, or none is missing any more, or the time is up.
        while state.outcomes.is_empty() && !state.is_settled() {
            if timed_out {
                return Err(TimedOut);
            }
            timed_out = wait(RESULT, &self.delivered, &mut state, deadline);
        }
        Ok(state.outcomes.pop_front())
    }

    /// Waits until no outcome is missing, no longer than until `deadline`, if there is one.
    pub(crate) fn wait(&self, deadline: Option<Instant>) -> bool {
        let mut state = self.state.lock();
        let mut timed_out = false;
        while !state.is_settled() {
            if timed_out {
                return false;
            }
            timed_out = wait(ALL_RESULTS, &self.settled, &mut state, deadline);
        }
        true
    }

    /// Waits until no outcome is missing, and returns them in the order of submission.
    pub(crate) fn collect(&self) -> Vec<Outcome<R>> {
        let mut state = self.state.lock();
        // Until nothing is missing.
        while !state.is_settled() {
            trace::wait(ALL_RESULTS, || self.settled.wait(&mut state));
        }
        let outcomes = std::mem::take(&mut state.outcomes);
        drop(state);
        let mut outcomes = Vec::from(outcomes);
        outcomes.sort_unstable_by_key(|(task, _)| *task);
        outcomes
    }

    pub(crate) fn shut_down(&self) {
        let mut state = self.state.lock();
        if std::mem::replace(&mut state.accepting, false) {
            self.handle(state, Event::ShutDown, None);
        }
    }

    /// Hands back the tasks that nobody had in their hands.
    pub(crate) fn shut_down_now(&self) -> Vec<(TaskId, Arc<T>)> {
        let mut state = self.state.lock();
        state.accepting = false;
        let delivered = state.outcomes.len();
        let leftovers = self.tell(&mut state, Event::ShutDownNow, None);
        // Being handed back is what becomes of them: they have no other outcome.
        state.outcomes.truncate(delivered);
        drop(state);
        leftovers.tasks
    }

    /// Ends it all, and kills the workers that can be killed. Their threads will end.
    pub(crate) fn end(&self) {
        drop(self.shut_down_now());
        let mut state = self.state.lock();
        state.over = true;
        for desk in state.desks.values() {
            if let Some(stopper) = &desk.stopper {
                stopper.stop_for_good();
            }
        }
        self.timer.notify_all(); // there is one timekeeper, or none
    }

    /// Says that from now on time matters.
    pub(crate) fn read_clock(&self) {
        self.state.lock().timed = true;
    }

    /// Watches the clock until the end: the work of the timekeeper.
    pub(crate) fn keep_time(&self) {
        loop {
            let mut state = self.state.lock();
            if state.over {
                return;
            }
            let next = state.scheduler.next_timer();
            state.wakes_at = next;
            if next.is_some_and(|at| at <= self.now(&state)) {
                self.handle(state, Event::Tick, None);
            } else {
                // Woken when the time comes, when a moment before it has become the next, or for
                // no reason: whichever it is, we look again.
                let until = next.and_then(|at| self.began.checked_add(at));
                wait(DEADLINE, &self.timer, &mut state, until);
            }
        }
    }

    pub(crate) fn stats(&self) -> Stats {
        let state = self.state.lock();
        let desks = state.desks.iter();
        Stats {
            counts: state.scheduler.counts().clone(),
            waiting: state.scheduler.waiting(),
            unfinished: state.scheduler.unfinished(),
            workers: desks.map(|(worker, desk)| desk.stats(*worker)).collect(),
        }
    }

    /// Tells the scheduler what has happened and does as it says; lets go of the lock.
    fn handle(&self, mut state: MutexGuard<'_, State<T, R>>, event: Event, result: Option<R>) {
        let leftovers = self.tell(&mut state, event, result);
        drop(state);
        drop(leftovers);
    }

    /// Likewise, and wakes whom it concerns; what it returns is to be dropped without the lock.
    fn tell(&self, state: &mut State<T, R>, event: Event, result: Option<R>) -> Leftovers<T, R> {
        let now = self.now(state);
        let was_settled = state.is_settled();
        let leftovers = state.carry_out(now, event, result);
        for _ in 0..leftovers.outcomes {
            self.delivered.notify_one(); // one outcome, so one of those who want one
        }
        if state.is_settled() && !was_settled {
            // All: nobody who waits has anything to wait for.
            self.settled.notify_all();
            self.delivered.notify_all();
        }
        if state.timer_is_late() {
            self.timer.notify_all(); // there is one timekeeper, or none
        }
        leftovers
    }

    /// Returns the scheduler's time.
    fn now(&self, state: &State<T, R>) -> Duration {
        if state.timed {
            self.began.elapsed()
        } else {
            Duration::ZERO
        }
    }
}

/// Waits to be woken, no longer than until `deadline`; tells whether that has passed. A recording says
/// that it was for `what`.
fn wait<S>(
    what: &str,
    condvar: &Condvar,
    guard: &mut MutexGuard<'_, S>,
    deadline: Option<Instant>,
) -> bool {
    trace::wait(what, || match deadline {
        Some(deadline) => condvar.wait_until(guard, deadline).timed_out(),
        None => {
            condvar.wait(guard);
            false
        }
    })
}
