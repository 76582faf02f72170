//! Unusual: one condvar for everybody, notified at every change, and what waits is found by looking.

use pattern_sync::collections::{BTreeMap, BTreeSet};
use pattern_sync::sync::{Condvar, Mutex};

use crate::{SubmitError, TaskFailed, TaskId, WorkerId};

/// Hands out tasks to workers that ask for them, and collects the results.
pub struct Master<T, R> {
    max_attempts: usize,
    books: Mutex<Books<T, R>>,
    /// Where everybody sleeps, workers and readers alike: so always `notify_all`.
    changed: Condvar,
}

/// Everything that changes.
struct Books<T, R> {
    workers: usize,
    tasks: usize,
    open: BTreeMap<TaskId, Open<T>>,
    done: Vec<(TaskId, Result<R, TaskFailed>)>,
    /// Counts the hand-outs, so that it can be seen which came first.
    clock: usize,
    closed: bool,
}

/// A task without an outcome.
struct Open<T> {
    task: T,
    attempts: usize,
    hands: BTreeSet<WorkerId>,
    since: usize,
}

impl<T: Clone, R> Master<T, R> {
    /// Creates a master without tasks.
    pub fn new(max_attempts: usize) -> Self {
        assert_ne!(max_attempts, 0, "with 0 attempts no task is ever tried");
        let books = Books {
            workers: 0,
            tasks: 0,
            open: BTreeMap::new(),
            done: Vec::new(),
            clock: 0,
            closed: false,
        };
        Self {
            max_attempts,
            books: Mutex::new(books),
            changed: Condvar::new(),
        }
    }

    /// Changes the books, and tells everybody.
    fn change<A>(&self, how: impl FnOnce(&mut Books<T, R>) -> A) -> A {
        let answer = how(&mut self.books.lock());
        self.changed.notify_all();
        answer
    }

    /// Waits until the books give an answer.
    fn wait<A>(&self, mut ask: impl FnMut(&mut Books<T, R>) -> Option<A>) -> A {
        let mut books = self.books.lock();
        loop {
            if let Some(answer) = ask(&mut books) {
                // What was just taken may be what somebody else can make use of: a copy.
                drop(books);
                self.changed.notify_all();
                return answer;
            }
            self.changed.wait(&mut books);
        }
    }

    /// Takes on a worker.
    pub fn register(&self) -> WorkerId {
        let mut books = self.books.lock();
        books.workers += 1;
        WorkerId(books.workers - 1)
    }

    /// Adds a task.
    pub fn submit(&self, task: T) -> Result<TaskId, SubmitError<T>> {
        self.change(|books| {
            if books.closed {
                return Err(SubmitError(task));
            }
            let id = TaskId(books.tasks);
            books.tasks += 1;
            let open = Open {
                task,
                attempts: 0,
                hands: BTreeSet::new(),
                since: 0,
            };
            books.open.insert(id, open);
            Ok(id)
        })
    }

    /// Hands out a task, or a copy.
    pub fn next_task(&self, worker: WorkerId) -> Option<(TaskId, T)> {
        self.wait(|books| {
            if books.open.is_empty() && books.closed {
                return Some(None);
            }
            let candidates = books
                .open
                .iter_mut()
                .filter(|(_, open)| open.hands.len() < 2 && open.attempts < self.max_attempts);
            // What waits before what runs; of what runs, what was handed out first.
            let (id, open) =
                candidates.min_by_key(|(id, open)| (open.hands.len(), open.since, **id))?;
            if open.hands.is_empty() {
                books.clock += 1;
                open.since = books.clock;
            }
            open.hands.insert(worker);
            open.attempts += 1;
            Some(Some((*id, open.task.clone())))
        })
    }

    /// Brings a result.
    pub fn complete(&self, id: TaskId, result: R) -> bool {
        self.change(|books| {
            let first = books.open.remove(&id).is_some();
            if first {
                books.done.push((id, Ok(result)));
            }
            first
        })
    }

    /// Takes note that a worker is gone.
    pub fn worker_died(&self, worker: WorkerId) {
        self.change(|books| {
            let mut given_up = None;
            for (id, open) in &mut books.open {
                let had_it = open.hands.remove(&worker);
                if had_it && open.hands.is_empty() && open.attempts == self.max_attempts {
                    given_up = Some((*id, open.attempts));
                }
            }
            if let Some((id, attempts)) = given_up {
                books.open.remove(&id);
                books.done.push((id, Err(TaskFailed { attempts })));
            }
        });
    }

    /// Returns the next outcome.
    pub fn next_completed(&self) -> Option<(TaskId, Result<R, TaskFailed>)> {
        self.wait(
            |books| match (books.done.is_empty(), books.open.is_empty()) {
                (true, true) => Some(None),
                (true, false) => None,
                (false, _) => Some(Some(books.done.remove(0))),
            },
        )
    }

    /// Returns all outcomes in the order of submission.
    pub fn collect(&self) -> Vec<Result<R, TaskFailed>> {
        let done = self.wait(|books| {
            let complete = books.open.is_empty();
            complete.then(|| std::mem::take(&mut books.done))
        });
        let in_order: BTreeMap<_, _> = done.into_iter().collect();
        in_order.into_values().collect()
    }

    /// Ends it all.
    pub fn shutdown(&self) {
        self.change(|books| books.closed = true);
    }
}
