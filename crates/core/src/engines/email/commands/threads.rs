//! Which thread a mail is on, by `Message-ID`, `In-Reply-To` and `References`, never by subject (graph.md 2.3).
//!
//! It works on the mails of one batch and on those stored mails that they name or that name them, read once.

use std::collections::BTreeMap;

use sea_orm::{ColumnTrait, EntityTrait, ExprTrait, QueryFilter};

use crate::{
    engines::email::{
        mailbox::Fetched,
        model::{MessageId, message},
        rules,
    },
    kernel::{Read, Result},
};

/// A mail among its relatives.
struct Relative {
    own: Option<String>,
    root: Option<String>,
    /// The stored row, for one that is not of the batch.
    stored: Option<message::Model>,
}

/// The relatives of a batch.
pub(super) struct Threads(BTreeMap<MessageId, Relative>);

impl Threads {
    /// The mails of a batch with the stored ones around them.
    pub async fn around<'a>(
        read: &Read<'_>,
        batch: impl Iterator<Item = (&'a message::Model, &'a Fetched)>,
    ) -> Result<Threads> {
        let mut relatives = BTreeMap::new();
        let (mut parents, mut owns) = (Vec::new(), Vec::new());
        for (message, fetched) in batch {
            let own = message.internet_message_id.clone();
            parents.extend(answered(own.as_deref(), fetched).map(str::to_owned));
            owns.extend(own.clone());
            relatives.insert(message.id, Relative { own, root: message.thread_root.clone(), stored: None });
        }
        // An empty list is left out of the question: beside the other one it makes SQLite read every mail.
        let answered = (!parents.is_empty()).then(|| message::Column::InternetMessageId.is_in(parents));
        let answers = (!owns.is_empty()).then(|| message::Column::ThreadRoot.is_in(owns));
        let Some(around) = answered.into_iter().chain(answers).reduce(|one, other| one.or(other)) else {
            return Ok(Threads(relatives));
        };
        for row in message::Entity::find().filter(around).all(read.db()).await? {
            let (own, root) = (row.internet_message_id.clone(), row.thread_root.clone());
            relatives.entry(row.id).or_insert(Relative { own, root, stored: Some(row) });
        }
        Ok(Threads(relatives))
    }

    /// Puts a mail of the batch on its thread. Mails that took this one for their root move up to its own.
    pub fn join(&mut self, message: &message::Model, fetched: &Fetched) {
        let own = message.internet_message_id.as_deref();
        let named = rules::thread_root(own, fetched.in_reply_to.as_deref(), &fetched.references);
        // A parent that is here knows better than a short reference list.
        let known = answered(own, fetched).find_map(|parent| self.root_at(parent));
        let root = known.or(named.map(str::to_owned));
        if let (Some(own), Some(root)) = (own, &root)
            && own != root
        {
            let children = self.0.values_mut().filter(|child| child.root.as_deref() == Some(own));
            children.for_each(|child| child.root = Some(root.clone()));
        }
        if let Some(joined) = self.0.get_mut(&message.id) {
            joined.root = root;
        }
    }

    fn root_at(&self, own: &str) -> Option<String> {
        let same = self.0.values().filter(|relative| relative.own.as_deref() == Some(own));
        same.filter_map(|relative| relative.root.clone()).next()
    }

    /// The root of a mail's thread.
    pub fn root_of(&self, id: MessageId) -> Option<String> {
        self.0.get(&id).and_then(|relative| relative.root.clone())
    }

    /// The stored mails that moved to another thread: as they are stored, and as they are now.
    pub fn adopted(self) -> impl Iterator<Item = (message::Model, message::Model)> {
        self.0.into_values().filter_map(|relative| {
            let before = relative.stored?;
            let after = message::Model { thread_root: relative.root, ..before.clone() };
            (before != after).then_some((before, after))
        })
    }
}

/// The mails that this one says it answers: the oldest reference, then the one answered. Nothing for one that starts a
/// thread.
fn answered<'a>(own: Option<&'a str>, fetched: &'a Fetched) -> impl Iterator<Item = &'a str> {
    let root = rules::thread_root(own, fetched.in_reply_to.as_deref(), &fetched.references);
    let is_answer = root.is_some() && root != own;
    [root, fetched.in_reply_to.as_deref()].into_iter().flatten().filter(move |_| is_answer)
}
