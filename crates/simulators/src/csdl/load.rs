//! Reading CSDL XML into types, enums and operations.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::{Csdl, CsdlError, Operation, TypeShape};

/// What is being read.
#[derive(Default)]
struct Open {
    kind: Option<String>,
    enumeration: Option<String>,
    operation: Option<Operation>,
}

impl Csdl {
    pub(crate) fn parse(text: &str) -> Result<Self, CsdlError> {
        let mut reader = Reader::from_str(text);
        let (mut csdl, mut open) = (Self::default(), Open::default());
        loop {
            match reader.read_event().map_err(|error| CsdlError::Xml(error.to_string()))? {
                Event::Eof => break,
                Event::Start(tag) => csdl.begin(&tag, &mut open)?,
                Event::Empty(tag) => {
                    csdl.begin(&tag, &mut open)?;
                    csdl.end(tag.name().as_ref(), &mut open);
                }
                Event::End(tag) => csdl.end(tag.name().as_ref(), &mut open),
                _ => {}
            }
        }
        Ok(csdl)
    }

    fn begin(&mut self, tag: &BytesStart<'_>, open: &mut Open) -> Result<(), CsdlError> {
        let get = |name: &str| attribute(tag, name);
        match tag.name().as_ref() {
            "EntityType" | "ComplexType" => {
                let name = get("Name")?.unwrap_or_default();
                let shape = TypeShape {
                    base: get("BaseType")?.map(|kind| short(&kind)),
                    is_open: get("OpenType")?.as_deref() == Some("true"),
                    ..TypeShape::default()
                };
                self.types.insert(name.clone(), shape);
                open.kind = Some(name);
            }
            "EnumType" => {
                let name = get("Name")?.unwrap_or_default();
                self.enums.insert(name.clone(), Vec::new());
                open.enumeration = Some(name);
            }
            "Member" => {
                let members = open.enumeration.as_ref().and_then(|name| self.enums.get_mut(name));
                if let (Some(members), Some(name)) = (members, get("Name")?) {
                    members.push(name);
                }
            }
            "Action" | "Function" => {
                open.operation = Some(Operation { name: get("Name")?.unwrap_or_default(), ..Operation::default() });
            }
            "Singleton" => {
                self.singletons.insert(get("Name")?.unwrap_or_default(), short(&get("Type")?.unwrap_or_default()));
            }
            tag => self.member(tag, get("Name")?.unwrap_or_default(), get("Type")?.unwrap_or_default(), open),
        }
        Ok(())
    }

    fn member(&mut self, tag: &str, name: String, kind: String, open: &mut Open) {
        let kind = short(&kind);
        if let Some(operation) = &mut open.operation {
            match tag {
                "Parameter" if operation.bound_to.is_empty() => operation.bound_to = kind,
                "Parameter" => {
                    operation.parameters.insert(name, kind);
                }
                "ReturnType" => operation.returns = Some(kind),
                _ => {}
            }
        } else if let Some(shape) = open.kind.as_ref().and_then(|name| self.types.get_mut(name)) {
            match tag {
                "Property" => {
                    shape.properties.insert(name, kind);
                }
                "NavigationProperty" => {
                    shape.navigations.insert(name, kind);
                }
                _ => {}
            }
        }
    }

    fn end(&mut self, tag: &str, open: &mut Open) {
        match tag {
            "EntityType" | "ComplexType" => open.kind = None,
            "EnumType" => open.enumeration = None,
            "Action" | "Function" => self.operations.extend(open.operation.take()),
            _ => {}
        }
    }
}

fn attribute(tag: &BytesStart<'_>, name: &str) -> Result<Option<String>, CsdlError> {
    let found = tag.try_get_attribute(name).map_err(|error| CsdlError::Xml(error.to_string()))?;
    Ok(found.map(|attribute| attribute.value.into_owned()))
}

/// A type name without the namespace of the schema.
fn short(name: &str) -> String {
    name.replace("microsoft.graph.", "").replace("graph.", "")
}
