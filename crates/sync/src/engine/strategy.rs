//! A choice point, as the engine offers it, and the trait that decides it.

use super::{Site, ThreadIndex};

/// How a thread goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Wakeup {
    /// What it waited for is there (or it did not wait).
    Ready,
    /// Its time-out fires.
    TimedOut,
    /// It wakes for no reason, as condition variables may.
    Spurious,
}

/// One way to go on from a choice point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Choice {
    pub(crate) thread: ThreadIndex,
    pub(crate) how: Wakeup,
}

/// What is being decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Question<'a> {
    /// Which thread runs next. Option 0 is what happens by itself: the running thread goes on, or
    /// else the next one in turn.
    Task {
        options: &'a [Choice],
        /// The running thread, and the operation that it is about to do.
        running: (ThreadIndex, Site),
        /// How many of the options are threads that can simply run; the others are time-outs
        /// (earliest first) and spurious wake-ups.
        runnable: usize,
        /// Whether option 0 is the running thread itself.
        continues: bool,
        /// Whether the running thread has just offered its turn to the others.
        yielded: bool,
        /// Whether option 0 is a thread that could have run for very long. It gets its turn out of
        /// fairness, except where what an unfair scheduler does is asked for.
        starved: bool,
    },
    /// Which waiter a notification wakes; option 0 is the one that waits longest.
    Waiter { arity: usize },
    /// An explicit `choose`: every answer is as good.
    Free { arity: usize },
}

/// What makes a schedule differ from the one that happens by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Bound {
    /// Passing over a thread whose turn it is; passing over two counts twice.
    Delays,
    /// Taking the turn away from a thread that could go on.
    Preemptions,
    /// Passing over a thread whose turn it is, and from then on wherever anybody else can run, also
    /// where they offer their turn or had it for long.
    Stalls,
}

impl Question<'_> {
    /// The number of answers.
    pub(crate) fn arity(&self) -> usize {
        match *self {
            Question::Task { options, .. } => options.len(),
            Question::Waiter { arity } | Question::Free { arity } => arity,
        }
    }

    /// What answer `option` costs under `bound`. Option 0 is always free.
    pub(crate) fn cost(&self, option: usize, bound: Bound) -> u8 {
        match *self {
            Question::Free { .. } => 0,
            Question::Waiter { .. } => u8::from(option > 0),
            Question::Task {
                runnable,
                continues,
                yielded,
                starved,
                ..
            } => {
                if starved && bound != Bound::Stalls {
                    if option == 0 { 0 } else { u8::MAX }
                } else if option >= runnable {
                    u8::from(option > 0)
                } else {
                    match bound {
                        Bound::Delays | Bound::Stalls => u8::try_from(option).unwrap_or(u8::MAX),
                        // Where the running thread cannot go on, whoever follows is no preemption.
                        // After a yield, passing over the next in turn counts: otherwise two
                        // threads that yield to each other would starve a third at no cost.
                        Bound::Preemptions => u8::from(option > 0 && (continues || yielded)),
                    }
                }
            }
        }
    }
}

/// Decides the choice points of one schedule after another.
pub(crate) trait Strategy {
    /// Returns the index of the option to take, or `None` when the schedule being followed does
    /// not fit what is on offer.
    fn choose(&mut self, question: Question<'_>) -> Option<usize>;
}
