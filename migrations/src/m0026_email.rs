//! Where a mail stands in a list, which one stands for its conversation, until when it is snoozed, and what a desk keeps
//! in mind of a sender.

use sea_orm_migration::prelude::*;

use crate::columns::*;

/// Places, conversations, snoozed mails and senders.
#[derive(DeriveMigrationName)]
pub struct Migration;

/// Of the mails of a conversation the newest that came in stands for it; where none came in, the newest of ours.
const OTHERS_FOLLOW: &str = r#"UPDATE "message" SET "is_head" = FALSE WHERE EXISTS (
    SELECT 1 FROM "message" "later" WHERE "later"."thread_root" = "message"."thread_root" AND "later"."gone_at" IS NULL
    AND (("later"."direction" = 'incoming' AND "message"."direction" = 'outgoing')
      OR ("later"."direction" = "message"."direction"
        AND ("later"."received_at" > "message"."received_at"
          OR ("later"."received_at" = "message"."received_at" AND "later"."id" > "message"."id")))))"#;

const BY_SNOOZE: &str = r#"CREATE INDEX "message_by_snooze" ON "message" ("snoozed_until")
    WHERE "snoozed_until" IS NOT NULL"#;

/// What a list is narrowed by stands in its index: so it is counted, and walked to any of its pages, without a look into
/// the mails.
const ASKED_FOR: [&str; 6] = ["snoozed_until", "is_head", "is_read", "has_attachments", "intent", "received_at"];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        for column in [
            ColumnDef::new("placed_at").big_integer().not_null().default(0).to_owned(),
            ColumnDef::new("is_head").boolean().not_null().default(true).to_owned(),
            maybe_number("snoozed_until"),
            ColumnDef::new("is_back").boolean().not_null().default(false).to_owned(),
            maybe_text("was"),
        ] {
            let mut added = column;
            schema.alter_table(Table::alter().table("message").add_column(&mut added).to_owned()).await?;
        }
        let db = schema.get_connection();
        db.execute_unprepared(r#"UPDATE "message" SET "placed_at" = "received_at""#).await?;
        for index in ["message_by_tray", "message_by_time", "message_by_direction", "message_by_thread"] {
            schema.drop_index(Index::drop().name(index).table("message").to_owned()).await?;
        }
        index(schema, "message_by_thread", "message", &["thread_root", "received_at", "gone_at", "is_read"]).await?;
        db.execute_unprepared(OTHERS_FOLLOW).await?;
        for (name, first) in [
            ("message_by_tray", &["disposition", "gone_at", "placed_at", "direction"][..]),
            ("message_by_time", &["placed_at", "gone_at", "disposition", "direction"]),
            ("message_by_direction", &["direction", "gone_at", "placed_at", "disposition"]),
        ] {
            index(schema, name, "message", &[first, &ASKED_FOR].concat()).await?;
        }
        index(schema, "message_by_company", "message", &["company_id"]).await?;
        db.execute_unprepared(BY_SNOOZE).await?;
        let flags = [flag("is_junk"), flag("shows_pictures"), number("set_at")];
        table(schema, "sender", [id(), text("address")].into_iter().chain(flags)).await
    }
}
