//! Whatever bytes come, reading gives records or findings with a place, and never stops the program.

#[path = "../src/input/mod.rs"]
#[allow(dead_code, unused_imports)]
mod input;

use input::read_permits;
use proptest::prelude::*;

const FILE: &str = "permitnum,statuscurrent,applieddate,issueddate,completeddate,permittype,permitclass,permitclassgroup,\
permitclassmapped,workclass,housingunits,estprojectcost,totalsqft\n\
BP1,Completed,2024-01-10,2024-02-01,2024-03-01,Demolition,\"1106, House\",Single Family,Residential,New,0,1000.50,\r\n\
BP2,Issued Permit,2024-01-11T00:00:00.000,,,Құрылыс,\"a \"\"b\"\"\nc\",,,,4,,1200\n";

/// Bytes that make trouble in a CSV file.
fn trouble() -> impl Strategy<Value = u8> {
    prop_oneof![Just(b'"'), Just(b','), Just(b';'), Just(b'\n'), Just(b'\r'), Just(0), Just(0xFF), Just(0xEF), any::<u8>()]
}

/// Reads, and holds every finding to its form.
fn check(bytes: &[u8]) -> Result<(), TestCaseError> {
    let found = match read_permits("cases.csv", bytes) {
        Ok((records, warnings)) => {
            prop_assert!(!records.is_empty());
            for record in &records {
                prop_assert!(!record.number.is_empty() && record.line >= 2);
                prop_assert!(record.issued.is_none_or(|day| day >= record.applied));
            }
            warnings
        }
        Err(errors) => {
            prop_assert!(errors.iter().any(|one| one.severity == alatau_core::source::Severity::Error));
            errors
        }
    };
    for one in &found {
        prop_assert!(one.code.starts_with("AL-30") && !one.message.is_empty() && !one.help.is_empty());
        let lines = bytes.iter().filter(|byte| matches!(**byte, b'\n' | b'\r')).count() as u32 + 1;
        prop_assert!(one.place.line <= lines);
        prop_assert!(!one.to_string().is_empty());
    }
    Ok(())
}

proptest! {
    #[test]
    fn no_change_of_some_bytes_stops_the_program(changes in prop::collection::vec((0..FILE.len(), trouble()), 0..12)) {
        let mut bytes = FILE.as_bytes().to_vec();
        for (at, byte) in changes {
            bytes[at] = byte;
        }
        check(&bytes)?;
    }

    #[test]
    fn no_cut_or_repetition_stops_the_program(from in 0..FILE.len(), to in 0..FILE.len(), times in 0usize..4) {
        let (from, to) = (from.min(to), from.max(to));
        let middle = FILE.as_bytes()[from..to].repeat(times);
        check(&[&FILE.as_bytes()[..from], &middle, &FILE.as_bytes()[to..]].concat())?;
    }

    #[test]
    fn no_bytes_at_all_stop_the_program(bytes in prop::collection::vec(trouble(), 0..200)) {
        check(&bytes)?;
    }

    #[test]
    fn the_same_bytes_give_the_same_answer(at in 0..FILE.len(), byte in trouble()) {
        let mut bytes = FILE.as_bytes().to_vec();
        bytes[at] = byte;
        prop_assert_eq!(read_permits("a.csv", &bytes), read_permits("a.csv", &bytes));
    }
}
