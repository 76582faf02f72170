//! A group of members that come and go, and that can be waited for until none is left.

use pattern_sync::sync::Arc;
use pattern_sync::time::Duration;

use crate::counter::Counter;
use crate::deadline::Deadline;
use crate::labels::MEMBERS;

/// A count of members at work; threads wait until none is left.
///
/// Each member holds a [`WaitGroupGuard`] and leaves by dropping it, also when it panics. Unlike
/// with a [`Latch`](crate::Latch), the number of members need not be known at the start, members
/// may let others in, and the group can be used again. Clones are handles of the same group, and
/// are not members of it.
///
/// # Memory ordering
///
/// What a member did before its guard was dropped *happens before* what a thread does after a
/// [`wait`](Self::wait) that waited for it.
///
/// # Examples
///
/// ```
/// use pattern_core::WaitGroup;
/// use pattern_sync::sync::Arc;
/// use pattern_sync::sync::atomic::{AtomicU32, Ordering};
/// use pattern_sync::thread;
///
/// let group = WaitGroup::new();
/// let finished = Arc::new(AtomicU32::new(0));
/// for _ in 0..3 {
///     let member = group.add(); // before the thread starts, or `wait` might come first
///     let finished = Arc::clone(&finished);
///     thread::spawn(move || {
///         finished.fetch_add(1, Ordering::SeqCst);
///         drop(member);
///     });
/// }
/// group.wait();
/// assert_eq!(finished.load(Ordering::SeqCst), 3);
/// ```
#[derive(Clone, Debug)]
pub struct WaitGroup {
    members: Arc<Counter>,
}

/// A member of a [`WaitGroup`], which leaves the group when it is dropped.
///
/// # Examples
///
/// ```
/// let group = pattern_core::WaitGroup::new();
/// let member = group.add();
/// assert_eq!(group.members(), 1);
/// drop(member);
/// assert_eq!(group.members(), 0);
/// ```
#[derive(Debug)]
#[must_use = "dropping the guard leaves the group"]
pub struct WaitGroupGuard {
    members: Arc<Counter>,
}

impl WaitGroup {
    /// Makes a group without members.
    ///
    /// # Examples
    ///
    /// ```
    /// pattern_core::WaitGroup::new().wait(); // nobody to wait for
    /// ```
    pub fn new() -> Self {
        Self {
            members: Arc::new(Counter::new(0)),
        }
    }

    /// Lets a member in, until the guard is dropped.
    ///
    /// To be called before the member's thread is started and not by that thread: otherwise
    /// [`wait`](Self::wait) may come first and find nobody.
    ///
    /// # Examples
    ///
    /// ```
    /// let group = pattern_core::WaitGroup::new();
    /// let members = [group.add(), group.add()];
    /// assert_eq!(group.members(), members.len());
    /// ```
    pub fn add(&self) -> WaitGroupGuard {
        self.members.add(1);
        WaitGroupGuard {
            members: Arc::clone(&self.members),
        }
    }

    /// Waits until no member is left. Any number of threads may wait, again and again.
    ///
    /// A member who comes while it waits is waited for too, unless the group was empty for a moment
    /// before.
    ///
    /// # Blocking
    ///
    /// Waits for the drop of the last guard, as long as it takes. A thread that holds a guard
    /// itself waits forever.
    ///
    /// # Examples
    ///
    /// ```
    /// use pattern_sync::thread;
    ///
    /// let group = pattern_core::WaitGroup::new();
    /// let member = group.add();
    /// thread::scope(|s| {
    ///     s.spawn(move || drop(member));
    ///     group.wait();
    ///     assert_eq!(group.members(), 0);
    /// });
    /// ```
    pub fn wait(&self) {
        self.members.wait_for_zero(MEMBERS, Deadline::Never);
    }

    /// Waits until no member is left, no longer than `timeout`; returns whether the group became
    /// empty.
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
    /// let group = pattern_core::WaitGroup::new();
    /// let member = group.add();
    /// assert!(!group.wait_timeout(Duration::from_millis(1)));
    /// drop(member);
    /// assert!(group.wait_timeout(Duration::from_millis(1)));
    /// ```
    #[must_use = "it may have timed out"]
    pub fn wait_timeout(&self, timeout: Duration) -> bool {
        self.members
            .wait_for_zero(MEMBERS, Deadline::after(timeout))
    }

    /// Returns how many members there are. With other threads at work, the number may be outdated
    /// at once.
    ///
    /// # Examples
    ///
    /// ```
    /// assert_eq!(pattern_core::WaitGroup::new().members(), 0);
    /// ```
    pub fn members(&self) -> usize {
        self.members.get()
    }
}

impl Default for WaitGroup {
    fn default() -> Self {
        Self::new()
    }
}

impl Drop for WaitGroupGuard {
    fn drop(&mut self) {
        let left = self.members.subtract(1);
        debug_assert!(left.is_ok(), "a member is counted until it leaves");
    }
}
