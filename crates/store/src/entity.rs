//! Tables that are no engine's: what the protocol of an office keeps beside the rows it speaks of.

/// Declares a table as a sea-orm entity in a module of its own.
#[macro_export]
macro_rules! entity {
    ($(#[$doc:meta])* $module:ident, $table:tt, { $($(#[$attribute:meta])* $field:ident: $type:ty),+ $(,)? }) => {
        $(#[$doc])*
        pub(crate) mod $module {
            use sea_orm::entity::prelude::*;

            #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
            #[sea_orm(table_name = $table)]
            pub struct Model { $($(#[$attribute])* pub $field: $type),+ }

            #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
            pub enum Relation {}
            impl ActiveModelBehavior for ActiveModel {}
        }
    };
}
