//! Examples and cases: the form's example must be taken, and every given-when-then row must hold.

use super::Check;
use super::people::entry_fields;
use crate::answers::{say, try_example};
use crate::cases::run_cases;
use crate::service::Service;

pub(super) fn check(check: &mut Check<'_>, service: &Service) {
    let country = check.country;
    let Some(form) = &service.form else { return };
    let folder = format!("services/{}", service.id);
    // A broken expression or file has been told already; what follows from it would only hide it.
    if check.mistakes.iter().any(|m| m.file.starts_with(&format!("{folder}/"))) {
        return;
    }
    let file = format!("{folder}/form.toml");
    for wrong in try_example(country, service, check.today) {
        let there = form.example.contains_key(&wrong.field);
        let path = if there { format!("example.{}", wrong.field) } else { "example".to_string() };
        let message = format!(
            "the example does not fit: `{}` {}",
            wrong.field,
            say(&(wrong.key, wrong.values))
        );
        check.note(
            &file,
            &path,
            message,
            "the example is one complete set of answers that is taken",
        );
    }
    let file = format!("{folder}/cases.toml");
    given(check, service, &file);
    for result in run_cases(country, service).into_iter().filter(|r| !r.holds()) {
        let path = format!("case.{}", result.place);
        let message = format!("the case does not hold: {}", result.difference());
        check.note(&file, &path, message, format!("mend the law, or the row «{}»", result.title));
    }
}

/// What cases give must be there to be given: a slip would make a row say nothing.
fn given(check: &mut Check<'_>, service: &Service, file: &str) {
    let country = check.country;
    for (n, case) in country.cases.get(&service.id).into_iter().flatten().enumerate() {
        for (id, value) in &case.given {
            let path = format!("case.{n}.given.{id}");
            check.must_be_register((file, &path), id);
            let Some(register) = country.register(id) else { continue };
            let one = value.as_table().map(|entry| (path.clone(), entry));
            let several = value.as_array().into_iter().flatten().enumerate();
            let several = several.filter_map(|(m, v)| Some((format!("{path}.{m}"), v.as_table()?)));
            for (path, entry) in one.into_iter().chain(several) {
                entry_fields(check, (file, &path), register, entry);
            }
        }
    }
}
