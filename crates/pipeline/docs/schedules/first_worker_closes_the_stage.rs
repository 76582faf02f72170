use pattern_sync::{channel, thread};

pub fn run() {
    let (to_stage, input) = channel::bounded(1);
    let (to_sink, results) = channel::bounded(3);
    to_stage.send("plate").unwrap();
    drop(to_stage);
    let dry = || {
        while let Ok(plate) = input.recv() {
            to_sink.send(plate).unwrap();
        }
        to_sink.send("end").unwrap();
    };
    let first = thread::scope(|s| {
        for name in ["dryer 1", "dryer 2"] {
            let worker = thread::Builder::new().name(name.to_owned());
            worker.spawn_scoped(s, dry).unwrap();
        }
        results.recv().unwrap()
    });
    assert!(first == "plate", "the end came before the plate");
}
