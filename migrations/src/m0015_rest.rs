//! What programs may do in the office: keys of the REST interface, what became of their requests, and the web hooks
//! that they are told by. A desk leaves these tables empty.

use sea_orm_migration::prelude::*;

use crate::columns::*;

/// Keys, answers and web hooks.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        // The key itself is nowhere: only the office can have made what it looks like.
        let key = [id(), uuid("person_id"), text("name"), text("may"), number("made_at"), maybe_number("ended_at")];
        table(schema, "api_key", key).await?;
        // What a request came to, so that the same request sent again comes to the same.
        let answer = [id(), uuid("key_id"), text("asked"), small("status"), text("body"), number("at")];
        table(schema, "api_answer", answer).await?;
        index(schema, "api_answer_by_age", "api_answer", &["at"]).await?;
        let hook = [
            id(),
            uuid("key_id"),
            uuid("person_id"),
            text("url"),
            text("about"),
            number("made_at"),
            // Why nothing is sent any more; none while it is.
            maybe_text("ended"),
        ];
        table(schema, "hook", hook).await?;
        let place = ColumnDef::new("place").big_integer().not_null().auto_increment().primary_key().to_owned();
        let post = [
            place,
            uuid("message_id"),
            uuid("hook_id"),
            text("body"),
            // None once it has arrived or was given up.
            maybe_number("due_at"),
            small("tries"),
            maybe_text("problem"),
            number("made_at"),
        ];
        table(schema, "hook_post", post).await?;
        let waiting = "CREATE INDEX hook_post_by_due ON hook_post (due_at) WHERE due_at IS NOT NULL";
        schema.get_connection().execute_unprepared(waiting).await?;
        index(schema, "hook_post_by_hook", "hook_post", &["hook_id", "place"]).await?;
        index(schema, "hook_post_by_age", "hook_post", &["made_at"]).await
    }
}
