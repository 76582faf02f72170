//! The graded tests of the worker pool exercise; titles, points and hints: `exercise.toml`.
//!
//! An `explored` test runs its body once per schedule: the explorer decides which thread moves
//! next, whom a notify wakes, and when a condvar wakes for no reason. `settle()` returns once every
//! other thread sleeps or has ended: a thread that spins in a loop does neither.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};

use pattern_sync::collections::HashSet;
use pattern_sync::graded;
use pattern_sync::model::{choose, settle};
use pattern_sync::sync::{Arc, Barrier, Condvar, Mutex};
use pattern_sync::thread::{self, JoinHandle};
use pattern_sync::thread_local;
use worker_pool::{Handle, TaskError, WorkerPool};

mod judge;

use judge::judge;

/// Pins the types of what is compared below: none of the submission's own, which could be equal to
/// everything.
#[expect(dead_code, reason = "it only has to compile")]
fn types<R: Send + 'static>() {
    type Submit<R> = fn(&WorkerPool, fn() -> R) -> Handle<R>;
    let _: Submit<R> = WorkerPool::submit;
    let _: fn(&WorkerPool) -> usize = WorkerPool::shutdown_now;
    let _: fn(Handle<R>) -> Result<R, TaskError> = Handle::join;
    let _: fn(&Handle<R>) -> bool = Handle::is_finished;
}

/// Waits for a task; says what it returned or with which message it panicked, or `None` if it never ran.
fn outcome<R: Send + 'static>(handle: Handle<R>) -> Result<R, Option<String>> {
    handle.join().map_err(|error| match error {
        TaskError::Panicked(message) => Some(message),
        TaskError::Cancelled => None,
    })
}

/// Starts a thread; the name is its lane in the timeline of a failure, the line that of the caller.
#[track_caller]
fn start<R: Send + 'static>(
    name: &str,
    body: impl FnOnce() -> R + Send + 'static,
) -> JoinHandle<R> {
    let thread = thread::Builder::new().name(name.to_owned());
    thread.spawn(body).expect("a thread starts")
}

/// Starts a thread that uses `pool`.
#[track_caller]
fn start_with<R: Send + 'static>(
    name: &str,
    pool: &Arc<WorkerPool>,
    body: impl FnOnce(&WorkerPool) -> R + Send + 'static,
) -> JoinHandle<R> {
    let pool = Arc::clone(pool);
    start(name, move || body(&pool))
}

/// Waits for a thread and returns its result; a panic of the thread goes on here.
#[track_caller]
fn result<R>(thread: JoinHandle<R>) -> R {
    thread.join().expect("the thread does not panic")
}

/// What tasks write down while they run, for the test to read.
struct Log<T> {
    entries: Arc<Mutex<Vec<T>>>,
}

impl<T> Clone for Log<T> {
    fn clone(&self) -> Self {
        let entries = Arc::clone(&self.entries);
        Self { entries }
    }
}

impl<T: Ord + Clone> Log<T> {
    fn new() -> Self {
        let entries = Arc::default();
        Self { entries }
    }

    fn add(&self, entry: T) {
        self.entries.lock().push(entry);
    }

    /// Returns the entries in the order in which they were written.
    fn in_order(&self) -> Vec<T> {
        self.entries.lock().clone()
    }

    /// Returns the entries in ascending order, where the order of the tasks is open.
    fn sorted(&self) -> Vec<T> {
        let mut entries = self.in_order();
        entries.sort_unstable();
        entries
    }

    /// Returns a task that writes `entry`.
    fn task(&self, entry: T) -> impl FnOnce() + Send + 'static
    where
        T: Send + 'static,
    {
        let log = self.clone();
        move || log.add(entry)
    }
}

/// Keeps tasks running for as long as the test wants.
#[derive(Clone)]
struct Gate(Arc<(Mutex<bool>, Condvar)>);

impl Gate {
    fn closed() -> Self {
        Self(Arc::new((Mutex::new(false), Condvar::new())))
    }

    fn open(&self) {
        *self.0.0.lock() = true;
        self.0.1.notify_all();
    }

    /// Waits until the gate is open.
    fn pass(&self) {
        let (is_open, opened) = &*self.0;
        opened.wait_while(&mut is_open.lock(), |is_open| !*is_open);
    }
}

thread_local! {
    /// Dropped when its thread ends.
    static LAST_WORDS: RefCell<Option<LastWords>> = RefCell::new(None);
}

/// Writes the name of a thread into a log when it is dropped.
struct LastWords(String, Log<String>);

impl Drop for LastWords {
    fn drop(&mut self) {
        self.1.add(self.0.clone());
    }
}

/// Returns the name of the calling thread.
fn this_thread() -> String {
    thread::current().name().unwrap_or("(no name)").to_owned()
}

/// Returns the name of the calling thread, which will be in `log` when the thread has ended.
fn this_thread_until_it_ends(log: &Log<String>) -> String {
    let name = this_thread();
    LAST_WORDS.with(|words| words.replace(Some(LastWords(name.clone(), log.clone()))));
    name
}

// Step 1: spawn and loop.

#[test]
fn a_pool_without_workers_is_refused() {
    graded::explored(|| {
        WorkerPool::new(1).execute(|| {}); // One is enough.
        let none = catch_unwind(|| drop(WorkerPool::new(0)));
        assert!(none.is_err(), "`new(0)` returned, where it must panic");
    });
}

#[test]
fn every_task_has_run_once_when_the_pool_is_dropped() {
    graded::explored(|| {
        let (log, ended) = (Log::new(), Log::new());
        let pool = WorkerPool::new(2);
        for number in 0..3 {
            let (log, ended) = (log.clone(), ended.clone());
            pool.execute(move || log.add((number, this_thread_until_it_ends(&ended))));
        }
        drop(pool);
        let (tasks, workers): (Vec<_>, BTreeSet<_>) = log.sorted().into_iter().unzip();
        assert_eq!(tasks, [0, 1, 2], "tasks that had run after `drop(pool)`");
        let ended: BTreeSet<_> = ended.sorted().into_iter().collect();
        assert!(
            ended.is_superset(&workers),
            "`drop(pool)` returned while threads were left that had run tasks"
        );
    });
}

#[test]
fn the_oldest_task_comes_first() {
    graded::explored(|| {
        let log = Log::new();
        let pool = WorkerPool::new(1);
        for number in 0..3 {
            pool.execute(log.task(number));
        }
        drop(pool);
        let expected = [0, 1, 2];
        assert_eq!(
            log.in_order(),
            expected,
            "tasks as the only worker ran them"
        );
    });
}

#[test]
fn execute_returns_at_once_however_long_the_queue() {
    graded::explored(|| {
        let log = Log::new();
        let gate = Gate::closed();
        let pool = Arc::new(WorkerPool::new(1));
        let (task, begun) = (gate.clone(), log.clone());
        pool.execute(move || {
            begun.add(0);
            task.pass();
        });
        let all = log.clone();
        let submitter = start_with("submitter", &pool, move |pool| {
            for number in 1..=20 {
                pool.execute(all.task(number));
            }
        });
        settle();
        let at_once = submitter.is_finished();
        gate.open();
        result(submitter);
        drop(pool);
        assert!(
            at_once,
            "`execute` waited: 20 tasks came while the only worker was busy"
        );
        let expected: Vec<_> = (0..=20).collect();
        assert_eq!(
            log.in_order(),
            expected,
            "tasks as the only worker ran them, 20 of them queued"
        );
    });
}

#[test]
fn tasks_run_at_the_same_time_as_each_other_and_as_the_caller() {
    graded::explored(|| {
        // Nobody passes before all four are here: the three tasks and main.
        let meeting = Arc::new(Barrier::new(4));
        let pool = WorkerPool::new(3);
        for _ in 0..3 {
            let meeting = Arc::clone(&meeting);
            pool.execute(move || {
                meeting.wait();
            });
        }
        meeting.wait();
    });
}

#[test]
fn idle_workers_sleep_and_each_task_wakes_one_more() {
    graded::explored(|| {
        let begun = Log::new();
        let meeting = Arc::new(Barrier::new(3));
        let pool = WorkerPool::new(2);
        settle();
        // Both workers sleep now; the second task may come before the first one woken has moved.
        for number in 0..2 {
            let (begun, meeting) = (begun.clone(), Arc::clone(&meeting));
            pool.execute(move || {
                begun.add(number);
                meeting.wait();
            });
        }
        settle();
        let at_once = begun.sorted();
        // Nobody passes before both tasks have begun.
        meeting.wait();
        assert_eq!(
            at_once,
            [0, 1],
            "tasks begun before any time-out; `execute` wakes a worker for each"
        );
    });
}

#[test]
fn the_same_few_threads_run_all_the_tasks() {
    graded::explored(|| {
        let seen = Arc::new(Mutex::new(Vec::new()));
        let pool = WorkerPool::new(2);
        for _ in 0..4 {
            let seen = Arc::clone(&seen);
            pool.execute(move || {
                seen.lock().push((thread::current().id(), this_thread()));
            });
        }
        drop(pool);
        let seen = seen.lock();
        assert_eq!(seen.len(), 4, "tasks that had run after `drop(pool)`");
        let (ids, names): (HashSet<_>, Vec<_>) = seen.iter().cloned().unzip();
        let threads = ids.len();
        assert!(
            threads <= 2,
            "a pool of 2 workers ran 4 tasks on {threads} different threads"
        );
        assert!(
            names
                .iter()
                .all(|name| name == "worker-0" || name == "worker-1"),
            "the workers are named worker-0 and worker-1; the tasks ran on {names:?}"
        );
    });
}

#[test]
fn whoever_is_free_takes_the_next_task_and_nobody_else_does() {
    graded::explored(|| {
        let begun = Log::new();
        let gate = Gate::closed();
        let pool = WorkerPool::new(2);
        for number in 0..4 {
            let (begun, gate) = (begun.clone(), gate.clone());
            pool.execute(move || {
                begun.add(number);
                // The tasks 0 and 2 take long, the others do not.
                if number % 2 == 0 {
                    gate.pass();
                }
            });
        }
        settle();
        let expected = [0, 1, 2];
        assert_eq!(
            begun.sorted(),
            expected,
            "tasks begun by 2 workers; the tasks 0 and 2 take long"
        );
        gate.open();
        drop(pool);
        let expected = [0, 1, 2, 3];
        assert_eq!(begun.sorted(), expected, "tasks begun by the end");
    });
}

#[test]
fn workers_that_sleep_or_are_about_to_learn_of_the_end() {
    graded::explored(|| {
        let pool = WorkerPool::new(2);
        pool.execute(|| {});
        // Both cases are explored: the workers sleep already, or are anywhere on their way.
        if choose(2) == 0 {
            settle();
        }
        let closer = start("closer", move || drop(pool));
        settle();
        let at_once = closer.is_finished();
        result(closer);
        assert!(
            at_once,
            "the workers ended only after a time-out: nobody woke them"
        );
    });
}

#[test]
fn a_pool_dropped_by_a_panic_ends_like_any_other() {
    graded::explored(|| {
        let (log, ended) = (Log::new(), Log::new());
        let (ran, ends) = (log.clone(), ended.clone());
        let outcome = catch_unwind(AssertUnwindSafe(move || {
            let pool = WorkerPool::new(1);
            pool.execute(move || ran.add(this_thread_until_it_ends(&ends)));
            // The pool goes out of scope while the panic unwinds.
            panic!("the owner of the pool panics");
        }));
        assert!(outcome.is_err(), "the panic of the pool's owner went on");
        let worker = ["worker-0"];
        assert_eq!(
            log.sorted(),
            worker,
            "workers that had run a task when a panic had dropped the pool"
        );
        assert_eq!(
            ended.sorted(),
            worker,
            "workers that had ended when a panic had dropped the pool"
        );
    });
}

// Step 2: waiting for all tasks.

#[test]
fn join_waits_for_tasks_that_are_still_running() {
    graded::explored(|| {
        let gate = Gate::closed();
        let pool = Arc::new(WorkerPool::new(1));
        let task = gate.clone();
        pool.execute(move || task.pass());
        let waiting = ["waiter0", "waiter1"].map(|name| start_with(name, &pool, WorkerPool::join));
        settle();
        assert!(
            waiting.iter().all(|waiter| !waiter.is_finished()),
            "join returned while a task was running"
        );
        gate.open();
        settle();
        let at_once = waiting.iter().all(JoinHandle::is_finished);
        for waiter in waiting {
            result(waiter);
        }
        assert!(
            at_once,
            "join returned only after a time-out: the last task wakes whoever waits"
        );
    });
}

#[test]
fn join_returns_after_the_tasks_of_several_workers_each_time() {
    graded::explored(|| {
        let (log, threads) = (Log::new(), Log::new());
        let task = |number| {
            let (task, threads) = (log.task(number), threads.clone());
            move || {
                threads.add(this_thread());
                task();
            }
        };
        let pool = WorkerPool::new(2);
        pool.join(); // There is nothing to wait for yet.
        pool.execute(task(1));
        pool.execute(task(2));
        pool.join();
        assert_eq!(log.sorted(), [1, 2], "tasks done when join returned");
        pool.execute(task(3));
        pool.join();
        assert_eq!(
            log.sorted(),
            [1, 2, 3],
            "tasks done when join returned again"
        );
        let threads = threads.sorted();
        assert!(
            threads.iter().all(|name| name.starts_with("worker-")),
            "join waits, and leaves the tasks to the workers; they ran on {threads:?}"
        );
    });
}

#[test]
fn a_task_that_panics_is_done_and_its_worker_goes_on() {
    graded::explored(|| {
        let log = Log::new();
        let pool = WorkerPool::new(1);
        pool.execute(|| panic!("out of paper"));
        pool.execute(log.task("next"));
        pool.join();
        assert_eq!(log.sorted(), ["next"], "tasks done after one that panicked");
    });
}

#[test]
fn join_waits_for_tasks_that_tasks_hand_in() {
    graded::explored(|| {
        let log = Log::new();
        let pool = Arc::new(WorkerPool::new(2));
        pool.execute({
            let (pool, log) = (Arc::clone(&pool), log.clone());
            move || {
                pool.execute(log.task("child"));
                log.add("parent");
            }
        });
        pool.join();
        let expected = ["child", "parent"];
        assert_eq!(log.sorted(), expected, "tasks done when join returned");
    });
}

#[test]
fn a_task_of_a_task_runs_beside_it() {
    graded::explored(|| {
        // Neither passes before both are here: the parent and its child.
        let meeting = Arc::new(Barrier::new(2));
        let pool = Arc::new(WorkerPool::new(2));
        pool.execute({
            let pool = Arc::clone(&pool);
            move || {
                let there = Arc::clone(&meeting);
                pool.execute(move || {
                    there.wait();
                });
                drop(pool); // Its last owner is main, not a task.
                meeting.wait();
            }
        });
        pool.join();
    });
}

#[test]
fn a_task_wakes_a_worker_although_somebody_is_in_join() {
    graded::explored(|| {
        let begun = Log::new();
        let gate = Gate::closed();
        let pool = Arc::new(WorkerPool::new(2));
        let task = gate.clone();
        pool.execute(move || task.pass());
        let waiter = start_with("waiter", &pool, WorkerPool::join);
        settle();
        // One worker is busy, the other sleeps, and so does the waiter.
        pool.execute(begun.task(1));
        settle();
        let at_once = begun.sorted();
        gate.open();
        result(waiter);
        assert_eq!(
            at_once,
            [1],
            "tasks begun by the idle worker while a thread was in join"
        );
    });
}

// Step 3: results and panics through handles.

#[test]
fn results_and_panics_come_out_of_the_handles() {
    graded::judged(
        &judge(),
        "results_and_panics_come_out_of_the_handles",
        |(workers, numbers): (usize, Vec<u32>)| {
            let pool = WorkerPool::new(workers);
            let square = |number: u32| {
                pool.submit(move || {
                    assert!(!number.is_multiple_of(10), "{number} is refused");
                    number * number
                })
            };
            let handles: Vec<Handle<u32>> = numbers.into_iter().map(square).collect();
            handles.into_iter().map(outcome).collect::<Vec<_>>()
        },
    );
}

#[test]
fn each_handle_returns_the_result_of_its_own_task() {
    graded::explored(|| {
        let lines = [
            "Le corbeau et le renard",
            "",
            "Maître Corbeau, sur un arbre perché",
        ];
        let pool = WorkerPool::new(2);
        let counts =
            lines.map(|line| pool.submit(move || (line.split_whitespace().count(), this_thread())));
        let counts = counts.map(|handle| handle.join().expect("the task does not panic"));
        let words = counts.each_ref().map(|(words, _)| *words);
        assert_eq!(words, [5, 0, 6], "words in each of three lines");
        assert!(
            counts
                .iter()
                .all(|(_, thread)| thread.starts_with("worker-")),
            "tasks that are submitted run on the workers; these ran so: {counts:?}"
        );
    });
}

#[test]
fn a_handle_waits_for_its_task() {
    graded::explored(|| {
        let gate = Gate::closed();
        let pool = WorkerPool::new(1);
        let task = gate.clone();
        let handle = pool.submit(move || {
            task.pass();
            7
        });
        assert!(
            !handle.is_finished(),
            "`is_finished` said yes while the task was waiting for the test"
        );
        let waiter = start("waiter", || handle.join());
        settle();
        assert!(
            !waiter.is_finished(),
            "`Handle::join` returned while the task was running"
        );
        gate.open();
        settle();
        let at_once = waiter.is_finished();
        assert_eq!(result(waiter), Ok(7), "what `Handle::join` returned");
        assert!(
            at_once,
            "`Handle::join` returned only after a time-out: nobody woke it when the task was done"
        );
    });
}

#[test]
fn when_all_tasks_are_done_all_handles_are_finished() {
    graded::explored(|| {
        let log = Log::new();
        let gate = Gate::closed();
        let pool = WorkerPool::new(2);
        let handles = [1, 2].map(|number| pool.submit(log.task(number)));
        // What becomes of a task does not depend on its handle, which waits for nothing when dropped.
        let (pass, task) = (gate.clone(), log.task(3));
        drop(pool.submit(move || {
            pass.pass();
            task();
        }));
        gate.open();
        pool.join();
        assert_eq!(
            log.sorted(),
            [1, 2, 3],
            "tasks done when `pool.join` returned"
        );
        assert!(
            handles.iter().all(Handle::is_finished),
            "`pool.join` returned, and a handle said that it is not finished"
        );
        assert_eq!(handles.map(Handle::join), [Ok(()), Ok(())], "the results");
    });
}

#[test]
fn a_panic_comes_out_of_the_handle_of_its_task() {
    graded::explored(|| {
        let pool = WorkerPool::new(1);
        let sheet = 7;
        let handles = [
            pool.submit(|| panic!("out of paper")),
            pool.submit(move || panic!("sheet {sheet} is torn")),
            pool.submit(|| "printed"),
        ];
        let outcomes = handles.map(outcome);
        let panicked = |message: &str| Err(Some(message.to_owned()));
        let expected = [
            panicked("out of paper"),
            panicked("sheet 7 is torn"),
            Ok("printed"),
        ];
        assert_eq!(outcomes, expected, "what the three handles returned");
    });
}

// Step 4: orderly and immediate shutdown.

#[test]
fn shutdown_runs_what_is_queued_and_then_returns() {
    graded::explored(|| {
        let log = Log::new();
        let pool = WorkerPool::new(2);
        let handles = [0, 1, 2].map(|number| pool.submit(log.task(number)));
        pool.shutdown();
        let expected = [0, 1, 2];
        assert_eq!(
            log.sorted(),
            expected,
            "tasks done when `shutdown` returned"
        );
        let outcomes = handles.map(Handle::join);
        assert_eq!(
            outcomes,
            [Ok(()), Ok(()), Ok(())],
            "what the handles returned"
        );
    });
}

#[test]
fn after_a_shutdown_tasks_are_dropped_without_having_run() {
    graded::explored(|| {
        let log = Log::new();
        let pool = WorkerPool::new(1);
        pool.execute(log.task("early"));
        pool.shutdown();
        let submitted = pool.submit(log.task("submitted"));
        assert_eq!(outcome(submitted), Err(None), "what the handle returned");
        let kept = Arc::new("what a task owns");
        let owned = Arc::clone(&kept);
        let late = log.task("executed");
        pool.execute(move || late_task(&owned, late));
        assert_eq!(Arc::strong_count(&kept), 1, "a task was kept, not dropped");
        // Nothing is left to do, and nobody to wait for.
        pool.join();
        pool.shutdown();
        assert_eq!(
            pool.shutdown_now(),
            0,
            "tasks discarded where there is none"
        );
        drop(pool);
        assert_eq!(log.sorted(), ["early"], "tasks that ran in all");
    });
}

/// Runs `task` as one that owns something.
fn late_task(_owned: &str, task: impl FnOnce()) {
    task();
}

#[test]
fn two_threads_may_shut_down_and_both_wait() {
    graded::explored(|| {
        let gate = Gate::closed();
        let pool = Arc::new(WorkerPool::new(1));
        let task = gate.clone();
        let handle = pool.submit(move || task.pass());
        let first = start_with("first", &pool, WorkerPool::shutdown);
        // Both cases are explored: the second does the same, or is in a hurry.
        let hurry = choose(2) == 1;
        let second = start_with("second", &pool, move |pool| {
            if hurry {
                pool.shutdown_now();
            } else {
                pool.shutdown();
            }
        });
        settle();
        let cancelled = handle.is_finished(); // It may have been discarded before it began.
        assert!(
            cancelled || !first.is_finished() && !second.is_finished(),
            "a shutdown returned while a task was running"
        );
        gate.open();
        result(first);
        result(second);
    });
}

#[test]
fn a_shutdown_refuses_tasks_before_it_waits() {
    graded::explored(|| {
        let gate = Gate::closed();
        let pool = Arc::new(WorkerPool::new(1));
        let task = gate.clone();
        pool.execute(move || task.pass());
        let closer = start_with("closer", &pool, WorkerPool::shutdown);
        settle();
        let late = pool.submit(|| ());
        let at_once = late.is_finished();
        gate.open();
        result(closer);
        assert!(
            at_once,
            "a task was accepted while `shutdown` was waiting for another"
        );
        assert_eq!(
            outcome(late),
            Err(None),
            "the handle of the task that came during the shutdown"
        );
    });
}

/// Something that a task owns, and that uses the pool when it is dropped.
struct Farewell(Arc<WorkerPool>);

impl Drop for Farewell {
    fn drop(&mut self) {
        self.0.execute(|| {});
    }
}

#[test]
fn what_a_dropped_task_owns_may_use_the_pool() {
    graded::explored(|| {
        let gate = Gate::closed();
        let pool = Arc::new(WorkerPool::new(1));
        let task = gate.clone();
        pool.execute(move || task.pass());
        settle();
        let owned = Farewell(Arc::clone(&pool));
        let task = move || drop(owned);
        // Both cases are explored: the task is discarded, or it comes too late.
        if choose(2) == 0 {
            pool.execute(task);
            let closer = start_with("closer", &pool, WorkerPool::shutdown_now);
            settle();
            gate.open();
            assert_eq!(result(closer), 1, "tasks discarded");
        } else {
            gate.open();
            pool.shutdown();
            pool.execute(task);
        }
    });
}

#[test]
fn shutdown_now_discards_the_queue_and_lets_running_tasks_finish() {
    graded::explored(|| {
        let log = Log::new();
        let gate = Gate::closed();
        let pool = Arc::new(WorkerPool::new(1));
        let (task, done) = (gate.clone(), log.clone());
        let running = pool.submit(move || {
            task.pass();
            done.add("running");
        });
        settle();
        let queued = ["queued0", "queued1"].map(|name| pool.submit(log.task(name)));
        let closer = start_with("closer", &pool, WorkerPool::shutdown_now);
        settle();
        assert!(
            !closer.is_finished(),
            "`shutdown_now` returned while a task was running"
        );
        assert!(
            queued.iter().all(Handle::is_finished),
            "handles of discarded tasks say so at once, while another task is still running"
        );
        gate.open();
        assert_eq!(
            result(closer),
            2,
            "tasks that `shutdown_now` says it discarded"
        );
        assert_eq!(outcome(running), Ok(()), "the handle of the running task");
        let outcomes = queued.map(outcome);
        assert_eq!(outcomes, [Err(None), Err(None)], "the other handles");
        assert_eq!(log.sorted(), ["running"], "tasks that ran");
    });
}

#[test]
fn a_join_under_way_ends_when_the_rest_is_discarded() {
    graded::explored(|| {
        let log = Log::new();
        let pool = Arc::new(WorkerPool::new(1));
        pool.execute(log.task(0));
        pool.execute(log.task(1));
        let waiter = start_with("waiter", &pool, WorkerPool::join);
        let discarded = pool.shutdown_now();
        result(waiter);
        let ran = log.sorted().len();
        assert_eq!(
            ran + discarded,
            2,
            "two tasks in all: {ran} ran, {discarded} were discarded"
        );
    });
}

#[test]
fn a_task_that_comes_during_a_shutdown_runs_or_is_cancelled() {
    graded::explored(|| {
        let log = Log::new();
        let pool = Arc::new(WorkerPool::new(1));
        let task = log.task("task");
        let submitter = start_with("submitter", &pool, |pool| outcome(pool.submit(task)));
        // Both cases are explored: everything runs, or what waits is discarded.
        if choose(2) == 0 {
            pool.shutdown();
        } else {
            pool.shutdown_now();
        }
        let outcome = result(submitter);
        let ran = !log.sorted().is_empty();
        let expected = if ran { Ok(()) } else { Err(None) };
        assert_eq!(outcome, expected, "the handle, where the task ran: {ran}");
    });
}

#[test]
fn the_pool_works_on_real_threads() {
    graded::real_threads(|| {
        let pool = WorkerPool::new(4);
        let squares: Vec<_> = (0..1_000_u64)
            .map(|number| pool.submit(move || number * number))
            .collect();
        pool.join();
        let squares: Result<Vec<_>, _> = squares.into_iter().map(Handle::join).collect();
        let expected: Vec<_> = (0..1_000).map(|number| number * number).collect();
        assert_eq!(squares, Ok(expected), "the squares of 0 to 999, in order");
        pool.shutdown();
    });
}
