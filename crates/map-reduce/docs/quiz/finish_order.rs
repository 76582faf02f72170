use pattern_sync::sync::Mutex;
use pattern_sync::thread;

pub fn run() -> String {
    let combined = Mutex::new(String::new());
    thread::scope(|s| {
        for part in ["one ", "two "] {
            let combined = &combined;
            s.spawn(move || {
                let mapped = part.to_uppercase();
                combined.lock().push_str(&mapped);
            });
        }
    });
    combined.into_inner().trim().to_owned()
}
