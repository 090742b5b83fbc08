//! Names of things: people, devices, rows, scopes, instants. They say nothing of what a row means.

use std::{fmt, sync::Arc};

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use uuid::Uuid;

macro_rules! uuid_name {
    ($(#[$meta:meta])* $name:ident) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    };
}

uuid_name!(
    /// One installation's place in the numbering of mutations. An installation that was cloned gets another.
    Device
);
uuid_name!(
    /// Who acts.
    Person
);
uuid_name!(
    /// One life of the server's database; a restore begins another.
    Epoch
);
uuid_name!(
    /// A mutation, wherever and under whichever device it is offered.
    MutationId
);
uuid_name!(
    /// The first 16 bytes of a BLAKE3 hash.
    Fingerprint
);

/// A UTC instant in milliseconds since 1970. Instants of devices are shown, and never decide anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Millis(pub i64);

impl Millis {
    /// Later by so many milliseconds.
    #[must_use]
    pub fn plus(self, millis: i64) -> Millis {
        Millis(self.0.saturating_add(millis))
    }
}

/// A set of rows that is granted as a whole: a person's own, a team's, a territory's, everybody's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Scope(pub i32);

/// A table's name. Cheap to copy.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Table(Arc<str>);

impl Table {
    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<&str> for Table {
    fn from(name: &str) -> Table {
        Table(Arc::from(name))
    }
}

impl Serialize for Table {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Table {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Table, D::Error> {
        String::deserialize(from).map(|name| Table(Arc::from(name)))
    }
}

/// A row. Keys are ordered by the bytes of the table's name, then by the bytes of the id, on every store.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Key {
    /// Its table.
    pub table: Table,
    /// Its id.
    pub id: Uuid,
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.table.as_str(), self.id)
    }
}
