//! The commands of `cargo xtask`, from their arguments to their exit status.

use std::fs;
use std::process::Output;

use crate::common::{Fixture, real_root};

fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

/// Asserts that `output` is that of bad input: one line on stderr, nothing on stdout, status 2.
#[track_caller]
fn assert_bad_input(output: &Output, wanted: &str) {
    let stderr = String::from_utf8(output.stderr.clone()).unwrap();
    assert_eq!(output.status.code(), Some(2), "{stderr}");
    assert_eq!(stdout(output), "");
    assert_eq!(stderr.lines().count(), 1, "{stderr}");
    assert!(stderr.contains(wanted), "{stderr}");
}

#[test]
fn bad_input_gets_one_line_and_changes_nothing() {
    let fixture = Fixture::new("bad-input");
    let before = tree(&fixture);
    for (arguments, wanted) in [
        (
            &["grade", "nothing"][..],
            "there is no exercise `nothing`; there is: tiny",
        ),
        (
            &["grade", "--submission", "nowhere"],
            "cannot read nowhere: there is no such file or folder\n",
        ),
        (
            &["grade", "--submission", "solutions"],
            "there is no file src/lib.rs in solutions",
        ),
        (
            &["grade", "--submission", "Cargo.toml"],
            "cannot read Cargo.toml",
        ),
        (&["grade", "--submission"], "`--submission` needs a value"),
        (
            &["grade", "--solutions", "--submission", "solutions/tiny"],
            "exclude each other",
        ),
        (&["grade", "--format", "pdf"], "text, json, gradescope"),
        (&["grade", "--lang", "de"], "en or fr"),
        (&["grade", "--colour"], "--colour"),
        (
            &["replay", "tiny/it_loses_an_update/0/e-0000-0000"],
            "no replay token",
        ),
        (&["replay", "../../etc/passwd"], "no replay token"),
        (&["replay"], "usage: cargo xtask replay TOKEN"),
        (&["timeline", "tiny"], "TOKEN|EXERCISE/TEST|FILE.json"),
        (
            &["timeline", "tiny/nothing"],
            "has no graded test `nothing`",
        ),
        (&["hint", "tiny", "nothing"], "has no graded test `nothing`"),
        (&["hint"], "usage"),
        (&["reset"], "usage"),
        (&["reset", "nothing"], "there is no exercise"),
        (&["list", "--solutions"], "no option --solutions"),
        (&["frobnicate"], "no command `frobnicate`"),
        (&["grdae"], "Did you mean `grade`?"),
        (&["grade", "tinny"], "Did you mean `tiny`?"),
        (&["grade", "--solution"], "Did you mean `--solutions`?"),
        (&["hint", "tiny", "it_lops"], "Did you mean `it_loops`?"),
    ] {
        assert_bad_input(&fixture.xtask(arguments), wanted);
    }
    let number = "the option `--seed` takes a whole number from 0 to 18446744073709551615, not ";
    for value in ["abc", "-1", "1.5", "18446744073709551616", ""] {
        let wanted = format!("error: {number}`{value}`\n");
        assert_bad_input(&fixture.xtask(&["grade", "--seed", value]), &wanted);
    }
    let french = fixture.xtask(&["grade", "--seed", "abc", "--lang", "fr"]);
    let wanted =
        "l'option `--seed` demande un nombre entier de 0 à 18446744073709551615, et non `abc`";
    assert_bad_input(&french, wanted);
    let french = fixture.xtask(&["grade", "nothing", "--lang", "fr"]);
    assert_bad_input(&french, "l'exercice `nothing` n'existe pas");
    let french = fixture.xtask(&["grade", "--solution", "--lang", "fr"]);
    assert_bad_input(&french, "Vouliez-vous dire `--solutions`\u{a0}?");
    assert_eq!(tree(&fixture), before);
}

#[test]
fn the_untouched_stub_earns_nothing_and_is_told_where_to_begin() {
    let fixture = Fixture::new("untouched");
    let output = fixture.xtask(&["grade", "exercises/tiny/"]);
    let text = stdout(&output);
    assert_eq!(output.status.code(), Some(1), "{text}");
    for wanted in [
        "0/100",
        "No test passes yet: 0 of 100 points.",
        "exercises/tiny/README.en.md",
        "exercises/tiny/src/lib.rs:6: do not panic",
        "cargo xtask grade tiny",
    ] {
        assert!(text.contains(wanted), "{wanted}\n{text}");
    }
    let french = stdout(&fixture.xtask(&["grade", "--lang", "fr"]));
    assert!(french.contains("Aucun test ne passe encore"), "{french}");
}

#[test]
fn hints_come_one_at_a_time_each_more_telling_for_what_stands_in_the_way() {
    let fixture = Fixture::new("hints");
    let hint = |more: usize| {
        let mut args = vec!["hint", "tiny"];
        args.extend(std::iter::repeat_n("--more", more));
        let output = fixture.xtask(&args);
        assert_eq!(output.status.code(), Some(0));
        stdout(&output)
    };
    let given = [hint(0), hint(1), hint(2)];
    for (count, text) in (1..).zip(&given) {
        // Why it does not pass comes with each, and where.
        for wanted in ["exercises/tiny/src/lib.rs:6", "Read step 1 in"] {
            assert!(text.contains(wanted), "{wanted}\n{text}");
        }
        assert_eq!(text.contains("Do not panic."), count >= 2, "{text}");
        assert_eq!(text.matches(" of 3: ").count(), count, "{text}");
    }
    assert!(
        given[0].contains("cargo xtask hint tiny --more\n"),
        "{}",
        given[0]
    );
    assert!(
        given[1].contains("cargo xtask hint tiny --more --more\n"),
        "{}",
        given[1]
    );
    assert!(!given[2].contains("--more"), "{}", given[2]);
    assert!(given[2].contains("the whole step"), "{}", given[2]);
    assert_eq!(hint(3), given[2], "there is no fourth");

    fixture.write("exercises/tiny/src/lib.rs", "pub fn broken( {}\n");
    let broken = hint(0);
    assert!(
        broken.contains("error: ") && broken.contains("Mend the first error"),
        "{broken}"
    );
    let refused = fixture.xtask(&["hint", "tiny", "it_loops", "--more"]);
    assert_eq!(
        refused.status.code(),
        Some(2),
        "a test that was not run has one hint"
    );
}

#[test]
fn a_solution_earns_all_and_its_failures_replay_to_the_letter() {
    let fixture = Fixture::new("replay");
    let output = fixture.xtask(&["grade", "--solutions"]);
    assert_eq!(output.status.code(), Some(0), "{}", stdout(&output));
    assert!(stdout(&output).contains("100/100"));

    let right = fixture.read("solutions/tiny/src/lib.rs");
    let wrong = right.replace(
        "*count.lock() += 1;",
        "let seen = *count.lock();\n    *count.lock() = seen + 1;",
    );
    fixture.write("exercises/tiny/src/lib.rs", &wrong);
    let graded = stdout(&fixture.xtask(&["grade", "tiny"]));
    assert_eq!(graded, stdout(&fixture.xtask(&["grade", "tiny"])));
    let at = graded.find("tiny/it_loses_an_update/").expect("a token");
    let token = graded[at..].lines().next().unwrap();
    let replay = fixture.xtask(&["replay", token]);
    assert_eq!(replay.status.code(), Some(1));
    let again = stdout(&replay);
    assert!(
        again.contains("exercises/tiny") || again.contains("lib.rs:"),
        "{again}"
    );
    assert!(
        again.lines().count() > 5 && graded.contains(&again),
        "{graded}\n---\n{again}"
    );
    assert_bad_input(
        &fixture.xtask(&["replay", token, "--solutions"]),
        "exercises/",
    );

    let french = stdout(&fixture.xtask(&["replay", token, "--lang", "fr"]));
    for part in [
        "trouvé 1, attendu 2",
        "déverrouille `count`",
        "À la fin\u{a0}:",
    ] {
        assert!(french.contains(part), "{part}: {french}");
    }

    let page = fixture.root.join("page.html");
    let drawn = fixture.xtask(&["timeline", token, "--out", page.to_str().unwrap()]);
    assert_eq!(drawn.status.code(), Some(0), "{}", stdout(&drawn));
    let page = fixture.read("page.html");
    for part in [
        "A schedule that fails",
        "A schedule that passes",
        "let seen = *count.lock();",
    ] {
        assert!(page.contains(part), "{part}: {page}");
    }
    let page = fixture.root.join("page.fr.html");
    let asked = [
        "timeline",
        token,
        "--lang",
        "fr",
        "--out",
        page.to_str().unwrap(),
    ];
    fixture.xtask(&asked);
    let page = fixture.read("page.fr.html");
    for part in ["Un entrelacement qui échoue", "déverrouille `count`"] {
        assert!(page.contains(part), "{part}: {page}");
    }

    fixture.write("exercises/tiny/src/lib.rs", &right);
    let replay = fixture.xtask(&["replay", token]);
    assert_eq!(replay.status.code(), Some(0));
    let text = stdout(&replay);
    assert!(
        text.contains("The code has changed") && text.contains("passes"),
        "{text}"
    );
}

#[test]
fn a_failure_of_a_folder_is_replayed_by_the_command_as_it_is_printed() {
    let fixture = Fixture::new("folder");
    let right = fixture.read("solutions/tiny/src/lib.rs");
    let wrong = right.replace(
        "*count.lock() += 1;",
        "let seen = *count.lock();\n    *count.lock() = seen + 1;",
    );
    fixture.write("handed-in/src/lib.rs", &wrong);
    let graded = stdout(&fixture.xtask(&["grade", "tiny", "--submission", "handed-in"]));
    let at = graded.find("cargo xtask replay ").expect("a command");
    let command = graded[at..].lines().next().unwrap();
    let arguments: Vec<&str> = command.split(' ').skip(2).collect();
    let replay = fixture.xtask(&arguments);
    assert_eq!(replay.status.code(), Some(1), "{}", stdout(&replay));
    assert!(stdout(&replay).contains(command), "{}", stdout(&replay));
}

#[test]
#[cfg(target_os = "linux")]
fn where_no_browser_opens_the_page_is_there_and_its_name_is_said() {
    let fixture = Fixture::new("no-browser");
    let recording = "crates/producer-consumer/docs/runs/full_queue.json";
    let recording = fs::read_to_string(real_root().join(recording)).unwrap();
    fixture.write("run.json", &recording);
    let mut command = fixture.command(env!("CARGO_BIN_EXE_xtask"));
    let command = command.args(["timeline", "--open", "run.json", "--out", "run.html"]);
    // No program can be found here, and so no browser either.
    let output = command.env("PATH", "").output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(
        stdout(&output),
        "The page is run.html\nNo browser opens from here: open the page yourself.\n"
    );
    assert!(fixture.read("run.html").contains("A real run"));
}

#[test]
fn what_does_not_compile_or_is_not_allowed_is_explained_at_its_place() {
    let fixture = Fixture::new("not-built");
    let solution = fixture.read("solutions/tiny/src/lib.rs");
    let stub_path = "exercises/tiny/src/lib.rs";
    fixture.write(
        stub_path,
        &format!("{solution}\nfn f() {{ let x: u8 = \"no\"; }}\n"),
    );
    let output = fixture.xtask(&["grade"]);
    let line = solution.lines().count() + 2;
    let text = stdout(&output);
    assert_eq!(output.status.code(), Some(1));
    assert!(text.contains("error[E0308]: mismatched types"), "{text}");
    assert!(
        text.contains(&format!("--> exercises/tiny/src/lib.rs:{line}:")),
        "{text}"
    );

    fixture.write(stub_path, &format!("{solution}\nfn f() {{ (\n"));
    let text = stdout(&fixture.xtask(&["grade"]));
    assert!(text.contains("unclosed delimiter"), "{text}");

    fixture.write(
        stub_path,
        &format!("{solution}\nuse std::{{fmt, thread as t}};\n"),
    );
    let output = fixture.xtask(&["grade"]);
    let text = stdout(&output);
    assert_eq!(output.status.code(), Some(1));
    assert!(
        text.contains(&format!("exercises/tiny/src/lib.rs:{line}:16")),
        "{text}"
    );
    assert!(
        text.contains("`std::thread` is not allowed") && text.contains("`pattern_sync::thread`")
    );
    let json = stdout(&fixture.xtask(&["grade", "--format", "json"]));
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json["schema"], "pattern-grade/1");
    assert_eq!(json["exercises"][0]["outcome"], "refused");
    assert_eq!(json["exercises"][0]["problems"][0]["line"], line);
    assert_eq!(json["points"], 0);
}

#[test]
fn reset_keeps_what_it_replaces() {
    let fixture = Fixture::new("reset");
    let untouched = fixture.xtask(&["reset", "tiny"]);
    assert_eq!(untouched.status.code(), Some(0));
    assert!(!fixture.root.join("backups").exists());

    fixture.write("exercises/tiny/src/lib.rs", "my work");
    fixture.write("exercises/tiny/src/more.rs", "more of it");
    let output = fixture.xtask(&["reset", "tiny"]);
    let text = stdout(&output);
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(fixture.read("exercises/tiny/src/lib.rs"), fixture.stub());
    assert!(!fixture.root.join("exercises/tiny/src/more.rs").exists());
    let backup = fs::read_dir(fixture.root.join("backups"))
        .unwrap()
        .next()
        .unwrap()
        .unwrap();
    let name = backup.file_name().into_string().unwrap();
    assert!(
        name.starts_with("tiny-20") && text.replace('\n', " ").contains(&name),
        "{text}"
    );
    assert_eq!(
        fs::read_to_string(backup.path().join("src/lib.rs")).unwrap(),
        "my work"
    );
    assert_eq!(
        fs::read_to_string(backup.path().join("src/more.rs")).unwrap(),
        "more of it"
    );

    // Without the solutions, the stub comes from the copy that a handout keeps.
    fixture.write("exercises/tiny/.stub/src/lib.rs", "the copy");
    fs::remove_dir_all(fixture.root.join("solutions")).unwrap();
    assert_eq!(fixture.xtask(&["reset", "tiny"]).status.code(), Some(0));
    assert_eq!(fixture.read("exercises/tiny/src/lib.rs"), "the copy");
}

#[test]
fn list_and_help_speak_both_languages() {
    let fixture = Fixture::new("list");
    let list = stdout(&fixture.xtask(&["list"]));
    assert!(
        list.contains("tiny ★") && list.contains("80   Step 1: Values"),
        "{list}"
    );
    let french = stdout(&fixture.xtask(&["list", "--lang", "fr"]));
    assert!(
        french.contains("Minuscule") && french.contains("Étape 1\u{a0}: Valeurs"),
        "{french}"
    );
    for arguments in [&[][..], &["--help"], &["grade", "-h"]] {
        let help = fixture.xtask(arguments);
        assert!(stdout(&help).contains("replay TOKEN") && help.status.success());
    }
    assert!(stdout(&fixture.xtask(&["--help", "--lang", "fr"])).contains("replay JETON"));
}

#[test]
fn diff_shows_the_work_beside_the_solution() {
    let fixture = Fixture::new("diff");
    let right = fixture.read("solutions/tiny/src/lib.rs");
    let moved = right.replace("pub fn add_one", "pub fn add_two");
    let is_mark = |line: &&str| line.trim().starts_with("// <") || line.contains("// todo!");
    let moved: Vec<&str> = moved.lines().filter(|line| !is_mark(line)).collect();
    let moved = moved.join("\n");
    fixture.write("submission/src/lib.rs", "mod more;\npub use more::*;\n");
    fixture.write("submission/src/more.rs", &moved);
    let output = fixture.xtask(&["diff", "tiny", "--submission", "submission"]);
    let text = stdout(&output);
    assert_eq!(output.status.code(), Some(0), "{text}");
    for wanted in [
        "= overflows  src/more.rs:",
        "≠ add_one  src/more.rs:",
        "is called add_two in the work handed in",
        "  - pub fn add_two(",
        "  + pub fn add_one(",
        "≠ mod more",
    ] {
        assert!(text.contains(wanted), "{wanted}\n{text}");
    }
    assert!(
        !text.contains("<solution>") && !text.contains("todo!"),
        "{text}"
    );
    let output = fixture.xtask(&["diff", "tiny", "--html", "diff.html", "--lang", "fr"]);
    assert_eq!(stdout(&output), "Écrit\u{a0}: diff.html\n");
    assert!(fixture.read("diff.html").contains("<table>"));
    fs::remove_dir_all(fixture.root.join("solutions")).unwrap();
    assert_bad_input(&fixture.xtask(&["diff", "tiny"]), "no solutions here");
}

#[test]
fn what_cannot_be_written_or_read_is_said_in_the_language() {
    let fixture = Fixture::new("unwritable");
    let recording = "crates/producer-consumer/docs/runs/full_queue.json";
    let recording = fs::read_to_string(real_root().join(recording)).unwrap();
    fixture.write("run.json", &recording);
    let timeline = |rest: [&str; 4]| {
        let arguments: Vec<&str> = ["timeline"].into_iter().chain(rest).collect();
        fixture.xtask(&arguments)
    };
    for (out, lang, wanted) in [
        ("solutions", "en", "cannot write solutions: it is a folder"),
        (
            "solutions",
            "fr",
            "impossible d'écrire solutions\u{a0}: c'est un dossier",
        ),
        (
            "run.json/page.html",
            "en",
            "cannot write run.json/page.html: part of this path is not a folder",
        ),
    ] {
        let out = format!("--out={out}");
        let output = timeline(["run.json", &out, "--lang", lang]);
        assert_bad_input(&output, &format!("{wanted}\n"));
    }
    let output = timeline(["nowhere.json", "--open", "--lang", "fr"]);
    assert_bad_input(
        &output,
        "impossible de lire nowhere.json\u{a0}: ce fichier ou ce dossier n'existe pas\n",
    );
    let arguments = ["diff", "tiny", "--html", "solutions", "--lang", "fr"];
    assert_bad_input(&fixture.xtask(&arguments), ": c'est un dossier\n");
    let arguments = ["grade", "--submission", "run.json", "--lang", "fr"];
    assert_bad_input(
        &fixture.xtask(&arguments),
        "une partie de ce chemin n'est pas un dossier\n",
    );
    // The folder of the backups is a file.
    fixture.write("exercises/tiny/src/lib.rs", "my work");
    fixture.write("backups", "");
    let output = fixture.xtask(&["reset", "tiny", "--lang", "fr"]);
    assert_bad_input(&output, ": ce nom est déjà pris\n");
    assert_eq!(fixture.read("exercises/tiny/src/lib.rs"), "my work");
}

/// Lists every file of the fixture with its text.
fn tree(fixture: &Fixture) -> Vec<(String, String)> {
    fn walk(folder: &std::path::Path, found: &mut Vec<(String, String)>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(&path, found);
            } else {
                found.push((
                    path.display().to_string(),
                    fs::read_to_string(&path).unwrap(),
                ));
            }
        }
    }
    let mut found = Vec::new();
    walk(&fixture.root, &mut found);
    found.sort();
    found
}

#[test]
fn no_exercise_keeps_cargo_from_starting_when_its_library_is_missing() {
    // `cargo xtask reset` is there for just that. Only a path that is spelled out is not looked for.
    let exercises = fs::read_dir(real_root().join("exercises")).unwrap();
    let mut count = 0;
    for exercise in exercises {
        let path = exercise.unwrap().path().join("Cargo.toml");
        let manifest = fs::read_to_string(&path).unwrap();
        assert!(
            manifest.contains("path = \"src/lib.rs\""),
            "{}",
            path.display()
        );
        count += 1;
    }
    assert!(count > 0);
}
