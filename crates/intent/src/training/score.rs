//! Figures over judged mails: F1, coverage against precision, calibration, bootstrap intervals, languages apart. Pure
//! arithmetic over outcomes; the same outcomes give the same figures every time.

use pebble_core::engines::email::intent::Intent;

use super::generate::Chance;
use crate::language::Tongue;

/// What became of one mail.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Outcome {
    /// The label by hand.
    pub wanted: Intent,
    /// The reader's label.
    pub got: Intent,
    /// The reader's probability of it, 0 to 1.
    pub confidence: f32,
    /// True when the wanted label was among the first three.
    pub in_three: bool,
    /// The language of the newest part.
    pub tongue: Tongue,
}

impl Outcome {
    fn is_right(&self) -> bool {
        self.wanted == self.got
    }
}

/// Precision, recall, F1 and number of mails of one label.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Class {
    /// The label.
    pub label: Intent,
    /// Right among those given the label.
    pub precision: f32,
    /// Found among those that carry it.
    pub recall: f32,
    /// Harmonic mean of both.
    pub f1: f32,
    /// Mails that carry the label.
    pub count: u16,
}

/// A part of a whole; 0 when the whole is nothing.
pub fn share(part: u16, whole: u16) -> f32 {
    if whole == 0 { 0.0 } else { f32::from(part) / f32::from(whole) }
}

/// How many items there are, 65,535 at most.
pub fn count(items: impl Iterator) -> u16 {
    u16::try_from(items.count()).unwrap_or(u16::MAX)
}

/// Share of right labels.
pub fn accuracy(outcomes: &[Outcome]) -> f32 {
    share(count(outcomes.iter().filter(|outcome| outcome.is_right())), count(outcomes.iter()))
}

/// Share of mails whose label is among the first three.
pub fn top_three(outcomes: &[Outcome]) -> f32 {
    share(count(outcomes.iter().filter(|outcome| outcome.in_three)), count(outcomes.iter()))
}

/// One row per label that occurs.
pub fn classes(outcomes: &[Outcome]) -> Vec<Class> {
    let mut classes = Vec::new();
    for label in Intent::ALL {
        let wanted = count(outcomes.iter().filter(|outcome| outcome.wanted == label));
        let got = count(outcomes.iter().filter(|outcome| outcome.got == label));
        let both = count(outcomes.iter().filter(|outcome| outcome.wanted == label && outcome.got == label));
        if wanted > 0 {
            let (precision, recall) = (share(both, got), share(both, wanted));
            let sum = precision + recall;
            let f1 = if sum > 0.0 { 2.0 * precision * recall / sum } else { 0.0 };
            classes.push(Class { label, precision, recall, f1, count: wanted });
        }
    }
    classes
}

/// Mean F1 over the labels that occur.
pub fn macro_f1(outcomes: &[Outcome]) -> f32 {
    let classes = classes(outcomes);
    classes.iter().map(|class| class.f1).sum::<f32>() / f32::from(count(classes.iter()).max(1))
}

/// Expected calibration error over ten bins of equal width.
pub fn calibration_error(outcomes: &[Outcome]) -> f32 {
    let total = count(outcomes.iter()).max(1);
    let mut error = 0.0;
    for bin in 0..10_u8 {
        let (low, high) = (f32::from(bin) / 10.0, f32::from(bin + 1) / 10.0);
        let in_bin = |outcome: &&Outcome| outcome.confidence > low && (outcome.confidence <= high || bin == 9);
        let inside: Vec<_> = outcomes.iter().filter(in_bin).collect();
        let here = count(inside.iter());
        if here > 0 {
            let right = share(count(inside.iter().filter(|outcome| outcome.is_right())), here);
            let confidence = inside.iter().map(|outcome| outcome.confidence).sum::<f32>() / f32::from(here);
            error += (right - confidence).abs() * share(here, total);
        }
    }
    error
}

/// Coverage and precision of the mails at or above each threshold.
pub fn coverage(outcomes: &[Outcome], thresholds: &[f32]) -> Vec<(f32, f32, f32)> {
    let total = count(outcomes.iter());
    let row = |threshold: &f32| {
        let above: Vec<_> = outcomes.iter().filter(|outcome| outcome.confidence >= *threshold).collect();
        let right = count(above.iter().filter(|outcome| outcome.is_right()));
        (*threshold, share(count(above.iter()), total), share(right, count(above.iter())))
    };
    thresholds.iter().map(row).collect()
}

/// The 95 % interval of a figure over 500 resamples drawn with a fixed seed.
pub fn interval(outcomes: &[Outcome], figure: impl Fn(&[Outcome]) -> f32) -> (f32, f32) {
    let mut chance = Chance::new(2_026);
    let mut figures: Vec<f32> = (0..500)
        .map(|_| {
            let drawn: Vec<Outcome> =
                (0..outcomes.len()).filter_map(|_| outcomes.get(chance.below(outcomes.len())).copied()).collect();
            figure(&drawn)
        })
        .collect();
    figures.sort_by(f32::total_cmp);
    (figures.get(12).copied().unwrap_or(0.0), figures.get(487).copied().unwrap_or(0.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outcome(wanted: Intent, got: Intent, confidence: f32) -> Outcome {
        Outcome { wanted, got, confidence, in_three: wanted == got, tongue: Tongue::English }
    }

    #[test]
    fn precision_counts_only_what_is_at_or_above_the_threshold() {
        let outcomes = [
            outcome(Intent::OrderPo, Intent::OrderPo, 0.95),
            outcome(Intent::OrderPo, Intent::Payment, 0.8),
            outcome(Intent::Payment, Intent::Payment, 0.2),
        ];
        let rows = coverage(&outcomes, &[0.7, 0.9]);
        assert_eq!(rows.first().map(|row| row.2), Some(0.5));
        assert_eq!(rows.get(1).map(|row| row.2), Some(1.0));
        assert!((accuracy(&outcomes) - 2.0 / 3.0).abs() < 1e-6);
    }

    #[test]
    fn a_resampled_interval_is_the_same_every_time_and_holds_the_figure() {
        let mut outcomes = vec![outcome(Intent::OrderPo, Intent::OrderPo, 0.9); 80];
        outcomes.extend(vec![outcome(Intent::OrderPo, Intent::Payment, 0.6); 20]);
        let (low, high) = interval(&outcomes, accuracy);
        assert_eq!((low, high), interval(&outcomes, accuracy));
        assert!(low < 0.8 && 0.8 < high && low > 0.6);
    }
}
