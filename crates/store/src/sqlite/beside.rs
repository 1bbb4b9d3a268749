//! Writing what stands beside the log: answers, drafts, documents, accounts, logins, looks, settings.

use super::follow::exists;
use super::words::Words;
use crate::{Account, Answer, Blob, Document, Draft, Fault, Login, Look};
use rusqlite::Connection;

/// Keeps an answer. A second one to the same request means that the request was carried out twice: refused.
pub(super) fn answer(connection: &Connection, answer: &Answer) -> Result<(), Fault> {
    if exists(connection, "SELECT 1 FROM answers WHERE account = ?1 AND key = ?2", (answer.account, &answer.key))? {
        return Err(Fault::Failed(format!("request `{}` of account {} has its answer", answer.key, answer.account)));
    }
    connection.prepare_cached("INSERT INTO answers (account, key, request, at, body) VALUES (?1, ?2, ?3, ?4, ?5)")?.execute((
        answer.account,
        &answer.key,
        answer.request,
        answer.at,
        &answer.body,
    ))?;
    Ok(())
}

/// Puts a draft.
pub(super) fn draft(connection: &Connection, words: &mut Words, draft: &Draft) -> Result<(), Fault> {
    let service = words.give(connection, &draft.service)?;
    connection
        .prepare_cached(
            "INSERT INTO drafts (draft, account, service, changed, version, body) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
             ON CONFLICT (draft) DO UPDATE SET account = excluded.account, service = excluded.service, changed = excluded.changed,
                version = excluded.version, body = excluded.body",
        )?
        .execute((draft.draft, draft.account, service, draft.changed, draft.version, &draft.body))?;
    // The number of a draft that was removed is not given again.
    connection.prepare_cached("UPDATE log SET highest_draft = ?1 WHERE highest_draft < ?1")?.execute([draft.draft])?;
    Ok(())
}

/// Removes a draft and the documents that are still its own.
pub(super) fn drop_draft(connection: &Connection, draft: u64) -> Result<(), Fault> {
    connection.prepare_cached("DELETE FROM drafts WHERE draft = ?1")?.execute([draft])?;
    drop_documents(connection, "draft", draft)
}

/// Keeps bytes; what is there stays.
pub(super) fn blob(connection: &Connection, blob: &Blob) -> Result<(), Fault> {
    connection
        .prepare_cached("INSERT INTO blobs (hash, bytes) VALUES (?1, ?2) ON CONFLICT (hash) DO NOTHING")?
        .execute((blob.hash, &blob.bytes))?;
    Ok(())
}

/// Adds a document to a case or a draft.
pub(super) fn document(connection: &Connection, document: &Document) -> Result<(), Fault> {
    let Document { case, draft, name, media, hash, bytes, at, by } = document;
    if (*case > 0) == (*draft > 0) {
        return Err(Fault::Failed(format!("document `{name}` belongs to a case or to a draft, and to one of them")));
    }
    connection
        .prepare_cached("INSERT INTO documents (case_no, draft, name, media, hash, bytes, at, by) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)")?
        .execute((case, draft, name, media, hash, bytes, at, by))?;
    Ok(())
}

/// Moves the documents of a draft to a case.
pub(super) fn adopt(connection: &Connection, draft: u64, case: u64) -> Result<(), Fault> {
    connection.prepare_cached("UPDATE documents SET case_no = ?2, draft = 0 WHERE draft = ?1 AND draft > 0")?.execute((draft, case))?;
    Ok(())
}

/// Removes documents of a case (`case_no`) or a draft (`draft`), and the bytes that no other document has.
pub(super) fn drop_documents(connection: &Connection, column: &str, number: u64) -> Result<(), Fault> {
    let sql = format!("DELETE FROM documents WHERE {column} = ?1 AND {column} > 0 RETURNING hash");
    let mut statement = connection.prepare_cached(&sql)?;
    let hashes = statement.query_map([number], |row| row.get::<_, [u8; 32]>(0))?.collect::<Result<Vec<_>, _>>()?;
    drop_unused(connection, hashes)
}

/// Removes a document of a draft.
pub(super) fn drop_document(connection: &Connection, draft: u64, hash: &[u8; 32]) -> Result<(), Fault> {
    let mut statement = connection.prepare_cached("DELETE FROM documents WHERE draft = ?1 AND draft > 0 AND hash = ?2")?;
    let dropped = statement.execute((draft, hash))?;
    drop_unused(connection, [*hash].into_iter().take(dropped))
}

/// Removes bytes that no document has any more.
fn drop_unused(connection: &Connection, hashes: impl IntoIterator<Item = [u8; 32]>) -> Result<(), Fault> {
    let mut unused = connection
        .prepare_cached("DELETE FROM blobs WHERE hash = ?1 AND NOT EXISTS (SELECT 1 FROM documents WHERE documents.hash = ?1)")?;
    for hash in hashes {
        unused.execute([hash])?;
    }
    Ok(())
}

/// Puts an account.
pub(super) fn account(connection: &Connection, account: &Account) -> Result<(), Fault> {
    if account.roles.iter().any(|role| role.contains('\n')) {
        return Err(Fault::Failed(format!("a role of account {} has a line break", account.account)));
    }
    let roles: String = account.roles.iter().flat_map(|role| [role, "\n"]).collect();
    connection
        .prepare_cached(
            "INSERT INTO accounts (account, name, label, password, roles, body, created, closed)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
             ON CONFLICT (account) DO UPDATE SET name = excluded.name, label = excluded.label, password = excluded.password,
                roles = excluded.roles, body = excluded.body, created = excluded.created, closed = excluded.closed",
        )?
        .execute((
            account.account,
            &account.name,
            &account.label,
            &account.password,
            roles,
            &account.body,
            account.created,
            account.closed,
        ))?;
    Ok(())
}

/// Keeps a login.
pub(super) fn login(connection: &Connection, login: &Login) -> Result<(), Fault> {
    connection
        .prepare_cached(
            "INSERT INTO logins (hash, account, kind, label, created, expires) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
             ON CONFLICT (hash) DO UPDATE SET account = excluded.account, kind = excluded.kind, label = excluded.label,
                created = excluded.created, expires = excluded.expires",
        )?
        .execute((login.hash, login.account, &login.kind, &login.label, login.created, login.expires))?;
    Ok(())
}

/// Removes a login.
pub(super) fn drop_login(connection: &Connection, hash: &[u8; 32]) -> Result<(), Fault> {
    connection.prepare_cached("DELETE FROM logins WHERE hash = ?1")?.execute([hash])?;
    Ok(())
}

/// Removes logins that ended and answers that were given long ago, the oldest first.
pub(super) fn forget(connection: &Connection, ended: i64, answered: i64, most: u32) -> Result<(), Fault> {
    connection
        .prepare_cached("DELETE FROM logins WHERE hash IN (SELECT hash FROM logins WHERE expires <= ?1 ORDER BY expires, hash LIMIT ?2)")?
        .execute((ended, most))?;
    connection
        .prepare_cached(
            "DELETE FROM answers WHERE (account, key) IN
             (SELECT account, key FROM answers WHERE at < ?1 ORDER BY at, account, key LIMIT ?2)",
        )?
        .execute((answered, most))?;
    Ok(())
}

/// Notes a look.
pub(super) fn look(connection: &Connection, words: &mut Words, look: &Look) -> Result<(), Fault> {
    let what = words.give(connection, &look.what)?;
    connection.prepare_cached("INSERT INTO looks (case_no, account, at, what) VALUES (?1, ?2, ?3, ?4)")?.execute((
        look.case,
        look.account,
        look.at,
        what,
    ))?;
    Ok(())
}

/// Keeps a setting.
pub(super) fn setting(connection: &Connection, name: &str, value: &[u8]) -> Result<(), Fault> {
    connection
        .prepare_cached("INSERT INTO settings (name, value) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET value = excluded.value")?
        .execute((name, value))?;
    Ok(())
}
