use pattern_sync::sync::Mutex;
use pattern_sync::thread;

pub fn run() -> String {
    let tasks = Mutex::new(vec!["c", "b", "a"]); // taken from the end: a first
    let finished = Mutex::new(Vec::new());
    thread::scope(|s| {
        for _worker in 0..2 {
            s.spawn(|| {
                loop {
                    let Some(task) = tasks.lock().pop() else {
                        return;
                    };
                    finished.lock().push(task);
                }
            });
        }
    });
    finished.into_inner().join(" ")
}
