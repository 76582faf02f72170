//! Keys that are no words: the general job against a program for the purpose.

use std::hash::Hash;
use std::rc::Rc;
use std::time::Instant;

use anyhow::{Result, anyhow, ensure};
use fastrand::Rng;
use map_reduce::{Emitter, MapReduce};

use super::by_hand::count;
use super::text::Zipf;
use crate::noise::cores;
use crate::options::Options;
use crate::scenario::{
    Amount, Entrant, Goal, Group, Meanwhile, Measure, Role, Rounds, Scenario, Unit,
};

/// Which part of the speed of a program by hand: its time and a half.
const OF_BY_HAND: f64 = 1.0 / 1.5;
/// Distinct keys.
const DISTINCT: usize = 200_000;
/// How many records are a worker's next piece, by hand.
const PIECE: usize = 1 << 14;

/// Returns the group.
pub(super) fn group(options: &Options) -> Group {
    let records = if options.quick { 10_000 } else { 5_000_000 };
    Group {
        title: "general",
        many: None,
        about: format!(
            "{records} records in memory, up to {DISTINCT} distinct, Zipf's distribution, counted by \
             the general job and by a program for the purpose; in the order of the keys."
        ),
        unit: Unit::ItemTime,
        scenarios: vec![
            scenario("u64", records, scattered, ours, by_hand),
            scenario("(u32, u32)", records, pair, ours, by_hand),
            scenario("[u8; 12]", records, bytes, ours, by_hand),
            scenario("String", records, text, ours_borrowed, by_hand_borrowed),
            scenario("(String, u32)", records, tagged, ours, by_hand),
        ],
    }
}

fn scattered(rank: usize) -> u64 {
    (rank as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15)
}

fn pair(rank: usize) -> (u32, u32) {
    (rank as u32 % 500, rank as u32 / 500)
}

fn bytes(rank: usize) -> [u8; 12] {
    let mut key = [0; 12];
    key[..8].copy_from_slice(&rank.to_be_bytes());
    key
}

/// From 1 to 15 bytes, and every tenth of 22.
fn text(rank: usize) -> String {
    let number = rank.to_string();
    match rank % 10 {
        0 => format!("{number:x>22}"),
        tail => format!("{number}{}", "y".repeat(tail)),
    }
}

fn tagged(rank: usize) -> (String, u32) {
    (text(rank), rank as u32 % 3)
}

/// Seconds, and the counts in the order of the keys.
type Counted<K> = Result<(f64, Vec<(K, u64)>)>;

/// Makes the scenario of one type of keys, by their rank.
fn scenario<K>(
    name: &str,
    records: usize,
    key: fn(usize) -> K,
    ours: fn(&[K]) -> Counted<K>,
    by_hand: fn(&[K]) -> Counted<K>,
) -> Scenario
where
    K: Ord + 'static,
{
    let lazily: Rc<std::cell::OnceCell<Vec<K>>> = Rc::default();
    let entrant = |name: &str, role, count: fn(&[K]) -> Counted<K>| {
        let lazily = Rc::clone(&lazily);
        let measure: Measure = Box::new(move |records| {
            let keys = lazily.get_or_init(|| draw(records, key));
            let (took, counted) = count(keys)?;
            check(keys, &counted)?;
            Ok(took / records as f64)
        });
        Entrant {
            name: name.into(),
            role,
            amount: Amount::Fixed(records),
            measure,
        }
    };
    Scenario {
        name: name.into(),
        entrants: vec![
            entrant("ours", Role::Ours, ours),
            entrant("by hand", Role::Reference, by_hand),
        ],
        goals: vec![Goal::Versus {
            name: "by hand".into(),
            at_least: OF_BY_HAND,
        }],
        meanwhile: Meanwhile::Nothing,
        rounds: Rounds::AsAsked,
    }
}

fn draw<K>(records: usize, key: fn(usize) -> K) -> Vec<K> {
    let (zipf, mut rng) = (Zipf::new(DISTINCT), Rng::with_seed(11));
    (0..records).map(|_| key(zipf.draw(&mut rng))).collect()
}

/// Counts with the general API, as `map` says how.
fn run<K>(keys: &[K], map: impl Fn(&K, &mut Emitter<'_, K, u64>) + Sync) -> Counted<K>
where
    K: Clone + Hash + Ord + Send + Sync,
{
    let start = Instant::now();
    let counted = MapReduce::map(map)
        .combine(|total, more| *total += more)
        .reduce(|_key, totals| totals.sum::<u64>())
        .workers(cores())
        .run(keys)
        .map_err(|error| anyhow!("{error}"))?;
    Ok((start.elapsed().as_secs_f64(), counted.output))
}

fn ours<K>(keys: &[K]) -> Counted<K>
where
    K: Clone + Hash + Ord + Send + Sync,
{
    run(keys, |key, out| out.emit(key.clone(), 1))
}

/// As `ours`, without a key of one's own for each record.
fn ours_borrowed(keys: &[String]) -> Counted<String> {
    run(keys, |key, out| out.emit_ref(key.as_str(), 1))
}

fn by_hand<K>(keys: &[K]) -> Counted<K>
where
    K: Clone + Hash + Ord + Send + Sync,
{
    let start = Instant::now();
    let pieces: Vec<&[K]> = keys.chunks(PIECE).collect();
    let counted = count(&pieces, cores(), |piece, table| {
        piece.iter().for_each(|key| table.add(key.clone()));
    });
    Ok((start.elapsed().as_secs_f64(), counted))
}

/// As `by_hand`, without a key of one's own for each record.
fn by_hand_borrowed(keys: &[String]) -> Counted<String> {
    let start = Instant::now();
    let pieces: Vec<&[String]> = keys.chunks(PIECE).collect();
    let counted = count(&pieces, cores(), |piece, table| {
        piece.iter().for_each(|key| table.add_ref(key.as_str()));
    });
    Ok((start.elapsed().as_secs_f64(), counted))
}

/// Checks the order, the total, and one of the counts.
fn check<K: Ord>(keys: &[K], counted: &[(K, u64)]) -> Result<()> {
    ensure!(
        counted.is_sorted_by(|(a, _), (b, _)| a < b),
        "the keys are out of order"
    );
    let total: u64 = counted.iter().map(|(_, count)| count).sum();
    ensure!(
        total == keys.len() as u64,
        "{total} keys were counted, not {}",
        keys.len()
    );
    let (first, count) = counted
        .first()
        .ok_or_else(|| anyhow!("nothing was counted"))?;
    let expected = keys.iter().filter(|&key| key == first).count();
    ensure!(
        *count == expected as u64,
        "a key was counted {count} times, not {expected}"
    );
    Ok(())
}
