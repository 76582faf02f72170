//! The students' door: `cargo xtask`. It only dispatches; see `xtask::cli`.

use std::process::ExitCode;

fn main() -> ExitCode {
    xtask::cli::main()
}
