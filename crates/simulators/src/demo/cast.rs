//! Who plays in the demo: companies and their people, products, colleagues.
//!
//! Read from the content tables; what the tables leave open (phones, GSTINs) is derived from the names.

use super::check::gstin_for;
use super::dice::Dice;
use super::model::{DemoAddress, DemoColleague, DemoCompany, DemoContact, DemoProduct};

const COMPANIES: &str = include_str!("content/companies.txt");
const PRODUCTS: &str = include_str!("content/products.txt");

/// The domain of the distributor.
pub(super) const HOME: &str = "pebblechem.example";

/// The rep.
pub(super) fn account() -> DemoAddress {
    DemoAddress { name: "Asha Kulkarni".to_owned(), address: format!("asha.kulkarni@{HOME}") }
}

/// The rep's colleagues.
pub(super) fn colleagues() -> Vec<DemoColleague> {
    let people = [
        ("Ravi Menon", "ravi.menon", "Sales Executive"),
        ("Meera Iyer", "meera.iyer", "Sales Manager – West"),
        ("Accounts Pebble", "accounts", "Accounts Receivable"),
        ("Dispatch Pebble", "dispatch", "Warehouse & Dispatch, Bhiwandi"),
        ("Lab Pebble", "lab", "Quality Lab"),
    ];
    let colleague = |(name, local, role): (&str, &str, &str)| DemoColleague {
        address: DemoAddress { name: name.to_owned(), address: format!("{local}@{HOME}") },
        role: role.to_owned(),
    };
    people.into_iter().map(colleague).collect()
}

/// The companies of `content/companies.txt`.
pub(super) fn companies() -> Vec<DemoCompany> {
    let mut companies: Vec<DemoCompany> = Vec::new();
    for line in COMPANIES.lines() {
        let mut fields = line.split('|').map(str::trim);
        match fields.next() {
            Some("co") => companies.extend(company(fields)),
            Some("p") => {
                if let Some(company) = companies.last_mut() {
                    let contact = contact(fields, &company.domain);
                    company.contacts.extend(contact);
                }
            }
            _ => {}
        }
    }
    companies
}

fn company<'a>(mut fields: impl Iterator<Item = &'a str>) -> Option<DemoCompany> {
    let (name, domain, city, state) = (fields.next()?, fields.next()?, fields.next()?, fields.next()?);
    let (industry, registered, standing) = (fields.next()?, fields.next()?, fields.next()?);
    let digits = Dice::named(domain).between(1000, 9999);
    Some(DemoCompany {
        name: name.to_owned(),
        domain: domain.to_owned(),
        city: city.to_owned(),
        industry: industry.to_owned(),
        gstin: (registered == "gst").then(|| gstin_for(state, name, digits)).flatten(),
        contacts: Vec::new(),
        is_known: standing == "known",
    })
}

fn contact<'a>(mut fields: impl Iterator<Item = &'a str>, domain: &str) -> Option<DemoContact> {
    let (name, local, role) = (fields.next()?, fields.next()?, fields.next()?);
    let address = format!("{local}@{domain}");
    let number = Dice::named(&address).between(0, 9999);
    Some(DemoContact {
        name: name.to_owned(),
        address,
        phone: format!("+91 90000 0{number:04}"),
        role: role.to_owned(),
    })
}

/// The price list of `content/products.txt`.
pub(super) fn products() -> Vec<DemoProduct> {
    PRODUCTS.lines().filter_map(|line| product(line.split('|').map(str::trim))).collect()
}

fn product<'a>(mut fields: impl Iterator<Item = &'a str>) -> Option<DemoProduct> {
    let (name, synonyms, cas, unit) = (fields.next()?, fields.next()?, fields.next()?, fields.next()?);
    let (price, pack, spec) = (fields.next()?, fields.next()?, fields.next()?);
    Some(DemoProduct {
        name: name.to_owned(),
        synonyms: synonyms.split(';').map(|other| other.trim().to_owned()).filter(|other| !other.is_empty()).collect(),
        cas: cas.to_owned(),
        unit: unit.to_owned(),
        list_price_minor: price.parse().ok()?,
        pack: pack.to_owned(),
        spec: spec.to_owned(),
    })
}
