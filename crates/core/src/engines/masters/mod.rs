//! Masters: the companies, contacts and products that everything else names.
//!
//! Registry look-ups (GST, MCA) belong to a later engine; here identifiers are checked for form and check digit only.

mod commands;
pub mod events;
pub mod model;
pub mod queries;
pub mod rules;

use model::{
    CompanyCard, CompanyId, ContactId, Import, Imported, NewCompany, NewProduct, NoteBounce, ProductId, company,
    contact, product,
};

use crate::{
    engines::{email::events::Asked, enquiries::events::MailAttached, preleads::events::Accepted},
    kernel::{Engine, shared},
};

/// The masters engine.
pub const ENGINE: Engine = Engine {
    name: "masters",
    tables: &[shared::<company::Model>(), shared::<contact::Model>(), shared::<product::Model>()],
    queries: crate::endpoints! { queries:
        companies(String) -> Vec<CompanyCard>, on ["company"];
        contacts(CompanyId) -> Vec<contact::Model>, on ["contact"];
        products(()) -> Vec<product::Model>, on ["product"];
    },
    commands: crate::endpoints! { commands:
        add_company(NewCompany) -> CompanyId;
        add_product(NewProduct) -> ProductId;
        import(Import) -> Imported;
        note_bounce(NoteBounce) -> ();
    },
    reacts: crate::endpoints! { reacts:
        MailAttached => events::mark_bounced;
        Asked => events::hear_bounce;
        Accepted => events::enter_sender;
    },
    ..Engine::EMPTY
};

/// The id a contact gets from its address, so that two desks that enter it make one.
pub(crate) fn contact_id(company: CompanyId, key: &str) -> ContactId {
    ContactId(crate::kernel::ids::derive(&[b"contact", company.0.as_bytes(), key.as_bytes()]))
}
