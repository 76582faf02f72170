//! How threads sleep at a link, and who wakes them.
//!
//! To wake a sleeper takes a few microseconds of both. Where items come or go faster than that, a
//! thread that is woken for each of them does little else. So a sleeper is *patient* at first: it
//! lets itself be woken when a good part of the queue is there for it, and looks for itself after
//! [`PATIENCE`]. If it finds nothing then, it is patient no longer, and the next item, or the next
//! room, wakes it: a thread that has nothing to do costs nothing, and a slow stream waits for
//! nobody.
//!
//! A giver is patient whenever it has filled the queue: those behind it have plenty to do. A taker
//! is patient only if items have been coming quickly, and whoever is about to sleep itself wakes it
//! (`urge`), so that it is not left alone with what has come.

use pattern_sync::sync::{Condvar, MutexGuard};
use pattern_sync::time::Duration;
use pattern_sync::trace;

use super::Link;
use super::state::State;
use crate::account::Account;
use crate::labels::{ITEM, ROOM};

/// For how long a patient sleeper may be left asleep although it could go on.
const PATIENCE: Duration = Duration::from_millis(1);

/// The least capacity at which anybody is patient: half of it is more than one item.
const PATIENT_FROM: usize = 4;

/// Those who sleep at a link, with those that were woken and have yet to get the mutex.
#[derive(Default)]
pub(super) struct Sleepers {
    /// On `not_empty`.
    pub(super) takers: usize,
    /// Those of them that are patient.
    patient_takers: usize,
    /// For how many items these let themselves be woken.
    worth_waking_for: usize,
    /// On `room`.
    pub(super) givers: usize,
    /// Those of them that are patient.
    patient_givers: usize,
}

impl<T> Link<T> {
    /// Waits, as one of `sharers`, until `answered`, which an item, the end, or `cancel` makes true.
    pub(super) fn await_item(
        &self,
        state: &mut MutexGuard<'_, State<T>>,
        sharers: usize,
        account: &mut Account,
        answered: impl Fn(&State<T>) -> bool,
    ) {
        if answered(state) {
            return;
        }
        let may_be_patient = self.capacity >= PATIENT_FROM;
        // Workers would rather work; one that only gathers what has been done does it in one go.
        let share = if sharers > 1 { 8 } else { 2 };
        state.sleepers.worth_waking_for = (self.capacity / share).max(1);
        account.starved(|quickly| {
            let mut patient = may_be_patient && quickly;
            while !answered(state) {
                state.sleepers.takers += 1;
                state.sleepers.patient_takers += usize::from(patient);
                let slept_out = sleep(ITEM, &self.not_empty, state, patient);
                state.sleepers.takers -= 1;
                state.sleepers.patient_takers -= usize::from(patient);
                patient &= !slept_out;
            }
        });
    }

    /// Waits until there is a place for `turn`, or the run has been called off.
    pub(super) fn await_room(
        &self,
        state: &mut MutexGuard<'_, State<T>>,
        turn: u64,
        account: &mut Account,
    ) {
        if !self.must_wait(state, turn) {
            return;
        }
        let room = self.room_of(turn);
        // Who waits for its own place is awaited by others.
        let mut patient = self.capacity >= PATIENT_FROM && !self.by_turn;
        account.blocked(|| {
            // Awaited: a place for this turn, or the end.
            while self.must_wait(state, turn) {
                state.sleepers.givers += 1;
                state.sleepers.patient_givers += usize::from(patient);
                let slept_out = sleep(ROOM, room, state, patient);
                state.sleepers.givers -= 1;
                state.sleepers.patient_givers -= usize::from(patient);
                patient &= !slept_out;
            }
        });
    }

    /// Wakes patient takers for what there is: whoever could give them more is about to sleep.
    pub(crate) fn urge(&self) {
        let state = self.state.lock();
        let takers = state.sleepers.takers.min(state.items_ready());
        drop(state);
        self.notify_takers(takers);
    }

    /// Unlocks, and wakes those who can go on now: `ready` items can be taken that could not be
    /// before, and the first turn without a place was `reach`.
    ///
    /// Who is woken shall not run into the lock, so it is let go first.
    pub(super) fn unlock_and_wake(
        &self,
        state: MutexGuard<'_, State<T>>,
        reach: u64,
        ready: usize,
    ) {
        let takers = if ready == 0 {
            0
        } else {
            self.takers_to_wake(&state, ready)
        };
        let moved = self.reach(&state).saturating_sub(reach);
        let givers = if moved == 0 {
            0
        } else {
            self.givers_to_wake(&state, moved)
        };
        drop(state);
        self.notify_takers(takers);
        for turn in reach..reach + givers as u64 {
            if self.by_turn {
                // All: of those who wait here, it is one's turn, and mostly there is but one.
                self.room_of(turn).notify_all();
            } else {
                self.room_of(turn).notify_one(); // one for each place
            }
        }
    }

    pub(super) fn notify_takers(&self, takers: usize) {
        for _ in 0..takers {
            self.not_empty.notify_one(); // one for each item that can be taken
        }
    }

    fn takers_to_wake(&self, state: &State<T>, ready: usize) -> usize {
        let Sleepers {
            takers,
            patient_takers,
            worth_waking_for: enough,
            ..
        } = state.sleepers;
        if takers > patient_takers {
            ready.min(takers)
        } else if takers > 0 && state.items_ready() >= enough {
            // Those too that came before, and woke nobody.
            state.items_ready().min(takers)
        } else {
            0
        }
    }

    /// Tells whether givers have been woken, and are needed, and have not come yet.
    pub(super) fn is_short(&self, state: &State<T>) -> bool {
        let free = self.reach(state).saturating_sub(state.places.end());
        state.sleepers.givers > 0
            && !self.by_turn
            && self.capacity >= PATIENT_FROM
            && free as usize >= self.capacity - self.capacity / 4
    }

    fn givers_to_wake(&self, state: &State<T>, moved: u64) -> usize {
        let Sleepers {
            givers,
            patient_givers,
            ..
        } = state.sleepers;
        if givers == 0 {
            return 0;
        }
        if self.by_turn {
            // From the first turn that had no place, one for each that there is now. Once round the
            // condition variables reaches everyone.
            return self.room.len().min(moved.try_into().unwrap_or(usize::MAX));
        }
        let free = self.reach(state).saturating_sub(state.places.end());
        let free = usize::try_from(free).unwrap_or(usize::MAX);
        if givers > patient_givers || free >= self.capacity / 2 {
            free.min(givers)
        } else {
            0
        }
    }

    /// Gives the condition variable at which a turn waits for room.
    fn room_of(&self, turn: u64) -> &Condvar {
        &self.room[(turn % self.room.len() as u64) as usize]
    }
}

/// Sleeps until a notification, or not longer than a patient sleeper does; tells whether it has
/// slept its time out. A recording says that it was for `what`.
fn sleep<T>(
    what: &str,
    condvar: &Condvar,
    state: &mut MutexGuard<'_, State<T>>,
    patient: bool,
) -> bool {
    trace::wait(what, || {
        if patient {
            condvar.wait_for(state, PATIENCE).timed_out()
        } else {
            condvar.wait(state);
            false
        }
    })
}
