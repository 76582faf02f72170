//! The instructors' and maintainers' door: `cargo staff`. It only dispatches; see `xtask::staff`.

use std::process::ExitCode;

fn main() -> ExitCode {
    xtask::grade::sandbox::confine::if_asked();
    xtask::grade::sandbox::probe::answer_if_asked();
    xtask::staff::main()
}
