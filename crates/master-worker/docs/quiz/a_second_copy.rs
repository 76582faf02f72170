use pattern_sync::channel;
use pattern_sync::thread;

pub fn run() -> String {
    let (results, inbox) = channel::unbounded();
    thread::scope(|s| {
        // The same task, handed out twice: the first worker was slow.
        for worker in ["A", "B"] {
            let results = results.clone();
            s.spawn(move || results.send((7, worker)).unwrap());
        }
        drop(results);
        let mut accepted: Vec<(u32, &str)> = Vec::new();
        for (task, worker) in inbox {
            if accepted.iter().all(|(known, _)| *known != task) {
                accepted.push((task, worker));
            }
        }
        let workers: Vec<_> = accepted.iter().map(|(_, worker)| *worker).collect();
        workers.join(" and ")
    })
}
