//! From what the builder knows to what a run needs: links, and a job for each thread.

mod member;
mod single;

use pattern_core::BoxError;
use pattern_sync::sync::Arc;
use pattern_sync::thread;

use self::member::{Member, Next};
use self::single::{give_all, pass_on};
use crate::account::Account;
use crate::link::{AnyLink, Giver, Link};
use crate::observer::Observer;
use crate::report::WorkerReport;
use crate::run::{At, Run};

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
    /// Whether it keeps its threads for itself.
    pub(crate) apart: bool,
}

impl Settings {
    /// Tells whether a stage may share threads with the one before it: see `group.rs`.
    fn joins(&self, before: &Self) -> bool {
        let cores = thread::available_parallelism().map_or(1, usize::from);
        let shareable = |stage: &Self| stage.parallel && !stage.apart;
        shareable(self)
            && shareable(before)
            && self.workers == before.workers
            && self.workers >= cores.max(2)
            && self.ordered == before.ordered
    }
}

/// A pipeline from the source to a stage, as the next stage sees it.
pub(crate) struct Upstream<'env, T> {
    link: Arc<Link<T>>,
    /// How to complete the stage before that link: with the stage that joins it, or alone. `None`
    /// if nobody can join it.
    open: Option<Open<'env, T>>,
    /// How many stages its group has, if somebody joins it.
    group_size: usize,
}

/// Completes a stage, and those before it in its group: with the next stage of the group, if there
/// is one, and what the group shares.
type Open<'env, T> = Box<dyn FnOnce(&mut Assembly<'env>, Option<Next<'env, T>>) + 'env>;

impl<'env, T> Upstream<'env, T> {
    /// Completes what is before the link, with which nobody will share threads.
    pub(crate) fn close(self, assembly: &mut Assembly<'env>) -> Arc<Link<T>> {
        if let Some(open) = self.open {
            open(assembly, None);
        }
        self.link
    }
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
    pub(crate) fn into_parts(mut self, end: &str) -> Parts<'env> {
        let Plan { stages, observer } = self.plan;
        let stages = stages.into_iter().map(|stage| (stage.name, stage.workers));
        // Groups are completed from their ends. If a thread cannot be started, those before it run.
        self.threads.sort_by_key(|thread| thread.stage);
        Parts {
            stages: stages.chain([(end.to_owned(), 1)]).collect(),
            threads: self.threads,
            links: self.links,
            observer,
        }
    }

    /// Plans the source's thread, and the link behind it.
    pub(crate) fn add_source<I>(&mut self, items: I) -> Upstream<'env, I::Item>
    where
        I: IntoIterator + Send + 'env,
        I::Item: Send + 'env,
    {
        self.add_single(|name, output, account, at| give_all(name, items, output, account, at))
    }

    /// Plans the one thread of a stage whose closure has a state of its own.
    pub(crate) fn add_serial_stage<T, U, F>(
        &mut self,
        input: Arc<Link<T>>,
        step: F,
    ) -> Upstream<'env, U>
    where
        T: Send + 'env,
        U: Send + 'env,
        F: FnMut(T) -> U + Send + 'env,
    {
        self.add_single(move |name, output, account, at| {
            pass_on(name, &input, step, output, account, at)
        })
    }

    /// Plans the threads of a stage whose workers share a closure, and the link behind it. What
    /// they do is known only when it is known who joins the stage.
    pub(crate) fn add_stage<T, U, F>(
        &mut self,
        before: Upstream<'env, T>,
        step: F,
    ) -> Upstream<'env, U>
    where
        T: Send + 'env,
        U: Send + 'env,
        F: Fn(T) -> Result<Option<U>, BoxError> + Send + Sync + 'env,
    {
        let stage = self.links.len();
        let joins = stage > 0 && self.plan.stages[stage].joins(&self.plan.stages[stage - 1]);
        let (input, join, position) = match before {
            Upstream {
                link,
                open: Some(open),
                group_size,
            } if joins => (link, Some(open), group_size),
            before => (before.close(self), None, 0),
        };
        let output = self.add_link();
        let member = Member {
            stage,
            position,
            step,
            input,
            output: Arc::clone(&output),
            join,
        };
        Upstream {
            link: output,
            open: Some(Box::new(|assembly, next| member.complete(assembly, next))),
            group_size: position + 1,
        }
    }

    /// Plans the one thread of the next stage, and the link behind it. Its work is told its name.
    fn add_single<U: Send + 'env>(
        &mut self,
        work: impl FnOnce(&str, &Link<U>, &mut Account, &mut At) -> Result<(), BoxError> + Send + 'env,
    ) -> Upstream<'env, U> {
        let stage = self.links.len();
        let name = self.plan.stages[stage].name.clone();
        let link = self.add_link();
        let output = Arc::clone(&link);
        self.add_thread(stage, move |run, mut account| {
            // Dropped after the failure, if there is one, has called everything off: otherwise the
            // next stage would take the worker's end for an orderly one.
            let _giver = Giver::new(&*output);
            run.watch(stage, |at| work(&name, &output, &mut account, at));
            account.close()
        });
        Upstream {
            link,
            open: None,
            group_size: 0,
        }
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

    /// Plans a thread of a stage; its work is given its account.
    fn add_thread(
        &mut self,
        stage: usize,
        work: impl FnOnce(&Run<'_>, Account) -> WorkerReport + Send + 'env,
    ) {
        let settings = &self.plan.stages[stage];
        let planned = self.threads.iter().filter(|other| other.stage == stage);
        let name = match settings.workers {
            1 => settings.name.clone(),
            _ => format!("{} {}", settings.name, planned.count() + 1),
        };
        let thread = name.clone();
        self.threads.push(Planned {
            stage,
            name,
            job: Box::new(move |run| work(run, Account::open(thread))),
        });
    }
}
