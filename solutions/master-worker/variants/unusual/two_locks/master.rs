//! Unusual: workers and readers use different locks; an outcome passes from one side to the other.

use pattern_sync::collections::{BTreeMap, VecDeque};
use pattern_sync::sync::atomic::{AtomicUsize, Ordering};
use pattern_sync::sync::{Condvar, Mutex};

use crate::{SubmitError, TaskFailed, TaskId, WorkerId};

/// Hands out tasks to workers that ask for them, and collects the results.
pub struct Master<T, R> {
    max_attempts: usize,
    registered: AtomicUsize,
    /// Locked before `outbox`, where both are.
    yard: Mutex<Yard<T>>,
    work: Condvar,
    outbox: Mutex<Outbox<R>>,
    results: Condvar,
}

/// What the workers see.
struct Yard<T> {
    submitted: usize,
    queue: VecDeque<Job<T>>,
    running: VecDeque<Job<T>>,
    shut_down: bool,
}

/// A task, and who works on it.
struct Job<T> {
    id: TaskId,
    task: T,
    attempts: usize,
    hands: Vec<WorkerId>,
}

/// What the readers see.
struct Outbox<R> {
    /// Of how many tasks the outcome is not here yet.
    missing: usize,
    by_id: BTreeMap<TaskId, Result<R, TaskFailed>>,
    arrivals: VecDeque<TaskId>,
}

impl<T: Clone, R> Master<T, R> {
    /// Creates a master without tasks.
    pub fn new(max_attempts: usize) -> Self {
        assert!(max_attempts > 0, "with 0 attempts no task is ever tried");
        let yard = Yard {
            submitted: 0,
            queue: VecDeque::new(),
            running: VecDeque::new(),
            shut_down: false,
        };
        let outbox = Outbox {
            missing: 0,
            by_id: BTreeMap::new(),
            arrivals: VecDeque::new(),
        };
        Self {
            max_attempts,
            registered: AtomicUsize::new(0),
            yard: Mutex::new(yard),
            work: Condvar::new(),
            outbox: Mutex::new(outbox),
            results: Condvar::new(),
        }
    }

    /// Takes on a worker.
    pub fn register(&self) -> WorkerId {
        WorkerId(self.registered.fetch_add(1, Ordering::SeqCst))
    }

    /// Adds a task.
    pub fn submit(&self, task: T) -> Result<TaskId, SubmitError<T>> {
        let mut yard = self.yard.lock();
        if yard.shut_down {
            return Err(SubmitError(task));
        }
        let id = TaskId(yard.submitted);
        yard.submitted += 1;
        // Missed before it can be done.
        self.outbox.lock().missing += 1;
        let (attempts, hands) = (0, Vec::new());
        yard.queue.push_back(Job {
            id,
            task,
            attempts,
            hands,
        });
        self.work.notify_all();
        Ok(id)
    }

    /// Hands out a task, or a copy.
    pub fn next_task(&self, worker: WorkerId) -> Option<(TaskId, T)> {
        let mut yard = self.yard.lock();
        loop {
            if let Some(job) = yard.queue.pop_front() {
                yard.running.push_back(job);
                return yard.running.back_mut().map(|job| job.hand_to(worker));
            }
            let single =
                |job: &&mut Job<T>| job.hands.len() == 1 && job.attempts < self.max_attempts;
            if let Some(job) = yard.running.iter_mut().find(single) {
                return Some(job.hand_to(worker));
            }
            if yard.shut_down && yard.running.is_empty() {
                return None;
            }
            self.work.wait(&mut yard);
        }
    }

    /// Brings a result.
    pub fn complete(&self, id: TaskId, result: R) -> bool {
        let mut yard = self.yard.lock();
        let before = yard.queue.len() + yard.running.len();
        yard.queue.retain(|job| job.id != id);
        yard.running.retain(|job| job.id != id);
        let left = yard.queue.len() + yard.running.len();
        if left == 0 && yard.shut_down {
            self.work.notify_all();
        }
        drop(yard);
        // Nobody else can bring this outcome any more: the lock is not needed in between.
        if left < before {
            self.post(id, Ok(result));
        }
        left < before
    }

    /// Takes note that a worker is gone.
    pub fn worker_died(&self, worker: WorkerId) {
        let mut yard = self.yard.lock();
        let had_it = |job: &Job<T>| job.hands.contains(&worker);
        let Some(at) = yard.running.iter().position(had_it) else {
            return;
        };
        let job = &mut yard.running[at];
        job.hands.retain(|other| *other != worker);
        if job.hands.is_empty() {
            let job = yard.running.remove(at).expect("it was found there");
            if job.attempts < self.max_attempts {
                yard.queue.push_back(job);
            } else {
                let attempts = job.attempts;
                self.post(job.id, Err(TaskFailed { attempts }));
            }
        }
        self.work.notify_all();
    }

    /// Returns the next outcome.
    pub fn next_completed(&self) -> Option<(TaskId, Result<R, TaskFailed>)> {
        let mut outbox = self.outbox.lock();
        let nothing_yet = |outbox: &mut Outbox<R>| outbox.by_id.is_empty() && outbox.missing > 0;
        self.results.wait_while(&mut outbox, nothing_yet);
        let id = outbox.arrivals.pop_front()?;
        outbox.by_id.remove(&id).map(|outcome| (id, outcome))
    }

    /// Returns all outcomes in the order of submission.
    pub fn collect(&self) -> Vec<Result<R, TaskFailed>> {
        let mut outbox = self.outbox.lock();
        self.results
            .wait_while(&mut outbox, |outbox| outbox.missing > 0);
        outbox.arrivals.clear();
        std::mem::take(&mut outbox.by_id).into_values().collect()
    }

    /// Ends it all.
    pub fn shutdown(&self) {
        self.yard.lock().shut_down = true;
        self.work.notify_all();
    }

    fn post(&self, id: TaskId, outcome: Result<R, TaskFailed>) {
        let mut outbox = self.outbox.lock();
        outbox.missing -= 1;
        outbox.arrivals.push_back(id);
        outbox.by_id.insert(id, outcome);
        self.results.notify_all();
    }
}

impl<T: Clone> Job<T> {
    fn hand_to(&mut self, worker: WorkerId) -> (TaskId, T) {
        self.attempts += 1;
        self.hands.push(worker);
        (self.id, self.task.clone())
    }
}
