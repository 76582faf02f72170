//! What the scheduler makes of what it is told about workers: who is free again, which task waits
//! again, which has its outcome.

use pattern_sync::time::Duration;

use super::workers::{Hands, Phase};
use super::{Command, Scheduler, TaskId, WorkerId};
use crate::error::{AttemptFailed, Failure};

impl Scheduler {
    pub(super) fn ready(&mut self, worker: WorkerId, now: Duration) {
        match self.workers.was_stopped_while_starting(worker) {
            Some(false) => self.free(worker),
            // It has been killed, or is about to die of it.
            Some(true) => self.died(worker, false, "too late".to_owned(), now),
            None => {}
        }
    }

    pub(super) fn succeeded(&mut self, worker: WorkerId, now: Duration) {
        let Some(hands) = self.workers.empty_hands(worker) else {
            return;
        };
        let task = hands.task;
        // A result counts whoever brings it, also a worker whose time was up.
        if self.tasks.finish(task).is_some() {
            self.counts.succeeded += 1;
            self.latest.add(now.saturating_sub(hands.since));
            self.commands.push(Command::Deliver { worker, task });
            self.call_off(task, now);
        } else {
            self.counts.discarded += 1;
            self.commands.push(Command::Discard { worker, task });
        }
        self.free_or_restart(worker, &hands, now);
    }

    pub(super) fn failed(&mut self, worker: WorkerId, failure: Failure, now: Duration) {
        let Some(hands) = self.workers.empty_hands(worker) else {
            return;
        };
        self.counts.failures += 1;
        self.attempt_failed(worker, &hands, failure);
        self.free_or_restart(worker, &hands, now);
    }

    pub(super) fn died(&mut self, worker: WorkerId, begun: bool, why: String, now: Duration) {
        let hands = self.workers.empty_hands(worker);
        let starting = self.workers.is_starting(worker);
        if hands.is_none() && !starting {
            return;
        }
        self.counts.deaths += 1;
        let begun = begun && !starting;
        // Whoever was told to stop, in time or too early, has not failed to start.
        let excused = begun || hands.is_some_and(|hands| hands.stopped);
        if let Some(hands) = hands {
            if begun {
                self.attempt_failed(worker, &hands, Failure::WorkerDied(why.clone()));
            } else if hands.wanted {
                self.tasks.not_begun(hands.task);
            }
        }
        let false_starts = self.workers.count_false_starts(worker, excused);
        if false_starts >= self.policy.max_false_starts && !self.workers.is_retiring(worker) {
            self.release(worker);
            self.lost(why);
        } else {
            self.restart(worker, now);
        }
    }

    pub(super) fn left(&mut self, worker: WorkerId, why: String) {
        if let Some(hands) = self.workers.empty_hands(worker) {
            self.counts.deaths += 1;
            self.attempt_failed(worker, &hands, Failure::WorkerDied(why.clone()));
        }
        if self.workers.remove(worker) {
            self.lost(why);
        }
    }

    /// Takes note that a worker has gone that nobody had told to.
    fn lost(&mut self, why: String) {
        if self.workers.is_empty() {
            self.stranded = Some(why);
        }
    }

    pub(super) fn retired(&mut self, worker: WorkerId, now: Duration) {
        match self.workers.retire(worker) {
            Some(Phase::Idle) => self.release(worker),
            Some(Phase::Starting { .. }) => self.stop(worker, now),
            Some(Phase::Busy(_)) | None => {}
        }
    }

    pub(super) fn tick(&mut self, now: Duration) {
        for (worker, hands) in self.workers.take_overdue(now) {
            if let Some(hands) = hands {
                self.counts.overdue += 1;
                self.attempt_failed(worker, &hands, Failure::Overdue(hands.limit()));
            }
            self.stop(worker, now);
        }
    }

    /// Takes note that an attempt has come to nothing, and lets the task wait again or gives it up,
    /// unless somebody else has it in their hands.
    fn attempt_failed(&mut self, worker: WorkerId, hands: &Hands, failure: Failure) {
        if !hands.wanted {
            return; // counted when its time was up, or the task has its outcome
        }
        let failed = AttemptFailed {
            attempt: hands.attempt,
            worker,
            failure,
        };
        let max_attempts = self.policy.max_attempts;
        if let Some(failed) = self.tasks.attempt_failed(hands.task, failed, max_attempts) {
            self.give_up(hands.task, failed);
        }
    }

    /// Lets nobody work any longer on a task that has its outcome.
    fn call_off(&mut self, task: TaskId, now: Duration) {
        for worker in self.workers.unwanted(task) {
            self.stop(worker, now);
        }
    }

    /// Lets a worker that has reported take the next task; one that was told to stop starts anew.
    fn free_or_restart(&mut self, worker: WorkerId, hands: &Hands, now: Duration) {
        self.workers.count_false_starts(worker, true);
        if hands.stopped {
            self.restart(worker, now);
        } else {
            self.free(worker);
        }
    }

    /// Starts a worker that has died, unless nobody needs it any more.
    fn restart(&mut self, worker: WorkerId, now: Duration) {
        if self.workers.is_retiring(worker) || self.is_over() {
            self.release(worker);
        } else {
            self.start(worker, now);
        }
    }
}
