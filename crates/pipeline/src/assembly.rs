//! From what the builder knows to what a run needs: links, and a job for each thread.

use pattern_sync::sync::Arc;

use crate::account::Account;
use crate::link::{AnyLink, Giver, Link, Taken};
use crate::observer::Observer;
use crate::places::Numbered;
use crate::report::WorkerReport;
use crate::run::Run;
use pattern_core::BoxError;

/// What the builder knows of a pipeline besides its closures.
pub(crate) struct Plan<'env> {
    /// One entry per stage, the source first.
    pub(crate) stages: Vec<Settings>,
    pub(crate) observer: Option<Observer<'env>>,
}

/// What the builder knows of a stage besides its closure.
pub(crate) struct Settings {
    pub(crate) name: String,
    pub(crate) workers: usize,
    /// How many places the link behind the stage has.
    pub(crate) capacity: usize,
    pub(crate) ordered: bool,
    /// Whether several workers may share its closure.
    pub(crate) parallel: bool,
}

/// All that a thread does: one call per thread, so that what happens per item is compiled together
/// with the closure that the user wrote.
type Job<'env> = Box<dyn FnOnce(&Run<'_>) -> WorkerReport + Send + 'env>;

/// A thread to be started.
pub(crate) struct Planned<'env> {
    /// The index of its stage.
    pub(crate) stage: usize,
    pub(crate) name: String,
    pub(crate) job: Job<'env>,
}

/// A pipeline being put together, from the source on.
pub(crate) struct Assembly<'env> {
    plan: Plan<'env>,
    threads: Vec<Planned<'env>>,
    /// `links[i]` lies behind stage `i`.
    links: Vec<Arc<dyn AnyLink + 'env>>,
}

/// All that a run is made of.
pub(crate) struct Parts<'env> {
    /// The name of each stage, the end included, and how many workers it has.
    pub(crate) stages: Vec<(String, usize)>,
    pub(crate) threads: Vec<Planned<'env>>,
    /// `links[i]` lies behind stage `i`.
    pub(crate) links: Vec<Arc<dyn AnyLink + 'env>>,
    pub(crate) observer: Option<Observer<'env>>,
}

impl<'env> Assembly<'env> {
    pub(crate) fn new(plan: Plan<'env>) -> Self {
        Self {
            plan,
            threads: Vec::new(),
            links: Vec::new(),
        }
    }

    /// Gives all that a run is made of; `end` is what the end of the pipeline is called.
    pub(crate) fn into_parts(self, end: &str) -> Parts<'env> {
        let Plan { stages, observer } = self.plan;
        let stages = stages.into_iter().map(|stage| (stage.name, stage.workers));
        Parts {
            stages: stages.chain([(end.to_owned(), 1)]).collect(),
            threads: self.threads,
            links: self.links,
            observer,
        }
    }

    /// Plans the source's thread, and the link behind it.
    pub(crate) fn add_source<I>(&mut self, items: I) -> Arc<Link<I::Item>>
    where
        I: IntoIterator + Send + 'env,
        I::Item: Send + 'env,
    {
        let output = self.add_link();
        let stage = self.links.len() - 1;
        self.add_worker(stage, Arc::clone(&output), |output, account, at| {
            give_all(items, output, account, at)
        });
        output
    }

    /// Plans the threads of a stage whose workers share a closure, and the link behind it.
    pub(crate) fn add_stage<T, U, F>(&mut self, input: &Arc<Link<T>>, step: F) -> Arc<Link<U>>
    where
        T: Send + 'env,
        U: Send + 'env,
        F: Fn(T) -> Result<Option<U>, BoxError> + Send + Sync + 'env,
    {
        let output = self.add_link();
        let stage = self.links.len() - 1;
        let step = Arc::new(step);
        for _ in 0..self.plan.stages[stage].workers {
            let (input, step) = (Arc::clone(input), Arc::clone(&step));
            self.add_worker(stage, Arc::clone(&output), move |output, account, at| {
                pass_on(&input, |item| step(item), output, account, at)
            });
        }
        output
    }

    /// Plans the one thread of a stage whose closure has a state of its own.
    pub(crate) fn add_serial_stage<T, U, F>(
        &mut self,
        input: &Arc<Link<T>>,
        step: F,
    ) -> Arc<Link<U>>
    where
        T: Send + 'env,
        U: Send + 'env,
        F: FnMut(T) -> Result<Option<U>, BoxError> + Send + 'env,
    {
        let output = self.add_link();
        let stage = self.links.len() - 1;
        let input = Arc::clone(input);
        self.add_worker(stage, Arc::clone(&output), move |output, account, at| {
            pass_on(&input, step, output, account, at)
        });
        output
    }

    /// Makes the link behind the next stage.
    fn add_link<T: Send + 'env>(&mut self) -> Arc<Link<T>> {
        let settings = &self.plan.stages[self.links.len()];
        let link = Arc::new(Link::new(
            settings.capacity,
            settings.workers,
            settings.ordered,
        ));
        self.links.push(link.clone());
        link
    }

    /// Plans a thread that works, and then tells the others that it has gone, whatever happened.
    fn add_worker<U: Send + 'env>(
        &mut self,
        stage: usize,
        output: Arc<Link<U>>,
        work: impl FnOnce(&Link<U>, &mut Account, &mut Option<usize>) -> Result<(), BoxError>
        + Send
        + 'env,
    ) {
        let settings = &self.plan.stages[stage];
        let stage_name = settings.name.clone();
        let planned = self.threads.iter().filter(|other| other.stage == stage);
        let name = match settings.workers {
            1 => stage_name.clone(),
            _ => format!("{stage_name} {}", planned.count() + 1),
        };
        let thread = name.clone();
        let job = move |run: &Run<'_>| {
            let mut account = Account::open(thread);
            // Dropped after the failure, if there is one, has called everything off: otherwise the
            // next stage would take the worker's end for an orderly one.
            let _giver = Giver::new(&output);
            run.watch(&stage_name, |at| work(&output, &mut account, at));
            account.close()
        };
        self.threads.push(Planned {
            stage,
            name,
            job: Box::new(job),
        });
    }
}

/// The source's work: gives its items, as long as they are wanted.
fn give_all<I: IntoIterator>(
    items: I,
    output: &Link<I::Item>,
    account: &mut Account,
    at: &mut Option<usize>,
) -> Result<(), BoxError> {
    *at = Some(0);
    for (number, item) in items.into_iter().enumerate() {
        if output
            .give(number as u64, Numbered { number, item }, account)
            .is_err()
        {
            break;
        }
        account.count_out();
        *at = Some(number + 1);
    }
    Ok(())
}

/// A worker's work: takes items and passes on what the stage makes of them, until there are no
/// more, or no more are wanted.
fn pass_on<T, U>(
    input: &Link<T>,
    mut step: impl FnMut(T) -> Result<Option<U>, BoxError>,
    output: &Link<U>,
    account: &mut Account,
    at: &mut Option<usize>,
) -> Result<(), BoxError> {
    while let Some(Taken { turn, number, item }) = input.take(account) {
        *at = Some(number);
        account.count_in();
        let passed = match step(item)? {
            Some(item) => {
                let result = output.give(turn, Numbered { number, item }, account);
                if result.is_ok() {
                    account.count_out();
                }
                result
            }
            None => output.skip(turn, account),
        };
        if passed.is_err() {
            break;
        }
    }
    Ok(())
}
