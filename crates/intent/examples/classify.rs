//! Reads mail as JSON lines on standard input and writes verdicts as JSON lines, in order. A malformed line becomes
//! `{"id":null,"error":…}`; the program goes on and ends with code 1.
//!
//! `--newest` adds `newest`, the newest part of the mail without quoted history; `--features` adds `features`, the words
//! and facts with the largest weights for the label, best first.

use std::io::{self, BufRead, Write};
use std::process::ExitCode;

use pebble_core::engines::email::intent::Classifier;
use pebble_intent::{Reader, lines};
use serde_json::{Map, Value, json};

/// Features named per mail under `--features`.
const FEATURES: usize = 25;

#[derive(Clone, Copy)]
struct Wanted {
    newest: bool,
    features: bool,
}

fn main() -> io::Result<ExitCode> {
    let mut wanted = Wanted { newest: false, features: false };
    for word in std::env::args().skip(1) {
        match word.as_str() {
            "--newest" => wanted.newest = true,
            "--features" => wanted.features = true,
            _ => {
                eprintln!("classify [--newest] [--features] < mails.jsonl; there is no `{word}`");
                return Ok(ExitCode::from(2));
            }
        }
    }
    let reader = Reader::new();
    let mut input = io::stdin().lock();
    let mut output = io::BufWriter::new(io::stdout().lock());
    let mut is_clean = true;
    let mut bytes = Vec::new();
    while input.read_until(b'\n', &mut bytes)? > 0 {
        let line = String::from_utf8_lossy(&bytes);
        if !line.trim().is_empty() {
            let answer = lines::read(line.trim()).map(|mail| verdict(&reader, &mail, wanted));
            is_clean &= answer.is_ok();
            let answer = answer.unwrap_or_else(|error| json!({"id": null, "error": error.to_string()}));
            writeln!(output, "{answer}")?;
        }
        bytes.clear();
    }
    output.flush()?;
    Ok(if is_clean { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn verdict(reader: &Reader, mail: &lines::Line, wanted: Wanted) -> Value {
    if !mail.catalogue.is_empty() {
        reader.set_catalogue(&mail.catalogue);
    }
    let verdict = reader.classify(&mail.letter);
    let mut answer = Map::new();
    answer.insert("id".to_owned(), mail.id.clone());
    answer.insert("intent".to_owned(), json!(verdict.intent.key()));
    answer.insert("confidence".to_owned(), json!(verdict.confidence));
    answer.insert("evidence".to_owned(), json!(verdict.evidence));
    answer.insert("entities".to_owned(), json!(verdict.entities));
    if wanted.features {
        let weights = reader.weights(&mail.letter, verdict.intent, FEATURES);
        let named = |(name, weight): (String, f32)| json!({"name": name, "weight": weight});
        answer.insert("features".to_owned(), weights.into_iter().map(named).collect());
    }
    if wanted.newest {
        answer.insert("newest".to_owned(), json!(verdict.newest));
    }
    Value::Object(answer)
}
