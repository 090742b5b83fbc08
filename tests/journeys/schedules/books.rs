//! What must be true of the desk once Outlook is well again and all has been read, whatever happened before.

use std::collections::{BTreeMap, BTreeSet};

use chrono::TimeDelta;
use pebble_simulators::Rule;
use serde_json::Value;

use super::world::{World, text};

/// Turns within which all that was left open has come to its end.
const MOST_TURNS: usize = 12;

/// What is still under way.
const OPEN: &str = "SELECT 'effect ' || state || ' ' || COALESCE(trouble, '') FROM effect \
    WHERE state IN ('queued', 'claimed', 'dispatching') \
    UNION ALL SELECT 'word ' || what FROM word \
    UNION ALL SELECT 'looked for ' || remote_id FROM removal \
    UNION ALL SELECT 'pending ' || subject FROM message WHERE disposition = 'pending' AND gone_at IS NULL \
    UNION ALL SELECT 'not whole ' || subject FROM message WHERE hydration <> 'whole' AND gone_at IS NULL \
    UNION ALL SELECT 'set aside ' || reason FROM quarantine";

/// What the desk shows of its mail: id, folder, read, subject.
const SHOWN: &str = "SELECT m.remote_id, f.remote_id, m.is_read, m.subject, f.is_synced FROM message m \
    JOIN folder f ON f.id = m.folder_id WHERE m.gone_at IS NULL";

const MARK: &str = "CrmOutboxId";

/// Lets the desk come to rest with an Outlook that is well.
pub async fn settle(world: &World) {
    world.calm();
    let mut open = Vec::new();
    for turn in 0..MOST_TURNS {
        world.rig().pass(TimeDelta::minutes(11));
        world.rig().desk.tick().await;
        // What had been given up while Outlook failed is asked for again, as a person does who sees it.
        world.rig().tell("email.retry_unreadable", Value::Null).await;
        let read = world.rig().desk.turn().await;
        open = world.rows(OPEN).await.iter().map(|row| text(row, 0)).collect();
        if turn > 0 && open.is_empty() {
            read.unwrap();
            return;
        }
    }
    panic!("the desk does not come to rest: {open:#?}");
}

/// Checks everything.
pub async fn check(world: &World) {
    same_mail(world).await;
    nothing_left_a_timeline(world).await;
    sent_once(world).await;
    let sim = &world.rig().sim;
    // A schedule moves the clock on while requests are on their way, and a token may run out between the two.
    sim.forgive(Rule::ExpiredBearer);
    sim.breaches().unwrap_or_else(|list| panic!("the rules of Outlook were broken:\n{list}"));
}

/// What the desk shows is what the folders that it reads hold.
async fn same_mail(world: &World) {
    let mut here = BTreeSet::new();
    for row in world.rows(SHOWN).await {
        let is_read_there: bool = row.try_get_by_index(4).unwrap();
        let is_read: bool = row.try_get_by_index(2).unwrap();
        assert!(is_read_there, "{} is shown and lies where nothing is read", text(&row, 3));
        here.insert((text(&row, 0), text(&row, 1), is_read, text(&row, 3)));
    }
    let there = world.mails().into_iter().map(|mail| (mail.id, mail.folder_id, mail.is_read, mail.subject)).collect();
    let names: BTreeMap<String, String> =
        world.rig().mailbox.folders().into_iter().map(|folder| (folder.id, folder.name)).collect();
    let told = |these: BTreeSet<&(String, String, bool, String)>| -> Vec<String> {
        let one = |mail: &&(String, String, bool, String)| {
            let place = names.get(&mail.1).map_or("nowhere", String::as_str);
            format!("{:?} in {place}, {}", mail.3, if mail.2 { "read" } else { "new" })
        };
        these.iter().map(one).collect()
    };
    let (only_here, only_there) = (told(here.difference(&there).collect()), told(there.difference(&here).collect()));
    assert!(
        only_here.is_empty() && only_there.is_empty(),
        "the desk and Outlook differ\nonly here: {only_here:#?}\nonly there: {only_there:#?}"
    );
    let counts = world.rig().ask("email.counts", Value::Null).await;
    assert_eq!(counts["pending"], 0, "{counts}");
    assert_eq!(counts["quarantined"], 0, "{counts}");
    assert_eq!(counts["total"], u64::try_from(there.len()).unwrap(), "{counts}");
}

/// What a mail has put on a timeline is there, also when the mail is not any more.
async fn nothing_left_a_timeline(world: &World) {
    let now = world.entries_now().await;
    let lost: Vec<_> = world.entries.difference(&now).collect();
    assert!(lost.is_empty(), "entries are no longer on their timelines: {lost:?}");
}

/// Each mail that was sent and not called back has left once; none left that was not.
async fn sent_once(world: &World) {
    let mut left: BTreeMap<String, usize> = BTreeMap::new();
    for mail in world.rig().sim.sent() {
        let mark = mail.properties.iter().find(|(name, _)| name.ends_with(MARK)).map(|(_, mark)| mark.replace('-', ""));
        *left.entry(mark.expect("a mail left without its mark")).or_default() += 1;
    }
    let mut states = BTreeMap::new();
    for row in
        world.rows("SELECT lower(hex(id)), state, COALESCE(trouble, '') FROM effect WHERE kind = 'send_mail'").await
    {
        let (id, state, trouble) = (text(&row, 0), text(&row, 1), text(&row, 2));
        let times = left.remove(&id).unwrap_or_default();
        let right = match state.as_str() {
            "done" => times == 1,
            "failed" | "cancelled" => times == 0,
            _ => false,
        };
        assert!(right, "a mail that counts as {state} ({trouble}) has left {times} times");
        states.insert(id, (state, trouble));
    }
    assert!(left.is_empty(), "mails left that the desk knows nothing of: {left:?}");
    for (id, is_back) in &world.sends {
        let (state, trouble) = states.get(id).unwrap_or_else(|| panic!("the mail {id} is forgotten"));
        let right = match state.as_str() {
            "done" => !is_back,
            "cancelled" => *is_back,
            // A mail can be answered only while Outlook has it.
            "failed" => trouble.contains("not found"),
            _ => false,
        };
        assert!(right, "a mail that was called back: {is_back}, counts as {state} ({trouble})");
    }
}
