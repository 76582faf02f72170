//! Masters whose workers, tasks or callers misbehave, on real threads: nobody hangs, nothing is lost.

mod common;

use std::panic::{AssertUnwindSafe, catch_unwind};

use common::{must_end, quiet_panic};
use master_worker::scheduler::{Command, Policy, Scheduler};
use master_worker::{
    Failure, GivenUp, Master, MasterBuilder, Speculation, SubmitError, TaskId, Worker, WorkerError,
    run,
};
use pattern_sync::channel::unbounded;
use pattern_sync::sync::atomic::{AtomicUsize, Ordering};
use pattern_sync::sync::{Arc, Barrier};
use pattern_sync::thread;
use pattern_sync::time::Duration;

const SOON: Duration = Duration::from_millis(5);

#[test]
fn a_panic_is_the_failure_of_its_task_and_of_no_other() {
    let outcomes = must_end(|| {
        run(3, 2, 0..100, |n| {
            if *n == 50 {
                quiet_panic("boom");
            }
            *n
        })
    });
    let failed = outcomes[50].as_ref().unwrap_err();
    assert_eq!((failed.attempts, failed.why), (2, GivenUp::AttemptsSpent));
    assert!(failed.to_string().ends_with("panicked: boom"), "{failed}");
    assert_eq!(
        outcomes.iter().filter(|outcome| outcome.is_ok()).count(),
        99
    );
}

#[test]
fn a_thread_that_is_stuck_is_replaced_by_another_after_its_deadline() {
    must_end(|| {
        let stuck = Arc::new(Barrier::new(2));
        let tried = AtomicUsize::new(0);
        let master = Master::builder()
            .workers(2, {
                let (stuck, tried) = (Arc::clone(&stuck), Arc::new(tried));
                move |n: &u32| {
                    if tried.fetch_add(1, Ordering::SeqCst) == 0 {
                        stuck.wait();
                    }
                    n + 1
                }
            })
            .deadline(SOON)
            .max_attempts(100) // on a machine that is slow enough even healthy attempts are late
            .build();
        master.submit(1).unwrap();
        assert_eq!(master.collect(), [Ok(2)]);
        assert!(master.stats().counts.overdue >= 1);
        stuck.wait();
    });
}

#[test]
fn a_caller_that_panics_leaves_no_thread_behind() {
    let worked = must_end(|| {
        let worked = Arc::new(AtomicUsize::new(0));
        let caught = catch_unwind(AssertUnwindSafe(|| {
            let worked = Arc::clone(&worked);
            let master = Master::new(2, move |_: &u32| worked.fetch_add(1, Ordering::SeqCst));
            for n in 0..10 {
                master.submit(n).unwrap();
            }
            quiet_panic("the caller");
        }));
        assert!(caught.is_err());
        // The master is gone, and so is every clone of the closure: all threads have ended.
        Arc::into_inner(worked)
            .expect("nobody else has it")
            .into_inner()
    });
    assert!(worked <= 10);
}

#[test]
fn many_threads_submit_and_collect_and_each_outcome_comes_once() {
    must_end(|| {
        let master = Master::new(3, |n: &usize| *n);
        let seen = AtomicUsize::new(0);
        thread::scope(|s| {
            for _ in 0..4 {
                s.spawn(|| {
                    for n in 0..500 {
                        master.submit(n).unwrap();
                        seen.fetch_add(master.completed().count(), Ordering::SeqCst);
                    }
                });
            }
        });
        assert_eq!(seen.into_inner(), 2_000);
        assert_eq!(master.next_completed(), None);
    });
}

#[test]
fn workers_come_and_go_all_the_time_and_all_is_done() {
    must_end(|| {
        let master = Master::new(1, |n: &usize| n + 1);
        thread::scope(|s| {
            s.spawn(|| {
                let mut before = master.stats().workers[0].worker;
                for _ in 0..50 {
                    let worker = master.add_thread(|n| n + 1).unwrap();
                    assert!(master.retire(before));
                    before = worker;
                }
            });
            for n in 0..1_000 {
                master.submit(n).unwrap();
            }
            let expected: Vec<_> = (0..1_000).map(|n| Ok(n + 1)).collect();
            assert_eq!(master.collect(), expected);
        });
    });
}

#[test]
fn a_worker_that_never_starts_is_given_up_and_so_are_its_tasks() {
    struct Broken;
    impl Worker<u32, u32> for Broken {
        fn start(&mut self) -> Result<(), String> {
            quiet_panic("out of order");
            Ok(())
        }
        fn perform(&mut self, _: &u32) -> Result<u32, WorkerError> {
            unreachable!("it was never ready")
        }
    }

    must_end(|| {
        let master = MasterBuilder::new().worker(Broken).worker(Broken).build();
        master.submit(1).unwrap();
        let failed = master.next_completed().unwrap().1.unwrap_err();
        assert_eq!((failed.attempts, failed.why), (0, GivenUp::NoWorkerLeft));
        // What comes later fails as well, and at once.
        master.submit(2).unwrap();
        assert!(master.collect()[0].is_err());
    });
}

#[test]
fn after_a_shutdown_tasks_are_refused_and_handed_back() {
    must_end(|| {
        let master = Master::new(1, |n: &u32| *n);
        master.submit(1).unwrap();
        master.shutdown();
        assert_eq!(master.submit(2), Err(SubmitError(2)));
        assert_eq!(master.submit_with_deadline(3, SOON), Err(SubmitError(3)));
        assert_eq!(master.collect(), [Ok(1)]);
    });
}

#[test]
fn each_failure_tells_which_attempt_it_was_and_whose() {
    let failed = must_end(|| {
        let master = MasterBuilder::<u32, u32>::new()
            .fallible_workers(1, |n| Err(format!("no {n}")))
            .max_attempts(3)
            .build();
        master.submit(7).unwrap();
        master.next_completed().unwrap().1.unwrap_err()
    });
    for (number, attempt) in (1..).zip(&failed.failures) {
        assert_eq!(attempt.attempt, number);
        assert_eq!(attempt.worker.0, 0);
        assert_eq!(attempt.failure, Failure::Error("no 7".to_owned()));
    }
    assert_eq!(
        failed.to_string(),
        "given up after 3 attempts; the last one, by worker 0, failed: no 7"
    );
}

#[test]
fn what_was_observed_can_be_replayed() {
    let steps = must_end(|| {
        let (observer, steps) = unbounded();
        let master = Master::builder()
            .fallible_workers(3, |n: &u32| {
                if n.is_multiple_of(5) {
                    Err("five")
                } else {
                    Ok(*n)
                }
            })
            .speculate(Speculation::after(SOON))
            .deadline(Duration::from_secs(60))
            .observe(observer)
            .build();
        for n in 0..50 {
            master.submit(n).unwrap();
        }
        master.collect();
        drop(master);
        steps.iter().collect::<Vec<_>>()
    });

    // All that the scheduler ever knew: another one decides the same.
    let mut policy = Policy::default();
    policy.speculation = Some(Speculation::after(SOON));
    let mut scheduler = Scheduler::new(policy);
    let mut outcomes = vec![];
    for step in steps {
        let commands = scheduler.handle(step.at, step.event);
        assert_eq!(commands, step.commands);
        assert_eq!(scheduler.waiting(), step.waiting);
        outcomes.extend(commands.iter().filter_map(|command| match command {
            Command::Deliver { task, .. } | Command::GiveUp { task, .. } => Some(*task),
            _ => None,
        }));
    }
    outcomes.sort();
    assert_eq!(outcomes, (0..50).map(TaskId).collect::<Vec<_>>());
}

#[test]
fn busy_and_idle_times_are_measured_if_asked_for() {
    must_end(|| {
        let measured = |measure: bool| {
            let builder = Master::builder().workers(1, |_: &u32| thread::sleep(SOON));
            let builder = if measure {
                builder.measure_time()
            } else {
                builder
            };
            let master = builder.build();
            master.submit(1).unwrap();
            master.collect();
            master.stats().workers.remove(0)
        };
        assert!(measured(true).busy >= SOON);
        let (busy, idle) = (measured(false).busy, measured(false).idle);
        assert_eq!((busy, idle), (Duration::ZERO, Duration::ZERO));
    });
}
