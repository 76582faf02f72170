//! Unusual: idle workers stand in line, each with a bell of its own, and are given their work.

use pattern_sync::collections::{BTreeMap, VecDeque};
use pattern_sync::sync::{Arc, Condvar, Mutex};

use crate::{SubmitError, TaskFailed, TaskId, WorkerId};

/// Hands out tasks to workers that ask for them, and collects the results.
pub struct Master<T, R> {
    max_attempts: usize,
    office: Mutex<Office<T, R>>,
    news: Condvar,
}

/// Everything that changes.
struct Office<T, R> {
    registered: usize,
    submitted: usize,
    /// Tasks in the order of their last start, those that wait at the back.
    tasks: Vec<Entry<T>>,
    outcomes: VecDeque<(TaskId, Result<R, TaskFailed>)>,
    line: VecDeque<Arc<Place>>,
    shut_down: bool,
}

/// A task without an outcome.
struct Entry<T> {
    id: TaskId,
    task: T,
    attempts: usize,
    hands: Vec<WorkerId>,
}

/// A worker's place in the line.
struct Place {
    worker: WorkerId,
    bell: Condvar,
    /// What the worker is given; the inner `None` sends it home.
    given: Mutex<Option<Option<TaskId>>>,
}

impl<T: Clone, R> Master<T, R> {
    /// Creates a master without tasks.
    pub fn new(max_attempts: usize) -> Self {
        assert!(max_attempts > 0, "with 0 attempts no task is ever tried");
        let office = Office {
            registered: 0,
            submitted: 0,
            tasks: Vec::new(),
            outcomes: VecDeque::new(),
            line: VecDeque::new(),
            shut_down: false,
        };
        Self {
            max_attempts,
            office: Mutex::new(office),
            news: Condvar::new(),
        }
    }

    /// Takes on a worker.
    pub fn register(&self) -> WorkerId {
        let mut office = self.office.lock();
        office.registered += 1;
        WorkerId(office.registered - 1)
    }

    /// Adds a task.
    pub fn submit(&self, task: T) -> Result<TaskId, SubmitError<T>> {
        let mut office = self.office.lock();
        if office.shut_down {
            return Err(SubmitError(task));
        }
        let id = TaskId(office.submitted);
        office.submitted += 1;
        let (attempts, hands) = (0, Vec::new());
        office.tasks.push(Entry {
            id,
            task,
            attempts,
            hands,
        });
        self.serve(&mut office);
        Ok(id)
    }

    /// Hands out a task, or a copy.
    pub fn next_task(&self, worker: WorkerId) -> Option<(TaskId, T)> {
        let place = Arc::new(Place {
            worker,
            bell: Condvar::new(),
            given: Mutex::new(None),
        });
        let mut office = self.office.lock();
        office.line.push_back(Arc::clone(&place));
        self.serve(&mut office);
        drop(office);
        let mut given = place.given.lock();
        place.bell.wait_while(&mut given, |given| given.is_none());
        let id = given.flatten()?;
        drop(given);
        let office = self.office.lock();
        let entry = office.tasks.iter().find(|entry| entry.id == id);
        match entry.map(|entry| (id, entry.task.clone())) {
            Some(task) => Some(task),
            None => {
                // Completed by another one between the bell and here: stand in line again.
                drop(office);
                self.next_task(worker)
            }
        }
    }

    /// Brings a result.
    pub fn complete(&self, id: TaskId, result: R) -> bool {
        let mut office = self.office.lock();
        let at = office.tasks.iter().position(|entry| entry.id == id);
        if let Some(at) = at {
            office.tasks.remove(at);
            office.outcomes.push_back((id, Ok(result)));
            self.news.notify_all();
            self.serve(&mut office);
        }
        at.is_some()
    }

    /// Takes note that a worker is gone.
    pub fn worker_died(&self, worker: WorkerId) {
        let mut office = self.office.lock();
        let had_it = |entry: &Entry<T>| entry.hands.contains(&worker);
        if let Some(at) = office.tasks.iter().position(had_it) {
            let mut entry = office.tasks.remove(at);
            let (id, attempts) = (entry.id, entry.attempts);
            entry.hands.retain(|other| *other != worker);
            if !entry.hands.is_empty() {
                office.tasks.insert(at, entry);
            } else if attempts < self.max_attempts {
                office.tasks.push(entry);
            } else {
                office
                    .outcomes
                    .push_back((id, Err(TaskFailed { attempts })));
                self.news.notify_all();
            }
            self.serve(&mut office);
        }
    }

    /// Returns the next outcome.
    pub fn next_completed(&self) -> Option<(TaskId, Result<R, TaskFailed>)> {
        let mut office = self.office.lock();
        while office.outcomes.is_empty() && !office.tasks.is_empty() {
            self.news.wait(&mut office);
        }
        office.outcomes.pop_front()
    }

    /// Returns all outcomes in the order of submission.
    pub fn collect(&self) -> Vec<Result<R, TaskFailed>> {
        let mut office = self.office.lock();
        while !office.tasks.is_empty() {
            self.news.wait(&mut office);
        }
        let outcomes: BTreeMap<_, _> = office.outcomes.drain(..).collect();
        outcomes.into_values().collect()
    }

    /// Ends it all.
    pub fn shutdown(&self) {
        let mut office = self.office.lock();
        office.shut_down = true;
        self.serve(&mut office);
    }

    /// Gives work to those in front of the line, as long as there is some.
    fn serve(&self, office: &mut Office<T, R>) {
        while let Some(place) = office.line.front().cloned() {
            let over = office.shut_down && office.tasks.is_empty();
            let next = self.find(office);
            if next.is_none() && !over {
                return;
            }
            office.line.pop_front();
            if let Some(at) = next {
                let entry = &mut office.tasks[at];
                entry.attempts += 1;
                entry.hands.push(place.worker);
            }
            *place.given.lock() = Some(next.map(|at| office.tasks[at].id));
            place.bell.notify_one();
        }
    }

    /// Finds the first task that waits; if none does, the first that may be copied.
    fn find(&self, office: &Office<T, R>) -> Option<usize> {
        let with = |hands: usize| {
            let fits =
                |entry: &Entry<T>| entry.hands.len() == hands && entry.attempts < self.max_attempts;
            office.tasks.iter().position(fits)
        };
        with(0).or_else(|| with(1))
    }
}
