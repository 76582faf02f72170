//! The shuffle: what the map workers have left, brought together by partition.

use std::hash::Hash;
use std::io;

use pattern_sync::sync::Mutex;
use pattern_sync::time::Duration;

use crate::emitter::Finished;
use crate::map_phase::{Tally, first_of_all};
use crate::report::{Report, WorkerReport};
use crate::segments::{Segment, Segments, count};
use crate::spill::{Run, Spiller};
use crate::workers::name_of;

/// All pairs, by partition: in memory, or else in runs.
pub(crate) struct Shuffled<K, V> {
    /// Each is taken by the worker that reduces the partition.
    pub(crate) segments: Vec<Mutex<Vec<Segment<K, V>>>>,
    pub(crate) runs: Vec<Run>,
}

/// Writes into the report what the map workers have done. Each comes with its number and with the
/// time that it was busy.
pub(crate) fn tell(
    report: &mut Report,
    workers: usize,
    tallies: impl Iterator<Item = (usize, Tally, Duration)>,
) {
    report.workers = (0..workers)
        .map(|number| WorkerReport {
            name: name_of(number),
            idle: report.map_time,
            ..WorkerReport::default()
        })
        .collect();
    let mut bad = Vec::new();
    for (number, tally, busy) in tallies {
        let worker = &mut report.workers[number];
        worker.busy = busy;
        worker.idle = worker.idle.saturating_sub(busy);
        worker.splits = tally.splits;
        worker.records = tally.records;
        worker.emitted = tally.emitted;
        report.records += tally.records;
        report.emitted += tally.emitted;
        report.bad_records += tally.bad;
        bad.extend(tally.first_bad);
        for (name, more) in tally.counters {
            *report.counters.entry(name).or_default() += more;
        }
    }
    report.first_bad = first_of_all(bad);
}

/// Brings together what the map workers have left.
pub(crate) fn shuffle<K: Ord + Hash, V>(
    all: Vec<Finished<'_, K, V>>,
    partitions: usize,
    report: &mut Report,
) -> io::Result<Shuffled<K, V>> {
    let mut segments: Segments<K, V> = (0..partitions).map(|_| Vec::new()).collect();
    let mut runs = Vec::new();
    let has_spilled = |finished: &Finished<'_, K, V>| {
        let spiller = finished.spiller.as_ref();
        spiller.is_some_and(Spiller::has_spilled)
    };
    let spilled = all.iter().any(has_spilled);
    for finished in all {
        match finished.spiller {
            // One worker's pairs are on disk: then so must be all, for the merge to find them.
            Some(mut spiller) if spilled => {
                spiller.write(finished.segments)?;
                report.shuffled += spiller.pairs;
                report.spills += spiller.runs;
                report.spilled_bytes += spiller.bytes;
                runs.extend(spiller.into_runs());
            }
            _ => {
                report.shuffled += count(&finished.segments);
                for (partition, more) in segments.iter_mut().zip(finished.segments) {
                    partition.extend(more);
                }
            }
        }
    }
    Ok(Shuffled {
        segments: segments.into_iter().map(Mutex::new).collect(),
        runs,
    })
}
