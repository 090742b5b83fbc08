//! The server's own tables (`m0011_sync` and after), as sea-orm sees them. What they are for is said there.

use pebble_store::entity;

entity!(
    /// Where the feed stands: one row.
    head, "sync_head", {
        #[sea_orm(primary_key, auto_increment = false)] id: i32,
        epoch: Uuid,
        seq: i64,
        horizon: i64,
    }
);

entity!(
    /// A device.
    device, "sync_device", {
        #[sea_orm(primary_key, auto_increment = false)] id: Uuid,
        person_id: Uuid,
        name: String,
        last: i64,
        last_fingerprint: Option<Uuid>,
        is_revoked: bool,
        enrolled_at: i64,
    }
);

entity!(
    /// How a device proves itself: its public key, and marks of what renews its tokens.
    sign_in, "sync_sign_in", {
        #[sea_orm(primary_key, auto_increment = false)] device_id: Uuid,
        key: String,
        current: Option<String>,
        before: Option<String>,
        until: i64,
    }
);

entity!(
    /// What became of a number of a device.
    result, "sync_result", {
        #[sea_orm(primary_key, auto_increment = false)] device_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)] n: i64,
        fingerprint: Uuid,
        outcome: String,
    }
);

entity!(
    /// What became of a mutation, whichever device offered it; without an outcome its id is only taken.
    known, "sync_known", {
        #[sea_orm(primary_key, auto_increment = false)] id: Uuid,
        fingerprint: Option<Uuid>,
        outcome: Option<String>,
    }
);

entity!(
    /// An event without a number.
    outbox, "sync_outbox", {
        #[sea_orm(primary_key)] place: i64,
        scope: Option<i32>,
        record: Option<String>,
        row_id: Option<Uuid>,
        is_live: Option<bool>,
        device_id: Option<Uuid>,
        n: Option<i64>,
    }
);

entity!(
    /// The newest number of a row in a scope.
    vis, "sync_vis", {
        #[sea_orm(primary_key, auto_increment = false)] scope: i32,
        #[sea_orm(primary_key, auto_increment = false)] record: String,
        #[sea_orm(primary_key, auto_increment = false)] row_id: Uuid,
        seq: i64,
        is_live: bool,
    }
);

entity!(
    /// How far a device's mutations have been numbered.
    ack, "sync_ack", {
        #[sea_orm(primary_key, auto_increment = false)] device_id: Uuid,
        n: i64,
        seq: i64,
    }
);

entity!(
    /// A row's version, scopes and parent as they are now. One that was removed keeps its version and has no scopes.
    present, "sync_row", {
        #[sea_orm(primary_key, auto_increment = false)] record: String,
        #[sea_orm(primary_key, auto_increment = false)] row_id: Uuid,
        ver: i64,
        scopes: String,
        parent: Option<String>,
        parent_id: Option<Uuid>,
    }
);

entity!(
    /// A row that is in a scope now.
    member, "sync_member", {
        #[sea_orm(primary_key, auto_increment = false)] scope: i32,
        #[sea_orm(primary_key, auto_increment = false)] record: String,
        #[sea_orm(primary_key, auto_increment = false)] row_id: Uuid,
    }
);

entity!(
    /// The number that stands for a scope's name on the wire.
    scope, "sync_scope", {
        #[sea_orm(primary_key)] id: i32,
        name: String,
    }
);

entity!(
    /// A scope that a person may see.
    grant, "sync_grant", {
        #[sea_orm(primary_key, auto_increment = false)] person_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)] scope: i32,
        #[sea_orm(primary_key, auto_increment = false)] why: String,
        rank: i32,
        until: Option<i64>,
    }
);

entity!(
    /// A key of a program.
    api_key, "api_key", {
        #[sea_orm(primary_key, auto_increment = false)] id: Uuid,
        person_id: Uuid,
        name: String,
        may: String,
        made_at: i64,
        ended_at: Option<i64>,
    }
);

entity!(
    /// What a request of a program came to.
    api_answer, "api_answer", {
        #[sea_orm(primary_key, auto_increment = false)] id: Uuid,
        key_id: Uuid,
        asked: String,
        status: i32,
        body: String,
        at: i64,
    }
);

entity!(
    /// Whom the office tells of changes.
    hook, "hook", {
        #[sea_orm(primary_key, auto_increment = false)] id: Uuid,
        key_id: Uuid,
        person_id: Uuid,
        url: String,
        about: String,
        made_at: i64,
        ended: Option<String>,
    }
);

entity!(
    /// What a hook is told.
    hook_post, "hook_post", {
        #[sea_orm(primary_key)] place: i64,
        message_id: Uuid,
        hook_id: Uuid,
        body: String,
        due_at: Option<i64>,
        tries: i32,
        problem: Option<String>,
        made_at: i64,
    }
);

entity!(
    /// A name with a password.
    account, "account", {
        #[sea_orm(primary_key, auto_increment = false)] person_id: Uuid,
        login: String,
        password: String,
        changed_at: i64,
    }
);

entity!(
    /// Whom an identity provider means.
    identity, "identity", {
        #[sea_orm(primary_key, auto_increment = false)] issuer: String,
        #[sea_orm(primary_key, auto_increment = false)] subject: String,
        person_id: Uuid,
        seen_at: i64,
    }
);

entity!(
    /// How far the bytes of an attachment have come.
    upload, "sync_upload", {
        #[sea_orm(primary_key, auto_increment = false)] id: Uuid,
        hash: String,
        size: i64,
        received: i64,
        is_whole: bool,
        touched_at: i64,
    }
);

entity!(
    /// Bytes that the office has, by their hash, and which upload brought them.
    blob, "sync_blob", {
        #[sea_orm(primary_key, auto_increment = false)] hash: String,
        upload_id: Uuid,
    }
);

entity!(
    /// Bytes of an upload from an offset on.
    piece, "sync_piece", {
        #[sea_orm(primary_key, auto_increment = false)] upload_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)] place: i64,
        bytes: Vec<u8>,
    }
);
