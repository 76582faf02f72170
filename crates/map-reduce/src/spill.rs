//! What happens to pairs past the memory budget: sorted runs on disk, merged in the end.
//!
//! A worker whose buffer has outgrown its share of the budget sorts the pairs by partition and key,
//! and writes them to a file: a run. The reduce workers merge all runs, each its own partitions.
//! Keys are compared as bytes ([`Wire`](crate::Wire)), so that a pair is decoded only when `reduce`
//! asks for it.

mod groups;
mod merge;
mod run;
mod scratch;
mod spiller;

use std::io;

use crate::buffer::HeapBytes;
use crate::wire::{Wire, WireError};

pub(crate) use groups::Groups;
pub(crate) use merge::Merge;
pub(crate) use run::{Run, RunWriter};
pub(crate) use scratch::Scratch;
pub(crate) use spiller::{Spiller, Spilling};

/// How a type is written and read: the methods of [`Wire`] as values, so that jobs whose types have
/// no wire form can be run by the same code, only without a memory budget.
pub(crate) struct Codec<T> {
    pub(crate) encode: fn(&T, &mut Vec<u8>),
    decode: fn(&mut &[u8]) -> Result<T, WireError>,
    pub(crate) heap_bytes: HeapBytes<T>,
}

impl<T: Wire> Codec<T> {
    pub(crate) fn new() -> Self {
        Self {
            encode: T::encode,
            decode: T::decode,
            heap_bytes: T::heap_bytes,
        }
    }
}

impl<T> Codec<T> {
    /// Reads a value that takes up all of `bytes`.
    pub(crate) fn decode(&self, mut bytes: &[u8]) -> io::Result<T> {
        let value = (self.decode)(&mut bytes)
            .map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))?;
        if bytes.is_empty() {
            Ok(value)
        } else {
            Err(io::Error::new(
                io::ErrorKind::InvalidData,
                "`Wire::decode` has left bytes over that `encode` had written",
            ))
        }
    }
}

// Derived ones would ask that `T` be `Copy`.
impl<T> Clone for Codec<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Codec<T> {}
