//! `words!`: a closed set of words, written once.
//!
//! A status, a kind, a reason: the same word goes over the wire, into the column and onto the screen's
//! message key, so it is declared in one place with its key.

/// Declares an enum whose variants have a stable lower-case key used in JSON, in columns and in TypeScript.
#[macro_export]
macro_rules! words {
    ($(#[$meta:meta])* pub enum $name:ident { $($(#[$vmeta:meta])* $variant:ident = $key:literal),+ $(,)? }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize, ts_rs::TS)]
        pub enum $name { $($(#[$vmeta])* #[serde(rename = $key)] $variant),+ }

        impl $name {
            /// Every word, in order of declaration.
            pub const ALL: &'static [$name] = &[$($name::$variant),+];
            /// The key, as on the wire and in the column.
            pub const fn key(self) -> &'static str { match self { $($name::$variant => $key),+ } }
            /// The word with this key.
            pub fn from_key(key: &str) -> Option<$name> { match key { $($key => Some($name::$variant),)+ _ => None } }
        }

        // Written out: the derive does not see a key that came through a macro.
        impl utoipa::PartialSchema for $name {
            fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::Schema> { $crate::kernel::shapes::one_of(&[$($key),+]) }
        }
        impl utoipa::ToSchema for $name {}

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result { f.write_str(self.key()) }
        }

        $crate::column_as_text!($name, |word| word.key().to_owned(), |text| $name::from_key(&text));
    };
}

/// Lets a type live in a text column: how to write it, how to read it (`None` when the text is not one of its values).
#[macro_export]
macro_rules! column_as_text {
    ($name:ident, $write:expr, $read:expr) => {
        impl From<$name> for sea_orm::Value {
            fn from(value: $name) -> Self {
                let write: fn(&$name) -> String = $write;
                sea_orm::Value::String(Some(write(&value)))
            }
        }
        impl sea_orm::TryGetable for $name {
            fn try_get_by<I: sea_orm::ColIdx>(
                row: &sea_orm::QueryResult,
                index: I,
            ) -> Result<Self, sea_orm::TryGetError> {
                let text = <String as sea_orm::TryGetable>::try_get_by(row, index)?;
                let read: fn(String) -> Option<$name> = $read;
                read(text.clone())
                    .ok_or_else(|| sea_orm::DbErr::Type(format!("{text:?} is not a {}", stringify!($name))).into())
            }
        }
        impl sea_orm::sea_query::ValueType for $name {
            fn try_from(value: sea_orm::Value) -> Result<Self, sea_orm::sea_query::ValueTypeErr> {
                let text = <String as sea_orm::sea_query::ValueType>::try_from(value)?;
                let read: fn(String) -> Option<$name> = $read;
                read(text).ok_or(sea_orm::sea_query::ValueTypeErr)
            }
            fn type_name() -> String {
                stringify!($name).to_owned()
            }
            fn array_type() -> sea_orm::sea_query::ArrayType {
                sea_orm::sea_query::ArrayType::String
            }
            fn column_type() -> sea_orm::sea_query::ColumnType {
                sea_orm::sea_query::ColumnType::Text
            }
        }
        impl sea_orm::sea_query::Nullable for $name {
            fn null() -> sea_orm::Value {
                sea_orm::Value::String(None)
            }
        }
    };
}
