//! What is kept while a recording is under way.

use std::cell::Cell;
use std::collections::HashMap;
use std::fmt::Display;
use std::mem;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::{Kind, Place};

/// So many spans are kept, some hundred megabytes; what comes after is only counted.
const MOST: usize = 1_000_000;

/// Whether something is recorded: a hint that saves the lock, which alone decides.
static RECORDING: AtomicBool = AtomicBool::new(false);
static LOG: Mutex<Option<Log>> = Mutex::new(None);

thread_local! {
    /// Which recording this thread is in, and its number there.
    static ME: Cell<(u64, usize)> = const { Cell::new((0, 0)) };
}

/// A thread and a moment: where an arrow begins.
#[derive(Clone, Copy, Debug)]
pub(super) struct Moment {
    pub(super) thread: usize,
    pub(super) at: Duration,
}

/// Something that a thread did for a while.
#[derive(Debug)]
pub(super) struct Span {
    pub(super) kind: Kind,
    pub(super) what: String,
    pub(super) from: Duration,
    pub(super) to: Duration,
    /// What ended it, if that is known.
    pub(super) ended_by: Option<Moment>,
}

/// A thread, from its first step to its last.
#[derive(Debug)]
pub(super) struct Lane {
    pub(super) name: String,
    pub(super) started_by: Option<Moment>,
    pub(super) from: Duration,
    pub(super) to: Option<Duration>,
    pub(super) spans: Vec<Span>,
    /// The spans that it is in, the innermost last.
    open: Vec<Span>,
}

/// All that was recorded.
#[derive(Debug)]
pub(super) struct Log {
    number: u64,
    start: Instant,
    pub(super) lanes: Vec<Lane>,
    /// How many spans there was no room for.
    pub(super) left_out: usize,
    spans: usize,
    /// Who woke last, by where others wait.
    wakers: HashMap<Place, Moment>,
}

impl Log {
    fn new(number: u64) -> Self {
        let current = std::thread::current();
        let mut log = Self {
            number,
            start: Instant::now(),
            lanes: Vec::new(),
            left_out: 0,
            spans: 0,
            wakers: HashMap::new(),
        };
        log.enter(current.name(), None);
        log
    }

    fn now(&self) -> Duration {
        self.start.elapsed()
    }

    /// Gives the calling thread a lane.
    fn enter(&mut self, name: Option<&str>, started_by: Option<Moment>) -> usize {
        let lane = self.lanes.len();
        let name = name.map_or_else(|| format!("thread {lane}"), str::to_owned);
        let from = self.now();
        self.lanes.push(Lane {
            name,
            started_by,
            from,
            to: None,
            spans: Vec::new(),
            open: Vec::new(),
        });
        ME.set((self.number, lane));
        lane
    }

    /// The lane of the calling thread; one that the facade did not start gets its lane now.
    fn me(&mut self) -> usize {
        match ME.get() {
            (number, lane) if number == self.number => lane,
            _ => self.enter(std::thread::current().name(), None),
        }
    }

    fn moment(&mut self) -> Moment {
        let thread = self.me();
        Moment {
            thread,
            at: self.now(),
        }
    }

    fn open(&mut self, kind: Kind, what: String) -> bool {
        let (me, now) = (self.me(), self.now());
        let lane = &mut self.lanes[me];
        let waits = |span: &Span| span.kind != Kind::Work;
        if kind != Kind::Work && lane.open.last().is_some_and(waits) {
            return false; // the outer wait knows better what for
        }
        if self.spans == MOST {
            self.left_out += 1;
            return false;
        }
        self.spans += 1;
        lane.open.push(Span {
            kind,
            what,
            from: now,
            to: now,
            ended_by: None,
        });
        true
    }

    fn close(&mut self) {
        let (me, now) = (self.me(), self.now());
        let lane = &mut self.lanes[me];
        if let Some(span) = lane.open.pop() {
            lane.spans.push(Span { to: now, ..span });
        }
    }
}

/// Everybody who records holds this lock for a moment; nobody panics with it.
fn log() -> MutexGuard<'static, Option<Log>> {
    LOG.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Calls `note` with the log, if there is one.
fn with<R>(note: impl FnOnce(&mut Log) -> R) -> Option<R> {
    // Relaxed: the lock decides; whoever reads a stale value misses the first or last moments.
    if !RECORDING.load(Ordering::Relaxed) {
        return None;
    }
    log().as_mut().map(note)
}

/// A span that is under way: it ends when this is dropped.
pub(super) struct Open {
    is_kept: bool,
}

/// Begins a span of the calling thread.
#[inline]
pub(super) fn open(kind: Kind, what: impl Display) -> Open {
    let is_kept = RECORDING.load(Ordering::Relaxed) // as in `with`; here it saves the text
        && with(|log| log.open(kind, what.to_string())).unwrap_or(false);
    Open { is_kept }
}

impl Drop for Open {
    #[inline]
    fn drop(&mut self) {
        if self.is_kept {
            with(Log::close);
        }
    }
}

/// See [`super::wakes`].
#[inline]
pub(super) fn wakes(place: impl FnOnce() -> Place) {
    with(|log| {
        let moment = log.moment();
        log.wakers.insert(place(), moment);
    });
}

/// See [`super::woken`].
#[inline]
pub(super) fn woken(place: impl FnOnce() -> Place) {
    with(|log| {
        let (me, waker) = (log.me(), log.wakers.get(&place()).copied());
        if let Some(span) = log.lanes[me].open.last_mut() {
            span.ended_by = waker.filter(|waker| waker.thread != me && waker.at >= span.from);
        }
    });
}

/// A thread that has not taken its first step yet.
pub(super) struct Starting {
    name: Option<String>,
    started_by: Moment,
}

/// Notes that the calling thread starts another.
pub(super) fn starting(name: Option<&str>) -> Option<Starting> {
    with(|log| Starting {
        name: name.map(str::to_owned),
        started_by: log.moment(),
    })
}

/// A thread's time in the picture, which ends when this is dropped.
pub(super) struct Life;

impl Starting {
    /// Notes the first step, on the new thread itself.
    pub(super) fn begin(self) -> Life {
        with(|log| log.enter(self.name.as_deref(), Some(self.started_by)));
        Life
    }
}

impl Drop for Life {
    fn drop(&mut self) {
        with(|log| {
            let (me, now) = (log.me(), log.now());
            log.lanes[me].to = Some(now);
            let end = Moment {
                thread: me,
                at: now,
            };
            log.wakers
                .insert(Place::End(std::thread::current().id()), end);
        });
    }
}

/// The one recording that is under way.
#[derive(Debug)]
pub(super) struct Recorder(u64);

impl Recorder {
    /// Begins.
    pub(super) fn start() -> Self {
        static NUMBER: Mutex<u64> = Mutex::new(0);
        let mut number = NUMBER.lock().unwrap_or_else(PoisonError::into_inner);
        let mut log = log();
        assert!(log.is_none(), "something is being recorded already");
        *number += 1;
        *log = Some(Log::new(*number));
        RECORDING.store(true, Ordering::Relaxed);
        Self(*number)
    }

    /// Ends, and returns what there is; nothing the second time. Who still waits, waits to the end.
    pub(super) fn stop(&mut self) -> Option<Log> {
        let mut log = log().take_if(|log| log.number == self.0)?;
        RECORDING.store(false, Ordering::Relaxed);
        let now = log.now();
        for lane in &mut log.lanes {
            for span in mem::take(&mut lane.open).into_iter().rev() {
                lane.spans.push(Span { to: now, ..span });
            }
            lane.to.get_or_insert(now);
        }
        Some(log)
    }
}

impl Drop for Recorder {
    fn drop(&mut self) {
        self.stop();
    }
}
