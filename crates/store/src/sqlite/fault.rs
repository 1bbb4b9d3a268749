//! What SQLite says, as a [`Fault`].

use crate::Fault;
use rusqlite::{Error, ErrorCode, ffi};

impl From<Error> for Fault {
    fn from(error: Error) -> Fault {
        match &error {
            Error::SqliteFailure(failure, said) => failed(failure, said.clone().unwrap_or_else(|| failure.to_string())),
            Error::FromSqlConversionFailure(..)
            | Error::IntegralValueOutOfRange(..)
            | Error::InvalidColumnType(..)
            | Error::Utf8Error(..)
            | Error::QueryReturnedNoRows => Fault::Damaged(error.to_string()),
            _ => Fault::Failed(error.to_string()),
        }
    }
}

fn failed(failure: &ffi::Error, said: String) -> Fault {
    match failure.code {
        ErrorCode::DiskFull => Fault::Full,
        // The index of the write-ahead log cannot grow.
        ErrorCode::SystemIoFailure if failure.extended_code == ffi::SQLITE_IOERR_SHMSIZE => Fault::Full,
        ErrorCode::ReadOnly | ErrorCode::PermissionDenied | ErrorCode::CannotOpen => Fault::ReadOnly(said),
        ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => Fault::Busy,
        ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase => Fault::Damaged(said),
        _ => Fault::Failed(said),
    }
}

/// Whether SQLite could not tell if what it wrote reached the disk: what it holds in memory is not believed any more then.
pub(super) fn is_doubtful(error: &Error) -> bool {
    matches!(error, Error::SqliteFailure(failure, _) if failure.code == ErrorCode::SystemIoFailure)
}
