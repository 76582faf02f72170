//! An iterator as input: workers take its items in batches.

use std::borrow::Borrow;
use std::ops::ControlFlow;

use pattern_sync::sync::Mutex;

use crate::input::{Input, IntoInput, Split};
use pattern_core::BoxError;

/// No batch is larger.
const MAX_BATCH: usize = 1_024;

/// A batch is this fraction of what is left, or of what has been taken if that is not known: small
/// enough that the last batches keep everybody busy.
const FRACTION: usize = 32;

/// An iterator that workers share: what [`MapReduce::run`](crate::MapReduce::run) makes of whatever
/// can be iterated over.
///
/// Workers take items in batches, one worker at a time; the iterator runs on the worker that takes
/// them, while the others wait if they want a batch, too. Batches begin with one item, and become
/// larger with the number of items, so that few expensive items are spread as well as many cheap
/// ones.
///
/// # Examples
///
/// ```
/// use map_reduce::{Input, IntoInput, Items};
///
/// let letters: Items<_> = IntoInput::<char>::into_input("abc".chars());
/// let split = Input::<char>::next_split(&letters)?.expect("there are three items");
/// assert_eq!((split.number, split.content), (0, (0, vec!['a'])));
/// # Ok::<(), map_reduce::BoxError>(())
/// ```
pub struct Items<I> {
    shared: Mutex<Shared<I>>,
    /// How many items there are, if the iterator says so.
    count: Option<u64>,
}

struct Shared<I> {
    /// `None` once it has ended, or panicked: then it is not asked again.
    iterator: Option<I>,
    splits: u64,
    taken: u64,
}

impl<R: ?Sized, I> IntoInput<R> for I
where
    I: IntoIterator<IntoIter: Send, Item: Borrow<R> + Send>,
{
    type Input = Items<I::IntoIter>;

    fn into_input(self) -> Items<I::IntoIter> {
        let iterator = self.into_iter();
        let count = match iterator.size_hint() {
            (low, Some(high)) if low == high => Some(low as u64),
            _ => None,
        };
        Items {
            shared: Mutex::new(Shared {
                iterator: Some(iterator),
                splits: 0,
                taken: 0,
            }),
            count,
        }
    }
}

impl<R: ?Sized, I> Input<R> for Items<I>
where
    I: Iterator<Item: Borrow<R> + Send> + Send,
{
    /// The number of the first item, from 0, and the items.
    type Content = (u64, Vec<I::Item>);

    fn next_split(&self) -> Result<Option<Split<Self::Content>>, BoxError> {
        let mut shared = self.shared.lock();
        // Taken out while it runs: should it panic, nobody asks it again.
        let Some(mut iterator) = shared.iterator.take() else {
            return Ok(None);
        };
        let size = batch_size(iterator.size_hint(), shared.taken);
        let items: Vec<_> = iterator.by_ref().take(size).collect();
        if items.is_empty() {
            return Ok(None);
        }
        if items.len() == size {
            shared.iterator = Some(iterator);
        } // else it has ended, and an iterator that has ended may begin again if it is asked
        let (number, first) = (shared.splits, shared.taken);
        let size = items.len() as u64;
        shared.splits += 1;
        shared.taken += size;
        Ok(Some(Split {
            number,
            size,
            content: (first, items),
        }))
    }

    fn read<F>(&self, split: &Split<Self::Content>, mut visit: F) -> Result<(), BoxError>
    where
        F: FnMut(u64, Result<&R, BoxError>) -> ControlFlow<()>,
    {
        let (first, items) = &split.content;
        for (position, item) in (*first..).zip(items) {
            if visit(position, Ok(item.borrow())).is_break() {
                break;
            }
        }
        Ok(())
    }

    fn place(&self, _split: &Split<Self::Content>, position: u64) -> String {
        format!("item {}", position + 1)
    }

    fn total_size(&self) -> Option<u64> {
        self.count
    }
}

/// How many items to take next.
fn batch_size((left, exactly): (usize, Option<usize>), taken: u64) -> usize {
    let guide = if exactly == Some(left) {
        left
    } else {
        usize::try_from(taken).unwrap_or(usize::MAX)
    };
    (guide / FRACTION).clamp(1, MAX_BATCH)
}

#[cfg(test)]
mod tests {
    use super::batch_size;

    #[test]
    fn batches_are_small_for_few_items_and_at_the_end() {
        assert_eq!(batch_size((10, Some(10)), 0), 1);
        assert_eq!(batch_size((6_400, Some(6_400)), 0), 200);
        assert_eq!(batch_size((64, Some(64)), 10_000), 2);
        assert_eq!(batch_size((0, None), 0), 1);
        assert_eq!(batch_size((0, None), 3_200), 100);
        assert_eq!(batch_size((usize::MAX, None), u64::MAX), 1_024);
    }
}
