//! Entering masters. What is there already stays as it is, and only what is not known of it is added: an import run
//! twice changes nothing.

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use super::{
    company_id, contact_id,
    events::Bounced,
    model::{
        AliasId, CompanyId, ContactId, GivePrice, Import, Imported, NewCompany, NewContact, NewProduct, NoteBounce,
        PointKind, PriceId, ProductId, SetPrice, alias, company, contact, point, price, product,
    },
    points, queries, rules,
};
pub(super) use super::{
    corrections::{edit_company, edit_contact},
    points::{add_point, prefer_point, retire_point},
};
use crate::kernel::{At, Error, Result, Tx, calendar::Calendar, ids::derive, money::Currency, phone::Phone};

/// Enters a company with its contacts; finds the one that is there by GSTIN, domain or exact name.
pub(super) async fn add_company(tx: &mut Tx, new: NewCompany) -> Result<CompanyId> {
    enter(tx, &new, &mut Imported::default()).await
}

/// Enters a product; finds the one that is there by name.
pub(super) async fn add_product(tx: &mut Tx, new: NewProduct) -> Result<ProductId> {
    let mut done = Imported::default();
    let id = enter_product(tx, &new, &mut done).await?;
    if done.other_prices > 0 {
        let said = format!(
            "{} is entered with another list price. Set the new price with the day from which it holds.",
            new.name.trim()
        );
        return Err(Error { field: Some("list_price_minor".to_owned()), ..Error::conflict(said) });
    }
    Ok(id)
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

/// Enters a company, or what is not known yet of one that is there; its contacts likewise.
pub(super) async fn enter(tx: &mut Tx, new: &NewCompany, done: &mut Imported) -> Result<CompanyId> {
    rules::company(new)?;
    let clean =
        |value: &Option<String>| value.as_deref().map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned);
    let upper = |value: &Option<String>| clean(value).map(|text| text.to_uppercase());
    let (wanted, found) = (known_by(new), same_company(tx, new).await?);
    let said = company::Model {
        id: wanted,
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
    let id = match found {
        Some(company) => {
            done.known = done.known.saturating_add(1);
            stand_for(tx, wanted, company.id).await?;
            tx.update(&company, &rules::with_new(&company, said)).await?;
            company.id
        }
        None => {
            tx.insert(&said).await?;
            done.companies = done.companies.saturating_add(1);
            said.id
        }
    };
    for contact in &new.contacts {
        enter_contact(tx, id, contact, done).await?;
        if wanted != id {
            let key = contact_key(contact);
            stand_for(tx, contact_id(wanted, &key), contact_id(id, &key)).await?;
        }
    }
    Ok(id)
}

/// The id that a company has, or would have, by what it is known by first.
fn known_by(new: &NewCompany) -> CompanyId {
    let filled = |value: &Option<String>| value.as_deref().map(str::trim).is_some_and(|value| !value.is_empty());
    let [gstin, domain, name] = keys(new);
    match (gstin, domain) {
        (Some(gstin), _) if filled(&new.gstin) => company_id("gstin", &gstin),
        (_, Some(domain)) if filled(&new.domain) => company_id("domain", &domain),
        _ => company_id("name", &name.unwrap_or_default()),
    }
}

/// What a company is known by, as it is kept: GSTIN, domain, name.
fn keys(new: &NewCompany) -> [Option<String>; 3] {
    [
        new.gstin.as_deref().map(|gstin| gstin.trim().to_uppercase()),
        new.domain.as_deref().map(|domain| domain.trim().to_lowercase()),
        Some(new.name.trim().to_owned()),
    ]
}

/// Remembers that an id stands for another, so that work that names it finds its way.
async fn stand_for(tx: &mut Tx, id: impl Into<uuid::Uuid>, other: impl Into<uuid::Uuid>) -> Result<()> {
    let row = alias::Model { id: AliasId(id.into()), stands_for: other.into() };
    if row.id.0 == row.stands_for || tx.read().find::<alias::Model>(row.id).await?.is_some() {
        return Ok(());
    }
    tx.insert(&row).await
}

async fn same_company(tx: &Tx, new: &NewCompany) -> Result<Option<company::Model>> {
    let read = tx.read();
    let columns = [company::Column::Gstin, company::Column::Domain, company::Column::Name];
    for (column, key) in columns.into_iter().zip(keys(new)) {
        let Some(key) = key.filter(|key| !key.is_empty()) else { continue };
        let found = company::Entity::find().filter(column.eq(key)).one(read.db()).await?;
        if found.is_some() {
            return Ok(found);
        }
    }
    Ok(None)
}

/// What a contact's id derives from.
fn contact_key(new: &NewContact) -> String {
    let email = new.email.as_deref().map(|email| email.trim().to_lowercase()).filter(|email| !email.is_empty());
    email.unwrap_or_else(|| new.name.trim().to_lowercase())
}

/// Enters a contact, or what is new of one that is there: another number goes beside the first.
pub(super) async fn enter_contact(
    tx: &mut Tx,
    company: CompanyId,
    new: &NewContact,
    done: &mut Imported,
) -> Result<ContactId> {
    let email = new.email.as_deref().map(|email| email.trim().to_lowercase()).filter(|email| !email.is_empty());
    let phone = match new.phone.as_deref().map(str::trim).filter(|phone| !phone.is_empty()) {
        Some(text) => Some(Phone::parse(text).map_err(|problem| Error::invalid("phone", problem.to_string()))?),
        None => None,
    };
    let id = contact_id(company, &contact_key(new));
    if let Some(known) = same_contact(tx, id, company, email.as_deref()).await? {
        done.known = done.known.saturating_add(1);
        if let Some(email) = email {
            points::add(tx, &known, PointKind::Email, email).await?;
        }
        if let Some(phone) = phone {
            points::add(tx, &known, PointKind::Phone, phone.as_str().to_owned()).await?;
        }
        return Ok(known.id);
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
    Ok(id)
}

/// The contact with this id, or the one of the company that has this address, first or beside the first.
async fn same_contact(
    tx: &Tx,
    id: ContactId,
    company: CompanyId,
    email: Option<&str>,
) -> Result<Option<contact::Model>> {
    let read = tx.read();
    let found = read.find::<contact::Model>(id).await?;
    let (None, Some(email)) = (&found, email) else { return Ok(found) };
    let first =
        contact::Entity::find().filter(contact::Column::Email.eq(email)).filter(contact::Column::CompanyId.eq(company));
    if let Some(known) = read.all::<contact::Model>(first).await?.into_iter().min_by_key(|contact| contact.id) {
        return Ok(Some(known));
    }
    let beside = point::Entity::find()
        .filter(point::Column::Value.eq(email))
        .filter(point::Column::RetiredAt.is_null())
        .all(read.db())
        .await?;
    let ids: Vec<uuid::Uuid> = beside.into_iter().map(|point| point.contact_id.0).collect();
    let contacts: Vec<contact::Model> = read.many(&ids).await?;
    Ok(contacts.into_iter().find(|contact| contact.company_id == company))
}

async fn enter_product(tx: &mut Tx, new: &NewProduct, done: &mut Imported) -> Result<ProductId> {
    let name = new.name.trim();
    if name.is_empty() {
        return Err(Error::invalid("name", "Please give the product's name."));
    }
    if new.list_price_minor.is_some_and(|price| price < 0) {
        return Err(Error::invalid("list_price_minor", "A list price cannot be below zero."));
    }
    let id = ProductId(derive(&[b"product", name.to_lowercase().as_bytes()]));
    if let Some(before) = tx.read().find::<product::Model>(id).await? {
        keep_price(tx, &before, new.list_price_minor, done).await?;
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

/// A product that is entered again keeps its price; that another was given is counted. Whoever may set prices gives one
/// to a product that has none.
async fn keep_price(tx: &mut Tx, before: &product::Model, again: Option<i64>, done: &mut Imported) -> Result<()> {
    let may = matches!((before.list_price_minor, again), (None, Some(_))) && queries::may_price(&tx.read(), ()).await?;
    match (before.list_price_minor, again) {
        (None, Some(_)) if may => {
            let after = product::Model { list_price_minor: again, ..before.clone() };
            tx.update(before, &after).await
        }
        (stands, Some(again)) if stands != Some(again) => {
            done.other_prices = done.other_prices.saturating_add(1);
            Ok(())
        }
        _ => Ok(()),
    }
}

async fn may_price(tx: &Tx) -> Result<()> {
    if queries::may_price(&tx.read(), ()).await? { Ok(()) } else { Err(rules::no_price()) }
}

/// Asks the office for a list price from a day on. What was quoted before keeps the version that it was made with.
pub(super) async fn set_price(tx: &mut Tx, new: SetPrice) -> Result<ProductId> {
    may_price(tx).await?;
    let product: product::Model = tx.get(new.product_id).await?;
    if !tx.was_decided() {
        rules::check_price(&new, today(tx).await?, queries::newest_price(&tx.read(), product.id).await?)?;
    }
    tx.require("masters.price", &GivePrice { asked: new, given: None })?;
    Ok(product.id)
}

/// How far ahead of the newest version one may be that was given before.
const FURTHEST: i32 = 1_000;

/// Sets a list price: the next version. It is judged at the office's present; what an office had decided before is not
/// judged anew, and stays the version that quotations name if no other is.
pub(super) async fn price(tx: &mut Tx, price: GivePrice) -> Result<i32> {
    let GivePrice { asked: new, given } = price;
    let product: product::Model = tx.get(new.product_id).await?;
    let versions = queries::prices(&tx.read(), product.id).await?;
    let newest = versions.last().map_or(0, |last| last.version);
    if given.is_none() {
        rules::check_price(&new, today(tx).await?, newest)?;
    }
    let most = newest.saturating_add(FURTHEST);
    let is_free = |version: &i32| (1..=most).contains(version) && versions.iter().all(|row| row.version != *version);
    let version = given.filter(is_free).unwrap_or(newest.saturating_add(1));
    let currency = Currency::parse(&new.currency).map_err(Error::broken)?;
    let row = price::Model {
        id: PriceId(derive(&[b"price", product.id.0.as_bytes(), &version.to_le_bytes()])),
        product_id: product.id,
        version,
        price_minor: new.price_minor,
        currency: currency.code().to_owned(),
        valid_from: new.valid_from,
        set_by: tx.actor().person,
        set_at: tx.now(),
    };
    tx.insert(&row).await?;
    Ok(version)
}

async fn today(tx: &Tx) -> Result<chrono::NaiveDate> {
    Ok(tx.read().setting::<Calendar>().await?.local_date(tx.now().utc()))
}

/// Marks an address that mail cannot reach.
pub(super) async fn note_bounce(tx: &mut Tx, note: NoteBounce) -> Result<()> {
    mark(tx, &note.address, note.at).await
}

/// Marks every contact with this address, unless a later bounce has marked it.
pub(super) async fn mark(tx: &mut Tx, address: &str, at: At) -> Result<()> {
    let beside = point::Entity::find().filter(point::Column::Value.eq(address.to_lowercase()));
    let mut beside = beside.all(tx.read().db()).await?;
    beside.sort_by_key(|point| point.id);
    for before in beside.into_iter().filter(|point| point.bounced_at.is_none_or(|marked| marked < at)) {
        let after = point::Model { bounced_at: Some(at), ..before.clone() };
        tx.update(&before, &after).await?;
    }
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
