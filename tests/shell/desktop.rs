//! The desktop around the window, on the message bus as a real one is there: a watcher of trays (StatusNotifierItem, with
//! its menu by com.canonical.dbusmenu) and a server of notifications (Desktop Notifications Specification 1.2).

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use x11rb::protocol::xproto::{ConnectionExt, InputFocus};
use zbus::message::Header;
use zbus::object_server::SignalEmitter;
use zbus::zvariant::{OwnedValue, Structure, Value};
use zbus::{Connection, Proxy, fdo, interface, names::BusName};

use crate::driver::within;

/// A program that is not optimised takes its time to come up.
const PATIENCE: Duration = Duration::from_secs(90);
const WATCHER: &str = "/StatusNotifierWatcher";
const NOTIFICATIONS: &str = "/org/freedesktop/Notifications";

/// An entry of a menu: its number, its facts, and what is in it.
type Entry = (i32, HashMap<String, OwnedValue>, Vec<OwnedValue>);

/// Where a tray's picture is on the bus.
#[derive(Clone)]
struct Item {
    bus: String,
    path: String,
}

/// A notification that is shown.
#[derive(Clone, Debug)]
pub struct Shown {
    id: u32,
    bus: String,
    pub title: String,
    pub body: String,
    /// Its buttons: under which name each is told of, and what it says. One called `default` is the notification itself.
    pub buttons: Vec<(String, String)>,
}

/// What the programs have told the desktop.
#[derive(Default)]
struct Told {
    items: Mutex<Vec<Item>>,
    shown: Mutex<Vec<Shown>>,
}

fn sender(header: &Header<'_>) -> String {
    header.sender().map(ToString::to_string).unwrap_or_default()
}

struct Watcher(Arc<Told>);

#[interface(name = "org.kde.StatusNotifierWatcher")]
impl Watcher {
    fn register_status_notifier_item(&self, service: &str, #[zbus(header)] header: Header<'_>) {
        let item = Item { bus: sender(&header), path: service.to_owned() };
        self.0.items.lock().unwrap().push(item);
    }

    fn register_status_notifier_host(&self, _service: &str) {}

    #[zbus(property)]
    fn registered_status_notifier_items(&self) -> Vec<String> {
        self.0.items.lock().unwrap().iter().map(|item| format!("{}{}", item.bus, item.path)).collect()
    }

    #[zbus(property)]
    fn is_status_notifier_host_registered(&self) -> bool {
        true
    }

    #[zbus(property)]
    fn protocol_version(&self) -> i32 {
        0
    }

    #[zbus(signal)]
    async fn status_notifier_host_registered(emitter: &SignalEmitter<'_>) -> zbus::Result<()>;
}

struct Notifications(Arc<Told>);

#[interface(name = "org.freedesktop.Notifications")]
impl Notifications {
    fn get_capabilities(&self) -> Vec<&str> {
        vec!["actions", "body"]
    }

    fn get_server_information(&self) -> (&str, &str, &str, &str) {
        ("Pebble tests", "Pebble", "1", "1.2")
    }

    #[expect(clippy::too_many_arguments, reason = "the specification's own")]
    fn notify(
        &self,
        _app: &str,
        _replaces: u32,
        _icon: &str,
        title: &str,
        body: &str,
        actions: Vec<String>,
        _hints: HashMap<String, OwnedValue>,
        _timeout: i32,
        #[zbus(header)] header: Header<'_>,
    ) -> u32 {
        let mut shown = self.0.shown.lock().unwrap();
        let id = u32::try_from(shown.len()).unwrap() + 1;
        let buttons = actions.chunks(2).map(|pair| (pair[0].clone(), pair[1].clone())).collect();
        shown.push(Shown { id, bus: sender(&header), title: title.to_owned(), body: body.to_owned(), buttons });
        id
    }

    fn close_notification(&self, _id: u32) {}

    #[zbus(signal)]
    async fn action_invoked(emitter: &SignalEmitter<'_>, id: u32, action: &str) -> zbus::Result<()>;
}

/// A desktop that programs find on the bus.
pub struct Desktop {
    connection: Connection,
    told: Arc<Told>,
}

impl Desktop {
    /// Takes its places on the bus.
    pub async fn start() -> Desktop {
        let told = Arc::new(Told::default());
        let builder = zbus::connection::Builder::session().unwrap();
        let builder = builder.serve_at(WATCHER, Watcher(Arc::clone(&told))).unwrap();
        let builder = builder.serve_at(NOTIFICATIONS, Notifications(Arc::clone(&told))).unwrap();
        let builder = builder.name("org.kde.StatusNotifierWatcher").unwrap();
        let connection = builder.name("org.freedesktop.Notifications").unwrap().build().await.unwrap();
        Desktop { connection, told }
    }

    /// Whether a name on the bus is a program's.
    async fn is_of(&self, bus: &str, program: u32) -> bool {
        let names = fdo::DBusProxy::new(&self.connection).await.unwrap();
        let name = BusName::try_from(bus.to_owned()).unwrap();
        names.get_connection_unix_process_id(name).await.is_ok_and(|id| id == program)
    }

    /// Nobody looks at any window: none has the focus.
    pub fn look_away(&self) {
        let (screen, _) = x11rb::connect(None).unwrap();
        screen.set_input_focus(InputFocus::NONE, x11rb::NONE, x11rb::CURRENT_TIME).unwrap().check().unwrap();
    }

    /// The notification of a program that has this title.
    pub async fn notification_of(&self, program: u32, title: &str) -> Shown {
        within("the notification is shown", PATIENCE, async || {
            let shown = self.told.shown.lock().unwrap().clone();
            for each in shown.into_iter().filter(|each| each.title == title) {
                if self.is_of(&each.bus, program).await {
                    return Some(each);
                }
            }
            None
        })
        .await
    }

    /// Clicks on a notification: on the button of this name, or with `default` on the notification itself.
    pub async fn click(&self, shown: &Shown, button: &str) {
        assert!(shown.buttons.iter().any(|(name, _)| name == button), "{shown:?}");
        let server = self.connection.object_server().interface::<_, Notifications>(NOTIFICATIONS).await.unwrap();
        Notifications::action_invoked(server.signal_emitter(), shown.id, button).await.unwrap();
    }

    /// The picture that a program has put into the tray.
    pub async fn tray_of(&self, program: u32) -> Tray {
        let item = within("the program is in the tray", PATIENCE, async || {
            let items = self.told.items.lock().unwrap().clone();
            for item in items {
                if self.is_of(&item.bus, program).await {
                    return Some(item);
                }
            }
            None
        });
        Tray { connection: self.connection.clone(), item: item.await }
    }
}

/// A picture in the tray, with its menu.
pub struct Tray {
    connection: Connection,
    item: Item,
}

impl Tray {
    async fn proxy<'a>(&'a self, path: &'a str, interface: &'a str) -> Proxy<'a> {
        Proxy::new(&self.connection, self.item.bus.as_str(), path, interface).await.unwrap()
    }

    async fn property<T>(&self, name: &str) -> T
    where
        T: TryFrom<OwnedValue>,
        T::Error: Into<zbus::Error>,
    {
        self.proxy(&self.item.path, "org.kde.StatusNotifierItem").await.get_property(name).await.unwrap()
    }

    /// What stands beside the picture.
    pub async fn label(&self) -> String {
        self.property("XAyatanaLabel").await
    }

    /// The entries of its menu, by the numbers under which they are chosen.
    pub async fn entries(&self) -> Vec<(i32, String)> {
        let path = self.menu().await;
        let menu = self.proxy(&path, "com.canonical.dbusmenu").await;
        let (_, (_, _, children)): (u32, Entry) = menu.call("GetLayout", &(0_i32, 1_i32, vec!["label"])).await.unwrap();
        children.into_iter().filter_map(entry).collect()
    }

    /// Chooses an entry by its words.
    pub async fn choose(&self, words: &str) {
        let entries = self.entries().await;
        let (id, _) = entries.iter().find(|(_, label)| label == words).unwrap_or_else(|| panic!("{entries:?}"));
        let path = self.menu().await;
        let menu = self.proxy(&path, "com.canonical.dbusmenu").await;
        let _: () = menu.call("Event", &(*id, "clicked", Value::from(0_i32), 0_u32)).await.unwrap();
    }

    async fn menu(&self) -> String {
        let path: zbus::zvariant::OwnedObjectPath = self.property("Menu").await;
        path.to_string()
    }
}

/// An entry with words; a line between two has none.
fn entry(child: OwnedValue) -> Option<(i32, String)> {
    let fields = Structure::try_from(child).ok()?.into_fields();
    let id = i32::try_from(fields.first()?).ok()?;
    let facts: HashMap<String, OwnedValue> = fields.get(1)?.try_clone().ok()?.try_into().ok()?;
    // An underscore marks the letter that is pressed for it.
    let label = String::try_from(facts.get("label")?.try_clone().ok()?).ok()?;
    Some((id, label.replace('_', "")))
}
