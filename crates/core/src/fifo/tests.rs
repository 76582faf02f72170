//! What only a short ring or numbers about to wrap around bring out, and items of odd kinds.

use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};

use pattern_sync::sync::Arc;

use super::Fifo;
use crate::PopTimeoutError;
use crate::deadline::Deadline::Now;

#[test]
fn numbers_that_wrap_around_change_nothing() {
    for capacity in [1, 2, 3, 5, 8] {
        let fifo = Fifo::growing_from(capacity, usize::MAX - 3, capacity);
        let mut model = VecDeque::new();
        for number in 0..40 {
            match fifo.push(number, Now) {
                Ok(()) => model.push_back(number),
                Err(refused) => {
                    assert_eq!((refused.into_inner(), model.len()), (number, capacity));
                    assert_eq!(fifo.pop(Now).ok(), model.pop_front());
                }
            }
            assert_eq!(fifo.len(), model.len());
        }
        assert_eq!(fifo.high_water(), capacity);
        assert_eq!(model, fifo.drain());
    }
}

#[test]
fn batches_keep_their_order_across_the_end_of_the_ring() {
    let fifo = Fifo::growing_from(4, usize::MAX - 1, 4);
    for first in (0..30).step_by(3) {
        fifo.push_many(first..first + 3).unwrap();
        assert_eq!(fifo.pop_many(2), Some(vec![first, first + 1]));
        assert_eq!(fifo.drain(), [first + 2]);
    }
}

#[test]
fn a_ring_that_grows_keeps_the_items_and_their_order() {
    // The items lie across the end of the ring, and the numbers wrap around, when it grows.
    let fifo = Fifo::growing_from(2, usize::MAX, usize::MAX);
    fifo.push(0, Now).unwrap();
    assert_eq!(fifo.pop(Now), Ok(0));
    for number in 1..100 {
        fifo.push(number, Now).unwrap();
    }
    fifo.push_many(100..1000).unwrap();
    assert!(fifo.drain().into_iter().eq(1..1000));
    assert_eq!(fifo.high_water(), 999);
}

#[test]
fn items_without_a_size_are_counted() {
    let fifo = Fifo::new(usize::MAX);
    fifo.push_many([(); 1000]).unwrap();
    fifo.close();
    assert_eq!(fifo.len(), 1000);
    assert_eq!(std::iter::from_fn(|| fifo.pop(Now).ok()).count(), 1000);
    assert_eq!(fifo.pop(Now), Err(PopTimeoutError::Closed));
}

/// Panics when it is dropped, if it is to.
struct Touchy {
    _alive: Arc<()>,
    panics: bool,
}

impl Drop for Touchy {
    fn drop(&mut self) {
        assert!(!self.panics, "dropped");
    }
}

#[test]
fn an_item_whose_drop_panics_leaves_none_of_the_others_behind() {
    let alive = Arc::new(());
    let fifo = Fifo::growing_from(4, usize::MAX - 1, 4);
    for number in 0..4 {
        let item = Touchy {
            _alive: Arc::clone(&alive),
            panics: number == 1,
        };
        assert!(fifo.push(item, Now).is_ok());
    }
    assert!(catch_unwind(AssertUnwindSafe(|| drop(fifo))).is_err());
    assert_eq!(Arc::strong_count(&alive), 1);
}
