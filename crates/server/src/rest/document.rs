//! The interface documented by the program itself: OpenAPI, from the same types and the same tables as it runs on.

use std::collections::BTreeMap;

use axum::{
    extract::State,
    http::header,
    response::{IntoResponse, Response},
};
use pebble_core::kernel::{Engine, Engines, shapes::Named};
use utoipa::{
    PartialSchema,
    openapi::{
        Components, Content, HttpMethod, Info, KnownFormat, ObjectBuilder, OpenApi, PathItem, Paths, Ref, RefOr,
        Required, Response as Answer, ResponseBuilder, Schema, SchemaFormat, Type,
        path::{Operation, OperationBuilder, Parameter, ParameterBuilder, ParameterIn},
        request_body::RequestBodyBuilder,
        schema::{AllOfBuilder, ArrayBuilder, ComponentsBuilder, SchemaType},
        security::{Http, HttpAuthScheme, SecurityRequirement, SecurityScheme},
    },
};

use super::{hooks::Wish, records};
use crate::http::App;

const JSON: &str = "application/json";
const PROBLEM: &str = "application/problem+json";
const KEY: &str = "key";
const INFO: &str = "What programs read and do in the office. Commands are the ones that people give, with the same \
    checks, defaults and reactions; records are what the key's person sees. Money is in whole minor units (paise), \
    instants are RFC 3339 in UTC. A command takes `Idempotency-Key`, so that it can be sent again when its answer was \
    lost.";

/// Shows the document.
pub(super) async fn show(State(app): State<App>) -> Response {
    ([(header::CONTENT_TYPE, JSON)], app.document.as_ref().to_owned()).into_response()
}

/// The document of an office with these engines.
pub fn document(engines: Engines) -> OpenApi {
    let mut parts: BTreeMap<String, RefOr<Schema>> = BTreeMap::new();
    let mut paths = Paths::new();
    for engine in engines.0 {
        commands(engine, &mut paths, &mut parts);
        reading(engine, &mut paths, &mut parts);
    }
    files(&mut paths);
    hooks(&mut paths);
    parts.insert("Problem".to_owned(), problem());
    parts.insert("NewHook".to_owned(), Wish::schema());
    let mut document = OpenApi::new(Info::new("Pebble Orchestrator", env!("CARGO_PKG_VERSION")), paths);
    document.info.description = Some(INFO.to_owned());
    document.components = Some(components(parts));
    document.security = Some(vec![SecurityRequirement::new(KEY, Vec::<String>::new())]);
    document
}

fn components(parts: BTreeMap<String, RefOr<Schema>>) -> Components {
    let key = SecurityScheme::Http(Http::new(HttpAuthScheme::Bearer));
    ComponentsBuilder::new().schemas_from_iter(parts).security_scheme(KEY, key).build()
}

fn take(parts: &mut BTreeMap<String, RefOr<Schema>>, more: Vec<Named>) {
    for (name, schema) in more {
        parts.insert(name, schema);
    }
}

fn object(properties: Vec<(&str, RefOr<Schema>)>) -> RefOr<Schema> {
    let mut object = ObjectBuilder::new();
    for (name, schema) in properties {
        object = object.property(name, schema).required(name);
    }
    object.build().into()
}

fn of_type(of: Type) -> RefOr<Schema> {
    ObjectBuilder::new().schema_type(SchemaType::new(of)).build().into()
}

fn uuid() -> RefOr<Schema> {
    let format = SchemaFormat::KnownFormat(KnownFormat::Uuid);
    ObjectBuilder::new().schema_type(Type::String).format(Some(format)).build().into()
}

fn uuid_or_none() -> RefOr<Schema> {
    let either = SchemaType::from_iter([Type::String, Type::Null]);
    let format = SchemaFormat::KnownFormat(KnownFormat::Uuid);
    ObjectBuilder::new().schema_type(either).format(Some(format)).build().into()
}

fn list(of: RefOr<Schema>) -> RefOr<Schema> {
    ArrayBuilder::new().items(of).build().into()
}

fn problem() -> RefOr<Schema> {
    let object = ObjectBuilder::new()
        .description(Some("What a request came to that came to nothing (RFC 9457)."))
        .property("title", of_type(Type::String))
        .required("title")
        .property("status", of_type(Type::Integer))
        .required("status")
        .property("code", of_type(Type::String))
        .required("code")
        .property("detail", of_type(Type::String))
        .required("detail")
        .property("field", of_type(Type::String));
    object.build().into()
}

fn answer(text: &str, schema: RefOr<Schema>) -> Answer {
    ResponseBuilder::new().description(text).content(JSON, Content::new(Some(schema))).build()
}

/// An operation with everything that every one may answer.
fn operation(id: &str, tag: &str, summary: &str, refusals: &[(&str, &str)]) -> OperationBuilder {
    let mut built = OperationBuilder::new().operation_id(Some(id)).tag(tag).summary(Some(summary));
    let always = [
        ("401", "There is no key, or it is none of this office."),
        ("403", "The key, or the person it stands for, may not."),
        ("429", "Too much at once: wait as long as Retry-After says."),
        ("503", "The office is busy: ask again."),
    ];
    for (status, text) in always.iter().chain(refusals) {
        let problem = Content::new(Some(Ref::from_schema_name("Problem")));
        built = built.response(*status, ResponseBuilder::new().description(*text).content(PROBLEM, problem).build());
    }
    built
}

const INVALID: (&str, &str) = ("422", "Something in the request does not fit: see `field` and `detail`.");
const MISSING: (&str, &str) = ("404", "There is none, or it was not shared with the key's person.");
const BODIES: [(&str, &str); 3] = [
    ("400", "The request cannot be unpacked."),
    ("413", "The request is too large."),
    ("415", "The request is packed in a way that is not understood."),
];

fn with_body(built: OperationBuilder, schema: RefOr<Schema>) -> OperationBuilder {
    let body = RequestBodyBuilder::new().content(JSON, Content::new(Some(schema))).required(Some(Required::True));
    built.request_body(Some(body.build()))
}

fn parameter(name: &str, place: ParameterIn, required: Required, schema: RefOr<Schema>, text: &str) -> Parameter {
    let built = ParameterBuilder::new().name(name).parameter_in(place).required(required).schema(Some(schema));
    built.description(Some(text)).build()
}

fn commands(engine: &Engine, paths: &mut Paths, parts: &mut BTreeMap<String, RefOr<Schema>>) {
    for command in engine.commands.iter().chain(engine.central) {
        let name = format!("{}.{}", engine.name, command.name);
        let shapes = (command.shapes)();
        take(parts, shapes.parts);
        let again = ObjectBuilder::new().schema_type(Type::String).min_length(Some(1)).max_length(Some(255)).build();
        let key = "The same for a request that is sent again, so that it is done once.";
        let mut refusals = vec![INVALID, MISSING, ("409", "Somebody was faster, or it cannot be done now.")];
        refusals.extend(BODIES);
        let built = operation(&name, engine.name, &format!("Gives the command {name}."), &refusals)
            .parameter(parameter("Idempotency-Key", ParameterIn::Header, Required::False, again.into(), key))
            .response("200", answer("What it came to.", object(vec![("result", shapes.output)])));
        add(paths, &format!("/api/v1/commands/{name}"), HttpMethod::Post, with_body(built, shapes.input).build());
    }
}

fn reading(engine: &Engine, paths: &mut Paths, parts: &mut BTreeMap<String, RefOr<Schema>>) {
    for table in engine.tables {
        let Some(access) = table.synced else { continue };
        let shape = (access.shape)();
        take(parts, shape.parts);
        let version = object(vec![("version", of_type(Type::Integer))]);
        let one = AllOfBuilder::new().item(version).item(object(vec![("row", shape.row)])).build();
        let one: RefOr<Schema> = Schema::AllOf(one).into();
        let limit = ObjectBuilder::new()
            .schema_type(Type::Integer)
            .minimum(Some(1))
            .maximum(Some(i64::try_from(records::MOST).unwrap_or(i64::MAX)))
            .build();
        let page = object(vec![("records", list(one.clone())), ("next", uuid_or_none())]);
        let name = table.name;
        let built = operation(&format!("list_{name}"), engine.name, &format!("A page of {name}, by id."), &[INVALID])
            .parameter(parameter("after", ParameterIn::Query, Required::False, uuid(), "`next` of the page before."))
            .parameter(parameter("limit", ParameterIn::Query, Required::False, limit.into(), "Records in a page."))
            .response("200", answer("A page; `next` is null at the end.", page));
        add(paths, &format!("/api/v1/records/{name}"), HttpMethod::Get, built.build());
        let built = operation(&format!("read_{name}"), engine.name, &format!("One {name}."), &[MISSING])
            .parameter(parameter("id", ParameterIn::Path, Required::True, uuid(), "Its id."))
            .response("200", answer("The record.", one));
        add(paths, &format!("/api/v1/records/{name}/{{id}}"), HttpMethod::Get, built.build());
    }
}

fn files(paths: &mut Paths) {
    let (tag, path, binary) = ("files", "/api/v1/files/{id}", "application/octet-stream");
    let bytes = || -> RefOr<Schema> {
        let format = SchemaFormat::KnownFormat(KnownFormat::Binary);
        ObjectBuilder::new().schema_type(Type::String).format(Some(format)).build().into()
    };
    let id = || parameter("id", ParameterIn::Path, Required::True, uuid(), "The attachment's id.");
    let given = || ResponseBuilder::new().content(binary, Content::new(Some(bytes())));
    let range = parameter("Range", ParameterIn::Header, Required::False, of_type(Type::String), "`bytes=0-99`.");
    let behind = ("416", "The range begins behind the end of the file.");
    let built = operation("read_file", tag, "The bytes of a file, once the office has them.", &[MISSING, behind])
        .parameter(id())
        .parameter(range)
        .response("200", given().description("The whole file.").build())
        .response("206", given().description("The range.").build());
    add(paths, path, HttpMethod::Get, built.build());
    let refusals = [
        INVALID,
        MISSING,
        ("409", "The office goes on at another offset: see `received`."),
        ("413", "A piece has 4 MiB at most, and all of them no more than the file."),
        ("460", "The piece is not what `Upload-Checksum` says."),
    ];
    let offset = ObjectBuilder::new().schema_type(Type::Integer).minimum(Some(0)).build().into();
    let checksum = "`blake3` and the hash of the piece in Base64.";
    let progress = object(vec![("received", of_type(Type::Integer)), ("size", of_type(Type::Integer))]);
    let body = RequestBodyBuilder::new().content(binary, Content::new(Some(bytes()))).build();
    let built = operation("bring_file", tag, "Brings a piece; an empty one asks how far the file has come.", &refusals)
        .parameter(id())
        .parameter(parameter("offset", ParameterIn::Query, Required::False, offset, "Where the piece begins."))
        .parameter(parameter("Upload-Checksum", ParameterIn::Header, Required::False, of_type(Type::String), checksum))
        .response("200", answer("How far it has come.", progress))
        .request_body(Some(body));
    add(paths, path, HttpMethod::Post, built.build());
}

fn hooks(paths: &mut Paths) {
    let text = || of_type(Type::String);
    let tag = "hooks";
    let hook = object(vec![("id", uuid()), ("url", text()), ("about", list(text()))]);
    let built = operation("list_hooks", tag, "The web hooks of this key.", &[])
        .response("200", answer("All of them.", object(vec![("hooks", list(hook))])));
    add(paths, "/api/v1/hooks", HttpMethod::Get, built.build());
    let mut refusals = vec![INVALID];
    refusals.extend(BODIES);
    let made = object(vec![("id", uuid()), ("secret", text())]);
    let built = operation("make_hook", tag, "Has itself told of changes (Standard Webhooks).", &refusals)
        .response("201", answer("The secret proves messages and is told once.", made));
    let built = with_body(built, Ref::from_schema_name("NewHook").into());
    add(paths, "/api/v1/hooks", HttpMethod::Post, built.build());
    let id = || parameter("id", ParameterIn::Path, Required::True, uuid(), "The hook's id.");
    let built = operation("end_hook", tag, "Is told no more.", &[MISSING])
        .parameter(id())
        .response("204", ResponseBuilder::new().description("It is told no more.").build());
    add(paths, "/api/v1/hooks/{id}", HttpMethod::Delete, built.build());
    let message = object(vec![("id", text()), ("state", text()), ("tries", of_type(Type::Integer))]);
    let built = operation("list_messages", tag, "What became of the newest messages.", &[MISSING])
        .parameter(id())
        .response("200", answer("The newest first.", object(vec![("messages", list(message))])));
    add(paths, "/api/v1/hooks/{id}/messages", HttpMethod::Get, built.build());
    let built = operation("tell_again", tag, "Is told again what was given up.", &[MISSING])
        .parameter(id())
        .response("200", answer("How many.", object(vec![("messages", of_type(Type::Integer))])));
    add(paths, "/api/v1/hooks/{id}/again", HttpMethod::Post, built.build());
}

fn add(paths: &mut Paths, path: &str, method: HttpMethod, operation: Operation) {
    let item = PathItem::new(method, operation);
    match paths.paths.get_mut(path) {
        Some(there) => there.merge_operations(item),
        None => _ = paths.paths.insert(path.to_owned(), item),
    }
}
