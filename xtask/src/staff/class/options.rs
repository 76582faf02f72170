//! What the command line of `cargo staff class` says.

use std::ffi::OsString;
use std::path::PathBuf;
use std::thread;

use anyhow::{Context, Result, bail, ensure};
use lexopt::prelude::*;

use crate::hash::Fnv;
use crate::lang::Lang;
use crate::staff::formats::Formats;
use crate::staff::words::number;

/// Names one of several parts of a class, each graded by a process of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Partition {
    /// Counts from 1.
    pub(crate) number: u64,
    /// How many there are.
    pub(crate) of: u64,
}

impl Partition {
    /// The only one.
    pub(crate) const WHOLE: Self = Self { number: 1, of: 1 };

    /// Reads `2/8`.
    ///
    /// # Errors
    ///
    /// When it is not of that form, or the first number is not one of the second.
    pub(crate) fn parse(text: &str) -> Result<Self> {
        let parse = || {
            let (number, of) = text.split_once('/')?;
            Some((number.parse().ok()?, of.parse().ok()?))
        };
        let (number, of) = parse().with_context(|| format!("`{text}` is not of the form 2/8"))?;
        ensure!(
            (1..=of).contains(&number),
            "there is no partition {number} of {of}: they count from 1"
        );
        Ok(Self { number, of })
    }

    /// Tells whether it is this part's to grade `student`, which does not depend on who else there is.
    pub(crate) fn holds(self, student: &str) -> bool {
        let hash = Fnv::default().with(student.as_bytes()).finish();
        // The lowest bits of this hash are its worst.
        (hash >> 16) % self.of == self.number - 1
    }
}

impl std::fmt::Display for Partition {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "{}/{}", self.number, self.of)
    }
}

/// Says what to do about results that are there already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Earlier {
    /// There must be none.
    None,
    /// Those that are whole count; the rest is graded.
    Resume,
    /// Those of another suite are graded again.
    Regrade,
}

/// Holds the options.
#[derive(Debug)]
pub(crate) struct Options {
    pub(crate) submissions: PathBuf,
    pub(crate) out: PathBuf,
    pub(crate) exercises: Vec<String>,
    pub(crate) jobs: usize,
    pub(crate) earlier: Earlier,
    pub(crate) partition: Partition,
    pub(crate) formats: Formats,
    pub(crate) moodle: Option<PathBuf>,
    pub(crate) hidden: Option<PathBuf>,
    pub(crate) accept_weak_isolation: bool,
    /// What the inputs of value tests are made from, if it is not to be drawn.
    pub(crate) seed: Option<u64>,
    pub(crate) lang: Lang,
}

impl Options {
    pub(crate) fn parse(arguments: &[OsString]) -> Result<Self> {
        let (mut submissions, mut out) = (None, None);
        let mut options = Self {
            submissions: PathBuf::new(),
            out: PathBuf::new(),
            exercises: Vec::new(),
            jobs: thread::available_parallelism().map_or(1, usize::from),
            earlier: Earlier::None,
            partition: Partition::WHOLE,
            formats: Formats::default(),
            moodle: None,
            hidden: None,
            accept_weak_isolation: false,
            seed: None,
            lang: Lang::of_environment(),
        };
        let mut parser = lexopt::Parser::from_args(arguments);
        while let Some(argument) = parser.next()? {
            match argument {
                Long("submissions") => submissions = Some(PathBuf::from(parser.value()?)),
                Long("out") => out = Some(PathBuf::from(parser.value()?)),
                Long("exercises") => {
                    let names = parser.value()?.string()?;
                    options
                        .exercises
                        .extend(names.split(',').map(str::to_string));
                }
                Long("jobs") => options.jobs = number(&mut parser, "jobs")?,
                Long("resume") => options.set_earlier(Earlier::Resume)?,
                Long("regrade") => options.set_earlier(Earlier::Regrade)?,
                Long("partition") => {
                    options.partition = Partition::parse(&parser.value()?.string()?)?;
                }
                Long("formats") => {
                    options.formats = Formats::parse(&parser.value()?.string()?)?;
                }
                Long("moodle") => options.moodle = Some(PathBuf::from(parser.value()?)),
                Long("hidden") => options.hidden = Some(PathBuf::from(parser.value()?)),
                Long("accept-weak-isolation") => options.accept_weak_isolation = true,
                Long("seed") => options.seed = Some(number(&mut parser, "seed")?),
                Long("lang") => {
                    let name = parser.value()?.string()?;
                    options.lang = Lang::parse(&name).with_context(|| {
                        format!("there is no language `{name}`: it is en or fr")
                    })?;
                }
                other => return Err(other.unexpected().into()),
            }
        }
        options.submissions = submissions.context(USAGE)?;
        options.out = out.context(USAGE)?;
        ensure!(options.jobs >= 1, "at least 1 job is needed");
        Ok(options)
    }

    fn set_earlier(&mut self, earlier: Earlier) -> Result<()> {
        if self.earlier != Earlier::None && self.earlier != earlier {
            bail!("--resume and --regrade exclude each other (--regrade goes on as well)");
        }
        self.earlier = earlier;
        Ok(())
    }
}

const USAGE: &str = "usage: cargo staff class --submissions DIR --out DIR";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_student_belongs_to_one_partition() {
        let students: Vec<String> = (0..200).map(|number| format!("student{number}")).collect();
        for of in 1..=7 {
            for student in &students {
                let holding = (1..=of).filter(|number| {
                    let partition = Partition {
                        number: *number,
                        of,
                    };
                    partition.holds(student)
                });
                assert_eq!(holding.count(), 1);
            }
            let first = Partition { number: 1, of };
            let held = students
                .iter()
                .filter(|student| first.holds(student))
                .count() as u64;
            assert!(
                (100 / of..=300 / of).contains(&held),
                "{held} of 200 in 1/{of}"
            );
        }
    }

    #[test]
    fn partitions_are_read_as_they_are_written() {
        assert_eq!(Partition::parse("2/8").unwrap().to_string(), "2/8");
        for bad in ["0/8", "9/8", "1/0", "2", "/", "a/b", "-1/2"] {
            assert!(Partition::parse(bad).is_err(), "{bad}");
        }
    }
}
