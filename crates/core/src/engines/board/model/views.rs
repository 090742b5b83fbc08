//! What goes in and out about kept views.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

use super::{Filter, LaneBy, Sort, ViewId, view};
use crate::words;

words!(
    /// Who has a view.
    pub enum Reach {
        /// Who made it.
        Private = "private",
        /// Their team, and where there are no teams the office.
        Team = "team",
    }
);

words!(
    /// How much of a card is shown.
    pub enum Density {
        /// Two lines.
        Compact = "compact",
        /// Three.
        Normal = "normal",
        /// With what comes next.
        Detailed = "detailed",
    }
);

/// What a view shows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS, ToSchema)]
pub struct Shown {
    /// Which cards.
    #[serde(default)]
    pub filter: Filter,
    /// Cut into lanes by.
    pub lanes: Option<LaneBy>,
    /// How much of each.
    pub density: Density,
    /// In which order.
    pub sort: Sort,
}
crate::column_as_text!(Shown, |shown| serde_json::to_string(shown).unwrap_or_default(), |text| serde_json::from_str(
    &text
)
.ok());

/// A view to be kept.
#[derive(Debug, Clone, Serialize, Deserialize, TS, ToSchema)]
pub struct KeepView {
    /// Name; required.
    pub name: String,
    /// Who has it.
    pub reach: Reach,
    /// What it shows.
    pub shown: Shown,
}

/// A view changed; what is absent stays.
#[derive(Debug, Clone, Serialize, Deserialize, TS, ToSchema)]
pub struct ChangeView {
    /// Which.
    pub id: ViewId,
    /// The edition that was on the screen.
    pub base: i32,
    /// Another name.
    pub name: Option<String>,
    /// Shows something else.
    pub shown: Option<Shown>,
}

/// Which view to begin with.
#[derive(Debug, Clone, Serialize, Deserialize, TS, ToSchema)]
pub struct Begin {
    /// Which; none to begin with the whole board.
    pub id: Option<ViewId>,
}

/// The views that a person has.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS, ToSchema)]
pub struct Views {
    /// By name, their own and their team's.
    pub views: Vec<Kept>,
    /// The one they begin with.
    pub first: Option<ViewId>,
}

/// A view as it is listed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS, ToSchema)]
pub struct Kept {
    /// The row.
    pub view: view::Model,
    /// Who made it.
    pub owner: String,
    /// Whether whoever looks may change or delete it.
    pub is_theirs: bool,
}
