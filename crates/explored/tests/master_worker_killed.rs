//! Workers that can be killed, as processes can, under every schedule within bounds and with any
//! clock: nobody is killed too late, too early or for somebody else, and nobody hangs.

use std::cell::Cell;
use std::rc::Rc;

use master_worker::{
    GivenUp, MasterBuilder, Speculation, Stopper, TaskFailed, Worker, WorkerError,
};
use pattern_sync::model::{explore, settle};
use pattern_sync::sync::{Arc, Condvar, Mutex};
use pattern_sync::thread;
use pattern_sync::time::Duration;

const A_WHILE: Duration = Duration::from_millis(10);

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
