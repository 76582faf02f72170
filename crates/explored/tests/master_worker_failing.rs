//! Failing workers under every schedule within bounds: the task is done by somebody, or its failure
//! is reported, and nobody hangs (a thread that waits for ever is a failure of the exploration).

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::rc::Rc;

use master_worker::{
    Failure, GivenUp, Master, MasterBuilder, Speculation, Stopper, TaskFailed, Worker, WorkerError,
    run,
};
use pattern_sync::model::{explore, settle};
use pattern_sync::sync::atomic::{AtomicUsize, Ordering};
use pattern_sync::sync::{Arc, Barrier, Condvar, Mutex};
use pattern_sync::thread;
use pattern_sync::time::Duration;

const A_WHILE: Duration = Duration::from_millis(10);

/// Panics without a message on the standard error for each of thousands of schedules.
fn quiet_panic(message: &'static str) -> ! {
    resume_unwind(Box::new(message))
}

/// The failures of a task, in order.
fn failures(failed: &TaskFailed) -> Vec<Failure> {
    failed
        .failures
        .iter()
        .map(|attempt| attempt.failure.clone())
        .collect()
}

#[test]
fn a_task_that_panics_is_tried_again_and_then_reported() {
    explore(|| {
        let tried = AtomicUsize::new(0);
        let outcomes = run(2, 2, [1, 2], |n| {
            if *n == 1 {
                tried.fetch_add(1, Ordering::SeqCst);
                quiet_panic("boom");
            }
            *n
        });
        let failed = outcomes[0].as_ref().unwrap_err();
        assert_eq!((failed.attempts, failed.why), (2, GivenUp::AttemptsSpent));
        assert_eq!(failures(failed), vec![Failure::Panic("boom".to_owned()); 2]);
        assert_eq!(tried.into_inner(), 2);
        assert_eq!(outcomes[1], Ok(2));
    });
}

#[test]
fn a_second_attempt_may_succeed() {
    explore(|| {
        let tried = AtomicUsize::new(0);
        let outcomes = run(2, 2, [1], |n| {
            if tried.fetch_add(1, Ordering::SeqCst) == 0 {
                quiet_panic("boom");
            }
            *n
        });
        assert_eq!(outcomes, [Ok(1)]);
    });
}

#[test]
fn a_panic_of_the_callers_iterator_comes_through_and_leaves_nobody_behind() {
    explore(|| {
        let tasks = (0..3).inspect(|n| {
            if *n == 2 {
                quiet_panic("no more");
            }
        });
        let run = || run(2, 1, tasks, |n| *n);
        let payload = catch_unwind(AssertUnwindSafe(run)).unwrap_err();
        assert_eq!(payload.downcast_ref(), Some(&"no more"));
    });
}

/// A worker that dies at its first task, and at its first start if so asked, and then is well.
struct Mortal {
    deaths: usize,
    false_starts: usize,
}

impl Worker<u32, u32> for Mortal {
    fn start(&mut self) -> Result<(), String> {
        if self.false_starts > 0 {
            self.false_starts -= 1;
            return Err("not well".to_owned());
        }
        Ok(())
    }

    fn perform(&mut self, task: &u32) -> Result<u32, WorkerError> {
        if self.deaths > 0 {
            self.deaths -= 1;
            return Err(WorkerError::Died("kill -9".to_owned()));
        }
        Ok(task + 10)
    }
}

#[test]
fn a_task_outlives_the_worker_that_had_it_in_its_hands() {
    explore(|| {
        let mortal = || Mortal {
            deaths: 1,
            false_starts: 1,
        };
        let master = MasterBuilder::new()
            .worker(mortal())
            .worker(mortal())
            .build();
        master.submit(0).unwrap();
        master.submit(1).unwrap();
        assert_eq!(master.collect(), [Ok(10), Ok(11)]);
    });
}

#[test]
fn a_task_that_kills_its_workers_is_given_up() {
    explore(|| {
        let mortal = || Mortal {
            deaths: 9,
            false_starts: 0,
        };
        let master = MasterBuilder::new()
            .worker(mortal())
            .worker(mortal())
            .max_attempts(2)
            .build();
        master.submit(0).unwrap();
        let outcomes = master.collect();
        let failed = outcomes[0].as_ref().unwrap_err();
        assert_eq!(failed.attempts, 2);
        assert_eq!(
            failures(failed),
            vec![Failure::WorkerDied("kill -9".to_owned()); 2]
        );
    });
}

#[test]
fn when_the_last_worker_is_lost_its_tasks_fail_and_nobody_waits_for_them() {
    explore(|| {
        let hopeless = || Mortal {
            deaths: 0,
            false_starts: 99,
        };
        let master = MasterBuilder::new().worker(hopeless()).build();
        let early = master.submit(0).is_ok();
        let outcomes = master.collect();
        assert!(early && outcomes.len() == 1);
        let failed = outcomes[0].as_ref().unwrap_err();
        assert_eq!((failed.attempts, failed.why), (0, GivenUp::NoWorkerLeft));

        // Whoever joins now is welcome.
        master
            .add_worker(Mortal {
                deaths: 0,
                false_starts: 0,
            })
            .unwrap();
        master.submit(1).unwrap();
        assert_eq!(master.collect(), [Ok(11)]);
    });
}

#[test]
fn a_worker_that_was_dead_before_costs_the_task_no_attempt() {
    struct DeadAtFirst(bool);
    impl Worker<u32, u32> for DeadAtFirst {
        fn perform(&mut self, task: &u32) -> Result<u32, WorkerError> {
            if std::mem::replace(&mut self.0, false) {
                return Err(WorkerError::NotBegun("it was dead".to_owned()));
            }
            Ok(task + 10)
        }
    }

    explore(|| {
        let master = MasterBuilder::new()
            .worker(DeadAtFirst(true))
            .worker(DeadAtFirst(true))
            .max_attempts(1)
            .build();
        master.submit(0).unwrap();
        assert_eq!(master.collect(), [Ok(10)]);
    });
}

#[test]
fn a_straggler_is_overtaken_by_its_second_copy() {
    explore(|| {
        let stuck = Arc::new(Barrier::new(2));
        let first = AtomicUsize::new(0);
        let master = MasterBuilder::new()
            .workers(2, {
                let (stuck, first) = (Arc::clone(&stuck), Arc::new(first));
                move |n: &u32| {
                    if first.fetch_add(1, Ordering::SeqCst) == 0 {
                        stuck.wait();
                    }
                    n + 10
                }
            })
            .speculate(Speculation::after(A_WHILE))
            .build();
        master.submit(0).unwrap();
        assert_eq!(master.collect(), [Ok(10)]); // while the first copy is stuck
        stuck.wait();
        settle();
        assert_eq!(
            master.try_next_completed(),
            None,
            "the second result is dropped"
        );
        assert_eq!(master.stats().counts.discarded, 1);
    });
}

#[test]
fn a_thread_whose_time_is_up_may_still_bring_the_result() {
    explore(|| {
        let stuck = Arc::new(Barrier::new(2));
        let master = MasterBuilder::new()
            .workers(1, {
                let stuck = Arc::clone(&stuck);
                move |n: &u32| {
                    stuck.wait();
                    n + 10
                }
            })
            .deadline(A_WHILE)
            .build();
        master.submit(0).unwrap();
        while master.stats().counts.overdue == 0 {
            assert!(master.next_completed_timeout(A_WHILE).is_err());
        }
        stuck.wait();
        assert_eq!(master.collect(), [Ok(10)]);
    });
}

#[test]
fn a_task_whose_time_is_up_too_often_is_given_up_and_its_late_result_dropped() {
    explore(|| {
        let stuck = Arc::new(Barrier::new(2));
        let master = MasterBuilder::new()
            .workers(1, {
                let stuck = Arc::clone(&stuck);
                move |n: &u32| {
                    stuck.wait();
                    n + 10
                }
            })
            .max_attempts(1)
            .build();
        master.submit_with_deadline(0, A_WHILE).unwrap();
        let outcomes = master.collect();
        let failed = outcomes[0].as_ref().unwrap_err();
        assert_eq!(failures(failed), [Failure::Overdue(A_WHILE)]);
        stuck.wait();
        settle();
        assert_eq!(master.try_next_completed(), None);
    });
}

/// Something like a process: it can be killed while it works.
#[derive(Default)]
struct Life {
    killed: Mutex<(bool, bool)>,
    kill: Condvar,
}

impl Stopper for Life {
    fn stop(&self) {
        self.killed.lock().0 = true;
        self.kill.notify_all();
    }

    fn stop_for_good(&self) {
        *self.killed.lock() = (true, true);
        self.kill.notify_all();
    }
}

/// Gets stuck at its first so many tasks, or starts, until it is killed.
struct Puppet {
    life: Arc<Life>,
    stuck_at_tasks: usize,
    stuck_at_starts: usize,
}

impl Puppet {
    fn new(stuck_at_tasks: usize, stuck_at_starts: usize) -> Self {
        let life = Arc::default();
        Self {
            life,
            stuck_at_tasks,
            stuck_at_starts,
        }
    }

    fn hang(&self) {
        let mut killed = self.life.killed.lock();
        self.life.kill.wait_while(&mut killed, |killed| !killed.0);
    }
}

impl Worker<u32, u32> for Puppet {
    fn start(&mut self) -> Result<(), String> {
        let mut killed = self.life.killed.lock();
        if killed.1 {
            return Err("killed for good".to_owned());
        }
        killed.0 = false;
        drop(killed);
        if self.stuck_at_starts > 0 {
            self.stuck_at_starts -= 1;
            self.hang();
            return Err("killed".to_owned());
        }
        Ok(())
    }

    fn perform(&mut self, task: &u32) -> Result<u32, WorkerError> {
        if self.stuck_at_tasks > 0 {
            self.stuck_at_tasks -= 1;
            self.hang();
        }
        if self.life.killed.lock().0 {
            return Err(WorkerError::Died("killed".to_owned()));
        }
        Ok(task + 10)
    }

    fn stopper(&self) -> Option<Arc<dyn Stopper>> {
        Some(Arc::clone(&self.life) as _)
    }
}

/// Explores `body`, which says whether its tasks were done. In some schedules the clock runs so fast
/// that every time-out fires before anybody could do anything: then tasks fail, and rightly. But
/// nobody hangs in any schedule, and in some the tasks are done.
fn explore_with_any_clock(body: impl Fn() -> Vec<Result<u32, TaskFailed>> + 'static) {
    let done = Rc::new(Cell::new(0));
    explore({
        let done = Rc::clone(&done);
        move || {
            let outcomes = body();
            for (task, outcome) in outcomes.iter().enumerate() {
                match outcome {
                    Ok(result) => assert_eq!(*result as usize, task + 10),
                    Err(failed) if failed.why == GivenUp::AttemptsSpent => {
                        assert_eq!(failed.attempts, ATTEMPTS);
                    }
                    Err(failed) => assert_eq!(failed.why, GivenUp::NoWorkerLeft),
                }
            }
            done.set(done.get() + usize::from(outcomes.iter().all(Result::is_ok)));
        }
    });
    assert!(done.get() > 0, "they are never done");
}

const ATTEMPTS: usize = 3;

#[test]
fn a_process_whose_time_is_up_is_killed_and_started_again() {
    explore_with_any_clock(|| {
        let master = MasterBuilder::new()
            .worker(Puppet::new(1, 0))
            .deadline(A_WHILE)
            .max_attempts(ATTEMPTS)
            .build();
        master.submit(0).unwrap();
        master.collect()
    });
}

#[test]
fn a_process_that_hangs_when_it_starts_is_killed_and_started_again() {
    explore_with_any_clock(|| {
        let master = MasterBuilder::new()
            .worker(Puppet::new(0, 1))
            .start_timeout(A_WHILE)
            .build();
        master.submit(0).unwrap();
        master.collect()
    });
}

#[test]
fn the_slower_of_two_copies_is_killed_and_its_worker_is_of_use_again() {
    explore_with_any_clock(|| {
        let master = MasterBuilder::new()
            .worker(Puppet::new(1, 0))
            .worker(Puppet::new(0, 0))
            .speculate(Speculation::after(A_WHILE))
            .start_timeout(Duration::MAX) // or the clock might take the other worker's place away
            .max_attempts(ATTEMPTS)
            .build();
        master.submit(0).unwrap();
        master.submit(1).unwrap();
        let outcomes = master.collect();
        settle();
        assert_eq!(master.try_next_completed(), None);
        outcomes
    });
}

#[test]
fn dropping_a_master_kills_processes_that_hang() {
    explore(|| {
        let master = MasterBuilder::new()
            .worker(Puppet::new(9, 0))
            .worker(Puppet::new(0, 9))
            .build();
        master.submit(0).unwrap();
        drop(master);
    });
}

#[test]
fn retiring_a_process_that_hangs_when_it_starts_kills_it() {
    explore(|| {
        let master = MasterBuilder::new()
            .worker(Puppet::new(0, 9))
            .start_timeout(A_WHILE)
            .build();
        let worker = master.stats().workers[0].worker;
        assert!(master.retire(worker));
        // It may be killed too early to be hit, and is once more after a while.
        while !master.stats().workers.is_empty() {
            thread::sleep(A_WHILE);
        }
    });
}

#[test]
fn a_task_whose_drop_panics_takes_no_other_with_it() {
    struct Grudge(u32);
    impl Drop for Grudge {
        fn drop(&mut self) {
            if self.0 == 0 && !thread::panicking() {
                quiet_panic("a grudge");
            }
        }
    }

    explore(|| {
        let master = Master::new(2, |task: &Grudge| task.0 + 10);
        master.submit(Grudge(0)).unwrap();
        master.submit(Grudge(1)).unwrap();
        assert_eq!(master.collect(), [Ok(10), Ok(11)]);
    });
}
