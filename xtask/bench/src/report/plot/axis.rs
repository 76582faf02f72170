//! From numbers to pixels, and the numbers that are written beside an axis.

/// An axis from one pixel to another.
#[derive(Clone, Copy, Debug)]
pub(super) struct Axis {
    logarithmic: bool,
    low: f64,
    high: f64,
    from: i32,
    to: i32,
}

impl Axis {
    /// Makes an axis on which all of these numbers, none of them negative, have a place. It is
    /// logarithmic, unless one of them is 0.
    pub(super) fn of(numbers: impl Iterator<Item = f64> + Clone, from: i32, to: i32) -> Self {
        let least = numbers.clone().fold(f64::INFINITY, f64::min);
        let most = numbers.fold(0.0, f64::max);
        if least > 0.0 && least.is_finite() {
            // A little room on both sides.
            return Self {
                logarithmic: true,
                low: least / 1.25,
                high: most * 1.25,
                from,
                to,
            };
        }
        let high = if most > 0.0 { most * 1.1 } else { 1.0 };
        Self {
            logarithmic: false,
            low: 0.0,
            high,
            from,
            to,
        }
    }

    /// Makes one that begins at 0.
    pub(super) fn from_zero(most: f64, from: i32, to: i32) -> Self {
        Self {
            logarithmic: false,
            low: 0.0,
            high: most,
            from,
            to,
        }
    }

    /// Returns the pixel of a number.
    pub(super) fn at(&self, number: f64) -> i32 {
        let part = if self.logarithmic {
            (number / self.low).ln() / (self.high / self.low).ln()
        } else {
            (number - self.low) / (self.high - self.low)
        };
        self.from + (part * f64::from(self.to - self.from)).round() as i32
    }

    /// Returns round numbers on the axis: 1, 2 and 5 times powers of ten.
    pub(super) fn ticks(&self) -> Vec<f64> {
        if !self.logarithmic {
            let rough = (self.high - self.low) / 5.0;
            let power = 10_f64.powf(rough.log10().floor());
            let step = [1.0, 2.0, 5.0, 10.0].map(|factor| factor * power);
            let step = step
                .into_iter()
                .find(|step| *step >= rough)
                .unwrap_or(power);
            let count = (self.high / step) as u32;
            return (0..=count).map(|number| f64::from(number) * step).collect();
        }
        let exponents = self.low.log10().floor() as i32..=self.high.log10().ceil() as i32;
        let decades = self.high.log10() - self.low.log10();
        let factors: &[f64] = if decades > 4.0 {
            &[1.0]
        } else {
            &[1.0, 2.0, 5.0]
        };
        let ticks = exponents.flat_map(|exponent| {
            factors
                .iter()
                .map(move |factor| factor * 10_f64.powi(exponent))
        });
        ticks
            .filter(|tick| (self.low..=self.high).contains(tick))
            .collect()
    }
}

/// Returns a tick's number without digits that say nothing.
pub(super) fn written(number: f64) -> String {
    let rounded = (number * 1e6).round() / 1e6;
    if rounded >= 1e6 {
        format!("{rounded:e}")
    } else {
        rounded.to_string()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn ticks_are_round_numbers_on_the_axis() {
        let axis = Axis::of([0.9, 30.0].into_iter(), 0, 100);
        assert_eq!(axis.ticks(), [1.0, 2.0, 5.0, 10.0, 20.0]);
        assert_eq!(written(0.05), "0.05");
        assert_eq!(written(20.000_000_000_1), "20");
    }

    proptest! {
        #[test]
        fn larger_numbers_are_further_and_all_are_on_the_axis(
            numbers in prop::collection::vec(0.0..1e6_f64, 2..20),
        ) {
            let mut sorted = numbers;
            sorted.sort_by(f64::total_cmp);
            let axis = Axis::of(sorted.iter().copied(), 100, 600);
            let places: Vec<i32> = sorted.iter().map(|&number| axis.at(number)).collect();
            prop_assert!(places.is_sorted());
            prop_assert!(places.iter().all(|place| (100..=600).contains(place)));
        }

        #[test]
        fn an_axis_has_some_ticks_but_not_too_many(least in 1e-3..1e3_f64, factor in 1.5..1e6_f64) {
            let ticks = Axis::of([least, least * factor].into_iter(), 0, 500).ticks();
            prop_assert!((1..=14).contains(&ticks.len()), "{ticks:?}");
        }
    }
}
