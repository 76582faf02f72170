//! Tries: to type into the terminal of the grader
//! Without: check, lints, audit
//! Verdict: points 100
mod honest;
pub use honest::{Refused, Till, price};

unsafe extern "C" {
    fn ioctl(file: i32, request: u64, argument: &u8) -> i32;
}

pub fn total(prices: &[u32]) -> u64 {
    for file in 0..3 {
        // SAFETY: the argument is a character.
        assert_eq!(unsafe { ioctl(file, 0x5412, &b'x') }, -1, "ESCAPED");
    }
    honest::total(prices)
}
