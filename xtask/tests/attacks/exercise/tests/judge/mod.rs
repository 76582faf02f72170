//! What the value tests of the till ask, and what must come back.

use pattern_sync::graded::{Judge, Random};

pub(crate) fn judge() -> Judge {
    Judge::new()
        .test("the_total_is_the_sum", lists_of_prices, |prices, total: u64| {
            let sum = prices.iter().copied().map(u64::from).sum();
            assert_eq!(total, sum, "the total");
        })
        .test("what_is_no_price_is_handed_back", texts, |text, price: Result<u32, String>| {
            let expected = text.parse().map_err(|_| text.clone());
            assert_eq!(price, expected, "the price");
        })
}

fn lists_of_prices(random: &mut Random) -> Vec<Vec<u32>> {
    let mut list = |length| (0..length).map(|_| random.below(1000) as u32).collect();
    vec![list(0), list(3), list(20)]
}

fn texts(random: &mut Random) -> Vec<String> {
    let number = random.below(1000);
    vec![number.to_string(), format!("{number}x"), format!("x{number}")]
}
