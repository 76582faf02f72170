//! A cook who is faster than the waiter: the queue between them fills up, and then holds the cook back.
//!
//! `cargo run -p producer-consumer --example full_queue`
//!
//! The pauses stand for work: 20 milliseconds for a dish, 60 to serve it, and there is room for two.
//!
//! With `--trace out.json` it records who worked and who waited; `cargo xtask timeline out.json` shows it.
//! The lesson's picture of a real run was made like that.

use pattern_sync::thread;
use pattern_sync::time::Duration;
use pattern_sync::trace::{self, Recording};
use producer_consumer::{ProducerConsumer, RunError};

fn main() -> Result<(), RunError> {
    let _recording = Recording::of_args();
    let report = ProducerConsumer::new(2)
        .producer_from("cook", (1..=9).inspect(|&dish| work(20, dish)))
        .consumer("waiter", |dish| work(60, dish))
        .run()?;
    println!("{report}");
    assert_eq!(report.high_water, 2); // never more than there is room for
    Ok(())
}

/// Works on a dish for so long; a recording says on which.
fn work(milliseconds: u64, dish: u32) {
    trace::work(dish, || {
        thread::sleep(Duration::from_millis(milliseconds));
    });
}
