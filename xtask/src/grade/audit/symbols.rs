//! Which symbols a submission may define and use: what the source check allows, seen from below.

use rustc_demangle::try_demangle;

/// What the compiler itself calls, in any code.
const RUNTIME: &[&str] = &[
    "DW.ref.rust_eh_personality",
    "_GLOBAL_OFFSET_TABLE_",
    "_Unwind_Resume",
    // Where a lock of the facade is compiled into its caller, with how it sleeps and wakes others.
    // Whoever could call it otherwise would have to be unsafe, and could do without the name.
    "__errno_location",
    "sched_yield",
    "syscall",
    "__tls_get_addr",
    "bcmp",
    "memcmp",
    "memcpy",
    "memmove",
    "memset",
    "rust_eh_personality",
    "strlen",
];

/// Parts of `std` that no submission may lead to, however it is called.
const OUT_OF_BOUNDS: &[&str] = &[
    "std::backtrace",
    "std::env",
    "std::fs",
    "std::io::stdio::set_output_capture",
    "std::io::stdio::stdin",
    "std::net",
    "std::os",
    "std::panic::location",
    "std::panicking::set_hook",
    "std::panicking::take_hook",
    "std::path",
    "std::process",
    "std::sys::process",
];

/// What generic code of `std` calls once it is compiled into a submission that starts a thread: the
/// size of its stack comes from a variable, and what must not unwind aborts. (Where the compiler
/// optimises, the first of the two functions of `std` that read the variable is part of its caller.)
const OF_THREADS: &[&str] = &[
    "std::env::_var_os",
    "std::env::var_os",
    "std::process::abort",
];

/// Parts of our crates that only graded suites use.
const OF_SUITES: &[&str] = &["pattern_sync::graded", "pattern_sync::model"];

/// Tells whether a submission may define the symbol for others to see.
pub(super) fn may_define(name: &str) -> bool {
    // Names with a hash, which nothing but the compiler makes.
    try_demangle(name).is_ok() || name == "DW.ref.rust_eh_personality" || name.starts_with("anon.")
}

/// Tells whether a submission may use the symbol of another crate.
pub(super) fn may_use(name: &str) -> bool {
    let Ok(path) = try_demangle(name) else {
        return RUNTIME.contains(&name) || name.starts_with("anon.");
    };
    let path = format!("{path:#}");
    if path.starts_with("__rustc::") || path.starts_with("__rustc[") {
        // The allocator and the panic runtime, as the compiler names them.
        return true;
    }
    let path = path.trim_start_matches('<');
    if OF_THREADS.contains(&path) {
        return true;
    }
    let within = |module: &&str| {
        path.strip_prefix(*module)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with(':') || rest.starts_with(' '))
    };
    // What is generic in our crates is compiled into the submission, and with it calls of the
    // engine. The doors of `model` and `graded` stay shut, as they are by the source check.
    !OUT_OF_BOUNDS.iter().any(within) && !OF_SUITES.iter().any(within)
}

/// Returns a symbol as people write it.
pub(super) fn readable(name: &str) -> String {
    try_demangle(name).map_or_else(|_| name.to_string(), |path| format!("{path:#}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_the_compiler_names_may_be_defined() {
        assert!(may_define("_ZN5queue4push17h0123456789abcdefE"));
        assert!(!may_define("malloc") && !may_define("main") && !may_define("write"));
    }

    #[test]
    fn ways_out_are_shut_and_the_rest_is_open() {
        assert!(may_use("memcpy") && may_use("_ZN4core9panicking5panic17h0123456789abcdefE"));
        assert!(!may_use("kill") && !may_use("dlsym"));
        assert!(may_use("_ZN3std3env7_var_os17h0123456789abcdefE"));
        assert!(!may_use("_ZN3std3env4vars17h0123456789abcdefE"));
        assert!(!may_use("_ZN3std7process4exit17h0123456789abcdefE"));
        assert!(!may_use(
            "_ZN12pattern_sync6graded5value17h0123456789abcdefE"
        ));
    }
}
