//! Unusual only in that the sink starts the threads, as in `pipeline.rs`.

use crate::Pipeline;

impl<T, E> Pipeline<Result<T, E>>
where
    T: Send + 'static,
    E: Send + 'static,
{
    /// Adds a stage that may fail; an error that comes in goes through, in its place.
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
        self.ordered_stage(name, workers, capacity, move |item| f(item?))
    }

    /// Ends the pipeline: calls `f`, on this thread, with one item after the other, until one fails.
    pub fn try_for_each<F>(self, mut f: F) -> Result<(), E>
    where
        F: FnMut(T) -> Result<(), E>,
    {
        let running = self.start();
        while let Some(item) = running.receive() {
            f(item?)?;
        }
        Ok(())
    }

    /// Ends the pipeline: returns all its items, or the first error that comes out.
    pub fn try_collect(self) -> Result<Vec<T>, E> {
        let running = self.start();
        std::iter::from_fn(|| running.receive()).collect()
    }
}
