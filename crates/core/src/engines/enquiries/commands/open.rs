//! Opening an enquiry.

use super::{Line, log, mail::attach, tell, top_of};
use crate::{
    engines::{
        enquiries::{
            events::Opened,
            model::{ActivityKind, EnquiryId, Open, enquiry},
            rules,
        },
        masters::queries::{company_now, contact_now},
    },
    kernel::{Error, PersonId, Result, Tx, ids::derive},
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
    let id = id_for(tx, &open, prelead_id);
    if let Some(row) = tx.read().find::<enquiry::Model>(id).await? {
        return match open.mail {
            Some(mail) => attach(tx, &row, mail).await.map(|()| id),
            None => Err(Error::conflict("There is an enquiry with this id already.")),
        };
    }
    let company = company_now(&tx.read(), open.company_id).await?;
    let contact_id = match open.contact_id {
        Some(id) => Some(contact_now(&tx.read(), id).await?.id),
        None => None,
    };
    let intent = open.mail.as_ref().and_then(|mail| mail.intent);
    let row = enquiry::Model {
        id,
        code: rules::code(id.0),
        company_id: company.id,
        contact_id,
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

/// The id of what a mail opens: it arrives on however many desks of a person and opens the same one on all.
pub(in crate::engines::enquiries) fn of_mail(person: PersonId, mail_ref: &str) -> EnquiryId {
    EnquiryId(derive(&[b"enquiry", person.0.as_bytes(), mail_ref.as_bytes()]))
}

fn id_for(tx: &mut Tx, open: &Open, prelead_id: Option<uuid::Uuid>) -> EnquiryId {
    match (open.id, prelead_id, &open.mail) {
        (Some(id), ..) => id,
        // Two who let the same stranger in open one enquiry.
        (None, Some(prelead_id), _) => EnquiryId(derive(&[b"enquiry", prelead_id.as_bytes()])),
        (None, None, Some(mail)) if !open.is_another => of_mail(tx.actor().person, &mail.mail_ref),
        _ => tx.id(),
    }
}
