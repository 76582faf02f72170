//! The map phase: each worker takes splits, maps their records, and keeps the pairs.

use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};

use pattern_sync::trace;

use crate::bad_records::BadRecord;
use crate::emitter::{Emitter, Finished};
use crate::error::Cause;
use crate::input::{Input, Split};
use crate::job::Job;
use crate::labels::MAP;
use crate::report::Phase;
use crate::shared::{Shared, Who};

/// How many bad records the report quotes.
const QUOTED: usize = 10;

/// What a map worker has done.
#[derive(Default)]
pub(crate) struct Tally {
    pub(crate) splits: u64,
    pub(crate) records: u64,
    pub(crate) emitted: u64,
    pub(crate) bad: u64,
    pub(crate) first_bad: Vec<BadRecord>,
    pub(crate) counters: Vec<(&'static str, u64)>,
}

/// What the worker of a job leaves behind.
type FinishedOf<'run, J> = Finished<'run, <J as Job>::Key, <J as Job>::Value>;

/// Maps split after split until there are no more. Says what it did, and gives the pairs; `None` if
/// something has failed, which has been noted.
pub(crate) fn map_splits<'run, J: Job, I: Input<J::Record>>(
    job: &J,
    input: &I,
    shared: &Shared<'_>,
    who: &Who<'_>,
    emitter: Emitter<'run, J::Key, J::Value>,
) -> (Tally, Option<FinishedOf<'run, J>>) {
    let mut worker = MapWorker {
        job,
        input,
        shared,
        who,
        emitter,
        tally: Tally::default(),
    };
    let mut done = false;
    while !done && !shared.stopped(who) {
        match input.next_split() {
            Ok(Some(split)) => trace::work(MAP, || worker.split(&split)),
            Ok(None) => done = true,
            Err(error) => shared.fail(who, None, Cause::Input(error)),
        }
    }
    worker.finish(done)
}

/// A map worker at work.
struct MapWorker<'a, 'run, J: Job, I> {
    job: &'a J,
    input: &'a I,
    shared: &'a Shared<'a>,
    who: &'a Who<'a>,
    emitter: Emitter<'run, J::Key, J::Value>,
    tally: Tally,
}

impl<'run, J: Job, I: Input<J::Record>> MapWorker<'_, 'run, J, I> {
    fn split(&mut self, split: &Split<I::Content>) {
        let (shared, who, input) = (self.shared, self.who, self.input);
        self.tally.splits += 1;
        let before = self.tally.records;
        self.emitter.begin_split(split.number);
        // Once per split, not per record. Unwind safe: after a panic this worker's pairs are never
        // looked at again.
        let read = catch_unwind(AssertUnwindSafe(|| {
            let read = input.read(split, |position, record| {
                self.record(split, position, record)
            });
            self.emitter.end_split();
            read
        }));
        let place = || {
            let begun = self.tally.records > before;
            let current = || begun.then(|| self.emitter.position());
            let position = self.emitter.culprit().or_else(current);
            position.map(|position| input.place(split, position))
        };
        match read {
            Ok(Ok(())) => {
                if let Some(error) = self.emitter.take_failure() {
                    return shared.fail(who, None, Cause::Spill(error));
                }
                shared.progress(Phase::Map, split.size, input.total_size());
            }
            Ok(Err(error)) => shared.fail(who, None, Cause::Input(error)),
            Err(payload) => shared.panicked(who, place(), &*payload),
        }
    }

    #[inline]
    fn record(
        &mut self,
        split: &Split<I::Content>,
        position: u64,
        record: Result<&J::Record, crate::BoxError>,
    ) -> ControlFlow<()> {
        if self.shared.stopped(self.who) {
            return ControlFlow::Break(());
        }
        self.emitter.begin_record(position);
        self.tally.records += 1;
        let mapped = record.and_then(|record| self.job.map(record, &mut self.emitter));
        if let Err(error) = mapped {
            return self.bad_record(split, position, error);
        }
        if let Some(error) = self.emitter.take_failure() {
            self.shared.fail(self.who, None, Cause::Spill(error));
            return ControlFlow::Break(());
        }
        ControlFlow::Continue(())
    }

    #[cold]
    fn bad_record(
        &mut self,
        split: &Split<I::Content>,
        position: u64,
        error: crate::BoxError,
    ) -> ControlFlow<()> {
        self.tally.bad += 1;
        let place = self.input.place(split, position);
        match self.shared.bad_record(error) {
            Ok(error) => {
                if self.tally.first_bad.len() < QUOTED {
                    let at = (split.number, position);
                    self.tally.first_bad.push(BadRecord { place, error, at });
                }
                ControlFlow::Continue(())
            }
            Err(cause) => {
                self.shared.fail(self.who, Some(place), cause);
                ControlFlow::Break(())
            }
        }
    }

    /// Says what was done, and gives the pairs if they are all there.
    fn finish(self, done: bool) -> (Tally, Option<FinishedOf<'run, J>>) {
        let Self {
            mut emitter,
            mut tally,
            ..
        } = self;
        tally.emitted = emitter.emitted;
        tally.counters = std::mem::take(&mut emitter.counters);
        if !done {
            return (tally, None);
        }
        let finished = emitter.finish();
        let noted = finished.map_err(|error| self.shared.fail(self.who, None, Cause::Spill(error)));
        (tally, noted.ok())
    }
}

/// The first bad records of all workers, in the order of the input.
pub(crate) fn first_of_all(mut bad: Vec<BadRecord>) -> Vec<BadRecord> {
    bad.sort_by_key(|record| record.at);
    bad.truncate(QUOTED);
    bad
}
