//! The books on workers: who is there, and who has what in their hands.

use pattern_sync::collections::BTreeMap;
use pattern_sync::time::Duration;

use super::{Queue, TaskId, WorkerId};

/// The workers that have joined and not gone.
#[derive(Clone, Debug, Default)]
pub(super) struct Workers {
    records: BTreeMap<WorkerId, Record>,
    /// Those that are idle, the one that has been for longest in front.
    idle: Queue<WorkerId>,
}

#[derive(Clone, Debug)]
struct Record {
    phase: Phase,
    stoppable: bool,
    /// Whether it shall go as soon as its hands are empty.
    retiring: bool,
    /// How many times in a row it has died without having begun with a task.
    false_starts: usize,
}

/// What a worker is doing.
#[derive(Clone, Copy, Debug)]
pub(super) enum Phase {
    /// Was told to start, and should have before this moment, if there is one. If it was told to
    /// stop since then, it may say that it is ready and be dead the next moment.
    Starting {
        until: Option<Duration>,
        stopped: bool,
    },
    /// Has nothing to do.
    Idle,
    /// Has a task in its hands.
    Busy(Hands),
}

/// A task in a worker's hands.
#[derive(Clone, Copy, Debug)]
pub(super) struct Hands {
    pub(super) task: TaskId,
    pub(super) attempt: usize,
    pub(super) since: Duration,
    /// When its time is up.
    due: Option<Duration>,
    /// Whether the task waits for this worker. Not any more once its time is up, or once the task
    /// has its outcome.
    pub(super) wanted: bool,
    /// Whether the worker was told to stop.
    pub(super) stopped: bool,
}

impl Hands {
    pub(super) fn new(
        task: TaskId,
        attempt: usize,
        since: Duration,
        due: Option<Duration>,
    ) -> Self {
        Self {
            task,
            attempt,
            since,
            due,
            wanted: true,
            stopped: false,
        }
    }
}

impl Workers {
    pub(super) fn join(&mut self, worker: WorkerId, stoppable: bool) {
        let record = Record {
            phase: Phase::Starting {
                until: None,
                stopped: false,
            },
            stoppable,
            retiring: false,
            false_starts: 0,
        };
        let known = self.records.insert(worker, record);
        assert!(known.is_none(), "{worker} joins twice");
    }

    /// Takes a worker off the books; tells whether it was on them.
    pub(super) fn remove(&mut self, worker: WorkerId) -> bool {
        self.idle.retain(|idle| *idle != worker);
        self.records.remove(&worker).is_some()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.records.is_empty()
    }

    pub(super) fn ids(&self) -> impl Iterator<Item = WorkerId> + '_ {
        self.records.keys().copied()
    }

    /// Lets a worker start, until the moment when it is stopped if it can be.
    pub(super) fn starts(&mut self, worker: WorkerId, until: Duration) -> bool {
        let Some(record) = self.records.get_mut(&worker) else {
            return false;
        };
        let until = record.stoppable.then_some(until);
        record.phase = Phase::Starting {
            until,
            stopped: false,
        };
        true
    }

    pub(super) fn is_starting(&self, worker: WorkerId) -> bool {
        self.was_stopped_while_starting(worker).is_some()
    }

    /// `None` if it is not starting.
    pub(super) fn was_stopped_while_starting(&self, worker: WorkerId) -> Option<bool> {
        match self.records.get(&worker)?.phase {
            Phase::Starting { stopped, .. } => Some(stopped),
            _ => None,
        }
    }

    pub(super) fn is_retiring(&self, worker: WorkerId) -> bool {
        let record = self.records.get(&worker);
        record.is_some_and(|record| record.retiring)
    }

    /// Takes note that a worker shall go; returns what it is doing.
    pub(super) fn retire(&mut self, worker: WorkerId) -> Option<Phase> {
        let record = self.records.get_mut(&worker)?;
        record.retiring = true;
        Some(record.phase)
    }

    /// Lets a worker wait for a task, behind all others that do.
    pub(super) fn idles(&mut self, worker: WorkerId) {
        if let Some(record) = self.records.get_mut(&worker) {
            record.phase = Phase::Idle;
            self.idle.push_back(worker);
        }
    }

    pub(super) fn first_idle(&self) -> Option<WorkerId> {
        self.idle.front().copied()
    }

    pub(super) fn all_idle(&self) -> Vec<WorkerId> {
        self.idle.iter().copied().collect()
    }

    /// Puts a task into the hands of the first that is idle.
    pub(super) fn give(&mut self, worker: WorkerId, hands: Hands) {
        let first = self.idle.pop_front();
        assert_eq!(first, Some(worker), "the first that is idle is served");
        if let Some(record) = self.records.get_mut(&worker) {
            record.phase = Phase::Busy(hands);
        }
    }

    /// Takes what a worker has in its hands, if it has something. What it does next must be said.
    pub(super) fn empty_hands(&mut self, worker: WorkerId) -> Option<Hands> {
        let record = self.records.get_mut(&worker)?;
        let Phase::Busy(hands) = record.phase else {
            return None;
        };
        record.phase = Phase::Idle;
        Some(hands)
    }

    /// Counts the deaths without a beginning, from 0 again after every beginning.
    pub(super) fn count_false_starts(&mut self, worker: WorkerId, begun: bool) -> usize {
        let Some(record) = self.records.get_mut(&worker) else {
            return 0;
        };
        record.false_starts = if begun { 0 } else { record.false_starts + 1 };
        record.false_starts
    }

    /// Tells whether a worker is to be stopped now: it can be, and has not been yet. One that is
    /// starting is stopped again at `again`: the first time may have been too early to hit anything.
    pub(super) fn stop(&mut self, worker: WorkerId, again: Duration) -> bool {
        match self.records.get_mut(&worker) {
            Some(record) if record.stoppable => match &mut record.phase {
                Phase::Busy(hands) => !std::mem::replace(&mut hands.stopped, true),
                Phase::Starting { until, stopped } => {
                    *until = Some(again);
                    *stopped = true;
                    true
                }
                Phase::Idle => false,
            },
            _ => false,
        }
    }

    /// Finds those who have a task in their hands that nobody wants any more, now that it has its
    /// outcome.
    pub(super) fn unwanted(&mut self, task: TaskId) -> Vec<WorkerId> {
        let mut found = Vec::new();
        for (worker, record) in &mut self.records {
            if let Phase::Busy(hands) = &mut record.phase
                && hands.task == task
            {
                hands.wanted = false;
                found.push(*worker);
            }
        }
        found
    }

    /// Finds those whose time is up, and what they have in their hands. It is not wanted any more.
    pub(super) fn take_overdue(&mut self, now: Duration) -> Vec<(WorkerId, Option<Hands>)> {
        let mut found = Vec::new();
        for (worker, record) in &mut self.records {
            match &mut record.phase {
                Phase::Busy(hands) if hands.is_due(now) => {
                    found.push((*worker, Some(*hands)));
                    hands.wanted = false;
                }
                Phase::Starting {
                    until: Some(until), ..
                } if *until <= now => {
                    found.push((*worker, None));
                }
                _ => {}
            }
        }
        found
    }

    /// Returns when the next one's time is up.
    pub(super) fn next_due(&self) -> Option<Duration> {
        let due = |record: &Record| match record.phase {
            Phase::Busy(hands) if hands.wanted => hands.due,
            Phase::Starting { until, .. } => until,
            _ => None,
        };
        self.records.values().filter_map(due).min()
    }

    /// Returns what is in the hands of workers and wanted.
    pub(super) fn wanted(&self) -> impl Iterator<Item = Hands> + '_ {
        self.records
            .values()
            .filter_map(|record| match record.phase {
                Phase::Busy(hands) if hands.wanted => Some(hands),
                _ => None,
            })
    }
}

impl Hands {
    /// Returns how long it might take.
    pub(super) fn limit(&self) -> Duration {
        self.due
            .map_or(Duration::MAX, |due| due.saturating_sub(self.since))
    }

    fn is_due(&self, now: Duration) -> bool {
        self.wanted && self.due.is_some_and(|due| due <= now)
    }
}
