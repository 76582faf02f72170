//! A job made of closures, and the builder that puts it together.

use std::hash::Hash;
use std::marker::PhantomData;

use crate::emitter::Emitter;
use crate::functions::{Always, ByHash, Combine, Fallible, NoCombine, Partition, Reduce};
use crate::job::Job;
use crate::map_reduce::MapReduce;
use crate::values::Values;
use pattern_core::{BoxError, Outcome};

/// The types that a job of closures is about, and owns nothing of.
type About<Record, K, V, O> = PhantomData<fn(&Record) -> (K, V, O)>;

/// A job that has its map function, and may get a `combine` and a `partition` before `reduce`
/// completes it. Made by [`MapReduce::map`].
#[must_use = "a job is complete with its `reduce`"]
pub struct Mapping<Record: ?Sized, K, V, M, C = NoCombine, P = ByHash> {
    map: M,
    combine: C,
    partition: P,
    about: About<Record, K, V, ()>,
}

impl MapReduce<'_, Undefined> {
    /// Begins a job with its map function, which turns a record into pairs of key and value.
    ///
    /// The type of the closure's first parameter must be written: it says what a record is. It
    /// returns `()` or a `Result`; an `Err` says that the record is bad. See [`Job::map`].
    ///
    /// # Examples
    ///
    /// ```
    /// use map_reduce::MapReduce;
    ///
    /// let lengths = MapReduce::map(|word: &str, out| out.emit(word.len(), word.to_owned()))
    ///     .reduce(|_length, words| words.collect::<Vec<_>>().join("+"))
    ///     .run(["hey", "diddle", "the", "cat"])?;
    /// assert_eq!(lengths.output, [(3, "hey+the+cat".to_owned()), (6, "diddle".to_owned())]);
    /// # Ok::<(), map_reduce::RunError>(())
    /// ```
    pub fn map<Record, K, V, M, R>(map: M) -> Mapping<Record, K, V, M>
    where
        Record: ?Sized,
        M: Fn(&Record, &mut Emitter<'_, K, V>) -> R + Sync,
        R: Outcome,
    {
        Mapping {
            map,
            combine: NoCombine,
            partition: ByHash,
            about: PhantomData,
        }
    }
}

impl<Record: ?Sized, K, V, M, C, P> Mapping<Record, K, V, M, C, P> {
    /// Adds the function that adds a value to the total of its key: each worker then keeps one
    /// total per key, in place of all values. See [`Job::combine`] for what it must satisfy.
    ///
    /// # Examples
    ///
    /// ```
    /// use map_reduce::MapReduce;
    ///
    /// let count = MapReduce::map(|letter: &char, out| out.emit(*letter, 1))
    ///     .combine(|total, more| *total += more)
    ///     .reduce(|_letter, totals| totals.sum::<u32>())
    ///     .run("banana".chars())?;
    /// assert_eq!(count.output, [('a', 3), ('b', 1), ('n', 2)]);
    /// # Ok::<(), map_reduce::RunError>(())
    /// ```
    pub fn combine<F>(self, combine: F) -> Mapping<Record, K, V, M, F, P>
    where
        F: Fn(&mut V, V) + Sync,
    {
        Mapping {
            map: self.map,
            combine,
            partition: self.partition,
            about: PhantomData,
        }
    }

    /// Replaces the function that says which partition a key belongs to. See [`Job::partition`].
    ///
    /// # Examples
    ///
    /// ```
    /// use map_reduce::MapReduce;
    ///
    /// let sorted = MapReduce::map(|n: &u32, out| out.emit(*n, ()))
    ///     .partition(|&n, _partitions| usize::from(n >= 100))
    ///     .reduce(|_n, _| ())
    ///     .partitions(2)
    ///     .run_partitioned([250, 3, 100, 42])?;
    /// assert_eq!(sorted.output, [[(3, ()), (42, ())], [(100, ()), (250, ())]]);
    /// # Ok::<(), map_reduce::RunError>(())
    /// ```
    pub fn partition<F>(self, partition: F) -> Mapping<Record, K, V, M, C, F>
    where
        F: Fn(&K, usize) -> usize + Sync,
    {
        Mapping {
            map: self.map,
            combine: self.combine,
            partition,
            about: PhantomData,
        }
    }

    /// Completes the job with the function that makes one output of all values of a key. See
    /// [`Job::reduce`].
    #[expect(clippy::type_complexity, reason = "types of closures have no names")]
    pub fn reduce<'env, F, O>(
        self,
        reduce: F,
    ) -> MapReduce<'env, Closures<Record, K, V, O, M, C, P, Always<F>>>
    where
        F: Fn(&K, Values<'_, V>) -> O + Sync,
        Closures<Record, K, V, O, M, C, P, Always<F>>: Job,
    {
        MapReduce::new(self.with(Always(reduce)))
    }

    /// Completes the job with a reduce function that can fail; an error ends the job.
    ///
    /// # Examples
    ///
    /// ```
    /// use map_reduce::MapReduce;
    ///
    /// let error = MapReduce::map(|n: &u8, out| out.emit("sum", *n))
    ///     .try_reduce(|_sum, mut numbers| {
    ///         numbers.try_fold(0_u8, u8::checked_add).ok_or("more than 255")
    ///     })
    ///     .run([200, 100])
    ///     .unwrap_err();
    /// assert!(error.to_string().contains("more than 255"), "{error}");
    /// ```
    #[expect(clippy::type_complexity, reason = "types of closures have no names")]
    pub fn try_reduce<'env, F, O, E>(
        self,
        reduce: F,
    ) -> MapReduce<'env, Closures<Record, K, V, O, M, C, P, Fallible<F>>>
    where
        F: Fn(&K, Values<'_, V>) -> Result<O, E> + Sync,
        E: Into<BoxError>,
        Closures<Record, K, V, O, M, C, P, Fallible<F>>: Job,
    {
        MapReduce::new(self.with(Fallible(reduce)))
    }

    fn with<O, R>(self, reduce: R) -> Closures<Record, K, V, O, M, C, P, R> {
        Closures {
            map: self.map,
            combine: self.combine,
            partition: self.partition,
            reduce,
            about: PhantomData,
        }
    }
}

/// A [`Job`] made of closures, by [`MapReduce::map`].
pub struct Closures<Record: ?Sized, K, V, O, M, C, P, R> {
    map: M,
    combine: C,
    partition: P,
    reduce: R,
    about: About<Record, K, V, O>,
}

impl<Record, K, V, O, M, C, P, R, Mapped> Job for Closures<Record, K, V, O, M, C, P, R>
where
    Record: ?Sized,
    K: Ord + Hash + Send,
    V: Send,
    O: Send,
    M: Fn(&Record, &mut Emitter<'_, K, V>) -> Mapped + Sync,
    Mapped: Outcome,
    C: Combine<V>,
    P: Partition<K>,
    R: Reduce<K, V, O>,
{
    type Record = Record;
    type Key = K;
    type Value = V;
    type Output = O;

    const COMBINES: bool = C::COMBINES;

    #[inline]
    fn map(&self, record: &Record, out: &mut Emitter<'_, K, V>) -> Result<(), BoxError> {
        (self.map)(record, out).into_result()
    }

    #[inline]
    fn combine(&self, total: &mut V, value: V) {
        self.combine.combine(total, value);
    }

    #[inline]
    fn partition(&self, key: &K, partitions: usize) -> usize {
        self.partition.partition(key, partitions)
    }

    #[inline]
    fn reduce(&self, key: &K, values: Values<'_, V>) -> Result<O, BoxError> {
        self.reduce.reduce(key, values)
    }
}

/// A job that has not been said yet: what [`MapReduce::map`] begins with.
pub enum Undefined {}

impl Job for Undefined {
    type Record = ();
    type Key = ();
    type Value = ();
    type Output = ();

    fn map(&self, _record: &(), _out: &mut Emitter<'_, (), ()>) -> Result<(), BoxError> {
        match *self {}
    }

    fn reduce(&self, _key: &(), _values: Values<'_, ()>) -> Result<(), BoxError> {
        match *self {}
    }
}
