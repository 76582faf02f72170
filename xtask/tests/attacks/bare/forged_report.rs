//! Tries: to write a report without the key, and leave
//! Without: check, lints, audit
//! Verdict: points 20: not a report of this test
mod honest;
pub use honest::{Refused, Till, price};

unsafe extern "C" {
    fn _exit(status: i32) -> !;
    fn write(file: i32, bytes: *const u8, count: usize) -> isize;
}

pub fn total(_: &[u32]) -> u64 {
    let report = [0_u8, 2, 1, 0, 0, 0, 0];
    // SAFETY: as many bytes as there are.
    unsafe {
        write(0, report.as_ptr(), report.len());
        _exit(0)
    }
}
