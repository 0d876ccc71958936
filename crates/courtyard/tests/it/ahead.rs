//! Acts worked out ahead of the queue: what they read may change before they are written, and then they are run again.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::Duration;

use courtyard::cases::{self, Case, NewCase};
use courtyard::house::Done;
use courtyard::registers::{self, Wanted};
use courtyard::{Actor, Reader, Tx, drafts};
use serde_json::{Map, Value, json};
use vocabulary::{Error, Result};

use crate::support::{TestHouse, new_case, on_both};

/// An act that holds the writer until it is told what to do: `then` runs inside it.
fn hold_writer(
    house: &TestHouse,
    then: impl Fn(&mut Tx<'_>) -> Result<()> + Send + 'static,
) -> (mpsc::Sender<()>, JoinHandle<Result<Done<()>>>) {
    let ((go, wait), (inside, entered)) = (mpsc::channel(), mpsc::channel());
    let (wait, house) = (Mutex::new(wait), house.house.clone());
    let act = move |tx: &mut Tx<'_>| {
        inside.send(()).ok();
        wait.lock().unwrap().recv().ok();
        then(tx)
    };
    let held = std::thread::spawn(move || house.act_now(&Actor::system(), "civil-status", act));
    entered.recv().unwrap();
    (go, held)
}

fn ahead<T: Send + 'static>(
    house: &TestHouse,
    actor: &Actor,
    act: impl Fn(&mut Tx<'_>) -> Result<T> + Send + 'static,
) -> JoinHandle<Result<Done<T>>> {
    let (house, actor) = (house.house.clone(), actor.clone());
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(house.act_ahead(&actor, "civil-status", act))
    })
}

fn enter(house: &TestHouse, holder: &Actor, address: &str) -> String {
    let (holder, mut fields) = (holder.id.clone(), Map::new());
    fields.insert("address".into(), address.into());
    let enter = move |tx: &mut Tx<'_>| registers::enter(tx, "residents", &holder, &fields, None);
    house.act(&Actor::system(), "civil-status", enter).unwrap()
}

fn correct(entry: &str, address: &str) -> impl Fn(&mut Tx<'_>) -> Result<()> + Send + 'static {
    let (entry, mut changes) = (entry.to_string(), Map::new());
    changes.insert("address".into(), address.into());
    move |tx| {
        registers::correct(tx, Reader::Rule { agency: "town" }, &entry, &changes, None)?;
        Ok(())
    }
}

/// Opens a case that says where the person lives, and counts how often it was run.
fn apply_with_address(
    runs: &Arc<AtomicUsize>,
) -> impl Fn(&mut Tx<'_>) -> Result<Case> + Send + 'static {
    let runs = runs.clone();
    let fields = ["address".to_string()].into();
    let wanted: Wanted = [("residents".to_string(), fields)].into();
    move |tx| {
        let holder = tx.actor.id.clone();
        let known = registers::known(tx, Reader::Actor, &holder, &wanted)?;
        let address = known[0].fields["address"].clone();
        let case = cases::open(
            tx,
            &NewCase { record: json!({ "address": address }), once: "k1".into(), ..new_case() },
        )?;
        drafts::remove(tx, "abstract")?;
        runs.fetch_add(1, Ordering::SeqCst);
        Ok(case)
    }
}

fn wait_for(runs: &AtomicUsize, count: usize) {
    for _ in 0..10_000 {
        if runs.load(Ordering::SeqCst) >= count {
            return;
        }
        std::thread::sleep(Duration::from_millis(1));
    }
    panic!("the act was not worked out within ten seconds");
}

fn address_of(house: &TestHouse, who: &Actor, case: Case) -> Value {
    let seen = house.house.view_now(who, move |view| cases::own_application(view, &case)).unwrap();
    seen["address"].clone()
}

#[test]
fn what_was_worked_out_on_an_entry_that_changed_meanwhile_is_worked_out_again() {
    on_both(|house| {
        // PostgreSQL has three writers: there nothing waits for the one that is held.
        if house.house.engine() != "SQLite" {
            return;
        }
        let anna = house.citizen("Anna");
        let entry = enter(house, &anna, "1 Old Street");
        let runs = Arc::new(AtomicUsize::new(0));
        let (go, held) = hold_writer(house, correct(&entry, "2 New Street"));
        let applied = ahead(house, &anna, apply_with_address(&runs));
        wait_for(&runs, 1);
        go.send(()).unwrap();
        held.join().unwrap().unwrap();
        let done = applied.join().unwrap().unwrap();
        assert!(done.receipt.is_some());
        assert_eq!(address_of(house, &anna, done.value), json!("2 New Street"));
        assert_eq!(runs.load(Ordering::SeqCst), 2);
    });
}

#[test]
fn what_still_stands_is_not_worked_out_again() {
    on_both(|house| {
        let (anna, ben) = (house.citizen("Anna"), house.citizen("Ben"));
        enter(house, &anna, "1 Old Street");
        let other = enter(house, &ben, "5 Far Street");
        let runs = Arc::new(AtomicUsize::new(0));
        let save = move |tx: &mut Tx<'_>| {
            let service = "abstract".to_string();
            let saving =
                drafts::Saving { service, form_version: 1, seen_version: 0, answers: Map::new() };
            drafts::save(tx, &saving).map(|_| ())
        };
        house.act(&anna, "", save).unwrap();
        let (go, held) = hold_writer(house, correct(&other, "6 Near Street"));
        let applied = ahead(house, &anna, apply_with_address(&runs));
        if house.house.engine() == "SQLite" {
            wait_for(&runs, 1);
        }
        go.send(()).unwrap();
        held.join().unwrap().unwrap();
        let case = applied.join().unwrap().unwrap().value;
        assert_eq!(runs.load(Ordering::SeqCst), 1);
        assert_eq!(address_of(house, &anna, case), json!("1 Old Street"));
        // What it writes aside is written too.
        let draft = house.house.view_now(&anna, |view| drafts::own(view, "abstract")).unwrap();
        assert!(draft.is_none());
        // Sent again, it is a conflict as with any other act.
        let again = ahead(house, &anna, apply_with_address(&runs)).join().unwrap();
        assert!(matches!(again, Err(Error::Conflict(_))));
    });
}

#[test]
fn a_refusal_and_an_empty_act_need_no_writer() {
    on_both(|house| {
        if house.house.engine() != "SQLite" {
            return;
        }
        let anna = house.citizen("Anna");
        let (go, held) = hold_writer(house, |_| Ok(()));
        let refused = |_: &mut Tx<'_>| -> Result<()> { Err(Error::refused("case.closed")) };
        assert!(matches!(ahead(house, &anna, refused).join().unwrap(), Err(Error::Refused(_))));
        let done = ahead(house, &anna, |_| Ok(7)).join().unwrap().unwrap();
        assert_eq!((done.value, done.receipt.is_some()), (7, false));
        go.send(()).unwrap();
        held.join().unwrap().unwrap();
    });
}

#[test]
fn an_act_that_changes_a_row_in_place_is_run_by_the_writer() {
    on_both(|house| {
        let anna = house.citizen("Anna");
        let entry = enter(house, &anna, "1 Old Street");
        let done = ahead(house, &anna, correct(&entry, "2 New Street")).join().unwrap().unwrap();
        assert!(done.receipt.is_some());
        let known =
            house.house.view_now(&anna, |view| registers::known_own(view, &anna.id)).unwrap();
        assert_eq!(known[0].fields["address"], json!("2 New Street"));
    });
}

#[test]
fn what_was_sealed_under_a_key_that_is_forgotten_meanwhile_is_not_kept() {
    on_both(|house| {
        let anna = house.citizen("Anna");
        enter(house, &anna, "1 Old Street");
        let runs = Arc::new(AtomicUsize::new(0));
        let (go, held) = hold_writer(house, |_| Ok(()));
        let applied = ahead(house, &anna, apply_with_address(&runs));
        if house.house.engine() == "SQLite" {
            wait_for(&runs, 1);
        }
        // As after a destruction. Here the wrapped key is still there, so that the writer can run the act.
        house.house.ground().keys.forget(&anna.id);
        go.send(()).unwrap();
        held.join().unwrap().unwrap();
        applied.join().unwrap().unwrap();
        let expected = if house.house.engine() == "SQLite" { 2 } else { 1 };
        assert_eq!(runs.load(Ordering::SeqCst), expected);
    });
}
