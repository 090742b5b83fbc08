//! Sequences, their steps, and tasks.

use super::{Case, Deed, Fact, Rows, Told};

pub(super) const CASES: &[Case] = &[
    Case {
        tables: &["step", "enrolment", "task"],
        kind: "automation",
        rule: "A step that is due on both desks is made once, however far apart they make it",
        given: &[Deed::Pass(50)],
        first: &[Deed::Tick],
        second: &[Deed::Pass(1), Deed::Tick],
        told: Told::Nothing,
        ends: &[
            Fact::Is("followups.of_enquiry", THIS, "/running/0/enrolment/next_no", "2"),
            Fact::Each(steps("/no"), "[1]"),
            Fact::Each(tasks("call", "/title"), r#"["Call Ramesh Iyer, Nirmal Paints"]"#),
        ],
    },
    Case {
        tables: &["step"],
        kind: "automation",
        rule: "A text that waits to be read leaves as whoever arrives first has left it, and the other is told",
        given: &[
            Deed::Tell("followups.configure", r#"{ "review": ["quote_sent"] }"#),
            Deed::Tell("enquiries.advance", QUOTING),
            Deed::Tell("enquiries.advance", QUOTED),
            Deed::Pass(49),
            Deed::Tick,
            Deed::Find("step", "followups.of_enquiry", THIS, "/running/0/steps/0/id"),
        ],
        first: &[Deed::Tell("followups.release", r#"{ "id": "$step", "body": "With 2 % for early payment." }"#)],
        second: &[Deed::Tell("followups.release", r#"{ "id": "$step", "body": "As we discussed." }"#)],
        told: Told::Refused("conflict"),
        ends: &[Fact::Each(
            Rows { of: Some(("/channel", "mail")), ..steps("/body") },
            r#"["With 2 % for early payment."]"#,
        )],
    },
    Case {
        tables: &["enrolment"],
        kind: "stage",
        rule: "A sequence that is held on one desk and stopped on the other is stopped",
        given: &[ENROLMENT],
        first: &[Deed::Tell("followups.pause", r#"{ "id": "$enrolment", "reason": "On leave" }"#)],
        second: &[Deed::Tell("followups.stop", r#"{ "id": "$enrolment", "reason": "Bought elsewhere" }"#)],
        told: Told::Nothing,
        ends: &[
            Fact::Is("followups.of_enquiry", THIS, "/running/0/enrolment/state", r#""terminated""#),
            Fact::Is("followups.of_enquiry", THIS, "/running/0/enrolment/reason", r#""Bought elsewhere""#),
        ],
    },
    Case {
        tables: &["enrolment"],
        kind: "stage",
        rule: "A sequence that was stopped meanwhile is not held",
        given: &[ENROLMENT],
        first: &[Deed::Tell("followups.stop", r#"{ "id": "$enrolment", "reason": "Bought elsewhere" }"#)],
        second: &[Deed::Tell("followups.pause", r#"{ "id": "$enrolment", "reason": "On leave" }"#)],
        told: Told::Refused("conflict"),
        ends: &[Fact::Is("followups.of_enquiry", THIS, "/running/0/enrolment/state", r#""terminated""#)],
    },
    Case {
        tables: &["enrolment"],
        kind: "stage",
        rule: "A sequence that goes on already is not let go on again",
        given: &[ENROLMENT, Deed::Tell("followups.pause", r#"{ "id": "$enrolment", "reason": "On leave" }"#)],
        first: &[Deed::Tell("followups.resume", r#"{ "id": "$enrolment", "reason": "" }"#)],
        second: &[Deed::Tell("followups.resume", r#"{ "id": "$enrolment", "reason": "" }"#)],
        told: Told::Refused("conflict"),
        ends: &[Fact::Is("followups.of_enquiry", THIS, "/running/0/enrolment/state", r#""active""#)],
    },
    Case {
        tables: &["enrolment"],
        kind: "stage",
        rule: "A sequence that is held until a day on one desk and for good on the other is held until the day",
        given: &[ENROLMENT],
        first: &[Deed::Tell(
            "followups.pause",
            r#"{ "id": "$enrolment", "reason": "On leave", "until": "2026-12-01" }"#,
        )],
        second: &[Deed::Tell("followups.pause", r#"{ "id": "$enrolment", "reason": "Ask again" }"#)],
        told: Told::Refused("conflict"),
        ends: &[
            Fact::Is("followups.of_enquiry", THIS, "/running/0/enrolment/state", r#""paused""#),
            Fact::Is("followups.of_enquiry", THIS, "/running/0/enrolment/resumes_at", r#""2026-12-01T04:00:00.000Z""#),
        ],
    },
    Case {
        tables: &["activity", "task", "enrolment"],
        kind: "activity",
        rule: "Calls of both are kept, and both next dates with them",
        given: &[],
        first: &[Deed::Tell("followups.log_call", CALLED)],
        second: &[Deed::Tell(
            "followups.log_call",
            r#"{ "enquiry_id": "$enquiry", "direction": "in", "seconds": 90, "outcome": "call_later",
                "comment": "Ring once more", "next_on": "2026-12-03" }"#,
        )],
        told: Told::Nothing,
        ends: &[
            Fact::Each(
                Rows {
                    query: "enquiries.detail",
                    input: THIS,
                    at: "/timeline",
                    of: Some(("/kind", "call")),
                    column: "/title",
                },
                r#"["Called Ramesh Iyer, 3 min 20 s", "Ramesh Iyer called, 1 min 30 s"]"#,
            ),
            Fact::Each(tasks("call", "/due_at"), r#"["2026-12-02T04:00:00.000Z", "2026-12-03T04:00:00.000Z"]"#),
            Fact::Is("enquiries.detail", THIS, "/enquiry/touches", "1"),
        ],
    },
    Case {
        tables: &["task"],
        kind: "task",
        rule: "Done beats put off",
        given: &[REMINDED],
        first: &[Deed::Tell("followups.snooze", r#"{ "task_id": "$task", "until": "2026-12-01T05:30:00.000Z" }"#)],
        second: &[Deed::Tell("followups.complete", DONE)],
        told: Told::Nothing,
        ends: &[
            Fact::Each(
                Rows {
                    query: "followups.of_enquiry",
                    input: THIS,
                    at: "/tasks",
                    of: Some(("/kind", "other")),
                    column: "/comment",
                },
                r#"["Spoke with him"]"#,
            ),
            Fact::Each(
                Rows {
                    query: "enquiries.detail",
                    input: THIS,
                    at: "/timeline",
                    of: Some(("/kind", "task")),
                    column: "/title",
                },
                r#"["Send the sheet"]"#,
            ),
        ],
    },
    Case {
        tables: &["task"],
        kind: "task",
        rule: "Who puts off what was done meanwhile is not bothered with it",
        given: &[REMINDED],
        first: &[Deed::Tell("followups.complete", DONE)],
        second: &[Deed::Tell("followups.snooze", r#"{ "task_id": "$task", "until": "2026-12-01T05:30:00.000Z" }"#)],
        told: Told::Nothing,
        ends: &[
            Fact::Each(tasks("other", "/comment"), r#"["Spoke with him"]"#),
            Fact::Each(tasks("other", "/due_at"), r#"["2026-11-30T05:30:00.000Z"]"#),
        ],
    },
    Case {
        tables: &["task", "activity"],
        kind: "task",
        rule: "Of two who have done it the first counts, and what the second says and promises is kept",
        given: &[REMINDED],
        first: &[Deed::Tell("followups.complete", DONE)],
        second: &[Deed::Tell(
            "followups.complete",
            r#"{ "task_id": "$task", "outcome": "no_answer", "comment": "Nobody there", "next_on": "2026-12-03" }"#,
        )],
        told: Told::Nothing,
        ends: &[
            Fact::Each(tasks("other", "/comment"), r#"["Spoke with him"]"#),
            Fact::Each(
                Rows { of: Some(("/title", "Call again: Send the sheet")), ..tasks("", "/due_at") },
                r#"["2026-12-03T04:00:00.000Z"]"#,
            ),
            Fact::Each(
                Rows {
                    query: "enquiries.detail",
                    input: THIS,
                    at: "/timeline",
                    of: Some(("/title", "Send the sheet")),
                    column: "/body",
                },
                r#"["interested - Spoke with him", "no answer - Nobody there"]"#,
            ),
        ],
    },
    Case {
        tables: &["task"],
        kind: "task",
        rule: "Who says the same of it once more is heard once",
        given: &[REMINDED],
        first: &[Deed::Tell("followups.complete", DONE)],
        second: &[Deed::Tell("followups.complete", DONE)],
        told: Told::Nothing,
        ends: &[Fact::Each(
            Rows {
                query: "enquiries.detail",
                input: THIS,
                at: "/timeline",
                of: Some(("/title", "Send the sheet")),
                column: "/body",
            },
            r#"["interested - Spoke with him"]"#,
        )],
    },
    Case {
        tables: &["task"],
        kind: "task",
        rule: "Of two days to which it was put off the one that arrives last stands",
        given: &[REMINDED],
        first: &[Deed::Tell("followups.snooze", r#"{ "task_id": "$task", "until": "2026-12-02T05:30:00.000Z" }"#)],
        second: &[Deed::Tell("followups.snooze", r#"{ "task_id": "$task", "until": "2026-12-01T05:30:00.000Z" }"#)],
        told: Told::Nothing,
        ends: &[Fact::Each(tasks("other", "/due_at"), r#"["2026-12-01T05:30:00.000Z"]"#)],
    },
    Case {
        tables: &["task"],
        kind: "creation",
        rule: "Reminders of both are there",
        given: &[],
        first: &[Deed::Tell(
            "followups.remind",
            r#"{ "enquiry_id": "$enquiry", "title": "Send the sheet", "due_at": "2026-11-30T05:30:00.000Z" }"#,
        )],
        second: &[Deed::Tell(
            "followups.remind",
            r#"{ "enquiry_id": "$enquiry", "title": "Ask for the label", "due_at": "2026-11-30T05:30:00.000Z" }"#,
        )],
        told: Told::Nothing,
        ends: &[Fact::Each(tasks("other", "/title"), r#"["Ask for the label", "Send the sheet"]"#)],
    },
];

const THIS: &str = r#""$enquiry""#;
const QUOTING: &str = r#"{ "id": "$enquiry", "from": "pending_enquiry", "to": "make_quote",
    "fields": { "product": "Zinc oxide", "quantity": "5" } }"#;
const QUOTED: &str = r#"{ "id": "$enquiry", "from": "make_quote", "to": "quoted",
    "fields": { "value_minor": 107500000, "valid_until": "2026-12-15" } }"#;
const ENROLMENT: Deed = Deed::Find("enrolment", "followups.of_enquiry", THIS, "/running/0/enrolment/id");
const REMINDED: Deed = Deed::Make(
    "task",
    "followups.remind",
    r#"{ "enquiry_id": "$enquiry", "title": "Send the sheet", "due_at": "2026-11-30T05:30:00.000Z" }"#,
);
const DONE: &str = r#"{ "task_id": "$task", "outcome": "interested", "comment": "Spoke with him" }"#;

const CALLED: &str = r#"{ "enquiry_id": "$enquiry", "direction": "out", "seconds": 200, "outcome": "interested",
    "comment": "Spoke with him", "next_on": "2026-12-02" }"#;

/// The steps of the first sequence that the enquiry's list names.
const fn steps(column: &'static str) -> Rows {
    Rows { query: "followups.of_enquiry", input: THIS, at: "/running/0/steps", of: None, column }
}

/// Tasks of a kind on the enquiry.
const fn tasks(kind: &'static str, column: &'static str) -> Rows {
    Rows { query: "followups.of_enquiry", input: THIS, at: "/tasks", of: Some(("/kind", kind)), column }
}
