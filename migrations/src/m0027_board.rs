//! What the board is narrowed and grouped by: company, product, track and the next thing that is due; and the views
//! that people keep of it.

use sea_orm_migration::prelude::*;

use crate::columns::*;

/// What a board is narrowed by, and kept views.
#[derive(DeriveMigrationName)]
pub struct Migration;

/// What the cards that are there already show. They are a projection, and all of it stands elsewhere.
const FILL: [&str; 2] = [
    "UPDATE card SET \
     company_id = (SELECT company_id FROM enquiry WHERE enquiry.id = card.id), \
     product_key = (SELECT LOWER(TRIM(product)) FROM enquiry WHERE enquiry.id = card.id), \
     lead_track = (SELECT kind FROM track WHERE track.enquiry_id = card.id AND closed_at IS NULL \
       ORDER BY opened_at, track.id LIMIT 1), \
     task_at = (SELECT MIN(due_at) FROM task WHERE task.enquiry_id = card.id AND done_at IS NULL), \
     task_title = (SELECT title FROM task WHERE task.enquiry_id = card.id AND done_at IS NULL \
       ORDER BY due_at, task.id LIMIT 1)",
    "UPDATE card SET due_at = CASE WHEN task_at IS NULL THEN next_at \
     WHEN next_at IS NULL OR task_at < next_at THEN task_at ELSE next_at END",
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        let new = [
            maybe_uuid("company_id"),
            maybe_text("product_key"),
            maybe_text("lead_track"),
            maybe_number("task_at"),
            maybe_text("task_title"),
            maybe_number("due_at"),
        ];
        for mut column in new {
            schema.alter_table(Table::alter().table("card").add_column(&mut column).to_owned()).await?;
        }
        for statement in FILL {
            schema.get_connection().execute_unprepared(statement).await?;
        }
        index(schema, "card_by_company", "card", &["company_id", "stage", "rank", "id"]).await?;
        index(schema, "card_by_priority", "card", &["priority", "stage", "rank", "id"]).await?;
        index(schema, "card_by_track", "card", &["lead_track", "stage", "rank", "id"]).await?;
        // Counting reads this instead of the rows: all that a filter looks at, and what is summed.
        let counted = [
            "stage",
            "owner_id",
            "priority",
            "company_id",
            "product_key",
            "lead_track",
            "tracks",
            "stage_since",
            "flag_on",
            "due_at",
            "value_minor",
            "id",
        ];
        index(schema, "card_counted", "card", &counted).await?;
        let view = [
            id(),
            text("name"),
            uuid("owner_id"),
            text("reach"),
            maybe_uuid("team_id"),
            text("shown"),
            small("edition"),
            number("changed_at"),
        ];
        table(schema, "board_view", view).await?;
        table(schema, "board_default", [id(), uuid("person_id"), uuid("view_id")]).await
    }
}
