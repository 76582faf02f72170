//! The sentences: causes and events in English.

use std::fmt;

use super::cause::{AlsoStuck, Cause, Silence, WaitStep};
use super::coverage::thousands;
use super::timeline::{Row, Timeline, short};
use crate::engine::{Action, Waiting, Wakeup};

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Panic { thread, message, at, just_woken, strayed, then } => {
                if let Some((stray, at)) = strayed {
                    write!(
                        f,
                        "{stray} woke for no reason ({}), as waits may, and went on without looking again; then ",
                        short(at)
                    )?;
                }
                write!(f, "{thread} panicked")?;
                if let Some(at) = at {
                    write!(f, " at {}", short(at))?;
                }
                write!(f, ": {}", in_one_line(message))?;
                match just_woken {
                    Some((Wakeup::TimedOut, at)) => {
                        write!(f, "; just before, its time was up ({})", short(at))?;
                    }
                    Some((_, at)) => write!(
                        f,
                        "; just before, it woke for no reason ({}), as waits may",
                        short(at)
                    )?,
                    None => {}
                }
                then.as_ref().map_or(Ok(()), |then| write!(f, "; after that, {then}"))
            }
            Self::Asleep { thread, condvar, at, silence, others } => {
                let at = short(at);
                write!(f, "{thread} sleeps on `{condvar}` for ever ({at}): {silence}")?;
                also(f, others)
            }
            Self::AsleepWithALock { thread, condvar, at, lock, blocked, blocked_at } => write!(
                f,
                "deadlock: {thread} sleeps on `{condvar}` ({}) and holds `{lock}`, for which {blocked} waits ({})",
                short(at),
                short(blocked_at)
            ),
            Self::LockedTwice { thread, lock, first, at } => {
                write!(f, "{thread} locks `{lock}` at {} while it holds it already", short(at))?;
                first.as_ref().map_or(Ok(()), |first| write!(f, ", since {}", short(first)))
            }
            Self::LockCycle { steps } => {
                let links = steps.iter().enumerate().map(|(index, step)| {
                    let holder = &steps[(index + 1) % steps.len()].thread;
                    let (thread, lock, at) = (&step.thread, &step.lock, short(&step.at));
                    format!("{thread} waits at {at} for `{lock}`, which {holder} holds")
                });
                write!(f, "deadlock: {}", chain(links))
            }
            Self::WaitCycle { steps } => match &steps[..] {
                [WaitStep { thread, awaits, at }] => {
                    write!(f, "{thread} waits for {awaits} ({})", short(at))
                }
                _ => {
                    let links = steps.iter().map(|WaitStep { thread, awaits, at }| {
                        format!("{thread} waits at {} for {awaits}", short(at))
                    });
                    write!(f, "deadlock: {}", chain(links))
                }
            },
            Self::Stuck { thread, awaits, at, remark, others } => {
                write!(f, "{thread} waits for ever for {awaits} ({})", short(at))?;
                if let Some(remark) = remark {
                    write!(f, ": {remark}")?;
                }
                also(f, others)
            }
            Self::Polling { thread, awaits, at } => {
                let at = short(at);
                write!(f, "nothing moves until {thread}'s time is up ({at}): it polls, ")?;
                match awaits {
                    Some(awaits) => write!(
                        f,
                        "and {awaits} never comes, where whoever makes the change should wake it"
                    ),
                    None => f.write_str(
                        "looking again after a sleep, where whoever makes the change should wake it",
                    ),
                }
            }
            Self::Endless { thread, at, timed, settling, steps } => {
                let at = short(at);
                match (settling, timed) {
                    (Some(_), false) => write!(
                        f,
                        "{thread} busy-waits: it comes by {at} again and again where it should sleep until it is woken"
                    ),
                    (_, true) => write!(
                        f,
                        "after {} steps nothing has been achieved: {thread} keeps timing out and waiting again ({at})",
                        thousands(*steps)
                    ),
                    (None, false) => write!(
                        f,
                        "after {} steps there is no end: {thread} comes by {at} again and again",
                        thousands(*steps)
                    ),
                }
            }
            Self::ForeignObject { thread, at } => write!(
                f,
                "{thread} uses an object at {} that was not made in this run, so it outlives it: a `static`? Each run makes its own (a field of the struct, or a local of the explored closure)",
                short(at)
            ),
            Self::Diverged => f.write_str(
                "the same choices led elsewhere than before: is there real time, randomness, or something kept from one run to the next?",
            ),
        }
    }
}

/// The message of a panic in one line; of a comparison, what it says: `found, not wanted`.
fn in_one_line(message: &str) -> String {
    let lines: Vec<&str> = message.lines().map(str::trim).collect();
    let compared = || {
        let [head, left, right] = lines[..] else {
            return None;
        };
        let head = head.strip_prefix("assertion `left == right` failed")?;
        let (left, right) = (left.strip_prefix("left: ")?, right.strip_prefix("right: ")?);
        let about = head.strip_prefix(": ").map(|about| format!("{about}: "));
        Some(format!("{}{left}, not {right}", about.unwrap_or_default()))
    };
    compared().unwrap_or_else(|| lines.join(", "))
}

/// The links of a cycle, one after the other.
fn chain(links: impl Iterator<Item = String>) -> String {
    let links: Vec<String> = links.collect();
    links.join(if links.len() == 2 { ", and " } else { "; " })
}

fn also(f: &mut fmt::Formatter<'_>, others: &[AlsoStuck]) -> fmt::Result {
    let mut alike = Vec::new();
    for AlsoStuck { thread, awaits } in others {
        match awaits {
            Some(awaits) => write!(f, "; {thread} waits for {awaits}")?,
            None => alike.push(thread),
        }
    }
    match alike.len() {
        0 => Ok(()),
        1 => write!(f, "; {} waits too", alike[0]),
        _ => write!(f, "; {} wait too", list(&alike)),
    }
}

impl fmt::Display for Silence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Never => f.write_str("nobody ever notified it"),
            Self::TooEarly { by, at } => {
                write!(
                    f,
                    "the last notification, by {by} at {}, came while nobody waited",
                    short(at)
                )
            }
            Self::Elsewhere { by, at, woken } => {
                let (at, woken) = (short(at), list(woken));
                write!(
                    f,
                    "the last notification, by {by} at {at}, woke {woken} instead"
                )
            }
            Self::Before { by, at, woken } => {
                let (at, woken) = (short(at), list(woken));
                write!(
                    f,
                    "the last notification, by {by} at {at}, came before that and woke {woken}"
                )
            }
        }
    }
}

/// What a row says, the thread's name and the place apart.
pub(super) fn sentence(timeline: &Timeline, row: &Row) -> String {
    let object = timeline.object(row.object);
    let thread = |index: &usize| timeline.thread(*index).to_owned();
    match &row.action {
        Action::Block(Waiting::Quiet) => "waits until everyone else is quiet".to_owned(),
        Action::Block(Waiting::Lock { holders }) if holders.contains(&row.thread) => {
            format!("waits for `{object}`, which it holds itself")
        }
        Action::Block(waiting) => format!("waits for {}", awaits(timeline, waiting, row.object)),
        Action::Lock { shared: false } => format!("locks `{object}`"),
        Action::Lock { shared: true } => format!("locks `{object}` for reading"),
        Action::TryLock { taken: true } => format!("tries `{object}`: locks it"),
        Action::TryLock { taken: false } => format!("tries `{object}`: it is taken"),
        Action::Unlock => format!("unlocks `{object}`"),
        Action::Wait { lock, timed } => {
            let lock = timeline.object(Some(*lock));
            let sleeps = if *timed {
                "sleeps for a time"
            } else {
                "sleeps"
            };
            format!("{sleeps} on `{object}`, unlocking `{lock}`")
        }
        Action::Wake(Wakeup::Ready) => "wakes: notified".to_owned(),
        Action::Wake(Wakeup::TimedOut) => "wakes: its time is up".to_owned(),
        Action::Wake(Wakeup::Spurious) => "wakes for no reason (spurious)".to_owned(),
        Action::Notify { woken, .. } if woken.is_empty() => {
            format!("notifies `{object}`: nobody waits")
        }
        Action::Notify { all, woken } => {
            let woken: Vec<String> = woken.iter().map(thread).collect();
            let all = if *all { " all" } else { "" };
            format!("notifies{all} `{object}`: wakes {}", list(&woken))
        }
        Action::Atomic { operation } => format!("`{object}`: {operation}"),
        Action::Arrive { last: true } => format!("arrives last at barrier `{object}`"),
        Action::Arrive { last: false } => format!("arrives at barrier `{object}`"),
        Action::Initialise => format!("initialises `{object}`"),
        Action::Send => format!("sends into `{object}`"),
        Action::Receive => format!("receives from `{object}`"),
        Action::Refused { operation } => format!("`{object}`: {operation}"),
        Action::Disconnect { sender: true } => format!("drops the last sender of `{object}`"),
        Action::Disconnect { sender: false } => format!("drops the last receiver of `{object}`"),
        Action::Spawn { thread: spawned } => format!("starts {}", thread(spawned)),
        Action::Join { thread: joined } => format!("joins {}", thread(joined)),
        Action::Yield => "offers its turn".to_owned(),
        Action::Sleep => "has slept".to_owned(),
        Action::Unpark {
            thread: unparked,
            in_vain,
        } => {
            let again = if *in_vain {
                ", to no effect: it has the permission"
            } else {
                ""
            };
            format!("unparks {}{again}", thread(unparked))
        }
        Action::Park => "leaves its park".to_owned(),
        Action::Settled => "everyone else is quiet".to_owned(),
        Action::Note(text) => format!("— {text}"),
        Action::Panic { message, .. } => format!("PANICS: {message}"),
        Action::Finish => "ends".to_owned(),
    }
}

/// What a wait is for, as the object of "waits for".
pub(super) fn awaits(timeline: &Timeline, waiting: &Waiting, object: Option<usize>) -> String {
    let name = timeline.object(object);
    match waiting {
        Waiting::Lock { holders } => {
            let holders: Vec<_> = holders
                .iter()
                .map(|&holder| timeline.thread(holder))
                .collect();
            if holders.is_empty() {
                format!("`{name}`")
            } else {
                format!("`{name}`, held by {}", list(&holders))
            }
        }
        Waiting::Notification => format!("a notification of `{name}`"),
        Waiting::Room => format!("room in channel `{name}`"),
        Waiting::Item { .. } => format!("an item in channel `{name}`"),
        Waiting::Taker => format!("somebody to take its item from channel `{name}`"),
        Waiting::End { thread } => format!("{} to end", timeline.thread(*thread)),
        Waiting::Others { arrived, expected } => {
            format!("more threads at barrier `{name}`, {arrived} of {expected} being there")
        }
        Waiting::Initialisation { by } => {
            format!("`{name}` to be initialised by {}", timeline.thread(*by))
        }
        Waiting::Unpark => "an unpark".to_owned(),
        Waiting::Time => "its time".to_owned(),
        Waiting::Quiet => "everyone else to be quiet".to_owned(),
    }
}

/// As [`awaits`], with what else is known of a wait that does not end.
pub(super) fn awaits_for_ever(
    timeline: &Timeline,
    waiting: &Waiting,
    object: Option<usize>,
) -> String {
    let awaits = awaits(timeline, waiting, object);
    match waiting {
        Waiting::Item { senders: 1 } => format!("{awaits}, which 1 sender keeps open"),
        Waiting::Item { senders } => format!("{awaits}, which {senders} senders keep open"),
        _ => awaits,
    }
}

/// `a`, `a and b`, `a, b and c`.
pub(super) fn list<S: AsRef<str>>(names: &[S]) -> String {
    match names {
        [] => String::new(),
        [one] => one.as_ref().to_owned(),
        [some @ .., last] => {
            let some: Vec<_> = some.iter().map(AsRef::as_ref).collect();
            format!("{} and {}", some.join(", "), last.as_ref())
        }
    }
}
