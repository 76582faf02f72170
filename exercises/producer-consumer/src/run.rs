//! Step 4: one thread per producer, one per consumer, and an end that comes when all work is done.

use pattern_sync::thread;

use crate::BoundedQueue;

/// Pushes the items of all producers through one queue to the consumers; returns when all ended.
///
/// Each producer is an iterator and runs on a thread of its own; so does each consumer, which is
/// called with one item after the other. Every item goes to exactly one consumer. The result says
/// how many items each consumer handled, in the order of `consumers`.
///
/// # Panics
///
/// * If `capacity` is 0, or if there is no consumer.
/// * If a producer or a consumer panics. Then the queue is closed, so that nobody waits for a
///   thread that is gone, and `run` panics as soon as all the others have ended.
///
/// # Blocking
///
/// Waits until every producer is at its end and every item has been handled.
///
/// # Examples
///
/// ```
/// use producer_consumer::run;
///
/// let mut words = Vec::new();
/// let counts = run(1, vec!["a b c".split(' ')], vec![|word| words.push(word)]);
/// assert_eq!(counts, [3]);
/// assert_eq!(words, ["a", "b", "c"]);
/// ```
pub fn run<T, P, C>(capacity: usize, producers: Vec<P>, consumers: Vec<C>) -> Vec<usize>
where
    T: Send,
    P: IntoIterator<Item = T> + Send,
    C: FnMut(T) + Send,
{
    // <solution>
    assert!(!consumers.is_empty(), "without a consumer nothing moves");
    let queue = &BoundedQueue::new(capacity);
    thread::scope(|s| {
        // All threads are started before any is waited for: the two sides need each other.
        let consumers: Vec<_> = consumers
            .into_iter()
            .map(|consumer| s.spawn(move || consume(queue, consumer)))
            .collect();
        let producers: Vec<_> = producers
            .into_iter()
            .map(|producer| s.spawn(move || produce(queue, producer)))
            .collect();
        {
            // Closed when the last producer has ended, or at the first that panicked.
            let _close = CloseOnDrop(queue);
            for producer in producers {
                producer.join().expect("no producer panics");
            }
        }
        consumers
            .into_iter()
            .map(|consumer| consumer.join().expect("no consumer panics"))
            .collect()
    })
    // <stub>
    // todo!("step 4: start all threads, close the queue after the last producer, return counts")
    // </stub>
}
// <solution>

/// Pushes every item, or as many as the queue accepts.
fn produce<T>(queue: &BoundedQueue<T>, items: impl IntoIterator<Item = T>) {
    for item in items {
        if queue.push(item).is_err() {
            // Closed before the end: a thread panicked, and nobody wants the rest.
            return;
        }
    }
}

/// Handles items until the queue is closed and drained; returns how many they were.
fn consume<T>(queue: &BoundedQueue<T>, mut handle: impl FnMut(T)) -> usize {
    // Changes nothing at the ordinary end, where the queue is closed already. If `handle` panics,
    // it wakes the producers that wait for room which this consumer will not make.
    let _close = CloseOnDrop(queue);
    let mut handled = 0;
    while let Some(item) = queue.pop() {
        handle(item);
        handled += 1;
    }
    handled
}
// <stub>
// </stub>

/// Closes a queue when it goes out of scope, also when that happens because of a panic.
struct CloseOnDrop<'a, T>(&'a BoundedQueue<T>);

impl<T> Drop for CloseOnDrop<'_, T> {
    fn drop(&mut self) {
        self.0.close();
    }
}
