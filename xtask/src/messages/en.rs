//! The messages in English.

use super::Message;
use crate::grade::intake::Why;
use crate::grade::runner::{Waiting, What, Who};
use crate::grade::sandbox::Level;

pub(super) fn text(message: &Message) -> String {
    use Message as M;
    match message {
        M::NoSuchCommand { name } => {
            format!("there is no command `{name}`; `cargo xtask --help` lists them")
        }
        M::NoSuchOption { command, name } => format!("`{command}` has no option --{name}"),
        M::NoSuchFormat { name } => format!("there is no format `{name}`: it is text, json, gradescope, classroom50 or github"),
        M::NoSuchLanguage { name } => format!("there is no language `{name}`: it is en or fr"),
        M::Usage { usage } => format!("usage: cargo xtask {usage}"),
        M::ExcludeEachOther => "--solutions and --submission exclude each other".into(),
        M::BadArgument { error } => error.clone(),
        M::NoSuchExercise { name, known } => {
            format!("there is no exercise `{name}`; there is: {}", known.join(", "))
        }
        M::NoSuchTest { exercise, name } => {
            format!("exercise `{exercise}` has no graded test `{name}`")
        }
        M::ManyForOneFolder => {
            "the submission is of one exercise: name it, as in `grade producer-consumer --submission DIR`".into()
        }
        M::BrokenToken => "this is no replay token: copy it whole, from `producer-consumer/` to the last digit".into(),
        M::TokenNeedsSubmission => {
            "this token was made with `--submission DIR`: give the same folder".into()
        }
        M::TokenOfOther { token, given } => {
            format!("this token was made for {token}, not for {given}")
        }
        M::Unreadable { path, error } => format!("cannot read {path}: {error}"),
        M::NotUtf8 { path } => format!("{path} is not text in UTF-8"),
        M::NoSources { folder, file } => format!("there is no file {file} in {folder}"),
        M::TooDeep { folder, limit } => {
            format!("{folder}: folders are nested more than {limit} deep")
        }
        M::TooManyFiles { limit } => format!("src holds more than {limit} files"),
        M::TooLarge { what, limit } => format!("{what} is larger than {limit} bytes"),
        M::Ignored(why) => ignored(*why).into(),
        M::EndlessLoop => {
            "Endless loop: the test spent its budget of CPU time, and neither waited nor came to an end.".into()
        }
        M::Deadlock { threads } => deadlock(threads),
        M::TooSlow { seconds } => format!(
            "Not graded: after {seconds} s the test had neither ended, nor spent its CPU time, nor \
             got stuck for good. The machine is too slow at the moment, or something sleeps. No points are lost: try again."
        ),
        M::StackOverflow => "Stack overflow: a function calls itself without end.".into(),
        M::Crash { ending } => format!("Stack overflow or crash ({ending})."),
        M::Abort { ending } => format!("The process aborted ({ending})."),
        M::Killed { ending } => format!(
            "Not graded: something else ended the process ({ending}), perhaps for lack of memory. Try again."
        ),
        M::NoVerdict { ending } => {
            format!("The process ended without a verdict (exit status {ending}).")
        }
        M::NoTrueReport => "What the process handed in is not a report of this test.".into(),
        M::FailedAfterVerdict { ending } => {
            format!("The process failed after its verdict (exit status {ending}).")
        }
        M::NotDone { step, task } => format!("not done yet: step {step}: {task}"),
        M::ValuesFirst { title } => {
            format!("This counts only once the values are right: “{title}” fails.")
        }
        M::BehaviourFirst { title } => {
            format!(
                "On real threads, wrong code may pass by luck: this counts only once every explored test up to this step passes. “{title}” does not."
            )
        }
        M::FirstBuild => "Compiling what the tests need; only the first time takes so long…".into(),
        M::Downloading => "Downloading what the tests need; only this time…".into(),
        M::StillRunning { title } => format!("Still running: {title}…"),
        _ => rendering(message),
    }
}

fn rendering(message: &Message) -> String {
    use Message as M;
    match message {
        M::Step { number, title } => format!("Step {number}: {title}"),
        M::Total => "Total".into(),
        M::Refused => "Not graded: the source check found what an exercise must not use.".into(),
        M::NotBuilt => "Not graded: the code does not compile.".into(),
        M::IgnoredFiles => "Not taken from the folder:".into(),
        M::Printed => "Printed:".into(),
        M::HintLabel => "hint".into(),
        M::ReplayLabel => "replay".into(),
        M::NotGradedPoints { points } => {
            format!("{points} points could not be graded: they are neither earned nor lost.")
        }
        M::NothingDone { points } => {
            format!("No test passes yet: 0 of {points} points. This is the way:")
        }
        M::NextIs { number, title } => format!("Next: step {number}, {title}."),
        M::Read { path } => format!("Read {path}"),
        M::Edit { place, task } => format!("Edit {place}: {task}"),
        M::FirstFailure { title, command } => format!("Look at the first failure, “{title}”: {command}"),
        M::Then { command } => format!("Then again: {command}"),
        M::AllDone => "All done: every test passes.".into(),
        M::MendThen { command } => format!("Mend that first, then again: {command}"),
        M::MoreTimelines => "What the threads did in the other failures:".into(),
        M::Isolated { level: Level::L1 } => "Isolation L1: a self-check, not a mark.".into(),
        M::Isolated { level } => format!("Isolation {level}."),
        M::CodeChanged => "The code has changed since this token was printed.".into(),
        M::ScheduleMisfit => {
            "The schedule no longer fits the code; grade again for a new token.".into()
        }
        M::ReplayPasses { changed: true } => "With the code as it is now, the test passes under this schedule. Other schedules may fail: grade again.".into(),
        M::ReplayPasses { changed: false } => {
            "The test passes under this schedule.".into()
        }
        M::ReplayNotPossible => "Tests on real threads cannot be replayed: no schedule is kept of them.".into(),
        M::PictureLabel => "picture".into(),
        M::PictureIs { path } => format!("The page is {path}"),
        M::NoPicture => "Nothing was recorded: the test does not come to an end, or has nothing to show yet. `cargo xtask grade` tells why.".into(),
        M::NoSuchQuiz { name, known } => {
            format!("there are no questions about `{name}`; there are about: {}", known.join(", "))
        }
        M::QuizIntro { questions } => format!("{questions} questions. Several choices can be right: name all of them, as in `a c`. Ctrl-D ends."),
        M::QuizLetters { last } => format!("Letters from a to {last}, please."),
        M::QuizRight => "Right.".into(),
        M::QuizWrong { letters } => format!("Not quite; right is: {letters}"),
        M::QuizScore { right, asked } => format!("{right} of {asked} right."),
        M::HintFor { name, title } => format!("{title} ({name})"),
        M::NothingToHint => "Every test passes: there is nothing to hint at.".into(),
        M::OtherHints => "Also open; `cargo xtask hint` helps with each:".into(),
        M::AlreadyReset { path } => format!("{path} is as it was handed out: nothing changed."),
        M::WasReset { path, backup } => {
            format!("{path} is as it was handed out. What it replaced is in {backup}")
        }
        M::NoSolutions => "there are no solutions here to compare with".into(),
        M::Written { path } => format!("Written: {path}"),
        M::DiffLegend => "- only in the work handed in; + only in the solution; ~ elsewhere in the solution".into(),
        M::DiffSame => "the same".into(),
        M::DiffDiffers => "differs".into(),
        M::DiffMissing => "missing in the work handed in".into(),
        M::DiffOnlyTheirs => "not in the solution".into(),
        M::DiffOtherName { name } => format!("is called {name} in the work handed in"),
        M::ListFooter { example } => format!("Begin with: {example}"),
        _ => unreachable!("a message of the first part"),
    }
}

fn ignored(why: Why) -> &'static str {
    match why {
        Why::NotRust => "not a .rs file",
        Why::Link => "a link",
        Why::Special => "neither a file nor a folder",
        Why::OddName => "its name has other characters than letters, digits and _",
        Why::Outside => "not in src",
    }
}

fn deadlock(threads: &[Waiting]) -> String {
    let each: Vec<String> = threads
        .iter()
        .map(|Waiting { who: waiting, what }| match what {
            What::Lock => format!("{} for a lock or a condition variable", who(waiting)),
            What::Parked => format!("{} for a channel, or to be unparked", who(waiting)),
            What::End(other) => format!("{} for the end of {}", who(waiting), who(other)),
        })
        .collect();
    format!(
        "Deadlock: every thread waits, and none is left to wake another: {}.",
        each.join("; ")
    )
}

fn who(who: &Who) -> String {
    match who {
        Who::Test => "the test".into(),
        Who::Named(name) => format!("`{name}`"),
        Who::Unnamed => "a thread without a name".into(),
    }
}
