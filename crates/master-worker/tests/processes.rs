//! Workers that are processes: killed at any time, by anybody, they lose no task and duplicate no
//! result; they say what went wrong; and none is left behind.
//!
//! The workers are this very program, started once more, so it has a `main` of its own. It takes
//! the names of tests, or parts of them, and runs all if there are none.

mod common;
#[path = "common/harness.rs"]
mod harness;

use std::collections::BTreeSet;
use std::env;
use std::io::Read;
use std::process::{Command, Stdio, abort};

use common::{last, quiet_panic};
use master_worker::process::{Process, serve_fallible_if_worker, serve_if_worker};
use master_worker::{Failure, GivenUp, Master, MasterBuilder, TaskId, Worker};
use pattern_sync::channel::{RecvTimeoutError, bounded};
use pattern_sync::thread;
use pattern_sync::time::{Duration, Instant};

const TESTS: &[(&str, fn())] = &[
    ("results_come_back_in_order", results_come_back_in_order),
    (
        "errors_and_panics_are_told_and_do_not_end_the_worker",
        errors_and_panics_are_told,
    ),
    (
        "a_random_worker_is_killed_every_100_ms_and_10_000_tasks_are_done_once",
        killed_at_random,
    ),
    (
        "workers_killed_as_soon_as_they_are_there_get_it_done_all_the_same",
        killed_all_the_time,
    ),
    (
        "a_worker_killed_while_it_is_idle_is_replaced",
        killed_while_idle,
    ),
    ("a_task_that_kills_its_workers_is_given_up", a_deadly_task),
    ("a_worker_whose_time_is_up_is_killed", an_endless_task),
    ("what_is_too_long_fails_and_the_worker_goes_on", too_long),
    ("who_prints_to_the_standard_output_is_dead", a_chatterbox),
    (
        "a_program_that_does_not_serve_is_found_out_and_starts_no_others",
        lost_workers,
    ),
    (
        "a_program_that_cannot_be_started_is_reported",
        not_a_program,
    ),
    (
        "workers_die_with_their_master_even_if_it_is_killed",
        the_master_is_killed,
    ),
    (
        "dropping_a_master_kills_and_buries_its_workers",
        nobody_is_left,
    ),
];

fn main() {
    serve_if_worker("square", |n: &u64| n * n);
    serve_if_worker("slow square", |n: &u64| {
        thread::sleep(Duration::from_millis(1)); // so that there is time for some kills
        n * n
    });
    serve_fallible_if_worker("parse", |text: &String| match text.as_str() {
        "boom" => {
            quiet_panic("a panic that is part of the test");
            unreachable!()
        }
        text => text.parse::<i32>(),
    });
    serve_if_worker("deadly", |n: &u64| if *n == 3 { abort() } else { *n });
    serve_if_worker("endless", |n: &u64| {
        if *n == 3 {
            loop {
                thread::park();
            }
        }
        *n
    });
    serve_if_worker("repeat", |n: &u64| "x".repeat(*n as usize));
    serve_if_worker("chatterbox", |n: &u64| {
        println!("hello, world");
        *n
    });
    if env::var_os("DOOMED_MASTER").is_some() {
        doomed_master();
    }

    harness::run(TESTS);
}

fn results_come_back_in_order() {
    let master = Master::<u64, u64>::builder().processes(3, "square").build();
    for n in 0..100 {
        master.submit(n).unwrap();
    }
    let expected: Vec<_> = (0..100).map(|n| Ok(n * n)).collect();
    assert_eq!(master.collect(), expected);
}

fn errors_and_panics_are_told() {
    let master = Master::<String, i32>::builder()
        .processes(1, "parse")
        .max_attempts(1)
        .build();
    for text in ["12", "douze", "boom", "13"] {
        master.submit(text.to_owned()).unwrap();
    }
    let outcomes = master.collect();
    assert_eq!((&outcomes[0], &outcomes[3]), (&Ok(12), &Ok(13)));
    let error = Failure::Error("invalid digit found in string".to_owned());
    assert_eq!(*last(outcomes[1].as_ref().unwrap_err()), error);
    let panic = Failure::Panic("a panic that is part of the test".to_owned());
    assert_eq!(*last(outcomes[2].as_ref().unwrap_err()), panic);
    assert_eq!(master.stats().counts.deaths, 0);
}

fn killed_at_random() {
    let slow = Master::<u64, u64>::builder().max_attempts(100);
    killed_every(Duration::from_millis(100), "slow square", slow, 10_000);
}

fn killed_all_the_time() {
    // Hardly does a process live before it is killed: many die while they start.
    let patient = Master::<u64, u64>::builder()
        .max_attempts(usize::MAX)
        .max_false_starts(usize::MAX);
    killed_every(Duration::from_millis(1), "square", patient, 2_000);
}

/// Has tasks done by four workers of a kind, of which a random one is killed again and again.
fn killed_every(pause: Duration, kind: &str, mut builder: MasterBuilder<u64, u64>, tasks: u64) {
    let mut killers = vec![];
    for _ in 0..4 {
        let process = Process::new(kind);
        killers.extend(process.stopper());
        builder = builder.worker(process);
    }
    let master = builder.build();
    let (over, end) = bounded::<()>(0);
    let killer = thread::spawn(move || {
        let mut kills = 0;
        // Not for ever: on a machine that is slow enough nobody would live to do anything.
        while kills < 300 && end.recv_timeout(pause) == Err(RecvTimeoutError::Timeout) {
            killers[fastrand::usize(..killers.len())].stop();
            kills += 1;
        }
        kills
    });

    let start = Instant::now();
    let mut seen = BTreeSet::new();
    for round in 0..10 {
        for n in 0..tasks / 10 {
            master.submit(round * (tasks / 10) + n).unwrap();
        }
        for (TaskId(task), result) in master.completed() {
            assert_eq!(result, Ok((task * task) as u64));
            assert!(seen.insert(task), "task {task} is delivered twice");
        }
    }
    let took = start.elapsed();
    drop(over);
    let kills: usize = killer.join().unwrap();
    assert_eq!(seen.len() as u64, tasks);
    let counts = master.stats().counts;
    println!("     {tasks} tasks in {took:.1?}, {kills} kills: {counts:?}");
}

fn killed_while_idle() {
    let process = Process::new("square");
    let kill = process.stopper().unwrap();
    let master = MasterBuilder::<u64, u64>::new().worker(process).build();
    for n in 0..20 {
        master.submit(n).unwrap();
        assert_eq!(master.next_completed().unwrap().1, Ok(n * n));
        kill.stop(); // it has nothing in its hands
    }
    assert!(master.stats().counts.deaths > 0);
}

fn a_deadly_task() {
    let master = Master::<u64, u64>::builder().processes(2, "deadly").build();
    for n in 1..=5 {
        master.submit(n).unwrap();
    }
    let outcomes = master.collect();
    let failed = outcomes[2].as_ref().unwrap_err();
    assert_eq!((failed.attempts, failed.why), (3, GivenUp::AttemptsSpent));
    assert!(matches!(last(failed), Failure::WorkerDied(_)), "{failed}");
    assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 4);
}

fn an_endless_task() {
    let deadline = Duration::from_millis(20);
    let master = Master::<u64, u64>::builder()
        .processes(1, "endless")
        .max_attempts(2)
        .build();
    let [before, endless, after] = [2, 3, 4];
    master.submit(before).unwrap();
    master.submit_with_deadline(endless, deadline).unwrap();
    master.submit(after).unwrap();
    let outcomes = master.collect();
    assert_eq!((&outcomes[0], &outcomes[2]), (&Ok(before), &Ok(after)));
    assert_eq!(
        *last(outcomes[1].as_ref().unwrap_err()),
        Failure::Overdue(deadline)
    );
}

fn too_long() {
    let process = Process::new("repeat").max_message(100);
    let master = MasterBuilder::<u64, String>::new()
        .worker(process)
        .max_attempts(1)
        .build();
    for n in [10, 97, 96] {
        master.submit(n).unwrap();
    }
    let outcomes = master.collect();
    assert_eq!(outcomes[0], Ok("x".repeat(10)));
    assert_eq!(outcomes[2], Ok("x".repeat(96))); // and four bytes of length
    assert!(matches!(
        last(outcomes[1].as_ref().unwrap_err()),
        Failure::Error(_)
    ));
    assert_eq!(master.stats().counts.deaths, 0);
}

fn a_chatterbox() {
    let master = Master::<u64, u64>::builder()
        .processes(1, "chatterbox")
        .build();
    master.submit(1).unwrap();
    let outcomes = master.collect();
    let failed = outcomes[0].as_ref().unwrap_err();
    assert!(failed.to_string().contains("malformed message"), "{failed}");
}

fn lost_workers() {
    // Nobody serves this kind, so the worker goes on as a master: it runs the test that it is asked
    // for, in which it refuses to start workers of its own, and says so by failing.
    let command = || {
        let mut command = Command::new(env::current_exe().unwrap());
        command
            .arg("results_come_back_in_order")
            .stderr(Stdio::null());
        command
    };
    let process = Process::new("nobody serves this").command(command);
    let master = MasterBuilder::<u64, u64>::new().worker(process).build();
    master.submit(1).unwrap();
    let outcomes = master.collect();
    let failed = outcomes[0].as_ref().unwrap_err();
    assert_eq!((failed.attempts, failed.why), (0, GivenUp::NoWorkerLeft));
    assert!(
        failed
            .to_string()
            .contains("is `serve_if_worker` called for"),
        "{failed}"
    );
}

fn not_a_program() {
    let process = Process::new("square").command(|| Command::new("/no/such/program"));
    let master = MasterBuilder::<u64, u64>::new().worker(process).build();
    master.submit(1).unwrap();
    let outcomes = master.collect();
    let failed = outcomes[0].as_ref().unwrap_err();
    assert_eq!(failed.why, GivenUp::NoWorkerLeft);
    assert!(
        failed
            .to_string()
            .contains("/no/such/program cannot be started"),
        "{failed}"
    );
}

/// A master that reports when its workers are at work, and then waits to be killed.
fn doomed_master() -> ! {
    let master = Master::<u64, u64>::builder()
        .processes(2, "endless")
        .build();
    for task in [1, 2, 3, 3] {
        master.submit(task).unwrap(); // the last two never end
    }
    assert_eq!(master.completed().take(2).count(), 2);
    println!("at work");
    loop {
        thread::park();
    }
}

fn the_master_is_killed() {
    let mut master = Command::new(env::current_exe().unwrap())
        .env("DOOMED_MASTER", "yes")
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut greeting = [0; 8];
    master
        .stdout
        .take()
        .unwrap()
        .read_exact(&mut greeting)
        .unwrap();
    assert_eq!(greeting, *b"at work\n");
    master.kill().unwrap();
    master.wait().unwrap();
    // Its workers have inherited its standard error: that ends when the last of them does.
    let mut rest = String::new();
    master
        .stderr
        .take()
        .unwrap()
        .read_to_string(&mut rest)
        .unwrap();
    assert_eq!(rest, "");
}

fn nobody_is_left() {
    // A process of its own, whose children we can wait for through the pipe that they inherit.
    let mut all = Command::new(env::current_exe().unwrap())
        .args([
            "an_endless_task",
            "a_worker_whose_time_is_up",
            "killed_while_it_is_idle",
        ])
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut errors = String::new();
    all.stderr
        .take()
        .unwrap()
        .read_to_string(&mut errors)
        .unwrap();
    assert!(all.wait().unwrap().success(), "{errors}");

    // And here, now that every master is dropped: no zombies, and nobody alive.
    let mut master = Some(
        Master::<u64, u64>::builder()
            .processes(2, "endless")
            .build(),
    );
    for _ in 0..4 {
        master.as_ref().unwrap().submit(3).unwrap();
    }
    drop(master.take());
    #[cfg(target_os = "linux")]
    assert_eq!(children(), 0);
}

/// Counts the children of this process, dead ones that nobody has waited for included.
#[cfg(target_os = "linux")]
fn children() -> usize {
    let me = std::process::id().to_string();
    let parent = |stat: String| {
        stat.rsplit(')')
            .next()?
            .split(' ')
            .nth(2)
            .map(str::to_owned)
    };
    std::fs::read_dir("/proc")
        .unwrap()
        .filter_map(|entry| std::fs::read_to_string(entry.ok()?.path().join("stat")).ok())
        .filter(|stat| parent(stat.clone()).as_ref() == Some(&me))
        .count()
}
