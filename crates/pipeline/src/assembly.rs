//! From what the builder knows to what a run needs: links, and a job for each thread.

use pattern_core::BoxError;
use pattern_sync::sync::Arc;
use pattern_sync::thread;

use crate::account::Account;
use crate::group::{Exit, Group, Load};
use crate::link::{AnyLink, Giver, Link, Taken};
use crate::node::{Carry, Hands, Node};
use crate::observer::Observer;
use crate::places::Numbered;
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

/// What follows a stage in its group.
struct Next<'env, T> {
    stage: Arc<dyn Carry<T> + 'env>,
    group: Arc<Group<'env>>,
    exit: Arc<dyn Exit + 'env>,
}

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
        self.add_single(|output, account, at| give_all(items, output, account, at))
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
        self.add_single(move |output, account, at| pass_on(&input, step, output, account, at))
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

    /// Plans the one thread of the next stage, and the link behind it.
    fn add_single<U: Send + 'env>(
        &mut self,
        work: impl FnOnce(&Link<U>, &mut Account, &mut At) -> Result<(), BoxError> + Send + 'env,
    ) -> Upstream<'env, U> {
        let stage = self.links.len();
        let link = self.add_link();
        let output = Arc::clone(&link);
        self.add_thread(stage, move |run, mut account| {
            // Dropped after the failure, if there is one, has called everything off: otherwise the
            // next stage would take the worker's end for an orderly one.
            let _giver = Giver::new(&*output);
            run.watch(stage, |at| work(&output, &mut account, at));
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

/// A stage whose workers share a closure, before it is known who joins it.
struct Member<'env, T, U, F> {
    stage: usize,
    /// Where it stands in its group.
    position: usize,
    step: F,
    input: Arc<Link<T>>,
    output: Arc<Link<U>>,
    /// The stage before it that it joins, if it does.
    join: Option<Open<'env, T>>,
}

impl<'env, T, U, F> Member<'env, T, U, F>
where
    T: Send + 'env,
    U: Send + 'env,
    F: Fn(T) -> Result<Option<U>, BoxError> + Send + Sync + 'env,
{
    /// Plans the stage's threads, and has those before it in its group plan theirs.
    fn complete(self, assembly: &mut Assembly<'env>, next: Option<Next<'env, U>>) {
        let Self {
            stage,
            position,
            step,
            input,
            output,
            join,
        } = self;
        let workers = assembly.plan.stages[stage].workers;
        let grouped = join.is_some() || next.is_some();
        let (next, shared) = match next {
            Some(Next { stage, group, exit }) => (Some(stage), Some((group, exit))),
            None => (None, None),
        };
        let lanes = if grouped && join.is_none() {
            workers
        } else {
            0
        };
        let trays = if grouped && next.is_none() {
            workers
        } else {
            0
        };
        let node = Arc::new(Node {
            step,
            input,
            output,
            next,
            position,
            lanes: (0..lanes).map(|_| Default::default()).collect(),
            trays: (0..trays).map(|_| Default::default()).collect(),
        });
        let (group, exit) = shared.unwrap_or_else(|| {
            let exit: Arc<dyn Exit + 'env> = node.clone();
            (Arc::new(Group::new(position + 1, workers)), exit)
        });
        for lane in 0..workers {
            let (node, group) = (Arc::clone(&node), Arc::clone(&group));
            if !grouped {
                assembly.add_thread(stage, move |run, account| alone(&node, run, stage, account));
            } else if join.is_some() {
                assembly.add_thread(stage, move |run, account| {
                    carried_for(&node, &group, lane, run, stage, account)
                });
            } else {
                let way_home = WayHome { group, lane };
                assembly.add_thread(stage, move |run, account| {
                    carrier(&node, &way_home, run, stage, account)
                });
            }
        }
        match join {
            Some(join) => join(
                assembly,
                Some(Next {
                    stage: node,
                    group,
                    exit,
                }),
            ),
            None if grouped => group.set_ends(node, exit),
            None => {}
        }
    }
}

/// What a thread does whose stage shares its threads with none.
fn alone<T, U, F>(
    node: &Node<'_, T, U, F>,
    run: &Run<'_>,
    stage: usize,
    mut account: Account,
) -> WorkerReport
where
    T: Send,
    U: Send,
    F: Fn(T) -> Result<Option<U>, BoxError> + Send + Sync,
{
    let _giver = Giver::new(&*node.output); // see `add_single`
    run.watch(stage, |at| node.work(&mut account, at));
    account.close()
}

/// What a thread of a group's first stage does.
fn carrier<T, U, F>(
    node: &Node<'_, T, U, F>,
    way_home: &WayHome<'_>,
    run: &Run<'_>,
    stage: usize,
    mut account: Account,
) -> WorkerReport
where
    T: Send,
    U: Send,
    F: Fn(T) -> Result<Option<U>, BoxError> + Send + Sync,
{
    let WayHome { group, lane } = way_home;
    let _giver = Giver::new(&*node.output); // see `add_single`
    let mut load = Load::new(*lane, group.stages());
    run.watch(stage, |at| {
        let mut hands = Hands {
            load: &mut load,
            account: &mut account,
            at,
        };
        let parted = node.carry_all(group, &mut hands)?;
        at.ahead = 0;
        node.come_home(group, &mut load, &mut account);
        if parted {
            node.work(&mut account, at)?;
        }
        Ok(())
    });
    node.come_home(group, &mut load, &mut account);
    account.close()
}

/// What a thread does whose stage is not the first of its group.
fn carried_for<T, U, F>(
    node: &Node<'_, T, U, F>,
    group: &Group<'_>,
    lane: usize,
    run: &Run<'_>,
    stage: usize,
    mut account: Account,
) -> WorkerReport
where
    T: Send,
    U: Send,
    F: Fn(T) -> Result<Option<U>, BoxError> + Send + Sync,
{
    let _giver = Giver::new(&*node.output); // see `add_single`
    group.wait_at_gate(lane, node.position == 1 && lane == 0);
    account.restart();
    run.watch(stage, |at| node.work(&mut account, at));
    let mut report = account.close();
    report.add(&group.done_for(node.position, lane));
    report
}

/// Sees to it that nobody waits for a carrier that has ended, or was never started.
struct WayHome<'env> {
    group: Arc<Group<'env>>,
    lane: usize,
}

impl Drop for WayHome<'_> {
    fn drop(&mut self) {
        self.group.come_home(self.lane, Vec::new());
    }
}

/// The source's work: gives its items, as long as they are wanted.
fn give_all<I: IntoIterator>(
    items: I,
    output: &Link<I::Item>,
    account: &mut Account,
    at: &mut At,
) -> Result<(), BoxError> {
    at.item = Some(0);
    for (number, item) in items.into_iter().enumerate() {
        if output
            .give(number as u64, Numbered::new(number, item), account)
            .is_err()
        {
            break;
        }
        account.count_out(1);
        at.item = Some(number + 1);
    }
    Ok(())
}

/// The work of a stage of one worker: takes items and passes on what the stage makes of them, until
/// there are no more, or no more are wanted.
fn pass_on<T, U>(
    input: &Link<T>,
    mut step: impl FnMut(T) -> U,
    output: &Link<U>,
    account: &mut Account,
    at: &mut At,
) -> Result<(), BoxError> {
    // Before it sleeps: nothing more will come from here for a while.
    while let Some(Taken { rank, content, .. }) = input.take(account, || output.urge()) {
        at.item = Some(content.number);
        account.count_in();
        let result = Numbered::new(content.number, step(content.item));
        if output.give(rank, result, account).is_err() {
            break;
        }
        account.count_out(1);
    }
    Ok(())
}
