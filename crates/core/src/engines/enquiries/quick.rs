//! An enquiry from one line: what it says, whom it fits, and everything that is missing entered at once.

use std::collections::{BTreeMap, BTreeSet};

use uuid::Uuid;

use super::{
    commands::{Line, log, open},
    events::Introduced,
    model::{ActivityKind, EnquiryId, Fit, Heard, Open, Quick},
    rules::line,
};
use crate::{
    engines::masters::{
        events::Recognised,
        model::{CompanyId, company, contact},
        queries::{companies, find_contacts, products, who_is},
    },
    kernel::{Error, Read, Result, Tx},
};

/// Those it may be about that are shown.
const MOST_FITS: usize = 6;
/// Fewer letters fit everybody.
const LEAST_LETTERS: usize = 2;

/// What a line says, and who there is that it may be about: the surest first.
pub async fn hear(read: &Read<'_>, text: String) -> Result<Heard> {
    let mut names = Vec::new();
    for product in products(read, ()).await? {
        names.extend(product.synonyms.lines().map(str::to_owned));
        names.push(product.name);
    }
    let said = line::hear(&text, &names);
    let mut fits: Vec<Fit> = Vec::new();
    if let Some(email) = &said.email
        && let Some(known) = who_is(read, email).await?
    {
        fits.push(fit(&known.company, known.contact.as_ref()));
    }
    for words in [said.phone.as_deref(), said.contact.as_deref()].into_iter().flatten() {
        fits.extend(contacts_named(read, words).await?);
    }
    if let Some(name) = said.company.as_deref().filter(|name| name.chars().count() >= LEAST_LETTERS) {
        let found = companies(read, name.to_owned()).await?;
        let ids: Vec<Uuid> = found.iter().take(MOST_FITS).map(|card| card.id.0).collect();
        let mut rows: Vec<company::Model> = read.many(&ids).await?;
        rows.sort_by(|one, other| one.name.cmp(&other.name));
        fits.extend(rows.iter().map(|company| fit(company, None)));
        // A person's name may be all that was said. Who merely works at a company that fits is not meant by its name.
        let met: BTreeSet<CompanyId> = rows.iter().map(|company| company.id).collect();
        let people = contacts_named(read, name).await?;
        fits.extend(people.into_iter().filter(|person| !met.contains(&person.company_id)));
    }
    let mut met = BTreeSet::new();
    fits.retain(|fit| met.insert((fit.company_id, fit.contact_id)));
    fits.truncate(MOST_FITS);
    Ok(Heard { company: said.company_name(), contact: said.contact_name(), title: said.title(), said, fits })
}

fn fit(company: &company::Model, contact: Option<&contact::Model>) -> Fit {
    Fit {
        company_id: company.id,
        company: company.name.clone(),
        city: company.city.clone(),
        is_customer: company.is_customer,
        contact_id: contact.map(|contact| contact.id),
        contact: contact.map(|contact| contact.name.clone()),
    }
}

/// People with this number, or with these words in their name or addresses.
async fn contacts_named(read: &Read<'_>, words: &str) -> Result<Vec<Fit>> {
    if words.chars().count() < LEAST_LETTERS {
        return Ok(Vec::new());
    }
    let cards = find_contacts(read, words.to_owned()).await?;
    let ids: Vec<Uuid> = cards.iter().take(MOST_FITS).map(|card| card.id.0).collect();
    let mut rows: Vec<contact::Model> = read.many(&ids).await?;
    rows.sort_by(|one, other| (&one.name, one.id).cmp(&(&other.name, other.id)));
    let of: Vec<Uuid> = rows.iter().map(|contact| contact.company_id.0).collect();
    let of: Vec<company::Model> = read.many(&of).await?;
    let of: BTreeMap<CompanyId, company::Model> = of.into_iter().map(|company| (company.id, company)).collect();
    let found = rows.iter().filter_map(|contact| Some(fit(of.get(&contact.company_id)?, Some(contact))));
    Ok(found.collect())
}

/// Opens an enquiry from a line. Masters enter the company and the person that are not there yet, in the same
/// transaction.
pub(super) async fn quick_add(tx: &mut Tx, quick: Quick) -> Result<EnquiryId> {
    if quick.company_id.is_none() && quick.company.trim().is_empty() {
        return Err(Error::invalid(
            "line",
            "Please say whose enquiry it is: a company, a name, a mail address or a telephone number.",
        ));
    }
    let id: EnquiryId = tx.id();
    tx.announce(&Introduced { id, quick })?;
    Ok(id)
}

/// Masters know who asks.
pub(super) async fn open_for_known(tx: &mut Tx, event: Recognised) -> Result<()> {
    let Introduced { id, quick } = event.introduced;
    let input = Open {
        id: Some(id),
        company_id: event.company_id,
        contact_id: event.contact_id,
        title: quick.title,
        product: quick.product,
        quantity: quick.quantity,
        unit: quick.unit,
        value_minor: None,
        priority: None,
        mail: None,
        is_another: false,
    };
    let id = open(tx, input).await?;
    // What was taken for nothing is not lost.
    let note = quick.note.trim();
    if note.is_empty() { Ok(()) } else { log(tx, id, Line::new(ActivityKind::Note, "As it was told", note)).await }
}
