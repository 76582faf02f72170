//! The end of a pipeline, as the closure that consumes it sees it.

use std::iter::FusedIterator;

use crate::account::Account;
use crate::link::{Link, Taken};

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
    /// Where to note the number of the item given out last.
    at: &'run mut Option<usize>,
}

impl<'run, T> Items<'run, T> {
    pub(crate) fn new(
        link: &'run Link<T>,
        account: &'run mut Account,
        at: &'run mut Option<usize>,
    ) -> Self {
        Self { link, account, at }
    }
}

impl<T> Iterator for Items<'_, T> {
    type Item = T;

    fn next(&mut self) -> Option<T> {
        let Taken { number, item, .. } = self.link.take(self.account)?;
        *self.at = Some(number);
        self.account.count_in();
        Some(item)
    }
}

// A link that has ended or been called off stays so.
impl<T> FusedIterator for Items<'_, T> {}
