//! A choice point, as the engine offers it, and the trait that decides it.

use super::{Site, Step, ThreadIndex};

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

impl Choice {
    /// What `thread` waited for is there.
    pub(crate) fn ready(thread: ThreadIndex) -> Self {
        let how = Wakeup::Ready;
        Self { thread, how }
    }
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
        /// The steps since the question before this one, the last of them the running thread's.
        since: &'a [Step],
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
    /// where they offer their turn or had it for long. Time-outs and spurious wake-ups come no earlier
    /// than by themselves.
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

    /// The thread that runs after the answer `option`, if threads are being asked for.
    pub(crate) fn thread(&self, option: usize) -> Option<ThreadIndex> {
        match *self {
            Question::Task { options, .. } => Some(options[option].thread),
            Question::Waiter { .. } | Question::Free { .. } => None,
        }
    }

    /// What the answers cost under `bound`.
    pub(crate) fn costs(&self, bound: Bound) -> Costs {
        let arity = u16::try_from(self.arity()).expect("arities fit");
        let (runnable, runnable_cost) = match *self {
            Question::Free { .. } => (arity, Cost::Nothing),
            Question::Waiter { .. } => (0, Cost::Nothing),
            Question::Task {
                runnable,
                continues,
                yielded,
                starved,
                ..
            } => {
                let cost = match bound {
                    Bound::Delays | Bound::Preemptions if starved => Cost::Forbidden,
                    Bound::Delays | Bound::Stalls => Cost::PassedOver,
                    // Where the running thread cannot go on, whoever follows is no preemption.
                    // After a yield, passing over the next in turn counts: otherwise two
                    // threads that yield to each other would starve a third at no cost.
                    Bound::Preemptions if continues || yielded => Cost::One,
                    Bound::Preemptions => Cost::Nothing,
                };
                (u16::try_from(runnable).expect("arities fit"), cost)
            }
        };
        Costs {
            arity,
            runnable,
            runnable_cost,
            wake_up_cost: match bound {
                Bound::Delays | Bound::Preemptions => Cost::One,
                Bound::Stalls => Cost::Forbidden,
            },
        }
    }
}

/// What the answers to a question cost: small, since a search keeps it for each step of its path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Costs {
    arity: u16,
    /// How many of the answers cost `runnable_cost`, but the first, which is free.
    runnable: u16,
    runnable_cost: Cost,
    /// What each of the others costs.
    wake_up_cost: Cost,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Cost {
    Nothing,
    One,
    /// As many as are passed over.
    PassedOver,
    Forbidden,
}

impl Costs {
    /// The number of answers.
    pub(crate) fn arity(self) -> usize {
        usize::from(self.arity)
    }

    /// What the answer at `place` costs, if there is one; the first is free.
    pub(crate) fn of(self, place: u16) -> Option<u8> {
        let cost = match place {
            _ if place >= self.arity => return None,
            0 => return Some(0),
            _ if place < self.runnable => self.runnable_cost,
            _ => self.wake_up_cost,
        };
        Some(match cost {
            Cost::Nothing => 0,
            Cost::One => 1,
            Cost::PassedOver => u8::try_from(place).unwrap_or(u8::MAX),
            Cost::Forbidden => u8::MAX,
        })
    }
}

/// Decides the choice points of one schedule after another.
pub(crate) trait Strategy {
    /// Returns the index of the option to take, or `None` when the schedule being followed does
    /// not fit what is on offer.
    fn choose(&mut self, question: Question<'_>) -> Option<usize>;
}
