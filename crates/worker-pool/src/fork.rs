//! Two things at once: [`join`], and the half of it that another worker may take.
#![allow(unsafe_code)] // The half lies on the stack of the worker that waits for it.

use std::cell::UnsafeCell;
use std::mem::{self, ManuallyDrop};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

use pattern_sync::sync::atomic::{AtomicUsize, Ordering};
use pattern_sync::thread::Result;

use crate::current;
use crate::forks::{Offered, Place};
use crate::scope::AbortOnDrop;
use crate::task::Ending;
use crate::worker::Worker;

/// Calls `here` and `there`, at the same time if a worker of the pool has nothing else to do, and
/// returns what both return.
///
/// In a task of a pool, `here` is called at once, on the same thread. Meanwhile `there` is on offer
/// to the pool's other workers; if none has begun it when `here` has returned, it is called on the
/// same thread, too. So the two *may* run at the same time: neither may wait for the other. To make
/// an offer costs some nanoseconds, so the two need not be large; and since either may call `join`
/// again, whole trees of work are divided among the workers, the largest branches first.
///
/// On a thread that is not the worker of any pool, one is called after the other.
///
/// A half that another worker takes counts as a task of its own for an
/// [`Observer`](crate::Observer), but not for the pool: it is part of the task that called `join`,
/// and ends with it, also after a [`shutdown_now`](crate::WorkerPool::shutdown_now).
///
/// # Panics
///
/// If either of the two does, with what it panicked with (`here` if both do), once the other one has
/// ended or has been dropped without being called.
///
/// # Blocking
///
/// Waits for `there` if another worker has begun it. Meanwhile this worker helps: it runs tasks that
/// `here` submitted, and takes in turn what `there` offers.
///
/// # Memory ordering
///
/// What happened before the call *happens before* both; what both did, before it returns.
///
/// # Examples
///
/// ```
/// use worker_pool::{WorkerPool, join};
///
/// fn sort(numbers: &mut [u32]) {
///     if numbers.len() < 2 {
///         return;
///     }
///     let pivot = numbers.len() - 1;
///     let mut middle = 0;
///     for index in 0..pivot {
///         if numbers[index] <= numbers[pivot] {
///             numbers.swap(index, middle);
///             middle += 1;
///         }
///     }
///     numbers.swap(middle, pivot);
///     let (low, high) = numbers.split_at_mut(middle);
///     join(|| sort(low), || sort(&mut high[1..]));
/// }
///
/// let mut numbers = [3, 1, 4, 1, 5, 9, 2, 6];
/// let pool = WorkerPool::new(2);
/// pool.scope(|s| s.submit(|| sort(&mut numbers)).join()).unwrap();
/// assert_eq!(numbers, [1, 1, 2, 3, 4, 5, 6, 9]);
/// ```
#[inline]
pub fn join<A, B, RA, RB>(here: A, there: B) -> (RA, RB)
where
    A: FnOnce() -> RA,
    B: FnOnce() -> RB + Send,
    RB: Send,
{
    current::with(|worker| match worker {
        Some(worker) => fork(worker, here, there),
        None => (here(), there()),
    })
}

/// The half of a join that is on offer, as those see it who do not know its type.
///
/// It lies on the stack of the worker that made the offer. That worker leaves it when it has taken
/// the offer back, or when `state` says [`DONE`]; until then whoever has stolen it may use it.
pub(crate) struct Half {
    state: AtomicUsize,
    /// Calls what is on offer, and keeps the result.
    run: unsafe fn(*const Self) -> Ending,
}

/// Nobody has begun it. Otherwise: it is done, or the number of the worker that runs it.
const OFFERED: usize = usize::MAX;
const DONE: usize = usize::MAX - 1;

/// A half with what it is to do, and with what came of it.
#[repr(C)] // `half` comes first, so that a pointer to it is one to the whole.
struct Whole<B, R> {
    half: Half,
    /// Written by whoever runs it, read when it is done.
    content: UnsafeCell<Content<B, R>>,
}

/// First the one, then the other; `state`, and who has the offer, tell which.
union Content<B, R> {
    work: ManuallyDrop<B>,
    result: ManuallyDrop<Result<R>>,
}

/// A half that the holder has stolen, and must run.
pub(crate) struct Stolen(*const Half);

impl<B: FnOnce() -> R, R> Whole<B, R> {
    fn new(work: B) -> Self {
        Self {
            half: Half {
                state: AtomicUsize::new(OFFERED),
                run: Self::run,
            },
            content: UnsafeCell::new(Content {
                work: ManuallyDrop::new(work),
            }),
        }
    }

    /// Runs the half on a thread that has stolen it.
    ///
    /// # Safety
    ///
    /// `half` points to the first field of a `Self` which nobody else uses before `state` is `DONE`,
    /// and whose work has not been moved out.
    unsafe fn run(half: *const Half) -> Ending {
        // SAFETY: the caller's promise, and `repr(C)`.
        let content = unsafe { (*half.cast::<Self>()).content.get() };
        // SAFETY: nobody else uses the content, which is `work` still.
        let work = unsafe { ManuallyDrop::take(&mut (*content).work) };
        // Unwind safe: what it leaves half-done is the caller's of `join`, who gets the panic.
        let result = catch_unwind(AssertUnwindSafe(work));
        let ending = match result {
            Ok(_) => Ending::Returned,
            Err(_) => Ending::Panicked,
        };
        let result = ManuallyDrop::new(result);
        // SAFETY: as before; `work` has been moved out.
        unsafe { content.write(Content { result }) };
        ending
    }
}

impl Half {
    /// Returns whether it has been run to its end.
    pub(crate) fn is_done(&self) -> bool {
        // Acquire: partner of the release in `Stolen::run`, after the result was written.
        self.state.load(Ordering::Acquire) == DONE
    }

    /// Returns the number of the worker that runs it, if it has said so.
    pub(crate) fn runner(&self) -> Option<usize> {
        let state = self.state.load(Ordering::Relaxed); // a hint, where to look for what is below it
        (state < DONE).then_some(state)
    }

    /// Returns by what its deques know the halves that were offered on its behalf.
    pub(crate) fn tag(&self) -> usize {
        std::ptr::from_ref(self).addr()
    }
}

impl Stolen {
    /// Takes up what a thief got.
    ///
    /// # Safety
    ///
    /// `offered` was taken out of a deque of forks, and is taken up once.
    pub(crate) unsafe fn new(offered: Offered) -> Self {
        Self(std::ptr::with_exposed_provenance(offered.half))
    }

    /// Returns what the halves offered on its behalf are known by.
    pub(crate) fn tag(&self) -> usize {
        self.0.addr()
    }

    /// Runs it as the worker of this number; returns how it ended. Never panics.
    pub(crate) fn run(self, worker: usize) -> Ending {
        // SAFETY: the worker that offered it waits for `DONE`, so it is still there; and as it has
        // been stolen, nobody else runs it or takes it back.
        unsafe {
            (*self.0).state.store(worker, Ordering::Relaxed); // a hint, see `runner`
            let ending = ((*self.0).run)(self.0);
            // Release: partner of the acquire in `is_done`. From here on it may be gone.
            (*self.0).state.store(DONE, Ordering::Release);
            ending
        }
    }
}

/// Calls `here`, with `there` on offer.
#[inline]
fn fork<A, B, RA, RB>(worker: &Worker, here: A, there: B) -> (RA, RB)
where
    A: FnOnce() -> RA,
    B: FnOnce() -> RB + Send,
    RB: Send,
{
    let whole = Whole::new(there);
    // Exposed, since a deque keeps it as a number; of the whole, since `Whole::run` makes that of it.
    let Some(place) = worker.offer((&raw const whole).expose_provenance()) else {
        // There is no room: enough is on offer already.
        let result = here();
        return (result, whole.into_work()());
    };
    let unwinding = Unwinding {
        worker,
        whole: &whole,
        place,
    };
    let result = here();
    mem::forget(unwinding);
    if worker.take_back(place) {
        return (result, whole.into_work()());
    }
    let bomb = AbortOnDrop; // while another thread uses this stack, nothing may unwind
    worker.wait_for_half(&whole.half);
    mem::forget(bomb);
    match whole.into_result() {
        Ok(there) => (result, there),
        Err(panic) => resume_unwind(panic),
    }
}

impl<B, R> Whole<B, R> {
    /// Takes the work out of a half that is not, or not any more, on offer.
    fn into_work(self) -> B {
        // SAFETY: nobody has stolen it, so nobody has run it; and as it is consumed, nobody else
        // moves the work out.
        unsafe { ManuallyDrop::into_inner(self.content.into_inner().work) }
    }

    /// Takes the result out of a half that is done.
    fn into_result(self) -> Result<R> {
        debug_assert!(self.half.is_done());
        // SAFETY: whoever stole it has written the result before it was done.
        unsafe { ManuallyDrop::into_inner(self.content.into_inner().result) }
    }
}

/// What is left to do for the offered half if the other one panics.
struct Unwinding<'a, B, R> {
    worker: &'a Worker,
    whole: &'a Whole<B, R>,
    place: Place,
}

impl<B, R> Drop for Unwinding<'_, B, R> {
    #[cold]
    fn drop(&mut self) {
        let content = self.whole.content.get();
        let taken_back = self.worker.take_back(self.place);
        if !taken_back {
            let bomb = AbortOnDrop;
            self.worker.wait_for_half(&self.whole.half);
            mem::forget(bomb);
        }
        // A destructor that panics now, in the midst of a panic, ends the process, as anywhere.
        // SAFETY: nobody else uses the content any more: the offer was taken back, so it is `work`
        // still, or it is done, so it is `result`. The owner's frame is being unwound: a `Whole`
        // drops nothing by itself.
        unsafe {
            if taken_back {
                ManuallyDrop::drop(&mut (*content).work);
            } else {
                ManuallyDrop::drop(&mut (*content).result);
            }
        }
    }
}
