//! Judge: makes a verdict of how a graded process ended and what it handed in.
//!
//! A test passes only if its process handed in a passing report with the right key, in the right
//! mode, with answers that are right where there is a judge of values, and ended with success. Everything else is a failure, but for what the code cannot help.

use std::process::ExitStatus;

use super::model::Status;
use super::received;
use super::runner::{Ending, Handed, Run};
use super::todos;
use super::values::Answers;
use crate::escape;
use crate::exercise::{GradedTest, Mode};
use crate::lang::Lang;
use crate::messages::Message;
use crate::report::{Action, Cause, Report, Timeline};
use crate::token;

/// The most lines of output that are shown.
const MAX_LINES: usize = 12;
/// The longest line of output that is shown, in characters.
const MAX_LINE: usize = 200;

/// Holds the verdict on one run of one test.
#[derive(Clone, Debug)]
pub struct Verdict {
    /// What became of the test.
    pub status: Status,
    /// Why it did not pass, or empty.
    pub cause: String,
    /// The failing (or replayed) schedule.
    pub schedule: Option<String>,
    /// What happened in it.
    pub timeline: Option<Timeline>,
    /// What was covered.
    pub coverage: Option<String>,
    /// Why it did not pass, as data, where the explorer tells.
    pub explanation: Option<Cause>,
    /// The step and the task of the `todo!` that it came to.
    pub unfinished: Option<(u32, String)>,
    /// The end of what was printed, where that may help.
    pub output: String,
}

impl Verdict {
    fn without_report(status: Status, cause: &Message, output: String, lang: Lang) -> Self {
        let cause = cause.to_text(lang);
        Self {
            status,
            cause,
            schedule: None,
            timeline: None,
            coverage: None,
            explanation: None,
            unfinished: None,
            output,
        }
    }
}

/// Judges `run` of `test`, whose answers, if it was asked for any, are judged already.
pub fn judge(test: &GradedTest, run: Run, answers: Option<Answers>, lang: Lang) -> Verdict {
    let output = excerpt(&test.name, &[&run.stdout, &run.stderr]);
    let status = match run.ending {
        Ending::CpuSpent(_) => {
            let cause = Message::EndlessLoop;
            return Verdict::without_report(Status::Failed, &cause, output, lang);
        }
        Ending::Deadlock(threads) => {
            let cause = Message::Deadlock { threads };
            return Verdict::without_report(Status::Failed, &cause, output, lang);
        }
        Ending::TooSlow(limit) => {
            let cause = Message::TooSlow {
                seconds: limit.as_secs(),
            };
            return Verdict::without_report(Status::NotGraded, &cause, output, lang);
        }
        Ending::Exited(status) => status,
    };
    match run.handed {
        Handed::Report(report) => {
            let printed = match test.mode {
                Mode::Explored => String::new(), // Printed anew in each schedule.
                Mode::RealThreads | Mode::Value => excerpt(&test.name, &[&run.stdout]),
            };
            let verdict = judge_report(test, *report, status, (printed, &run.stderr), lang);
            judge_answers(verdict, answers, lang)
        }
        Handed::Nothing => {
            let (verdict, cause) = ended_without_report(status, &run);
            Verdict::without_report(verdict, &cause, output, lang)
        }
        Handed::Forged => {
            Verdict::without_report(Status::Failed, &Message::NoTrueReport, output, lang)
        }
    }
}

fn judge_report(
    test: &GradedTest,
    report: Report,
    status: ExitStatus,
    (printed, stderr): (String, &str),
    lang: Lang,
) -> Verdict {
    let schedule = report
        .schedule
        .filter(|schedule| token::is_schedule(schedule));
    let coverage = report
        .coverage
        .map(|coverage| escape::one_line(&coverage.to_string()));
    let mut verdict = Verdict {
        status: Status::Failed,
        cause: escape::visible(&match &report.explanation {
            Some(cause) => cause.said_in(&lang),
            None => report.cause,
        }),
        schedule,
        timeline: report.timeline.map(received::made_safe),
        coverage,
        explanation: None,
        unfinished: None,
        output: printed,
    };
    if report.mode != test.mode {
        verdict.cause = Message::NoTrueReport.to_text(lang);
    } else if !report.passed {
        if let Some((step, task)) = unfinished(&verdict, stderr) {
            verdict.status = Status::NotDone;
            verdict.unfinished = Some((step, task.clone()));
            verdict.cause = Message::NotDone { step, task }.to_text(lang);
            verdict.timeline = None;
            verdict.schedule = None;
            verdict.output.clear();
        } else {
            verdict.explanation = report.explanation;
        }
    } else if !status.success() {
        verdict.cause = Message::FailedAfterVerdict {
            ending: ending(status),
        }
        .to_text(lang);
    } else {
        verdict.status = Status::Passed;
        verdict.cause.clear();
    }
    verdict
}

/// Lets a test pass only if what it answered is right.
fn judge_answers(mut verdict: Verdict, answers: Option<Answers>, lang: Lang) -> Verdict {
    if verdict.status == Status::Passed {
        match answers {
            None | Some(Answers::Right) => verdict.output.clear(),
            Some(Answers::Wrong { message, input }) => {
                let cause = Cause::WrongAnswer { message, input };
                verdict.status = Status::Failed;
                verdict.cause = cause.said_in(&lang);
                verdict.explanation = Some(cause);
            }
            Some(Answers::Unreadable) => {
                verdict.status = Status::Failed;
                verdict.cause = Message::NoTrueReport.to_text(lang);
            }
            // Nothing proves what kept the judge: no points, and somebody has to look.
            Some(Answers::Late) => {
                verdict.status = Status::NotGraded;
                verdict.cause = Message::JudgeTooSlow.to_text(lang);
            }
        }
    }
    verdict
}

/// Finds the message of the `todo!("step N: …")` that a failed test ran into, also when the test
/// caught that panic and failed for another reason.
fn unfinished(verdict: &Verdict, stderr: &str) -> Option<(u32, String)> {
    let rows = verdict.timeline.iter().flat_map(|timeline| &timeline.rows);
    let panics = rows.filter_map(|row| match &row.action {
        Action::Panic { message, .. } => Some(message.as_str()),
        _ => None,
    });
    // The panic itself comes first: the cause goes on about what became of the others.
    panics
        .chain([verdict.cause.as_str(), stderr])
        .find_map(|text| {
            let (_, message) = text.split_once("not yet implemented: ")?;
            let (step, task) = todos::parse(message)?;
            Some((step, escape::one_line(&task)))
        })
}

fn ended_without_report(status: ExitStatus, run: &Run) -> (Status, Message) {
    if run.stderr.contains("has overflowed its stack") {
        return (Status::Failed, Message::StackOverflow);
    }
    let ending = ending(status);
    match ending.as_str() {
        "SIGSEGV" | "SIGBUS" | "0xc0000005" | "0xc00000fd" => {
            (Status::Failed, Message::Crash { ending })
        }
        "SIGABRT" | "SIGILL" | "SIGTRAP" | "0xc0000409" => {
            (Status::Failed, Message::Abort { ending })
        }
        "SIGXCPU" => (Status::Failed, Message::EndlessLoop),
        // Somebody else ended it: the user, or the kernel for lack of memory.
        "SIGKILL" | "SIGTERM" | "SIGINT" | "SIGHUP" => {
            (Status::NotGraded, Message::Killed { ending })
        }
        _ => (Status::Failed, Message::NoVerdict { ending }),
    }
}

/// Names how a process ended: a signal, a Windows status, or an exit status.
fn ending(status: ExitStatus) -> String {
    match status.code() {
        Some(code) if cfg!(windows) && code < 0 => format!("{code:#x}"),
        Some(code) => code.to_string(),
        None => signal(status),
    }
}

#[cfg(unix)]
fn signal(status: ExitStatus) -> String {
    use std::os::unix::process::ExitStatusExt as _;

    use rustix::process::Signal;

    const NAMES: [(Signal, &str); 11] = [
        (Signal::ABORT, "SIGABRT"),
        (Signal::BUS, "SIGBUS"),
        (Signal::FPE, "SIGFPE"),
        (Signal::HUP, "SIGHUP"),
        (Signal::ILL, "SIGILL"),
        (Signal::INT, "SIGINT"),
        (Signal::KILL, "SIGKILL"),
        (Signal::SEGV, "SIGSEGV"),
        (Signal::TERM, "SIGTERM"),
        (Signal::TRAP, "SIGTRAP"),
        (Signal::XCPU, "SIGXCPU"),
    ];
    let number = status.signal().unwrap_or_default();
    let known = NAMES.iter().find(|(signal, _)| signal.as_raw() == number);
    known.map_or_else(
        || format!("signal {number}"),
        |(_, name)| (*name).to_string(),
    )
}

#[cfg(not(unix))]
fn signal(_: ExitStatus) -> String {
    "?".to_string()
}

/// Returns the last lines that the test printed, without those of the harness.
fn excerpt(test: &str, streams: &[&str]) -> String {
    let running = format!("test {test} ... ");
    let listed = format!("    {test}");
    let mut lines = Vec::new();
    for line in streams.iter().flat_map(|stream| stream.lines()) {
        let line = line.strip_prefix(&running).unwrap_or(line);
        let of_harness = line.trim().is_empty()
            || [
                "running 1 test",
                "ok",
                "FAILED",
                "failures:",
                "successes:",
                &listed,
            ]
            .contains(&line)
            || line.starts_with("test result: ")
            || line.starts_with("note: run with `RUST_BACKTRACE");
        if !of_harness {
            lines.push(
                without_thread_number(line)
                    .chars()
                    .take(MAX_LINE)
                    .collect::<String>(),
            );
        }
    }
    lines
        .split_off(lines.len().saturating_sub(MAX_LINES))
        .join("\n")
}

/// Removes the number, which differs from run to run, from `thread 'name' (123) panicked at`.
fn without_thread_number(line: &str) -> String {
    let shortened = line.strip_prefix("thread '").and_then(|rest| {
        let (name, rest) = rest.split_once("' (")?;
        let (number, rest) = rest.split_once(')')?;
        let digits = number.bytes().all(|b| b.is_ascii_digit());
        digits.then(|| format!("thread '{name}'{rest}"))
    });
    shortened.unwrap_or_else(|| line.to_string())
}

#[cfg(all(test, unix))]
mod tests;
