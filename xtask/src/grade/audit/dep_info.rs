//! The compiler's dep-info: which files and variables it read.

use std::path::Path;

use super::Anomaly;

/// Variables that the standard macros read for everybody, and that tell nothing.
const HARMLESS: &str = "CARGO_";

/// Checks the text of a dep-info file; all files must lie in `sources`.
pub(super) fn check(text: &str, sources: &Path) -> Vec<Anomaly> {
    let mut found = Vec::new();
    // Files stand in a rule of their own, without prerequisites: `path/to/file.rs:`.
    for line in text.lines() {
        if let Some(variable) = line.strip_prefix("# env-dep:") {
            let name = variable.split('=').next().unwrap_or(variable);
            if !name.starts_with(HARMLESS) || variable.contains('=') {
                found.push(Anomaly::Variable(name.to_string()));
            }
        } else if let Some(file) = line.strip_suffix(':') {
            let file = file.replace("\\ ", " ");
            // Cargo names files from the root of the workspace on; `sources` is absolute.
            let inside = sources
                .ancestors()
                .skip(1)
                .any(|root| root.join(&file).starts_with(sources));
            let up = file.split('/').any(|part| part == "..");
            if up || !inside {
                found.push(Anomaly::ForeignFile(file));
            }
        }
    }
    if !text.lines().any(|line| line.ends_with("lib.rs:")) {
        found.push(Anomaly::Unreadable("what the compiler read".to_string()));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn anomalies(text: &str) -> Vec<Anomaly> {
        check(text, Path::new("/slot/exercises/queue/src"))
    }

    #[test]
    fn submitted_files_are_as_it_should_be() {
        let text = "/t/libqueue.rmeta: exercises/queue/src/lib.rs exercises/queue/src/a.rs\n\n\
                    exercises/queue/src/lib.rs:\nexercises/queue/src/a.rs:\n";
        assert_eq!(anomalies(text), []);
    }

    #[test]
    fn other_files_and_variables_are_found() {
        let lib = "exercises/queue/src/lib.rs:\n";
        for file in [
            "/etc/passwd",
            "exercises/queue/tests/graded.rs",
            "exercises/queue/src/../x",
        ] {
            let found = anomalies(&format!("{lib}{file}:\n"));
            assert_eq!(found, [Anomaly::ForeignFile(file.to_string())]);
        }
        let found = anomalies(&format!("{lib}# env-dep:PATH=/bin\n# env-dep:SECRET\n"));
        let named = |name: &str| Anomaly::Variable(name.to_string());
        assert_eq!(found, [named("PATH"), named("SECRET")]);
        assert!(
            matches!(anomalies(""), found if found.len() == 1),
            "an empty file says nothing"
        );
    }
}
