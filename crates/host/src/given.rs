//! What a person asks for: a command, or several that are one thing to them.

use pebble_core::{
    engines::{
        ENGINES,
        email::model::{MessageId, Say, What, message},
    },
    kernel::{
        Actor, At, Code, Error, MutationId, Read, Result,
        engine::{Endpoint, decode, encode},
        tx::{self, Done, Request},
        undo::{DeedId, TAKE_BACK, TakeBack, row},
    },
};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use ts_rs::TS;

use crate::{Desk, identity::random, mail::said};

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
        self.run_as(command, input, MutationId(random()), Some(deed)).await
    }
}

/// Keeps what Outlook is to be told of a deed in the deed's own transaction: done here and never heard of there, the two
/// would differ for good. Says whether there is anything to tell.
pub(crate) async fn with_words(
    mut done: Done,
    (command, input): (&str, &Value),
    deed: DeedId,
    (at, actor): (At, Actor),
) -> Result<(Done, bool)> {
    let words: Vec<Say> = {
        let read = Read::new(&done.db, at, actor).knowing(ENGINES);
        let undone = if command == TAKE_BACK { undone(&read, input).await? } else { Vec::new() };
        let marks = marks(&read, deed).await?;
        said(command, input, &done.output).into_iter().chain(undone).chain(marks).collect()
    };
    for say in &words {
        let (mid, command) = (MutationId(random()), "email.say".to_owned());
        let request = Request { mid, command, input: encode(say)?, at, actor, deed: None };
        let kept = tx::run_open(done.db, ENGINES, request).await?;
        done.db = kept.db;
        done.capture.topics.extend(kept.capture.topics);
        done.capture.ids.extend(kept.capture.ids);
    }
    Ok((done, !words.is_empty()))
}

/// Which mails count as read since a deed, and which do not any more: what is put away is read, until that is taken back.
async fn marks(read: &Read<'_>, deed: DeedId) -> Result<Vec<Say>> {
    let Some(deed) = read.find::<row::Model>(deed).await? else { return Ok(Vec::new()) };
    let mails = read.many::<message::Model>(&deed.changed("message", "is_read")?).await?;
    let (seen, unseen): (Vec<_>, Vec<_>) = mails.into_iter().partition(|mail| mail.is_read);
    let say = |mails: Vec<message::Model>, what| Say { ids: mails.into_iter().map(|mail| mail.id).collect(), what };
    let words = [say(seen, What::Read), say(unseen, What::Unread)];
    Ok(words.into_iter().filter(|say| !say.ids.is_empty()).collect())
}

/// What the mail server has to be told when these deeds are taken back: a mail that was junk here is none there either.
/// All mails that a deed changed are meant, not those that it was asked about: one may stand for its conversation.
async fn undone(read: &Read<'_>, input: &Value) -> Result<Vec<Say>> {
    let mut words = Vec::new();
    let Ok(TakeBack { deeds }) = decode(input.clone()) else { return Ok(words) };
    for id in deeds {
        let Some(deed) = read.find::<row::Model>(id).await? else { continue };
        if deed.command != TAKE_BACK {
            words.extend(said_of(&deed, true)?);
            continue;
        }
        // What was taken back is done again.
        let Ok(TakeBack { deeds }) = decode(serde_json::from_str(&deed.input).map_err(Error::broken)?) else {
            continue;
        };
        for id in deeds {
            let Some(deed) = read.find::<row::Model>(id).await? else { continue };
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
