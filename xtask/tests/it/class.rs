//! `cargo staff class` and `cargo staff merge` on a small class.

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead as _, BufReader, Cursor, Write as _};
use std::path::Path;

use serde_json::Value;
use zip::write::{SimpleFileOptions, ZipWriter};

use crate::common::{Fixture, real_root};

/// What was printed, and the exit status.
pub(crate) fn staff(fixture: &Fixture, arguments: &[&str]) -> (i32, String) {
    let output = fixture.run(env!("CARGO_BIN_EXE_staff"), arguments);
    let text = [output.stdout, output.stderr].concat();
    let code = output.status.code().unwrap();
    (code, String::from_utf8(text).unwrap())
}

/// Grades the class in `submissions` into `out`.
fn class(fixture: &Fixture, out: &str, more: &[&str]) -> (i32, String) {
    let mut arguments = vec!["class", "--submissions", "submissions", "--out", out];
    arguments.extend(["--accept-weak-isolation"]);
    arguments.extend(more);
    staff(fixture, &arguments)
}

/// The results in `out` by file name, without what differs from run to run.
pub(crate) fn results(fixture: &Fixture, out: &str) -> BTreeMap<String, Value> {
    fn without_times(value: &mut Value) {
        if let Value::Object(fields) = value {
            fields.remove("times");
            fields.values_mut().for_each(without_times);
        } else if let Value::Array(items) = value {
            items.iter_mut().for_each(without_times);
        }
    }
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(fixture.root.join(out).join("results")).unwrap() {
        let path = entry.unwrap().path();
        let mut value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
        without_times(&mut value);
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        found.insert(name, value);
    }
    found
}

fn points(results: &BTreeMap<String, Value>) -> Vec<(&str, Option<u64>)> {
    let points = |value: &Value| value["grading"]["points"].as_u64();
    results
        .iter()
        .map(|(name, value)| (name.as_str(), points(value)))
        .collect()
}

pub(crate) fn zip(files: &[(&str, &str)]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in files {
        writer
            .start_file(*name, SimpleFileOptions::default())
            .unwrap();
        writer.write_all(text.as_bytes()).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

pub(crate) fn write(fixture: &Fixture, path: &str, bytes: &[u8]) {
    let path = fixture.root.join(path);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, bytes).unwrap();
}

/// A class in which everything happens that may.
fn everybody(fixture: &Fixture) {
    let solution = fixture.read("solutions/tiny/src/lib.rs");
    let racy = solution.replace(
        "*count.lock() += 1;",
        "let seen = *count.lock();\n    *count.lock() = seen + 1;",
    );
    let folder = |student: &str, text: &str| {
        fixture.write(&format!("submissions/{student}/src/lib.rs"), text);
    };
    folder("ada", &solution);
    folder("bob", &racy);
    folder("carol", &fixture.stub());
    folder(
        "dan",
        &format!("{solution}\nfn f() {{ let x: u8 = \"no\"; }}\n"),
    );
    folder("eve", &format!("{solution}\nuse std::process;\n"));
    let wrapped = zip(&[("repo-main/exercises/tiny/src/lib.rs", &solution)]);
    write(
        fixture,
        "submissions/Fred Noir_77_assignsubmission_file_.zip",
        &wrapped,
    );
    write(
        fixture,
        "submissions/gus/work.zip",
        &zip(&[("src/lib.rs", &racy)]),
    );
    folder("twice", &solution);
    write(
        fixture,
        "submissions/twice.zip",
        &zip(&[("src/lib.rs", &solution)]),
    );
    write(fixture, "submissions/broken.zip", b"PK\x03\x04 and no more");
    fixture.write("submissions/empty/README.md", "My work.");
    fixture.write("submissions/=cmd.txt", "");
    write(fixture, "submissions/latin/src/lib.rs", b"// caf\xe9");
}

#[test]
fn everybody_is_graded_or_gets_a_line_whatever_the_jobs_and_parts() {
    let fixture = Fixture::new("class");
    everybody(&fixture);
    let (code, text) = class(&fixture, "one", &["--jobs", "1", "--formats", "all"]);
    assert_eq!(code, 1, "{text}");
    for line in [
        "ada: 100/100",
        "77 (Fred Noir): 100/100",
        "bob: 80/100",
        "carol: 0/100",
        "dan: 0/100; tiny does not compile",
        "eve: 0/100; tiny uses what is not allowed",
        "broken: not graded: broken.zip is no readable zip file",
        "empty: not graded: empty holds no sources of tiny: there is README.md",
        "latin: not graded: latin cannot be taken: src/lib.rs is not text in UTF-8",
        "twice: not graded: twice, twice.zip are 2 submissions of one student",
        "=cmd.txt: not graded: =cmd.txt is neither a folder nor a zip file",
        "7 of 12 graded, isolation L",
    ] {
        assert!(text.contains(line), "{line}\n{text}");
    }
    let one = results(&fixture, "one");
    assert_eq!(points(&one).iter().filter(|one| one.1.is_none()).count(), 5);
    assert_eq!(
        one["dan"]["grading"]["exercises"][0]["outcome"],
        "not_built"
    );
    assert_eq!(one["eve"]["grading"]["exercises"][0]["outcome"], "refused");
    as_if_graded_alone(&fixture, &one);
    every_field_is_in_the_guide(&one["bob"]);
    formats_are_there(&fixture);

    // Three parts with other jobs, brought together, are the same to the letter.
    for part in ["1/3", "2/3", "3/3"] {
        let out = format!("part{}", &part[..1]);
        let (code, text) = class(&fixture, &out, &["--jobs", "3", "--partition", part]);
        assert!(code <= 1, "{text}");
    }
    let merge = |parts: &[&str]| {
        let mut arguments = vec!["merge", "--out", "merged"];
        arguments.extend(parts);
        staff(&fixture, &arguments)
    };
    let (code, text) = merge(&["part1", "part3"]);
    assert!(
        code == 2 && text.contains("partition 2/3 is missing"),
        "{text}"
    );
    let (code, text) = merge(&["part1", "part2", "part3"]);
    assert!(code == 1 && text.contains("7 of 12 graded"), "{text}");
    assert_eq!(results(&fixture, "merged"), one);
    let (code, text) = staff(
        &fixture,
        &["merge", "part1", "part2", "part3", "--out", "part2"],
    );
    assert!(
        code == 2 && text.contains("part2 is one of the parts"),
        "{text}"
    );
    assert_eq!(
        fixture.read("merged/marks.csv"),
        fixture.read("one/marks.csv")
    );
}

/// The guide documents what programs read.
#[test]
fn a_class_is_told_in_its_language_what_could_not_be_graded() {
    let fixture = Fixture::new("class-fr");
    write(&fixture, "submissions/broken.zip", b"Rar!\x1a\x07");
    let no_rust = zip(&[("src/notes.md", "")]);
    write(&fixture, "submissions/bare.zip", &no_rust);
    fixture.write("submissions/none/src/main.rs", "");
    fixture.write("submissions/two/x", "");
    write(&fixture, "submissions/two.zip", b"");
    let (code, text) = class(
        &fixture,
        "out",
        &["--lang", "fr", "--formats", "html,junit"],
    );
    assert_eq!(code, 1, "{text}");
    for (student, why) in [
        (
            "bare",
            "bare.zip ne contient pas de sources de tiny : aucun fichier Rust n'y figure",
        ),
        (
            "broken",
            "broken.zip n'est pas un fichier zip lisible : c'est une archive rar",
        ),
        (
            "none",
            "none ne peut pas être pris : il n'y a pas de fichier src/lib.rs dans none",
        ),
        ("two", "two, two.zip sont 2 rendus d'un même étudiant"),
    ] {
        for file in [
            format!("html/{student}.html"),
            format!("junit/{student}.xml"),
        ] {
            let text = fs::read_to_string(fixture.root.join("out").join(&file)).unwrap();
            // A page keeps the space before a colon where it is.
            let text = text
                .replace('\u{a0}', " ")
                .replace("&#39;", "'")
                .replace("&apos;", "'");
            assert!(text.contains(why), "{file}: {why}\n{text}");
        }
    }
}

fn every_field_is_in_the_guide(record: &Value) {
    let guide = real_root().join("xtask/docs/instructors.en.md");
    let guide = fs::read_to_string(guide).unwrap();
    let grading = &record["grading"];
    let exercise = &grading["exercises"][0];
    for object in [record, grading, exercise, &exercise["tests"][0]] {
        for field in object.as_object().unwrap().keys() {
            let spelled = [
                format!("`{field}`"),
                format!(".{field}`"),
                format!(".{field}[]`"),
            ];
            assert!(spelled.iter().any(|one| guide.contains(one)), "{field}");
        }
    }
}

/// The result of a class is what grading one submission says.
fn as_if_graded_alone(fixture: &Fixture, results: &BTreeMap<String, Value>) {
    for student in ["bob", "dan"] {
        let folder = format!("submissions/{student}");
        let output = fixture.xtask(&["grade", "--submission", &folder, "--format", "json"]);
        let mut alone: Value = serde_json::from_slice(&output.stdout).unwrap();
        let exercise = alone["exercises"][0].as_object_mut().unwrap();
        exercise.remove("times");
        let in_class = &results[student]["grading"]["exercises"][0];
        assert_eq!(alone["exercises"][0], *in_class, "{student}");
    }
}

fn formats_are_there(fixture: &Fixture) {
    let marks = fixture.read("one/marks.csv");
    assert!(marks.contains("'=cmd.txt,"), "{marks}");
    assert!(marks.contains("77,Fred Noir,100,100,0,,100"), "{marks}");
    let page = fixture.read("one/html/index.html");
    assert!(page.contains("<strong>7</strong> of 12"), "{page}");
    let lost = "It loses an update";
    assert!(page.contains(lost) && fixture.read("one/html/bob.html").contains(lost));
    assert!(fixture.read("one/text/bob.txt").contains(lost));
    let junit = fixture.read("one/junit/bob.xml");
    for wanted in [
        "<testsuites name=\"bob\" tests=\"8\" skipped=\"0\" failures=\"1\"",
        "<testsuite name=\"tiny\"",
        "<testcase name=\"it_loses_an_update\" classname=\"tiny\"",
        "<failure message=\"",
        "type=\"failed\"",
    ] {
        assert!(junit.contains(wanted), "{wanted}\n{junit}");
    }
    let json = |path: &str| -> Value { serde_json::from_str(&fixture.read(path)).unwrap() };
    let gradescope = json("one/gradescope/bob.json");
    assert_eq!(gradescope["score"], 80);
    let said = gradescope["output"].as_str().unwrap();
    assert!(
        said.contains("Isolation L") && said.contains("explorer"),
        "{said}"
    );
    for path in ["one/junit/bob.xml", "one/github/bob.txt"] {
        let said = fixture.read(path).to_lowercase();
        let both = said.contains("isolation") && said.contains("explorer");
        assert!(both, "{path}: {said}");
    }
    let sum = |tests: &Value, field: &str| -> u64 {
        tests
            .as_array()
            .unwrap()
            .iter()
            .map(|test| test[field].as_u64().unwrap())
            .sum()
    };
    assert_eq!(sum(&gradescope["tests"], "score"), 80);
    assert_eq!(sum(&gradescope["tests"], "max_score"), 100);
    let classroom = json("one/classroom50/bob.json");
    assert_eq!(classroom["schema"], "classroom50/result/v1");
    assert_eq!(
        (&classroom["owner"], &classroom["score"]),
        (&"bob".into(), &80.into())
    );
    assert_eq!(sum(&classroom["tests"], "max-score"), 100);
    let github = fixture.read("one/github/eve.txt");
    assert!(
        github.contains("::error file=submission/tiny/src/lib.rs,line="),
        "{github}"
    );
}

#[test]
fn an_interrupted_class_goes_on_and_a_changed_suite_moves_marks() {
    let fixture = Fixture::new("class-again");
    let solution = fixture.read("solutions/tiny/src/lib.rs");
    let less = solution.replace("    n\n", "    n - n\n");
    for (student, text) in [("ada", &solution), ("bob", &less), ("carol", &solution)] {
        fixture.write(&format!("submissions/{student}/src/lib.rs"), text);
    }
    let (code, text) = class(&fixture, "out", &[]);
    assert_eq!(code, 0, "{text}");
    let whole = results(&fixture, "out");
    let (code, text) = class(&fixture, "out", &[]);
    assert!(
        code == 2 && text.contains("holds 3 results already"),
        "{text}"
    );

    // As if it had been killed after the first result, while it wrote the second.
    fs::remove_file(fixture.root.join("out/results/bob.json")).unwrap();
    fs::remove_file(fixture.root.join("out/results/carol.json")).unwrap();
    fs::remove_file(fixture.root.join("out/class.json")).unwrap();
    fixture.write("out/results/bob.partial", "{\"schema\":");
    let (code, text) = class(&fixture, "out", &["--resume"]);
    assert_eq!(code, 0, "{text}");
    assert!(
        text.contains("ada: 100/100, as before") && text.contains("bob: 70/100"),
        "{text}"
    );
    assert_eq!(results(&fixture, "out"), whole);
    let left = fixture_leftovers();
    assert!(left.is_empty(), "{left:?}");

    // The suite asks for less of one test.
    let toml = fixture.read("exercises/tiny/exercise.toml");
    let cheaper =
        toml.replacen("points = 10", "points = 5", 3)
            .replacen("points = 20", "points = 25", 1);
    fixture.write(
        "exercises/tiny/exercise.toml",
        &cheaper.replacen("points = 10", "points = 20", 1),
    );
    let (code, text) = class(&fixture, "out", &["--resume"]);
    assert!(code == 2 && text.contains("--regrade"), "{text}");
    let (code, text) = class(&fixture, "out", &["--regrade"]);
    assert_eq!(code, 0, "{text}");
    assert!(
        text.contains("1 mark moved\nbob: 70/100 → 55/100"),
        "{text}"
    );
    let (_, text) = class(&fixture, "out", &["--regrade"]);
    assert!(
        text.contains("0 marks moved") && text.contains("bob: 55/100, as before"),
        "{text}"
    );
}

/// What submissions have left among the builds.
fn fixture_leftovers() -> Vec<String> {
    let deps = Fixture::target().join("class/grade/build/debug/.fingerprint");
    let names = fs::read_dir(deps).into_iter().flatten();
    let names = names.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned());
    names
        .filter(|name| name.starts_with("submissions-"))
        .collect()
}

#[test]
fn a_worksheet_is_filled_in_and_that_of_another_course_is_refused() {
    let fixture = Fixture::new("class-moodle");
    let solution = fixture.read("solutions/tiny/src/lib.rs");
    let folder = "submissions/Ada Lovelace_1234_assignsubmission_file/src/lib.rs";
    fixture.write(folder, &solution);
    let head = "Identifier,\"Full name\",Grade,\"Maximum Grade\"\n";
    fixture.write(
        "ours.csv",
        &format!("{head}\"Participant 1234\",\"Ada Lovelace\",,6\nParticipant 5,Bob,,6\n"),
    );
    fixture.write(
        "other.csv",
        &format!("{head}\"Participant 1234\",\"Zoe Zimmer\",,6\n"),
    );
    let (code, text) = class(&fixture, "out", &["--moodle", "other.csv"]);
    assert!(
        code == 1 && text.contains("1234 is Zoe Zimmer there"),
        "{text}"
    );
    assert!(!Path::new(&fixture.root.join("out/moodle.csv")).exists());
    assert!(
        text.contains("1234 (Ada Lovelace): 100/100"),
        "it is graded all the same\n{text}"
    );
    let (code, text) = class(&fixture, "out", &["--resume", "--moodle", "ours.csv"]);
    assert_eq!(code, 0, "{text}");
    let filled = fixture.read("out/moodle.csv");
    assert!(filled.contains("\"Ada Lovelace\",6.00,6"), "{filled}");
    assert!(filled.contains("\"Bob\",\"\",6"), "{filled}");
}

#[test]
fn weak_isolation_has_to_be_accepted() {
    let fixture = Fixture::new("class-weak");
    fixture.write("submissions/ada/src/lib.rs", "");
    // A program of another name does not know how to start itself as a launcher: that leaves L1.
    let other = fixture.root.join("other-name");
    fs::copy(env!("CARGO_BIN_EXE_staff"), &other).unwrap();
    let whole = ["class", "--submissions", "submissions", "--out", "out"];
    let output = fixture.run(other.to_str().unwrap(), &whole);
    let text = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{text}");
    assert!(
        text.contains("accept it with --accept-weak-isolation"),
        "{text}"
    );
    assert!(!fixture.root.join("out").exists(), "nothing was begun");
}

#[test]
fn bad_input_of_a_class_is_refused() {
    let fixture = Fixture::new("class-input");
    fixture.write("submissions/ada/src/lib.rs", "");
    let whole = ["class", "--submissions", "submissions", "--out", "out"];
    for (more, wanted) in [
        (&["--jobs", "0"][..], "at least 1 job"),
        (&["--formats", "pdf"], "no format `pdf`"),
        (&["--partition", "3/2"], "no partition 3 of 2"),
        (&["--resume", "--regrade"], "exclude each other"),
        (&["--exercises", "nothing"], "no exercise `nothing`"),
        (&["--seed", "-1"], "--seed takes a number"),
        (
            &["--out", "submissions/marks", "--accept-weak-isolation"],
            "lies among the submissions",
        ),
        (
            &["--submissions", "nowhere", "--accept-weak-isolation"],
            "cannot read nowhere",
        ),
    ] {
        let arguments: Vec<&str> = whole.iter().chain(more).copied().collect();
        let (code, text) = staff(&fixture, &arguments);
        assert!(
            code == 2 && text.contains(wanted) && text.lines().count() == 1,
            "{text}"
        );
    }
    for (arguments, wanted) in [
        (&["class"][..], "usage: cargo staff class"),
        (&["merge", "--out", "x"], "usage: cargo staff merge"),
        (
            &["merge", "nowhere", "--out", "x"],
            "is its grading finished?",
        ),
    ] {
        let (code, text) = staff(&fixture, arguments);
        assert!(code == 2 && text.contains(wanted), "{text}");
    }
}

#[test]
fn hidden_tests_count_and_show_nothing() {
    let fixture = Fixture::new("class-hidden");
    let solution = fixture.read("solutions/tiny/src/lib.rs");
    let wrong = solution.replace("    n\n", "    n + 1\n");
    fixture.write("submissions/ada/src/lib.rs", &solution);
    fixture.write("submissions/bob/src/lib.rs", &wrong);
    fixture.write(
        "submissions/dan/src/lib.rs",
        &format!("{solution}fn f() -> u8 {{}}\n"),
    );
    let toml = "[[test]]\nname = \"it_returns_what_it_gets\"\nstep = 1\npoints = 20\nmode = \"value\"\n\
        title = { en = \"A secret\", fr = \"Un secret\" }\nhint = { en = \"No.\", fr = \"Non.\" }\n";
    fixture.write("hidden/tiny/hidden.toml", toml);
    let test = "use pattern_sync::graded;\n#[test]\nfn it_returns_what_it_gets() {\n    \
        graded::value(|| assert_eq!(tiny::overflows(424_242), 424_242, \"SECRET\"));\n}\n";
    fixture.write("hidden/tiny/tests/graded.rs", test);
    let (code, text) = class(&fixture, "out", &["--hidden", "hidden", "--formats", "all"]);
    assert_eq!(code, 0, "{text}");
    for line in ["ada: 120/120", "bob: 100/120", "dan: 0/120"] {
        assert!(text.contains(line), "{line}\n{text}");
    }
    for path in [
        "results/bob.json",
        "html/bob.html",
        "text/bob.txt",
        "junit/bob.xml",
        "gradescope/bob.json",
        "github/bob.txt",
        "results/dan.json",
    ] {
        let said = fixture.read(&format!("out/{path}"));
        for secret in ["SECRET", "424242", "424_242", "424243"] {
            assert!(!said.contains(secret), "{path}: {secret}\n{said}");
        }
    }
    let said = fixture.read("out/text/bob.txt");
    assert!(said.contains("This test is hidden"), "{said}");
    assert!(
        !said.contains("cargo xtask hint tiny it_returns"),
        "students do not have the test\n{said}"
    );
    let (code, text) = class(&fixture, "out", &["--hidden", "hidden", "--resume"]);
    assert!(
        code == 0 && text.contains("bob: 100/120, as before"),
        "{text}"
    );
    // Without them it is another suite.
    let (code, text) = class(&fixture, "out", &["--regrade"]);
    assert!(
        code == 0 && text.contains("bob: 100/120 → 100/100"),
        "{text}"
    );
    let (code, text) = class(&fixture, "out2", &["--hidden", "exercises/tiny"]);
    assert!(
        code == 2 && text.contains("a folder for none of the exercises"),
        "{text}"
    );
    fixture.write("hidden/tinny/hidden.toml", toml);
    let (code, text) = class(&fixture, "out2", &["--hidden", "hidden"]);
    assert!(
        code == 2 && text.contains("hidden/tinny is named after no exercise"),
        "{text}"
    );
}

#[test]
fn copies_are_found_and_what_was_handed_out_is_no_copy() {
    let fixture = Fixture::new("similarity");
    let stub = fixture.stub();
    let own = "pub fn more(n: u64) -> u64 {\n    let mut sum = 0;\n    for at in 0..n {\n        if at % 3 == 0 \
        || at % 5 == 0 {\n            sum += at;\n        } else if at > 100 {\n            sum -= 1;\n        }\n    }\n    \
        while sum > 1000 {\n        sum /= 2;\n    }\n    match sum {\n        0 => 1,\n        other => other * 2 + n,\n    }\n}\n";
    let renamed = own.replace("sum", "total").replace("more", "again");
    fixture.write("submissions/ada/src/lib.rs", &format!("{stub}{own}"));
    fixture.write("submissions/bob/src/lib.rs", &format!("{renamed}{stub}"));
    fixture.write("submissions/carol/src/lib.rs", &stub);
    fixture.write("submissions/dan/src/lib.rs", &stub);
    let arguments = [
        "similarity",
        "--submissions",
        "submissions",
        "--html",
        "alike.html",
    ];
    let (code, text) = staff(&fixture, &arguments);
    assert_eq!(code, 0, "{text}");
    assert!(
        text.contains("1 pair of 4 works alike, from 50 % on"),
        "{text}"
    );
    let line = text
        .lines()
        .find(|line| line.ends_with("ada ~ bob"))
        .unwrap();
    let percent: u32 = line.split_whitespace().next().unwrap().parse().unwrap();
    assert!(percent >= 80, "{text}");
    assert!(fixture.read("alike.html").contains("bob"));
}

#[test]
fn a_class_that_is_killed_goes_on_where_it_was() {
    let fixture = Fixture::new("class-killed");
    let solution = fixture.read("solutions/tiny/src/lib.rs");
    for number in 0..16 {
        let text = format!("{solution}\n// {number}\n");
        fixture.write(&format!("submissions/s{number:02}/src/lib.rs"), &text);
    }
    let whole = [
        "class",
        "--submissions",
        "submissions",
        "--accept-weak-isolation",
        "--jobs",
        "1",
    ];
    let mut child = fixture
        .command(env!("CARGO_BIN_EXE_staff"))
        .args(whole)
        .args(["--out", "killed"])
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    let mut told = BufReader::new(child.stderr.take().unwrap()).lines();
    let first = told.find(|line| line.as_ref().is_ok_and(|line| line.starts_with("[1/16]")));
    assert!(first.is_some(), "it told of its first result");
    child.kill().unwrap();
    child.wait().unwrap();
    let kept = results(&fixture, "killed");
    assert!(!kept.is_empty() && kept.len() < 16, "{}", kept.len());
    let (code, text) = class(&fixture, "killed", &["--resume"]);
    assert_eq!(code, 0, "{text}");
    for student in kept.keys() {
        assert!(
            text.contains(&format!("{student}: 100/100, as before")),
            "{text}"
        );
    }
    let (code, text) = class(&fixture, "whole", &[]);
    assert_eq!(code, 0, "{text}");
    assert_eq!(results(&fixture, "killed"), results(&fixture, "whole"));
}

#[test]
fn a_submission_that_breaks_the_compiler_takes_nobody_with_it() {
    let fixture = Fixture::new("class-bomb");
    let solution = fixture.read("solutions/tiny/src/lib.rs");
    // The compiler that this was written with crashes at it; a later one may accept or refuse it.
    let bomb = format!(
        "{solution}\npub fn bomb() -> u64 {{ {}1 }}\n",
        "1+".repeat(100_000)
    );
    fixture.write("submissions/ada/src/lib.rs", &solution);
    fixture.write("submissions/bomb/src/lib.rs", &bomb);
    fixture.write("submissions/zoe/src/lib.rs", &solution);
    let (code, text) = class(&fixture, "out", &["--formats", "none"]);
    assert!(code <= 1, "{text}");
    assert!(
        text.contains("ada: 100/100") && text.contains("zoe: 100/100"),
        "{text}"
    );
    assert!(text.contains("bomb: "), "{text}");
    assert!(
        !fixture.read("out/results/bomb.json").contains("[0x"),
        "addresses differ each time"
    );
}
