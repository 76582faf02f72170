use pattern_sync::sync::{Condvar, Mutex};
use pattern_sync::thread;

pub fn run() -> String {
    let (items, not_empty) = (Mutex::new(Vec::new()), Condvar::new());
    thread::scope(|s| {
        let consumer = s.spawn(|| {
            let mut items = items.lock();
            if items.is_empty() {
                not_empty.wait(&mut items);
            }
            match items.pop() {
                Some(item) => format!("got {item}"),
                None => "got nothing".to_owned(),
            }
        });
        items.lock().push(7);
        not_empty.notify_one();
        consumer.join().unwrap()
    })
}
