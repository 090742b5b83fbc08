//! Pictures that stand inside mails.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

use super::{MessageId, PictureId};
use crate::{kernel::ids::derive, record};

impl PictureId {
    /// A mail has one picture under each name.
    pub(crate) fn of(message: MessageId, shown_as: &str) -> PictureId {
        PictureId(derive(&[b"picture", message.0.as_bytes(), shown_as.as_bytes()]))
    }
}

/// Pictures that were fetched.
#[derive(Debug, Clone, Serialize, Deserialize, TS, ToSchema)]
pub struct TakePictures {
    /// The mail they stand in.
    pub message_id: MessageId,
    /// The pictures.
    pub pictures: Vec<TakenPicture>,
}

/// A picture that was fetched.
#[derive(Debug, Clone, Serialize, Deserialize, TS, ToSchema)]
pub struct TakenPicture {
    /// How the body names it.
    pub shown_as: String,
    /// What its bytes are, whatever the mail calls them; empty when they are no picture that can be shown.
    pub media_type: String,
    /// Its bytes in base64; empty likewise.
    pub content: String,
}

/// The picture table.
pub mod picture {
    use sea_orm::entity::prelude::*;
    use serde::{Deserialize, Serialize};

    use super::{MessageId, PictureId};

    /// One picture of one mail.
    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize, DeriveEntityModel)]
    #[sea_orm(table_name = "picture")]
    pub struct Model {
        /// Derived from the mail and the name.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: PictureId,
        /// The mail.
        pub message_id: MessageId,
        /// How the body names it.
        pub shown_as: String,
        /// What it is; empty when it cannot be shown.
        pub media_type: String,
        /// Its bytes in base64.
        pub content: String,
    }
    /// Stands alone.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}
record!(picture, "picture", "picture of a mail", Device);
