//! Files that are attached.

use super::{Case, Deed, Fact, Rows, Told};

const ATTACH: Deed = Deed::Make(
    "file",
    "files.attach",
    r#"{ "enquiry_id": "$enquiry", "hash": "1111111111111111111111111111111111111111111111111111111111111111",
        "size": 5, "media_type": "application/pdf", "name": "TDS.pdf" }"#,
);
const ANOTHER: Deed = Deed::Tell(
    "files.attach",
    r#"{ "enquiry_id": "$enquiry", "hash": "2222222222222222222222222222222222222222222222222222222222222222",
        "size": 5, "media_type": "application/pdf", "name": "TDS.pdf" }"#,
);
const DETACH: Deed = Deed::Tell("files.detach", r#""$file""#);
const NAMES: Rows = Rows { query: "files.of_enquiry", input: r#""$enquiry""#, at: "", of: None, column: "/file/name" };

pub(super) const CASES: &[Case] = &[
    Case {
        tables: &["attachment"],
        kind: "file",
        rule: "The same file that a person attaches twice is there once",
        given: &[],
        first: &[ATTACH],
        second: &[ATTACH],
        told: Told::Nothing,
        ends: &[Fact::Each(NAMES, r#"["TDS.pdf"]"#)],
    },
    Case {
        tables: &["attachment"],
        kind: "file",
        rule: "Other bytes under the same name are another file, and both stay",
        given: &[],
        first: &[ATTACH],
        second: &[ANOTHER],
        told: Told::Nothing,
        ends: &[Fact::Each(NAMES, r#"["TDS.pdf", "TDS.pdf"]"#)],
    },
    Case {
        tables: &["attachment"],
        kind: "file",
        rule: "Two who take a file off have taken it off",
        given: &[ATTACH],
        first: &[DETACH],
        second: &[DETACH],
        told: Told::Nothing,
        ends: &[Fact::Each(NAMES, "[]")],
    },
];
