//! Crew: a master hands out batches to compile and submissions to run, and keeps each result at once.
//!
//! Two batches are alive at a time: while the tests of one run, the next is compiled. The tests of a
//! submission run one after the other, by one worker: what a test may spend depends on those before
//! it, so nothing depends on how many workers there are.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Result, anyhow};
use master_worker::{Master, TaskFailed, TaskId};

use super::artifacts::Artifacts;
use super::batch::{self, Batch, Built};
use super::course::Course;
use super::finish;
use super::record::Record;
use super::work::Work;
use crate::grade::Grader;
use crate::grade::runner::Limits;
use crate::grade::sandbox::Isolation;
use crate::lang::Lang;
use crate::messages::Message;
use crate::messages::staff::StaffMessage;
use crate::repo::Repo;

/// How long a test may take on the wall: no verdict depends on it, however busy the machine is.
const WALL: Duration = Duration::from_secs(1200);

/// How many batches are alive: one whose tests run, and one that is compiled.
const ALIVE: usize = 2;

/// What workers know.
pub(crate) struct Context {
    pub(crate) repo: Repo,
    /// What keeps submissions from the machine and from each other.
    pub(crate) isolation: Isolation,
    pub(crate) course: Course,
    /// What the inputs of value tests are made from.
    pub(crate) seed: u64,
    pub(crate) lang: Lang,
}

impl Context {
    /// Applies `work` to a grader that runs one test at a time.
    pub(crate) fn with_grader<R>(&self, work: impl FnOnce(&Grader<'_>) -> R) -> R {
        let quiet = |_: &Message| {};
        let isolation = self.isolation.clone();
        let mut grader = Grader::isolated(&self.repo, self.lang, &quiet, isolation);
        grader.jobs = 1;
        grader.seed = self.seed;
        grader.limits = Limits {
            wall: WALL,
            ..Limits::default()
        };
        work(&grader)
    }
}

/// What the master hands out.
enum Task {
    Compile(Arc<Batch>),
    Run {
        batch: Arc<Batch>,
        work: usize,
        built: Vec<Option<Built>>,
        build_ms: u64,
    },
}

/// What a worker brings.
enum Done {
    Compiled {
        built: Vec<Vec<Option<Built>>>,
        artifacts: Artifacts,
        took: Duration,
    },
    Ran(Box<Record>),
}

/// A batch that is alive.
struct Alive {
    batch: Arc<Batch>,
    artifacts: Artifacts,
    left: usize,
}

/// What a task is about, for when its outcome is at hand.
#[derive(Clone, Copy)]
enum About {
    Compiling { batch: usize },
    Running { batch: usize, work: usize },
}

/// Grades whatever `next` brings, with `jobs` workers; each result goes to `keep` at once.
///
/// # Errors
///
/// When the workers cannot be started.
pub(crate) fn grade(
    context: &Arc<Context>,
    jobs: usize,
    mut next: impl FnMut() -> Option<Batch>,
    mut keep: impl FnMut(Record),
) -> Result<()> {
    let perform = {
        let context = Arc::clone(context);
        move |task: &Task| context.with_grader(|grader| perform(&context, grader, task))
    };
    let master = Master::builder()
        .workers(jobs, perform)
        .max_attempts(1)
        .thread_name("grader-")
        .try_build()?;
    let mut alive: HashMap<usize, Alive> = HashMap::new();
    let mut about: HashMap<TaskId, About> = HashMap::new();
    let (mut count, mut compiling) = (0, false);
    let mut ready: Vec<(About, Task)> = Vec::new();
    loop {
        // The next batch goes first: it is compiled while the tests of this one run.
        while !compiling && alive.len() < ALIVE {
            let Some(batch) = next() else { break };
            let (left, batch) = (batch.works.len(), Arc::new(batch));
            let id = submit(&master, Task::Compile(Arc::clone(&batch)))?;
            about.insert(id, About::Compiling { batch: count });
            let artifacts = Artifacts::default();
            alive.insert(
                count,
                Alive {
                    batch,
                    artifacts,
                    left,
                },
            );
            (count, compiling) = (count + 1, true);
        }
        for (what, task) in ready.drain(..) {
            about.insert(submit(&master, task)?, what);
        }
        let Some((id, outcome)) = master.next_completed() else {
            return Ok(());
        };
        let Some(about_it) = about.remove(&id) else {
            continue;
        };
        match about_it {
            About::Compiling { batch } => {
                compiling = false;
                let Some(one) = alive.get_mut(&batch) else {
                    continue;
                };
                let (built, took) = compiled(one, outcome, context.lang);
                let share = took.as_millis() / one.batch.packages().max(1) as u128;
                let build_ms = u64::try_from(share).unwrap_or(u64::MAX);
                for (work, built) in built.into_iter().enumerate() {
                    let batch_of = Arc::clone(&one.batch);
                    let task = Task::Run {
                        batch: batch_of,
                        work,
                        built,
                        build_ms,
                    };
                    ready.push((About::Running { batch, work }, task));
                }
            }
            About::Running { batch, work } => {
                let Some(one) = alive.get_mut(&batch) else {
                    continue;
                };
                keep(match outcome {
                    Ok(Done::Ran(record)) => *record,
                    Ok(Done::Compiled { .. }) => unreachable!("it was not asked to compile"),
                    Err(failed) => {
                        let level = context.isolation.level();
                        let why = said(&failed, context.lang);
                        finish::problem(&one.batch.works[work].entry, level, &why)
                    }
                });
                one.left -= 1;
                if one.left == 0 {
                    alive
                        .remove(&batch)
                        .into_iter()
                        .for_each(|one| one.artifacts.remove());
                }
            }
        }
    }
}

/// Takes what compiling brought; if the grader itself failed, that is said of each submission.
fn compiled(
    alive: &mut Alive,
    outcome: Result<Done, TaskFailed>,
    lang: Lang,
) -> (Vec<Vec<Option<Built>>>, Duration) {
    match outcome {
        Ok(Done::Compiled {
            built,
            artifacts,
            took,
        }) => {
            alive.artifacts = artifacts;
            (built, took)
        }
        Ok(Done::Ran(_)) => unreachable!("it was asked to compile"),
        Err(failed) => {
            let why = said(&failed, lang);
            let each = |work: &Work| work.pieces.iter().map(|_| Some(Err(why.clone()))).collect();
            (alive.batch.works.iter().map(each).collect(), Duration::ZERO)
        }
    }
}

fn submit(master: &Master<Task, Done>, task: Task) -> Result<TaskId> {
    master
        .submit(task)
        .map_err(|_| anyhow!("the master was shut down"))
}

fn said(failed: &TaskFailed, lang: Lang) -> String {
    let why = failed.to_string();
    StaffMessage::GraderFailed { why }.to_text(lang)
}

fn perform(context: &Context, grader: &Grader<'_>, task: &Task) -> Done {
    match task {
        Task::Compile(batch) => {
            let start = Instant::now();
            let before = Artifacts::now(&context.repo.grade_dir());
            let built = batch.compile(&context.course, grader);
            Done::Compiled {
                built,
                artifacts: before.added(&context.repo.grade_dir()),
                took: start.elapsed(),
            }
        }
        Task::Run {
            batch,
            work,
            built,
            build_ms,
        } => {
            let work = &batch.works[*work];
            let record = finish::run(work, built, &context.course, grader, *build_ms);
            Done::Ran(Box::new(record))
        }
    }
}

/// Fills batches from works as they come, each as large as it may be.
pub(crate) fn batches(mut works: impl Iterator<Item = Work>) -> impl FnMut() -> Option<Batch> {
    move || {
        let (mut batch, mut packages) = (Vec::new(), 0);
        while packages < batch::PACKAGES {
            let Some(work) = works.next() else { break };
            packages += work.packages();
            batch.push(work);
        }
        (!batch.is_empty()).then_some(Batch { works: batch })
    }
}
