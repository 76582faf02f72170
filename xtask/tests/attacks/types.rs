//! Attacks on the suites of the exercises themselves: a type that is equal to everything, in the place of
//! one that a suite compares. None of them compiles together with the suite.

use std::collections::BTreeMap;
use std::path::Path;

use xtask::grade::build;
use xtask::grade::intake;
use xtask::grade::pristine::Workspace;
use xtask::grade::sandbox::Isolation;
use xtask::repo::Repo;

/// What is equal to everything.
const ANYTHING: &str = "\n#[derive(Debug)]\npub struct Anything;\n\n\
    impl<T: ?Sized> PartialEq<T> for Anything {\n    fn eq(&self, _: &T) -> bool {\n        true\n    }\n}\n";

/// For each exercise: a file of the solution, a signature in it, and the signature that takes its place.
/// What is left of the function gets another name.
const REPLACED: [(&str, &str, &str, &str); 6] = [
    (
        "producer-consumer",
        "src/bounded_queue.rs",
        "pub fn len(&self) -> usize {",
        "pub fn len(&self) -> Anything { Anything } pub fn real_len(&self) -> usize {",
    ),
    (
        "worker-pool",
        "src/worker_pool.rs",
        "pub fn shutdown_now(&self) -> usize {",
        "pub fn shutdown_now(&self) -> Anything { Anything } pub fn real_shutdown_now(&self) -> usize {",
    ),
    (
        "map-reduce",
        "src/split.rs",
        "pub fn split<T>(items: &[T], parts: usize) -> Vec<&[T]> {",
        "pub fn split<T>(_: &[T], _: usize) -> Vec<Anything> { vec![] } pub(crate) fn real_split<T>(items: &[T], parts: usize) -> Vec<&[T]> {",
    ),
    (
        "pipeline",
        "src/pipeline.rs",
        "pub fn collect(self) -> Vec<T> {",
        "pub fn collect(self) -> Anything { Anything } pub fn real_collect(self) -> Vec<T> {",
    ),
    (
        "master-worker",
        "src/master.rs",
        "pub fn next_completed(&self) -> Option<(TaskId, Result<R, TaskFailed>)> {",
        "pub fn next_completed(&self) -> Option<(TaskId, Anything)> { None } pub fn real_next_completed(&self) -> Option<(TaskId, Result<R, TaskFailed>)> {",
    ),
    (
        "capstone",
        "src/index.rs",
        "pub fn index<F: Folder>(folder: &F, settings: &Settings) -> Result<Index, IndexError> {",
        "pub fn index<F: Folder>(_: &F, _: &Settings) -> Result<Anything, Anything> { Ok(Anything) } pub fn real_index<F: Folder>(folder: &F, settings: &Settings) -> Result<Index, IndexError> {",
    ),
];

#[test]
fn no_suite_compares_with_a_type_that_is_equal_to_everything() {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    let temporary = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let repo = Repo::at(package.parent().unwrap()).with_target(temporary.join("target"));
    let mut slot = Workspace::open(&repo, "types")
        .unwrap()
        .without_incremental();
    let mut manifests = BTreeMap::new();
    for (exercise, file, from, to) in REPLACED {
        let mut sources = intake::collect(&repo.solution_dir(exercise)).unwrap();
        let text = sources.files.get_mut(file).unwrap();
        assert!(text.contains(from), "{exercise} has no `{from}` any more");
        *text = format!("{}{ANYTHING}", text.replacen(from, to, 1));
        // The solution itself goes on with the real one.
        if exercise == "map-reduce" {
            for text in sources.files.values_mut() {
                *text = text.replace(" split(items", " crate::split::real_split(items");
            }
        }
        let manifest = slot
            .add(&repo, exercise, &format!("types/{exercise}"), &sources)
            .unwrap();
        manifests.insert(exercise, manifest);
    }
    slot.finish(&repo).unwrap();
    let built = build::build(&repo, slot.root(), &Isolation::none(), &|| {}).unwrap();
    for (exercise, manifest) in manifests {
        let built = &built[&manifest];
        let errors = built.errors.join("\n");
        assert!(
            built.library.is_some(),
            "{exercise} itself does not compile: {errors}"
        );
        assert!(
            built.program.is_none(),
            "{exercise} accepts a type that is equal to everything"
        );
        assert!(errors.contains("mismatched types"), "{exercise}: {errors}");
    }
}
