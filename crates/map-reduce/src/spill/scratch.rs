//! The directory that runs are written to, and that is gone when the job is.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::process;

/// A directory of one's own, removed with everything in it when this is dropped, by a panic too.
pub(crate) struct Scratch {
    path: PathBuf,
}

impl Scratch {
    /// Makes a new directory inside `parent`.
    pub(crate) fn new(parent: &Path) -> io::Result<Self> {
        let mut builder = DirBuilder::new();
        #[cfg(unix)]
        {
            use std::os::unix::fs::DirBuilderExt;
            // What is spilled is nobody else's business.
            builder.mode(0o700);
        }
        for number in 0_u64.. {
            let path = parent.join(format!("map-reduce-{}-{number}", process::id()));
            match builder.create(&path) {
                Ok(()) => return Ok(Self { path }),
                // Another job's, or left by a process of the same number that was killed.
                Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
                Err(error) => return Err(in_place(&error, parent)),
            }
        }
        unreachable!("there are more numbers than directories")
    }

    /// Makes a file to write to and to read from. Where the system allows it the file loses its
    /// name at once, so that even a process that is killed leaves no data behind.
    pub(crate) fn file(&self, name: &str) -> io::Result<File> {
        let path = self.path.join(name);
        let file = OpenOptions::new()
            .read(true)
            .write(true)
            .create_new(true)
            .open(&path)
            .map_err(|error| in_place(&error, &path))?;
        #[cfg(unix)]
        fs::remove_file(&path)?;
        Ok(file)
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // Nobody could be told; what remains is in the directory for temporary files.
        let _ = fs::remove_dir_all(&self.path);
    }
}

/// Says where it happened, too.
fn in_place(error: &io::Error, path: &Path) -> io::Error {
    io::Error::new(error.kind(), format!("{}: {error}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::Scratch;

    #[test]
    fn two_directories_at_a_time_are_different_and_both_go_away() {
        let parent = std::env::temp_dir();
        let (one, two) = (
            Scratch::new(&parent).unwrap(),
            Scratch::new(&parent).unwrap(),
        );
        let paths = [one.path.clone(), two.path.clone()];
        assert_ne!(paths[0], paths[1]);
        one.file("a").unwrap();
        drop((one, two));
        assert!(paths.iter().all(|path| !path.exists()));
    }

    #[test]
    fn a_parent_that_does_not_exist_is_named() {
        let error = Scratch::new("/no/such/place".as_ref())
            .map(drop)
            .unwrap_err();
        assert!(error.to_string().contains("/no/such/place"), "{error}");
    }
}
