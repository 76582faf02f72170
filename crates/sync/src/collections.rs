//! Collections that behave the same in every run.
//!
//! The standard hash map starts from a random key, so that its order differs from run to run, and
//! with it whatever an exploration would try to repeat. These use a fixed key. Make them with
//! `default()`; `new()` exists for the random kind alone. They do not resist an attacker who
//! chooses the keys.

pub use std::collections::{BTreeMap, BTreeSet, BinaryHeap, VecDeque, btree_map, hash_map};

use std::hash::{BuildHasherDefault, DefaultHasher};

/// Builds the same hasher every time.
pub type FixedState = BuildHasherDefault<DefaultHasher>;

/// A hash map whose order depends on its history alone.
///
/// # Examples
///
/// ```
/// use pattern_sync::collections::HashMap;
///
/// let mut counts: HashMap<&str, u32> = HashMap::default();
/// *counts.entry("word").or_default() += 1;
/// assert_eq!(counts["word"], 1);
/// ```
pub type HashMap<K, V, S = FixedState> = std::collections::HashMap<K, V, S>;

/// A hash set whose order depends on its history alone.
///
/// # Examples
///
/// ```
/// use pattern_sync::collections::HashSet;
///
/// let seen: HashSet<u32> = [1, 2, 1].into_iter().collect();
/// assert_eq!(seen.len(), 2);
/// ```
pub type HashSet<T, S = FixedState> = std::collections::HashSet<T, S>;
