//! Finding companies, contacts and products.

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::{ColumnTrait, Condition, EntityTrait, ExprTrait, QueryFilter, QueryOrder, QuerySelect, sea_query::Query};

use uuid::Uuid;

use super::{
    model::{
        AliasId, CompanyCard, CompanyId, ContactCard, ContactId, Known, Listed, PointKind, PriceNow, ProductId, alias,
        company, contact, point, price, product,
    },
    rules,
};
use crate::{
    engines::people::queries::{has_any, role_of},
    kernel::{Read, Result, calendar::Calendar, search},
};

/// Contacts in one answer of a search.
const MOST_CONTACTS: u64 = 20;

/// Companies that these words fit, by name; the newest when there are none. At most 50.
pub async fn companies(read: &Read<'_>, query: String) -> Result<Vec<CompanyCard>> {
    let query = query.trim();
    let mut found = company::Entity::find().limit(50);
    found = if query.is_empty() {
        found.order_by_desc(company::Column::CreatedAt).order_by_asc(company::Column::Id)
    } else {
        found.filter(search::fits::<company::Model>(read, query)).order_by_asc(company::Column::Name)
    };
    Ok(found.all(read.db()).await?.into_iter().map(card).collect())
}

fn card(row: company::Model) -> CompanyCard {
    CompanyCard { id: row.id, name: row.name, city: row.city, domain: row.domain, is_customer: row.is_customer }
}

/// Contacts whose name, or one of whose addresses and numbers, these words fit, by name. A number may be typed as people
/// write it. At most 20; none without words.
pub async fn find_contacts(read: &Read<'_>, query: String) -> Result<Vec<ContactCard>> {
    let query = query.trim();
    if query.is_empty() {
        return Ok(Vec::new());
    }
    let mut fits = Condition::any();
    for words in rules::dialled(query).as_deref().into_iter().chain([query]) {
        let further = Query::select()
            .column((point::Entity, point::Column::ContactId))
            .from(point::Entity)
            .cond_where(search::fits::<point::Model>(read, words))
            .to_owned();
        fits = fits.add(search::fits::<contact::Model>(read, words)).add(contact::Column::Id.in_subquery(further));
    }
    let found = contact::Entity::find().filter(fits).order_by_asc(contact::Column::Name).limit(MOST_CONTACTS);
    let found = found.order_by_asc(contact::Column::Id).all(read.db()).await?;
    let companies: Vec<Uuid> = found.iter().map(|row| row.company_id.0).collect();
    let companies = read.many::<company::Model>(&companies).await?;
    let names: BTreeMap<CompanyId, String> = companies.into_iter().map(|row| (row.id, row.name)).collect();
    let card = |row: contact::Model| ContactCard {
        company: names.get(&row.company_id).cloned().unwrap_or_default(),
        id: row.id,
        name: row.name,
        email: row.email,
        phone: row.phone,
    };
    Ok(found.into_iter().map(card).collect())
}

/// The contacts of a company, by name.
pub async fn contacts(read: &Read<'_>, id: CompanyId) -> Result<Vec<contact::Model>> {
    let rows = contact::Entity::find()
        .filter(contact::Column::CompanyId.eq(id))
        .order_by_asc(contact::Column::Name)
        .all(read.db())
        .await?;
    Ok(rows)
}

/// What a contact is reached by beside the first number and address, oldest first; what is no longer theirs comes last.
pub async fn points(read: &Read<'_>, id: ContactId) -> Result<Vec<point::Model>> {
    let rows = point::Entity::find()
        .filter(point::Column::ContactId.eq(id))
        .order_by_asc(point::Column::AddedAt)
        .order_by_asc(point::Column::Id);
    let contact = contact_now(read, id).await?;
    let first = |kind| match kind {
        PointKind::Phone => contact.phone.as_deref(),
        PointKind::Email => contact.email.as_deref(),
    };
    let mut rows = rows.all(read.db()).await?;
    rows.retain(|point| first(point.kind) != Some(point.value.as_str()));
    rows.sort_by_key(|point| point.retired_at.is_some());
    Ok(rows)
}

/// A company by its id, or by one that stands for it.
///
/// # Errors
/// `Missing` when there is none.
pub async fn company_now(read: &Read<'_>, id: CompanyId) -> Result<company::Model> {
    match read.find::<company::Model>(id).await? {
        Some(company) => Ok(company),
        None => read.get(stood_for(read, id).await?.map_or(id, CompanyId)).await,
    }
}

/// A contact by their id, or by one that stands for it.
///
/// # Errors
/// `Missing` when there is none.
pub async fn contact_now(read: &Read<'_>, id: ContactId) -> Result<contact::Model> {
    match read.find::<contact::Model>(id).await? {
        Some(contact) => Ok(contact),
        None => read.get(stood_for(read, id).await?.map_or(id, ContactId)).await,
    }
}

async fn stood_for(read: &Read<'_>, id: impl Into<Uuid>) -> Result<Option<Uuid>> {
    Ok(read.find::<alias::Model>(AliasId(id.into())).await?.map(|alias| alias.stands_for))
}

/// The catalogue, by name.
pub async fn products(read: &Read<'_>, _: ()) -> Result<Vec<product::Model>> {
    Ok(product::Entity::find().order_by_asc(product::Column::Name).all(read.db()).await?)
}

/// Every list price that was set, oldest first.
pub async fn prices(read: &Read<'_>, id: ProductId) -> Result<Vec<price::Model>> {
    let rows = price::Entity::find().filter(price::Column::ProductId.eq(id)).order_by_asc(price::Column::Version);
    read.all(rows).await
}

/// Whether the person may set list prices.
pub async fn may_price(read: &Read<'_>, _: ()) -> Result<bool> {
    let role = role_of(read, read.actor().person).await?;
    Ok(rules::may_price(role, has_any(read, &rules::PRICERS).await?))
}

/// The newest version of a product's list price; 0 when none was set.
pub async fn newest_price(read: &Read<'_>, id: ProductId) -> Result<i32> {
    Ok(prices(read, id).await?.last().map_or(0, |row| row.version))
}

/// The catalogue with the prices of today, by name.
pub async fn listed(read: &Read<'_>, _: ()) -> Result<Vec<Listed>> {
    let today = read.setting::<Calendar>().await?.local_date(read.now().utc());
    let all = price::Entity::find().order_by_asc(price::Column::Version).all(read.db()).await?;
    let mut of: BTreeMap<ProductId, Vec<price::Model>> = BTreeMap::new();
    for row in all {
        of.entry(row.product_id).or_default().push(row);
    }
    let none = Vec::new();
    let products = products(read, ()).await?;
    let listed = products.into_iter().map(|product| {
        let versions = of.get(&product.id).unwrap_or(&none);
        Listed {
            price: rules::price_on(&product, versions, today),
            newest: versions.last().map_or(0, |row| row.version),
            product_id: product.id,
            name: product.name,
            unit: product.unit,
        }
    });
    Ok(listed.collect())
}

/// A product with the price in force today; none when it is not in the catalogue.
pub async fn priced(read: &Read<'_>, id: ProductId) -> Result<Option<(product::Model, Option<PriceNow>)>> {
    let Some(product) = read.find::<product::Model>(id).await? else { return Ok(None) };
    let today = read.setting::<Calendar>().await?.local_date(read.now().utc());
    let price = rules::price_on(&product, &prices(read, id).await?, today);
    Ok(Some((product, price)))
}

/// Who is behind a mail address: the contact with it, else the company with its domain.
pub async fn who_is(read: &Read<'_>, address: &str) -> Result<Option<Known>> {
    Ok(who_are(read, [address]).await?.remove(address))
}

/// Who is behind each of these mail addresses, by the address as it was given; strangers are left out.
pub async fn who_are<'a>(
    read: &Read<'_>,
    addresses: impl IntoIterator<Item = &'a str>,
) -> Result<BTreeMap<String, Known>> {
    let addresses: BTreeSet<&str> = addresses.into_iter().filter(|address| !address.is_empty()).collect();
    let named = contacts_at(read, &addresses).await?;
    let domains: Vec<String> = addresses.iter().filter_map(|address| rules::company_domain(address)).collect();
    let employers: BTreeSet<CompanyId> = named.values().map(|contact| contact.company_id).collect();
    let companies = companies_of(read, employers, domains).await?;
    let by_id: BTreeMap<CompanyId, &company::Model> = companies.iter().map(|company| (company.id, company)).collect();
    let by_domain: BTreeMap<&str, &company::Model> =
        companies.iter().filter_map(|company| Some((company.domain.as_deref()?, company))).collect();
    let mut known = BTreeMap::new();
    for address in addresses {
        let contact = named.get(&address.to_lowercase());
        let company = match contact {
            Some(contact) => by_id.get(&contact.company_id),
            None => rules::company_domain(address).and_then(|domain| by_domain.get(domain.as_str())),
        };
        if let Some(company) = company {
            known.insert(address.to_owned(), Known { company: (*company).clone(), contact: contact.cloned() });
        }
    }
    Ok(known)
}

/// The companies with these ids or domains. An empty list is left out of the question: beside another one it makes
/// SQLite read every company.
async fn companies_of(read: &Read<'_>, ids: BTreeSet<CompanyId>, domains: Vec<String>) -> Result<Vec<company::Model>> {
    let with_id = (!ids.is_empty()).then(|| company::Column::Id.is_in(ids));
    let at_domain = (!domains.is_empty()).then(|| company::Column::Domain.is_in(domains));
    let Some(theirs) = with_id.into_iter().chain(at_domain).reduce(|one, other| one.or(other)) else {
        return Ok(Vec::new());
    };
    Ok(company::Entity::find().filter(theirs).order_by_desc(company::Column::Id).all(read.db()).await?)
}

/// The contacts with these addresses, by address in lower case.
async fn contacts_at(read: &Read<'_>, addresses: &BTreeSet<&str>) -> Result<BTreeMap<String, contact::Model>> {
    if addresses.is_empty() {
        return Ok(BTreeMap::new());
    }
    let rows = contact::Entity::find()
        .filter(contact::Column::Email.is_in(addresses.iter().map(|address| address.to_lowercase())))
        .order_by_desc(contact::Column::Id)
        .all(read.db())
        .await?;
    let mut named: BTreeMap<String, contact::Model> =
        rows.into_iter().filter_map(|row| Some((row.email.clone()?, row))).collect();
    let beside = point::Entity::find()
        .filter(point::Column::Value.is_in(addresses.iter().map(|address| address.to_lowercase())))
        .filter(point::Column::RetiredAt.is_null());
    let mut beside = beside.all(read.db()).await?;
    beside.sort_by_key(|point| point.id);
    let ids: Vec<Uuid> = beside.iter().map(|point| point.contact_id.0).collect();
    let whose: Vec<contact::Model> = read.many(&ids).await?;
    let whose: BTreeMap<ContactId, contact::Model> = whose.into_iter().map(|row| (row.id, row)).collect();
    for point in beside {
        if let Some(contact) = whose.get(&point.contact_id) {
            named.entry(point.value).or_insert_with(|| contact.clone());
        }
    }
    Ok(named)
}
