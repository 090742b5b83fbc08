//! What the rep does at the desk. A refusal is an answer; a defect is none.

use chrono::TimeDelta;
use pebble_core::kernel::Code;
use pebble_tests::{mails, sending};
use serde_json::{Value, json};

use super::{
    steps::Act,
    world::{World, pick, text},
};

/// Gives a command; what it answers unless it is refused.
async fn give(world: &World, command: &str, input: Value) -> Option<Value> {
    match world.rig().desk.call(command, input).await {
        Ok(output) => Some(output),
        Err(refusal) => {
            assert_ne!(refusal.code, Code::Broken, "{command}: {refusal}");
            None
        }
    }
}

/// The desk's id of one of the mails that it shows.
async fn shown(world: &World, number: usize) -> Option<String> {
    let sql = "SELECT lower(hex(id)) FROM message WHERE gone_at IS NULL ORDER BY remote_id";
    let ids: Vec<String> = world.rows(sql).await.iter().map(|row| text(row, 0)).collect();
    pick(&ids, number).cloned()
}

/// Does what the rep does.
pub async fn act(world: &mut World, act: &Act) {
    match act {
        Act::Undo => return undo(world).await,
        Act::Recall => return recall(world).await,
        Act::Send { way, mail } => return send(world, way, *mail).await,
        _ => {}
    }
    let (command, mail, more) = match act {
        Act::MarkRead { mail, is_read } => ("email.mark_read", *mail, json!({ "is_read": is_read })),
        Act::Archive { mail } => ("email.archive", *mail, json!({ "reason": null })),
        Act::Unarchive { mail } => ("email.unarchive", *mail, json!({})),
        Act::Junk { mail } => ("email.junk", *mail, json!({ "is_whole": false })),
        Act::Unjunk { mail } => ("email.unjunk", *mail, json!({ "is_whole": false })),
        Act::Snooze { mail } => {
            let until = world.rig().sim.clock().now() + TimeDelta::hours(2);
            ("email.snooze", *mail, json!({ "until": until, "is_whole": false }))
        }
        Act::Accept { mail } => ("email.accept", *mail, json!({})),
        Act::Open { mail } => {
            ("email.open_enquiry", *mail, json!({ "product": null, "quantity": null, "unit": null, "title": null }))
        }
        Act::Undo | Act::Recall | Act::Send { .. } => unreachable!("done above"),
    };
    let Some(id) = shown(world, mail).await else { return };
    let mut input = more;
    input["id"] = json!(id);
    input["ids"] = json!([id]);
    give(world, command, input).await;
}

/// Takes back what was done last. What it takes off a timeline is gone by the rep's own wish.
async fn undo(world: &mut World) {
    let all = world.rig().ask("desk.deeds", json!({ "before": null, "limit": 20 })).await;
    let standing =
        all.as_array().unwrap().iter().find(|deed| deed["standing"] == "open").map(|deed| deed["id"].clone());
    let Some(deed) = standing else { return };
    let before = world.entries_now().await;
    give(world, "desk.take_back", json!({ "deeds": [deed] })).await;
    let after = world.entries_now().await;
    world.entries.extend(before.iter().cloned());
    for taken in before.difference(&after) {
        world.entries.remove(taken);
    }
}

async fn send(world: &mut World, way: &str, mail: usize) {
    let answers = if way == "new" { None } else { shown(world, mail).await };
    let way = if answers.is_some() { way } else { "new" };
    let to = json!([{ "address": mails::RAMESH, "name": "Ramesh Iyer" }]);
    let is_named = matches!(way, "new" | "forward");
    let begin = json!({ "way": way, "answers": answers, "enquiry_id": null, "to": if way == "new" { to.clone() } else { json!([]) } });
    let Some(mut draft) = give(world, "email.draft_begin", begin).await else { return };
    if is_named || draft["to"].as_array().is_none_or(Vec::is_empty) {
        draft["to"] = to;
    }
    draft["subject"] = json!(format!("Written {}", world.sends.len()));
    let Some(sent) = give(world, "email.draft_send", sending(&draft, "<p>Our offer stands.</p>")).await else { return };
    world.sends.insert(sent["effect_id"].as_str().unwrap().replace('-', ""), false);
    world.drafts.push(json!([draft["id"], sent["effect_id"]]));
}

/// Calls back what was sent last; when it is too late it goes all the same.
async fn recall(world: &mut World) {
    let Some(last) = world.drafts.pop() else { return };
    let effect = last[1].as_str().unwrap().replace('-', "");
    let was_refused = world.state_of(&effect).await.is_some_and(|state| matches!(state.as_str(), "failed" | "unknown"));
    if give(world, "email.draft_recall", json!({ "id": last[0] })).await.is_some() && !was_refused {
        world.sends.insert(effect, true);
    }
}
