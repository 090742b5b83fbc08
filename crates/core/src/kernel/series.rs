//! Numbers that people count by: gap-free, one series for each kind of paper and financial year.
//!
//! Only the authority takes one, in the transaction that uses it, so that a paper that comes to nothing leaves no gap.
//! Two transactions that take a number at once meet at the row of the series: one of them runs again.

use chrono::{Datelike, NaiveDate};

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};

use super::{
    error::{Error, Result},
    ids::derive,
    record::Record,
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

/// Papers that bear the numbers of a series.
#[derive(Debug)]
pub struct Papers<E: EntityTrait> {
    /// What its numbers begin with (`Q`, `SO`).
    pub series: &'static str,
    /// Where a paper has its number; by an index.
    pub column: E::Column,
}

/// How far ahead of the series a number may be that was given before.
const FURTHEST: i32 = 1_000;
/// What tells a paper apart whose number another one has.
const LETTERS: &str = "BCDEFGHIJKLMNOPQRSTUVWXYZ";

impl Tx {
    /// Takes a number of a series, ready to print: `Q-26-27-0001`. For commands of the authority.
    ///
    /// It is the next one. A paper that an authority had numbered before, `given`, keeps what customers have read, whether
    /// its work comes from before a restore or from a desk that has joined the office: the series goes on after it, and
    /// if another paper has the number meanwhile, a letter tells them apart (`Q-26-27-0001-B`).
    ///
    /// # Errors
    /// `Busy` when another transaction takes one just now.
    pub async fn take_number<E>(&mut self, papers: &Papers<E>, on: NaiveDate, given: Option<String>) -> Result<String>
    where
        E: EntityTrait,
        E::Model: Record<Table = E>,
    {
        if let Some(kept) = given.and_then(|given| Printed::parse(papers.series, &given))
            && let Some(kept) = self.keep_number(papers, on, kept).await?
        {
            return Ok(kept);
        }
        let year = financial_year(on);
        loop {
            let n = self.last_number(papers.series, &year).await?.checked_add(1);
            let n = n.ok_or_else(|| Error::broken(format!("the series {} is used up", papers.series)))?;
            self.raise(papers.series, &year, n).await?;
            let number = Printed { year: year.clone(), n, letter: None }.text(papers.series);
            if self.is_free(papers, &number).await? {
                return Ok(number);
            }
        }
    }

    /// The number that a paper had, or the same with a letter; none when it cannot have been given.
    async fn keep_number<E>(&mut self, papers: &Papers<E>, on: NaiveDate, kept: Printed) -> Result<Option<String>>
    where
        E: EntityTrait,
        E::Model: Record<Table = E>,
    {
        let last = self.last_number(papers.series, &kept.year).await?;
        if kept.n > last.saturating_add(FURTHEST) || kept.year > financial_year(on) {
            return Ok(None);
        }
        let letters = std::iter::once(kept.letter).chain(LETTERS.chars().map(Some));
        for letter in letters {
            let number = Printed { letter, ..kept.clone() }.text(papers.series);
            if self.is_free(papers, &number).await? {
                if kept.n > last {
                    self.raise(papers.series, &kept.year, kept.n).await?;
                }
                return Ok(Some(number));
            }
        }
        Ok(None)
    }

    async fn is_free<E>(&self, papers: &Papers<E>, number: &str) -> Result<bool>
    where
        E: EntityTrait,
        E::Model: Record<Table = E>,
    {
        let bearers = E::find().filter(papers.column.eq(number)).limit(1);
        Ok(self.read().all::<E::Model>(bearers).await?.is_empty())
    }

    async fn last_number(&self, series: &str, year: &str) -> Result<i32> {
        let row: Option<row::Model> = self.read().find(id_of(series, year)).await?;
        Ok(row.map_or(0, |row| row.last))
    }

    async fn raise(&mut self, series: &str, year: &str, last: i32) -> Result<()> {
        let id = id_of(series, year);
        let after = row::Model { id, name: series.to_owned(), year: year.to_owned(), last };
        match self.read().find::<row::Model>(id).await? {
            Some(before) => self.update(&before, &after).await,
            None => self.insert(&after).await,
        }
    }
}

fn id_of(series: &str, year: &str) -> SeriesId {
    SeriesId(derive(&[b"series", series.as_bytes(), year.as_bytes()]))
}

/// A number as papers bear it.
#[derive(Debug, Clone, PartialEq)]
struct Printed {
    year: String,
    n: i32,
    letter: Option<char>,
}

impl Printed {
    fn text(&self, series: &str) -> String {
        let number = format!("{series}-{}-{:04}", self.year, self.n);
        self.letter.map_or(number.clone(), |letter| format!("{number}-{letter}"))
    }

    /// None for what this program never prints.
    fn parse(series: &str, text: &str) -> Option<Printed> {
        let mut parts = text.strip_prefix(series)?.strip_prefix('-')?.split('-');
        let (first, second, n) = (parts.next()?, parts.next()?, parts.next()?.parse().ok()?);
        let letter = parts.next().map(|letter| letter.chars().next().unwrap_or_default());
        let year = first.parse().ok().and_then(|first: i32| NaiveDate::from_ymd_opt(first.checked_add(2000)?, 4, 1))?;
        let printed = Printed { year: financial_year(year), n, letter };
        // What reads back as another text was not printed here.
        let is_ours = n > 0 && printed.year == format!("{first}-{second}") && printed.text(series) == text;
        let is_letter = letter.is_none_or(|letter| LETTERS.contains(letter));
        (is_ours && is_letter).then_some(printed)
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

    #[test]
    fn only_what_is_printed_is_read_as_a_number() {
        for text in ["Q-26-27-0001", "Q-26-27-0042-B", "Q-99-00-12345"] {
            assert_eq!(Printed::parse("Q", text).map(|printed| printed.text("Q")).as_deref(), Some(text));
        }
        for text in [
            "",
            "Q",
            "SO-26-27-0001",
            "Q-26-28-0001",
            "Q-26-27-1",
            "Q-26-27-0000",
            "Q-26-27--001",
            "Q-26-27-00001",
            "Q-26-27-0001-A",
            "Q-26-27-0001-BC",
            "Q-26-27-0001/R2",
            "Q-26-27-0001-B-C",
            "Q-26-27-99999999999",
            "Q-126-27-0001",
            "Q-26-27-0001 ",
            "Q-26-27-+001",
        ] {
            assert_eq!(Printed::parse("Q", text), None, "{text}");
        }
    }
}
