//! A run from its start to its end: map, shuffle, reduce.

use std::env;

use pattern_sync::sync::atomic::{AtomicUsize, Ordering};
use pattern_sync::time::Instant;

use crate::buffer::{Buffer, CombineWith, PartitionOf};
use crate::emitter::Emitter;
use crate::error::{Cause, Failure, RunError};
use crate::grouped::InMemory;
use crate::input::Input;
use crate::job::Job;
use crate::map_phase::map_splits;
use crate::map_reduce::MapReduce;
use crate::reduce_phase::{Reduced, Sink, reduce_partition};
use crate::reductions::Reductions;
use crate::report::{Completed, Phase, Progress, Report};
use crate::shared::{Shared, Tell, Who};
use crate::shuffle::{Shuffled, shuffle, tell};
use crate::spill::{Groups, Run, Scratch, Spiller, Spilling};
use crate::workers::run_phase;

/// Where outputs are kept until all keys have been reduced.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Keep {
    /// In memory, since the caller wants them there.
    InMemory,
    /// In memory, or on disk once pairs had to go there.
    WhereItFits,
}

/// The account of a run that goes well so far.
pub(crate) struct Account {
    report: Report,
    started: Instant,
}

impl Account {
    /// Ends a run that went well.
    pub(crate) fn completed<T>(mut self, output: T) -> Completed<T> {
        self.report.elapsed = self.started.elapsed();
        let report = self.report;
        Completed { output, report }
    }

    /// Ends a run that failed on the calling thread, after the reduce phase.
    pub(crate) fn failed(mut self, cause: Cause) -> RunError {
        self.report.elapsed = self.started.elapsed();
        let failure = Failure {
            worker: CALLER.to_owned(),
            phase: Phase::Output,
            place: None,
            cause,
        };
        RunError::new(vec![failure], self.report)
    }
}

/// What the calling thread goes by in failures.
const CALLER: &str = "caller";

/// Maps and reduces everything.
pub(crate) fn execute<J: Job, I: Input<J::Record>>(
    settings: &MapReduce<'_, J>,
    input: &I,
    keep: Keep,
) -> Result<(Reductions<J::Key, J::Output>, Account), RunError> {
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
        Some(reductions) if failures.is_empty() => Ok((reductions, Account { report, started })),
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
) -> Option<Reductions<J::Key, J::Output>> {
    let job = &settings.job;
    let partitions = settings.partitions.unwrap_or(settings.workers);
    let combine = |total: &mut J::Value, value| job.combine(total, value);
    let combine: Option<CombineWith<'_, J::Value>> =
        if J::COMBINES { Some(&combine) } else { None };
    let partition_of = |key: &J::Key| {
        let partition = job.partition(key, partitions);
        assert!(
            partition < partitions,
            "`partition` returned {partition}, and there are {partitions} partitions"
        );
        partition
    };
    let spilling = spilling_of(settings, partitions)
        .map_err(|error| shared.fail(&caller(Phase::Map), None, Cause::Spill(error)))
        .ok()?;

    let started = Instant::now();
    let mapped = run_phase(shared, Phase::Map, settings.workers, |number, who| {
        let measure = spilling.as_ref();
        let measure = measure.map(|spilling| (spilling.key.heap_bytes, spilling.value.heap_bytes));
        let buffer = Buffer::new(combine, measure);
        let spiller = spilling
            .as_ref()
            .map(|all| Spiller::new(all, combine, number));
        let emitter = Emitter::new(
            buffer,
            partitions,
            &partition_of as PartitionOf<'_, _>,
            spiller,
        );
        map_splits(job, input, shared, who, emitter)
    });
    report.map_time = started.elapsed();
    let (tallies, finished): (Vec<_>, Vec<_>) = mapped
        .into_iter()
        .map(|(number, (tally, finished), busy)| ((number, tally, busy), finished))
        .unzip();
    tell(report, settings.workers, tallies.into_iter());
    if shared.has_failed() {
        return None;
    }
    let finished = finished.into_iter().flatten().collect();
    let shuffled = shuffle(finished, partitions, report)
        .map_err(|error| shared.fail(&caller(Phase::Map), None, Cause::Spill(error)))
        .ok()?;

    let on_disk = spilling
        .as_ref()
        .filter(|_| keep == Keep::WhereItFits && !shuffled.runs.is_empty());
    let reducing = Reducing {
        settings,
        shuffled,
        partitions,
        shared,
        outputs_to: on_disk,
    };
    let reduced = reducing.reduce(report)?;
    let codecs = settings
        .budget
        .as_ref()
        .map(|budget| (budget.key, budget.output));
    Some(Reductions::new(
        reduced,
        codecs,
        spilling.map(|all| all.scratch),
    ))
}

fn caller(phase: Phase) -> Who<'static> {
    Who {
        worker: CALLER,
        phase,
    }
}

/// What spilling needs, if there is a memory budget.
fn spilling_of<J: Job>(
    settings: &MapReduce<'_, J>,
    partitions: usize,
) -> std::io::Result<Option<Spilling<J::Key, J::Value>>> {
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

/// The reduce phase, about to begin.
struct Reducing<'run, 'env, J: Job> {
    settings: &'run MapReduce<'env, J>,
    shuffled: Shuffled<J::Key, J::Value>,
    partitions: usize,
    shared: &'run Shared<'run>,
    /// Where outputs are written to, if they are.
    outputs_to: Option<&'run Spilling<J::Key, J::Value>>,
}

impl<J: Job> Reducing<'_, '_, J> {
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
                match self.reduce_one(partition, workers, who) {
                    Ok(reduced) => done.push((partition, reduced)),
                    // Whoever has stopped us has said why.
                    Err(None) => break,
                    Err(Some(cause)) => self.shared.fail(who, None, cause),
                }
                self.shared
                    .progress(Phase::Reduce, 1, Some(self.partitions as u64));
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
            let mut groups = InMemory::new(segments, J::COMBINES);
            return reduce_partition(job, &mut groups, Sink::memory(), self.shared, who);
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
