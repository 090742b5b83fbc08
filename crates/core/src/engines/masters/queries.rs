//! Finding companies, contacts and products.

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::{
    model::{CompanyCard, CompanyId, Known, company, contact, product},
    rules,
};
use crate::kernel::{Read, Result};

/// Companies whose name begins with (or holds, from three letters on) these words; the newest when empty. At most 50.
pub async fn companies(read: &Read<'_>, query: String) -> Result<Vec<CompanyCard>> {
    let query = query.trim();
    let mut found = company::Entity::find().limit(50);
    found = if query.is_empty() {
        found.order_by_desc(company::Column::CreatedAt)
    } else {
        found.filter(company::Column::Name.contains(query)).order_by_asc(company::Column::Name)
    };
    Ok(found.all(read.db()).await?.into_iter().map(card).collect())
}

fn card(row: company::Model) -> CompanyCard {
    CompanyCard { id: row.id, name: row.name, city: row.city, domain: row.domain, is_customer: row.is_customer }
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

/// The catalogue, by name.
pub async fn products(read: &Read<'_>, _: ()) -> Result<Vec<product::Model>> {
    Ok(product::Entity::find().order_by_asc(product::Column::Name).all(read.db()).await?)
}

/// Who is behind a mail address: the contact with it, else the company with its domain.
pub async fn who_is(read: &Read<'_>, address: &str) -> Result<Option<Known>> {
    let contact =
        contact::Entity::find().filter(contact::Column::Email.eq(address.to_lowercase())).one(read.db()).await?;
    if let Some(contact) = contact {
        let company = read.get::<company::Model>(contact.company_id).await?;
        return Ok(Some(Known { company, contact: Some(contact) }));
    }
    let Some(domain) = rules::company_domain(address) else { return Ok(None) };
    let company = company::Entity::find().filter(company::Column::Domain.eq(domain)).one(read.db()).await?;
    Ok(company.map(|company| Known { company, contact: None }))
}
