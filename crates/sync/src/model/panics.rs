//! Whose panic a failure is: the one that nobody took, or the one that it passes on.

use super::cause::Cause;
use super::diagnosis::stuck;
use super::timeline::{End, Lane, Timeline};
use crate::engine::{Action, Ending, Outcome, Position, Wakeup};
use crate::thread::SCOPED_THREAD_PANICKED;

/// The panic that nobody took; if it only passes on another one, that one.
pub(super) fn panic(timeline: &Timeline, outcome: &Outcome) -> Cause {
    let lost = |lane: &Lane| matches!(lane.end, End::Panicked { seen: false, .. });
    let Some(mut thread) = timeline.threads.iter().position(lost) else {
        return Cause::Diverged;
    };
    for _ in &timeline.threads {
        match origin(timeline, thread) {
            Some(earlier) => thread = earlier,
            None => break,
        }
    }
    let (message, at) = match &timeline.threads[thread].end {
        End::Panicked { message, at, .. } => (message.clone(), at.clone()),
        _ => Default::default(),
    };
    // That others wait for main once it has panicked is a matter of course.
    let deadlocked = outcome.ending == Ending::Deadlock && thread > 0;
    let just_woken = just_woken(timeline, thread);
    Cause::Panic {
        thread: timeline.thread(thread).to_owned(),
        message,
        at,
        strayed: match &just_woken {
            Some(_) => None,
            None => strayed(timeline),
        },
        just_woken,
        then: deadlocked.then(|| stuck(timeline)).flatten().map(Box::new),
    }
}

/// How a thread had woken, if all that it did between that and its panic was to lock.
fn just_woken(timeline: &Timeline, thread: usize) -> Option<(Wakeup, Position)> {
    let mut rows = timeline
        .rows
        .iter()
        .rev()
        .filter(|row| row.thread == thread);
    rows.find(|row| matches!(row.action, Action::Panic { .. }))?;
    let before = rows.find(|row| !matches!(row.action, Action::Lock { .. } | Action::Block(_)))?;
    match before.action {
        Action::Wake(how) if how != Wakeup::Ready => Some((how, before.at.clone())),
        _ => None,
    }
}

/// Who woke for no reason and did not go back to sleep, and where it had slept: an `if` around a wait
/// that should be a `while`. (A schedule has been shrunk: what happens for no reason matters.)
fn strayed(timeline: &Timeline) -> Option<(String, Position)> {
    let rows = timeline.rows.iter().enumerate().rev();
    let mut woken = rows.filter(|(_, row)| row.action == Action::Wake(Wakeup::Spurious));
    woken.find_map(|(index, woken)| {
        let mut later = timeline.rows[index + 1..].iter();
        let next = later.find(|row| {
            row.thread == woken.thread
                && !matches!(row.action, Action::Lock { .. } | Action::Block(_))
        })?;
        let again = matches!(next.action, Action::Wait { .. }) && next.object == woken.object;
        (!again).then(|| (timeline.thread(woken.thread).to_owned(), woken.at.clone()))
    })
}

/// The thread whose panic the one of `thread` passes on: that of a join, or of a scope's thread.
fn origin(timeline: &Timeline, thread: usize) -> Option<usize> {
    let panicked = |other: usize| matches!(timeline.threads[other].end, End::Panicked { .. });
    let End::Panicked { message, at, .. } = &timeline.threads[thread].end else {
        return None;
    };
    if message == SCOPED_THREAD_PANICKED {
        let unseen = |&other: &usize| {
            let end = &timeline.threads[other].end;
            other != thread && matches!(end, End::Panicked { seen: false, .. })
        };
        return (0..timeline.threads.len()).find(unseen);
    }
    // `unwrap` says `Any { .. }` of a thread's panic; of `resume_unwind` no place is known.
    if !message.contains("Any { .. }") && at.is_some() {
        return None;
    }
    let mut rows = timeline.rows.iter().rev();
    let joined = rows.find_map(|row| match row.action {
        Action::Join { thread: joined } if row.thread == thread => Some(joined),
        _ => None,
    });
    joined.filter(|&joined| panicked(joined))
}
