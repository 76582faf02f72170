//! The map phase: each worker takes splits, maps their records, and keeps the pairs.

use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::bad_records::BadRecord;
use crate::emitter::{Emitter, Finished};
use crate::error::Cause;
use crate::input::{Input, Split};
use crate::job::Job;
use crate::report::Phase;
use crate::shared::{Shared, Who};

/// How many bad records the report quotes.
const QUOTED: usize = 10;

/// What a map worker has done.
pub(crate) struct Mapped<'run, K, V> {
    pub(crate) finished: Finished<'run, K, V>,
    pub(crate) splits: u64,
    pub(crate) records: u64,
    pub(crate) bad: u64,
    pub(crate) first_bad: Vec<BadRecord>,
}

/// Maps split after split until there are no more; `None` if something has failed, which has been
/// noted.
pub(crate) fn map_splits<'run, J: Job, I: Input<J::Record>>(
    job: &J,
    input: &I,
    shared: &Shared<'_>,
    who: &Who<'_>,
    emitter: Emitter<'run, J::Key, J::Value>,
) -> Option<Mapped<'run, J::Key, J::Value>> {
    let mut mapping = Mapping {
        job,
        input,
        shared,
        who,
        emitter,
        splits: 0,
        records: 0,
        bad: 0,
        first_bad: Vec::new(),
        position: None,
    };
    while !shared.stopped(who) {
        match input.next_split() {
            Ok(Some(split)) => mapping.split(&split),
            Ok(None) => return mapping.finish(),
            Err(error) => shared.fail(who, None, Cause::Input(error)),
        }
    }
    None
}

/// A map worker at work.
struct Mapping<'a, 'run, J: Job, I> {
    job: &'a J,
    input: &'a I,
    shared: &'a Shared<'a>,
    who: &'a Who<'a>,
    emitter: Emitter<'run, J::Key, J::Value>,
    splits: u64,
    records: u64,
    bad: u64,
    first_bad: Vec<BadRecord>,
    /// Where the record is that is being mapped, in case of a panic.
    position: Option<u64>,
}

impl<'run, J: Job, I: Input<J::Record>> Mapping<'_, 'run, J, I> {
    fn split(&mut self, split: &Split<I::Content>) {
        let (shared, who, input) = (self.shared, self.who, self.input);
        self.splits += 1;
        self.emitter.begin_split(split.number);
        // Once per split, not per record. Unwind safe: after a panic this worker's pairs are never
        // looked at again.
        let read = catch_unwind(AssertUnwindSafe(|| {
            input.read(split, |position, record| {
                self.record(split, position, record)
            })
        }));
        let place = || self.position.map(|position| input.place(split, position));
        match read {
            Ok(Ok(())) => {
                self.position = None;
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
        self.position = Some(position);
        self.records += 1;
        if let Err(error) = record.and_then(|record| self.job.map(record, &mut self.emitter)) {
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
        self.bad += 1;
        let place = self.input.place(split, position);
        match self.shared.bad_record(error) {
            Ok(error) => {
                if self.first_bad.len() < QUOTED {
                    let at = (split.number, position);
                    self.first_bad.push(BadRecord { place, error, at });
                }
                ControlFlow::Continue(())
            }
            Err(cause) => {
                self.shared.fail(self.who, Some(place), cause);
                ControlFlow::Break(())
            }
        }
    }

    fn finish(self) -> Option<Mapped<'run, J::Key, J::Value>> {
        match self.emitter.finish() {
            Ok(finished) => Some(Mapped {
                finished,
                splits: self.splits,
                records: self.records,
                bad: self.bad,
                first_bad: self.first_bad,
            }),
            Err(error) => {
                self.shared.fail(self.who, None, Cause::Spill(error));
                None
            }
        }
    }
}

/// The first bad records of all workers, in the order of the input.
pub(crate) fn first_of_all(mut bad: Vec<BadRecord>) -> Vec<BadRecord> {
    bad.sort_by_key(|record| record.at);
    bad.truncate(QUOTED);
    bad
}
