//! The graded tests of the capstone; titles, points and hints: `exercise.toml`.
//!
//! An `explored` test runs its body once per schedule: the explorer decides which thread moves
//! next. `settle()` returns once every other thread sleeps or has ended.

use std::collections::BTreeMap;
use std::iter;

use capstone::{
    Document, Folder, Index, IndexError, OnUnreadable, Settings, Unreadable, Words, clean, count,
    index, partition_of, read,
};
use pattern_sync::graded;
use pattern_sync::model::settle;
use pattern_sync::sync::atomic::{AtomicUsize, Ordering};
use pattern_sync::sync::{Arc, Barrier, Mutex};
use pattern_sync::thread;
use producer_consumer::BoundedQueue;
use worker_pool::{Observer, WorkerPool};

mod judge;

use judge::judge;

/// For each word the files in which it occurs, and how often.
type Files = BTreeMap<String, Vec<(String, usize)>>;

/// One thread for each part, and room for one.
const SMALL: Settings = Settings {
    readers: 1,
    cleaners: 1,
    counters: 1,
    partitions: 1,
    capacity: 1,
    on_unreadable: OnUnreadable::Fail,
};

/// A folder in memory: names and texts; a file whose text is "?" cannot be read.
struct Texts(&'static [(&'static str, &'static str)]);

impl Folder for Texts {
    fn names(&self) -> Vec<String> {
        self.0.iter().map(|(name, _)| (*name).to_owned()).collect()
    }

    fn read(&self, name: &str) -> Result<String, String> {
        let mut files = self.0.iter();
        match files.find(|(other, _)| *other == name) {
            Some((_, "?")) | None => Err("no such luck".to_owned()),
            Some((_, text)) => Ok((*text).to_owned()),
        }
    }
}

/// A folder of files that come from the judge: names and texts, or nothing if a file cannot be read.
struct Given(Vec<(String, Option<String>)>);

impl Folder for Given {
    fn names(&self) -> Vec<String> {
        self.0.iter().map(|(name, _)| name.clone()).collect()
    }

    fn read(&self, name: &str) -> Result<String, String> {
        let file = self.0.iter().find(|(other, _)| other == name);
        file.and_then(|(_, text)| text.clone())
            .ok_or_else(|| "no such luck".to_owned())
    }
}

/// A folder of numbered files, which calls a function with the number of each file that is read.
struct Numbered<F>(usize, F);

impl<F: Fn(usize) + Sync> Folder for Numbered<F> {
    fn names(&self) -> Vec<String> {
        (0..self.0).map(|number| number.to_string()).collect()
    }

    fn read(&self, name: &str) -> Result<String, String> {
        (self.1)(name.parse().expect("a number"));
        Ok(format!("file {name}"))
    }
}

/// A folder of numbered files, which calls a function when one is read, and another when one is
/// about to be counted.
struct Watched<R, C> {
    files: usize,
    read: R,
    cleaned: C,
}

impl<R: Fn(usize) + Sync, C: Fn(usize) + Sync> Folder for Watched<R, C> {
    fn names(&self) -> Vec<String> {
        Numbered(self.files, |_| {}).names()
    }

    fn read(&self, name: &str) -> Result<String, String> {
        Numbered(self.files, &self.read).read(name)
    }

    fn cleaned(&self, name: &str) {
        (self.cleaned)(name.parse().expect("a number"));
    }
}

fn document(name: &str, text: &str) -> Document {
    Document {
        name: name.to_owned(),
        text: text.to_owned(),
    }
}

fn words(name: &str, text: &str) -> Words {
    Words {
        name: name.to_owned(),
        words: text.split_whitespace().map(str::to_owned).collect(),
    }
}

/// The index of `texts`, whose words stand between spaces, made without any thread.
fn expected(texts: &[(&str, &str)]) -> Files {
    let mut files = Files::new();
    let mut texts = texts.to_vec();
    texts.sort_unstable();
    for (name, text) in texts {
        for word in text.split_whitespace() {
            let found = files.entry(word.to_owned()).or_default();
            match found.last_mut() {
                Some((last, count)) if last == name => *count += 1,
                _ => found.push((name.to_owned(), 1)),
            }
        }
    }
    files
}

fn sorted<T: Ord>(items: impl IntoIterator<Item = T>) -> Vec<T> {
    let mut items: Vec<T> = items.into_iter().collect();
    items.sort_unstable();
    items
}

/// Makes plain data of files that cannot be read: the tests compare no types of the submission.
fn plain(files: Vec<Unreadable>) -> Vec<(String, String)> {
    let plain = |file: Unreadable| (file.name, file.reason);
    files.into_iter().map(plain).collect()
}

/// Returns the file because of which there is no index, if that is why.
fn culprit<T>(outcome: Result<T, IndexError>) -> Option<(String, String)> {
    match outcome {
        Err(IndexError::Unreadable(file)) => plain(vec![file]).pop(),
        Err(IndexError::Panicked(_)) | Ok(_) => None,
    }
}

/// Pins the types of what is compared below: none of the submission's own, which could be equal to
/// everything.
#[expect(dead_code, reason = "it only has to compile")]
fn types<F: Folder>() {
    type Read<F> =
        fn(&F, &Settings, &BoundedQueue<Document>) -> Result<Vec<Unreadable>, IndexError>;
    type Count =
        fn(&WorkerPool, &mut dyn Iterator<Item = Words>, usize) -> Result<Files, IndexError>;
    let _: Read<F> = read;
    let _: Count = count;
    let _: fn(&F, &Settings) -> Result<Index, IndexError> = index;
    let _ = |index: Index| -> (Files, Vec<Unreadable>) { (index.files, index.skipped) };
}

/// Reads `folder` on a thread, with room for all, and returns what `read` returned and pushed.
fn read_all<F: Folder>(
    folder: &F,
    settings: &Settings,
) -> (Result<Vec<Unreadable>, IndexError>, Vec<Document>) {
    let documents = &BoundedQueue::new(9);
    let outcome = thread::scope(|s| {
        let reading = s.spawn(move || read(folder, settings, documents));
        reading.join().expect("`read` does not panic")
    });
    assert!(
        documents.is_closed(),
        "`read` returned and left the queue of documents open"
    );
    (outcome, documents.iter().collect())
}

fn unreadable(name: &str) -> (String, String) {
    (name.to_owned(), "no such luck".to_owned())
}

// Step 1: reading.

#[test]
fn every_file_is_read_once_and_then_the_queue_is_closed() {
    graded::explored(|| {
        let reads = Mutex::new(Vec::new());
        let folder = Numbered(3, |number| reads.lock().push(number));
        let settings = Settings {
            readers: 2,
            ..SMALL
        };
        let (outcome, documents) = read_all(&folder, &settings);
        assert_eq!(outcome, Ok(Vec::new()), "what `read` returned");
        let names = sorted(documents.into_iter().map(|document| document.name));
        assert_eq!(names, ["0", "1", "2"], "the documents in the queue");
        assert_eq!(sorted(reads.into_inner()), [0, 1, 2], "the files read");
    });
}

#[test]
fn readers_read_at_the_same_time() {
    graded::explored(|| {
        let meeting = Barrier::new(2);
        let folder = Numbered(2, |_| {
            meeting.wait();
        });
        let settings = Settings {
            readers: 2,
            ..SMALL
        };
        let (outcome, documents) = read_all(&folder, &settings);
        assert_eq!(outcome, Ok(Vec::new()), "what `read` returned");
        assert_eq!(documents.len(), 2, "documents read");
    });
}

#[test]
fn readers_that_are_ahead_are_held_back() {
    graded::explored(|| {
        let reads = AtomicUsize::new(0);
        let folder = &Numbered(5, |_| {
            reads.fetch_add(1, Ordering::SeqCst);
        });
        let documents = &BoundedQueue::new(1);
        thread::scope(|s| {
            let reading = s.spawn(move || read(folder, &SMALL, documents));
            settle();
            // One document in the queue, and one in the hands of the reader.
            let ahead = reads.load(Ordering::SeqCst);
            assert_eq!(ahead, 2, "files read while nobody takes a document");
            assert_eq!(documents.iter().count(), 5, "documents in all");
            let outcome = reading.join().expect("`read` does not panic");
            assert_eq!(outcome, Ok(Vec::new()), "what `read` returned");
        });
    });
}

#[test]
fn what_cannot_be_read_is_skipped_and_said() {
    graded::explored(|| {
        let folder = Texts(&[("c", "?"), ("b", "to be"), ("a", "?")]);
        let settings = Settings {
            readers: 2,
            on_unreadable: OnUnreadable::Skip,
            ..SMALL
        };
        let (outcome, documents) = read_all(&folder, &settings);
        let skipped = vec![unreadable("a"), unreadable("c")];
        assert_eq!(outcome.map(plain), Ok(skipped), "what `read` returned");
        let read = documents
            .into_iter()
            .map(|document| (document.name, document.text));
        let wanted = ("b".to_owned(), "to be".to_owned());
        assert_eq!(read.collect::<Vec<_>>(), [wanted], "what was read");
    });
}

#[test]
fn what_cannot_be_read_stops_the_readers_if_asked() {
    graded::explored(|| {
        let folder = Texts(&[("a", "?"), ("b", "b"), ("c", "c"), ("d", "d"), ("e", "e")]);
        let (outcome, documents) = read_all(&folder, &SMALL);
        assert_eq!(
            culprit(outcome),
            Some(unreadable("a")),
            "the file that `read` failed on"
        );
        assert_eq!(documents.len(), 0, "files read after the first");
    });
}

#[test]
fn a_panic_of_the_folder_is_an_error_and_leaves_nobody_waiting() {
    graded::explored(|| {
        let folder = Numbered(4, |number| assert_ne!(number, 1, "no paper"));
        let (outcome, documents) = read_all(&folder, &SMALL);
        let Err(IndexError::Panicked(message)) = outcome else {
            panic!("`read` returned {outcome:?}, where a reader has panicked");
        };
        assert!(message.contains("no paper"), "the message is {message:?}");
        assert!(documents.len() <= 1, "files were read after the panic");
    });
}

#[test]
fn readers_stop_when_nobody_wants_more() {
    graded::explored(|| {
        let reads = AtomicUsize::new(0);
        let folder = &Numbered(6, |_| {
            reads.fetch_add(1, Ordering::SeqCst);
        });
        let documents = &BoundedQueue::new(1);
        thread::scope(|s| {
            let reading = s.spawn(move || read(folder, &SMALL, documents));
            settle();
            documents.close();
            let outcome = reading.join().expect("`read` does not panic");
            assert_eq!(outcome, Ok(Vec::new()), "what `read` returned");
        });
        let reads = reads.load(Ordering::SeqCst);
        assert!(reads <= 2, "{reads} files were read for nobody");
    });
}

// Step 2: cleaning.

#[test]
fn words_are_in_lower_case_and_without_punctuation() {
    graded::judged(
        &judge(),
        "words_are_in_lower_case_and_without_punctuation",
        |documents: Vec<(String, String)>| {
            let documents = documents
                .into_iter()
                .map(|(name, text)| Document { name, text });
            let documents: Vec<Document> = documents.collect();
            let cleaned = clean(documents, &SMALL, |words| words.collect::<Vec<_>>());
            let plain = |Words { name, words }| (name, words);
            let plain = |all: Vec<Words>| all.into_iter().map(plain).collect::<Vec<_>>();
            cleaned.map(plain).map_err(|error| error.to_string())
        },
    );
}

#[test]
fn documents_come_out_in_their_order() {
    graded::explored(|| {
        let settings = Settings {
            cleaners: 2,
            ..SMALL
        };
        let documents = ["a", "b", "c"].map(|name| document(name, name));
        let cleaned = clean(documents, &settings, |words| {
            words.map(|words| words.name).collect::<Vec<_>>()
        });
        assert_eq!(cleaned.unwrap(), ["a", "b", "c"], "the order");
    });
}

#[test]
fn words_come_out_while_documents_still_come_in() {
    graded::explored(|| {
        let meeting = Arc::new(Barrier::new(2));
        let first_is_out = Arc::clone(&meeting);
        // The second document is not there before the words of the first have come out.
        let documents = (0..2).map(move |number| {
            if number == 1 {
                meeting.wait();
            }
            document(&number.to_string(), "x")
        });
        let count = clean(documents, &SMALL, |words| {
            assert!(words.next().is_some(), "nothing came out");
            first_is_out.wait();
            1 + words.count()
        });
        assert_eq!(count, Ok(2), "documents that came out");
    });
}

#[test]
fn documents_that_are_ahead_are_held_back() {
    graded::explored(|| {
        let drawn = Arc::new(AtomicUsize::new(0));
        let counter = Arc::clone(&drawn);
        let documents = (0..12).map(move |number| {
            counter.fetch_add(1, Ordering::SeqCst);
            document(&number.to_string(), "x")
        });
        let count = clean(documents, &SMALL, |words| {
            settle();
            let ahead = drawn.load(Ordering::SeqCst);
            assert!(
                ahead <= 8,
                "{ahead} documents were drawn while nobody took any words: each of the three queues holds one"
            );
            words.count()
        });
        assert_eq!(count, Ok(12), "documents that came out");
    });
}

#[test]
fn each_cleaner_takes_a_document() {
    graded::explored(|| {
        let ahead_with = |cleaners| {
            let drawn = Arc::new(AtomicUsize::new(0));
            let counter = Arc::clone(&drawn);
            let endless = iter::repeat_with(move || {
                counter.fetch_add(1, Ordering::SeqCst);
                document("again", "x")
            });
            let settings = Settings { cleaners, ..SMALL };
            let ahead = clean(endless, &settings, |_| {
                settle();
                drawn.load(Ordering::SeqCst)
            });
            ahead.expect("nothing fails")
        };
        // Nobody takes any words, so everybody stands still with what they have in their hands.
        let (one, two) = (ahead_with(1), ahead_with(2));
        assert!(
            two > one,
            "with one cleaner {one} documents are on their way, with two cleaners {two}"
        );
    });
}

#[test]
fn cleaning_stops_when_nobody_wants_more() {
    graded::explored(|| {
        let endless = iter::repeat_with(|| document("again", "and again"));
        let first = clean(endless, &SMALL, |words| {
            words.next().map(|words| words.words)
        });
        let wanted = Some(words("again", "and again").words);
        assert_eq!(first, Ok(wanted), "the first words");
    });
}

#[test]
fn a_panic_of_the_source_is_an_error() {
    graded::explored(|| {
        let documents = (0..3).map(|number: u32| {
            assert_ne!(number, 1, "no ink");
            document("a", "x")
        });
        let outcome = clean(documents, &SMALL, |words| words.count());
        let Err(IndexError::Panicked(message)) = outcome else {
            panic!("`clean` returned {outcome:?}, where its source has panicked");
        };
        assert!(message.contains("no ink"), "the message is {message:?}");
    });
}

// Step 3: counting.

/// Counts the tasks that a pool has begun.
#[derive(Default)]
struct Begun(AtomicUsize);

impl Observer for Begun {
    fn started(&self, _worker: usize) {
        self.0.fetch_add(1, Ordering::SeqCst);
    }
}

/// Lets no task begin before a second one does.
struct InPairs(Barrier);

impl Observer for InPairs {
    fn started(&self, _worker: usize) {
        self.0.wait();
    }
}

#[test]
fn counts_are_right_for_a_real_text() {
    graded::judged(
        &judge(),
        "counts_are_right_for_a_real_text",
        |(documents, partitions): (Vec<(String, Vec<String>)>, usize)| {
            let pool = WorkerPool::new(2);
            let mut documents = documents
                .into_iter()
                .map(|(name, words)| Words { name, words });
            let files = count(&pool, &mut documents, partitions);
            files.map(Vec::from_iter).map_err(|error| error.to_string())
        },
    );
}

#[test]
fn every_schedule_counts_the_same() {
    graded::explored(|| {
        const TEXTS: &[(&str, &str)] = &[("b", "to be"), ("a", "not to be to")];
        let pool = WorkerPool::new(2);
        let mut documents = TEXTS.iter().map(|(name, text)| words(name, text));
        let files = count(&pool, &mut documents, 2);
        assert_eq!(files, Ok(expected(TEXTS)), "the files of each word");
    });
}

#[test]
fn tasks_of_each_phase_run_at_the_same_time() {
    graded::explored(|| {
        let observer = Arc::new(InPairs(Barrier::new(2)));
        let builder = WorkerPool::builder().workers(2).observer(observer);
        let pool = builder.build().expect("two threads start");
        let mut documents = ["a", "b"].into_iter().map(|name| words(name, "x y"));
        let files = count(&pool, &mut documents, 2).expect("nothing fails");
        assert_eq!(files.len(), 2, "words found");
    });
}

#[test]
fn reducing_begins_when_mapping_has_ended() {
    graded::explored(|| {
        let begun = Arc::new(Begun::default());
        let builder = WorkerPool::builder().workers(2);
        let pool = builder.observer(Arc::clone(&begun)).build();
        let pool = pool.expect("two threads start");
        // Before each document and before the end, nothing but the documents so far is worked on.
        let mut given = 0;
        let mut documents = iter::from_fn(|| {
            settle();
            let tasks = begun.0.load(Ordering::SeqCst);
            assert_eq!(tasks, given, "tasks begun after {given} documents");
            given += 1;
            (given <= 2).then(|| words(&given.to_string(), "x"))
        });
        let files = count(&pool, &mut documents, 2).expect("nothing fails");
        assert_eq!(files["x"].len(), 2, "files of the word");
        let tasks = begun.0.load(Ordering::SeqCst);
        assert_eq!(tasks, 4, "tasks for two documents and two partitions");
    });
}

#[test]
fn while_the_pool_is_busy_no_document_is_taken() {
    graded::explored(|| {
        let builder = WorkerPool::builder().workers(1).queue_capacity(1);
        let pool = &builder.build().expect("a thread starts");
        let gate = Arc::new(Barrier::new(2));
        let closed = Arc::clone(&gate);
        let busy = pool.submit(move || closed.wait());
        let taken = &AtomicUsize::new(0);
        thread::scope(|s| {
            let counting = s.spawn(move || {
                let mut documents = (0..5).map(|number| {
                    taken.fetch_add(1, Ordering::SeqCst);
                    words(&number.to_string(), "x")
                });
                count(pool, &mut documents, 1)
            });
            settle();
            // One task in the queue, and one that waits for room.
            let taken = taken.load(Ordering::SeqCst);
            assert!(
                taken <= 2,
                "{taken} documents were taken while the pool was busy and its queue full"
            );
            gate.wait();
            let files = counting.join().expect("no panic").expect("nothing fails");
            assert_eq!(files["x"].len(), 5, "files of the word");
        });
        busy.join().expect("no panic");
    });
}

#[test]
fn one_worker_is_enough_and_the_pool_goes_on_afterwards() {
    graded::explored(|| {
        let builder = WorkerPool::builder().workers(1).queue_capacity(1);
        let pool = builder.build().expect("a thread starts");
        let mut documents = ["a", "b"].into_iter().map(|name| words(name, "x"));
        let files = count(&pool, &mut documents, 2).expect("nothing fails");
        assert_eq!(files["x"].len(), 2, "files of the word");
        let after = pool.submit(|| 7).join();
        assert_eq!(after.ok(), Some(7), "a task after the counting");
    });
}

#[test]
fn a_pool_that_is_shut_down_is_an_error() {
    graded::explored(|| {
        let pool = WorkerPool::new(1);
        pool.shutdown();
        let outcome = count(&pool, &mut iter::once(words("a", "x")), 1);
        assert!(
            matches!(outcome, Err(IndexError::Panicked(_))),
            "`count` returned {outcome:?}, where the pool refuses its tasks"
        );
    });
}

// Step 4: all together.

#[test]
fn real_texts_become_an_index() {
    graded::judged(
        &judge(),
        "real_texts_become_an_index",
        |(files, partitions): (Vec<(String, Option<String>)>, usize)| {
            let settings = Settings {
                readers: 2,
                cleaners: 2,
                counters: 2,
                partitions,
                on_unreadable: OnUnreadable::Skip,
                ..SMALL
            };
            let made = index(&Given(files), &settings).map_err(|error| error.to_string())?;
            let skipped = made
                .skipped
                .into_iter()
                .map(|file| file.name)
                .collect::<Vec<_>>();
            Ok::<_, String>((Vec::from_iter(made.files), skipped))
        },
    );
}

#[test]
fn every_schedule_makes_the_same_index() {
    graded::explored(|| {
        const TEXTS: &[(&str, &str)] = &[("b", "to be"), ("a", "not to be to")];
        let made = index(&Texts(TEXTS), &SMALL).expect("nothing fails");
        assert_eq!(made.files, expected(TEXTS), "the files of each word");
        assert_eq!(made.skipped.len(), 0, "files skipped");
    });
}

#[test]
fn reading_goes_on_while_words_are_counted() {
    graded::explored(|| {
        let meeting = Barrier::new(2);
        let folder = Watched {
            files: 3,
            // The last file is there when the first one is counted, and not before.
            read: |number| {
                if number == 2 {
                    meeting.wait();
                }
            },
            cleaned: |number| {
                if number == 0 {
                    meeting.wait();
                }
            },
        };
        let made = index(&folder, &SMALL).expect("nothing fails");
        assert_eq!(made.files["file"].len(), 3, "files with the word `file`");
    });
}

#[test]
fn few_documents_are_on_their_way_at_a_time() {
    graded::explored(|| {
        let (read, ahead) = (AtomicUsize::new(0), AtomicUsize::new(0));
        let folder = Watched {
            files: 12,
            read: |_| {
                read.fetch_add(1, Ordering::SeqCst);
            },
            // Holds the first document back until everybody stands still; then it is enough.
            cleaned: |_| {
                settle();
                ahead.store(read.load(Ordering::SeqCst), Ordering::SeqCst);
                panic!("enough");
            },
        };
        let outcome = index(&folder, &SMALL);
        assert!(outcome.is_err(), "`index` returned {outcome:?}");
        let ahead = ahead.into_inner();
        assert!(ahead > 0, "`cleaned` was never told of a document");
        assert!(
            ahead <= 10,
            "{ahead} files had been read while the first was held back, with queues of one"
        );
    });
}

#[test]
fn what_cannot_be_read_is_in_the_index() {
    graded::explored(|| {
        let settings = Settings {
            on_unreadable: OnUnreadable::Skip,
            ..SMALL
        };
        let made = index(&Texts(&[("b", "?"), ("a", "x")]), &settings).expect("nothing fails");
        assert_eq!(
            made.files,
            expected(&[("a", "x")]),
            "the files of each word"
        );
        assert_eq!(plain(made.skipped), [unreadable("b")], "files skipped");
    });
}

#[test]
fn what_cannot_be_read_is_the_error_if_asked() {
    graded::explored(|| {
        let outcome = index(&Texts(&[("a", "x"), ("b", "?"), ("c", "y")]), &SMALL);
        assert_eq!(
            culprit(outcome),
            Some(unreadable("b")),
            "the file that `index` failed on"
        );
    });
}

#[test]
fn a_panic_of_the_folder_comes_out_of_index() {
    graded::explored(|| {
        let folder = Numbered(3, |number| assert_ne!(number, 1, "no paper"));
        let outcome = index(&folder, &SMALL);
        let Err(IndexError::Panicked(message)) = outcome else {
            panic!("`index` returned {outcome:?}, where a reader has panicked");
        };
        assert!(message.contains("no paper"), "the message is {message:?}");
    });
}

#[test]
fn a_panic_behind_the_readers_stops_them() {
    graded::explored(|| {
        let read = AtomicUsize::new(0);
        let folder = Watched {
            files: 14,
            read: |_| {
                read.fetch_add(1, Ordering::SeqCst);
            },
            cleaned: |_| panic!("no room"),
        };
        let outcome = index(&folder, &SMALL);
        let Err(IndexError::Panicked(message)) = outcome else {
            panic!("`index` returned {outcome:?}, where `cleaned` has panicked");
        };
        assert!(message.contains("no room"), "the message is {message:?}");
        let read = read.into_inner();
        assert!(read < 14, "all files were read although nobody wanted them");
    });
}

#[test]
fn many_files_on_real_threads() {
    graded::real_threads(|| {
        let settings = Settings {
            readers: 3,
            cleaners: 2,
            counters: 2,
            partitions: 4,
            capacity: 8,
            on_unreadable: OnUnreadable::Fail,
        };
        let made = index(&Numbered(500, |_| {}), &settings).expect("nothing fails");
        assert_eq!(made.files["file"].len(), 500, "files with the word `file`");
        assert_eq!(made.files.len(), 501, "different words");
        assert!(partition_of("file", 4) < 4);
    });
}
