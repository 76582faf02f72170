//! The launcher: confines its own process and becomes the program that it was given.
//!
//! `xtask confined --memory N … -- PROGRAM ARGUMENTS` is what the grader starts; nobody else needs it.

use std::ffi::OsString;
use std::path::PathBuf;

/// The first argument that asks for the launcher.
pub const WORD: &str = "confined";

/// What the launcher says if it could not confine itself: this exit status, which tests do not use.
pub const NOT_CONFINED: i32 = 88;

/// What the arguments say.
#[derive(Debug, Default)]
pub(super) struct Request {
    pub(super) memory: u64,
    pub(super) file: u64,
    pub(super) cpu: u64,
    pub(super) build: bool,
    pub(super) read: Vec<PathBuf>,
    pub(super) write: Vec<PathBuf>,
    pub(super) program: Vec<OsString>,
}

impl Request {
    fn parse(mut arguments: impl Iterator<Item = OsString>) -> Option<Self> {
        let mut request = Self::default();
        loop {
            let name = arguments.next()?;
            if name == "--" {
                request.program = arguments.collect();
                return Some(request);
            }
            let value = arguments.next()?;
            let text = value.to_str();
            match name.to_str()? {
                "--memory" => request.memory = text?.parse().ok()?,
                "--file" => request.file = text?.parse().ok()?,
                "--cpu" => request.cpu = text?.parse().ok()?,
                "--build" => request.build = text?.parse().ok()?,
                "--read" => request.read.push(value.into()),
                "--write" => request.write.push(value.into()),
                _ => return None,
            }
        }
    }
}

/// Becomes the program if the arguments of this process ask for the launcher; comes back if not.
///
/// Whatever goes wrong ends the process with [`NOT_CONFINED`]: nothing runs unconfined.
pub fn if_asked() {
    let mut arguments = std::env::args_os().skip(1);
    if arguments.next().is_none_or(|word| word != WORD) {
        return;
    }
    let error = match Request::parse(arguments) {
        Some(request) => become_program(&request),
        None => anyhow::anyhow!("the launcher's arguments are not the grader's"),
    };
    eprintln!("not confined: {error:#}");
    std::process::exit(NOT_CONFINED);
}

#[cfg(all(target_os = "linux", feature = "isolation"))]
fn become_program(request: &Request) -> anyhow::Error {
    use std::os::unix::process::CommandExt as _;

    if let Err(error) = super::kernel::confine(request) {
        return error;
    }
    let Some((program, arguments)) = request.program.split_first() else {
        return anyhow::anyhow!("there is no program");
    };
    std::process::Command::new(program)
        .args(arguments)
        .exec()
        .into()
}

#[cfg(not(all(target_os = "linux", feature = "isolation")))]
fn become_program(_: &Request) -> anyhow::Error {
    anyhow::anyhow!("this build has no isolation")
}
