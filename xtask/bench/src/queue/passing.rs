//! Producers pass numbers to consumers, which check that each comes once, and in order.

use std::fmt;
use std::thread;
use std::time::Instant;

use anyhow::{Result, ensure};

use super::channels::{Channel, Receiver, Sender};
use crate::starting_line::StartingLine;

/// How many threads push, and how many pop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Shape {
    pub(super) producers: usize,
    pub(super) consumers: usize,
}

impl Shape {
    /// From a pair to a crowd.
    pub(super) const ALL: [Self; 5] = [
        Self::new(1, 1),
        Self::new(4, 1),
        Self::new(1, 4),
        Self::new(2, 2),
        Self::new(4, 4),
    ];

    pub(super) const fn new(producers: usize, consumers: usize) -> Self {
        Self {
            producers,
            consumers,
        }
    }
}

impl fmt::Display for Shape {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}p{}c", self.producers, self.consumers)
    }
}

/// What is passed: something that carries a number.
pub(super) trait Item: Send + 'static {
    fn carry(number: usize) -> Self;

    /// Returns the number; one that was never sent if the item is damaged.
    fn number(&self) -> usize;
}

impl Item for usize {
    #[inline]
    fn carry(number: usize) -> Self {
        number
    }

    #[inline]
    fn number(&self) -> usize {
        *self
    }
}

/// An item of 64 bytes.
pub(super) struct Wide([usize; 8]);

impl Item for Wide {
    #[inline]
    fn carry(number: usize) -> Self {
        Self([number; 8])
    }

    #[inline]
    fn number(&self) -> usize {
        // Every word takes part: a torn item gives another number.
        self.0[1..]
            .iter()
            .fold(self.0[0], |number, word| number | (number ^ word))
    }
}

/// Bits of a number that say which producer it comes from; the others count.
const PRODUCER_BITS: u32 = 2;
const PRODUCERS: usize = 1 << PRODUCER_BITS;

/// Who passes how much through what.
#[derive(Clone, Copy, Debug)]
pub(super) struct Passing {
    pub(super) shape: Shape,
    pub(super) capacity: usize,
    /// How many at a time; `None`: one by one.
    pub(super) batch: Option<usize>,
}

impl Passing {
    /// Passes `items` in all, a multiple of the number of producers, and returns the seconds per item.
    ///
    /// # Errors
    ///
    /// When items are lost, doubled, damaged or out of order.
    pub(super) fn measure<C: Channel, T: Item>(self, items: usize) -> Result<f64> {
        let Shape {
            producers,
            consumers,
        } = self.shape;
        assert!(producers <= PRODUCERS && items.is_multiple_of(producers));
        let each = items / producers;
        let (sender, receiver) = C::bounded::<T>(self.capacity);
        let ready = &StartingLine::new(producers + consumers);
        let (spans, tallies) = thread::scope(|scope| {
            let producing: Vec<_> = (0..producers)
                .map(|producer| {
                    let sender = sender.clone();
                    scope.spawn(move || timed(ready, || self.produce(&sender, producer, each)))
                })
                .collect();
            let receivers = std::iter::repeat_with(|| receiver.share()).take(consumers - 1);
            let mut receivers: Vec<_> = receivers.collect();
            // No receiver and no sender stays behind here: the others would not notice an end.
            receivers.push(receiver);
            drop(sender);
            let consuming: Vec<_> = receivers
                .into_iter()
                .map(|receiver| scope.spawn(move || timed(ready, || self.consume(&receiver))))
                .collect();
            let mut spans = Vec::new();
            let mut tallies = Vec::new();
            for thread in producing {
                spans.push(thread.join().expect("a producer only sends").0);
            }
            for thread in consuming {
                let (span, tally) = thread.join().expect("a consumer only receives");
                spans.push(span);
                tallies.push(tally);
            }
            (spans, tallies)
        });
        check(&tallies, producers, each)?;
        let start = spans
            .iter()
            .map(|span| span.0)
            .min()
            .expect("there are threads");
        let end = spans
            .iter()
            .map(|span| span.1)
            .max()
            .expect("there are threads");
        Ok((end - start).as_secs_f64() / items as f64)
    }

    fn produce<T: Item>(self, sender: &impl Sender<T>, producer: usize, each: usize) {
        let item = |count: usize| T::carry(count << PRODUCER_BITS | producer);
        // From 1: a consumer has seen 0 of each producer before it begins.
        let Some(batch) = self.batch else {
            return (1..=each).for_each(|count| sender.send(item(count)));
        };
        for first in (1..=each).step_by(batch) {
            sender.send_all((first..=each.min(first + batch - 1)).map(item));
        }
    }

    fn consume<T: Item>(self, receiver: &impl Receiver<T>) -> Tally {
        let mut tally = Tally::default();
        match self.batch {
            None => {
                while let Some(item) = receiver.receive() {
                    tally.add(item.number());
                }
            }
            Some(batch) => while receiver.receive_some(batch, |item| tally.add(item.number())) {},
        }
        tally
    }
}

/// Runs `body` when everybody is ready, and returns when it began and ended.
fn timed<R>(ready: &StartingLine, body: impl FnOnce() -> R) -> ((Instant, Instant), R) {
    ready.wait();
    let start = Instant::now();
    let result = body();
    ((start, Instant::now()), result)
}

/// What a consumer has seen.
#[derive(Default)]
struct Tally {
    count: usize,
    sum: usize,
    /// The last number of each producer.
    last: [usize; PRODUCERS],
    out_of_order: usize,
}

impl Tally {
    #[inline]
    fn add(&mut self, number: usize) {
        let last = &mut self.last[number % PRODUCERS];
        self.out_of_order += usize::from(number <= *last);
        *last = number;
        self.count += 1;
        self.sum = self.sum.wrapping_add(number);
    }
}

fn check(tallies: &[Tally], producers: usize, each: usize) -> Result<()> {
    let total = |of: fn(&Tally) -> usize| tallies.iter().map(of).fold(0, usize::wrapping_add);
    let counts = (each * (each + 1) / 2 * producers) << PRODUCER_BITS;
    let sum = counts.wrapping_add(each * (producers * (producers - 1) / 2));
    let count = total(|tally| tally.count);
    ensure!(
        count == each * producers,
        "{count} items arrived, not {}",
        each * producers
    );
    ensure!(
        total(|tally| tally.sum) == sum,
        "other items arrived than were sent"
    );
    let out_of_order = total(|tally| tally.out_of_order);
    ensure!(
        out_of_order == 0,
        "{out_of_order} items arrived out of order"
    );
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::channels::{Crossbeam, Ours};
    use super::*;

    const FOUR: Shape = Shape::new(4, 1);

    fn passing(batch: Option<usize>) -> Passing {
        Passing {
            shape: FOUR,
            capacity: 3,
            batch,
        }
    }

    #[test]
    fn what_passes_through_a_queue_arrives() {
        for batch in [None, Some(7)] {
            assert!(passing(batch).measure::<Ours, usize>(4_000).unwrap() > 0.0);
            assert!(passing(batch).measure::<Crossbeam, Wide>(4_000).unwrap() > 0.0);
        }
    }

    fn tally(numbers: &[usize]) -> Tally {
        let mut tally = Tally::default();
        for &number in numbers {
            tally.add(number << PRODUCER_BITS);
        }
        tally
    }

    #[test]
    fn items_lost_doubled_exchanged_or_out_of_order_are_noticed() {
        let message = |numbers: &[usize]| check(&[tally(numbers)], 1, 3).unwrap_err().to_string();
        assert!(check(&[tally(&[1, 3]), tally(&[2])], 1, 3).is_ok());
        assert_eq!(message(&[1, 2]), "2 items arrived, not 3");
        assert_eq!(message(&[1, 2, 2, 3]), "4 items arrived, not 3");
        assert_eq!(message(&[1, 2, 4]), "other items arrived than were sent");
        assert_eq!(message(&[1, 3, 2]), "1 items arrived out of order");
    }

    #[test]
    fn a_torn_item_is_another_number() {
        let mut item = Wide::carry(12);
        assert_eq!(item.number(), 12);
        item.0[5] = 1;
        assert_ne!(item.number(), 12);
    }
}
