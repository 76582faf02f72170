//! Unusual: the reducers are there from the start, and sleep until the last mapper has ended.

use std::hash::Hash;
use std::mem;
use std::panic::resume_unwind;

use pattern_sync::collections::HashMap;
use pattern_sync::sync::{Condvar, Mutex};
use pattern_sync::thread::{self, ScopedJoinHandle};

use crate::{partition, split};

/// What the mappers leave for the reducers.
struct Shuffle<K, V> {
    state: Mutex<State<K, V>>,
    /// Where reducers sleep while a mapper is at work.
    no_mapper_left: Condvar,
}

struct State<K, V> {
    mappers_left: usize,
    chunk_lost: bool,
    /// For each mapper, what it has for each reducer.
    mapped: Vec<Vec<HashMap<K, Vec<V>>>>,
}

/// Signs a mapper off when it goes out of scope, also because of a panic.
struct SignOff<'a, K, V>(&'a Shuffle<K, V>);

impl<K, V> Drop for SignOff<'_, K, V> {
    fn drop(&mut self) {
        let mut state = self.0.state.lock();
        state.mappers_left -= 1;
        state.chunk_lost |= thread::panicking();
        // All: every reducer waits for the last mapper.
        self.0.no_mapper_left.notify_all();
    }
}

impl<K: Hash + Eq, V> Shuffle<K, V> {
    /// Waits for the last mapper, and gathers what is for one reducer; nothing if a chunk was lost.
    fn gather(&self, reducer: usize) -> HashMap<K, Vec<V>> {
        let mut state = self.state.lock();
        while state.mappers_left > 0 {
            self.no_mapper_left.wait(&mut state);
        }
        let mut gathered: HashMap<K, Vec<V>> = HashMap::default();
        if !state.chunk_lost {
            for parts in &mut state.mapped {
                for (key, values) in mem::take(&mut parts[reducer]) {
                    gathered.entry(key).or_default().extend(values);
                }
            }
        }
        gathered
    }
}

/// Maps `items` on up to `workers` threads, reduces on `workers` others, and sorts by key.
pub fn map_reduce<'a, T, K, V, R, M, C, F>(
    items: &'a [T],
    workers: usize,
    map: M,
    combine: C,
    reduce: F,
) -> Vec<(K, R)>
where
    T: Sync,
    K: Hash + Ord + Send,
    V: Send,
    R: Send,
    M: Fn(&'a T, &mut dyn FnMut(K, V)) + Sync,
    C: Fn(&mut V, V) + Sync,
    F: Fn(&K, Vec<V>) -> R + Sync,
{
    let chunks = split(items, workers);
    let shuffle = &Shuffle {
        state: Mutex::new(State {
            mappers_left: chunks.len(),
            chunk_lost: false,
            mapped: chunks.iter().map(|_| partition(vec![], workers)).collect(),
        }),
        no_mapper_left: Condvar::new(),
    };
    let map_chunk = &|number: usize, chunk: &'a [T]| {
        let _sign_off = SignOff(shuffle);
        let mut table: HashMap<K, V> = HashMap::default();
        for item in chunk {
            map(item, &mut |key, value| match table.remove_entry(&key) {
                Some((key, mut old)) => {
                    combine(&mut old, value);
                    table.insert(key, old);
                }
                None => {
                    table.insert(key, value);
                }
            });
        }
        let parts = partition(vec![table], workers);
        shuffle.state.lock().mapped[number] = parts;
    };
    let reduce_part = &|reducer: usize| {
        let mut results = Vec::new();
        for (key, values) in shuffle.gather(reducer) {
            let result = reduce(&key, values);
            results.push((key, result));
        }
        results
    };
    let mut results = thread::scope(|s| {
        let reducers: Vec<_> = (0..workers)
            .map(|reducer| s.spawn(move || reduce_part(reducer)))
            .collect();
        let mappers: Vec<_> = (0..)
            .zip(chunks)
            .map(|(number, chunk)| s.spawn(move || map_chunk(number, chunk)))
            .collect();
        mappers.into_iter().for_each(wait);
        reducers.into_iter().flat_map(wait).collect::<Vec<_>>()
    });
    results.sort_by(|(one, _), (other, _)| one.cmp(other));
    results
}

fn wait<T>(thread: ScopedJoinHandle<'_, T>) -> T {
    thread.join().unwrap_or_else(|panic| resume_unwind(panic))
}
