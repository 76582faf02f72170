use pattern_sync::channel;
use pattern_sync::sync::Mutex;
use pattern_sync::thread;

pub fn run() -> String {
    let total = Mutex::new(0);
    let (done, is_done) = channel::unbounded();
    thread::scope(|s| {
        for part in [1, 2] {
            let (total, done) = (&total, done.clone());
            s.spawn(move || {
                *total.lock() += part;
                done.send(()).unwrap();
            });
        }
        is_done.recv().unwrap(); // a mapper is done: reduce
        total.lock().to_string()
    })
}
