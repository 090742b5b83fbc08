//! The course of the demo's threads: who opens, who answers with what, how many threads go that way.
//!
//! Read from `content/stories.txt`: `name | threads | whose | days since the last mail | steps`. A step names a
//! part key; `*` is the rep, `#local:` a colleague, `~` an automatic reply, `!` a bounce, no mark the customer.

const STORIES: &str = include_str!("content/stories.txt");

/// Whose thread a story is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Whose {
    /// A company of the masters.
    Known,
    /// A company nobody has entered yet.
    Stranger,
    /// A person who has left a known company.
    Gone,
    /// A colleague.
    Home,
    /// Somebody outside the trade; the part names the sender.
    Outside,
}

/// Who writes a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Voice {
    /// The other side of the thread.
    Party,
    /// The rep.
    Rep,
    /// The colleague with this local part.
    Colleague(&'static str),
    /// The other side's absence note.
    Absence,
    /// The other side's mail server.
    Bounce,
}

/// One mail of a story.
#[derive(Clone, Copy, Debug)]
pub(super) struct Step {
    /// Who writes it.
    pub(super) voice: Voice,
    /// The key of the part it is made from.
    pub(super) key: &'static str,
}

/// A course that several threads take.
pub(super) struct Story {
    /// Its name, the stem of the thread keys.
    pub(super) name: &'static str,
    /// How many threads take it.
    pub(super) threads: usize,
    /// Whose threads they are.
    pub(super) whose: Whose,
    /// Working days since the last mail, fewest and most.
    pub(super) age: (i64, i64),
    /// The mails, in order.
    pub(super) steps: Vec<Step>,
}

/// All stories.
pub(super) fn stories() -> Vec<Story> {
    STORIES.lines().filter_map(story).collect()
}

fn story(line: &'static str) -> Option<Story> {
    let mut fields = line.split('|').map(str::trim);
    let name = fields.next()?;
    let threads = fields.next()?.parse().ok()?;
    let whose = match fields.next()? {
        "stranger" => Whose::Stranger,
        "gone" => Whose::Gone,
        "home" => Whose::Home,
        "outside" => Whose::Outside,
        _ => Whose::Known,
    };
    let (low, high) = fields.next()?.split_once('-')?;
    let steps = fields.next()?.split('>').map(|word| step(word.trim())).collect();
    Some(Story { name, threads, whose, age: (low.parse().ok()?, high.parse().ok()?), steps })
}

/// Reads one step.
pub(super) fn step(word: &'static str) -> Step {
    let marked = |voice, mark| word.strip_prefix(mark).map(|key| Step { voice, key });
    let colleague = || {
        let (local, key) = word.strip_prefix('#')?.split_once(':')?;
        Some(Step { voice: Voice::Colleague(local), key })
    };
    marked(Voice::Rep, '*')
        .or_else(|| marked(Voice::Absence, '~'))
        .or_else(|| marked(Voice::Bounce, '!'))
        .or_else(colleague)
        .unwrap_or(Step { voice: Voice::Party, key: word })
}
