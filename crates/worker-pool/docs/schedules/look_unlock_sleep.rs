use pattern_sync::sync::{Condvar, Mutex};
use pattern_sync::thread;

pub fn run() {
    let (tasks, arrived) = (Mutex::new(Vec::new()), Condvar::new());
    let work = || {
        let nothing_to_do = tasks.lock().is_empty();
        if nothing_to_do {
            arrived.wait(&mut tasks.lock());
        }
        tasks.lock().pop()
    };
    thread::scope(|s| {
        let worker = thread::Builder::new().name("worker".to_owned());
        worker.spawn_scoped(s, work).unwrap();
        tasks.lock().push("a task");
        arrived.notify_one();
    });
}
