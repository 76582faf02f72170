use pattern_sync::sync::{Condvar, Mutex};
use pattern_sync::thread;

pub fn run() {
    let (dish, not_empty) = (Mutex::new(None), Condvar::new());
    let take = || {
        let mut dish = dish.lock();
        if dish.is_none() {
            not_empty.wait(&mut dish);
        }
        dish.take().expect("there is no dish");
    };
    thread::scope(|s| {
        let waiter = thread::Builder::new().name("waiter".to_owned());
        waiter.spawn_scoped(s, take).unwrap();
        *dish.lock() = Some("soup");
        not_empty.notify_one();
    });
}
