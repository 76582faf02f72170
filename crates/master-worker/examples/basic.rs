//! The chapter's exercise 3: a master that hands out tasks to workers and collects the results.
//!
//! `cargo run -p master-worker --example basic`. Three workers with random pauses; one task fails
//! at its first attempt, and one at all of them.
//!
//! With `--trace out.json` it records who worked and who waited; `cargo xtask timeline out.json` shows it.

use std::ops::Range;

use master_worker::{Master, TaskId};
use pattern_sync::sync::Mutex;
use pattern_sync::thread;
use pattern_sync::time::Duration;
use pattern_sync::trace::Recording;

fn main() {
    let _recording = Recording::of_args();
    // Three workers that do the same: whoever has nothing to do gets the next task.
    let master = Master::builder()
        .thread_name("Worker-")
        .fallible_workers(3, travail)
        .max_attempts(2)
        .build();

    for numero in 0..10 {
        let TaskId(id) = master
            .submit(numero)
            .expect("nobody has shut down the master");
        println!("[Maître] Distribue: tâche {id}");
    }

    // Results in the order in which they come…
    for (TaskId(id), resultat) in master.completed() {
        match resultat {
            Ok(carre) => println!("[Maître] Tâche {id}: {carre}"),
            Err(echec) => println!("[Maître] Tâche {id}: {echec}"),
        }
    }

    // … and who has done how much. Nobody has decided that beforehand.
    for worker in master.stats().workers {
        println!("{}: {} tâches", worker.name, worker.attempts);
    }
}

/// Which tasks have failed before. A task is not the place for it: workers only borrow tasks.
static RATEES: Mutex<Vec<u32>> = Mutex::new(Vec::new());

/// Squares a number; stumbles over 3 once, and over 7 every time.
fn travail(numero: &u32) -> Result<u32, String> {
    let nom = thread::current().name().unwrap_or("?").to_owned();
    println!("[{nom}] Traite: tâche {numero}");
    pause(100..400);
    let mut ratees = RATEES.lock();
    if *numero == 7 || (*numero == 3 && !ratees.contains(numero)) {
        ratees.push(*numero);
        return Err(format!("panne à la tâche {numero}"));
    }
    Ok(numero * numero)
}

/// Sleeps for a random number of milliseconds.
fn pause(milliseconds: Range<u64>) {
    thread::sleep(Duration::from_millis(fastrand::u64(milliseconds)));
}
