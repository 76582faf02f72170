//! Cooperative cancellation: one side requests a stop, the other looks or waits for the request.

use std::fmt;

use pattern_sync::sync::Arc;
use pattern_sync::sync::atomic::{AtomicBool, Ordering};
use pattern_sync::time::Duration;

use crate::deadline::Deadline;
use crate::labels::STOP;
use crate::primitives::{Condvar, Mutex};

/// The side that requests a stop. Clones request the same one.
///
/// Nothing is interrupted: the threads that hold a [`StopToken`] are expected to look at it between
/// two pieces of work, and to [`wait`](StopToken::wait_timeout) on it where they would sleep. A
/// thread that is blocked elsewhere does not notice: to end consumers of a queue, close the queue.
///
/// Dropping a source requests nothing. Once all sources are gone without a request, no request can
/// come any more.
///
/// # Memory ordering
///
/// What a thread did before it requested the stop *happens before* what another does after it saw
/// the request.
///
/// # Examples
///
/// ```
/// use pattern_core::StopSource;
/// use pattern_sync::thread;
/// use pattern_sync::time::Duration;
///
/// let source = StopSource::new();
/// let token = source.token();
/// thread::scope(|s| {
///     let ticker = s.spawn(move || {
///         let mut ticks = 0_u32;
///         while !token.wait_timeout(Duration::from_millis(1)) {
///             ticks += 1; // once a millisecond, until the stop, which ends the pause at once
///         }
///         token.stop_requested()
///     });
///     source.request_stop();
///     assert!(ticker.join().unwrap());
/// });
/// ```
#[derive(Clone)]
pub struct StopSource {
    shared: Arc<Shared>,
}

/// The side that a stop is requested from. Clones belong to the same source.
///
/// # Examples
///
/// ```
/// use pattern_core::StopSource;
///
/// let source = StopSource::new();
/// let token = source.token();
/// assert!(!token.stop_requested());
/// source.request_stop();
/// assert!(token.stop_requested());
/// ```
#[derive(Clone)]
pub struct StopToken {
    shared: Arc<Shared>,
}

/// What sources and tokens share.
struct Shared {
    /// Whether a stop was requested. Never goes back to `false`. Read without the mutex, since
    /// threads look at it often.
    requested: AtomicBool,
    /// Held while a waiter goes from looking at `requested` to sleeping, and by the requester
    /// between raising `requested` and notifying: so the notification cannot fall between the two.
    asleep: Mutex<()>,
    /// Waiters wait here for the request.
    request: Condvar,
}

impl StopSource {
    /// Makes a source whose stop is not requested.
    ///
    /// # Examples
    ///
    /// ```
    /// assert!(!pattern_core::StopSource::new().stop_requested());
    /// ```
    pub fn new() -> Self {
        Self {
            shared: Arc::new(Shared {
                requested: AtomicBool::new(false),
                asleep: Mutex::new(()),
                request: Condvar::new(),
            }),
        }
    }

    /// Returns a token of this source.
    ///
    /// # Examples
    ///
    /// ```
    /// let source = pattern_core::StopSource::new();
    /// source.request_stop();
    /// assert!(source.token().stop_requested()); // also one that is made after the request
    /// ```
    pub fn token(&self) -> StopToken {
        StopToken {
            shared: Arc::clone(&self.shared),
        }
    }

    /// Requests the stop, and wakes everyone who waits for it; returns whether it was the first to.
    ///
    /// # Examples
    ///
    /// ```
    /// let source = pattern_core::StopSource::new();
    /// assert!(source.request_stop());
    /// assert!(!source.request_stop());
    /// ```
    pub fn request_stop(&self) -> bool {
        self.shared.request_stop()
    }

    /// Returns whether the stop was requested.
    ///
    /// # Examples
    ///
    /// ```
    /// let source = pattern_core::StopSource::new();
    /// source.clone().request_stop();
    /// assert!(source.stop_requested());
    /// ```
    pub fn stop_requested(&self) -> bool {
        self.shared.stop_requested()
    }
}

impl StopToken {
    /// Returns whether the stop was requested. Cheap enough for an inner loop.
    ///
    /// # Examples
    ///
    /// ```
    /// let source = pattern_core::StopSource::new();
    /// let token = source.token();
    /// let mut rounds = 0;
    /// while !token.stop_requested() {
    ///     rounds += 1;
    ///     if rounds == 3 {
    ///         source.request_stop();
    ///     }
    /// }
    /// assert_eq!(rounds, 3);
    /// ```
    pub fn stop_requested(&self) -> bool {
        self.shared.stop_requested()
    }

    /// Waits until the stop is requested.
    ///
    /// # Blocking
    ///
    /// Waits for [`request_stop`](StopSource::request_stop), as long as it takes: forever, if all
    /// sources are dropped without it.
    ///
    /// # Examples
    ///
    /// ```
    /// use pattern_sync::thread;
    ///
    /// let source = pattern_core::StopSource::new();
    /// let token = source.token();
    /// thread::scope(|s| {
    ///     s.spawn(|| source.request_stop());
    ///     token.wait();
    ///     assert!(token.stop_requested());
    /// });
    /// ```
    pub fn wait(&self) {
        self.shared.wait(Deadline::Never);
    }

    /// Waits until the stop is requested, no longer than `timeout`; returns whether it was.
    ///
    /// In place of a sleep, it makes a pause that the request cuts short.
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
    /// let source = pattern_core::StopSource::new();
    /// let token = source.token();
    /// assert!(!token.wait_timeout(Duration::from_millis(1)));
    /// source.request_stop();
    /// assert!(token.wait_timeout(Duration::from_secs(60))); // returns at once
    /// ```
    #[must_use = "it may have timed out"]
    pub fn wait_timeout(&self, timeout: Duration) -> bool {
        self.shared.wait(Deadline::after(timeout))
    }
}

impl Shared {
    fn request_stop(&self) -> bool {
        // Release: pairs with the Acquire load in `stop_requested`; what came before the request is
        // visible to whoever sees it.
        if self.requested.swap(true, Ordering::Release) {
            return false;
        }
        // A waiter that saw `false` holds the mutex until it sleeps; after this it can be notified.
        drop(self.asleep.lock());
        self.request.notify_all(); // all, since all of them are to stop
        true
    }

    fn stop_requested(&self) -> bool {
        // Acquire: pairs with the Release swap in `request_stop`.
        self.requested.load(Ordering::Acquire)
    }

    fn wait(&self, deadline: Deadline) -> bool {
        if self.stop_requested() {
            return true;
        }
        let mut asleep = self.asleep.lock();
        let mut passed = false;
        // Awaited: the request.
        while !self.stop_requested() {
            if passed {
                return false;
            }
            passed = deadline.wait(STOP, &self.request, &mut asleep);
        }
        true
    }
}

impl Default for StopSource {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for StopSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        describe("StopSource", &self.shared, f)
    }
}

impl fmt::Debug for StopToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        describe("StopToken", &self.shared, f)
    }
}

/// Writes the one thing that sources and tokens have to show.
fn describe(name: &str, shared: &Shared, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    f.debug_struct(name)
        .field("stop_requested", &shared.stop_requested())
        .finish_non_exhaustive()
}
