//! The commands of `cargo staff`.

use std::process::ExitCode;

/// Runs the command that the arguments of this process name.
pub fn main() -> ExitCode {
    ExitCode::SUCCESS
}
