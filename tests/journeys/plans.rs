//! How SQLite answers the questions that are asked all the time: by an index, never by reading a whole table that grows.
//!
//! The statements are built by the same library from the same entities as in the engines, in the same shape.

use pebble_core::{
    engines::{
        board::model::card,
        email::model::{Direction, Disposition, Hydration, message},
        enquiries::model::{activity, enquiry},
        followups::model::{EnrolmentState, enrolment, step, task},
        masters::model::{company, contact},
        preleads::model::prelead,
    },
    kernel::{At, PersonId, effect, log::mutation},
};
use pebble_tests::Rig;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait, Statement,
    sea_query::Expr,
};
use uuid::Uuid;

const NOBODY: Uuid = Uuid::nil();

/// What SQLite means to do, line by line.
async fn plan(rig: &Rig, query: Statement) -> Vec<String> {
    let mut explain = query;
    explain.sql = format!("EXPLAIN QUERY PLAN {}", explain.sql);
    let rows = rig.desk.store().reader().query_all_raw(explain).await.unwrap();
    rows.iter().map(|row| row.try_get::<String>("", "detail").unwrap()).collect()
}

/// No step reads a table from end to end, and nothing is sorted that an index has in order.
async fn assert_by_index(rig: &Rig, what: &str, query: Statement) {
    let steps = plan(rig, query).await;
    assert!(!steps.is_empty());
    for step in &steps {
        assert!(!step.starts_with("SCAN"), "{what}: {steps:?}");
        assert!(!step.contains("TEMP B-TREE"), "{what}: {steps:?}");
    }
}

/// Like [`assert_by_index`], for questions whose few rows may be sorted afterwards.
async fn assert_searched(rig: &Rig, what: &str, query: Statement) {
    let steps = plan(rig, query).await;
    assert!(steps.iter().all(|step| !step.starts_with("SCAN")), "{what}: {steps:?}");
}

macro_rules! built {
    ($query:expr) => {
        $query.build(DbBackend::Sqlite)
    };
}

#[tokio::test]
async fn a_window_of_the_board_and_the_top_of_a_column_come_by_index() {
    let rig = Rig::new().await;
    let window = card::Entity::find()
        .filter(card::Column::Stage.eq("quoted"))
        .order_by_asc(card::Column::Rank)
        .order_by_asc(card::Column::Id)
        .offset(4_000)
        .limit(40);
    assert_by_index(&rig, "board window", built!(window)).await;
    let top = enquiry::Entity::find()
        .filter(enquiry::Column::Stage.eq("quoted"))
        .order_by_asc(enquiry::Column::Rank)
        .limit(1);
    assert_by_index(&rig, "top of a column", built!(top)).await;
}

#[tokio::test]
async fn what_is_due_comes_by_index() {
    let rig = Rig::new().await;
    let touches = enrolment::Entity::find()
        .filter(enrolment::Column::State.eq(EnrolmentState::Active))
        .filter(enrolment::Column::NextAt.lte(At::from_millis(9)))
        .order_by_asc(enrolment::Column::NextAt)
        .limit(500);
    assert_by_index(&rig, "due touches", built!(touches)).await;
    let idle = enquiry::Entity::find()
        .filter(enquiry::Column::ClosedAt.is_null())
        .filter(enquiry::Column::LastActivityAt.lt(At::from_millis(9)))
        .filter(enquiry::Column::Stage.ne("drop_pending"))
        .order_by_asc(enquiry::Column::LastActivityAt)
        .limit(200);
    assert_by_index(&rig, "idle enquiries", built!(idle)).await;
    let waking = prelead::Entity::find().filter(prelead::Column::Stage.eq("contact_in_future")).limit(100);
    assert_by_index(&rig, "waking pre-leads", built!(waking)).await;
    let outgoing = effect::row::Entity::find()
        .filter(effect::row::Column::State.eq(effect::State::Queued))
        .filter(effect::row::Column::Kind.eq(effect::Kind::SendMail))
        .filter(effect::row::Column::PersonId.eq(PersonId(NOBODY)))
        .filter(effect::row::Column::DueAt.lte(At::from_millis(9)))
        .order_by_asc(effect::row::Column::DueAt)
        .order_by_asc(effect::row::Column::Id)
        .limit(1);
    assert_by_index(&rig, "outgoing work", built!(outgoing)).await;
}

#[tokio::test]
async fn the_list_of_every_tray_comes_by_index_newest_first() {
    let rig = Rig::new().await;
    for disposition in [Disposition::Unclassified, Disposition::Linked, Disposition::Prelead, Disposition::Archived] {
        let list = message::Entity::find()
            .filter(message::Column::GoneAt.is_null())
            .filter(message::Column::Disposition.eq(disposition))
            .order_by_desc(message::Column::ReceivedAt)
            .limit(50);
        assert_by_index(&rig, disposition.key(), built!(list)).await;
    }
    let inbox = message::Entity::find()
        .filter(message::Column::GoneAt.is_null())
        .filter(message::Column::Disposition.is_in([
            Disposition::Pending,
            Disposition::Linked,
            Disposition::Prelead,
            Disposition::Unclassified,
        ]))
        .filter(message::Column::Direction.eq(Direction::Incoming))
        .order_by_desc(message::Column::ReceivedAt)
        .limit(50);
    let steps = plan(&rig, built!(inbox)).await;
    assert!(steps.iter().all(|step| step.contains("USING INDEX") || step.contains("TEMP B-TREE")), "{steps:?}");
}

#[tokio::test]
async fn the_counts_of_the_mails_read_an_index_and_not_the_mails() {
    let rig = Rig::new().await;
    let counts = message::Entity::find()
        .select_only()
        .column(message::Column::Disposition)
        .column_as(Expr::cust("COUNT(*)"), "mails")
        .filter(message::Column::GoneAt.is_null())
        .group_by(message::Column::Disposition);
    let steps = plan(&rig, built!(counts)).await;
    assert!(steps.iter().all(|step| step.contains("COVERING INDEX")), "{steps:?}");
}

#[tokio::test]
async fn a_thread_a_record_and_a_message_id_are_looked_up_by_index() {
    let rig = Rig::new().await;
    let thread = message::Entity::find()
        .filter(message::Column::ThreadRoot.eq("<a@x>"))
        .filter(message::Column::Disposition.eq(Disposition::Linked))
        .order_by_desc(message::Column::ReceivedAt);
    assert_by_index(&rig, "thread", built!(thread)).await;
    let record = message::Entity::find()
        .filter(message::Column::RecordId.eq(NOBODY))
        .order_by_desc(message::Column::ReceivedAt)
        .limit(200);
    assert_by_index(&rig, "record", built!(record)).await;
    let parent = message::Entity::find().filter(message::Column::InternetMessageId.eq("<a@x>")).limit(1);
    assert_by_index(&rig, "message id", built!(parent)).await;
    let bodies = message::Entity::find()
        .filter(message::Column::Hydration.eq(Hydration::Envelope))
        .order_by_desc(message::Column::ReceivedAt)
        .limit(200);
    assert_by_index(&rig, "bodies", built!(bodies)).await;
    let unseen = message::Entity::find()
        .filter(message::Column::FolderId.eq(NOBODY))
        .filter(message::Column::Generation.lt(3))
        .filter(message::Column::GoneAt.is_null());
    assert_by_index(&rig, "unseen", built!(unseen)).await;
}

#[tokio::test]
async fn the_day_and_the_timeline_come_by_index() {
    let rig = Rig::new().await;
    let day = task::Entity::find()
        .filter(task::Column::OwnerId.eq(PersonId(NOBODY)))
        .filter(task::Column::DoneAt.is_null())
        .filter(task::Column::DueAt.lt(At::from_millis(9)))
        .order_by_asc(task::Column::DueAt)
        .limit(500);
    assert_by_index(&rig, "tasks of the day", built!(day)).await;
    let done = task::Entity::find()
        .filter(task::Column::OwnerId.eq(PersonId(NOBODY)))
        .filter(task::Column::DoneAt.gte(At::from_millis(9)));
    assert_by_index(&rig, "tasks done", built!(done)).await;
    let timeline = activity::Entity::find()
        .filter(activity::Column::EnquiryId.eq(NOBODY))
        .order_by_desc(activity::Column::At)
        .order_by_desc(activity::Column::Id)
        .limit(500);
    assert_searched(&rig, "timeline", built!(timeline)).await;
    for query in [
        built!(task::Entity::find().filter(task::Column::EnquiryId.eq(NOBODY))),
        built!(enrolment::Entity::find().filter(enrolment::Column::EnquiryId.eq(NOBODY))),
        built!(step::Entity::find().filter(step::Column::EnrolmentId.eq(NOBODY)).order_by_desc(step::Column::No)),
    ] {
        assert_by_index(&rig, "of an enquiry", query).await;
    }
}

#[tokio::test]
async fn who_a_mail_is_from_and_what_is_newest_come_by_index() {
    let rig = Rig::new().await;
    let open = enquiry::Entity::find()
        .filter(enquiry::Column::CompanyId.eq(NOBODY))
        .filter(enquiry::Column::ClosedAt.is_null())
        .order_by_desc(enquiry::Column::CreatedAt)
        .limit(50);
    assert_by_index(&rig, "open enquiries of a company", built!(open)).await;
    assert_by_index(&rig, "contact", built!(contact::Entity::find().filter(contact::Column::Email.eq("a@x")))).await;
    assert_by_index(&rig, "company", built!(company::Entity::find().filter(company::Column::Domain.eq("x")))).await;
    assert_by_index(&rig, "mutation", built!(mutation::Entity::find().filter(mutation::Column::Mid.eq(NOBODY)))).await;
    for (what, newest) in [
        ("newest enquiries", built!(enquiry::Entity::find().order_by_desc(enquiry::Column::CreatedAt).limit(50))),
        ("newest companies", built!(company::Entity::find().order_by_desc(company::Column::CreatedAt).limit(50))),
    ] {
        let steps = plan(&rig, newest).await;
        assert!(steps.iter().all(|step| step.contains("USING INDEX")), "{what}: {steps:?}");
    }
}
