//! How a master delivers outcomes: one by one as they come, or all in order.

use pattern_sync::time::{Duration, Instant};

use super::Master;
use crate::error::{TaskFailed, TimedOut};
use crate::hub::Outcome;

impl<T, R> Master<T, R>
where
    T: Send + Sync + 'static,
    R: Send + 'static,
{
    /// Returns the next outcome, in the order in which they come; `None` if all were delivered.
    ///
    /// # Blocking
    ///
    /// Waits while no outcome is at hand and some task has none yet: as long as the workers take,
    /// and if there is none, until one joins. (A master whose last worker was *lost* does not wait:
    /// then the tasks fail, with [`GivenUp::NoWorkerLeft`](crate::GivenUp::NoWorkerLeft).)
    ///
    /// # Examples
    ///
    /// ```
    /// let master = master_worker::Master::new(4, |n: &u32| 2 * n);
    /// let task = master.submit(21)?;
    /// assert_eq!(master.next_completed(), Some((task, Ok(42))));
    /// assert_eq!(master.next_completed(), None);
    /// # Ok::<(), master_worker::SubmitError<u32>>(())
    /// ```
    pub fn next_completed(&self) -> Option<Outcome<R>> {
        let next = self.hub.next_completed(None);
        next.expect("without a deadline the time is never up")
    }

    /// Returns an outcome if one is at hand.
    ///
    /// # Examples
    ///
    /// ```
    /// let master = master_worker::Master::new(1, |n: &u32| n + 1);
    /// assert_eq!(master.try_next_completed(), None);
    /// ```
    pub fn try_next_completed(&self) -> Option<Outcome<R>> {
        self.hub.try_next_completed()
    }

    /// Returns the next outcome as [`next_completed`](Self::next_completed) does, and waits no
    /// longer than `timeout`.
    ///
    /// # Errors
    ///
    /// If the time is up. The task whose outcome was missing is still being worked on.
    ///
    /// # Blocking
    ///
    /// As [`next_completed`](Self::next_completed), for at most `timeout`.
    ///
    /// # Examples
    ///
    /// ```
    /// use master_worker::{Master, TimedOut};
    /// use pattern_sync::time::Duration;
    ///
    /// let master = Master::<u32, u32>::builder().build(); // without workers
    /// master.submit(1)?;
    /// assert_eq!(master.next_completed_timeout(Duration::from_millis(1)), Err(TimedOut));
    /// # Ok::<(), master_worker::SubmitError<u32>>(())
    /// ```
    pub fn next_completed_timeout(
        &self,
        timeout: Duration,
    ) -> Result<Option<Outcome<R>>, TimedOut> {
        self.hub.next_completed(Instant::now().checked_add(timeout))
    }

    /// Iterates over the outcomes as they come, until all are delivered: calls
    /// [`next_completed`](Self::next_completed) again and again.
    ///
    /// # Blocking
    ///
    /// As [`next_completed`](Self::next_completed), before each outcome.
    ///
    /// # Examples
    ///
    /// ```
    /// let master = master_worker::Master::new(3, |n: &u32| 2 * n);
    /// for n in 1..=4 {
    ///     master.submit(n)?;
    /// }
    /// let sum: u32 = master.completed().filter_map(|(_, result)| result.ok()).sum();
    /// assert_eq!(sum, 20);
    /// # Ok::<(), master_worker::SubmitError<u32>>(())
    /// ```
    pub fn completed(&self) -> impl Iterator<Item = Outcome<R>> + '_ {
        std::iter::from_fn(|| self.next_completed())
    }

    /// Returns all outcomes that have not been delivered yet, in the order of submission.
    ///
    /// # Blocking
    ///
    /// Waits until every task that was submitted has its outcome, as
    /// [`next_completed`](Self::next_completed) waits for one.
    ///
    /// # Examples
    ///
    /// ```
    /// let master = master_worker::Master::new(3, |word: &&str| word.len());
    /// for word in ["one", "three"] {
    ///     master.submit(word)?;
    /// }
    /// assert_eq!(master.collect(), [Ok(3), Ok(5)]);
    /// assert_eq!(master.collect(), []);
    /// # Ok::<(), master_worker::SubmitError<&str>>(())
    /// ```
    pub fn collect(&self) -> Vec<Result<R, TaskFailed>> {
        let outcomes = self.hub.collect().into_iter();
        outcomes.map(|(_, outcome)| outcome).collect()
    }

    /// Waits until every task that was submitted has its outcome, but no longer than `timeout`;
    /// tells whether they have. Delivers none of them.
    ///
    /// # Blocking
    ///
    /// As [`collect`](Self::collect), for at most `timeout`.
    ///
    /// # Examples
    ///
    /// ```
    /// use pattern_sync::time::Duration;
    ///
    /// let master = master_worker::Master::new(1, |n: &u32| n + 1);
    /// master.submit(1)?;
    /// while !master.wait(Duration::from_secs(1)) {
    ///     println!("{} tasks to go", master.stats().unfinished);
    /// }
    /// assert!(master.try_next_completed().is_some());
    /// # Ok::<(), master_worker::SubmitError<u32>>(())
    /// ```
    #[must_use = "the time may have been up"]
    pub fn wait(&self, timeout: Duration) -> bool {
        self.hub.wait(Instant::now().checked_add(timeout))
    }
}
