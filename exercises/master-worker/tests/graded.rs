//! The graded tests of the master-worker exercise; titles, points and hints: `exercise.toml`.
//!
//! An `explored` test runs its body once per schedule: the explorer decides which thread moves
//! next, whom a notify wakes, and when a condvar wakes for no reason. `settle()` returns once every
//! other thread sleeps or has ended: a thread that spins in a loop does neither.
//!
//! Where copies and second attempts would only disturb, a master has `max_attempts` of 1.

use std::iter;
use std::panic::catch_unwind;

use master_worker::{Master, SubmitError, TaskFailed, TaskId, WorkerId, work};
use pattern_sync::graded;
use pattern_sync::model::{choose, settle};
use pattern_sync::sync::atomic::{AtomicUsize, Ordering};
use pattern_sync::sync::{Arc, Barrier, Condvar, Mutex};
use pattern_sync::thread::{self, JoinHandle};

mod judge;

use judge::judge;

/// What is submitted, and what comes back: a word, and a number.
type Numbers = Master<&'static str, i32>;

/// The same, for words that come from the judge.
type Strings = Master<String, i32>;

/// What a worker was given: the task's number, and the task.
type Given = Option<(usize, String)>;

/// Lets a new worker ask for a task.
fn given(master: &Strings) -> Given {
    numbered(master.next_task(master.register()))
}

/// Takes results out of what became of the tasks, and the number of attempts out of failures.
fn outcomes<R>(outcomes: Vec<Result<R, TaskFailed>>) -> Vec<Result<R, usize>> {
    let plain = |outcome: Result<R, TaskFailed>| outcome.map_err(|failed| failed.attempts);
    outcomes.into_iter().map(plain).collect()
}

/// Starts a thread that uses `master`; the name is its lane in the timeline of a failure.
fn start<R: Send + 'static>(
    name: &str,
    master: &Arc<Numbers>,
    body: impl FnOnce(&Numbers) -> R + Send + 'static,
) -> JoinHandle<R> {
    let master = Arc::clone(master);
    thread::Builder::new()
        .name(name.to_owned())
        .spawn(move || body(&master))
        .expect("a thread starts")
}

/// Waits for a thread and returns its result; a panic of the thread goes on here.
fn result<R>(thread: JoinHandle<R>) -> R {
    thread.join().expect("the thread does not panic")
}

/// Waits for a thread for which everything is there now, and which must have been told so.
///
/// No time passes while `settle` waits: a thread that looks from time to time does not see it yet.
#[track_caller]
fn woken<R>(thread: JoinHandle<R>) -> R {
    settle();
    let in_time = thread.is_finished();
    let result = result(thread);
    assert!(
        in_time,
        "nobody woke this thread: it only looked again when some time had passed"
    );
    result
}

/// Lets a new worker ask for a task.
fn ask(master: &Numbers) -> Option<(TaskId, &'static str)> {
    master.next_task(master.register())
}

/// Takes the number out of what a worker was given: numbers are compared, and not the submission's types.
fn numbered<T>(given: Option<(TaskId, T)>) -> Option<(usize, T)> {
    given.map(|(TaskId(id), task)| (id, task))
}

/// Lets a new worker ask for a task, whose number is to be compared.
fn ask_number(master: &Numbers) -> Option<(usize, &'static str)> {
    numbered(ask(master))
}

/// Takes the next task with an outcome, and makes plain data of both.
fn completed(master: &Numbers) -> Option<(usize, Result<i32, usize>)> {
    let (TaskId(id), outcome) = master.next_completed()?;
    Some((id, outcome.map_err(|failed| failed.attempts)))
}

/// Waits for all results that are missing, and makes plain data of them.
fn collect(master: &Numbers) -> Vec<Result<i32, usize>> {
    outcomes(master.collect())
}

/// Runs tasks, and makes plain data of what became of them.
fn run<T: Clone + Send, R: Send>(
    workers: usize,
    max_attempts: usize,
    tasks: Vec<T>,
    handle: impl Fn(T) -> R + Sync,
) -> Vec<Result<R, usize>> {
    outcomes(master_worker::run(workers, max_attempts, tasks, handle))
}

/// Pins the types of what is compared below: none of the submission's own, which could be equal to
/// everything.
#[expect(
    dead_code,
    clippy::type_complexity,
    reason = "it only has to compile, and says what the exercise does"
)]
fn types<T: Clone, R>() {
    let _: fn(&Master<T, R>) -> WorkerId = Master::register;
    let _: fn(&Master<T, R>, T) -> Result<TaskId, SubmitError<T>> = Master::submit;
    let _: fn(&Master<T, R>, WorkerId) -> Option<(TaskId, T)> = Master::next_task;
    let _: fn(&Master<T, R>, TaskId, R) -> bool = Master::complete;
    let _: fn(&Master<T, R>) -> Option<(TaskId, Result<R, TaskFailed>)> = Master::next_completed;
    let _: fn(&Master<T, R>) -> Vec<Result<R, TaskFailed>> = Master::collect;
}

/// Lets a new worker take the task `wanted`, and returns the worker.
#[track_caller]
fn take<T: Clone, R>(master: &Master<T, R>, wanted: TaskId) -> WorkerId {
    let worker = master.register();
    let (id, _) = master.next_task(worker).expect("there is a task to take");
    assert_eq!(
        id.0, wanted.0,
        "the task that worker {} was given",
        worker.0
    );
    worker
}

/// Creates a master with these tasks.
fn master_of<const N: usize>(
    max_attempts: usize,
    tasks: [&'static str; N],
) -> (Arc<Numbers>, [TaskId; N]) {
    let master = Master::new(max_attempts);
    let ids = tasks.map(|task| master.submit(task).expect("the master is not shut down"));
    (Arc::new(master), ids)
}

// Step 1: dispatch on demand.

#[test]
fn tasks_are_handed_out_in_the_order_of_submission() {
    graded::judged(
        &judge(),
        "tasks_are_handed_out_in_the_order_of_submission",
        |(max_attempts, tasks, turns): (usize, Vec<String>, Vec<usize>)| {
            let master = match max_attempts {
                0 => catch_unwind(|| Strings::new(0)).ok()?, // panics, as it must
                _ => Strings::new(max_attempts),
            };
            let workers: Vec<WorkerId> = turns.iter().map(|_| master.register()).collect();
            let ids: Vec<TaskId> = tasks
                .into_iter()
                .map(|task| master.submit(task).unwrap())
                .collect();
            let ask = |&turn: &usize| {
                master
                    .next_task(workers[turn])
                    .map(|(TaskId(id), task)| (id, task))
            };
            let given: Vec<Given> = turns.iter().map(ask).collect();
            let numbers = |WorkerId(number): &WorkerId| *number;
            let workers: Vec<usize> = workers.iter().map(numbers).collect();
            Some((
                workers,
                ids.iter().map(|TaskId(id)| *id).collect::<Vec<usize>>(),
                given,
            ))
        },
    );
}

#[test]
fn a_worker_with_nothing_to_do_sleeps_until_a_task_comes() {
    graded::explored(|| {
        let (master, []) = master_of(1, []);
        let worker = start("worker", &master, ask);
        settle();
        assert!(
            !worker.is_finished(),
            "`next_task` returned, and nothing had been submitted"
        );
        let id = master.submit("a").unwrap();
        assert_eq!(woken(worker), Some((id, "a")), "what the worker was given");
    });
}

#[test]
fn each_submission_wakes_one_more_worker_that_sleeps() {
    graded::explored(|| {
        let (master, []) = master_of(1, []);
        let workers = ["worker0", "worker1"].map(|name| start(name, &master, ask_number));
        settle();
        // Both workers sleep now; the second task may come before the first one has moved.
        for task in ["a", "b"] {
            master.submit(task).unwrap();
        }
        let mut given = workers.map(woken);
        given.sort_unstable();
        let expected = [Some((0, "a")), Some((1, "b"))];
        assert_eq!(given, expected, "what the two workers were given");
    });
}

#[test]
fn a_task_is_never_handed_to_two_workers_at_once() {
    graded::explored(|| {
        let (master, _) = master_of(1, ["a", "b"]);
        let workers = ["worker0", "worker1"].map(|name| {
            start(name, &master, |master| {
                let me = master.register();
                (me.0, numbered(master.next_task(me)))
            })
        });
        let (mut names, mut given): (Vec<_>, Vec<_>) = workers.map(result).into_iter().unzip();
        given.sort_unstable();
        let expected = [Some((0, "a")), Some((1, "b"))];
        assert_eq!(given, expected, "what the two workers were given");
        names.sort_unstable();
        assert_eq!(
            names,
            [0, 1],
            "names of two workers that came at the same time"
        );
    });
}

#[test]
fn a_free_worker_does_what_a_busy_one_does_not_come_to() {
    graded::explored(|| {
        let master = Arc::new(Numbers::new(1));
        let [busy, free] = [master.register(), master.register()];
        let ids = ["a", "b", "c", "d"].map(|task| master.submit(task).unwrap());
        // The busy worker has one task, for as long as the test lasts; the other one does the rest.
        let given = numbered(master.next_task(busy));
        assert_eq!(given, Some((0, "a")), "what the busy worker was given");
        let worker = start("free", &master, move |master| {
            ids[1..].iter().all(|&wanted| {
                let given = master.next_task(free);
                given.is_some_and(|(id, _)| id.0 == wanted.0 && master.complete(id, 0))
            })
        });
        assert!(
            result(worker),
            "the free worker was not given b, c and d, one after the other"
        );
    });
}

#[test]
fn submitting_never_waits() {
    graded::explored(|| {
        let (master, []) = master_of(1, []);
        let submitter = start("submitter", &master, |master| {
            for _ in 0..20 {
                master.submit("a").expect("the master is not shut down");
            }
        });
        // Nobody takes a task, and nobody will.
        settle();
        assert!(
            submitter.is_finished(),
            "`submit` waited, because many tasks were waiting already"
        );
        result(submitter);
    });
}

// Step 2: collecting.

#[test]
fn results_are_collected_in_the_order_of_submission() {
    graded::judged(
        &judge(),
        "results_are_collected_in_the_order_of_submission",
        |batches: Vec<Vec<(usize, i32)>>| {
            let master = Strings::new(1);
            let batch = |completed: Vec<(usize, i32)>| {
                let submit = |_: &(usize, i32)| master.submit(String::new()).unwrap();
                let ids: Vec<TaskId> = completed.iter().map(submit).collect();
                for id in &ids {
                    take(&master, *id);
                }
                // They are completed in another order.
                let complete = |(task, number): (usize, i32)| master.complete(ids[task], number);
                let counted: Vec<bool> = completed.into_iter().map(complete).collect();
                (
                    counted,
                    outcomes(master.collect()),
                    outcomes(master.collect()),
                )
            };
            batches.into_iter().map(batch).collect::<Vec<_>>()
        },
    );
}

#[test]
fn collect_waits_until_nothing_is_missing() {
    graded::explored(|| {
        let (master, ids) = master_of(1, ["a", "b"]);
        take(&master, ids[0]);
        let collector = start("collector", &master, collect);
        master.complete(ids[0], 0);
        settle();
        assert!(
            !collector.is_finished(),
            "`collect` returned while a task waited to be handed out"
        );
        take(&master, ids[1]);
        settle();
        assert!(
            !collector.is_finished(),
            "`collect` returned while a task was in the hands of a worker"
        );
        master.complete(ids[1], 1);
        assert_eq!(woken(collector), [Ok(0), Ok(1)], "what was collected");
    });
}

#[test]
fn next_completed_delivers_in_the_order_of_completion() {
    graded::explored(|| {
        let (master, ids) = master_of(1, ["a", "b", "c"]);
        for id in ids {
            take(&master, id);
        }
        let reader = start("reader", &master, |master| {
            [completed(master), completed(master)]
        });
        settle();
        assert!(
            !reader.is_finished(),
            "`next_completed` returned before anything was completed"
        );
        master.complete(ids[2], 2);
        master.complete(ids[0], 0);
        let expected = [Some((2, Ok(2))), Some((0, Ok(0)))];
        assert_eq!(woken(reader), expected, "what the reader was given");
        master.complete(ids[1], 1);
        assert_eq!(collect(&master), [Ok(1)], "what is left for `collect`");
        assert_eq!(completed(&master), None, "when all were delivered");
    });
}

#[test]
fn every_outcome_is_delivered_to_exactly_one_reader() {
    graded::explored(|| {
        let (master, ids) = master_of(1, ["a", "b"]);
        for id in ids {
            take(&master, id);
        }
        let readers = ["reader0", "reader1"].map(|name| {
            start(name, &master, |master| {
                iter::from_fn(|| completed(master)).collect::<Vec<_>>()
            })
        });
        master.complete(ids[0], 0);
        master.complete(ids[1], 1);
        // The one who does not get the last outcome must learn that none will come.
        let mut delivered = readers.map(woken).concat();
        delivered.sort_unstable_by_key(|(id, _)| *id);
        let expected = [(0, Ok(0)), (1, Ok(1))];
        assert_eq!(delivered, expected, "what the two readers were given");
    });
}

// Step 3: a worker that dies.

#[test]
fn the_task_of_a_dead_worker_is_handed_out_again() {
    graded::explored(|| {
        let (master, [id]) = master_of(2, ["a"]);
        let dead = take(&master, id);
        master.worker_died(dead);
        // Telling it twice changes nothing, and neither does the death of one who has no task.
        master.worker_died(dead);
        master.worker_died(master.register());
        let worker = start("worker", &master, |master| {
            let (id, task) = ask(master).expect("the master is not shut down");
            master.complete(id, 7);
            task
        });
        assert_eq!(collect(&master), [Ok(7)], "what was collected");
        assert_eq!(result(worker), "a", "what the next worker was given");
    });
}

#[test]
fn a_death_at_any_moment_loses_no_task() {
    graded::explored(|| {
        let (master, ids) = master_of(2, ["a", "b"]);
        let dead = take(&master, ids[0]);
        // The death may come while the other worker takes a task, works, or sleeps.
        let undertaker = start("undertaker", &master, move |master| {
            master.worker_died(dead);
        });
        let worker = start("worker", &master, |master| {
            let me = master.register();
            for _ in 0..2 {
                let (id, task) = master.next_task(me).expect("the master is not shut down");
                let number = if task == "a" { 0 } else { 1 };
                assert!(master.complete(id, number), "the first result counts");
            }
        });
        assert_eq!(collect(&master), [Ok(0), Ok(1)], "what was collected");
        result(undertaker);
        result(worker);
    });
}

#[test]
fn a_task_is_given_up_after_max_attempts() {
    graded::explored(|| {
        let (master, ids) = master_of(5, ["harmless", "deadly"]);
        let collector = start("collector", &master, collect);
        let worker = start("worker", &master, move |master| {
            let mut deaths = 0;
            // Once the one, five times the other. The last of them ends in a death.
            for _ in 0..6 {
                let me = master.register();
                let (id, _) = master.next_task(me).expect("the master is not shut down");
                if id.0 == ids[1].0 {
                    deaths += 1;
                    master.worker_died(me);
                } else {
                    master.complete(id, 1);
                }
            }
            deaths
        });
        let deaths = result(worker);
        assert_eq!(deaths, 5, "how often the deadly task was handed out");
        let expected = [Ok(1), Err(5)];
        assert_eq!(result(collector), expected, "what was collected");
    });
}

#[test]
fn a_worker_believed_dead_may_still_bring_the_result() {
    graded::explored(|| {
        let (master, [id]) = master_of(3, ["a"]);
        let silent = take(&master, id);
        master.worker_died(silent);
        // It was only slow: here is its result, before the task was handed out again.
        assert!(
            master.complete(id, 7),
            "the first result of a task was dropped"
        );
        let worker = start("worker", &master, ask);
        settle();
        assert!(
            !worker.is_finished(),
            "`next_task` returned, and the only task had its outcome"
        );
        let late = master.submit("b").unwrap();
        assert_eq!(
            woken(worker),
            Some((late, "b")),
            "what the next worker was given"
        );
        master.complete(late, 8);
        assert_eq!(collect(&master), [Ok(7), Ok(8)], "what was collected");
    });
}

// Step 4: a straggler.

#[test]
fn an_idle_worker_gets_a_copy_of_the_task_that_runs_longest() {
    graded::explored(|| {
        let (master, ids) = master_of(3, ["a", "b", "c"]);
        let dead = take(&master, ids[0]);
        take(&master, ids[1]);
        take(&master, ids[2]);
        // The first attempt at a ends, and the second begins: now b has been running longest.
        master.worker_died(dead);
        take(&master, ids[0]);
        let idle = start("idle", &master, |master| {
            [(); 3].map(|()| ask_number(master))
        });
        let expected = [(1, "b"), (2, "c"), (0, "a")].map(Some);
        assert_eq!(
            result(idle),
            expected,
            "the copies that three idle workers were given, of b, c and a"
        );
    });
}

#[test]
fn no_task_is_in_more_than_two_hands() {
    graded::explored(|| {
        let (master, [id]) = master_of(9, ["a"]);
        // The dead do not count.
        let dead = take(&master, id);
        master.worker_died(dead);
        take(&master, id);
        let idle = start("idle", &master, |master| {
            let copy = ask_number(master).map(|(id, _)| id);
            let next = ask_number(master).map(|(id, _)| id);
            [copy, next]
        });
        settle();
        assert!(
            !idle.is_finished(),
            "a task that two workers had in their hands was handed out to a third"
        );
        master.submit("b").unwrap();
        let given = woken(idle);
        assert_eq!(
            given,
            [Some(0), Some(1)],
            "what two idle workers were given"
        );
    });
}

#[test]
fn workers_that_sleep_wake_for_a_copy_too() {
    graded::explored(|| {
        let (master, []) = master_of(2, []);
        let workers = ["worker0", "worker1"].map(|name| start(name, &master, ask));
        settle();
        // Both sleep now. One task, but work for two: the second one takes a copy.
        let id = master.submit("a").unwrap();
        let expected = [Some((id, "a")), Some((id, "a"))];
        assert_eq!(
            workers.map(woken),
            expected,
            "what the two workers were given"
        );
    });
}

#[test]
fn the_first_result_counts_and_the_second_is_dropped() {
    graded::explored(|| {
        let (master, [id]) = master_of(2, ["a"]);
        take(&master, id);
        take(&master, id);
        let workers = [1, 2].map(|number| {
            let name = format!("worker{number}");
            let worker = start(&name, &master, move |master| master.complete(id, number));
            (number, worker)
        });
        let delivered = completed(&master);
        let counted = workers.map(|(number, worker)| result(worker).then_some(number));
        let winner = match counted {
            [Some(winner), None] | [None, Some(winner)] => winner,
            both => panic!("of two results of one task, these were said to count: {both:?}"),
        };
        assert_eq!(delivered, Some((0, Ok(winner))), "what was delivered");
        assert_eq!(completed(&master), None, "what was delivered after it");
        assert_eq!(collect(&master), [], "what is left for `collect`");
    });
}

#[test]
fn a_copy_that_comes_too_late_is_forgotten() {
    graded::judged(
        &judge(),
        "a_copy_that_comes_too_late_is_forgotten",
        |(first, second, third): (i32, i32, i32)| {
            let master = Strings::new(2);
            let id = master.submit("a".to_owned()).unwrap();
            let workers = [take(&master, id), take(&master, id)];
            let counts: bool = master.complete(id, first);
            let counts_again: bool = master.complete(id, second);
            // Neither of them has anything in its hands any more: nothing is to be done again.
            for worker in workers {
                master.worker_died(worker);
            }
            let late = master.submit("b".to_owned()).unwrap();
            let given = given(&master);
            master.complete(late, third);
            (counts, counts_again, given, outcomes(master.collect()))
        },
    );
}

#[test]
fn when_one_of_two_dies_the_other_goes_on() {
    graded::explored(|| {
        let (master, [id]) = master_of(2, ["a"]);
        let dead = take(&master, id);
        take(&master, id);
        master.worker_died(dead);
        let collector = start("collector", &master, collect);
        let idle = start("idle", &master, ask);
        settle();
        assert!(
            !collector.is_finished(),
            "the task was given up while a worker had it in its hands"
        );
        assert!(
            !idle.is_finished(),
            "a task with `max_attempts` of 2 was handed out a third time"
        );
        assert!(
            master.complete(id, 7),
            "the first result of a task was dropped"
        );
        assert_eq!(woken(collector), [Ok(7)], "what was collected");
        let other = master.submit("b").unwrap();
        assert_eq!(
            woken(idle),
            Some((other, "b")),
            "what the idle worker was given"
        );
    });
}

#[test]
fn a_death_wakes_a_worker_that_sleeps() {
    graded::explored(|| {
        let (master, [id]) = master_of(3, ["a"]);
        let dead = take(&master, id);
        take(&master, id);
        let idle = start("idle", &master, ask);
        let collector = start("collector", &master, collect);
        settle();
        // The idle worker sleeps now: two others had the task. One of them is gone.
        master.worker_died(dead);
        assert_eq!(
            woken(idle),
            Some((id, "a")),
            "what the idle worker was given"
        );
        master.complete(id, 7);
        assert_eq!(woken(collector), [Ok(7)], "what was collected");
    });
}

// Step 5: shutting down.

#[test]
fn a_master_that_is_shut_down_refuses_tasks_and_hands_them_back() {
    graded::judged(
        &judge(),
        "a_master_that_is_shut_down_refuses_tasks_and_hands_them_back",
        |(early, late, number): (Vec<String>, Vec<String>, i32)| {
            let master = Strings::new(1);
            let ids: Vec<TaskId> = early
                .into_iter()
                .map(|task| master.submit(task).unwrap())
                .collect();
            let refused = |task| {
                // Shutting down once more changes nothing.
                master.shutdown();
                master
                    .submit(task)
                    .map(drop)
                    .map_err(|SubmitError(task)| task)
            };
            let refused: Vec<Result<(), String>> = late.into_iter().map(refused).collect();
            let mut all_given: Vec<Given> = ids.iter().map(|_| given(&master)).collect();
            for id in ids {
                master.complete(id, number);
            }
            // After the last task.
            all_given.push(given(&master));
            (refused, all_given, outcomes(master.collect()))
        },
    );
}

#[test]
fn shutting_down_sends_every_idle_worker_home() {
    graded::explored(|| {
        let (master, []) = master_of(1, []);
        let workers = ["worker0", "worker1"].map(|name| start(name, &master, ask));
        // Both cases are explored: the workers sleep already, or the shutdown comes at any moment.
        if choose(2) == 0 {
            settle();
        }
        master.shutdown();
        assert_eq!(
            workers.map(woken),
            [None; 2],
            "what the two workers were given"
        );
    });
}

#[test]
fn the_last_result_sends_the_others_home() {
    graded::explored(|| {
        let (master, _) = master_of(1, ["a", "b"]);
        let workers = ["worker0", "worker1"].map(|name| {
            start(name, &master, |master| {
                let me = master.register();
                while let Some((id, task)) = master.next_task(me) {
                    master.complete(id, if task == "a" { 0 } else { 1 });
                }
            })
        });
        master.shutdown();
        // Whoever is idle sleeps while the other one works, and learns at the end that it is over.
        for worker in workers {
            woken(worker);
        }
        let expected = [Some((0, Ok(0))), Some((1, Ok(1)))];
        let mut delivered = [completed(&master), completed(&master)];
        delivered.sort_unstable_by_key(|outcome| outcome.map(|(id, _)| id));
        assert_eq!(delivered, expected, "what was delivered");
    });
}

#[test]
fn nobody_goes_home_while_a_task_may_come_back() {
    graded::explored(|| {
        let (master, [id]) = master_of(3, ["a"]);
        let dead = [take(&master, id), take(&master, id)];
        master.shutdown();
        let idle = start("idle", &master, |master| {
            let me = master.register();
            let given = master.next_task(me);
            master.complete(given?.0, 7);
            assert_eq!(
                numbered(master.next_task(me)),
                None,
                "after the last result"
            );
            numbered(given)
        });
        settle();
        assert!(
            !idle.is_finished(),
            "`next_task` returned, and the only task was in two hands"
        );
        for worker in dead {
            master.worker_died(worker);
        }
        assert_eq!(
            woken(idle),
            Some((0, "a")),
            "what the idle worker was given when the other two were dead"
        );
        assert_eq!(collect(&master), [Ok(7)], "what was collected");
    });
}

// Step 6: a thread for each worker.

#[test]
fn a_worker_counts_the_words_of_a_poem() {
    graded::judged(
        &judge(),
        "a_worker_counts_the_words_of_a_poem",
        |lines: Vec<String>| {
            let master = Master::new(1);
            for line in lines {
                master.submit(line).unwrap();
            }
            master.shutdown();
            // This thread is the only worker; it comes back when everything is done.
            work(&master, |line: String| {
                let words = line.split_whitespace();
                words
                    .filter(|word| word.contains(char::is_alphabetic))
                    .count()
            });
            outcomes(master.collect())
        },
    );
}

#[test]
fn all_workers_work_at_the_same_time_and_no_more_than_that() {
    graded::explored(|| {
        let (meeting, at_work) = (Barrier::new(3), AtomicUsize::new(0));
        let outcomes = run(3, 1, (0..20).collect(), |number| {
            let others = at_work.fetch_add(1, Ordering::SeqCst);
            assert!(
                others < 3,
                "more than three tasks at a time, with three workers"
            );
            // Nobody passes before all three workers have a task in their hands.
            if number < 3 {
                meeting.wait();
            }
            at_work.fetch_sub(1, Ordering::SeqCst);
            10 * number
        });
        let expected = (0..20).map(|number| Ok(10 * number));
        assert!(
            outcomes.iter().copied().eq(expected),
            "what `run` returned: {outcomes:?}"
        );
    });
}

#[test]
fn nobody_has_to_wait_behind_a_long_task() {
    graded::explored(|| {
        let (done, progress) = (Mutex::new(0), Condvar::new());
        let outcomes = run(2, 1, vec!["long", "short", "short"], |task| {
            let mut done = done.lock();
            if task == "long" {
                // So long that all the others are done meanwhile, by the other worker.
                progress.wait_while(&mut done, |done| *done < 2);
            } else {
                *done += 1;
                progress.notify_one();
            }
            task.len()
        });
        assert_eq!(outcomes, [Ok(4), Ok(5), Ok(5)], "what `run` returned");
    });
}

#[test]
fn a_panic_costs_an_attempt_and_nothing_else() {
    graded::explored(|| {
        let attempts = AtomicUsize::new(0);
        let outcomes = run(2, 2, vec![0, 1], |number| {
            let fails = number == 0 && attempts.fetch_add(1, Ordering::SeqCst) == 0;
            assert!(!fails, "the first attempt at this task fails");
            10 * number
        });
        assert_eq!(outcomes, [Ok(0), Ok(10)], "what `run` returned");
    });
}

#[test]
fn a_task_that_always_panics_is_given_up() {
    graded::explored(|| {
        let attempts = AtomicUsize::new(0);
        let outcomes = run(1, 2, vec!["deadly", "harmless"], |task: &str| {
            if task == "deadly" {
                attempts.fetch_add(1, Ordering::SeqCst);
                panic!("every attempt at this task fails");
            }
            task.len()
        });
        let expected = [Err(2), Ok(8)];
        assert_eq!(outcomes, expected, "what `run` returned");
        let attempts = attempts.into_inner();
        assert_eq!(attempts, 2, "attempts at the task that always panics");
        let nobody = catch_unwind(|| run(0, 1, vec!["a"], str::len));
        assert!(nobody.is_err(), "`run` returned, and there was no worker");
    });
}

#[test]
fn a_straggler_does_not_hold_up_the_result() {
    graded::explored(|| {
        let attempts = AtomicUsize::new(0);
        let overtaken = Barrier::new(2);
        let outcomes = run(2, 2, vec!["slow", "quick"], |task| {
            if task == "slow" {
                // The first attempt takes as long as it takes until there is a second one.
                attempts.fetch_add(1, Ordering::SeqCst);
                overtaken.wait();
            }
            task.len()
        });
        assert_eq!(outcomes, [Ok(4), Ok(5)], "what `run` returned");
        let attempts = attempts.into_inner();
        assert_eq!(attempts, 2, "attempts at the task that is slow");
    });
}

#[test]
fn run_works_on_real_threads() {
    graded::real_threads(|| {
        let attempts: Vec<_> = (0..2_000).map(|_| AtomicUsize::new(0)).collect();
        let outcomes = run(4, 3, (0..2_000).collect(), |number: usize| {
            let attempt = attempts[number].fetch_add(1, Ordering::SeqCst);
            assert!(
                !number.is_multiple_of(200) || attempt > 0,
                "the first attempt at {number} fails"
            );
            number * number
        });
        let expected: Vec<_> = (0..2_000).map(|number| Ok(number * number)).collect();
        assert!(outcomes == expected, "an outcome of 2,000 is wrong");
    });
}
