use pattern_sync::sync::Mutex;
use pattern_sync::thread;

pub fn run() {
    let votes_for_ann = Mutex::new(0);
    thread::scope(|s| {
        for station in ["station 1", "station 2"] {
            let mapper = thread::Builder::new().name(station.to_owned());
            let count = || {
                let so_far = *votes_for_ann.lock();
                *votes_for_ann.lock() = so_far + 1;
            };
            mapper.spawn_scoped(s, count).unwrap();
        }
    });
    let votes = votes_for_ann.into_inner();
    assert!(votes == 2, "{votes} of 2 votes");
}
