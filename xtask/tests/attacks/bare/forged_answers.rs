//! Tries: to hand in a passing report with answers that are made up
//! Without: check, lints, audit
//! Verdict: points 20: not a report of this test
mod honest;
pub use honest::{Refused, Till, price};

use pattern_sync::graded::{Mode, Report};

unsafe extern "C" {
    fn write(file: i32, bytes: *const u8, count: usize) -> isize;
    fn _exit(status: i32) -> !;
}

pub fn total(_: &[u32]) -> u64 {
    let report = Report {
        passed: true,
        answers: Some(vec![3, 0, 0, 0]),
        ..Report::new(String::new(), Mode::Value)
    };
    let bytes = report.to_bytes();
    // SAFETY: the bytes are there.
    unsafe {
        write(0, bytes.as_ptr(), bytes.len());
        _exit(0)
    }
}
