//! What there is to do for one submission: its exercises, each taken from it or known already.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use super::course::{self, Course};
use super::locate;
use super::record::Record;
use super::roster::{Entry, Kind};
use super::unzip;
use crate::escape;
use crate::exercise::Exercise;
use crate::grade::assemble::Subject;
use crate::grade::intake::Sources;
use crate::grade::model::{ExerciseResult, Outcome, Problem, Times};
use crate::grade::pipeline::Compiled;
use crate::grade::version::Versions;
use crate::grade::{Grader, Source};
use crate::hash::Fnv;
use crate::lang::Lang;
use crate::messages::Message;
use crate::messages::staff::StaffMessage;

/// One exercise of a submission.
pub(crate) enum Piece {
    /// To be compiled and run.
    ToDo {
        exercise: usize,
        /// Whether it is about the hidden tests of the exercise.
        hidden: bool,
        source: Source,
        sources: Sources,
        versions: Versions,
    },
    /// The result is known without: there are no sources, or it was graded before.
    Known(Box<ExerciseResult>),
}

impl Piece {
    /// Returns what the stages of the grader want to know, if this is still to be done.
    pub(crate) fn subject<'c>(
        &self,
        course: &'c Course,
        grader: &Grader<'_>,
    ) -> Option<Subject<'c>> {
        let Self::ToDo {
            exercise,
            hidden,
            source,
            sources,
            versions,
        } = self
        else {
            return None;
        };
        let of_hidden = course.hidden(*exercise).filter(|_| *hidden);
        Some(Subject {
            exercise: of_hidden.map_or(&course.exercises[*exercise], |one| &one.exercise),
            source: source.clone(),
            sources: sources.clone(),
            suite: of_hidden.map(|one| one.folder.clone()),
            versions: versions.clone(),
            isolation: grader.isolation.level(),
            lang: grader.lang,
        })
    }

    /// Tells whether this is about hidden tests.
    pub(crate) fn is_hidden(&self) -> bool {
        matches!(self, Self::ToDo { hidden: true, .. })
    }

    /// Returns the same for the hidden tests of the exercise, if it has any.
    fn hidden(&self, course: &Course) -> Option<Self> {
        match self {
            Self::ToDo {
                exercise,
                source,
                sources,
                versions,
                ..
            } if course.hidden(*exercise).is_some() => Some(Self::ToDo {
                exercise: *exercise,
                hidden: true,
                source: source.clone(),
                sources: sources.clone(),
                versions: versions.clone(),
            }),
            _ => None,
        }
    }
}

/// What there is to do for one submission.
pub(crate) struct Work {
    pub(crate) entry: Entry,
    /// Names the submission's folder where it is compiled: the same wherever and whenever that is,
    /// and it says nothing about the student.
    pub(crate) slug: String,
    /// A fingerprint of all sources.
    pub(crate) sources: String,
    pub(crate) pieces: Vec<Piece>,
}

impl Work {
    /// Opens a submission and takes the sources of every exercise; `scratch` is a folder for what is
    /// unpacked meanwhile.
    ///
    /// # Errors
    ///
    /// In a few words of the class's language that follow the file's name, when nothing can be graded.
    pub(crate) fn open(
        entry: &Entry,
        course: &Course,
        grader: &Grader<'_>,
        scratch: &Path,
    ) -> Result<Self, String> {
        let said = |why: StaffMessage| why.to_text(grader.lang);
        let (path, kind) = entry.found.as_ref().map_err(|why| said(why.clone()))?;
        let slug = format!(
            "{:016x}",
            Fnv::default().with(entry.student.as_bytes()).finish()
        );
        let folder = Folder::open(path, *kind, &scratch.join(&slug)).map_err(said)?;
        let mut fingerprint = Fnv::default();
        let (mut pieces, mut troubles) = (Vec::new(), Vec::new());
        let exercises = &course.exercises;
        for at in 0..exercises.len() {
            match take(at, course, folder.path(), &entry.file, grader) {
                Ok(piece) => {
                    if let Piece::ToDo {
                        exercise, sources, ..
                    } = &piece
                    {
                        fingerprint = fingerprint.with(exercises[*exercise].name.as_bytes());
                        for (path, text) in &sources.files {
                            fingerprint = fingerprint.with(path.as_bytes()).with(text.as_bytes());
                        }
                    }
                    let hidden = piece.hidden(course);
                    pieces.push(piece);
                    pieces.extend(hidden);
                }
                Err(why) => {
                    let result = not_taken(at, course, &why, grader).map_err(said)?;
                    pieces.push(Piece::Known(Box::new(result)));
                    troubles.push(why);
                }
            }
        }
        if troubles.len() == exercises.len() {
            return Err(nothing(&troubles, exercises, folder.path(), grader.lang));
        }
        Ok(Self {
            entry: entry.clone(),
            slug,
            sources: format!("{:016x}", fingerprint.finish()),
            pieces,
        })
    }

    /// Takes from an earlier record of the same sources whatever this checkout would find again.
    pub(crate) fn know(&mut self, earlier: &Record, course: &Course) {
        let Some(grading) = earlier.grading.as_ref() else {
            return;
        };
        if earlier.sources != self.sources {
            return;
        }
        let mut known_names = BTreeSet::new();
        for piece in self.pieces.iter_mut().filter(|piece| !piece.is_hidden()) {
            let Piece::ToDo {
                exercise, versions, ..
            } = piece
            else {
                continue;
            };
            let name = &course.exercises[*exercise].name;
            let known = grading.exercises.iter().find(|one| {
                one.name == *name && one.versions == *versions && one.not_graded_points == 0
            });
            if let Some(known) = known {
                // What is known of the visible tests holds the hidden ones as well.
                *piece = Piece::Known(Box::new(known.clone()));
                known_names.insert(name);
            }
        }
        let known = |piece: &Piece| match piece {
            Piece::ToDo { exercise, .. } => known_names.contains(&course.exercises[*exercise].name),
            Piece::Known(_) => false,
        };
        self.pieces
            .retain(|piece| !(piece.is_hidden() && known(piece)));
    }

    /// Tells whether everything is known.
    pub(crate) fn is_done(&self) -> bool {
        self.pieces
            .iter()
            .all(|piece| matches!(piece, Piece::Known(_)))
    }

    /// Counts what is to be compiled.
    pub(crate) fn packages(&self) -> usize {
        let to_do = |piece: &&Piece| matches!(piece, Piece::ToDo { .. });
        self.pieces.iter().filter(to_do).count()
    }
}

/// Says why a submission holds nothing to grade; `troubles` say it of each exercise.
fn nothing(troubles: &[StaffMessage], exercises: &[Exercise], folder: &Path, lang: Lang) -> String {
    if troubles.iter().all(is_missing) {
        return no_sources(exercises, folder, lang).to_text(lang);
    }
    let said = troubles.iter().map(|trouble| trouble.to_text(lang));
    let all = said.reduce(|one, other| StaffMessage::BothAre { one, other }.to_text(lang));
    all.unwrap_or_default()
}

/// Says that a submission holds no sources of `exercises`, and what there is instead.
pub(crate) fn no_sources(exercises: &[Exercise], folder: &Path, lang: Lang) -> StaffMessage {
    let there = locate::in_brief(folder).to_text(lang);
    match exercises {
        [one] => StaffMessage::HoldsNothingOfIt {
            exercise: one.name.clone(),
            there,
        },
        _ => StaffMessage::HoldsNothingOfAny {
            there,
            // A lone `src` is somebody's work: only which exercise it is of cannot be told.
            lone: locate::sources(folder, "src", true).is_some(),
        },
    }
}

/// Tells whether nothing was handed in for an exercise.
fn is_missing(why: &StaffMessage) -> bool {
    matches!(why, StaffMessage::HoldsNothingOf { .. })
}

/// Takes the sources of one exercise from `folder`, which the student knows as `file`.
fn take(
    at: usize,
    course: &Course,
    folder: &Path,
    file: &str,
    grader: &Grader<'_>,
) -> Result<Piece, StaffMessage> {
    let exercise = &course.exercises[at];
    let found = locate::sources(folder, &exercise.name, course.exercises.len() == 1);
    let path = found.ok_or_else(|| StaffMessage::HoldsNothingOf {
        exercise: exercise.name.clone(),
    })?;
    let source = Source::Submission(path);
    let subject = grader.take(exercise, &source).map_err(|error| {
        // Where it lies on this machine is nobody's business.
        let folder = escape::one_line(&folder.display().to_string());
        let text = format!("{error:#}").replace(&format!("{folder}/"), "");
        StaffMessage::CannotBeTaken {
            why: text.replace(&folder, file),
        }
    })?;
    Ok(Piece::ToDo {
        exercise: at,
        hidden: false,
        source,
        sources: subject.sources,
        versions: versions(at, course, grader)?,
    })
}

fn versions(at: usize, course: &Course, grader: &Grader<'_>) -> Result<Versions, StaffMessage> {
    let versions = course.versions(grader.repo, at);
    versions.map_err(|error| StaffMessage::CannotBeGraded {
        why: format!("{error:#}"),
    })
}

/// Makes the result of an exercise that cannot be taken from a submission.
fn not_taken(
    at: usize,
    course: &Course,
    why: &StaffMessage,
    grader: &Grader<'_>,
) -> Result<ExerciseResult, StaffMessage> {
    let result = |exercise: &Exercise| -> Result<ExerciseResult, StaffMessage> {
        let subject = Subject {
            exercise,
            source: Source::Submission(PathBuf::new()),
            sources: Sources::default(),
            suite: None,
            versions: versions(at, course, grader)?,
            isolation: grader.isolation.level(),
            lang: grader.lang,
        };
        let nothing = Compiled::Errors(Vec::new());
        Ok(subject.result(&nothing, Vec::new(), Times::default()))
    };
    let mut result_of_all = result(&course.exercises[at])?;
    result_of_all.outcome = Outcome::NotTaken;
    if let Some(hidden) = course.hidden(at) {
        course::add_hidden(&mut result_of_all, result(&hidden.exercise)?, grader.lang);
    }
    let mut result = result_of_all;
    let reason = if is_missing(why) {
        Message::NothingHandedIn.to_text(grader.lang)
    } else {
        let why = why.to_text(grader.lang);
        StaffMessage::TheSubmission { why }.to_text(grader.lang)
    };
    result.problems.push(Problem {
        file: result.path.clone(),
        line: 1,
        column: 1,
        reason,
        instead: String::new(),
    });
    Ok(result)
}

/// The folder of a submission; what was unpacked for it goes with this.
pub(super) enum Folder {
    Given(PathBuf),
    Unpacked(PathBuf),
}

impl Folder {
    pub(super) fn open(path: &Path, kind: Kind, scratch: &Path) -> Result<Self, StaffMessage> {
        let zip = match kind {
            Kind::Zip => Some(path.to_path_buf()),
            Kind::Folder => locate::zip_inside(path),
        };
        let Some(zip) = zip else {
            return Ok(Self::Given(path.to_path_buf()));
        };
        let _ = fs::remove_dir_all(scratch);
        fs::create_dir_all(scratch).map_err(|error| unzip::cannot_be_unpacked(&error))?;
        let folder = Self::Unpacked(scratch.to_path_buf());
        unzip::unzip(&zip, scratch)?;
        Ok(folder)
    }

    pub(super) fn path(&self) -> &Path {
        match self {
            Self::Given(path) | Self::Unpacked(path) => path,
        }
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        if let Self::Unpacked(path) = self {
            let _ = fs::remove_dir_all(path);
        }
    }
}
