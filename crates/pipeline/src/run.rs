//! The life of a run: starts the threads, works the end of the pipeline, waits for everyone, and
//! gathers what they have to say.

use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

use pattern_core::BoxError;
use pattern_core::{StopSource, StopToken, panic_message};
use pattern_sync::sync::{Arc, Mutex};
use pattern_sync::thread::{self, Builder};
use pattern_sync::time::Instant;

use crate::account::Account;
use crate::assembly::{Assembly, Parts, Planned};
use crate::error::{Cause, Failure, PipelineError};
use crate::items::Items;
use crate::link::{AnyLink, Link};
use crate::observer::{Observer, observe};
use crate::report::{Report, StageReport, WorkerReport};

/// What the observer's thread is called, and what it is reported as if it panics.
const OBSERVER: &str = "observer";

/// What all threads of a run share, besides the links.
pub(crate) struct Run<'env> {
    /// Every link of the pipeline, to be called off when one stage fails.
    links: Vec<Arc<dyn AnyLink + 'env>>,
    /// In the order in which they happened. Taken when something fails and never per item; no other
    /// lock is taken while it is held.
    failures: Mutex<Vec<Failure>>,
    /// The name of each stage, the end included, and how many workers it has.
    stages: Vec<(String, usize)>,
}

/// Where a worker is, for the case that it fails there.
#[derive(Debug, Default)]
pub(crate) struct At {
    /// The number of the item.
    pub(crate) item: Option<usize>,
    /// How many stages behind its own, if it carries the item through others.
    pub(crate) ahead: usize,
}

impl Run<'_> {
    /// Runs all that a worker of a stage does, once per worker and not per item, and takes note of
    /// how it failed, if it did. `At` is where the work notes where it is.
    pub(crate) fn watch(&self, stage: usize, work: impl FnOnce(&mut At) -> Result<(), BoxError>) {
        self.watch_as(|at| &self.stages[stage + at.ahead].0, work);
    }

    /// Likewise; `name` says who has failed.
    fn watch_as<'name>(
        &self,
        name: impl FnOnce(&At) -> &'name str,
        work: impl FnOnce(&mut At) -> Result<(), BoxError>,
    ) {
        let mut at = At::default();
        let mut panic = None;
        // Unwind safe: no lock of ours is held while the user's code runs, and what it may leave
        // half-done is plain numbers (ours), or nobody's once the run has failed (its own).
        let cause = match catch_unwind(AssertUnwindSafe(|| work(&mut at))) {
            Ok(Ok(())) => return,
            Ok(Err(error)) => Cause::Error(error),
            Err(payload) => Cause::Panic(panic_message(&**panic.insert(payload))),
        };
        self.fail(Failure {
            stage: name(&at).to_owned(),
            item: at.item,
            cause,
        });
        // Only now, when everybody has been told: what it carries may panic when it is dropped.
        drop(panic);
    }

    /// Calls everything off: whoever waits is woken, and everybody ends after the item in hand.
    pub(crate) fn stop(&self) {
        for link in &self.links {
            link.cancel();
        }
    }

    fn observe(&self, observer: Observer<'_>, started: Instant, over: &StopToken) {
        let name = |_at: &At| OBSERVER;
        self.watch_as(name, |_at| {
            observe(observer, &self.stages, &self.links, started, over);
            Ok(())
        });
    }

    fn fail(&self, failure: Failure) {
        self.failures.lock().push(failure);
        self.stop();
    }

    fn not_started(&self, stage: &str, error: io::Error) {
        self.fail(Failure {
            stage: stage.to_owned(),
            item: None,
            cause: Cause::NotStarted(error),
        });
    }
}

/// Runs a pipeline whose last link is `last`; `work` is its end, called `end`, which is done on
/// this thread.
pub(crate) fn execute<'env, T: Send + 'env, R>(
    assembly: Assembly<'env>,
    last: &Link<T>,
    end: &str,
    work: impl FnOnce(&mut Items<'_, T>) -> Result<R, BoxError>,
) -> Result<(R, Report), PipelineError> {
    let started = Instant::now();
    let Parts {
        stages,
        threads,
        links,
        observer,
    } = assembly.into_parts(end);
    let mut reports: Vec<StageReport> = stages.iter().map(|(name, _)| blank(name)).collect();
    let run = Run {
        links,
        failures: Mutex::new(Vec::new()),
        stages,
    };
    let mut result = None;
    let last_account = thread::scope(|s| {
        let run = &run;
        let over = Over(StopSource::new());
        if let Some(observer) = observer {
            let token = over.0.token();
            let look = move || run.observe(observer, started, &token);
            if let Err(error) = Builder::new().name(OBSERVER.into()).spawn_scoped(s, look) {
                run.not_started(OBSERVER, error);
            }
        }
        let mut running = Vec::with_capacity(threads.len());
        for Planned { stage, name, job } in threads {
            match Builder::new().name(name).spawn_scoped(s, move || job(run)) {
                Ok(handle) => running.push((stage, handle)),
                Err(error) => {
                    // Those that run already might wait for this one for ever.
                    run.not_started(&run.stages[stage].0, error);
                    break;
                }
            }
        }
        let account = work_the_end(run, last, end, work, &mut result);
        for (stage, handle) in running {
            // The panics of stages have been caught. Any other is that of a destructor, of what
            // a thread dropped at its very end.
            let report = handle.join().unwrap_or_else(|panic| resume_unwind(panic));
            reports[stage].workers.push(report);
        }
        account
    });
    let end = reports.last_mut().expect("the end is a stage");
    end.workers.push(last_account);
    for (report, link) in reports.iter_mut().zip(&run.links) {
        report.queue = Some(link.report());
    }
    let report = Report {
        stages: reports,
        elapsed: started.elapsed(),
    };
    let failures = run.failures.into_inner();
    match result {
        Some(result) if failures.is_empty() => Ok((result, report)),
        _ => Err(PipelineError::new(failures, report)),
    }
}

/// Tells the observer that the run is over: when all others have ended, or when a panic ends the
/// wait for them.
struct Over(StopSource);

impl Drop for Over {
    fn drop(&mut self) {
        self.0.request_stop();
    }
}

/// Does the work of the pipeline's end, and lets everybody go if it has had enough.
fn work_the_end<T, R>(
    run: &Run<'_>,
    last: &Link<T>,
    end: &str,
    work: impl FnOnce(&mut Items<'_, T>) -> Result<R, BoxError>,
    result: &mut Option<R>,
) -> WorkerReport {
    let mut account = Account::open(end.to_owned());
    run.watch(run.stages.len() - 1, |at| {
        *result = Some(work(&mut Items::new(last, &mut account, at))?);
        Ok(())
    });
    // Those before it would wait for room for ever. If they have ended, it changes nothing.
    run.stop();
    account.close()
}

/// The account of a stage that has not begun.
fn blank(name: &str) -> StageReport {
    StageReport {
        name: name.to_owned(),
        workers: Vec::new(),
        queue: None,
    }
}
