//! The steps of a timeline, and how its threads stand at the end, put into words.

use super::cause::Awaited;
use super::phrases::{Phrase, Words, list};
use super::sentences::in_one_line;
use super::timeline::{End, Row, Timeline};
use crate::engine::{Action, Obstacle, Position, Waiting, Wakeup};

/// What a row says, the thread's name and the place apart.
pub(super) fn step(words: &dyn Words, timeline: &Timeline, row: &Row) -> String {
    let object = timeline.object(row.object);
    let say = |phrase, arguments: &[(&str, &str)]| words.say(phrase, arguments);
    let lock = |phrase| say(phrase, &[("lock", object)]);
    let channel = |phrase| say(phrase, &[("channel", object)]);
    let thread = |phrase, index: usize| say(phrase, &[("thread", timeline.thread(index))]);
    match &row.action {
        Action::Block(Waiting::Quiet) => say(Phrase::WaitsForQuiet, &[]),
        Action::Block(Waiting::Lock { holders }) if holders.contains(&row.thread) => {
            lock(Phrase::WaitsForItsOwn)
        }
        Action::Block(waiting) => {
            let awaited = Awaited::new(timeline, waiting, row.object).said_in(words);
            say(Phrase::WaitsFor, &[("awaited", &awaited)])
        }
        Action::Lock { shared: false } => lock(Phrase::Locks),
        Action::Lock { shared: true } => lock(Phrase::LocksForReading),
        Action::TryLock { taken: true } => lock(Phrase::TriesAndLocks),
        Action::TryLock { taken: false } => lock(Phrase::TriesInVain),
        Action::Unlock => lock(Phrase::Unlocks),
        Action::Wait { lock, timed } => {
            let phrase = if *timed {
                Phrase::SleepsForATime
            } else {
                Phrase::Sleeps
            };
            say(
                phrase,
                &[("condvar", object), ("lock", timeline.object(Some(*lock)))],
            )
        }
        Action::Wake(Wakeup::Ready) => say(Phrase::WakesNotified, &[]),
        Action::Wake(Wakeup::TimedOut) => say(Phrase::WakesInTime, &[]),
        Action::Wake(Wakeup::Spurious) => say(Phrase::WakesForNoReason, &[]),
        Action::Notify { woken, .. } if woken.is_empty() => {
            say(Phrase::NotifiesNobody, &[("condvar", object)])
        }
        Action::Notify { all, woken } => {
            let woken: Vec<&str> = woken.iter().map(|&index| timeline.thread(index)).collect();
            let phrase = if *all {
                Phrase::NotifiesAll
            } else {
                Phrase::Notifies
            };
            say(
                phrase,
                &[("condvar", object), ("woken", &list(words, &woken))],
            )
        }
        Action::Atomic { operation } => say(
            Phrase::Operates,
            &[("object", object), ("operation", operation)],
        ),
        Action::Arrive { last: true } => say(Phrase::ArrivesLast, &[("barrier", object)]),
        Action::Arrive { last: false } => say(Phrase::Arrives, &[("barrier", object)]),
        Action::Initialise => say(Phrase::Initialises, &[("cell", object)]),
        Action::Send => channel(Phrase::Sends),
        Action::Receive => channel(Phrase::Receives),
        Action::Refused { by } => channel(match by {
            Obstacle::Full => Phrase::SendFull,
            Obstacle::NobodyTakes => Phrase::SendNobodyTakes,
            Obstacle::NoReceiver => Phrase::SendNoReceiver,
            Obstacle::Empty => Phrase::ReceiveEmpty,
            Obstacle::NoSender => Phrase::ReceiveNoSender,
        }),
        Action::Disconnect { sender: true } => channel(Phrase::DropsLastSender),
        Action::Disconnect { sender: false } => channel(Phrase::DropsLastReceiver),
        Action::Spawn { thread: spawned } => thread(Phrase::Starts, *spawned),
        Action::Join { thread: joined } => thread(Phrase::Joins, *joined),
        Action::Yield => say(Phrase::OffersItsTurn, &[]),
        Action::Sleep => say(Phrase::HasSlept, &[]),
        Action::Unpark {
            thread: unparked,
            in_vain: false,
        } => thread(Phrase::Unparks, *unparked),
        Action::Unpark {
            thread: unparked,
            in_vain: true,
        } => thread(Phrase::UnparksInVain, *unparked),
        Action::Park => say(Phrase::LeavesItsPark, &[]),
        Action::Settled => say(Phrase::IsQuiet, &[]),
        Action::Note(text) => say(Phrase::Notes, &[("text", text)]),
        // As the cause says it, which stands above the timeline.
        Action::Panic { message, .. } => {
            let message = in_one_line(words, message);
            say(Phrase::Panics, &[("message", &message)])
        }
        Action::Finish => say(Phrase::Ends, &[]),
    }
}

/// How a thread stands at the end, in words that follow its name, and where; `None` if it came to a
/// good end.
pub(super) fn end<'t>(
    words: &dyn Words,
    timeline: &'t Timeline,
    thread: usize,
) -> Option<(String, Option<&'t Position>)> {
    match &timeline.threads.get(thread)?.end {
        End::Waiting {
            waiting: Waiting::Lock { holders },
            object,
            at,
        } if holders.contains(&thread) => {
            let said = words.say(
                Phrase::WaitsForItsOwn,
                &[("lock", timeline.object(*object))],
            );
            Some((said, Some(at)))
        }
        End::Waiting {
            waiting,
            object,
            at,
        } => {
            let awaited = Awaited::for_ever(timeline, waiting, *object).said_in(words);
            Some((
                words.say(Phrase::WaitsFor, &[("awaited", &awaited)]),
                Some(at),
            ))
        }
        End::Runnable => Some((words.say(Phrase::CouldGoOn, &[]), None)),
        End::Panicked {
            seen: false, at, ..
        } => Some((words.say(Phrase::HasPanicked, &[]), at.as_ref())),
        End::Panicked { seen: true, .. } | End::Finished => None,
    }
}
