//! Tasks that borrow: they end before [`WorkerPool::scope`](crate::WorkerPool::scope) returns.

use std::fmt;
use std::marker::PhantomData;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::process::abort;

use pattern_sync::sync::{Arc, Mutex};

use crate::current;
use crate::erase::assume_static;
use crate::error::TaskError;
use crate::handle::Handle;
use crate::members::{Members, Ticket};
use crate::shared::Shared;
use crate::worker::Worker;

/// A scope in which tasks may be submitted that borrow from outside of it.
///
/// Made by [`WorkerPool::scope`](crate::WorkerPool::scope), shaped like that of
/// [`thread::scope`](pattern_sync::thread::scope): `'env` is what may be borrowed from, `'scope`
/// the time in which the tasks run.
///
/// # Examples
///
/// Tasks of a scope may submit tasks of the same scope:
///
/// ```
/// let pool = worker_pool::WorkerPool::new(2);
/// let (mut left, mut right) = (0, 0);
/// pool.scope(|s| {
///     s.submit(|| {
///         s.submit(|| left = 1);
///         right = 2;
///     });
/// });
/// assert_eq!((left, right), (1, 2));
/// ```
///
/// What is declared inside of the scope does not live long enough to be borrowed:
///
/// ```compile_fail
/// let pool = worker_pool::WorkerPool::new(2);
/// pool.scope(|s| {
///     let inside = String::from("gone before the task has ended");
///     s.submit(|| inside.len());
/// });
/// ```
///
/// And neither does a handle leave its scope:
///
/// ```compile_fail
/// let pool = worker_pool::WorkerPool::new(2);
/// let handle = pool.scope(|s| s.submit(|| 1));
/// ```
pub struct Scope<'scope, 'env: 'scope> {
    shared: Arc<Shared>,
    members: Arc<Members>,
    /// Invariant, so that neither lifetime can be shortened or stretched.
    scope: PhantomData<&'scope mut &'scope ()>,
    env: PhantomData<&'env mut &'env ()>,
}

/// The way to the result of a task of a scope; as [`Handle`].
///
/// If the task panics and nobody joins its handle, the scope panics at its end.
///
/// # Examples
///
/// ```
/// let pool = worker_pool::WorkerPool::new(2);
/// let words = vec!["one", "two", "three"];
/// let letters = pool.scope(|s| {
///     let handle = s.submit(|| words.iter().map(|word| word.len()).sum::<usize>());
///     handle.join()
/// });
/// assert_eq!(letters.unwrap(), 11);
/// ```
pub struct ScopedHandle<'scope, R> {
    handle: Handle<()>,
    packet: Arc<Packet<R>>,
    members: Arc<Members>,
    scope: PhantomData<&'scope mut &'scope ()>,
}

/// Where a task of a scope leaves its result.
type Packet<R> = Mutex<Option<R>>;

/// A task of a scope with all that it owns.
struct Scoped<F, R> {
    work: F,
    packet: Arc<Packet<R>>,
    // Last, since fields are dropped from first to last: when it goes, nothing borrowed is left.
    ticket: Ticket,
}

/// Opens a scope, runs `body` in it, and waits for its tasks.
pub(crate) fn scope<'env, F, T>(shared: &Arc<Shared>, body: F) -> T
where
    F: for<'scope> FnOnce(&'scope Scope<'scope, 'env>) -> T,
{
    current::with(|worker| open(shared, worker.filter(|worker| worker.is_of(shared)), body))
}

/// As [`scope`], knowing whether the calling thread is a worker of the pool.
fn open<'env, F, T>(shared: &Arc<Shared>, worker: Option<&Worker>, body: F) -> T
where
    F: for<'scope> FnOnce(&'scope Scope<'scope, 'env>) -> T,
{
    let scope = Scope {
        shared: Arc::clone(shared),
        members: Members::new(worker.is_some()),
        scope: PhantomData,
        env: PhantomData,
    };
    let result = catch_unwind(AssertUnwindSafe(|| body(&scope)));
    // From here to the end of the wait nothing may unwind: tasks would go on borrowing from a frame
    // that is gone.
    let bomb = AbortOnDrop;
    scope.members.wait_for_all(worker);
    std::mem::forget(bomb);
    match result {
        Err(panic) => resume_unwind(panic),
        Ok(value) => {
            let unnoticed = scope.members.unnoticed_panics();
            assert!(
                unnoticed == 0,
                "a task of the scope panicked, and nobody joined it"
            );
            value
        }
    }
}

impl<'scope, 'env> Scope<'scope, 'env> {
    /// Submits a task that may borrow whatever outlives the scope; otherwise as
    /// [`WorkerPool::submit`](crate::WorkerPool::submit).
    ///
    /// # Blocking
    ///
    /// As [`WorkerPool::submit`](crate::WorkerPool::submit): while the queue is full.
    ///
    /// # Examples
    ///
    /// ```
    /// let pool = worker_pool::WorkerPool::new(2);
    /// let text = String::from("to be or not to be");
    /// let longest = pool.scope(|s| {
    ///     let (left, right) = text.split_at(9);
    ///     let longest = |part: &str| part.split(' ').map(str::len).max();
    ///     let handles = [left, right].map(|part| s.submit(move || longest(part)));
    ///     handles.map(|handle| handle.join().unwrap()).into_iter().max().unwrap()
    /// });
    /// assert_eq!(longest, Some(3));
    /// ```
    pub fn submit<F, R>(&'scope self, task: F) -> ScopedHandle<'scope, R>
    where
        F: FnOnce() -> R + Send + 'scope,
        R: Send + 'scope,
    {
        let packet = Arc::new(Packet::new(None));
        let scoped = Scoped {
            work: task,
            packet: Arc::clone(&packet),
            ticket: self.members.add(),
        };
        let work = Box::new(move || scoped.run());
        #[allow(unsafe_code)]
        // SAFETY: `scope` does not return, nor unwind, before the ticket of every task is dropped
        // (`wait_for_all`, and the bomb beside it). The ticket is dropped last of all that the
        // closure owns, whether it is called (`Scoped::run`) or dropped (the fields' order). The
        // result, which may borrow too, is owned by the closure and by the `ScopedHandle<'scope>`.
        let work = unsafe { assume_static(work) };
        let handle = Handle::submit(&self.shared, work);
        self.members.offer(&handle);
        ScopedHandle {
            handle,
            packet,
            members: Arc::clone(&self.members),
            scope: PhantomData,
        }
    }
}

impl<R: Send> ScopedHandle<'_, R> {
    /// Waits for the task to end, and returns its result; as [`Handle::join`].
    ///
    /// # Errors
    ///
    /// As [`Handle::join`].
    ///
    /// # Blocking
    ///
    /// As [`Handle::join`].
    pub fn join(self) -> Result<R, TaskError> {
        let Self {
            handle,
            packet,
            members,
            ..
        } = self;
        match handle.join() {
            Ok(()) => Ok(packet
                .lock()
                .take()
                .expect("a task that returned left a result")),
            Err(error) => {
                if error.panic().is_some() {
                    members.noticed_panic();
                }
                Err(error)
            }
        }
    }

    /// Returns whether the task has ended; as [`Handle::is_finished`].
    #[must_use]
    pub fn is_finished(&self) -> bool {
        self.handle.is_finished()
    }

    /// Drops the task if no worker has begun it; as [`Handle::cancel`].
    pub fn cancel(&self) -> bool {
        self.handle.cancel()
    }
}

impl<F: FnOnce() -> R, R> Scoped<F, R> {
    fn run(self) {
        let Self {
            work,
            packet,
            ticket,
        } = self;
        // Unwind safe: what the task leaves half-done is its own.
        let outcome = catch_unwind(AssertUnwindSafe(move || {
            let result = work();
            *packet.lock() = Some(result);
            // Here the packet goes, with a result that nobody waits for.
        }));
        if let Err(payload) = outcome {
            ticket.panicked();
            drop(ticket);
            resume_unwind(payload); // for the handle
        }
    }
}

/// Ends the process if it is dropped.
pub(crate) struct AbortOnDrop;

impl Drop for AbortOnDrop {
    fn drop(&mut self) {
        abort();
    }
}

impl fmt::Debug for Scope<'_, '_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let unfinished = self.members.unfinished();
        f.debug_struct("Scope")
            .field("unfinished", &unfinished)
            .finish_non_exhaustive()
    }
}

impl<R> fmt::Debug for ScopedHandle<'_, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("ScopedHandle").field(&self.handle).finish()
    }
}
