//! Beginning a quotation, and revising one that was sent.

use super::open_enquiry;
use crate::{
    engines::{
        enquiries::model::enquiry,
        quotations::{
            events::Drafted,
            model::{Draft, EditionId, Lines, QuotationId, Terms, Which, quotation},
            rules,
        },
    },
    kernel::{Error, Result, Tx, ids::derive},
};

/// Begins a quotation with what its author has read ([`rules::proposed`], or what they make of it).
pub(in crate::engines::quotations) async fn draft(tx: &mut Tx, draft: Draft) -> Result<QuotationId> {
    let enquiry = open_enquiry(tx, draft.enquiry_id).await?;
    let id: QuotationId = tx.id();
    let row = rules::with_content(&blank(tx, id, &enquiry), draft.content)?;
    tx.insert(&row).await?;
    tx.announce(&Drafted { id, enquiry_id: enquiry.id, revision: 1, number: None })?;
    Ok(id)
}

fn blank(tx: &mut Tx, id: QuotationId, enquiry: &enquiry::Model) -> quotation::Model {
    quotation::Model {
        id,
        enquiry_id: enquiry.id,
        company_id: enquiry.company_id,
        contact_id: enquiry.contact_id,
        owner_id: enquiry.owner_id,
        root_id: id,
        revision: 1,
        number: None,
        fork_of: None,
        stage: "draft".to_owned(),
        edition: tx.id::<EditionId>(),
        currency: enquiry.currency.clone(),
        lines: Lines::default(),
        terms: Terms::default(),
        freight_minor: 0,
        valid_until: None,
        net_minor: 0,
        tax_minor: 0,
        total_minor: 0,
        approved_by: None,
        sent_at: None,
        po_number: None,
        po_on: None,
        reason: None,
        saved_by: tx.actor().person,
        saved_at: tx.now(),
        created_at: tx.now(),
        closed_at: None,
    }
}

/// Begins the next revision of a quotation that was sent: a draft that says the same. The one that was sent stays as it
/// is. Two who revise at once have begun the same.
pub(in crate::engines::quotations) async fn revise(tx: &mut Tx, which: Which) -> Result<QuotationId> {
    let before: quotation::Model = tx.get(which.id).await?;
    let revision = before.revision.saturating_add(1);
    let id = QuotationId(derive(&[b"revision", before.root_id.0.as_bytes(), &revision.to_le_bytes()]));
    if tx.read().find::<quotation::Model>(id).await?.is_some() {
        return Ok(id);
    }
    if !rules::may_revise(&before) {
        return Err(Error::conflict("Only a quotation that was sent, and has not ended, is revised."));
    }
    open_enquiry(tx, before.enquiry_id).await?;
    let row = quotation::Model {
        id,
        revision,
        stage: "draft".to_owned(),
        edition: tx.id::<EditionId>(),
        approved_by: None,
        sent_at: None,
        saved_by: tx.actor().person,
        saved_at: tx.now(),
        created_at: tx.now(),
        closed_at: None,
        ..before
    };
    tx.insert(&row).await?;
    tx.announce(&Drafted { id, enquiry_id: row.enquiry_id, revision, number: row.number })?;
    Ok(id)
}
