//! The programs of an office: servers and desks in processes of their own, which can be killed.
//!
//! A desk's program takes questions on its standard input and answers on its standard output, a line each
//! (`office-desk`); a server's program is the server's own. Nothing here waits for time to pass: a line that comes is
//! the sign that something has happened.

use std::{
    net::SocketAddr,
    path::{Path, PathBuf},
    process::Stdio,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
};

use pebble_core::kernel::At;
use pebble_outlook::vault::{Key, KeyProblem, KeyStore};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader, Lines},
    net::{TcpListener, TcpStream},
    process::{Child, ChildStdin, ChildStdout, Command},
    sync::Semaphore,
};
use uuid::Uuid;

/// What only this office knows, and all its servers.
const SECRET: &str = "what only this office knows, and all its nodes";

/// A question to a desk's program.
#[derive(Debug, Serialize, Deserialize)]
pub struct Asked {
    /// What time it is, in milliseconds since 1970. A desk's clock is not put back by it.
    pub now: i64,
    /// A query or a command of the door; `meet` for rounds with the office until nothing waits, with a line `meeting`
    /// before the answer.
    pub ask: String,
    /// With what.
    pub input: Value,
}

/// The key of a sign-in, in a file beside it: the computer's keyring would be everybody's.
pub struct KeyFile(pub PathBuf);

impl KeyStore for KeyFile {
    fn load(&self) -> Result<Option<Key>, KeyProblem> {
        let bytes = std::fs::read(&self.0).ok();
        Ok(bytes.map(|bytes| Key::from(<[u8; 32]>::try_from(bytes.as_slice()).unwrap())))
    }

    fn save(&self, key: &Key) -> Result<(), KeyProblem> {
        std::fs::write(&self.0, **key).map_err(|why| KeyProblem::Failed(why.to_string()))
    }

    fn forget(&self) -> Result<(), KeyProblem> {
        std::fs::remove_file(&self.0).map_err(|why| KeyProblem::Failed(why.to_string()))
    }
}

fn command(program: &str) -> Command {
    let mut command = Command::new(program);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).kill_on_drop(true);
    command
}

/// A server of an office whose database may have others.
pub struct ServerProgram {
    program: String,
    database: String,
    folder: TempDir,
    address: SocketAddr,
    child: Option<Child>,
}

impl ServerProgram {
    /// Starts it on a free port.
    pub async fn start(program: &str, database: &str) -> ServerProgram {
        let mut server = ServerProgram {
            program: program.to_owned(),
            database: database.to_owned(),
            folder: tempfile::tempdir().unwrap(),
            address: "127.0.0.1:0".parse().unwrap(),
            child: None,
        };
        server.again().await;
        server
    }

    /// Starts it where it was.
    pub async fn again(&mut self) {
        let mut command = command(&self.program);
        command.env_remove("DATABASE_URL").arg("--data").arg(self.folder.path());
        command.args(["--listen", &self.address.to_string(), "--database-url", &self.database, "--secret", SECRET]);
        // All desks are on this computer, and ask as fast as it goes.
        command.args(["--requests-per-second", "0", "--sign-ins-per-minute", "0"]);
        let mut child = command.spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let first = lines.next_line().await.unwrap().expect("the server ended");
        self.address = first.strip_prefix("listening on http://").expect("no address").parse().unwrap();
        // The line after it is read as well: a server that nobody listens to would go on, but not be told from one.
        lines.next_line().await.unwrap().expect("the server ended");
        self.child = Some(child);
    }

    /// Its process.
    pub fn id(&self) -> u32 {
        self.child.as_ref().and_then(Child::id).unwrap()
    }

    /// Where desks find it.
    pub fn address(&self) -> String {
        format!("http://{}", self.address)
    }

    /// An invitation for a person's desk, as the program prints it.
    pub async fn invite(&self, person: Uuid) -> String {
        let mut command = command(&self.program);
        command.args(["invite", &person.to_string(), "--secret", SECRET, "--data"]).arg(self.folder.path());
        let printed = command.output().await.unwrap();
        assert!(printed.status.success(), "{printed:?}");
        String::from_utf8(printed.stdout).unwrap().trim().to_owned()
    }

    /// SIGKILL.
    pub async fn kill(&mut self) {
        self.child.take().unwrap().kill().await.unwrap();
    }

    /// Tells it to end as Unix does it, and waits until it has ended well.
    pub async fn end(mut self) {
        let mut child = self.child.take().unwrap();
        let id = child.id().unwrap().to_string();
        assert!(Command::new("kill").args(["-TERM", &id]).status().await.unwrap().success());
        assert!(child.wait().await.unwrap().success());
    }
}

/// The way from desks to a server: an address that stays when another server takes over, and a network that can lose
/// the answer to what a server has taken in.
pub struct Way {
    address: SocketAddr,
    course: Arc<Course>,
}

struct Course {
    to: Mutex<SocketAddr>,
    /// So many answers to pushes are still to be lost.
    to_lose: AtomicUsize,
    /// A permit for each that was lost.
    lost: Semaphore,
}

impl Way {
    /// Leads to a server.
    pub async fn to(server: &ServerProgram) -> Way {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let course =
            Arc::new(Course { to: Mutex::new(server.address), to_lose: AtomicUsize::new(0), lost: Semaphore::new(0) });
        let of = Arc::clone(&course);
        tokio::spawn(async move {
            while let Ok((desk, _)) = listener.accept().await {
                let course = Arc::clone(&of);
                // However a connection ends, both sides learn of it by its end.
                tokio::spawn(async move { _ = course.carry(desk).await });
            }
        });
        Way { address, course }
    }

    /// Where desks find the office.
    pub fn address(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Leads to another server from now on.
    pub fn lead_to(&self, server: &ServerProgram) {
        *self.course.to.lock().unwrap() = server.address;
    }

    /// Loses the answers to the next pushes, so many.
    pub fn lose(&self, answers: usize) {
        self.course.to_lose.store(answers, Ordering::SeqCst);
    }

    /// Waits until so many answers have been lost: the server has taken in what they speak of.
    pub async fn have_been_lost(&self, answers: usize) {
        self.course.lost.acquire_many(u32::try_from(answers).unwrap()).await.unwrap().forget();
    }
}

impl Course {
    async fn carry(&self, mut desk: TcpStream) -> std::io::Result<()> {
        let to = *self.to.lock().unwrap();
        let mut server = TcpStream::connect(to).await?;
        let (mut asked, mut answered) = (vec![0; 65_536], vec![0; 65_536]);
        let mut is_push = false;
        loop {
            tokio::select! {
                read = desk.read(&mut asked) => {
                    let asked = &asked[..read?];
                    is_push |= asked.starts_with(b"POST /sync/v1/push ");
                    server.write_all(asked).await?;
                    if asked.is_empty() {
                        return Ok(());
                    }
                }
                read = server.read(&mut answered) => {
                    let answered = &answered[..read?];
                    if is_push && self.is_to_be_lost() {
                        self.lost.add_permits(1);
                        return Ok(());
                    }
                    is_push = false;
                    desk.write_all(answered).await?;
                    if answered.is_empty() {
                        return Ok(());
                    }
                }
            }
        }
    }

    fn is_to_be_lost(&self) -> bool {
        self.to_lose.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1)).is_ok()
    }
}

/// A desk's program that runs.
struct Running {
    child: Child,
    to: ChildStdin,
    from: Lines<BufReader<ChildStdout>>,
}

/// A person's desk in a process of its own.
pub struct DeskProgram {
    program: String,
    folder: TempDir,
    running: Option<Running>,
}

impl DeskProgram {
    /// Starts one on a new folder.
    pub async fn start(program: &str, now: At) -> DeskProgram {
        let mut desk = DeskProgram { program: program.to_owned(), folder: tempfile::tempdir().unwrap(), running: None };
        desk.again(now).await;
        desk
    }

    /// Starts it on the folder that it has left.
    pub async fn again(&mut self, now: At) {
        let mut command = command(&self.program);
        let mut child = command.arg(self.folder.path()).arg(now.millis().to_string()).spawn().unwrap();
        let (to, from) = (child.stdin.take().unwrap(), child.stdout.take().unwrap());
        self.running = Some(Running { child, to, from: BufReader::new(from).lines() });
        assert_eq!(self.line().await, json!("open"));
    }

    /// Its process.
    pub fn id(&self) -> u32 {
        self.running.as_ref().and_then(|running| running.child.id()).unwrap()
    }

    /// Where it keeps its files.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    async fn line(&mut self) -> Value {
        let line = self.running.as_mut().unwrap().from.next_line().await.unwrap();
        serde_json::from_str(&line.expect("a desk ended by itself")).unwrap()
    }

    async fn send(&mut self, now: At, ask: &str, input: Value) {
        let asked = Asked { now: now.millis(), ask: ask.to_owned(), input };
        let mut line = serde_json::to_vec(&asked).unwrap();
        line.push(b'\n');
        self.running.as_mut().unwrap().to.write_all(&line).await.unwrap();
    }

    /// Runs a query or a command.
    pub async fn ask(&mut self, now: At, command: &str, input: Value) -> Value {
        self.send(now, command, input.clone()).await;
        let answer = self.line().await;
        match answer.get("ok") {
            Some(output) => output.clone(),
            None => panic!("{command} with {input} was refused: {answer}"),
        }
    }

    /// Begins to meet the office.
    pub async fn begin_to_meet(&mut self, now: At) {
        self.send(now, "meet", Value::Null).await;
        assert_eq!(self.line().await, json!("meeting"));
    }

    /// Has met the office, or could not reach it: how the desk stands with it.
    pub async fn has_met(&mut self) -> Value {
        self.line().await["ok"].clone()
    }

    /// SIGKILL.
    pub async fn kill(&mut self) {
        self.running.take().unwrap().child.kill().await.unwrap();
    }

    /// Ends as when a window is closed; the files stay until this is dropped.
    pub async fn end(&mut self) {
        let Running { mut child, to, .. } = self.running.take().unwrap();
        drop(to);
        assert!(child.wait().await.unwrap().success());
    }
}
