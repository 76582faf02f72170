//! Counts primes on whatever engine pipes lines through programs: the job of the examples `primes_*` of
//! `master-worker`, for Spark. A record is a range, `FROM TO`.
//!
//! ```sh
//! cargo build --release -p map-reduce --features stdio --example stdio_primes
//! JOB=target/release/examples/stdio_primes
//! seq 0 10000 1990000 | awk '{ print $1, $1 + 10000 }' > ranges
//! $JOB map < ranges | LC_ALL=C sort | $JOB reduce | $JOB show
//! ```
//!
//! On Spark, see `crates/map-reduce/cluster/README.md`; and beside threads, processes and NATS, see
//! `measure_primes.py` there.

#[path = "../../master-worker/examples/primes/count.rs"]
mod count;

use std::env;
use std::io;
use std::process::ExitCode;

use count::count_primes;
use map_reduce::stdio::{Streaming, from_line};
use map_reduce::{BoxError, Emitter, Job, Values};

struct Primes;

impl Job for Primes {
    type Record = str;
    /// All primes are counted together.
    type Key = ();
    type Value = u32;
    type Output = u32;

    fn map(&self, range: &str, out: &mut Emitter<'_, (), u32>) -> Result<(), BoxError> {
        let (from, to) = range.split_once(' ').ok_or("no range: FROM TO")?;
        out.emit((), count_primes(&(from.parse()?, to.parse()?)));
        Ok(())
    }

    const COMBINES: bool = true;

    fn combine(&self, total: &mut u32, more: u32) {
        *total += more;
    }

    fn reduce(&self, (): &(), totals: Values<'_, u32>) -> Result<u32, BoxError> {
        Ok(totals.sum())
    }
}

fn main() -> ExitCode {
    if env::args().nth(1).as_deref() != Some("show") {
        return Streaming::new(&Primes).main(env::args_os().skip(1));
    }
    match show() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("stdio_primes: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Says what the line of the reduce stage says.
fn show() -> Result<(), BoxError> {
    let line = io::read_to_string(io::stdin())?;
    let ((), primes) = from_line::<(), u32>(line.trim_end().as_bytes())?;
    println!("{primes} primes");
    Ok(())
}
