//! The export of a desk's cases as CSV: row by row, so that its size is no matter of memory; without personal data; and
//! in the journal before the first row leaves.
//!
//! What may not happen here: a name, a person's id, an answer. Whoever needs those opens the case.

use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::extract::Path;
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use courtyard::cases::{self, Outline};
use courtyard::{House, Tx};
use doors::{Officer, Visit};
use futures_core::Stream;
use tokio::runtime::Handle;
use tokio::sync::{Semaphore, mpsc};
use vocabulary::{Error, Moment, Result};

use crate::acts;

/// Under this word the journal keeps what a desk does about its cases as a whole.
const PURPOSE: &str = "desk-work";
/// Exports at the same time; each holds a connection of its own.
const EXPORTS_MAX: usize = 4;
/// Bytes that are gathered before they leave.
const CHUNK_BYTES_MAX: usize = 32 * 1024;
/// Chunks that wait for a slow reader; the reading of rows waits with them.
const CHUNKS_MAX: usize = 4;
/// A reader who takes nothing for so long has gone away.
const PATIENCE_MAX: Duration = Duration::from_secs(30);
const HEADER: &str = "number,service,state,channel,opened,due,closed,outcome\r\n";

static EXPORTS: Semaphore = Semaphore::const_new(EXPORTS_MAX);

pub async fn csv(Officer(visit): Officer, Path(desk): Path<String>) -> Response {
    visit.answer(export(&visit, &desk).await)
}

async fn export(visit: &Visit, desk: &str) -> Result<Response> {
    let place = EXPORTS.try_acquire().map_err(|_| Error::refused("office.export-busy"))?;
    let named = desk.to_string();
    let act = move |tx: &mut Tx<'_>| acts::export(tx, &named);
    visit.site.house.act(&visit.actor, PURPOSE, act).await?;
    let (sender, chunks) = mpsc::channel(CHUNKS_MAX);
    let (asker, named, runtime) = (visit.clone(), desk.to_string(), Handle::current());
    // A thread of its own: reading rows blocks, and may take as long as the reader does.
    tokio::task::spawn_blocking(move || {
        let send = |chunk| {
            let sent = runtime.block_on(tokio::time::timeout(PATIENCE_MAX, sender.send(chunk)));
            sent.map_err(|_| Stopped::Gone)?.map_err(|_| Stopped::Gone)
        };
        if let Err(Stopped::Broken(error)) =
            write(&asker.site.house, &named, &|chunk| send(Ok(chunk)))
        {
            // The failure is logged with its id; the file ends broken, so that nobody takes a part for the whole.
            drop(asker.fail(&Error::Broken(error)));
            drop(send(Err(std::io::Error::other("the export broke off"))));
        }
        drop(place);
    });
    let plain: String = desk.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-').collect();
    let name = format!("attachment; filename=\"{plain}-{}.csv\"", visit.site.house.today());
    let headers = [
        (CONTENT_TYPE, "text/csv; charset=utf-8".to_string()),
        (CONTENT_DISPOSITION, name),
        (CACHE_CONTROL, "no-store".to_string()),
    ];
    Ok((headers, Body::from_stream(Chunks(chunks))).into_response())
}

// Why the writing of rows ended early.
enum Stopped {
    Gone,
    Broken(anyhow::Error),
}

type Send<'s> = &'s dyn Fn(Bytes) -> Result<(), Stopped>;

fn write(house: &House, desk: &str, send: Send<'_>) -> Result<(), Stopped> {
    let mut connection = house.connect().map_err(Stopped::Broken)?;
    connection.keep_little().map_err(Stopped::Broken)?;
    let mut text = String::from(HEADER);
    let mut gone = false;
    let mut each = |case: &Outline| {
        line(&mut text, case);
        if text.len() >= CHUNK_BYTES_MAX {
            gone = send(Bytes::from(std::mem::take(&mut text))).is_err();
        }
        // Nobody reads any more: the rest is not read either.
        if gone { Err(anyhow::anyhow!("the reader has gone")) } else { Ok(()) }
    };
    let read = cases::each_of_desk(&mut connection, desk, &mut each);
    match read {
        Err(_) if gone => Err(Stopped::Gone),
        Err(error) => Err(Stopped::Broken(error)),
        Ok(()) => send(Bytes::from(text)),
    }
}

fn line(text: &mut String, case: &Outline) {
    let moment = |at: Option<Moment>| at.map(Moment::to_rfc3339).unwrap_or_default();
    let cells = [
        case.number.clone(),
        case.service.clone(),
        case.state.clone(),
        case.channel.clone(),
        case.opened_at.to_rfc3339(),
        case.due.map(|day| day.to_string()).unwrap_or_default(),
        moment(case.closed_at),
        case.outcome.clone().unwrap_or_default(),
    ];
    for (place, cell) in cells.iter().enumerate() {
        if place > 0 {
            text.push(',');
        }
        text.push_str(&quoted(cell));
    }
    text.push_str("\r\n");
}

// RFC 4180. What a table program would take for a formula is made a text.
fn quoted(cell: &str) -> String {
    let cell = if cell.starts_with(['=', '+', '-', '@', '\t']) {
        format!("'{cell}")
    } else {
        cell.to_string()
    };
    if cell.contains([',', '"', '\r', '\n']) {
        format!("\"{}\"", cell.replace('"', "\"\""))
    } else {
        cell
    }
}

/// The chunks as the body of an answer.
struct Chunks(mpsc::Receiver<Result<Bytes, std::io::Error>>);

impl Stream for Chunks {
    type Item = Result<Bytes, std::io::Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.0.poll_recv(context)
    }
}

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn a_cell_is_one_cell_and_no_formula() {
        assert_eq!(quoted("RA-1"), "RA-1");
        assert_eq!(quoted("a,b"), "\"a,b\"");
        assert_eq!(quoted("say \"x\"\n"), "\"say \"\"x\"\"\n\"");
        assert_eq!(quoted("=1+1"), "'=1+1");
    }
}
