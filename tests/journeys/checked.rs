//! A database that is read whole beside the work.

use pebble_host::Heard;
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};

use super::{
    recovery::{Window, closed, damage, words},
    storage::plain,
};

#[tokio::test]
async fn a_big_database_whose_damage_is_found_at_work_gives_way_to_its_backup() {
    let (folder, path) = closed().await;
    let store = plain(&path).await;
    store.execute_unprepared("CREATE TABLE ballast (it BLOB)").await.unwrap();
    store.execute_unprepared("INSERT INTO ballast VALUES (zeroblob(40000000))").await.unwrap();
    store.close().await.unwrap();
    damage(&path);

    let window = Window::on(folder.path()).await;
    assert_eq!(window.trouble().await, Value::Null, "it comes up without having been read whole");
    let mut news = window.door.news();
    window.door.check().await;
    // The window is told to ask again whether there is a desk.
    while !matches!(news.next().await, Some(Heard::Missed)) {}
    let trouble = window.trouble().await;
    assert!(words(&trouble).contains("The database file is damaged"), "{trouble}");
    let backup = trouble["backups"][0]["name"].clone();
    window.recovered("app.restore_backup", json!({ "backup": backup })).await;
    assert_eq!(window.titles().await.len(), 1);
    window.door.check().await;
    assert_eq!(window.trouble().await, Value::Null);
    window.door.close().await;
}
