//! Tasks that submit tasks: the size of a folder, each folder below it a task of its own.
//!
//! `cargo run -p worker-pool --example directory -- [FOLDER]`
//!
//! With `--trace out.json` it records who worked and who waited; `cargo xtask timeline out.json` shows it.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use pattern_sync::sync::Arc;
use pattern_sync::trace::{self, Recording};
use worker_pool::{Stats, WorkerPool};

/// Adds up the sizes of all files below `folder`, in bytes.
fn size(pool: &Arc<WorkerPool>, folder: &Path) -> io::Result<u64> {
    let mut below = Vec::new();
    let mut bytes = 0;
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let kind = entry.file_type()?;
        if kind.is_dir() {
            let (own, path) = (Arc::clone(pool), entry.path());
            below.push(pool.submit(move || size(&own, &path)));
        } else if kind.is_file() {
            bytes += entry.metadata()?.len();
        }
    }
    for folder in below {
        // The worker that waits here runs folders itself: however deep they are nested, and however
        // few the workers, nobody is stuck.
        match folder.join() {
            Ok(size) => bytes += size?,
            Err(error) => return Err(io::Error::other(error)),
        }
    }
    Ok(bytes)
}

fn main() -> io::Result<()> {
    let _recording = Recording::of_args();
    let folder = trace::args().next();
    let folder = folder.map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);

    let stats = Arc::new(Stats::new());
    let builder = WorkerPool::builder()
        .workers(4)
        .observer(Arc::clone(&stats));
    let pool = Arc::new(builder.build().map_err(io::Error::other)?);
    let total = pool.submit({
        let (own, folder) = (Arc::clone(&pool), folder.clone());
        move || size(&own, &folder)
    });
    let total = total.join().map_err(io::Error::other)??;
    pool.shutdown();

    println!("{}: {total} bytes", folder.display());
    println!("{}", stats.report());
    Ok(())
}
