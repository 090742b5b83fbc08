//! The checkout as the rules see it: sources by path, folders by name, and one way to report.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::scan;

/// Folders that hold nothing of ours, or nothing written by hand.
const NOT_OURS: [&str; 7] = ["target", "node_modules", "dist", ".git", "bindings", "gen", "test-results"];

/// One file: its path from the root with forward slashes, and its text.
pub struct Source {
    pub path: String,
    pub text: String,
}

impl Source {
    /// The text without comments and without what stands behind `#[cfg(test)]`; literals are kept.
    pub fn code(&self) -> String {
        scan::product(&scan::without_comments(&self.text))
    }

    /// As [`Source::code`], with the insides of string and character literals blanked too.
    pub fn bare_code(&self) -> String {
        scan::product(&scan::bare(&self.text))
    }

    pub fn name(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or(&self.path)
    }
}

pub fn root() -> PathBuf {
    let tests = std::env::var("CARGO_MANIFEST_DIR").expect("cargo sets CARGO_MANIFEST_DIR for tests");
    Path::new(&tests).parent().expect("tests/ stands in the root").to_owned()
}

/// Every file below a folder whose name ends in one of these, in order.
pub fn files(under: &str, endings: &[&str]) -> Vec<Source> {
    let mut found = Vec::new();
    collect(&root().join(under), endings, &mut found);
    found.sort_by(|a, b| a.path.cmp(&b.path));
    found
}

fn collect(folder: &Path, endings: &[&str], found: &mut Vec<Source>) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for path in entries.map(|entry| entry.expect("the folder can be read").path()) {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        if path.is_dir() {
            if !NOT_OURS.contains(&name.as_str()) {
                collect(&path, endings, found);
            }
        } else if endings.iter().any(|ending| name.ends_with(ending)) {
            let text = std::fs::read_to_string(&path).unwrap_or_else(|why| panic!("{}: {why}", path.display()));
            let from_root = path.strip_prefix(root()).expect("collected below the root");
            found.push(Source { path: from_root.to_string_lossy().replace('\\', "/"), text });
        }
    }
}

/// The names of the folders directly in a folder.
pub fn folders(under: &str) -> BTreeSet<String> {
    let Ok(entries) = std::fs::read_dir(root().join(under)) else { return BTreeSet::new() };
    let entries = entries.map(|entry| entry.expect("the folder can be read"));
    let folders = entries.filter(|entry| entry.path().is_dir());
    folders.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect()
}

/// Fails with every problem found and the way to mend them.
#[track_caller]
pub fn none(problems: &[String], fix: &str) {
    assert!(problems.is_empty(), "\n  {}\n\nTo mend it: {fix}\n", problems.join("\n  "));
}
