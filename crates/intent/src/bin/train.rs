//! Makes the model file from the training text and prints what it measures on the development set.
//! `cargo run -p pebble-intent --bin train`

use std::error::Error;
use std::fs;
use std::path::Path;

use pebble_intent::Reader;
use pebble_intent::training::learn::{Recipe, fit};
use pebble_intent::training::{generate, measure, source};

fn main() -> Result<(), Box<dyn Error>> {
    let source = source::read(&source::folder())?;
    let samples = generate::samples(&source, 5, 30);
    println!("{} templates, {} lists of parts, {} mails", source.templates.len(), source.parts.len(), samples.len());
    let mut model = fit(&samples, source.checksum, Recipe::default());
    let judged = measure::read(&source::folder().join("dev"))?;
    model.temperature = measure::temperature(&Reader::with_model(model.clone()), &judged);
    let bytes = model.to_bytes();
    fs::write(Path::new(env!("CARGO_MANIFEST_DIR")).join("model/intent.bin"), &bytes)?;
    println!("{} features, {} bytes, temperature {:.2}", model.len(), bytes.len(), model.temperature);
    let report = measure::measure(&Reader::with_model(model), &judged);
    for (label, precision, recall, f1, count) in &report.classes {
        println!("{:22} {count:4} mails  precision {precision:.2}  recall {recall:.2}  F1 {f1:.2}", label.key());
    }
    for (id, wanted, got, confidence) in &report.misses {
        println!("miss {id}: {} read as {} ({confidence:.2})", wanted.key(), got.key());
    }
    println!(
        "{} mails: accuracy {:.3}, macro-F1 {:.3}, top three {:.3}, calibration error {:.3}",
        judged.len(),
        report.accuracy,
        report.macro_f1,
        report.top_three,
        report.calibration_error
    );
    Ok(())
}
