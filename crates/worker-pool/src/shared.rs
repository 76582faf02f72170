//! What the pool, its workers and all handles share: the queues, the count of unfinished tasks, and
//! the ways in which threads sleep and are woken.
//!
//! The life of a pool has three phases. *Open*: everybody may submit. *Closing*: the tasks of the
//! pool may still submit, since what they submit is part of what was accepted; others may not.
//! *Stopping*: nobody may, and whatever has not begun is dropped. From the second phase on the
//! workers end when no task is unfinished.

use pattern_sync::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use pattern_sync::sync::{Arc, Condvar, Mutex};
use pattern_sync::time::Instant;

use crate::observer::{Observer, Watcher};
use crate::queues::{Queues, Refusal};
use crate::task::{Job, Origin, Task, wait_until};
use crate::worker::Worker;

/// What all threads share.
pub(crate) struct Shared {
    pub(crate) queues: Queues,
    /// Tasks that were accepted and have not ended. Incremented before a task can be taken out of
    /// its queue, decremented after its result is there. While it is not 0 the workers live.
    unfinished: AtomicUsize,
    /// Set once, after the injector was closed: so whoever sees it finds all that came from outside
    /// counted in `unfinished`.
    closing: AtomicBool,
    /// Set once, before what waits is dropped: so whoever begins a task later sees it.
    stopping: AtomicBool,
    /// How many tasks were dropped because of `stopping`.
    dropped: AtomicUsize,
    /// Guards falling asleep: whoever sleeps on one of the condition variables below has looked
    /// while it held this, and whoever changes what is looked at takes it before notifying.
    rest: Mutex<Rest>,
    /// Workers wait here for a task, or for the end of the pool.
    work: Condvar,
    /// Whoever joins the pool waits here until no task is unfinished.
    quiet: Condvar,
    /// How many workers wait on `work`, or are about to. Changed under `rest`, read without: a
    /// submitter that reads 0 has put its task into a queue before a worker looked into it.
    sleepers: AtomicUsize,
    pub(crate) watcher: Watcher,
}

/// What the mutex guards.
struct Rest {
    /// How often the count of unfinished tasks has come down to 0.
    zeros: u64,
}

impl Shared {
    pub(crate) fn new(workers: usize, capacity: usize, watcher: Watcher) -> Self {
        Self {
            queues: Queues::new(workers, capacity),
            unfinished: AtomicUsize::new(0),
            closing: AtomicBool::new(false),
            stopping: AtomicBool::new(false),
            dropped: AtomicUsize::new(0),
            rest: Mutex::new(Rest { zeros: 0 }),
            work: Condvar::new(),
            quiet: Condvar::new(),
            sleepers: AtomicUsize::new(0),
            watcher,
        }
    }

    /// Submits a task: to the deque of the calling thread if it is a worker of this pool, otherwise
    /// to the injector, waiting for room if `patient`.
    pub(crate) fn submit<F, R>(
        self: &Arc<Self>,
        task: F,
        patient: bool,
    ) -> Result<Arc<Task<R>>, (Refusal, F)>
    where
        F: FnOnce() -> R + Send + 'static,
        R: Send + 'static,
    {
        if let Some(worker) = Worker::current(self) {
            if self.stopping.load(Ordering::SeqCst) {
                return Err((Refusal::Closed, task));
            }
            // The task that submits is unfinished itself, so the workers live.
            self.unfinished.fetch_add(1, Ordering::SeqCst);
            let task = Arc::new(Task::new(Box::new(task), Origin::Deque));
            let depth = worker.push(Arc::clone(&task) as Arc<dyn Job>);
            self.submitted(depth);
            return Ok(task);
        }
        let mut accepted = None;
        let depth = self.queues.push_outside(task, patient, |task| {
            self.unfinished.fetch_add(1, Ordering::SeqCst);
            let task = Arc::new(Task::new(Box::new(task), Origin::Injector));
            accepted = Some(Arc::clone(&task));
            task
        })?;
        self.submitted(depth);
        Ok(accepted.expect("the queue has made an offer of it"))
    }

    /// Tells whoever should know of a task that is in a queue now: the observer, and one sleeper.
    fn submitted(&self, depth: usize) {
        self.watcher.tell(|observer| observer.submitted(depth));
        if self.sleepers.load(Ordering::SeqCst) > 0 {
            // A worker that saw no task holds the mutex until it sleeps; after this it can be
            // notified.
            drop(self.rest.lock());
            self.work.notify_one(); // one, since there is one task more
        }
    }

    /// Waits until there may be something in a queue; `false` at the end of the pool.
    pub(crate) fn sleep_until_work(&self) -> bool {
        let mut rest = self.rest.lock();
        self.sleepers.fetch_add(1, Ordering::SeqCst);
        // Awaited: something to take out of a queue, or the end of the pool.
        let mut ended = self.has_ended();
        while !ended && !self.queues.have_offers() {
            self.work.wait(&mut rest);
            ended = self.has_ended();
        }
        self.sleepers.fetch_sub(1, Ordering::SeqCst);
        !ended
    }

    /// Drops a task that the caller has begun if the pool is stopping; returns whether it is.
    pub(crate) fn drop_if_stopping(&self, job: &dyn Job) -> bool {
        let stopping = self.stopping.load(Ordering::SeqCst);
        if stopping {
            self.dropped.fetch_add(1, Ordering::SeqCst);
            self.discard(job);
        }
        stopping
    }

    /// Cancels a task that nobody has begun; returns whether it was so.
    pub(crate) fn cancel(&self, job: &dyn Job) -> bool {
        if !job.begin() {
            return false;
        }
        self.queues.begun_out_of_turn(job.origin());
        self.discard(job);
        self.finished_one();
        true
    }

    fn discard(&self, job: &dyn Job) {
        job.discard();
        self.watcher.tell(Observer::cancelled);
    }

    /// Takes note that a task has ended, and wakes those who wait for the last one.
    pub(crate) fn finished_one(&self) {
        let unless_last = |unfinished| (unfinished > 1).then(|| unfinished - 1);
        let (load, store) = (Ordering::SeqCst, Ordering::SeqCst);
        if self
            .unfinished
            .fetch_update(load, store, unless_last)
            .is_ok()
        {
            return;
        }
        // The last one, it seems. The count comes down to 0 under the mutex only: otherwise somebody
        // could join, submit and join again before `zeros` tells of the first 0.
        let mut rest = self.rest.lock();
        if self.unfinished.fetch_sub(1, Ordering::SeqCst) > 1 {
            return; // somebody has submitted another meanwhile
        }
        rest.zeros += 1;
        drop(rest); // first, so that those who are woken do not run into the lock
        self.quiet.notify_all(); // all of them wait for the same thing
        if self.closing.load(Ordering::SeqCst) {
            self.work.notify_all(); // all, since each worker ends now
        }
    }

    /// Waits until no task is unfinished, now or at any time since the call, until `deadline` if
    /// there is one; returns whether it came to that.
    pub(crate) fn wait_until_quiet(&self, deadline: Option<Instant>) -> bool {
        let mut rest = self.rest.lock();
        let zeros = rest.zeros;
        let mut passed = false;
        // Awaited: no unfinished task, now or at any time since this thread began to wait.
        while self.unfinished.load(Ordering::SeqCst) > 0 && rest.zeros == zeros {
            if passed {
                return false;
            }
            passed = wait_until(&self.quiet, &mut rest, deadline);
        }
        true
    }

    /// Refuses tasks from outside from now on. Idempotent.
    pub(crate) fn close(&self) {
        self.queues.close();
        self.closing.store(true, Ordering::SeqCst);
        // A worker that saw an open pool holds the mutex until it sleeps.
        drop(self.rest.lock());
        self.work.notify_all(); // all, since with nothing unfinished each worker ends now
    }

    /// Refuses all tasks from now on, and drops those that wait. Idempotent.
    pub(crate) fn stop(&self) {
        self.stopping.store(true, Ordering::SeqCst);
        self.close();
        for job in self.queues.drain() {
            self.drop_if_stopping(&*job);
            self.finished_one();
        }
    }

    /// Returns whether tasks from outside are refused.
    pub(crate) fn is_closing(&self) -> bool {
        self.closing.load(Ordering::SeqCst)
    }

    /// Returns how many tasks were dropped because the pool was stopped.
    pub(crate) fn dropped(&self) -> usize {
        self.dropped.load(Ordering::SeqCst)
    }

    /// Returns how many tasks were accepted and have not ended.
    pub(crate) fn unfinished(&self) -> usize {
        self.unfinished.load(Ordering::SeqCst)
    }

    /// Returns whether there is nothing left to do for ever. Once `true`, always `true`: nothing
    /// comes from outside any more, and only an unfinished task could submit another.
    fn has_ended(&self) -> bool {
        self.closing.load(Ordering::SeqCst) && self.unfinished.load(Ordering::SeqCst) == 0
    }
}
