//! Cross-validation over templates: every template is judged by a model that never saw it. One author's figures, so they
//! flatter; they serve to compare recipes, not to say how good the model is.

use pebble_core::engines::email::intent::{Intent, Letter};

use super::generate;
use super::learn::{Recipe, fit};
use super::measure::{self, Judged};
use super::score::Outcome;
use super::source::Source;
use crate::Reader;

/// What became of one mail of each template, judged by the model of the other folds.
pub fn outcomes(source: &Source, folds: usize, recipe: Recipe) -> Vec<Outcome> {
    let samples = generate::samples(source, 5, 30);
    let mut outcomes = Vec::new();
    for fold in 0..folds {
        let is_held = |family: usize| family % folds == fold;
        let taught: Vec<_> = samples.iter().filter(|sample| !is_held(sample.family)).cloned().collect();
        let held = samples.iter().filter(|sample| is_held(sample.family));
        let mut judged: Vec<Judged> = Vec::new();
        let mut last = usize::MAX;
        for sample in held {
            // Parts of the background are sampled from one list: both sides of the split have seen their sentences.
            if sample.family == last || sample.label == Intent::NoIntent && sample.family >= source.templates.len() {
                continue;
            }
            last = sample.family;
            let letter = Letter {
                subject: sample.subject.clone(),
                body: sample.body.replace("PRDNAME", "Xylarin"),
                ..Letter::default()
            };
            judged.push(Judged { id: sample.family.to_string(), label: sample.label, letter });
        }
        let mut model = fit(&taught, [0; 32], recipe);
        model.temperature = measure::temperature(&Reader::with_model(model.clone()), &judged);
        outcomes.extend(measure::outcomes(&Reader::with_model(model), &judged));
    }
    outcomes
}
