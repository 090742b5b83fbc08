//! Companies, contacts, products.

use sea_orm_migration::prelude::*;

use crate::columns::*;

/// Companies, contacts, products.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        table(
            schema,
            "company",
            [
                id(),
                text("name"),
                maybe_text("domain"),
                maybe_text("gstin"),
                maybe_text("pan"),
                maybe_text("cin"),
                maybe_text("city"),
                maybe_text("industry"),
                flag("is_customer"),
                flag("is_barred"),
                number("created_at"),
            ],
        )
        .await?;
        index(schema, "company_by_domain", "company", &["domain"]).await?;
        index(schema, "company_by_name", "company", &["name"]).await?;
        index(schema, "company_by_gstin", "company", &["gstin"]).await?;
        index(schema, "company_by_time", "company", &["created_at"]).await?;
        table(
            schema,
            "contact",
            [
                id(),
                uuid("company_id"),
                text("name"),
                maybe_text("email"),
                maybe_text("phone"),
                maybe_text("role"),
                maybe_number("bounced_at"),
            ],
        )
        .await?;
        index(schema, "contact_by_email", "contact", &["email"]).await?;
        index(schema, "contact_by_company", "contact", &["company_id", "name"]).await?;
        table(
            schema,
            "product",
            [id(), text("name"), text("synonyms"), maybe_text("cas"), text("unit"), maybe_number("list_price_minor")],
        )
        .await?;
        index(schema, "product_by_name", "product", &["name"]).await?;
        Ok(())
    }
}
