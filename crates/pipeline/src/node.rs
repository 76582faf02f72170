//! A stage whose workers share a closure: on threads of its own, or as part of a group.

mod carrier;
mod carry;
mod holdings;

use pattern_core::BoxError;
use pattern_sync::sync::{Arc, Mutex};
use pattern_sync::trace;

use crate::account::Account;
use crate::link::{Link, Taken};
use crate::places::Numbered;
use crate::run::At;

pub(crate) use carry::{Carry, Hands};

use holdings::{Lane, Tray};

/// A stage: what it does, and what lies before and behind it.
pub(crate) struct Node<'env, T, U, F> {
    /// What recordings call the work of the stage: its name.
    pub(crate) name: String,
    pub(crate) step: F,
    pub(crate) input: Arc<Link<T>>,
    pub(crate) output: Arc<Link<U>>,
    /// The next stage of its group; `None` for the last one.
    pub(crate) next: Option<Arc<dyn Carry<U> + 'env>>,
    /// Where it stands in its group, from 0 on.
    pub(crate) position: usize,
    /// What its carriers have yet to begin, if it is a group's first stage: one per lane.
    pub(crate) lanes: Box<[Mutex<Lane<T>>]>,
    /// What its carriers have yet to hand on, if it is a group's last stage: one per lane.
    pub(crate) trays: Box<[Mutex<Tray<U>>]>,
}

impl<T, U, F> Node<'_, T, U, F>
where
    T: Send,
    U: Send,
    F: Fn(T) -> Result<Option<U>, BoxError> + Send + Sync,
{
    /// A worker's work: takes items and passes on what the stage makes of them, until there are no
    /// more, or no more are wanted.
    pub(crate) fn work(&self, account: &mut Account, at: &mut At) -> Result<(), BoxError> {
        // Before it sleeps: nothing more will come from here for a while.
        let urge = || self.output.urge();
        while let Some(Taken {
            turn,
            rank,
            content,
        }) = self.input.take(account, urge)
        {
            let Numbered { number, lead, item } = content;
            at.item = Some(number);
            account.count_in();
            // What leaves a group has the turn at which it came in. Between the stages of one that
            // has parted, each takes its turn anew.
            let lead = if self.position == 0 { turn } else { lead };
            let place = if self.next.is_none() { lead } else { rank };
            let passed = match trace::work(&self.name, || (self.step)(item))? {
                Some(item) => {
                    let result = self
                        .output
                        .give(place, Numbered { number, lead, item }, account);
                    if result.is_ok() {
                        account.count_out(1);
                    }
                    result
                }
                None => self
                    .output
                    .skip(place, account)
                    .and_then(|()| match &self.next {
                        Some(next) => next.skip(lead, account),
                        None => Ok(()),
                    }),
            };
            if passed.is_err() {
                break;
            }
        }
        Ok(())
    }
}
