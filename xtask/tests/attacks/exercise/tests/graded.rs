//! The graded tests of the exercise that the attacks attack.

use pattern_sync::graded;
use pattern_sync::sync::Arc;
use pattern_sync::thread;
use till::{Refused, Till, price, total};

// Types that are spelled out here cannot be replaced by ones that are equal to everything.
const _: fn(&[u32]) -> u64 = total;
const _: fn(&str) -> Result<u32, Refused> = price;
const _: fn(&Till) -> u64 = Till::total;

#[test]
fn the_total_is_the_sum() {
    graded::value(|| {
        assert_eq!(total(&[3, 4, 5]), 12, "the total of 3, 4, 5");
        assert_eq!(total(&[]), 0, "the total of nothing");
    });
}

#[test]
fn what_is_no_price_is_handed_back() {
    graded::value(|| {
        assert_eq!(price("12").ok(), Some(12), "the price \"12\"");
        // The text, and not the type of the submission, is compared.
        let refused = price("x").err().map(|Refused(text)| text);
        assert_eq!(refused.as_deref(), Some("x"), "what came back of \"x\"");
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
