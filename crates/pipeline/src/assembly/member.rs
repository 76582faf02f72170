//! A stage whose workers share a closure, and what its threads do: alone, or in a group.

use pattern_core::BoxError;
use pattern_sync::sync::Arc;

use super::{Assembly, Open};
use crate::account::Account;
use crate::group::{Exit, Group, Load};
use crate::link::{Giver, Link};
use crate::node::{Carry, Hands, Node};
use crate::report::WorkerReport;
use crate::run::Run;

/// What follows a stage in its group.
pub(super) struct Next<'env, T> {
    stage: Arc<dyn Carry<T> + 'env>,
    group: Arc<Group<'env>>,
    exit: Arc<dyn Exit + 'env>,
}

/// A stage whose workers share a closure, before it is known who joins it.
pub(super) struct Member<'env, T, U, F> {
    pub(super) stage: usize,
    /// Where it stands in its group.
    pub(super) position: usize,
    pub(super) step: F,
    pub(super) input: Arc<Link<T>>,
    pub(super) output: Arc<Link<U>>,
    /// The stage before it that it joins, if it does.
    pub(super) join: Option<Open<'env, T>>,
}

impl<'env, T, U, F> Member<'env, T, U, F>
where
    T: Send + 'env,
    U: Send + 'env,
    F: Fn(T) -> Result<Option<U>, BoxError> + Send + Sync + 'env,
{
    /// Plans the stage's threads, and has those before it in its group plan theirs.
    pub(super) fn complete(self, assembly: &mut Assembly<'env>, next: Option<Next<'env, U>>) {
        let Self {
            stage,
            position,
            step,
            input,
            output,
            join,
        } = self;
        let settings = &assembly.plan.stages[stage];
        let (name, workers) = (settings.name.clone(), settings.workers);
        let (is_first, is_last) = (join.is_none(), next.is_none());
        let grouped = !(is_first && is_last);
        let (next, shared) = match next {
            Some(Next { stage, group, exit }) => (Some(stage), Some((group, exit))),
            None => (None, None),
        };
        let lanes = if grouped && is_first { workers } else { 0 };
        let trays = if grouped && is_last { workers } else { 0 };
        let node = Arc::new(Node {
            name,
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
            let seat = Seat {
                group: Arc::clone(&group),
                lane,
            };
            let node = Arc::clone(&node);
            if grouped && is_first {
                let way_home = WayHome(seat);
                assembly.add_thread(stage, move |run, account| {
                    carrier(&node, &way_home.0, run, stage, account)
                });
            } else {
                let seat = grouped.then_some(seat);
                assembly.add_thread(stage, move |run, account| {
                    worker(&node, seat.as_ref(), run, stage, account)
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

/// A thread's place in a group: one of those who carry, and those whose work it does.
struct Seat<'env> {
    group: Arc<Group<'env>>,
    lane: usize,
}

/// What a thread does whose stage does its own work: from the start, or, with a seat in a group, when
/// nobody does it for it any more.
fn worker<T, U, F>(
    node: &Node<'_, T, U, F>,
    seat: Option<&Seat<'_>>,
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
    if let Some(Seat { group, lane }) = seat {
        group.wait_at_gate(*lane, node.position == 1 && *lane == 0);
        account.restart();
    }
    run.watch(stage, |at| node.work(&mut account, at));
    let mut report = account.close();
    if let Some(Seat { group, lane }) = seat {
        report.add(&group.done_for(node.position, *lane));
    }
    report
}

/// What a thread of a group's first stage does.
fn carrier<T, U, F>(
    node: &Node<'_, T, U, F>,
    Seat { group, lane }: &Seat<'_>,
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

/// Sees to it that nobody waits for a carrier that has ended, or was never started.
struct WayHome<'env>(Seat<'env>);

impl Drop for WayHome<'_> {
    fn drop(&mut self) {
        let Seat { group, lane } = &self.0;
        group.come_home(*lane, Vec::new());
    }
}
