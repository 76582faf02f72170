//! What stands in the way of the next points: of all that a verdict says, the one thing to look at.

use crate::grade::model::{ExerciseResult, NextStep, Outcome, Problem, Status, TestResult};
use crate::report::Timeline;
use pattern_sync::model::{End, Waiting};

/// The one thing to look at.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Trouble<'a> {
    /// The sources cannot be taken, or are refused.
    Refused(&'a Problem),
    /// They do not compile: the first error.
    NotBuilt(&'a str),
    /// A test fails.
    Failed(&'a TestResult),
    /// A test has no verdict, through no fault of the code.
    NotGraded(&'a TestResult),
    /// A test runs into a `todo!`.
    NotDone(&'a TestResult, &'a NextStep),
}

impl<'a> Trouble<'a> {
    /// Returns what stands in the way in `result`; `None` if nothing does.
    pub(crate) fn of(result: &'a ExerciseResult) -> Option<Self> {
        match result.outcome {
            Outcome::NotTaken | Outcome::Refused => result.problems.first().map(Self::Refused),
            Outcome::NotBuilt => result
                .compiler_errors
                .first()
                .map(|text| Self::NotBuilt(text)),
            Outcome::Graded => {
                let next = result.next.as_ref()?;
                let of_step = |test: &&TestResult| test.step == next.number;
                let first = |status| {
                    let mut tests = result.tests.iter().filter(of_step);
                    tests.find(|test| test.status == status)
                };
                // What is written and wrong comes before what is not written yet.
                first(Status::Failed)
                    .map(Self::Failed)
                    .or_else(|| first(Status::NotDone).map(|test| Self::NotDone(test, next)))
                    .or_else(|| first(Status::NotGraded).map(Self::NotGraded))
            }
        }
    }

    /// Returns the test that it is about.
    pub(crate) fn test(&self) -> Option<&'a TestResult> {
        match self {
            Self::Refused(_) | Self::NotBuilt(_) => None,
            Self::Failed(test) | Self::NotGraded(test) | Self::NotDone(test, _) => Some(test),
        }
    }

    /// Returns what the hints for it are headed with.
    pub(crate) fn title(&self) -> String {
        match self {
            Self::Refused(problem) => problem.file.clone(),
            Self::NotBuilt(error) => error.lines().next().unwrap_or_default().to_string(),
            Self::Failed(test) | Self::NotGraded(test) | Self::NotDone(test, _) => {
                test.title.clone()
            }
        }
    }

    /// Names it: while the name stays, a student has been given the same hints.
    pub(crate) fn name(&self) -> String {
        match self {
            Self::Refused(problem) => problem.reason.clone(),
            Self::NotBuilt(error) => error.lines().next().unwrap_or_default().to_string(),
            Self::Failed(test) => format!("{} {:?}", test.name, Seen::of(test)),
            Self::NotGraded(test) => format!("{} ?", test.name),
            Self::NotDone(test, _) => format!("{} todo", test.name),
        }
    }
}

/// What was seen of a failing test at its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Seen {
    /// A thread waits for a notification: which thread, and on what.
    Asleep {
        /// The thread.
        thread: String,
        /// The condition variable.
        condvar: String,
    },
    /// Threads wait for locks.
    Locked {
        /// Their names.
        threads: Vec<String>,
    },
    /// A thread waits for something else.
    Stuck {
        /// The thread.
        thread: String,
    },
    /// A thread panicked, most often at an assertion of the test.
    Panicked {
        /// The thread.
        thread: String,
    },
    /// The schedule shows something else.
    Shown,
    /// There is no schedule to look at.
    Nothing,
}

impl Seen {
    /// Says what was seen of `test`.
    pub(crate) fn of(test: &TestResult) -> Self {
        let Some(timeline) = &test.timeline else {
            return Self::Nothing;
        };
        let waits = |wanted: fn(&Waiting) -> bool| {
            let lanes = timeline.threads.iter();
            lanes.filter_map(move |lane| match &lane.end {
                End::Waiting {
                    waiting, object, ..
                } if wanted(waiting) => Some((lane, object)),
                _ => None,
            })
        };
        let mut panicked = timeline.threads.iter();
        let panicked = panicked.find(|lane| matches!(lane.end, End::Panicked { seen: false, .. }));
        if let Some(lane) = panicked {
            let thread = lane.name.clone();
            return Self::Panicked { thread };
        }
        if let Some((lane, object)) =
            waits(|waiting| matches!(waiting, Waiting::Notification)).next()
        {
            return Self::Asleep {
                thread: lane.name.clone(),
                condvar: object_name(timeline, *object),
            };
        }
        let locked = waits(|waiting| matches!(waiting, Waiting::Lock { .. }));
        let locked: Vec<String> = locked.map(|(lane, _)| format!("`{}`", lane.name)).collect();
        if !locked.is_empty() {
            return Self::Locked { threads: locked };
        }
        match waits(|_| true).next() {
            Some((lane, _)) => Self::Stuck {
                thread: lane.name.clone(),
            },
            None => Self::Shown,
        }
    }
}

fn object_name(timeline: &Timeline, object: Option<usize>) -> String {
    let object = object.and_then(|at| timeline.objects.get(at));
    object.map_or_else(|| "?".to_string(), |object| object.name.clone())
}
