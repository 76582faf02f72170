//! The graded tests of the pipeline exercise; titles, points and hints: `exercise.toml`.
//!
//! An `explored` test runs its body once per schedule: the explorer decides which thread moves
//! next. `settle()` returns once every other thread sleeps or has ended: a thread that spins in a
//! loop does neither. The sink is the body's own thread, `main`.

use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, catch_unwind};

use pattern_sync::graded;
use pattern_sync::model::{choose, settle};
use pattern_sync::sync::atomic::{AtomicUsize, Ordering};
use pattern_sync::sync::{Arc, Barrier};
use pattern_sync::thread;
use pipeline::Pipeline;

mod judge;

use judge::judge;

/// Pins the types of what is compared below: none of the submission's own, which could be equal to
/// everything.
#[expect(dead_code, reason = "it only has to compile")]
fn types<T: Send + 'static, E: Send + 'static>() {
    type ForEach<T, E> = fn(Pipeline<Result<T, E>>, fn(T) -> Result<(), E>) -> Result<(), E>;
    type Collect<T, E> = fn(Pipeline<Result<T, E>>) -> Result<Vec<T>, E>;
    let _: fn(Pipeline<T>) -> Vec<T> = Pipeline::collect;
    let _: ForEach<T, E> = Pipeline::try_for_each;
    let _: Collect<T, E> = Pipeline::try_collect;
}

/// What a shop sold on one day: number, article, price of one in cents.
const SALES: &str = "\
# morning
3 apples   120   # red ones
  1 bread  480

2 candles  250";

/// Counts how often something happened; clones count together.
#[derive(Clone)]
struct Counter(Arc<AtomicUsize>);

impl Counter {
    fn new() -> Self {
        Self(Arc::new(AtomicUsize::new(0)))
    }

    /// Counts one more, and returns how many there are now.
    fn add(&self) -> usize {
        self.0.fetch_add(1, Ordering::SeqCst) + 1
    }

    fn subtract(&self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }

    fn get(&self) -> usize {
        self.0.load(Ordering::SeqCst)
    }

    fn set(&self, count: usize) {
        self.0.store(count, Ordering::SeqCst);
    }

    /// Returns `items`, counting each of them as it is drawn.
    fn drawn<I>(&self, items: I) -> impl Iterator<Item = I::Item> + Send + use<I>
    where
        I: IntoIterator<IntoIter: Send>,
    {
        let counter = self.clone();
        items.into_iter().inspect(move |_| {
            counter.add();
        })
    }
}

/// Counts when it is dropped: in a thread-local, when its thread has ended.
struct Farewell(Counter);

impl Drop for Farewell {
    fn drop(&mut self) {
        self.0.add();
    }
}

pattern_sync::thread_local! {
    static FAREWELL: RefCell<Option<Farewell>> = const { RefCell::new(None) };
}

/// Lets `ended` count one more when the current thread ends.
fn at_the_end_of_this_thread(ended: &Counter) {
    FAREWELL.with(|farewell| {
        farewell
            .borrow_mut()
            .get_or_insert_with(|| Farewell(ended.clone()));
    });
}

/// Lets `begun` count one more if it has not counted the current thread yet, and `ended` one more
/// when the current thread ends.
fn count_this_thread(begun: &Counter, ended: &Counter) {
    FAREWELL.with(|farewell| {
        farewell.borrow_mut().get_or_insert_with(|| {
            begun.add();
            Farewell(ended.clone())
        });
    });
}

/// Returns `items` in ascending order, for comparing what came out in any order.
fn sorted(mut items: Vec<usize>) -> Vec<usize> {
    items.sort_unstable();
    items
}

/// Tells whether `body` panics.
fn panics<R>(body: impl FnOnce() -> R) -> bool {
    catch_unwind(AssertUnwindSafe(body)).is_err()
}

/// Returns the part of a line in front of a `#`, without the blanks around it.
fn without_comment(line: &str) -> &str {
    line.split('#').next().unwrap_or_default().trim()
}

/// Returns the value of a sale in cents, or what is wrong with it.
fn value(sale: &str) -> Result<u32, String> {
    let mut words = sale.split_whitespace();
    let mut number = |position: usize| {
        let word = words.nth(position).unwrap_or_default();
        word.parse::<u32>()
            .map_err(|_| format!("`{word}` is no number"))
    };
    Ok(number(0)? * number(1)?)
}

// Step 1: a source, stages with one thread each, and a sink, over bounded channels.

#[test]
fn numbers_come_out_as_the_stages_make_them() {
    graded::judged(
        &judge(),
        "numbers_come_out_as_the_stages_make_them",
        |(capacity, numbers): (usize, Vec<u32>)| -> Vec<String> {
            let mut sum = 0;
            Pipeline::source(capacity, numbers)
                .stage("double", capacity, |number| 2 * number)
                .stage("add up", capacity, move |number| {
                    sum += number;
                    sum
                })
                .stage("say", capacity, |sum: u32| format!("{sum} so far"))
                .collect()
        },
    );
}

#[test]
fn text_flows_through_three_stages() {
    graded::explored(|| {
        let mut line_number = 0;
        let sales = Pipeline::source(2, SALES.lines().take(4))
            .stage("strip", 1, without_comment)
            .stage("number", 2, move |line| {
                line_number += 1;
                (line_number, line)
            })
            .stage("split", 3, |(number, line)| {
                let article = line.split_whitespace().nth(1).unwrap_or("-");
                format!("{number} {article}")
            })
            .collect();
        let expected = ["1 -", "2 apples", "3 bread", "4 -"];
        assert_eq!(sales, expected, "what came out for four lines");
    });
}

#[test]
fn every_thread_bears_the_name_of_its_stage() {
    graded::explored(|| {
        let name = || thread::current().name().unwrap_or("no name").to_owned();
        let seen = Pipeline::source(1, std::iter::once_with(name))
            .stage("parse", 1, move |source| [source, name()])
            .stage("check", 1, move |[source, parse]| [source, parse, name()])
            .collect();
        let expected = [["source", "parse", "check"]];
        assert_eq!(seen, expected, "names of the threads");
    });
}

#[test]
fn a_capacity_of_zero_is_refused() {
    graded::explored(|| {
        assert!(
            panics(|| Pipeline::source(0, 0..0)),
            "`source` took a capacity of 0, where it must panic"
        );
        assert!(
            panics(|| Pipeline::source(1, 0..0).stage("stage", 0, |item| item)),
            "`stage` took a capacity of 0, where it must panic"
        );
        let items = Pipeline::source(1, 0..3)
            .stage("stage", 1, |item| item)
            .collect();
        assert_eq!(items, [0, 1, 2], "what came out with capacities of 1");
    });
}

#[test]
fn every_item_passes_every_stage_once_and_in_order() {
    graded::explored(|| {
        let calls = Counter::new();
        let counted = calls.clone();
        let items = Pipeline::source(1, 0..3)
            .stage("double", 1, move |item| {
                counted.add();
                item * 2
            })
            .stage("increase", 1, |item| item + 1)
            .collect();
        assert_eq!(items, [1, 3, 5], "what came out for 0, 1, 2");
        assert_eq!(calls.get(), 3, "calls of the first stage's function");
    });
}

#[test]
fn while_the_source_is_slow_nothing_is_kept_back_and_everybody_sleeps() {
    graded::explored(|| {
        let (handled, meanwhile) = (Counter::new(), Counter::new());
        let (so_far, seen) = (handled.clone(), meanwhile.clone());
        let items = (0..3).inspect(move |&item| {
            if item == 2 {
                // The source is slow: the others go on until they have to wait for it.
                settle();
                seen.set(so_far.get());
            }
        });
        Pipeline::source(2, items)
            .stage("stage", 2, |item| item)
            .for_each(|_| {
                handled.add();
            });
        let meanwhile = meanwhile.get();
        assert_eq!(
            meanwhile, 2,
            "items at the sink while the source made item 2"
        );
        assert_eq!(handled.get(), 3, "items that the sink was given");
    });
}

#[test]
fn the_source_all_stages_and_the_sink_work_at_the_same_time() {
    graded::explored(|| {
        // Nobody passes before all four are here: the sink with the first item in its hands, and the
        // source with the fourth.
        let meeting = Arc::new(Barrier::new(4));
        let [at_source, at_first, at_second] = [(); 3].map(|()| Arc::clone(&meeting));
        let meet = |here: &Barrier, item: usize, with: usize| {
            if item == with {
                here.wait();
            }
        };
        let items = (0..4).inspect(move |&item| meet(&at_source, item, 3));
        let mut seen = vec![];
        Pipeline::source(1, items)
            .stage("first", 1, move |item| {
                meet(&at_first, item, 2);
                item
            })
            .stage("second", 1, move |item| {
                meet(&at_second, item, 1);
                item
            })
            .for_each(|item| {
                meet(&meeting, item, 0);
                seen.push(item);
            });
        assert_eq!(seen, [0, 1, 2, 3], "what the sink was given");
    });
}

#[test]
fn whoever_is_ahead_of_a_busy_sink_is_held_back() {
    graded::explored(|| {
        let (drawn, worked) = (Counter::new(), Counter::new());
        let counted = worked.clone();
        let mut meanwhile = (0, 0);
        Pipeline::source(2, drawn.drawn(0..12))
            .stage("stage", 3, move |item| {
                counted.add();
                item
            })
            .for_each(|item| {
                if item == 0 {
                    // The others go on until they have to wait: the sink is busy.
                    settle();
                    meanwhile = (drawn.get(), worked.get());
                }
            });
        assert_eq!(drawn.get(), 12, "items drawn at the end");
        let (drawn, worked) = meanwhile;
        assert!(
            worked <= 5,
            "{worked} items worked on: more than one in the sink, three waiting, one in hand"
        );
        assert!(
            worked >= 4,
            "{worked} items worked on, though one is in the sink and three may wait"
        );
        assert!(
            drawn <= worked + 4,
            "{drawn} items drawn, {worked} worked on: more than two waiting and one or two in hand"
        );
        assert!(
            drawn >= worked + 2,
            "{drawn} items drawn, {worked} worked on, though two may wait"
        );
    });
}

#[test]
fn the_sink_returns_when_every_thread_has_ended() {
    graded::explored(|| {
        let ended = Counter::new();
        let (of_source, of_stage) = (ended.clone(), ended.clone());
        let items = (0..2).inspect(move |_| at_the_end_of_this_thread(&of_source));
        Pipeline::source(1, items)
            .stage("stage", 1, move |_| at_the_end_of_this_thread(&of_stage))
            .for_each(drop);
        assert_eq!(
            ended.get(),
            2,
            "threads that had ended, of source and stage"
        );
    });
}

// Step 2: several workers in one stage.

#[test]
fn every_item_goes_to_exactly_one_worker() {
    graded::explored(|| {
        let (calls, busy, busiest) = (Counter::new(), Counter::new(), Counter::new());
        let (counted, most) = (calls.clone(), busiest.clone());
        let items = Pipeline::source(1, 0..3)
            .parallel_stage("stage", 2, 1, move |item| {
                counted.add();
                let together = busy.add();
                if together > most.get() {
                    most.set(together);
                }
                busy.subtract();
                item * 10
            })
            .collect();
        assert_eq!(sorted(items), [0, 10, 20], "what came out for 0, 1, 2");
        assert_eq!(calls.get(), 3, "calls of the stage's function");
        let busiest = busiest.get();
        assert!(
            busiest <= 2,
            "{busiest} threads at work at the same time in a stage of 2"
        );
    });
}

#[test]
fn workers_of_a_stage_work_at_the_same_time() {
    graded::explored(|| {
        // No worker passes before all three are here, each with an item in its hands.
        let meeting = Barrier::new(3);
        let items = Pipeline::source(1, 0..3)
            .parallel_stage("stage", 3, 1, move |item| {
                meeting.wait();
                item
            })
            .collect();
        assert_eq!(sorted(items), [0, 1, 2], "what came out");
    });
}

#[test]
fn a_slow_item_holds_up_no_other() {
    graded::explored(|| {
        // The work on item 0 ends only after item 1 has reached the sink.
        let meeting = Arc::new(Barrier::new(2));
        let in_stage = Arc::clone(&meeting);
        let mut seen = vec![];
        Pipeline::source(1, 0..2)
            .parallel_stage("stage", 2, 1, move |item| {
                if item == 0 {
                    in_stage.wait();
                }
                item
            })
            .for_each(|item| {
                if item == 1 {
                    meeting.wait();
                }
                seen.push(item);
            });
        assert_eq!(seen, [1, 0], "what the sink was given");
    });
}

#[test]
fn the_stage_ends_with_the_last_of_its_workers() {
    graded::explored(|| {
        let items = Pipeline::source(1, 0..2)
            .parallel_stage("stage", 2, 2, |item| {
                if item == 0 {
                    // Until the others can do no more: the input is at its end, item 1 is done.
                    settle();
                }
                item
            })
            .collect();
        assert_eq!(sorted(items), [0, 1], "what came out");
    });
}

#[test]
fn a_stage_of_several_workers_holds_back_what_is_in_front() {
    graded::explored(|| {
        let (drawn, worked) = (Counter::new(), Counter::new());
        let counted = worked.clone();
        let (mut handled, mut meanwhile) = (0, (0, 0));
        Pipeline::source(1, drawn.drawn(0..12))
            .parallel_stage("stage", 2, 4, move |item| {
                counted.add();
                item
            })
            .for_each(|_| {
                if handled == 0 {
                    settle();
                    meanwhile = (drawn.get(), worked.get());
                }
                handled += 1;
            });
        assert_eq!(handled, 12, "items that the sink was given");
        let (drawn, worked) = meanwhile;
        assert!(
            drawn <= 9,
            "{drawn} items drawn: more than one in the sink, four waiting, two with the workers, \
             one waiting for them, one in the source's hands"
        );
        assert!(
            worked >= 5,
            "{worked} items worked on, though one is in the sink and four may wait"
        );
    });
}

#[test]
fn a_stage_without_workers_is_refused() {
    graded::explored(|| {
        assert!(
            panics(|| Pipeline::source(1, 0..0).parallel_stage("stage", 0, 1, |item| item)),
            "`parallel_stage` took 0 workers, where it must panic"
        );
        assert!(
            panics(|| Pipeline::source(1, 0..0).parallel_stage("stage", 1, 0, |item| item)),
            "`parallel_stage` took a capacity of 0, where it must panic"
        );
        let items = Pipeline::source(1, 0..3)
            .parallel_stage("stage", 1, 1, |item| item)
            .collect();
        assert_eq!(items, [0, 1, 2], "what came out with one worker");
    });
}

// Step 3: the order of the input, restored.

#[test]
fn the_lines_of_a_text_stay_in_order() {
    graded::explored(|| {
        let lines = Pipeline::source(2, SALES.lines().take(4))
            .ordered_stage("strip", 2, 1, without_comment)
            .stage("show", 1, |line| format!("{}:{line}", line.len()))
            .collect();
        let expected = ["0:", "14:3 apples   120", "12:1 bread  480", "0:"];
        assert_eq!(lines, expected, "what came out for four lines");
    });
}

#[test]
fn results_come_out_in_the_order_of_the_input() {
    graded::explored(|| {
        let items = Pipeline::source(1, 0..3)
            .ordered_stage("stage", 2, 1, |item| item * 10)
            .collect();
        assert_eq!(items, [0, 10, 20], "what came out for 0, 1, 2");
    });
}

#[test]
fn workers_of_an_ordered_stage_work_at_the_same_time() {
    graded::explored(|| {
        let meeting = Barrier::new(3);
        let items = Pipeline::source(1, 0..3)
            .ordered_stage("stage", 3, 1, move |item| {
                meeting.wait();
                item
            })
            .collect();
        assert_eq!(items, [0, 1, 2], "what came out");
    });
}

#[test]
fn results_behind_a_slow_item_wait_and_are_few() {
    graded::explored(|| {
        let (drawn, meanwhile) = (Counter::new(), Counter::new());
        let (counted, seen) = (drawn.clone(), meanwhile.clone());
        let items = Pipeline::source(1, drawn.drawn(0..12))
            .ordered_stage("stage", 3, 1, move |item| {
                if item == 0 {
                    // The others go on until they have to wait for this one.
                    settle();
                    seen.set(counted.get());
                }
                item
            })
            .collect();
        assert!(items.iter().copied().eq(0..12), "what came out: {items:?}");
        let meanwhile = meanwhile.get();
        assert!(
            meanwhile <= 9,
            "{meanwhile} items drawn: more than `2 * workers + capacity` (7) in the stage, one \
             waiting for it, one in the source's hands"
        );
        assert!(
            meanwhile >= 4,
            "only {meanwhile} drawn: the other workers have nothing to do meanwhile"
        );
    });
}

#[test]
fn a_result_is_handed_on_as_soon_as_it_is_its_turn() {
    graded::explored(|| {
        // The work on item 1 ends only after item 0 has reached the sink.
        let meeting = Arc::new(Barrier::new(2));
        let in_stage = Arc::clone(&meeting);
        let mut seen = vec![];
        Pipeline::source(1, 0..2)
            .ordered_stage("stage", 2, 1, move |item| {
                if item == 1 {
                    in_stage.wait();
                }
                item
            })
            .for_each(|item| {
                if item == 0 {
                    meeting.wait();
                }
                seen.push(item);
            });
        assert_eq!(seen, [0, 1], "what the sink was given");
    });
}

#[test]
fn the_order_is_that_of_the_input_and_not_of_the_source() {
    graded::explored(|| {
        // Item 0 is overtaken in the first stage, and stays behind in the second.
        let (handled, meanwhile) = (Counter::new(), Counter::new());
        let (so_far, seen) = (handled.clone(), meanwhile.clone());
        let mut order = vec![];
        Pipeline::source(1, 0..3)
            .parallel_stage("parallel", 2, 1, move |item| {
                if item == 0 {
                    settle();
                    seen.set(so_far.get());
                }
                item
            })
            .ordered_stage("ordered", 2, 1, |item| item)
            .for_each(|item| {
                handled.add();
                order.push(item);
            });
        assert_eq!(order, [1, 2, 0], "what the sink was given");
        let meanwhile = meanwhile.get();
        assert_eq!(meanwhile, 2, "items at the sink while item 0 was in front");
    });
}

#[test]
fn an_ordered_stage_holds_back_what_is_in_front() {
    graded::explored(|| {
        let (drawn, worked) = (Counter::new(), Counter::new());
        let counted = worked.clone();
        let (mut handled, mut meanwhile) = (0, (0, 0));
        Pipeline::source(1, drawn.drawn(0..12))
            .ordered_stage("stage", 2, 4, move |item| {
                counted.add();
                item
            })
            .for_each(|_| {
                if handled == 0 {
                    settle();
                    meanwhile = (drawn.get(), worked.get());
                }
                handled += 1;
            });
        assert_eq!(handled, 12, "items that the sink was given");
        let (drawn, worked) = meanwhile;
        assert!(
            drawn <= 11,
            "{drawn} items drawn: more than one in the sink, `2 * workers + capacity` (8) in the \
             stage, one waiting for it, one in the source's hands"
        );
        assert!(
            worked >= 5,
            "{worked} items worked on, though one is in the sink and four may wait"
        );
    });
}

// Step 4: the first error stops everything.

#[test]
fn a_text_gives_its_values_or_its_first_error() {
    graded::explored(|| {
        let (text, expected) = [
            ("3 apples 120\n1 bread 480 # fresh", Ok(vec![360, 480])),
            (
                "3 apples 120\ntwo candles 250\n0 apples 120",
                Err("`two` is no number"),
            ),
            ("0 apples 120\ntwo candles 250", Err("a sale of nothing")),
        ][choose(3)]
        .clone();
        let values = Pipeline::source(2, text.lines().map(without_comment))
            .stage("parse", 2, value)
            .try_stage("check", 2, 1, |cents| match cents {
                0 => Err("a sale of nothing".to_owned()),
                cents => Ok(cents),
            })
            .try_collect();
        let values = values.as_deref().map_err(String::as_str);
        assert_eq!(
            values,
            expected.as_deref().map_err(|error| *error),
            "values of {text:?}"
        );
    });
}

#[test]
fn of_several_errors_the_one_in_front_is_returned() {
    graded::explored(|| {
        let (failed, meanwhile) = (Counter::new(), Counter::new());
        let seen = meanwhile.clone();
        let outcome = Pipeline::source(1, (0..2).map(Ok))
            .try_stage("stage", 2, 1, move |item| {
                if item == 0 {
                    // Until the other worker, too, can do no more.
                    settle();
                    seen.set(failed.get());
                }
                failed.add();
                Err::<(), usize>(item)
            })
            .try_collect();
        assert_eq!(outcome, Err(0), "what came out; items 0 and 1 fail");
        let meanwhile = meanwhile.get();
        assert_eq!(meanwhile, 1, "items that failed while item 0 was in work");
    });
}

#[test]
fn an_error_stops_an_endless_source() {
    graded::explored(|| {
        let drawn = Counter::new();
        let outcome = Pipeline::source(1, drawn.drawn((0..).map(Ok)))
            .try_stage(
                "stage",
                2,
                1,
                |item| if item == 1 { Err(item) } else { Ok(item) },
            )
            .try_collect();
        assert_eq!(outcome, Err(1), "what came out; item 1 fails");
        let at_the_end = drawn.get();
        settle();
        let later = drawn.get();
        assert_eq!(
            later - at_the_end,
            0,
            "it returned with {at_the_end} items drawn; items drawn after that"
        );
    });
}

#[test]
fn the_sink_is_given_what_was_in_front_of_the_error_and_nothing_else() {
    graded::explored(|| {
        // Both cases are explored: the sink fails at item 1, or the stage does.
        let sink_fails = choose(2) == 0;
        let mut handled = vec![];
        // A long input is drawn from as an endless one is: only as far as there is room.
        let items = (0..1_000_000).inspect(|&item| {
            assert!(item < 20, "20 items drawn, though the sink took one or two");
        });
        let outcome = Pipeline::source(1, items.map(Ok))
            .try_stage("stage", 1, 1, move |item| {
                if item == 1 && !sink_fails {
                    return Err("stage");
                }
                Ok(item)
            })
            .try_for_each(|item| {
                if item == 1 {
                    return Err("sink");
                }
                handled.push(item);
                Ok(())
            });
        let expected = if sink_fails { "sink" } else { "stage" };
        assert_eq!(outcome, Err(expected), "where it failed");
        assert_eq!(handled, [0], "what the sink was given, item 1 fails");
    });
}

#[test]
fn a_panic_stops_everything_and_comes_out_of_the_sink() {
    graded::explored(|| {
        // All cases are explored: who panics is the source, a stage of one of three kinds, or the sink.
        let culprit = ["source", "stage", "parallel", "ordered", "sink"][choose(5)];
        let work = move |name: &str, item: usize| {
            assert!(name != culprit || item != 1, "jammed");
            item
        };
        // Endless, but for the parallel stage: there, others may overtake the panic again and again.
        let number = if culprit == "parallel" { 4 } else { usize::MAX };
        let items = (0..number).map(move |item| work("source", item));
        let outcome = catch_unwind(AssertUnwindSafe(|| {
            let pipeline = Pipeline::source(1, items);
            let pipeline = match culprit {
                "stage" => pipeline.stage("stage", 1, move |item| work("stage", item)),
                "parallel" => {
                    pipeline.parallel_stage("stage", 2, 1, move |item| work("parallel", item))
                }
                _ => pipeline.ordered_stage("stage", 2, 1, move |item| work("ordered", item)),
            };
            pipeline.for_each(|item| {
                work("sink", item);
            });
        }));
        let Err(panic) = outcome else {
            panic!("`for_each` returned, though the {culprit} had panicked");
        };
        let value = panic.downcast_ref().copied().unwrap_or("another value");
        assert_eq!(
            value, "jammed",
            "what `for_each` panicked with, after the {culprit} did"
        );
    });
}

#[test]
fn a_panic_passes_every_kind_of_stage_and_comes_out_of_every_sink() {
    graded::explored(|| {
        // All cases are explored: the kind of stage behind the source that panics, and the sink.
        let kind = ["stage", "parallel_stage", "ordered_stage"][choose(3)];
        let sink = ["for_each", "try_for_each"][choose(2)];
        // Without a panic there is none: a sink that always panics has not passed one on.
        assert_eq!(Pipeline::source(1, [7]).collect(), [7], "what came out");
        let items = (0..2).inspect(|&item| assert!(item == 0, "jammed"));
        let sink_panics = panics(|| {
            let pipeline = Pipeline::source(1, items);
            let pipeline = match kind {
                "stage" => pipeline.stage("stage", 1, Ok::<_, ()>),
                "parallel_stage" => pipeline.parallel_stage("stage", 1, 1, Ok),
                _ => pipeline.ordered_stage("stage", 1, 1, Ok),
            };
            match sink {
                "for_each" => pipeline.for_each(drop),
                _ => pipeline.try_for_each(|_| Ok(())).unwrap_or_default(),
            }
        });
        assert!(
            sink_panics,
            "`{sink}` returned, though the source in front of the `{kind}` had panicked"
        );
    });
}

#[test]
fn a_pipeline_that_is_dropped_stops() {
    graded::explored(|| {
        let drawn = Counter::new();
        let pipeline = Pipeline::source(1, drawn.drawn(0..))
            .ordered_stage("ordered", 1, 1, |item| item)
            .parallel_stage("parallel", 1, 1, |item| item);
        // Dropped at any moment, or when all of its threads wait for room (if they were started).
        if choose(2) == 0 {
            settle();
        }
        drop(pipeline);
        let at_the_end = drawn.get();
        settle();
        let later = drawn.get();
        assert_eq!(
            later - at_the_end,
            0,
            "`drop` returned with {at_the_end} items drawn; items drawn after that"
        );
        // What was dropped is in nobody's way.
        let items = Pipeline::source(1, 0..2).collect();
        assert_eq!(items, [0, 1], "what came out of another pipeline");
    });
}

#[test]
fn every_thread_has_ended_whatever_happened() {
    graded::explored(|| {
        // All cases are explored; the source is endless.
        let case = ["stage panicked", "sink panicked", "stage failed", "drop"][choose(4)];
        let (begun, ended) = (Counter::new(), Counter::new());
        let (here, farewell) = (begun.clone(), ended.clone());
        let in_stage = move || count_this_thread(&here, &farewell);
        let in_source = in_stage.clone();
        let pipeline = Pipeline::source(1, (0..).inspect(move |_: &usize| in_source())).stage(
            "stage",
            1,
            move |item| {
                in_stage();
                assert!(case != "stage panicked" || item == 0, "jammed");
                if case == "stage failed" && item == 1 {
                    return Err(item);
                }
                Ok(item)
            },
        );
        if case == "drop" {
            settle();
            drop(pipeline);
        } else {
            panics(|| {
                pipeline.try_for_each(|item| {
                    assert!(case != "sink panicked" || item == 0, "jammed");
                    Ok(())
                })
            });
        }
        let ended = ended.get();
        let begun = begun.get();
        assert_eq!(
            ended, begun,
            "threads that had ended, of those that had begun (case: {case})"
        );
    });
}

#[test]
fn a_pipeline_works_on_real_threads() {
    graded::real_threads(|| {
        let mut handled = 0;
        let outcome = Pipeline::source(4, 0..5_000_u64)
            .stage("one", 3, |item| item + 1)
            .parallel_stage("two", 3, 2, |item| item * 2)
            .ordered_stage(
                "three",
                3,
                5,
                |item| if item > 0 { Ok(item) } else { Err(item) },
            )
            .try_stage("four", 3, 1, |item| Ok(item / 2))
            .try_for_each(|item| {
                handled += item;
                Ok(())
            });
        assert_eq!(outcome, Ok(()), "outcome of 5,000 items");
        assert_eq!(handled, 5_000 * 5_001 / 2, "sum of the numbers 1 to 5,000");
    });
}
