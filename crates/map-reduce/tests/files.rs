//! Files and directories as input: which are found, in what order, and how often they are read.

mod common;

use common::{Folder, must_end};
use map_reduce::{Files, MapReduce, Phase, Progress};

/// All lines in the order of the input.
fn lines(files: Files, workers: usize) -> Vec<String> {
    let done = must_end(move || {
        MapReduce::map(|line: &str, out| out.emit((), line.to_owned()))
            .reduce(|(), lines| lines.collect::<Vec<_>>())
            .workers(workers)
            .run(files)
    });
    done.unwrap()
        .output
        .pop()
        .map_or(Vec::new(), |((), lines)| lines)
}

#[test]
fn a_directory_stands_for_all_files_inside_by_name() {
    let folder = Folder::new("directory");
    for name in ["b/2", "b/1", "c", "a", "b/deep/er/0"] {
        folder.write(name, name);
    }
    folder.write("empty", "");
    let files = Files::open([folder.path()]).unwrap();
    assert_eq!((files.len(), files.bytes()), (6, 3 + 3 + 1 + 1 + 11));
    assert_eq!(lines(files, 3), ["a", "b/1", "b/2", "b/deep/er/0", "c"]);
}

#[test]
fn lines_are_in_order_whatever_the_splits_and_the_workers() {
    let folder = Folder::new("order");
    let expected: Vec<String> = (0..500).map(|number| number.to_string()).collect();
    let one = folder.write("one", expected[..300].join("\n"));
    let two = folder.write("two", expected[300..].join("\n") + "\n");
    for (split, workers) in [(1, 2), (7, 4), (100, 3), (1 << 20, 4)] {
        let files = Files::open([&one, &two]).unwrap().split_bytes(split);
        assert_eq!(lines(files, workers), expected, "{split} {workers}");
    }
}

#[test]
fn a_path_given_twice_is_read_twice() {
    let folder = Folder::new("twice");
    let path = folder.write("one", "x\n");
    assert_eq!(lines(Files::open([&path, &path]).unwrap(), 2), ["x", "x"]);
}

#[test]
fn no_files_and_empty_directories_give_no_output() {
    let folder = Folder::new("nothing");
    assert!(Files::open([folder.path()]).unwrap().is_empty());
    assert!(lines(Files::open([folder.path()]).unwrap(), 2).is_empty());
    assert!(lines(Files::open([""; 0]).unwrap(), 2).is_empty());
}

#[cfg(unix)]
#[test]
fn a_link_to_a_file_is_read_and_a_link_to_a_directory_inside_is_not_followed() {
    let folder = Folder::new("links");
    let target = folder.write("file", "x");
    std::os::unix::fs::symlink(folder.path(), folder.path().join("loop")).unwrap();
    std::os::unix::fs::symlink(&target, folder.path().join("link")).unwrap();
    std::os::unix::fs::symlink("nowhere", folder.path().join("broken")).unwrap();
    assert_eq!(lines(Files::open([folder.path()]).unwrap(), 2), ["x", "x"]);
    // A link that is given is followed: it was asked for.
    let through = folder.path().join("loop");
    assert_eq!(Files::open([through]).unwrap().len(), 2);
}

#[test]
fn progress_of_files_is_in_bytes_and_ends_with_all_of_them() {
    let folder = Folder::new("progress");
    let path = folder.write("text", "a\nbb\nccc\n".repeat(100));
    let mut told: Vec<Progress> = Vec::new();
    MapReduce::map(|line: &[u8], out| out.emit(line.len(), ()))
        .reduce(|_length, _| ())
        .workers(3)
        .on_progress(|progress| told.push(progress))
        .run(Files::open([&path]).unwrap().split_bytes(100))
        .unwrap();
    let map: Vec<u64> = told
        .iter()
        .filter(|at| at.phase == Phase::Map)
        .map(|at| at.done)
        .collect();
    assert!(map.is_sorted() && map.len() == 9, "{map:?}");
    assert_eq!(map.last(), Some(&900));
    assert!(
        told.iter()
            .all(|at| at.phase == Phase::Reduce || at.total == Some(900))
    );
}
