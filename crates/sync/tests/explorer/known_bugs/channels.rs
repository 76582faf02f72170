//! Channels that nobody closes, that are too small, or that are asked the wrong question.

use pattern_sync::channel::{bounded, unbounded};
use pattern_sync::model::{Awaited, Cause};
use pattern_sync::sync::{Arc, Mutex};
use pattern_sync::thread;
use pattern_sync::time::Duration;

use crate::harness::{assert_panicked, bug, said, spawn};

#[test]
fn a_sender_that_is_kept_alive_keeps_the_receiver_waiting() {
    let failure = bug(|| {
        let (jobs, todo) = unbounded();
        let worker = spawn("worker", move || todo.iter().sum::<u32>());
        let mine = jobs.clone();
        mine.send(1).unwrap();
        drop(mine);
        assert_eq!(worker.join().unwrap(), 1);
        drop(jobs);
    });
    assert_eq!(
        said(&failure),
        "worker waits for ever for an item in channel `jobs/todo`, which 1 sender keeps open (channels.rs); main waits too"
    );
}

#[test]
fn two_stages_that_answer_before_they_listen_fill_up() {
    let failure = bug(|| {
        let (requests, inbox) = bounded(1);
        let (answers, outbox) = bounded(1);
        let stage = spawn("stage", move || {
            for request in &inbox {
                answers.send(request).unwrap();
            }
        });
        for request in 0..4 {
            requests.send(request).unwrap();
        }
        drop(requests);
        assert_eq!(outbox.iter().count(), 4);
        stage.join().unwrap();
    });
    assert_eq!(
        said(&failure),
        "main waits for ever for room in channel `requests/inbox` (channels.rs); stage waits for room in channel `answers/outbox`"
    );
}

#[test]
fn a_rendezvous_with_oneself_never_happens() {
    let failure = bug(|| {
        let (sender, receiver) = bounded(0);
        sender.send(1).unwrap();
        assert_eq!(receiver.recv(), Ok(1));
    });
    assert_eq!(
        said(&failure),
        "main waits for ever for somebody to take its item from channel `sender/receiver` (channels.rs)"
    );
}

#[test]
fn a_full_channel_that_is_tried_loses_the_item() {
    let failure = bug(|| {
        let (events, log) = bounded(1);
        let source = spawn("source", move || {
            for event in 0..2 {
                let _ = events.try_send(event);
            }
        });
        assert!(log.iter().count() == 2, "an event was dropped");
        source.join().unwrap();
    });
    assert_panicked(&failure, "main", "an event was dropped");
}

#[test]
fn an_empty_channel_is_no_closed_channel() {
    let failure = bug(|| {
        let (jobs, todo) = unbounded();
        let producer = spawn("producer", move || {
            (0..2).for_each(|job| jobs.send(job).unwrap());
        });
        let mut done = 0;
        while todo.try_recv().is_ok() {
            done += 1;
        }
        producer.join().unwrap();
        assert!(done == 2, "jobs were left");
    });
    assert_panicked(&failure, "main", "jobs were left");
}

#[test]
fn giving_up_after_a_time_without_items_misses_the_late_one() {
    let failure = bug(|| {
        let (jobs, todo) = unbounded();
        let producer = spawn("producer", move || {
            jobs.send(1).unwrap();
            thread::sleep(Duration::from_secs(3));
            jobs.send(2).is_ok()
        });
        let mut done = 0;
        while todo.recv_timeout(Duration::from_secs(2)).is_ok() {
            done += 1;
        }
        drop(todo);
        let sent = producer.join().unwrap();
        assert!(done == 2 && sent, "gave up too early");
    });
    assert_panicked(&failure, "main", "gave up too early");
}

#[test]
fn the_length_of_a_channel_is_old_news() {
    let failure = bug(|| {
        let (sender, receiver) = unbounded();
        sender.send(1).unwrap();
        thread::scope(|s| {
            for _ in 0..2 {
                let receiver = receiver.clone();
                s.spawn(move || {
                    if !receiver.is_empty() {
                        assert_eq!(receiver.recv(), Ok(1));
                    }
                });
            }
        });
    });
    let Cause::Stuck { awaits, .. } = failure.explanation() else {
        panic!("{failure}");
    };
    let channel = "sender/receiver".to_owned();
    let senders = Some(1);
    assert_eq!(*awaits, Awaited::Item { channel, senders });
    let said = "an item in channel `sender/receiver`, which 1 sender keeps open";
    assert!(failure.cause().contains(said), "{failure}");
}

#[test]
fn a_shared_receiver_behind_a_lock_keeps_everybody_out_while_it_waits() {
    let failure = bug(|| {
        let (jobs, todo) = unbounded();
        let todo = Arc::new(Mutex::new(todo));
        let workers = ["w1", "w2"].map(|name| {
            let todo = Arc::clone(&todo);
            spawn(name, move || todo.lock().recv())
        });
        // Asks whether there is anything left to do, and is kept waiting with the workers.
        jobs.send(1).unwrap();
        let [one, two] = workers;
        assert_eq!(one.join().unwrap(), Ok(1));
        jobs.send(2).unwrap();
        assert_eq!(two.join().unwrap(), Ok(2));
    });
    // Which worker gets the first job is open: either the assertion fails, or w1 waits behind w2.
    assert!(
        matches!(
            failure.explanation(),
            Cause::Stuck { .. } | Cause::Panic { .. }
        ),
        "{failure}"
    );
}
