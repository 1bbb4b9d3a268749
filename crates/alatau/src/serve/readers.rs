//! Reading: a few read-only connections on threads that may block.

use super::refusal::Refusal;
use alatau_store::{Fault, Sqlite};
use std::path::Path;
use std::sync::{Arc, Mutex};
use tokio::sync::Semaphore;

/// Connections that only read.
#[derive(Clone)]
pub struct Readers {
    free: Arc<Mutex<Vec<Sqlite>>>,
    permits: Arc<Semaphore>,
}

impl Readers {
    /// Opens so many connections to the store in a file.
    ///
    /// # Errors
    /// Those of [`Sqlite::reader`].
    pub fn open(path: &Path, count: usize) -> Result<Readers, Fault> {
        let free: Vec<Sqlite> = (0..count).map(|_| Sqlite::reader(path)).collect::<Result<_, Fault>>()?;
        Ok(Readers { free: Arc::new(Mutex::new(free)), permits: Arc::new(Semaphore::new(count)) })
    }

    /// Reads at one moment of the store: what was committed before is seen.
    ///
    /// # Errors
    /// Those of `read`.
    pub async fn read<T: Send + 'static>(&self, read: impl FnOnce(&Sqlite) -> Result<T, Refusal> + Send + 'static) -> Result<T, Refusal> {
        let permit = self.permits.clone().acquire_owned().await.map_err(|_| Refusal::fault("the readers are closed"))?;
        let free = self.free.clone();
        let done = tokio::task::spawn_blocking(move || {
            let _permit = permit;
            let connection = Lent::take(&free)?;
            connection.store().snapshot(read)
        });
        done.await.unwrap_or_else(|_| Err(Refusal::fault("a read broke off; the log of the program says why")))
    }
}

/// A connection that goes back, come what may.
struct Lent<'f> {
    store: Option<Sqlite>,
    free: &'f Mutex<Vec<Sqlite>>,
}

impl<'f> Lent<'f> {
    fn take(free: &'f Mutex<Vec<Sqlite>>) -> Result<Lent<'f>, Refusal> {
        let store = free.lock().unwrap_or_else(std::sync::PoisonError::into_inner).pop();
        if store.is_none() {
            return Err(Refusal::fault("no connection is free"));
        }
        Ok(Lent { store, free })
    }

    fn store(&self) -> &Sqlite {
        self.store.as_ref().expect("it is lent until it is dropped")
    }
}

impl Drop for Lent<'_> {
    fn drop(&mut self) {
        let free = &mut self.free.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        free.extend(self.store.take());
    }
}
