//! The program itself: started with a folder and nothing else, ended, and started again.

use std::{
    io::{BufRead, BufReader},
    path::Path,
    process::{Child, Command, Stdio},
};

use serde_json::{Value, json};

struct Program {
    child: Child,
    url: String,
    invitation: String,
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn program() -> Command {
    let mut program = Command::new(env!("CARGO_BIN_EXE_pebble-server"));
    program.env_remove("DATABASE_URL").stderr(Stdio::null()).stdout(Stdio::piped());
    program
}

fn start(folder: &Path) -> Program {
    let mut child = program().arg("--data").arg(folder).args(["--listen", "127.0.0.1:0"]).spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map(Result::unwrap);
    let url = lines.next().expect("it ended").strip_prefix("listening on ").unwrap().to_owned();
    let invitation = lines.next().unwrap().rsplit(' ').next().unwrap().to_owned();
    Program { child, url, invitation }
}

fn told_to_end(mut program: Program) -> bool {
    let id = program.child.id().to_string();
    assert!(Command::new("kill").args(["-TERM", &id]).status().unwrap().success());
    program.child.wait().unwrap().success()
}

async fn register(program: &Program, invitation: &str) -> reqwest::Response {
    let key = "11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=";
    let asked = json!({ "invitation": invitation, "name": "Laptop", "key": key });
    reqwest::Client::new().post(format!("{}/sync/v1/register", program.url)).json(&asked).send().await.unwrap()
}

async fn hello(program: &Program, token: &str) -> Value {
    let asked = reqwest::Client::new().post(format!("{}/sync/v1/hello", program.url)).bearer_auth(token);
    asked.json(&json!({})).send().await.unwrap().json().await.unwrap()
}

#[cfg(unix)]
#[tokio::test]
async fn a_server_started_with_a_folder_alone_takes_in_a_desk_and_knows_it_after_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let first = start(folder.path());
    let enrolled: Value = register(&first, &first.invitation).await.json().await.unwrap();
    let token = enrolled["access"].as_str().unwrap();
    let welcome = hello(&first, token).await;
    assert_eq!(welcome["grants"].as_array().unwrap().len(), 2);
    let rival = program().arg("--data").arg(folder.path()).args(["--listen", "127.0.0.1:0"]).output().unwrap();
    assert!(!rival.status.success(), "two servers on one folder");
    assert!(String::from_utf8_lossy(&rival.stdout).contains("in use"), "{rival:?}");
    assert!(told_to_end(first), "it was told to end, and failed");
    let second = start(folder.path());
    assert_eq!(hello(&second, token).await, welcome);
    let invited = program().args(["invite", "--data"]).arg(folder.path()).output().unwrap();
    let invitation = String::from_utf8(invited.stdout).unwrap();
    assert_eq!(register(&second, invitation.trim()).await.status(), reqwest::StatusCode::OK);
    assert!(told_to_end(second));
}

#[cfg(unix)]
#[tokio::test]
async fn a_device_is_listed_and_locked_out_while_the_server_runs() {
    let folder = tempfile::tempdir().unwrap();
    let server = start(folder.path());
    let enrolled: Value = register(&server, &server.invitation).await.json().await.unwrap();
    let (device, token) = (enrolled["device"].as_str().unwrap(), enrolled["access"].as_str().unwrap());
    let run = |words: &[&str]| program().args(words).arg("--data").arg(folder.path()).output().unwrap();
    let listed = || String::from_utf8(run(&["devices"]).stdout).unwrap();
    assert!(listed().starts_with(&format!("{device}  ")) && listed().contains("  in  Laptop"), "{}", listed());
    assert!(run(&["revoke", device]).status.success());
    assert!(listed().contains("  locked out  Laptop"), "{}", listed());
    assert_eq!(hello(&server, token).await["why"], "revoked");
    for wrong in [&["revoke"][..], &["revoke", "x"], &["revoke", "00000000-0000-0000-0000-000000000009"]] {
        assert!(!run(wrong).status.success(), "{wrong:?}");
    }
    assert!(told_to_end(server));
}

#[test]
fn every_key_is_explained() {
    let said = program().arg("config").output().unwrap();
    let said = String::from_utf8(said.stdout).unwrap();
    for key in pebble_server::KEYS {
        assert!(said.contains(&format!("\n{} = {}\n", key.name, key.default)), "{} is missing in {said}", key.name);
        assert!(said.contains(key.means));
    }
}
