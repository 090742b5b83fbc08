//! What is typed into the search, as conditions on mails.

use sea_orm::{
    ColumnTrait, Condition, DbBackend, EntityTrait, IdenStatic, QueryFilter, QuerySelect,
    sea_query::{Expr, ExprTrait, Query},
};
use uuid::Uuid;

use crate::{
    engines::{
        email::{
            model::{FilterTrouble, FilterWord, StoredIntent, Tray, body, folder, message},
            rules::filter::{Asked, Filter, asked},
        },
        masters::model::company,
    },
    kernel::{Read, Result, calendar::Calendar, search},
};

/// Companies that a name may mean.
const MOST_COMPANIES: u64 = 50;
/// The columns in which words are looked for; whom a mail went to is a filter's matter.
const ANYWHERE: &str = "{subject from_name from_address preview text}";

/// A search, ready to be run.
#[derive(Default)]
pub(super) struct Search {
    /// What the full-text index is asked, when words are looked for and there is one.
    pub expression: Option<String>,
    /// All of these hold besides.
    pub conditions: Vec<Condition>,
    /// The list that is looked in, when one is named.
    pub tray: Option<Tray>,
    /// The filters as they were typed.
    pub known: Vec<FilterWord>,
    /// What was not understood.
    pub troubles: Vec<FilterTrouble>,
}

impl Search {
    /// Nothing is searched for.
    pub fn is_empty(&self) -> bool {
        self.expression.is_none() && self.conditions.is_empty() && self.tray.is_none()
    }

    /// Looks for words in some of the columns as well.
    fn look(&mut self, read: &Read<'_>, columns: &str, words: &str) {
        if read.backend() == DbBackend::Sqlite {
            let asked = format!("({columns} : ({}))", search::phrase(words));
            self.expression = Some(match self.expression.take() {
                Some(before) => format!("{before} AND {asked}"),
                None => asked,
            });
            return;
        }
        let mut fits = Condition::any().add(search::fits::<message::Model>(read, words));
        if columns == ANYWHERE {
            let like = Expr::col((body::Entity, body::Column::Text)).like(search::holding(words));
            let inside =
                Query::select().column((body::Entity, body::Column::Id)).from(body::Entity).and_where(like).to_owned();
            fits = fits.add(message::Column::Id.in_subquery(inside));
        }
        self.conditions.push(fits);
    }
}

/// What was typed, as conditions.
pub(super) async fn of(read: &Read<'_>, text: &str) -> Result<Search> {
    if text.trim().is_empty() {
        return Ok(Search::default());
    }
    let calendar: Calendar = read.setting().await?;
    let Asked { words, filters, known, troubles } = asked(text, calendar.local_date(read.now().utc()));
    let mut search = Search { known, troubles, ..Search::default() };
    let words = begun(&words);
    if !words.is_empty() {
        search.look(read, ANYWHERE, words);
    }
    for filter in filters {
        match filter {
            Filter::In(tray) => search.tray = Some(tray),
            Filter::InFolder(name) => {
                search.tray = search.tray.or(Some(Tray::All));
                search.conditions.push(in_folder(read, &name).await?);
            }
            Filter::Company(name) => search.conditions.push(of_company(read, &name).await?),
            Filter::From(who) => search.look(read, "{from_name from_address}", &who),
            Filter::To(who) => search.look(read, "{recipients}", &who),
            simple => search.conditions.push(plainly(&calendar, simple)),
        }
    }
    Ok(search)
}

/// The words that say something: one Latin letter or digit with which the next word begins fits nearly every mail, and
/// costs as much to find out.
fn begun(words: &str) -> &str {
    let words = words.trim();
    let (before, last) = words.rsplit_once(char::is_whitespace).unwrap_or(("", words));
    let mut letters = last.chars();
    match (letters.next(), letters.next()) {
        (Some(only), None) if only.is_ascii_alphanumeric() => before.trim_end(),
        _ => words,
    }
}

fn plainly(calendar: &Calendar, filter: Filter) -> Condition {
    use message::Column;
    let all = Condition::all();
    match filter {
        Filter::Attachment => all.add(Column::HasAttachments.eq(true)),
        Filter::ReadState(is_read) => all.add(Column::IsRead.eq(is_read)),
        Filter::Intent(these) => all.add(Column::Intent.is_in(these.into_iter().map(StoredIntent))),
        Filter::Before(day) => all.add(Column::ReceivedAt.lt(calendar.dawn(day))),
        // A mail never stands before the time at which it came: with that said too, a list is read no further.
        Filter::After(day) => {
            let dawn = calendar.dawn(day);
            all.add(Column::PlacedAt.gte(dawn)).add(Column::ReceivedAt.gte(dawn))
        }
        Filter::From(_) | Filter::To(_) | Filter::Company(_) | Filter::In(_) | Filter::InFolder(_) => all,
    }
}

async fn of_company(read: &Read<'_>, name: &str) -> Result<Condition> {
    let found: Vec<Uuid> = company::Entity::find()
        .select_only()
        .column(company::Column::Id)
        .filter(search::fits::<company::Model>(read, name))
        .limit(MOST_COMPANIES)
        .into_tuple()
        .all(read.db())
        .await?;
    Ok(among(read, message::Column::CompanyId, found))
}

async fn in_folder(read: &Read<'_>, name: &str) -> Result<Condition> {
    let folders = folder::Entity::find().all(read.db()).await?;
    let name = name.to_lowercase();
    let fitting = folders.into_iter().filter(|folder| folder.name.to_lowercase().contains(&name));
    Ok(among(read, message::Column::FolderId, fitting.map(|folder| folder.id.0).collect()))
}

/// Mails of which a column has one of these values; by row number, as words are.
fn among(read: &Read<'_>, column: message::Column, values: Vec<Uuid>) -> Condition {
    if read.backend() != DbBackend::Sqlite || values.is_empty() {
        return Condition::all().add(column.is_in(values));
    }
    let places = vec!["?"; values.len()].join(", ");
    let found = format!("message.rowid IN (SELECT rowid FROM message WHERE {} IN ({places}))", column.as_str());
    Condition::all().add(Expr::cust_with_values(found, values))
}

#[cfg(test)]
mod tests {
    use super::begun;

    #[test]
    fn a_word_of_which_one_letter_is_typed_waits_for_the_next() {
        for (typed, asked) in
            [("z", ""), ("zi", "zi"), ("zinc o", "zinc"), ("zinc ox", "zinc ox"), ("5 kg", "5 kg"), ("जिं", "जिं")]
        {
            assert_eq!(begun(typed), asked);
        }
    }
}
