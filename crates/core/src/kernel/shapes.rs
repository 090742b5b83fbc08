//! What commands take and answer and what shared rows look like, as JSON Schema, for the REST interface and its
//! documentation. Derived from the same types as everything else, so that it cannot say something different.

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

/// A text of a known form.
pub fn text(form: KnownFormat) -> RefOr<Schema> {
    ObjectBuilder::new().schema_type(Type::String).format(Some(SchemaFormat::KnownFormat(form))).build().into()
}

/// One of these words.
pub fn one_of(words: &[&str]) -> RefOr<Schema> {
    ObjectBuilder::new().schema_type(Type::String).enum_values(Some(words.iter().copied())).build().into()
}
