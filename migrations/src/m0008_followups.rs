//! Sequences running on enquiries, their touches, and tasks.

use sea_orm_migration::prelude::*;

use crate::columns::*;

/// Sequences running on enquiries, their touches, and tasks.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        table(
            schema,
            "enrolment",
            [
                id(),
                uuid("enquiry_id"),
                text("sequence"),
                uuid("owner_id"),
                text("priority"),
                text("state"),
                maybe_text("reason"),
                small("touches"),
                small("next_no"),
                maybe_number("next_at"),
                number("started_at"),
                maybe_number("paused_at"),
            ],
        )
        .await?;
        index(schema, "enrolment_by_due", "enrolment", &["state", "next_at"]).await?;
        index(schema, "enrolment_by_enquiry", "enrolment", &["enquiry_id", "state"]).await?;
        table(
            schema,
            "step",
            [
                id(),
                uuid("enrolment_id"),
                uuid("enquiry_id"),
                small("no"),
                text("channel"),
                text("state"),
                number("due_at"),
                number("fired_at"),
                maybe_number("done_at"),
                text("subject"),
                text("body"),
                maybe_uuid("effect_id"),
                maybe_text("trouble"),
            ],
        )
        .await?;
        index(schema, "step_by_enrolment", "step", &["enrolment_id", "no"]).await?;
        index(schema, "step_by_effect", "step", &["effect_id"]).await?;
        table(
            schema,
            "task",
            [
                id(),
                text("kind"),
                text("title"),
                text("body"),
                uuid("enquiry_id"),
                maybe_uuid("enrolment_id"),
                uuid("owner_id"),
                text("priority"),
                number("due_at"),
                number("created_at"),
                maybe_number("done_at"),
                maybe_text("outcome"),
                maybe_text("category"),
                maybe_text("comment"),
            ],
        )
        .await?;
        index(schema, "task_by_day", "task", &["owner_id", "done_at", "due_at"]).await?;
        index(schema, "task_by_enquiry", "task", &["enquiry_id", "done_at"]).await?;
        Ok(())
    }
}
