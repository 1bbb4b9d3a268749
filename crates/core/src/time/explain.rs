//! A count, day by day.
