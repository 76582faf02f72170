//! Votes counted in stations of different size: nothing is reduced before the last station is mapped.
//!
//! `cargo run -p map-reduce --example barrier`
//!
//! The pauses stand for work: 10 milliseconds for each ballot. The largest station comes last, so that the
//! two workers who are done with theirs have nothing to do until the third is.
//!
//! With `--trace out.json` it records who worked and who waited; `cargo xtask timeline out.json` shows it.
//! The lesson's picture of a real run was made like that.

use map_reduce::{MapReduce, RunError};
use pattern_sync::thread;
use pattern_sync::time::Duration;
use pattern_sync::trace::Recording;

/// The ballots of each station.
const STATIONS: [&str; 7] = ["abcab", "cba", "aab", "bc", "acb", "ca", "abbacbbcabcaabca"];

fn main() -> Result<(), RunError> {
    let _recording = Recording::of_args();
    let counted = MapReduce::map(|station: &str, out| {
        for candidate in station.chars() {
            read_a_ballot();
            out.emit(candidate, 1);
        }
    })
    .partition(|&candidate, partitions| candidate as usize % partitions)
    .reduce(|_candidate, votes| votes.inspect(|_| read_a_ballot()).sum::<u32>())
    .workers(3)
    .run(STATIONS)?;
    for (candidate, votes) in &counted.output {
        println!("{candidate}: {votes}");
    }
    assert_eq!(counted.output, [('a', 13), ('b', 12), ('c', 9)]);
    Ok(())
}

fn read_a_ballot() {
    thread::sleep(Duration::from_millis(10));
}
