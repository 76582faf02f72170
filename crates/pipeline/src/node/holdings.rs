//! What a carrier holds, each behind a mutex that is free while it works on an item: see `group.rs`.

use std::collections::VecDeque;

use crate::link::{Cancelled, Link, Reserved, Taken};
use crate::places::Place;

/// What a carrier was lent.
pub(crate) struct Lane<T> {
    pub(super) chunk: VecDeque<Taken<T>>,
    /// How many items the carrier has begun and the link does not know of.
    pub(super) begun: usize,
    /// How many it has begun in all.
    pub(super) begun_in_all: u64,
}

/// What a carrier has done. Its places are there, and wait.
pub(crate) struct Tray<U> {
    /// By the turns at which the group took the items.
    pub(super) done: Vec<(u64, Place<U>)>,
    /// How many of those are items, and not dropped.
    pub(super) items: usize,
    pub(super) reserved: Reserved,
    /// How many items have been handed on, and are not in the carrier's account yet.
    pub(super) handed_on: usize,
}

impl<T> Default for Lane<T> {
    fn default() -> Self {
        Self {
            chunk: VecDeque::new(),
            begun: 0,
            begun_in_all: 0,
        }
    }
}

impl<U> Default for Tray<U> {
    fn default() -> Self {
        Self {
            done: Vec::new(),
            items: 0,
            reserved: Reserved::default(),
            handed_on: 0,
        }
    }
}

impl<U> Tray<U> {
    /// Hands on all that is done, and reserves up to `wanted` places.
    pub(super) fn hand_on(&mut self, output: &Link<U>, wanted: usize) -> Result<(), Cancelled> {
        output.give_many(&mut self.done, &mut self.reserved, wanted)?;
        self.handed_on += std::mem::take(&mut self.items);
        Ok(())
    }
}
