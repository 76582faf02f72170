use pattern_sync::sync::Mutex;
use pattern_sync::thread;

pub fn run() -> String {
    let done = Mutex::new(0);
    thread::scope(|s| {
        for _worker in 0..2 {
            s.spawn(|| {
                let seen = *done.lock();
                *done.lock() = seen + 1;
            });
        }
    });
    done.into_inner().to_string()
}
