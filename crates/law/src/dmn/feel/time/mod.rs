//! Days, times of day, moments and durations of FEEL (DMN 1.5, 10.3.2.3.4 to 10.3.2.3.9).
//!
//! The law's own `Day` is a day of the calendar between the years -9999 and 9999; FEEL asks for years of nine digits, time zones and
//! durations of seconds. What may not happen here: a clock is read.

mod day;
mod duration;
mod moment;
mod read;
mod zone;

pub(crate) use day::Date;
pub(crate) use duration::{Months, Nanos};
pub(crate) use moment::{DateTime, Time};
pub(crate) use zone::Zone;
