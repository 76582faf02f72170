//! The end of a pipeline, as the closure that consumes it sees it.

use std::collections::VecDeque;
use std::iter::FusedIterator;

use pattern_sync::time::{Duration, Instant};

use crate::account::Account;
use crate::group::Pace;
use crate::link::{Lent, Link, Taken};
use crate::run::At;

/// What comes out of a pipeline: an iterator for [`Pipeline::consume`](crate::Pipeline::consume).
///
/// It ends when the source is exhausted and every item is through, or when a stage has failed.
///
/// # Blocking
///
/// `next` waits while no item has come out that is next. A worker of the last stage wakes it when
/// it passes one on, and so does the end of the last of them, or a failure.
///
/// # Memory ordering
///
/// Whatever the stages did with an item happens before `next` gives it out.
///
/// # Examples
///
/// ```
/// use pipeline::Pipeline;
///
/// // The first two squares above 1,000, of a source that never ends.
/// let (found, report) = Pipeline::source(1_u64..)
///     .stage("square", |n| n * n)
///     .consume(|squares| squares.filter(|&square| square > 1_000).take(2).collect::<Vec<_>>())?;
/// assert_eq!(found, [1_024, 1_089]);
/// assert_eq!(report.stage("consume").unwrap().items_in(), 33);
/// # Ok::<(), pipeline::PipelineError>(())
/// ```
pub struct Items<'run, T> {
    link: &'run Link<T>,
    account: &'run mut Account,
    /// Where to note which item was given out last.
    at: &'run mut At,
    /// What has been fetched, several at a time, and not been given out.
    chunk: VecDeque<Taken<T>>,
    /// How many of it have been given out, the first one included.
    given: usize,
    /// How many of them the link counts as lent: those behind the first.
    begun: usize,
    pace: Pace,
    /// When the chunk was fetched, and how long this thread had waited by then.
    fetched: (Instant, Duration),
}

impl<'run, T> Items<'run, T> {
    pub(crate) fn new(link: &'run Link<T>, account: &'run mut Account, at: &'run mut At) -> Self {
        let fetched = (Instant::now(), account.waited());
        Self {
            link,
            account,
            at,
            chunk: VecDeque::new(),
            given: 0,
            begun: 0,
            // Those before it should see most of the places free that are.
            pace: Pace::new(link.capacity() / 8),
            fetched,
        }
    }

    /// Fetches a chunk, and gives its first item; waits while there is none. `None` if none will
    /// come.
    fn fetch(&mut self) -> Option<Taken<T>> {
        let (then, waited) = self.fetched;
        if self.given > 0 {
            let waited = self.account.waited() - waited;
            self.pace
                .is_slow(self.given, then.elapsed().saturating_sub(waited));
        }
        loop {
            let size = self.pace.size();
            match self.link.lend(size, 1, &mut self.chunk, &mut self.begun) {
                Lent::Chunk | Lent::LastChunk => break,
                Lent::Nothing => self.link.await_loan(1, self.account),
                Lent::Over | Lent::Closed => return None,
            }
        }
        self.fetched = (Instant::now(), self.account.waited());
        self.given = 0;
        self.chunk.pop_front()
    }
}

impl<T> Iterator for Items<'_, T> {
    type Item = T;

    fn next(&mut self) -> Option<T> {
        if self.link.is_cancelled() {
            return None;
        }
        let taken = if let Some(next) = self.chunk.pop_front() {
            self.begun += 1;
            self.link.note_begun(self.begun);
            next
        } else {
            self.fetch()?
        };
        self.given += 1;
        self.at.item = Some(taken.content.number);
        self.account.count_in();
        Some(taken.content.item)
    }
}

// A link that has ended or been called off stays so.
impl<T> FusedIterator for Items<'_, T> {}
