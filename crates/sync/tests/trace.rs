//! Recordings of real runs: what is in the file. (That the file is well-formed, and what is drawn of
//! it, is tested where it is read, in `xtask`.)

#![cfg(feature = "trace")]

use std::sync::{Mutex as OneAtATime, MutexGuard as Turn, PoisonError};

use pattern_sync::channel;
use pattern_sync::sync::{Arc, Barrier, Condvar, Mutex};
use pattern_sync::thread::{self, Builder};
use pattern_sync::time::Duration;
use pattern_sync::trace::{self, Recording};

/// There is one recording at a time in a process, and tests run beside each other.
fn turn() -> Turn<'static, ()> {
    static TURN: OneAtATime<()> = OneAtATime::new(());
    TURN.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The lines of events that have `field` and are named `name`.
fn named(file: &str, field: &str, name: &str) -> Vec<String> {
    let name = format!("\"name\":\"{name}\"");
    let has_both = |line: &&str| line.contains(field) && line.contains(&name);
    file.lines().filter(has_both).map(str::to_owned).collect()
}

/// The number of the thread that is called `name`.
fn lane(file: &str, name: &str) -> String {
    let named = format!("{{\"name\":\"{name}\"}}");
    let line = file.lines().find(|line| line.contains(&named)).unwrap();
    let (_, rest) = line.split_once("\"tid\":").unwrap();
    format!("\"tid\":{},", rest.split_once(',').unwrap().0)
}

#[test]
fn a_sleeper_is_seen_to_wait_and_an_arrow_leads_from_who_woke_it() {
    let _turn = turn();
    let recording = Recording::start();
    let shared = Arc::new((Mutex::new(false), Condvar::new()));
    let waiter = Builder::new().name("waiter".to_owned()).spawn({
        let shared = Arc::clone(&shared);
        move || shared.1.wait_while(&mut shared.0.lock(), |ready| !*ready)
    });
    // Once it is asleep, since a notification before that would leave no trace.
    loop {
        let mut ready = shared.0.lock();
        *ready = shared.1.notify_one();
        if *ready {
            break;
        }
        drop(ready);
        thread::yield_now();
    }
    waiter.unwrap().join().unwrap();
    let file = recording.finish();
    let waits = named(&file, "\"cat\":\"wait\"", "a notification");
    let waiter = lane(&file, "waiter");
    assert!(
        !waits.is_empty() && waits.iter().all(|wait| wait.contains(&waiter)),
        "{file}"
    );
    let ends = named(&file, "\"ph\":\"f\"", "wakes");
    assert!(ends.iter().any(|end| end.contains(&waiter)), "{file}");
    assert_eq!(named(&file, "\"cat\":\"life\"", "runs").len(), 2, "{file}");
}

#[test]
fn who_says_what_it_waits_for_is_believed_and_what_is_inside_is_part_of_it() {
    let _turn = turn();
    let recording = Recording::start();
    let nap = || thread::sleep(Duration::from_nanos(1));
    trace::wait("a \"guest\"", || {
        nap();
        trace::work("dusts", nap);
    });
    let file = recording.finish();
    assert_eq!(
        named(&file, "\"cat\":\"wait\"", "a \\\"guest\\\"").len(),
        1,
        "{file}"
    );
    assert_eq!(named(&file, "\"cat\":\"work\"", "dusts").len(), 1, "{file}");
    let naps = named(&file, "\"cat\":\"sleep\"", "sleeps");
    assert_eq!(naps.len(), 1, "the nap in the work alone: {file}");
}

#[test]
fn threads_that_meet_and_threads_that_end_wake_those_who_wait() {
    let _turn = turn();
    let recording = Recording::start();
    let barrier = Barrier::new(2);
    thread::scope(|s| {
        s.spawn(|| barrier.wait());
        barrier.wait();
    });
    let (sender, receiver) = channel::bounded(0);
    let sending = thread::spawn(move || sender.send(1));
    assert_eq!(receiver.recv(), Ok(1));
    sending.join().unwrap().unwrap();
    let file = recording.finish();
    let met = named(&file, "\"cat\":\"wait\"", "the others at a barrier");
    assert_eq!(met.len(), 2, "{file}");
    assert_eq!(
        named(&file, "\"cat\":\"wait\"", "the threads of a scope").len(),
        1
    );
    assert_eq!(named(&file, "\"ph\":\"s\"", "starts").len(), 2, "{file}");
}

#[test]
fn nothing_is_kept_of_what_was_before_and_what_comes_after() {
    let _turn = turn();
    trace::work("before", || ());
    let recording = Recording::start();
    trace::work("while", || ());
    let file = recording.finish();
    trace::work("after", || ());
    let again = Recording::start().finish();
    let has = |file: &str, name: &str| file.contains(&format!("\"{name}\""));
    assert!(has(&file, "while") && !has(&file, "before") && !has(&file, "after"));
    assert!(!has(&again, "while") && !has(&again, "after"));
}

#[test]
#[should_panic(expected = "being recorded already")]
fn two_recordings_at_a_time_are_refused() {
    let _turn = turn();
    let _first = Recording::start();
    let _second = Recording::start();
}
