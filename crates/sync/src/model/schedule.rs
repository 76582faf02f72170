//! [`Schedule`]: the list of answers that makes one run of the threads, and its text form.

use std::fmt;
use std::str::FromStr;

use crate::engine::{Question, Strategy};

/// One schedule: at each choice point, which option was taken.
///
/// Option 0 is what happens by itself, so the text form lists the others alone, as
/// `point.option` joined by `-`; the schedule without any is `0`. A `0.0` in front says that
/// unlocking and ending count as steps, as they do where somebody looks at a lock or a thread
/// without waiting for it.
///
/// # Examples
///
/// ```
/// use pattern_sync::model::Schedule;
///
/// let schedule: Schedule = "3.1-12.2".parse()?;
/// assert_eq!(schedule.to_string(), "3.1-12.2");
/// assert!("3.1-x".parse::<Schedule>().is_err());
/// # Ok::<(), pattern_sync::model::ParseScheduleError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Schedule {
    /// Trailing zeros are left out.
    options: Vec<u16>,
    /// Whether unlocking and ending are steps of their own.
    exact: bool,
}

/// Stands in front of the deviations of an exact schedule.
const EXACT: &str = "0.0";

/// The text is not a schedule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParseScheduleError;

/// Choice points beyond this number are no schedule of ours (the step limit is far lower).
const MAX_POINTS: usize = 1_000_000;

impl Schedule {
    pub(crate) fn new(mut options: Vec<u16>, exact: bool) -> Self {
        while options.last() == Some(&0) {
            options.pop();
        }
        Self { options, exact }
    }

    pub(crate) fn is_exact(&self) -> bool {
        self.exact
    }

    pub(crate) fn options(&self) -> &[u16] {
        &self.options
    }

    /// Returns at how many choice points something else happens than by itself.
    #[must_use]
    pub fn deviations(&self) -> usize {
        self.options.iter().filter(|&&option| option > 0).count()
    }
}

impl fmt::Display for Schedule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut separator = "";
        if self.exact {
            f.write_str(EXACT)?;
            separator = "-";
        }
        for (point, option) in self
            .options
            .iter()
            .enumerate()
            .filter(|(_, option)| **option > 0)
        {
            write!(f, "{separator}{point}.{option}")?;
            separator = "-";
        }
        if separator.is_empty() {
            f.write_str("0")
        } else {
            Ok(())
        }
    }
}

impl FromStr for Schedule {
    type Err = ParseScheduleError;

    fn from_str(text: &str) -> Result<Self, ParseScheduleError> {
        let mut options = Vec::new();
        if text == "0" {
            return Ok(Self::default());
        }
        let mut deviations = text.split('-').peekable();
        let exact = deviations.next_if_eq(&EXACT).is_some();
        for deviation in deviations {
            let (point, option) = deviation.split_once('.').ok_or(ParseScheduleError)?;
            let point: usize = point.parse().map_err(|_| ParseScheduleError)?;
            let option: u16 = option.parse().map_err(|_| ParseScheduleError)?;
            if option == 0 || point < options.len() || point > MAX_POINTS {
                return Err(ParseScheduleError);
            }
            options.resize(point, 0);
            options.push(option);
        }
        Ok(Self { options, exact })
    }
}

impl fmt::Display for ParseScheduleError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a schedule reads like 3.1-12.2, or 0")
    }
}

impl std::error::Error for ParseScheduleError {}

/// Follows a schedule, and writes down what it really did.
#[derive(Debug, Default)]
pub(super) struct Follow {
    options: Vec<u16>,
    /// Whether an option that is not on offer counts as 0 (while shrinking) or as a mistake.
    lenient: bool,
    /// What was taken.
    pub(super) taken: Vec<u16>,
}

impl Follow {
    pub(super) fn exactly(schedule: &Schedule) -> Self {
        Self {
            options: schedule.options.clone(),
            ..Self::default()
        }
    }

    pub(super) fn roughly(schedule: &Schedule) -> Self {
        Self {
            lenient: true,
            ..Self::exactly(schedule)
        }
    }
}

impl Strategy for Follow {
    fn choose(&mut self, question: Question<'_>) -> Option<usize> {
        let arity = question.arity();
        let option = self
            .options
            .get(self.taken.len())
            .copied()
            .map_or(0, usize::from);
        let option = match option < arity {
            true => option,
            false if self.lenient => 0,
            false => return None,
        };
        self.taken.push(u16::try_from(option).ok()?);
        Some(option)
    }
}
