//! The outputs of all partitions, and how they are put in one order.

use std::io;

use crate::error::Cause;
use crate::reduce_phase::Reduced;
use crate::spill::{Codec, Merge, Run, Scratch};
use pattern_core::BoxError;

/// The outputs of all partitions: in memory, or else on disk.
pub(crate) struct Reductions<K, O> {
    lists: Vec<Vec<(K, O)>>,
    runs: Vec<Run>,
    codecs: Option<(Codec<K>, Codec<O>)>,
    /// Dropped after the runs: some systems do not remove a file that is open.
    _scratch: Option<Scratch>,
}

impl<K: Ord, O> Reductions<K, O> {
    pub(crate) fn new(
        partitions: Vec<Reduced<K, O>>,
        codecs: Option<(Codec<K>, Codec<O>)>,
        scratch: Option<Scratch>,
    ) -> Self {
        let (mut lists, mut runs) = (Vec::new(), Vec::new());
        for reduced in partitions {
            match reduced {
                Reduced::InMemory(list) => lists.push(list),
                Reduced::OnDisk(run, _) => runs.push(run),
            }
        }
        Self {
            lists,
            runs,
            codecs,
            _scratch: scratch,
        }
    }

    /// Gives the outputs that were kept in memory, by partition.
    pub(crate) fn into_lists(self) -> Vec<Vec<(K, O)>> {
        self.lists
    }

    /// Gives the outputs that were kept in memory, in the order of their keys.
    pub(crate) fn into_sorted(self) -> Vec<(K, O)> {
        sorted(self.lists)
    }

    /// Passes the outputs on in the order of their keys.
    pub(crate) fn for_each(
        self,
        mut each: impl FnMut(K, O) -> Result<(), BoxError>,
    ) -> Result<(), Cause> {
        if let Some((key, output)) = self.codecs.filter(|_| !self.runs.is_empty()) {
            return for_each_on_disk(&self.runs, key, output, each);
        }
        for (key, output) in sorted(self.lists) {
            each(key, output).map_err(Cause::Output)?;
        }
        Ok(())
    }
}

fn sorted<K: Ord, O>(lists: Vec<Vec<(K, O)>>) -> Vec<(K, O)> {
    let mut all = Vec::with_capacity(lists.iter().map(Vec::len).sum());
    for list in lists {
        all.extend(list);
    }
    // Sorted stretches, one per partition, which this sort recognises and merges.
    all.sort_by(|a, b| a.0.cmp(&b.0));
    all
}

/// How much of each partition is read at a time, in bytes.
const READ_BYTES: usize = 64 << 10;

fn for_each_on_disk<K, O>(
    runs: &[Run],
    key: Codec<K>,
    output: Codec<O>,
    mut each: impl FnMut(K, O) -> Result<(), BoxError>,
) -> Result<(), Cause> {
    let spill = |error: io::Error| Cause::Spill(error);
    let readers = runs.iter().map(|run| run.read(0, READ_BYTES)).collect();
    let mut merge = Merge::new(readers).map_err(spill)?;
    while let Some(pair) = merge.least() {
        let key = key.decode(pair.key()).map_err(spill)?;
        let output = output.decode(pair.value()).map_err(spill)?;
        each(key, output).map_err(Cause::Output)?;
        merge.advance().map_err(spill)?;
    }
    Ok(())
}
