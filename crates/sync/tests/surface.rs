//! The surface of the crate, item by item with its full type: the same without feature `model` and
//! with it. What does not compile under either is a difference between the two.

#![allow(clippy::type_complexity, reason = "full types are the point")]

use std::cell::{Cell, RefCell};
use std::fmt::{Debug, Display};
use std::hash::Hash;
use std::io;
use std::iter::FusedIterator;
use std::num::NonZero;
use std::ops::{Add, AddAssign, Deref, DerefMut, Sub, SubAssign};

use pattern_sync::channel::{self, Receiver, Sender};
use pattern_sync::collections::{self, FixedState};
use pattern_sync::hint;
use pattern_sync::sync::atomic::{self, Ordering};
use pattern_sync::sync::{
    Arc, Barrier, BarrierWaitResult, BriefMutex, BriefMutexGuard, Condvar, LazyLock, Mutex,
    MutexGuard, OnceLock, RwLock, RwLockReadGuard, RwLockWriteGuard, WaitTimeoutResult, Weak,
};
use pattern_sync::thread::{
    self, Builder, JoinHandle, LocalKey, Scope, ScopedJoinHandle, Thread, ThreadId,
};
use pattern_sync::time::{Duration, Instant};

/// Asserts full signatures: `path: type`.
macro_rules! signatures {
    ($($item:expr => $type:ty;)*) => {
        $(let _: $type = $item;)*
    };
}

/// Asserts that types have traits: `Type: Trait + Trait`.
macro_rules! traits {
    ($($type:ty: $($bound:path),+;)*) => {
        $({
            const fn has<T: ?Sized $(+ $bound)+>() {}
            has::<$type>();
        })*
    };
}

#[test]
fn mutexes_have_this_surface() {
    static STATIC: Mutex<u8> = Mutex::new(0);
    signatures! {
        Mutex::new => fn(u8) -> Mutex<u8>;
        Mutex::into_inner => fn(Mutex<u8>) -> u8;
        Mutex::lock => fn(&Mutex<[u8]>) -> MutexGuard<'_, [u8]>;
        Mutex::try_lock => fn(&Mutex<[u8]>) -> Option<MutexGuard<'_, [u8]>>;
        Mutex::is_locked => fn(&Mutex<[u8]>) -> bool;
        Mutex::get_mut => fn(&mut Mutex<[u8]>) -> &mut [u8];
    }
    traits! {
        Mutex<Cell<u8>>: Send, Sync, Debug, Default, From<Cell<u8>>;
        MutexGuard<'_, u8>: Sync, Debug, Display, Deref<Target = u8>, DerefMut;
    }
    *STATIC.lock() += 1;
    assert_eq!(*STATIC.lock(), 1);
}

#[test]
fn brief_mutexes_have_this_surface() {
    static STATIC: BriefMutex<u8> = BriefMutex::new(0);
    signatures! {
        BriefMutex::new => fn(u8) -> BriefMutex<u8>;
        BriefMutex::into_inner => fn(BriefMutex<u8>) -> u8;
        BriefMutex::lock => fn(&BriefMutex<u8>) -> BriefMutexGuard<'_, u8>;
        hint::may_spin => fn() -> bool;
        hint::spin_loop => fn();
    }
    traits! {
        BriefMutex<Cell<u8>>: Send, Sync;
        BriefMutex<u8>: Debug;
        BriefMutexGuard<'_, u8>: Sync, Deref<Target = u8>, DerefMut;
    }
    *STATIC.lock() += 1;
    assert_eq!(*STATIC.lock(), 1);
}

#[test]
fn readers_writer_locks_have_this_surface() {
    static STATIC: RwLock<u8> = RwLock::new(1);
    signatures! {
        RwLock::new => fn(u8) -> RwLock<u8>;
        RwLock::into_inner => fn(RwLock<u8>) -> u8;
        RwLock::read => fn(&RwLock<[u8]>) -> RwLockReadGuard<'_, [u8]>;
        RwLock::try_read => fn(&RwLock<[u8]>) -> Option<RwLockReadGuard<'_, [u8]>>;
        RwLock::write => fn(&RwLock<[u8]>) -> RwLockWriteGuard<'_, [u8]>;
        RwLock::try_write => fn(&RwLock<[u8]>) -> Option<RwLockWriteGuard<'_, [u8]>>;
        RwLock::get_mut => fn(&mut RwLock<[u8]>) -> &mut [u8];
    }
    traits! {
        RwLock<u8>: Send, Sync, Debug, Default, From<u8>;
        RwLockReadGuard<'_, u8>: Sync, Debug, Deref<Target = u8>;
        RwLockWriteGuard<'_, u8>: Sync, Debug, Deref<Target = u8>, DerefMut;
    }
    assert_eq!(*STATIC.read(), 1);
}

#[test]
fn condition_variables_have_this_surface() {
    static STATIC: Condvar = Condvar::new();
    type Guard<'a> = MutexGuard<'a, u8>;
    type Test = fn(&mut u8) -> bool;
    signatures! {
        Condvar::new => fn() -> Condvar;
        Condvar::wait => fn(&Condvar, &mut Guard<'_>);
        Condvar::wait_while => fn(&Condvar, &mut Guard<'_>, Test);
        Condvar::wait_for => fn(&Condvar, &mut Guard<'_>, Duration) -> WaitTimeoutResult;
        Condvar::wait_until => fn(&Condvar, &mut Guard<'_>, Instant) -> WaitTimeoutResult;
        Condvar::wait_while_for => fn(&Condvar, &mut Guard<'_>, Test, Duration) -> WaitTimeoutResult;
        Condvar::notify_one => fn(&Condvar) -> bool;
        Condvar::notify_all => fn(&Condvar) -> usize;
        WaitTimeoutResult::timed_out => fn(&WaitTimeoutResult) -> bool;
    }
    traits! {
        Condvar: Send, Sync, Debug, Default;
        WaitTimeoutResult: Copy, Send, Sync, Debug, Eq;
    }
    assert_eq!((STATIC.notify_one(), STATIC.notify_all()), (false, 0));
}

#[test]
fn barriers_and_once_only_cells_have_this_surface() {
    static CELL: OnceLock<u8> = OnceLock::new();
    static LAZY: LazyLock<u8> = LazyLock::new(|| 2);
    signatures! {
        Barrier::new => fn(usize) -> Barrier;
        Barrier::wait => fn(&Barrier) -> BarrierWaitResult;
        BarrierWaitResult::is_leader => fn(&BarrierWaitResult) -> bool;
        OnceLock::new => fn() -> OnceLock<u8>;
        OnceLock::get => fn(&OnceLock<u8>) -> Option<&u8>;
        OnceLock::get_or_init => fn(&OnceLock<u8>, fn() -> u8) -> &u8;
        OnceLock::set => fn(&OnceLock<u8>, u8) -> Result<(), u8>;
        OnceLock::into_inner => fn(OnceLock<u8>) -> Option<u8>;
        LazyLock::new => fn(fn() -> u8) -> LazyLock<u8>;
        Arc::new => fn(u8) -> Arc<u8>;
        Arc::downgrade => fn(&Arc<u8>) -> Weak<u8>;
    }
    traits! {
        Barrier: Send, Sync, Debug;
        BarrierWaitResult: Copy, Send, Sync, Debug, Eq;
        OnceLock<u8>: Send, Sync, Debug, Default;
        LazyLock<u8>: Send, Sync, Debug, Deref<Target = u8>;
    }
    assert_eq!((*CELL.get_or_init(|| 1), *LAZY), (1, 2));
}

/// Asserts what every atomic type has, and the arithmetic that it has besides.
macro_rules! atomics {
    ($($name:ident($value:ty): $($operation:ident)*;)*) => {
        $({
            use atomic::$name;
            static STATIC: $name = $name::new(<$value>::MIN_VALUE);
            type Change = fn(&$name, $value, Ordering) -> $value;
            type Exchange =
                fn(&$name, $value, $value, Ordering, Ordering) -> Result<$value, $value>;
            type Update = fn(
                &$name,
                Ordering,
                Ordering,
                fn($value) -> Option<$value>,
            ) -> Result<$value, $value>;
            signatures! {
                $name::new => fn($value) -> $name;
                $name::into_inner => fn($name) -> $value;
                $name::get_mut => fn(&mut $name) -> &mut $value;
                $name::load => fn(&$name, Ordering) -> $value;
                $name::store => fn(&$name, $value, Ordering);
                $name::swap => Change;
                $name::compare_exchange => Exchange;
                $name::compare_exchange_weak => Exchange;
                $name::fetch_update => Update;
                $($name::$operation => Change;)*
            }
            traits! { $name: Send, Sync, Debug, Default, From<$value>; }
            assert_eq!(STATIC.load(Ordering::SeqCst), <$value>::MIN_VALUE);
        })*
    };
}

/// A value of each type that a static can start from.
trait Smallest {
    const MIN_VALUE: Self;
}

macro_rules! smallest {
    ($($type:ty = $value:expr;)*) => {
        $(impl Smallest for $type {
            const MIN_VALUE: Self = $value;
        })*
    };
}

smallest! {
    usize = 0; isize = isize::MIN; u64 = 0; i64 = i64::MIN; u32 = 0; i32 = i32::MIN; u8 = 0;
    bool = false;
}

#[test]
fn atomics_have_this_surface() {
    atomics! {
        AtomicUsize(usize): fetch_add fetch_sub fetch_max fetch_min fetch_and fetch_or fetch_xor;
        AtomicIsize(isize): fetch_add fetch_sub fetch_max fetch_min fetch_and fetch_or fetch_xor;
        AtomicU64(u64): fetch_add fetch_sub fetch_max fetch_min fetch_and fetch_or fetch_xor;
        AtomicI64(i64): fetch_add fetch_sub fetch_max fetch_min fetch_and fetch_or fetch_xor;
        AtomicU32(u32): fetch_add fetch_sub fetch_max fetch_min fetch_and fetch_or fetch_xor;
        AtomicI32(i32): fetch_add fetch_sub fetch_max fetch_min fetch_and fetch_or fetch_xor;
        AtomicU8(u8): fetch_add fetch_sub fetch_max fetch_min fetch_and fetch_or fetch_xor;
        AtomicBool(bool): fetch_and fetch_or fetch_xor;
    }
    signatures! { atomic::fence => fn(Ordering); }
}

#[test]
fn threads_have_this_surface() {
    signatures! {
        thread::spawn => fn(fn() -> u8) -> JoinHandle<u8>;
        thread::current => fn() -> Thread;
        thread::yield_now => fn();
        thread::sleep => fn(Duration);
        thread::park => fn();
        thread::park_timeout => fn(Duration);
        thread::panicking => fn() -> bool;
        thread::available_parallelism => fn() -> io::Result<NonZero<usize>>;
        Builder::new => fn() -> Builder;
        Builder::name => fn(Builder, String) -> Builder;
        Builder::stack_size => fn(Builder, usize) -> Builder;
        Builder::spawn => fn(Builder, fn() -> u8) -> io::Result<JoinHandle<u8>>;
        JoinHandle::join => fn(JoinHandle<u8>) -> thread::Result<u8>;
        JoinHandle::is_finished => fn(&JoinHandle<u8>) -> bool;
        JoinHandle::thread => fn(&JoinHandle<u8>) -> Thread;
        Thread::name => fn(&Thread) -> Option<&str>;
        Thread::id => fn(&Thread) -> ThreadId;
        Thread::unpark => fn(&Thread);
    }
    traits! {
        Builder: Debug, Default, Send;
        JoinHandle<u8>: Send, Sync, Debug;
        Thread: Clone, Send, Sync, Debug;
        ThreadId: Copy, Eq, Hash, Send, Sync, Debug;
    }
}

#[test]
fn scopes_have_this_surface() {
    type Body = for<'scope> fn(Scope<'scope, 'static>) -> u8;
    type Start = fn(Scope<'static, 'static>, fn() -> u8) -> ScopedJoinHandle<'static, u8>;
    type Built = io::Result<ScopedJoinHandle<'static, u8>>;
    signatures! {
        Scope::spawn => Start;
        Builder::spawn_scoped => fn(Builder, Scope<'static, 'static>, fn() -> u8) -> Built;
        ScopedJoinHandle::join => fn(ScopedJoinHandle<'static, u8>) -> thread::Result<u8>;
        ScopedJoinHandle::is_finished => fn(&ScopedJoinHandle<'static, u8>) -> bool;
        ScopedJoinHandle::thread => fn(&ScopedJoinHandle<'static, u8>) -> Thread;
    }
    traits! {
        Scope<'static, 'static>: Copy, Send, Sync;
        ScopedJoinHandle<'static, u8>: Send, Sync;
    }
    signatures! { thread::scope => fn(Body) -> u8; }
}

pattern_sync::thread_local! {
    /// Attributes and visibility are passed on.
    pub(crate) static CELL: Cell<u8> = Cell::new(1);
    static REF: RefCell<Vec<u8>> = RefCell::new(vec![2]);
}

#[test]
fn thread_local_values_have_this_surface() {
    type Use = fn(&Vec<u8>) -> usize;
    type Change = fn(&mut Vec<u8>) -> Option<u8>;
    signatures! {
        &CELL => &'static LocalKey<Cell<u8>>;
        LocalKey::with => fn(&'static LocalKey<Cell<u8>>, fn(&Cell<u8>) -> u8) -> u8;
        LocalKey::set => fn(&'static LocalKey<Cell<u8>>, u8);
        LocalKey::get => fn(&'static LocalKey<Cell<u8>>) -> u8;
        LocalKey::take => fn(&'static LocalKey<Cell<u8>>) -> u8;
        LocalKey::with_borrow => fn(&'static LocalKey<RefCell<Vec<u8>>>, Use) -> usize;
        LocalKey::with_borrow_mut => fn(&'static LocalKey<RefCell<Vec<u8>>>, Change) -> Option<u8>;
    }
    assert_eq!((CELL.take(), CELL.get()), (1, 0));
    assert_eq!(REF.with_borrow_mut(Vec::pop), Some(2));
}

#[test]
fn channels_have_this_surface() {
    use channel::{
        IntoIter, Iter, RecvError, RecvTimeoutError, SendError, SendTimeoutError, TryIter,
        TryRecvError, TrySendError,
    };
    type Timed<T> = Result<T, RecvTimeoutError>;
    signatures! {
        channel::bounded => fn(usize) -> (Sender<u8>, Receiver<u8>);
        channel::unbounded => fn() -> (Sender<u8>, Receiver<u8>);
        Sender::send => fn(&Sender<u8>, u8) -> Result<(), SendError<u8>>;
        Sender::try_send => fn(&Sender<u8>, u8) -> Result<(), TrySendError<u8>>;
        Sender::send_timeout => fn(&Sender<u8>, u8, Duration) -> Result<(), SendTimeoutError<u8>>;
        Sender::len => fn(&Sender<u8>) -> usize;
        Sender::is_empty => fn(&Sender<u8>) -> bool;
        Sender::is_full => fn(&Sender<u8>) -> bool;
        Sender::capacity => fn(&Sender<u8>) -> Option<usize>;
        Receiver::recv => fn(&Receiver<u8>) -> Result<u8, RecvError>;
        Receiver::try_recv => fn(&Receiver<u8>) -> Result<u8, TryRecvError>;
        Receiver::recv_timeout => fn(&Receiver<u8>, Duration) -> Timed<u8>;
        Receiver::iter => fn(&Receiver<u8>) -> Iter<'_, u8>;
        Receiver::try_iter => fn(&Receiver<u8>) -> TryIter<'_, u8>;
        Receiver::len => fn(&Receiver<u8>) -> usize;
        Receiver::is_empty => fn(&Receiver<u8>) -> bool;
        Receiver::is_full => fn(&Receiver<u8>) -> bool;
        Receiver::capacity => fn(&Receiver<u8>) -> Option<usize>;
    }
    traits! {
        Sender<Cell<u8>>: Send, Sync, Clone, Debug;
        Receiver<Cell<u8>>: Send, Sync, Clone, Debug, IntoIterator<Item = Cell<u8>>;
        &Receiver<u8>: IntoIterator<Item = u8>;
        Iter<'_, u8>: FusedIterator, Debug;
        TryIter<'_, u8>: Iterator<Item = u8>, Debug;
        IntoIter<u8>: FusedIterator, Debug;
    }
}

#[test]
fn clocks_and_collections_have_this_surface() {
    signatures! {
        Instant::now => fn() -> Instant;
        Instant::elapsed => fn(&Instant) -> Duration;
        Instant::duration_since => fn(&Instant, Instant) -> Duration;
        Instant::saturating_duration_since => fn(&Instant, Instant) -> Duration;
        Instant::checked_duration_since => fn(&Instant, Instant) -> Option<Duration>;
        Instant::checked_add => fn(&Instant, Duration) -> Option<Instant>;
        Instant::checked_sub => fn(&Instant, Duration) -> Option<Instant>;
        collections::HashMap::default() => collections::HashMap<u8, u8>;
        collections::HashSet::default() => collections::HashSet<u8>;
        collections::BTreeMap::new() => collections::BTreeMap<u8, u8>;
        collections::BTreeSet::new() => collections::BTreeSet<u8>;
        collections::VecDeque::new() => collections::VecDeque<u8>;
        collections::BinaryHeap::new() => collections::BinaryHeap<u8>;
    }
    traits! {
        Instant: Copy, Ord, Hash, Send, Sync, Debug, AddAssign<Duration>, SubAssign<Duration>,
            Add<Duration, Output = Instant>, Sub<Duration, Output = Instant>,
            Sub<Instant, Output = Duration>;
        collections::HashMap<u8, u8, FixedState>: Default;
    }
}

/// Without feature `model` every type is as large as the one that it wraps.
#[cfg(not(feature = "model"))]
#[test]
fn wrapping_adds_nothing() {
    macro_rules! same_size {
        ($($wrapper:ty, $wrapped:ty;)*) => {
            $(assert_eq!(size_of::<$wrapper>(), size_of::<$wrapped>(), stringify!($wrapper));)*
        };
    }
    same_size! {
        Mutex<u8>, parking_lot::Mutex<u8>;
        MutexGuard<'_, u8>, parking_lot::MutexGuard<'_, u8>;
        RwLock<u8>, parking_lot::RwLock<u8>;
        RwLockReadGuard<'_, u8>, parking_lot::RwLockReadGuard<'_, u8>;
        RwLockWriteGuard<'_, u8>, parking_lot::RwLockWriteGuard<'_, u8>;
        Condvar, parking_lot::Condvar;
        Barrier, std::sync::Barrier;
        OnceLock<u64>, std::sync::OnceLock<u64>;
        LazyLock<u64>, (std::sync::OnceLock<u64>, fn() -> u64);
        atomic::AtomicUsize, usize;
        atomic::AtomicU8, u8;
        atomic::AtomicBool, bool;
        JoinHandle<u8>, std::thread::JoinHandle<u8>;
        ScopedJoinHandle<'_, u8>, std::thread::ScopedJoinHandle<'_, u8>;
        Scope<'_, '_>, usize;
        Thread, std::thread::Thread;
        ThreadId, std::thread::ThreadId;
        LocalKey<u8>, usize;
        Sender<u8>, crossbeam_channel::Sender<u8>;
        Receiver<u8>, crossbeam_channel::Receiver<u8>;
        channel::Iter<'_, u8>, usize;
        channel::IntoIter<u8>, crossbeam_channel::Receiver<u8>;
        Instant, std::time::Instant;
    }
}
