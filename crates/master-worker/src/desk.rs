//! The place where a worker finds its orders, and what it has done so far.

use std::mem;

use pattern_sync::sync::{Arc, Condvar};
use pattern_sync::time::Duration;

use crate::scheduler::WorkerId;
use crate::stats::WorkerStats;
use crate::worker::Stopper;

/// What a worker is to do.
pub(crate) enum Order<T> {
    /// Start, for the first time or after a death.
    Start,
    /// Carry out this task.
    Perform(Arc<T>),
}

/// What the hub keeps of a worker. The hub's lock guards it.
pub(crate) struct Desk<T> {
    name: String,
    pub(crate) order: Option<Order<T>>,
    /// Here the worker's thread waits for an order. Nobody else does, so one is woken.
    pub(crate) bell: Arc<Condvar>,
    pub(crate) stopper: Option<Arc<dyn Stopper>>,
    retired: bool,
    attempts: usize,
    busy: Duration,
    idle: Duration,
    /// Since when it has been busy or idle, whichever it is.
    since: Duration,
}

impl<T> Desk<T> {
    pub(crate) fn new(name: String, stopper: Option<Arc<dyn Stopper>>, now: Duration) -> Self {
        Self {
            name,
            order: None,
            bell: Arc::default(),
            stopper,
            retired: false,
            attempts: 0,
            busy: Duration::ZERO,
            idle: Duration::ZERO,
            since: now,
        }
    }

    /// Lays an order on the desk.
    pub(crate) fn put(&mut self, order: Order<T>) {
        debug_assert!(self.order.is_none(), "the last order was not followed");
        self.order = Some(order);
        self.bell.notify_one();
    }

    /// Says that the worker is to go; tells whether that is news.
    pub(crate) fn retire(&mut self) -> bool {
        !mem::replace(&mut self.retired, true)
    }

    /// Tells the worker, whose desk is not there any more, to go.
    pub(crate) fn close(self) -> Option<Arc<dyn Stopper>> {
        self.bell.notify_one();
        self.stopper
    }

    /// Takes note that the worker was busy until now, or idle, and is not any more.
    pub(crate) fn turns(&mut self, was_busy: bool, now: Duration) {
        let time = now.saturating_sub(mem::replace(&mut self.since, now));
        if was_busy {
            self.busy += time;
            self.attempts += 1;
        } else {
            self.idle += time;
        }
    }

    pub(crate) fn stats(&self, worker: WorkerId) -> WorkerStats {
        WorkerStats {
            worker,
            name: self.name.clone(),
            attempts: self.attempts,
            busy: self.busy,
            idle: self.idle,
        }
    }
}
