//! A mutation as it travels, and what can become of it.
//!
//! A mutation is a command's name with its input: this crate never looks inside the input.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::ids::{Fingerprint, Millis, MutationId, Person};

/// A named change, able to run again elsewhere with the same result.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Mutation {
    /// Its own id, from which the ids of the rows it makes are derived.
    pub id: MutationId,
    /// Wire name.
    pub name: String,
    /// Version of the name's meaning.
    pub version: u32,
    /// Input.
    pub input: Value,
    /// When, by the clock of the device.
    pub at: Millis,
    /// Who.
    pub person: Person,
}

impl Mutation {
    /// What tells this mutation from any other. The order of the members of JSON objects does not matter to it, since
    /// a database may change it; nor does the instant, since two desks of one person that make the same step of a
    /// sequence do so when each of them is awake, and it is one step.
    pub fn fingerprint(&self) -> Fingerprint {
        let mut hash = blake3::Hasher::new();
        hash.update(self.id.0.as_bytes());
        text(&mut hash, &self.name);
        hash.update(&self.version.to_le_bytes());
        hash.update(self.person.0.as_bytes());
        value(&mut hash, &self.input);
        shortened(&hash)
    }

    /// Bytes of its JSON.
    pub fn bytes(&self) -> u64 {
        struct Count(u64);
        impl std::io::Write for Count {
            fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
                self.0 = self.0.saturating_add(u64::try_from(bytes.len()).unwrap_or(u64::MAX));
                Ok(bytes.len())
            }
            fn flush(&mut self) -> std::io::Result<()> {
                Ok(())
            }
        }
        let mut count = Count(0);
        // What cannot be written as JSON cannot be sent: it counts as too large.
        serde_json::to_writer(&mut count, self).map_or(u64::MAX, |()| count.0)
    }
}

/// The first 16 bytes of a hash.
pub(crate) fn shortened(hash: &blake3::Hasher) -> Fingerprint {
    let mut bytes = [0_u8; 16];
    hash.finalize_xof().fill(&mut bytes);
    Fingerprint(uuid::Uuid::from_bytes(bytes))
}

/// Lengths keep ("ab","c") and ("a","bc") apart.
fn text(hash: &mut blake3::Hasher, text: &str) {
    hash.update(&u64::try_from(text.len()).unwrap_or(u64::MAX).to_le_bytes());
    hash.update(text.as_bytes());
}

fn value(hash: &mut blake3::Hasher, of: &Value) {
    match of {
        Value::Null => _ = hash.update(b"n"),
        Value::Bool(true) => _ = hash.update(b"t"),
        Value::Bool(false) => _ = hash.update(b"f"),
        Value::Number(number) => {
            hash.update(b"#");
            text(hash, &number.to_string());
        }
        Value::String(string) => {
            hash.update(b"s");
            text(hash, string);
        }
        Value::Array(items) => {
            hash.update(b"[");
            items.iter().for_each(|item| value(hash, item));
            hash.update(b"]");
        }
        Value::Object(members) => {
            hash.update(b"{");
            let mut sorted: Vec<_> = members.iter().collect();
            sorted.sort_by_key(|(name, _)| *name);
            for (name, member) in sorted {
                text(hash, name);
                value(hash, member);
            }
            hash.update(b"}");
        }
    }
}

/// Why a mutation was refused, by what a screen does about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Code {
    /// The person may not do this.
    Denied,
    /// The input does not fit.
    Invalid,
    /// What it is about is gone.
    Missing,
    /// Somebody was faster.
    Conflict,
    /// The mutation is larger than the server takes.
    TooLarge,
    /// The server has no such command, or no longer this version of it.
    Unknown,
    /// The person took it back, or it had been refused before a restore.
    Withdrawn,
    /// It fails on the server for a reason that is a fault of ours.
    Broken,
    /// A code of a later version of the server.
    #[serde(other)]
    Other,
}

/// Why a mutation was refused, for the person.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Refusal {
    /// Kind of reason.
    pub code: Code,
    /// A plain sentence.
    pub reason: String,
    /// The field at fault, if one is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
}

impl Refusal {
    /// A refusal that is not about one field.
    pub fn new(code: Code, reason: impl Into<String>) -> Refusal {
        Refusal { code, reason: reason.into(), field: None }
    }
}

/// What became of a mutation, for ever.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum Outcome {
    /// It stands.
    Applied {
        /// What the authority alone could give for it, in the order in which it was asked for: numbers of papers. Whoever
        /// offers it again, to a server that was restored, says so, because customers have read those numbers.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        given: Vec<Value>,
    },
    /// It does not, for this reason.
    Refused(Refusal),
    /// It replaced a version that is no longer the newest. It is kept as a fork, side by side with what stands now;
    /// the two are never merged.
    Stale {
        /// A plain sentence.
        reason: String,
        /// What stands now, as far as the author may see it.
        current: Value,
    },
}

impl Outcome {
    /// It stands, and nothing was given for it.
    pub const APPLIED: Outcome = Outcome::Applied { given: Vec::new() };

    /// Whether it stands.
    pub fn stands(&self) -> bool {
        matches!(self, Outcome::Applied { .. })
    }
}

/// The outcome of one number of one device.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Receipt {
    /// The number, from 1, without gaps.
    pub n: u64,
    /// Of the mutation that had it.
    pub fingerprint: Fingerprint,
    /// What became of it.
    #[serde(flatten)]
    pub outcome: Outcome,
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use uuid::Uuid;

    use super::*;

    fn sample(input: Value) -> Mutation {
        let (id, person) = (MutationId(Uuid::from_u128(1)), Person(Uuid::from_u128(2)));
        Mutation { id, name: "a.b".into(), version: 1, input, at: Millis(3), person }
    }

    #[test]
    fn the_order_of_members_does_not_change_a_fingerprint() {
        let one: Value = serde_json::from_str(r#"{"a":1,"b":[true,null]}"#).unwrap();
        let other: Value = serde_json::from_str(r#"{"b":[true,null],"a":1}"#).unwrap();
        assert_eq!(sample(one.clone()).fingerprint(), sample(other).fingerprint());
        assert_ne!(sample(one).fingerprint(), sample(json!({"a":1,"b":[null,true]})).fingerprint());
    }

    #[test]
    fn what_was_given_travels_and_nothing_given_is_not_mentioned() {
        assert_eq!(serde_json::to_value(Outcome::APPLIED).unwrap(), json!({"outcome":"applied"}));
        let given = Outcome::Applied { given: vec![json!("Q-26-27-0001")] };
        let text = serde_json::to_string(&given).unwrap();
        assert_eq!(text, r#"{"outcome":"applied","given":["Q-26-27-0001"]}"#);
        assert_eq!(serde_json::from_str::<Outcome>(&text).unwrap(), given);
    }

    #[test]
    fn a_code_of_a_later_server_is_read_as_other() {
        let receipt = json!({"n":1,"fingerprint":Uuid::nil(),"outcome":"refused","code":"too_warm","reason":"Summer."});
        let read: Receipt = serde_json::from_value(receipt).unwrap();
        assert_eq!(read.outcome, Outcome::Refused(Refusal::new(Code::Other, "Summer.")));
    }

    #[test]
    fn bytes_are_those_of_the_json() {
        let one = sample(json!({"text":"ü"}));
        assert_eq!(one.bytes(), u64::try_from(serde_json::to_string(&one).unwrap().len()).unwrap());
    }
}
