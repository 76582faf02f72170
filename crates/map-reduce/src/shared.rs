//! What the workers of a run share: whether to stop, what has failed, how far they have come.

use pattern_core::{StopToken, panic_message};
use pattern_sync::sync::Mutex;
use pattern_sync::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use std::any::Any;

use crate::bad_records::BadRecords;
use crate::error::{Cause, Failure};
use crate::report::{Phase, Progress};
use pattern_core::BoxError;

/// The closure that is told about progress. Behind a lock, so that it is called by one worker at a
/// time, and with numbers that ascend.
pub(crate) type OnProgress<'env> = Mutex<Box<dyn FnMut(Progress) + Send + 'env>>;

/// Calls the closure with what the argument returns, which is called under the lock.
pub(crate) type Tell<'run> = &'run (dyn Fn(&dyn Fn() -> Progress) + Sync);

/// What the workers of a run share.
pub(crate) struct Shared<'run> {
    /// Raised by the first failure, and never lowered. Read once per record and per key.
    stop: AtomicBool,
    cancel: Option<&'run StopToken>,
    /// In the order in which they happened. Locked when something fails, and at no other time.
    failures: Mutex<Vec<Failure>>,
    policy: BadRecords,
    bad: AtomicU64,
    tell: Option<Tell<'run>>,
    done: AtomicU64,
}

impl<'run> Shared<'run> {
    pub(crate) fn new(
        policy: BadRecords,
        cancel: Option<&'run StopToken>,
        tell: Option<Tell<'run>>,
    ) -> Self {
        Self {
            stop: AtomicBool::new(false),
            cancel,
            failures: Mutex::new(Vec::new()),
            policy,
            bad: AtomicU64::new(0),
            tell,
            done: AtomicU64::new(0),
        }
    }

    /// Takes note of a failure, and makes everybody stop.
    pub(crate) fn fail(&self, who: &Who<'_>, place: Option<String>, cause: Cause) {
        self.failures.lock().push(Failure {
            worker: who.worker.to_owned(),
            phase: who.phase,
            place,
            cause,
        });
        self.stop.store(true, Ordering::SeqCst);
    }

    /// As [`fail`](Self::fail), for a panic.
    pub(crate) fn panicked(
        &self,
        who: &Who<'_>,
        place: Option<String>,
        payload: &(dyn Any + Send),
    ) {
        self.fail(who, place, Cause::Panic(panic_message(payload)));
    }

    /// Tells whether to stop; a cancellation becomes a failure the first time it is seen.
    #[inline]
    pub(crate) fn stopped(&self, who: &Who<'_>) -> bool {
        if self.cancel.is_some_and(StopToken::stop_requested) {
            self.cancelled(who);
        }
        self.stop.load(Ordering::SeqCst)
    }

    #[cold]
    fn cancelled(&self, who: &Who<'_>) {
        if !self.stop.swap(true, Ordering::SeqCst) {
            self.fail(who, None, Cause::Cancelled);
        }
    }

    /// Decides about a bad record: `None` if it is to be skipped.
    pub(crate) fn bad_record(&self, error: BoxError) -> Result<BoxError, Cause> {
        let before = self.bad.fetch_add(1, Ordering::SeqCst);
        match self.policy {
            BadRecords::Skip => Ok(error),
            BadRecords::SkipUpTo(limit) if before < limit => Ok(error),
            BadRecords::SkipUpTo(limit) => Err(Cause::TooManyBadRecords(limit, error)),
            BadRecords::Fatal => Err(Cause::BadRecord(error)),
        }
    }

    /// Adds to what is done, and tells whoever wants to know.
    pub(crate) fn progress(&self, phase: Phase, more: u64, total: Option<u64>) {
        if let Some(tell) = self.tell {
            // Counted under the lock: two calls come in the order of their numbers.
            tell(&|| {
                let done = self.done.fetch_add(more, Ordering::SeqCst) + more;
                Progress { phase, done, total }
            });
        }
    }

    /// Begins to count anew.
    pub(crate) fn begin_phase(&self) {
        self.done.store(0, Ordering::SeqCst);
    }

    pub(crate) fn has_failed(&self) -> bool {
        self.stop.load(Ordering::SeqCst)
    }

    /// Gives the failures, once all workers have ended.
    pub(crate) fn into_failures(self) -> Vec<Failure> {
        self.failures.into_inner()
    }
}

/// Who is at work, for messages.
pub(crate) struct Who<'a> {
    pub(crate) worker: &'a str,
    pub(crate) phase: Phase,
}
