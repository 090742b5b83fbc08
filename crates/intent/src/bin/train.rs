//! Makes the model file from the training text and prints what it measures. `cargo xtask train [--report]`, or
//! `cargo run -p pebble-intent --bin train -- [--report] [--folds] [--foreign <folder>]`.
//!
//! `--report` judges the shipped recipe on the test set and on foreign mail, `--folds` by cross-validation over templates.

use std::collections::BTreeMap;
use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};

use pebble_core::engines::email::intent::{Classifier, Intent};
use pebble_intent::Reader;
use pebble_intent::language::Tongue;
use pebble_intent::training::learn::{Recipe, fit};
use pebble_intent::training::measure::{self, Judged};
use pebble_intent::training::score::{self, Outcome};
use pebble_intent::training::{folds, foreign, generate, named, source};

fn main() -> Result<(), Box<dyn Error>> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let has = |word: &str| words.iter().any(|known| known == word);
    let source = source::read(&source::folder())?;
    if has("--folds") {
        println!("cross-validation over templates, 5 folds");
        let outcomes = folds::outcomes(&source, 5, Recipe::default());
        print_figures(&outcomes);
        print_confusions(&outcomes);
        return Ok(());
    }
    let samples = generate::samples(&source, 5, 30);
    println!("{} templates, {} lists of parts, {} mails", source.templates.len(), source.parts.len(), samples.len());
    let mut model = fit(&samples, source.checksum, Recipe::default());
    let dev = measure::read(&source::folder().join("dev"))?;
    // Mails of templates that a sister model never saw stand for strangers' mail beside the development set.
    let (sister, strange) = folds::held_out(&source, 5, 0, Recipe::default());
    let (reader, sister) = (Reader::with_model(model.clone()), Reader::with_model(sister));
    model.temperature = measure::temperature(&[(&reader, &dev), (&sister, &strange)]);
    let bytes = model.to_bytes();
    fs::write(Path::new(env!("CARGO_MANIFEST_DIR")).join("model/intent.bin"), &bytes)?;
    println!("{} features, {} bytes, temperature {:.2}", model.len(), bytes.len(), model.temperature);
    let reader = Reader::with_model(model);
    println!("version {}", reader.version());
    println!("\ndevelopment set");
    let outcomes = measure::outcomes(&reader, &dev);
    print_misses(&dev, &outcomes);
    print_figures(&outcomes);
    if has("--report") {
        report(&reader)?;
        let folder = words.iter().position(|word| word == "--foreign").and_then(|at| words.get(at + 1));
        match folder.map(PathBuf::from) {
            Some(folder) => print_foreign(&reader, &folder),
            None => println!("\nforeign mail: the collection was not to be had; the false-alarm table is left out"),
        }
    }
    Ok(())
}

/// Figures on the test set. Its misses are never printed: nobody is to tune on them.
fn report(reader: &Reader) -> Result<(), Box<dyn Error>> {
    let folder = source::folder().join("test");
    let mut all = Vec::new();
    for name in ["english", "hindi"] {
        let path = folder.join(format!("{name}.jsonl"));
        if path.exists() {
            let outcomes = measure::outcomes(reader, &measure::read_file(&path)?);
            println!("\ntest set, {name}");
            print_figures(&outcomes);
            all.extend(outcomes);
        }
    }
    if !all.is_empty() {
        println!("\ntest set, all");
        print_figures(&all);
        print_intervals(&all);
    }
    let path = folder.join("entities.jsonl");
    if path.exists() {
        println!("\ntest set, things named");
        for (kind, count) in named::counts(reader, &path)? {
            let (precision, recall, f1) = (count.precision(), count.recall(), count.f1());
            let expected = count.hits + count.missed;
            println!("  {kind:15} {expected:4} expected  precision {precision:.2}  recall {recall:.2}  F1 {f1:.2}");
        }
    }
    Ok(())
}

fn print_misses(judged: &[Judged], outcomes: &[Outcome]) {
    for (mail, outcome) in judged.iter().zip(outcomes).filter(|(_, outcome)| outcome.wanted != outcome.got) {
        let (wanted, got) = (outcome.wanted.key(), outcome.got.key());
        println!("miss {}: {wanted} read as {got} ({:.2})", mail.id, outcome.confidence);
    }
}

fn print_figures(outcomes: &[Outcome]) {
    for class in score::classes(outcomes) {
        let (name, count) = (class.label.key(), class.count);
        let (precision, recall, f1) = (class.precision, class.recall, class.f1);
        println!("  {name:22} {count:4} mails  precision {precision:.2}  recall {recall:.2}  F1 {f1:.2}");
    }
    print_line("all", outcomes);
    for tongue in [Tongue::English, Tongue::Hinglish, Tongue::Hindi] {
        let those: Vec<Outcome> = outcomes.iter().copied().filter(|outcome| outcome.tongue == tongue).collect();
        if !those.is_empty() {
            print_line(tongue.name(), &those);
        }
    }
    for (threshold, coverage, precision) in score::coverage(outcomes, &[0.5, 0.6, 0.7, 0.8, 0.9, 0.95]) {
        println!("  p ≥ {threshold:.2}: covers {coverage:.3}, right {precision:.3}");
    }
}

/// The pairs of labels that are mistaken most often.
fn print_confusions(outcomes: &[Outcome]) {
    let mut pairs: BTreeMap<(Intent, Intent), u16> = BTreeMap::new();
    for outcome in outcomes.iter().filter(|outcome| outcome.wanted != outcome.got) {
        *pairs.entry((outcome.wanted, outcome.got)).or_default() += 1;
    }
    let mut pairs: Vec<_> = pairs.into_iter().collect();
    pairs.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    for ((wanted, got), count) in pairs.into_iter().take(25) {
        println!("  {count:4} {} read as {}", wanted.key(), got.key());
    }
}

fn print_line(name: &str, outcomes: &[Outcome]) {
    println!(
        "  {name}: {} mails, accuracy {:.3}, macro-F1 {:.3}, top three {:.3}, calibration error {:.3}",
        outcomes.len(),
        score::accuracy(outcomes),
        score::macro_f1(outcomes),
        score::top_three(outcomes),
        score::calibration_error(outcomes)
    );
}

fn print_intervals(outcomes: &[Outcome]) {
    for (name, (low, high)) in [
        ("accuracy", score::interval(outcomes, score::accuracy)),
        ("macro-F1", score::interval(outcomes, score::macro_f1)),
        ("top three", score::interval(outcomes, score::top_three)),
    ] {
        println!("  95 % interval of {name}: {low:.3} to {high:.3}");
    }
}

/// Labels that nothing may come of on strangers' mail: everything that leads to a deal, a task or the junk folder.
fn is_sales(label: Intent) -> bool {
    !matches!(
        label,
        Intent::Internal
            | Intent::Other
            | Intent::ChaseFollowup
            | Intent::NewsletterMarketing
            | Intent::AutoReplyOoo
            | Intent::Bounce
            | Intent::SupplierPitch
            | Intent::NoIntent
    )
}

/// The false-alarm table over a public collection of raw mail; its hard ham and its last 500 spam stay unread.
fn print_foreign(reader: &Reader, folder: &Path) {
    println!("\nforeign mail: share of mails at or above p");
    for (name, kept_back) in [("easy-ham-1", 0), ("easy-ham-2", 0), ("spam-1", 0), ("spam-2", 500)] {
        let letters = foreign::read(&folder.join(name), kept_back);
        let verdicts: Vec<(Intent, f32)> = letters
            .iter()
            .map(|letter| reader.classify(letter))
            .map(|verdict| (verdict.intent, verdict.confidence))
            .collect();
        let total = score::count(verdicts.iter());
        for threshold in [0.5, 0.7, 0.9] {
            let rate = |wanted: &dyn Fn(Intent) -> bool| {
                score::share(
                    score::count(verdicts.iter().filter(|(label, p)| *p >= threshold && wanted(*label))),
                    total,
                )
            };
            let junk = rate(&|label| matches!(label, Intent::SpamJunk | Intent::FakeEnquiry));
            let (sales, bounce) = (rate(&is_sales), rate(&|label| label == Intent::Bounce));
            let [sales, junk, bounce] = [sales, junk, bounce].map(|rate| rate * 100.0);
            println!(
                "  {name:10} {total:5} mails  p ≥ {threshold:.1}: sales and junk {sales:5.2} %  junk {junk:5.2} %  bounce {bounce:5.2} %"
            );
        }
    }
}
