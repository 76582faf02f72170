//! Workers and a server that come, go, die and stand still: each result counts once all the same.

use master_worker::{Master, TaskId};
use pattern_sync::time::{Duration, Instant};

use crate::kept::Kept;
use crate::server::{Server, until};
use crate::workers::{self, Gate, slow_square, square};

/// What threads make of so many tasks.
fn on_threads(tasks: u64) -> Vec<u64> {
    let outcomes = master_worker::run(4, 1, 0..tasks, square);
    outcomes.into_iter().map(Result::unwrap).collect()
}

pub(crate) fn quiet() {
    let server = Server::start();
    let queue = server.queue("quiet");
    let workers = [
        workers::thread(&queue, square),
        workers::thread(&queue, square),
    ];
    let master = Master::<u64, u64>::builder().remote(8, &queue).build();
    for n in 0..500 {
        master.submit(n).unwrap();
    }
    let results: Vec<_> = master.collect().into_iter().map(Result::unwrap).collect();
    assert_eq!(results, on_threads(500));
    queue.leave();
    let served: usize = workers
        .into_iter()
        .map(|worker| worker.join().unwrap().unwrap())
        .sum();
    assert_eq!((served, queue.counts().duplicates), (500, 0));
}

/// What befalls the workers and the server, by the number of results that are there.
struct Fate {
    server: Server,
    workers: Vec<Kept>,
    /// Who stands still, and since when.
    stopped: Option<(Kept, Instant)>,
}

impl Fate {
    fn strike(&mut self, results: usize) {
        match results {
            2_000 => {
                let worker = self.workers.remove(0);
                worker.signal("STOP");
                self.stopped = Some((worker, Instant::now()));
            }
            3_000 => self.workers.push(workers::process(&self.server, "slow")), // is late
            5_000 => {
                self.server.kill();
                self.server.restart();
            }
            results if results % 500 == 0 => {
                let unlucky = fastrand::usize(..self.workers.len());
                self.workers[unlucky].signal("KILL");
                self.workers[unlucky] = workers::process(&self.server, "slow");
            }
            _ => {}
        }
        // Four leases, so that its task has gone to somebody else meanwhile.
        if let Some((worker, since)) = self
            .stopped
            .take_if(|(_, since)| since.elapsed() > 4 * LEASE)
        {
            worker.signal("CONT");
            self.workers.push(worker);
            println!("     stopped for {:.1?}", since.elapsed());
        }
    }
}

const LEASE: Duration = Duration::from_millis(500);

pub(crate) fn everything_at_once() {
    const TASKS: u64 = 10_000;
    let server = Server::start();
    let queue = server.queue("slow").resubmit_after(Duration::from_secs(5));
    let workers = (0..4).map(|_| workers::process(&server, "slow")).collect();
    let mut fate = Fate {
        server,
        workers,
        stopped: None,
    };
    let master = Master::<u64, u64>::builder().remote(32, &queue).build();
    for n in 0..TASKS {
        master.submit(n).unwrap();
    }
    let mut results = vec![None; TASKS as usize];
    let start = Instant::now();
    for (count, (TaskId(task), result)) in master.completed().enumerate() {
        let before = results[task].replace(result.unwrap());
        assert_eq!(before, None, "task {task} is delivered twice");
        fate.strike(count);
    }
    let results: Vec<_> = results.into_iter().map(|result| result.unwrap()).collect();
    assert_eq!(results, on_threads(TASKS));
    assert!(fate.stopped.is_none(), "it was resumed before the end");
    println!(
        "     {TASKS} tasks in {:.1?}: {:?}",
        start.elapsed(),
        queue.counts()
    );
}

pub(crate) fn stopped_and_resumed() {
    let server = Server::start();
    let gate = Gate::new();
    let queue = server.queue("gated");
    let first = workers::gated_process(&server, &gate);
    let master = Master::<u64, u64>::builder().remote(2, &queue).build();
    master.submit(7).unwrap();
    let begun = gate.next();
    assert_eq!(begun.task, 7);
    first.signal("STOP");
    // Its lease ends, and the server gives the task to somebody else.
    let second = workers::thread(&queue, square);
    assert_eq!(master.next_completed().unwrap().1, Ok(49));
    first.signal("CONT");
    begun.open();
    until("the second result comes", || queue.counts().duplicates == 1);
    assert_eq!(master.try_next_completed(), None);
    assert_eq!(master.stats().counts.succeeded, 1);
    queue.leave();
    assert_eq!(second.join().unwrap(), Ok(1));
}

pub(crate) fn longer_than_the_lease() {
    /// Four leases.
    fn long(n: &u64) -> u64 {
        pattern_sync::thread::sleep(4 * LEASE);
        square(n)
    }
    let server = Server::start();
    let queue = server.queue("long");
    // Two, one of whom has nothing to do, and would take the task if it were free.
    let workers = [workers::thread(&queue, long), workers::thread(&queue, long)];
    let master = Master::<u64, u64>::builder().remote(2, &queue).build();
    master.submit(7).unwrap();
    assert_eq!(master.collect(), [Ok(49)]);
    queue.leave();
    let served: usize = workers
        .into_iter()
        .map(|worker| worker.join().unwrap().unwrap())
        .sum();
    assert_eq!(served, 1);
}

pub(crate) fn join_and_leave() {
    let server = Server::start();
    let (first, second, masters) = (
        server.queue("jobs"),
        server.queue("jobs"),
        server.queue("jobs"),
    );
    let master = Master::<u64, u64>::builder().remote(4, &masters).build();
    for n in 0..200 {
        master.submit(n).unwrap();
    }
    let early = workers::thread(&first, slow_square);
    assert_eq!(master.completed().take(50).count(), 50);
    first.leave();
    let done_early = early.join().unwrap().unwrap();
    let late = workers::thread(&second, slow_square);
    assert_eq!(master.completed().count(), 150);
    second.leave();
    assert_eq!(done_early + late.join().unwrap().unwrap(), 200);
}
