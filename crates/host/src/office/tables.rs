//! What a desk keeps of its office (`m0012_office`) and its outbox (`o0001_outbox`), as sea-orm sees them.

use pebble_store::entity;

entity!(
    /// Where the desk stands, as JSON: one row.
    standing, "office_standing", {
        #[sea_orm(primary_key, auto_increment = false)] id: i32,
        standing: String,
    }
);

entity!(
    /// The version of a row that came from the server.
    version, "office_row", {
        #[sea_orm(primary_key, auto_increment = false)] record: String,
        #[sea_orm(primary_key, auto_increment = false)] row_id: Uuid,
        ver: i64,
    }
);

entity!(
    /// A row is here because of this scope.
    reference, "office_ref", {
        #[sea_orm(primary_key, auto_increment = false)] scope: i32,
        #[sea_orm(primary_key, auto_increment = false)] record: String,
        #[sea_orm(primary_key, auto_increment = false)] row_id: Uuid,
    }
);

entity!(
    /// What a row was before pending work changed it, as JSON; null when it was not there.
    image, "office_image", {
        #[sea_orm(primary_key, auto_increment = false)] record: String,
        #[sea_orm(primary_key, auto_increment = false)] row_id: Uuid,
        image: Option<String>,
    }
);

entity!(
    /// Which device numbers new entries: one row.
    device, "device", {
        #[sea_orm(primary_key, auto_increment = false)] id: i32,
        device_id: Uuid,
        last: i64,
    }
);

entity!(
    /// An entry of the outbox.
    entry, "entry", {
        #[sea_orm(primary_key)] place: i64,
        device_id: Uuid,
        n: i64,
        seen: i64,
        bytes: i64,
        fingerprint: Uuid,
        is_withdrawn: bool,
        is_settled: bool,
        is_unread: bool,
        outcome: Option<String>,
        settled_at: Option<i64>,
        mutation: String,
    }
);
