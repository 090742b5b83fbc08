//! Masters: the companies, contacts and products that everything else names.
//!
//! List prices are versions with the day from which each holds; they are set by the authority alone. Registry look-ups (GST, MCA) belong to a later engine; here identifiers are checked for form and check digit only.

mod commands;
mod corrections;
pub mod events;
pub mod model;
mod points;
pub mod queries;
pub mod rules;

use model::{
    CompanyCard, CompanyId, ContactCard, ContactId, EditCompany, EditContact, GivePrice, Import, Imported, Listed,
    NewCompany, NewProduct, NoteBounce, OfPoint, ProductId, SetPrice, alias, company, contact, point, price, product,
};

use crate::{
    engines::{
        email::events::Asked,
        enquiries::events::{Introduced, MailAttached},
        orders::events::Placed,
        preleads::events::Accepted,
    },
    kernel::{Engine, shared},
};

/// The masters engine.
pub static ENGINE: Engine = Engine {
    name: "masters",
    tables: &[
        shared::<company::Model>(),
        shared::<contact::Model>(),
        shared::<point::Model>(),
        shared::<product::Model>(),
        shared::<price::Model>(),
        shared::<alias::Model>(),
    ],
    queries: crate::endpoints! { queries:
        companies(String) -> Vec<CompanyCard>, on ["company"];
        find_contacts(String) -> Vec<ContactCard>, on ["contact", "contact_point", "company"];
        contacts(CompanyId) -> Vec<contact::Model>, on ["contact"];
        points(ContactId) -> Vec<point::Model>, on ["contact_point", "contact"];
        products(()) -> Vec<product::Model>, on ["product"];
        prices(ProductId) -> Vec<price::Model>, on ["price"];
        listed(()) -> Vec<Listed>, on ["product", "price", "setting"];
        may_price(()) -> bool, on ["person"];
    },
    commands: crate::endpoints! { commands:
        add_company(NewCompany) -> CompanyId;
        add_product(NewProduct) -> ProductId;
        import(Import) -> Imported;
        note_bounce(NoteBounce) -> ();
        edit_company(EditCompany) -> CompanyId;
        edit_contact(EditContact) -> ContactId;
        add_point(OfPoint) -> ContactId;
        prefer_point(OfPoint) -> ContactId;
        retire_point(OfPoint) -> ContactId;
        set_price(SetPrice) -> ProductId;
    },
    central: crate::endpoints! { commands:
        price(GivePrice) -> i32;
    },
    reacts: crate::endpoints! { reacts:
        MailAttached => events::mark_bounced;
        Asked => events::hear_bounce;
        Accepted => events::enter_sender;
        Introduced => events::enter_introduced;
        Placed => events::mark_customer;
    },
    ..Engine::EMPTY
};

/// The id a company gets from what it is known by first, so that two desks that enter it make one.
pub fn company_id(kind: &str, key: &str) -> CompanyId {
    CompanyId(crate::kernel::ids::derive(&[b"company", kind.as_bytes(), key.as_bytes()]))
}

/// The id a contact gets from its address, so that two desks that enter it make one.
pub(crate) fn contact_id(company: CompanyId, key: &str) -> ContactId {
    ContactId(crate::kernel::ids::derive(&[b"contact", company.0.as_bytes(), key.as_bytes()]))
}
