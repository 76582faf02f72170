//! Both queues on real threads: nothing is lost, doubled, overtaken or left waiting.

mod common;

use common::{LONG, Queue, SHORT};
use pattern_core::{PopTimeoutError, PushError, PushManyError, PushTimeoutError};
use pattern_sync::sync::atomic::{AtomicIsize, Ordering};
use pattern_sync::sync::{Arc, Barrier};
use pattern_sync::thread;

test_both_queues! {
    every_item_comes_out_once_and_in_the_order_of_its_producer,
    batches_lose_nothing_and_keep_their_order,
    a_full_queue_holds_no_more_than_its_capacity,
    close_ends_every_blocked_pop,
    close_refuses_every_blocked_push_and_hands_its_item_back,
    close_hands_back_what_a_blocked_push_many_did_not_push,
    what_is_handed_back_and_what_comes_out_are_all_that_went_in,
    a_timed_push_gives_up_on_a_full_queue,
    a_timed_pop_gives_up_on_an_empty_queue,
    a_timed_wait_ends_long_before_its_time_if_there_is_something,
    pushing_an_iterator_that_uses_the_queue_does_not_lock_up,
    dropping_a_queue_drops_what_is_in_it,
}

/// An item: which producer made it, and its number there.
type Item = (usize, usize);

/// Pushes the items `(producer, 0..count)` one by one, by every form of push in turn.
fn produce(queue: &impl Queue<Item>, producer: usize, count: usize) {
    for number in 0..count {
        let item = (producer, number);
        match number % 3 {
            0 => queue.push(item).unwrap(),
            1 => queue.push_timeout(item, LONG).unwrap(),
            _ => {
                let mut pushed = queue.try_push(item);
                while pushed.is_err() {
                    thread::yield_now();
                    pushed = queue.try_push(item);
                }
            }
        }
    }
}

/// Asserts that the consumers together took every item once, and each saw the items of one producer
/// in order.
fn assert_all_in_order(consumed: &[Vec<Item>], producers: usize, count: usize) {
    for items in consumed {
        for producer in 0..producers {
            let numbers = items.iter().filter(|item| item.0 == producer);
            assert!(numbers.is_sorted(), "items of producer {producer} overtook");
        }
    }
    let mut all: Vec<Item> = consumed.concat();
    all.sort_unstable();
    let pushed = (0..producers).flat_map(|producer| (0..count).map(move |n| (producer, n)));
    assert!(all.into_iter().eq(pushed), "items were lost or doubled");
}

fn every_item_comes_out_once_and_in_the_order_of_its_producer<Q: Queue<Item>>() {
    const COUNT: usize = 2000;
    for capacity in [1, 2, 7] {
        let queue = Q::with_capacity(capacity);
        let consumed = thread::scope(|s| {
            let producers: Vec<_> = (0..3)
                .map(|producer| {
                    s.spawn({
                        let queue = &queue;
                        move || produce(queue, producer, COUNT)
                    })
                })
                .collect();
            let consumers = [
                s.spawn(|| queue.iter().collect::<Vec<_>>()),
                s.spawn(|| {
                    let next = || queue.pop_timeout(LONG).ok();
                    std::iter::from_fn(next).collect()
                }),
            ];
            for producer in producers {
                producer.join().unwrap();
            }
            queue.close();
            consumers.map(|consumer| consumer.join().unwrap())
        });
        assert_all_in_order(&consumed, 3, COUNT);
    }
}

fn batches_lose_nothing_and_keep_their_order<Q: Queue<Item>>() {
    const COUNT: usize = 2000;
    // Batches larger than the queue, as large, and smaller.
    for (capacity, pushed, popped) in [(3, 8, 2), (4, 4, 4), (8, 3, 100)] {
        let queue = Q::with_capacity(capacity);
        let consumed = thread::scope(|s| {
            let producers: Vec<_> = (0..2)
                .map(|producer| {
                    let queue = &queue;
                    s.spawn(move || {
                        let items: Vec<Item> = (0..COUNT).map(|n| (producer, n)).collect();
                        for batch in items.chunks(pushed) {
                            queue.push_many(batch.to_vec()).unwrap();
                        }
                    })
                })
                .collect();
            let consume = || {
                let mut items = Vec::new();
                while let Some(batch) = queue.pop_many(popped) {
                    assert!((1..=popped.min(capacity)).contains(&batch.len()));
                    items.extend(batch);
                }
                items
            };
            let consumers = [s.spawn(consume), s.spawn(consume), s.spawn(consume)];
            for producer in producers {
                producer.join().unwrap();
            }
            queue.close();
            consumers.map(|consumer| consumer.join().unwrap())
        });
        assert_all_in_order(&consumed, 2, COUNT);
    }
}

fn a_full_queue_holds_no_more_than_its_capacity<Q: Queue<usize>>() {
    const COUNT: usize = 3000;
    let queue = Q::with_capacity(3);
    // Pushed, less popped. Both count afterwards, so that it may be one more than there is inside.
    let inside = AtomicIsize::new(0);
    thread::scope(|s| {
        s.spawn(|| {
            for number in 0..COUNT {
                queue.push(number).unwrap();
                let now = inside.fetch_add(1, Ordering::SeqCst) + 1;
                assert!(now <= 3 + 1, "{now} items in a queue of 3");
            }
            queue.close();
        });
        for _ in queue.iter() {
            inside.fetch_sub(1, Ordering::SeqCst);
            assert!(queue.len() <= 3);
        }
    });
}

fn close_ends_every_blocked_pop<Q: Queue<u8>>() {
    let queue = Q::with_capacity(1);
    let about_to_pop = Barrier::new(5);
    thread::scope(|s| {
        let poppers = [
            s.spawn(|| {
                about_to_pop.wait();
                queue.pop().is_none()
            }),
            s.spawn(|| {
                about_to_pop.wait();
                queue.pop_many(3).is_none()
            }),
            s.spawn(|| {
                about_to_pop.wait();
                queue.pop_timeout(LONG) == Err(PopTimeoutError::Closed)
            }),
            s.spawn(|| {
                about_to_pop.wait();
                queue.iter().next().is_none()
            }),
        ];
        about_to_pop.wait();
        queue.close();
        assert_eq!(poppers.map(|popper| popper.join().unwrap()), [true; 4]);
    });
}

fn close_refuses_every_blocked_push_and_hands_its_item_back<Q: Queue<u8>>() {
    let queue = Q::with_capacity(1);
    queue.push(0).unwrap();
    let about_to_push = Barrier::new(4);
    thread::scope(|s| {
        let first = s.spawn(|| {
            about_to_push.wait();
            queue.push(1)
        });
        let second = s.spawn(|| {
            about_to_push.wait();
            queue.push(2)
        });
        let timed = s.spawn(|| {
            about_to_push.wait();
            queue.push_timeout(3, LONG)
        });
        about_to_push.wait();
        queue.close();
        assert_eq!(first.join().unwrap(), Err(PushError(1)));
        assert_eq!(second.join().unwrap(), Err(PushError(2)));
        assert_eq!(timed.join().unwrap(), Err(PushTimeoutError::Closed(3)));
    });
    assert_eq!(queue.drain(), [0]);
}

fn close_hands_back_what_a_blocked_push_many_did_not_push<Q: Queue<u8>>() {
    let queue = Q::with_capacity(2);
    thread::scope(|s| {
        let pusher = s.spawn(|| queue.push_many([1, 2, 3, 4, 5]));
        assert_eq!(queue.pop(), Some(1));
        queue.close();
        let PushManyError(rest) = pusher.join().unwrap().unwrap_err();
        assert!(rest == [3, 4, 5] || rest == [4, 5], "{rest:?}");
        assert_eq!([vec![1], queue.drain(), rest].concat(), [1, 2, 3, 4, 5]);
    });
}

fn what_is_handed_back_and_what_comes_out_are_all_that_went_in<Q: Queue<usize>>() {
    const COUNT: usize = 30;
    for round in 0..200 {
        let queue = Q::with_capacity(2);
        let (kept, consumed) = thread::scope(|s| {
            let producers: Vec<_> = (0..2)
                .map(|producer| {
                    let queue = &queue;
                    s.spawn(move || {
                        let mut refused = Vec::new();
                        for number in 0..COUNT / 2 {
                            let item = producer * COUNT / 2 + number;
                            refused.extend(queue.push(item).err().map(PushError::into_inner));
                        }
                        refused
                    })
                })
                .collect();
            let consumer = s.spawn(|| queue.iter().collect::<Vec<_>>());
            // The queue is closed in the middle of it, sooner or later.
            for _ in 0..round {
                thread::yield_now();
            }
            queue.close();
            let refused: Vec<_> = producers.into_iter().map(|p| p.join().unwrap()).collect();
            (refused.concat(), consumer.join().unwrap())
        });
        let mut all = [kept, consumed].concat();
        all.sort_unstable();
        assert!(all.into_iter().eq(0..COUNT), "items were lost or doubled");
    }
}

fn a_timed_push_gives_up_on_a_full_queue<Q: Queue<u8>>() {
    let queue = Q::with_capacity(1);
    queue.push(1).unwrap();
    assert_eq!(
        queue.push_timeout(2, SHORT),
        Err(PushTimeoutError::Timeout(2))
    );
    assert_eq!(queue.drain(), [1]);
}

fn a_timed_pop_gives_up_on_an_empty_queue<Q: Queue<u8>>() {
    let queue = Q::with_capacity(1);
    assert_eq!(queue.pop_timeout(SHORT), Err(PopTimeoutError::Timeout));
    assert_eq!(queue.push(1), Ok(()));
}

fn a_timed_wait_ends_long_before_its_time_if_there_is_something<Q: Queue<u8>>() {
    // The test's own deadline is much shorter than these; the second no clock can represent.
    for timeout in [LONG, pattern_sync::time::Duration::MAX] {
        let queue = Q::with_capacity(1);
        thread::scope(|s| {
            let popper = s.spawn(|| queue.pop_timeout(timeout));
            queue.push(1).unwrap();
            assert_eq!(popper.join().unwrap(), Ok(1));
            queue.push(2).unwrap();
            let pusher = s.spawn(|| queue.push_timeout(3, timeout));
            assert_eq!(queue.pop(), Some(2));
            assert_eq!(pusher.join().unwrap(), Ok(()));
        });
    }
}

fn pushing_an_iterator_that_uses_the_queue_does_not_lock_up<Q: Queue<usize>>() {
    let queue = Q::with_capacity(8);
    queue.push_many((0..3).map(|_| queue.len())).unwrap();
    assert_eq!(queue.drain(), [0, 0, 0]);
}

fn dropping_a_queue_drops_what_is_in_it<Q: Queue<Arc<()>>>() {
    let item = Arc::new(());
    let queue = Q::with_capacity(2);
    queue
        .push_many([Arc::clone(&item), Arc::clone(&item)])
        .unwrap();
    queue.close();
    assert!(queue.push(Arc::clone(&item)).is_err()); // handed back, and dropped here
    assert_eq!(Arc::strong_count(&item), 3);
    drop(queue);
    assert_eq!(Arc::strong_count(&item), 1);
}
