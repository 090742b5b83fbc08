//! Putting facts right.

use super::save;
use crate::{
    engines::{
        enquiries::{
            events::Reprioritised,
            model::{Blank, Edit, EnquiryId, enquiry},
            rules,
        },
        masters::queries::contact_now,
    },
    kernel::{Error, Result, Tx, calendar::Calendar},
};

/// Puts facts right. Of two who put the same one right the last stands; the history has both.
pub(in crate::engines::enquiries) async fn edit(tx: &mut Tx, edit: Edit) -> Result<EnquiryId> {
    let before: enquiry::Model = tx.get(edit.id).await?;
    let today = tx.read().setting::<Calendar>().await?.local_date(tx.now().utc());
    let mut after = rules::edited(&before, &edit, today)?;
    if let Some(id) = edit.contact_id {
        let contact = contact_now(&tx.read(), id).await?;
        if contact.company_id != before.company_id {
            return Err(Error::invalid("contact_id", "This contact works for another company."));
        }
        after.contact_id = Some(contact.id);
    }
    for blank in edit.clear {
        match blank {
            Blank::Product => after.product = None,
            Blank::Quantity => after.quantity = None,
            Blank::Unit => after.unit = None,
            Blank::Value => after.value_minor = None,
            Blank::Contact => after.contact_id = None,
            Blank::ValidUntil => after.valid_until = None,
        }
    }
    save(tx, &before, &after).await?;
    if after.priority != before.priority {
        tx.announce(&Reprioritised { id: after.id, priority: after.priority })?;
    }
    Ok(after.id)
}
