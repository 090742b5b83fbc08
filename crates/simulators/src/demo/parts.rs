//! The hand-written texts: how a content file is read and how parts are dealt out.
//!
//! A file holds parts. A part opens with `@ key tag tag`, may go on with `s: subject`, `a: attachment name` and
//! `f: Sender <address>` lines, and then holds the text until the next part. Filling the `{slots}` is not done here.

use std::collections::BTreeMap;

const FILES: [&str; 12] = [
    include_str!("content/enquiries.txt"),
    include_str!("content/enquiries_more.txt"),
    include_str!("content/prices.txt"),
    include_str!("content/orders.txt"),
    include_str!("content/samples.txt"),
    include_str!("content/vendor.txt"),
    include_str!("content/trouble.txt"),
    include_str!("content/closing.txt"),
    include_str!("content/machine.txt"),
    include_str!("content/strangers.txt"),
    include_str!("content/office.txt"),
    include_str!("content/ours.txt"),
];

/// One hand-written text.
#[derive(Clone, Debug, Default)]
pub(super) struct Part {
    /// What it is for: an intent label, or `label.variant`, or a name of our own texts.
    pub(super) key: &'static str,
    /// Marks such as `phone` (short, no signature) or `text` (never HTML).
    pub(super) tags: Vec<&'static str>,
    /// Subject lines, when it can open a thread.
    pub(super) subjects: Vec<&'static str>,
    /// Names of the files that come with it.
    pub(super) files: Vec<&'static str>,
    /// Who writes it, when that is nobody of the cast: `Name <address>`.
    pub(super) sender: &'static str,
    /// The text with its slots.
    pub(super) text: String,
}

impl Part {
    /// Whether the part bears the mark.
    pub(super) fn is(&self, tag: &str) -> bool {
        self.tags.contains(&tag)
    }

    /// The intent label: the key up to its variant.
    pub(super) fn label(&self) -> &'static str {
        self.key.split('.').next().unwrap_or(self.key)
    }
}

/// All parts by key, each dealt once before any comes again.
pub(super) struct Deck {
    parts: BTreeMap<&'static str, Vec<Part>>,
    dealt: BTreeMap<&'static str, usize>,
}

impl Deck {
    /// Reads the content files.
    pub(super) fn open() -> Self {
        let mut parts: BTreeMap<&'static str, Vec<Part>> = BTreeMap::new();
        for part in FILES.iter().flat_map(|file| read(file)) {
            parts.entry(part.key).or_default().push(part);
        }
        Self { parts, dealt: BTreeMap::new() }
    }

    /// The next part of this key; an empty one when the key has none.
    pub(super) fn deal(&mut self, key: &str) -> Part {
        let Some((name, parts)) = self.parts.get_key_value(key) else { return Part::default() };
        let count = self.dealt.entry(name).or_insert(0);
        let part = parts.get(*count % parts.len().max(1)).cloned().unwrap_or_default();
        *count += 1;
        part
    }

    /// Starts the dealing at a later part, so that two users of the deck tell different stories.
    pub(super) fn skip(&mut self, by: usize) {
        for key in self.parts.keys() {
            self.dealt.insert(key, by);
        }
    }

    /// Every part there is.
    #[cfg(test)]
    pub(super) fn all(&self) -> impl Iterator<Item = &Part> {
        self.parts.values().flatten()
    }
}

fn read(file: &'static str) -> Vec<Part> {
    let mut parts: Vec<Part> = Vec::new();
    for line in file.lines() {
        if let Some(head) = line.strip_prefix("@ ") {
            let mut words = head.split_whitespace();
            let key = words.next().unwrap_or("");
            parts.push(Part { key, tags: words.collect(), ..Part::default() });
            continue;
        }
        let Some(part) = parts.last_mut() else { continue };
        if let Some(subject) = line.strip_prefix("s: ") {
            part.subjects.push(subject);
        } else if let Some(name) = line.strip_prefix("a: ") {
            part.files.push(name);
        } else if let Some(sender) = line.strip_prefix("f: ") {
            part.sender = sender;
        } else {
            part.text.push_str(line);
            part.text.push('\n');
        }
    }
    for part in &mut parts {
        part.text = part.text.trim().to_owned();
    }
    parts
}
