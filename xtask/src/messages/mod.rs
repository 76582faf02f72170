//! The catalogue: every sentence that the grader itself says, in both languages.
//!
//! Each message is a variant, so that a text that is missing in a language does not compile.

mod en;
mod fr;

use crate::grade::intake::Why;
use crate::grade::runner::Waiting;
use crate::grade::sandbox::Level;
use crate::lang::Lang;

/// Names a message and what it speaks of.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(
    missing_docs,
    reason = "the texts beside them in `en.rs` say what they are"
)]
pub enum Message {
    // Bad input.
    NoSuchCommand { name: String },
    NoSuchOption { command: String, name: String },
    NoSuchFormat { name: String },
    NoSuchLanguage { name: String },
    Usage { usage: String },
    ExcludeEachOther,
    BadArgument { error: String },
    NoSuchExercise { name: String, known: Vec<String> },
    NoSuchTest { exercise: String, name: String },
    ManyForOneFolder,
    BrokenToken,
    TokenNeedsSubmission,
    TokenOfOther { token: String, given: String },
    Unreadable { path: String, error: String },
    NotUtf8 { path: String },
    NoSources { folder: String, file: String },
    TooDeep { folder: String, limit: usize },
    TooManyFiles { limit: usize },
    TooLarge { what: String, limit: u64 },
    // What was not taken.
    Ignored(Why),
    // Causes.
    EndlessLoop,
    Deadlock { threads: Vec<Waiting> },
    TooSlow { seconds: u64 },
    StackOverflow,
    Crash { ending: String },
    Abort { ending: String },
    Killed { ending: String },
    NoVerdict { ending: String },
    NoTrueReport,
    FailedAfterVerdict { ending: String },
    NotDone { step: u32, task: String },
    ValuesFirst { title: String },
    BehaviourFirst { title: String },
    // Progress.
    FirstBuild,
    Downloading,
    StillRunning { title: String },
    // The text rendering.
    Step { number: u32, title: String },
    Total,
    Refused,
    NotBuilt,
    IgnoredFiles,
    Printed,
    HintLabel,
    ReplayLabel,
    NotGradedPoints { points: u32 },
    NothingDone { points: u32 },
    NextIs { number: u32, title: String },
    Read { path: String },
    Edit { place: String, task: String },
    FirstFailure { title: String, command: String },
    Then { command: String },
    AllDone,
    MendThen { command: String },
    MoreTimelines,
    Isolated { level: Level },
    // Replay.
    CodeChanged,
    ScheduleMisfit,
    ReplayPasses { changed: bool },
    ReplayNotPossible,
    // Pictures.
    PictureLabel,
    PictureIs { path: String },
    NoPicture,
    // Quiz.
    NoSuchQuiz { name: String, known: Vec<String> },
    QuizIntro { questions: usize },
    QuizLetters { last: char },
    QuizRight,
    QuizWrong { letters: String },
    QuizScore { right: usize, asked: usize },
    // Hints.
    HintFor { name: String, title: String },
    NothingToHint,
    OtherHints,
    // Reset.
    AlreadyReset { path: String },
    WasReset { path: String, backup: String },
    // Diff.
    NoSolutions,
    Written { path: String },
    DiffLegend,
    DiffSame,
    DiffDiffers,
    DiffMissing,
    DiffOnlyTheirs,
    DiffOtherName { name: String },
    // List.
    ListFooter { example: String },
}

impl Message {
    /// Returns the message in `lang`.
    pub fn to_text(&self, lang: Lang) -> String {
        match lang {
            Lang::En => en::text(self),
            Lang::Fr => fr::text(self),
        }
    }
}
