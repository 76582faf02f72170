//! The one place where the compiler is told something that it cannot see: that tasks which borrow
//! are gone before what they borrow.
#![allow(unsafe_code)]

/// What a task does, whatever it borrows.
type Borrowing<'scope> = Box<dyn FnOnce() + Send + 'scope>;

/// Forgets what a task borrows, so that the queues may hold it.
///
/// # Safety
///
/// The returned closure must have been called, or dropped without being called, before `'scope`
/// ends: not just begun, but over, with everything that it owned dropped.
pub(crate) unsafe fn assume_static(work: Borrowing<'_>) -> Borrowing<'static> {
    // SAFETY: the two types differ in the lifetime alone, so they have the same layout and vtable.
    // That the closure is not used after its lifetime is what the caller promises.
    unsafe { std::mem::transmute::<Borrowing<'_>, Borrowing<'static>>(work) }
}
