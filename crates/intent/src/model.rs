//! The linear model: its file, its scores, its probabilities. It is made by the `train` program, or by a desk that learns,
//! and never changes once it is made. The file is refused when it was made from other features or is cut short.

use std::collections::HashMap;

use pebble_core::engines::email::intent::Intent;
use thiserror::Error;

use crate::features::{self, Feature};

/// Number of classes.
pub const CLASSES: usize = Intent::ALL.len();
const MAGIC: &[u8; 4] = b"PBIM";
static SHIPPED: &[u8] = include_bytes!("../model/intent.bin");

/// Why a model file was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum ModelError {
    /// Not a model file.
    #[error("model file: not a model; run the train program")]
    Foreign,
    /// Made from other features or classes.
    #[error("model file: made from other features; run the train program")]
    Outdated,
    /// Cut short.
    #[error("model file: cut short; run the train program")]
    Short,
}

/// Weights per feature and class.
#[derive(Debug, Clone, PartialEq)]
pub struct Model {
    /// Divides the scores before the softmax; fitted on the development set.
    pub temperature: f32,
    /// Checksum of the text it was trained on, and of the lessons where it had any.
    pub checksum: [u8; 32],
    /// Score of each class before any feature.
    pub bias: Vec<f32>,
    /// What one step of a stored weight is worth, per class.
    pub scale: Vec<f32>,
    rows: HashMap<u32, usize>,
    weights: Vec<i8>,
}

/// A weight in steps of its class scale.
pub fn quantise(weight: f32, scale: f32) -> i8 {
    let steps = (weight / scale).round().clamp(-127.0, 127.0);
    if !steps.is_finite() {
        return 0;
    }
    #[expect(clippy::as_conversions, reason = "rounded and clamped to the range of i8 above")]
    let steps = steps as i8;
    steps
}

impl Model {
    /// The model that ships with the product.
    pub fn shipped() -> Result<Model, ModelError> {
        Model::parse(SHIPPED)
    }

    /// A model that knows nothing: every class is equally likely.
    pub fn empty() -> Model {
        Model {
            temperature: 1.0,
            checksum: [0; 32],
            bias: vec![0.0; CLASSES],
            scale: vec![1.0; CLASSES],
            rows: HashMap::new(),
            weights: Vec::new(),
        }
    }

    /// Builds a model from rows of (bucket, one step count per class).
    pub fn from_rows(bias: Vec<f32>, scale: Vec<f32>, rows: &[(u32, Vec<i8>)], checksum: [u8; 32]) -> Model {
        let mut model = Model { bias, scale, checksum, ..Model::empty() };
        for (bucket, weights) in rows {
            model.rows.insert(*bucket, model.weights.len());
            model.weights.extend(weights.iter().copied().chain(std::iter::repeat(0)).take(CLASSES));
        }
        model
    }

    /// Number of features with weights.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// True when no feature has weights.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// True when a feature has weights.
    pub fn knows(&self, bucket: u32) -> bool {
        self.rows.contains_key(&bucket)
    }

    fn row(&self, bucket: u32) -> Option<&[i8]> {
        let start = *self.rows.get(&bucket)?;
        self.weights.get(start..start + CLASSES)
    }

    /// Scores before temperature, one per class of [`Intent::ALL`].
    pub fn scores(&self, features: &[Feature]) -> Vec<f32> {
        let mut scores = self.bias.clone();
        for feature in features {
            let Some(row) = self.row(feature.bucket) else { continue };
            for ((score, weight), scale) in scores.iter_mut().zip(row).zip(&self.scale) {
                *score += f32::from(*weight) * scale * feature.value;
            }
        }
        scores
    }

    /// How much a feature speaks for class `class` against the average of the others.
    pub fn push(&self, feature: &Feature, class: usize) -> f32 {
        let Some(row) = self.row(feature.bucket) else { return 0.0 };
        let weights = row.iter().zip(&self.scale).map(|(weight, scale)| f32::from(*weight) * scale);
        let (mut own, mut others) = (0.0, 0.0);
        for (at, weight) in weights.enumerate() {
            if at == class {
                own = weight;
            } else {
                others += weight;
            }
        }
        let count = f32::from(u8::try_from(CLASSES - 1).unwrap_or(u8::MAX));
        (own - others / count) * feature.value
    }

    /// Probabilities behind scores.
    pub fn probabilities(&self, scores: &[f32]) -> Vec<f32> {
        softmax(scores, self.temperature)
    }

    /// The file form.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = MAGIC.to_vec();
        out.extend(features::VERSION.to_le_bytes());
        out.extend(u32::try_from(CLASSES).unwrap_or(0).to_le_bytes());
        out.extend(self.checksum);
        for value in std::iter::once(&self.temperature).chain(&self.bias).chain(&self.scale) {
            out.extend(value.to_le_bytes());
        }
        let mut rows: Vec<(&u32, &usize)> = self.rows.iter().collect();
        rows.sort_unstable();
        for (bucket, start) in rows {
            out.extend(bucket.to_le_bytes());
            let row = self.weights.get(*start..*start + CLASSES).unwrap_or_default();
            out.extend(row.iter().flat_map(|weight| weight.to_le_bytes()));
        }
        out
    }

    /// Reads the file form.
    ///
    /// # Errors
    /// [`ModelError`] when the bytes are not a model of this version.
    pub fn parse(bytes: &[u8]) -> Result<Model, ModelError> {
        let mut rest = bytes.strip_prefix(MAGIC).ok_or(ModelError::Foreign)?;
        let version = u32::from_le_bytes(take(&mut rest)?);
        let classes = u32::from_le_bytes(take(&mut rest)?);
        if version != features::VERSION || usize::try_from(classes) != Ok(CLASSES) {
            return Err(ModelError::Outdated);
        }
        let checksum: [u8; 32] = take(&mut rest)?;
        let mut model = Model { checksum, ..Model::empty() };
        model.temperature = f32::from_le_bytes(take(&mut rest)?);
        for value in model.bias.iter_mut().chain(&mut model.scale) {
            *value = f32::from_le_bytes(take(&mut rest)?);
        }
        while !rest.is_empty() {
            let bucket = u32::from_le_bytes(take(&mut rest)?);
            let row: [u8; CLASSES] = take(&mut rest)?;
            model.rows.insert(bucket, model.weights.len());
            model.weights.extend(row.iter().map(|byte| i8::from_le_bytes([*byte])));
        }
        Ok(model)
    }
}

fn take<const N: usize>(rest: &mut &[u8]) -> Result<[u8; N], ModelError> {
    let (head, tail) = rest.split_first_chunk::<N>().ok_or(ModelError::Short)?;
    *rest = tail;
    Ok(*head)
}

/// Probabilities of scores at a temperature; they add up to one whatever the scores are.
pub fn softmax(scores: &[f32], temperature: f32) -> Vec<f32> {
    let highest = scores.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let raised: Vec<f32> = scores.iter().map(|score| ((score - highest) / temperature.max(0.05)).exp()).collect();
    let sum: f32 = raised.iter().sum();
    if !sum.is_finite() || sum <= 0.0 {
        let share = 1.0 / f32::from(u16::try_from(scores.len().max(1)).unwrap_or(u16::MAX));
        return vec![share; scores.len()];
    }
    raised.into_iter().map(|value| value / sum).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_model_survives_its_file() {
        let mut model = Model::from_rows(vec![0.5; CLASSES], vec![0.1; CLASSES], &[(7, vec![3; CLASSES])], [9; 32]);
        model.temperature = 0.7;
        let again = Model::parse(&model.to_bytes()).expect("a model");
        assert_eq!(again, model);
    }

    #[test]
    fn a_cut_or_foreign_file_is_refused() {
        let bytes =
            Model::from_rows(vec![0.0; CLASSES], vec![1.0; CLASSES], &[(7, vec![3; CLASSES])], [0; 32]).to_bytes();
        assert_eq!(Model::parse(&bytes[..bytes.len() - 1]), Err(ModelError::Short));
        assert_eq!(Model::parse(b"nonsense"), Err(ModelError::Foreign));
    }

    #[test]
    fn probabilities_add_up_even_for_absurd_scores() {
        for scores in [vec![1.0, 2.0, 3.0], vec![f32::NAN, 1.0], vec![f32::MAX, f32::MIN]] {
            let sum: f32 = softmax(&scores, 1.0).iter().sum();
            assert!((sum - 1.0).abs() < 1e-3, "{scores:?}");
        }
    }

    #[test]
    fn the_shipped_model_is_readable_and_small() {
        assert!(Model::shipped().is_ok_and(|model| model.len() > 1_000));
        assert!(SHIPPED.len() < 3_000_000);
    }
}
