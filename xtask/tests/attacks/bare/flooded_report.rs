//! Tries: to fill the memory of the grader with a report
//! Without: check, lints, audit
//! Verdict: points 20: not a report of this test
mod honest;
pub use honest::{Refused, Till, price};

unsafe extern "C" {
    fn _exit(status: i32) -> !;
    fn write(file: i32, bytes: *const u8, count: usize) -> isize;
}

pub fn total(_: &[u32]) -> u64 {
    let report = vec![1_u8; 1 << 20];
    for _ in 0..64 {
        // SAFETY: as many bytes as there are.
        unsafe { write(0, report.as_ptr(), report.len()) };
    }
    // SAFETY: a plain number.
    unsafe { _exit(0) }
}
