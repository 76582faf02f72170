//! Locks, condition variables, barriers, atomics and once-only cells.
//!
//! Shaped like `parking_lot` (no poisoning), and like `std::sync` for what that crate leaves out.

pub mod atomic;
mod barrier;
mod brief_mutex;
mod condvar;
mod mutex;
mod once;
mod rwlock;

pub use barrier::{Barrier, BarrierWaitResult};
pub use brief_mutex::{BriefMutex, BriefMutexGuard};
pub use condvar::{Condvar, WaitTimeoutResult};
pub use mutex::{Mutex, MutexGuard};
pub use once::{LazyLock, OnceLock};
pub use rwlock::{RwLock, RwLockReadGuard, RwLockWriteGuard};
pub use std::sync::{Arc, Weak};
