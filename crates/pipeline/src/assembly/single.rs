//! What the one thread of a source or of a serial stage does.

use pattern_core::BoxError;
use pattern_sync::trace;

use crate::account::Account;
use crate::link::{Link, Taken};
use crate::places::Numbered;
use crate::run::At;

/// The source's work: gives its items, as long as they are wanted.
pub(super) fn give_all<I: IntoIterator>(
    name: &str,
    items: I,
    output: &Link<I::Item>,
    account: &mut Account,
    at: &mut At,
) -> Result<(), BoxError> {
    at.item = Some(0);
    let mut items = items.into_iter();
    for number in 0.. {
        let Some(item) = trace::work(name, || items.next()) else {
            break;
        };
        if output
            .give(number as u64, Numbered::new(number, item), account)
            .is_err()
        {
            break;
        }
        account.count_out(1);
        at.item = Some(number + 1);
    }
    Ok(())
}

/// The work of a stage of one worker: takes items and passes on what the stage makes of them, until
/// there are no more, or no more are wanted.
pub(super) fn pass_on<T, U>(
    name: &str,
    input: &Link<T>,
    mut step: impl FnMut(T) -> U,
    output: &Link<U>,
    account: &mut Account,
    at: &mut At,
) -> Result<(), BoxError> {
    // Before it sleeps: nothing more will come from here for a while.
    while let Some(Taken { rank, content, .. }) = input.take(account, || output.urge()) {
        at.item = Some(content.number);
        account.count_in();
        let result = trace::work(name, || step(content.item));
        let result = Numbered::new(content.number, result);
        if output.give(rank, result, account).is_err() {
            break;
        }
        account.count_out(1);
    }
    Ok(())
}
