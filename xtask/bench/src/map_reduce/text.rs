//! The text: made once, the same on every machine, with a digest of its counts beside it.

use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use fastrand::Rng;
use serde::{Deserialize, Serialize};

/// Distinct words: a large language's.
const DISTINCT: usize = 200_000;
/// Fewer in a text that is too short for them.
const BYTES_PER_WORD: usize = 50;
/// About so many bytes a line.
const LINE: usize = 80;
/// Rises when the text changes.
const VERSION: u32 = 1;

/// A file of text, and what is known about it.
pub(super) struct Text {
    path: PathBuf,
    known: Known,
}

/// What whoever counts the words has to find.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Known {
    version: u32,
    bytes: usize,
    words: u64,
    distinct: usize,
    digest: u64,
}

impl Text {
    /// Takes the text of so many megabytes from `folder`, or makes it.
    pub(super) fn of_megabytes(megabytes: usize, folder: &Path) -> Result<Self> {
        let path = folder.join(format!("zipf-{megabytes}MB.txt"));
        let beside = path.with_extension("json");
        if let Some(known) = read(&beside) {
            let there = fs::metadata(&path).is_ok_and(|about| about.len() == known.bytes as u64);
            if there && known.version == VERSION {
                return Ok(Self { path, known });
            }
        }
        eprintln!("writing {} …", path.display());
        fs::create_dir_all(folder)?;
        let known =
            write(&path, megabytes * 1_000_000).with_context(|| path.display().to_string())?;
        fs::write(beside, serde_json::to_string(&known)?)?;
        Ok(Self { path, known })
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    pub(super) fn bytes(&self) -> usize {
        self.known.bytes
    }

    /// Returns how many words there are, with their repetitions.
    pub(super) fn words(&self) -> u64 {
        self.known.words
    }

    /// Returns how many words there are, without their repetitions.
    pub(super) fn distinct(&self) -> usize {
        self.known.distinct
    }

    /// Checks counts, in the order of the words' bytes.
    pub(super) fn check<'a>(&self, counts: impl Iterator<Item = (&'a [u8], u64)>) -> Result<()> {
        let (distinct, digest) = digest(counts);
        let known = self.known;
        ensure!(
            distinct == known.distinct,
            "{distinct} words, not {}",
            known.distinct
        );
        ensure!(
            digest == known.digest,
            "some words or counts are wrong, or out of order"
        );
        Ok(())
    }
}

fn read(path: &Path) -> Option<Known> {
    serde_json::from_str(&fs::read_to_string(path).ok()?).ok()
}

fn write(path: &Path, bytes: usize) -> Result<Known> {
    let mut rng = Rng::with_seed(u64::from(VERSION));
    let words = words(DISTINCT.min(bytes / BYTES_PER_WORD), &mut rng);
    let zipf = Zipf::new(words.len());
    let mut counts = vec![0_u64; words.len()];
    let mut file = BufWriter::with_capacity(1 << 20, File::create(path)?);
    let (mut written, mut line) = (0, 0);
    while written < bytes {
        let rank = zipf.draw(&mut rng);
        counts[rank] += 1;
        let word = &words[rank];
        line += word.len() + 1;
        let end = if line >= LINE { b"\n" } else { b" " };
        line = if line >= LINE { 0 } else { line };
        file.write_all(word)?;
        file.write_all(end)?;
        written += word.len() + 1;
    }
    file.flush()?;
    let mut counted: Vec<_> = words.iter().map(Vec::as_slice).zip(counts).collect();
    counted.retain(|&(_, count)| count > 0);
    counted.sort_unstable();
    let words = counted.iter().map(|(_, count)| count).sum();
    let (distinct, digest) = digest(counted.into_iter());
    Ok(Known {
        version: VERSION,
        bytes: written,
        words,
        distinct,
        digest,
    })
}

/// Makes different words; the frequent ones are short, as in languages.
fn words(count: usize, rng: &mut Rng) -> Vec<Vec<u8>> {
    let mut seen = std::collections::HashSet::new();
    let mut words = Vec::with_capacity(count);
    while words.len() < count {
        let longest = 3 + words.len().max(1).ilog10() as usize * 2;
        let length = rng.usize(longest.div_ceil(3)..=longest);
        let word: Vec<u8> = (0..length).map(|_| rng.u8(b'a'..=b'z')).collect();
        if seen.insert(word.clone()) {
            words.push(word);
        }
    }
    words
}

/// Draws ranks from 0, the k-th in proportion to 1/(k + 1): two numbers and one look into a table
/// each (Walker's alias method, as Vose builds it).
pub(super) struct Zipf {
    /// For each column, the probability of its own rank, and the rank that has the rest.
    columns: Vec<(f64, usize)>,
}

impl Zipf {
    pub(super) fn new(ranks: usize) -> Self {
        let sum: f64 = (1..=ranks).map(|rank| 1.0 / rank as f64).sum();
        let mut heights: Vec<f64> = (1..=ranks)
            .map(|rank| ranks as f64 / (rank as f64 * sum))
            .collect();
        let (mut low, mut high): (Vec<usize>, Vec<usize>) =
            (0..ranks).partition(|&rank| heights[rank] < 1.0);
        let mut columns = vec![(1.0, 0); ranks];
        while let (Some(small), Some(&large)) = (low.pop(), high.last()) {
            columns[small] = (heights[small], large);
            heights[large] -= 1.0 - heights[small];
            if heights[large] < 1.0 {
                high.pop();
                low.push(large);
            }
        }
        // What is left in either list is 1 but for rounding: the initial value.
        Self { columns }
    }

    pub(super) fn draw(&self, rng: &mut Rng) -> usize {
        let column = rng.usize(..self.columns.len());
        let (probability, other) = self.columns[column];
        if rng.f64() < probability {
            column
        } else {
            other
        }
    }
}

/// Returns how many words there are, and a number that depends on every byte and every count.
fn digest<'a>(counts: impl Iterator<Item = (&'a [u8], u64)>) -> (usize, u64) {
    const FACTOR: u64 = 0x0000_0100_0000_01B3;
    let mut state = 0xCBF2_9CE4_8422_2325_u64;
    let mut mix = |value: u64| state = (state ^ value).wrapping_mul(FACTOR);
    let mut words = 0;
    for (word, count) in counts {
        words += 1;
        word.iter().for_each(|&byte| mix(u64::from(byte)));
        mix(count | 1 << 63); // no byte: words cannot run into each other
    }
    (words, state)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_rank_is_drawn_twice_as_often_as_the_second() {
        let (zipf, mut rng) = (Zipf::new(1_000), Rng::with_seed(7));
        let mut counts = [0_u32; 1_000];
        for _ in 0..1_000_000 {
            counts[zipf.draw(&mut rng)] += 1;
        }
        let ratio = f64::from(counts[0]) / f64::from(counts[1]);
        assert!((1.9..2.1).contains(&ratio), "{ratio}");
        assert!(counts[999] > 0);
    }

    #[test]
    fn a_digest_tells_words_counts_and_orders_apart() {
        let of = |counts: &[(&str, u64)]| {
            digest(counts.iter().map(|&(word, count)| (word.as_bytes(), count)))
        };
        let usual = of(&[("a", 1), ("bc", 2)]);
        assert_eq!(usual, of(&[("a", 1), ("bc", 2)]));
        for other in [
            [("a", 1), ("bc", 3)],
            [("a", 2), ("bc", 1)],
            [("ab", 1), ("c", 2)],
            [("bc", 2), ("a", 1)],
        ] {
            assert_ne!(usual, of(&other));
        }
    }

    #[test]
    fn words_are_different_from_each_other() {
        let mut words = words(5_000, &mut Rng::with_seed(3));
        words.sort_unstable();
        words.dedup();
        assert_eq!(words.len(), 5_000);
    }
}
