//! The tables.

use super::{
    Category, Channel, EnrolmentId, EnrolmentState, Outcome, SequenceKey, StepId, StepState, TaskId, TaskKind,
};
use crate::{
    engines::enquiries::model::{EnquiryId, Priority, enquiry},
    kernel::{At, Audience, PersonId, Synced, effect::EffectId},
    record,
};

/// The enrolment table.
pub mod enrolment {
    use sea_orm::entity::prelude::*;
    use serde::{Deserialize, Serialize};

    use super::{At, EnquiryId, EnrolmentId, EnrolmentState, PersonId, Priority, SequenceKey};

    /// One running sequence.
    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema, DeriveEntityModel)]
    #[sea_orm(table_name = "enrolment")]
    #[ts(rename = "Enrolment")]
    #[schema(as = Enrolment)]
    pub struct Model {
        /// Id.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: EnrolmentId,
        /// On which enquiry.
        pub enquiry_id: EnquiryId,
        /// Which sequence.
        pub sequence: SequenceKey,
        /// Whose.
        pub owner_id: PersonId,
        /// Spacing follows it.
        pub priority: Priority,
        /// Where it stands.
        pub state: EnrolmentState,
        /// Why it is not active, in plain words.
        pub reason: Option<String>,
        /// Touches made or handed over.
        pub touches: i32,
        /// Number of the next touch, from 1.
        pub next_no: i32,
        /// When the next touch is due; none when there is none.
        pub next_at: Option<At>,
        /// When it began.
        pub started_at: At,
        /// When it last stopped.
        pub paused_at: Option<At>,
        /// When it goes on by itself, while it is held until a day.
        #[serde(default)]
        pub resumes_at: Option<At>,
    }
    /// Stands alone.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}
record!(enrolment, "enrolment", "sequence", Shared, follows: ["next_at"], under: [("enquiry_id", "enquiry")]);

impl Synced for enrolment::Model {
    fn audience(&self) -> Audience {
        Audience::under::<enquiry::Model>(self.enquiry_id).and(self.owner_id)
    }
}

/// The step table: touches that were made, or are under way.
pub mod step {
    use sea_orm::entity::prelude::*;
    use serde::{Deserialize, Serialize};

    use super::{At, Channel, EffectId, EnquiryId, EnrolmentId, StepId, StepState};

    /// One touch.
    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema, DeriveEntityModel)]
    #[sea_orm(table_name = "step")]
    #[ts(rename = "Step")]
    #[schema(as = Step)]
    pub struct Model {
        /// Id.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: StepId,
        /// Its enrolment.
        pub enrolment_id: EnrolmentId,
        /// On which enquiry.
        pub enquiry_id: EnquiryId,
        /// Number, from 1.
        pub no: i32,
        /// How.
        pub channel: Channel,
        /// Where it stands.
        pub state: StepState,
        /// When it was due.
        pub due_at: At,
        /// When it fired.
        pub fired_at: At,
        /// When it reached the customer.
        pub done_at: Option<At>,
        /// Subject of a mail.
        pub subject: String,
        /// Text as sent or to be sent.
        pub body: String,
        /// The effect that carries it.
        pub effect_id: Option<EffectId>,
        /// What went wrong.
        pub trouble: Option<String>,
    }
    /// Stands alone.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}
record!(step, "step", "sequence step", Shared, under: [("enrolment_id", "enrolment")]);

impl Synced for step::Model {
    fn audience(&self) -> Audience {
        Audience::under::<enquiry::Model>(self.enquiry_id)
    }
}

/// The task table.
pub mod task {
    use sea_orm::entity::prelude::*;
    use serde::{Deserialize, Serialize};

    use super::{At, Category, EnquiryId, EnrolmentId, Outcome, PersonId, Priority, TaskId, TaskKind};

    /// One task.
    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema, DeriveEntityModel)]
    #[sea_orm(table_name = "task")]
    #[ts(rename = "Task")]
    #[schema(as = Task)]
    pub struct Model {
        /// Id.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: TaskId,
        /// What about.
        pub kind: TaskKind,
        /// One line.
        pub title: String,
        /// More: the text to say or send.
        pub body: String,
        /// On which enquiry.
        pub enquiry_id: EnquiryId,
        /// From which sequence.
        pub enrolment_id: Option<EnrolmentId>,
        /// Whose.
        pub owner_id: PersonId,
        /// How much it matters.
        pub priority: Priority,
        /// When.
        pub due_at: At,
        /// When it was made.
        pub created_at: At,
        /// When it was done; none while it is open.
        pub done_at: Option<At>,
        /// How it went.
        pub outcome: Option<Outcome>,
        /// Category of feedback.
        pub category: Option<Category>,
        /// The rep's words.
        pub comment: Option<String>,
    }
    /// Stands alone.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}
record!(task, "task", "task", Shared, under: [("enquiry_id", "enquiry")]);

impl Synced for task::Model {
    fn audience(&self) -> Audience {
        Audience::under::<enquiry::Model>(self.enquiry_id).and(self.owner_id)
    }
}
