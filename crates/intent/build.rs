//! Lists the training text for the program: a desk that learns is taught anew from it.

use std::{env, error::Error, fmt::Write, fs, path::Path};

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=training");
    let folder = Path::new(&env::var("CARGO_MANIFEST_DIR")?).join("training");
    let mut paths = Vec::new();
    for entry in fs::read_dir(&folder)? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "txt") {
            paths.push(path);
        }
    }
    paths.sort();
    let mut list = String::from("[\n");
    for path in paths {
        let name = path.file_name().ok_or("a file without a name")?;
        writeln!(list, "({name:?}, include_str!({path:?})),")?;
    }
    list.push(']');
    fs::write(Path::new(&env::var("OUT_DIR")?).join("text.rs"), list)?;
    Ok(())
}
