//! Rows and shapes of the people engine.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

use crate::{
    id,
    kernel::{Audience, Synced, ids::PersonId, shapes::Said},
    record, words,
};

id!(
    /// A team.
    TeamId
);

id!(
    /// A territory.
    TerritoryId
);
id!(
    /// That a person covers a territory.
    CoverId
);

words!(
    /// What a person does (seed A 2.3, sync.md 3).
    pub enum Role {
        /// Director.
        Director = "director",
        /// Manager.
        Manager = "manager",
        /// Marketing.
        Marketing = "marketing",
        /// Sales.
        Sales = "sales",
        /// Business development.
        BusinessDevelopment = "business_development",
        /// Technocommercial.
        Technocommercial = "technocommercial",
        /// Commercial.
        Commercial = "commercial",
        /// Engineering.
        Engineering = "engineering",
        /// Planning.
        Planning = "planning",
        /// Finance.
        Finance = "finance",
        /// Project.
        Project = "project",
        /// Quality lab.
        Lab = "lab",
    }
);

/// The person table.
pub mod person {
    use sea_orm::entity::prelude::*;
    use serde::{Deserialize, Serialize};

    use super::{PersonId, Role, TeamId};

    /// One person.
    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema, DeriveEntityModel)]
    #[sea_orm(table_name = "person")]
    #[ts(rename = "Person")]
    #[schema(as = Person)]
    pub struct Model {
        /// Id.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: PersonId,
        /// Name as signed.
        pub name: String,
        /// Mail address, lower case; empty until somebody signs in.
        pub email: String,
        /// Role.
        pub role: Role,
        /// Team.
        pub team_id: Option<TeamId>,
        /// Who stands in (seed B 3.1).
        pub backup_id: Option<PersonId>,
        /// False once they have left.
        pub is_active: bool,
    }
    /// Stands alone.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}
record!(person, "person", "person", Shared, search: ["name", "email"]);

impl Synced for person::Model {
    fn audience(&self) -> Audience {
        Audience::office()
    }
}

/// The team table.
pub mod team {
    use sea_orm::entity::prelude::*;
    use serde::{Deserialize, Serialize};

    use super::TeamId;

    /// One team.
    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema, DeriveEntityModel)]
    #[sea_orm(table_name = "team")]
    #[ts(rename = "Team")]
    #[schema(as = Team)]
    pub struct Model {
        /// Id.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: TeamId,
        /// Name.
        pub name: String,
    }
    /// Stands alone.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}
record!(team, "team", "team", Shared);

impl Synced for team::Model {
    fn audience(&self) -> Audience {
        Audience::office()
    }
}

/// The territory table: where we sell, as a tree.
pub mod territory {
    use sea_orm::entity::prelude::*;
    use serde::{Deserialize, Serialize};

    use super::{PersonId, TerritoryId};

    /// One territory.
    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ts_rs::TS, utoipa::ToSchema, DeriveEntityModel)]
    #[sea_orm(table_name = "territory")]
    #[ts(rename = "Territory")]
    #[schema(as = Territory)]
    pub struct Model {
        /// Derived from the name.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: TerritoryId,
        /// Name.
        pub name: String,
        /// The territory it is part of.
        pub parent_id: Option<TerritoryId>,
        /// Who heads it, and so sees the work of all who cover it or a part of it.
        pub head_id: Option<PersonId>,
    }
    /// Stands alone.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}
record!(territory, "territory", "territory", Shared, search: ["name"]);

impl Synced for territory::Model {
    fn audience(&self) -> Audience {
        Audience::office()
    }
}

/// The table of who covers which territory.
pub mod cover {
    use sea_orm::entity::prelude::*;
    use serde::{Deserialize, Serialize};

    use super::{CoverId, PersonId, TerritoryId};

    /// A person covers a territory.
    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema, DeriveEntityModel)]
    #[sea_orm(table_name = "territory_cover")]
    #[schema(as = TerritoryCover)]
    pub struct Model {
        /// Derived from both.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: CoverId,
        /// Which territory.
        pub territory_id: TerritoryId,
        /// Who.
        pub person_id: PersonId,
    }
    /// Stands alone.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}
record!(cover, "territory_cover", "cover", Shared);

impl Synced for cover::Model {
    fn audience(&self) -> Audience {
        Audience::office()
    }
}

/// Names a territory, or puts right where it belongs and who heads it.
#[derive(Debug, Clone, Serialize, Deserialize, TS, ToSchema)]
pub struct SetTerritory {
    /// Name; the territory is made when it is new.
    pub name: String,
    /// The name of the territory that it is part of, `null` for one that stands alone; absent, it stays as it is.
    #[serde(default, skip_serializing_if = "Said::is_absent")]
    #[ts(optional, as = "Option<Option<String>>")]
    #[schema(value_type = Option<String>)]
    pub part_of: Said<String>,
    /// Who heads it, `null` for nobody; absent, it stays as it is.
    #[serde(default, skip_serializing_if = "Said::is_absent")]
    #[ts(optional, as = "Option<Option<PersonId>>")]
    #[schema(value_type = Option<PersonId>)]
    pub head: Said<PersonId>,
}

/// Says that a person covers a territory, or no longer does.
#[derive(Debug, Clone, Serialize, Deserialize, TS, ToSchema)]
pub struct CoverTerritory {
    /// Name of the territory.
    pub territory: String,
    /// Who.
    pub person: PersonId,
    /// False when they no longer do.
    pub covers: bool,
}

/// A territory with its people.
#[derive(Debug, Clone, Serialize, Deserialize, TS, ToSchema)]
pub struct TerritoryView {
    /// Its row.
    pub territory: territory::Model,
    /// Who covers it, by name.
    pub people: Vec<person::Model>,
}

/// Introduces oneself or a colleague; again with the same id to correct it. What is absent stays as it is, so that two
/// who correct different things both get their way.
#[derive(Debug, Clone, Default, Serialize, Deserialize, TS, ToSchema)]
#[serde(default)]
pub struct Join {
    /// Who; the acting person when absent.
    pub id: Option<PersonId>,
    /// Name; a newcomer needs one.
    pub name: Option<String>,
    /// Mail address; may be empty.
    pub email: Option<String>,
    /// Role; sales for a newcomer.
    pub role: Option<Role>,
    /// Team name; made when new.
    pub team: Option<String>,
}

/// Says who stands in for somebody: from then on that person sees the same work.
#[derive(Debug, Clone, Serialize, Deserialize, TS, ToSchema)]
pub struct NameBackup {
    /// For whom; the acting person when absent.
    pub person: Option<PersonId>,
    /// Who; nobody any more when absent.
    pub backup: Option<PersonId>,
}

/// Me and those beside me.
#[derive(Debug, Clone, Serialize, Deserialize, TS, ToSchema)]
pub struct Me {
    /// The acting person; none before anybody introduced themselves.
    pub me: Option<person::Model>,
    /// My team, when I have one.
    pub team: Option<team::Model>,
    /// The people of my team (everybody when I have no team), me included, by name.
    pub colleagues: Vec<person::Model>,
}
