//! The graded tests of the exercise that the attacks attack.

use pattern_sync::graded;
use pattern_sync::sync::Arc;
use pattern_sync::thread;
use till::{Refused, Till, price, total};

mod judge;

use judge::judge;

// Types that are spelled out here cannot be replaced by ones that are equal to everything.
const _: fn(&[u32]) -> u64 = total;
const _: fn(&str) -> Result<u32, Refused> = price;
const _: fn(&Till) -> u64 = Till::total;

#[test]
fn the_total_is_the_sum() {
    graded::judged(&judge(), "the_total_is_the_sum", |prices: Vec<u32>| total(&prices));
}

#[test]
fn what_is_no_price_is_handed_back() {
    graded::judged(&judge(), "what_is_no_price_is_handed_back", |text: String| {
        // The text of a refusal goes to the judge, and not the type of the submission.
        price(&text).map_err(|Refused(text)| text)
    });
}

#[test]
fn no_sale_is_lost() {
    graded::explored(|| {
        let till = Arc::new(Till::new());
        let other = thread::spawn({
            let till = Arc::clone(&till);
            move || till.sell(1)
        });
        till.sell(2);
        other.join().unwrap();
        assert_eq!(till.total(), 3, "the total after sales of 1 and 2");
    });
}

#[test]
fn many_sales_are_counted_on_real_threads() {
    graded::real_threads(|| {
        let till = Arc::new(Till::new());
        let sellers: Vec<_> = (0..4)
            .map(|_| {
                let till = Arc::clone(&till);
                thread::spawn(move || (0..1000).for_each(|_| till.sell(1)))
            })
            .collect();
        for seller in sellers {
            seller.join().unwrap();
        }
        assert_eq!(till.total(), 4000);
    });
}
