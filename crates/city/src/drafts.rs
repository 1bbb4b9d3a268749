//! Applications before they are filed, documents, and filing; how much of it one may keep.

use crate::City;
use crate::ask::{Application, Paper, Reply};
use crate::fits::{can_be_kept, receipt_fits, text_fits, wants_fit};
use crate::policy::{Action, Principal};
use crate::problem::{Kind, Problem};
use crate::requests::not_allowed;
use alatau_core::text::msg;
use alatau_core::time::Timestamp;
use alatau_store::{Blob, Document, Draft, Journal, Write};

/// The largest document, in bytes.
const DOCUMENT_MAX: usize = 20 << 20;
/// So many documents stand in a draft, and are added to a case between two steps of the applicant's: the receipt
/// of the filing or of the step names all of them.
const DOCUMENTS_MAX: usize = 20;
/// So many bytes all documents of a case have together.
const OF_CASE_MAX: usize = DOCUMENTS_MAX * DOCUMENT_MAX;
/// So many drafts one account keeps.
const DRAFTS_MAX: usize = 100;

impl City {
    fn draft_of(&self, draft: u64, journal: &impl Journal) -> Result<Option<Draft>, Problem> {
        can_be_kept(draft, "draft")?;
        match self.drafts.get(&draft) {
            Some(staged) => Ok(staged.clone()),
            None => Ok(journal.draft(draft)?),
        }
    }

    pub(crate) fn own_draft(&self, by: &Principal, draft: u64, journal: &impl Journal) -> Result<Draft, Problem> {
        self.allow_ever(by, Action::Apply)?;
        let found = self.draft_of(draft, journal)?.filter(|found| found.account == by.account && is_application(found));
        found.ok_or_else(|| Problem::not_found("draft"))
    }

    pub(crate) fn save_draft(
        &mut self,
        by: &Principal,
        draft: Option<u64>,
        service: &str,
        application: &Application,
        now: Timestamp,
        journal: &impl Journal,
    ) -> Result<Reply, Problem> {
        receipt_fits("the application", application)?;
        wants_fit(&application.wants)?;
        if !self.world.law.vocabulary.slots.contains_key(service) || !service.starts_with("service.") {
            return Err(Problem::not_found("service of this name"));
        }
        let (number, version) = match draft {
            None => {
                self.may_begin(by, journal)?;
                self.ids.draft += 1;
                (self.ids.draft, 1)
            }
            Some(number) => {
                let found = self.own_draft(by, number, journal)?;
                (number, found.version + 1)
            }
        };
        let body = serde_json::to_string(application).map_err(|error| Problem::fault(error.to_string()))?;
        let (account, service) = (by.account, service.to_string());
        self.put_draft(Draft { draft: number, account, service, changed: now.0, version, body });
        Ok(Reply { draft: number, version, ..Reply::default() })
    }

    /// Whether an account has room for one more draft.
    fn may_begin(&self, by: &Principal, journal: &impl Journal) -> Result<(), Problem> {
        let kept = journal.drafts(by.account)?.into_iter().filter(|draft| !self.drafts.contains_key(&draft.draft)).count();
        let staged = self.drafts.values().flatten().filter(|draft| draft.account == by.account).count();
        if kept + staged < DRAFTS_MAX {
            return Ok(());
        }
        Err(too_much(format!("you keep {DRAFTS_MAX} drafts; file one, or throw one away")))
    }

    /// Whether there is room for one more document of a case, where so many were added since the last step.
    fn has_room(&self, case: u64, added: usize, bytes: usize, journal: &impl Journal) -> Result<(), Problem> {
        if added >= DOCUMENTS_MAX {
            return Err(too_much(format!(
                "{added} documents were added since your last step, at most {DOCUMENTS_MAX} are; do the step first"
            )));
        }
        let staged = self.staged.iter().filter_map(|write| match write {
            Write::Document(document) if document.case == case => Some(document.bytes),
            _ => None,
        });
        let all: u64 = journal.documents(case)?.into_iter().map(|document| document.bytes).chain(staged).sum();
        if all + bytes as u64 <= OF_CASE_MAX as u64 {
            return Ok(());
        }
        Err(too_much(format!("the documents of the case have {all} bytes, at most {OF_CASE_MAX} are kept; send smaller ones")))
    }

    fn put_draft(&mut self, draft: Draft) {
        self.drafts.insert(draft.draft, Some(draft.clone()));
        self.staged.push(Write::Draft(draft));
    }

    pub(crate) fn attach(
        &mut self,
        by: &Principal,
        [draft, case]: [u64; 2],
        [name, media]: [&String; 2],
        blob: &Blob,
        now: Timestamp,
        journal: &impl Journal,
    ) -> Result<Reply, Problem> {
        let bytes = blob.bytes.len();
        if bytes > DOCUMENT_MAX {
            let detail = format!("the document has {bytes} bytes, at most {DOCUMENT_MAX} are taken; send it in parts");
            let why = [("n", bytes.into()), ("max", DOCUMENT_MAX.into())];
            return Err(Problem::new(Kind::TooLarge, "AL-4416", detail).why(msg::WHY_DOCUMENT_LARGE, why));
        }
        text_fits("the name of the file", name)?;
        text_fits("the media type", media)?;
        let (version, events) = if draft != 0 {
            let version = self.own_draft(by, draft, journal)?.version;
            if self.documents_of(draft, journal)?.len() >= DOCUMENTS_MAX {
                return Err(too_much(format!(
                    "the draft has {DOCUMENTS_MAX} documents, and no more; take one out, or put several into one"
                )));
            }
            (version, 0)
        } else {
            let live = self.about(by, case, Action::ReadCase, now, journal)?;
            if live.row.applicant != by.account || !live.row.open {
                return Err(not_allowed(by, Action::ActAsApplicant));
            }
            let (events, added) = (live.row.events, live.added.len());
            self.has_room(case, added, bytes, journal)?;
            (0, events)
        };
        let (name, media, hash) = (name.clone(), media.clone(), blob.hash);
        self.staged.push(Write::Blob(blob.clone()));
        let document = Document { case, draft, name, media, hash, bytes: bytes as u64, at: now.0, by: by.account };
        if let Some(live) = self.cases.get_mut(&case) {
            live.added.push(Paper::from(&document));
        }
        self.staged.push(Write::Document(document));
        Ok(Reply { draft, version, case, events, document: alatau_core::law::hex(&hash), ..Reply::default() })
    }

    /// The documents of a draft, staged or kept.
    fn documents_of(&self, draft: u64, journal: &impl Journal) -> Result<Vec<Document>, Problem> {
        let mut documents = journal.draft_documents(draft)?;
        for write in &self.staged {
            match write {
                Write::Document(document) if document.draft == draft => documents.push(document.clone()),
                Write::DropDocument { draft: of, hash } if *of == draft => documents.retain(|document| document.hash != *hash),
                _ => {}
            }
        }
        Ok(documents)
    }

    pub(crate) fn detach(&mut self, by: &Principal, draft: u64, hash: &str, journal: &impl Journal) -> Result<Reply, Problem> {
        let version = self.own_draft(by, draft, journal)?.version;
        let documents = self.documents_of(draft, journal)?;
        let found = documents.iter().find(|document| alatau_core::law::hex(&document.hash) == hash);
        let hash = found.ok_or_else(|| Problem::not_found("document of the draft"))?.hash;
        self.staged.push(Write::DropDocument { draft, hash });
        Ok(Reply { draft, version, ..Reply::default() })
    }

    pub(crate) fn file(
        &mut self,
        by: &Principal,
        draft: u64,
        key: [u8; 32],
        now: Timestamp,
        journal: &impl Journal,
    ) -> Result<Reply, Problem> {
        let found = self.own_draft(by, draft, journal)?;
        let mut application: Application = serde_json::from_str(&found.body).map_err(|error| Problem::fault(error.to_string()))?;
        application.documents = self.documents_of(draft, journal)?.iter().map(Paper::from).collect();
        let case = self.enter(&application, &found.service, by, key, now, journal)?;
        self.staged.push(Write::Adopt { draft, case });
        self.staged.push(Write::DropDraft { draft });
        self.drafts.insert(draft, None);
        Ok(self.reply(case))
    }
}

fn is_application(draft: &Draft) -> bool {
    draft.service.starts_with("service.")
}

fn too_much(detail: String) -> Problem {
    Problem::new(Kind::Refused, "AL-4436", detail)
}
