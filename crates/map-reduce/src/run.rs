//! A run from its start to its end: map, shuffle, reduce.

use std::env;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};

use pattern_sync::sync::atomic::{AtomicUsize, Ordering};
use pattern_sync::time::Instant;
use pattern_sync::trace;

use crate::account::{Account, caller};
use crate::buffer::Buffer;
use crate::emitter::Emitter;
use crate::error::{Cause, RunError};
use crate::grouped::{InMemory, Words};
use crate::input::Input;
use crate::job::Job;
use crate::labels::{REDUCE, SHUFFLE};
use crate::map_phase::map_splits;
use crate::map_reduce::MapReduce;
use crate::reduce_phase::{Reduced, Sink, reduce_partition};
use crate::reductions::Reductions;
use crate::report::{Phase, Progress, Report};
use crate::shared::{Shared, Tell, Who};
use crate::shuffle::{Shuffled, shuffle, tell};
use crate::spill::{Groups, Run, Scratch, Spiller, Spilling};
use crate::totals::CombinerOf;
use crate::workers::run_phase;

/// Where outputs are kept until all keys have been reduced.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Keep {
    /// In memory, since the caller wants them there.
    InMemory,
    /// In memory, or on disk once pairs had to go there.
    WhereItFits,
}

/// The outputs of all partitions of a job.
type ReductionsOf<J> = Reductions<<J as Job>::Key, <J as Job>::Output>;

/// Maps and reduces everything.
pub(crate) fn execute<J: Job, I: Input<J::Record>>(
    settings: &MapReduce<'_, J>,
    input: &I,
    keep: Keep,
) -> Result<(ReductionsOf<J>, Account), RunError> {
    let started = Instant::now();
    let tell = settings.on_progress.as_ref().map(|on_progress| {
        |now: &dyn Fn() -> Progress| {
            let mut on_progress = on_progress.lock();
            on_progress(now());
        }
    });
    let tell = tell.as_ref().map(|tell| tell as Tell<'_>);
    let shared = Shared::new(settings.bad_records, settings.cancel.as_ref(), tell);
    let mut report = Report::default();
    let reductions = map_and_reduce(settings, input, keep, &shared, &mut report);
    let failures = shared.into_failures();
    report.elapsed = started.elapsed();
    match reductions {
        Some(reductions) if failures.is_empty() => Ok((reductions, Account::new(report, started))),
        _ => Err(RunError::new(failures, report)),
    }
}

/// As `execute`; `None` if something has failed, which has been noted.
fn map_and_reduce<J: Job, I: Input<J::Record>>(
    settings: &MapReduce<'_, J>,
    input: &I,
    keep: Keep,
    shared: &Shared<'_>,
    report: &mut Report,
) -> Option<ReductionsOf<J>> {
    let spilled = |error| shared.fail(&caller(Phase::Map), None, Cause::Spill(error));
    let partitions = settings.partitions.unwrap_or(settings.workers);
    let spilling = spilling_of(settings, partitions).map_err(spilled).ok()?;
    let combine = |total: &mut J::Value, value| settings.job.combine(total, value);
    let combine: &dyn CombinerOf<J::Key, J::Value> = &combine;
    let map_phase = MapPhase {
        settings,
        partitions,
        combine: J::COMBINES.then_some(combine),
        spilling: spilling.as_ref(),
        shared,
    };
    let shuffled = map_phase.map(input, report)?;

    let to_disk = keep == Keep::WhereItFits && !shuffled.runs.is_empty();
    let reduce_phase = ReducePhase {
        settings,
        shuffled,
        partitions,
        shared,
        outputs_to: spilling.as_ref().filter(|_| to_disk),
    };
    let reduced = reduce_phase.reduce(report)?;
    let budget = settings.budget.as_ref();
    let codecs = budget.map(|budget| (budget.key, budget.output));
    let scratch = spilling.map(|all| all.scratch);
    Some(Reductions::new(reduced, codecs, scratch))
}

/// What spilling needs, if there is a memory budget.
fn spilling_of<J: Job>(
    settings: &MapReduce<'_, J>,
    partitions: usize,
) -> io::Result<Option<Spilling<J::Key, J::Value>>> {
    let Some(budget) = &settings.budget else {
        return Ok(None);
    };
    let parent = settings.temporary.clone().unwrap_or_else(env::temp_dir);
    Ok(Some(Spilling {
        scratch: Scratch::new(&parent)?,
        key: budget.key,
        value: budget.value,
        limit: budget.bytes / settings.workers,
        workers: settings.workers,
        partitions,
    }))
}

/// The map phase, about to begin.
struct MapPhase<'run, 'env, J: Job> {
    settings: &'run MapReduce<'env, J>,
    partitions: usize,
    combine: Option<&'run dyn CombinerOf<J::Key, J::Value>>,
    spilling: Option<&'run Spilling<J::Key, J::Value>>,
    shared: &'run Shared<'run>,
}

impl<J: Job> MapPhase<'_, '_, J> {
    /// Maps every record, and brings the pairs together.
    fn map<I: Input<J::Record>>(
        &self,
        input: &I,
        report: &mut Report,
    ) -> Option<Shuffled<J::Key, J::Value>> {
        let (job, workers) = (&self.settings.job, self.settings.workers);
        let partition_of = |key: &J::Key| self.partition_of(key);
        let started = Instant::now();
        let mapped = run_phase(self.shared, Phase::Map, workers, |number, who| {
            let heap_bytes = |all: &Spilling<_, _>| (all.key.heap_bytes, all.value.heap_bytes);
            let buffer = Buffer::new(self.combine, self.spilling.map(heap_bytes));
            let spiller = self
                .spilling
                .map(|all| Spiller::new(all, self.combine.map(|combine| combine as _), number));
            let emitter = Emitter::new(buffer, self.partitions, &partition_of, spiller);
            map_splits(job, input, self.shared, who, emitter)
        });
        report.map_time = started.elapsed();
        let mut all = Vec::with_capacity(workers);
        let tallies = mapped.into_iter().map(|(number, (tally, finished), busy)| {
            all.extend(finished);
            (number, tally, busy)
        });
        tell(report, workers, tallies);
        if self.shared.has_failed() {
            return None;
        }
        // Pairs that go to disk now are encoded by the user's code, which may panic.
        let shuffle = || trace::work(SHUFFLE, || shuffle(all, self.partitions, report));
        let shuffled = catch_unwind(AssertUnwindSafe(shuffle));
        let caller = caller(Phase::Map);
        match shuffled {
            Ok(Ok(shuffled)) => return Some(shuffled),
            Ok(Err(error)) => self.shared.fail(&caller, None, Cause::Spill(error)),
            Err(payload) => self.shared.panicked(&caller, None, &*payload),
        }
        None
    }

    fn partition_of(&self, key: &J::Key) -> usize {
        let partitions = self.partitions;
        let partition = self.settings.job.partition(key, partitions);
        assert!(
            partition < partitions,
            "`partition` returned {partition}, and there are {partitions} partitions"
        );
        partition
    }
}

/// The reduce phase, about to begin.
struct ReducePhase<'run, 'env, J: Job> {
    settings: &'run MapReduce<'env, J>,
    shuffled: Shuffled<J::Key, J::Value>,
    partitions: usize,
    shared: &'run Shared<'run>,
    /// Where outputs are written to, if they are.
    outputs_to: Option<&'run Spilling<J::Key, J::Value>>,
}

impl<J: Job> ReducePhase<'_, '_, J> {
    /// Reduces every partition, and gives the outputs in the order of the partitions.
    fn reduce(self, report: &mut Report) -> Option<Vec<Reduced<J::Key, J::Output>>> {
        let started = Instant::now();
        let next = AtomicUsize::new(0);
        let workers = self.settings.workers.min(self.partitions);
        self.shared.begin_phase();
        let done = run_phase(self.shared, Phase::Reduce, workers, |_number, who| {
            let mut done = Vec::new();
            while !self.shared.stopped(who) {
                let partition = next.fetch_add(1, Ordering::SeqCst);
                if partition >= self.partitions {
                    return done;
                }
                match trace::work(REDUCE, || self.reduce_one(partition, workers, who)) {
                    Ok(reduced) => {
                        done.push((partition, reduced));
                        let total = Some(self.partitions as u64);
                        self.shared.progress(Phase::Reduce, 1, total);
                    }
                    // Whoever has stopped us has said why.
                    Err(None) => break,
                    Err(Some(cause)) => self.shared.fail(who, None, cause),
                }
            }
            done
        });
        report.reduce_time = started.elapsed();
        for worker in &mut report.workers {
            worker.idle += report.reduce_time;
        }
        let mut all = Vec::with_capacity(self.partitions);
        for (number, done, busy) in done {
            let worker = &mut report.workers[number];
            worker.partitions = done.len() as u64;
            worker.busy += busy;
            worker.idle = worker.idle.saturating_sub(busy);
            all.extend(done);
        }
        if self.shared.has_failed() {
            return None;
        }
        all.sort_by_key(|&(partition, _)| partition);
        let all: Vec<_> = all.into_iter().map(|(_, reduced)| reduced).collect();
        report.keys = all.iter().map(Reduced::len).sum();
        Some(all)
    }

    fn reduce_one(
        &self,
        partition: usize,
        workers: usize,
        who: &Who<'_>,
    ) -> Result<Reduced<J::Key, J::Output>, Option<Cause>> {
        let (job, Shuffled { segments, runs }) = (&self.settings.job, &self.shuffled);
        let Some(budget) = self.settings.budget.as_ref().filter(|_| !runs.is_empty()) else {
            let segments = std::mem::take(&mut *segments[partition].lock());
            let (shared, sink) = (self.shared, Sink::memory());
            return match Words::new(segments) {
                Ok(mut words) => reduce_partition(job, &mut words, sink, shared, who),
                Err(segments) => {
                    let mut groups = InMemory::new(segments, J::COMBINES);
                    reduce_partition(job, &mut groups, sink, shared, who)
                }
            };
        };
        let spill = |error| Some(Cause::Spill(error));
        let sink = match self.outputs_to {
            None => Sink::memory(),
            Some(Spilling { scratch, .. }) => {
                let file = scratch
                    .file(&format!("partition-{partition}"))
                    .map_err(spill)?;
                Sink::disk(file, budget.key, budget.output)
            }
        };
        let runs: Vec<&Run> = runs.iter().collect();
        let buffer = (budget.bytes / (workers * runs.len())).clamp(4 << 10, 256 << 10);
        let codecs = (budget.key, budget.value);
        let mut groups =
            Groups::new(&runs, partition, buffer, codecs, J::COMBINES).map_err(spill)?;
        reduce_partition(job, &mut groups, sink, self.shared, who)
    }
}
