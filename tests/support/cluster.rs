//! An empty database on the PostgreSQL that the run started.

use sea_orm::{ConnectionTrait, Database};

/// Makes it, and says where it is. The name tells the tests of one process apart.
///
/// # Panics
/// Without `PEBBLE_TEST_POSTGRES`: a test that needs PostgreSQL does not pass without it.
pub async fn fresh_database(name: &str) -> String {
    let Ok(cluster) = std::env::var("PEBBLE_TEST_POSTGRES") else {
        panic!("PEBBLE_TEST_POSTGRES is not set: run the tests with `cargo xtask test`, which starts PostgreSQL");
    };
    let name = format!("{name}_{}", std::process::id());
    let admin = Database::connect(&cluster).await.unwrap();
    admin.execute_unprepared(&format!("DROP DATABASE IF EXISTS {name}")).await.unwrap();
    admin.execute_unprepared(&format!("CREATE DATABASE {name}")).await.unwrap();
    admin.close().await.unwrap();
    let mut url = url::Url::parse(&cluster).unwrap();
    url.set_path(&name);
    url.into()
}
