use pattern_sync::channel;
use pattern_sync::thread;

pub fn run() -> String {
    let (source, input) = channel::bounded(1);
    let (output, sink) = channel::bounded(3);
    thread::scope(|s| {
        for _worker in 0..2 {
            let (input, output) = (input.clone(), output.clone());
            s.spawn(move || {
                for item in input {
                    output.send(item).unwrap();
                }
            });
        }
        drop((input, output));
        for item in ["1", "2", "3"] {
            source.send(item).unwrap();
        }
        drop(source);
    });
    sink.iter().collect::<Vec<_>>().join(" ")
}
