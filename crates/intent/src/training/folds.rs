//! Cross-validation over templates: every template is judged by a model that never saw it. One author's figures, so they
//! flatter; they serve to compare recipes, not to say how good the model is.

use pebble_core::engines::email::intent::Letter;

use super::generate;
use super::learn::{Recipe, fit};
use super::measure::{self, Judged};
use super::score::Outcome;
use super::source::Source;
use crate::Reader;
use crate::model::Model;

/// What became of one mail of each template, judged by the model of the other folds.
pub fn outcomes(source: &Source, folds: usize, recipe: Recipe) -> Vec<Outcome> {
    let mut outcomes = Vec::new();
    for fold in 0..folds {
        let (mut model, judged) = held_out(source, folds, fold, recipe);
        model.temperature = measure::temperature(&[(&Reader::with_model(model.clone()), &judged)]);
        outcomes.extend(measure::outcomes(&Reader::with_model(model), &judged));
    }
    outcomes
}

/// A model of all templates but those of one fold, and a mail of each of these.
pub fn held_out(source: &Source, folds: usize, fold: usize, recipe: Recipe) -> (Model, Vec<Judged>) {
    let samples = generate::samples(source, 5, 30);
    let is_held = |family: usize| family % folds == fold;
    let taught: Vec<_> = samples.iter().filter(|sample| !is_held(sample.family)).cloned().collect();
    let mut judged: Vec<Judged> = Vec::new();
    let mut last = usize::MAX;
    for sample in samples.iter().filter(|sample| is_held(sample.family)) {
        // Parts of the background are sampled from one list: both sides of the split have seen their sentences.
        if sample.family == last || sample.family >= source.templates.len() {
            continue;
        }
        last = sample.family;
        let body = sample.body.replace("PRDNAME", "Xylarin");
        let letter = Letter { subject: sample.subject.clone(), body, ..Letter::default() };
        judged.push(Judged { id: sample.family.to_string(), label: sample.label, letter });
    }
    (fit(&taught, [0; 32], recipe), judged)
}
