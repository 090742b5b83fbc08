//! A card in the hand.

use serde_json::Value;

use crate::window::{Point, Window};

const FROM: &str = "pending_enquiry";
const TO: &str = "pending_specification";

fn point(found: &Value) -> Point {
    let whole = |key: &str| found[key].as_f64().unwrap().round();
    Point { x: format!("{}", whole("x")).parse().unwrap(), y: format!("{}", whole("y")).parse().unwrap() }
}

#[tokio::test]
async fn a_card_dragged_to_another_column_is_there_afterwards() {
    let folder = tempfile::tempdir().unwrap();
    let window = Window::open(folder.path()).await;
    window.until_read().await;
    window.go("board").await;
    let card = window
        .until(
            "a card can be taken",
            &format!(
                "const card = document.querySelector('[data-testid=card][data-column={FROM}]');
                 const box = card?.getBoundingClientRect();
                 return card && {{ id: card.dataset.card, x: box.x + box.width / 2, y: box.y + 20 }}"
            ),
        )
        .await;
    let column = format!(
        "const box = document.querySelector('[data-testid=column-{TO}] [data-testid=column-list]').getBoundingClientRect();
         return {{ x: box.x + box.width / 2, y: box.y + 40 }}"
    );
    let column = window.look(&column).await;
    window.drag(point(&card), point(&column)).await;

    window
        .until("the move asks by when", "return document.querySelector('[data-modal] input[type=date]') !== null")
        .await;
    let answer = "const input = document.querySelector('[data-modal] input[type=date]');
        Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value').set.call(input, '2027-01-15');
        input.dispatchEvent(new Event('input', { bubbles: true }));";
    window.look(answer).await;
    window.click("//*[@data-modal]//button[@type='submit']").await;

    let id = card["id"].as_str().unwrap();
    let moved = format!(
        "return !document.querySelector('[data-modal]')
            && document.querySelector('[data-card=\"{id}\"]')?.dataset.column === '{TO}'"
    );
    window.until("the card is in its new column", &moved).await;
    window.close().await;

    let window = Window::open(folder.path()).await;
    window.until("the card is there after a restart too", &moved).await;
    window.close().await;
}
