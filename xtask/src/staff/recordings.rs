//! The real runs in the lessons: recordings of examples, each with the figure that a lesson shows.
//!
//! No two real runs are alike, so the recording lies beside the figure: `cargo staff pictures` draws the
//! figure from it, and `verify` and a test make sure that this is what the lesson shows. Another test runs
//! each example anew, and wants threads of the same names that do the same things.
//!
//! A recording itself is made anew by the command that the lesson shows ([`Recorded::command`]).

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};

use crate::lang::Lang;
use crate::picture::{Run, View};
use crate::repo::Repo;

/// An example of which a lesson shows a run.
pub struct Recorded {
    /// The crate whose lesson and example it is.
    pub pattern: &'static str,
    /// The example, and what its files are called.
    pub example: &'static str,
    /// What its command line says.
    pub args: &'static [&'static str],
    /// In English and in French.
    title: [&'static str; 2],
    /// What the lesson is about: the thread, and what it works on or waits for.
    pub shows: &'static [(&'static str, &'static str)],
}

/// One for each pattern.
pub const RECORDED: [Recorded; 5] = [
    Recorded {
        pattern: "producer-consumer",
        example: "full_queue",
        args: &[],
        title: [
            "A full queue holds the cook back to the pace of the waiter",
            "Une file pleine retient le cuisinier à l'allure du serveur",
        ],
        shows: &[("cook", "room in the queue")],
    },
    Recorded {
        pattern: "worker-pool",
        example: "basic",
        args: &[],
        title: [
            "Ten tasks on three workers: nobody is idle while there is a task",
            "Dix tâches pour trois workers : nul n'est inactif tant qu'il en reste",
        ],
        shows: &[("main", "a result")],
    },
    Recorded {
        pattern: "map-reduce",
        example: "barrier",
        args: &[],
        title: [
            "Nothing is reduced before the largest station is mapped",
            "Rien n'est réduit avant que le plus grand bureau ne soit dépouillé",
        ],
        shows: &[
            ("map-reduce-1", "map"),
            ("map-reduce-1", "reduce"),
            ("main", "shuffle"),
        ],
    },
    Recorded {
        pattern: "pipeline",
        example: "bottleneck",
        args: &["1", "20"],
        title: [
            "The slowest stage sets the pace: those before it wait for room, those behind for items",
            "L'étape la plus lente fixe l'allure : avant elle on attend de la place, après elle un élément",
        ],
        shows: &[
            ("scan", "room before the next stage"),
            ("file", "an item for the stage"),
            ("read", "read"),
        ],
    },
    Recorded {
        pattern: "master-worker",
        example: "stragglers",
        args: &[],
        title: [
            "A straggler: its task is done by somebody else long before it is through",
            "Un retardataire : un autre a fait sa tâche bien avant qu'il n'en ait fini",
        ],
        shows: &[("main", "all results")],
    },
];

impl Recorded {
    /// Finds the run whose figure is `file`, below the repository's root.
    pub(super) fn of_figure(file: &Path) -> Option<&'static Self> {
        let shows = |one: &&Self| {
            [Lang::En, Lang::Fr]
                .map(|lang| one.figure(lang))
                .contains(&file.into())
        };
        RECORDED.iter().find(shows)
    }

    /// Returns where the recording is, below the repository's root.
    pub fn file(&self) -> PathBuf {
        self.beside("json")
    }

    fn figure(&self, lang: Lang) -> PathBuf {
        self.beside(&format!("{}.svg", lang.code()))
    }

    fn beside(&self, ending: &str) -> PathBuf {
        // With `/` on every system: a command shows it.
        let Self {
            pattern, example, ..
        } = self;
        format!("crates/{pattern}/docs/runs/{example}.{ending}").into()
    }

    /// Returns the command that makes the recording anew.
    pub fn command(&self) -> String {
        let Self {
            pattern, example, ..
        } = self;
        let file = self.file();
        let args = self
            .args
            .iter()
            .map(|arg| format!("{arg} "))
            .collect::<String>();
        format!(
            "cargo run -p {pattern} --example {example} -- {args}--trace {}",
            file.display()
        )
    }

    /// Reads the recording.
    pub fn run(&self, repo: &Repo) -> Result<Run> {
        let path = repo.root().join(self.file());
        let text = fs::read_to_string(&path).with_context(|| path.display().to_string())?;
        Run::parse(&text).with_context(|| format!("{} is no recording", path.display()))
    }

    /// Returns what the page of the run shows, on which each step can be looked at.
    pub(super) fn view(&self, repo: &Repo, lang: Lang) -> Result<View> {
        let run = self.run(repo)?;
        let title = self.title(lang).to_owned();
        let subtitle = format!("{} · {}", self.command(), run.subtitle(lang));
        Ok(View::new(
            lang,
            title,
            subtitle,
            vec![run.scene(lang)],
            |_| None,
        ))
    }

    fn title(&self, lang: Lang) -> &'static str {
        self.title[usize::from(lang == Lang::Fr)]
    }
}

/// Returns the files of all figures and what belongs into them.
pub(super) fn figures(repo: &Repo) -> Result<Vec<(PathBuf, String)>> {
    let mut figures = Vec::new();
    let is_there = |one: &&Recorded| {
        repo.root()
            .join("crates")
            .join(one.pattern)
            .join("docs")
            .is_dir()
    };
    for one in RECORDED.iter().filter(is_there) {
        let run = one.run(repo)?;
        for lang in [Lang::En, Lang::Fr] {
            figures.push((one.figure(lang), run.figure(one.title(lang), lang)));
        }
    }
    Ok(figures)
}

/// Makes sure that another run of the example did what its recording shows.
///
/// How often, for how long and in which order is another matter in each run; and what is short, such as
/// the wait for a lock, comes and goes.
pub fn alike(recorded: &Recorded, known: &Run, fresh: &Run) -> Result<()> {
    let (before, now) = (known.threads(), fresh.threads());
    ensure!(
        before == now,
        "the threads were {before:?}, and are {now:?}"
    );
    for &(thread, what) in recorded.shows {
        for (run, which) in [(known, "recording"), (fresh, "new run")] {
            let does = run.deeds().contains(&(thread, what));
            ensure!(does, "no `{what}` of {thread} in the {which}");
        }
    }
    Ok(())
}
