//! Mutexes and readers-writer locks, atomics and once-only cells.

use super::object::{ObjectIndex, OnceState};
use super::state::Wait;
use super::{Action, Execution, Object, Site, Slot};

impl Execution {
    fn mutex(&self, slot: &Slot, site: Site) -> ObjectIndex {
        self.object(slot, site, || Object::Mutex { owner: None })
    }

    fn rwlock(&self, slot: &Slot, site: Site) -> ObjectIndex {
        self.object(slot, site, || Object::RwLock {
            writer: None,
            readers: Vec::new(),
            queued: 0,
        })
    }

    pub(crate) fn lock(&self, slot: &Slot, site: Site) {
        let index = self.mutex(slot, site);
        self.lock_index(index, site);
        self.state()
            .record(Action::Lock { shared: false }, Some(index), site);
    }

    pub(super) fn lock_index(&self, index: ObjectIndex, site: Site) {
        self.reach(Wait::Lock(index), Some(index), site);
        let mut state = self.state();
        let me = state.current;
        state.objects[index] = Object::Mutex {
            owner: Some((me, site)),
        };
    }

    /// Takes the mutex if it is free.
    pub(crate) fn try_lock(&self, slot: &Slot, site: Site) -> bool {
        let index = self.mutex(slot, site);
        self.observe_locks(index, site);
        let mut state = self.state();
        let taken = matches!(state.objects[index], Object::Mutex { owner: None });
        if taken {
            let me = state.current;
            state.objects[index] = Object::Mutex {
                owner: Some((me, site)),
            };
        }
        state.record(Action::TryLock { taken }, Some(index), site);
        taken
    }

    pub(crate) fn is_locked(&self, slot: &Slot, site: Site) -> bool {
        let index = self.mutex(slot, site);
        self.observe_locks(index, site);
        let locked = !matches!(self.state().objects[index], Object::Mutex { owner: None });
        let operation = format!("is_locked → {locked}");
        self.state()
            .record(Action::Atomic { operation }, Some(index), site);
        locked
    }

    /// A look at a lock that does not wait for it. Whoever only waits for a lock cannot tell how
    /// long it was held; here somebody can, so unlocking must become a step of its own.
    fn observe_locks(&self, index: ObjectIndex, site: Site) {
        self.state().ends_are_observed = true;
        self.reach(Wait::Nothing, Some(index), site);
    }

    pub(crate) fn unlock(&self, slot: &Slot, site: Site) {
        let index = self.mutex(slot, site);
        if self.exact {
            self.reach(Wait::Nothing, Some(index), site);
        }
        let mut state = self.state();
        state.touch_object(index);
        state.objects[index] = Object::Mutex { owner: None };
        state.record(Action::Unlock, Some(index), site);
    }

    pub(crate) fn read(&self, slot: &Slot, site: Site) {
        let index = self.rwlock(slot, site);
        self.reach(Wait::Read(index), Some(index), site);
        self.hold_for_reading(index);
        self.state()
            .record(Action::Lock { shared: true }, Some(index), site);
    }

    pub(crate) fn try_read(&self, slot: &Slot, site: Site) -> bool {
        let index = self.rwlock(slot, site);
        self.observe_locks(index, site);
        let taken = self.state().objects[index].lets_read();
        if taken {
            self.hold_for_reading(index);
        }
        self.state()
            .record(Action::TryLock { taken }, Some(index), site);
        taken
    }

    fn hold_for_reading(&self, index: ObjectIndex) {
        let mut state = self.state();
        let me = state.current;
        if let Object::RwLock { readers, .. } = &mut state.objects[index] {
            readers.push(me);
        }
    }

    pub(crate) fn write(&self, slot: &Slot, site: Site) {
        let index = self.rwlock(slot, site);
        self.reach(Wait::Nothing, Some(index), site);
        if !self.state().objects[index].lets_write() {
            // From here on, readers that come later wait behind this writer.
            self.queue_writer(index, 1);
            self.reach(Wait::Write(index), Some(index), site);
            self.queue_writer(index, -1);
        }
        self.hold_for_writing(index, site);
        self.state()
            .record(Action::Lock { shared: false }, Some(index), site);
    }

    pub(crate) fn try_write(&self, slot: &Slot, site: Site) -> bool {
        let index = self.rwlock(slot, site);
        self.observe_locks(index, site);
        let taken = self.state().objects[index].lets_write();
        if taken {
            self.hold_for_writing(index, site);
        }
        self.state()
            .record(Action::TryLock { taken }, Some(index), site);
        taken
    }

    fn queue_writer(&self, index: ObjectIndex, change: isize) {
        if let Object::RwLock { queued, .. } = &mut self.state().objects[index] {
            *queued = queued.saturating_add_signed(change);
        }
    }

    fn hold_for_writing(&self, index: ObjectIndex, site: Site) {
        let mut state = self.state();
        let me = state.current;
        if let Object::RwLock { writer, .. } = &mut state.objects[index] {
            *writer = Some((me, site));
        }
    }

    /// Ends the running thread's hold on a readers-writer lock.
    pub(crate) fn unlock_rw(&self, slot: &Slot, site: Site) {
        let index = self.rwlock(slot, site);
        if self.exact {
            self.reach(Wait::Nothing, Some(index), site);
        }
        let mut state = self.state();
        let me = state.current;
        state.touch_object(index);
        if let Object::RwLock {
            writer, readers, ..
        } = &mut state.objects[index]
            && writer.take().is_none()
        {
            // A guard may be dropped by another thread than the one that took it.
            let position = readers.iter().position(|&reader| reader == me).unwrap_or(0);
            readers.swap_remove(position);
        }
        state.record(Action::Unlock, Some(index), site);
    }

    /// Does one operation on an atomic variable: `operation` performs it and says what happened.
    pub(crate) fn atomic<R>(
        &self,
        slot: &Slot,
        site: Site,
        operation: impl FnOnce() -> R,
        describe: impl FnOnce(&R) -> String,
    ) -> R {
        let index = self.object(slot, site, || Object::Atomic);
        self.reach(Wait::Nothing, Some(index), site);
        let result = operation();
        let mut state = self.state();
        if state.events.is_some() {
            let operation = describe(&result);
            state.record(Action::Atomic { operation }, Some(index), site);
        }
        result
    }

    /// Waits while somebody else initialises; returns whether the caller is to do it.
    pub(crate) fn once_begin(&self, slot: &Slot, done: impl Fn() -> bool, site: Site) -> bool {
        let index = self.once(slot, &done, site);
        self.reach(Wait::Initialised(index), Some(index), site);
        let mut state = self.state();
        let me = state.current;
        match &mut state.objects[index] {
            Object::Once(once @ OnceState::Empty) => {
                *once = OnceState::Running(me);
                state.record(Action::Initialise, Some(index), site);
                true
            }
            _ => false,
        }
    }

    /// Ends what [`Execution::once_begin`] began; `done` is false after a panic.
    pub(crate) fn once_end(&self, slot: &Slot, done: bool, site: Site) {
        let index = self.once(slot, &|| done, site);
        let once = if done {
            OnceState::Done
        } else {
            OnceState::Empty
        };
        let mut state = self.state();
        state.touch_object(index);
        state.objects[index] = Object::Once(once);
    }

    fn once(&self, slot: &Slot, done: &impl Fn() -> bool, site: Site) -> ObjectIndex {
        self.object(slot, site, || {
            Object::Once(if done() {
                OnceState::Done
            } else {
                OnceState::Empty
            })
        })
    }

    /// Looks whether a once-only cell is set, without waiting.
    pub(crate) fn once_look(&self, slot: &Slot, done: impl Fn() -> bool, site: Site) {
        let index = self.once(slot, &done, site);
        self.reach(Wait::Nothing, Some(index), site);
        let operation = format!("get → {}", if done() { "set" } else { "empty" });
        self.state()
            .record(Action::Atomic { operation }, Some(index), site);
    }
}
