//! The tasks of a scope: counted, offered to the worker that opened it, and waited for.

use pattern_sync::collections::VecDeque;
use pattern_sync::sync::{Arc, Condvar, Mutex};
use pattern_sync::trace;

use crate::handle::Handle;
use crate::labels::END_OF_TASKS;
use crate::task::Job;
use crate::worker::Worker;

/// How many offers of tasks that others have begun are kept before they are looked for.
const TOLERATED_LATE_OFFERS: usize = 32;

/// The tasks of a scope.
pub(crate) struct Members {
    state: Mutex<State>,
    /// The thread that opened the scope waits here: for the last task, or, if it is a worker, for
    /// one that it can run itself.
    changed: Condvar,
    /// Whether that thread is a worker of the pool.
    helped: bool,
}

/// What the mutex guards.
#[derive(Default)]
struct State {
    /// Tasks that are not over: neither they nor anything that they own has gone.
    unfinished: usize,
    /// Tasks that panicked and whose handles nobody has joined.
    unnoticed_panics: usize,
    /// If the scope is helped: its tasks, wherever they are queued. Some may have been begun.
    offers: VecDeque<Arc<dyn Job>>,
}

/// Counts a task as unfinished until it is dropped.
pub(crate) struct Ticket {
    members: Arc<Members>,
}

impl Members {
    /// Makes a scope without tasks; `helped` says whether a worker of the pool opens it.
    pub(crate) fn new(helped: bool) -> Arc<Self> {
        Arc::new(Self {
            state: Mutex::default(),
            changed: Condvar::new(),
            helped,
        })
    }

    /// Counts one more task.
    pub(crate) fn add(self: &Arc<Self>) -> Ticket {
        self.state.lock().unfinished += 1;
        Ticket {
            members: Arc::clone(self),
        }
    }

    /// Tells the thread that opened the scope, if it is a worker, of a task that it may run.
    pub(crate) fn offer(&self, handle: &Handle<()>) {
        if !self.helped {
            return;
        }
        let mut state = self.state.lock();
        if state.offers.len() > 2 * state.unfinished + TOLERATED_LATE_OFFERS {
            state.offers.retain(|job| job.is_waiting());
        }
        state.offers.push_back(handle.as_job());
        drop(state);
        self.changed.notify_one(); // one, since one thread has opened the scope
    }

    /// Waits until every task is over; `worker` is the calling thread, if it is one of the pool.
    ///
    /// A worker begins every task of the scope that nobody has begun, so that what it is blocked on
    /// runs elsewhere; see `worker.rs`.
    pub(crate) fn wait_for_all(&self, worker: Option<&Worker>) {
        loop {
            let mut state = self.state.lock();
            if state.unfinished == 0 {
                return;
            }
            if let Some(worker) = worker {
                let offer = state.offers.pop_front();
                drop(state);
                let helped = match offer {
                    Some(job) => {
                        worker.run_out_of_turn(job);
                        true
                    }
                    None => worker.help(),
                };
                if !helped {
                    worker.blocked(|| self.wait_for_change());
                }
            } else {
                trace::wait(END_OF_TASKS, || self.changed.wait(&mut state));
            }
        }
    }

    /// Takes note that the panic of a task has come out of its handle.
    pub(crate) fn noticed_panic(&self) {
        self.state.lock().unnoticed_panics -= 1;
    }

    /// Returns how many tasks have panicked without anybody joining them.
    pub(crate) fn unnoticed_panics(&self) -> usize {
        self.state.lock().unnoticed_panics
    }

    /// Returns how many tasks are not over.
    pub(crate) fn unfinished(&self) -> usize {
        self.state.lock().unfinished
    }

    /// Waits until every task is over, or one has been offered.
    fn wait_for_change(&self) {
        let mut state = self.state.lock();
        // Awaited: the end of the last task, or a task to run.
        while state.unfinished > 0 && state.offers.is_empty() {
            trace::wait(END_OF_TASKS, || self.changed.wait(&mut state));
        }
    }
}

impl Ticket {
    /// Counts the panic of the task, which nobody has noticed yet.
    pub(crate) fn panicked(&self) {
        self.members.state.lock().unnoticed_panics += 1;
    }
}

impl Drop for Ticket {
    fn drop(&mut self) {
        let mut state = self.members.state.lock();
        state.unfinished -= 1;
        let last = state.unfinished == 0;
        drop(state);
        if last {
            self.members.changed.notify_one(); // one, since one thread has opened the scope
        }
    }
}
