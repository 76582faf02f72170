//! The bounded queue under every schedule within bounds: no item lost, no thread left asleep.

use pattern_core::{
    BoundedQueue, PopTimeoutError, PushError, PushManyError, PushTimeoutError, TryPopError,
    TryPushError,
};
use pattern_sync::model::{explore, settle};
use pattern_sync::thread;
use pattern_sync::time::{Duration, Instant};

const A_WHILE: Duration = Duration::from_millis(10);

fn sorted(mut items: Vec<u8>) -> Vec<u8> {
    items.sort_unstable();
    items
}

#[test]
fn every_item_comes_out_once_and_in_order() {
    explore(|| {
        let queue = BoundedQueue::new(2);
        let consumed = thread::scope(|s| {
            s.spawn(|| {
                queue.push(1).unwrap();
                queue.push(2).unwrap();
                queue.close();
            });
            let other = s.spawn(|| queue.iter().collect::<Vec<_>>());
            [queue.iter().collect(), other.join().unwrap()]
        });
        assert!(consumed.iter().all(|items| items.is_sorted()));
        assert_eq!(sorted(consumed.concat()), [1, 2]);
    });
}

#[test]
fn items_of_two_producers_all_come_out() {
    explore(|| {
        let queue = BoundedQueue::new(1);
        thread::scope(|s| {
            s.spawn(|| queue.push(1).unwrap());
            s.spawn(|| queue.push(2).unwrap());
            let items = [queue.pop().unwrap(), queue.pop().unwrap()];
            assert_eq!(sorted(items.to_vec()), [1, 2]);
            assert_eq!(queue.try_pop(), Err(TryPopError::Empty));
        });
    });
}

#[test]
fn a_push_waits_while_the_queue_is_full() {
    explore(|| {
        let queue = BoundedQueue::new(1);
        thread::scope(|s| {
            let pusher = s.spawn(|| [1, 2, 3].map(|item| queue.push(item).is_ok()));
            for item in 1..=3 {
                settle();
                assert_eq!(queue.len(), 1);
                assert_eq!(pusher.is_finished(), item == 3);
                assert_eq!(queue.pop(), Some(item));
            }
            assert_eq!(pusher.join().unwrap(), [true; 3]);
        });
    });
}

#[test]
fn a_pop_waits_while_the_queue_is_empty() {
    explore(|| {
        let queue = BoundedQueue::new(2);
        thread::scope(|s| {
            let popper = s.spawn(|| [queue.pop(), queue.pop()]);
            settle();
            assert!(!popper.is_finished());
            queue.push(1).unwrap();
            settle();
            assert!(!popper.is_finished());
            queue.push(2).unwrap();
            assert_eq!(popper.join().unwrap(), [Some(1), Some(2)]);
        });
    });
}

#[test]
fn close_wakes_every_blocked_pop() {
    explore(|| {
        let queue = BoundedQueue::<u8>::new(1);
        thread::scope(|s| {
            let pop = s.spawn(|| queue.pop());
            let pop_many = s.spawn(|| queue.pop_many(2));
            let pop_timeout = s.spawn(|| queue.pop_timeout(A_WHILE));
            queue.close();
            assert_eq!(pop.join().unwrap(), None);
            assert_eq!(pop_many.join().unwrap(), None);
            // Its time may be up before.
            assert!(pop_timeout.join().unwrap().is_err());
        });
    });
}

#[test]
fn close_wakes_every_blocked_push_and_hands_its_item_back() {
    explore(|| {
        let queue = BoundedQueue::new(1);
        queue.push(0).unwrap();
        thread::scope(|s| {
            let first = s.spawn(|| queue.push(1));
            let second = s.spawn(|| queue.push(2));
            let many = s.spawn(|| queue.push_many([3, 4]));
            queue.close();
            assert_eq!(first.join().unwrap(), Err(PushError(1)));
            assert_eq!(second.join().unwrap(), Err(PushError(2)));
            assert_eq!(many.join().unwrap(), Err(PushManyError(vec![3, 4])));
        });
        assert_eq!(queue.drain(), [0]);
    });
}

#[test]
fn a_push_that_races_with_close_is_either_in_or_handed_back() {
    explore(|| {
        let queue = BoundedQueue::new(2);
        let refused = thread::scope(|s| {
            let pushers = [1, 2].map(|item| {
                let queue = &queue;
                s.spawn(move || queue.push(item).err().map(PushError::into_inner))
            });
            queue.close();
            let taken: Vec<u8> = queue.iter().collect();
            let refused = pushers.map(|pusher| pusher.join().unwrap());
            // The iteration ended since the queue was closed and drained: for good.
            assert_eq!(queue.try_pop(), Err(TryPopError::Closed));
            [taken, refused.into_iter().flatten().collect()].concat()
        });
        assert_eq!(sorted(refused), [1, 2]);
    });
}

#[test]
fn what_is_in_a_queue_when_it_is_closed_is_popped_once() {
    explore(|| {
        let queue = BoundedQueue::new(1);
        thread::scope(|s| {
            let poppers = [s.spawn(|| queue.pop()), s.spawn(|| queue.pop())];
            queue.push(1).unwrap();
            queue.close();
            let mut popped = poppers.map(|popper| popper.join().unwrap());
            popped.sort_unstable();
            assert_eq!(popped, [None, Some(1)]);
        });
    });
}

#[test]
fn closing_twice_at_once_is_closing_once() {
    explore(|| {
        let queue = BoundedQueue::<u8>::new(1);
        thread::scope(|s| {
            let popper = s.spawn(|| queue.pop());
            s.spawn(|| queue.close());
            queue.close();
            assert!(queue.is_closed());
            assert_eq!(popper.join().unwrap(), None);
        });
    });
}

#[test]
fn an_item_never_lies_beside_a_pop_that_waits() {
    explore(|| {
        let queue = BoundedQueue::new(1);
        thread::scope(|s| {
            // The notification may be meant for the one whose time is up: then it has to take the
            // item all the same, or leave the notification to the other.
            let timed = s.spawn(|| queue.pop_timeout(A_WHILE));
            let patient = s.spawn(|| queue.pop());
            queue.push(1).unwrap();
            thread::sleep(2 * A_WHILE); // in some schedules before any of the two goes on
            settle();
            assert!(queue.is_empty(), "the item was taken by one of the two");
            queue.close();
            match timed.join().unwrap() {
                Ok(item) => assert_eq!((item, patient.join().unwrap()), (1, None)),
                Err(_) => assert_eq!(patient.join().unwrap(), Some(1)),
            }
        });
    });
}

#[test]
fn room_never_lies_beside_a_push_that_waits() {
    explore(|| {
        let queue = BoundedQueue::new(1);
        queue.push(0).unwrap();
        thread::scope(|s| {
            let timed = s.spawn(|| queue.push_timeout(1, A_WHILE));
            let patient = s.spawn(|| queue.push(2));
            assert_eq!(queue.pop(), Some(0));
            thread::sleep(2 * A_WHILE); // in some schedules before any of the two goes on
            settle();
            assert!(queue.is_full(), "the room was taken by one of the two");
            let inside = queue.drain();
            settle();
            match timed.join().unwrap() {
                Ok(()) => assert_eq!(sorted([inside, queue.drain()].concat()), [1, 2]),
                Err(refused) => {
                    assert_eq!(refused, PushTimeoutError::Timeout(1));
                    assert_eq!(inside, [2]);
                }
            }
            assert_eq!(patient.join().unwrap(), Ok(()));
        });
    });
}

#[test]
fn a_batch_wakes_as_many_pops_as_it_has_items() {
    explore(|| {
        let queue = BoundedQueue::new(2);
        thread::scope(|s| {
            let poppers = [(); 3].map(|()| s.spawn(|| queue.pop()));
            settle();
            queue.push_many([1, 2]).unwrap();
            settle();
            assert_eq!(
                poppers.iter().filter(|popper| popper.is_finished()).count(),
                2
            );
            queue.close();
            let popped = poppers.map(|popper| popper.join().unwrap());
            assert_eq!(sorted(popped.into_iter().flatten().collect()), [1, 2]);
        });
    });
}

#[test]
fn a_batch_taken_out_wakes_as_many_pushes_as_it_leaves_room_for() {
    explore(|| {
        let queue = BoundedQueue::new(2);
        queue.push_many([1, 2]).unwrap();
        thread::scope(|s| {
            let pushers = [3, 4, 5].map(|item| {
                let queue = &queue;
                s.spawn(move || queue.push(item))
            });
            settle();
            assert_eq!(queue.pop_many(5), Some(vec![1, 2]));
            settle();
            assert_eq!(
                pushers.iter().filter(|pusher| pusher.is_finished()).count(),
                2
            );
            let rest = [queue.drain(), vec![queue.pop().unwrap()]].concat();
            assert_eq!(sorted(rest), [3, 4, 5]);
            assert_eq!(pushers.map(|pusher| pusher.join().unwrap()), [Ok(()); 3]);
        });
    });
}

#[test]
fn draining_wakes_blocked_pushes() {
    explore(|| {
        let queue = BoundedQueue::new(1);
        queue.push(1).unwrap();
        thread::scope(|s| {
            let pusher = s.spawn(|| queue.push(2));
            let mut drained = queue.drain();
            assert_eq!(pusher.join().unwrap(), Ok(()));
            drained.extend(queue.drain());
            assert_eq!(drained, [1, 2]);
        });
    });
}

#[test]
fn a_batch_larger_than_the_queue_goes_through_in_order() {
    explore(|| {
        let queue = BoundedQueue::new(2);
        thread::scope(|s| {
            let pusher = s.spawn(|| {
                let pushed = queue.push_many([1, 2, 3]);
                queue.close();
                pushed
            });
            let mut batches = Vec::new();
            while let Some(batch) = queue.pop_many(5) {
                assert!((1..=2).contains(&batch.len()), "{batch:?}");
                batches.extend(batch);
            }
            assert_eq!(batches, [1, 2, 3]);
            assert_eq!(pusher.join().unwrap(), Ok(()));
        });
    });
}

#[test]
fn an_item_does_not_overtake_a_batch_on_its_way_to_a_pop_that_waits() {
    explore(|| {
        let queue = BoundedQueue::new(4);
        thread::scope(|s| {
            s.spawn(|| {
                queue.push_many([1, 2]).unwrap();
                queue.push(3).unwrap();
                queue.close();
            });
            assert_eq!(queue.iter().collect::<Vec<_>>(), [1, 2, 3]);
        });
    });
}

#[test]
fn close_cuts_a_batch_in_two_and_loses_nothing() {
    explore(|| {
        let queue = BoundedQueue::new(1);
        thread::scope(|s| {
            let pusher = s.spawn(|| queue.push_many([1, 2, 3]));
            let popper = s.spawn(|| queue.pop());
            queue.close();
            let refused = pusher.join().unwrap().err();
            let rest = refused.map_or(vec![], PushManyError::into_inner);
            let popped = popper.join().unwrap();
            let all = [popped.into_iter().collect(), queue.drain(), rest].concat();
            assert_eq!(all, [1, 2, 3]);
        });
    });
}

#[test]
fn batches_of_two_consumers_share_the_items() {
    explore(|| {
        let queue = BoundedQueue::new(3);
        thread::scope(|s| {
            let consumers = [(); 2].map(|()| {
                s.spawn(|| {
                    let batches: Vec<_> = std::iter::from_fn(|| queue.pop_many(2)).collect();
                    assert!(batches.iter().all(|batch| (1..=2).contains(&batch.len())));
                    batches.concat()
                })
            });
            queue.push(1).unwrap();
            queue.push_many([2, 3]).unwrap();
            queue.close();
            let consumed = consumers.map(|consumer| consumer.join().unwrap());
            assert!(consumed.iter().all(|items| items.is_sorted()));
            assert_eq!(sorted(consumed.concat()), [1, 2, 3]);
        });
    });
}

#[test]
fn a_timed_pop_gets_the_item_or_leaves_it() {
    explore(|| {
        let queue = BoundedQueue::new(1);
        thread::scope(|s| {
            let popper = s.spawn(|| queue.pop_timeout(A_WHILE));
            settle();
            queue.push(1).unwrap();
            settle(); // no time passes meanwhile
            assert!(popper.is_finished());
            match popper.join().unwrap() {
                Ok(item) => assert_eq!((item, queue.len()), (1, 0)),
                Err(PopTimeoutError::Timeout) => assert_eq!(queue.drain(), [1]),
                Err(PopTimeoutError::Closed) => panic!("it was not closed"),
            }
        });
    });
}

#[test]
fn a_timed_push_is_in_or_handed_back() {
    explore(|| {
        let queue = BoundedQueue::new(1);
        queue.push(1).unwrap();
        thread::scope(|s| {
            let pusher = s.spawn(|| queue.push_timeout(2, A_WHILE));
            settle();
            assert_eq!(queue.pop(), Some(1));
            settle(); // no time passes meanwhile
            assert!(pusher.is_finished());
            match pusher.join().unwrap() {
                Ok(()) => assert_eq!(queue.drain(), [2]),
                Err(refused) => {
                    assert_eq!(refused, PushTimeoutError::Timeout(2));
                    assert!(queue.is_empty());
                }
            }
        });
    });
}

#[test]
fn a_wake_up_in_vain_changes_nothing_about_a_timed_wait() {
    explore(|| {
        let queue = BoundedQueue::new(1);
        thread::scope(|s| {
            let popper = s.spawn(|| {
                let start = Instant::now();
                (queue.pop_timeout(A_WHILE), start.elapsed())
            });
            settle();
            // Halfway there is an item, but mostly not for long enough.
            thread::sleep(A_WHILE / 2);
            queue.push(1).unwrap();
            let taken_back = queue.try_pop();
            let (popped, waited) = popper.join().unwrap();
            assert_eq!(popped.is_ok(), taken_back.is_err());
            match popped {
                Ok(_) => assert!(waited <= A_WHILE, "it waited {waited:?}"),
                Err(_) => assert_eq!(waited, A_WHILE),
            }
        });
    });
}

#[test]
fn forms_that_do_not_wait_answer_at_any_moment() {
    explore(|| {
        let queue = BoundedQueue::new(1);
        thread::scope(|s| {
            let pusher = s.spawn(|| queue.try_push(1));
            let pushed = queue.try_push(2);
            let popped = queue.try_pop();
            let other = pusher.join().unwrap();
            // One of the two came first; the other found it full, or gone.
            match (pushed, other) {
                (Ok(()), Ok(())) => assert_eq!(popped.map_or(0, |_| 1) + queue.len(), 2),
                (Ok(()), Err(refused)) => {
                    assert_eq!((popped, refused), (Ok(2), TryPushError::Full(1)));
                }
                (Err(refused), Ok(())) => {
                    assert_eq!((popped, refused), (Ok(1), TryPushError::Full(2)));
                }
                (Err(_), Err(_)) => panic!("the first of two finds room"),
            }
        });
    });
}
