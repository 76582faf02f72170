//! `cargo staff verify` on a small set: all is well, then one thing after the other is not.

use std::fs;

use crate::common::Fixture;

/// Each test of `tiny` that a patch must fail, and the line of the solution that the patch changes.
const MISTAKES: [(&str, &str, &str); 7] = [
    ("it_panics", "pub fn panics() {\n", "    panic!();\n"),
    ("it_aborts", "pub fn aborts() {\n", "    aborts();\n"),
    (
        "it_exits",
        "pub fn exits() -> bool {\n",
        "    return true;\n",
    ),
    (
        "it_overflows",
        "pub fn overflows(n: u64) -> u64 {\n",
        "    return n - n;\n",
    ),
    ("it_loops", "pub fn loops() {\n", "    panic!();\n"),
    ("it_floods", "pub fn floods() {\n", "    panic!();\n"),
    (
        "it_loses_an_update",
        "pub fn add_one(count: &Mutex<i32>) {\n",
        "    *count.lock() += 1;\n",
    ),
];

fn staff(fixture: &Fixture, arguments: &[&str]) -> (i32, String) {
    let output = fixture.run(env!("CARGO_BIN_EXE_staff"), arguments);
    let text = [output.stdout, output.stderr].concat();
    (
        output.status.code().unwrap(),
        String::from_utf8(text).unwrap(),
    )
}

/// Makes a patch against the solution in the form that `verify` wants.
fn patch(solution: &str, (test, line, added): (&str, &str, &str)) -> String {
    let changed = solution.replace(line, &format!("{line}{added}"));
    let diff = diffy::DiffOptions::new()
        .set_original_filename("a/src/lib.rs")
        .set_modified_filename("b/src/lib.rs")
        .create_patch(solution, &changed)
        .to_string();
    format!("# mistake.en: It is wrong.\n# mistake.fr: C'est faux.\n# fails: {test}\n{diff}")
}

fn set() -> Fixture {
    let fixture = Fixture::new("verify");
    let solution = fixture.read("solutions/tiny/src/lib.rs");
    for mistake in MISTAKES {
        let path = format!("solutions/tiny/variants/faulty/{}.patch", mistake.0);
        fixture.write(&path, &patch(&solution, mistake));
    }
    let unusual = solution.replacen("//! ", "//! Unusual: ", 1);
    fixture.write(
        "solutions/tiny/variants/unusual/said_otherwise/lib.rs",
        &unusual,
    );
    fixture.write("solutions/tiny/Cargo.toml", "");
    fixture.write("exercises/tiny/README.en.md", "Tiny.");
    fixture.write("exercises/tiny/README.fr.md", "Minuscule.");
    fixture.write("crates/tiny/docs/lesson.en.md", &format!("Lesson. {NAMED}"));
    fixture.write(
        "crates/tiny/docs/lesson.fr.md",
        &format!("<!-- follows lesson.en.md 0 -->\nLeçon. {NAMED}"),
    );
    fixture
}

/// What a lesson says of the faulty variants: their names.
const NAMED: &str = "`it_aborts.patch`, `it_exits.patch`, `it_floods.patch`, `it_loops.patch`, \
                     `it_loses_an_update.patch`, `it_overflows.patch`, `it_panics.patch`";

#[test]
fn a_sound_set_passes_and_each_defect_is_named() {
    let fixture = set();
    let (code, text) = staff(&fixture, &["verify", "--bless"]);
    assert!(code == 0 && text.contains(" 0 do not"), "{text}");

    let lib = "exercises/tiny/src/lib.rs";
    fixture.write(lib, &fixture.read(lib).replace("//! ", "//! Changed: "));
    fixture.write("exercises/tiny/notes.txt", "stray");
    fixture.write(
        "crates/tiny/docs/lesson.en.md",
        &format!("Another lesson. {NAMED}"),
    );
    fixture.write("crates/tiny/src/lib.rs", "use std::sync::Mutex;");
    let panics = "solutions/tiny/variants/faulty/it_panics.patch";
    fixture.write(
        panics,
        &fixture
            .read(panics)
            .replace("# fails: it_panics", "# fails: it_exits"),
    );
    let loops = "solutions/tiny/variants/faulty/it_loops.patch";
    fixture.write(loops, &fixture.read(loops).replace("\n }", "\n }\n "));
    fs::remove_file(
        fixture
            .root
            .join("solutions/tiny/variants/faulty/it_floods.patch"),
    )
    .unwrap();
    let (code, text) = staff(&fixture, &["verify", "tiny", "--repeat", "1"]);
    assert_eq!(code, 1, "{text}");
    for defect in [
        "notes.txt",
        "lib.rs differs (`--bless` rewrites it)",
        "lesson.en.md has changed since",
        "crates/tiny/src/lib.rs:1: std::sync::Mutex",
        "it_exits: Passed",
        "✗ tiny: faulty/it_loops.patch",
        "never: it_loops, it_floods",
    ] {
        assert!(text.contains(defect), "{defect}\n{text}");
    }
}

#[test]
fn bad_input_is_refused() {
    let fixture = Fixture::new("verify-input");
    for (arguments, wanted) in [
        (&["verify", "nothing"][..], "no exercise `nothing`"),
        (&["verify", "--repeat", "0"], "at least 1"),
        (&["verify", "--rounds", "2"], "no option --rounds"),
        (&["frobnicate"], "no command"),
    ] {
        let (code, text) = staff(&fixture, arguments);
        assert!(code == 2 && text.contains(wanted), "{text}");
    }
    assert_eq!(staff(&fixture, &["--help"]).0, 0);
}
