//! What masters learn from the mail, from validated pre-leads and from orders.

use serde::{Deserialize, Serialize};

use super::{
    commands::{enter, enter_contact, mark},
    model::{CompanyId, ContactId, Imported, NewCompany, NewContact, NoteBounce, company},
    queries::{company_now, contact_now},
    rules::company_domain,
};
use crate::{
    engines::{
        email::events::Asked,
        enquiries::events::{Introduced, MailAttached},
        orders::events::Placed,
        preleads::events::Accepted,
    },
    kernel::{At, Event, Result, Tx},
};

/// A validated pre-lead has its company and contact.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Entered {
    /// The company.
    pub company_id: CompanyId,
    /// The contact.
    pub contact_id: ContactId,
    /// The pre-lead as accepted.
    pub accepted: Accepted,
}
impl Event for Entered {
    const NAME: &'static str = "masters.entered";
}

/// Who was introduced has their company, and a contact if a person was named.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Recognised {
    /// The company.
    pub company_id: CompanyId,
    /// The contact.
    pub contact_id: Option<ContactId>,
    /// What was said.
    pub introduced: Introduced,
}
impl Event for Recognised {
    const NAME: &'static str = "masters.recognised";
}

/// A company or one of its contacts was put right.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Corrected {
    /// The company.
    pub company_id: CompanyId,
}
impl Event for Corrected {
    const NAME: &'static str = "masters.corrected";
}

/// Mail to a contact came back for good.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Bounced {
    /// Whom nothing reaches.
    pub contact_id: ContactId,
    /// Where they work.
    pub company_id: CompanyId,
    /// Their address.
    pub address: String,
    /// When it came back.
    pub at: At,
}
impl Event for Bounced {
    const NAME: &'static str = "masters.bounced";
}

/// A permanent bounce on an enquiry marks the address, so that nothing is sent there automatically.
pub(super) async fn mark_bounced(tx: &mut Tx, event: MailAttached) -> Result<()> {
    if event.mail.is_bounce { mark(tx, &event.mail.address, event.mail.at).await } else { Ok(()) }
}

/// A permanent bounce marks the address whether or not an enquiry takes the report.
pub(super) async fn hear_bounce(tx: &mut Tx, event: Asked) -> Result<()> {
    let Some(failed) = event.facts.bounced else { return Ok(()) };
    let address = failed.unwrap_or(event.facts.from.address);
    tx.mutate("masters.note_bounce", &NoteBounce { address, at: event.facts.received_at }).await
}

/// Who has ordered is a customer from then on.
pub(super) async fn mark_customer(tx: &mut Tx, event: Placed) -> Result<()> {
    let before: company::Model = tx.get(event.company_id).await?;
    tx.update(&before, &company::Model { is_customer: true, ..before.clone() }).await
}

/// A pre-lead that was found genuine becomes a company with a contact.
pub(super) async fn enter_sender(tx: &mut Tx, event: Accepted) -> Result<()> {
    let mut company = event.company.clone();
    company.contacts.push(NewContact {
        name: event.name.clone(),
        email: Some(event.address.clone()),
        phone: event.phone.clone(),
        role: None,
    });
    let id = enter(tx, &company, &mut Imported::default()).await?;
    let contact = super::contact_id(id, &event.address);
    tx.announce(&Entered { company_id: id, contact_id: contact, accepted: event })
}

/// Who was introduced is known, or entered with what was said of them.
pub(super) async fn enter_introduced(tx: &mut Tx, event: Introduced) -> Result<()> {
    let quick = event.quick.clone();
    let person = quick.contact.map(|name| NewContact { name, email: quick.email, phone: quick.phone, role: None });
    let company_id = match quick.company_id {
        Some(id) => company_now(&tx.read(), id).await?.id,
        None => {
            let domain = person.as_ref().and_then(|person| company_domain(person.email.as_deref()?));
            let company = NewCompany { name: quick.company, domain, ..NewCompany::default() };
            enter(tx, &company, &mut Imported::default()).await?
        }
    };
    let contact_id = match (quick.contact_id, person) {
        (Some(id), _) => Some(contact_now(&tx.read(), id).await?.id),
        (None, Some(person)) => Some(enter_contact(tx, company_id, &person, &mut Imported::default()).await?),
        (None, None) => None,
    };
    tx.announce(&Recognised { company_id, contact_id, introduced: event })
}
