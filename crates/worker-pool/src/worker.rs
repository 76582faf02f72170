//! The life of a worker: takes tasks, runs them, helps while it waits, sleeps, ends.
//!
//! A worker that waits for a task does not merely block. With as many waiting workers as there are
//! workers, all of them for tasks that nobody is left to begin, that would be for ever. It helps:
//!
//! 1. A task that nobody has begun, it begins itself, wherever it is queued. So whoever is blocked
//!    waits for a task that *runs*, and unless tasks wait for each other in a circle one of those
//!    that run can go on.
//! 2. A task that runs elsewhere leaves time for other tasks: those, and only those, that were
//!    submitted below the waiting task, by itself or by what it runs in the meantime.
//!
//! Why not any task at all? What is run on top of a waiting task must end before that can go on. If
//! it waits for the very task below it (its handle may have been passed on), neither ever ends.
//! What a task submits cannot have been given that task's own handle: it is with whoever submitted
//! it. So the second rule is safe as long as handles travel the usual way, captured by tasks that
//! are submitted later, or returned as results. Where one takes another way, through a channel, say,
//! and a task asks for the end of one that it stands upon, it panics: better than waiting for ever.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use pattern_sync::sync::Arc;
use pattern_sync::thread_local;
use pattern_sync::time::{Duration, Instant};

use crate::observer::Observer;
use crate::shared::Shared;
use crate::task::{Ending, Job};

thread_local! {
    /// The worker that this thread is, if it is one.
    static CURRENT: RefCell<Option<Rc<Worker>>> = RefCell::new(None);
}

/// What a worker knows about itself; it never leaves its thread.
pub(crate) struct Worker {
    shared: Arc<Shared>,
    index: usize,
    /// The number of the first task on the own deque that was submitted below the task that runs:
    /// what it may help with.
    floor: Cell<usize>,
    /// The tasks that this thread is in the midst of, each on top of the one before: their addresses,
    /// which are only compared.
    stack: RefCell<Vec<*const ()>>,
    /// Time, since the running task began, in which it did not run itself: it waited, or tasks ran
    /// on top of it. Kept for the observer alone.
    away: Cell<Duration>,
}

impl Worker {
    /// Is the main function of a worker's thread.
    pub(crate) fn live(shared: Arc<Shared>, index: usize) {
        let worker = Rc::new(Self {
            shared,
            index,
            floor: Cell::new(0),
            stack: RefCell::default(),
            away: Cell::new(Duration::ZERO),
        });
        CURRENT.with(|current| current.replace(Some(Rc::clone(&worker))));
        while let Some(job) = worker.next() {
            worker.run(&*job);
        }
        CURRENT.with(|current| current.replace(None));
    }

    /// Returns the worker that the calling thread is, if it belongs to the pool of `shared`.
    pub(crate) fn current(shared: &Arc<Shared>) -> Option<Rc<Self>> {
        let current = CURRENT.with(|current| current.borrow().clone());
        current.filter(|worker| Arc::ptr_eq(&worker.shared, shared))
    }

    /// Puts a task on the own deque; returns how many are there now.
    pub(crate) fn push(&self, job: Arc<dyn Job>) -> usize {
        self.shared
            .queues
            .push_own(self.index, self.floor.get(), job)
    }

    /// Begins the next task, sleeping until there is one; `None` at the end of the pool.
    fn next(&self) -> Option<Arc<dyn Job>> {
        let queues = &self.shared.queues;
        loop {
            if let Some(job) = queues.pop_own(self.index, 0) {
                return Some(job);
            }
            if let Some(job) = queues.pop_outside() {
                return Some(job);
            }
            if let Some((job, victim)) = queues.steal(self.index) {
                self.tell(|observer| observer.stole(self.index, victim));
                return Some(job);
            }
            let asleep = self.shared.watcher.clock();
            let woken = self.shared.sleep_until_work();
            self.report_idle(asleep);
            if !woken {
                return None;
            }
        }
    }

    /// Runs a task that this thread has begun, or drops it if the pool is stopping.
    fn run(&self, job: &dyn Job) {
        if !self.shared.drop_if_stopping(job) {
            let next = self.shared.queues.next_number(self.index);
            let floor = self.floor.replace(next);
            self.stack.borrow_mut().push(address(job));
            self.execute(job);
            self.stack.borrow_mut().pop();
            self.floor.set(floor);
        }
        self.shared.finished_one();
    }

    /// Runs a task, and tells the observer of it, if there is one.
    fn execute(&self, job: &dyn Job) {
        let Some(started) = self.shared.watcher.clock() else {
            job.execute();
            return;
        };
        self.tell(|observer| observer.started(self.index));
        let away_below = self.away.replace(Duration::ZERO);
        let panicked = job.execute() == Ending::Panicked;
        let elapsed = started.elapsed();
        let busy = elapsed.saturating_sub(self.away.get());
        self.away.set(away_below + elapsed);
        self.tell(|observer| observer.finished(self.index, busy, panicked));
    }

    /// Runs `job` if nobody has begun it; returns whether it was so.
    pub(crate) fn run_out_of_turn(&self, job: &dyn Job) -> bool {
        if !job.begin() {
            return false;
        }
        self.shared.queues.begun_out_of_turn(job.origin());
        self.run(job);
        true
    }

    /// Runs the newest task that was submitted below the one that runs, if there is any.
    pub(crate) fn help(&self) -> bool {
        let job = self.shared.queues.pop_own(self.index, self.floor.get());
        job.is_some_and(|job| {
            self.run(&*job);
            true
        })
    }

    /// Waits until `job` has ended, helping as long as there is something to help with.
    ///
    /// `is_finished` tells whether it has, and `block` waits for that, no longer than until
    /// `deadline`; a task that was begun on the way is run to its end all the same.
    pub(crate) fn wait_for(
        &self,
        job: &dyn Job,
        deadline: Option<Instant>,
        is_finished: impl Fn() -> bool,
        block: impl FnOnce() -> bool,
    ) -> bool {
        if self.run_out_of_turn(job) {
            return true;
        }
        assert!(
            !self.stack.borrow().contains(&address(job)),
            "a task waits for its own end, or for that of a task that waits for it"
        );
        while !is_finished() {
            let in_time = deadline.is_none_or(|deadline| Instant::now() < deadline);
            if !(in_time && self.help()) {
                return self.blocked(block);
            }
        }
        true
    }

    /// Does something that blocks in the midst of a task; the observer hears of it as idle time.
    pub(crate) fn blocked<T>(&self, block: impl FnOnce() -> T) -> T {
        let since = self.shared.watcher.clock();
        let value = block();
        self.report_idle(since);
        value
    }

    fn report_idle(&self, since: Option<Instant>) {
        if let Some(since) = since {
            let idle = since.elapsed();
            self.away.set(self.away.get() + idle);
            self.tell(|observer| observer.idle(self.index, idle));
        }
    }

    fn tell(&self, what: impl FnOnce(&dyn Observer)) {
        self.shared.watcher.tell(what);
    }
}

/// Returns what tells a task from others.
fn address(job: &dyn Job) -> *const () {
    std::ptr::from_ref(job).cast()
}
