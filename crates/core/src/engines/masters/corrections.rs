//! Putting companies and contacts right. Of two who put the same fact right the last stands; the history has both.

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::{
    events::Corrected,
    model::{CompanyId, ContactId, EditCompany, EditContact, NewCompany, company, contact},
    queries::{company_now, contact_now},
    rules,
};
use crate::kernel::{Error, Result, Tx};

/// Puts a company right.
pub(super) async fn edit_company(tx: &mut Tx, edit: EditCompany) -> Result<CompanyId> {
    let before = company_now(&tx.read(), edit.id).await?;
    let upper = |text: Option<String>| text.map(|text| text.to_uppercase());
    let after = company::Model {
        name: kept(edit.name, Some(&before.name)).unwrap_or_default(),
        city: kept(edit.city, before.city.as_ref()),
        industry: kept(edit.industry, before.industry.as_ref()),
        gstin: kept(upper(edit.gstin), before.gstin.as_ref()),
        pan: kept(upper(edit.pan), before.pan.as_ref()),
        ..before.clone()
    };
    rules::company(&NewCompany {
        name: after.name.clone(),
        gstin: after.gstin.clone(),
        pan: after.pan.clone(),
        ..NewCompany::default()
    })?;
    if let Some(gstin) = after.gstin.as_ref().filter(|gstin| before.gstin.as_ref() != Some(*gstin)) {
        let other = company::Entity::find().filter(company::Column::Gstin.eq(gstin)).one(tx.read().db()).await?;
        if let Some(other) = other {
            return Err(Error::invalid("gstin", format!("{} has this GSTIN already.", other.name)));
        }
    }
    tx.update(&before, &after).await?;
    tx.announce(&Corrected { company_id: before.id })?;
    Ok(before.id)
}

/// Puts a contact right.
pub(super) async fn edit_contact(tx: &mut Tx, edit: EditContact) -> Result<ContactId> {
    let before = contact_now(&tx.read(), edit.id).await?;
    let after = contact::Model {
        name: kept(edit.name, Some(&before.name)).unwrap_or_default(),
        role: kept(edit.role, before.role.as_ref()),
        ..before.clone()
    };
    if after.name.is_empty() && !before.name.is_empty() {
        return Err(Error::invalid("name", "Please give the contact's name."));
    }
    tx.update(&before, &after).await?;
    tx.announce(&Corrected { company_id: before.company_id })?;
    Ok(before.id)
}

/// What a fact is after an edit.
fn kept(said: Option<String>, before: Option<&String>) -> Option<String> {
    match said {
        Some(said) => Some(said.trim().to_owned()).filter(|said| !said.is_empty()),
        None => before.cloned(),
    }
}
