use pattern_sync::sync::Mutex;
use pattern_sync::thread;

pub fn run() {
    let results = Mutex::new(Vec::new());
    thread::scope(|s| {
        for name in ["straggler", "copy"] {
            let worker = thread::Builder::new().name(name.to_owned());
            let report = || {
                let is_first = results.lock().is_empty();
                if is_first {
                    results.lock().push("task 7");
                }
            };
            worker.spawn_scoped(s, report).unwrap();
        }
    });
    let results = results.into_inner().len();
    assert!(results == 1, "task 7 has {results} results");
}
