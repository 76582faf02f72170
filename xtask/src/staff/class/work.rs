//! What there is to do for one submission: its exercises, each taken from it or known already.

use std::fs;
use std::path::{Path, PathBuf};

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

/// One exercise of a submission.
pub(crate) enum Piece {
    /// To be compiled and run.
    ToDo {
        exercise: usize,
        source: Source,
        sources: Sources,
        versions: Versions,
    },
    /// The result is known without: there are no sources, or it was graded before.
    Known(Box<ExerciseResult>),
}

impl Piece {
    /// Returns what the stages of the grader want to know, if this is still to be done.
    pub(crate) fn subject<'e>(
        &self,
        exercises: &'e [Exercise],
        grader: &Grader<'_>,
    ) -> Option<Subject<'e>> {
        let Self::ToDo {
            exercise,
            source,
            sources,
            versions,
        } = self
        else {
            return None;
        };
        Some(Subject {
            exercise: &exercises[*exercise],
            source: source.clone(),
            sources: sources.clone(),
            versions: versions.clone(),
            lang: grader.lang,
        })
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
    /// In a few words that follow the file's name, when nothing can be graded.
    pub(crate) fn open(
        entry: &Entry,
        exercises: &[Exercise],
        grader: &Grader<'_>,
        scratch: &Path,
    ) -> Result<Self, String> {
        let (path, kind) = entry.found.as_ref().map_err(Clone::clone)?;
        let slug = format!(
            "{:016x}",
            Fnv::default().with(entry.student.as_bytes()).finish()
        );
        let folder = Folder::open(path, *kind, &scratch.join(&slug))?;
        let mut fingerprint = Fnv::default();
        let (mut pieces, mut troubles) = (Vec::new(), Vec::new());
        for at in 0..exercises.len() {
            match take(at, exercises, folder.path(), grader) {
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
                    pieces.push(piece);
                }
                Err(why) => {
                    pieces.push(Piece::Known(Box::new(not_taken(
                        &exercises[at],
                        &why,
                        grader,
                    )?)));
                    troubles.push(why);
                }
            }
        }
        if troubles.len() == pieces.len() {
            troubles.dedup();
            return Err(match troubles.as_slice() {
                [one] => one.clone(),
                _ => format!("holds no sources: {}", troubles.join("; ")),
            });
        }
        Ok(Self {
            entry: entry.clone(),
            slug,
            sources: format!("{:016x}", fingerprint.finish()),
            pieces,
        })
    }

    /// Takes from an earlier record of the same sources whatever this checkout would find again.
    pub(crate) fn know(&mut self, earlier: &Record, exercises: &[Exercise]) {
        let Some(grading) = earlier.grading.as_ref() else {
            return;
        };
        if earlier.sources != self.sources {
            return;
        }
        for piece in &mut self.pieces {
            let Piece::ToDo {
                exercise, versions, ..
            } = piece
            else {
                continue;
            };
            let name = &exercises[*exercise].name;
            let known = grading.exercises.iter().find(|one| {
                one.name == *name && one.versions == *versions && one.not_graded_points == 0
            });
            if let Some(known) = known {
                *piece = Piece::Known(Box::new(known.clone()));
            }
        }
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

/// Takes the sources of one exercise.
fn take(
    at: usize,
    exercises: &[Exercise],
    folder: &Path,
    grader: &Grader<'_>,
) -> Result<Piece, String> {
    let exercise = &exercises[at];
    let found = locate::sources(folder, &exercise.name, exercises.len() == 1);
    let path = found.ok_or_else(|| format!("holds no sources of {}", exercise.name))?;
    let source = Source::Submission(path);
    let subject = grader.take(exercise, &source).map_err(|error| {
        // Where it lies on this machine is nobody's business.
        let text =
            format!("{error:#}").replace(&escape::one_line(&folder.display().to_string()), "");
        format!("cannot be taken: {text}")
    })?;
    Ok(Piece::ToDo {
        exercise: at,
        source,
        sources: subject.sources,
        versions: subject.versions,
    })
}

/// Makes the result of an exercise that cannot be taken from a submission.
fn not_taken(
    exercise: &Exercise,
    why: &str,
    grader: &Grader<'_>,
) -> Result<ExerciseResult, String> {
    let versions = Versions::of(grader.repo, exercise).map_err(|error| format!("{error:#}"))?;
    let subject = Subject {
        exercise,
        source: Source::Submission(PathBuf::new()),
        sources: Sources::default(),
        versions,
        lang: grader.lang,
    };
    let nothing = Compiled::Errors(Vec::new());
    let mut result = subject.result(&nothing, Vec::new(), Times::default());
    result.outcome = Outcome::NotTaken;
    result.problems.push(Problem {
        file: result.path.clone(),
        line: 1,
        column: 1,
        reason: format!("The submission {why}."),
        instead: String::new(),
    });
    Ok(result)
}

/// The folder of a submission; what was unpacked for it goes with this.
enum Folder {
    Given(PathBuf),
    Unpacked(PathBuf),
}

impl Folder {
    fn open(path: &Path, kind: Kind, scratch: &Path) -> Result<Self, String> {
        let zip = match kind {
            Kind::Zip => Some(path.to_path_buf()),
            Kind::Folder => locate::zip_inside(path),
        };
        let Some(zip) = zip else {
            return Ok(Self::Given(path.to_path_buf()));
        };
        let _ = fs::remove_dir_all(scratch);
        fs::create_dir_all(scratch).map_err(|error| format!("cannot be unpacked: {error}"))?;
        let folder = Self::Unpacked(scratch.to_path_buf());
        unzip::unzip(&zip, scratch)?;
        Ok(folder)
    }

    fn path(&self) -> &Path {
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
