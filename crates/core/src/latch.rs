//! A gate that opens, once and for all, after a number of events.

use pattern_sync::time::Duration;

use crate::counter::Counter;
use crate::deadline::Deadline;
use crate::labels::LATCH;

/// A one-shot countdown: threads wait until a number of events, fixed at the start, has happened.
///
/// It is closed while its count is above zero, and stays open for good when it gets there. With a
/// count of 1 it is a starting signal for any number of threads; with a count of N, N threads
/// report to it. For members that come and go use a [`WaitGroup`](crate::WaitGroup), for rounds
/// that repeat a [`Barrier`](pattern_sync::sync::Barrier).
///
/// # Memory ordering
///
/// What a thread did before [`count_down`](Self::count_down) *happens before* what another does
/// after it found the latch open.
///
/// # Examples
///
/// ```
/// use pattern_core::Latch;
/// use pattern_sync::thread;
///
/// let ready = Latch::new(2); // workers report here
/// let start = Latch::new(1); // and wait here
/// thread::scope(|s| {
///     for _ in 0..2 {
///         s.spawn(|| {
///             ready.count_down();
///             start.wait();
///         });
///     }
///     ready.wait();
///     assert!(!start.is_open());
///     start.count_down();
/// });
/// assert!(start.is_open());
/// ```
#[derive(Debug)]
pub struct Latch {
    remaining: Counter,
}

impl Latch {
    /// Makes a latch that opens after `count` events; with 0 it is open from the start.
    ///
    /// # Examples
    ///
    /// ```
    /// use pattern_core::Latch;
    ///
    /// assert!(!Latch::new(1).is_open());
    /// assert!(Latch::new(0).is_open());
    /// ```
    pub fn new(count: usize) -> Self {
        Self {
            remaining: Counter::new(count),
        }
    }

    /// Reports one event; the last one opens the latch and wakes everyone who waits.
    ///
    /// On an open latch it does nothing, so that several threads may give the same signal.
    ///
    /// # Examples
    ///
    /// ```
    /// let latch = pattern_core::Latch::new(2);
    /// latch.count_down();
    /// assert_eq!(latch.count(), 1);
    /// latch.count_down();
    /// latch.count_down(); // one more changes nothing
    /// assert!(latch.is_open());
    /// ```
    pub fn count_down(&self) {
        // Refused at zero, which is to say: open already.
        let _ = self.remaining.subtract(1);
    }

    /// Waits until the latch is open.
    ///
    /// # Blocking
    ///
    /// Waits for the last [`count_down`](Self::count_down), as long as it takes; not at all on an
    /// open latch.
    ///
    /// # Examples
    ///
    /// ```
    /// use pattern_sync::thread;
    ///
    /// let latch = pattern_core::Latch::new(1);
    /// thread::scope(|s| {
    ///     s.spawn(|| latch.count_down());
    ///     latch.wait();
    /// });
    /// assert!(latch.is_open());
    /// ```
    pub fn wait(&self) {
        self.remaining.wait_for_zero(LATCH, Deadline::Never);
    }

    /// Waits until the latch is open, no longer than `timeout`; returns whether it is.
    ///
    /// # Blocking
    ///
    /// As [`wait`](Self::wait), up to `timeout` from the call.
    ///
    /// # Examples
    ///
    /// ```
    /// use pattern_sync::time::Duration;
    ///
    /// let latch = pattern_core::Latch::new(1);
    /// assert!(!latch.wait_timeout(Duration::from_millis(1)));
    /// latch.count_down();
    /// assert!(latch.wait_timeout(Duration::from_millis(1)));
    /// ```
    #[must_use = "it may have timed out"]
    pub fn wait_timeout(&self, timeout: Duration) -> bool {
        self.remaining
            .wait_for_zero(LATCH, Deadline::after(timeout))
    }

    /// Reports one event, then waits until the latch is open.
    ///
    /// # Blocking
    ///
    /// As [`wait`](Self::wait). The thread that opens the latch does not wait.
    ///
    /// # Examples
    ///
    /// ```
    /// use pattern_sync::thread;
    ///
    /// let meeting = pattern_core::Latch::new(3);
    /// thread::scope(|s| {
    ///     for _ in 0..2 {
    ///         s.spawn(|| meeting.count_down_and_wait());
    ///     }
    ///     meeting.count_down_and_wait(); // returns once all three are here
    /// });
    /// ```
    pub fn count_down_and_wait(&self) {
        self.count_down();
        self.wait();
    }

    /// Returns whether the latch is open. Once it is, it stays so.
    ///
    /// # Examples
    ///
    /// ```
    /// assert!(!pattern_core::Latch::new(1).is_open());
    /// ```
    pub fn is_open(&self) -> bool {
        self.count() == 0
    }

    /// Returns how many events are still to come. With other threads at work, the number may be
    /// outdated at once.
    ///
    /// # Examples
    ///
    /// ```
    /// assert_eq!(pattern_core::Latch::new(3).count(), 3);
    /// ```
    pub fn count(&self) -> usize {
        self.remaining.get()
    }
}
