//! Isolation: how far a process that runs foreign code is kept away from everything else.
//!
//! | level | what holds a process | where |
//! |---|---|---|
//! | L3 | L2, and namespaces of its own (bubblewrap): no other process, no network, no other files | Linux with `bwrap` |
//! | L2 | an ordinary user, landlock (files, network, signals), seccomp (system calls), limits | Linux, also in containers |
//! | L1 | a process group, a deadline, limits: "a self-check, not a mark" | everywhere |
//!
//! The level is found out by trying: [`Isolation::probe`] runs a process under each level and
//! makes sure that it is held. From L2 on, a process is started through our own program, which
//! confines itself ([`confine`]) and becomes the other: that takes no unsafe code, and nothing is
//! left of the grader in the process when the foreign code begins.

#[cfg(all(target_os = "linux", feature = "isolation"))]
mod calls;
pub mod confine;
#[cfg(all(target_os = "linux", feature = "isolation"))]
mod kernel;
mod plan;
pub mod probe;
#[cfg_attr(
    not(all(target_os = "linux", feature = "isolation")),
    allow(dead_code, reason = "nothing is isolated")
)]
mod stage;

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::Serialize;

pub use self::plan::Plan;
use self::stage::Stage;
pub use self::stage::Staged;

/// Names how well foreign code is isolated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, serde::Deserialize)]
pub enum Level {
    /// A process group, a deadline and limits: a self-check, not a mark.
    L1,
    /// An ordinary user, landlock, seccomp and limits.
    L2,
    /// The same, inside namespaces of its own.
    L3,
}

impl fmt::Display for Level {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{self:?}")
    }
}

/// Isolates processes at one level.
#[derive(Clone, Debug)]
pub struct Isolation {
    level: Level,
    /// Our own program, where everybody can run it.
    launcher: PathBuf,
    stage: Option<Arc<Stage>>,
}

impl Isolation {
    /// Isolates by a process group, a deadline and limits alone.
    pub fn none() -> Self {
        Self {
            level: Level::L1,
            launcher: PathBuf::new(),
            stage: None,
        }
    }

    /// Returns the level.
    pub fn level(&self) -> Level {
        self.level
    }

    /// Tells whether all graded tests run as the same user, whose processes and threads are counted together:
    /// one that starts too many leaves none to the others. A grader that is root gives each test a user of its
    /// own; namespaces count by themselves.
    pub fn counts_tests_together(&self) -> bool {
        #[cfg(unix)]
        let is_root = rustix::process::geteuid().is_root();
        #[cfg(not(unix))]
        let is_root = false;
        self.level == Level::L2 && !is_root
    }

    /// Returns `program` at a place where an isolated process may run it, and nobody replace it.
    ///
    /// # Errors
    ///
    /// When it cannot be copied.
    pub fn staged(&self, program: &Path) -> anyhow::Result<Staged> {
        match &self.stage {
            Some(stage) => Ok(Staged::on(stage, stage.take(program)?)),
            None => Ok(program.to_path_buf().into()),
        }
    }

    /// Returns a folder where an isolated process may read `files`, by their paths; `None` where a
    /// process may read the files that these are copies of.
    ///
    /// # Errors
    ///
    /// When they cannot be written.
    pub fn staged_sources<'f>(
        &self,
        files: impl Iterator<Item = (PathBuf, &'f str)>,
    ) -> anyhow::Result<Option<Staged>> {
        let stage = self.stage.as_ref();
        let keep = |stage: &Arc<Stage>| Ok(Staged::on(stage, stage.keep(files)?));
        stage.map(keep).transpose()
    }
}
