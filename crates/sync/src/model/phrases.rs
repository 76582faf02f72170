//! [`Phrase`]: the words of causes and timelines, in English; other languages plug in as [`Words`].

/// Lists the phrases: each with its English, in which `{…}` stands for an argument.
macro_rules! phrases {
    ($( $name:ident = $english:literal, )+) => {
        /// Names what a cause or a timeline says.
        ///
        /// Places are short, such as `queue.rs:52`; threads and objects go by their names.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum Phrase {
            $( #[doc = concat!("“", $english, "”")] $name, )+
        }

        impl Phrase {
            /// All phrases.
            pub const ALL: &'static [Self] = &[$( Self::$name ),+];

            /// Returns the name of the phrase, by which a catalogue lists it.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $( Self::$name => stringify!($name) ),+ }
            }

            /// Returns the English of the phrase, in which `{…}` stands for an argument.
            #[must_use]
            pub const fn english(self) -> &'static str {
                match self { $( Self::$name => $english ),+ }
            }
        }
    };
}

phrases! {
    // Causes: a panic, and what led to it.
    Panicked = "{thread} panicked: {message}",
    PanickedAt = "{thread} panicked at {at}: {message}",
    Compared = "{about}: found {found}, expected {expected}",
    ComparedOnly = "found {found}, expected {expected}",
    Strayed = "{thread} woke for no reason ({at}), as waits may, and went on without looking again; then {panicked}",
    ItsTimeWasUp = "{panicked}; just before, its time was up ({at})",
    ItWokeForNoReason = "{panicked}; just before, it woke for no reason ({at}), as waits may",
    AfterThat = "{panicked}; after that, {then}",
    // Causes: a sleeper, and what became of the notifications.
    Asleep = "{thread} sleeps on `{condvar}` for ever ({at}): {silence}",
    NeverNotified = "nobody ever notified it",
    NotifiedTooEarly = "the last notification, by {by} at {at}, came while nobody waited",
    NotifiedAnother = "the last notification, by {by} at {at}, woke {woken} instead",
    NotifiedBefore = "the last notification, by {by} at {at}, came before that and woke {woken}",
    AsleepWithALock = "deadlock: {thread} sleeps on `{condvar}` ({at}) and holds `{lock}`, for which {blocked} waits ({blocked_at})",
    // Causes: circles.
    LockedTwice = "{thread} locks `{lock}` at {at} while it holds it already",
    LockedTwiceSince = "{thread} locks `{lock}` at {at} while it holds it already, since {first}",
    Deadlock = "deadlock: {links}",
    LockLink = "{thread} waits at {at} for `{lock}`, which {holder} holds",
    WaitLink = "{thread} waits at {at} for {awaited}",
    BothLinks = "{first}, and {second}",
    MoreLinks = "{before}; {next}",
    WaitsInACircle = "{thread} waits for {awaited} ({at})",
    // Causes: other waits for ever.
    Stuck = "{thread} waits for ever for {awaited} ({at})",
    StuckSince = "{thread} waits for ever for {awaited} ({at}): {remark}",
    HolderEnded = "{holders} has ended without letting it go",
    HoldersEnded = "{holders} have ended without letting it go",
    InitialisesInside = "it waits for itself",
    NeverUnparked = "nobody ever unparked it",
    UnparkedInVain = "the last unpark, by {by} at {at}, added nothing to the permission that was there already",
    UnparkUsedUp = "the last unpark, by {by} at {at}, came before, and its permission is used up",
    AlsoFor = "{cause}; {thread} waits for {awaited}",
    AlsoOne = "{cause}; {threads} waits too",
    AlsoMany = "{cause}; {threads} wait too",
    // Causes: no end.
    Polls = "nothing moves until {thread}'s time is up ({at}): it polls, and {awaited} never comes, where whoever makes the change should wake it",
    PollsAsleep = "nothing moves until {thread}'s time is up ({at}): it polls, looking again after a sleep, where whoever makes the change should wake it",
    BusyWaits = "{thread} busy-waits: it comes by {at} again and again where it should sleep until it is woken",
    TimesOutAgain = "after {steps} steps nothing has been achieved: {thread} keeps timing out and waiting again ({at})",
    NoEnd = "after {steps} steps there is no end: {thread} comes by {at} again and again",
    // Causes: tests that are not what they should be.
    Foreign = "{thread} uses an object at {at} that was not made in this run, so it outlives it: a `static`? Each run makes its own (a field of the struct, or a local of the explored closure)",
    Diverged = "the same choices led elsewhere than before: is there real time, randomness, or something kept from one run to the next?",
    Alone = "no second thread was started: everything ran on one. Where threads are asked for, each is started with `pattern_sync::thread`",
    // Causes: wrong answers. The values stand below each other, so that they can be compared by eye.
    AnswerCompared = "{about}\n     found: {found}\n  expected: {expected}\n     input: {input}",
    Answered = "{message}\n  input: {input}",
    // What is waited for, as the object of “waits for”.
    ALock = "`{lock}`",
    AHeldLock = "`{lock}`, held by {holders}",
    ANotification = "a notification of `{condvar}`",
    Room = "room in channel `{channel}`",
    AnItem = "an item in channel `{channel}`",
    AnItemOfOne = "an item in channel `{channel}`, which 1 sender keeps open",
    AnItemOfMany = "an item in channel `{channel}`, which {senders} senders keep open",
    ATaker = "somebody to take its item from channel `{channel}`",
    AnEnd = "{thread} to end",
    ItsOwnEnd = "itself to end",
    MoreThreads = "more threads at barrier `{barrier}`, {arrived} of {expected} being there",
    AnInitialisation = "`{cell}` to be initialised by {by}",
    AnUnpark = "an unpark",
    ItsTime = "its time",
    Quiet = "everyone else to be quiet",
    // Steps, in words that follow the thread's name.
    WaitsFor = "waits for {awaited}",
    WaitsForItsOwn = "waits for `{lock}`, which it holds itself",
    WaitsForQuiet = "waits until everyone else is quiet",
    IsQuiet = "everyone else is quiet",
    Locks = "locks `{lock}`",
    LocksForReading = "locks `{lock}` for reading",
    TriesAndLocks = "tries `{lock}`: locks it",
    TriesInVain = "tries `{lock}`: it is taken",
    Unlocks = "unlocks `{lock}`",
    Sleeps = "sleeps on `{condvar}`, unlocking `{lock}`",
    SleepsForATime = "sleeps for a time on `{condvar}`, unlocking `{lock}`",
    WakesNotified = "wakes: notified",
    WakesInTime = "wakes: its time is up",
    WakesForNoReason = "wakes for no reason (spurious)",
    NotifiesNobody = "notifies `{condvar}`: nobody waits",
    Notifies = "notifies `{condvar}`: wakes {woken}",
    NotifiesAll = "notifies all `{condvar}`: wakes {woken}",
    Operates = "`{object}`: {operation}",
    ArrivesLast = "arrives last at barrier `{barrier}`",
    Arrives = "arrives at barrier `{barrier}`",
    Initialises = "initialises `{cell}`",
    Sends = "sends into `{channel}`",
    Receives = "receives from `{channel}`",
    SendFull = "`{channel}`: send → full",
    SendNobodyTakes = "`{channel}`: send → nobody takes it",
    SendNoReceiver = "`{channel}`: send → no receiver left",
    ReceiveEmpty = "`{channel}`: receive → empty",
    ReceiveNoSender = "`{channel}`: receive → empty, no sender left",
    DropsLastSender = "drops the last sender of `{channel}`",
    DropsLastReceiver = "drops the last receiver of `{channel}`",
    Starts = "starts {thread}",
    Joins = "joins {thread}",
    OffersItsTurn = "offers its turn",
    HasSlept = "has slept",
    Unparks = "unparks {thread}",
    UnparksInVain = "unparks {thread}, to no effect: it has the permission",
    LeavesItsPark = "leaves its park",
    Notes = "— {text}",
    Panics = "PANICS: {message}",
    Ends = "ends",
    // How it stands at the end.
    AtTheEnd = "At the end:",
    CouldGoOn = "could go on",
    HasPanicked = "has panicked",
    MoreOfThis = "… {events} more of this …",
    // Lists, and what stands between the thousands of a number.
    And = "{before} and {last}",
    Comma = "{before}, {next}",
    Thousands = ",",
}

/// A language that causes and timelines are put into.
///
/// # Examples
///
/// ```
/// use pattern_sync::model::{Cause, Phrase, Words};
///
/// struct Shouting;
///
/// impl Words for Shouting {
///     fn say(&self, phrase: Phrase, _: &[(&str, &str)]) -> String {
///         phrase.name().to_uppercase()
///     }
/// }
///
/// assert_eq!(Cause::Diverged.said_in(&Shouting), "DIVERGED");
/// ```
pub trait Words {
    /// Returns `phrase` with its arguments, which are given by name.
    fn say(&self, phrase: Phrase, arguments: &[(&str, &str)]) -> String;
}

/// English, which is built in.
///
/// # Examples
///
/// ```
/// use pattern_sync::model::{English, Phrase, Words};
///
/// let said = English.say(Phrase::Starts, &[("thread", "consumer")]);
/// assert_eq!(said, "starts consumer");
/// ```
#[derive(Debug, Clone, Copy, Default)]
pub struct English;

impl Words for English {
    fn say(&self, phrase: Phrase, arguments: &[(&str, &str)]) -> String {
        let mut said = String::new();
        let mut rest = phrase.english();
        while let Some((before, argument)) = rest.split_once('{') {
            let (name, after) = argument
                .split_once('}')
                .expect("a phrase closes what it opens");
            let value = arguments.iter().find(|(known, _)| *known == name);
            let (_, value) = value.unwrap_or_else(|| panic!("{phrase:?} asks for `{name}`"));
            said.push_str(before);
            said.push_str(value);
            rest = after;
        }
        said + rest
    }
}

/// `a`, `a and b`, `a, b and c`.
pub(super) fn list<S: AsRef<str>>(words: &dyn Words, names: &[S]) -> String {
    let Some((last, some)) = names.split_last() else {
        return String::new();
    };
    let some = some.iter().map(|name| name.as_ref().to_owned());
    let before = some
        .reduce(|before, next| words.say(Phrase::Comma, &[("before", &before), ("next", &next)]));
    match before {
        Some(before) => words.say(Phrase::And, &[("before", &before), ("last", last.as_ref())]),
        None => last.as_ref().to_owned(),
    }
}

/// `12345` as `12,345`.
pub(super) fn thousands(words: &dyn Words, number: usize) -> String {
    let digits = number.to_string();
    let separator = words.say(Phrase::Thousands, &[]);
    let mut text = String::new();
    for (position, digit) in digits.chars().enumerate() {
        if position > 0 && (digits.len() - position).is_multiple_of(3) {
            text.push_str(&separator);
        }
        text.push(digit);
    }
    text
}
