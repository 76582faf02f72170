//! How fast a verdict comes: measured by `cargo staff`, which has the grader, and shown like the rest.

use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};
use serde::Deserialize;

use crate::noise::Calibration;
use crate::options::Options;
use crate::samples::{Measured, MeasuredGroup, Noise, Samples};
use crate::scenario::{Role, Unit};

/// What `cargo staff time-verdicts` prints a list of.
#[derive(Deserialize)]
struct Times {
    name: String,
    samples: Vec<f64>,
}

/// Lets `cargo staff` measure.
///
/// # Errors
///
/// When it does not succeed.
pub(crate) fn group(options: &Options) -> Result<MeasuredGroup> {
    let rounds = if options.quick { 1 } else { options.rounds };
    let mut calibration = Calibration::new();
    let disturbed_before = calibration.is_disturbed();
    let times = times(rounds)?;
    let disturbed = disturbed_before || calibration.is_disturbed();
    let scenarios = times.into_iter().map(|times| {
        let ours = Samples {
            name: "ours".into(),
            role: Role::Ours,
            items: 1,
            costs: times.samples,
        };
        let noise = Noise {
            disturbed_rounds: 0,
            disturbed_rounds_used: disturbed,
            // Cargo and the compiler are others, too.
            others: None,
        };
        let measured = Measured {
            name: times.name,
            noise,
            entrants: vec![ours],
        };
        (measured, Vec::new())
    });
    Ok(MeasuredGroup {
        title: "verdicts",
        about:
            "Save to verdict: all files of the solution changed, everything else compiled. 3,000 \
                schedules: CPU time for three threads and a queue. A test at L1, L2, L3: a process that does \
                next to nothing, at each level of isolation that this machine has. Fresh clone: to the first \
                verdict, downloads apart, one round."
                .into(),
        unit: Unit::Seconds,
        many: None,
        scenarios: scenarios.collect(),
    })
}

fn times(rounds: usize) -> Result<Vec<Times>> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo)
        .args([
            "run",
            "--quiet",
            "--package",
            "xtask",
            "--features",
            "staff",
            "--bin",
            "staff",
        ])
        .args(["--", "time-verdicts", "--rounds", &rounds.to_string()])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .stderr(Stdio::inherit())
        .output()
        .context("cargo run")?;
    ensure!(
        output.status.success(),
        "`cargo staff time-verdicts` did not succeed"
    );
    serde_json::from_slice(&output.stdout).context("what `cargo staff time-verdicts` printed")
}
