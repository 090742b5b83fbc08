//! The training text as written: one file per label, templates opened by a line `= subject | other subject`, the body
//! below. `@label key` names the label, `@lines` opens mails of one line each (`subject >> body`, or a body alone; `~` breaks
//! the line), `@parts` a list of sentences from which mails are composed, `#` comments. `slots.txt` holds the lists
//! behind `{slot}`.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use pebble_core::engines::email::intent::Intent;
use thiserror::Error;

/// What is wrong with the training text.
#[derive(Debug, Error)]
pub enum SourceError {
    /// A file could not be read.
    #[error("{path}: {cause}")]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why.
        cause: io::Error,
    },
    /// A line does not fit the format.
    #[error("{path}: {problem}")]
    Malformed {
        /// The file.
        path: PathBuf,
        /// What to change.
        problem: String,
    },
}

/// One hand-written mail with slots and choices.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template {
    /// Its label.
    pub label: Intent,
    /// Subjects to choose from; empty text is a mail without one.
    pub subjects: Vec<String>,
    /// Body.
    pub body: String,
}

/// Sentences of one topic; mails are composed of a few of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parts {
    /// Its label.
    pub label: Intent,
    /// The sentences.
    pub sentences: Vec<String>,
}

/// Everything that is trained on.
#[derive(Debug, Clone, Default)]
pub struct Source {
    /// Hand-written mails.
    pub templates: Vec<Template>,
    /// Sentence lists.
    pub parts: Vec<Parts>,
    /// Slot lists.
    pub slots: BTreeMap<String, Vec<String>>,
    /// Checksum of all files, names included.
    pub checksum: [u8; 32],
}

/// The folder of the training text in the source tree.
pub fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("training")
}

/// The training text as it was when the program was built, by the names of its files.
static SHIPPED: &[(&str, &str)] = &include!(concat!(env!("OUT_DIR"), "/text.rs"));

/// Reads the training text that is in the program.
///
/// # Errors
/// [`SourceError`] naming the file.
pub fn shipped() -> Result<Source, SourceError> {
    gathered(SHIPPED.iter().map(|(name, text)| (PathBuf::from(name), (*text).to_owned())))
}

/// Reads the training text of a folder.
///
/// # Errors
/// [`SourceError`] naming the file.
pub fn read(folder: &Path) -> Result<Source, SourceError> {
    let unreadable = |path: &Path| {
        let path = path.to_owned();
        move |cause| SourceError::Unreadable { path, cause }
    };
    let mut paths = Vec::new();
    for entry in fs::read_dir(folder).map_err(unreadable(folder))? {
        let path = entry.map_err(unreadable(folder))?.path();
        if path.extension().is_some_and(|extension| extension == "txt") {
            paths.push(path);
        }
    }
    paths.sort();
    let mut files = Vec::new();
    for path in paths {
        let text = fs::read_to_string(&path).map_err(unreadable(&path))?;
        files.push((path, text));
    }
    gathered(files)
}

/// The text of files in the order of their names.
fn gathered(files: impl IntoIterator<Item = (PathBuf, String)>) -> Result<Source, SourceError> {
    let mut source = Source::default();
    let mut print = blake3::Hasher::new();
    for (path, text) in files {
        let text = text.replace("\r\n", "\n");
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        print.update(name.as_bytes()).update(text.as_bytes());
        let read = if name == "slots.txt" { slots(&mut source, &text) } else { mails(&mut source, &text) };
        read.map_err(|problem| SourceError::Malformed { path, problem })?;
    }
    source.checksum = *print.finalize().as_bytes();
    Ok(source)
}

fn slots(source: &mut Source, text: &str) -> Result<(), String> {
    for line in text.lines().filter(|line| !line.trim().is_empty() && !line.starts_with('#')) {
        let (name, values) = line.split_once(':').ok_or_else(|| format!("“{line}”: write name: a | b"))?;
        let values = values.split('|').map(|value| value.trim().to_owned()).collect();
        source.slots.insert(name.trim().to_owned(), values);
    }
    Ok(())
}

fn mails(source: &mut Source, text: &str) -> Result<(), String> {
    let mut label = None;
    let mut is_lines = false;
    let mut open: Option<Template> = None;
    let mut parts: Option<Parts> = None;
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        if let Some(key) = line.strip_prefix("@label ") {
            label = Some(Intent::from_key(key.trim()).ok_or_else(|| format!("@label {key}: no such label"))?);
            continue;
        }
        let known = label.ok_or("the first line must be @label key")?;
        let opens_parts = line.starts_with("@parts");
        let opens_lines = line.starts_with("@lines");
        if opens_parts || opens_lines || line.starts_with('=') {
            source.templates.extend(open.take());
            source.parts.extend(parts.take());
            is_lines = opens_lines;
        }
        if opens_lines {
            continue;
        }
        if is_lines {
            source.templates.extend((!line.trim().is_empty()).then(|| one_line(known, line)));
        } else if opens_parts {
            parts = Some(Parts { label: known, sentences: Vec::new() });
        } else if let Some(subjects) = line.strip_prefix('=') {
            let subjects = subjects.split('|').map(|subject| subject.trim().to_owned()).collect();
            open = Some(Template { label: known, subjects, body: String::new() });
        } else if let Some(parts) = &mut parts {
            parts.sentences.extend((!line.trim().is_empty()).then(|| line.trim().to_owned()));
        } else if let Some(open) = &mut open {
            open.body.push_str(line);
            open.body.push('\n');
        }
    }
    source.templates.extend(open);
    source.parts.extend(parts);
    Ok(())
}

fn one_line(label: Intent, line: &str) -> Template {
    if let Some((subject, body)) = line.split_once(" >> ") {
        return Template { label, subjects: vec![subject.trim().to_owned()], body: body.trim().replace('~', "\n") };
    }
    let subjects = ["", "", "Re: {product}", "{product}", "{company}"].map(str::to_owned).to_vec();
    Template { label, subjects, body: line.trim().to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_label_has_at_least_twenty_five_templates() {
        let source = read(&folder()).expect("training text");
        for label in Intent::ALL {
            let count = source.templates.iter().filter(|template| template.label == label).count();
            assert!(count >= 25, "{}: {count}", label.key());
        }
    }

    #[test]
    fn the_shipped_model_was_made_from_this_text() {
        let source = read(&folder()).expect("training text");
        let model = crate::model::Model::shipped().expect("a model");
        assert_eq!(model.checksum, source.checksum, "the training text changed: run the train program");
        assert_eq!(shipped().expect("training text").checksum, source.checksum);
    }
}
