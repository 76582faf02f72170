# What students read on the pages that instructors make, in English. Each message has the name of its
# variant in `mod.rs`, and its arguments are the variant's fields; the tests compare the three.
# What stands between two ** is printed in bold, what stands between two backticks as code.

## What became of a test

TestIs = { $status ->
    [passed] passed
    [failed] failed
    [not-done] not done
    [not-run] not run
   *[not-graded] not graded
}

## Why there are no marks

SubmissionNotGraded = Not graded: { $why }
DoesNotCompile = The code does not compile.
UsesWhatIsNotAllowed = The code uses what is not allowed.

## Why a submission cannot be graded

# Each follows the name of the file or folder that was handed in.
IsNeitherFolderNorZip = is neither a folder nor a zip file
AreSeveral = are { $count } submissions of one student
CannotBeRead = cannot be read: { $why }
CannotBeUnpacked = cannot be unpacked: { $why }
CannotBeTaken = cannot be taken: { $why }
CannotBeGraded = cannot be graded: { $why }
GraderFailed = cannot be graded, since the grader failed: { $why }
ArchiveTooLarge = is larger than { $limit } bytes (was `target` zipped along?)
IsNoZip = { $begins ->
    [empty] is no readable zip file: it is empty
    [zip] is no readable zip file: it is damaged, or its end is missing
    [rar] is no readable zip file: it is a rar archive
    [seven-zip] is no readable zip file: it is a 7z archive
    [gzip] is no readable zip file: it is a gzip archive
   *[other] is no readable zip file: it is something else, whatever its name says
}
IsBrokenZip = is no readable zip file: { $why }
IsEncrypted = is protected by a password
HoldsTooManyFiles = holds more than { $limit } files
HoldsTooManyRustFiles = holds more than { $limit } Rust files
UnpacksToTooMuch = unpacks to more than { $limit } bytes
HoldsNothingOf = holds no sources of { $exercise }
HoldsNothingOfIt = holds no sources of { $exercise }: { $there }
HoldsNothingOfAny = { $lone ->
    [yes] holds no sources of any exercise: { $there } (of which exercise, --exercises says)
   *[no] holds no sources of any exercise: { $there }
}
ThereIs = there is { $names }
ThereIsNoRust = there is no Rust file in it
BothAre = { $one }; { $other }
TheSubmission = The submission { $why }.

## The page of a class

Class = The class
ClassGraded = { $all ->
    [one] **{ $graded }** of 1 submission graded.
   *[other] **{ $graded }** of { $all } submissions graded.
}
ClassMiddle = { $max ->
    [one] Mean **{ $mean }**, median **{ $median }** of 1 point.
   *[other] Mean **{ $mean }**, median **{ $median }** of { $max } points.
}
ClassNotGraded = Not graded
ClassNotGradedWhy = **{ $who }**: { $why }
ClassDistribution = Distribution
ClassPercent = percent of the points
ClassFailing = Which tests fail most
ClassNoneFails = None.
ClassMoreFail = { $count } more.
ClassMarks = Marks
ClassOpenTests = some tests have no verdict
ClassOfExercise = { $exercise }: { $said }
ColumnTest = test
ColumnStudent = student
ColumnPoints = points
ColumnOf = of

## The page of one submission

MarksOf = Marks of { $who }
MarksAre = { $max ->
    [one] **{ $points }** of 1 point
   *[other] **{ $points }** of { $max } points
}
NotTakenAlong = { $count ->
    [one] 1 item was not taken from what was handed in
   *[other] { $count } items were not taken from what was handed in
}
WhatTheThreadsDid = What the threads did
WhatItPrinted = What it printed
ReplayIt = Again: `cargo xtask replay { $token } --submission DIR`
GradedAt = Graded { $time }, isolation { $isolation }, sources `{ $sources }`.
LookedAt = Looked at { $time }.

## The comment of one line, for a learning platform

CommentMarks = { $exercise }: { $points }/{ $max }
CommentWithRemark = { $marks } ({ $remark })
CommentNotTaken = there are no sources that could be graded
CommentNotBuilt = does not compile
CommentRefused = uses what is not allowed
CommentNotPassed = { $count ->
    [one] 1 test not passed: { $tests }
   *[other] { $count } tests not passed: { $tests }
}
CommentMore = { $tests }; and { $count } more

## The book

BookTitle = Parallel patterns
BookLanguage = English
BookReadInThis = Read this page in English
BookWelcome = Welcome
BookExercise = Exercise
BookStepThrough = Step through it
BookBackToLesson = back to the lesson

## Its quizzes

BookQuiz = Quiz
BookQuizTitle = Quiz: { $title }
BookQuizIntro = One choice may be right, or several: pick all of them. The same questions in the terminal:
BookQuestion = Question { $number }
BookChoices = Your choice
BookAnswer = Answer
BookCheck = Check
BookChooseFirst = Choose at least one.
BookRight = Right.
BookWrong = Not quite.
BookChosenWell = right
BookMissed = right, and not chosen
BookNotSo = wrong
BookScore = Right answers: { $right } of { $asked }

## What mdBook says around the book

# In English these are mdBook's own words, which are looked for in what it makes.
MdBookKeys = Keyboard shortcuts
MdBookKeysTurn = Press <kbd>←</kbd> or <kbd>→</kbd> to navigate between chapters
MdBookKeysSearch = Press <kbd>S</kbd> or <kbd>/</kbd> to search in the book
MdBookKeysHelp = Press <kbd>?</kbd> to show this help
MdBookKeysHide = Press <kbd>Esc</kbd> to hide this help
MdBookContents = Table of contents
MdBookToggleContents = Toggle Table of Contents
MdBookChangeTheme = Change theme
MdBookThemes = Themes
MdBookAuto = Auto
MdBookLight = Light
MdBookRust = Rust
MdBookCoal = Coal
MdBookNavy = Navy
MdBookSearch = Search (`/`)
MdBookToggleSearch = Toggle Searchbar
MdBookSearchThis = Search this book ...
MdBookPages = Page navigation
MdBookPrevious = Previous chapter
MdBookNext = Next chapter
MdBookShowLines = Show hidden lines
MdBookHideLines = Hide lines
MdBookCopy = Copy to clipboard
MdBookCopied = Copied!
MdBookNotCopied = Clipboard error!
MdBookNothing = No search results for '{ $term }'.
MdBookOne = search result for '{ $term }':
MdBookMany = search results for '{ $term }':
