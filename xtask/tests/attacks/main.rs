//! The attack corpus: submissions that try to earn what they should not, and honest ones that look
//! odd. Each file says in its header what it tries and the verdict that it must get.
//!
//! | folder | what lies there |
//! |---|---|
//! | `refused/` | stopped by the source check |
//! | `built/` | allowed by the source check: stopped by the compiler, the tests or the limits |
//! | `bare/` | with one or several of our defences taken away, so that the others have to hold |
//! | `honest/` | odd, and right: full marks, or those of the part that is done |
//!
//! What Git cannot hold (links, FIFOs, giant trees) is made in `folders`. All programs are packages
//! of one workspace, compiled once, inside the sandbox; then they run at each level there is. An
//! attack on a file, a process or the network panics with `ESCAPED` if it works.
#![cfg(all(target_os = "linux", feature = "isolation"))]

mod case;
mod folders;
mod repository;
mod types;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::time::{Duration, Instant};

use xtask::exercise::GradedTest;
use xtask::grade::assemble::Subject;
use xtask::grade::model::{ExerciseResult, Times};
use xtask::grade::pipeline::{Compiled, Program};
use xtask::grade::pristine::Workspace;
use xtask::grade::runner::Asked;
use xtask::grade::sandbox::{Isolation, Level};
use xtask::grade::version::Versions;
use xtask::grade::{Grader, Source, audit, build, source_check};
use xtask::lang::Lang;
use xtask::parallel;

use case::{Case, Verdict};
use repository::Fixture;

/// Returns the isolation at `level`, or says loudly that this machine has none.
fn isolation(level: Level) -> Option<Isolation> {
    let isolation = Isolation::probe(Path::new(env!("CARGO_BIN_EXE_xtask")), level);
    if isolation.level() == level {
        return Some(isolation);
    }
    eprintln!(
        "NOT TESTED AT {level}: this machine offers {}",
        isolation.level()
    );
    assert!(
        std::env::var_os("PATTERN_REQUIRE_ISOLATION").is_none(),
        "{level} is required here: is bubblewrap installed?"
    );
    None
}

#[test]
fn every_attack_and_every_oddity_gets_its_verdict_at_each_level() {
    let cases = case::load();
    assert!(cases.iter().filter(|case| case.folder != "honest").count() >= 60);
    assert!(cases.iter().filter(|case| case.folder == "honest").count() >= 15);
    let fixture = Fixture::new("corpus");
    let exercise = fixture.exercise();
    let mut wrong = Vec::new();
    let mut to_build = Vec::new();
    for case in &cases {
        let check = source_check::check(&case.sources, |file| exercise.modules_of(file));
        let found: Vec<String> = check
            .findings
            .iter()
            .map(|finding| finding.rule.reason(Lang::En))
            .collect();
        match &case.verdict {
            Verdict::Refused(says) if found.iter().any(|reason| reason.contains(says)) => {}
            Verdict::Refused(says) => wrong.push(format!("{case}: not {says} but {found:?}")),
            _ if case.without("check") || found.is_empty() => to_build.push(case),
            _ => wrong.push(format!("{case}: refused: {found:?}")),
        }
    }
    let levels: Vec<Isolation> = [Level::L3, Level::L2]
        .into_iter()
        .filter_map(isolation)
        .collect();
    let Some(best) = levels.first() else { return };
    let start = Instant::now();
    let (slot, built) = compile(&fixture, best, &to_build);
    eprintln!(
        "{} packages compiled in {:?}",
        to_build.len(),
        start.elapsed()
    );
    let mut programs = Vec::new();
    for case in to_build {
        let built = &built[&slot.root().join(case.package()).join("Cargo.toml")];
        let anomalies: Vec<String> = match built.program {
            Some(_) => audit::audit(built, &slot.root().join(case.package()))
                .iter()
                .map(ToString::to_string)
                .collect(),
            None => Vec::new(),
        };
        let errors = built.errors.join("\n");
        match (&case.verdict, &built.program) {
            (Verdict::NotBuilt(says), None) if errors.contains(says) => {}
            (Verdict::Audited(says), Some(_)) if anomalies.iter().any(|one| one.contains(says)) => {
            }
            (Verdict::Points(points, says), Some(program))
                if anomalies.is_empty() || case.without("audit") =>
            {
                programs.push((case, program.clone(), *points, says.as_str()));
            }
            _ => wrong.push(format!("{case}: {errors}{anomalies:?}")),
        }
    }
    for isolation in &levels {
        let start = Instant::now();
        wrong.extend(run(&fixture, isolation, &slot, &programs));
        eprintln!(
            "{} programs at {} in {:?}",
            programs.len(),
            isolation.level(),
            start.elapsed()
        );
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

type Built = BTreeMap<PathBuf, build::Built>;

fn compile(fixture: &Fixture, isolation: &Isolation, cases: &[&Case]) -> (Arc<Workspace>, Built) {
    let mut slot = Workspace::open(&fixture.repo, "attacks")
        .unwrap()
        .without_incremental();
    for case in cases {
        slot.add(&fixture.repo, "till", &case.package(), &case.sources)
            .unwrap();
    }
    slot.finish(&fixture.repo).unwrap();
    for case in cases.iter().filter(|case| case.without("lints")) {
        let manifest = slot.root().join(case.package()).join("Cargo.toml");
        let text = fs::read_to_string(&manifest).unwrap();
        let allowed = text.replace("unsafe_code = \"forbid\"", "unsafe_code = \"allow\"");
        assert_ne!(text, allowed);
        fs::write(manifest, allowed).unwrap();
    }
    let built = build::build(&fixture.repo, slot.root(), isolation, &|| {}).unwrap();
    (Arc::new(slot), built)
}

/// Runs every test of `programs`; returns what is not as it must be.
fn run(
    fixture: &Fixture,
    isolation: &Isolation,
    slot: &Arc<Workspace>,
    programs: &[(&Case, PathBuf, u32, &str)],
) -> Vec<String> {
    let exercise = fixture.exercise();
    let quiet = |_: &xtask::messages::Message| {};
    let mut grader = Grader::new(&fixture.repo, Lang::En, &quiet);
    grader.isolation = isolation.clone();
    grader.limits.cpu = Duration::from_secs(2);
    grader.limits.wall = Duration::from_secs(600);
    let book = fixture.root.join("marks.csv");
    fs::write(&book, "me,0").unwrap();
    let mut bystander = Command::new("sleep").arg("1000").spawn().unwrap();
    // Another seed than students see: whoever knows their inputs knows none of these.
    grader.seed = 20_261_128;
    let judge = grader.judge(&fixture.repo.exercise_dir("till")).unwrap();
    let staged: Vec<Program> = programs
        .iter()
        .map(|(case, path, ..)| {
            let program = Program::new(isolation.staged(path).unwrap(), Arc::clone(slot));
            let files = case.sources.files.iter();
            let files = files.map(|(file, text)| (Path::new(&case.package()).join(file), &**text));
            let sources = isolation.staged_sources(files).unwrap();
            program.judged_by(judge.clone()).reading(sources)
        })
        .collect();
    let jobs: Vec<(&Program, &GradedTest)> = staged
        .iter()
        .flat_map(|program| exercise.tests.iter().map(move |test| (program, test)))
        .collect();
    let mut verdicts = parallel::map(grader.jobs, &jobs, |(program, test)| {
        grader.run(program, test, Asked::Everything).unwrap()
    })
    .into_iter();
    let mut wrong = Vec::new();
    for (case, _, points, says) in programs {
        let subject = Subject {
            exercise: &exercise,
            source: Source::Submission(PathBuf::new()),
            sources: case.sources.clone(),
            suite: None,
            versions: Versions::default(),
            lang: Lang::En,
            isolation: isolation.level(),
        };
        let verdicts = verdicts.by_ref().take(exercise.tests.len()).collect();
        let compiled = Compiled::Program(staged[0].clone());
        let result = subject.result(&compiled, verdicts, Times::default());
        let said = said(&result);
        if result.points != *points || !said.contains(says) || said.contains("ESCAPED") {
            let level = isolation.level();
            wrong.push(format!(
                "{case} at {level}: {} points, not {points} {says}\n{said}",
                result.points
            ));
        }
        if said
            .chars()
            .any(|c| c.is_control() && c != '\n' && c != '\t')
        {
            wrong.push(format!("{case}: control characters in the result"));
        }
    }
    if !matches!(bystander.try_wait(), Ok(None)) {
        wrong.push("a process that is none of theirs was killed".to_string());
    }
    bystander.kill().unwrap();
    bystander.wait().unwrap();
    if fs::read_to_string(&book).unwrap() != "me,0" {
        wrong.push("the mark book was written".to_string());
    }
    wrong.extend(left_behind());
    wrong
}

/// Joins all that the result says of its tests.
fn said(result: &ExerciseResult) -> String {
    let tests = result.tests.iter();
    tests
        .map(|test| {
            let picture = test.timeline.as_ref();
            let picture = picture.map_or_else(String::new, |one| one.render_text(100));
            format!(
                "{}: {:?} {}\n{}\n{picture}\n",
                test.name, test.status, test.cause, test.output
            )
        })
        .collect()
}

/// Lists processes that still run as one of the users whom graded tests run as.
fn left_behind() -> Vec<String> {
    let mut found = Vec::new();
    for entry in fs::read_dir("/proc").unwrap().filter_map(Result::ok) {
        let status = fs::read_to_string(entry.path().join("status")).unwrap_or_default();
        let user = status.lines().find_map(|line| line.strip_prefix("Uid:"));
        let user = user.and_then(|line| line.split_whitespace().next()?.parse::<u32>().ok());
        if user.is_some_and(|user| (60_100..61_000).contains(&user))
            && status.contains("Name:\tgraded")
        {
            found.push(format!("a process was left behind: {status}"));
        }
    }
    found
}
