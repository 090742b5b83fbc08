//! Numbers that people count by: gap-free, one series for each kind of paper and financial year.
//!
//! Only the authority takes one, in the transaction that uses it, so that a paper that comes to nothing leaves no gap.
//! Two transactions that take a number at once meet at the row of the series: one of them runs again.

use chrono::{Datelike, NaiveDate};

use super::{
    error::{Error, Result},
    ids::derive,
    tx::Tx,
};
use crate::{id, record};

id!(
    /// A series; derived from its name and year.
    SeriesId
);

/// The series table.
pub mod row {
    use sea_orm::entity::prelude::*;
    use serde::{Deserialize, Serialize};

    use super::SeriesId;

    /// One series.
    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema, DeriveEntityModel)]
    #[sea_orm(table_name = "series")]
    #[schema(as = Series)]
    pub struct Model {
        /// Derived from name and year.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: SeriesId,
        /// What it numbers (`Q`, `SO`).
        pub name: String,
        /// Financial year (`26-27`).
        pub year: String,
        /// The last number that was taken.
        pub last: i32,
    }
    /// Stands alone.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}
record!(row, "series", "number series", Shared);

/// The financial year of India that a day is in, April to March: `26-27`.
pub fn financial_year(on: NaiveDate) -> String {
    let first = if on.month() >= 4 { on.year() } else { on.year().saturating_sub(1) };
    format!("{:02}-{:02}", first.rem_euclid(100), first.saturating_add(1).rem_euclid(100))
}

impl Tx {
    /// Takes the next number of a series, ready to print: `Q-26-27-0001`. For commands of the authority.
    ///
    /// # Errors
    /// `Busy` when another transaction takes one just now.
    pub async fn next_number(&mut self, name: &str, on: NaiveDate) -> Result<String> {
        let year = financial_year(on);
        let id = SeriesId(derive(&[b"series", name.as_bytes(), year.as_bytes()]));
        let before: Option<row::Model> = self.read().find(id).await?;
        let last = match &before {
            Some(before) => {
                before.last.checked_add(1).ok_or_else(|| Error::broken(format!("the series {name} is used up")))?
            }
            None => 1,
        };
        let after = row::Model { id, name: name.to_owned(), year: year.clone(), last };
        match before {
            Some(before) => self.update(&before, &after).await?,
            None => self.insert(&after).await?,
        }
        Ok(format!("{name}-{year}-{last:04}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_financial_year_goes_from_april_to_march() {
        let year = |year, month, day| financial_year(NaiveDate::from_ymd_opt(year, month, day).unwrap());
        assert_eq!(year(2026, 3, 31), "25-26");
        assert_eq!(year(2026, 4, 1), "26-27");
        assert_eq!(year(2027, 3, 31), "26-27");
        assert_eq!(year(2099, 12, 1), "99-00");
    }
}
