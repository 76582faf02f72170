//! Ways to count the words of a file.

use std::time::Instant;

use anyhow::{Result, anyhow};
use map_reduce::{Emitter, Files, MapReduce};
use memmap2::Mmap;
use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::by_hand::count;
use super::text::Text;

/// About so many bytes are a worker's next piece.
const PIECE: usize = 1 << 20;

/// Ours: the general job, with words as keys.
pub(super) fn ours(text: &Text, threads: usize) -> Result<f64> {
    let start = Instant::now();
    let files = Files::open([text.path()])?.blocks(64 << 10);
    let counted = MapReduce::map(words)
        .combine(|total: &mut u64, more| *total += more)
        .reduce(|_word, totals| totals.sum::<u64>())
        .workers(threads)
        .run(files)
        .map_err(|error| anyhow!("{error}"))?;
    let took = start.elapsed();
    text.check(
        counted
            .output
            .iter()
            .map(|(word, count)| (word.as_slice(), *count)),
    )?;
    Ok(took.as_secs_f64() / text.bytes() as f64)
}

fn words(lines: &[u8], out: &mut Emitter<'_, Vec<u8>, u64>) {
    out.emit_words(lines, 1);
}

/// What one writes with `rayon` and `rustc-hash`: a table per piece, added up two by two.
pub(super) fn rayon(text: &Text, _threads: usize) -> Result<f64> {
    type Table<'a> = FxHashMap<&'a [u8], u64>;

    let start = Instant::now();
    let bytes = map(text)?;
    let table = pieces(&bytes)
        .into_par_iter()
        .fold(Table::default, |mut table, piece| {
            for word in tokens(piece) {
                *table.entry(word).or_default() += 1;
            }
            table
        })
        .reduce(Table::default, |a, b| {
            let (mut more, fewer) = if a.len() < b.len() { (b, a) } else { (a, b) };
            for (word, count) in fewer {
                *more.entry(word).or_default() += count;
            }
            more
        });
    let mut counted: Vec<_> = table.into_iter().collect();
    counted.par_sort_unstable();
    let took = start.elapsed();
    text.check(counted.iter().copied())?;
    Ok(took.as_secs_f64() / text.bytes() as f64)
}

/// The program without a library: threads, a table each, merged by parts.
pub(super) fn by_hand(text: &Text, threads: usize) -> Result<f64> {
    let start = Instant::now();
    let bytes = map(text)?;
    let counted = count(&pieces(&bytes), threads, |piece, table| {
        tokens(piece).for_each(|word| table.add(word));
    });
    let took = start.elapsed();
    text.check(counted.iter().copied())?;
    Ok(took.as_secs_f64() / text.bytes() as f64)
}

/// Only finds where words begin, which no counting can do without.
pub(super) fn alone(text: &Text, threads: usize) -> Result<f64> {
    let start = Instant::now();
    let bytes = map(text)?;
    let pieces = pieces(&bytes);
    let begins = |piece: &[u8]| {
        let first = u64::from(piece.first().is_some_and(|&byte| !is_space(byte)));
        // In parts whose count fits a byte: that is what the compiler makes vectors of.
        let pairs = piece[..piece.len().saturating_sub(1)]
            .chunks(255)
            .zip(piece[piece.len().min(1)..].chunks(255));
        let parts = pairs.map(|(before, here)| {
            let begun = before
                .iter()
                .zip(here)
                .map(|(&before, &here)| u8::from(is_space(before) & !is_space(here)));
            u64::from(begun.sum::<u8>())
        });
        first + parts.sum::<u64>()
    };
    let words: u64 = std::thread::scope(|scope| {
        let shares = pieces.chunks(pieces.len().div_ceil(threads));
        let threads: Vec<_> = shares
            .map(|share| scope.spawn(move || share.iter().map(|piece| begins(piece)).sum::<u64>()))
            .collect();
        threads
            .into_iter()
            .map(|thread| thread.join().expect("it only counts"))
            .sum()
    });
    let took = start.elapsed();
    anyhow::ensure!(words == text.words(), "{words} words, not {}", text.words());
    Ok(took.as_secs_f64() / text.bytes() as f64)
}

fn tokens(text: &[u8]) -> impl Iterator<Item = &[u8]> {
    text.split(|&byte| is_space(byte))
        .filter(|word| !word.is_empty())
}

/// As C's `isspace`.
fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t'..=b'\r')
}

/// Divides a text into pieces that end with white space.
fn pieces(mut text: &[u8]) -> Vec<&[u8]> {
    let mut pieces = Vec::new();
    while text.len() > PIECE {
        let rest = &text[PIECE..];
        let more = rest
            .iter()
            .position(|&byte| is_space(byte))
            .map_or(rest.len(), |place| place + 1);
        let (piece, rest) = text.split_at(PIECE + more);
        pieces.push(piece);
        text = rest;
    }
    pieces.push(text);
    pieces
}

/// Maps a text into memory.
fn map(text: &Text) -> Result<Mmap> {
    let file = std::fs::File::open(text.path())?;
    #[expect(
        unsafe_code,
        reason = "a file that somebody shortens meanwhile ends the process"
    )]
    // SAFETY: the file is this benchmark's own; it is written before, and never changed.
    let map = unsafe { Mmap::map(&file)? };
    Ok(map)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_are_the_text_and_end_between_words() {
        let text = "some words ".repeat(PIECE / 4);
        let pieces = pieces(text.as_bytes());
        assert!(pieces.len() > 2);
        assert_eq!(pieces.concat(), text.as_bytes());
        for piece in pieces {
            assert!(piece.is_empty() || piece.ends_with(b" "));
        }
    }
}
