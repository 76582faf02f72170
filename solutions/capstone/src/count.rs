//! Step 3: map-reduce on a pool.

use std::collections::BTreeMap;

use pattern_sync::collections::HashMap;
use worker_pool::WorkerPool;

use crate::{IndexError, Words};

pub fn count(
    pool: &WorkerPool,
    documents: &mut dyn Iterator<Item = Words>,
) -> Result<BTreeMap<String, Vec<(String, usize)>>, IndexError> {
    let tables: Vec<_> = documents
        .map(|document| {
            pool.submit(move || {
                let mut table: HashMap<String, usize> = HashMap::default();
                for word in document.words {
                    *table.entry(word).or_default() += 1;
                }
                (document.name, table)
            })
        })
        .collect();
    let mut index: BTreeMap<String, Vec<(String, usize)>> = BTreeMap::new();
    for table in tables {
        let (name, table) = table.join().map_err(|error| IndexError::Panicked(error.to_string()))?;
        for (word, count) in table {
            index.entry(word).or_default().push((name.clone(), count));
        }
    }
    for files in index.values_mut() {
        files.sort();
    }
    Ok(index)
}
