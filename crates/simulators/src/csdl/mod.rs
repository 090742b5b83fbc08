//! Microsoft's published metadata, read from a file, and requests and answers held against it.
//!
//! It knows names and types only: status codes, limits and meaning are not in the metadata.

mod load;
mod request;
mod response;
mod value;

use std::collections::BTreeMap;
use std::path::Path;

/// What the metadata says of one type.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct TypeShape {
    pub base: Option<String>,
    pub is_open: bool,
    pub properties: BTreeMap<String, String>,
    pub navigations: BTreeMap<String, String>,
}

/// An action or function bound to a type.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Operation {
    pub name: String,
    pub bound_to: String,
    pub parameters: BTreeMap<String, String>,
    pub returns: Option<String>,
}

/// The metadata.
#[derive(Debug, Clone, Default)]
pub struct Csdl {
    pub(crate) types: BTreeMap<String, TypeShape>,
    pub(crate) enums: BTreeMap<String, Vec<String>>,
    pub(crate) operations: Vec<Operation>,
    pub(crate) singletons: BTreeMap<String, String>,
}

/// Why metadata could not be read.
#[derive(Debug, thiserror::Error)]
pub enum CsdlError {
    /// The file is there but cannot be read.
    #[error("the metadata file cannot be read: {0}")]
    File(#[from] std::io::Error),
    /// The file is not the XML it should be.
    #[error("the metadata file is not valid XML: {0}")]
    Xml(String),
}

impl Csdl {
    /// Reads a metadata file; `None` when there is no such file.
    ///
    /// # Errors
    /// When the file is there but cannot be read or is not CSDL.
    pub fn load(path: &Path) -> Result<Option<Self>, CsdlError> {
        match std::fs::read_to_string(path) {
            Ok(text) => Self::parse(&text).map(Some),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// A property of a type or of what it derives from.
    pub(crate) fn property(&self, kind: &str, name: &str) -> Option<&str> {
        self.lineage(kind).find_map(|shape| shape.properties.get(name)).map(String::as_str)
    }

    /// A navigation of a type or of what it derives from.
    pub(crate) fn navigation(&self, kind: &str, name: &str) -> Option<&str> {
        self.lineage(kind).find_map(|shape| shape.navigations.get(name)).map(String::as_str)
    }

    /// An operation bound to a type or to what it derives from.
    pub(crate) fn operation(&self, kind: &str, name: &str) -> Option<&Operation> {
        let item = element(kind);
        let named: Vec<&Operation> = self.operations.iter().filter(|operation| operation.name == name).collect();
        let mut ancestor = item.unwrap_or(kind);
        loop {
            let wanted = if item.is_some() { format!("Collection({ancestor})") } else { ancestor.to_owned() };
            if let Some(found) = named.iter().find(|operation| operation.bound_to == wanted) {
                return Some(found);
            }
            ancestor = self.types.get(ancestor)?.base.as_deref()?;
        }
    }

    /// Whether a type is another or derives from it.
    pub(crate) fn derives(&self, kind: &str, from: &str) -> bool {
        let mut ancestor = Some(kind);
        while let Some(name) = ancestor.filter(|name| *name != from) {
            ancestor = self.types.get(name).and_then(|shape| shape.base.as_deref());
        }
        ancestor.is_some()
    }

    fn lineage<'a>(&'a self, kind: &str) -> impl Iterator<Item = &'a TypeShape> + use<'a> {
        std::iter::successors(self.types.get(kind), |shape| self.types.get(shape.base.as_deref()?))
    }
}

/// The type of the items of a collection.
pub(crate) fn element(kind: &str) -> Option<&str> {
    kind.strip_prefix("Collection(")?.strip_suffix(')')
}
