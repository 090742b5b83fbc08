//! The people of the tests and what they write.

use pebble_simulators::{MailBody, NewMessage, Person};
use serde_json::{Value, json};

/// A known company's buyer.
pub const RAMESH: &str = "ramesh.iyer@nirmalpaints.example";
/// Nobody knows her.
pub const STRANGER: &str = "purchase@newcoat.example";

/// What the masters hold: one company with its buyer, another without mail, two products.
pub fn masters() -> Value {
    json!({
        "companies": [
            { "name": "Nirmal Paints", "domain": "nirmalpaints.example", "city": "Pune",
              "contacts": [{ "name": "Ramesh Iyer", "email": RAMESH, "phone": "+91 98200 11223" }] },
            { "name": "Deccan Rubber", "domain": "deccanrubber.example", "city": "Hyderabad",
              "contacts": [{ "name": "Latha Rao", "email": "latha@deccanrubber.example" }] }
        ],
        "products": [
            { "name": "Zinc oxide", "synonyms": ["ZnO", "zinc white"], "cas": "1314-13-2", "unit": "kg", "list_price_minor": 21500 },
            { "name": "Titanium dioxide", "synonyms": ["TiO2"], "cas": "13463-67-7", "unit": "kg", "list_price_minor": 24000 }
        ]
    })
}

/// A mail from somebody, in plain text.
pub fn mail(from: &str, name: &str, subject: &str, text: &str) -> NewMessage {
    NewMessage {
        from: Some(Person::new(name, from)),
        subject: subject.to_owned(),
        body: MailBody::Text(text.to_owned()),
        ..NewMessage::default()
    }
}

/// A mail that says nothing the desk acts upon, from somebody unknown.
pub fn vague(subject: &str) -> NewMessage {
    mail("someone@elsewhere.example", "Someone", subject, "Hello, it was nice to see you at the fair.")
}

/// Ramesh asks for a price.
pub fn rfq() -> NewMessage {
    NewMessage {
        internet_message_id: Some("<rfq-1@nirmalpaints.example>".to_owned()),
        ..mail(
            RAMESH,
            "Ramesh Iyer",
            "Requirement of Zinc oxide",
            "Dear Asha,\n\nPlease send us your best price and delivery for 5 MT Zinc oxide, white seal grade. \
             Kindly quote with payment terms.\n\nRegards,\nRamesh Iyer\nNirmal Paints",
        )
    }
}

/// An answer to a mail of ours, or to the one with this `Message-ID`.
pub fn answer(to: &str, subject: &str, text: &str) -> NewMessage {
    NewMessage {
        in_reply_to: Some(to.to_owned()),
        conversation_of: Some(to.to_owned()),
        ..mail(RAMESH, "Ramesh Iyer", subject, text)
    }
}
