//! Condition variables, barriers, parking, time, and `settle`.

use std::time::Duration;

use super::footprint::Footprint;
use super::object::ObjectIndex;
use super::state::Wait;
use super::{Action, Execution, Object, Question, Site, Slot, ThreadIndex, Wakeup};

impl Execution {
    fn condvar(&self, slot: &Slot, site: Site) -> ObjectIndex {
        self.object(slot, site, || Object::Condvar {
            waiters: Vec::new(),
        })
    }

    /// Lets the mutex go, sleeps, and takes the mutex again. The caller has let the real lock go.
    pub(crate) fn wait(
        &self,
        condvar: &Slot,
        mutex: &Slot,
        deadline: Option<u64>,
        site: Site,
    ) -> Wakeup {
        let condvar = self.condvar(condvar, site);
        let mutex = self.object(mutex, site, || Object::Mutex { owner: None });
        // Between the last look at the predicate and this, somebody who does not hold the lock may
        // notify: the lost wake-up of flags that are changed outside the lock.
        self.reach(Wait::Nothing, Some(condvar), site);
        let me = {
            let mut state = self.state();
            let me = state.current;
            state.touch_object(mutex);
            state.objects[mutex] = Object::Mutex { owner: None };
            state.threads[me].notified = false;
            if let Object::Condvar { waiters } = &mut state.objects[condvar] {
                waiters.push(me);
            }
            let timed = deadline.is_some();
            state.record(Action::Wait { lock: mutex, timed }, Some(condvar), site);
            me
        };
        let wakeup = self.reach_until(Wait::Notification, Some(condvar), deadline, true, site);
        {
            let mut state = self.state();
            if let Object::Condvar { waiters } = &mut state.objects[condvar] {
                waiters.retain(|&waiter| waiter != me);
            }
            state.threads[me].notified = false;
            state.record(Action::Wake(wakeup), Some(condvar), site);
        }
        self.lock_index(mutex, site);
        self.state()
            .record(Action::Lock { shared: false }, Some(mutex), site);
        wakeup
    }

    /// Wakes one waiter or all; returns how many.
    pub(crate) fn notify(&self, condvar: &Slot, all: bool, site: Site) -> usize {
        let index = self.condvar(condvar, site);
        self.reach(Wait::Nothing, Some(index), site);
        let mut waiting = match &mut self.state().objects[index] {
            Object::Condvar { waiters } => std::mem::take(waiters),
            _ => Vec::new(),
        };
        let woken: Vec<ThreadIndex> = if all {
            std::mem::take(&mut waiting)
        } else {
            let chosen = match waiting.len() {
                0 | 1 => 0,
                arity => self.decide(Question::Waiter { arity }, site),
            };
            waiting
                .drain(chosen..waiting.len().min(chosen + 1))
                .collect()
        };
        let mut state = self.state();
        for &thread in &woken {
            state.threads[thread].notified = true;
        }
        if let Object::Condvar { waiters } = &mut state.objects[index] {
            *waiters = waiting;
        }
        let count = woken.len();
        state.record(Action::Notify { all, woken }, Some(index), site);
        count
    }

    /// Waits for `count` threads; returns whether the caller came last.
    pub(crate) fn arrive(&self, slot: &Slot, count: usize, site: Site) -> bool {
        let index = self.object(slot, site, || Object::Barrier {
            count,
            waiting: 0,
            generation: 0,
        });
        self.reach(Wait::Nothing, Some(index), site);
        let mut state = self.state();
        let Object::Barrier {
            waiting,
            generation,
            ..
        } = &mut state.objects[index]
        else {
            unreachable!("the slot was registered as a barrier");
        };
        *waiting += 1;
        let last = *waiting >= count;
        if last {
            *waiting = 0;
            *generation += 1;
        }
        let mine = *generation;
        state.record(Action::Arrive { last }, Some(index), site);
        drop(state);
        if !last {
            self.reach(Wait::Generation(index, mine), Some(index), site);
        }
        last
    }

    /// The deadline that lies `duration` from now, in virtual nanoseconds.
    pub(crate) fn deadline(&self, duration: Duration) -> u64 {
        let nanoseconds = u64::try_from(duration.as_nanos()).unwrap_or(u64::MAX);
        self.now().saturating_add(nanoseconds)
    }

    /// Virtual nanoseconds since the schedule's start.
    pub(crate) fn now(&self) -> u64 {
        let mut state = self.state();
        state.touch(Footprint::TIME);
        state.now
    }

    pub(crate) fn sleep(&self, duration: Duration, site: Site) {
        let deadline = self.deadline(duration);
        self.reach_until(Wait::Time, None, Some(deadline), false, site);
        self.state().record(Action::Sleep, None, site);
    }

    pub(crate) fn yield_now(&self, site: Site) {
        self.state().offer_turn();
        self.reach(Wait::Nothing, None, site);
        self.state().record(Action::Yield, None, site);
    }

    pub(crate) fn park(&self, deadline: Option<u64>, site: Site) {
        let wakeup = self.reach_until(Wait::Unpark, None, deadline, true, site);
        let mut state = self.state();
        let me = state.current;
        state.threads[me].permit = false;
        let action = if wakeup == Wakeup::Ready {
            Action::Park
        } else {
            Action::Wake(wakeup)
        };
        state.record(action, None, site);
    }

    pub(crate) fn unpark(&self, thread: ThreadIndex, site: Site) {
        self.reach(Wait::Nothing, None, site);
        let mut state = self.state();
        state.touch(Footprint::thread(thread));
        let in_vain = std::mem::replace(&mut state.threads[thread].permit, true);
        state.record(Action::Unpark { thread, in_vain }, None, site);
    }

    pub(crate) fn settle(&self, site: Site) {
        self.reach(Wait::Quiet, None, site);
        self.state().record(Action::Settled, None, site);
    }

    pub(crate) fn note(&self, text: String, site: Site) {
        self.state().record(Action::Note(text), None, site);
    }

    pub(crate) fn choose(&self, arity: usize, site: Site) -> usize {
        if arity < 2 {
            0
        } else {
            self.decide(Question::Free { arity }, site)
        }
    }
}
