//! What the instructors' commands say to students: on the pages of a class, in the comment for a learning
//! platform, and around the texts of the book.
//!
//! What these say of a result is the grader's own: see [`Message`](super::Message). Nobody but instructors
//! compiles this, and no handout has it.

use fluent_bundle::FluentValue;

use super::argument::Argument;
use super::catalogue::Bilingual;
use crate::grade::model::Status;
use crate::grade::sandbox::Level;
use crate::lang::Lang;
use crate::staff::class::unzip::Begins;

pub(super) static CATALOGUE: Bilingual =
    Bilingual::new("staff/", [include_str!("en.ftl"), include_str!("fr.ftl")]);

messages! {
    /// Names a message and what it speaks of.
    StaffMessage in CATALOGUE:
    // What became of a test.
    TestIs { status: Status },
    // Why there are no marks.
    SubmissionNotGraded { why: String },
    DoesNotCompile,
    UsesWhatIsNotAllowed,
    // Why a submission cannot be graded.
    IsNeitherFolderNorZip,
    AreSeveral { count: usize },
    CannotBeRead { why: String },
    CannotBeUnpacked { why: String },
    CannotBeTaken { why: String },
    CannotBeGraded { why: String },
    GraderFailed { why: String },
    ArchiveTooLarge { limit: u64 },
    IsNoZip { begins: Begins },
    IsBrokenZip { why: String },
    IsEncrypted,
    HoldsTooManyFiles { limit: usize },
    HoldsTooManyRustFiles { limit: usize },
    UnpacksToTooMuch { limit: u64 },
    HoldsNothingOf { exercise: String },
    HoldsNothingOfIt { exercise: String, there: String },
    HoldsNothingOfAny { there: String, lone: bool },
    ThereIs { names: String },
    ThereIsNoRust,
    BothAre { one: String, other: String },
    TheSubmission { why: String },
    // The page of a class.
    Class,
    ClassGraded { graded: usize, all: usize },
    ClassMiddle { mean: String, median: String, max: u32 },
    ClassNotGraded,
    ClassNotGradedWhy { who: String, why: String },
    ClassDistribution,
    ClassPercent,
    ClassFailing,
    ClassNoneFails,
    ClassMoreFail { count: usize },
    ClassMarks,
    ClassOpenTests,
    ClassOfExercise { exercise: String, said: String },
    ColumnTest,
    ColumnStudent,
    ColumnPoints,
    ColumnOf,
    // The page of one submission.
    MarksOf { who: String },
    MarksAre { points: u32, max: u32 },
    NotTakenAlong { count: usize },
    WhatTheThreadsDid,
    WhatItPrinted,
    ReplayIt { token: String },
    GradedAt { time: String, isolation: Level, sources: String },
    LookedAt { time: String },
    // The comment of one line.
    CommentMarks { exercise: String, points: u32, max: u32 },
    CommentWithRemark { marks: String, remark: String },
    CommentNotTaken,
    CommentNotBuilt,
    CommentRefused,
    CommentNotPassed { count: usize, tests: String },
    CommentMore { tests: String, count: usize },
    // The book.
    BookTitle,
    BookLanguage,
    BookReadInThis,
    BookWelcome,
    BookExercise,
    BookStepThrough,
    BookBackToLesson,
    // Its quizzes.
    BookQuiz,
    BookQuizTitle { title: String },
    BookQuizIntro,
    BookQuestion { number: usize },
    BookChoices,
    BookAnswer,
    BookCheck,
    BookChooseFirst,
    BookRight,
    BookWrong,
    BookChosenWell,
    BookMissed,
    BookNotSo,
    BookScore { right: String, asked: String },
    // What mdBook says around it.
    MdBookKeys,
    MdBookKeysTurn,
    MdBookKeysSearch,
    MdBookKeysHelp,
    MdBookKeysHide,
    MdBookContents,
    MdBookToggleContents,
    MdBookChangeTheme,
    MdBookThemes,
    MdBookAuto,
    MdBookLight,
    MdBookRust,
    MdBookCoal,
    MdBookNavy,
    MdBookSearch,
    MdBookToggleSearch,
    MdBookSearchThis,
    MdBookPages,
    MdBookPrevious,
    MdBookNext,
    MdBookShowLines,
    MdBookHideLines,
    MdBookCopy,
    MdBookCopied,
    MdBookNotCopied,
    MdBookNothing { term: String },
    MdBookOne { term: String },
    MdBookMany { term: String },
}

impl Argument for Begins {
    fn in_words(&self, _: Lang) -> FluentValue<'_> {
        FluentValue::from(match self {
            Self::Empty => "empty",
            Self::Zip => "zip",
            Self::Rar => "rar",
            Self::SevenZip => "seven-zip",
            Self::Gzip => "gzip",
            Self::Other => "other",
        })
    }
}

impl Argument for Status {
    fn in_words(&self, _: Lang) -> FluentValue<'_> {
        FluentValue::from(match self {
            Self::Passed => "passed",
            Self::Failed => "failed",
            Self::NotDone => "not-done",
            Self::NotRun => "not-run",
            Self::NotGraded => "not-graded",
        })
    }
}
