//! Unusual: the producers share one closer, and the last of them to drop it closes the queue.

use pattern_sync::sync::Arc;
use pattern_sync::thread;

use crate::BoundedQueue;

/// Pushes the items of all producers through one queue to the consumers; returns when all ended.
pub fn run<T, P, C>(capacity: usize, producers: Vec<P>, consumers: Vec<C>) -> Vec<usize>
where
    T: Send,
    P: IntoIterator<Item = T> + Send,
    C: FnMut(T) + Send,
{
    assert!(!consumers.is_empty(), "without a consumer nothing moves");
    let queue = &BoundedQueue::new(capacity);
    thread::scope(|s| {
        // The other way round than usual: the queue makes the order of starting irrelevant.
        let close = Arc::new(CloseOnDrop(queue));
        for (number, producer) in producers.into_iter().enumerate() {
            let close = Arc::clone(&close);
            thread::Builder::new()
                .name(format!("producer{number}"))
                .spawn_scoped(s, move || {
                    let _close = close;
                    producer.into_iter().all(|item| queue.push(item).is_ok())
                })
                .expect("a thread starts");
        }
        drop(close);
        let consumers: Vec<_> = consumers
            .into_iter()
            .enumerate()
            .map(|(number, mut consumer)| {
                thread::Builder::new()
                    .name(format!("consumer{number}"))
                    .spawn_scoped(s, move || {
                        let _close = CloseOnDrop(queue);
                        let mut handled = 0;
                        while let Some(item) = queue.pop() {
                            consumer(item);
                            handled += 1;
                        }
                        handled
                    })
                    .expect("a thread starts")
            })
            .collect();
        consumers
            .into_iter()
            .map(|consumer| consumer.join().expect("no consumer panics"))
            .collect()
        // A producer that panicked makes the scope panic.
    })
}

/// Closes a queue when it goes out of scope, also when that happens because of a panic.
struct CloseOnDrop<'a, T>(&'a BoundedQueue<T>);

impl<T> Drop for CloseOnDrop<'_, T> {
    fn drop(&mut self) {
        self.0.close();
    }
}
