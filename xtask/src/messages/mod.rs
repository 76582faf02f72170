//! Every sentence that the grader says to a student, in both languages.
//!
//! A [`Message`] says which sentence, and what it speaks of. The words are in `en.ftl` beside this file
//! and in `fr.ftl`, in the syntax of [Fluent](https://projectfluent.org), where a translator finds them
//! without reading Rust; the tests compare these files with each other and with the variants. What
//! the explorer says is in `explorer.fr.ftl`: its English is its own.

mod argument;
mod catalogue;
mod explorer;
pub mod typography;

use fluent_bundle::{FluentArgs, FluentValue};

use self::argument::Argument;
use crate::grade::intake::Why;
use crate::grade::runner::{Waiting, Who};
use crate::grade::sandbox::Level;
use crate::lang::Lang;

/// Makes the enum of messages, and a table of them for the tests.
macro_rules! messages {
    ($( $name:ident $( { $($field:ident: $type:ty),+ } )?, )+) => {
        /// Names a message and what it speaks of.
        #[derive(Clone, Debug, PartialEq, Eq)]
        #[expect(missing_docs, reason = "the texts in `en.ftl` say what they are")]
        pub enum Message {
            $( $name $( { $($field: $type),+ } )?, )+
        }

        impl Message {
            /// Returns the name in the catalogue, and the arguments as `lang` writes them.
            fn parts(&self, lang: Lang) -> (&'static str, FluentArgs<'_>) {
                // Some messages have no arguments, which makes `lang` idle.
                let _ = lang;
                match self {
                    $( Self::$name $( { $($field),+ } )? => (
                        stringify!($name),
                        arguments([ $( $((stringify!($field), $field.in_words(lang))),+ )? ]),
                    ), )+
                }
            }
        }

        /// The names of the messages, and those of their arguments.
        #[cfg(test)]
        const ALL: &[(&str, &[&str])] = &[
            $( (stringify!($name), &[ $( $(stringify!($field)),+ )? ]), )+
        ];
    };
}

messages! {
    Help,
    // Bad input.
    NoSuchCommand { name: String },
    NoSuchOption { command: String, name: String },
    NoSuchFormat { name: String },
    NoSuchLanguage { name: String },
    Usage { command: String },
    ExcludeEachOther,
    DidYouMean { error: String, near: String },
    NoSuchFlag { name: String },
    NeedsValue { option: String },
    TakesNoValue { option: String, value: String },
    NotUnicode { value: String },
    Error { error: String },
    CannotMove { path: String, error: String },
    CannotWrite { path: String, error: String },
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
    Ignored { why: Why },
    // What the source check refuses, and what to use instead.
    NoUnsafe,
    NoReading { name: String },
    NoAssembly { name: String },
    NoPathAttribute,
    NoAttribute { name: String },
    NoExtern,
    NoStd { name: String },
    NotAllOfStd { name: String },
    NotWhole { name: String },
    NoFacade { name: String },
    NoThreadLocal,
    NoMacroName,
    NoMacroAttribute,
    NoNesting,
    NotReadable,
    NotCompiledTo { what: String },
    SafeRustSuffices,
    WriteTheValue,
    RemoveIt,
    PutTheModuleInItsPlace,
    UseTheTwoCrates,
    Use { path: String },
    NotNeeded,
    NameTheItems { items: String },
    NameTheModule { example: String },
    MayUse { modules: String },
    KeepItInTheStructure,
    WriteItOut,
    SplitIntoFunctions,
    WritePlainRust,
    // Causes.
    EndlessLoop,
    Deadlock { threads: Vec<Waiting> },
    TooSlow { seconds: u64 },
    JudgeTooSlow,
    StackOverflow,
    Crash { ending: String },
    Abort { ending: String },
    Killed { ending: String },
    NoVerdict { ending: String },
    NoTrueReport,
    FailedAfterVerdict { ending: String },
    WaitsForLock { who: Who },
    WaitsParked { who: Who },
    WaitsForEnd { who: Who, other: Who },
    TheTest,
    AThread { name: String },
    AThreadWithoutName,
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
    CouldNotBuild,
    HiddenTest,
    NothingHandedIn,
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
    GradedWith { exercise: String, suite: String, explorer: String },
    Marks { points: u32, max: u32 },
    Seed { seed: String },
    // Replay.
    CodeChanged,
    ScheduleMisfit,
    ReplayPasses { changed: bool },
    ReplayNotPossible,
    // Pictures.
    PictureLabel,
    PictureIs { path: String },
    NoBrowser,
    NoPicture,
    // The page of a picture.
    PageFails,
    PagePasses,
    PageStep,
    PageThread,
    PageEvent,
    PagePlace,
    PageOmitted,
    PageAtTheEnd,
    PageAllEnded,
    PageKeys { compares: bool },
    PagePrevious,
    PageNext,
    PageRunning,
    PageBlocked,
    PageHolds,
    PageUnlock,
    PageNotify,
    PageSend,
    PageStart,
    PageDiffers,
    PageOf,
    // A real run.
    PageRecorded,
    PageTime,
    RunWorks,
    RunIdles,
    RunWakesAnother,
    RunStartsAnother,
    RunOverview,
    RunSubtitle { threads: usize, time: String },
    RunIncomplete { spans: usize },
    RunBegins,
    RunEnds,
    RunDoes { what: String },
    RunHasDone { what: String },
    RunWaits { what: String },
    RunSleeps,
    RunGoesOn,
    RunStarts { name: String },
    RunWakes { name: String },
    RunSpent { time: String, shares: String },
    RunAtWork { percent: String },
    RunSlept { percent: String },
    RunWaited { percent: String, what: String },
    RunFigure,
    RunFigureSleeps,
    NotARecording { path: String },
    // What threads of a real run wait for.
    ForALock,
    ForALockToRead,
    ForALockToWrite,
    ForANotification,
    ForANotificationForATime,
    ForTheOthers,
    ForRoomInAChannel,
    ForAnItemOfAChannel,
    ForAPermission,
    ForAPermissionForATime,
    ForTheScope,
    ForTheEndOfAThread,
    ForTheEndOf { name: String },
    ForRoomInTheQueue,
    ForAnItemOfTheQueue,
    ForTheEndOfAllItems,
    ForALatch,
    ForARequestToStop,
    ForATask,
    ForAResult,
    ForRoomForATask,
    ForRoomBeforeTheNextStage,
    ForAnItemForTheStage,
    ForTheMembers,
    ForTheEndOfAllTasks,
    ForAllResults,
    ForTheNextDeadline,
    ForItsCarrier,
    WorkMap,
    WorkShuffle,
    WorkReduce,
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
    MoreHints { command: String },
    OtherHints,
    // Watch.
    WatchWholeSet { points: u32, max_points: u32 },
    WatchCompiling,
    WatchTesting { ended: usize, all: usize },
    WatchTimes { build: String, run: String },
    WatchStopped { build: String },
    WatchBefore,
    WatchSoFar,
    WatchLines { first: usize, last: usize, all: usize },
    WatchWaiting,
    WatchErrors { count: usize },
    WatchMoreFail { count: usize },
    WatchEditNext,
    WatchExerciseDone { name: String },
    WatchSetDone,
    WatchExercises,
    WatchStale,
    WatchResetAsk { name: String },
    WatchResetKept,
    WatchPageComes,
    WatchPageAt { path: String },
    WatchPageOpens { path: String },
    WatchNoPage,
    WatchNotReset { error: String },
    WatchNotKept { error: String },
    WatchStartedAnew,
    WatchRunEnded,
    WatchNoTerminal,
    WatchNoExercises,
    // Watch: the keys.
    KeyEnter,
    KeyEscape,
    KeyYes,
    DoesHint,
    DoesMoreHint,
    DoesTimeline,
    DoesNext,
    DoesList,
    DoesReset,
    DoesQuit,
    DoesHelp,
    DoesChoose,
    DoesTake,
    DoesBack,
    DoesKeep,
    Keys,
    ExplainHint,
    ExplainTimeline,
    ExplainNext,
    ExplainList,
    ExplainReset,
    ExplainAgain,
    ExplainScroll,
    ExplainSuspend,
    ExplainQuit,
    // Hints, each more telling than the one before.
    HintTitle { level: usize, title: String },
    HintReadStep { number: u32, statement: String },
    HintFirstError,
    HintCompiler,
    HintSmaller,
    HintExplain,
    HintAsleep { thread: String, condvar: String },
    HintLocked { threads: Vec<String> },
    HintStuck { thread: String },
    HintPanicked { thread: String },
    HintShown,
    HintValues,
    HintAgain,
    HintAgainBy { command: String },
    HintPlaces,
    HintTestIs { place: String },
    HintCompare,
    HintCompareBy { command: String },
    HintWholeStep,
    HintModules { number: u32, modules: Vec<String> },
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
    // Lists within a sentence.
    Clauses { before: String, after: String },
}

fn arguments<'a, const N: usize>(list: [(&'static str, FluentValue<'a>); N]) -> FluentArgs<'a> {
    list.into_iter().collect()
}

impl Message {
    /// Returns the message in `lang`.
    pub fn to_text(&self, lang: Lang) -> String {
        let (name, arguments) = self.parts(lang);
        catalogue::text(lang, name, &arguments)
    }
}

#[cfg(test)]
mod tests;
