//! Clocks: real ones, and inside an exploration a virtual one that only waiting moves.

use std::fmt;
use std::ops::{Add, AddAssign, Sub, SubAssign};

#[cfg(feature = "model")]
use crate::engine;

pub use std::time::Duration;

/// A moment on a clock that never goes back.
///
/// In an exploration time stands still while threads work, and jumps to the next deadline when a
/// time-out fires. Moments of an exploration cannot be compared with real ones.
///
/// # Examples
///
/// ```
/// use pattern_sync::time::{Duration, Instant};
///
/// let start = Instant::now();
/// let deadline = start + Duration::from_secs(1);
/// assert_eq!(deadline - start, Duration::from_secs(1));
/// assert!(start < deadline);
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Instant(Clock);

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Clock {
    Real(std::time::Instant),
    /// Nanoseconds since a day before the schedule's start.
    #[cfg(feature = "model")]
    Virtual(u64),
}

/// What lies before a schedule's start, so that `now - interval` exists as on real machines.
#[cfg(feature = "model")]
const DAY: u64 = 24 * 60 * 60 * 1_000_000_000;

impl Instant {
    /// Reads the clock.
    #[inline]
    #[must_use]
    pub fn now() -> Self {
        #[cfg(feature = "model")]
        if let Some(execution) = engine::current() {
            return Self(Clock::Virtual(execution.now().saturating_add(DAY)));
        }
        Self(Clock::Real(std::time::Instant::now()))
    }

    /// Returns the time that has gone by since.
    #[inline]
    #[must_use]
    pub fn elapsed(&self) -> Duration {
        Self::now().saturating_duration_since(*self)
    }

    /// Returns the time from `earlier` to `self`, and zero if `earlier` is later.
    #[inline]
    #[must_use]
    pub fn duration_since(&self, earlier: Self) -> Duration {
        self.saturating_duration_since(earlier)
    }

    /// Returns the time from `earlier` to `self`, and zero if `earlier` is later.
    #[inline]
    #[must_use]
    pub fn saturating_duration_since(&self, earlier: Self) -> Duration {
        self.checked_duration_since(earlier).unwrap_or_default()
    }

    /// Returns the time from `earlier` to `self`, or `None` if `earlier` is later.
    ///
    /// # Panics
    ///
    /// If one moment is real and the other one of an exploration.
    #[inline]
    #[must_use]
    pub fn checked_duration_since(&self, earlier: Self) -> Option<Duration> {
        match (self.0, earlier.0) {
            (Clock::Real(this), Clock::Real(earlier)) => this.checked_duration_since(earlier),
            #[cfg(feature = "model")]
            (Clock::Virtual(this), Clock::Virtual(earlier)) => {
                this.checked_sub(earlier).map(Duration::from_nanos)
            }
            #[cfg(feature = "model")]
            _ => panic!("{MIXED}"),
        }
    }

    /// Returns the moment `duration` later, or `None` if the clock does not go so far.
    #[inline]
    #[must_use]
    pub fn checked_add(&self, duration: Duration) -> Option<Self> {
        match self.0 {
            Clock::Real(this) => this
                .checked_add(duration)
                .map(|real| Self(Clock::Real(real))),
            #[cfg(feature = "model")]
            Clock::Virtual(this) => {
                let nanoseconds = u64::try_from(duration.as_nanos()).ok()?;
                Some(Self(Clock::Virtual(this.checked_add(nanoseconds)?)))
            }
        }
    }

    /// Returns the moment `duration` earlier, or `None` if the clock does not go back so far.
    #[inline]
    #[must_use]
    pub fn checked_sub(&self, duration: Duration) -> Option<Self> {
        match self.0 {
            Clock::Real(this) => this
                .checked_sub(duration)
                .map(|real| Self(Clock::Real(real))),
            #[cfg(feature = "model")]
            Clock::Virtual(this) => {
                let nanoseconds = u64::try_from(duration.as_nanos()).ok()?;
                Some(Self(Clock::Virtual(this.checked_sub(nanoseconds)?)))
            }
        }
    }

    #[inline]
    pub(crate) fn as_real(self) -> std::time::Instant {
        match self.0 {
            Clock::Real(real) => real,
            #[cfg(feature = "model")]
            Clock::Virtual(_) => panic!("{MIXED}"),
        }
    }

    #[cfg(feature = "model")]
    pub(crate) fn as_virtual(self) -> u64 {
        match self.0 {
            Clock::Real(_) => panic!("{MIXED}"),
            Clock::Virtual(nanoseconds) => nanoseconds.saturating_sub(DAY),
        }
    }
}

#[cfg(feature = "model")]
const MIXED: &str = "a moment of an exploration meets a real one: read the clock where it is used";

impl Add<Duration> for Instant {
    type Output = Self;

    #[inline]
    fn add(self, duration: Duration) -> Self {
        self.checked_add(duration)
            .expect("a moment that the clock can show")
    }
}

impl AddAssign<Duration> for Instant {
    #[inline]
    fn add_assign(&mut self, duration: Duration) {
        *self = *self + duration;
    }
}

impl Sub<Duration> for Instant {
    type Output = Self;

    #[inline]
    fn sub(self, duration: Duration) -> Self {
        self.checked_sub(duration)
            .expect("a moment that the clock can show")
    }
}

impl SubAssign<Duration> for Instant {
    #[inline]
    fn sub_assign(&mut self, duration: Duration) {
        *self = *self - duration;
    }
}

impl Sub for Instant {
    type Output = Duration;

    #[inline]
    fn sub(self, earlier: Self) -> Duration {
        self.saturating_duration_since(earlier)
    }
}

impl fmt::Debug for Instant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Clock::Real(real) => real.fmt(f),
            #[cfg(feature = "model")]
            Clock::Virtual(nanoseconds) => {
                let since_start = i128::from(*nanoseconds) - i128::from(DAY);
                write!(f, "Instant({since_start} ns, virtual)")
            }
        }
    }
}
