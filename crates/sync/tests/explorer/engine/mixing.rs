//! Explorations beside each other, and beside real threads that use the same types.

use pattern_sync::channel::bounded;
use pattern_sync::model::Explorer;
use pattern_sync::sync::{Arc, Condvar, Mutex};
use pattern_sync::thread;
use pattern_sync::time::{Duration, Instant};

use crate::harness::{join_all, spawn};

/// Two threads that hand each other a number.
fn ping_pong() -> u32 {
    let shared = Arc::new((Mutex::new(0), Condvar::new()));
    let other = spawn("other", {
        let shared = Arc::clone(&shared);
        move || {
            for _ in 0..3 {
                let mut ball = shared.0.lock();
                shared.1.wait_while(&mut ball, |ball| *ball % 2 == 0);
                *ball += 1;
                shared.1.notify_one();
            }
        }
    });
    for _ in 0..3 {
        let mut ball = shared.0.lock();
        *ball += 1;
        shared.1.notify_one();
        shared.1.wait_while(&mut ball, |ball| *ball % 2 == 1);
    }
    other.join().unwrap();
    *shared.0.lock()
}

#[test]
fn explorations_on_several_real_threads_do_not_disturb_each_other() {
    let explored = || {
        let coverage = Explorer::new()
            .check(|| assert_eq!(ping_pong(), 6))
            .unwrap();
        let failure = Explorer::new()
            .check(|| assert_eq!(ping_pong(), 7))
            .unwrap_err();
        (coverage, *failure)
    };
    let alone = explored();
    let together = join_all([(); 4].map(|()| thread::spawn(explored)));
    for (coverage, failure) in together {
        assert_eq!(coverage, alone.0);
        assert_eq!(failure.cause(), alone.1.cause());
        assert_eq!(failure.schedule(), alone.1.schedule());
    }
}

#[test]
fn outside_an_exploration_everything_is_real() {
    assert_eq!(ping_pong(), 6);
    let (sender, receiver) = bounded(0);
    let sending = thread::spawn(move || (0..100).for_each(|item| sender.send(item).unwrap()));
    assert_eq!(receiver.iter().sum::<u32>(), 4950);
    sending.join().unwrap();
    let start = Instant::now();
    thread::sleep(Duration::from_millis(2));
    assert!(start.elapsed() >= Duration::from_millis(2));
    assert!(
        thread::spawn(|| panic!("a real one, on purpose"))
            .join()
            .is_err()
    );
}

#[test]
fn real_threads_go_on_while_an_exploration_runs_beside_them() {
    let real = thread::spawn(ping_pong);
    let explored = Explorer::new().check(|| assert_eq!(ping_pong(), 6));
    explored.unwrap_or_else(|failure| panic!("{failure}"));
    assert_eq!(real.join().unwrap(), 6);
}

#[test]
fn a_real_thread_inside_an_exploration_uses_real_objects() {
    let explored = Explorer::new().check(|| {
        // Real threads cannot be explored; what they do for themselves is none of its business.
        let real = std::thread::spawn(ping_pong);
        assert_eq!(real.join().unwrap(), 6);
    });
    explored.unwrap_or_else(|failure| panic!("{failure}"));
}

/// Locks when the real thread that owns it goes.
struct LocksWhenItGoes(Mutex<u32>);

impl Drop for LocksWhenItGoes {
    fn drop(&mut self) {
        *self.0.lock() += 1;
    }
}

pattern_sync::thread_local! {
    static LAST: LocksWhenItGoes = LocksWhenItGoes(Mutex::new(0));
}

#[test]
fn a_thread_local_value_may_lock_when_it_is_dropped() {
    let touch = || LAST.with(|last| *last.0.lock());
    assert_eq!(thread::spawn(touch).join().unwrap(), 0);
    let explored =
        Explorer::new().check(move || assert_eq!(thread::spawn(touch).join().unwrap(), 0));
    explored.unwrap_or_else(|failure| panic!("{failure}"));
}
