//! The event log as CSV: whole microseconds, written by hand into one buffer.

use std::fs::File;
use std::io::{self, Write};

/// One activity that ended.
pub struct Line {
    pub case: u32,
    pub task: u8,
    pub officer: u8,
    pub enabled: u64,
    pub started: u64,
    pub ended: u64,
}

/// Where the lines go.
pub trait Log {
    fn write(&mut self, line: &Line);
}

/// No log.
pub struct Nothing;

impl Log for Nothing {
    fn write(&mut self, _line: &Line) {}
}

const BUFFER: usize = 1 << 16;
const LINE_MAX: usize = 128;

/// `case,activity,enabled,started,ended,officer`
pub struct Csv {
    file: File,
    buffer: Vec<u8>,
    failed: Option<io::Error>,
}

impl Csv {
    pub fn create(path: &str) -> io::Result<Csv> {
        let mut buffer = Vec::with_capacity(BUFFER + LINE_MAX);
        buffer.extend_from_slice(b"case,activity,enabled_us,started_us,ended_us,officer\n");
        Ok(Csv { file: File::create(path)?, buffer, failed: None })
    }

    fn flush(&mut self) {
        if let Err(error) = self.file.write_all(&self.buffer) {
            self.failed.get_or_insert(error);
        }
        self.buffer.clear();
    }

    pub fn finish(mut self) -> io::Result<()> {
        self.flush();
        self.failed.map_or(Ok(()), Err)
    }

    fn number(&mut self, mut number: u64, end: u8) {
        let mut digits = [0; 21];
        let mut at = 20;
        digits[at] = end;
        loop {
            at -= 1;
            digits[at] = b'0' + (number % 10) as u8;
            number /= 10;
            if number == 0 {
                break;
            }
        }
        self.buffer.extend_from_slice(&digits[at..]);
    }
}

impl Log for Csv {
    fn write(&mut self, line: &Line) {
        self.number(u64::from(line.case), b',');
        self.buffer.push(b'T');
        self.number(u64::from(line.task) + 1, b',');
        self.number(line.enabled, b',');
        self.number(line.started, b',');
        self.number(line.ended, b',');
        self.number(u64::from(line.officer), b'\n');
        if self.buffer.len() >= BUFFER {
            self.flush();
        }
    }
}
