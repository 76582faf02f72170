//! The students' door: `cargo xtask`. It only dispatches; see `xtask::cli`.

use std::process::ExitCode;

fn main() -> ExitCode {
    xtask::grade::sandbox::confine::if_asked();
    xtask::grade::sandbox::probe::answer_if_asked();
    xtask::cli::main()
}
