//! What Linux says about a process in `/proc`: its CPU time, and where each thread waits.

use std::fs;
use std::path::Path;
use std::time::Duration;

/// What one thread was doing at one moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Thread {
    /// The number of the thread.
    pub id: u32,
    /// Its name, cut to 15 bytes by the kernel.
    pub name: String,
    /// The letter of its state: `S` sleeps, `R` runs or could.
    pub state: char,
    /// The system call that it is in, with its arguments.
    pub call: Option<Call>,
    /// How often it gave up or lost the processor so far.
    pub switches: (u64, u64),
}

/// A system call in progress.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    /// Its number, which depends on the architecture.
    pub number: i64,
    /// Its six arguments.
    pub arguments: [u64; 6],
}

/// The number of the system call `futex`, where it is known.
const FUTEX: Option<i64> = if cfg!(target_arch = "x86_64") {
    Some(202)
} else if cfg!(any(target_arch = "aarch64", target_arch = "riscv64")) {
    Some(98)
} else {
    None
};

impl Thread {
    /// Returns the operation of the futex on which the thread sleeps with no time limit.
    fn untimed_futex(&self) -> Option<(u64, u64)> {
        let call = self.call.as_ref()?;
        let [_, operation, value, timeout, ..] = call.arguments;
        // FUTEX_WAIT, FUTEX_LOCK_PI and FUTEX_WAIT_BITSET, without the flags "private" and "clock".
        let waits = matches!(operation & 0x7f, 0 | 6 | 9);
        (self.state == 'S' && Some(call.number) == FUTEX && waits && timeout == 0)
            .then_some((operation, value))
    }

    /// Tells whether the thread sleeps until another one wakes it.
    pub fn waits_for_another(&self) -> bool {
        self.untimed_futex().is_some()
    }

    /// Returns the number of the thread whose end this one awaits.
    pub fn joins(&self) -> Option<u32> {
        // The C library waits on the other thread's number, on a futex that is not private.
        let (operation, value) = self.untimed_futex()?;
        (operation & 0x80 == 0)
            .then(|| u32::try_from(value).ok())
            .flatten()
    }

    /// Tells whether the thread is parked, as channels and scopes do.
    pub fn is_parked(&self) -> bool {
        self.untimed_futex().is_some_and(|(operation, value)| {
            operation & 0x80 != 0 && value & 0xffff_ffff == 0xffff_ffff
        })
    }
}

/// Reads what all threads of process `id` are doing; `None` if that is not to be known.
pub fn threads(id: u32) -> Option<Vec<Thread>> {
    let mut threads = Vec::new();
    for entry in fs::read_dir(format!("/proc/{id}/task")).ok()? {
        threads.push(thread(&entry.ok()?.path())?);
    }
    threads.sort_by_key(|thread| thread.id);
    Some(threads)
}

/// Returns the only child of the only child … of process `id`; `None` if there are several.
pub fn last_descendant(mut id: u32) -> Option<u32> {
    // No chain of ours is longer: the namespaces' maker, their first process, the graded one.
    for _ in 0..4 {
        let children = fs::read_to_string(format!("/proc/{id}/task/{id}/children")).ok()?;
        let mut children = children.split_ascii_whitespace();
        match (children.next(), children.next()) {
            (None, _) => return Some(id),
            (Some(child), None) => id = child.parse().ok()?,
            (Some(_), Some(_)) => return None,
        }
    }
    None
}

fn thread(folder: &Path) -> Option<Thread> {
    let id = folder.file_name()?.to_str()?.parse().ok()?;
    let stat = String::from_utf8_lossy(&fs::read(folder.join("stat")).ok()?).into_owned();
    let call = fs::read_to_string(folder.join("syscall")).ok()?;
    let status = String::from_utf8_lossy(&fs::read(folder.join("status")).ok()?).into_owned();
    let (name, fields) = parse_stat(&stat)?;
    Some(Thread {
        id,
        name,
        state: fields.first()?.chars().next()?,
        call: parse_call(&call),
        switches: parse_switches(&status)?,
    })
}

/// Reads the CPU time that process `id` has spent, all threads together.
pub fn cpu_time(id: u32) -> Option<Duration> {
    let stat = String::from_utf8_lossy(&fs::read(format!("/proc/{id}/stat")).ok()?).into_owned();
    let (_, fields) = parse_stat(&stat)?;
    // `utime` and `stime` are the fields 14 and 15; ours begin with the third.
    let ticks: u64 = fields.get(11)?.parse::<u64>().ok()? + fields.get(12)?.parse::<u64>().ok()?;
    Some(Duration::from_millis(ticks * 1000 / ticks_per_second()))
}

#[cfg(target_os = "linux")]
fn ticks_per_second() -> u64 {
    rustix::param::clock_ticks_per_second().max(1)
}

#[cfg(not(target_os = "linux"))]
fn ticks_per_second() -> u64 {
    100
}

/// Splits a line of `stat` into the name and the fields after it. Names may hold anything.
fn parse_stat(stat: &str) -> Option<(String, Vec<&str>)> {
    let (_, rest) = stat.split_once('(')?;
    let (name, fields) = rest.rsplit_once(')')?;
    Some((name.to_string(), fields.split_ascii_whitespace().collect()))
}

/// Reads a line of `syscall`: `running`, or the number, six arguments, and two registers.
fn parse_call(line: &str) -> Option<Call> {
    let mut words = line.split_ascii_whitespace();
    let number = words.next()?.parse().ok()?;
    let mut arguments = [0; 6];
    for argument in &mut arguments {
        *argument = u64::from_str_radix(words.next()?.strip_prefix("0x")?, 16).ok()?;
    }
    Some(Call { number, arguments })
}

fn parse_switches(status: &str) -> Option<(u64, u64)> {
    let field = |name: &str| {
        let line = status.lines().find_map(|line| line.strip_prefix(name))?;
        line.trim_start_matches(':').trim().parse().ok()
    };
    Some((
        field("voluntary_ctxt_switches")?,
        field("nonvoluntary_ctxt_switches")?,
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sleeping(call: &str) -> Thread {
        Thread {
            id: 7,
            name: "consumer0".into(),
            state: 'S',
            call: parse_call(call),
            switches: (3, 1),
        }
    }

    #[test]
    fn a_name_with_brackets_and_spaces_does_not_shift_the_fields() {
        let (name, fields) = parse_stat("7195 (a) S (b) R 1 2 3\n").unwrap();
        assert_eq!((name.as_str(), fields[0]), ("a) S (b", "R"));
        assert!(parse_stat("7195").is_none());
    }

    #[test]
    fn calls_are_read_and_nonsense_is_not() {
        assert_eq!(parse_call("running\n"), None);
        assert_eq!(parse_call(""), None);
        assert_eq!(parse_call("202 0x1 0x2"), None);
        assert_eq!(parse_call("-1 0x7ffc 0x7f"), None);
        let call = parse_call("202 0x1 0x89 0xff 0x0 0x0 0x6 0x7f 0x7e\n").unwrap();
        assert_eq!(
            (call.number, call.arguments),
            (202, [1, 0x89, 0xff, 0, 0, 6])
        );
    }

    #[test]
    #[cfg(target_arch = "x86_64")]
    fn only_untimed_waits_count_as_waiting_for_another() {
        let lock = sleeping("202 0x7f00 0x89 0x2 0x0 0x0 0xffffffff 0x7f 0x7f");
        assert!(lock.waits_for_another() && !lock.is_parked() && lock.joins().is_none());
        let parked = sleeping("202 0x7f00 0x89 0xffffffff 0x0 0x0 0xffffffff 0x7f 0x7f");
        assert!(parked.waits_for_another() && parked.is_parked());
        let join = sleeping("202 0x7f00 0x109 0x1c1c 0x0 0x0 0xffffffff 0x7f 0x7f");
        assert_eq!(join.joins(), Some(0x1c1c));
        let timed = sleeping("202 0x7f00 0x89 0x2 0x7ffd 0x0 0xffffffff 0x7f 0x7f");
        assert!(!timed.waits_for_another());
        let sleep = sleeping("230 0x1 0x1 0x7ffd 0x0 0x0 0x0 0x7f 0x7f");
        assert!(!sleep.waits_for_another());
        let runs = Thread { state: 'R', ..lock };
        assert!(!runs.waits_for_another());
    }

    #[test]
    fn switches_are_read_from_the_status() {
        let status = "Name:\tx\nvoluntary_ctxt_switches:\t12\nnonvoluntary_ctxt_switches:\t3\n";
        assert_eq!(parse_switches(status), Some((12, 3)));
        assert_eq!(parse_switches("Name:\tx\n"), None);
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn this_process_is_seen_running() {
        let me = std::process::id();
        // A thread of another test may end between its listing and its reading.
        let threads = (0..1000).find_map(|_| threads(me)).unwrap();
        assert!(
            threads.iter().any(|thread| thread.state == 'R'),
            "{threads:?}"
        );
        assert!(cpu_time(me).is_some());
    }
}
