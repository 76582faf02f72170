//! The instructors' guide, followed to the letter: it adds an exercise.

use std::fs;
use std::path::Path;

use crate::class::staff;
use crate::common::Fixture;

/// Lists the files of the guide: a line with a path, then a block with the text.
fn files(guide: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut lines = guide.lines();
    while let Some(line) = lines.next() {
        let line = line.trim();
        let named = line.strip_prefix("File `");
        let Some(path) = named.or_else(|| line.strip_prefix("Fichier `")) else {
            continue;
        };
        let (path, _) = path.split_once('`').expect("`File `path`:`");
        let path = path.to_string();
        let opening = lines.find(|line| !line.trim().is_empty()).expect("a block");
        assert!(opening.trim().starts_with("```"), "{opening}");
        let indent = opening.len() - opening.trim_start().len();
        let block = lines.by_ref().take_while(|line| line.trim() != "```");
        let text: String = block
            .map(|line| format!("{}\n", line.get(indent..).unwrap_or_default()))
            .collect();
        found.push((path, text));
    }
    found
}

#[test]
fn an_exercise_that_is_added_as_the_guide_says_is_sound() {
    let fixture = Fixture::new("guide");
    fs::remove_dir_all(fixture.root.join("exercises/tiny")).unwrap();
    fs::remove_dir_all(fixture.root.join("solutions/tiny")).unwrap();
    let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs");
    let in_guide = |name: &str| files(&fs::read_to_string(docs.join(name)).unwrap());
    let files = in_guide("instructors.en.md");
    assert_eq!(files.len(), 13, "{files:?}");
    assert_eq!(in_guide("instructors.fr.md"), files, "both languages");
    for (path, text) in files {
        fixture.write(&path, &text);
    }
    let (code, text) = staff(&fixture, &["verify", "tally", "--bless"]);
    assert_eq!(code, 0, "{text}");
    let (code, text) = staff(&fixture, &["verify", "tally"]);
    assert!(code == 0 && text.contains(" 0 do not"), "{text}");
    let output = fixture.xtask(&["grade", "tally"]);
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(
        text.contains("0/100") && text.contains("step 1") || text.contains("Step 1"),
        "{text}"
    );
    let output = fixture.xtask(&["grade", "tally", "--solutions"]);
    assert_eq!(output.status.code(), Some(0));
}
