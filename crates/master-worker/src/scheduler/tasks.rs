//! The books on tasks: which wait, how often each was handed out, what went wrong.

use pattern_sync::collections::BTreeMap;
use pattern_sync::time::Duration;

use super::{Queue, TaskId};
use crate::error::{AttemptFailed, Failure, GivenUp, TaskFailed};

/// The tasks that have no outcome yet.
#[derive(Clone, Debug, Default)]
pub(super) struct Tasks {
    records: BTreeMap<TaskId, Record>,
    /// Those that wait, the next in front; and some whose result came while they waited, which are
    /// skipped.
    queue: Queue<TaskId>,
    /// How many wait: the records with `waits`.
    waiting: usize,
}

#[derive(Clone, Debug)]
struct Record {
    deadline: Option<Duration>,
    /// How many times it was handed out.
    attempts: usize,
    /// How many have it in their hands, not counting those whose time is up.
    running: usize,
    /// Whether it is in the queue.
    waits: bool,
    /// Whether it is not handed out any more, however many attempts are left: whoever had it in their
    /// hands has said that it is poison.
    poison: bool,
    failures: Vec<AttemptFailed>,
}

impl Tasks {
    pub(super) fn submit(&mut self, task: TaskId, deadline: Option<Duration>) {
        let record = Record {
            deadline,
            attempts: 0,
            running: 0,
            waits: true,
            poison: false,
            failures: Vec::new(),
        };
        let known = self.records.insert(task, record);
        assert!(known.is_none(), "{task} is submitted twice");
        self.queue.push_back(task);
        self.waiting += 1;
    }

    pub(super) fn len(&self) -> usize {
        self.records.len()
    }

    pub(super) fn waiting(&self) -> usize {
        self.waiting
    }

    /// Takes the next task out of the queue.
    pub(super) fn next_waiting(&mut self) -> Option<TaskId> {
        while let Some(task) = self.queue.pop_front() {
            if let Some(record) = self.records.get_mut(&task) {
                record.waits = false;
                self.waiting -= 1;
                return Some(task);
            }
        }
        None
    }

    /// Counts one more attempt; returns which it is, and how long it may take.
    pub(super) fn hand_out(&mut self, task: TaskId) -> (usize, Option<Duration>) {
        let record = self.record(task);
        record.attempts += 1;
        record.running += 1;
        (record.attempts, record.deadline)
    }

    /// Tells whether a task that somebody has in their hands may be given to a second.
    pub(super) fn may_copy(&self, task: TaskId, max_attempts: usize) -> bool {
        let record = self.records.get(&task);
        record.is_some_and(|record| {
            record.running == 1 && record.attempts < max_attempts && !record.poison
        })
    }

    /// Strikes a task off that has its result; `None` if it has been before.
    pub(super) fn finish(&mut self, task: TaskId) -> Option<()> {
        let record = self.records.remove(&task)?;
        // What is left of it in the queue will be skipped.
        self.waiting -= usize::from(record.waits);
        Some(())
    }

    /// Takes back an attempt that was none.
    pub(super) fn not_begun(&mut self, task: TaskId) {
        let record = self.record(task);
        record.attempts -= 1;
        record.running -= 1;
        self.wait_again(task);
    }

    /// Takes note of what went wrong. The task waits again, before all others, or is given up; or
    /// neither, if another worker has it in its hands.
    pub(super) fn attempt_failed(
        &mut self,
        task: TaskId,
        failed: AttemptFailed,
        max_attempts: usize,
    ) -> Option<TaskFailed> {
        let record = self.record(task);
        record.running -= 1;
        record.poison |= matches!(failed.failure, Failure::Poison(_));
        record.failures.push(failed);
        if record.attempts < max_attempts && !record.poison {
            self.wait_again(task);
        } else if record.running == 0 {
            return self.remove(task, GivenUp::AttemptsSpent);
        }
        None
    }

    /// Strikes off all tasks that wait.
    pub(super) fn give_up_waiting(&mut self, why: GivenUp) -> Vec<(TaskId, TaskFailed)> {
        std::iter::from_fn(|| self.next_waiting())
            .collect::<Vec<_>>()
            .into_iter()
            .filter_map(|task| Some((task, self.remove(task, why)?)))
            .collect()
    }

    /// Puts a task that is in nobody's hands back into the queue, in front: it was there before
    /// those that wait, and if it fails for good it had better do so early.
    fn wait_again(&mut self, task: TaskId) {
        let record = self.record(task);
        if record.running == 0 && !record.waits {
            record.waits = true;
            self.waiting += 1;
            self.queue.push_front(task);
        }
    }

    fn remove(&mut self, task: TaskId, why: GivenUp) -> Option<TaskFailed> {
        let record = self.records.remove(&task)?;
        Some(TaskFailed {
            attempts: record.attempts,
            why,
            failures: record.failures,
            last_worker: None,
        })
    }

    /// Finds a task that somebody has in their hands and that is wanted, so that it is on record.
    fn record(&mut self, task: TaskId) -> &mut Record {
        let record = self.records.get_mut(&task);
        record.expect("a task that is wanted has no outcome yet")
    }
}
