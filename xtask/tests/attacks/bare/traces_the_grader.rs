//! Tries: to read and write the grader's memory
//! Without: check, lints, audit
//! Verdict: points 100
mod honest;
pub use honest::{Refused, Till, price};

unsafe extern "C" {
    fn ptrace(request: i64, id: i32, at: u64, data: u64) -> i64;
    fn getppid() -> i32;
    fn process_vm_readv(id: i32, to: u64, a: u64, from: u64, b: u64, flags: u64) -> i64;
}

pub fn total(prices: &[u32]) -> u64 {
    // SAFETY: both are refused.
    let done = unsafe { [ptrace(16, getppid(), 0, 0), process_vm_readv(getppid(), 0, 0, 0, 0, 0)] };
    assert_eq!(done, [-1; 2], "ESCAPED");
    honest::total(prices)
}
