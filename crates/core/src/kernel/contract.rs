//! The TypeScript side of an endpoint: how its types are written, and how their declarations are exported.

/// Receives the types of an endpoint; implemented by the contract writer.
pub trait Types {
    /// One endpoint's input and output.
    fn endpoint(&mut self, input: TypeName, output: TypeName);
}

/// A TypeScript type: how it is written, and how its declaration is exported.
pub struct TypeName {
    /// As written in TypeScript.
    pub name: String,
    /// Exports the declaration and everything it needs.
    pub export: fn(&ts_rs::Config) -> std::result::Result<(), ts_rs::ExportError>,
    /// The declarations it needs itself, for primitives and containers that have none of their own.
    pub imports: Vec<String>,
}

/// The TypeScript name of a Rust type.
pub fn type_name<T: ts_rs::TS + 'static>() -> TypeName {
    struct Names<'a>(&'a ts_rs::Config, Vec<String>);
    impl ts_rs::TypeVisitor for Names<'_> {
        fn visit<D: ts_rs::TS + 'static + ?Sized>(&mut self) {
            if D::output_path().is_some() {
                self.1.push(D::ident(self.0));
            }
        }
    }
    let config = ts_rs::Config::new().with_large_int("number");
    let mut names = Names(&config, Vec::new());
    if T::output_path().is_some() {
        names.1.push(T::ident(&config));
    } else {
        // A container names what it holds; what that needs in turn is imported by its own file.
        T::visit_generics(&mut names);
    }
    TypeName { name: T::name(&config), export: export::<T>, imports: names.1 }
}

fn export<T: ts_rs::TS + 'static>(config: &ts_rs::Config) -> std::result::Result<(), ts_rs::ExportError> {
    struct Each<'a>(&'a ts_rs::Config, std::result::Result<(), ts_rs::ExportError>);
    impl ts_rs::TypeVisitor for Each<'_> {
        fn visit<D: ts_rs::TS + 'static + ?Sized>(&mut self) {
            if self.1.is_ok() && D::output_path().is_some() {
                self.1 = D::export_all(self.0);
            }
        }
    }
    if T::output_path().is_some() {
        return T::export_all(config);
    }
    let mut each = Each(config, Ok(()));
    T::visit_dependencies(&mut each);
    T::visit_generics(&mut each);
    each.1
}
