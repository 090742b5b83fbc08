//! Rows and shapes of the files engine.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    engines::enquiries::model::{EnquiryId, enquiry},
    id,
    kernel::{At, Audience, PersonId, Synced, ids::derive},
    record, words,
};

id!(
    /// A file that is attached somewhere. The same bytes may be attached in many places; each has a row.
    AttachmentId
);
id!(
    /// Bytes that this desk has; derived from their hash.
    KeptId
);

impl KeptId {
    /// The id of bytes with this hash.
    pub fn of(hash: &str) -> KeptId {
        KeptId(derive(&[b"kept", hash.as_bytes()]))
    }
}

words!(
    /// Where the bytes of a file are.
    pub enum FileState {
        /// At the desk that attached it.
        Waiting = "waiting",
        /// At the office, whole.
        Ready = "ready",
    }
);

/// The attachment table.
pub mod attachment {
    use sea_orm::entity::prelude::*;
    use serde::{Deserialize, Serialize};

    use super::{At, AttachmentId, EnquiryId, FileState, PersonId};

    /// One file in one place.
    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema, DeriveEntityModel)]
    #[sea_orm(table_name = "attachment")]
    #[ts(rename = "Attachment")]
    #[schema(as = Attachment)]
    pub struct Model {
        /// Id.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: AttachmentId,
        /// Of which enquiry.
        pub enquiry_id: EnquiryId,
        /// The quotation that it goes out with, by the first of its revisions.
        pub paper_id: Option<Uuid>,
        /// BLAKE3 of the bytes, 64 hexadecimal digits in lower case.
        pub hash: String,
        /// Size in bytes.
        #[ts(type = "number")]
        pub size: i64,
        /// Media type, as the desk took it for (`application/pdf`). Nothing is decided by it.
        pub media_type: String,
        /// Name with its ending, without a folder.
        pub name: String,
        /// Where the bytes are.
        pub state: FileState,
        /// Who attached it.
        pub attached_by: PersonId,
        /// When.
        pub attached_at: At,
        /// When it went out; from then on it stays.
        pub sent_at: Option<At>,
    }
    /// Stands alone.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}
record!(attachment, "attachment", "file", Shared, search: ["name"], under: [("enquiry_id", "enquiry")]);

impl Synced for attachment::Model {
    fn audience(&self) -> Audience {
        Audience::under::<enquiry::Model>(self.enquiry_id)
    }
}

/// The table of bytes that this desk has.
pub mod kept_file {
    use sea_orm::entity::prelude::*;
    use serde::{Deserialize, Serialize};

    use super::{At, KeptId};

    /// Bytes in the desk's folder.
    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize, DeriveEntityModel)]
    #[sea_orm(table_name = "kept_file")]
    pub struct Model {
        /// Derived from the hash.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: KeptId,
        /// BLAKE3 of the bytes.
        pub hash: String,
        /// Size in bytes.
        pub size: i64,
        /// When somebody last attached or opened them.
        pub used_at: At,
    }
    /// Stands alone.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}
record!(kept_file, "kept_file", "file", Device);

/// A file to be attached. Its bytes are at the desk already.
#[derive(Debug, Clone, Serialize, Deserialize, TS, ToSchema)]
pub struct Attach {
    /// To which enquiry.
    pub enquiry_id: EnquiryId,
    /// The first revision of the quotation that it goes out with.
    #[serde(default)]
    #[ts(optional = nullable)]
    pub paper_id: Option<Uuid>,
    /// BLAKE3 of the bytes, 64 hexadecimal digits.
    pub hash: String,
    /// Size in bytes.
    #[ts(type = "number")]
    pub size: i64,
    /// Media type; `application/octet-stream` when nobody knows.
    pub media_type: String,
    /// Name with its ending.
    pub name: String,
}

/// A file as a screen shows it.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct Attached {
    /// The row.
    pub file: attachment::Model,
    /// This desk has the bytes.
    pub is_here: bool,
}

/// A file as found.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct FoundFile {
    /// Id.
    pub id: AttachmentId,
    /// Name with its ending.
    pub name: String,
    /// What it is attached to.
    pub enquiry_id: EnquiryId,
    /// Title of that.
    pub enquiry: String,
}

/// The authority has all bytes of a file.
#[derive(Debug, Clone, Serialize, Deserialize, TS, ToSchema)]
pub struct Received {
    /// Which.
    pub id: AttachmentId,
    /// What they hash to.
    pub hash: String,
}

/// Bytes have come to the desk's folder.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Keep {
    /// BLAKE3.
    pub hash: String,
    /// Size in bytes.
    pub size: i64,
}

/// Bytes were opened.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Touch {
    /// BLAKE3.
    pub hash: String,
}

/// Bytes have left the desk's folder.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct LetGo {
    /// Their hashes.
    pub hashes: Vec<String>,
}
