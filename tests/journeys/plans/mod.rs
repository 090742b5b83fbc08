//! How SQLite answers what a desk asks it: by an index, never by reading or sorting a whole table that grows.
//!
//! The statements are those that the engines really run, on a database that nobody has analysed, as it is in use: so the
//! plans do not depend on how many rows there are.

mod board;
mod day;
mod judged;
mod undone;
mod watch;
mod written;

use std::collections::BTreeSet;

use pebble_tests::Rig;
use serde_json::json;
use watch::{Seen, Watched};

use super::storage::number;

/// Tables that stay small however long a desk is used.
const SMALL: &[(&str, &str)] = &[
    ("setting", "one row for each setting of the office"),
    ("folder", "the folders of a mailbox"),
    ("mailbox", "one for each account"),
    ("person", "the office"),
    ("territory", "where it sells"),
    ("territory_cover", "who sells where"),
    ("team", "the office"),
    ("product", "the catalogue, which is shown whole"),
    ("price", "what the catalogue has cost, a few rows for each product"),
    ("quarantine", "what could not be read, until it is or is gone"),
    ("draft", "what is being written: what has left goes after a day"),
    ("template", "a person's own texts"),
    ("writing", "one for each account"),
    ("removal", "what the server said has gone, until it was looked for"),
    ("word", "what the server is still to be told, until the next round"),
    ("taught", "a model a day at most, three of them with their bytes"),
    ("card_total", "one row for each stage"),
    ("board_view", "the views that people keep"),
];

/// Searches that find a good part of a table, and without a limit read all of that.
const COARSE: &[&str] = &[
    "card_by_owner (owner_id=?)",
    "card_by_place (stage=?)",
    "enquiry_by_activity (closed_at=?)",
    "enquiry_by_stage (stage=?)",
    "message_by_direction (direction=? AND gone_at=?)",
    "message_by_direction (direction=?)",
    "message_by_folder (folder_id=?)",
    "message_by_tray (disposition=? AND gone_at=?)",
    "message_by_tray (disposition=?)",
    "prelead_by_stage (stage=?)",
];

/// A step that would be refused, and why it may stand.
struct Allowed {
    /// The step.
    step: &'static str,
    /// Part of the statements.
    part: &'static str,
    /// Why.
    why: &'static str,
}

const SORT: &str = "USE TEMP B-TREE FOR ORDER BY";

const ALLOWED: &[Allowed] = &[
    Allowed { step: SORT, part: "_fts MATCH ?", why: "what a search has found is put in order, whatever it is" },
    Allowed {
        step: "USE TEMP B-TREE FOR GROUP BY",
        part: "card_fts MATCH ?) GROUP BY",
        why: "what a search has found is counted into the columns of the board",
    },
    Allowed {
        step: "SCAN card USING COVERING INDEX card_counted",
        part: r#"GROUP BY "card"."#,
        why: "all cards are counted into the heads of the board, in an index and not in the rows",
    },
    Allowed {
        step: "SCAN card USING INDEX card_by_priority",
        part: r#"GROUP BY "card"."priority""#,
        why: "the lanes by priority hold all cards, and each has to be summed",
    },
    Allowed {
        step: "SCAN card USING INDEX card_by_track",
        part: r#"GROUP BY "card"."lead_track""#,
        why: "the lanes by open track hold all cards, and each has to be summed",
    },
    Allowed {
        step: "SEARCH card USING INDEX card_by_owner (owner_id=?)",
        part: r#"GROUP BY "card"."#,
        why: "the cards of one person have to be summed",
    },
    Allowed {
        step: "USE TEMP B-TREE FOR GROUP BY",
        part: r#"GROUP BY "card"."#,
        why: "what a filter has left is counted into a few lanes",
    },
    Allowed {
        step: "USE TEMP B-TREE FOR GROUP BY",
        part: r#"GROUP BY "judgement"."#,
        why: "the judgements of a week are counted by label, from an index",
    },
    Allowed { step: SORT, part: r#"ORDER BY "cards" DESC"#, why: "the companies, by how many cards each has" },
    Allowed { step: SORT, part: "NULLS LAST", why: "a column in another order than the one in which people put it" },
    Allowed {
        step: "SEARCH message USING COVERING INDEX message_by_direction (direction=? AND gone_at=?)",
        part: "COUNT(*)",
        why: "a list of mails is counted, in an index and not in the rows",
    },
    Allowed {
        step: "SEARCH message USING COVERING INDEX message_by_tray (disposition=? AND gone_at=?)",
        part: "COUNT(*)",
        why: "a tray of mails is counted, in an index and not in the rows",
    },
    Allowed {
        step: "SCAN message USING COVERING INDEX message_by_tray",
        part: "COUNT(*)",
        why: "all mails are counted, in an index and not in the rows",
    },
    Allowed {
        step: "SCAN message USING COVERING INDEX message_by_thread",
        part: r#"LIMIT ?) AS "some""#,
        why: "what is searched is counted in an index, and no further than twenty thousand",
    },
    Allowed {
        step: SORT,
        part: "message.rowid IN (SELECT rowid FROM message WHERE",
        why: "what a filter has found is put in order, whatever it is",
    },
    Allowed {
        step: "SCAN message USING COVERING INDEX message_by_thread",
        part: r#"FROM "message" WHERE "message"."gone_at" IS NULL) AS "sub_query""#,
        why: "the list of all mails is counted, in an index and not in the rows",
    },
    Allowed {
        step: "SCAN message USING COVERING INDEX message_by_direction",
        part: r#"FROM "message" WHERE "message"."gone_at" IS NULL AND "message"."is_head" = ?) AS "sub_query""#,
        why: "the list of all conversations is counted, in an index and not in the rows",
    },
    Allowed {
        step: "SCAN message USING INDEX message_by_time",
        part: r#"ORDER BY "message"."placed_at" DESC LIMIT"#,
        why: "the list of all mails ends after a page, as few have gone",
    },
    Allowed { step: SORT, part: r#"ORDER BY "company"."id""#, why: "the companies of the senders of a batch" },
    Allowed { step: SORT, part: r#"WHERE "contact"."email""#, why: "the contacts with the addresses of a batch" },
    Allowed { step: SORT, part: r#"WHERE "effect"."state" IN"#, why: "what has not left yet" },
    Allowed { step: SORT, part: r#"WHERE "enquiry"."company_id" = ?"#, why: "the enquiries of one company" },
    Allowed { step: SORT, part: r#"WHERE "message"."thread_root" IN"#, why: "the mails of the threads of a batch" },
    Allowed { step: SORT, part: r#""quotation"."valid_until" < ?"#, why: "the quotations whose day has just passed" },
    Allowed { step: SORT, part: r#"WHERE "track"."enquiry_id" = ?"#, why: "the tracks of one enquiry" },
];

/// Whether a step reads a table from end to end, or sorts what no index has in order.
fn is_refused(step: &str, sql: &str) -> bool {
    let Some(scan) = step.strip_prefix("SCAN ") else {
        if COARSE.iter().any(|coarse| step.ends_with(coarse)) {
            return !sql.contains(" LIMIT ");
        }
        // Rows that are alike in all but the last column of an order are few.
        let is_sort =
            step.starts_with("USE TEMP B-TREE FOR") && !step.contains(" TERM") && !step.contains("RIGHT PART");
        return is_sort && !SMALL.iter().any(|(small, _)| sql.contains(&format!("FROM \"{small}\"")));
    };
    let is_small = SMALL.iter().any(|(small, _)| scan.split(' ').next() == Some(small));
    let is_of_words = scan.contains(" VIRTUAL TABLE INDEX ") && scan.contains(":M");
    // `later` is what `kernel::update` calls the values of a statement.
    let is_values = ["VALUES CLAUSE", "CONSTANT ROWS"].iter().any(|end| scan.ends_with(end));
    let is_no_table = is_values || ["CONSTANT ROW", "some", "later"].contains(&scan);
    let is_first_page = scan.contains(" USING INDEX ") && sql.contains(" LIMIT ") && !sql.contains(" WHERE ");
    !(is_small || is_of_words || is_no_table || is_first_page)
}

/// What is refused of the plans, and what was allowed.
fn judged(plans: &[(Seen, Vec<String>)]) -> (Vec<String>, BTreeSet<&'static str>) {
    let (mut refused, mut used) = (Vec::new(), BTreeSet::new());
    for (seen, steps) in plans {
        let sql = &seen.statement.sql;
        for step in steps.iter().filter(|step| is_refused(step, sql)) {
            match ALLOWED.iter().find(|each| each.step == step && sql.contains(each.part)) {
                Some(allowed) => drop(used.insert(allowed.why)),
                None => refused.push(format!("{}: {step}\n    {sql}", seen.by)),
            }
        }
    }
    (refused, used)
}

#[tokio::test]
async fn every_statement_of_a_day_at_the_desk_goes_by_an_index() {
    let rig = Rig::new().await;
    let mut on = Watched::on(&rig).await;
    let company = on.ask("masters.companies", json!("nirmal")).await[0]["id"].clone();
    let contact = on.ask("masters.contacts", company.clone()).await[0]["id"].clone();
    day::mail_comes_in(&mut on).await;
    day::mail_is_sorted(&mut on).await;
    judged::questions(&mut on).await;
    let enquiry = day::cards_move(&mut on, &company, &contact).await;
    day::quotations_go_out(&mut on, &company).await;
    let ran = day::days_pass(&mut on).await;
    day::people_change(&mut on, &contact, &enquiry).await;
    undone::work_is_undone(&mut on, &company).await;
    rig.years_of_mail(20_000).await;
    day::questions(&mut on, &company, &enquiry, &contact).await;
    for due in ["followups.fire", "enquiries.flag_stale", "preleads.wake", "quotations.expire", "email.wake"] {
        assert!(ran.iter().any(|command| command == due), "{due} never fell due: {ran:?}");
    }
    assert_eq!(on.unasked(), Vec::<String>::new(), "queries that `day::questions` does not ask");
    let reader = rig.desk.store().reader();
    assert_eq!(number(reader, "SELECT COUNT(*) FROM sqlite_master WHERE name = 'sqlite_stat1'").await, 0);
    let plans = on.plans(&rig).await;
    assert!(plans.len() > 150, "too little was seen to prove anything: {} statements", plans.len());
    let (refused, used) = judged(&plans);
    assert!(refused.is_empty(), "{} steps:\n{}", refused.len(), refused.join("\n"));
    let idle: Vec<&str> = ALLOWED.iter().map(|each| each.why).filter(|why| !used.contains(why)).collect();
    assert!(idle.is_empty(), "allowed, but nothing needs it: {idle:?}");
}

#[test]
fn a_table_that_is_read_from_end_to_end_is_refused_and_so_is_a_sort_of_all_of_it() {
    for (step, sql, is_bad) in [
        ("SCAN message", "SELECT 1 FROM message LIMIT 1", true),
        ("SCAN message USING COVERING INDEX message_by_tray", "SELECT COUNT(*) FROM message", true),
        ("SCAN message USING INDEX message_by_time", "SELECT 1 FROM message WHERE x LIMIT 1", true),
        ("SCAN message USING INDEX message_by_time", "SELECT 1 FROM message LIMIT 1", false),
        ("SCAN message_fts VIRTUAL TABLE INDEX 0:M1", "", false),
        ("SCAN message_fts VIRTUAL TABLE INDEX 0:", "", true),
        ("SCAN folder", "", false),
        (SORT, r#"SELECT 1 FROM "message""#, true),
        (SORT, r#"SELECT 1 FROM "folder""#, false),
        ("USE TEMP B-TREE FOR LAST TERM OF ORDER BY", r#"SELECT 1 FROM "message""#, false),
        ("SEARCH message USING INDEX message_by_time (received_at<?)", "", false),
        ("SEARCH message USING INDEX message_by_tray (disposition=?)", "SELECT 1 FROM message", true),
        ("SEARCH message USING INDEX message_by_tray (disposition=?)", "SELECT 1 FROM message LIMIT 1", false),
    ] {
        assert_eq!(is_refused(step, sql), is_bad, "{step} of {sql}");
    }
}
