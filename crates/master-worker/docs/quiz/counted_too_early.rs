use pattern_sync::sync::atomic::{AtomicUsize, Ordering};
use pattern_sync::sync::{Condvar, Mutex};
use pattern_sync::thread;

pub fn run() -> String {
    let unfinished = AtomicUsize::new(2);
    let (results, changed) = (Mutex::new(Vec::new()), Condvar::new());
    thread::scope(|s| {
        for task in 0..2 {
            let (unfinished, results, changed) = (&unfinished, &results, &changed);
            s.spawn(move || {
                unfinished.fetch_sub(1, Ordering::SeqCst);
                results.lock().push(task);
                changed.notify_one();
            });
        }
        let mut results = results.lock();
        while unfinished.load(Ordering::SeqCst) > 0 {
            changed.wait(&mut results);
        }
        results.len().to_string()
    })
}
