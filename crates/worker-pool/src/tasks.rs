//! The tasks that one worker has submitted: a deque of which it takes the newest, and thieves the
//! oldest.
//!
//! (The newest task is the one whose data is in its worker's cache; the oldest is likely to have the
//! most work behind it.)

use pattern_sync::collections::VecDeque;
use pattern_sync::sync::Mutex;
use pattern_sync::sync::atomic::{AtomicBool, Ordering};

use crate::task::Offer;

/// A worker's deque of tasks.
#[derive(Default)]
pub(crate) struct Tasks {
    deque: Mutex<Deque>,
    /// Whether the deque holds anything. Changed under the mutex, read without.
    any: AtomicBool,
}

/// What the mutex guards.
#[derive(Default)]
struct Deque {
    /// Newest at the back. Some may have come too late.
    offers: VecDeque<Offer>,
    /// How many offers have left by the front. With it each offer has a number that it keeps,
    /// `removed + its index`, whatever thieves take away.
    removed: usize,
}

/// How many offers there are, and what number the next one will have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Extent {
    pub(crate) len: usize,
    pub(crate) end: usize,
}

impl Tasks {
    /// Adds a task that its worker has submitted. Those that came too late among the newest, from
    /// number `floor` on, are dropped.
    pub(crate) fn push(&self, offer: Offer, floor: usize) -> Extent {
        let mut deque = self.deque.lock();
        // A task that was joined as soon as it was submitted leaves its offer here: without this, a
        // loop of that would pile them up.
        while deque.end() > floor && deque.offers.back().is_some_and(|last| !last.is_waiting()) {
            deque.offers.pop_back();
        }
        deque.offers.push_back(offer);
        self.any.store(true, Ordering::SeqCst);
        deque.extent()
    }

    /// Begins the newest task whose number is `floor` or more.
    pub(crate) fn pop(&self, floor: usize) -> (Option<Offer>, Extent) {
        let mut deque = self.deque.lock();
        let mut begun = None;
        while begun.is_none() && deque.end() > floor && !deque.offers.is_empty() {
            begun = deque.offers.pop_back().filter(Offer::begin);
        }
        self.note_whether_empty(&deque);
        (begun, deque.extent())
    }

    /// Begins the oldest task.
    pub(crate) fn steal(&self) -> Option<Offer> {
        if !self.any() {
            return None;
        }
        let mut deque = self.deque.lock();
        let mut begun = None;
        while begun.is_none() && !deque.offers.is_empty() {
            deque.removed += 1;
            begun = deque.offers.pop_front().filter(Offer::begin);
        }
        self.note_whether_empty(&deque);
        begun
    }

    /// Begins all that wait, and returns them.
    pub(crate) fn drain(&self) -> Vec<Offer> {
        let mut deque = self.deque.lock();
        deque.removed += deque.offers.len();
        let begun = deque.offers.drain(..).filter(Offer::begin).collect();
        self.note_whether_empty(&deque);
        begun
    }

    /// Returns whether there is anything to take.
    pub(crate) fn any(&self) -> bool {
        self.any.load(Ordering::SeqCst)
    }

    fn note_whether_empty(&self, deque: &Deque) {
        if deque.offers.is_empty() {
            self.any.store(false, Ordering::SeqCst);
        }
    }
}

impl Deque {
    /// Returns the number after that of the newest offer.
    fn end(&self) -> usize {
        self.removed + self.offers.len()
    }

    fn extent(&self) -> Extent {
        let (len, end) = (self.offers.len(), self.end());
        Extent { len, end }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::task::{Job, Origin, Task};
    use pattern_sync::sync::Arc;

    fn task() -> Arc<dyn Job> {
        Arc::new(Task::new(|| (), Origin::Deque))
    }

    #[test]
    fn offers_that_came_too_late_do_not_pile_up() {
        let tasks = Tasks::default();
        for _ in 0..1_000 {
            let own = task();
            assert_eq!(tasks.push(Offer::Task(Arc::clone(&own)), 0).len, 1);
            assert!(own.begin());
        }
        assert!(tasks.pop(0).0.is_none());
        assert!(!tasks.any());
    }

    #[test]
    fn an_offer_keeps_its_number_whatever_thieves_take() {
        let tasks = Tasks::default();
        let push = |floor| tasks.push(Offer::Task(task()), floor).end;
        assert_eq!([push(0), push(0)], [1, 2]);
        assert_eq!([push(2), push(2)], [3, 4]);
        assert!(tasks.steal().is_some());
        assert_eq!([tasks.pop(2).1.end, tasks.pop(2).1.end], [3, 2]);
        let below = tasks.pop(2);
        assert!(below.0.is_none(), "what is left lies below the floor");
        assert!(tasks.pop(0).0.is_some());
    }
}
