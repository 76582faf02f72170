//! Locks, threads, channels and time (a first cut that passes everything through).
#![allow(missing_docs)]
pub mod sync {
    pub use parking_lot::{Condvar, Mutex, MutexGuard, RwLock, RwLockReadGuard, RwLockWriteGuard, WaitTimeoutResult};
    pub use std::sync::{Arc, Barrier, BarrierWaitResult, LazyLock, OnceLock, Weak, atomic};
}
pub mod thread {
    pub use std::thread::{
        Builder, JoinHandle, Result, Scope, ScopedJoinHandle, Thread, ThreadId, available_parallelism, current,
        panicking, park, park_timeout, scope, sleep, spawn, yield_now,
    };
}
pub mod channel {
    pub use crossbeam_channel::{
        Receiver, RecvError, RecvTimeoutError, SendError, SendTimeoutError, Sender, TryRecvError, TrySendError,
        bounded, unbounded,
    };
}
pub mod time {
    pub use std::time::{Duration, Instant};
}
pub mod collections {
    pub use std::collections::{BTreeMap, BTreeSet, BinaryHeap, HashMap, HashSet, VecDeque};
}
#[cfg(feature = "model")]
pub mod model {
    pub fn explore(body: impl Fn() + 'static) {
        body();
    }
    pub fn settle() {}
    pub fn note(_: impl std::fmt::Display) {}
    pub fn choose(_arity: usize) -> usize { 0 }
}
#[cfg(feature = "model")]
pub mod graded {
    pub fn explored(body: impl Fn() + 'static) {
        body();
    }
    pub fn real_threads(body: impl FnOnce()) {
        body();
    }
    pub fn value(body: impl FnOnce()) {
        body();
    }
}
