//! What commands take and answer and what shared rows look like, as JSON Schema, for the REST interface and its
//! documentation. Derived from the same types as everything else, so that it cannot say something different.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use utoipa::{
    ToSchema,
    openapi::{KnownFormat, ObjectBuilder, RefOr, Schema, SchemaFormat, Type},
};

/// A schema with a name, as OpenAPI lists them.
pub type Named = (String, RefOr<Schema>);

/// What a command takes and answers.
pub struct Shapes {
    /// Its input.
    pub input: RefOr<Schema>,
    /// Its output.
    pub output: RefOr<Schema>,
    /// What the two refer to.
    pub parts: Vec<Named>,
}

impl Shapes {
    /// Of an input and an output.
    pub fn of<I: ToSchema, O: ToSchema>() -> Shapes {
        let mut parts = Vec::new();
        I::schemas(&mut parts);
        O::schemas(&mut parts);
        Shapes { input: I::schema(), output: O::schema(), parts }
    }
}

/// What a row looks like, and what that refers to.
pub struct RowShape {
    /// The row.
    pub row: RefOr<Schema>,
    /// What it refers to.
    pub parts: Vec<Named>,
}

impl RowShape {
    pub(super) fn of<R: ToSchema>() -> RowShape {
        let mut parts = Vec::new();
        R::schemas(&mut parts);
        RowShape { row: R::schema(), parts }
    }
}

/// A field of a correction: absent, and what stands stays as it is, or said, be it `null`. With `serde(default)`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said<T>(pub Option<Option<T>>);

impl<T> Said<T> {
    /// Whether nothing is said.
    pub fn is_absent(&self) -> bool {
        self.0.is_none()
    }
}

impl<T> Default for Said<T> {
    fn default() -> Said<T> {
        Said(None)
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Said<T> {
    fn deserialize<D: Deserializer<'de>>(value: D) -> Result<Said<T>, D::Error> {
        Option::deserialize(value).map(|value| Said(Some(value)))
    }
}

impl<T: Serialize> Serialize for Said<T> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(to)
    }
}

/// A text of a known form.
pub fn text(form: KnownFormat) -> RefOr<Schema> {
    ObjectBuilder::new().schema_type(Type::String).format(Some(SchemaFormat::KnownFormat(form))).build().into()
}

/// One of these words.
pub fn one_of(words: &[&str]) -> RefOr<Schema> {
    ObjectBuilder::new().schema_type(Type::String).enum_values(Some(words.iter().copied())).build().into()
}
