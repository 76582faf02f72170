//! `cargo staff class`: grades what a whole class has handed in.
//!
//! Roster → work → batches → crew → store, then the formats. Each result is kept the moment it is
//! known; whatever ends this program loses none of them, and `--resume` goes on.

mod artifacts;
mod batch;
mod course;
mod crew;
mod earlier;
mod finish;
pub(crate) mod isolation;
pub(crate) mod locate;
mod options;
mod progress;
pub(crate) mod record;
pub(crate) mod roster;
pub(crate) mod store;
pub(crate) mod summary;
pub(crate) mod unzip;
mod work;

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context as _, Result, bail, ensure};

use self::artifacts::Artifacts;
use self::course::Course;
use self::crew::Context;
use self::options::{Earlier, Options, Partition};
use self::progress::Progress;
use self::record::Record;
use self::roster::Entry;
use self::store::Store;
use self::summary::Summary;
use self::work::Work;
use super::formats::{self, moodle::Worksheet};
use crate::cli::Outcome;
use crate::escape;
use crate::exercise::Exercise;
use crate::grade::intake::{self, Sources};
use crate::lang::Lang;
use crate::messages::staff::StaffMessage;
use crate::repo::Repo;

/// Runs the command.
pub(super) fn run(repo: &Repo, arguments: &[OsString]) -> Result<Outcome> {
    let options = Options::parse(arguments)?;
    if let Some(hidden) = &options.hidden {
        course::only_exercises(hidden, &repo.exercises()?)?;
    }
    let course = Course::new(chosen(repo, &options.exercises)?, options.hidden.as_deref())?;
    let isolation = isolation::find(options.accept_weak_isolation)?;
    ensure!(
        !earlier::lies_in(&options.out, &options.submissions),
        "{} lies among the submissions, where it would be one itself: choose another folder",
        options.out.display()
    );
    let mut entries = roster::read(&options.submissions)?;
    entries.retain(|entry| options.partition.holds(&entry.student));
    // What is wrong with a worksheet is said before an hour of grading, and stops none of it.
    let worksheet = options.moodle.as_deref().map(Worksheet::read);
    let store = Store::open(&options.out)?;
    let earlier = earlier::read(&store, &options, repo, &course)?;

    let private = private_target(repo, options.partition)?;
    let context = Arc::new(Context {
        repo: private.repo.clone(),
        isolation,
        course,
        seed: earlier::seed(&options, &earlier)?,
        lang: options.lang,
    });
    // It says that everybody is graded, which is about to be untrue.
    let _ = fs::remove_file(options.out.join("class.json"));
    let lost = grade_all(&context, &options, &entries, &earlier, &store)?;
    drop(private);

    let mut good = lost == 0;
    let records = store.read()?;
    if options.earlier == Earlier::Regrade {
        summary::print_moved(&earlier, &records)?;
    }
    if let Err(error) = sum_up(&options, &context.course, &records, lost) {
        eprintln!("{}", escape::one_line(&format!("{error:#}")));
        good = false;
    }
    let records: Vec<Record> = records.into_values().collect();
    good &= formats::publish(&records, &options.out, &options.formats, options.lang);
    if let Some(worksheet) = worksheet {
        good &= formats::moodle::fill(worksheet, &records, &options.out);
    }
    good &= summary::print(&records, lost, &options.out)?;
    Ok(if good { Outcome::Good } else { Outcome::Less })
}

/// Writes the summary, which says that the results of everybody are there.
fn sum_up(
    options: &Options,
    course: &Course,
    records: &BTreeMap<String, Record>,
    lost: usize,
) -> Result<()> {
    ensure!(
        lost == 0,
        "not everything could be kept: make room, then go on with --resume"
    );
    let partition = options.partition.to_string();
    Summary::of(&partition, &course.exercises, records).keep(&options.out)
}

/// Returns the exercises that are graded: those named, or all.
pub(crate) fn chosen(repo: &Repo, names: &[String]) -> Result<Vec<Exercise>> {
    let all = repo.exercises()?;
    if let Some(name) = names
        .iter()
        .find(|name| all.iter().all(|one| one.name != **name))
    {
        let known: Vec<_> = all.iter().map(|one| one.name.as_str()).collect();
        bail!(
            "there is no exercise `{name}`; there is: {}",
            known.join(", ")
        );
    }
    let wanted = |one: &Exercise| names.is_empty() || names.contains(&one.name);
    Ok(all.into_iter().filter(wanted).collect())
}

/// A folder for builds that no other process uses at the same time.
struct Private {
    repo: Repo,
    _lock: File,
}

fn private_target(repo: &Repo, partition: Partition) -> Result<Private> {
    let name = match partition {
        Partition::WHOLE => "class".to_string(),
        Partition { number, of } => format!("class-{number}-of-{of}"),
    };
    let target = repo.target().join(name);
    fs::create_dir_all(&target).with_context(|| target.display().to_string())?;
    let path = target.join("lock");
    let lock = File::create(&path).with_context(|| path.display().to_string())?;
    match lock.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => {
            eprintln!("waiting for another `cargo staff class` in this checkout to end");
            lock.lock().with_context(|| path.display().to_string())?;
        }
        Err(TryLockError::Error(error)) => {
            return Err(error).with_context(|| path.display().to_string());
        }
    }
    Ok(Private {
        repo: repo.clone().with_target(target),
        _lock: lock,
    })
}

/// Keeps results and tells of them.
struct Keeper<'a> {
    store: &'a Store,
    progress: Progress,
    /// How many results could not be kept.
    lost: usize,
}

impl Keeper<'_> {
    /// Keeps a result, then tells of it: what was told is there.
    fn keep(&mut self, record: &Record) {
        let kept = self.store.keep(record);
        self.progress
            .done(&record.in_one_line(), !record.is_final());
        if let Err(error) = kept {
            let said = format!("{}: the result is lost: {error:#}", record.student);
            self.progress.say(&said);
            self.lost += 1;
        }
    }
}

/// Grades whatever is not known yet; returns how many results could not be kept.
fn grade_all(
    context: &Arc<Context>,
    options: &Options,
    entries: &[Entry],
    earlier: &BTreeMap<String, Record>,
    store: &Store,
) -> Result<usize> {
    let (grade_dir, level) = (context.repo.grade_dir(), context.isolation.level());
    Artifacts::sweep(&grade_dir)?;
    crate::grade::runner::sweep(&grade_dir.join("run"));
    let mut keeper = Keeper {
        store,
        progress: Progress::new(entries.len()),
        lost: 0,
    };
    let scratch = grade_dir.join("unpacked");
    let mut to_do = Vec::new();
    for entry in entries {
        match open(context, entry, earlier.get(&entry.student), &scratch) {
            // It is opened again when its turn comes: all of them may not fit into memory.
            Ok(Some(_)) => to_do.push(entry),
            Ok(None) => {
                let known = earlier.get(&entry.student).map(Record::in_one_line);
                let said = format!("{}, as before", known.unwrap_or_default());
                keeper.progress.done(&said, false);
            }
            Err(why) => keeper.keep(&finish::problem(entry, level, &why)),
        }
    }
    if !to_do.is_empty() {
        keeper
            .progress
            .begin("compiling what all submissions share");
        context.with_grader(|grader| batch::warm_up(&context.course, grader))?;
        Artifacts::now(&grade_dir).note(&grade_dir)?;
        keeper.progress.begun();
    }
    let keeper = RefCell::new(keeper);
    let works = to_do.into_iter().filter_map(|entry| {
        match open(context, entry, earlier.get(&entry.student), &scratch) {
            Ok(work) => work,
            Err(why) => {
                keeper
                    .borrow_mut()
                    .keep(&finish::problem(entry, level, &why));
                None
            }
        }
    });
    let next = crew::batches(works);
    crew::grade(context, options.jobs, next, |record| {
        keeper.borrow_mut().keep(&record);
    })?;
    let keeper = keeper.into_inner();
    keeper.progress.finish();
    Ok(keeper.lost)
}

/// Opens a submission; none if its result is known and stays as it is.
fn open(
    context: &Context,
    entry: &Entry,
    earlier: Option<&Record>,
    scratch: &Path,
) -> Result<Option<Work>, String> {
    let open =
        |grader: &crate::grade::Grader<'_>| Work::open(entry, &context.course, grader, scratch);
    let mut work = context.with_grader(open)?;
    let Some(earlier) = earlier else {
        return Ok(Some(work));
    };
    work.know(earlier, &context.course);
    let same = work.is_done()
        && earlier.sources == work.sources
        && earlier.submission == entry.file
        && earlier.name == entry.name
        && earlier
            .grading
            .as_ref()
            .is_some_and(|one| one.exercises.len() == work.pieces.len());
    Ok((!same).then_some(work))
}

/// Takes the sources of every exercise that a submission holds, by the exercise's place in `exercises`.
///
/// # Errors
///
/// In a few words of English that follow the file's name, when there are none.
pub(crate) fn submission_sources(
    entry: &Entry,
    exercises: &[Exercise],
    scratch: &Path,
) -> Result<Vec<(usize, Sources)>, String> {
    let said = |why: StaffMessage| why.to_text(Lang::En);
    let (path, kind) = entry.found.as_ref().map_err(|why| said(why.clone()))?;
    let folder = work::Folder::open(path, *kind, scratch).map_err(said)?;
    let mut found = Vec::new();
    for (at, exercise) in exercises.iter().enumerate() {
        let only = exercises.len() == 1;
        if let Some(path) = locate::sources(folder.path(), &exercise.name, only) {
            let taken = intake::collect(&path);
            found.push((at, taken.map_err(|refusal| refusal.to_text(Lang::En))?));
        }
    }
    if found.is_empty() {
        return Err(said(work::no_sources(exercises, folder.path(), Lang::En)));
    }
    Ok(found)
}

/// Returns the folder `name` of a class's results.
pub(crate) fn results_in(out: &Path, name: &str) -> Result<PathBuf> {
    let folder = out.join(name);
    fs::create_dir_all(&folder).with_context(|| folder.display().to_string())?;
    Ok(folder)
}
