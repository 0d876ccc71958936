//! The exports against the SHACL shapes that the publishers of CPSV-AP 3.2.0 give out, by `pyshacl`.

use std::process::Command;

use catalogue::{Imported, to_jsonld};

use crate::world::{BRAZIL, KOREA, PILOTS, country, full, imported, required, shared};

/// Does `python3 -m pyshacl` run here? Says so when not, and fails when it must.
fn pyshacl_runs() -> bool {
    let runs = Command::new("python3")
        .args(["-m", "pyshacl", "--version"])
        .output()
        .is_ok_and(|out| out.status.success());
    if !runs {
        assert!(!required("pyshacl"), "pyshacl is required: pip install pyshacl");
        eprintln!("SKIPPED: python3 -m pyshacl does not run; install it with: pip install pyshacl");
    }
    runs
}

/// What the validator says of an export.
fn verdict(name: &str, json: &serde_json::Value) -> String {
    let folder = std::env::temp_dir().join(format!("madang-shacl-{}-{name}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let (data, shapes) = (folder.join("data.jsonld"), folder.join("shapes.ttl"));
    std::fs::write(&data, json.to_string()).unwrap();
    std::fs::write(&shapes, shared("cpsv-ap/cpsv-ap-SHACL.ttl").unwrap()).unwrap();
    let mut command = Command::new("python3");
    command
        .args(["-m", "pyshacl", "-df", "json-ld", "-sf", "turtle", "-s"])
        .arg(&shapes)
        .arg(&data);
    let output = command.output().unwrap();
    std::fs::remove_dir_all(&folder).unwrap();
    let said = [output.stdout, output.stderr].concat();
    String::from_utf8_lossy(&said).chars().take(2_000).collect()
}

fn conforms(name: &str, imported: &Imported) {
    let json =
        to_jsonld(&imported.country, &imported.services, &imported.agencies, &imported.events);
    let said = verdict(name, &json);
    assert!(said.contains("Conforms: True"), "{name}: {said}");
    eprintln!("{name}: {} services conform", imported.services.len());
}

#[test]
fn exports_conform_to_the_shapes() {
    if shared("cpsv-ap/cpsv-ap-SHACL.ttl").is_none() || !pyshacl_runs() {
        return;
    }
    let (services, agencies, events) = full();
    let whole = Imported { country: country(), services, agencies, events, ..Imported::default() };
    conforms("every-field", &whole);
    let empty = Imported { country: country(), ..Imported::default() };
    conforms("empty", &empty);
    // The validator must also be able to say no.
    let mut json = to_jsonld(&whole.country, &whole.services, &whole.agencies, &whole.events);
    let text = json.to_string().replacen("\"dct:title\"", "\"dct:alternative\"", 1);
    json = serde_json::from_str(&text).unwrap();
    assert!(verdict("broken", &json).contains("Conforms: False"));
    // All 1,540 Brazilian services take the validator minutes: MADANG_SLOW=1 asks for them all.
    let most = if std::env::var_os("MADANG_SLOW").is_some() { usize::MAX } else { 120 };
    for path in [BRAZIL, KOREA].iter().chain(&PILOTS) {
        if let Some(mut imported) = imported(path) {
            imported.services.truncate(most);
            conforms(&path.replace(['/', '.'], "-"), &imported);
        }
    }
}
