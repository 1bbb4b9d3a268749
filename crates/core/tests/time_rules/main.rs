//! Calendars and terms held against outside data: other libraries, other
//! programs, and the published act.

mod time_act;
mod time_agreement;
mod time_count;
mod time_properties;
mod time_support;
