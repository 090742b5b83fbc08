//! Settings: values the office agrees on, one row a key, each with a default so that nothing has to be set up.

use serde::{Deserialize, Serialize, de::DeserializeOwned};

use super::{
    clock::At,
    engine::Event,
    error::{Error, Result},
    ids::derive,
    read::Read,
    tx::Tx,
};
use crate::{id, record};

id!(
    /// A setting; derived from its key.
    SettingId
);

impl SettingId {
    /// The id of a key.
    pub fn of(key: &str) -> SettingId {
        SettingId(derive(&[b"setting", key.as_bytes()]))
    }
}

/// The setting table.
pub mod row {
    use sea_orm::entity::prelude::*;
    use serde::{Deserialize, Serialize};

    use super::{At, SettingId};

    /// One setting.
    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema, DeriveEntityModel)]
    #[sea_orm(table_name = "setting")]
    #[schema(as = Setting)]
    pub struct Model {
        /// Derived from the key.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: SettingId,
        /// Key.
        pub key: String,
        /// Value, as JSON text.
        pub value: String,
        /// When it was set.
        pub set_at: At,
    }

    /// Stands alone.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}
record!(row, "setting", "setting", Shared);

/// A kind of setting: its key and what holds when nobody has set it.
pub trait Setting: Serialize + DeserializeOwned + Default {
    /// Key.
    const KEY: &'static str;
    /// Whether the value makes sense.
    ///
    /// # Errors
    /// `Invalid` naming the field and the fix.
    fn check(&self) -> Result<()> {
        Ok(())
    }
}

/// A value was set for the office. Who may do that is for others to say: the kernel knows nobody.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SettingChanged {
    /// Its key.
    pub key: String,
}
impl Event for SettingChanged {
    const NAME: &'static str = "desk.setting_changed";
}

impl Read<'_> {
    /// The value in force.
    pub async fn setting<S: Setting>(&self) -> Result<S> {
        let Some(row) = self.find::<row::Model>(SettingId::of(S::KEY)).await? else { return Ok(S::default()) };
        serde_json::from_str(&row.value).map_err(|error| Error::broken(format!("setting {}: {error}", S::KEY)))
    }
}

impl Tx {
    /// Sets a value for the office.
    ///
    /// # Errors
    /// What [`Setting::check`] refuses, or an engine that reacts to [`SettingChanged`].
    pub async fn set<S: Setting>(&mut self, setting: &S) -> Result<()> {
        setting.check()?;
        let value = serde_json::to_string(setting).map_err(Error::broken)?;
        let after = row::Model { id: SettingId::of(S::KEY), key: S::KEY.to_owned(), value, set_at: self.now() };
        match self.read().find::<row::Model>(after.id).await? {
            Some(before) => self.update(&before, &after).await?,
            None => self.insert(&after).await?,
        }
        self.announce(&SettingChanged { key: S::KEY.to_owned() })
    }
}
