use pattern_sync::channel;
use pattern_sync::sync::Mutex;
use pattern_sync::thread;

pub fn run() -> String {
    let (sender, queue) = channel::bounded(2);
    sender.send("a").unwrap();
    sender.send("b").unwrap();
    let printed = Mutex::new(Vec::new());
    thread::scope(|s| {
        for consumer in ["C1", "C2"] {
            let (queue, printed) = (&queue, &printed);
            s.spawn(move || {
                let item = queue.recv().unwrap();
                printed.lock().push(format!("{consumer}:{item}"));
            });
        }
    });
    printed.into_inner().join(" ")
}
