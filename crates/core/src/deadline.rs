//! When a blocking operation gives up: the one thing in which `try_x`, `x_timeout` and `x` differ.

use pattern_sync::time::{Duration, Instant};
use pattern_sync::trace;

use crate::primitives::{Condvar, MutexGuard};

/// Says how long an operation may block.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Deadline {
    /// Not at all.
    Now,
    /// Until this instant. An instant and not a duration, so that spurious wake-ups do not lengthen
    /// the wait.
    At(Instant),
    /// As long as it takes.
    Never,
}

impl Deadline {
    /// Returns the deadline that lies `timeout` ahead.
    pub(crate) fn after(timeout: Duration) -> Self {
        // An instant too far away to be represented, as with `Duration::MAX`, never comes.
        Instant::now()
            .checked_add(timeout)
            .map_or(Self::Never, Self::At)
    }

    /// Returns whether there is no time to wait at all.
    pub(crate) fn is_now(self) -> bool {
        matches!(self, Self::Now)
    }

    /// Blocks on `condvar` until a notification, a spurious wake-up or the deadline; returns
    /// whether the deadline has passed. A recording says that it was for `what`.
    ///
    /// The caller looks at its predicate once more, whatever this returns: a thread whose time ran
    /// out may well find what it waited for, and if it left that unseen while a notification was
    /// meant for it, nobody else would be woken.
    pub(crate) fn wait<T>(
        self,
        what: &str,
        condvar: &Condvar,
        guard: &mut MutexGuard<'_, T>,
    ) -> bool {
        match self {
            Self::Now => true,
            Self::At(instant) => {
                trace::wait(what, || condvar.wait_until(guard, instant).timed_out())
            }
            Self::Never => {
                trace::wait(what, || condvar.wait(guard));
                false
            }
        }
    }
}
