//! The instructors' and maintainers' door: `cargo staff`. It only dispatches; see `xtask::staff`.

use std::process::ExitCode;

fn main() -> ExitCode {
    xtask::staff::main()
}
