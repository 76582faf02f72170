//! Step 4: stages that may fail, and sinks that stop everything at the first error.

use crate::Pipeline;

impl<T, E> Pipeline<Result<T, E>>
where
    T: Send + 'static,
    E: Send + 'static,
{
    /// Adds a stage that may fail: calls `f` with what has gone well so far, with several threads.
    ///
    /// An error that comes in goes through to the end, in its place, and `f` does not see it. For
    /// the rest it is as [`ordered_stage`](Self::ordered_stage).
    ///
    /// # Panics
    ///
    /// If `workers` or `capacity` is 0.
    ///
    /// # Examples
    ///
    /// ```
    /// use pipeline::Pipeline;
    ///
    /// let halves = Pipeline::source(2, ["8", "7", "x"])
    ///     .stage("parse", 2, |text| text.parse::<u32>().map_err(|_| "not a number"))
    ///     .try_stage("halve", 2, 2, |n| if n % 2 == 0 { Ok(n / 2) } else { Err("odd") })
    ///     .try_collect();
    /// assert_eq!(halves, Err("odd"));
    /// ```
    pub fn try_stage<U, F>(
        self,
        name: &str,
        workers: usize,
        capacity: usize,
        f: F,
    ) -> Pipeline<Result<U, E>>
    where
        U: Send + 'static,
        F: Fn(T) -> Result<U, E> + Send + Sync + 'static,
    {
        // <solution>
        self.ordered_stage(name, workers, capacity, move |item| item.and_then(&f))
        // <stub>
        // todo!("step 4: call `f` with what is `Ok`, and let what is `Err` go through")
        // </stub>
    }

    /// Ends the pipeline: calls `f`, on this thread, with one item after the other, until one fails.
    ///
    /// # Errors
    ///
    /// The first error that comes out, or the first of `f`. By then `f` has been called with every
    /// item that came out before; it is not called again. The source is at its end or is stopped,
    /// even an endless one.
    ///
    /// # Panics
    ///
    /// As [`for_each`](Self::for_each).
    ///
    /// # Blocking
    ///
    /// Waits until every thread of the pipeline has ended.
    ///
    /// # Examples
    ///
    /// ```
    /// use pipeline::Pipeline;
    ///
    /// let mut total = 0;
    /// let outcome = Pipeline::source(1, 1..)
    ///     .stage("square", 1, |number| number * number)
    ///     .stage("limit", 1, |square| if square < 50 { Ok(square) } else { Err(square) })
    ///     .try_for_each(|square| {
    ///         total += square;
    ///         Ok(())
    ///     });
    /// assert_eq!(outcome, Err(64));
    /// assert_eq!(total, 1 + 4 + 9 + 16 + 25 + 36 + 49);
    /// ```
    pub fn try_for_each<F>(self, mut f: F) -> Result<(), E>
    where
        F: FnMut(T) -> Result<(), E>,
    {
        // <solution>
        while let Some(item) = self.receive() {
            // If it fails, `self` is dropped on the way out, and with it the output: then the last
            // stage finds nobody to send to and ends, and so on up to the source.
            f(item?)?;
        }
        Ok(())
        // <stub>
        // todo!("step 4: call `f` until something fails; then stop everything")
        // </stub>
    }

    /// Ends the pipeline: returns all its items, or the first error that comes out.
    ///
    /// # Errors
    ///
    /// As [`try_for_each`](Self::try_for_each).
    ///
    /// # Panics
    ///
    /// As [`for_each`](Self::for_each).
    ///
    /// # Blocking
    ///
    /// As [`try_for_each`](Self::try_for_each).
    pub fn try_collect(self) -> Result<Vec<T>, E> {
        // <solution>
        let mut items = Vec::new();
        self.try_for_each(|item| {
            items.push(item);
            Ok(())
        })?;
        Ok(items)
        // <stub>
        // todo!("step 4: return all the items, with the help of `try_for_each`")
        // </stub>
    }
}
