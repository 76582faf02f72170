//! Grades the variants of a solution: each faulty one must fail the test that it names, each
//! unusual but correct one must pass, with the same report however busy the machine is.
//!
//! All variants are packages of one workspace, so that one run of Cargo builds them side by side.

use std::collections::BTreeSet;
use std::io::{self, IsTerminal as _};
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result, anyhow, bail, ensure};

use super::collect::{self, Variant};
use super::{Checks, pinned};
use crate::exercise::{Exercise, GradedTest};
use crate::grade::assemble::Subject;
use crate::grade::build::{self, Built};
use crate::grade::intake;
use crate::grade::judge::Verdict;
use crate::grade::model::{Status, TestResult};
use crate::grade::pipeline::Program;
use crate::grade::pristine::Workspace;
use crate::grade::runner::Asked;
use crate::grade::sandbox::{Isolation, Level};
use crate::grade::version::Versions;
use crate::grade::{Grader, Source, audit, source_check};
use crate::lang::Lang;
use crate::parallel;
use crate::repo::Repo;
use crate::report::Mode;
use crate::staff::options::Options;

/// How long a test may take under load: no verdict depends on it.
const WALL: Duration = Duration::from_secs(1200);

/// What became of the tests of a variant in one round.
type Graded = Result<Vec<TestResult>>;

/// Checks all variants of `exercise`, each graded `--repeat` times: first in peace, then pinned and
/// under load.
pub(super) fn check(
    repo: &Repo,
    exercise: &Exercise,
    options: &Options,
    checks: &mut Checks,
) -> Result<()> {
    let repeat = options.repeat;
    let solution = intake::collect(&repo.solution_dir(&exercise.name))
        .map_err(|refusal| anyhow!(refusal.to_text(Lang::En)))?;
    let mut variants = collect::collect(repo, exercise, &solution, checks)?;
    if !options.whole {
        keep_to_the_purpose(&mut variants);
    }
    progress(&format!("compiling {} variants", variants.len()));
    let (slot, built) = build_all(repo, exercise, &variants)?;
    let quiet = |_: &crate::messages::Message| {};
    let mut grader = Grader::isolated(repo, Lang::En, &quiet, Isolation::none());
    grader.limits.wall = WALL;
    let of_values = grader.judge(&repo.exercise_dir(&exercise.name))?;
    // The variants are ours: what they come to does not depend on how they are isolated.
    let judged = |(variant, built)| {
        let program = program(variant, &built, &slot);
        (
            variant,
            program.map(|program| program.judged_by(of_values.clone())),
        )
    };
    let subjects: Vec<(&Variant, Result<Program>)> =
        variants.iter().zip(built).map(judged).collect();
    progress(&format!("grading them, round 1 of {repeat}"));
    let first = round(&grader, &subjects, false);
    let mut others = Vec::new();
    for number in 2..=repeat {
        progress(&format!(
            "grading them pinned and under load, round {number} of {repeat}"
        ));
        others.push(round(&grader, &subjects, true));
    }
    let mut rejected = BTreeSet::new();
    for (at, (variant, _)) in subjects.iter().enumerate() {
        let outcome = judge(variant, &first[at], others.iter().map(|round| &round[at]));
        if let Ok(results) = &first[at] {
            let failed = results.iter().filter(|test| test.status == Status::Failed);
            rejected.extend(failed.map(|test| test.name.clone()));
        }
        let wanted = match &variant.fails {
            Some(test) => format!("fails {test}"),
            None => "passes".to_string(),
        };
        checks.check(
            &format!("{}: {} {wanted}, {repeat}×", exercise.name, variant.name),
            outcome,
        );
    }
    let luckless = |test: &&GradedTest| test.mode != Mode::RealThreads;
    let never: Vec<&str> = exercise
        .tests
        .iter()
        .filter(luckless)
        .map(|test| test.name.as_str())
        .filter(|name| !rejected.contains(*name))
        .collect();
    let outcome = if never.is_empty() {
        Ok(())
    } else {
        Err(anyhow!("never: {}", never.join(", ")))
    };
    checks.check(
        &format!("{}: each test is failed by a faulty variant", exercise.name),
        outcome,
    );
    Ok(())
}

/// Tells a person who waits what takes so long.
fn progress(what: &str) {
    if io::stderr().is_terminal() {
        eprintln!("… {what}");
    }
}

/// Says whether the rounds show what they must.
fn judge<'g>(
    variant: &Variant,
    first: &Graded,
    others: impl Iterator<Item = &'g Graded>,
) -> Result<()> {
    let results = first.as_ref().map_err(|error| anyhow!("{error:#}"))?;
    for result in results {
        let must_fail = variant.fails.as_ref() == Some(&result.name);
        let wanted = if must_fail {
            Status::Failed
        } else {
            Status::Passed
        };
        if (must_fail || variant.fails.is_none()) && result.status != wanted {
            bail!("{}: {:?}, {}", result.name, result.status, result.cause);
        }
        ensure!(
            result.status != Status::NotGraded,
            "{}: {}",
            result.name,
            result.cause
        );
    }
    for (round, other) in (2..).zip(others) {
        for again in other.as_ref().map_err(|error| anyhow!("{error:#}"))? {
            let first = results.iter().find(|result| result.name == again.name);
            let first = first.context("a test that did not run before")?;
            let same = serde_json::to_string(first)? == serde_json::to_string(again)?;
            let (before, now) = (first.status, again.status);
            ensure!(
                same,
                "round {round}: another report of {}: {before:?} {}, then {now:?} {}",
                again.name,
                first.cause,
                again.cause
            );
        }
    }
    Ok(())
}

/// Leaves a faulty variant the test that it must fail, and those that no variant names: one of them
/// has to fail these. A mistake shows in many tests, but most of them cost more than they tell.
fn keep_to_the_purpose(variants: &mut [Variant]) {
    let named: BTreeSet<String> = variants
        .iter()
        .filter_map(|one| one.fails.clone())
        .collect();
    for variant in variants {
        if let Some(purpose) = &variant.fails {
            let tests = &mut variant.exercise.tests;
            tests.retain(|test| test.name == *purpose || !named.contains(&test.name));
        }
    }
}

/// Grades every variant once, in peace or pinned and under load.
fn round(
    grader: &Grader<'_>,
    subjects: &[(&Variant, Result<Program>)],
    under_load: bool,
) -> Vec<Graded> {
    let mut jobs: Vec<(usize, &Program, &GradedTest)> = Vec::new();
    for (at, (variant, program)) in subjects.iter().enumerate() {
        if let Ok(program) = program {
            let tests = &variant.exercise.tests;
            jobs.extend(tests.iter().map(|test| (at, program, test)));
        }
    }
    let run = |(_, program, test): &(usize, &Program, &GradedTest)| {
        grader.run(program, test, Asked::Everything)
    };
    let verdicts = if under_load {
        pinned::map(&jobs, run)
    } else {
        parallel::map(grader.jobs, &jobs, run)
    };
    let no_program = |program: &Result<Program>| match program {
        Ok(_) => Ok(Vec::new()),
        Err(error) => Err(anyhow!("{error:#}")),
    };
    let mut graded: Vec<Graded> = subjects
        .iter()
        .map(|(_, program)| no_program(program))
        .collect();
    for ((at, _, test), verdict) in jobs.into_iter().zip(verdicts) {
        add(&mut graded[at], subjects[at].0, test, verdict);
    }
    graded
}

/// Adds the result of one test to what became of `variant`.
fn add(graded: &mut Graded, variant: &Variant, test: &GradedTest, verdict: Result<Verdict>) {
    let subject = Subject {
        exercise: &variant.exercise,
        source: Source::Solution,
        sources: variant.sources.clone(),
        suite: None,
        versions: Versions::default(),
        lang: Lang::En,
        isolation: Level::L1,
    };
    match (graded.as_mut(), verdict) {
        (Ok(results), Ok(verdict)) => results.push(subject.test_result(test, verdict)),
        (Ok(_), Err(error)) => *graded = Err(error),
        (Err(_), _) => {}
    }
}

/// Returns the program of a variant, which must pass the source check as submissions must.
fn program(variant: &Variant, built: &Built, slot: &Arc<Workspace>) -> Result<Program> {
    let check = source_check::check(&variant.sources, |file| variant.exercise.modules_of(file));
    if let Some(finding) = check.findings.first() {
        bail!(
            "{}:{}: {}",
            finding.file,
            finding.line,
            finding.rule.reason(Lang::En)
        );
    }
    let path = built
        .program
        .clone()
        .with_context(|| built.errors.join("\n"))?;
    let package = slot.root().join("variants").join(&variant.name);
    if let Some(anomaly) = audit::audit(built, &package).first() {
        bail!("the audit refuses it: {anomaly}");
    }
    Ok(Program::new(path, Arc::clone(slot)))
}

fn build_all(
    repo: &Repo,
    exercise: &Exercise,
    variants: &[Variant],
) -> Result<(Arc<Workspace>, Vec<Built>)> {
    let mut slot =
        Workspace::open(repo, &format!("variants-{}", exercise.name))?.without_incremental();
    let mut manifests = Vec::new();
    for variant in variants {
        let path = format!("variants/{}", variant.name);
        manifests.push(slot.add(repo, &exercise.name, &path, &variant.sources)?);
    }
    slot.finish(repo)?;
    let mut built = build::build(repo, slot.root(), &Isolation::none(), &|| {})?;
    let built = manifests
        .iter()
        .map(|manifest| built.remove(manifest).unwrap_or_default());
    Ok((Arc::new(slot), built.collect()))
}
