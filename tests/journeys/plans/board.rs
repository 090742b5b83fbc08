//! Every question that the board asks, in each of its forms.

use serde_json::{Value, json};

use super::watch::Watched;

/// Views are kept, changed, chosen and dropped; an enquiry is taken down from one line.
pub async fn views_are_kept(on: &mut Watched) {
    let shown = json!({ "filter": { "whose": "me" }, "lanes": "owner", "density": "normal", "sort": "value" });
    let view = on.tell("board.keep_view", json!({ "name": "Mine", "reach": "team", "shown": shown })).await;
    on.tell("board.change_view", json!({ "id": view, "base": 1, "name": "Ours" })).await;
    on.tell("board.begin_with", json!({ "id": view })).await;
    on.tell("board.drop_view", view).await;
    let quick =
        json!({ "company": "Ravina Dyes", "contact": "Mala", "email": "mala@ravina.example", "title": "Acetone" });
    on.tell("enquiries.quick_add", quick).await;
}

/// What its screen asks for.
pub async fn questions(on: &mut Watched, company: &Value, enquiry: &Value) {
    let filters = [
        json!({}),
        json!({ "owner_id": on.person() }),
        json!({ "priority": "high" }),
        json!({ "query": "zinc" }),
        json!({ "owner_id": on.person(), "priority": "high", "query": "zinc" }),
        json!({ "whose": "me" }),
        json!({ "whose": "team" }),
        json!({ "company_id": company }),
        json!({ "product": "Zinc oxide" }),
        json!({ "track": "samples" }),
        json!({ "stage_days": 5, "flag_days": 10 }),
        json!({ "due": "overdue" }),
        json!({ "due": "week" }),
        json!({ "least_minor": 100, "most_minor": 1_000_000_000 }),
    ];
    for filter in filters {
        shown(on, &filter, company).await;
    }
    on.ask("board.views", Value::Null).await;
    on.ask("enquiries.may_move", json!({ "ids": [enquiry], "to": "make_quote", "fields": null })).await;
    for line in ["Nirmal, zinc oxide 5 kg, ram", "ramesh@nirmal.example", "98200 11223"] {
        on.ask("enquiries.hear", json!(line)).await;
    }
}

/// The board, whole and cut into lanes, in each of its orders.
async fn shown(on: &mut Watched, filter: &Value, company: &Value) {
    on.ask("board.columns", filter.clone()).await;
    for by in ["owner", "priority", "company", "track"] {
        on.ask("board.lanes", json!({ "by": by, "filter": filter })).await;
    }
    let lanes = [
        Value::Null,
        json!({ "by": "owner", "key": on.person() }),
        json!({ "by": "priority", "key": "high" }),
        json!({ "by": "company", "key": company }),
        json!({ "by": "company", "key": null, "except": [company] }),
        json!({ "by": "track", "key": "samples" }),
        json!({ "by": "track", "key": null }),
    ];
    for lane in lanes {
        for sort in ["hand", "value", "due", "flag", "age"] {
            let window = json!({ "column": "pending_enquiry", "offset": 100, "limit": 40, "filter": filter,
                "lane": lane, "sort": sort });
            on.ask("board.window", window.clone()).await;
            on.ask("board.pick", window).await;
        }
    }
}
