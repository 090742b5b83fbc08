//! Work in the outside world: written as rows inside the transaction that wants it, carried out afterwards, once.
//!
//! `queued → claimed → dispatching → done | failed | unknown | cancelled` (sync.md 4.9). The claim fences: only the
//! holder of the newest fence may report. `dispatching` is committed before the world is touched, so a crash in
//! between leaves `dispatching`, which is looked into, never repeated blindly; what cannot be found out becomes
//! `unknown` and goes to a person.

use chrono::TimeDelta;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use ts_rs::TS;
use utoipa::ToSchema;

use super::{
    clock::At,
    error::{Error, Result},
    read::{Actor, Read},
    tx::Tx,
};
use crate::{id, record, words};

id!(
    /// One piece of work in the outside world.
    EffectId
);

words!(
    /// What is to be done.
    pub enum Kind {
        /// Send a mail from the person's own mailbox.
        SendMail = "send_mail",
    }
);

words!(
    /// How far it has come.
    pub enum State {
        /// Waiting.
        Queued = "queued",
        /// Taken by a desk; nothing has left yet.
        Claimed = "claimed",
        /// Handed to the outside world, or about to be.
        Dispatching = "dispatching",
        /// Done, surely.
        Done = "done",
        /// Refused, surely; nothing left.
        Failed = "failed",
        /// Nobody can tell; a person decides.
        Unknown = "unknown",
        /// Called off before anything left.
        Cancelled = "cancelled",
    }
);

/// The effect table.
pub mod row {
    use sea_orm::entity::prelude::*;
    use serde::{Deserialize, Serialize};

    use super::{At, EffectId, Kind, State};
    use crate::kernel::ids::{DeviceId, PersonId};

    /// One effect.
    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema, DeriveEntityModel)]
    #[sea_orm(table_name = "effect")]
    #[ts(rename = "Effect")]
    #[schema(as = Effect)]
    pub struct Model {
        /// Id; also the mark on the outside thing (`CrmOutboxId`).
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: EffectId,
        /// What.
        pub kind: Kind,
        /// With what, as JSON text.
        pub payload: String,
        /// The mutation that is told the outcome.
        pub report: String,
        /// How far.
        pub state: State,
        /// Who must do it: the owner of the channel.
        pub person_id: PersonId,
        /// Grows with each claim; only its newest holder may report.
        #[ts(type = "number")]
        pub fence: i64,
        /// The desk that holds it.
        pub claimed_by: Option<DeviceId>,
        /// Not before.
        pub due_at: At,
        /// How often it was tried.
        pub attempts: i32,
        /// What the channel remembers between steps (draft id…), as JSON text.
        pub progress: Option<String>,
        /// What went wrong last, in plain words.
        pub trouble: Option<String>,
        /// When it was asked for.
        pub created_at: At,
        /// When it ended.
        pub ended_at: Option<At>,
        /// A mutation asked for it, so that other desks of the person may have it too: with an office, the office says
        /// which of them acts.
        pub is_shared: bool,
    }

    /// Stands alone.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}
record!(row, "effect", "piece of outgoing work", Derived);

/// What is wanted of the outside world.
pub(super) struct Wanted<'a> {
    pub id: EffectId,
    pub kind: Kind,
    pub report: &'a str,
    pub is_shared: bool,
    pub due: At,
}

/// A fresh effect.
pub(super) fn queued(wanted: Wanted<'_>, payload: Value, now: At, actor: Actor) -> row::Model {
    row::Model {
        id: wanted.id,
        kind: wanted.kind,
        payload: payload.to_string(),
        report: wanted.report.to_owned(),
        is_shared: wanted.is_shared,
        state: State::Queued,
        person_id: actor.person,
        fence: 0,
        claimed_by: None,
        due_at: wanted.due,
        attempts: 0,
        progress: None,
        trouble: None,
        created_at: now,
        ended_at: None,
    }
}

/// The outcome of an effect, as its report mutation is told.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS, ToSchema)]
#[ts(rename = "EffectOutcome")]
#[schema(as = EffectOutcome)]
pub struct Outcome {
    /// Which effect.
    pub effect_id: EffectId,
    /// `done`, `failed`, `unknown`.
    pub state: State,
    /// What the outside world calls it (a `Message-ID`), when done.
    pub reference: Option<String>,
    /// What went wrong, in plain words.
    pub trouble: Option<String>,
    /// The effect's payload, so that the report needs no device row.
    #[ts(type = "unknown")]
    pub payload: Value,
}

/// A claim on the next due effect.
#[derive(Debug, Clone, Serialize, Deserialize, TS, ToSchema)]
pub struct Claim {
    /// Kind wanted.
    pub kind: Kind,
}

/// A step of the work, reported by the holder of the fence.
#[derive(Debug, Clone, Serialize, Deserialize, TS, ToSchema)]
pub struct Step {
    /// Which effect.
    pub id: EffectId,
    /// The fence it was claimed under.
    #[ts(type = "number")]
    pub fence: i64,
    /// New state.
    pub state: State,
    /// What to remember, as JSON; kept when absent.
    #[ts(type = "unknown")]
    pub progress: Option<Value>,
    /// Reference in the outside world.
    pub reference: Option<String>,
    /// Plain words.
    pub trouble: Option<String>,
    /// When to try again, for a return to `queued`.
    pub retry_at: Option<At>,
}

/// Takes the next due effect of a kind for this desk, oldest first. One that this desk left in `dispatching` (a crash)
/// comes first: it has to be looked into before anything else leaves.
pub(super) async fn claim(tx: &mut Tx, claim: Claim) -> Result<Option<row::Model>> {
    let mine = row::Column::PersonId.eq(tx.actor().person);
    let open = |state: State| {
        row::Entity::find()
            .filter(row::Column::State.eq(state))
            .filter(row::Column::Kind.eq(claim.kind))
            .filter(mine.clone())
            .filter(row::Column::DueAt.lte(tx.now()))
            .order_by_asc(row::Column::DueAt)
            .order_by_asc(row::Column::Id)
            .limit(1)
    };
    let mut found = None;
    for state in [State::Dispatching, State::Claimed, State::Queued] {
        found = open(state).one(tx.read().db()).await?;
        if found.is_some() {
            break;
        }
    }
    let Some(before) = found else { return Ok(None) };
    let mut after = before.clone();
    if before.state == State::Queued {
        after.state = State::Claimed;
    }
    after.fence = before.fence.saturating_add(1);
    after.attempts = before.attempts.saturating_add(1);
    after.claimed_by = Some(tx.actor().device);
    tx.update(&before, &after).await?;
    Ok(Some(after))
}

/// Records a step of the work. An end tells the effect's report mutation in the same transaction.
///
/// # Errors
/// `Conflict` when the fence is old or the effect has ended or was called off meanwhile.
pub(super) async fn step(tx: &mut Tx, step: Step) -> Result<row::Model> {
    let before: row::Model = tx.get(step.id).await?;
    if before.fence != step.fence || !matches!(before.state, State::Claimed | State::Dispatching) {
        return Err(Error::conflict("This piece of outgoing work was called off or taken over meanwhile."));
    }
    let mut after = before.clone();
    after.state = step.state;
    after.trouble = step.trouble.clone();
    if let Some(progress) = &step.progress {
        after.progress = Some(progress.to_string());
    }
    if let Some(retry_at) = step.retry_at {
        after.due_at = retry_at;
    }
    let has_ended = matches!(step.state, State::Done | State::Failed | State::Unknown | State::Cancelled);
    after.ended_at = has_ended.then(|| tx.now());
    tx.update(&before, &after).await?;
    // Of what another desk did, that desk tells.
    if has_ended && step.state != State::Cancelled && !after.report.is_empty() {
        let payload = serde_json::from_str(&after.payload).map_err(Error::broken)?;
        let outcome = Outcome {
            effect_id: after.id,
            state: after.state,
            reference: step.reference,
            trouble: step.trouble,
            payload,
        };
        // What has happened outside stays happened, even if the record it was for is gone meanwhile.
        if let Err(refusal) = tx.mutate::<Value>(&after.report.clone(), &outcome).await {
            tracing::error!(%refusal, report = after.report, "the outcome of outgoing work could not be filed");
        }
    }
    Ok(after)
}

impl Tx {
    /// Notes that an effect has ended, wherever it was carried out.
    pub async fn end_effect(&mut self, id: EffectId, state: State) -> Result<()> {
        let Some(before) = self.read().find::<row::Model>(id).await? else { return Ok(()) };
        if before.ended_at.is_some() {
            return Ok(());
        }
        let after = row::Model { state, ended_at: Some(self.now()), ..before.clone() };
        self.update(&before, &after).await
    }

    /// Calls an effect off. False when it was too late: it has left, or may have.
    pub async fn call_off(&mut self, id: EffectId, why: &str) -> Result<bool> {
        let Some(before) = self.read().find::<row::Model>(id).await? else { return Ok(false) };
        if !matches!(before.state, State::Queued | State::Claimed) {
            return Ok(false);
        }
        let mut after = before.clone();
        after.state = State::Cancelled;
        after.trouble = Some(why.to_owned());
        after.ended_at = Some(self.now());
        self.update(&before, &after).await?;
        Ok(true)
    }

    /// What waits to be tried again is due now: what kept it may be over. What was not tried yet keeps its time.
    pub async fn hasten(&mut self, kind: Kind) -> Result<()> {
        let waiting = row::Entity::find()
            .filter(row::Column::State.is_in([State::Queued, State::Claimed, State::Dispatching]))
            .filter(row::Column::Kind.eq(kind))
            .filter(row::Column::PersonId.eq(self.actor().person))
            .filter(row::Column::DueAt.gt(self.now()))
            .filter(row::Column::Attempts.gt(0))
            .all(self.read().db())
            .await?;
        for before in waiting {
            let after = row::Model { due_at: self.now(), ..before.clone() };
            self.update(&before, &after).await?;
        }
        Ok(())
    }
}

/// Work that waits or needs a person.
#[derive(Debug, Clone, Serialize, TS, ToSchema)]
pub struct Waiting {
    /// Which.
    pub id: EffectId,
    /// What.
    pub kind: Kind,
    /// How far.
    pub state: State,
    /// What went wrong last.
    pub trouble: Option<String>,
    /// Since when.
    pub created_at: At,
    /// Not before.
    pub due_at: At,
}

/// Everything not ended, and what nobody could find out, oldest first, at most 200.
pub(super) async fn waiting(read: &Read<'_>, _: ()) -> Result<Vec<Waiting>> {
    let open = [State::Queued, State::Claimed, State::Dispatching, State::Unknown];
    let rows = row::Entity::find()
        .filter(row::Column::State.is_in(open))
        .order_by_asc(row::Column::CreatedAt)
        .limit(200)
        .all(read.db())
        .await?;
    let card = |row: row::Model| Waiting {
        id: row.id,
        kind: row.kind,
        state: row.state,
        trouble: row.trouble,
        created_at: row.created_at,
        due_at: row.due_at,
    };
    Ok(rows.into_iter().map(card).collect())
}

/// When this person's next piece of work is due; none when nothing waits.
pub async fn next_due(read: &Read<'_>) -> Result<Option<At>> {
    let open = [State::Dispatching, State::Claimed, State::Queued];
    let mut next = None;
    for state in open {
        let first = row::Entity::find()
            .filter(row::Column::State.eq(state))
            .filter(row::Column::Kind.eq(Kind::SendMail))
            .filter(row::Column::PersonId.eq(read.actor().person))
            .order_by_asc(row::Column::DueAt)
            .limit(1)
            .one(read.db())
            .await?;
        next = next.into_iter().chain(first.map(|row| row.due_at)).min();
    }
    Ok(next)
}

/// How many pieces of work wait.
pub async fn count_waiting(read: &Read<'_>) -> Result<u64> {
    let open = [State::Queued, State::Claimed, State::Dispatching, State::Unknown];
    Ok(row::Entity::find().filter(row::Column::State.is_in(open)).count(read.db()).await?)
}

/// The person's work that was refused since, and what nobody could find out, oldest first, at most 200.
pub async fn lost(read: &Read<'_>, since: At) -> Result<Vec<row::Model>> {
    let query = row::Entity::find()
        .filter(row::Column::State.is_in([State::Failed, State::Unknown]))
        .filter(row::Column::Kind.eq(Kind::SendMail))
        .filter(row::Column::PersonId.eq(read.actor().person))
        .filter(row::Column::DueAt.gte(since));
    Ok(query.order_by_asc(row::Column::DueAt).limit(200).all(read.db()).await?)
}

/// How long to wait before try number `attempts` + 1: 5 s doubling to 10 min.
pub fn retry_after(attempts: i32) -> TimeDelta {
    let exponent = u32::try_from(attempts.clamp(0, 7)).unwrap_or(7);
    TimeDelta::seconds(5_i64.saturating_mul(2_i64.saturating_pow(exponent)).min(600))
}
