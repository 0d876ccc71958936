//! Who can sign in: the country's rule for it, and the files of people whom an installation enters.

use country::{Country, read_people};

use crate::ground::Ground;

const SIGN_IN: &str =
    "weekend = [6, 7]\n\n[sign_in]\nregister = \"residents\"\nfields = [\"number\"]";

fn with_sign_in() -> Ground {
    Ground::good().with("country.toml", "weekend = [6, 7]", SIGN_IN)
}

#[test]
fn the_rule_of_who_signs_in_is_checked() {
    assert_eq!(with_sign_in().check(), []);
    for (from, to, words) in [
        ("\"residents\"", "\"residence\"", "there is no register `residence`"),
        ("[\"number\"]", "[\"birth_day\"]", "`birth_day` finds nobody in the register `residents`"),
        ("[\"number\"]", "[\"numbr\"]", "`numbr` finds nobody"),
        ("fields =", "field =", "unknown field `field`"),
    ] {
        with_sign_in().with("country.toml", from, to).is_told_among_others(
            "country.toml",
            to,
            words,
        );
    }
    let about = "about = { en = \"Decides\", ko = \"결정함\" }\n";
    Ground::good().with("people.toml", about, "").is_told(
        "people.toml",
        "id = \"officer-olga\"",
        "nothing is said about this person",
    );
}

#[test]
fn a_number_is_found_where_the_country_says_however_it_is_written() {
    let dir = with_sign_in().write();
    let country = Country::read(dir.path()).unwrap();
    let found = |number: &str| {
        let keys = country.sign_in_keys(number);
        keys.into_iter()
            .map(|key| format!("{}.{}={}", key.register, key.field, key.number))
            .collect::<Vec<_>>()
    };
    for written in ["880101-2345670", "8801012345670", " ８８0101-2345670 "] {
        assert_eq!(found(written), ["residents.number=880101-2345670"], "{written}");
    }
    for wrong in ["880101-2345671", "", "1", "880101-2345670-1"] {
        assert!(found(wrong).is_empty(), "{wrong}");
    }
    let without = Ground::good().write();
    assert!(Country::read(without.path()).unwrap().sign_in_keys("880101-2345670").is_empty());
}

#[test]
fn a_file_of_people_is_read_whole_or_its_mistakes_are_told() {
    let dir = with_sign_in().write();
    let country = Country::read(dir.path()).unwrap();
    let file = dir.path().join("officers.toml");
    let read = |text: &str| {
        std::fs::write(&file, text).unwrap();
        read_people(&country, &file)
    };
    let good = "[[person]]\nid = \"olga\"\nname = { en = \"Olga\" }\nnumber = \"880101-2345670\"\n\
                role = \"officer\"\nagency = \"town\"\ndesks = [\"town-desk\"]\n";
    let people = read(good).unwrap();
    assert_eq!(country.sign_in_number(&people.people[0]).unwrap(), "880101-2345670");
    for (from, to, words) in [
        ("2345670", "2345671", "is no number to sign in with"),
        ("number = \"880101-2345670\"\n", "", "could never sign in"),
        ("\"town\"", "\"twon\"", "there is no agency `twon`"),
        ("\"town-desk\"", "\"ministry-desk\"", "belongs to the agency"),
        ("\"officer\"", "\"chief\"", "chief"),
        ("[[person]]", "[[persons]]", "unknown field `persons`"),
    ] {
        let mistakes = read(&good.replace(from, to)).unwrap_err();
        let told = mistakes[0].to_string();
        assert!(told.contains(words) && told.contains("officers.toml"), "{told}");
    }
    // An organisation without a number would be entered twice by the same file.
    let shop = "[[organisation]]\nid = \"bakery\"\nname = { en = \"Bakery\" }\n\
                [organisation.entries.shops]\ntrade_name = \"Bakery\"\n";
    assert!(read(shop).unwrap_err()[0].message.contains("could not be found again"));
    std::fs::remove_file(&file).unwrap();
    assert!(read_people(&country, &file).unwrap_err()[0].message.contains("cannot be opened"));
}
