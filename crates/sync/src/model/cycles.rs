//! Threads that wait for each other in a circle: by locks, by ends, or by both.

use std::collections::HashMap;

use super::cause::{Awaited, Cause, LockStep, WaitStep};
use super::timeline::Timeline;
use crate::engine::{Action, Position, Waiting};

/// A thread that waits for ever.
pub(super) struct Stuck<'a> {
    pub(super) thread: usize,
    pub(super) waiting: &'a Waiting,
    pub(super) object: Option<usize>,
    pub(super) at: &'a Position,
}

/// Threads of which each waits for the next, by a lock or by its end, and the last for the first.
pub(super) fn cycle<'a>(stuck: &'a [Stuck<'a>]) -> Option<Vec<&'a Stuck<'a>>> {
    let by_thread: HashMap<usize, &Stuck<'_>> =
        stuck.iter().map(|stuck| (stuck.thread, stuck)).collect();
    for start in stuck {
        let mut path: Vec<&Stuck<'_>> = Vec::new();
        let mut next = Some(start);
        while let Some(this) = next {
            if let Some(from) = path.iter().position(|seen| seen.thread == this.thread) {
                return Some(path.split_off(from));
            }
            path.push(this);
            next = match this.waiting {
                Waiting::Lock { holders } => holders
                    .iter()
                    .find_map(|holder| by_thread.get(holder).copied()),
                Waiting::End { thread } => by_thread.get(thread).copied(),
                _ => None,
            };
        }
    }
    None
}

/// The cause that such a path is.
pub(super) fn cyclic(timeline: &Timeline, path: &[&Stuck<'_>]) -> Cause {
    let is_lock = |stuck: &&Stuck<'_>| matches!(stuck.waiting, Waiting::Lock { .. });
    if !path.iter().all(is_lock) {
        let step = |stuck: &&Stuck<'_>| WaitStep {
            thread: timeline.thread(stuck.thread).to_owned(),
            awaits: match stuck.waiting {
                Waiting::End { thread } if *thread == stuck.thread => Awaited::ItsOwnEnd,
                waiting => Awaited::new(timeline, waiting, stuck.object),
            },
            at: stuck.at.clone(),
        };
        let steps = path.iter().map(step).collect();
        return Cause::WaitCycle { steps };
    }
    if let [alone] = path {
        let taken = timeline.rows.iter().rev().find(|row| {
            row.thread == alone.thread
                && row.object == alone.object
                && matches!(
                    row.action,
                    Action::Lock { .. } | Action::TryLock { taken: true }
                )
        });
        return Cause::LockedTwice {
            thread: timeline.thread(alone.thread).to_owned(),
            lock: timeline.object(alone.object).to_owned(),
            first: taken.map(|row| row.at.clone()),
            at: alone.at.clone(),
        };
    }
    let step = |stuck: &&Stuck<'_>| LockStep {
        thread: timeline.thread(stuck.thread).to_owned(),
        lock: timeline.object(stuck.object).to_owned(),
        at: stuck.at.clone(),
    };
    Cause::LockCycle {
        steps: path.iter().map(step).collect(),
    }
}
