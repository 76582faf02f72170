//! Drives the stages for one exercise.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Instant;

use anyhow::{Context, Result, anyhow, bail};
use pattern_sync::graded::SEED;

use super::assemble::Subject;
use super::build::Built;
use super::judge::{self, Verdict};
use super::model::{ExerciseResult, Times};
use super::pristine::{Suite, Workspace};
use super::progress::{Progress, Stage, Step};
use super::runner::{self, Asked, Job, Limits};
use super::sandbox::{Isolation, Level, Staged};
use super::source_check::{self, Finding, Outcome as Check, Rule};
use super::values::Judge;
use super::version::Versions;
use super::{audit, budget, build, intake};
use crate::exercise::{Exercise, GradedTest, Mode};
use crate::lang::Lang;
use crate::messages::Message;
use crate::parallel;
use crate::repo::Repo;
use crate::token::Kind;

/// Says whose code is graded.
#[derive(Clone, Debug)]
pub enum Source {
    /// `exercises/<name>`: the student's own work.
    Exercise,
    /// `solutions/<name>`.
    Solution,
    /// A folder that holds `src`, or the whole repository.
    Submission(PathBuf),
}

impl Source {
    /// Returns which of the three it is.
    pub fn kind(&self) -> Kind {
        match self {
            Self::Exercise => Kind::Exercise,
            Self::Solution => Kind::Solution,
            Self::Submission(_) => Kind::Submission,
        }
    }

    /// Returns the folder that holds the `src` of exercise `name`.
    pub fn folder(&self, repo: &Repo, name: &str) -> PathBuf {
        match self {
            Self::Exercise => repo.exercise_dir(name),
            Self::Solution => repo.solution_dir(name),
            Self::Submission(folder) => whole_repository(folder, name).unwrap_or(folder.clone()),
        }
    }

    /// Returns the path of the package as messages name it.
    pub fn shown(&self, name: &str) -> String {
        match self {
            Self::Exercise => format!("exercises/{name}"),
            Self::Solution => format!("solutions/{name}"),
            Self::Submission(_) => format!("submission/{name}"),
        }
    }
}

/// Returns the folder of exercise `name` in a submission that is a whole repository.
pub fn whole_repository(folder: &Path, name: &str) -> Option<PathBuf> {
    let inside = folder.join("exercises").join(name);
    inside.join("src").is_dir().then_some(inside)
}

/// Grades exercises of one repository.
pub struct Grader<'a> {
    /// The repository, whose suites and manifests count.
    pub repo: &'a Repo,
    /// The language of the results.
    pub lang: Lang,
    /// When to stop a test.
    pub limits: Limits,
    /// How many tests run at a time.
    pub jobs: usize,
    /// What keeps foreign code away from everything else.
    pub isolation: Isolation,
    /// What the inputs of value tests are made from.
    pub seed: u64,
    /// Is told what takes long.
    pub notice: &'a (dyn Fn(&Message) + Sync),
}

/// A program with graded tests; its slot is held for as long as this lives.
#[derive(Clone)]
pub struct Program {
    path: Staged,
    slot: Arc<Workspace>,
    sources: Option<Staged>,
    judge: Option<Judge>,
}

impl Program {
    /// Takes the program at `path`, which was built in `slot`.
    pub fn new(path: impl Into<Staged>, slot: Arc<Workspace>) -> Self {
        Self {
            path: path.into(),
            slot,
            sources: None,
            judge: None,
        }
    }

    /// Lets `judge` judge the values, if there is one.
    #[must_use]
    pub fn judged_by(mut self, judge: Option<Judge>) -> Self {
        self.judge = judge;
        self
    }

    /// Lets the isolated program read the sources that are copied to `folder`.
    #[must_use]
    pub fn reading(mut self, folder: Option<Staged>) -> Self {
        self.sources = folder;
        self
    }

    /// Returns where the program may read the sources that it was compiled from.
    fn sources(&self, level: Level) -> Option<&Path> {
        // The whole workspace holds what others handed in, and hidden tests.
        let whole = (level == Level::L1).then(|| self.slot.root());
        self.sources.as_ref().map(Staged::path).or(whole)
    }

    /// Returns the same program where `isolation` may run it.
    ///
    /// # Errors
    ///
    /// When it cannot be copied.
    pub fn staged(&self, isolation: &Isolation) -> Result<Self> {
        Ok(Self {
            path: isolation.staged(self.path.path())?,
            ..self.clone()
        })
    }

    /// Returns the seed of the inputs, if there is a judge that makes any.
    pub fn seed(&self) -> Option<u64> {
        self.judge.as_ref().map(Judge::seed)
    }
}

/// Says what became of sources that were checked and compiled.
pub enum Compiled {
    /// The program with the graded tests.
    Program(Program),
    /// The compiler's errors.
    Errors(Vec<String>),
    /// What the source check refused.
    Refused(Vec<Finding>),
}

impl<'a> Grader<'a> {
    /// Grades with the usual limits, on all processors, isolated as well as this machine can.
    pub fn new(repo: &'a Repo, lang: Lang, notice: &'a (dyn Fn(&Message) + Sync)) -> Self {
        Self::isolated(repo, lang, notice, Isolation::available())
    }

    /// Does as [`Grader::new`], with the given isolation.
    pub fn isolated(
        repo: &'a Repo,
        lang: Lang,
        notice: &'a (dyn Fn(&Message) + Sync),
        isolation: Isolation,
    ) -> Self {
        let jobs = thread::available_parallelism().map_or(1, usize::from);
        Self {
            repo,
            lang,
            limits: Limits::default(),
            jobs,
            isolation,
            seed: SEED,
            notice,
        }
    }

    /// Takes the sources of `exercise`.
    ///
    /// # Errors
    ///
    /// In one line, when there are none or they cannot be taken.
    pub fn take<'e>(&self, exercise: &'e Exercise, source: &Source) -> Result<Subject<'e>> {
        let folder = source.folder(self.repo, &exercise.name);
        let mut sources =
            intake::collect(&folder).map_err(|refusal| anyhow!(refusal.to_text(self.lang)))?;
        if let Source::Submission(_) = source {
            sources.ignored.extend(intake::beside(&folder));
        }
        Ok(Subject {
            exercise,
            source: source.clone(),
            sources,
            suite: None,
            versions: Versions::of(self.repo, exercise)?,
            lang: self.lang,
            isolation: self.isolation.level(),
        })
    }

    /// Checks and compiles `subject`.
    ///
    /// # Errors
    ///
    /// When the build fails for another reason than the sources.
    ///
    /// # Blocking
    ///
    /// While another process compiles or runs the same kind of subject.
    pub fn compile(&self, subject: &Subject<'_>) -> Result<Compiled> {
        let shown = subject.source.shown(&subject.exercise.name);
        let slot = Workspace::open(self.repo, &shown.replace('/', "-"))?;
        let mut compiled = self.compile_in(slot, &[(subject, shown)])?;
        let compiled = compiled.pop().context("one subject has one outcome")?;
        if matches!(&compiled, Compiled::Errors(errors) if errors.is_empty()) {
            bail!("cargo did not say what became of the package");
        }
        Ok(compiled)
    }

    /// Checks and compiles several subjects, each at its path in one workspace; the outcomes are in
    /// their order.
    ///
    /// A subject whose build the compiler did not survive has [`Compiled::Errors`] without an error.
    ///
    /// # Errors
    ///
    /// When the build fails for another reason than the sources.
    pub fn compile_in(
        &self,
        mut slot: Workspace,
        subjects: &[(&Subject<'_>, String)],
    ) -> Result<Vec<Compiled>> {
        let mut checked = Vec::new();
        for (subject, path) in subjects {
            let (exercise, sources) = (subject.exercise, &subject.sources);
            let check = source_check::check(sources, |file| exercise.modules_of(file));
            let manifest = if check.findings.is_empty() {
                let ours = self.repo.exercise_dir(&exercise.name);
                let suite = subject.suite.as_ref().unwrap_or(&ours);
                Some(slot.add_with_suite(suite, &ours, path, sources)?)
            } else {
                None
            };
            checked.push((check, manifest));
        }
        let mut built = BTreeMap::new();
        if checked.iter().any(|(_, manifest)| manifest.is_some()) {
            slot.finish(self.repo)?;
            if !self.repo.grade_dir().join("build").is_dir() {
                (self.notice)(&Message::FirstBuild);
            }
            let downloading = || (self.notice)(&Message::Downloading);
            built = build::build(self.repo, slot.root(), &self.isolation, &downloading)?;
        }
        let slot = Arc::new(slot);
        let mut judges = BTreeMap::new();
        let mut compiled = Vec::new();
        for ((check, manifest), (subject, path)) in checked.into_iter().zip(subjects) {
            let Some(manifest) = manifest else {
                compiled.push(Compiled::Refused(check.findings));
                continue;
            };
            let built = built.remove(&manifest).unwrap_or_default();
            let mut sorted = self.sort(check, &manifest, built, &slot)?;
            if let Compiled::Program(program) = sorted {
                let ours = self.repo.exercise_dir(&subject.exercise.name);
                let suite = subject.suite.clone().unwrap_or(ours);
                let judge = match judges.entry(suite) {
                    Entry::Occupied(known) => known.into_mut(),
                    Entry::Vacant(new) => {
                        let judge = self.judge(new.key())?;
                        new.insert(judge)
                    }
                };
                let sources = self.readable(subject, path)?;
                sorted = Compiled::Program(program.judged_by(judge.clone()).reading(sources));
            }
            compiled.push(sorted);
        }
        Ok(compiled)
    }

    /// Copies to where an isolated process may read it what the student knows of the package at `path`:
    /// the sources, and the tests unless they are hidden.
    fn readable(&self, subject: &Subject<'_>, path: &str) -> Result<Option<Staged>> {
        let tests = match &subject.suite {
            Some(_) => BTreeMap::new(),
            None => Suite::read(&self.repo.exercise_dir(&subject.exercise.name))?.worker,
        };
        let all = subject.sources.files.iter().chain(&tests);
        let at_path = all.map(|(file, text)| (Path::new(path).join(file), text.as_str()));
        self.isolation.staged_sources(at_path)
    }

    /// Returns the judge of the suite in `folder`, if it has one.
    ///
    /// # Errors
    ///
    /// When it does not compile.
    pub fn judge(&self, folder: &Path) -> Result<Option<Judge>> {
        let suite = Suite::read(folder)?;
        let judge = Judge::of(self.repo, &suite, &self.isolation, self.seed);
        judge.with_context(|| folder.display().to_string())
    }

    /// Says what became of sources that passed the check, as far as it could read them.
    fn sort(
        &self,
        check: Check,
        manifest: &Path,
        built: Built,
        slot: &Arc<Workspace>,
    ) -> Result<Compiled> {
        let Some(program) = &built.program else {
            return Ok(Compiled::Errors(built.errors));
        };
        let refused = |file: String, rule| Finding {
            file,
            line: 1,
            column: 1,
            rule,
        };
        if !check.unreadable.is_empty() {
            // The compiler accepts what the check could not read: nobody has looked at it.
            let unread = |file| refused(file, Rule::Unreadable);
            let findings = check.unreadable.into_iter().map(unread).collect();
            return Ok(Compiled::Refused(findings));
        }
        let package = manifest.parent().context("a manifest lies in a folder")?;
        let anomalies = audit::audit(&built, package);
        if !anomalies.is_empty() {
            let of = |anomaly: audit::Anomaly| {
                refused("src/lib.rs".to_string(), Rule::Audit(anomaly.to_string()))
            };
            return Ok(Compiled::Refused(anomalies.into_iter().map(of).collect()));
        }
        let program = self.isolation.staged(program)?;
        Ok(Compiled::Program(Program::new(program, Arc::clone(slot))))
    }

    /// Runs `test` of `program` as `asked`.
    ///
    /// # Errors
    ///
    /// When its process cannot be started.
    pub fn run(&self, program: &Program, test: &GradedTest, asked: Asked<'_>) -> Result<Verdict> {
        self.run_within(self.limits, program, test, asked)
            .map(|(verdict, _)| verdict)
    }

    /// As [`Grader::run`]; tells also whether the CPU time was spent.
    fn run_within(
        &self,
        limits: Limits,
        program: &Program,
        test: &GradedTest,
        asked: Asked<'_>,
    ) -> Result<(Verdict, bool)> {
        let scratch = self.scratch();
        let judge = program.judge.as_ref().filter(|_| test.mode == Mode::Value);
        let inputs = judge
            .map(|judge| judge.inputs(&test.name, self.limits))
            .transpose()?
            .flatten();
        let job = Job {
            program: program.path.path(),
            test: &test.name,
            asked,
            inputs: inputs.as_deref(),
            limits,
            sources: program.sources(self.isolation.level()),
            scratch: &scratch,
            isolation: &self.isolation,
        };
        let slow = || {
            let title = test.title.get(self.lang).to_string();
            (self.notice)(&Message::StillRunning { title });
        };
        let run = runner::run(&job, &slow)?;
        let endless = matches!(run.ending, runner::Ending::CpuSpent(_));
        let answers = match judge.filter(|_| inputs.is_some() && asked == Asked::Everything) {
            Some(judge) => Some(judge.check(&test.name, run.handed.answers(), self.limits)?),
            None => None,
        };
        Ok((judge::judge(test, run, answers, self.lang), endless))
    }

    /// Runs `tests`, several at a time; the results are in their order.
    ///
    /// Each has little CPU time at first, which is many times what it needs, and all of it if need be: see
    /// [`budget`]. Calls `ended` with each verdict that is final, as soon as it is, and with its place.
    ///
    /// # Errors
    ///
    /// When a process cannot be started.
    fn run_all(
        &self,
        program: &Program,
        tests: &[GradedTest],
        ended: &(dyn Fn(usize, &Verdict) + Sync),
    ) -> Result<Vec<Verdict>> {
        let run = |limits: Limits, at: usize| {
            self.run_within(limits, program, &tests[at], Asked::Everything)
        };
        let little = self.limits.first();
        let places: Vec<usize> = (0..tests.len()).collect();
        let first = parallel::map(self.jobs, &places, |&at| {
            let (verdict, spent) = run(little, at)?;
            if !spent {
                ended(at, &verdict);
            }
            Ok((verdict, spent))
        });
        let first: Result<Vec<_>> = first.into_iter().collect();
        budget::with_all_of_it(first?, |at| run(self.limits, at))
    }

    /// Returns the folder for the private files of graded processes.
    fn scratch(&self) -> PathBuf {
        self.repo.grade_dir().join("run")
    }

    /// Runs `tests` of what was compiled; there is nothing to run of what was not.
    ///
    /// # Errors
    ///
    /// When a process cannot be started.
    pub fn verdicts(&self, compiled: &Compiled, tests: &[GradedTest]) -> Result<Vec<Verdict>> {
        match compiled {
            Compiled::Program(program) => self.run_all(program, tests, &|_, _| {}),
            Compiled::Errors(_) | Compiled::Refused(_) => Ok(Vec::new()),
        }
    }

    /// Grades `exercise`.
    ///
    /// # Errors
    ///
    /// When the sources cannot be taken, or Cargo or a test cannot be started.
    pub fn grade(&self, exercise: &Exercise, source: &Source) -> Result<ExerciseResult> {
        self.grade_by_stages(exercise, source, &|_| {})
    }

    /// Grades `exercise`, and calls `tell` whenever it has come further.
    ///
    /// # Errors
    ///
    /// As [`Grader::grade`].
    pub fn grade_by_stages(
        &self,
        exercise: &Exercise,
        source: &Source,
        tell: &(dyn Fn(Stage) + Sync),
    ) -> Result<ExerciseResult> {
        runner::sweep(&self.scratch());
        let start = Instant::now();
        let subject = self.take(exercise, source)?;
        let compiled = self.compile(&subject)?;
        let build_ms = milliseconds_since(start);
        let start = Instant::now();
        let verdicts = match &compiled {
            Compiled::Program(program) => {
                let all = exercise.tests.len();
                tell(Stage::Testing { ended: 0, all });
                let progress = Mutex::new(Progress::new(all));
                self.run_all(program, &exercise.tests, &|at, verdict| {
                    // Told under the lock, so that they are told in the order in which they came.
                    let mut progress = progress.lock().unwrap_or_else(PoisonError::into_inner);
                    let Step { ended, trouble } = progress.ended(at, verdict);
                    tell(Stage::Testing { ended, all });
                    if let Some(verdicts) = trouble {
                        let run_ms = milliseconds_since(start);
                        let times = Times { build_ms, run_ms };
                        let result = subject.result(&compiled, verdicts, times);
                        tell(Stage::Trouble(Box::new(result)));
                    }
                })?
            }
            Compiled::Errors(_) | Compiled::Refused(_) => Vec::new(),
        };
        let run_ms = milliseconds_since(start);
        Ok(subject.result(&compiled, verdicts, Times { build_ms, run_ms }))
    }
}

/// Returns how long ago `start` was, as results say it.
pub(crate) fn milliseconds_since(start: Instant) -> u64 {
    u64::try_from(start.elapsed().as_millis()).unwrap_or(u64::MAX)
}
