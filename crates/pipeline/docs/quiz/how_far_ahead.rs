use pattern_sync::channel;
use pattern_sync::sync::atomic::{AtomicUsize, Ordering};
use pattern_sync::thread;

pub fn run() -> String {
    let (source, input) = channel::bounded(2);
    let sent = AtomicUsize::new(0);
    thread::scope(|s| {
        let sent = &sent;
        s.spawn(move || {
            for item in 1..=5 {
                source.send(item).unwrap();
                sent.fetch_add(1, Ordering::SeqCst);
            }
        });
        let first = input.recv().unwrap(); // the next stage works on the first item…
        let ahead = sent.load(Ordering::SeqCst); // …and looks how many were sent meanwhile
        input.iter().for_each(drop);
        assert_eq!(first, 1);
        ahead.to_string()
    })
}
