//! Virtual time: deadlines fire in order by themselves, and late ones may come late.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::rc::Rc;

use pattern_sync::model::{Explorer, settle};
use pattern_sync::sync::{Arc, Condvar, Mutex};
use pattern_sync::thread;
use pattern_sync::time::{Duration, Instant};

use crate::harness::{join_all, said, spawn};

#[test]
fn every_order_of_two_time_outs_is_tried_and_none_comes_before_its_time() {
    let seen = Rc::new(RefCell::new(BTreeSet::new()));
    let into = Rc::clone(&seen);
    let explored = Explorer::new().check(move || {
        let order = Arc::new(Mutex::new(String::new()));
        let sleepers = [("early", 1), ("late", 2)].map(|(name, seconds)| {
            let order = Arc::clone(&order);
            spawn(name, move || {
                let start = Instant::now();
                thread::sleep(Duration::from_secs(seconds));
                assert!(start.elapsed() >= Duration::from_secs(seconds));
                order.lock().push_str(name);
            })
        });
        join_all(sleepers);
        into.borrow_mut().insert(order.lock().clone());
    });
    explored.unwrap_or_else(|failure| panic!("{failure}"));
    let orders = ["earlylate", "lateearly"].map(str::to_owned);
    assert_eq!(seen.take(), BTreeSet::from(orders));
}

#[test]
fn rows_carry_the_time_since_the_start() {
    let timeline = Explorer::new().replay(&Default::default(), || {
        thread::sleep(Duration::from_millis(5));
        thread::sleep(Duration::from_millis(7));
    });
    let times: Vec<u64> = timeline.unwrap().rows.iter().map(|row| row.time).collect();
    assert_eq!(times.first(), Some(&0));
    assert_eq!(times.last(), Some(&12_000_000));
    assert!(times.is_sorted());
}

#[test]
fn a_time_out_beyond_the_clock_does_not_overflow() {
    let explored = Explorer::new().check(|| {
        let (sender, receiver) = pattern_sync::channel::bounded(1);
        let sending = spawn("sending", move || sender.send(1));
        let received = receiver.recv_timeout(Duration::MAX);
        assert!(received.is_ok() || received.is_err());
        drop(receiver);
        sending.join().unwrap().ok();
        thread::sleep(Duration::MAX);
        assert!(Instant::now().checked_add(Duration::MAX).is_none());
    });
    explored.unwrap_or_else(|failure| panic!("{failure}"));
}

/// A consumer that looks again after a while, and a producer that may wake it or not.
fn passes_an_item_on(notifies: bool) {
    let queue = Arc::new((Mutex::new(None), Condvar::new()));
    let consumer = spawn("consumer", {
        let queue = Arc::clone(&queue);
        move || {
            let mut item = queue.0.lock();
            while item.is_none() {
                queue.1.wait_for(&mut item, Duration::from_millis(10));
            }
            item.take()
        }
    });
    settle();
    *queue.0.lock() = Some('a');
    if notifies {
        queue.1.notify_one();
    }
    assert_eq!(consumer.join().unwrap(), Some('a'));
}

#[test]
fn a_wait_that_only_its_time_out_ends_is_polling() {
    assert!(Explorer::new().check(|| passes_an_item_on(false)).is_ok());
    let timeless = Explorer::new().timeless();
    let failure = timeless.check(|| passes_an_item_on(false)).unwrap_err();
    assert_eq!(
        said(&failure),
        "nothing moves until consumer's time is up (times.rs): it polls, and a notification of \
         `queue.1` never comes, where whoever makes the change should wake it"
    );
    let again = timeless.replay(failure.schedule(), || passes_an_item_on(false));
    assert_eq!(again.unwrap_err().timeline(), failure.timeline());
}

#[test]
fn a_sleep_that_others_wait_for_is_polling() {
    let sleeps = || {
        let done = Arc::new(Mutex::new(false));
        let worker = spawn("worker", {
            let done = Arc::clone(&done);
            move || *done.lock() = true
        });
        while !*done.lock() {
            thread::sleep(Duration::from_millis(10));
        }
        worker.join().unwrap();
    };
    assert!(Explorer::new().check(sleeps).is_ok());
    let failure = Explorer::new().timeless().check(sleeps).unwrap_err();
    assert_eq!(
        said(&failure),
        "nothing moves until main's time is up (times.rs): it polls, looking again after a sleep, \
         where whoever makes the change should wake it"
    );
}

#[test]
fn a_timed_wait_that_is_notified_is_no_polling() {
    let timeless = Explorer::new().timeless();
    assert!(timeless.check(|| passes_an_item_on(true)).is_ok());
}
