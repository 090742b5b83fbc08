//! What the reader has learnt on this device.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

use super::TaughtId;
use crate::{kernel::At, record, words};

words!(
    /// What became of a model that was made here.
    pub enum TaughtState {
        /// Mail is read with it.
        InUse = "in_use",
        /// It was in use before the one that is.
        Earlier = "earlier",
        /// A person took it back.
        SetBack = "set_back",
        /// It did worse than the one before and was never used.
        Refused = "refused",
    }
);

/// A model was made.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Learnt {
    /// The model of the program that it goes out from.
    pub base: String,
    /// Mails that it was taught with.
    pub lessons: u32,
    /// Share of the mails nobody may forget that the model before reads rightly, 0 to 1.
    pub right_before: f32,
    /// Share that this one does.
    pub right_after: f32,
    /// Why it is not used.
    pub refused: Option<String>,
    /// Its bytes in base64; empty where it is refused.
    pub model: String,
}

/// A model that was made here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct TaughtView {
    /// When.
    pub made_at: At,
    /// What became of it.
    pub state: TaughtState,
    /// Mails that it was taught with, of those to which people said something.
    #[ts(type = "number")]
    pub lessons: i64,
    /// Of a thousand mails nobody may forget, those that the model before read rightly.
    #[ts(type = "number")]
    pub right_before: i64,
    /// Those that this one does.
    #[ts(type = "number")]
    pub right_after: i64,
    /// Why it was refused.
    pub reason: Option<String>,
}

/// What the reader has learnt.
#[derive(Debug, Clone, Serialize, Deserialize, TS, ToSchema)]
pub struct Learning {
    /// What it was taught with last, whatever became of that.
    pub last: Option<TaughtView>,
    /// The model in use, where it is not the program's own.
    pub in_use: Option<TaughtView>,
    /// Mails that people have accepted or put right since it was taught last.
    #[ts(type = "number")]
    pub waiting: u64,
}

/// The taught table.
pub mod taught {
    use sea_orm::entity::prelude::*;
    use serde::{Deserialize, Serialize};

    use super::{At, TaughtId, TaughtState};

    /// One model.
    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize, DeriveEntityModel)]
    #[sea_orm(table_name = "taught")]
    pub struct Model {
        /// Id.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: TaughtId,
        /// When it was made.
        pub made_at: At,
        /// The model of the program that it goes out from.
        pub base: String,
        /// What became of it.
        pub state: TaughtState,
        /// Mails that it was taught with.
        pub lessons: i64,
        /// Thousandths of the frozen mails that the model before read rightly.
        pub right_before: i64,
        /// Thousandths that this one does.
        pub right_after: i64,
        /// Why it was refused.
        pub reason: Option<String>,
        /// Its bytes in base64; empty where it will not be used again.
        pub model: String,
    }
    /// Stands alone.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}
record!(taught, "taught", "learnt model", Device);
