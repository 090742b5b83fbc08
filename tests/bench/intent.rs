//! The reader of mail: how long it takes, what it holds, and what it gets right, beside scikit-learn's TF-IDF and logistic
//! regression behind two reply parsers that do the same work on the same mails in the same run.

use std::{
    fmt::Write as _,
    fs,
    path::Path,
    process::Command,
    time::{Duration, Instant},
};

use chrono::NaiveDate;
use pebble_core::engines::email::intent::{Classifier, Intent, Letter};
use pebble_intent::{
    Reader,
    model::Model,
    training::{
        generate::{Sample, samples},
        measure::{Judged, outcomes, read_file},
        score::{accuracy, macro_f1},
        source,
    },
};
use serde_json::{Value, json};

use crate::table::Table;

/// Bytes of a mail: a page of words and the history below it, as Outlook sends them.
const SIZE: usize = 20_000;
/// Mails that the peers are given: their rates do not depend on it.
const FOR_PEERS: usize = 1_000;

/// Runs it on one core.
pub fn run(table: &mut Table, mails: usize) {
    let text = source::shipped().expect("the training text");
    let taught = samples(&text, 5, 30);
    let before = resident_kb();
    let reader = Reader::new();
    reader.set_catalogue(&catalogue());
    let (mut times, mut sure) = (Vec::with_capacity(mails), 0);
    for number in 0..mails {
        let letter = letter(&taught, number);
        let began = Instant::now();
        let verdict = reader.classify(&letter);
        times.push(began.elapsed());
        sure += usize::from(verdict.confidence >= 0.9);
    }
    let held = resident_kb().saturating_sub(before);
    let ours = mails as f64 / times.iter().sum::<Duration>().as_secs_f64();
    table.times(&format!("{mails} mails of 20 kB read"), times, "p50 <= 2 ms, p95 <= 8 ms");
    table.add("mails read on one core", format!("{ours:.0}/s"), ">= 300/s");
    table.add("read surely", format!("{:.0} %", 100.0 * sure as f64 / mails as f64), "-");
    table.add("memory of the reader", format!("{:.1} MB", held as f64 / 1024.0), "<= 30 MB");
    let assets = Model::shipped().expect("a model").to_bytes().len() + text_bytes();
    table.add("model and training text in the program", format!("{:.1} MB", assets as f64 / 1e6), "<= 13 MB");
    let judged = judged();
    let figures = outcomes(&reader, &judged);
    let right = format!("accuracy {:.3}, macro-F1 {:.3}", accuracy(&figures), macro_f1(&figures));
    table.add("mails by other authors", right, "macro-F1 >= 0.85");
    peers(table, &taught, &judged, ours);
}

fn catalogue() -> Vec<(String, Vec<String>)> {
    let names = ["Zinc oxide", "Titanium dioxide", "Acetone", "Phenol", "Citric acid", "Caustic soda", "Toluene"];
    names.iter().map(|name| ((*name).to_owned(), Vec::new())).collect()
}

/// A mail in HTML: a text of the training set, a signature, and as much history as fits.
fn letter(taught: &[Sample], number: usize) -> Letter {
    let of = |at: usize| &taught[at.wrapping_mul(7_919) % taught.len()];
    let sample = of(number);
    let paragraphs =
        |text: &str| text.lines().fold(String::new(), |all, line| all + "<p class=MsoNormal>" + line + "</p>");
    let mut body = String::from("<html><head><style>p.MsoNormal{margin:0cm;font-size:11.0pt}</style></head><body>");
    body += &paragraphs(&sample.body);
    body += "<p>Regards,<br>Ramesh Iyer<br>Purchase, Nirmal Paints Pvt Ltd<br>+91 98200 12345</p>";
    let mut at = number;
    while body.len() < SIZE {
        at += 1;
        let old = of(at);
        let _ = write!(
            body,
            "<div style='border:none;border-top:solid #E1E1E1 1.0pt'><p><b>From:</b> Asha &lt;asha@pebble.example&gt;<br>\
             <b>Sent:</b> 12 May 2026 10:14<br><b>To:</b> Ramesh<br><b>Subject:</b> {}</p></div>{}",
            old.subject,
            paragraphs(&old.body)
        );
    }
    Letter {
        subject: sample.subject.clone(),
        from: "ramesh@nirmal.example".to_owned(),
        to: vec!["asha@pebble.example".to_owned()],
        body: body + "</body></html>",
        is_html: true,
        own_domains: vec!["pebble.example".to_owned()],
        received_on: NaiveDate::from_ymd_opt(2026, 5, 13),
        ..Letter::default()
    }
}

fn judged() -> Vec<Judged> {
    let folder = source::folder().join("test");
    let of = |name: &str| read_file(&folder.join(name)).expect("the test set");
    [of("english.jsonl"), of("hindi.jsonl")].concat()
}

fn text_bytes() -> usize {
    let files = fs::read_dir(source::folder()).unwrap().map(|file| file.unwrap().path());
    files
        .filter(|path| path.extension().is_some_and(|kind| kind == "txt"))
        .map(|path| fs::read(path).unwrap().len())
        .sum()
}

fn resident_kb() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    line.and_then(|line| line.split_whitespace().next()?.parse().ok()).unwrap_or_default()
}

/// Runs the peers with the Python that has them (`PEBBLE_BENCH_PYTHON`), and says what ours is beside them.
fn peers(table: &mut Table, taught: &[Sample], judged: &[Judged], ours: f64) {
    let Ok(python) = std::env::var("PEBBLE_BENCH_PYTHON") else {
        table.add("peers", "not measured: `cargo xtask bench intent` installs them", "-");
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let line =
        |subject: &str, body: &str, label: Intent| json!({ "subject": subject, "body": body, "label": label.key() });
    write(
        &folder.path().join("taught.jsonl"),
        taught.iter().map(|sample| line(&sample.subject, &sample.body, sample.label)),
    );
    write(
        &folder.path().join("judged.jsonl"),
        judged.iter().map(|mail| line(&mail.letter.subject, &mail.letter.body, mail.label)),
    );
    let timed = (0..FOR_PEERS).map(|number| letter(taught, number));
    write(&folder.path().join("mails.jsonl"), timed.map(|mail| line(&mail.subject, &mail.body, Intent::NoIntent)));
    let program = Path::new(env!("CARGO_MANIFEST_DIR")).join("bench/peers-intent/peers.py");
    // One core, as ours.
    let one = ["OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"].map(|name| (name, "1"));
    let output = Command::new(python).arg(program).arg(folder.path()).envs(one).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    for line in String::from_utf8(output.stdout).unwrap().lines() {
        let figure: Value = serde_json::from_str(line).unwrap();
        let of = |name: &str| figure[name].as_f64().unwrap();
        let name = figure["peer"].as_str().unwrap();
        let said = format!(
            "{:.0}/s, p50 {:.1} ms, p95 {:.1} ms, accuracy {:.3}, macro-F1 {:.3}, {:.0} MB resident",
            of("mails_per_s"),
            of("p50_ms"),
            of("p95_ms"),
            of("accuracy"),
            of("macro_f1"),
            of("resident_mb")
        );
        table.add(name, said, "-");
        table.add(format!("ours, times {name}"), format!("{:.1}", ours / of("mails_per_s")), "-");
    }
}

fn write(path: &Path, lines: impl Iterator<Item = Value>) {
    let text: String = lines.map(|line| format!("{line}\n")).collect();
    fs::write(path, text).unwrap();
}
