//! The pattern in one call: some iterators, some closures, a queue between them.

use std::panic::resume_unwind;

use crate::builder::ProducerConsumer;

/// Runs one thread per producer and one per consumer over a queue of `capacity` items, and returns
/// when all have ended: how many items each consumer handled, in the order of `consumers`.
///
/// Each producer is an iterator, whose items it pushes; each consumer is called with each item that
/// falls to it. [`ProducerConsumer`] does the same and more: names, errors, a report.
///
/// # Panics
///
/// Panics if `capacity` is 0, if there is no consumer, or if a thread cannot be started. If a
/// producer or a consumer panics, everyone stops, and the first panic comes through here once all
/// threads have ended; items that no consumer took are dropped.
///
/// # Blocking
///
/// Waits for all threads, which never wait for each other in vain: see [`ProducerConsumer::run`].
///
/// # Memory ordering
///
/// Everything that the producers and consumers did happens before `run` returns.
///
/// # Examples
///
/// ```
/// let (mut first, mut second) = (0, 0);
/// let consumers: Vec<Box<dyn FnMut(u32) + Send>> =
///     vec![Box::new(|n| first += n), Box::new(|n| second += n)];
///
/// let handled = producer_consumer::run(5, vec![0..10, 10..20], consumers);
///
/// assert_eq!(handled.iter().sum::<usize>(), 20);
/// assert_eq!(first + second, (0..20).sum());
/// ```
pub fn run<T, P, C>(capacity: usize, producers: Vec<P>, consumers: Vec<C>) -> Vec<usize>
where
    T: Send,
    P: IntoIterator<Item = T> + Send,
    C: FnMut(T) + Send,
{
    let mut all = ProducerConsumer::new(capacity);
    for (number, items) in (1..).zip(producers) {
        all = all.producer_from(format!("producer {number}"), items);
    }
    for (number, consume) in (1..).zip(consumers) {
        all = all.consumer(format!("consumer {number}"), consume);
    }
    match all.run_keeping_panic() {
        Ok(report) => report
            .consumers
            .into_iter()
            .map(|thread| thread.items)
            .collect(),
        Err((_, Some(payload))) => resume_unwind(payload),
        Err((error, None)) => panic!("{error}"),
    }
}
