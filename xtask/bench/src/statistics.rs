//! Medians and quartiles of a few numbers.

/// The middle of some numbers, and where the middle half of them lies.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub(crate) struct Quartiles {
    pub(crate) q1: f64,
    pub(crate) median: f64,
    pub(crate) q3: f64,
}

impl Quartiles {
    /// Computes them, with linear interpolation between neighbours.
    ///
    /// # Panics
    ///
    /// Panics if there are no numbers.
    pub(crate) fn of(numbers: &[f64]) -> Self {
        let mut sorted = numbers.to_vec();
        sorted.sort_by(f64::total_cmp);
        Self {
            q1: quantile(&sorted, 0.25),
            median: quantile(&sorted, 0.5),
            q3: quantile(&sorted, 0.75),
        }
    }

    /// Returns the interquartile range as a part of the median.
    pub(crate) fn spread(&self) -> f64 {
        if self.q3 == self.q1 {
            return 0.0;
        }
        (self.q3 - self.q1) / self.median.abs()
    }
}

/// Returns the number below which a part of the sorted numbers lies.
fn quantile(sorted: &[f64], part: f64) -> f64 {
    let place = part * (sorted.len() - 1) as f64;
    let (below, beyond) = (place.floor() as usize, place.ceil() as usize);
    let (below, beyond) = (sorted[below], sorted[beyond]);
    let between = below + (beyond - below) * (place - place.floor());
    between.clamp(below, beyond) // rounding goes no further than the neighbours
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn quartiles_of_five_numbers_are_three_of_them() {
        let quartiles = Quartiles::of(&[5.0, 1.0, 4.0, 2.0, 3.0]);
        let expected = Quartiles {
            q1: 2.0,
            median: 3.0,
            q3: 4.0,
        };
        assert_eq!(quartiles, expected);
    }

    #[test]
    fn a_median_of_two_lies_between_them() {
        assert_eq!(Quartiles::of(&[1.0, 2.0]).median, 1.5);
    }

    #[test]
    fn one_number_has_no_spread_and_neither_have_zeros() {
        assert_eq!(Quartiles::of(&[7.0]).spread(), 0.0);
        assert_eq!(Quartiles::of(&[0.0, 0.0]).spread(), 0.0);
    }

    fn some_numbers() -> impl Strategy<Value = Vec<f64>> {
        prop::collection::vec(0.001..1e6_f64, 1..40)
    }

    proptest! {
        #[test]
        fn quartiles_are_in_order_and_within_the_numbers(numbers in some_numbers()) {
            let Quartiles { q1, median, q3 } = Quartiles::of(&numbers);
            let least = numbers.iter().copied().fold(f64::INFINITY, f64::min);
            let most = numbers.iter().copied().fold(0.0, f64::max);
            prop_assert!(least <= q1 && q1 <= median && median <= q3 && q3 <= most);
        }

        #[test]
        fn at_most_half_of_the_numbers_lie_on_either_side_of_the_median(numbers in some_numbers()) {
            let median = Quartiles::of(&numbers).median;
            let below = numbers.iter().filter(|&&number| number < median).count();
            let above = numbers.iter().filter(|&&number| number > median).count();
            prop_assert!(2 * below <= numbers.len() && 2 * above <= numbers.len());
        }

        #[test]
        fn the_order_of_the_numbers_does_not_matter(numbers in some_numbers()) {
            let backwards: Vec<f64> = numbers.iter().rev().copied().collect();
            prop_assert_eq!(Quartiles::of(&numbers), Quartiles::of(&backwards));
        }

        #[test]
        fn one_wild_number_among_seven_does_not_move_the_median_out(
            numbers in prop::collection::vec(1.0..2.0_f64, 6), wild in 0.0..1e9_f64,
        ) {
            let mut all = numbers;
            all.push(wild);
            let median = Quartiles::of(&all).median;
            prop_assert!((1.0..=2.0).contains(&median));
        }
    }
}
