//! What is said to a person who is looking elsewhere: the news of the engines, gathered for a moment so that ten answers
//! are one word, and not said in quiet hours. What falls due in them is not said later: it is on Today in the morning.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::PathBuf,
    time::Duration,
};

use chrono::TimeDelta;
use pebble_core::{
    engines::followups::{
        model::TaskId,
        news::{self, News, NewsKind},
    },
    kernel::{At, Error, Result, calendar::Calendar},
};
use serde::Serialize;
use serde_json::json;
use tokio::sync::broadcast::{self, error::RecvError};
use uuid::Uuid;

use crate::{Changed, Desk, Preferences, link};

/// News is gathered for so long before it is said.
const GATHER: Duration = Duration::from_secs(3);
/// Between looks at what fell due.
const LOOK: Duration = Duration::from_secs(20);
/// How long a task is put off that is put off from a notice.
const LATER: TimeDelta = TimeDelta::hours(1);
/// Names that are told one by one.
const NAMED: usize = 3;

/// Something that is said: a click on it goes to its place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Notice {
    /// What happened.
    pub title: String,
    /// With whom, or about what.
    pub body: String,
    /// Where a click leads: a `pebble://` link.
    pub link: String,
    /// The one task that it is about, which can be put off from here ([`Desk::put_off`]).
    pub task: Option<Uuid>,
}

impl Desk {
    /// What is worth a word to somebody who is looking elsewhere, from now on.
    pub fn notices(&self) -> broadcast::Receiver<Notice> {
        self.0.notices.subscribe()
    }

    pub(crate) fn say(&self, notice: Notice) {
        // Nobody may be listening; that is no failure.
        let _ = self.0.notices.send(notice);
    }

    /// Puts a task off by an hour, as a notice offers. It can be undone as if it had been done on the screen.
    ///
    /// # Errors
    /// `Conflict` when the task is done or put off by now, was given to somebody else, or is gone.
    pub async fn put_off(&self, task: Uuid) -> Result<()> {
        if !news::is_due(&self.read(), TaskId(task)).await? {
            return Err(Error::conflict("This task is done or put off by now, or somebody else's."));
        }
        let until = self.now().plus(LATER);
        self.call("followups.snooze", json!({ "task_id": task, "until": until })).await.map(drop)
    }
}

/// Says what is worth it for as long as the desk lives. Preferences are read from `folder` each time: they may change.
pub(crate) async fn run(desk: Desk, folder: Option<PathBuf>) {
    let mut changes = desk.changes();
    let mut teller = Teller { desk: desk.clone(), folder, looked_at: desk.now(), told: BTreeSet::new() };
    loop {
        let first = tokio::select! {
            heard = changes.recv() => match heard {
                Ok(changed) => rows_of(&changed),
                Err(RecvError::Lagged(_)) => Vec::new(),
                Err(RecvError::Closed) => return,
            },
            () = tokio::time::sleep(LOOK) => Vec::new(),
        };
        let mut rows: BTreeSet<Uuid> = first.into_iter().collect();
        if !rows.is_empty() {
            tokio::time::sleep(GATHER).await;
            while let Ok(changed) = changes.try_recv() {
                rows.extend(rows_of(&changed));
            }
        }
        teller.tell(&rows.into_iter().collect::<Vec<_>>()).await;
    }
}

/// The rows of a change that may hold news.
fn rows_of(changed: &Changed) -> Vec<Uuid> {
    let may_be_news = changed.topics.iter().any(|topic| matches!(*topic, "activity" | "enrolment" | "effect"));
    let ids = changed.ids.iter().filter(|_| may_be_news);
    ids.filter_map(|id| id.parse().ok()).collect()
}

struct Teller {
    desk: Desk,
    folder: Option<PathBuf>,
    looked_at: At,
    told: BTreeSet<Uuid>,
}

impl Teller {
    async fn tell(&mut self, rows: &[Uuid]) {
        let (now, since) = (self.desk.now(), self.looked_at);
        self.looked_at = now;
        let read = self.desk.read();
        let found = async {
            let mut found = news::among(&read, rows).await?;
            found.extend(news::fell_due(&read, since).await?);
            Ok::<_, Error>((found, read.setting::<Calendar>().await?))
        };
        let (found, calendar) = match found.await {
            Ok(found) => found,
            Err(refusal) => return tracing::warn!(%refusal, "what is new could not be found out"),
        };
        let fresh: Vec<News> = found.into_iter().filter(|news| self.told.insert(news.key)).collect();
        // What the mailbox held before the desk had read it is no news.
        let is_known = self.desk.has_read_mail();
        let preferences = self.folder.as_deref().map(Preferences::read).unwrap_or_default();
        if is_known && preferences.may_speak(&calendar, now) {
            for notice in grouped(&fresh) {
                self.desk.say(notice);
            }
        }
    }
}

/// One notice for each kind of news.
fn grouped(news: &[News]) -> Vec<Notice> {
    let mut kinds: BTreeMap<NewsKind, Vec<&News>> = BTreeMap::new();
    for each in news {
        kinds.entry(each.kind).or_default().push(each);
    }
    kinds.into_iter().filter_map(|(kind, all)| notice(kind, &all)).collect()
}

fn notice(kind: NewsKind, all: &[&News]) -> Option<Notice> {
    let first = all.first()?;
    let to_first = first.enquiry_id.map(|id| link::to_enquiry(id.0));
    if all.len() == 1 {
        let (title, place) = match kind {
            NewsKind::Replied => (format!("{} has answered", first.who), "inbox"),
            NewsKind::Due => (format!("Due now: {}", first.what), "today"),
            NewsKind::Stopped => (format!("A sequence has stopped for {}", first.who), "today"),
            NewsKind::NotSent => (format!("A mail to {} has not been sent", first.who), "problems"),
        };
        let body = if kind == NewsKind::Due { first.who.clone() } else { first.what.clone() };
        let elsewhere = || format!("{}{place}", link::SCHEME);
        let link = to_first.filter(|_| kind != NewsKind::NotSent).unwrap_or_else(elsewhere);
        return Some(Notice { title, body, link, task: first.task_id.map(|id| id.0) });
    }
    let (title, place) = match kind {
        NewsKind::Replied => (format!("{} customers have answered", all.len()), "inbox"),
        NewsKind::Due => (format!("{} tasks are due now", all.len()), "today"),
        NewsKind::Stopped => (format!("{} sequences have stopped", all.len()), "today"),
        NewsKind::NotSent => (format!("{} mails have not been sent", all.len()), "problems"),
    };
    let mut names: Vec<&str> = all.iter().map(|each| each.who.as_str()).filter(|who| !who.is_empty()).collect();
    names.dedup();
    let more = if names.len() > NAMED { " and others" } else { "" };
    let named = names.into_iter().take(NAMED).collect::<Vec<_>>().join(", ");
    let link = format!("{}{place}", link::SCHEME);
    Some(Notice { title, body: format!("{named}{more}"), link, task: None })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::place_of;

    fn news(kind: NewsKind, who: &str) -> News {
        let key = Uuid::parse_str("018f6e2a-0000-7000-8000-000000000001").unwrap();
        News {
            key,
            kind,
            enquiry_id: Some(key.into()),
            who: who.to_owned(),
            what: "Sodium lactate".to_owned(),
            task_id: (kind == NewsKind::Due).then(|| key.into()),
        }
    }

    #[test]
    fn one_answer_names_its_customer_and_leads_to_the_enquiry() {
        let said = grouped(&[news(NewsKind::Replied, "Ravi Mehta")]);
        assert_eq!(said.len(), 1);
        assert_eq!(said[0].title, "Ravi Mehta has answered");
        assert_eq!(said[0].body, "Sodium lactate");
        assert_eq!(place_of(&said[0].link).unwrap(), "#/enquiry/018f6e2a-0000-7000-8000-000000000001");
    }

    #[test]
    fn one_task_that_fell_due_can_be_put_off_and_several_cannot() {
        let due = news(NewsKind::Due, "Nirmal Paints");
        let said = grouped(std::slice::from_ref(&due));
        assert_eq!((said[0].title.as_str(), said[0].task), ("Due now: Sodium lactate", Some(due.key)));
        assert_eq!(grouped(&[due.clone(), due])[0].task, None);
        assert_eq!(grouped(&[news(NewsKind::Replied, "Ravi Mehta")])[0].task, None);
    }

    #[test]
    fn many_of_a_kind_are_one_notice_and_what_did_not_leave_comes_first() {
        let mut all: Vec<News> = ["A", "B", "C", "D"].map(|who| news(NewsKind::Replied, who)).into();
        all.push(news(NewsKind::NotSent, "ravi@example.com"));
        let said = grouped(&all);
        let titles: Vec<&str> = said.iter().map(|notice| notice.title.as_str()).collect();
        assert_eq!(titles, ["A mail to ravi@example.com has not been sent", "4 customers have answered"]);
        assert_eq!(said[1].body, "A, B, C and others");
        assert!(said.iter().all(|notice| place_of(&notice.link).is_some()), "{said:?}");
    }
}
