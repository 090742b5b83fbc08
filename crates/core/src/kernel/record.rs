//! A record: a row that knows its table, its reach and what of it can be searched.

use sea_orm::{ActiveModelTrait, EntityTrait, FromQueryResult, IdenStatic, IntoActiveModel, Iterable, ModelTrait};
use serde::{Serialize, de::DeserializeOwned};
use uuid::Uuid;

use super::{
    erased::Erased,
    synced::{Access, Synced},
};

/// How far a table reaches, which decides who may write it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// Shared by the office. Written only inside a mutation, so that replaying the log makes the same rows.
    Shared,
    /// This device only (mail, cursors, view state). Written only by local commands; never leaves the machine.
    Device,
    /// A projection of other rows, or work to be carried out. May be written by either; rebuilt, not synced.
    Derived,
}

/// A row of a table that an engine owns.
pub trait Record:
    ModelTrait<Entity = Self::Table>
    + IntoActiveModel<<Self::Table as EntityTrait>::ActiveModel>
    + FromQueryResult
    + Serialize
    + DeserializeOwned
    + Clone
    + PartialEq
    + Send
    + Sync
    + 'static
{
    /// The sea-orm entity.
    type Table: EntityTrait<Model = Self, ActiveModel: ActiveModelTrait<Entity = Self::Table> + Send>;
    /// Table name, which is also the topic of its changes.
    const NAME: &'static str;
    /// What people call one ("enquiry").
    const NOUN: &'static str;
    /// Who may write it.
    const REACH: Reach;
    /// What of it is found by words.
    const FULL_TEXT: FullText = FullText::NONE;
    /// Columns that follow from whatever is done (counts, last instants). Who takes something back leaves them as they
    /// are when more has been done since.
    const FOLLOWS: &'static [&'static str] = &[];
    /// Columns that say where a row stands among others: put back wherever it stands now, because an office may have
    /// worked out another place than the desk.
    const PLACES: &'static [&'static str] = &[];
    /// Columns that name the row under which this one hangs, each with the table of that. As long as something hangs
    /// under a row, its making is not taken back.
    const UNDER: &'static [(&'static str, &'static str)] = &[];
    /// The row's id.
    fn row_id(&self) -> Uuid;
}

/// What of a table is found by words.
#[derive(Debug, Clone, Copy)]
pub struct FullText {
    /// Its searched columns, most telling first. Empty: it is not searched.
    pub columns: &'static [&'static str],
    /// A table whose row of the same id holds more of the text, and its searched columns.
    pub beside: Option<(&'static str, &'static [&'static str])>,
    /// The instant by which what is found is walked, newest first, without a sort of all of it.
    pub newest: Option<&'static str>,
}

impl FullText {
    /// Nothing of it.
    pub const NONE: FullText = FullText { columns: &[], beside: None, newest: None };
}

/// A table as the engine list declares it.
#[derive(Debug, Clone, Copy)]
pub struct Table {
    /// Its name.
    pub name: &'static str,
    /// How far it reaches.
    pub reach: Reach,
    /// What people call one of its rows.
    pub noun: &'static str,
    /// What of it is found by words.
    pub full_text: FullText,
    /// Columns that follow from whatever is done.
    pub follows: &'static [&'static str],
    /// Columns that say where a row stands among others.
    pub places: &'static [&'static str],
    /// Columns that name the row under which one hangs, each with its table.
    pub under: &'static [(&'static str, &'static str)],
    /// Its rows as data, read and written as every row is.
    pub erased: Erased,
    /// Its rows as data; none when they never leave the device.
    pub synced: Option<Access>,
}

/// The table of a record that stays on its device, for an engine's list.
pub const fn table<R: Record>() -> Table {
    assert!(!matches!(R::REACH, Reach::Shared), "a shared table is declared with `shared`, so that it is synced");
    of::<R>(None)
}

/// The table of a shared record, for an engine's list.
pub const fn shared<R: Synced>() -> Table {
    assert!(matches!(R::REACH, Reach::Shared), "only a shared table is synced");
    of::<R>(Some(Access::of::<R>()))
}

const fn of<R: Record>(synced: Option<Access>) -> Table {
    Table {
        name: R::NAME,
        reach: R::REACH,
        noun: R::NOUN,
        full_text: R::FULL_TEXT,
        follows: R::FOLLOWS,
        places: R::PLACES,
        under: R::UNDER,
        erased: Erased::of::<R>(),
        synced,
    }
}

/// The row with every column to be written.
pub(super) fn all_set<R: Record>(row: R) -> <R::Table as EntityTrait>::ActiveModel {
    row.into_active_model().reset_all()
}

/// The names of the columns in which two states differ.
pub(super) fn changed_columns<R: Record>(before: &R, after: &R) -> impl Iterator<Item = &'static str> {
    differing(before, after).map(|column| column.as_str())
}

/// The columns in which two states differ.
pub(super) fn differing<R: Record>(before: &R, after: &R) -> impl Iterator<Item = <R::Table as EntityTrait>::Column> {
    <R::Table as EntityTrait>::Column::iter().filter(|column| after.get(*column) != before.get(*column))
}

/// Declares a sea-orm model as a [`Record`].
#[macro_export]
macro_rules! record {
    ($module:ident, $name:literal, $noun:literal, $reach:ident
     $(, search: [$($column:literal),*] $(and $beside:literal [$($more:literal),*])? $(newest $newest:literal)?)?
     $(, follows: [$($follows:literal),*])? $(, places: [$($places:literal),*])?
     $(, under: [$(($under:literal, $of:literal)),*])?) => {
        impl $crate::kernel::record::Record for $module::Model {
            type Table = $module::Entity;
            const NAME: &'static str = $name;
            const NOUN: &'static str = $noun;
            const REACH: $crate::kernel::record::Reach = $crate::kernel::record::Reach::$reach;
            $(#[allow(clippy::needless_update, reason = "most tables name columns alone")]
            const FULL_TEXT: $crate::kernel::record::FullText = $crate::kernel::record::FullText {
                columns: &[$($column),*],
                $(beside: Some(($beside, &[$($more),*])),)?
                $(newest: Some($newest),)?
                ..$crate::kernel::record::FullText::NONE
            };)?
            $(const FOLLOWS: &'static [&'static str] = &[$($follows),*];)?
            $(const PLACES: &'static [&'static str] = &[$($places),*];)?
            $(const UNDER: &'static [(&'static str, &'static str)] = &[$(($under, $of)),*];)?
            fn row_id(&self) -> uuid::Uuid { self.id.into() }
        }
    };
}
