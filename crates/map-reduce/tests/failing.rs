//! How a run ends when something fails: reported with its place, nobody waiting, no file left.

mod common;

use std::fs;
use std::io;

use common::{Folder, must_end, quiet_panic};
use map_reduce::{BadRecords, Cause, Emitter, Files, MapReduce, RunError, Wire, WireError};
use pattern_sync::sync::Barrier;

/// Sums the numbers of lines such as `7`, by their length.
fn sum_of(
    files: Files,
    policy: BadRecords,
) -> Result<map_reduce::Completed<Vec<(String, i64)>>, RunError> {
    MapReduce::map(|line: &str, out| {
        out.emit(line.len().to_string(), line.parse::<i64>()?);
        Ok::<(), std::num::ParseIntError>(())
    })
    .reduce(|_length, numbers| numbers.sum::<i64>())
    .bad_records(policy)
    .workers(3)
    .run(files.split_bytes(8))
}

#[test]
fn a_bad_line_is_reported_with_its_file_and_byte() {
    let folder = Folder::new("bad-line");
    let path = folder.write("numbers.txt", "1\n2\nthree\n4\n");
    let files = Files::open([&path]).unwrap();
    let error = sum_of(files.clone(), BadRecords::Fatal).unwrap_err();
    let place = format!("{}, byte 4", path.display());
    assert_eq!(
        error.to_string(),
        format!("bad record at {place}: invalid digit found in string")
    );
    assert_eq!(error.failures()[0].place.as_ref(), Some(&place));
    assert_eq!(error.report().bad_records, 1);

    let done = sum_of(files, BadRecords::Skip).unwrap();
    assert_eq!(done.output, [("1".to_owned(), 7)]);
    assert_eq!(done.report.first_bad[0].place, place);
}

#[test]
fn a_line_that_is_not_utf_8_and_one_that_is_too_long_are_bad_records() {
    let folder = Folder::new("not-utf-8");
    let path = folder.write("mixed", b"12\n\xFF\n123456\n3");
    let files = Files::open([&path]).unwrap().max_record(4);
    let done = sum_of(files, BadRecords::Skip).unwrap();
    assert_eq!(done.output, [("1".to_owned(), 3), ("2".to_owned(), 12)]);
    let reasons: Vec<_> = done
        .report
        .first_bad
        .iter()
        .map(|bad| bad.error.to_string())
        .collect();
    assert!(reasons[0].contains("utf-8"), "{reasons:?}");
    assert_eq!(reasons[1], "a record of more than 4 bytes");
}

#[test]
fn a_file_that_goes_away_before_it_is_read_is_named() {
    let folder = Folder::new("gone");
    let path = folder.write("gone.txt", "1\n");
    let files = Files::open([&path]).unwrap();
    fs::remove_file(&path).unwrap();
    let error = sum_of(files, BadRecords::Skip).unwrap_err();
    assert!(
        matches!(error.failures()[0].cause, Cause::Input(_)),
        "{error}"
    );
    assert!(error.to_string().contains("gone.txt"), "{error}");
}

#[test]
fn a_path_that_does_not_exist_is_named() {
    let error = Files::open(["/no/such/file"]).unwrap_err();
    assert_eq!(error.kind(), io::ErrorKind::NotFound);
    assert!(error.to_string().contains("/no/such/file"), "{error}");
}

#[test]
fn panics_of_all_functions_are_reported_and_leave_no_file() {
    /// At which of its functions a job panics.
    fn run(panicking: &'static str, folder: &Folder) -> RunError {
        let at = move |place| {
            if panicking == place {
                quiet_panic(place);
            }
        };
        MapReduce::map(move |n: &u64, out: &mut Emitter<'_, u64, u64>| {
            out.emit(*n % 100, 1);
            if *n == 5_000 {
                at("map");
            }
        })
        .combine(move |total, more| {
            *total += more;
            if *total >= 2 {
                at("combine");
            }
        })
        .partition(move |key, partitions| {
            at("partition");
            usize::try_from(*key).unwrap() % partitions
        })
        .reduce(move |_, totals| {
            at("reduce");
            totals.sum::<u64>()
        })
        .workers(3)
        .memory_budget(30_000)
        .temporary_directory(folder.path())
        .on_progress(move |_| at("progress"))
        .run(0..10_000)
        .unwrap_err()
    }

    for place in ["map", "combine", "partition", "reduce", "progress"] {
        let error = must_end(move || {
            let folder = Folder::new(&format!("panics-{place}"));
            let error = run(place, &folder);
            assert_eq!(folder.entries(), 0, "{place}");
            error
        });
        assert!(
            matches!(&error.failures()[0].cause, Cause::Panic(message) if message == place),
            "{place}: {error}"
        );
    }
}

#[test]
fn a_partition_out_of_range_is_a_panic_that_says_so() {
    let error = MapReduce::map(|n: &u32, out| out.emit(*n, ()))
        .partition(|_n, partitions| partitions)
        .reduce(|_n, _| ())
        .workers(2)
        .run([1])
        .unwrap_err();
    assert!(
        error
            .to_string()
            .ends_with("`partition` returned 2, and there are 2 partitions"),
        "{error}"
    );
}

#[test]
fn nothing_is_left_on_disk_whether_it_goes_well_or_not() {
    let folder = Folder::new("left");
    let job = MapReduce::map(|n: &u64, out| out.emit(n % 1_000, 1))
        .combine(|total, more| *total += more)
        .reduce(|_rest, totals| totals.sum::<u64>())
        .workers(2)
        .memory_budget(10_000)
        .temporary_directory(folder.path());
    let report = job.run_each(0..20_000, |_, count| {
        assert_eq!(count, 20);
        Ok::<(), &str>(())
    });
    assert!(report.unwrap().spills > 10);
    assert_eq!(folder.entries(), 0);

    let mut seen = 0;
    let error = job.run_each(0..20_000, |_, _| {
        seen += 1;
        if seen == 3 { Err("enough") } else { Ok(()) }
    });
    assert_eq!(
        error.unwrap_err().to_string(),
        "cannot put out the result: enough"
    );
    assert_eq!((seen, folder.entries()), (3, 0));
}

#[test]
fn a_temporary_directory_that_does_not_exist_is_named() {
    let error = MapReduce::map(|n: &u64, out| out.emit(*n, ()))
        .reduce(|_, _| ())
        .memory_budget(1)
        .temporary_directory("/no/such/place")
        .run([1])
        .unwrap_err();
    assert!(matches!(error.failures()[0].cause, Cause::Spill(_)));
    assert!(error.to_string().contains("/no/such/place"), "{error}");
}

#[test]
fn a_wire_form_that_does_not_read_what_it_wrote_is_an_error() {
    #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
    struct Forgetful(u32);
    impl Wire for Forgetful {
        fn encode(&self, to: &mut Vec<u8>) {
            (self.0, self.0).encode(to);
        }
        fn decode(from: &mut &[u8]) -> Result<Self, WireError> {
            u32::decode(from).map(Self)
        }
    }
    let error = MapReduce::map(|n: &u32, out| out.emit(Forgetful(*n), ()))
        .reduce(|_, _| ())
        .memory_budget(1)
        .run(0..10)
        .unwrap_err();
    assert!(error.to_string().contains("left bytes over"), "{error}");
}

#[test]
fn what_reduce_does_not_take_is_not_given_to_the_next_key() {
    for budget in [1, 1 << 30] {
        let firsts = MapReduce::map(|n: &u32, out| out.emit(n % 3, *n))
            .reduce(|_, mut values| values.next())
            .workers(1)
            .memory_budget(budget)
            .run(0..30)
            .unwrap();
        assert_eq!(firsts.output, [(0, Some(0)), (1, Some(1)), (2, Some(2))]);
        assert_eq!(firsts.report.spills > 0, budget == 1);
    }
}

#[test]
fn four_workers_really_are_four() {
    let done = must_end(|| {
        let all = Barrier::new(4);
        MapReduce::map(|n: &usize, out| {
            all.wait();
            out.emit(*n, ());
        })
        .partition(|n, partitions| n % partitions)
        .reduce(|_, _| {
            all.wait();
        })
        .workers(4)
        .run(0..4)
        .unwrap()
    });
    for worker in done.report.workers {
        assert_eq!(
            (worker.records, worker.partitions),
            (1, 1),
            "{}",
            worker.name
        );
    }
}
