//! Reads mail as JSON lines on standard input and writes verdicts as JSON lines, in order. A malformed line becomes
//! `{"id":null,"error":…}`; the program goes on and ends with code 1.

use std::io::{self, BufRead, Write};
use std::process::ExitCode;

use pebble_core::engines::email::intent::Classifier;
use pebble_intent::{Reader, lines};
use serde_json::{Value, json};

fn main() -> io::Result<ExitCode> {
    let reader = Reader::new();
    let mut input = io::stdin().lock();
    let mut output = io::BufWriter::new(io::stdout().lock());
    let mut is_clean = true;
    let mut bytes = Vec::new();
    while input.read_until(b'\n', &mut bytes)? > 0 {
        let line = String::from_utf8_lossy(&bytes);
        if !line.trim().is_empty() {
            let answer = lines::read(line.trim()).map(|mail| verdict(&reader, &mail));
            is_clean &= answer.is_ok();
            let answer = answer.unwrap_or_else(|error| json!({"id": null, "error": error.to_string()}));
            writeln!(output, "{answer}")?;
        }
        bytes.clear();
    }
    output.flush()?;
    Ok(if is_clean { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn verdict(reader: &Reader, mail: &lines::Line) -> Value {
    let verdict = reader.classify(&mail.letter);
    json!({
        "id": mail.id,
        "intent": verdict.intent.key(),
        "confidence": verdict.confidence,
        "evidence": verdict.evidence,
        "entities": verdict.entities,
    })
}
