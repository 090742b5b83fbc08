//! Companies, contacts and products, the people of the office, and what they have agreed on.

use super::{Case, Deed, Fact, Rows, Told};

pub(super) const CASES: &[Case] = &[
    Case {
        tables: &["company"],
        kind: "creation",
        rule: "A company that both enter is there once, and nobody is told off",
        given: &[],
        first: &[Deed::Tell("masters.add_company", r#"{ "name": "Konkan Coatings", "domain": "konkan.example" }"#)],
        second: &[Deed::Tell("masters.add_company", r#"{ "name": "Konkan Coatings", "domain": "konkan.example" }"#)],
        told: Told::Nothing,
        ends: &[Fact::Each(COMPANIES, r#"["Konkan Coatings"]"#)],
    },
    Case {
        tables: &["company"],
        kind: "simple fields",
        rule: "Different facts of a company do not disturb one another, and of two values of one the last stands",
        given: &[],
        first: &[Deed::Tell("masters.edit_company", r#"{ "id": "$company", "city": "Pune", "industry": "Paint" }"#)],
        second: &[Deed::Tell("masters.edit_company", r#"{ "id": "$company", "city": "Nashik" }"#)],
        told: Told::Nothing,
        ends: &[
            Fact::Is("enquiries.detail", THIS, "/company/city", r#""Nashik""#),
            Fact::Is("enquiries.detail", THIS, "/company/industry", r#""Paint""#),
        ],
    },
    Case {
        tables: &["contact"],
        kind: "contact facts",
        rule: "Of two names of a contact the one that arrives last stands",
        given: &[],
        first: &[Deed::Tell("masters.edit_contact", r#"{ "id": "$contact", "name": "R. Iyer" }"#)],
        second: &[Deed::Tell(
            "masters.edit_contact",
            r#"{ "id": "$contact", "name": "Ramesh K. Iyer", "role": "Head" }"#,
        )],
        told: Told::Nothing,
        ends: &[
            Fact::Is("enquiries.detail", THIS, "/contact/name", r#""Ramesh K. Iyer""#),
            Fact::Is("enquiries.detail", THIS, "/contact/role", r#""Head""#),
        ],
    },
    Case {
        tables: &["contact"],
        kind: "contact facts",
        rule: "Addresses of a company add up: who enters another one overwrites none",
        given: &[Deed::Make("client", "masters.add_company", r#"{ "name": "Ghats Polymers" }"#)],
        first: &[Deed::Tell(
            "masters.add_company",
            r#"{ "name": "Ghats Polymers", "contacts": [{ "name": "Meera", "email": "meera@ghats.example" }] }"#,
        )],
        second: &[Deed::Tell(
            "masters.add_company",
            r#"{ "name": "Ghats Polymers", "contacts": [{ "name": "Meera", "email": "meera.j@ghats.example" }] }"#,
        )],
        told: Told::Nothing,
        ends: &[Fact::Each(ADDRESSES, r#"["meera@ghats.example", "meera.j@ghats.example"]"#)],
    },
    Case {
        tables: &["company", "alias", "contact"],
        kind: "creation",
        rule: "What is done for a company that another has entered too, under what else is known of it, is kept",
        given: &[],
        first: &[Deed::Tell("masters.add_company", r#"{ "name": "Alias Works", "domain": "alias.example" }"#)],
        second: &[
            Deed::Make(
                "mine",
                "masters.add_company",
                r#"{ "name": "Alias Works", "contacts": [{ "name": "Uma", "email": "uma@alias.example" }] }"#,
            ),
            Deed::Find("uma", "masters.contacts", r#""$mine""#, "/0/id"),
            Deed::Tell(
                "enquiries.open",
                r#"{ "company_id": "$mine", "contact_id": "$uma", "title": "Asked in the train" }"#,
            ),
        ],
        told: Told::Nothing,
        ends: &[
            Fact::Each(
                Rows { query: "masters.companies", input: r#""Alias""#, at: "", of: None, column: "/domain" },
                r#"["alias.example"]"#,
            ),
            Fact::Each(
                Rows {
                    query: "enquiries.find",
                    input: r#"{ "company_id": null, "query": "train" }"#,
                    at: "",
                    of: None,
                    column: "/company",
                },
                r#"["Alias Works"]"#,
            ),
        ],
    },
    Case {
        tables: &["company"],
        kind: "creation",
        rule: "What each knows of a company that both enter adds up, and what was known first is not replaced",
        given: &[],
        first: &[Deed::Tell("masters.add_company", r#"{ "name": "Sahyadri Resins", "city": "Pune" }"#)],
        second: &[Deed::Tell(
            "masters.add_company",
            r#"{ "name": "Sahyadri Resins", "city": "Nashik", "domain": "sahyadri.example" }"#,
        )],
        told: Told::Nothing,
        ends: &[
            Fact::Is("masters.companies", r#""Sahyadri""#, "/0/city", r#""Pune""#),
            Fact::Is("masters.companies", r#""Sahyadri""#, "/0/domain", r#""sahyadri.example""#),
        ],
    },
    Case {
        tables: &["contact", "contact_point"],
        kind: "contact facts",
        rule: "Of two telephone numbers of one person both are kept, and the first entered is the first",
        given: &[OM, OMS_ID],
        first: &[Deed::Tell(
            "masters.add_company",
            r#"{ "name": "Two Phones", "contacts": [{ "name": "Om", "email": "om@two.example", "phone": "+91 98200 11223" }] }"#,
        )],
        second: &[Deed::Tell(
            "masters.add_company",
            r#"{ "name": "Two Phones", "contacts": [{ "name": "Om", "email": "om@two.example", "phone": "+91 98200 44556" }] }"#,
        )],
        told: Told::Nothing,
        ends: &[
            Fact::Is("masters.contacts", r#""$client""#, "/0/phone", r#""+919820011223""#),
            Fact::Each(BESIDE, r#"["+919820044556"]"#),
        ],
    },
    Case {
        tables: &["contact_point"],
        kind: "contact facts",
        rule: "A number that one adds is there while another puts a third one first, and what was first stands beside",
        given: &[OM, OMS_ID, Deed::Tell("masters.add_point", POINT_TWO)],
        first: &[Deed::Tell("masters.add_point", POINT_THREE)],
        second: &[Deed::Tell("masters.add_point", POINT_FOUR), Deed::Tell("masters.prefer_point", POINT_FOUR)],
        told: Told::Nothing,
        ends: &[
            Fact::Is("masters.contacts", r#""$client""#, "/0/phone", r#""+919820000004""#),
            Fact::Each(BESIDE, r#"["+919820000003", "+919820011223", "+919820044556", "+919820000002"]"#),
        ],
    },
    Case {
        tables: &["contact_point"],
        kind: "contact facts",
        rule: "A number that both say is no longer theirs is kept as such, and another is first",
        given: &[OM, OMS_ID, Deed::Tell("masters.prefer_point", POINT_TWO)],
        first: &[Deed::Tell("masters.retire_point", POINT_TWO)],
        second: &[Deed::Tell("masters.retire_point", POINT_TWO)],
        told: Told::Nothing,
        ends: &[Fact::Is("masters.contacts", r#""$client""#, "/0/phone", r#""+919820044556""#)],
    },
    Case {
        tables: &["contact"],
        kind: "contact facts",
        rule: "An address that both enter is there once",
        given: &[Deed::Make("client", "masters.add_company", r#"{ "name": "Sahyadri Inks" }"#)],
        first: &[Deed::Tell(
            "masters.add_company",
            r#"{ "name": "Sahyadri Inks", "contacts": [{ "name": "Om", "email": "om@sahyadri.example" }] }"#,
        )],
        second: &[Deed::Tell(
            "masters.add_company",
            r#"{ "name": "Sahyadri Inks", "contacts": [{ "name": "Om", "email": "OM@sahyadri.example" }] }"#,
        )],
        told: Told::Nothing,
        ends: &[Fact::Each(ADDRESSES, r#"["om@sahyadri.example"]"#)],
    },
    Case {
        tables: &["contact"],
        kind: "contact facts",
        rule: "Of two reports that mail came back the later one stands, in whichever order they arrive",
        given: &[Deed::Make(
            "client",
            "masters.add_company",
            r#"{ "name": "Malabar Resins", "contacts": [{ "name": "Asif", "email": "asif@malabar.example" }] }"#,
        )],
        first: &[Deed::Tell(
            "masters.note_bounce",
            r#"{ "address": "asif@malabar.example", "at": "2026-11-18T09:00:00.000Z" }"#,
        )],
        second: &[Deed::Tell(
            "masters.note_bounce",
            r#"{ "address": "asif@malabar.example", "at": "2026-11-17T09:00:00.000Z" }"#,
        )],
        told: Told::Nothing,
        ends: &[Fact::Is("masters.contacts", r#""$client""#, "/0/bounced_at", r#""2026-11-18T09:00:00.000Z""#)],
    },
    Case {
        tables: &["product"],
        kind: "creation",
        rule: "A product that both enter is there once",
        given: &[],
        first: &[Deed::Tell("masters.add_product", r#"{ "name": "Lithopone", "unit": "kg" }"#)],
        second: &[Deed::Tell("masters.add_product", r#"{ "name": "lithopone", "unit": "kg" }"#)],
        told: Told::Nothing,
        ends: &[Fact::Each(
            Rows { query: "masters.products", input: "null", at: "", of: None, column: "/name" },
            r#"["Lithopone", "Titanium dioxide", "Zinc oxide"]"#,
        )],
    },
    Case {
        tables: &["setting"],
        kind: "settings",
        rule: "Who sets the hours leaves the sequences as another has set them",
        given: &[],
        first: &[Deed::Tell(
            "desk.set_calendar",
            r#"{ "zone": "Asia/Kolkata", "week": [[{ "from": "09:00", "to": "17:00" }], [], [], [], [], [], []],
                "holidays": [{ "on": "2026-12-25", "name": "Christmas" }] }"#,
        )],
        second: &[Deed::Tell("followups.configure", r#"{ "high_days": 3 }"#)],
        told: Told::Nothing,
        ends: &[
            Fact::Is("desk.calendar", "null", "/holidays/0/on", r#""2026-12-25""#),
            Fact::Is("followups.sequences", "null", "/cadence/high_days", "3"),
        ],
    },
    Case {
        tables: &["person"],
        kind: "simple fields",
        rule: "Who corrects a name leaves the address as another has corrected it",
        given: &[Deed::Tell("people.join", r#"{ "name": "Asha", "email": "old@pebble.example" }"#)],
        first: &[Deed::Tell("people.join", r#"{ "email": "new@pebble.example" }"#)],
        second: &[Deed::Tell("people.join", r#"{ "name": "Asha K" }"#)],
        told: Told::Nothing,
        ends: &[
            Fact::Is("people.me", "null", "/me/name", r#""Asha K""#),
            Fact::Is("people.me", "null", "/me/email", r#""new@pebble.example""#),
        ],
    },
    Case {
        tables: &["territory", "territory_cover"],
        kind: "tags",
        rule: "Of a territory who heads it and what it is part of are said apart, and neither undoes the other",
        given: &[
            ASHA_JOINS,
            Deed::Make("yamuna", "people.set_territory", r#"{ "name": "Yamuna" }"#),
            Deed::Tell("people.set_territory", r#"{ "name": "Zonal" }"#),
        ],
        first: &[Deed::Tell("people.set_territory", r#"{ "name": "Zonal", "part_of": "Yamuna" }"#)],
        second: &[Deed::Tell(
            "people.set_territory",
            r#"{ "name": "Zonal", "head": "00000000-0000-0000-0000-0000000000a5" }"#,
        )],
        told: Told::Nothing,
        ends: &[
            Fact::Is("people.territories", "null", "/1/territory/head_id", r#""00000000-0000-0000-0000-0000000000a5""#),
            Fact::Is("people.territories", "null", "/1/territory/parent_id", r#""$yamuna""#),
        ],
    },
    Case {
        tables: &["territory", "territory_cover"],
        kind: "tags",
        rule: "Who covers a territory is the sum of what both say, and its head is whom the last one names",
        given: &[ASHA_JOINS, RAVI_JOINS, Deed::Tell("people.set_territory", r#"{ "name": "West" }"#)],
        first: &[
            Deed::Tell(
                "people.cover",
                r#"{ "territory": "West", "person": "00000000-0000-0000-0000-000000000002", "covers": true }"#,
            ),
            Deed::Tell("people.set_territory", r#"{ "name": "West", "head": "00000000-0000-0000-0000-000000000002" }"#),
        ],
        second: &[
            Deed::Tell(
                "people.cover",
                r#"{ "territory": "west", "person": "00000000-0000-0000-0000-0000000000a5", "covers": true }"#,
            ),
            Deed::Tell("people.set_territory", r#"{ "name": "West", "head": "00000000-0000-0000-0000-0000000000a5" }"#),
        ],
        told: Told::Nothing,
        ends: &[
            Fact::Each(
                Rows { query: "people.territories", input: "null", at: "/0/people", of: None, column: "/name" },
                r#"["Asha", "Ravi"]"#,
            ),
            Fact::Is("people.territories", "null", "/0/territory/head_id", r#""00000000-0000-0000-0000-0000000000a5""#),
        ],
    },
    Case {
        tables: &["person"],
        kind: "simple fields",
        rule: "Of two corrections of a name the one that arrives last stands",
        given: &[],
        first: &[Deed::Tell(
            "people.join",
            r#"{ "id": null, "name": "Asha K", "email": "", "role": null, "team": null }"#,
        )],
        second: &[Deed::Tell(
            "people.join",
            r#"{ "id": null, "name": "Asha Kulkarni", "email": "", "role": null, "team": null }"#,
        )],
        told: Told::Nothing,
        ends: &[Fact::Is("people.me", "null", "/me/name", r#""Asha Kulkarni""#)],
    },
    Case {
        tables: &["person", "team"],
        kind: "creation",
        rule: "A team that both name is one team",
        given: &[Deed::Tell(
            "people.join",
            r#"{ "id": null, "name": "Asha", "email": "", "role": null, "team": null }"#,
        )],
        first: &[Deed::Tell(
            "people.join",
            r#"{ "id": null, "name": "Asha", "email": "", "role": null, "team": "West" }"#,
        )],
        second: &[Deed::Tell(
            "people.join",
            r#"{ "id": null, "name": "Asha", "email": "", "role": null, "team": "west" }"#,
        )],
        told: Told::Nothing,
        ends: &[
            Fact::Is("people.me", "null", "/team/name", r#""West""#),
            Fact::Each(
                Rows { query: "people.me", input: "null", at: "/colleagues", of: None, column: "/name" },
                r#"["Asha"]"#,
            ),
        ],
    },
    Case {
        tables: &["person"],
        kind: "simple fields",
        rule: "Of two stand-ins that are named the one whose naming arrives last stands",
        given: &[
            Deed::Tell("people.join", r#"{ "id": null, "name": "Asha", "email": "", "role": null, "team": null }"#),
            Deed::Tell(
                "people.join",
                r#"{ "id": "00000000-0000-0000-0000-000000000002", "name": "Ravi", "email": "", "role": null, "team": null }"#,
            ),
            Deed::Tell(
                "people.join",
                r#"{ "id": "00000000-0000-0000-0000-000000000003", "name": "Vikram", "email": "", "role": null, "team": null }"#,
            ),
        ],
        first: &[Deed::Tell(
            "people.name_backup",
            r#"{ "person": null, "backup": "00000000-0000-0000-0000-000000000002" }"#,
        )],
        second: &[Deed::Tell(
            "people.name_backup",
            r#"{ "person": null, "backup": "00000000-0000-0000-0000-000000000003" }"#,
        )],
        told: Told::Nothing,
        ends: &[Fact::Is("people.me", "null", "/me/backup_id", r#""00000000-0000-0000-0000-000000000003""#)],
    },
];

const THIS: &str = r#""$enquiry""#;
const OM: Deed = Deed::Make(
    "client",
    "masters.add_company",
    r#"{ "name": "Two Phones", "contacts": [{ "name": "Om", "email": "om@two.example" }] }"#,
);
const OMS_ID: Deed = Deed::Find("om", "masters.contacts", r#""$client""#, "/0/id");
const POINT_TWO: &str = r#"{ "contact_id": "$om", "kind": "phone", "value": "098200 00002" }"#;
const POINT_THREE: &str = r#"{ "contact_id": "$om", "kind": "phone", "value": "+91 98200 00003" }"#;
const POINT_FOUR: &str = r#"{ "contact_id": "$om", "kind": "phone", "value": "+91 98200 00004" }"#;
const BESIDE: Rows = Rows { query: "masters.points", input: r#""$om""#, at: "", of: None, column: "/value" };
const ASHA_JOINS: Deed = Deed::Tell("people.join", r#"{ "name": "Asha", "email": "", "role": "director" }"#);
const RAVI_JOINS: Deed =
    Deed::Tell("people.join", r#"{ "id": "00000000-0000-0000-0000-000000000002", "name": "Ravi", "email": "" }"#);
const COMPANIES: Rows = Rows { query: "masters.companies", input: r#""Konkan""#, at: "", of: None, column: "/name" };
const ADDRESSES: Rows = Rows { query: "masters.contacts", input: r#""$client""#, at: "", of: None, column: "/email" };
