//! What this desk keeps in mind of a sender.

use super::SenderId;
use crate::{
    kernel::{At, ids::derive},
    record,
};

impl SenderId {
    /// The id of an address.
    pub fn of(address: &str) -> SenderId {
        SenderId(derive(&[b"sender", address.to_lowercase().as_bytes()]))
    }
}

/// The sender table.
pub mod sender {
    use sea_orm::entity::prelude::*;
    use serde::{Deserialize, Serialize};

    use super::{At, SenderId};

    /// One sender.
    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize, DeriveEntityModel)]
    #[sea_orm(table_name = "sender")]
    pub struct Model {
        /// Derived from the address.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: SenderId,
        /// Address, lower case.
        pub address: String,
        /// A mail of theirs was marked as junk.
        pub is_junk: bool,
        /// A mail of theirs that had been put with the junk was called none: none is put there again by itself.
        pub is_heard: bool,
        /// The pictures of their mails are shown unasked.
        pub shows_pictures: bool,
        /// When this was last said.
        pub set_at: At,
    }
    /// Stands alone.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}
record!(sender, "sender", "sender", Device);
