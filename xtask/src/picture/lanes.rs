//! How the threads stand beside each step, and which locks they hold.

use serde::Serialize;

use crate::report::{Action, Timeline};

/// How a thread stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum State {
    /// Not started yet, or ended.
    Absent,
    /// It could go on, if it is its turn.
    Running,
    /// It waits.
    Blocked,
}

/// A lock in the hands of a thread.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Hold {
    /// Who holds it.
    pub thread: usize,
    /// Its name.
    pub lock: String,
    /// The row in which it was taken.
    pub from: usize,
    /// The row in which it was let go; `None` if it never was.
    pub to: Option<usize>,
}

/// Returns how every thread stands after each row.
pub(super) fn states(timeline: &Timeline) -> Vec<Vec<State>> {
    let mut now = vec![State::Absent; timeline.threads.len()];
    if let Some(main) = now.first_mut() {
        *main = State::Running;
    }
    let after = timeline.rows.iter().map(|row| {
        now[row.thread] = match &row.action {
            Action::Block(_) | Action::Wait { .. } => State::Blocked,
            Action::Finish => State::Absent,
            _ => State::Running,
        };
        match &row.action {
            Action::Spawn { thread } => now[*thread] = State::Running,
            Action::Notify { woken, .. } => {
                for &thread in woken {
                    now[thread] = State::Running;
                }
            }
            _ => {}
        }
        now.clone()
    });
    after.collect()
}

/// Returns who held which lock, in the order in which they were taken.
pub(super) fn holds(timeline: &Timeline) -> Vec<Hold> {
    let mut holds: Vec<(usize, Hold)> = Vec::new();
    for (index, row) in timeline.rows.iter().enumerate() {
        let (taken, released) = match &row.action {
            Action::Lock { .. } | Action::TryLock { taken: true } => (row.object, None),
            Action::Unlock => (None, row.object),
            Action::Wait { lock, .. } => (None, Some(*lock)),
            _ => (None, None),
        };
        if let Some(lock) = taken {
            let name = timeline.objects.get(lock).map(|object| object.name.clone());
            let hold = Hold {
                thread: row.thread,
                lock: name.unwrap_or_default(),
                from: index,
                to: None,
            };
            holds.push((lock, hold));
        }
        if let Some(lock) = released {
            let open = holds.iter_mut().rev().find(|(held, hold)| {
                *held == lock && hold.thread == row.thread && hold.to.is_none()
            });
            if let Some((_, hold)) = open {
                hold.to = Some(index);
            }
        }
    }
    holds.into_iter().map(|(_, hold)| hold).collect()
}
