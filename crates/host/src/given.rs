//! What a person asks for: a command, or several that are one thing to them.

use pebble_core::{
    engines::{
        ENGINES,
        email::model::{MessageId, Say, What, message},
    },
    kernel::{
        Code, Error, MutationId, Result,
        engine::{Endpoint, decode},
        undo::{DeedId, TAKE_BACK, TakeBack, row},
    },
};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use ts_rs::TS;

use crate::{
    Desk,
    identity::random,
    mail::{said, tell_server},
};

/// Commands that are given as one: they stand on the list of what was done as one entry, and are undone together.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct Together {
    /// The deed that they go on with, when there were too many for one request.
    pub deed: Option<DeedId>,
    /// The commands, in their order.
    pub calls: Vec<Asked>,
}

/// One of them.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct Asked {
    /// Wire name.
    pub command: String,
    /// Its input.
    #[ts(type = "unknown")]
    pub input: Value,
}

/// What came of them.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct Given {
    /// What they are together.
    pub deed: DeedId,
    /// What came of each.
    pub came: Vec<Came>,
}

/// What came of one.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct Came {
    /// What it answered.
    #[ts(type = "unknown")]
    pub output: Value,
    /// Why it was refused.
    pub refusal: Option<Error>,
}

/// Runs them one after the other, each by itself: one that is refused keeps none of the others back.
pub(crate) async fn together(desk: &Desk, together: Together) -> Result<Given> {
    let deed = together.deed.unwrap_or_else(|| DeedId(random()));
    let mut came = Vec::new();
    for Asked { command, input } in together.calls {
        let answer = match ENGINES.endpoint(&command)? {
            Endpoint::Mutation(_) | Endpoint::Local(_) | Endpoint::Central(_) => desk.give(&command, input, deed).await,
            _ => Err(Error::new(Code::Denied, "Only a person's own commands can be given together.")),
        };
        came.push(match answer {
            Ok(output) => Came { output, refusal: None },
            Err(refusal) => Came { output: Value::Null, refusal: Some(refusal) },
        });
    }
    Ok(Given { deed, came })
}

impl Desk {
    /// Runs a command of a person, as a deed of its own or as part of one.
    pub(crate) async fn give(&self, command: &str, input: Value, deed: DeedId) -> Result<Value> {
        let undone = if command == TAKE_BACK { undone(self, &input).await? } else { Vec::new() };
        let output = self.run_as(command, input.clone(), MutationId(random()), Some(deed)).await?;
        let words = said(command, &input, &output).into_iter().chain(undone);
        let told = async { tell_server(self, words.chain(marks(self, deed).await?).collect()).await };
        if let Err(refusal) = told.await {
            // It is done all the same: only Outlook does not hear of it.
            tracing::error!(%refusal, "what Outlook is to be told could not be kept");
        }
        Ok(output)
    }
}

/// Which mails count as read since a deed, and which do not any more: what is put away is read, until that is taken back.
async fn marks(desk: &Desk, deed: DeedId) -> Result<Vec<Say>> {
    let Some(deed) = desk.read().find::<row::Model>(deed).await? else { return Ok(Vec::new()) };
    let mails = desk.read().many::<message::Model>(&deed.changed("message", "is_read")?).await?;
    let (read, unread): (Vec<_>, Vec<_>) = mails.into_iter().partition(|mail| mail.is_read);
    let say = |mails: Vec<message::Model>, what| Say { ids: mails.into_iter().map(|mail| mail.id).collect(), what };
    let words = [say(read, What::Read), say(unread, What::Unread)];
    Ok(words.into_iter().filter(|say| !say.ids.is_empty()).collect())
}

/// What the mail server has to be told when these deeds are taken back: a mail that was junk here is none there either.
/// All mails that a deed changed are meant, not those that it was asked about: one may stand for its conversation.
async fn undone(desk: &Desk, input: &Value) -> Result<Vec<Say>> {
    let mut words = Vec::new();
    let Ok(TakeBack { deeds }) = decode(input.clone()) else { return Ok(words) };
    for id in deeds {
        let Some(deed) = desk.read().find::<row::Model>(id).await? else { continue };
        if deed.command != TAKE_BACK {
            words.extend(said_of(&deed, true)?);
            continue;
        }
        // What was taken back is done again.
        let Ok(TakeBack { deeds }) = decode(serde_json::from_str(&deed.input).map_err(Error::broken)?) else {
            continue;
        };
        for id in deeds {
            let Some(deed) = desk.read().find::<row::Model>(id).await? else { continue };
            words.extend(said_of(&deed, false)?);
        }
    }
    Ok(words)
}

/// What a deed said to the mail server, or the opposite of it.
fn said_of(deed: &row::Model, is_against: bool) -> Result<Option<Say>> {
    let what = match (deed.command.as_str(), is_against) {
        ("email.junk", false) | ("email.unjunk", true) => What::Junk,
        ("email.unjunk", false) | ("email.junk", true) => What::Inbox,
        _ => return Ok(None),
    };
    let ids = deed.touched("message")?.into_iter().map(MessageId).collect();
    Ok(Some(Say { ids, what }))
}
