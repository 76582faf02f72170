//! The reduce phase: each worker takes partitions, and reduces their keys in ascending order.

use std::fs::File;
use std::io;

use crate::error::Cause;
use crate::grouped::Grouped;
use crate::job::Job;
use crate::shared::{Shared, Who};
use crate::spill::{Codec, Run, RunWriter};
use crate::values::Values;

/// What one partition has been reduced to.
pub(crate) enum Reduced<K, O> {
    InMemory(Vec<(K, O)>),
    OnDisk(Run, u64),
}

impl<K, O> Reduced<K, O> {
    /// Counts the outputs.
    pub(crate) fn len(&self) -> u64 {
        match self {
            Self::InMemory(list) => list.len() as u64,
            Self::OnDisk(_, count) => *count,
        }
    }
}

/// Where the outputs of a partition go.
pub(crate) enum Sink<K, O> {
    Memory(Vec<(K, O)>),
    Disk {
        writer: RunWriter,
        key: Codec<K>,
        output: Codec<O>,
        /// How many there are, and the bytes of the last one, kept for their memory.
        count: u64,
        bytes: (Vec<u8>, Vec<u8>),
    },
}

impl<K, O> Sink<K, O> {
    /// Collects the outputs in a vector.
    pub(crate) fn memory() -> Self {
        Self::Memory(Vec::new())
    }

    /// Collects the outputs in a run with one partition.
    pub(crate) fn disk(file: File, key: Codec<K>, output: Codec<O>) -> Self {
        let mut writer = RunWriter::new(file);
        writer.begin_partition();
        Self::Disk {
            writer,
            key,
            output,
            count: 0,
            bytes: (Vec::new(), Vec::new()),
        }
    }

    fn push(&mut self, new_key: K, new_output: O) -> io::Result<()> {
        match self {
            Self::Memory(all) => {
                all.push((new_key, new_output));
                Ok(())
            }
            Self::Disk {
                writer,
                key,
                output,
                count,
                bytes,
            } => {
                bytes.0.clear();
                bytes.1.clear();
                (key.encode)(&new_key, &mut bytes.0);
                (output.encode)(&new_output, &mut bytes.1);
                *count += 1;
                writer.write(&bytes.0, &bytes.1)
            }
        }
    }

    fn finish(self) -> io::Result<Reduced<K, O>> {
        match self {
            Self::Memory(all) => Ok(Reduced::InMemory(all)),
            Self::Disk { writer, count, .. } => Ok(Reduced::OnDisk(writer.finish()?, count)),
        }
    }
}

/// Reduces all keys of a partition.
pub(crate) fn reduce_partition<J: Job>(
    job: &J,
    groups: &mut impl Grouped<Key = J::Key, Value = J::Value>,
    mut sink: Sink<J::Key, J::Output>,
    shared: &Shared<'_>,
    who: &Who<'_>,
) -> Result<Reduced<J::Key, J::Output>, Option<Cause>> {
    while let Some(key) = groups.next_key().map_err(spill)? {
        if shared.stopped(who) {
            return Err(None);
        }
        let mut of_key = OfKey {
            groups,
            key: &key,
            failed: None,
        };
        let output = job.reduce(&key, Values::new(&mut of_key));
        // What `reduce` did not take is none of the next key's business.
        of_key.by_ref().for_each(drop);
        if let Some(error) = of_key.failed {
            return Err(spill(error));
        }
        let output = output.map_err(|error| Some(Cause::Reduce(error)))?;
        sink.push(key, output).map_err(spill)?;
    }
    sink.finish().map_err(spill)
}

fn spill(error: io::Error) -> Option<Cause> {
    Some(Cause::Spill(error))
}

/// The values of the current key.
struct OfKey<'a, G: Grouped> {
    groups: &'a mut G,
    key: &'a G::Key,
    /// An error ends the values; whoever made this asks for it afterwards.
    failed: Option<io::Error>,
}

impl<G: Grouped> Iterator for OfKey<'_, G> {
    type Item = G::Value;

    #[inline]
    fn next(&mut self) -> Option<G::Value> {
        if self.failed.is_some() {
            return None;
        }
        self.groups.next_value(self.key).unwrap_or_else(|error| {
            self.failed = Some(error);
            None
        })
    }
}
