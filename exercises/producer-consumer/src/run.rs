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
    todo!("step 4: start all threads, close the queue after the last producer, return counts")
}

/// Closes a queue when it goes out of scope, also when that happens because of a panic.
struct CloseOnDrop<'a, T>(&'a BoundedQueue<T>);

impl<T> Drop for CloseOnDrop<'_, T> {
    fn drop(&mut self) {
        self.0.close();
    }
}
