//! What a closure of the user may return: nothing, or a `Result`.

use std::error::Error;

/// An error of any type, as closures of the user return it.
///
/// `?` makes one out of every error type, and `.into()` out of a string; `downcast_ref` finds the
/// type again. The box is made when something fails, and not before.
pub type BoxError = Box<dyn Error + Send + Sync>;

/// Tells whether a closure ended well.
///
/// Closures that cannot fail return `()`, closures that can return a `Result<(), E>` with any `E`
/// that converts into a [`BoxError`]: every error type, `String` and `&str`.
///
/// # Examples
///
/// ```
/// use pattern_core::Outcome;
///
/// assert!(().into_result().is_ok());
/// assert_eq!(Err::<(), _>("no paper").into_result().unwrap_err().to_string(), "no paper");
/// ```
pub trait Outcome {
    /// Turns the value into a result with the common error type.
    ///
    /// # Errors
    ///
    /// The error that the closure returned.
    fn into_result(self) -> Result<(), BoxError>;
}

impl Outcome for () {
    #[inline]
    fn into_result(self) -> Result<(), BoxError> {
        Ok(())
    }
}

impl<E: Into<BoxError>> Outcome for Result<(), E> {
    #[inline]
    fn into_result(self) -> Result<(), BoxError> {
        self.map_err(Into::into)
    }
}
