//! What the reader made of each mail and what a person said to that, what it learnt from it, and whether the desk may put
//! junk away by itself.

use sea_orm_migration::prelude::*;

use crate::columns::*;

/// Judgements, and models made of them.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        let mut switch = ColumnDef::new("puts_junk_away").boolean().not_null().default(true).to_owned();
        schema.alter_table(Table::alter().table("mailbox").add_column(&mut switch).to_owned()).await?;
        let mut heard = ColumnDef::new("is_heard").boolean().not_null().default(false).to_owned();
        schema.alter_table(Table::alter().table("sender").add_column(&mut heard).to_owned()).await?;
        let judgement = [
            id(),
            text("intent"),
            ColumnDef::new("confidence").integer().not_null().to_owned(),
            number("judged_at"),
            maybe_text("did"),
            text("reasons"),
            maybe_number("seen_at"),
            maybe_text("said"),
            maybe_text("put_right"),
            maybe_number("said_at"),
        ];
        table(schema, "judgement", judgement).await?;
        // A week is counted from the index alone, and what the desk did by itself is found by when it did it.
        let counted = ["judged_at", "intent", "did", "said"];
        index(schema, "judgement_by_time", "judgement", &counted).await?;
        index(schema, "judgement_by_deed", "judgement", &["did", "judged_at"]).await?;
        index(schema, "judgement_by_word", "judgement", &["said_at", "id", "said"]).await?;
        let taught = [
            id(),
            number("made_at"),
            text("base"),
            text("state"),
            number("lessons"),
            number("right_before"),
            number("right_after"),
            maybe_text("reason"),
            text("model"),
        ];
        table(schema, "taught", taught).await
    }
}
