//! Enquiries, what runs beside them, and their timelines.

use super::{Case, Deed, Fact, Rows, Told};

const STRANGER_ASKS: &str = r#"{ "company": "Ravina Dyes", "contact": "Mala", "email": "mala@ravina.example",
    "phone": "98200 55123", "title": "Acetone" }"#;
const STRANGER_ASKS_MORE: &str = r#"{ "company": "Ravina Dyes", "contact": "Mala", "email": "mala@ravina.example",
    "title": "Toluene" }"#;

pub(super) const CASES: &[Case] = &[
    Case {
        tables: &["enquiry"],
        kind: "undo",
        rule: "Who takes back what they said leaves what was said before it, wherever that was",
        given: &[],
        first: &[Deed::Tell("enquiries.edit", r#"{ "id": "$enquiry", "value_minor": 700 }"#)],
        second: &[
            Deed::Tell("enquiries.edit", r#"{ "id": "$enquiry", "value_minor": 500 }"#),
            Deed::Find("deed", "desk.deeds", r#"{ "before": null, "limit": 1 }"#, "/0/id"),
            Deed::Tell("desk.take_back", r#"{ "deeds": ["$deed"] }"#),
        ],
        told: Told::Nothing,
        ends: &[Fact::Is("enquiries.detail", r#""$enquiry""#, "/enquiry/value_minor", "700")],
    },
    Case {
        tables: &["activity"],
        kind: "activity",
        rule: "Notes of both are kept, whoever arrives first",
        given: &[],
        first: &[Deed::Tell("enquiries.note", r#"{ "id": "$enquiry", "text": "Decides on Friday" }"#)],
        second: &[Deed::Tell("enquiries.note", r#"{ "id": "$enquiry", "text": "Wants a sample" }"#)],
        told: Told::Nothing,
        ends: &[Fact::Each(lines("note", "/body"), r#"["", "Decides on Friday", "Wants a sample"]"#)],
    },
    Case {
        tables: &["activity"],
        kind: "activity",
        rule: "A note on an enquiry that has ended meanwhile is kept, and does not open it again",
        given: &[],
        first: &[Deed::Tell("enquiries.advance", LOST)],
        second: &[Deed::Tell("enquiries.note", r#"{ "id": "$enquiry", "text": "Asked for a sample" }"#)],
        told: Told::Nothing,
        ends: &[
            Fact::Each(lines("note", "/body"), r#"["", "Asked for a sample"]"#),
            Fact::Is("enquiries.detail", THIS, "/enquiry/stage", r#""lost""#),
        ],
    },
    Case {
        tables: &["activity", "task", "enrolment"],
        kind: "activity",
        rule: "An answer that reaches both desks is there once, and asks for one next date",
        given: &[],
        first: &[Deed::Tell("enquiries.attach_mail", ANSWER)],
        second: &[Deed::Tell("enquiries.attach_mail", ANSWER)],
        told: Told::Nothing,
        ends: &[
            Fact::Each(lines("mail_in", "/title"), r#"["Re: your offer"]"#),
            Fact::Each(
                Rows {
                    query: "followups.of_enquiry",
                    input: THIS,
                    at: "/tasks",
                    of: Some(("/kind", "answer_reply")),
                    column: "/body",
                },
                r#"["We will decide soon"]"#,
            ),
            Fact::Is("followups.of_enquiry", THIS, "/running/0/enrolment/state", r#""paused""#),
        ],
    },
    Case {
        tables: &["enquiry"],
        kind: "counters",
        rule: "Touches of both are counted",
        given: &[],
        first: &[Deed::Tell(
            "enquiries.attach_mail",
            r#"{ "id": "$enquiry", "mail": { "mail_ref": "<out1@pebble.example>", "who": "Asha", "address": "", "subject": "One",
                "gist": "", "at": "2026-11-19T05:20:00.000Z", "is_outgoing": true, "is_bounce": false } }"#,
        )],
        second: &[Deed::Tell(
            "enquiries.attach_mail",
            r#"{ "id": "$enquiry", "mail": { "mail_ref": "<out2@pebble.example>", "who": "Asha", "address": "", "subject": "Two",
                "gist": "", "at": "2026-11-19T05:20:00.000Z", "is_outgoing": true, "is_bounce": false } }"#,
        )],
        told: Told::Nothing,
        ends: &[
            Fact::Is("enquiries.detail", THIS, "/enquiry/touches", "2"),
            Fact::Each(lines("mail_out", "/title"), r#"["One", "Two"]"#),
        ],
    },
    Case {
        tables: &["enquiry"],
        kind: "counters",
        rule: "Extensions of both are counted",
        given: &[],
        first: &[Deed::Tell(
            "enquiries.extend",
            r#"{ "id": "$enquiry", "days": 10, "reason": "Their trial runs until next week" }"#,
        )],
        second: &[Deed::Tell(
            "enquiries.extend",
            r#"{ "id": "$enquiry", "days": 20, "reason": "The plant is shut for maintenance" }"#,
        )],
        told: Told::Nothing,
        ends: &[Fact::Is("enquiries.detail", THIS, "/enquiry/extensions", "2")],
    },
    Case {
        tables: &["enquiry"],
        kind: "simple fields",
        rule: "Different fields do not disturb one another",
        given: &[],
        first: &[Deed::Tell("enquiries.edit", r#"{ "id": "$enquiry", "priority": "low", "title": "White seal" }"#)],
        second: &[Deed::Tell("enquiries.edit", r#"{ "id": "$enquiry", "value_minor": 5000000, "quantity": "8" }"#)],
        told: Told::Nothing,
        ends: &[
            Fact::Is("enquiries.detail", THIS, "/enquiry/priority", r#""low""#),
            Fact::Is("enquiries.detail", THIS, "/enquiry/title", r#""White seal""#),
            Fact::Is("enquiries.detail", THIS, "/enquiry/value_minor", "5000000"),
            Fact::Is("enquiries.detail", THIS, "/enquiry/quantity", r#""8""#),
        ],
    },
    Case {
        tables: &["enquiry", "enrolment"],
        kind: "simple fields",
        rule: "Of two values of one field the one that arrives last stands, with all that follows from it",
        given: &[],
        first: &[Deed::Tell("enquiries.edit", r#"{ "id": "$enquiry", "priority": "medium" }"#)],
        second: &[Deed::Tell("enquiries.edit", r#"{ "id": "$enquiry", "priority": "low" }"#)],
        told: Told::Nothing,
        ends: &[
            Fact::Is("enquiries.detail", THIS, "/enquiry/priority", r#""low""#),
            Fact::Is("followups.of_enquiry", THIS, "/running/0/enrolment/priority", r#""low""#),
        ],
    },
    Case {
        tables: &["enquiry"],
        kind: "simple fields",
        rule: "A fact of an enquiry that has ended meanwhile is put right, and does not open it again",
        given: &[],
        first: &[Deed::Tell("enquiries.advance", LOST)],
        second: &[Deed::Tell("enquiries.edit", r#"{ "id": "$enquiry", "value_minor": 5000000 }"#)],
        told: Told::Nothing,
        ends: &[
            Fact::Is("enquiries.detail", THIS, "/enquiry/value_minor", "5000000"),
            Fact::Is("enquiries.detail", THIS, "/enquiry/stage", r#""lost""#),
        ],
    },
    Case {
        tables: &["enquiry"],
        kind: "simple fields",
        rule: "A card stands below the one that it was put under, as that stands now",
        given: &[
            Deed::Make("one", "enquiries.open", r#"{ "company_id": "$company", "title": "Shelf one" }"#),
            Deed::Make("two", "enquiries.open", r#"{ "company_id": "$company", "title": "Shelf two" }"#),
            Deed::Make("three", "enquiries.open", r#"{ "company_id": "$company", "title": "Shelf three" }"#),
        ],
        first: &[Deed::Tell("enquiries.place", r#"{ "id": "$one", "after": "$three" }"#)],
        second: &[Deed::Tell("enquiries.place", r#"{ "id": "$three", "after": "$one" }"#)],
        told: Told::Nothing,
        ends: &[
            Fact::Is("board.window", SHELF, "/cards/0/title", r#""Shelf one""#),
            Fact::Is("board.window", SHELF, "/cards/1/title", r#""Shelf three""#),
            Fact::Is("board.window", SHELF, "/cards/2/title", r#""Shelf two""#),
        ],
    },
    Case {
        tables: &["enquiry", "company", "contact"],
        kind: "creation",
        rule: "Two who take down the same stranger enter one company and one contact, and open what each was asked for",
        given: &[],
        first: &[Deed::Tell("enquiries.quick_add", STRANGER_ASKS)],
        second: &[Deed::Tell("enquiries.quick_add", STRANGER_ASKS_MORE)],
        told: Told::Nothing,
        ends: &[
            Fact::Each(
                Rows { query: "masters.companies", input: r#""Ravina Dyes""#, at: "", of: None, column: "/domain" },
                r#"["ravina.example"]"#,
            ),
            Fact::Each(
                Rows { query: "masters.find_contacts", input: r#""mala@ravina""#, at: "", of: None, column: "/phone" },
                r#"["+919820055123"]"#,
            ),
            Fact::Each(
                Rows {
                    query: "enquiries.find",
                    input: r#"{ "company_id": null, "query": "Ravina" }"#,
                    at: "",
                    of: None,
                    column: "/title",
                },
                r#"["Acetone", "Toluene"]"#,
            ),
        ],
    },
    Case {
        tables: &["enquiry"],
        kind: "stage",
        rule: "A card that has been moved there already is not moved there again",
        given: &[],
        first: &[Deed::Tell("enquiries.advance", QUOTING)],
        second: &[Deed::Tell("enquiries.advance", QUOTING)],
        told: Told::Refused("conflict"),
        ends: &[
            Fact::Is("enquiries.detail", THIS, "/enquiry/stage", r#""make_quote""#),
            Fact::Each(lines("move", "/title"), r#"["Pending enquiry → Make quote"]"#),
        ],
    },
    Case {
        tables: &["enquiry"],
        kind: "stage",
        rule: "A move to what still lies ahead stands, although somebody has moved the card meanwhile",
        given: &[],
        first: &[Deed::Tell("enquiries.advance", QUOTING)],
        second: &[Deed::Tell("enquiries.advance", QUOTED)],
        told: Told::Nothing,
        ends: &[
            Fact::Is("enquiries.detail", THIS, "/enquiry/stage", r#""quoted""#),
            Fact::Each(lines("move", "/title"), r#"["Make quote → Quoted", "Pending enquiry → Make quote"]"#),
        ],
    },
    Case {
        tables: &["enquiry"],
        kind: "stage",
        rule: "A card that has come further meanwhile is not put aside by who did not know",
        given: &[],
        first: &[Deed::Tell("enquiries.advance", QUOTED)],
        second: &[Deed::Tell(
            "enquiries.advance",
            r#"{ "id": "$enquiry", "from": "pending_enquiry", "to": "long_pendency",
                "fields": { "review_on": "2026-12-20" } }"#,
        )],
        told: Told::Refused("conflict"),
        ends: &[Fact::Is("enquiries.detail", THIS, "/enquiry/stage", r#""quoted""#)],
    },
    Case {
        tables: &["enquiry"],
        kind: "owner",
        rule: "An enquiry that both give away goes to whom the first chose, and the second is told",
        given: INTRODUCED,
        first: &[Deed::Tell("enquiries.assign", TO_VIKRAM)],
        second: &[Deed::Tell("enquiries.assign", TO_MEERA)],
        told: Told::Refused("conflict"),
        ends: &[Fact::Each(titles(r#"{ "company_id": null, "query": "goes to whom" }"#), "[]")],
    },
    Case {
        tables: &["enquiry", "track"],
        kind: "stage",
        rule: "A card is not moved back to what it has left behind meanwhile, and nothing is opened beside it",
        given: &[],
        first: &[Deed::Tell("enquiries.advance", QUOTING)],
        second: &[Deed::Tell("enquiries.advance", SPECIFYING)],
        told: Told::Refused("conflict"),
        ends: &[
            Fact::Is("enquiries.detail", THIS, "/enquiry/stage", r#""make_quote""#),
            Fact::Is("enquiries.detail", THIS, "/tracks", "[]"),
        ],
    },
    Case {
        tables: &["enquiry"],
        kind: "stage",
        rule: "An enquiry that has ended meanwhile stays ended",
        given: &[],
        first: &[Deed::Tell("enquiries.advance", LOST)],
        second: &[Deed::Tell("enquiries.advance", QUOTING)],
        told: Told::Refused("conflict"),
        ends: &[Fact::Is("enquiries.detail", THIS, "/enquiry/stage", r#""lost""#)],
    },
    Case {
        tables: &["track"],
        kind: "stage",
        rule: "What runs beside an enquiry is settled once, whoever says so first",
        given: &[
            Deed::Tell("enquiries.advance", SPECIFYING),
            Deed::Find("track", "enquiries.detail", THIS, "/tracks/0/id"),
        ],
        first: &[Deed::Tell("enquiries.close_track", r#"{ "id": "$track" }"#)],
        second: &[Deed::Tell("enquiries.close_track", r#"{ "id": "$track" }"#)],
        told: Told::Nothing,
        ends: &[Fact::Each(lines("track", "/title"), r#"["Settled: specification"]"#)],
    },
    Case {
        tables: &["enquiry"],
        kind: "creation",
        rule: "Two enquiries that look alike are both there",
        given: &[],
        first: &[Deed::Tell(
            "enquiries.open",
            r#"{ "company_id": "$company", "title": "Twin", "product": "Zinc oxide" }"#,
        )],
        second: &[Deed::Tell(
            "enquiries.open",
            r#"{ "company_id": "$company", "title": "Twin", "product": "Zinc oxide" }"#,
        )],
        told: Told::Nothing,
        ends: &[Fact::Each(titles(r#"{ "company_id": null, "query": "Twin" }"#), r#"["Twin", "Twin"]"#)],
    },
    Case {
        tables: &["enquiry", "activity"],
        kind: "creation",
        rule: "A mail that reaches both desks opens one enquiry",
        given: &[],
        first: &[Deed::Tell("enquiries.open", FROM_MAIL)],
        second: &[Deed::Tell("enquiries.open", FROM_MAIL)],
        told: Told::Nothing,
        ends: &[Fact::Each(titles(r#"{ "company_id": null, "query": "Stearate" }"#), r#"["Stearate"]"#)],
    },
];

/// Colleagues who know one another.
const INTRODUCED: &[Deed] = &[
    Deed::Tell("people.join", r#"{ "name": "Asha", "email": "" }"#),
    Deed::Tell("people.join", r#"{ "id": "00000000-0000-0000-0000-000000000003", "name": "Vikram", "email": "" }"#),
    Deed::Tell("people.join", r#"{ "id": "00000000-0000-0000-0000-000000000004", "name": "Meera", "email": "" }"#),
];
const TO_VIKRAM: &str = r#"{ "id": "$enquiry", "from": "00000000-0000-0000-0000-0000000000a5",
    "to": "00000000-0000-0000-0000-000000000003" }"#;
const TO_MEERA: &str = r#"{ "id": "$enquiry", "from": "00000000-0000-0000-0000-0000000000a5",
    "to": "00000000-0000-0000-0000-000000000004" }"#;
const THIS: &str = r#""$enquiry""#;
const SHELF: &str = r#"{ "column": "pending_enquiry", "offset": 0, "limit": 9, "filter": { "query": "Shelf" } }"#;
const QUOTING: &str = r#"{ "id": "$enquiry", "from": "pending_enquiry", "to": "make_quote",
    "fields": { "product": "Zinc oxide", "quantity": "5" } }"#;
const SPECIFYING: &str = r#"{ "id": "$enquiry", "from": "pending_enquiry", "to": "pending_specification",
    "fields": { "due_on": "2026-11-25" } }"#;
const LOST: &str = r#"{ "id": "$enquiry", "from": "pending_enquiry", "to": "lost",
    "fields": { "category": "no_requirement", "reason": "They have closed the plant for good" } }"#;
const QUOTED: &str = r#"{ "id": "$enquiry", "from": "pending_enquiry", "to": "quoted",
    "fields": { "value_minor": 107500000, "valid_until": "2026-12-15" } }"#;
const ANSWER: &str = r#"{ "id": "$enquiry", "mail": { "mail_ref": "<a1@nirmalpaints.example>", "who": "Ramesh Iyer",
    "address": "ramesh.iyer@nirmalpaints.example", "subject": "Re: your offer", "gist": "We will decide soon",
    "at": "2026-11-19T06:00:00.000Z", "is_outgoing": false, "is_bounce": false } }"#;
const FROM_MAIL: &str = r#"{ "company_id": "$company", "contact_id": "$contact", "title": "Stearate", "mail": {
    "mail_ref": "<st@nirmalpaints.example>", "who": "Ramesh Iyer", "address": "ramesh.iyer@nirmalpaints.example",
    "subject": "Stearate", "gist": "2 MT", "at": "2026-11-19T05:00:00.000Z", "is_outgoing": false, "is_bounce": false } }"#;

/// Lines of a kind on the enquiry's timeline.
const fn lines(kind: &'static str, column: &'static str) -> Rows {
    Rows { query: "enquiries.detail", input: THIS, at: "/timeline", of: Some(("/kind", kind)), column }
}

/// The titles of the enquiries that a search finds.
const fn titles(input: &'static str) -> Rows {
    Rows { query: "enquiries.find", input, at: "", of: None, column: "/title" }
}
