//! The chapter's example with the library: named threads, errors that stop everyone, a report.
//!
//! `cargo run -p producer-consumer --example report`, and with `-- panne` C2 breaks down.
//!
//! With `--trace out.json` it records who worked and who waited; `cargo xtask timeline out.json` shows it.

use std::ops::Range;
use std::process::ExitCode;

use pattern_sync::thread;
use pattern_sync::time::Duration;
use pattern_sync::trace::{self, Recording};
use producer_consumer::{Output, ProducerConsumer};

fn main() -> ExitCode {
    let _recording = Recording::of_args();
    let breaks_down = trace::args()
        .next()
        .is_some_and(|argument| argument == "panne");

    let result = ProducerConsumer::new(5)
        .producer("P1", |out| produce(out, 5))
        .producer("P2", |out| produce(out, 5))
        .consumer("C1", |item| consume("C1", &item))
        .consumer("C2", |item| {
            if breaks_down && item == "Item-2" {
                return Err(format!("panne à {item}"));
            }
            consume("C2", &item);
            Ok(())
        })
        .on_unconsumed(|item| println!("Pas traité: {item}"))
        .run();

    match &result {
        Ok(report) => println!("{report}"),
        Err(error) => {
            println!("{error}");
            if let Some(report) = error.report() {
                println!("{report}");
            }
        }
    }
    if result.is_ok() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

/// Produces `count` items, with a pause after each, or as many as are wanted.
fn produce(out: &mut Output<'_, String>, count: usize) {
    for number in 0..count {
        let item = format!("Item-{number}");
        if out.push(item.clone()).is_err() {
            return; // somebody has failed, and everyone stops
        }
        println!("[Producteur] Produit: {item}");
        pause(100..500);
    }
}

/// Works on an item.
fn consume(name: &str, item: &str) {
    println!("[{name}] Traite: {item}");
    pause(200..800);
}

/// Sleeps for a random number of milliseconds.
fn pause(milliseconds: Range<u64>) {
    thread::sleep(Duration::from_millis(fastrand::u64(milliseconds)));
}
