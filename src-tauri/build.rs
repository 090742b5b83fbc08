//! Tells Tauri which commands exist, so that a window without the permission is denied them.

fn main() {
    // The built UI is embedded; without this a new build of it would not reach the program.
    println!("cargo:rerun-if-changed=../ui/dist");
    let manifest = tauri_build::AppManifest::new().commands(&["rpc"]);
    if let Err(why) = tauri_build::try_build(tauri_build::Attributes::new().app_manifest(manifest)) {
        println!("cargo::error={why:#} (is the UI built? `npm run build -w ui`)");
    }
}
