//! What masters learn from the mail and from validated pre-leads.

use serde::{Deserialize, Serialize};

use super::{
    commands::enter,
    model::{CompanyId, ContactId, Imported, NewContact, contact},
    queries,
};
use crate::{
    engines::{enquiries::events::MailAttached, preleads::events::Accepted},
    kernel::{Event, Result, Tx},
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

/// A permanent bounce marks the address, so that nothing is sent there automatically.
pub(super) async fn mark_bounced(tx: &mut Tx, event: MailAttached) -> Result<()> {
    if !event.mail.is_bounce {
        return Ok(());
    }
    let known = queries::who_is(&tx.read(), &event.mail.address).await?;
    let Some(before) = known.and_then(|known| known.contact) else { return Ok(()) };
    let after = contact::Model { bounced_at: Some(event.mail.at), ..before.clone() };
    tx.update(&before, &after).await
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
