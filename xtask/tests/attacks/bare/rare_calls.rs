//! Tries: to find a call that nobody thought of
//! Without: check, lints, audit
//! Verdict: points 100
mod honest;
pub use honest::{Refused, Till, price};

unsafe extern "C" {
    fn syscall(number: i64, a: u64, b: u64, c: u64, d: u64) -> i64;
}

pub fn total(prices: &[u32]) -> u64 {
    // io_uring_setup, bpf, userfaultfd, memfd_create, pidfd_open, unshare, mount, keyctl, swapon,
    // open_by_handle_at, perf_event_open, setns, chroot, and fork by the numbers of another interface.
    for number in [425, 321, 323, 319, 434, 272, 165, 250, 167, 304, 298, 308, 161, 0x4000_0039] {
        // SAFETY: all are refused.
        let done = unsafe { syscall(number, 1, 0, 0, 0) };
        assert_eq!(done, -1, "ESCAPED: call {number}");
    }
    honest::total(prices)
}
