//! Submitting: who may, where a task goes, and what happens when there is no room.

use pattern_sync::sync::MutexGuard;
use pattern_sync::sync::atomic::{Ordering, fence};
use pattern_sync::trace;

use super::Shared;
use crate::current;
use crate::injector::Injector;
use crate::labels::ROOM;
use crate::task::{Offer, Origin};
use crate::worker::Worker;

/// Why a submission was not accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    Full,
    Closed,
}

impl Shared {
    /// Submits a task: to the deque of the calling thread if it is a worker of this pool, otherwise
    /// to the injector, waiting for room if `patient`. A refused task is handed back.
    ///
    /// `wrap` makes an offer of the task, once it is certain that it is accepted. It may be called
    /// under the lock.
    #[inline] // with the two below: else the task is copied from one to the next
    pub(crate) fn submit<T>(
        &self,
        task: T,
        patient: bool,
        wrap: impl FnOnce(T, Origin) -> Offer,
    ) -> Result<(), (Refusal, T)> {
        current::with(|worker| match worker.filter(|worker| worker.is_of(self)) {
            Some(worker) => self.submit_inside(worker, task, wrap),
            None => self.submit_outside(task, patient, wrap),
        })
    }

    /// Returns where a task goes that the calling thread submits.
    pub(crate) fn origin_of_caller(&self) -> Origin {
        current::with(|worker| match worker {
            Some(worker) if worker.is_of(self) => Origin::Deque,
            _ => Origin::Injector,
        })
    }

    #[inline]
    fn submit_inside<T>(
        &self,
        worker: &Worker,
        task: T,
        wrap: impl FnOnce(T, Origin) -> Offer,
    ) -> Result<(), (Refusal, T)> {
        if self.is_stopping() {
            return Err((Refusal::Closed, task));
        }
        // The task that submits is unfinished itself, so the workers live.
        self.spawned.fetch_add(1, Ordering::SeqCst);
        let depth = worker.push(wrap(task, Origin::Deque));
        self.watcher.tell(|observer| observer.submitted(depth));
        // Between the push and the look at who sleeps; its partner is in `sleep_until_work`.
        fence(Ordering::SeqCst);
        self.wake_for_news();
        Ok(())
    }

    #[inline]
    fn submit_outside<T>(
        &self,
        task: T,
        patient: bool,
        wrap: impl FnOnce(T, Origin) -> Offer,
    ) -> Result<(), (Refusal, T)> {
        let (mut injector, room) = self.lock_with_room(patient);
        if injector.closed {
            return Err((Refusal::Closed, task));
        }
        if room == 0 {
            return Err((Refusal::Full, task));
        }
        self.drop_late_offers(&mut injector);
        injector.push(wrap(task, Origin::Injector));
        let depth = self.depth(&injector);
        self.submitted(injector, 1, depth);
        Ok(())
    }

    /// Submits tasks from outside, in their order, waiting for room; returns whether they were
    /// accepted. Those that were not are left in `offers`.
    pub(crate) fn submit_batch(&self, offers: &mut Vec<Offer>) -> bool {
        let mut left = offers.drain(..);
        while !left.as_slice().is_empty() {
            let (mut injector, room) = self.lock_with_room(true);
            if injector.closed {
                let left: Vec<_> = left.collect();
                drop(injector); // first, since the tasks' destructors may use the pool
                *offers = left;
                return false;
            }
            self.drop_late_offers(&mut injector);
            let mut pushed = 0;
            for offer in left.by_ref().take(room) {
                injector.push(offer);
                pushed += 1;
            }
            let depth = self.depth(&injector);
            self.submitted(injector, pushed, depth);
        }
        true
    }

    /// Takes the injector's lock, and returns how many tasks it takes: after a wait if that was none
    /// and the caller is patient.
    fn lock_with_room(&self, patient: bool) -> (MutexGuard<'_, Injector>, usize) {
        let mut injector = self.injector.lock();
        if !self.bounded {
            return (injector, usize::MAX);
        }
        let begun = self.begun();
        let mut room = injector.room(|| begun);
        if room == 0 && patient && !injector.closed {
            drop(injector);
            self.rest.spin(|| self.begun() != begun);
            injector = self.injector.lock();
            room = self.wait_for_room(&mut injector);
        }
        (injector, room)
    }

    /// Waits until there is room, or for the end of the pool; returns how much room there is.
    fn wait_for_room(&self, injector: &mut MutexGuard<'_, Injector>) -> usize {
        self.room_waiters.fetch_add(1, Ordering::SeqCst);
        // Between that and the look at what has been begun; its partner is in `made_room`.
        fence(Ordering::SeqCst);
        let mut room = injector.room(|| self.begun());
        // Awaited: room, or the end of the pool.
        while room == 0 && !injector.closed {
            trace::wait(ROOM, || self.not_full.wait(injector));
            room = injector.room(|| self.begun());
        }
        self.room_waiters.fetch_sub(1, Ordering::SeqCst);
        room
    }

    fn drop_late_offers(&self, injector: &mut Injector) {
        // Relaxed: an estimate.
        let late = self.late.load(Ordering::Relaxed);
        if late > 0 && injector.drop_late_offers(late) {
            self.late.store(0, Ordering::Relaxed);
        }
    }

    /// Tells whoever should know of tasks that were put into the injector, whose lock is let go: a
    /// sleeper, and the observer.
    fn submitted(&self, mut injector: MutexGuard<'_, Injector>, count: usize, depth: usize) {
        self.rest.note(true);
        let wake = self.grant_wake(&mut injector);
        drop(injector); // first, so that whoever is woken does not run into the lock
        if wake {
            self.rest.wake_one();
        }
        self.watcher.tell(|observer| {
            for earlier in (0..count).rev() {
                observer.submitted(depth - earlier.min(depth));
            }
        });
    }

    /// Returns how many tasks wait for a worker, if there is anybody who wants to know.
    fn depth(&self, injector: &Injector) -> usize {
        if self.watcher.is_somebody() {
            injector.waiting(self.begun())
        } else {
            0
        }
    }
}
