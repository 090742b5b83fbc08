//! Quotations and orders, the prices that they are made with, and the numbers that they are given.

use sea_orm_migration::prelude::*;

use crate::columns::*;

/// Quotations, orders, prices and number series.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, schema: &SchemaManager) -> Result<(), DbErr> {
        table(schema, "series", [id(), text("name"), text("year"), small("last")]).await?;
        let price = [
            id(),
            uuid("product_id"),
            small("version"),
            number("price_minor"),
            text("currency"),
            date("valid_from"),
            uuid("set_by"),
            number("set_at"),
        ];
        table(schema, "price", price).await?;
        unique(schema, "price_by_product", "price", &["product_id", "version"]).await?;
        let quotation = [
            id(),
            uuid("enquiry_id"),
            uuid("company_id"),
            maybe_uuid("contact_id"),
            uuid("owner_id"),
            // The first of its revisions.
            uuid("root_id"),
            small("revision"),
            maybe_text("number"),
            maybe_uuid("fork_of"),
            text("stage"),
            uuid("edition"),
            text("currency"),
            // JSON: a quotation is saved, compared and frozen as a whole.
            text("lines"),
            text("terms"),
            number("freight_minor"),
            maybe_date("valid_until"),
            number("net_minor"),
            number("tax_minor"),
            number("total_minor"),
            maybe_uuid("approved_by"),
            maybe_number("sent_at"),
            maybe_text("po_number"),
            maybe_date("po_on"),
            maybe_text("reason"),
            uuid("saved_by"),
            number("saved_at"),
            number("created_at"),
            maybe_number("closed_at"),
        ];
        table(schema, "quotation", quotation).await?;
        index(schema, "quotation_by_enquiry", "quotation", &["enquiry_id", "created_at"]).await?;
        index(schema, "quotation_by_root", "quotation", &["root_id", "revision"]).await?;
        index(schema, "quotation_by_validity", "quotation", &["stage", "valid_until"]).await?;
        index(schema, "quotation_by_fork", "quotation", &["fork_of", "owner_id", "id"]).await?;
        let orders = [
            id(),
            uuid("quotation_id"),
            uuid("enquiry_id"),
            uuid("company_id"),
            uuid("owner_id"),
            maybe_text("number"),
            text("po_number"),
            date("po_on"),
            text("deliver_to"),
            text("currency"),
            text("lines"),
            text("terms"),
            number("freight_minor"),
            number("net_minor"),
            number("tax_minor"),
            number("total_minor"),
            number("placed_at"),
        ];
        table(schema, "sales_order", orders).await?;
        index(schema, "sales_order_by_enquiry", "sales_order", &["enquiry_id", "placed_at"]).await
    }
}
