//! Which step caused which: the arrows from lane to lane.

use std::collections::{HashMap, VecDeque};

use serde::Serialize;

use crate::report::{Action, Timeline, Wakeup};

/// What an arrow stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// A lock was let go, and another thread took it.
    Unlock,
    /// A thread was notified, and woke; or was unparked, and went on.
    Notify,
    /// An item was sent, and received.
    Send,
    /// A thread was started, or ended and was joined.
    Start,
}

/// Leads from a step to one that it made possible.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Arrow {
    /// What it stands for.
    pub kind: Kind,
    /// The row that it starts from.
    pub from: usize,
    /// The row that it leads to.
    pub to: usize,
}

/// What has happened and not yet led to anything.
#[derive(Default)]
struct Open {
    /// The row that let a lock go last.
    unlocked: HashMap<usize, usize>,
    /// The row that notified or unparked a thread.
    woken: HashMap<usize, usize>,
    /// The rows that sent what is in a channel.
    sent: HashMap<usize, VecDeque<usize>>,
    /// The row that started a thread which has done nothing yet.
    started: HashMap<usize, usize>,
    /// The last row of a thread that has ended.
    ended: HashMap<usize, usize>,
}

/// Returns the arrows of a timeline, in the order of the rows that they lead to.
pub(super) fn of(timeline: &Timeline) -> Vec<Arrow> {
    let mut open = Open::default();
    let mut arrows = Vec::new();
    for (to, row) in timeline.rows.iter().enumerate() {
        if timeline.omitted.is_some_and(|gap| gap.before == to) {
            // What was left out may have come between.
            open = Open::default();
        }
        let mut arrow = |kind, from: Option<usize>| {
            let other = |from: &usize| timeline.rows[*from].thread != row.thread;
            arrows.extend(from.filter(other).map(|from| Arrow { kind, from, to }));
        };
        arrow(Kind::Start, open.started.remove(&row.thread));
        let object = row.object;
        match &row.action {
            Action::Lock { .. } | Action::TryLock { taken: true } => {
                arrow(
                    Kind::Unlock,
                    object.and_then(|lock| open.unlocked.remove(&lock)),
                );
            }
            Action::Unlock => open.unlocked.extend(object.map(|lock| (lock, to))),
            Action::Wait { lock, .. } => open.unlocked.extend([(*lock, to)]),
            Action::Notify { woken, .. } => open.woken.extend(woken.iter().map(|one| (*one, to))),
            Action::Unpark {
                thread,
                in_vain: false,
            } => open.woken.extend([(*thread, to)]),
            Action::Wake(Wakeup::Ready) | Action::Park => {
                arrow(Kind::Notify, open.woken.remove(&row.thread));
            }
            Action::Send => {
                if let Some(channel) = object {
                    open.sent.entry(channel).or_default().push_back(to);
                }
            }
            Action::Receive => {
                let sent = object.and_then(|channel| open.sent.get_mut(&channel)?.pop_front());
                arrow(Kind::Send, sent);
            }
            Action::Spawn { thread } => open.started.extend([(*thread, to)]),
            Action::Join { thread } => arrow(Kind::Start, open.ended.remove(thread)),
            Action::Finish | Action::Panic { .. } => open.ended.extend([(row.thread, to)]),
            _ => {}
        }
    }
    arrows
}
