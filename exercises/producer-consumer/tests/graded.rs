//! The graded tests of the producer-consumer exercise; titles, points and hints: `exercise.toml`.
//!
//! An `explored` test runs its body once per schedule: the explorer decides which thread moves
//! next, whom a notify wakes, and when a condvar wakes for no reason. `settle()` returns once every
//! other thread sleeps or has ended: a thread that spins in a loop does neither.

use std::iter;
use std::panic::{AssertUnwindSafe, catch_unwind};

use pattern_sync::graded;
use pattern_sync::model::{choose, settle};
use pattern_sync::sync::atomic::{AtomicUsize, Ordering};
use pattern_sync::sync::{Arc, Barrier};
use pattern_sync::thread::{self, JoinHandle};
use producer_consumer::{BoundedQueue, JoinableQueue, PushError, run};

mod judge;

use judge::judge;

/// Pins the types of what is compared below: none of the submission's own, which could be equal to
/// everything. Errors are compared by what is in them.
#[expect(dead_code, reason = "it only has to compile")]
fn types<T: Send>() {
    let _: fn(&BoundedQueue<T>, T) -> Result<(), PushError<T>> = BoundedQueue::push;
    let _: fn(&BoundedQueue<T>) -> Option<T> = BoundedQueue::pop;
    let _: fn(&BoundedQueue<T>) -> usize = BoundedQueue::len;
    let _: fn(&BoundedQueue<T>) -> usize = BoundedQueue::capacity;
    let _: fn(&BoundedQueue<T>) -> bool = BoundedQueue::is_closed;
    let _: fn(&JoinableQueue<T>, T) -> Result<(), PushError<T>> = JoinableQueue::push;
    let _: fn(&JoinableQueue<T>) -> Option<T> = JoinableQueue::pop;
    let _: fn(&JoinableQueue<T>) = JoinableQueue::task_done;
    let _: fn(&JoinableQueue<T>) = JoinableQueue::join;
}

/// Pushes; says what came back: the item, if it was refused.
fn push(queue: &BoundedQueue<i32>, item: i32) -> Result<(), i32> {
    queue.push(item).map_err(|PushError(item)| item)
}

/// Starts a thread that works on `queue`; the name is its lane in the timeline of a failure.
fn start<Q, R>(
    name: &str,
    queue: &Arc<Q>,
    body: impl FnOnce(&Q) -> R + Send + 'static,
) -> JoinHandle<R>
where
    Q: Send + Sync + 'static,
    R: Send + 'static,
{
    let queue = Arc::clone(queue);
    thread::Builder::new()
        .name(name.to_owned())
        .spawn(move || body(&queue))
        .expect("a thread starts")
}

/// Waits for a thread and returns its result; a panic of the thread goes on here.
fn result<R>(thread: JoinHandle<R>) -> R {
    thread.join().expect("the thread does not panic")
}

/// Returns `items` in ascending order, for comparing what came out of a queue in any order.
fn sorted<T: Ord>(items: impl IntoIterator<Item = T>) -> Vec<T> {
    let mut items: Vec<T> = items.into_iter().collect();
    items.sort_unstable();
    items
}

// Step 1: a bounded queue that makes threads wait.

#[test]
fn items_come_out_in_the_order_they_went_in() {
    graded::judged(
        &judge(),
        "items_come_out_in_the_order_they_went_in",
        |calls: Vec<Option<u32>>| {
            let queue = BoundedQueue::new(9);
            let mut popped: Vec<Option<u32>> = vec![];
            for call in calls {
                match call {
                    Some(item) => queue.push(item).unwrap(),
                    None => popped.push(queue.pop()),
                }
            }
            popped
        },
    );
}

#[test]
fn length_and_capacity_are_exact() {
    graded::judged(
        &judge(),
        "length_and_capacity_are_exact",
        |(capacity, calls): (usize, Vec<Option<u32>>)| {
            let queue = match capacity {
                0 => catch_unwind(|| BoundedQueue::new(0)).ok()?, // panics, as it must
                _ => BoundedQueue::<u32>::new(capacity),
            };
            let mut lengths: Vec<usize> = vec![queue.len()];
            for call in calls {
                match call {
                    Some(item) => queue.push(item).unwrap(),
                    None => drop(queue.pop()),
                }
                lengths.push(queue.len());
            }
            Some((queue.capacity(), lengths))
        },
    );
}

#[test]
fn a_push_into_a_full_queue_waits_for_a_pop() {
    graded::explored(|| {
        let queue = Arc::new(BoundedQueue::new(2));
        queue.push(0).unwrap();
        queue.push(1).unwrap();
        let producer = start("producer", &queue, |queue| queue.push(2));
        settle();
        assert!(
            !producer.is_finished(),
            "the third push into a queue of 2 returned before anything was popped"
        );
        assert_eq!(queue.pop(), Some(0), "what main popped");
        assert_eq!(result(producer), Ok(()), "what the third push returned");
        assert_eq!(queue.len(), 2, "items after three pushes and one pop");
    });
}

#[test]
fn a_pop_from_an_empty_queue_waits_for_a_push() {
    graded::explored(|| {
        let queue = Arc::new(BoundedQueue::new(1));
        let consumer = start("consumer", &queue, BoundedQueue::pop);
        settle();
        assert!(
            !consumer.is_finished(),
            "a pop from an empty, open queue returned"
        );
        queue.push(7).unwrap();
        assert_eq!(result(consumer), Some(7), "what the consumer popped");
    });
}

#[test]
fn each_push_wakes_one_more_consumer_that_sleeps() {
    graded::explored(|| {
        let queue = Arc::new(BoundedQueue::new(2));
        let consumers =
            ["consumer0", "consumer1"].map(|name| start(name, &queue, BoundedQueue::pop));
        settle();
        // Both consumers sleep now; the second push may come before the first one has moved.
        queue.push(1).unwrap();
        queue.push(2).unwrap();
        let popped = sorted(consumers.map(result));
        assert_eq!(popped, [Some(1), Some(2)], "what the two consumers popped");
    });
}

#[test]
fn each_pop_wakes_one_more_producer_that_sleeps() {
    graded::explored(|| {
        let queue = Arc::new(BoundedQueue::new(2));
        queue.push(1).unwrap();
        queue.push(2).unwrap();
        let producers = ["producer0", "producer1"].map(|name| start(name, &queue, |q| q.push(3)));
        settle();
        // Both producers sleep now; the second pop may come before the first one has moved.
        let popped = [queue.pop(), queue.pop()];
        assert_eq!(popped, [Some(1), Some(2)], "what main popped");
        assert_eq!(
            producers.map(result),
            [Ok(()); 2],
            "what the two pushes returned"
        );
    });
}

#[test]
fn no_consumer_comes_away_with_nothing() {
    graded::explored(|| {
        let queue = Arc::new(BoundedQueue::new(2));
        let consumers =
            ["consumer0", "consumer1"].map(|name| start(name, &queue, BoundedQueue::pop));
        // No settle: one consumer may take the item for which the other one was woken.
        queue.push(1).unwrap();
        queue.push(2).unwrap();
        let popped = sorted(consumers.map(result));
        assert_eq!(popped, [Some(1), Some(2)], "what the two consumers popped");
    });
}

#[test]
fn producers_that_wait_for_room_never_overfill_the_queue() {
    graded::explored(|| {
        let queue = Arc::new(BoundedQueue::new(2));
        queue.push(0).unwrap();
        queue.push(0).unwrap();
        let producers = ["producer0", "producer1"].map(|name| start(name, &queue, |q| q.push(1)));
        assert_eq!(queue.pop(), Some(0), "what main popped first");
        settle();
        assert_eq!(queue.len(), 2, "items: one pop makes room for one push");
        assert_eq!(queue.pop(), Some(0), "what main popped second");
        assert_eq!(
            producers.map(result),
            [Ok(()); 2],
            "what the two pushes returned"
        );
        let rest = [queue.pop(), queue.pop()];
        assert_eq!(rest, [Some(1); 2], "what was left in the queue");
    });
}

#[test]
fn producers_and_consumers_that_sleep_together_are_all_woken() {
    graded::explored(|| {
        let queue = Arc::new(BoundedQueue::new(1));
        let consumers =
            ["consumer0", "consumer1"].map(|name| start(name, &queue, BoundedQueue::pop));
        // With room for one, main may have to sleep in the second push while a consumer sleeps too.
        queue.push(1).unwrap();
        queue.push(2).unwrap();
        let popped = sorted(consumers.map(result));
        assert_eq!(popped, [Some(1), Some(2)], "what the two consumers popped");
    });
}

// Step 2: closing.

#[test]
fn a_closed_queue_hands_out_what_is_left_and_then_none() {
    graded::judged(
        &judge(),
        "a_closed_queue_hands_out_what_is_left_and_then_none",
        |items: Vec<u32>| {
            let queue = BoundedQueue::new(9);
            let pops = items.len() + 2;
            for item in items {
                queue.push(item).unwrap();
            }
            queue.close();
            (0..pops).map(|_| queue.pop()).collect::<Vec<Option<u32>>>()
        },
    );
}

#[test]
fn a_closed_queue_refuses_a_push_and_hands_the_item_back() {
    graded::judged(
        &judge(),
        "a_closed_queue_refuses_a_push_and_hands_the_item_back",
        |(early, late): (Vec<u32>, Vec<u32>)| {
            let queue = BoundedQueue::new(9);
            for item in early {
                queue.push(item).unwrap();
            }
            let was_closed: bool = queue.is_closed();
            let mut pushed: Vec<Result<(), u32>> = vec![];
            for item in late {
                // Closing once more changes nothing.
                queue.close();
                pushed.push(queue.push(item).map_err(|PushError(item)| item));
            }
            (was_closed, pushed, queue.len(), queue.is_closed())
        },
    );
}

#[test]
fn closing_wakes_every_consumer_that_waits() {
    graded::explored(|| {
        let queue = Arc::new(BoundedQueue::<i32>::new(1));
        let consumers =
            ["consumer0", "consumer1"].map(|name| start(name, &queue, BoundedQueue::pop));
        settle();
        queue.close();
        let popped = consumers.map(result);
        assert_eq!(popped, [None; 2], "what the two consumers popped");
    });
}

#[test]
fn closing_wakes_every_producer_that_waits() {
    graded::explored(|| {
        let queue = Arc::new(BoundedQueue::new(1));
        queue.push(0).unwrap();
        let producers = [1, 2].map(|item| {
            let name = format!("producer{item}");
            start(&name, &queue, move |queue| push(queue, item))
        });
        settle();
        queue.close();
        let refused = [Err(1), Err(2)];
        assert_eq!(
            producers.map(result),
            refused,
            "what the two pushes returned"
        );
        let rest = [queue.pop(), queue.pop()];
        assert_eq!(rest, [Some(0), None], "what was left in the queue");
    });
}

#[test]
fn a_thread_about_to_wait_does_not_miss_the_close() {
    graded::explored(|| {
        let queue = Arc::new(BoundedQueue::<i32>::new(1));
        // No settle: the close may come at any moment of the pop, and of the second push.
        let consumer = start("consumer", &queue, BoundedQueue::pop);
        queue.close();
        assert_eq!(result(consumer), None, "what the consumer popped");

        let queue = Arc::new(BoundedQueue::new(1));
        queue.push(0).unwrap();
        let producer = start("producer", &queue, |queue| push(queue, 1));
        queue.close();
        assert_eq!(result(producer), Err(1), "what the second push returned");
    });
}

#[test]
fn an_item_that_was_accepted_is_never_lost() {
    graded::explored(|| {
        let queue = Arc::new(BoundedQueue::new(1));
        let producer = start("producer", &queue, |queue| queue.push(7));
        let consumer = start("consumer", &queue, |queue| {
            iter::from_fn(|| queue.pop()).collect::<Vec<_>>()
        });
        queue.close();
        let accepted = result(producer).is_ok();
        let popped = result(consumer);
        let expected = if accepted { vec![7] } else { vec![] };
        assert_eq!(
            popped, expected,
            "popped until None; push accepted: {accepted}"
        );
    });
}

// Step 3: waiting until all work is done.

#[test]
fn join_waits_for_items_that_were_taken_but_are_not_done() {
    graded::explored(|| {
        let queue = Arc::new(JoinableQueue::new(2));
        queue.push(1).unwrap();
        queue.push(2).unwrap();
        let waiting = ["waiter0", "waiter1"].map(|name| start(name, &queue, JoinableQueue::join));
        let taken = [queue.pop(), queue.pop()];
        assert_eq!(taken, [Some(1), Some(2)], "what main popped");
        queue.task_done();
        settle();
        assert!(
            waiting.iter().all(|waiter| !waiter.is_finished()),
            "join returned while one of two items was not done"
        );
        queue.task_done();
        for waiter in waiting {
            result(waiter);
        }
    });
}

#[test]
fn join_does_not_wait_where_nothing_is_left_to_do() {
    graded::explored(|| {
        let queue = Arc::new(JoinableQueue::new(1));
        result(start("waiter0", &queue, JoinableQueue::join));
        queue.close();
        let refused = queue.push(1).map_err(|PushError(item)| item);
        assert_eq!(refused, Err(1), "what a push after the close returned");
        // An item that was refused is nobody's work.
        result(start("waiter1", &queue, JoinableQueue::join));
    });
}

#[test]
fn one_task_done_too_many_panics() {
    graded::judged(&judge(), "one_task_done_too_many_panics", |items: usize| {
        let queue = JoinableQueue::new(9);
        for item in 0..items {
            queue.push(item).unwrap();
            queue.pop();
        }
        let task_done = |_: &usize| catch_unwind(AssertUnwindSafe(|| queue.task_done())).is_ok();
        (0..=items).take_while(task_done).count()
    });
}

#[test]
fn a_push_that_waits_for_room_does_not_hold_up_task_done() {
    graded::explored(|| {
        let queue = Arc::new(JoinableQueue::new(1));
        let consumer = start("consumer", &queue, |queue| {
            iter::from_fn(|| queue.pop().map(|_| queue.task_done())).count()
        });
        // One item in work and one in the queue: the third push has to wait.
        for item in 0..3 {
            queue.push(item).unwrap();
        }
        queue.join();
        queue.close();
        assert_eq!(result(consumer), 3, "items that the consumer took");
    });
}

#[test]
fn join_returns_after_the_work_of_several_consumers() {
    graded::explored(|| {
        let queue = Arc::new(JoinableQueue::new(2));
        let worked = Arc::new(AtomicUsize::new(0));
        let consumers = ["consumer0", "consumer1"].map(|name| {
            let worked = Arc::clone(&worked);
            start(name, &queue, move |queue| {
                queue.pop();
                worked.fetch_add(1, Ordering::SeqCst);
                queue.task_done();
            })
        });
        queue.push(1).unwrap();
        queue.push(2).unwrap();
        queue.join();
        assert_eq!(
            worked.load(Ordering::SeqCst),
            2,
            "works done when join returned"
        );
        for consumer in consumers {
            result(consumer);
        }
    });
}

// Step 4: threads for everybody, and an end.

#[test]
fn every_item_is_handled_by_exactly_one_consumer() {
    graded::explored(|| {
        let mut handled = [vec![], vec![]];
        let consumers = handled.each_mut().map(|mine| |item| mine.push(item));
        let counts: Vec<usize> = run(1, vec![[1, 2]], consumers.into());
        assert_eq!(
            counts,
            handled.each_ref().map(Vec::len),
            "counts that run returned"
        );
        let all = sorted(handled.concat());
        assert_eq!(all, [1, 2], "items that the two consumers handled");
    });
}

#[test]
fn consumers_work_at_the_same_time_as_each_other_and_as_the_producer() {
    graded::explored(|| {
        // Nobody passes before all three are here: the producer after its last item, and both
        // consumers with an item in their hands.
        let meeting = &Barrier::new(3);
        let producer = (0..2).chain(iter::from_fn(|| {
            meeting.wait();
            None
        }));
        let consumer = |_| {
            meeting.wait();
        };
        let counts: Vec<usize> = run(2, vec![producer], vec![consumer; 2]);
        assert_eq!(counts, [1, 1], "counts that run returned");
    });
}

#[test]
fn producers_work_at_the_same_time_and_the_queue_stays_open_for_the_last() {
    graded::explored(|| {
        // Neither producer makes its first item before both want to.
        let meeting = &Barrier::new(2);
        let producer = |item| {
            let meet = iter::from_fn(|| {
                meeting.wait();
                None
            });
            meet.chain([item])
        };
        let mut handled = vec![];
        let producers = vec![producer(1), producer(2)];
        let counts: Vec<usize> = run(1, producers, vec![|item| handled.push(item)]);
        assert_eq!(sorted(handled), [1, 2], "items that the consumer handled");
        assert_eq!(counts, [2], "count that run returned");
    });
}

#[test]
fn a_producer_that_is_ahead_is_held_back() {
    graded::explored(|| {
        let made = AtomicUsize::new(0);
        let made_at_first = AtomicUsize::new(0);
        let producer = (0..4).inspect(|_| {
            made.fetch_add(1, Ordering::SeqCst);
        });
        let consumer = |item| {
            if item == 0 {
                // The producer goes on until it has to wait: the consumer is still busy.
                settle();
                made_at_first.store(made.load(Ordering::SeqCst), Ordering::SeqCst);
            }
        };
        let counts: Vec<usize> = run(1, vec![producer], vec![consumer]);
        assert_eq!(counts, [4], "count that run returned");
        let made_at_first = made_at_first.into_inner();
        assert!(
            made_at_first <= 3,
            "{made_at_first} made: more than one in work, one in the queue, one waiting for room"
        );
    });
}

#[test]
fn a_panic_comes_out_of_run_and_leaves_nobody_waiting() {
    graded::explored(|| {
        // Both cases are explored: the consumer panics, or the producer does.
        let consumer_panics = choose(2) == 0;
        let producer = (0..3).inspect(|&item| {
            assert!(consumer_panics || item < 2, "out of material");
        });
        let handled = AtomicUsize::new(0);
        let consumer = |_item| {
            handled.fetch_add(1, Ordering::SeqCst);
            assert!(!consumer_panics, "too heavy");
        };
        let outcome = catch_unwind(AssertUnwindSafe(|| run(1, vec![producer], vec![consumer])));
        assert!(outcome.is_err(), "run returned, and a thread had panicked");
        if consumer_panics {
            // What becomes of items that lie in the queue when a producer panics is left open.
            assert_eq!(handled.into_inner(), 1, "items that the consumer was given");
        }
    });
}

#[test]
fn run_works_on_real_threads() {
    graded::real_threads(|| {
        let sum = AtomicUsize::new(0);
        let consumer = |item| {
            sum.fetch_add(item, Ordering::SeqCst);
        };
        let producers = (0..4).map(|p| p * 1_000..(p + 1) * 1_000).collect();
        let counts: Vec<usize> = run(3, producers, vec![consumer; 4]);
        assert_eq!(counts.iter().sum::<usize>(), 4_000, "items handled");
        let expected = (0..4_000).sum::<usize>();
        assert_eq!(sum.into_inner(), expected, "sum of the items handled");
    });
}
