//! Opening an enquiry.

use super::{Line, log, mail::attach, tell, top_of};
use crate::{
    engines::{
        enquiries::{
            events::Opened,
            model::{ActivityKind, EnquiryId, Open, enquiry},
            rules,
        },
        masters::model::company,
    },
    kernel::{Error, Result, Tx, ids::derive},
};

const FIRST: &str = "pending_enquiry";

/// Opens an enquiry, from a mail or by hand.
pub(in crate::engines::enquiries) async fn open(tx: &mut Tx, open: Open) -> Result<EnquiryId> {
    open_for(tx, open, None).await
}

/// Opens an enquiry, possibly for a pre-lead.
pub(in crate::engines::enquiries) async fn open_for(
    tx: &mut Tx,
    open: Open,
    prelead_id: Option<uuid::Uuid>,
) -> Result<EnquiryId> {
    let title = open.title.trim();
    if title.is_empty() {
        return Err(Error::invalid("title", "Please give the enquiry a title."));
    }
    let id = id_for(tx, &open);
    if let Some(mail) = &open.mail
        && let Some(row) = tx.read().find::<enquiry::Model>(id).await?
    {
        attach(tx, &row, mail.clone()).await?;
        return Ok(id);
    }
    let company: company::Model = tx.get(open.company_id).await?;
    let intent = open.mail.as_ref().and_then(|mail| mail.intent);
    let row = enquiry::Model {
        id,
        code: rules::code(id.0),
        company_id: company.id,
        contact_id: open.contact_id,
        owner_id: tx.actor().person,
        title: title.chars().take(200).collect(),
        product: open.product,
        quantity: open.quantity,
        unit: open.unit,
        value_minor: open.value_minor,
        currency: "INR".to_owned(),
        priority: open.priority.unwrap_or_else(|| rules::priority(intent, company.is_customer)),
        stage: FIRST.to_owned(),
        stage_since: tx.now(),
        rank: top_of(tx, FIRST).await?,
        review_on: None,
        valid_until: None,
        po_number: None,
        reason: None,
        extended_until: None,
        extensions: 0,
        last_activity_at: open.mail.as_ref().map_or(tx.now(), |mail| mail.at),
        touches: 0,
        mail_ref: open.mail.as_ref().map(|mail| mail.mail_ref.clone()),
        created_at: tx.now(),
        closed_at: None,
    };
    tx.insert(&row).await?;
    tx.announce(&Opened { id, owner_id: row.owner_id, priority: row.priority, prelead_id })?;
    tell(tx, &row).await?;
    match open.mail {
        Some(mail) => attach(tx, &row, mail).await?,
        None => log(tx, id, Line::new(ActivityKind::Note, "Opened by hand", "")).await?,
    }
    Ok(id)
}

/// A mail that arrives on two desks of a person opens the same enquiry on both.
fn id_for(tx: &mut Tx, open: &Open) -> EnquiryId {
    match &open.mail {
        Some(mail) if !open.is_another => {
            let person = tx.actor().person;
            EnquiryId(derive(&[b"enquiry", person.0.as_bytes(), mail.mail_ref.as_bytes()]))
        }
        _ => tx.id(),
    }
}
