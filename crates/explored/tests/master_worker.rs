//! Masters and workers under every schedule within bounds: each outcome is delivered exactly once,
//! and everybody ends (a thread that waits for ever is a failure of the exploration).

use master_worker::{GivenUp, Master, MasterBuilder, SubmitError, TaskId, run};
use pattern_sync::model::{explore, settle};
use pattern_sync::sync::atomic::{AtomicUsize, Ordering};
use pattern_sync::sync::{Arc, Barrier};
use pattern_sync::thread;
use pattern_sync::time::Duration;

#[test]
fn results_are_collected_once_and_in_the_order_of_submission() {
    explore(|| {
        let master = Master::new(2, |n: &u32| n + 10);
        for n in 0..3 {
            assert_eq!(master.submit(n), Ok(TaskId(n as usize)));
        }
        assert_eq!(master.collect(), [Ok(10), Ok(11), Ok(12)]);
        assert_eq!(master.collect(), []);
        assert_eq!(master.next_completed(), None);
    });
}

#[test]
fn two_workers_have_a_task_in_their_hands_at_the_same_time() {
    explore(|| {
        let both = Barrier::new(2);
        let results = run(2, 1, [1, 2], |n| {
            both.wait(); // one worker alone would wait here for ever
            *n
        });
        assert_eq!(results, [Ok(1), Ok(2)]);
    });
}

#[test]
fn a_worker_gets_its_next_task_when_it_has_done_the_last() {
    explore(|| {
        // The first task takes until all others are done: the other worker must do them all.
        let done = AtomicUsize::new(0);
        let rest = Barrier::new(2);
        run(2, 1, 0..3, |n| {
            if *n == 0 {
                rest.wait();
                assert_eq!(done.load(Ordering::SeqCst), 2);
            } else if done.fetch_add(1, Ordering::SeqCst) == 1 {
                rest.wait();
            }
        })
        .into_iter()
        .for_each(|result| assert_eq!(result, Ok(())));
    });
}

#[test]
fn an_outcome_is_delivered_while_others_are_missing() {
    explore(|| {
        let first_is_here = Arc::new(Barrier::new(2));
        let master = Master::new(1, {
            let first_is_here = Arc::clone(&first_is_here);
            move |n: &u32| {
                if *n == 1 {
                    first_is_here.wait();
                }
                n + 10
            }
        });
        master.submit(0).unwrap();
        master.submit(1).unwrap();
        assert_eq!(master.next_completed(), Some((TaskId(0), Ok(10))));
        first_is_here.wait();
        assert_eq!(master.collect(), [Ok(11)]);
    });
}

#[test]
fn each_outcome_goes_to_one_of_two_who_wait_and_both_end() {
    explore(|| {
        let master = Master::new(1, |n: &u32| n + 10);
        master.submit(0).unwrap();
        master.submit(1).unwrap();
        thread::scope(|s| {
            let other = s.spawn(|| master.completed().collect::<Vec<_>>());
            let mut all: Vec<_> = master.completed().collect();
            all.extend(other.join().unwrap());
            all.sort_by_key(|(task, _)| *task);
            assert_eq!(all, [(TaskId(0), Ok(10)), (TaskId(1), Ok(11))]);
        });
    });
}

#[test]
fn who_collects_and_who_takes_one_by_one_share_the_outcomes() {
    explore(|| {
        let master = Master::new(1, |n: &u32| n + 10);
        master.submit(0).unwrap();
        master.submit(1).unwrap();
        thread::scope(|s| {
            let one_by_one = s.spawn(|| master.completed().count());
            let collected = master.collect();
            assert_eq!(collected.len() + one_by_one.join().unwrap(), 2);
        });
    });
}

#[test]
fn two_who_collect_are_both_woken() {
    explore(|| {
        let master = Master::new(1, |n: &u32| n + 10);
        master.submit(0).unwrap();
        master.submit(1).unwrap();
        thread::scope(|s| {
            let other = s.spawn(|| master.collect().len());
            assert_eq!(master.collect().len() + other.join().unwrap(), 2);
        });
    });
}

#[test]
fn a_submission_is_done_or_refused_when_somebody_shuts_down() {
    explore(|| {
        let master = Master::new(1, |n: &u32| n + 10);
        thread::scope(|s| {
            let submitted = s.spawn(|| master.submit(1));
            master.shutdown();
            match submitted.join().unwrap() {
                Ok(_) => assert_eq!(master.collect(), [Ok(11)]),
                Err(SubmitError(task)) => {
                    assert_eq!(task, 1);
                    assert_eq!(master.collect(), []);
                }
            }
        });
    });
}

#[test]
fn workers_go_home_after_a_shutdown_and_not_before_the_work_is_done() {
    explore(|| {
        let master = Master::new(2, |n: &u32| n + 10);
        master.submit(0).unwrap();
        master.submit(1).unwrap();
        master.shutdown();
        master.shutdown();
        settle();
        assert_eq!(master.stats().workers, []);
        assert_eq!(master.collect(), [Ok(10), Ok(11)]);
    });
}

#[test]
fn a_hasty_shutdown_hands_back_what_nobody_has_begun_with() {
    explore(|| {
        let worked = Arc::new(AtomicUsize::new(0));
        let master = Master::new(1, {
            let worked = Arc::clone(&worked);
            move |n: &u32| {
                worked.fetch_add(1, Ordering::SeqCst);
                *n
            }
        });
        for n in 0..3 {
            master.submit(n).unwrap();
        }
        let back = master.shutdown_now();
        let collected = master.collect();
        assert_eq!(collected.len(), worked.load(Ordering::SeqCst));
        let back: Vec<u32> = back
            .into_iter()
            .map(|(_, n)| Arc::into_inner(n).unwrap())
            .collect();
        let done: Vec<u32> = collected.into_iter().map(Result::unwrap).collect();
        assert_eq!([done, back].concat(), [0, 1, 2]);
    });
}

#[test]
fn dropping_a_master_at_any_moment_leaves_no_thread_and_drops_each_task_once() {
    struct Counted(Arc<AtomicUsize>);
    impl Drop for Counted {
        fn drop(&mut self) {
            self.0.fetch_add(1, Ordering::SeqCst);
        }
    }

    explore(|| {
        let dropped = Arc::new(AtomicUsize::new(0));
        let master = Master::new(2, |_: &Counted| {});
        for _ in 0..3 {
            master.submit(Counted(Arc::clone(&dropped))).unwrap();
        }
        drop(master);
        assert_eq!(Arc::into_inner(dropped).unwrap().into_inner(), 3);
    });
}

#[test]
fn a_master_without_workers_waits_for_one_to_join() {
    explore(|| {
        let master = MasterBuilder::<u32, u32>::new().build();
        master.submit(1).unwrap();
        thread::scope(|s| {
            let collected = s.spawn(|| master.collect());
            settle();
            assert!(!collected.is_finished());
            master.add_thread(|n| n + 10).unwrap();
            assert_eq!(collected.join().unwrap(), [Ok(11)]);
        });
    });
}

#[test]
fn workers_join_and_leave_while_it_runs_and_no_task_is_lost() {
    explore(|| {
        let master = Master::new(1, |n: &u32| n + 10);
        let first = master.stats().workers[0].worker;
        master.submit(0).unwrap();
        master.submit(1).unwrap();
        assert!(master.retire(first));
        assert!(!master.retire(first), "it has been told");
        let second = master.add_thread(|n| n + 10).unwrap();
        assert_eq!(master.collect(), [Ok(10), Ok(11)]);
        settle();
        let left: Vec<_> = master.stats().workers.iter().map(|w| w.worker).collect();
        assert_eq!(left, [second]);
    });
}

#[test]
fn a_wait_with_a_deadline_ends_and_the_task_goes_on() {
    explore(|| {
        let go_on = Arc::new(Barrier::new(2));
        let master = Master::new(1, {
            let go_on = Arc::clone(&go_on);
            move |n: &u32| {
                go_on.wait();
                *n
            }
        });
        master.submit(7).unwrap();
        let a_while = Duration::from_millis(10);
        assert!(master.next_completed_timeout(a_while).is_err());
        assert!(!master.wait(a_while));
        assert_eq!(master.try_next_completed(), None);
        go_on.wait();
        assert_eq!(master.collect(), [Ok(7)]);
        assert!(master.wait(a_while));
        assert_eq!(master.next_completed_timeout(a_while), Ok(None));
    });
}

#[test]
fn an_observer_hears_of_every_step_and_nobody_waits_for_it() {
    use pattern_sync::channel::bounded;
    explore(|| {
        let (observer, steps) = bounded(2); // has no room for more than two
        let master = MasterBuilder::new()
            .workers(1, |n: &u32| n + 10)
            .observe(observer)
            .build();
        master.submit(1).unwrap();
        assert_eq!(master.collect(), [Ok(11)]);
        drop(master);
        assert_eq!(steps.iter().count(), 2);
    });
}

#[test]
fn a_master_shut_down_in_haste_fails_what_it_does_not_hand_back() {
    explore(|| {
        let master = MasterBuilder::new()
            .workers(1, |_: &u32| {
                std::panic::resume_unwind(Box::new("boom"));
            })
            .build();
        master.submit(1).unwrap();
        let back = master.shutdown_now();
        let outcomes = master.collect();
        assert_eq!(back.len() + outcomes.len(), 1);
        for (_, task) in back {
            assert_eq!(
                Arc::into_inner(task),
                Some(1),
                "nobody has it in their hands"
            );
        }
        for outcome in outcomes {
            // It panicked, and was not tried again, unless it had been through with it before.
            let failed = outcome.unwrap_err();
            let through = failed.attempts == 3;
            assert_eq!(failed.why == GivenUp::AttemptsSpent, through);
            assert_eq!(failed.why == GivenUp::ShutDown, !through);
        }
    });
}
