//! The judge's half of value tests: their inputs, and what must come back.
//!
//! A suite has it in a module of its own, `tests/judge/mod.rs`, which names nothing of the
//! submission. The grader compiles that module into a program of its own and puts an empty one in its
//! place: the process that runs a submission knows neither what is expected of it nor, before it is
//! asked, what it will be asked.

use std::env;
use std::fmt::Debug;
use std::io::{self, Read as _, Write as _};
use std::panic::{self, AssertUnwindSafe, catch_unwind};
use std::process::ExitCode;

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::engine::panic_text;
use crate::random::Random;

/// The seed of the inputs where nobody asks for another one.
pub const SEED: u64 = 1;

/// How much of an input is shown with what is wrong about the answer, in characters.
const SHOWN: usize = 300;

/// Knows the inputs of value tests, and tells right answers from wrong ones.
///
/// # Examples
///
/// ```
/// use pattern_sync::graded::{Judge, Random};
///
/// fn judge() -> Judge {
///     let numbers = |random: &mut Random| vec![0, random.below(100) as u32];
///     Judge::new().test("it_doubles", numbers, |number, found: u32| {
///         assert_eq!(found, 2 * number, "what doubling returned");
///     })
/// }
///
/// // In the suite, as the body of the test `it_doubles`:
/// pattern_sync::graded::judged(&judge(), "it_doubles", |number: u32| number + number);
/// ```
#[derive(Default)]
pub struct Judge {
    tests: Vec<(&'static str, Test)>,
}

/// One value test, its types erased.
struct Test {
    inputs: Box<dyn Fn(u64) -> Vec<u8>>,
    check: Box<Check>,
}

/// Judges the answers to the inputs of a seed.
type Check = dyn Fn(u64, &[u8]) -> Result<(), Wrong>;

/// Says what is wrong with answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wrong {
    /// They are not answers at all.
    Unreadable,
    /// One is not what was expected.
    Answer {
        /// What the assertion says.
        message: String,
        /// The input, or its beginning.
        input: String,
    },
}

impl Wrong {
    /// Reads what [`Judge::serve`] writes of a wrong answer; `None` if `bytes` is anything else.
    ///
    /// # Examples
    ///
    /// ```
    /// use pattern_sync::graded::Wrong;
    ///
    /// assert_eq!(Wrong::from_bytes(b"wrong!"), None);
    /// ```
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let [message, input] = from_bytes(bytes)?.try_into().ok()?;
        Some(Self::Answer { message, input })
    }
}

/// How a program that serves as a judge ends: see [`Judge::serve`].
pub mod exit {
    /// The answers are right, or the inputs are there.
    pub const GOOD: u8 = 0;
    /// An answer is wrong: standard output says how, for [`Wrong::from_bytes`](super::Wrong::from_bytes).
    pub const WRONG: u8 = 10;
    /// What came back are no answers.
    pub const UNREADABLE: u8 = 11;
    /// The judge knows no test of that name.
    pub const UNKNOWN: u8 = 12;
}

impl Judge {
    /// Knows no test yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds the test `name`: `inputs` makes its inputs, and `check` panics if what came back for one of
    /// them is not what it must be. Both are plain data of the standard library: numbers, texts, tuples,
    /// vectors, options, results.
    #[must_use]
    pub fn test<I, O>(
        mut self,
        name: &'static str,
        inputs: impl Fn(&mut Random) -> Vec<I> + Clone + 'static,
        check: impl Fn(&I, O) + 'static,
    ) -> Self
    where
        I: Serialize + Debug + 'static,
        O: DeserializeOwned + 'static,
    {
        let again = inputs.clone();
        let test = Test {
            inputs: Box::new(move |seed| to_bytes(&inputs(&mut Random::new(seed)))),
            check: Box::new(move |seed, answers| {
                let inputs = again(&mut Random::new(seed));
                let answers: Vec<O> = from_bytes(answers).ok_or(Wrong::Unreadable)?;
                if answers.len() != inputs.len() {
                    return Err(Wrong::Unreadable);
                }
                inputs.iter().zip(answers).try_for_each(|(input, answer)| {
                    catch_unwind(AssertUnwindSafe(|| check(input, answer)))
                        .map_err(|panic| wrong(panic_text(&*panic), input))
                })
            }),
        };
        self.tests.push((name, test));
        self
    }

    /// Returns the inputs of the test `name` as bytes; `None` if there is no such test.
    #[must_use]
    pub fn inputs(&self, name: &str, seed: u64) -> Option<Vec<u8>> {
        Some((self.find(name)?.inputs)(seed))
    }

    /// Checks what came back for the inputs of the test `name`; `None` if there is no such test.
    ///
    /// # Errors
    ///
    /// Within, what is wrong with the first wrong answer.
    #[must_use]
    pub fn check(&self, name: &str, seed: u64, answers: &[u8]) -> Option<Result<(), Wrong>> {
        Some((self.find(name)?.check)(seed, answers))
    }

    fn find(&self, name: &str) -> Option<&Test> {
        let (_, test) = self.tests.iter().find(|(other, _)| *other == name)?;
        Some(test)
    }

    /// Serves the grader: `inputs NAME SEED` writes the inputs of a test, `check NAME SEED` reads the
    /// answers and says what is wrong. The result is one of [`exit`].
    #[must_use]
    pub fn serve(&self) -> ExitCode {
        // What is wrong is said once, on standard output.
        panic::set_hook(Box::new(|_| {}));
        let arguments: Vec<String> = env::args().skip(1).collect();
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        let ([what, name, seed], mut out) = (&arguments[..], io::stdout()) else {
            return ExitCode::FAILURE;
        };
        let Ok(seed) = seed.parse() else {
            return ExitCode::FAILURE;
        };
        let mut say = |bytes: &[u8], code| {
            let said = out.write_all(bytes).and_then(|()| out.flush());
            said.map_or(ExitCode::FAILURE, |()| ExitCode::from(code))
        };
        let mut answers = Vec::new();
        let outcome = match *what {
            "inputs" => self.inputs(name, seed).map(Ok),
            "check" if io::stdin().read_to_end(&mut answers).is_ok() => {
                let outcome = self.check(name, seed, &answers);
                outcome.map(|outcome| outcome.map(|()| Vec::new()))
            }
            _ => return ExitCode::FAILURE,
        };
        match outcome {
            Some(Ok(bytes)) => say(&bytes, exit::GOOD),
            Some(Err(Wrong::Answer { message, input })) => {
                say(&to_bytes(&[message, input]), exit::WRONG)
            }
            Some(Err(Wrong::Unreadable)) => say(b"", exit::UNREADABLE),
            None => say(b"", exit::UNKNOWN),
        }
    }
}

/// Says what is wrong, and about which input.
fn wrong(panic: Option<&str>, input: &impl Debug) -> Wrong {
    let message = panic.unwrap_or("a wrong answer").to_owned();
    let whole = format!("{input:?}");
    let mut input: String = whole.chars().take(SHOWN).collect();
    if input.len() < whole.len() {
        input.push('…');
    }
    Wrong::Answer { message, input }
}

pub(super) fn to_bytes<T: Serialize>(values: &[T]) -> Vec<u8> {
    postcard::to_allocvec(values).expect("inputs and answers are plain data")
}

pub(super) fn from_bytes<T: DeserializeOwned>(bytes: &[u8]) -> Option<Vec<T>> {
    match postcard::take_from_bytes(bytes) {
        Ok((values, [])) => Some(values),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn halves() -> Judge {
        let inputs = |random: &mut Random| vec![6, 2 * random.below(1000) as u32];
        Judge::new().test("halves", inputs, |number, half: u32| {
            assert_eq!(2 * half, *number, "twice the half");
        })
    }

    #[test]
    fn the_same_seed_makes_the_same_inputs() {
        let inputs = |seed| halves().inputs("halves", seed);
        assert_eq!(inputs(1), inputs(1));
        assert_ne!(inputs(1), inputs(2));
        assert_eq!(halves().inputs("thirds", 1), None);
    }

    #[test]
    fn each_answer_is_checked_against_its_input() {
        let inputs: Vec<u32> = from_bytes(&halves().inputs("halves", 5).unwrap()).unwrap();
        let check = |answers: &[u32]| halves().check("halves", 5, &to_bytes(answers)).unwrap();
        let right: Vec<u32> = inputs.iter().map(|number| number / 2).collect();
        assert_eq!(check(&right), Ok(()));
        let Err(Wrong::Answer { message, input }) = check(&[4, right[1]]) else {
            panic!("4 is not the half of 6");
        };
        assert!(message.contains(": twice the half\n"), "{message}");
        assert_eq!(input, "6");
        assert!(matches!(
            check(&[right[0], right[1] + 1]),
            Err(Wrong::Answer { .. })
        ));
        assert_eq!(halves().check("thirds", 5, &[]), None);
    }

    #[test]
    fn of_a_long_input_the_beginning_is_shown() {
        let Wrong::Answer { input, .. } = wrong(None, &"é".repeat(SHOWN)) else {
            panic!("it is an answer");
        };
        assert_eq!(input, format!("\"{}…", "é".repeat(SHOWN - 1)));
    }

    #[test]
    fn message_and_input_travel_apart() {
        let read = |told: &[&str]| Wrong::from_bytes(&to_bytes(told));
        let answer = Wrong::Answer {
            message: "no".to_owned(),
            input: "6".to_owned(),
        };
        assert_eq!(read(&["no", "6"]), Some(answer));
        assert_eq!(read(&["no"]), None);
    }

    #[test]
    fn what_is_no_answer_for_each_input_is_not_read() {
        let check = |answers: &[u8]| halves().check("halves", 5, answers).unwrap();
        let right = to_bytes(&[3_u32, 4]);
        for bytes in [
            &[][..],
            &right[..1],
            &[&right[..], b"!"].concat(),
            &to_bytes(&[3_u32]),
            &[255; 20],
        ] {
            assert_eq!(check(bytes), Err(Wrong::Unreadable), "{bytes:?}");
        }
    }
}
