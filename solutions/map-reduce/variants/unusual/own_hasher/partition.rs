//! Unusual: a hash function of one's own, and the pairs sorted by partition before they go there.

use std::hash::{Hash, Hasher};

use pattern_sync::collections::HashMap;

/// Hashes byte by byte: exclusive or, then a multiplication that spreads it (known as FNV-1a).
struct ByteByByte(u64);

impl Hasher for ByteByByte {
    fn write(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

/// Says in which of `partitions` partitions `key` belongs, counted from 0.
pub fn partition_of<K: Hash>(key: &K, partitions: usize) -> usize {
    let mut hasher = ByteByByte(0xcbf2_9ce4_8422_2325);
    key.hash(&mut hasher);
    // The upper half is mixed best. No partitions: a division by 0, and that is the panic asked
    // for.
    (hasher.finish() >> 32) as usize % partitions
}

/// Distributes the pairs of all `tables` over `partitions` partitions.
pub fn partition<K, V>(tables: Vec<HashMap<K, V>>, partitions: usize) -> Vec<HashMap<K, Vec<V>>>
where
    K: Hash + Eq,
{
    assert_ne!(partitions, 0, "the pairs need a partition to go to");
    let mut pairs: Vec<(usize, K, V)> = tables
        .into_iter()
        .flatten()
        .map(|(key, value)| (partition_of(&key, partitions), key, value))
        .collect();
    // Stable: the values of a key stay in the order of the tables.
    pairs.sort_by_key(|(number, ..)| *number);
    let mut pairs = pairs.into_iter().peekable();
    (0..partitions)
        .map(|wanted| {
            let mut part = HashMap::<K, Vec<V>>::default();
            while let Some((_, key, value)) = pairs.next_if(|(number, ..)| *number == wanted) {
                part.entry(key).or_default().push(value);
            }
            part
        })
        .collect()
}
