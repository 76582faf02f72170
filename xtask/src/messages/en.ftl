# What students read, in English. Each message has the name of its variant in `mod.rs`,
# and its arguments are the variant's fields; the tests compare the three.

## Help

Help =
    cargo xtask COMMAND [--lang en|fr]

      watch [EXERCISE]          your desk: grades at every save, gives hints, remembers where you
                                are; what `cargo xtask` alone does in a terminal
      list                      the exercises
      grade [EXERCISE…]         grade your work; without a name, all of it
          --solutions           the instructor's solutions instead
          --submission DIR      a folder that holds src, or a whole repository
          --all                 the timeline of every failure, not only of the first
          --format FORMAT       text (default), json, gradescope, classroom50, github
          --seed N              other inputs for the tests of values
      hint EXERCISE             a hint for what stands in the way
          --more                a more telling one as well; twice: all three
      hint EXERCISE TEST        what the author of a test advises
      replay TOKEN              the failure that `grade` printed, again
          --solutions, --submission DIR   as for `grade`
      timeline TOKEN            the same as a page, beside a schedule that passes
      timeline EXERCISE/TEST    what a test does by itself
      timeline FILE.json        a real run, recorded by
                                `cargo run --example … -- --trace FILE.json`
          --open                show the page in the browser
          --out FILE            write it there
      quiz [PATTERN]            questions, some of them about interleavings
      diff EXERCISE             your work beside the solution, where there is one
          --submission DIR      as for `grade`
          --html FILE           as a page
      reset EXERCISE            the exercise as handed out; your work is kept in backups/

    Exit status: 0 full marks, 1 less, 2 bad input.

## Bad input

NoSuchCommand = there is no command `{ $name }`; `cargo xtask --help` lists them
NoSuchOption = `{ $command }` has no option --{ $name }
NoSuchFormat = there is no format `{ $name }`: it is text, json, gradescope, classroom50 or github
NoSuchLanguage = there is no language `{ $name }`: it is en or fr
Usage = usage: cargo xtask { $command ->
    [grade] grade [EXERCISE…]
    [replay] replay TOKEN
    [timeline] timeline TOKEN|EXERCISE/TEST|FILE.json
    [diff] diff EXERCISE
    [hint] hint EXERCISE [TEST | --more…]
    [quiz] quiz [PATTERN]
    [reset] reset EXERCISE
    [watch] watch [EXERCISE]
   *[other] { $command }
}
ExcludeEachOther = --solutions and --submission exclude each other
DidYouMean = { $error }. Did you mean `{ $near }`?
NoSuchFlag = there is no option `{ $name }`
NeedsValue = the option `{ $option }` needs a value
TakesNoValue = the option `{ $option }` takes no value, such as `{ $value }`
NotANumber = the option `{ $option }` takes a whole number from 0 to { $most }, not `{ $value }`
NotUnicode = `{ $value }` is not text in UTF-8
Error = error: { $error }
CannotMove = cannot move { $path }: { $error }
CannotWrite = cannot write { $path }: { $error }
NoSuchExercise = there is no exercise `{ $name }`; there is: { $known }
NoSuchTest = exercise `{ $exercise }` has no graded test `{ $name }`
ManyForOneFolder = the submission is of one exercise: name it, as in `grade producer-consumer --submission DIR`
BrokenToken = this is no replay token: copy it whole, from `producer-consumer/` to the last digit
TokenNeedsSubmission = this token was made with `--submission DIR`: give the same folder
TokenOfOther = this token was made for { $token }, not for { $given }
Unreadable = cannot read { $path }: { $error }
NotUtf8 = { $path } is not text in UTF-8
NoSources = there is no file { $file } in { $folder }
TooDeep = { $folder }: folders are nested more than { $limit } deep
TooManyFiles = src holds more than { $limit } files
TooLarge = { $what } is larger than { $limit } bytes

## What the system says

NotThere = there is no such file or folder
NotPermitted = permission denied
IsAFolder = it is a folder
ThroughNoFolder = part of this path is not a folder
ThereAlready = something of that name is there already
DiskFull = the disk is full

## What was not taken

Ignored = { $why ->
    [link] a link
    [special] neither a file nor a folder
    [odd-name] its name has other characters than letters, digits and _
    [outside] not in src
   *[not-rust] not a .rs file
}

## What the source check refuses

NoUnsafe = `unsafe` is not allowed in an exercise.
NoReading = `{ $name }!` reads files or the environment while compiling.
NoAssembly = `{ $name }!` puts machine code into the program.
NoPathAttribute = `#[path]` takes a module from another place.
NoAttribute = The attribute `{ $name }` is not on the list of allowed ones.
NoExtern = `extern` reaches for other crates or languages.
NoStd = `std::{ $name }` is not allowed in an exercise.
NotAllOfStd = Only some items of `std::{ $name }` are allowed.
NotWhole = `{ $name }` as a whole hides which of its modules are used.
NoFacade = `pattern_sync::{ $name }` is not allowed in this file.
NoThreadLocal = The `thread_local!` of `std` does not know the explorer's threads.
NoMacroName = A macro calls a macro whose name is passed to it.
NoMacroAttribute = A macro puts an attribute together.
NoNesting = Brackets are nested too deeply.
NotReadable = The source check cannot read this file.
NotCompiledTo = Compiled, this reaches for what is not allowed: { $what }.

## What to use instead

SafeRustSuffices = Every step can be solved in safe Rust.
WriteTheValue = Write the code or the value itself here.
RemoveIt = Remove it.
PutTheModuleInItsPlace = Put the module at src/<its name>.rs.
UseTheTwoCrates = Use `std` and `pattern_sync` alone, which need no `extern`.
Use = Use `{ $path }`.
NotNeeded = The exercise does not need it.
NameTheItems = Name the items: { $items }.
NameTheModule = Name the module, as in `{ $example }`.
MayUse = It may use: { $modules }.
KeepItInTheStructure = Keep the value in the structure that the threads share.
WriteItOut = Write it out, or use a function.
SplitIntoFunctions = Split the code into functions.
WritePlainRust = Write it in plain Rust.

## Why a test did not pass

EndlessLoop = Endless loop: the test spent its budget of CPU time, and neither waited nor came to an end.
Deadlock = Deadlock: every thread waits, and none is left to wake another: { $threads }.
WaitsForLock = { $who } for a lock or a condition variable
WaitsParked = { $who } for a channel, or to be unparked
WaitsForEnd = { $who } for the end of { $other }
TheTest = the test
AThread = `{ $name }`
AThreadWithoutName = a thread without a name
TooSlow =
    Not graded: after { $seconds } s the test had neither ended, nor spent its CPU time, nor got stuck for good.
    The machine is too slow at the moment, or something sleeps. No points are lost: try again.
JudgeTooSlow =
    Not graded: the answers were there, but judging them came to no end. The machine is too slow at the moment, or they are made to be slow to judge.
    No points are lost: try again.
StackOverflow = Stack overflow: a function calls itself without end.
Crash = Stack overflow or crash ({ $ending }).
Abort = The process aborted ({ $ending }).
Killed = Not graded: something else ended the process ({ $ending }), perhaps for lack of memory. Try again.
NoVerdict = The process ended without a verdict (exit status { $ending }).
NoTrueReport = What the process handed in is not a report of this test.
FailedAfterVerdict = The process failed after its verdict (exit status { $ending }).
NotDone = not done yet: step { $step }: { $task }
ValuesFirst = This counts only once the values are right: “{ $title }” fails.
BehaviourFirst = On real threads, wrong code may pass by luck: this counts only once every explored test up to this step passes. “{ $title }” does not.

## Progress

FirstBuild = Compiling what the tests need; only the first time takes so long…
Downloading = Downloading what the tests need; only this time…
StillRunning = Still running: { $title }…

## The result

Step = Step { $number }: { $title }
Total = Total
Refused = Not graded: the source check found what an exercise must not use.
NotBuilt = Not graded: the code does not compile.
CompilerEnded = error: the compiler ran out of its time or memory on this code
CouldNotBuild = Not graded, through no fault of the code: the machine could not compile it.
NothingHandedIn = Nothing was handed in for this exercise.
HiddenTest = This test is hidden: what it does is not shown.
IgnoredFiles = Not taken from the folder:
Printed = Printed:
HintLabel = hint
ReplayLabel = replay
PictureLabel = picture
NotGradedPoints = { $points ->
    [one] 1 point could not be graded: it is neither earned nor lost.
   *[other] { $points } points could not be graded: they are neither earned nor lost.
}
NothingDone = { $points ->
    [one] No test passes yet: 0 of 1 point. This is the way:
   *[other] No test passes yet: 0 of { $points } points. This is the way:
}
NextIs = Next: step { $number }, { $title }.
Read = Read { $path }
Edit = Edit { $place }: { $task }
FirstFailure = Look at the first failure, “{ $title }”: { $command }
Then = Then again: { $command }
AllDone = All done: every test passes.
MendThen = Mend that first, then again: { $command }
MoreTimelines = What the threads did in the other failures:
Isolated = { $level ->
    [L1] Isolation L1: a self-check, not a mark.
   *[other] Isolation { $level }.
}
GradedWith = Graded with: { $exercise } { $suite }, explorer { $explorer }.

Seed = Inputs of seed { $seed }: `--seed { $seed }` makes the same again.
Marks = { $max ->
    [one] { $points }/{ $max } point
   *[other] { $points }/{ $max } points
}

## Replay

CodeChanged = The code has changed since this token was printed.
ScheduleMisfit = The schedule no longer fits the code; grade again for a new token.
ReplayPasses = { $changed ->
    [yes] With the code as it is now, the test passes under this schedule. Other schedules may fail: grade again.
   *[no] The test passes under this schedule.
}
ReplayNotPossible = tests on real threads cannot be replayed: no schedule is kept of them.

## Pictures

PictureIs = The page is { $path }
NoBrowser = No browser opens from here: open the page yourself.
NoPicture =
    Nothing was recorded: the test does not come to an end, or has nothing to show yet.
    `cargo xtask grade` tells why.

## The page of a picture

PageFails = A schedule that fails
PagePasses = A schedule that passes
PageStep = step
PageThread = thread
PageEvent = what it does
PagePlace = source line
PageOmitted = more of this
PageAtTheEnd = At the end
PageAllEnded = At the end every thread has ended.
PageKeys = ↓ and ↑ (or j and k) step, Home and End go to the ends{ $compares ->
    [yes] , c changes the schedule.
   *[no] .
}
PagePrevious = back
PageNext = forward
PageRunning = could run
PageBlocked = waits
PageHolds = holds a lock
PageUnlock = unlocked → locked
PageNotify = notified → woken
PageSend = sent → received
PageStart = started, joined
PageDiffers = From here on the two differ.
PageOf = of

## A real run

PageRecorded = A real run
PageTime = time
RunWorks = works
RunIdles = waits or sleeps
RunWakesAnother = wakes
RunStartsAnother = starts
RunOverview = A full bar works, half a bar sleeps, a thin line waits.
RunSubtitle = { $threads ->
    [one] 1 thread
   *[other] { $threads } threads
}, { $time }
RunIncomplete = The recording was full: { $spans } spans are missing.
RunBegins = begins
RunEnds = ends
RunDoes = begins: { $what }
RunHasDone = is done with: { $what }
RunWaits = waits for { $what }
RunSleeps = sleeps
RunGoesOn = goes on
RunStarts = starts { $name }
RunWakes = wakes { $name }
RunSpent = ({ $time }): { $shares }
RunAtWork = worked { $percent }%
RunSlept = slept { $percent }%
RunWaited = waited { $percent }% for { $what }
RunFigure = Full bar: works. Dotted line: waits. Arrow: wakes the other.
RunFigureSleeps = Dashed half bar: sleeps.
NotARecording = { $path } is no recording that `--trace` made

## What threads of a real run wait for, and what they work on

ForALock = a lock
ForALockToRead = a lock, to read
ForALockToWrite = a lock, to write
ForANotification = a notification
ForANotificationForATime = a notification, for a time
ForTheOthers = the others at a barrier
ForRoomInAChannel = room in a channel
ForAnItemOfAChannel = an item of a channel
ForAPermission = a permission to leave a park
ForAPermissionForATime = a permission to leave a park, for a time
ForTheScope = the threads of a scope
ForTheEndOfAThread = the end of a thread
ForTheEndOf = the end of { $name }
ForRoomInTheQueue = room in the queue
ForAnItemOfTheQueue = an item of the queue
ForTheEndOfAllItems = the end of all items
ForALatch = a latch
ForARequestToStop = a request to stop
ForATask = a task
ForAResult = a result
ForRoomForATask = room for a task
ForRoomBeforeTheNextStage = room before the next stage
ForAnItemForTheStage = an item for the stage
ForTheMembers = the members of a group
ForTheEndOfAllTasks = the end of all tasks
ForAllResults = all results
ForTheNextDeadline = the next deadline
ForItsCarrier = the thread that works for it
WorkMap = map
WorkShuffle = shuffle
WorkReduce = reduce

## Quiz

NoSuchQuiz = there are no questions about `{ $name }`; there are about: { $known }
QuizIntro = { $questions ->
    [one] 1 question.
   *[other] { $questions } questions.
} Several choices can be right: name all of them, as in `a c`. `q` ends.
QuizLetters = Letters from a to { $last }, please.
QuizRight = Right.
QuizWrong = Not quite; right is: { $letters }
QuizScore = { $right } of { $asked } right.

## Hints

HintFor = { $title } ({ $name })
NothingToHint = Every test passes: there is nothing to hint at.
MoreHints = More telling: { $command }
OtherHints = Also open; `cargo xtask hint` helps with each:

## Watch

WatchWholeSet = whole set { $points }/{ $max_points }
WatchCompiling = Compiling…
WatchTesting = Testing… { $ended } of { $all }
WatchTimes = compiled in { $build } s, tested in { $run } s
WatchStopped = stopped after { $build } s
WatchBefore = before this save
WatchSoFar = the other tests are running
WatchLines = { $below ->
    [yes] { $above ->
        [yes] lines { $first }–{ $last } of { $all }, ↑ ↓ for more
       *[no] lines { $first }–{ $last } of { $all }, ↓ for more
    }
   *[no] lines { $first }–{ $last } of { $all }, ↑ for more
}
WatchWaiting = The verdict comes here, and again each time that you save.
WatchErrors = { $count } errors; the first one matters most.
WatchMoreFail = { $count ->
    [one] One more test of this step fails.
   *[other] { $count } more tests of this step fail.
}
WatchEditNext = Next to write:
WatchExerciseDone = All of { $name } is done. Press n for the next exercise.
WatchSetDone = The whole set is done: every test of every exercise passes.
WatchExercises = Exercises
WatchStale = ? changed since it was graded last
WatchResetAsk = Start { $name } over?
WatchResetKept = Its src folder becomes as it was handed out. What you wrote is kept in backups/.
WatchPageComes = Drawing the timeline…
WatchPageAt = The timeline is { $path }
WatchPageOpens = The timeline opens in the browser: { $path }
WatchNoPage = There is no timeline of this: it shows what several threads do.
WatchNotReset = Nothing was reset: { $error }
WatchNotKept = Your progress could not be kept: { $error }
WatchStartedAnew = Your progress could not be read and starts anew; your work is untouched.
WatchRunEnded = The run ended without a verdict; press g to grade again.
WatchNoTerminal = watch needs a terminal; `cargo xtask grade` prints the same once
WatchNoExercises = there are no exercises here

## Watch: the keys

KeyEnter = Enter
KeyEscape = Esc
KeyPages = PgUp PgDn
KeyYes = y
DoesHint = hint
DoesMoreHint = a more telling one
DoesTimeline = timeline
DoesNext = next
DoesList = list
DoesReset = reset
DoesQuit = quit
DoesHelp = help
DoesChoose = choose
DoesTake = take
DoesBack = back
DoesKeep = keep
Keys = Keys
ExplainHint = a hint for what stands in the way; again for a more telling one, three in all
ExplainTimeline = the timeline of the failure as a page in the browser
ExplainNext = the next exercise that is not complete
ExplainList = all exercises, to choose from
ExplainReset = the exercise as it was handed out; asks first
ExplainAgain = grade again without a save
ExplainScroll = the rest of what is too long for the screen
ExplainSuspend = back to the shell; `fg` returns
ExplainQuit = quit; next time watch goes on here

## Hints, each more telling than the one before

HintTitle = Hint { $level } of 3: { $title }
HintTask = This comes next: { $task }.
HintReadStep = Nothing is written here yet. Read step { $number } in { $statement }.
HintFirstError = Mend the first error first: the others often follow from it. It names a line and underlines what the compiler does not accept.
HintCompilerEnded = The compiler did not come to an end. If it is so again, look at the last change: a macro that calls itself, or a type or a constant that grows without end?
HintCompiler = The compiler itself advises:
HintSmaller = Take back the last change until it compiles (undo in the editor), then take it up in smaller pieces, saving after each.
HintExplain = The compiler explains this kind of error at length:
HintAsleep = `{ $thread }` sleeps on `{ $condvar }`, and at the end nobody is left to wake it. Which thread makes true what it waits for, and what does that thread do right after?
HintLocked = At the end a lock is wanted that does not become free (by { $threads }). Who holds it, and what does that thread wait for meanwhile?
HintStuck = `{ $thread }` waits and nothing will come. Who should have sent it something, closed what it reads from, or ended?
HintPanicked = `{ $thread }` panicked. Go up the timeline from there: which is the last row at which everything was still right?
HintPanickedThen = `{ $thread }` panicked, and after that `{ $other }` waits for ever. If the test wants that panic, who was to wake the others? If not, go up the timeline from it.
HintHolding = `{ $thread }` goes to sleep while it holds `{ $lock }`, and who could wake it wants that lock. Which lock does `Condvar::wait` let go of, and which not?
HintBusy = `{ $thread }` goes round and round and never sleeps. What has to become true for it to go on, who makes it true, and where could it sleep until then?
HintPolls = Only the clock wakes `{ $thread }`, which then looks whether something has changed. Who makes that change, and how could it wake `{ $thread }` at once?
HintAlone = The work was done, and by a single thread. Where are others to be started, and what are they to do?
HintOutlives = The test runs this code again and again, each time from the beginning. What in it outlives one run, or differs from run to run: a `static`, the clock, chance?
HintCrashed = The process ended before the test did; the verdict says how. Is there a function that calls itself for ever, or something that ends the whole process?
HintValues = This test needs no schedule to fail. What does it call, and what does it expect to get?
HintAgainBy = There is no verdict yet: `{ $command }` grades again.
HintAgain = There is no verdict yet: press g to grade again.
HintPlaces = This is where the threads stand at the end:
HintTestIs = This is the test, { $place }:
HintCompareBy = `{ $command }` shows this schedule step by step, and beside it one that passes, if there is one: find the first step at which they part.
HintCompare = Press t for a page of this schedule, step by step, and beside it one that passes, if there is one: find the first step at which they part.
HintWholeStep = This is what the whole step is to do:
HintModules = Step { $number } may use { $modules }.

## Reset

AlreadyReset = { $path } is as it was handed out: nothing changed.
WasReset = { $path } is again as it was handed out. What it replaced is in { $backup }

## Diff

NoSolutions = there are no solutions here to compare with
Written = Written: { $path }
DiffLegend = - only in the work handed in; + only in the solution; ~ elsewhere in the solution
DiffSame = the same
DiffDiffers = differs
DiffMissing = missing in the work handed in
DiffOnlyTheirs = not in the solution
DiffOtherName = is called { $name } in the work handed in

## List

ListFooter = Begin with: { $example }

## Lists within a sentence

Clauses = { $before }; { $after }
