//! A mail that somebody asks for by name.

/// What it is asked for by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sought {
    /// A `Message-ID` with its brackets.
    MessageId(String),
    /// An id of the server, immutable or not.
    Item(String),
}

/// Where the server has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Location {
    /// Immutable id.
    pub id: String,
    /// Server id of the folder.
    pub folder_id: String,
}
