//! Ids. A row's id is derived from the mutation that made it, so that running the mutation again elsewhere
//! makes the same row.

use uuid::Uuid;

/// Declares a typed id over a UUID: a column, a JSON string, a TypeScript string.
#[macro_export]
macro_rules! id {
    ($(#[$meta:meta])* $name:ident) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize,
                 sea_orm::DeriveValueType)]
        #[serde(transparent)]
        pub struct $name(pub uuid::Uuid);

        impl From<uuid::Uuid> for $name { fn from(id: uuid::Uuid) -> Self { $name(id) } }
        impl From<$name> for uuid::Uuid { fn from(id: $name) -> Self { id.0 } }
        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result { self.0.fmt(f) }
        }
        impl sea_orm::TryFromU64 for $name {
            fn try_from_u64(_: u64) -> Result<Self, sea_orm::DbErr> {
                Err(sea_orm::DbErr::ConvertFromU64(stringify!($name)))
            }
        }
        impl ts_rs::TS for $name {
            type WithoutGenerics = $name;
            type OptionInnerType = $name;
            fn name(_: &ts_rs::Config) -> String { "string".to_owned() }
            fn inline(_: &ts_rs::Config) -> String { "string".to_owned() }
        }
        impl utoipa::PartialSchema for $name {
            fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::Schema> {
                $crate::kernel::shapes::text(utoipa::openapi::KnownFormat::Uuid)
            }
        }
        impl utoipa::ToSchema for $name {}
    };
}

id!(
    /// A mutation: one command run by a person or a rule.
    MutationId
);
id!(
    /// A person of the own company.
    PersonId
);
id!(
    /// A desk: one installation.
    DeviceId
);

/// Derives a UUID (version 8, blake3) from parts. Equal parts, equal id, on every machine.
pub fn derive(parts: &[&[u8]]) -> Uuid {
    let mut hash = blake3::Hasher::new();
    for part in parts {
        // Lengths keep ("ab","c") and ("a","bc") apart.
        hash.update(&u64::try_from(part.len()).unwrap_or(u64::MAX).to_le_bytes());
        hash.update(part);
    }
    let mut bytes = [0_u8; 16];
    hash.finalize_xof().fill(&mut bytes);
    uuid::Builder::from_custom_bytes(bytes).into_uuid()
}

/// Makes ids for one mutation: the first, the second, the third row it creates.
#[derive(Debug, Clone)]
pub struct Ids {
    seed: Uuid,
    made: u64,
}

impl Ids {
    /// Ids of this mutation.
    pub fn of(mutation: MutationId) -> Ids {
        Ids { seed: mutation.0, made: 0 }
    }

    /// The next one.
    pub fn next_id(&mut self) -> Uuid {
        self.made = self.made.saturating_add(1);
        derive(&[b"row", self.seed.as_bytes(), &self.made.to_le_bytes()])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_mutation_makes_the_same_ids_again() {
        let mutation = MutationId(Uuid::from_u128(7));
        let (mut here, mut there) = (Ids::of(mutation), Ids::of(mutation));
        let first: Vec<Uuid> = (0..5).map(|_| here.next_id()).collect();
        let again: Vec<Uuid> = (0..5).map(|_| there.next_id()).collect();
        assert_eq!(first, again);
        let distinct: std::collections::BTreeSet<_> = first.iter().collect();
        assert_eq!(distinct.len(), 5);
    }

    #[test]
    fn parts_do_not_run_into_each_other() {
        assert_ne!(derive(&[b"ab", b"c"]), derive(&[b"a", b"bc"]));
    }
}
