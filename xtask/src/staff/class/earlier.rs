//! Earlier: what results are there already, and whether they may be gone on with.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Result, bail, ensure};

use super::course::Course;
use super::options::{Earlier, Options};
use super::record::Record;
use super::store::Store;
use crate::exercise::Exercise;
use crate::grade::runner::random_key;
use crate::grade::version::Versions;
use crate::repo::Repo;

/// Returns the results that are there already, if the options say that they count.
pub(crate) fn read(
    store: &Store,
    options: &Options,
    repo: &Repo,
    course: &Course,
) -> Result<BTreeMap<String, Record>> {
    let records = store.read()?;
    let out = options.out.display();
    match options.earlier {
        Earlier::None if !records.is_empty() => bail!(
            "{out} holds {} results already: --resume goes on, --regrade follows a changed suite; or \
             choose another folder",
            records.len()
        ),
        Earlier::Resume => {
            of_the_same_exercises(&records, &course.exercises, &options.out)?;
            let exercises = &course.exercises;
            let current: Result<Vec<Versions>> = (0..exercises.len())
                .map(|at| course.versions(repo, at))
                .collect();
            let current = current?;
            let other = records
                .values()
                .filter_map(|record| record.grading.as_ref())
                .any(|grading| {
                    grading.exercises.iter().any(|result| {
                        let at = exercises.iter().position(|one| one.name == result.name);
                        at.is_some_and(|at| result.versions != current[at])
                    })
                });
            ensure!(
                !other,
                "results in {out} are of another suite or explorer: --regrade grades those again"
            );
        }
        Earlier::Regrade => of_the_same_exercises(&records, &course.exercises, &options.out)?,
        Earlier::None => {}
    }
    Ok(records)
}

/// Makes sure that what is there already is about the exercises that are `asked` for: whoever forgets
/// `--exercises` when going on would otherwise have marks replaced by others, or by none.
fn of_the_same_exercises(
    records: &BTreeMap<String, Record>,
    asked: &[Exercise],
    out: &Path,
) -> Result<()> {
    let asked: Vec<&str> = asked.iter().map(|one| one.name.as_str()).collect();
    for grading in records.values().filter_map(|one| one.grading.as_ref()) {
        let there = grading.exercises.iter().map(|one| one.name.as_str());
        let there: Vec<&str> = there.collect();
        ensure!(
            there == asked,
            "the results in {} are of {}, not of {}: go on with --exercises {}, or choose another folder",
            out.display(),
            there.join(", "),
            asked.join(", "),
            there.join(",")
        );
    }
    Ok(())
}

/// Returns the seed that was asked for, or that of the earlier results; or draws one that no submission can
/// have foreseen. All of a class is asked the same.
pub(crate) fn seed(options: &Options, earlier: &BTreeMap<String, Record>) -> Result<u64> {
    let gradings = earlier.values().filter_map(|one| one.grading.as_ref());
    let mut exercises = gradings.flat_map(|grading| &grading.exercises);
    let before = exercises.find_map(|one| one.seed);
    if let (Some(asked), Some(before)) = (options.seed, before) {
        let out = options.out.display();
        ensure!(
            asked == before,
            "the results in {out} are of seed {before}: another one takes another folder"
        );
    }
    // Eight digits can still be copied by hand.
    let draw = || u64::from_str_radix(&random_key()[..8], 16).unwrap_or_default();
    Ok(options.seed.or(before).unwrap_or_else(draw))
}

/// Tells whether `out`, which need not be there yet, is `folder` or lies right in it.
pub(crate) fn lies_in(out: &Path, folder: &Path) -> bool {
    let Ok(folder) = folder.canonicalize() else {
        return false;
    };
    let absolute = std::path::absolute(out).unwrap_or_else(|_| out.to_path_buf());
    let places = [Some(absolute.as_path()), absolute.parent()];
    let same = |place: &Path| place.canonicalize().is_ok_and(|place| place == folder);
    places.into_iter().flatten().any(same)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::staff::formats::html::example;
    use crate::testing::Folder;

    #[test]
    fn results_of_other_exercises_are_not_gone_on_with() {
        let records = BTreeMap::from([("ada".to_string(), example::record())]);
        let out = Path::new("marks");
        assert!(of_the_same_exercises(&BTreeMap::new(), &[], out).is_ok());
        let said = of_the_same_exercises(&records, &[], out);
        let said = said.unwrap_err().to_string();
        assert!(said.contains("--exercises tiny"), "{said}");
    }

    #[test]
    fn results_lie_in_no_folder_of_submissions() {
        let folder = Folder::new();
        folder.write("inbox/ada/src/lib.rs", "");
        let inbox = folder.path().join("inbox");
        assert!(lies_in(&inbox, &inbox));
        assert!(lies_in(&inbox.join("marks"), &inbox));
        assert!(lies_in(&inbox.join("ada/../marks"), &inbox));
        assert!(!lies_in(&folder.path().join("marks"), &inbox));
        assert!(!lies_in(&folder.path().join("inbox-marks"), &inbox));
    }
}
