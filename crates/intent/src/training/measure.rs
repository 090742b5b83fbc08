//! Measures a reader on labelled mails: accuracy, F1 per class, and the temperature that makes its confidence honest.

use std::fs;
use std::path::Path;

use pebble_core::engines::email::intent::{Classifier, Intent, Letter};

use super::source::SourceError;
use crate::Reader;
use crate::lines;
use crate::model::softmax;

/// A labelled mail.
#[derive(Debug, Clone)]
pub struct Judged {
    /// Its name in the set.
    pub id: String,
    /// What it wants, by hand.
    pub label: Intent,
    /// The mail.
    pub letter: Letter,
}

/// What came out.
#[derive(Debug, Clone, Default)]
pub struct Report {
    /// Share of right labels.
    pub accuracy: f32,
    /// Mean F1 over the labels that occur.
    pub macro_f1: f32,
    /// Share of mails whose label is among the first three.
    pub top_three: f32,
    /// Label, precision, recall, F1, count.
    pub classes: Vec<(Intent, f32, f32, f32, u16)>,
    /// Mails that came out wrong: id, wanted, got, confidence.
    pub misses: Vec<(String, Intent, Intent, f32)>,
    /// Expected calibration error over ten bins.
    pub calibration_error: f32,
}

/// Reads every `*.jsonl` of a folder; each line carries a `label`.
///
/// # Errors
/// [`SourceError`] naming the file and line.
pub fn read(folder: &Path) -> Result<Vec<Judged>, SourceError> {
    let unreadable = |cause| SourceError::Unreadable { path: folder.to_owned(), cause };
    let mut paths: Vec<_> = Vec::new();
    for entry in fs::read_dir(folder).map_err(unreadable)? {
        paths.push(entry.map_err(unreadable)?.path());
    }
    paths.sort();
    let mut judged = Vec::new();
    for path in paths.into_iter().filter(|path| path.extension().is_some_and(|extension| extension == "jsonl")) {
        let text = fs::read_to_string(&path).map_err(unreadable)?;
        for (number, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
            let malformed = |problem: String| SourceError::Malformed {
                path: path.clone(),
                problem: format!("line {}: {problem}", number + 1),
            };
            let line = lines::read(line).map_err(|error| malformed(error.to_string()))?;
            let label =
                line.label.as_deref().and_then(Intent::from_key).ok_or_else(|| malformed("no label".to_owned()))?;
            judged.push(Judged { id: format!("{}", number + 1), label, letter: line.letter });
        }
    }
    Ok(judged)
}

fn share(part: u16, whole: u16) -> f32 {
    if whole == 0 { 0.0 } else { f32::from(part) / f32::from(whole) }
}

fn count(items: impl Iterator) -> u16 {
    u16::try_from(items.count()).unwrap_or(u16::MAX)
}

/// Classifies every mail and counts.
pub fn measure(reader: &Reader, judged: &[Judged]) -> Report {
    let mut outcomes = Vec::new();
    let mut report = Report::default();
    let mut in_three = 0_u16;
    for mail in judged {
        let verdict = reader.classify(&mail.letter);
        let is_right = verdict.intent == mail.label;
        in_three += u16::from(is_right || verdict.runners_up.iter().any(|(intent, _)| *intent == mail.label));
        if !is_right {
            report.misses.push((mail.id.clone(), mail.label, verdict.intent, verdict.confidence));
        }
        outcomes.push((mail.label, verdict.intent, verdict.confidence));
    }
    let total = count(outcomes.iter());
    report.accuracy = share(count(outcomes.iter().filter(|(wanted, got, _)| wanted == got)), total);
    report.top_three = share(in_three, total);
    for label in Intent::ALL {
        let wanted = count(outcomes.iter().filter(|outcome| outcome.0 == label));
        let got = count(outcomes.iter().filter(|outcome| outcome.1 == label));
        let both = count(outcomes.iter().filter(|outcome| outcome.0 == label && outcome.1 == label));
        if wanted > 0 {
            let (precision, recall) = (share(both, got), share(both, wanted));
            let sum = precision + recall;
            let f1 = if sum > 0.0 { 2.0 * precision * recall / sum } else { 0.0 };
            report.classes.push((label, precision, recall, f1, wanted));
        }
    }
    let f1_sum: f32 = report.classes.iter().map(|class| class.3).sum();
    report.macro_f1 = f1_sum / f32::from(count(report.classes.iter()).max(1));
    report.calibration_error = calibration_error(&outcomes);
    report
}

fn calibration_error(outcomes: &[(Intent, Intent, f32)]) -> f32 {
    let total = count(outcomes.iter()).max(1);
    let mut error = 0.0;
    for bin in 0..10_u8 {
        let (low, high) = (f32::from(bin) / 10.0, f32::from(bin + 1) / 10.0);
        let inside: Vec<_> =
            outcomes.iter().filter(|outcome| outcome.2 > low && (outcome.2 <= high || bin == 9)).collect();
        let here = count(inside.iter());
        if here > 0 {
            let right = share(count(inside.iter().filter(|outcome| outcome.0 == outcome.1)), here);
            let confidence = inside.iter().map(|outcome| outcome.2).sum::<f32>() / f32::from(here);
            error += (right - confidence).abs() * share(here, total);
        }
    }
    error
}

/// The temperature under which the labels of these mails are least surprising.
pub fn temperature(reader: &Reader, judged: &[Judged]) -> f32 {
    let scored: Vec<(Vec<f32>, usize)> = judged
        .iter()
        .filter_map(|mail| {
            Some((reader.scores(&mail.letter)?, Intent::ALL.iter().position(|label| *label == mail.label)?))
        })
        .collect();
    let surprise = |temperature: f32| -> f32 {
        let of = |(scores, class): &(Vec<f32>, usize)| {
            -softmax(scores, temperature).get(*class).copied().unwrap_or(0.0).max(1e-6).ln()
        };
        scored.iter().map(of).sum()
    };
    let steps = (6_u8..=60).map(|step| f32::from(step) / 20.0);
    steps.min_by(|left, right| surprise(*left).total_cmp(&surprise(*right))).unwrap_or(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::training::source;

    #[test]
    fn the_shipped_model_holds_its_figures_on_the_development_set() {
        let judged = read(&source::folder().join("dev")).expect("development set");
        assert!(judged.len() >= 120, "{}", judged.len());
        let report = measure(&Reader::new(), &judged);
        assert!(report.accuracy >= ACCURACY_FLOOR, "accuracy {} misses {:?}", report.accuracy, report.misses);
        assert!(report.macro_f1 >= F1_FLOOR, "macro-F1 {}", report.macro_f1);
        assert!(report.top_three >= TOP_THREE_FLOOR, "top three {}", report.top_three);
    }

    // Slightly under the measured figures of model/CARD.md.
    const ACCURACY_FLOOR: f32 = 0.75;
    const F1_FLOOR: f32 = 0.75;
    const TOP_THREE_FLOOR: f32 = 0.92;
}
