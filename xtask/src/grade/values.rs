//! Values: the judge's half of an exercise's value tests, in a process of its own.
//!
//! A suite that has `tests/judge/mod.rs` says in it what its value tests ask and what must come back. It is
//! compiled here into a program that no submission is linked with, once for all submissions, and
//! what submissions are compiled with has [`STAND_IN`] in its place. That program makes the inputs, from a
//! seed; the submission's process turns them into answers; and the program judges these.

mod process;

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result, bail, ensure};
use pattern_sync::graded::{Wrong, exit};

use self::process::Output;
use super::build;
use super::pristine::{Suite, Workspace};
use super::runner::Limits;
use super::sandbox::Isolation;
use super::version;
use crate::escape;
use crate::repo::Repo;

/// The module that the judge's half is replaced with where a submission is.
pub const STAND_IN: &str = "//! The judge's half is not here: the grader has it in a process of its own.\n\n\
    /// Knows no test: the inputs come from the grader, and the answers go there.\n\
    pub(crate) fn judge() -> pattern_sync::graded::Judge {\n    pattern_sync::graded::Judge::new()\n}\n";

/// The program around the judge's half.
const MAIN: &str = "//! Serves the grader.\n\n\
    #[path = \"tests/judge/mod.rs\"]\nmod judge;\n\n\
    fn main() -> std::process::ExitCode {\n    judge::judge().serve()\n}\n";

/// The most bytes of answers that are read: honest ones are far smaller.
const MAX_ANSWERS: usize = 1024 * 1024;

/// Judges the values of one exercise.
#[derive(Clone, Debug)]
pub struct Judge {
    program: PathBuf,
    seed: u64,
}

/// Says what became of answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answers {
    /// They are right.
    Right,
    /// One is not; safe to print.
    Wrong {
        /// What the judge's assertion says.
        message: String,
        /// The input, or its beginning.
        input: String,
    },
    /// They are no answers.
    Unreadable,
    /// The judge did not come to an end with them.
    Late,
}

impl Judge {
    /// Compiles the judge's half of `suite`, unless that was done before; `None` if there is none. The
    /// inputs are made from `seed`.
    ///
    /// # Errors
    ///
    /// When it does not compile.
    ///
    /// # Blocking
    ///
    /// While another process compiles the same.
    pub fn of(
        repo: &Repo,
        suite: &Suite,
        isolation: &Isolation,
        seed: u64,
    ) -> Result<Option<Self>> {
        if suite.judge.is_empty() {
            return Ok(None);
        }
        let folder = repo.grade_dir().join("judges");
        let name = version::of_judge(repo, &suite.judge)?;
        let suffix = std::env::consts::EXE_SUFFIX;
        let program = folder.join(format!("{name}{suffix}"));
        if !program.is_file() {
            let slot = Workspace::open(repo, "judge")?.without_incremental();
            // Somebody else may have made it while this waited for the slot.
            if !program.is_file() {
                fs::create_dir_all(&folder).with_context(|| folder.display().to_string())?;
                let built = compile(repo, slot, suite, isolation)?;
                let whole = folder.join(format!("{name}.new{suffix}"));
                fs::copy(&built, &whole).with_context(|| whole.display().to_string())?;
                fs::rename(&whole, &program).with_context(|| program.display().to_string())?;
            }
        }
        Ok(Some(Self { program, seed }))
    }

    /// Returns the seed that the inputs are made from.
    pub fn seed(&self) -> u64 {
        self.seed
    }

    /// Returns the inputs of `test`; `None` if it is no test of this judge.
    ///
    /// # Errors
    ///
    /// When the judge fails, or does not bring them within `limits`.
    pub fn inputs(&self, test: &str, limits: Limits) -> Result<Option<Vec<u8>>> {
        let Some(output) = self.ask("inputs", test, b"", limits)? else {
            bail!("the judge of `{test}` does not come to its inputs: the machine is too slow");
        };
        match code(&output) {
            Some(exit::GOOD) => Ok(Some(output.stdout)),
            Some(exit::UNKNOWN) => Ok(None),
            _ => Err(failed(test, &output)),
        }
    }

    /// Judges the answers to the inputs that [`Judge::inputs`] returns for `test`, within `limits`; none are
    /// no answers.
    ///
    /// # Errors
    ///
    /// When the judge fails.
    pub fn check(&self, test: &str, answers: Option<&[u8]>, limits: Limits) -> Result<Answers> {
        let Some(answers) = answers.filter(|answers| answers.len() <= MAX_ANSWERS) else {
            return Ok(Answers::Unreadable);
        };
        let Some(output) = self.ask("check", test, answers, limits)? else {
            return Ok(Answers::Late);
        };
        match code(&output) {
            Some(exit::GOOD) => Ok(Answers::Right),
            Some(exit::WRONG) => match Wrong::from_bytes(&output.stdout) {
                Some(Wrong::Answer { message, input }) => Ok(Answers::Wrong {
                    message: escape::visible(&message),
                    input: escape::visible(&input),
                }),
                _ => Err(failed(test, &output)),
            },
            Some(exit::UNREADABLE) => Ok(Answers::Unreadable),
            _ => Err(failed(test, &output)),
        }
    }

    fn ask(&self, what: &str, test: &str, bytes: &[u8], limits: Limits) -> Result<Option<Output>> {
        let mut command = Command::new(&self.program);
        command
            .args([what, test, &self.seed.to_string()])
            .env_clear()
            .envs(std::env::vars_os().filter(|(name, _)| cfg!(windows) && name == "SystemRoot"));
        process::run(&mut command, bytes, limits)
            .with_context(|| format!("cannot run {}", self.program.display()))
    }
}

fn code(output: &Output) -> Option<u8> {
    output
        .status
        .code()
        .and_then(|code| u8::try_from(code).ok())
}

fn failed(test: &str, output: &Output) -> anyhow::Error {
    anyhow::anyhow!("the judge of `{test}` failed ({})", output.status)
}

/// Compiles the judge's half; returns the program.
fn compile(
    repo: &Repo,
    mut slot: Workspace,
    suite: &Suite,
    isolation: &Isolation,
) -> Result<PathBuf> {
    let manifest = slot.add_judge(suite, MAIN)?;
    slot.finish(repo)?;
    let built = build::build(repo, slot.root(), isolation, &|| {})?;
    let Some(built) = built.get(&manifest) else {
        bail!("cargo did not say what became of the judge");
    };
    ensure!(
        built.errors.is_empty(),
        "the judge does not compile:\n{}",
        built.errors.join("\n")
    );
    built.program.clone().context("the judge is no program")
}

#[cfg(all(test, unix))]
mod tests;
