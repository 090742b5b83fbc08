//! Fits the linear head: multinomial logistic regression by stochastic gradient descent in a fixed order. The background
//! class weighs little (intent.md 3.3), so that it takes strangers' mail and not the trade's.

use std::collections::{HashMap, HashSet};

use pebble_core::engines::email::intent::Intent;

use super::generate::{Chance, Sample};
use crate::features::{self, Page};
use crate::model::{CLASSES, Model, quantise, softmax};

/// How the head is fitted.
#[derive(Debug, Clone, Copy)]
pub struct Recipe {
    /// Passes over the mails.
    pub passes: usize,
    /// First step size.
    pub rate: f32,
    /// Weight of a background mail.
    pub background: f32,
    /// Share of every weight lost per pass.
    pub decay: f32,
    /// Features left out at each visit, in percent: the rest must do without them, as on a stranger's mail.
    pub left_out: usize,
    /// Label smoothing: what the right label is taught.
    pub target: f32,
}

impl Default for Recipe {
    fn default() -> Recipe {
        Recipe { passes: 20, rate: 1.0, background: 0.4, decay: 0.007, left_out: 35, target: 0.9 }
    }
}

struct Row {
    class: usize,
    weight: f32,
    features: Vec<(usize, f32)>,
}

/// Fits a model to the mails.
pub fn fit(samples: &[Sample], checksum: [u8; 32], recipe: Recipe) -> Model {
    let mut numbers: Vec<u32> = vocabulary(samples).into_iter().collect();
    numbers.sort_unstable();
    let index: HashMap<u32, usize> = numbers.iter().enumerate().map(|(at, bucket)| (*bucket, at)).collect();
    let mut rows: Vec<Row> = samples.iter().map(|sample| row(sample, &index, recipe)).collect();
    level(&mut rows);
    let mut weights = vec![[0.0_f32; CLASSES]; numbers.len()];
    let mut bias = [0.0_f32; CLASSES];
    let (mut mean, mut mean_bias, mut counted) = (weights.clone(), bias, 0.0_f32);
    let mut chance = Chance::new(7);
    for pass in 0..recipe.passes {
        let step = recipe.rate / (1.0 + 0.35 * f32::from(u8::try_from(pass).unwrap_or(u8::MAX)));
        shuffle(&mut rows, &mut chance);
        for row in &rows {
            let kept: Vec<(usize, f32)> =
                row.features.iter().copied().filter(|_| !chance.percent(recipe.left_out)).collect();
            let lesson = Lesson { class: row.class, step: step * row.weight, target: recipe.target };
            learn(lesson, &kept, &mut weights, &mut bias);
        }
        for weight in weights.iter_mut().flatten() {
            *weight *= 1.0 - recipe.decay;
        }
        // The mean of the later passes is steadier than the last of them.
        if pass * 2 >= recipe.passes {
            let later = weights.iter().flatten().chain(&bias);
            mean.iter_mut().flatten().chain(&mut mean_bias).zip(later).for_each(|(sum, weight)| *sum += weight);
            counted += 1.0;
        }
    }
    mean.iter_mut().flatten().chain(&mut mean_bias).for_each(|sum| *sum /= counted);
    pack(&numbers, &mean, &mean_bias, checksum)
}

/// Buckets seen in mails of at least two different templates; one author's turn of phrase is not a sign.
fn vocabulary(samples: &[Sample]) -> HashSet<u32> {
    let mut families: HashMap<u32, (usize, bool)> = HashMap::new();
    for sample in samples {
        for feature in read(sample) {
            let seen = families.entry(feature.bucket).or_insert((sample.family, false));
            seen.1 |= seen.0 != sample.family;
        }
    }
    families.into_iter().filter(|(_, (_, several))| *several).map(|(bucket, _)| bucket).collect()
}

fn read(sample: &Sample) -> Vec<features::Feature> {
    let is_reply = sample.subject.to_lowercase().starts_with("re:");
    let products: Vec<_> = sample.body.match_indices("PRDNAME").map(|(at, name)| at..at + name.len()).collect();
    let end = crate::zones::message(&sample.body);
    let message = sample.body.get(end).unwrap_or_default();
    let products: Vec<_> = products.into_iter().filter(|product| product.end <= message.len()).collect();
    let page = Page { subject: &sample.subject, message, products: &products, is_reply };
    features::read(&page)
}

fn row(sample: &Sample, index: &HashMap<u32, usize>, recipe: Recipe) -> Row {
    let class = Intent::ALL.iter().position(|label| *label == sample.label).unwrap_or(CLASSES - 1);
    let share = if sample.label == Intent::NoIntent { recipe.background } else { 1.0 };
    let weight = share * f32::from(sample.weight);
    let found = read(sample);
    let features = found.iter().filter_map(|feature| Some((*index.get(&feature.bucket)?, feature.value))).collect();
    Row { class, weight, features }
}

/// Gives every class but the background the same total weight, whatever its number of templates.
fn level(rows: &mut [Row]) {
    let mut counts = [0_u16; CLASSES];
    for row in rows.iter() {
        if let Some(count) = counts.get_mut(row.class) {
            *count = count.saturating_add(1);
        }
    }
    let total: f32 = counts.iter().map(|count| f32::from(*count)).sum();
    let classes = f32::from(u8::try_from(CLASSES).unwrap_or(u8::MAX));
    for row in rows.iter_mut() {
        let count = counts.get(row.class).copied().unwrap_or(1);
        if row.class + 1 < CLASSES {
            row.weight *= (total / classes / f32::from(count.max(1))).sqrt();
        }
    }
}

fn shuffle(rows: &mut [Row], chance: &mut Chance) {
    for at in (1..rows.len()).rev() {
        rows.swap(at, chance.below(at + 1));
    }
}

/// What one visit of a mail teaches.
#[derive(Debug, Clone, Copy)]
struct Lesson {
    class: usize,
    step: f32,
    target: f32,
}

fn learn(lesson: Lesson, features: &[(usize, f32)], weights: &mut [[f32; CLASSES]], bias: &mut [f32; CLASSES]) {
    let mut scores = *bias;
    for (at, value) in features {
        if let Some(weights) = weights.get(*at) {
            for (score, weight) in scores.iter_mut().zip(weights) {
                *score += weight * value;
            }
        }
    }
    let others = f32::from(u8::try_from(CLASSES - 1).unwrap_or(u8::MAX));
    let doubt = (1.0 - lesson.target) / others;
    let mut pulls: Vec<(usize, f32)> = Vec::with_capacity(CLASSES);
    for (class, share) in softmax(&scores, 1.0).into_iter().enumerate() {
        // A little doubt in every label keeps the weights of clear-cut templates small.
        let target = if class == lesson.class { lesson.target } else { doubt };
        let pull = (target - share) * lesson.step;
        if pull.abs() > 0.0005 {
            pulls.push((class, pull));
        }
    }
    for (class, pull) in &pulls {
        if let Some(bias) = bias.get_mut(*class) {
            *bias += pull * 0.05;
        }
    }
    for (at, value) in features {
        let Some(weights) = weights.get_mut(*at) else { continue };
        for (class, pull) in &pulls {
            if let Some(weight) = weights.get_mut(*class) {
                *weight += pull * value;
            }
        }
    }
}

fn pack(numbers: &[u32], weights: &[[f32; CLASSES]], bias: &[f32; CLASSES], checksum: [u8; 32]) -> Model {
    let mut scale = vec![0.0_f32; CLASSES];
    for row in weights {
        for (most, weight) in scale.iter_mut().zip(row) {
            *most = most.max(weight.abs() / 127.0);
        }
    }
    for step in &mut scale {
        *step = step.max(1e-6);
    }
    let mut rows = Vec::new();
    for (bucket, row) in numbers.iter().zip(weights) {
        let strongest = row.iter().fold(0.0_f32, |most, weight| most.max(weight.abs()));
        // Pruned rows weigh nothing, yet words among them must stay known: only letter-grams and pairs are this weak.
        if strongest > 0.02 {
            rows.push((*bucket, row.iter().zip(&scale).map(|(weight, scale)| quantise(*weight, *scale)).collect()));
        }
    }
    Model::from_rows(bias.to_vec(), scale, &rows, checksum)
}
