//! Entering masters. What is there already stays as it is: an import run twice changes nothing.

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use super::{
    contact_id,
    events::Bounced,
    model::{
        CompanyId, Import, Imported, NewCompany, NewContact, NewProduct, NoteBounce, ProductId, company, contact,
        product,
    },
    rules,
};
use crate::kernel::{At, Error, Result, Tx, ids::derive, phone::Phone};

/// Enters a company with its contacts; finds the one that is there by GSTIN, domain or exact name.
pub(super) async fn add_company(tx: &mut Tx, new: NewCompany) -> Result<CompanyId> {
    enter(tx, &new, &mut Imported::default()).await
}

/// Enters a product; finds the one that is there by name.
pub(super) async fn add_product(tx: &mut Tx, new: NewProduct) -> Result<ProductId> {
    enter_product(tx, &new, &mut Imported::default()).await
}

/// Enters many.
pub(super) async fn import(tx: &mut Tx, import: Import) -> Result<Imported> {
    let mut done = Imported::default();
    for company in &import.companies {
        enter(tx, company, &mut done).await?;
    }
    for product in &import.products {
        enter_product(tx, product, &mut done).await?;
    }
    Ok(done)
}

/// Enters a company unless it is there; its contacts likewise.
pub(super) async fn enter(tx: &mut Tx, new: &NewCompany, done: &mut Imported) -> Result<CompanyId> {
    rules::company(new)?;
    let clean =
        |value: &Option<String>| value.as_deref().map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned);
    let upper = |value: &Option<String>| clean(value).map(|text| text.to_uppercase());
    let found = same_company(tx, new).await?;
    let id = match found {
        Some(company) => {
            done.known = done.known.saturating_add(1);
            company.id
        }
        None => {
            let id: CompanyId = tx.id();
            let row = company::Model {
                id,
                name: new.name.trim().to_owned(),
                domain: clean(&new.domain).map(|domain| domain.to_lowercase()),
                gstin: upper(&new.gstin),
                pan: upper(&new.pan),
                cin: upper(&new.cin),
                city: clean(&new.city),
                industry: clean(&new.industry),
                is_customer: new.is_customer,
                is_barred: false,
                created_at: tx.now(),
            };
            tx.insert(&row).await?;
            done.companies = done.companies.saturating_add(1);
            id
        }
    };
    for contact in &new.contacts {
        enter_contact(tx, id, contact, done).await?;
    }
    Ok(id)
}

async fn same_company(tx: &Tx, new: &NewCompany) -> Result<Option<company::Model>> {
    let read = tx.read();
    let keys = [
        (company::Column::Gstin, new.gstin.as_deref().map(|gstin| gstin.trim().to_uppercase())),
        (company::Column::Domain, new.domain.as_deref().map(|domain| domain.trim().to_lowercase())),
        (company::Column::Name, Some(new.name.trim().to_owned())),
    ];
    for (column, key) in keys {
        let Some(key) = key.filter(|key| !key.is_empty()) else { continue };
        let found = company::Entity::find().filter(column.eq(key)).one(read.db()).await?;
        if found.is_some() {
            return Ok(found);
        }
    }
    Ok(None)
}

async fn enter_contact(tx: &mut Tx, company: CompanyId, new: &NewContact, done: &mut Imported) -> Result<()> {
    let email = new.email.as_deref().map(|email| email.trim().to_lowercase()).filter(|email| !email.is_empty());
    let phone = match new.phone.as_deref().map(str::trim).filter(|phone| !phone.is_empty()) {
        Some(text) => Some(Phone::parse(text).map_err(|problem| Error::invalid("phone", problem.to_string()))?),
        None => None,
    };
    let name = new.name.trim().to_lowercase();
    let id = contact_id(company, email.as_deref().unwrap_or(&name));
    if tx.read().find::<contact::Model>(id).await?.is_some() {
        done.known = done.known.saturating_add(1);
        return Ok(());
    }
    let row = contact::Model {
        id,
        company_id: company,
        name: new.name.trim().to_owned(),
        email,
        phone: phone.map(|phone| phone.as_str().to_owned()),
        role: new.role.clone(),
        bounced_at: None,
    };
    tx.insert(&row).await?;
    done.contacts = done.contacts.saturating_add(1);
    Ok(())
}

async fn enter_product(tx: &mut Tx, new: &NewProduct, done: &mut Imported) -> Result<ProductId> {
    let name = new.name.trim();
    if name.is_empty() {
        return Err(Error::invalid("name", "Please give the product's name."));
    }
    let id = ProductId(derive(&[b"product", name.to_lowercase().as_bytes()]));
    if tx.read().find::<product::Model>(id).await?.is_some() {
        done.known = done.known.saturating_add(1);
        return Ok(id);
    }
    let row = product::Model {
        id,
        name: name.to_owned(),
        synonyms: new.synonyms.join("\n"),
        cas: new.cas.clone(),
        unit: new.unit.clone(),
        list_price_minor: new.list_price_minor,
    };
    tx.insert(&row).await?;
    done.products = done.products.saturating_add(1);
    Ok(id)
}

/// Marks an address that mail cannot reach.
pub(super) async fn note_bounce(tx: &mut Tx, note: NoteBounce) -> Result<()> {
    mark(tx, &note.address, note.at).await
}

/// Marks every contact with this address, unless a later bounce has marked it.
pub(super) async fn mark(tx: &mut Tx, address: &str, at: At) -> Result<()> {
    let reached = contact::Entity::find()
        .filter(contact::Column::Email.eq(address.to_lowercase()))
        .order_by_asc(contact::Column::Id)
        .all(tx.read().db())
        .await?;
    for before in reached {
        if before.bounced_at.is_some_and(|marked| marked >= at) {
            continue;
        }
        let after = contact::Model { bounced_at: Some(at), ..before.clone() };
        tx.update(&before, &after).await?;
        tx.announce(&Bounced {
            contact_id: before.id,
            company_id: before.company_id,
            address: address.to_owned(),
            at,
        })?;
    }
    Ok(())
}
