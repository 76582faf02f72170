//! The sentences: causes put into words.

use std::fmt;

use super::cause::{AlsoStuck, Awaited, Cause, LockStep, Remark, Silence, WaitStep};
use super::phrases::{English, Phrase, Words, list, thousands};
use super::timeline::short;
use crate::engine::{Position, Wakeup};

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.said_in(&English))
    }
}

impl Cause {
    /// Returns the cause as one sentence, in another language than English.
    ///
    /// # Examples
    ///
    /// ```
    /// use pattern_sync::model::{Cause, English};
    ///
    /// assert_eq!(Cause::Diverged.said_in(&English), Cause::Diverged.to_string());
    /// ```
    #[must_use]
    pub fn said_in(&self, words: &dyn Words) -> String {
        let say = |phrase, arguments: &[(&str, &str)]| words.say(phrase, arguments);
        match self {
            Self::Panic { .. } => self.panic_in(words),
            Self::Asleep {
                thread,
                condvar,
                at,
                silence,
                others,
            } => {
                let (at, silence) = (short(at), silence.said_in(words));
                let about = [
                    ("thread", thread),
                    ("condvar", condvar),
                    ("at", &at),
                    ("silence", &silence),
                ];
                also(
                    words,
                    say(
                        Phrase::Asleep,
                        &about.map(|(name, value)| (name, value.as_str())),
                    ),
                    others,
                )
            }
            Self::AsleepWithALock {
                thread,
                condvar,
                at,
                lock,
                blocked,
                blocked_at,
            } => {
                let (at, blocked_at) = (short(at), short(blocked_at));
                say(
                    Phrase::AsleepWithALock,
                    &[
                        ("thread", thread),
                        ("condvar", condvar),
                        ("at", &at),
                        ("lock", lock),
                        ("blocked", blocked),
                        ("blocked_at", &blocked_at),
                    ],
                )
            }
            Self::LockedTwice {
                thread,
                lock,
                first,
                at,
            } => {
                let at = short(at);
                match first.as_ref().map(short) {
                    Some(first) => say(
                        Phrase::LockedTwiceSince,
                        &[
                            ("thread", thread),
                            ("lock", lock),
                            ("at", &at),
                            ("first", &first),
                        ],
                    ),
                    None => say(
                        Phrase::LockedTwice,
                        &[("thread", thread), ("lock", lock), ("at", &at)],
                    ),
                }
            }
            Self::LockCycle { steps } => lock_cycle(words, steps),
            Self::WaitCycle { steps } => wait_cycle(words, steps),
            Self::Stuck {
                thread,
                awaits,
                at,
                remark,
                others,
            } => {
                let (awaited, at) = (awaits.said_in(words), short(at));
                let remark = remark.as_ref().map(|remark| remark.said_in(words));
                let about = [
                    ("thread", thread.as_str()),
                    ("awaited", &awaited),
                    ("at", &at),
                ];
                let stuck = match &remark {
                    Some(remark) => say(
                        Phrase::StuckSince,
                        &[&about[..], &[("remark", remark)]].concat(),
                    ),
                    None => say(Phrase::Stuck, &about),
                };
                also(words, stuck, others)
            }
            Self::Polling { thread, awaits, at } => {
                let at = short(at);
                match awaits.as_ref().map(|awaits| awaits.said_in(words)) {
                    Some(awaited) => say(
                        Phrase::Polls,
                        &[("thread", thread), ("at", &at), ("awaited", &awaited)],
                    ),
                    None => say(Phrase::PollsAsleep, &[("thread", thread), ("at", &at)]),
                }
            }
            Self::Endless {
                thread,
                at,
                timed,
                settling,
                steps,
            } => {
                let (at, steps) = (short(at), thousands(words, *steps));
                match (settling, timed) {
                    (Some(_), false) => say(Phrase::BusyWaits, &[("thread", thread), ("at", &at)]),
                    (_, true) => say(
                        Phrase::TimesOutAgain,
                        &[("steps", &steps), ("thread", thread), ("at", &at)],
                    ),
                    (None, false) => say(
                        Phrase::NoEnd,
                        &[("steps", &steps), ("thread", thread), ("at", &at)],
                    ),
                }
            }
            Self::ForeignObject { thread, at } => {
                say(Phrase::Foreign, &[("thread", thread), ("at", &short(at))])
            }
            Self::Diverged => say(Phrase::Diverged, &[]),
            Self::Alone => say(Phrase::Alone, &[]),
            Self::WrongAnswer { message, input } => wrong_answer(words, message, input),
        }
    }

    /// A panic, with what led to it and what came of it.
    fn panic_in(&self, words: &dyn Words) -> String {
        let Self::Panic {
            thread,
            message,
            at,
            just_woken,
            strayed,
            then,
        } = self
        else {
            unreachable!("only for panics");
        };
        let message = in_one_line(words, message);
        let panicked = match at {
            Some(at) => words.say(
                Phrase::PanickedAt,
                &[
                    ("thread", thread),
                    ("at", &short(at)),
                    ("message", &message),
                ],
            ),
            None => words.say(
                Phrase::Panicked,
                &[("thread", thread), ("message", &message)],
            ),
        };
        let panicked = match strayed {
            Some((stray, at)) => words.say(
                Phrase::Strayed,
                &[
                    ("thread", stray),
                    ("at", &short(at)),
                    ("panicked", &panicked),
                ],
            ),
            None => panicked,
        };
        let panicked = match just_woken {
            Some((how, at)) => {
                let phrase = match how {
                    Wakeup::TimedOut => Phrase::ItsTimeWasUp,
                    _ => Phrase::ItWokeForNoReason,
                };
                words.say(phrase, &[("panicked", &panicked), ("at", &short(at))])
            }
            None => panicked,
        };
        match then {
            Some(then) => words.say(
                Phrase::AfterThat,
                &[("panicked", &panicked), ("then", &then.said_in(words))],
            ),
            None => panicked,
        }
    }
}

/// What `assert_eq!` says of two values that differ.
struct Comparison<'m> {
    about: Option<&'m str>,
    found: &'m str,
    expected: &'m str,
}

impl<'m> Comparison<'m> {
    /// Takes the message of a panic apart; `None` if it is no such comparison.
    fn of(message: &'m str) -> Option<Self> {
        let lines: Vec<&str> = message.lines().map(str::trim).collect();
        let [head, left, right] = lines[..] else {
            return None;
        };
        let head = head.strip_prefix("assertion `left == right` failed")?;
        Some(Self {
            about: head.strip_prefix(": "),
            found: left.strip_prefix("left: ")?,
            expected: right.strip_prefix("right: ")?,
        })
    }
}

/// The message of a panic in one line; of a comparison, what it says: found and expected.
pub(super) fn in_one_line(words: &dyn Words, message: &str) -> String {
    let Some(comparison) = Comparison::of(message) else {
        let lines: Vec<&str> = message.lines().map(str::trim).collect();
        return lines.join(", ");
    };
    let Comparison {
        about,
        found,
        expected,
    } = comparison;
    let compared = [("found", found), ("expected", expected)];
    match about {
        Some(about) => words.say(
            Phrase::Compared,
            &[&[("about", about)], &compared[..]].concat(),
        ),
        None => words.say(Phrase::ComparedOnly, &compared),
    }
}

/// What is wrong with an answer, and below that the values of a comparison, and the input.
fn wrong_answer(words: &dyn Words, message: &str, input: &str) -> String {
    if let Some(Comparison {
        about: Some(about),
        found,
        expected,
    }) = Comparison::of(message)
    {
        let values = [
            ("about", about),
            ("found", found),
            ("expected", expected),
            ("input", input),
        ];
        return words.say(Phrase::AnswerCompared, &values);
    }
    let message = in_one_line(words, message);
    words.say(Phrase::Answered, &[("message", &message), ("input", input)])
}

fn lock_cycle(words: &dyn Words, steps: &[LockStep]) -> String {
    let links = steps.iter().enumerate().map(|(index, step)| {
        let holder = &steps[(index + 1) % steps.len()].thread;
        let LockStep { thread, lock, at } = step;
        words.say(
            Phrase::LockLink,
            &[
                ("thread", thread),
                ("at", &short(at)),
                ("lock", lock),
                ("holder", holder),
            ],
        )
    });
    chain(words, links.collect())
}

fn wait_cycle(words: &dyn Words, steps: &[WaitStep]) -> String {
    let say = |phrase, WaitStep { thread, awaits, at }: &WaitStep| {
        let awaited = awaits.said_in(words);
        words.say(
            phrase,
            &[
                ("thread", thread),
                ("at", &short(at)),
                ("awaited", &awaited),
            ],
        )
    };
    match steps {
        [alone] => say(Phrase::WaitsInACircle, alone),
        _ => chain(
            words,
            steps
                .iter()
                .map(|step| say(Phrase::WaitLink, step))
                .collect(),
        ),
    }
}

/// The links of a circle, one after the other.
fn chain(words: &dyn Words, links: Vec<String>) -> String {
    let links = match &links[..] {
        [first, second] => words.say(Phrase::BothLinks, &[("first", first), ("second", second)]),
        _ => {
            let more = |before: String, next: String| {
                words.say(Phrase::MoreLinks, &[("before", &before), ("next", &next)])
            };
            links.into_iter().reduce(more).unwrap_or_default()
        }
    };
    words.say(Phrase::Deadlock, &[("links", &links)])
}

/// A cause, and who else waits.
fn also(words: &dyn Words, mut cause: String, others: &[AlsoStuck]) -> String {
    let mut alike = Vec::new();
    for AlsoStuck { thread, awaits } in others {
        match awaits {
            Some(awaits) => {
                let awaited = awaits.said_in(words);
                cause = words.say(
                    Phrase::AlsoFor,
                    &[("cause", &cause), ("thread", thread), ("awaited", &awaited)],
                );
            }
            None => alike.push(thread),
        }
    }
    let phrase = match alike.len() {
        0 => return cause,
        1 => Phrase::AlsoOne,
        _ => Phrase::AlsoMany,
    };
    words.say(
        phrase,
        &[("cause", &cause), ("threads", &list(words, &alike))],
    )
}

impl Silence {
    fn said_in(&self, words: &dyn Words) -> String {
        let say = |phrase, by: &str, at: &Position, woken: &[String]| {
            words.say(
                phrase,
                &[
                    ("by", by),
                    ("at", &short(at)),
                    ("woken", &list(words, woken)),
                ],
            )
        };
        match self {
            Self::Never => words.say(Phrase::NeverNotified, &[]),
            Self::TooEarly { by, at } => say(Phrase::NotifiedTooEarly, by, at, &[]),
            Self::Elsewhere { by, at, woken } => say(Phrase::NotifiedAnother, by, at, woken),
            Self::Before { by, at, woken } => say(Phrase::NotifiedBefore, by, at, woken),
        }
    }
}

impl Remark {
    fn said_in(&self, words: &dyn Words) -> String {
        let unpark =
            |phrase, by: &str, at: &Position| words.say(phrase, &[("by", by), ("at", &short(at))]);
        match self {
            Self::HoldersEnded { holders } => {
                let phrase = match holders.len() {
                    1 => Phrase::HolderEnded,
                    _ => Phrase::HoldersEnded,
                };
                words.say(phrase, &[("holders", &list(words, holders))])
            }
            Self::InitialisesInside => words.say(Phrase::InitialisesInside, &[]),
            Self::NeverUnparked => words.say(Phrase::NeverUnparked, &[]),
            Self::UnparkedInVain { by, at } => unpark(Phrase::UnparkedInVain, by, at),
            Self::UnparkUsedUp { by, at } => unpark(Phrase::UnparkUsedUp, by, at),
        }
    }
}

impl Awaited {
    /// Returns what is waited for, as the object of “waits for”.
    pub(super) fn said_in(&self, words: &dyn Words) -> String {
        let say = |phrase, arguments: &[(&str, &str)]| words.say(phrase, arguments);
        match self {
            Self::Lock { lock, holders } if holders.is_empty() => {
                say(Phrase::ALock, &[("lock", lock)])
            }
            Self::Lock { lock, holders } => say(
                Phrase::AHeldLock,
                &[("lock", lock), ("holders", &list(words, holders))],
            ),
            Self::Notification { condvar } => say(Phrase::ANotification, &[("condvar", condvar)]),
            Self::Room { channel } => say(Phrase::Room, &[("channel", channel)]),
            Self::Item {
                channel,
                senders: None,
            } => say(Phrase::AnItem, &[("channel", channel)]),
            Self::Item {
                channel,
                senders: Some(1),
            } => say(Phrase::AnItemOfOne, &[("channel", channel)]),
            Self::Item {
                channel,
                senders: Some(senders),
            } => say(
                Phrase::AnItemOfMany,
                &[("channel", channel), ("senders", &senders.to_string())],
            ),
            Self::Taker { channel } => say(Phrase::ATaker, &[("channel", channel)]),
            Self::End { thread } => say(Phrase::AnEnd, &[("thread", thread)]),
            Self::ItsOwnEnd => say(Phrase::ItsOwnEnd, &[]),
            Self::Others {
                barrier,
                arrived,
                expected,
            } => {
                let (arrived, expected) = (arrived.to_string(), expected.to_string());
                say(
                    Phrase::MoreThreads,
                    &[
                        ("barrier", barrier),
                        ("arrived", &arrived),
                        ("expected", &expected),
                    ],
                )
            }
            Self::Initialisation { cell, by } => {
                say(Phrase::AnInitialisation, &[("cell", cell), ("by", by)])
            }
            Self::Unpark => say(Phrase::AnUnpark, &[]),
            Self::Time => say(Phrase::ItsTime, &[]),
            Self::Quiet => say(Phrase::Quiet, &[]),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wrong_answer(message: &str) -> String {
        let (message, input) = (message.to_owned(), "[1, 2]".to_owned());
        Cause::WrongAnswer { message, input }.to_string()
    }

    #[test]
    fn values_of_a_wrong_answer_stand_below_each_other() {
        assert_eq!(
            wrong_answer("assertion `left == right` failed: the sum\n  left: 4\n right: 3"),
            "the sum\n     found: 4\n  expected: 3\n     input: [1, 2]"
        );
    }

    #[test]
    fn what_compares_nothing_is_said_before_the_input() {
        assert_eq!(
            wrong_answer("a chunk is empty"),
            "a chunk is empty\n  input: [1, 2]"
        );
        assert_eq!(
            wrong_answer("assertion `left == right` failed\n  left: 4\n right: 3"),
            "found 4, expected 3\n  input: [1, 2]"
        );
    }
}
