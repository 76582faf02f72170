//! Unusual: a vector with the state of every task that there ever was; nothing is ever moved around.

use std::mem;

use pattern_sync::sync::{Condvar, Mutex, MutexGuard};

use crate::{SubmitError, TaskFailed, TaskId, WorkerId};

/// Hands out tasks to workers that ask for them, and collects the results.
pub struct Master<T, R> {
    max_attempts: usize,
    table: Mutex<Table<T, R>>,
    workers: Condvar,
    readers: Condvar,
}

/// Everything that changes.
struct Table<T, R> {
    rows: Vec<Row<T, R>>,
    registered: usize,
    /// Numbers the hand-outs and the outcomes, to know which came first.
    events: usize,
    open: bool,
}

/// What is known about a task; its number is its place in the table.
enum Row<T, R> {
    Waiting {
        task: T,
        attempts: usize,
    },
    Running {
        task: T,
        attempts: usize,
        since: usize,
        hands: Vec<WorkerId>,
    },
    Finished {
        outcome: Result<R, TaskFailed>,
        at: usize,
    },
    Delivered,
}

impl<T: Clone, R> Master<T, R> {
    /// Creates a master without tasks.
    pub fn new(max_attempts: usize) -> Self {
        assert!(max_attempts > 0, "with 0 attempts no task is ever tried");
        let table = Table {
            rows: Vec::new(),
            registered: 0,
            events: 0,
            open: true,
        };
        Self {
            max_attempts,
            table: Mutex::new(table),
            workers: Condvar::new(),
            readers: Condvar::new(),
        }
    }

    /// Takes on a worker.
    pub fn register(&self) -> WorkerId {
        let mut table = self.table.lock();
        let number = table.registered;
        table.registered = number + 1;
        WorkerId(number)
    }

    /// Adds a task.
    pub fn submit(&self, task: T) -> Result<TaskId, SubmitError<T>> {
        let mut table = self.table.lock();
        if !table.open {
            return Err(SubmitError(task));
        }
        table.rows.push(Row::Waiting { task, attempts: 0 });
        let id = TaskId(table.rows.len() - 1);
        drop(table);
        // Two: one for the task, one for its copy.
        self.workers.notify_one();
        self.workers.notify_one();
        Ok(id)
    }

    /// Hands out a task, or a copy.
    pub fn next_task(&self, worker: WorkerId) -> Option<(TaskId, T)> {
        let mut table = self.table.lock();
        loop {
            if let Some(at) = table.first_waiting() {
                return Some((TaskId(at), table.start(at, worker)));
            }
            if let Some(at) = table.straggler(self.max_attempts) {
                return Some((TaskId(at), table.copy(at, worker)));
            }
            if !table.open && table.all_finished() {
                return None;
            }
            self.workers.wait(&mut table);
        }
    }

    /// Brings a result.
    pub fn complete(&self, id: TaskId, result: R) -> bool {
        let mut table = self.table.lock();
        let first = matches!(table.rows[id.0], Row::Waiting { .. } | Row::Running { .. });
        if first {
            self.enter(&mut table, id.0, Ok(result));
        }
        first
    }

    /// Takes note that a worker is gone.
    pub fn worker_died(&self, worker: WorkerId) {
        let mut table = self.table.lock();
        let has_it = |row: &Row<T, R>| match row {
            Row::Running { hands, .. } => hands.contains(&worker),
            _ => false,
        };
        let Some(at) = table.rows.iter().position(has_it) else {
            return;
        };
        let Row::Running {
            task,
            attempts,
            hands,
            ..
        } = &mut table.rows[at]
        else {
            unreachable!("it runs");
        };
        hands.retain(|other| *other != worker);
        if hands.is_empty() {
            let (task, attempts) = (task.clone(), *attempts);
            if attempts == self.max_attempts {
                self.enter(&mut table, at, Err(TaskFailed { attempts }));
            } else {
                table.rows[at] = Row::Waiting { task, attempts };
            }
        }
        self.workers.notify_all();
    }

    /// Returns the next outcome.
    pub fn next_completed(&self) -> Option<(TaskId, Result<R, TaskFailed>)> {
        let mut table = self.table.lock();
        loop {
            let finished = table
                .rows
                .iter()
                .enumerate()
                .filter_map(|(at, row)| match row {
                    Row::Finished { at: when, .. } => Some((*when, at)),
                    _ => None,
                });
            if let Some((_, at)) = finished.min() {
                return table.deliver(at).map(|outcome| (TaskId(at), outcome));
            }
            if table.all_finished() {
                return None;
            }
            self.readers.wait(&mut table);
        }
    }

    /// Returns all outcomes in the order of submission.
    pub fn collect(&self) -> Vec<Result<R, TaskFailed>> {
        let mut table = self.table.lock();
        self.readers
            .wait_while(&mut table, |table| !table.all_finished());
        (0..table.rows.len())
            .filter_map(|at| table.deliver(at))
            .collect()
    }

    /// Ends it all.
    pub fn shutdown(&self) {
        let mut table = self.table.lock();
        table.open = false;
        self.workers.notify_all();
    }

    fn enter(
        &self,
        table: &mut MutexGuard<'_, Table<T, R>>,
        at: usize,
        outcome: Result<R, TaskFailed>,
    ) {
        let when = table.tick();
        table.rows[at] = Row::Finished { outcome, at: when };
        self.readers.notify_all();
        self.workers.notify_all();
    }
}

impl<T: Clone, R> Table<T, R> {
    fn tick(&mut self) -> usize {
        self.events += 1;
        self.events
    }

    fn first_waiting(&self) -> Option<usize> {
        self.rows
            .iter()
            .position(|row| matches!(row, Row::Waiting { .. }))
    }

    fn all_finished(&self) -> bool {
        let unfinished = |row: &Row<T, R>| matches!(row, Row::Waiting { .. } | Row::Running { .. });
        !self.rows.iter().any(unfinished)
    }

    fn straggler(&self, max_attempts: usize) -> Option<usize> {
        let running = self
            .rows
            .iter()
            .enumerate()
            .filter_map(|(at, row)| match row {
                Row::Running {
                    attempts,
                    since,
                    hands,
                    ..
                } => (hands.len() == 1 && *attempts < max_attempts).then_some((*since, at)),
                _ => None,
            });
        running.min().map(|(_, at)| at)
    }

    fn start(&mut self, at: usize, worker: WorkerId) -> T {
        let since = self.tick();
        let Row::Waiting { task, attempts } = mem::replace(&mut self.rows[at], Row::Delivered)
        else {
            unreachable!("it waits");
        };
        let given = task.clone();
        let (attempts, hands) = (attempts + 1, vec![worker]);
        self.rows[at] = Row::Running {
            task,
            attempts,
            since,
            hands,
        };
        given
    }

    fn copy(&mut self, at: usize, worker: WorkerId) -> T {
        let Row::Running {
            task,
            attempts,
            hands,
            ..
        } = &mut self.rows[at]
        else {
            unreachable!("it runs");
        };
        *attempts += 1;
        hands.push(worker);
        task.clone()
    }

    fn deliver(&mut self, at: usize) -> Option<Result<R, TaskFailed>> {
        if !matches!(self.rows[at], Row::Finished { .. }) {
            return None;
        }
        match mem::replace(&mut self.rows[at], Row::Delivered) {
            Row::Finished { outcome, .. } => Some(outcome),
            _ => None,
        }
    }
}
