//! The schedules in the lessons: of a small program each, the one that the explorer finds to fail.
//!
//! `cargo staff pictures` explores the programs anew and draws the figures, and those of real runs
//! ([`recordings`]); `verify` and a test make sure that those in the lessons are the same. The book puts a
//! page to step through beside each.

mod programs;

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use pattern_sync::model::Explorer;

use super::recordings;
use crate::cli::Outcome;
use crate::lang::Lang;
use crate::picture::{self, Scene, View};
use crate::repo::Repo;
use crate::report::Timeline;
use crate::terminal;

/// A program with a mistake, whose failing schedule a lesson shows.
pub(super) struct Program {
    /// The crate whose lesson it belongs to.
    pattern: &'static str,
    /// What its files are called.
    name: &'static str,
    source: &'static str,
    run: fn(),
    /// In English and in French.
    title: [&'static str; 2],
}

macro_rules! program {
    ($pattern:literal, $name:ident, $english:literal, $french:literal) => {
        Program {
            pattern: $pattern,
            name: stringify!($name),
            source: include_str!(concat!(
                "../../../../crates/",
                $pattern,
                "/docs/schedules/",
                stringify!($name),
                ".rs"
            )),
            run: programs::$name::run,
            title: [$english, $french],
        }
    };
}

/// One for each pattern at least.
const PROGRAMS: [Program; 5] = [
    program!(
        "producer-consumer",
        if_for_while,
        "A waiter that looks only once",
        "Un serveur qui ne regarde qu'une fois"
    ),
    program!(
        "worker-pool",
        look_unlock_sleep,
        "A worker that lets go of the lock before it sleeps",
        "Un worker qui lâche le verrou avant de s'endormir"
    ),
    program!(
        "map-reduce",
        lost_update,
        "Two stations, one table, and a vote that is lost",
        "Deux bureaux, une table, et une voix qui se perd"
    ),
    program!(
        "pipeline",
        first_worker_closes_the_stage,
        "The first dryer to finish closes the stage",
        "Le premier à finir ferme l'étape"
    ),
    program!(
        "master-worker",
        both_results_count,
        "A straggler, its copy, and two results of one task",
        "Un retardataire, son double, et deux résultats pour une tâche"
    ),
];

impl Program {
    /// Finds the program whose figure is `file`, below the repository's root.
    pub(super) fn of_figure(file: &Path) -> Option<&'static Self> {
        PROGRAMS.iter().find(|one| {
            [Lang::En, Lang::Fr]
                .iter()
                .any(|lang| one.figure(*lang) == file)
        })
    }

    /// Returns where the figure is, below the repository's root.
    fn figure(&self, lang: Lang) -> PathBuf {
        let name = format!("{}.{}.svg", self.name, lang.code());
        Path::new("crates")
            .join(self.pattern)
            .join("docs/schedules")
            .join(name)
    }

    /// Explores the program: its failing schedule, and beside it the nearest one that passes.
    pub(super) fn view(&self, lang: Lang) -> Result<View> {
        let run = self.run;
        let failure = Explorer::new()
            .check(run)
            .err()
            .with_context(|| format!("{} never fails", self.name))?;
        let mut scenes = vec![self.scene(
            failure.timeline(),
            Some(failure.explanation().said_in(&lang)),
            lang,
        )];
        let passing = Explorer::new().nearest(failure.schedule(), run);
        scenes.extend(passing.map(|(_, timeline)| self.scene(&timeline, None, lang)));
        let title = self.title[usize::from(lang == Lang::Fr)].to_string();
        let file = self.file();
        let source = |name: &str| (name == file).then(|| self.source.to_string());
        Ok(View::new(
            lang,
            title,
            format!("crates/{}/docs/schedules/{file}", self.pattern),
            scenes,
            source,
        ))
    }

    fn scene(&self, timeline: &Timeline, cause: Option<String>, lang: Lang) -> Scene {
        let failed = cause.is_some();
        let mut scene = Scene::new(timeline, failed, cause.unwrap_or_default(), lang);
        // The compiler's path to the file, and what lies there, depend on where this was compiled.
        // Some steps are at no line: what goes out of scope, and the end of a thread.
        for row in scene.rows.iter_mut().filter(|row| row.line > 0) {
            let line = self.source.lines().nth(row.line as usize - 1);
            row.code = line.unwrap_or_default().trim().to_string();
            row.file = self.file();
        }
        scene
    }

    fn file(&self) -> String {
        format!("{}.rs", self.name)
    }
}

/// Returns the programs whose lessons are in `repo`: a set of exercises of somebody else's has others.
fn programs(repo: &Repo) -> impl Iterator<Item = &'static Program> {
    let crates = repo.root().join("crates");
    let is_there = move |one: &&Program| crates.join(one.pattern).join("docs").is_dir();
    PROGRAMS.iter().filter(is_there)
}

/// Says whether there is any figure to look after.
pub(super) fn are_in(repo: &Repo) -> bool {
    programs(repo).next().is_some()
}

/// Draws all figures anew.
pub(super) fn run(repo: &Repo) -> Result<Outcome> {
    for (path, figure) in figures(repo)? {
        fs::write(repo.root().join(&path), figure).with_context(|| path.display().to_string())?;
        terminal::print(&format!("{}\n", path.display()))?;
    }
    Ok(Outcome::Good)
}

/// Makes sure that the figures in the lessons are those that would be drawn now.
pub(super) fn up_to_date(repo: &Repo) -> Result<()> {
    for (path, figure) in figures(repo)? {
        let present = fs::read_to_string(repo.root().join(&path)).unwrap_or_default();
        ensure!(
            present.replace('\r', "") == figure,
            "{} is not what would be drawn now: `cargo staff pictures` draws it anew",
            path.display()
        );
    }
    Ok(())
}

/// Returns the files of all figures and what belongs into them.
fn figures(repo: &Repo) -> Result<Vec<(PathBuf, String)>> {
    let mut figures = Vec::new();
    for program in programs(repo) {
        for lang in [Lang::En, Lang::Fr] {
            figures.push((program.figure(lang), picture::figure(&program.view(lang)?)));
        }
    }
    figures.extend(recordings::figures(repo)?);
    Ok(figures)
}

#[cfg(test)]
mod tests {
    use crate::picture::Outcome;

    use super::*;

    #[test]
    fn the_figures_of_the_lessons_are_what_would_be_drawn_now() {
        up_to_date(&Repo::find().unwrap()).unwrap();
    }

    #[test]
    fn each_schedule_fails_and_has_one_beside_it_that_passes() {
        for program in &PROGRAMS {
            let view = program.view(Lang::En).unwrap();
            let outcomes: Vec<_> = view.scenes.iter().map(|scene| scene.outcome).collect();
            let expected = [Outcome::Failed, Outcome::Passed];
            assert_eq!(outcomes, expected, "{}", program.name);
            assert!(
                view.scenes[0].rows.len() <= 30,
                "{}: a figure is small",
                program.name
            );
            for row in view.scenes.iter().flat_map(|scene| &scene.rows) {
                let has_line = !row.place.is_empty();
                assert_eq!(has_line, !row.code.is_empty(), "{}: {row:?}", program.name);
            }
        }
    }
}
