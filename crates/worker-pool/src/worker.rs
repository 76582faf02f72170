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

use pattern_sync::sync::Arc;
use pattern_sync::time::{Duration, Instant};
use pattern_sync::trace;

use crate::current;
use crate::fork::{Half, Stolen};
use crate::forks::{Offered, Place};
use crate::labels::TASK;
use crate::observer::Observer;
use crate::seat::{Desk, Seat};
use crate::shared::Shared;
use crate::task::{Ending, Job, Offer, call};
use crate::tasks::Extent;

mod search;

/// What a worker knows about itself; it never leaves its thread.
pub(crate) struct Worker {
    shared: Arc<Shared>,
    index: usize,
    desk: Desk,
    /// The number that the next task on the own deque will have.
    end: Cell<usize>,
    /// The own deque holds no task below this number.
    emptied: Cell<usize>,
    /// How many tasks and stolen halves this thread is in the midst of.
    depth: Cell<usize>,
    /// The number of the first task on the own deque that was submitted below the task that runs:
    /// what it may help with.
    floor: Cell<usize>,
    /// What the halves are known by that are offered now: by the stolen half that runs, 0 if none.
    tag: Cell<usize>,
    /// The tasks with handles that this thread is in the midst of, each on top of the one before:
    /// their addresses, which are only compared.
    stack: RefCell<Vec<*const ()>>,
    /// How many tasks have ended here since it was last reported.
    ended: Cell<usize>,
    /// Whether this worker is counted as searching.
    searching: Cell<bool>,
    /// A worker, and how far it had come with its batches when this one last looked.
    watched: Cell<(usize, usize)>,
    /// Time, since the running task began, in which it did not run itself: it waited, or tasks ran
    /// on top of it. Kept for the observer alone.
    away: Cell<Duration>,
}

impl Worker {
    /// Is the main function of a worker's thread.
    pub(crate) fn live(shared: Arc<Shared>, index: usize, desk: Desk) {
        let worker = Self {
            shared,
            index,
            desk,
            end: Cell::new(0),
            emptied: Cell::new(0),
            depth: Cell::new(0),
            floor: Cell::new(0),
            tag: Cell::new(0),
            stack: RefCell::default(),
            ended: Cell::new(0),
            searching: Cell::new(true),
            watched: Cell::new((index, 0)),
            away: Cell::new(Duration::ZERO),
        };
        current::enter(&worker, || while worker.run_own() || worker.run_found() {});
    }

    /// Returns whether this is a worker of that pool.
    pub(crate) fn is_of(&self, shared: &Shared) -> bool {
        std::ptr::eq(&*self.shared, shared)
    }

    fn seat(&self) -> &Seat {
        &self.shared.seats[self.index]
    }

    /// Puts a task on the own deque; returns how many are there now.
    pub(crate) fn push(&self, offer: Offer) -> usize {
        let Extent { len, end } = self.seat().tasks.push(offer, self.floor.get());
        self.end.set(end);
        len
    }

    /// Begins the newest task on the own deque whose number is `floor` or more.
    fn pop(&self, floor: usize) -> Option<Offer> {
        let floor = floor.max(self.emptied.get());
        if self.end.get() <= floor {
            return None; // known without looking, which would take a lock
        }
        let (offer, extent) = self.seat().tasks.pop(floor);
        self.end.set(extent.end);
        if extent.len == 0 {
            self.emptied.set(extent.end);
        }
        offer
    }

    /// Runs what there is on the own deque and in the own batch; returns whether there was anything.
    #[inline]
    fn run_own(&self) -> bool {
        let mut any = false;
        loop {
            if let Some(offer) = self.pop(0) {
                self.found();
                self.run(offer);
            } else if let Some(offer) = self.desk.batch.take() {
                self.run_from_outside(offer);
            } else {
                return any;
            }
            any = true;
        }
    }

    /// Runs a task that was taken out of the injector, unless it was begun by somebody else.
    #[inline]
    fn run_from_outside(&self, offer: Offer) {
        if self.shared.begin(self.seat(), &offer) {
            self.run(offer);
        }
    }

    /// Runs a task that this thread has begun, or drops it if the pool is stopping.
    #[inline]
    fn run(&self, offer: Offer) {
        if self.shared.is_stopping() {
            self.shared.drop_stopped(offer);
        } else {
            let depth = self.depth.replace(self.depth.get() + 1);
            let floor = self.floor.replace(self.end.get());
            let tag = self.tag.replace(0);
            match offer {
                // Nobody has a handle to wait for it, so it need not be on the stack.
                Offer::Closure(closure) => self.observed(|| call(closure)),
                Offer::Task(job) => {
                    self.stack.borrow_mut().push(address(&*job));
                    self.observed(|| job.execute(&|| self.announce()));
                    self.stack.borrow_mut().pop();
                }
            }
            self.tag.set(tag);
            self.floor.set(floor);
            self.depth.set(depth);
        }
        self.ended.set(self.ended.get() + 1);
    }

    /// Runs the half of a join that this thread has stolen.
    fn run_half(&self, half: Stolen) {
        let depth = self.depth.replace(self.depth.get() + 1);
        let floor = self.floor.replace(self.end.get());
        let tag = self.tag.replace(half.tag());
        self.observed(|| half.run(self.index));
        self.tag.set(tag);
        self.floor.set(floor);
        self.depth.set(depth);
        self.shared.half_done();
    }

    /// Runs something, and tells the observer of it, if there is one.
    #[inline]
    fn observed(&self, run: impl FnOnce() -> Ending) {
        if self.shared.watcher.is_somebody() {
            self.timed(|| trace::work(TASK, run));
        } else {
            trace::work(TASK, run);
        }
    }

    #[cold]
    fn timed(&self, run: impl FnOnce() -> Ending) {
        let started = Instant::now();
        self.tell(|observer| observer.started(self.index));
        let away_below = self.away.replace(Duration::ZERO);
        let panicked = run() == Ending::Panicked;
        let elapsed = started.elapsed();
        let busy = elapsed.saturating_sub(self.away.get());
        self.away.set(away_below + elapsed);
        self.tell(|observer| observer.finished(self.index, busy, panicked));
    }

    /// Runs `job` if nobody has begun it; returns whether it was so.
    pub(crate) fn run_out_of_turn(&self, job: Arc<dyn Job>) -> bool {
        if !job.begin() {
            return false;
        }
        self.shared.begun_out_of_turn(job.origin());
        self.run(Offer::Task(job));
        true
    }

    /// Runs the newest task that was submitted below the one that runs, if there is any.
    pub(crate) fn help(&self) -> bool {
        self.pop(self.floor.get()).is_some_and(|offer| {
            self.run(offer);
            true
        })
    }

    /// Waits until `job` has ended, helping as long as there is something to help with.
    ///
    /// `is_finished` tells whether it has, and `block` waits for that, no longer than until
    /// `deadline`; a task that was begun on the way is run to its end all the same.
    pub(crate) fn wait_for(
        &self,
        job: Arc<dyn Job>,
        deadline: Option<Instant>,
        is_finished: impl Fn() -> bool,
        block: impl FnOnce() -> bool,
    ) -> bool {
        let address = address(&*job);
        if self.run_out_of_turn(job) {
            return true;
        }
        assert!(
            !self.stack.borrow().contains(&address),
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

    /// Offers half of a join to other workers; `None` if there is no room for that.
    #[inline]
    pub(crate) fn offer(&self, half: usize) -> Option<Place> {
        let below = self.tag.get();
        let place = self.desk.forks.push(Offered { half, below })?;
        if place.news {
            self.shared.wake_for_news();
        }
        Some(place)
    }

    /// Takes an offer back; returns whether it was there, or else another worker has it.
    #[inline]
    pub(crate) fn take_back(&self, place: Place) -> bool {
        self.desk.forks.take_back(place)
    }

    /// Waits until half of a join is done that another worker runs, helping with what is below it.
    #[cold]
    pub(crate) fn wait_for_half(&self, half: &Half) {
        let tag = half.tag();
        let wanted = |below| below == tag;
        let of_runner = || half.runner().map(|index| &self.shared.seats[index]);
        while !half.is_done() {
            if self.help() {
                continue;
            }
            let below = of_runner().and_then(|runner| self.steal_half(runner, wanted));
            if let Some(below) = below {
                self.run_half(below);
                continue;
            }
            self.blocked(|| {
                self.shared.sleep_until_half(|| {
                    half.is_done() || of_runner().is_some_and(|runner| runner.forks.has(wanted))
                });
            });
        }
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
