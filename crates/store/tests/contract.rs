//! What every store does, whatever keeps it: one suite over a factory of journals.
//!
//! `Model` says in plain collections what is meant; it is held to the suite as well, and
//! the last claim compares each back-end with it over random writes.

#[path = "contract/claims.rs"]
mod claims;
#[path = "contract/model.rs"]
mod model;
#[path = "contract/random.rs"]
mod random;
#[path = "contract/rows.rs"]
mod rows;
#[path = "contract/told.rs"]
mod told;

use alatau_store::{Journal, Sqlite};
use model::Model;
use tempfile::TempDir;

/// Makes a journal, and opens the same again after it was dropped.
pub trait Factory: Default {
    /// What it makes.
    type Journal: Journal;
    /// Opens it.
    fn open(&self) -> Self::Journal;
}

/// A store in a file of a new folder.
pub struct SqliteFile(TempDir);

impl Default for SqliteFile {
    fn default() -> SqliteFile {
        SqliteFile(tempfile::tempdir().expect("a folder for the store"))
    }
}

impl Factory for SqliteFile {
    type Journal = Sqlite;

    fn open(&self) -> Sqlite {
        Sqlite::open(&self.0.path().join("journal.sqlite")).expect("a store")
    }
}

impl Factory for Model {
    type Journal = Model;

    fn open(&self) -> Model {
        self.clone()
    }
}

/// Every claim for one factory.
macro_rules! holds {
    ($back_end:ident, $factory:ty, [$($claim:ident),* $(,)?]) => {
        mod $back_end {
            $(#[test] fn $claim() { crate::claims::$claim::<$factory>(); })*

            #[test]
            fn random_writes_give_what_the_model_gives() {
                crate::random::writes_give_what_the_model_gives::<$factory>();
            }
        }
    };
}

macro_rules! every_claim {
    ($back_end:ident, $factory:ty) => {
        holds!(
            $back_end,
            $factory,
            [
                a_new_store_is_empty,
                what_was_committed_is_read,
                entries_are_numbered_without_gap,
                a_conflict_changes_nothing,
                a_wrong_number_changes_nothing,
                an_entry_without_events_is_refused,
                whatever_fails_nothing_of_the_commit_is_kept,
                the_same_store_again_tells_the_same,
                an_answer_is_given_once,
                erasing_keeps_entries_leaves_and_frontier,
                what_two_cases_share_is_erased_with_the_last,
                cases_come_newest_first_page_by_page,
                closed_cases_come_in_the_order_of_closing_until_they_are_erased,
                due_cases_come_in_the_order_of_their_instants,
                the_worklist_comes_by_due_then_by_age,
                tasks_are_replaced_as_a_whole,
                a_thing_is_held_by_one_case,
                a_quota_is_never_exceeded,
                the_last_of_many_rivals_for_a_quota_is_refused,
                numbers_of_removed_drafts_are_not_given_again,
                documents_move_from_a_draft_to_its_case,
                a_document_taken_out_of_a_draft_stays_with_others,
                a_document_without_its_bytes_is_refused,
                a_name_belongs_to_one_account,
                an_empty_commit_is_nothing,
            ]
        );
    };
}

every_claim!(sqlite_file, crate::SqliteFile);
every_claim!(plain_model, crate::Model);
