//! Failing workers under every schedule within bounds: the task is done by somebody, or its failure
//! is reported, and nobody hangs (a thread that waits for ever is a failure of the exploration).

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

use master_worker::{
    Failure, GivenUp, Master, MasterBuilder, Speculation, TaskFailed, Worker, WorkerError, run,
};
use pattern_sync::model::{explore, settle};
use pattern_sync::sync::atomic::{AtomicUsize, Ordering};
use pattern_sync::sync::{Arc, Barrier, Weak};
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

#[test]
fn a_task_may_look_at_its_master_when_it_is_dropped_and_even_end_it() {
    struct Curious(Weak<Master<Self, u32>>);
    impl Drop for Curious {
        fn drop(&mut self) {
            if let Some(master) = self.0.upgrade() {
                assert_eq!(master.stats().counts.submitted, 1);
            } // and if nobody else has it any more the master ends here, on its own worker's thread
        }
    }

    explore(|| {
        let master = Arc::new(Master::new(1, |_: &Curious| 7));
        master.submit(Curious(Arc::downgrade(&master))).unwrap();
        assert_eq!(master.collect(), [Ok(7)]);
    });
}
