//! The chapter's advanced example: sizes of ten files, estimated words, and the totals.
//!
//! `cargo run -p map-reduce --example files`, in a directory with some of `fichier_0.txt` to
//! `fichier_9.txt`; one that does not exist counts as 1,000 bytes.
//!
//! With `--trace out.json` it records who worked and who waited; `cargo xtask timeline out.json` shows it.

use std::fs;

use map_reduce::{MapReduce, RunError};
use pattern_sync::trace::Recording;

/// What is known of some files: of one, after map; of all, after reduce.
#[derive(Clone, Copy, Debug, Default)]
struct Totals {
    files: u64,
    bytes: u64,
    words: u64,
}

fn main() -> Result<(), RunError> {
    let _recording = Recording::of_args();
    let files = (0..10).map(|i| format!("fichier_{i}.txt"));

    let results = MapReduce::map(|file: &String, out| out.emit((), measure(file)))
        .combine(add)
        .reduce(|_all, totals| totals.fold(Totals::default(), plus))
        .workers(4)
        .run(files)?;
    let ((), totals) = results.output[0];

    println!("=== Résultats Map-Reduce ===");
    println!("Fichiers traités: {}", totals.files);
    println!("Taille totale: {} bytes", totals.bytes);
    println!("Mots totaux: {}", totals.words);
    Ok(())
}

/// The map phase: measures one file.
fn measure(file: &str) -> Totals {
    let bytes = fs::metadata(file).map_or(1_000, |metadata| metadata.len());
    Totals {
        files: 1,
        bytes,
        words: bytes / 10, // an estimate
    }
}

/// Combines: adds what is known of some files to what is known of others.
fn add(total: &mut Totals, more: Totals) {
    *total = plus(*total, more);
}

/// The reduce phase does the same.
fn plus(a: Totals, b: Totals) -> Totals {
    Totals {
        files: a.files + b.files,
        bytes: a.bytes + b.bytes,
        words: a.words + b.words,
    }
}
