//! Channels of all capacities, closed by dropping the last sender.

use pattern_sync::channel::{
    Receiver, RecvTimeoutError, SendTimeoutError, Sender, TryRecvError, TrySendError, bounded,
    unbounded,
};
use pattern_sync::model::settle;
use pattern_sync::sync::{Arc, Mutex};
use pattern_sync::thread;
use pattern_sync::time::Duration;

use crate::harness::{holds, join_all, spawn};

/// Items come out in order, and the end is seen.
fn pipe((sender, receiver): (Sender<u32>, Receiver<u32>)) {
    let producer = spawn("producer", move || {
        for item in 0..3 {
            sender.send(item).unwrap();
        }
    });
    assert_eq!(receiver.iter().collect::<Vec<_>>(), [0, 1, 2]);
    producer.join().unwrap();
}

#[test]
fn an_unbounded_channel_carries_everything_in_order() {
    holds(|| pipe(unbounded()));
}

#[test]
fn a_channel_of_one_carries_everything_in_order() {
    holds(|| pipe(bounded(1)));
}

#[test]
fn a_channel_of_two_carries_everything_in_order() {
    holds(|| pipe(bounded(2)));
}

#[test]
fn a_rendezvous_carries_everything_in_order() {
    holds(|| pipe(bounded(0)));
}

#[test]
fn a_sender_of_a_rendezvous_goes_on_when_its_item_is_taken() {
    holds(|| {
        let taken = Arc::new(Mutex::new(false));
        let (sender, receiver) = bounded(0);
        let receiving = spawn("receiving", {
            let taken = Arc::clone(&taken);
            move || {
                let mut taken = taken.lock();
                receiver.recv().unwrap();
                *taken = true;
            }
        });
        settle();
        assert_eq!(
            (sender.len(), sender.is_empty(), sender.is_full()),
            (0, true, true)
        );
        sender.send(()).unwrap();
        assert!(*taken.lock());
        receiving.join().unwrap();
    });
}

#[test]
fn every_item_reaches_one_of_two_receivers() {
    holds(|| {
        let (jobs, todo) = bounded(1);
        let workers = ["w1", "w2"].map(|name| {
            let todo = todo.clone();
            spawn(name, move || todo.into_iter().collect::<Vec<u32>>())
        });
        drop(todo);
        jobs.send(1).unwrap();
        jobs.send(2).unwrap();
        drop(jobs);
        let mut done = join_all(workers).concat();
        done.sort_unstable();
        assert_eq!(done, [1, 2]);
    });
}

#[test]
fn stages_that_listen_while_they_send_do_not_fill_up() {
    holds(|| {
        let (requests, inbox) = bounded(1);
        let (answers, outbox) = bounded(1);
        let source = spawn("source", move || {
            (0..2).for_each(|it| requests.send(it).unwrap());
        });
        let stage = spawn("stage", move || {
            inbox.iter().for_each(|it| answers.send(it).unwrap());
        });
        assert_eq!(outbox.iter().collect::<Vec<u32>>(), [0, 1]);
        join_all([source, stage]);
    });
}

#[test]
fn a_receiver_that_goes_away_gives_the_item_back() {
    holds(|| {
        for capacity in [0, 1] {
            let (sender, receiver) = bounded(capacity);
            let sending = spawn("sending", move || {
                while sender.send("item").is_ok() {}
                sender.send("item").unwrap_err().into_inner()
            });
            drop(receiver);
            assert_eq!(sending.join().unwrap(), "item");
        }
    });
}

#[test]
fn requests_in_an_abandoned_channel_are_dropped_with_their_answers() {
    holds(|| {
        let (requests, inbox) = unbounded();
        let client = spawn("client", move || {
            let (answer, answered) = bounded::<u32>(1);
            // Keeps its own sender: the answer's end must come from the channel.
            let sent = requests.send(answer).is_ok();
            let outcome = answered.recv();
            drop(requests);
            (sent, outcome)
        });
        drop(inbox);
        assert!(client.join().unwrap().1.is_err());
    });
}

#[test]
fn the_forms_that_do_not_wait_say_why() {
    holds(|| {
        let (sender, receiver) = bounded(1);
        assert_eq!(receiver.try_recv(), Err(TryRecvError::Empty));
        assert_eq!(sender.try_send(1), Ok(()));
        assert_eq!(sender.try_send(2), Err(TrySendError::Full(2)));
        let rendezvous = bounded::<u32>(0);
        assert_eq!(rendezvous.0.try_send(1), Err(TrySendError::Full(1)));
        let other = spawn("other", move || {
            drop(sender);
            rendezvous.1.recv()
        });
        settle();
        assert_eq!(rendezvous.0.try_send(3), Ok(()));
        assert_eq!(other.join().unwrap(), Ok(3));
        assert_eq!(receiver.try_iter().collect::<Vec<_>>(), [1]);
        assert_eq!(receiver.try_recv(), Err(TryRecvError::Disconnected));
        assert_eq!(rendezvous.0.try_send(4), Err(TrySendError::Disconnected(4)));
    });
}

#[test]
fn timed_forms_end_in_time() {
    const A_WHILE: Duration = Duration::from_millis(10);
    holds(|| {
        let (sender, receiver) = bounded(1);
        let other = spawn("other", move || {
            let first = sender.send_timeout(1, A_WHILE);
            let second = sender.send_timeout(2, A_WHILE);
            assert_eq!(first, Ok(()));
            assert!(matches!(
                second,
                Ok(()) | Err(SendTimeoutError::Timeout(2) | SendTimeoutError::Disconnected(2))
            ));
        });
        let received = receiver.recv_timeout(A_WHILE);
        assert!(matches!(received, Ok(1) | Err(RecvTimeoutError::Timeout)));
        other.join().unwrap();
        drop(receiver);
    });
}

#[test]
fn a_channel_outlives_the_scope_that_fills_it() {
    holds(|| {
        let (sender, receiver) = unbounded();
        thread::scope(|s| {
            for item in 0..2 {
                let sender = sender.clone();
                s.spawn(move || sender.send(item).unwrap());
            }
        });
        drop(sender);
        let mut items: Vec<u32> = receiver.iter().collect();
        items.sort_unstable();
        assert_eq!(items, [0, 1]);
    });
}
