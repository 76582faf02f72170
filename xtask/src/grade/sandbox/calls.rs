//! Which system calls a confined process may make.
//!
//! A graded test gets a list of those that are allowed: every other one, known today or added to
//! the kernel tomorrow, fails with `EPERM`. A build may call everything but what reaches out of it.

use std::collections::BTreeMap;
use std::env::consts::ARCH;

use anyhow::Result;
use seccompiler::{
    BpfProgram, SeccompAction, SeccompCmpArgLen as Len, SeccompCmpOp as Op, SeccompCondition,
    SeccompFilter, SeccompRule, TargetArch, apply_filter,
};

type Rules = BTreeMap<i64, Vec<SeccompRule>>;

/// What a program of safe Rust with threads calls, on every architecture.
const ALLOWED: &[i64] = &[
    libc::SYS_brk,
    libc::SYS_clock_getres,
    libc::SYS_clock_gettime,
    libc::SYS_clock_nanosleep,
    libc::SYS_clone3, // Fails with `ENOSYS` by the other filter.
    libc::SYS_close,
    libc::SYS_dup,
    libc::SYS_execve, // Of the program itself: landlock lets nothing else run.
    libc::SYS_exit,
    libc::SYS_exit_group,
    libc::SYS_faccessat,
    libc::SYS_fcntl,
    libc::SYS_fstat,
    libc::SYS_futex,
    libc::SYS_get_robust_list,
    libc::SYS_getcwd,
    libc::SYS_getegid,
    libc::SYS_geteuid,
    libc::SYS_getgid,
    libc::SYS_getpid,
    libc::SYS_getppid,
    libc::SYS_getrandom,
    libc::SYS_gettid,
    libc::SYS_gettimeofday,
    libc::SYS_getuid,
    libc::SYS_lseek,
    libc::SYS_madvise,
    libc::SYS_membarrier,
    libc::SYS_mmap,
    libc::SYS_mprotect,
    libc::SYS_mremap,
    libc::SYS_munmap,
    libc::SYS_nanosleep,
    libc::SYS_newfstatat,
    libc::SYS_openat,
    libc::SYS_ppoll,
    libc::SYS_pread64,
    libc::SYS_read,
    libc::SYS_readlinkat,
    libc::SYS_readv,
    libc::SYS_restart_syscall,
    libc::SYS_rseq,
    libc::SYS_rt_sigaction,
    libc::SYS_rt_sigprocmask,
    libc::SYS_rt_sigreturn,
    libc::SYS_sched_getaffinity,
    libc::SYS_sched_yield,
    libc::SYS_set_robust_list,
    libc::SYS_set_tid_address,
    libc::SYS_sigaltstack,
    libc::SYS_statx,
    libc::SYS_uname,
    libc::SYS_write,
    libc::SYS_writev,
];

/// The older calls that only this architecture has.
#[cfg(target_arch = "x86_64")]
const OLDER: &[i64] = &[
    libc::SYS_access,
    libc::SYS_arch_prctl,
    libc::SYS_open,
    libc::SYS_poll,
    libc::SYS_readlink,
    libc::SYS_stat,
    libc::SYS_time,
];
#[cfg(not(target_arch = "x86_64"))]
const OLDER: &[i64] = &[];

/// What no build needs, and what would reach other processes, the network or the kernel.
const NOT_IN_BUILDS: &[i64] = &[
    libc::SYS_add_key,
    libc::SYS_bpf,
    libc::SYS_io_uring_setup,
    libc::SYS_keyctl,
    libc::SYS_mount,
    libc::SYS_perf_event_open,
    libc::SYS_process_vm_readv,
    libc::SYS_process_vm_writev,
    libc::SYS_ptrace,
    libc::SYS_request_key,
    libc::SYS_setns,
    libc::SYS_socket,
    libc::SYS_unshare,
    libc::SYS_userfaultfd,
];

/// Restricts this process and whatever it becomes.
pub(super) fn restrict(build: bool) -> Result<()> {
    let denied = SeccompAction::Errno(libc::EPERM.cast_unsigned());
    if build {
        let rules = NOT_IN_BUILDS.iter().map(|call| (*call, Vec::new()));
        return apply(rules.collect(), SeccompAction::Allow, denied);
    }
    // The flags of `clone3` lie in memory, where no filter sees them: without it, the C library
    // takes `clone`, whose flags are seen.
    let missing = SeccompAction::Errno(libc::ENOSYS.cast_unsigned());
    let clone3 = [(libc::SYS_clone3, Vec::new())];
    apply(clone3.into(), SeccompAction::Allow, missing)?;
    apply(of_a_test()?, denied, SeccompAction::Allow)
}

fn apply(rules: Rules, otherwise: SeccompAction, listed: SeccompAction) -> Result<()> {
    let arch = TargetArch::try_from(ARCH)?;
    let filter: BpfProgram = SeccompFilter::new(rules, otherwise, listed, arch)?.try_into()?;
    Ok(apply_filter(&filter)?)
}

fn of_a_test() -> Result<Rules> {
    let mut rules: Rules = ALLOWED
        .iter()
        .chain(OLDER)
        .map(|call| (*call, Vec::new()))
        .collect();
    let own = u64::from(std::process::id());
    let thread = u64::from(libc::CLONE_THREAD.cast_unsigned());
    // A thread, but no process.
    rules.insert(
        libc::SYS_clone,
        any_of(&[&[(0, Op::MaskedEq(thread), thread)]])?,
    );
    // The limits of this process may be asked for (and lowered).
    rules.insert(
        libc::SYS_prlimit64,
        any_of(&[&[(0, Op::Eq, 0)], &[(0, Op::Eq, own)]])?,
    );
    // `abort` sends a signal to its own thread; nobody else gets one.
    let abort = libc::SIGABRT as u64;
    rules.insert(
        libc::SYS_tgkill,
        any_of(&[&[(0, Op::Eq, own), (2, Op::Eq, abort)]])?,
    );
    // Names of threads and of memory; nothing else, such as living on without the grader.
    let names = [libc::PR_SET_NAME, libc::PR_GET_NAME, libc::PR_SET_VMA];
    let names = names.map(|option| [(0, Op::Eq, option as u64)]);
    let names: Vec<&[_]> = names.iter().map(<[_; 1]>::as_slice).collect();
    rules.insert(libc::SYS_prctl, any_of(&names)?);
    // Whether a stream is a terminal may be asked; nothing may be typed into one.
    rules.insert(libc::SYS_ioctl, any_of(&[&[(1, Op::Eq, libc::TCGETS)]])?);
    Ok(rules)
}

/// Allows a call if all conditions of one of `rules` hold: the argument, how it compares, to what.
fn any_of(rules: &[&[(u8, Op, u64)]]) -> Result<Vec<SeccompRule>> {
    let condition = |(argument, op, value): &(u8, Op, u64)| {
        SeccompCondition::new(*argument, Len::Dword, op.clone(), *value)
    };
    let rule = |conditions: &&[(u8, Op, u64)]| {
        let conditions = conditions.iter().map(condition).collect::<Result<_, _>>()?;
        SeccompRule::new(conditions)
    };
    Ok(rules.iter().map(rule).collect::<Result<_, _>>()?)
}
