//! The engine under the explorer: runs one schedule, all threads on one real thread.
//!
//! Each modelled thread is a coroutine. Every visible operation of the facade (lock, notify,
//! send, …) first calls [`Execution::reach`], where the strategy may let another thread run; what
//! follows until the next such call is one indivisible step. So a schedule *is* the list of the
//! strategy's answers, and following the same list again does the same again.
//!
//! Layout: `coroutine` (stacks), `execution` (what every operation goes through), `state` (threads
//! and objects), `needs` (what threads wait for), `turns` (who runs next), `footprint` (what steps
//! touch), `object` (modelled objects), `record` (events), `strategy` (choice points), and the
//! operations: `locks`, `waits`, `channels`, `threads`.

mod channels;
mod coroutine;
mod execution;
mod footprint;
mod locks;
mod needs;
mod object;
mod record;
mod state;
mod strategy;
mod threads;
mod turns;
mod waits;

use std::cell::RefCell;
use std::panic::Location;
use std::rc::Rc;
use std::sync::Once;
use std::sync::atomic::{AtomicU64, Ordering};

pub(crate) use channels::{Patience, Refusal, Side};
pub(crate) use coroutine::assume_static;
pub(crate) use execution::Execution;
pub(crate) use footprint::{Footprint, Step};
pub use object::ObjectKind;
pub(crate) use object::{Object, Slot};
pub(crate) use record::Event;
pub use record::{Action, Obstacle, Position, Waiting};
pub(crate) use state::Life;
pub use strategy::{Bound, Wakeup};
pub(crate) use strategy::{Choice, Costs, Question, Strategy};
pub(crate) use threads::{ScopeId, panic_text};

/// Where in the source an operation was called.
pub(crate) type Site = &'static Location<'static>;

/// A thread of the execution; 0 is the one that runs the body.
pub(crate) type ThreadIndex = usize;

/// A thread's work: stores its own result, and returns whether it ended without a panic.
pub(crate) type Body = Box<dyn FnOnce() -> bool>;

/// What one schedule may spend.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Limits {
    /// Choice points, after which the schedule counts as going nowhere.
    pub(crate) steps: usize,
    /// Whether time may pass when nobody can go on otherwise.
    pub(crate) time_passes: bool,
}

/// How a schedule ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ending {
    /// Every thread ended.
    Finished,
    /// Nobody can run, and somebody has not ended.
    Deadlock,
    /// Nobody can run but by a time-out, the first of which is this thread's.
    OnlyTime(ThreadIndex),
    /// More steps than the limit.
    StepLimit,
    /// The explored body does what no exploration can follow.
    Misuse {
        misuse: Misuse,
        thread: ThreadIndex,
        site: Site,
    },
}

/// What no exploration can follow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Misuse {
    /// An object of another execution, or from outside.
    ForeignObject,
    /// The same answers led elsewhere than before.
    Diverged,
}

/// What a schedule left.
pub(crate) struct Outcome {
    pub(crate) ending: Ending,
    pub(crate) threads: Vec<ThreadOutcome>,
    /// What each object is, and for a channel where it was made.
    pub(crate) objects: Vec<(ObjectKind, Option<Site>)>,
    /// Empty unless recorded.
    pub(crate) events: Vec<Event>,
    pub(crate) steps: usize,
    pub(crate) preemptions: usize,
    pub(crate) switches: usize,
    pub(crate) ends_are_observed: bool,
    /// Questions that the strategy was asked.
    pub(crate) choices: usize,
    /// The steps since the strategy was last asked who runs.
    pub(crate) since: Vec<Step>,
    /// Differs between two runs that went different ways.
    pub(crate) fingerprint: u64,
}

/// How a thread was when the schedule ended.
pub(crate) struct ThreadOutcome {
    pub(crate) name: Option<String>,
    pub(crate) life: Life,
    /// What it still waits for, and where.
    pub(crate) waiting: Option<(Waiting, Option<usize>, Site)>,
    pub(crate) panic: Option<(String, Option<Position>)>,
    pub(crate) observed: bool,
    /// Whether the owner of its scope panics in its place.
    pub(crate) passed_on: bool,
}

thread_local! {
    static CURRENT: RefCell<Option<Rc<Execution>>> = const { RefCell::new(None) };
}

/// The exploration that the caller runs in, if it does.
// Not inlined: the caller is an exercise, compiled without optimisation, and here is optimised code.
#[inline(never)]
pub(crate) fn current() -> Option<Rc<Execution>> {
    // While the real thread's own values are dropped, there is none.
    CURRENT
        .try_with(|current| current.borrow().clone())
        .unwrap_or_default()
}

/// Stops an exploration that uses something made outside, which would block all its threads.
#[inline]
pub(crate) fn only_outside(site: Site) {
    if let Some(execution) = current() {
        execution.abandon(Misuse::ForeignObject, site);
    }
}

/// Runs `body` once as thread `main`, `strategy` deciding every choice. `site` is where the
/// exploration was asked for.
pub(crate) fn run(
    body: Rc<dyn Fn()>,
    strategy: Box<dyn Strategy>,
    limits: Limits,
    recorded: bool,
    exact: bool,
    site: Site,
) -> Outcome {
    static NEXT_ID: AtomicU64 = AtomicU64::new(1);
    record_panics_of_explorations();
    let id = NEXT_ID.fetch_add(1, Ordering::Relaxed);
    let execution = Rc::new(Execution::new(id, strategy, limits, recorded, exact));
    assert!(
        current().is_none(),
        "an exploration cannot run inside another one"
    );
    CURRENT.set(Some(Rc::clone(&execution)));
    let leaving = Leaving;
    execution.spawn_main(body, site);
    execution.drive();
    drop(leaving);
    execution.outcome()
}

/// Ends the exploration of this real thread, also by a panic of the explorer itself.
struct Leaving;

impl Drop for Leaving {
    fn drop(&mut self) {
        CURRENT.set(None);
    }
}

/// Makes panics of modelled threads part of the outcome instead of text on the terminal. Panics
/// outside an exploration go to the hook that was there before.
fn record_panics_of_explorations() {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let previous = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| match current() {
            Some(execution) => execution.note_panic(info),
            None => previous(info),
        }));
    });
}

/// Where the facade's method was called: for methods that are `#[track_caller]`.
#[inline]
#[track_caller]
pub(crate) fn here() -> Site {
    Location::caller()
}
