//! The examples whose runs the lessons show, run anew: they still do what their recordings tell.

use std::fs;
use std::process::Command;

use xtask::picture::Run;
use xtask::repo::Repo;
use xtask::staff::recordings::{RECORDED, alike};

use crate::common::real_root;

#[test]
fn each_example_run_anew_does_what_its_recording_shows() {
    let repo = Repo::at(real_root());
    let folder = std::env::temp_dir().join(format!("recordings-{}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    for one in &RECORDED {
        let file = folder.join(format!("{}.json", one.example));
        let output = Command::new(env!("CARGO"))
            .current_dir(real_root())
            .args([
                "run",
                "--quiet",
                "-p",
                one.pattern,
                "--example",
                one.example,
                "--",
            ])
            .args(one.args)
            .arg("--trace")
            .arg(&file)
            .env("RUST_BACKTRACE", "0")
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{}: {said}", one.command());
        let fresh = Run::parse(&fs::read_to_string(&file).unwrap()).unwrap();
        let known = one.run(&repo).unwrap();
        alike(one, &known, &fresh).unwrap_or_else(|why| panic!("{}: {why}", one.command()));
    }
    fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn a_run_of_another_program_is_not_alike() {
    let repo = Repo::at(real_root());
    let runs: Vec<Run> = RECORDED.iter().map(|one| one.run(&repo).unwrap()).collect();
    for (one, known) in RECORDED.iter().zip(&runs) {
        for other in &runs {
            assert_eq!(
                alike(one, known, other).is_ok(),
                known == other,
                "{}",
                one.example
            );
        }
    }
}

#[test]
fn each_lesson_shows_its_run_and_the_commands_that_record_it() {
    for one in &RECORDED {
        for lang in ["en", "fr"] {
            let lesson = format!("crates/{}/docs/lesson.{lang}.md", one.pattern);
            let text = fs::read_to_string(real_root().join(&lesson)).unwrap();
            let args: String = one.args.iter().map(|arg| format!("{arg} ")).collect();
            for wanted in [
                format!("](runs/{}.{lang}.svg)\n", one.example),
                format!(
                    "cargo run -p {} --example {} -- {args}--trace out.json\n",
                    one.pattern, one.example
                ),
                "cargo xtask timeline --open out.json\n".to_owned(),
            ] {
                assert!(text.contains(&wanted), "{lesson} lacks: {wanted}");
            }
        }
    }
}
