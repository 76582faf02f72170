//! Batches: several submissions compiled side by side in one workspace, and thrown away together.
//!
//! One run of Cargo builds them all, which costs a fraction of a run for each. One that breaks the
//! build as a whole is found by halving, so that it does not take the others with it. What a batch
//! has built is removed as soon as its tests have run: five hundred submissions take the room of two
//! batches.

use std::sync::atomic::{AtomicUsize, Ordering};

use anyhow::{Result, bail};

use super::course::Course;
use super::work::{Piece, Work};
use crate::grade::assemble::Subject;
use crate::grade::pipeline::Compiled;
use crate::grade::pristine::Workspace;
use crate::grade::{Grader, Source};

/// How many packages are compiled together. Fewer make Cargo start more often; more only delay the
/// first result.
pub(crate) const PACKAGES: usize = 12;

/// What is said where a compiler said nothing: it was killed, or could not write.
const WITHOUT_A_WORD: &str = "the compiler ended without a word";

/// Names workspaces: each is used once while its programs run, since they read their sources there.
static NEXT_SLOT: AtomicUsize = AtomicUsize::new(0);

/// Several submissions.
pub(crate) struct Batch {
    pub(crate) works: Vec<Work>,
}

/// What became of one piece that was to be compiled.
pub(crate) type Built = std::result::Result<Compiled, String>;

impl Batch {
    /// Counts what is to be compiled.
    pub(crate) fn packages(&self) -> usize {
        self.works.iter().map(Work::packages).sum()
    }

    /// Compiles every piece that is to be done; the outcomes are by submission, then by piece.
    pub(crate) fn compile(&self, course: &Course, grader: &Grader<'_>) -> Vec<Vec<Option<Built>>> {
        let mut subjects = Vec::new();
        for (at, work) in self.works.iter().enumerate() {
            for (piece, one) in work.pieces.iter().enumerate() {
                if let Some(subject) = one.subject(course, grader) {
                    let path = compiled_at(&work.slug, &subject.exercise.name, one.is_hidden());
                    subjects.push(((at, piece), subject, path));
                }
            }
        }
        let all: Vec<(&Subject<'_>, String)> = subjects
            .iter()
            .map(|(_, subject, path)| (subject, path.clone()))
            .collect();
        let empty = |work: &Work| work.pieces.iter().map(|_: &Piece| None).collect();
        let mut outcomes: Vec<Vec<Option<Built>>> = self.works.iter().map(empty).collect();
        for (((at, piece), ..), built) in subjects.iter().zip(compile(grader, &all)) {
            outcomes[*at][*piece] = Some(built);
        }
        outcomes
    }
}

/// Returns where the exercise of a submission lies while it is compiled.
pub(crate) fn compiled_at(slug: &str, exercise: &str, hidden: bool) -> String {
    let folder = if hidden { "hidden" } else { "submissions" };
    format!("{folder}/{slug}/{exercise}")
}

/// Compiles each exercise as it is handed out: what all submissions share is built then, and whatever
/// fails to build later is not the suite's fault.
///
/// # Errors
///
/// When one does not compile.
pub(crate) fn warm_up(course: &Course, grader: &Grader<'_>) -> Result<()> {
    let mut subjects = Vec::new();
    for (at, exercise) in course.exercises.iter().enumerate() {
        let subject = grader.take(exercise, &Source::Exercise)?;
        if let Some(hidden) = course.hidden(at) {
            let mut subject = subject.clone();
            subject.exercise = &hidden.exercise;
            subject.suite = Some(hidden.folder.clone());
            subjects.push((subject, format!("hidden/{}", exercise.name)));
        }
        subjects.push((subject, format!("exercises/{}", exercise.name)));
    }
    let with_paths: Vec<_> = subjects
        .iter()
        .map(|(subject, path)| (subject, path.clone()))
        .collect();
    let slot = Workspace::open(grader.repo, "class-shared")?.without_incremental();
    let compiled = grader.compile_in(slot, &with_paths)?;
    for (compiled, (_, path)) in compiled.iter().zip(&subjects) {
        if let Compiled::Errors(errors) = compiled {
            if errors.is_empty() {
                bail!("{path} does not compile: {WITHOUT_A_WORD} (is there room on the disk?)");
            }
            let errors = errors.join("\n");
            bail!("{path} does not compile with the stub: {errors}");
        }
    }
    Ok(())
}

/// Compiles `subjects` in one workspace, or, if that fails, in two halves.
fn compile(grader: &Grader<'_>, subjects: &[(&Subject<'_>, String)]) -> Vec<Built> {
    match compile_together(grader, subjects) {
        Ok(compiled) if subjects.len() > 1 => {
            let again = |(compiled, subject): (Compiled, &(&Subject<'_>, String))| match compiled {
                // The compiler did not survive it, or was stopped: that needs a second look alone.
                Compiled::Errors(errors) if errors.is_empty() => {
                    compile(grader, std::slice::from_ref(subject)).remove(0)
                }
                compiled => of_the_submission(compiled),
            };
            compiled.into_iter().zip(subjects).map(again).collect()
        }
        Ok(compiled) => compiled.into_iter().map(of_the_submission).collect(),
        Err(why) if subjects.len() <= 1 => subjects.iter().map(|_| Err(why.clone())).collect(),
        Err(_) => {
            let (first, second) = subjects.split_at(subjects.len() / 2);
            let mut all = compile(grader, first);
            all.extend(compile(grader, second));
            all
        }
    }
}

/// Keeps what is the submission's doing; errors of a machine that has no room left are not.
///
/// A submission that says so itself has no verdict either, which earns nothing and gets a line.
fn of_the_submission(compiled: Compiled) -> Built {
    // How the compiler and Cargo say it, and how linkers do.
    const FULL: [&str; 2] = ["No space left on device", "os error 28"];
    let full = |line: &&str| FULL.iter().any(|text| line.contains(text));
    match &compiled {
        Compiled::Errors(errors) => {
            match errors.iter().flat_map(|error| error.lines()).find(full) {
                Some(line) => Err(in_brief(line.trim_start())),
                None => Ok(compiled),
            }
        }
        _ => Ok(compiled),
    }
}

/// Returns the first line of what Cargo said: a compiler that crashed goes on with addresses, which
/// are others each time.
fn in_brief(said: &str) -> String {
    const MAX: usize = 300;
    let first = said.lines().next().unwrap_or_default();
    // Cargo's own words were made one line already.
    let first = first.split("\\n").next().unwrap_or_default();
    first.chars().take(MAX).collect()
}

fn compile_together(
    grader: &Grader<'_>,
    subjects: &[(&Subject<'_>, String)],
) -> std::result::Result<Vec<Compiled>, String> {
    if subjects.is_empty() {
        return Ok(Vec::new());
    }
    let number = NEXT_SLOT.fetch_add(1, Ordering::Relaxed);
    let compiled = Workspace::open(grader.repo, &format!("class-{number}"))
        .and_then(|slot| grader.compile_in(slot.without_incremental(), subjects))
        .map_err(|error| in_brief(&format!("{error:#}")))?;
    match (&compiled[..], subjects) {
        ([Compiled::Errors(errors)], [_]) if errors.is_empty() => Err(WITHOUT_A_WORD.to_string()),
        _ => Ok(compiled),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_disk_is_no_mistake_of_the_submission() {
        let errors = |text: &str| of_the_submission(Compiled::Errors(vec![text.to_string()]));
        let full = "error: failed to write /b/x.rmeta: No space left on device (os error 28)\n\n";
        assert!(errors(full).is_err_and(|why| why.ends_with("(os error 28)")));
        assert!(errors("error[E0308]: mismatched types").is_ok());
    }

    #[test]
    fn of_a_crash_only_the_first_line_is_kept() {
        let said = "cargo could not build: error: rustc interrupted by SIGSEGV\\n\\n/lib/x.so[0x7fd28bd62e1c]";
        assert_eq!(
            in_brief(said),
            "cargo could not build: error: rustc interrupted by SIGSEGV"
        );
        assert_eq!(in_brief("one\ntwo"), "one");
        assert_eq!(in_brief(&"x".repeat(1000)).len(), 300);
    }
}
