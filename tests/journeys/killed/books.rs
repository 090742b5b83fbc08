//! The books of a desk whose process is dead: what its database and the mailbox say must agree at any moment.

use pebble_core::{engines::ENGINES, kernel::At};
use pebble_store::Store;
use sea_orm::{ConnectionTrait, Database, DatabaseConnection, DbBackend, Statement};

use super::life::Fate;
use crate::journeys::replay::{replay, shared_rows};

const OUTBOX: &str = "CrmOutboxId";

/// Rows that may never be there, whatever was killed when.
const NEVER: [(&str, &str); 9] = [
    ("a change without its mutation", "SELECT COUNT(*) FROM change WHERE mid NOT IN (SELECT mid FROM mutation)"),
    ("a mail stored twice", "SELECT COUNT(*) - COUNT(DISTINCT remote_id) FROM message"),
    (
        "a linked mail without its entry",
        "SELECT COUNT(*) FROM message m WHERE disposition = 'linked' AND NOT EXISTS (SELECT 1 FROM activity a \
         WHERE a.enquiry_id = m.record_id AND a.mail_ref = m.internet_message_id)",
    ),
    (
        "an incoming entry without its mail",
        "SELECT COUNT(*) FROM activity a WHERE kind = 'mail_in' AND NOT EXISTS (SELECT 1 FROM message m \
         WHERE m.internet_message_id = a.mail_ref AND m.record_id = a.enquiry_id)",
    ),
    ("an enquiry without its card", "SELECT COUNT(*) FROM enquiry WHERE id NOT IN (SELECT id FROM card)"),
    (
        "a card in another column than its enquiry",
        "SELECT COUNT(*) FROM card c JOIN enquiry e ON e.id = c.id WHERE c.stage <> e.stage",
    ),
    ("a step taken twice", "SELECT COUNT(*) - COUNT(DISTINCT hex(enrolment_id) || no) FROM step"),
    (
        "a mail step without its effect",
        "SELECT COUNT(*) FROM step WHERE channel = 'mail' AND effect_id NOT IN (SELECT id FROM effect)",
    ),
    (
        "a step that is done before its mail is, or is not done after it",
        "SELECT COUNT(*) FROM step s JOIN effect e ON e.id = s.effect_id WHERE (s.state = 'done') <> (e.state = 'done')",
    ),
];

/// What a journey comes to, row by row. Left out is who is there, which is said again at each start, and how often a
/// mail is attached: a sent one by its report and by its copy, whichever comes first makes the entry.
const STORY: [&str; 8] = [
    "SELECT name || ' ' || COUNT(*) FROM mutation WHERE name NOT IN ('people.join', 'enquiries.attach_mail') \
     GROUP BY name",
    "SELECT stage || ' ' || product || ' ' || quantity || ' ' || value_minor || ' ' || touches FROM enquiry",
    "SELECT sequence || ' ' || state || ' ' || touches || ' ' || next_no FROM enrolment ORDER BY 1",
    "SELECT no || ' ' || channel || ' ' || state || ' ' || subject || ' ' || body FROM step ORDER BY 1",
    "SELECT kind || ' ' || title FROM task ORDER BY 1",
    "SELECT kind || ' ' || lower(title) || ' ' || body FROM activity ORDER BY 1",
    "SELECT direction || ' ' || disposition || ' ' || subject FROM message ORDER BY 1",
    "SELECT kind || ' ' || state FROM effect",
];

/// An open view of the dead process's database.
pub struct Books(DatabaseConnection);

impl Books {
    pub async fn open(fate: &Fate) -> Books {
        let mut options = sea_orm::ConnectOptions::new(format!("sqlite://{}?mode=rw", fate.database().display()));
        options.max_connections(1).sqlx_logging(false);
        Books(Database::connect(options).await.unwrap())
    }

    pub async fn number(&self, sql: &str) -> i64 {
        let row = self.0.query_one_raw(Statement::from_string(DbBackend::Sqlite, sql)).await.unwrap();
        row.unwrap().try_get_by_index(0).unwrap()
    }

    pub async fn words(&self, sql: &str) -> Vec<String> {
        let rows = self.0.query_all_raw(Statement::from_string(DbBackend::Sqlite, sql)).await.unwrap();
        rows.iter().map(|row| row.try_get_by_index(0).unwrap()).collect()
    }

    /// What happened, without when: what was done, and where everything stands because of it.
    pub async fn story(&self) -> Vec<Vec<String>> {
        let mut story = Vec::new();
        for sql in STORY {
            story.push(self.words(sql).await);
        }
        story
    }

    /// Whether nothing is under way any more.
    pub async fn are_settled(self) -> bool {
        let open = "SELECT (SELECT COUNT(*) FROM effect WHERE state IN ('queued', 'claimed', 'dispatching')) + \
                    (SELECT COUNT(*) FROM message WHERE disposition = 'pending')";
        let open = self.number(open).await;
        self.close().await;
        open == 0
    }

    pub async fn close(self) {
        self.0.close().await.unwrap();
    }
}

/// What holds at any moment, just killed or not.
pub async fn assert_sound(fate: &Fate) {
    if !fate.database().exists() {
        return;
    }
    let books = Books::open(fate).await;
    let killed = || format!("{:#?}", fate.trail);
    assert_eq!(books.words("PRAGMA integrity_check").await, ["ok"], "{}", killed());
    if books.number("SELECT COUNT(*) FROM sqlite_master WHERE name = 'mutation'").await == 1 {
        for (what, sql) in NEVER {
            assert_eq!(books.number(sql).await, 0, "{what}: {}", killed());
        }
        let stored = books.number("SELECT COUNT(*) FROM message").await;
        assert!(stored <= i64::try_from(fate.mailbox().count()).unwrap(), "more mail than there is: {}", killed());
        assert_sent_once(fate, &books).await;
    }
    books.close().await;
}

/// Each mail that left belongs to an effect of ours that knows it may have left, and left once.
async fn assert_sent_once(fate: &Fate, books: &Books) {
    let open = "SELECT lower(hex(id)) FROM effect WHERE state IN ('dispatching', 'done')";
    let known = books.words(open).await;
    let done = books.words("SELECT lower(hex(id)) FROM effect WHERE state = 'done'").await;
    let mut left: Vec<String> = fate.sim.sent().iter().map(|mail| mark(&mail.properties)).collect();
    let count = left.len();
    left.sort();
    left.dedup();
    assert_eq!(left.len(), count, "a mail left twice: {:#?}", fate.trail);
    assert!(left.iter().all(|mark| known.contains(mark)), "a mail left unknown to the desk: {:#?}", fate.trail);
    assert!(done.iter().all(|id| left.contains(id)), "a mail counts as sent and never left: {:#?}", fate.trail);
}

/// The effect a sent mail belongs to, as SQLite writes its id.
fn mark(properties: &std::collections::BTreeMap<String, String>) -> String {
    let (_, mark) = properties.iter().find(|(name, _)| name.ends_with(OUTBOX)).expect("a mail left without its mark");
    mark.replace('-', "")
}

/// The log of what was done, run again on an empty database, makes the same rows.
pub async fn assert_same_rows_again(fate: &Fate) {
    let now = At::from(fate.now);
    let told = Store::sqlite(&fate.database(), ENGINES, now).await.unwrap();
    let again = Store::sqlite(&fate.folder.path().join("again.db"), ENGINES, now).await.unwrap();
    replay(&told, &again).await;
    assert_eq!(shared_rows(&told).await, shared_rows(&again).await, "{:#?}", fate.trail);
    told.close().await;
    again.close().await;
}
