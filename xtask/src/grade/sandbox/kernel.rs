//! Confines this process for good: limits, landlock, seccomp. Each step fails closed.

use anyhow::{Context, Result, ensure};
use landlock::{
    ABI, Access, AccessFs, AccessNet, CompatLevel, Compatible, PathBeneath, PathFd, Ruleset,
    RulesetAttr, RulesetCreatedAttr, RulesetStatus, Scope,
};
use rustix::process::{Resource, Rlimit, Signal, set_parent_process_death_signal, setrlimit};

use super::calls;
use super::confine::Request;

/// How many processes and threads a user may have: many times what a test needs.
const PROCESSES: u64 = 512;
/// How many files may be open.
const OPEN_FILES: u64 = 64;

/// Confines this process, and whatever it becomes or starts.
pub(super) fn confine(request: &Request) -> Result<()> {
    // In namespaces, that is the first process in them, which ends with the grader.
    set_parent_process_death_signal(Some(Signal::KILL))?;
    limit(Resource::Core, 0)?;
    limit(Resource::Fsize, request.file)?;
    limit(Resource::Data, request.memory)?;
    // Soft first: the signal says why; the second is not to be caught.
    let cpu = Rlimit {
        current: Some(request.cpu),
        maximum: Some(request.cpu + 2),
    };
    setrlimit(Resource::Cpu, cpu).context("limit of CPU time")?;
    if !request.build {
        limit(Resource::Nproc, PROCESSES)?;
        limit(Resource::Nofile, OPEN_FILES)?;
        limit(Resource::Memlock, 0)?;
        limit(Resource::Msgqueue, 0)?;
    }
    files(request)?;
    calls::restrict(request.build)
}

fn limit(resource: Resource, value: u64) -> Result<()> {
    let both = Rlimit {
        current: Some(value),
        maximum: Some(value),
    };
    setrlimit(resource, both).with_context(|| format!("{resource:?}"))
}

/// Restricts files to those of the request; the network to nothing; signals to this process.
fn files(request: &Request) -> Result<()> {
    // What the first version of landlock knows is required; what came later holds where the kernel
    // has it (renaming between folders, truncating, devices; TCP; signals and abstract sockets).
    let mut ruleset = Ruleset::default()
        .set_compatibility(CompatLevel::HardRequirement)
        .handle_access(AccessFs::from_all(ABI::V1))?
        .set_compatibility(CompatLevel::BestEffort)
        .handle_access(AccessFs::from_all(ABI::V5))?
        .handle_access(AccessNet::from_all(ABI::V5))?
        .scope(Scope::from_all(ABI::V6))?
        .create()?;
    let rules = |paths: &[std::path::PathBuf], access| {
        let rule = move |path: &std::path::PathBuf| {
            let file = PathFd::new(path)?;
            let whole = path.is_dir();
            let access = if whole {
                access
            } else {
                access & AccessFs::from_file(ABI::V5)
            };
            anyhow::Ok(PathBeneath::new(file, access))
        };
        paths.iter().map(rule).collect::<Result<Vec<_>>>()
    };
    for rule in rules(&request.read, AccessFs::from_read(ABI::V5))? {
        ruleset = ruleset.add_rule(rule)?;
    }
    for rule in rules(&request.write, AccessFs::from_all(ABI::V5))? {
        ruleset = ruleset.add_rule(rule)?;
    }
    if let Ok(null) = PathFd::new("/dev/null") {
        let access = AccessFs::ReadFile | AccessFs::WriteFile;
        ruleset = ruleset.add_rule(PathBeneath::new(null, access))?;
    }
    let status = ruleset.restrict_self()?;
    ensure!(
        status.ruleset != RulesetStatus::NotEnforced && status.no_new_privs,
        "the kernel has no landlock"
    );
    Ok(())
}
