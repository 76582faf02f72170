//! The question that a failing test raises: by what the explorer found to be the cause.

use pattern_sync::model::Awaited;

use crate::escape;
use crate::exercise::Mode;
use crate::grade::model::TestResult;
use crate::messages::Message;
use crate::report::Cause;

/// Returns the question that `test`, which failed, raises.
pub(super) fn raised_by(test: &TestResult) -> Message {
    let Some(cause) = &test.explanation else {
        return match test.mode {
            // The explorer always has an explanation, so its process had no time for one.
            Mode::Explored => Message::HintCrashed,
            Mode::RealThreads | Mode::Value => Message::HintValues,
        };
    };
    // Names are as the submission gave them.
    let named = |name: &String| escape::one_line(name);
    match cause {
        Cause::Panic { thread, then, .. } => {
            let thread = named(thread);
            match then.as_deref().and_then(who_waits) {
                // A panic that the test wants, perhaps: what it leaves behind is wrong all the same.
                Some(other) => Message::HintPanickedThen {
                    thread,
                    other: named(other),
                },
                None => Message::HintPanicked { thread },
            }
        }
        Cause::Asleep {
            thread, condvar, ..
        } => Message::HintAsleep {
            thread: named(thread),
            condvar: named(condvar),
        },
        Cause::AsleepWithALock { thread, lock, .. } => Message::HintHolding {
            thread: named(thread),
            lock: named(lock),
        },
        Cause::LockCycle { steps } => {
            let threads = steps
                .iter()
                .map(|step| format!("`{}`", named(&step.thread)));
            Message::HintLocked {
                threads: threads.collect(),
            }
        }
        Cause::LockedTwice { thread, .. }
        | Cause::Stuck {
            thread,
            awaits: Awaited::Lock { .. },
            ..
        } => Message::HintLocked {
            threads: vec![format!("`{}`", named(thread))],
        },
        Cause::WaitCycle { steps } => {
            let thread = steps.first().map(|step| named(&step.thread));
            Message::HintStuck {
                thread: thread.unwrap_or_default(),
            }
        }
        Cause::Stuck { thread, .. } => Message::HintStuck {
            thread: named(thread),
        },
        Cause::Polling { thread, .. }
        | Cause::Endless {
            thread,
            timed: true,
            ..
        } => Message::HintPolls {
            thread: named(thread),
        },
        Cause::Endless { thread, .. } => Message::HintBusy {
            thread: named(thread),
        },
        Cause::Alone => Message::HintAlone,
        Cause::ForeignObject { .. } | Cause::Diverged => Message::HintOutlives,
        // A wrong answer, and what a later explorer may find.
        _ => Message::HintValues,
    }
}

/// Returns the thread that waits for ever.
fn who_waits(cause: &Cause) -> Option<&String> {
    match cause {
        Cause::Asleep { thread, .. }
        | Cause::AsleepWithALock { thread, .. }
        | Cause::LockedTwice { thread, .. }
        | Cause::Stuck { thread, .. } => Some(thread),
        Cause::LockCycle { steps } => steps.first().map(|step| &step.thread),
        Cause::WaitCycle { steps } => steps.first().map(|step| &step.thread),
        _ => None,
    }
}
