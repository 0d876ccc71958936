//! People: whole households with the roles of their kind, the sums of the fitted tables, and the same people everywhere.

use std::collections::BTreeMap;

use law::{People, Series, Value, Values};
use population::{Block, Comparison, Of, Recipe, Use};
use proptest::prelude::ProptestConfig;
use proptest::{prop_assert, prop_assert_eq, proptest};
use vocabulary::Day;

use crate::{island, korea};

fn column<'b>(named: &'b [(String, Series)], name: &str) -> &'b Series {
    &named.iter().find(|(own, _)| own == name).unwrap_or_else(|| panic!("no {name}")).1
}

fn whole(series: &Series, at: usize) -> i64 {
    match &series.values {
        Values::Numbers { units, .. } => units[at],
        other => panic!("{other:?}"),
    }
}

fn text(series: &Series, at: usize) -> String {
    match series.value(at) {
        Value::Text(text) => text,
        other => panic!("{other:?}"),
    }
}

/// Every household has as many persons as it says, one in each role of its kind, and the others in the last one.
fn must_be_whole(recipe: &Recipe, block: &Block) {
    let mut members: BTreeMap<u32, Vec<u8>> = BTreeMap::new();
    for (household, role) in block.household_of.iter().zip(&block.role_of) {
        members.entry(*household).or_default().push(*role);
    }
    let (kinds, sizes) = (column(&block.households, "kind"), column(&block.households, "size"));
    assert_eq!(members.len(), kinds.count());
    for (household, roles) in members {
        let household = household as usize;
        let id = text(kinds, household);
        let kind = recipe.kinds().iter().find(|kind| kind.id == id).unwrap();
        assert_eq!(roles.len() as i64, whole(sizes, household));
        let (fixed, rest) = roles.split_at(kind.roles.len());
        assert_eq!(fixed, kind.roles);
        assert!(rest.iter().all(|role| Some(*role) == kind.rest));
        assert_eq!(rest.is_empty(), kind.rest.is_none());
    }
    assert!(block.household_of.is_sorted());
}

#[test]
fn households_are_whole_and_have_the_roles_of_their_kind() {
    for recipe in [island(), korea()] {
        let people = recipe.population(70_000, 9).unwrap();
        for block in people.blocks() {
            must_be_whole(&recipe, &block);
            let persons = block.persons.iter().map(|(_, series)| series.count());
            assert!(persons.into_iter().all(|count| count == block.household_of.len()));
        }
    }
}

#[test]
fn a_block_made_alone_is_the_block_of_the_sequence() {
    for recipe in [island(), korea()] {
        let people = recipe.population(200_000, 3).unwrap();
        let sequence: Vec<Block> = people.blocks().collect();
        assert!(sequence.len() > 2);
        let again = recipe.population(200_000, 3).unwrap();
        for number in (0..again.block_count()).rev() {
            assert!(again.block(number) == sequence[number as usize], "block {number}");
        }
        let persons: usize = sequence.iter().map(|block| block.household_of.len()).sum();
        assert_eq!(persons as u64, people.persons());
        for block in &sequence[..sequence.len() - 1] {
            assert!((50_000..=65_536).contains(&block.household_of.len()));
        }
        let mut next = 0;
        for block in &sequence {
            assert_eq!(block.first_household, next);
            next += block.households[0].1.count() as u64;
        }
        assert_eq!(next, people.households());
        assert!(people.block(people.block_count()).household_of.is_empty());
    }
}

#[test]
fn the_people_of_a_seed_are_the_same_everywhere() {
    // A figure that no other machine, and no later version without a reason, may give differently.
    let island = island();
    let block = island.population(5_000, 42).unwrap().block(0);
    let mut sum = 0xcbf2_9ce4_8422_2325_u64;
    for person in 0..block.household_of.len() {
        for (_, series) in &block.persons {
            for byte in format!("{:?}", series.value(person)).bytes() {
                sum = (sum ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
            }
        }
    }
    assert_eq!(sum, 4_068_491_899_269_927_413, "the people of the seed 42");
}

#[test]
fn another_seed_gives_other_people_in_the_same_households() {
    let korea = korea();
    let (one, other) = (korea.population(20_000, 1).unwrap(), korea.population(20_000, 2).unwrap());
    assert_eq!(one.households(), other.households());
    let ages = |block: &Block| column(&block.persons, "age").clone();
    assert_ne!(ages(&one.block(0)), ages(&other.block(0)));
}

#[test]
fn a_variable_that_is_added_changes_nothing_of_the_others() {
    let more = crate::ISLAND.replace("[[table]]\nid = \"kinds\"", "[[variable]]\nid = \"luck\"\nof = \"persons\"\ntitle = { en = \"Luck\" }\nunit = \"of ten\"\n\n[[quantiles]]\nid = \"luck\"\ndraw = \"luck\"\ntitle = { en = \"Luck\" }\nsource = \"Invented\"\nyear = 2024\nby = []\npercentiles = [0, 100]\nrows = [[0, 11]]\n\n[[table]]\nid = \"kinds\"");
    let (before, after) = (island(), crate::recipe(&more));
    let before = before.population(3_000, 5).unwrap().block(0);
    let after = after.population(3_000, 5).unwrap().block(0);
    for (name, series) in &before.persons {
        assert_eq!(series, column(&after.persons, name), "{name}");
    }
    assert!((0..3_000).any(|person| whole(column(&after.persons, "luck"), person) == 10));
}

#[test]
fn ages_and_days_of_birth_are_of_one_person() {
    for recipe in [island(), korea()] {
        let block = recipe.population(30_000, 4).unwrap().block(0);
        let (ages, births) = (column(&block.persons, "age"), column(&block.persons, "birth"));
        for person in 0..block.household_of.len() {
            let Value::Day(birth) = births.value(person) else { panic!("no day") };
            assert_eq!(recipe.day.years_since(birth), whole(ages, person), "{birth}");
        }
    }
}

#[test]
fn ages_counted_from_another_keep_their_distance() {
    let island = island();
    let block = island.population(30_000, 4).unwrap().block(0);
    let ages = column(&block.persons, "age");
    let role = |id: &str| island.roles().iter().position(|role| role.id == id).unwrap() as u8;
    let mut elder = 0;
    let mut seen = 0;
    for person in 0..block.household_of.len() {
        let age = whole(ages, person);
        match block.role_of[person] {
            this if this == role("elder") => elder = age,
            this if this == role("young") => {
                seen += 1;
                assert!((20..=40).contains(&(elder - age)), "{elder} {age}");
            }
            _ => assert!((-5..=6).contains(&(age - elder)), "{elder} {age}"),
        }
    }
    assert!(seen > 10_000);
}

#[test]
fn who_is_in_no_table_has_what_the_recipe_says_or_nothing() {
    let island = island();
    let block = island.population(30_000, 4).unwrap().block(0);
    let (fishes, catches) = (column(&block.persons, "fishes"), column(&block.persons, "catch"));
    let (ages, coasts) = (column(&block.persons, "age"), column(&block.persons, "coast"));
    for person in 0..block.household_of.len() {
        let household = block.household_of[person] as usize;
        assert_eq!(coasts.value(person), column(&block.households, "coast").value(household));
        let boats = column(&block.households, "boats").value(household);
        assert_eq!(boats == Value::Nothing, text(coasts, person) == "south");
        let does = text(fishes, person) == "yes";
        assert!(!does || (15..65).contains(&whole(ages, person)));
        assert_eq!(catches.value(person) == Value::Nothing, !does);
        assert!(!does || whole(catches, person) % 100 == 0);
    }
}

#[test]
fn a_block_is_people_that_a_law_can_be_asked_about() {
    let korea = korea();
    let block = korea.population(2_000, 4).unwrap().block(0);
    let mut people = People::new(block.household_of.len());
    for (name, series) in &block.persons {
        people.insert(name, series.clone()).unwrap();
    }
    assert!(people.get("salary").is_some() && people.get("region").is_some());
}

#[test]
fn a_generated_person_stands_for_an_exact_number_of_persons() {
    let korea = korea();
    let people = korea.population(1_000_000, 1).unwrap();
    assert_eq!(people.persons(), 1_000_000);
    let weight = people.weight();
    assert_eq!((weight.numerator, weight.denominator), (256, 5));
}

#[test]
fn fitted_tables_are_met_and_drawn_ones_are_near() {
    for (recipe, persons) in [(island(), 100_000), (korea(), 400_000)] {
        let people = recipe.population(persons, 11).unwrap();
        let mut comparison = Comparison::new(&recipe);
        people.blocks().for_each(|block| comparison.add(&block));
        assert_eq!(comparison.persons(), people.persons());
        assert_eq!(comparison.households(), people.households());
        for compared in comparison.tables() {
            let (id, off) = (&compared.table.id, compared.off_ppm);
            assert!(compared.is_met(), "{id} is off by {off}");
            match compared.table.part() {
                Use::Fit => assert!(off < 2_000, "{id} is off by {off}"),
                Use::Draw => assert!(off < 50_000, "{id} is off by {off}"),
                Use::Check => {}
            }
        }
    }
}

#[test]
fn what_is_generated_of_korea_is_near_the_register_of_residents() {
    let korea = korea();
    let people = korea.population(200_000, 11).unwrap();
    let mut comparison = Comparison::new(&korea);
    people.blocks().for_each(|block| comparison.add(&block));
    let tables = comparison.tables();
    let ages = tables.iter().find(|compared| compared.table.id == "age_and_sex").unwrap();
    assert!(ages.off_ppm < 80_000, "off by {}", ages.off_ppm);
}

#[test]
fn a_comparison_tells_what_is_not_as_it_should_be() {
    // The check of the island says half and half; nobody can be so with these ages.
    let island = island();
    let people = island.population(20_000, 1).unwrap();
    let mut comparison = Comparison::new(&island);
    people.blocks().for_each(|block| comparison.add(&block));
    let tables = comparison.tables();
    let ages = tables.iter().find(|compared| compared.table.id == "ages").unwrap();
    let [young, old] = &ages.rows[..] else { panic!("two rows") };
    assert_eq!((young.target_ppm, old.target_ppm), (500_000, 500_000));
    assert_eq!(young.generated + old.generated, people.persons());
    let off = 2 * young.generated_ppm.abs_diff(500_000);
    assert!(ages.off_ppm.abs_diff(off) < 10 && ages.off_ppm > 10_000, "{off} {}", ages.off_ppm);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn any_number_of_persons_makes_whole_households_as_the_tables_say(
        persons in 2_u64..40_000, seed: u64
    ) {
        let island = island();
        let people = island.population(persons, seed).unwrap();
        // The smallest household has two.
        prop_assert!(persons - people.persons() < 2);
        let mut comparison = Comparison::new(&island);
        for block in people.blocks() {
            must_be_whole(&island, &block);
            comparison.add(&block);
        }
        prop_assert_eq!(comparison.persons(), people.persons());
        for compared in comparison.tables() {
            prop_assert!(compared.is_met(), "{} of {}", compared.table.id, persons);
        }
    }

    #[test]
    fn any_number_of_koreans_is_met_exactly(persons in 1_u64..3_000, seed: u64) {
        static KOREA: std::sync::LazyLock<Recipe> = std::sync::LazyLock::new(korea);
        let people = KOREA.population(persons, seed).unwrap();
        prop_assert_eq!(people.persons(), persons);
        let mut comparison = Comparison::new(&KOREA);
        people.blocks().for_each(|block| comparison.add(&block));
        for compared in comparison.tables() {
            prop_assert!(compared.is_met(), "{} of {}: {} > {:?}", compared.table.id, persons, compared.off_ppm, compared.off_ppm_max);
        }
    }
}

#[test]
fn the_recipe_says_what_its_columns_are() {
    let korea = korea();
    let region = korea.variables(Of::Households).iter().find(|v| v.id == "region").unwrap();
    assert_eq!(region.choices.len(), 17);
    assert!(!region.title.is_empty());
    assert_eq!(korea.day, "2025-01-01".parse::<Day>().unwrap());
}
