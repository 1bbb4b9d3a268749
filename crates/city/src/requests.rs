//! A request, checked and turned into commands of the kernel.

use crate::ask::{Application, Ask, Erasure, Ground, Judgement, Of, Proposal, Proposed, Reply, Request, Said};
use crate::entry::{Act, Facts};
use crate::fits::{can_be_kept, facts_fit, names_fit, number_fits, receipt_fits, text_fits, wants_fit};
use crate::live::{Asked, Live, complaint_of};
use crate::policy::{About, Action, Principal, keeps_out, may, may_ever};
use crate::problem::{Kind, Problem};
use crate::world::{asked_after, asked_at_filing};
use crate::{City, Told};
use alatau_core::case::paper::{COMPLAINS, COMPLETE};
use alatau_core::case::record::Actor;
use alatau_core::case::{Case, GROUNDS_MAX};
use alatau_core::explain::{Judged, Person, Situation, join};
use alatau_core::procedure::Outcome;
use alatau_core::register;
use alatau_core::text::msg;
use alatau_core::time::Timestamp;
use alatau_store::{Account, Answer, Blob, CaseFilter, CaseRow, Journal, Look, Page, TaskRow, Worklist, Write};
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;
use std::sync::Arc;

/// What completes a step.
struct Stated<'s> {
    facts: &'s Facts,
    judgement: Option<&'s Judgement>,
    said: &'s Said,
}

impl City {
    /// Stages what a request makes happen. The reply holds once [`City::flush`] succeeds.
    ///
    /// # Errors
    /// [`Problem`]; then nothing of it is staged, but for what was due by now anyway.
    pub fn take(&mut self, request: &Request, now: Timestamp, journal: &impl Journal) -> Result<Reply, Problem> {
        self.sure(journal)?;
        let now = now.max(self.last);
        let fingerprint = request.key.as_ref().map(|_| fingerprint(request));
        if let (Some(key), Some(fingerprint)) = (&request.key, fingerprint)
            && let Some(reply) = self.answered(request.by.account, key, fingerprint, journal)?
        {
            return Ok(reply);
        }
        self.as_seen(request, now, journal)?;
        let reply = self.serve(request, now, journal)?;
        if let (Some(key), Some(fingerprint)) = (&request.key, fingerprint) {
            let body = serde_json::to_vec(&reply).map_err(|error| Problem::fault(error.to_string()))?;
            let (account, key) = (request.by.account, key.clone());
            self.staged.push(Write::Answer(Answer { account, key, request: fingerprint, at: now.0, body }));
        }
        Ok(reply)
    }

    fn answered(&self, account: u64, key: &str, fingerprint: [u8; 32], journal: &impl Journal) -> Result<Option<Reply>, Problem> {
        let staged = self.staged.iter().find_map(|write| match write {
            Write::Answer(answer) if answer.account == account && answer.key == key => Some(answer.clone()),
            _ => None,
        });
        let Some(answer) = staged.map_or_else(|| journal.answer(account, key), |answer| Ok(Some(answer)))? else { return Ok(None) };
        if answer.request != fingerprint {
            let detail = "this idempotency key was used for another request; take a new key";
            return Err(Problem::new(Kind::Conflict, "AL-4407", detail));
        }
        serde_json::from_slice(&answer.body).map(Some).map_err(|error| Problem::fault(error.to_string()))
    }

    /// Refuses what is asked of something that is no longer as the principal has seen it. Who may not see it is told that.
    fn as_seen(&mut self, Request { by, seen, ask, .. }: &Request, now: Timestamp, journal: &impl Journal) -> Result<(), Problem> {
        let Some(seen) = *seen else { return Ok(()) };
        let stale = |detail: String| Problem::new(Kind::Stale, "AL-4403", detail);
        match ask.of() {
            Some(Of::Case(case)) => {
                let events = match ask {
                    // Who erases reads no case.
                    Ask::Erase { .. } => self.to_be_erased(by, case, journal)?.events,
                    _ => self.about(by, case, Action::ReadCase, now, journal)?.row.events,
                };
                let detail =
                    || format!("the case has {events} events by now, you have seen {seen}; read it again and repeat what still fits");
                if events == seen {
                    return Ok(());
                }
                Err(stale(detail()).why(msg::WHY_EVENTS, [("now", events.into()), ("seen", seen.into())]))
            }
            Some(Of::Draft(draft)) => {
                let version = self.own_draft(by, draft, journal)?.version;
                let detail =
                    || format!("the draft is at version {version} by now, you have seen {seen}; read it again and repeat the change");
                if version == seen {
                    return Ok(());
                }
                Err(stale(detail()).why(msg::WHY_DRAFT_SAVED, [("now", version.into())]))
            }
            None => Err(stale("what you change has no version that could have been seen; leave `If-Match` out".to_string())),
        }
    }

    fn serve(&mut self, request: &Request, now: Timestamp, journal: &impl Journal) -> Result<Reply, Problem> {
        let by = &request.by;
        match &request.ask {
            Ask::SaveDraft { draft, service, application } => {
                self.allow_ever(by, Action::Apply)?;
                self.save_draft(by, *draft, service, application, now, journal)
            }
            Ask::DropDraft { draft } => {
                self.own_draft(by, *draft, journal)?;
                self.staged.push(Write::DropDraft { draft: *draft });
                self.drafts.insert(*draft, None);
                Ok(Reply { draft: *draft, ..Reply::default() })
            }
            Ask::Attach { draft, case, name, media, blob } => self.attach(by, [*draft, *case], [name, media], blob, now, journal),
            Ask::Detach { draft, hash } => self.detach(by, *draft, hash, now, journal),
            Ask::File { draft } => self.file(by, *draft, request.entropy, now, journal),
            Ask::Claim { case, activity } => self.claim(by, *case, *activity, true, now, journal),
            Ask::Unclaim { case, activity } => self.claim(by, *case, *activity, false, now, journal),
            Ask::Complete { case, activity, facts, judgement, said } => {
                let stated = Stated { facts, judgement: judgement.as_ref(), said };
                self.complete(by, *case, *activity, stated, now, journal)
            }
            Ask::Complain { case, reason } => self.complain(by, *case, reason, now, journal),
            Ask::Propose { case, activity, proposal } => self.propose(by, *case, *activity, proposal, now, journal),
            Ask::Confirm { case, activity, mark } => self.confirm(by, *case, *activity, mark.as_deref(), now, journal),
            Ask::Decline { case, activity } => {
                self.working_second(by, *case, *activity, now, journal)?;
                self.proposal_of(*case, *activity, journal)?.ok_or_else(nothing_proposed)?;
                self.put_proposal(*case, *activity, None);
                Ok(self.reply(*case))
            }
            Ask::Extend { case, activity, by: units } => {
                self.working(by, *case, *activity, now, journal)?;
                let activity = limited(by, &self.cases[case], *activity)?;
                self.by_person(by, *case, Act::Extend { activity, by: *units }, now, journal)
            }
            Ask::Withdraw { case } => {
                self.about(by, *case, Action::ActAsApplicant, now, journal)?;
                self.own_step(by, *case, Act::Withdraw, Said::default(), None, now, journal)
            }
            Ask::Declare { party, interested } => {
                self.allow_ever(by, Action::Declare)?;
                self.is_party(*party, journal)?;
                if *interested {
                    self.let_go(by, *party, journal)?;
                }
                let command = register::Command::Declare { officer: by.account, party: *party, interested: *interested };
                self.of_register(by, command, now)
            }
            Ask::SetQuota { quota, limit } => {
                self.allow_ever(by, Action::SetQuota)?;
                text_fits("the name of the quota", quota)?;
                number_fits("limit", *limit)?;
                self.of_register(by, register::Command::Limit { quota, limit: *limit }, now)
            }
            Ask::ReadNotices { until } => self.read_notices(by, *until, now),
            Ask::Look { case, what } => {
                self.about(by, *case, Action::ReadCase, now, journal)?;
                self.staged.push(Write::Look(Look { case: *case, account: by.account, at: now.0, what: what.clone() }));
                Ok(self.reply(*case))
            }
            Ask::PutAccount(account) => self.put_account(by, account, now, journal),
            Ask::SetPassword { password } => self.set_password(by, password, journal),
            Ask::SignIn(login) => self.sign_in(by, login, journal),
            Ask::SignOut { hash } => self.sign_out(by, *hash, journal),
            Ask::Erase { case, reason, by_court } => self.erase(by, *case, (reason, *by_court), now, journal),
        }
    }

    /// Notes until when somebody has read what they were told.
    fn read_notices(&mut self, by: &Principal, until: i64, now: Timestamp) -> Result<Reply, Problem> {
        self.allow_ever(by, Action::KeepAccount)?;
        // Nobody has read what will be told only later.
        let value = until.min(now.0).to_string().into_bytes();
        self.staged.push(Write::Setting { name: told_name(by.account), value });
        Ok(Reply { account: by.account, ..Reply::default() })
    }

    pub(crate) fn allow_ever(&self, by: &Principal, action: Action) -> Result<(), Problem> {
        if may_ever(by, action) { Ok(()) } else { Err(not_allowed(by, action)) }
    }

    pub(crate) fn reply(&self, case: u64) -> Reply {
        Reply { case, events: self.cases.get(&case).map_or(0, |live| live.row.events), ..Reply::default() }
    }

    /// The case, after the clock has done its part, where the principal may do that in it.
    pub(crate) fn about(
        &mut self,
        by: &Principal,
        case: u64,
        action: Action,
        now: Timestamp,
        journal: &impl Journal,
    ) -> Result<&Live, Problem> {
        can_be_kept(case, "case")?;
        self.until(case, now, journal)?;
        let live = self.live(case, journal)?;
        let bodies = &live.book.bound.bodies;
        let about = |acting| About { applicant: live.row.applicant, bodies, acting };
        if !may(by, Action::ReadCase, about("")) {
            return Err(if by.account == 0 { not_allowed(by, action) } else { Problem::not_found("case") });
        }
        // Which body acts is asked where a task is known: [`City::working`].
        if !matches!(action, Action::Work | Action::Reassign) && !may(by, action, about("")) {
            return Err(not_allowed(by, action));
        }
        let applicant = live.row.applicant;
        if keeps_out(by, applicant, self.register.is_interested(by.account, applicant)) {
            return Err(interest_declared());
        }
        Ok(&self.cases[&case])
    }

    /// Whether an account files applications, or did.
    fn is_party(&self, party: u64, journal: &impl Journal) -> Result<(), Problem> {
        let of_party = CaseFilter { applicant: Some(party), ..CaseFilter::default() };
        let is_one = self.account_of(party, journal)?.is_some() || !journal.cases(&of_party, Page { skip: 0, limit: 1 })?.is_empty();
        if is_one { Ok(()) } else { Err(Problem::not_found("account of this number")) }
    }

    /// Gives back to its body every task in the cases of a party that somebody took.
    fn let_go(&mut self, by: &Principal, party: u64, journal: &impl Journal) -> Result<(), Problem> {
        let is_taken = |task: &TaskRow| task.claimed == Some(by.account);
        let kept = journal.worklist(&Worklist { body: None, claimed: Some(by.account) }, Page { skip: 0, limit: usize::MAX })?;
        let staged = self.cases.iter().filter(|(_, live)| live.tasks.iter().any(is_taken)).map(|(case, _)| *case);
        let cases: BTreeSet<u64> = staged.chain(kept.into_iter().map(|task| task.case)).collect();
        for case in cases {
            let live = self.live(case, journal)?;
            if live.row.applicant == party && live.tasks.iter().any(is_taken) {
                Arc::make_mut(&mut live.tasks).iter_mut().filter(|task| is_taken(task)).for_each(|task| task.claimed = None);
                let tasks = live.tasks.clone();
                self.staged.push(Write::Tasks { case, tasks });
            }
        }
        Ok(())
    }

    /// Lets everything act in a case that is due.
    ///
    /// # Errors
    /// [`Problem`]: the case cannot be read, or its clock cannot go on.
    pub fn until(&mut self, case: u64, now: Timestamp, journal: &impl Journal) -> Result<(), Problem> {
        while self.tick_one(case, now, journal)?.is_some() {}
        Ok(())
    }

    /// A task of the principal's body.
    fn working(&mut self, by: &Principal, case: u64, activity: u32, now: Timestamp, journal: &impl Journal) -> Result<u16, Problem> {
        self.about(by, case, Action::Work, now, journal)?;
        let interested = |live: &Live, city: &City| city.register.is_interested(by.account, live.row.applicant);
        let live = &self.cases[&case];
        let bodies = &live.book.bound.bodies;
        let task = live.tasks.iter().find(|task| task.activity == activity);
        let detail = || format!("activity {activity} of case {case} is not open any more");
        let open = || Problem::new(Kind::Conflict, "AL-4408", detail()).why(msg::WHY_NOT_OPEN, []);
        let task = task.ok_or_else(open)?;
        let about = About { applicant: live.row.applicant, bodies, acting: &task.body };
        if !may(by, Action::Work, about) {
            return Err(not_allowed(by, Action::Work));
        }
        if interested(live, self) {
            return Err(interest_declared());
        }
        if let Some(other) = task.claimed.filter(|&account| account != by.account) {
            let account = self.account_of(other, journal)?;
            // Nobody waits for somebody whose account is closed.
            if account.as_ref().is_none_or(|account| !account.closed) {
                let named = |account: Account| if account.label.trim().is_empty() { account.name } else { account.label };
                let who = account.map_or_else(|| other.to_string(), named);
                let detail = format!("{who} has taken this task; the supervisor can give it back to the body");
                return Err(Problem::new(Kind::Conflict, "AL-4415", detail).why(msg::WHY_TAKEN, [("who", (&who).into())]));
            }
        }
        let net = &live.book.bound.rulebook.net;
        Ok(net.node(&task.element).unwrap_or(alatau_core::procedure::NONE))
    }

    fn by_person(&mut self, by: &Principal, case: u64, act: Act, now: Timestamp, journal: &impl Journal) -> Result<Reply, Problem> {
        let actor = Actor::Principal(by.signature());
        self.act(case, act, Told::by(&actor), now, journal)?;
        Ok(self.reply(case))
    }

    /// Files an application without a draft; answers the number of its case.
    ///
    /// `key` is 32 random bytes: the salts of the case come from them.
    ///
    /// # Errors
    /// [`Problem`]: the law, the procedure or the register refuses.
    pub fn enter(
        &mut self,
        application: &Application,
        service: &str,
        by: &Principal,
        key: [u8; 32],
        now: Timestamp,
        journal: &impl Journal,
    ) -> Result<u64, Problem> {
        receipt_fits("the application with the list of its documents", application)?;
        names_fit(&application.wants)?;
        wants_fit(&application.wants)?;
        if application.title.trim().is_empty() {
            let detail = "the application has no title; say in a line what it is about";
            return Err(Problem::new(Kind::Refused, "AL-4404", detail).why(msg::WHY_NO_TITLE, []));
        }
        let class = Some(application.class.as_str()).filter(|class| !class.is_empty());
        let question = self.world.question(&application.place, &application.person, class, self.world.day(now))?;
        let situation = Situation::from(&question);
        let number = self.ids.case + 1;
        let procedure = self.procedure_of(service, &situation)?;
        let asked = Arc::new(Asked { procedure, situation });
        let row = CaseRow {
            case: number,
            service: service.to_string(),
            place: application.place.clone(),
            applicant: by.account,
            title: application.title.trim().to_string(),
            asked: serde_json::to_string(&*asked).map_err(|error| Problem::fault(error.to_string()))?,
            key: Some(key),
            ..CaseRow::default()
        };
        let book = self.book(&row.service, &row.asked, &asked, now, journal)?;
        only_asked(&application.facts, &asked_at_filing(&book), &book.bound.rulebook.net)?;
        let row = CaseRow { procedure: book.bound.rulebook.net.id.clone(), ..row };
        let mut live = Live { case: Case::default(), row: Arc::new(row), tasks: Arc::default(), asked, book, added: Vec::new() };
        let actor = Actor::Principal(by.signature());
        let told = Told {
            application: Some(serde_json::to_value(application).map_err(|error| Problem::fault(error.to_string()))?),
            wants: &application.wants,
            ..Told::by(&actor)
        };
        self.command(&mut live, Act::File { facts: application.facts.clone() }, told, now, journal)?;
        self.ids.case = number;
        self.cases.insert(number, Box::new(live));
        Ok(number)
    }

    /// What somebody did elsewhere, taken over: a run of the twin, another city's journal.
    /// The clock of the case acts first where it is due; a ruling bears `reason`.
    ///
    /// # Errors
    /// [`Problem`]: the kernel refuses it here.
    pub fn take_over(
        &mut self,
        case: u64,
        act: Act,
        by: &str,
        reason: &str,
        now: Timestamp,
        journal: &impl Journal,
    ) -> Result<(), Problem> {
        self.until(case, now, journal)?;
        let actor = Actor::Principal(by.to_string());
        self.act(case, act, Told { reason, ..Told::by(&actor) }, now, journal)
    }

    fn claim(
        &mut self,
        by: &Principal,
        case: u64,
        activity: u32,
        take: bool,
        now: Timestamp,
        journal: &impl Journal,
    ) -> Result<Reply, Problem> {
        self.about(by, case, Action::Work, now, journal)?;
        let live = &self.cases[&case];
        let task = live.tasks.iter().find(|task| task.activity == activity);
        let about = About { applicant: live.row.applicant, bodies: &live.book.bound.bodies, acting: task.map_or("", |task| &task.body) };
        // The supervisor may give back what somebody else took.
        if take || !may(by, Action::Reassign, about) {
            self.working(by, case, activity, now, journal)?;
        }
        let live = self.cases.get_mut(&case).expect("it was read");
        if let Some(task) = Arc::make_mut(&mut live.tasks).iter_mut().find(|task| task.activity == activity) {
            task.claimed = take.then_some(by.account);
        }
        self.staged.push(Write::Tasks { case, tasks: live.tasks.clone() });
        Ok(self.reply(case))
    }

    fn complete(
        &mut self,
        by: &Principal,
        case: u64,
        activity: u32,
        stated: Stated<'_>,
        now: Timestamp,
        journal: &impl Journal,
    ) -> Result<Reply, Problem> {
        self.about(by, case, Action::ReadCase, now, journal)?;
        let live = &self.cases[&case];
        let is_own = live.tasks.iter().any(|task| task.activity == activity && task.body.is_empty());
        let node = if is_own {
            let about = About { applicant: live.row.applicant, bodies: &live.book.bound.bodies, acting: "" };
            if !may(by, Action::ActAsApplicant, about) {
                return Err(not_allowed(by, Action::ActAsApplicant));
            }
            live.case.token(activity).map_or(alatau_core::procedure::NONE, |token| token.node)
        } else {
            self.working(by, case, activity, now, journal)?
        };
        let live = &self.cases[&case];
        let Stated { facts, judgement, said } = stated;
        only_asked(facts, asked_after(&live.book, node), &live.book.bound.rulebook.net)?;
        self.check_said(said, facts)?;
        let judged = judgement.map(|judgement| judged(judgement, by, live, node));
        let mut facts = facts.clone();
        if let Some(judged) = &judged {
            answer_fact(&mut facts, judged, live);
        }
        let (act, said) = (Act::Complete { activity, facts }, said.clone());
        if is_own {
            return self.own_step(by, case, act, said, judged.as_ref(), now, journal);
        }
        let actor = Actor::Principal(by.signature());
        let told = Told { judged: judged.as_ref(), said, ..Told::by(&actor) };
        self.act(case, act, told, now, journal)?;
        Ok(self.reply(case))
    }

    /// A step of the applicant's: it names the documents that were added since the last one.
    #[expect(clippy::too_many_arguments, reason = "a step with what goes with it, and who, when and where")]
    fn own_step(
        &mut self,
        by: &Principal,
        case: u64,
        act: Act,
        said: Said,
        judged: Option<&Judged>,
        now: Timestamp,
        journal: &impl Journal,
    ) -> Result<Reply, Problem> {
        let actor = Actor::Principal(by.signature());
        let said = Said { papers: self.live(case, journal)?.added.clone(), ..said };
        self.act(case, act, Told { judged, said, ..Told::by(&actor) }, now, journal)?;
        self.live(case, journal)?.added.clear();
        Ok(self.reply(case))
    }

    /// Whether what is written fits what is stated: an incomplete file names what it lacks, a complaint its reasons.
    fn check_said(&self, said: &Said, facts: &Facts) -> Result<(), Problem> {
        receipt_fits("what is written with the step", said)?;
        let refused = |code, detail: String| Err(Problem::new(Kind::Refused, code, detail));
        let is_incomplete = facts.get(COMPLETE).is_some_and(|complete| *complete != true);
        if is_incomplete && said.lacks.is_empty() {
            let detail = "a file that is called incomplete names all that it lacks: what, the provision that asks for it, and why";
            return refused("AL-4418", format!("{detail}; send a correction request with its `lacks`"));
        }
        if !is_incomplete && !said.lacks.is_empty() {
            return refused("AL-4418", "only a check of completeness that ends with `complete = false` names what a file lacks".into());
        }
        for (lack, number) in said.lacks.iter().zip(1..) {
            if lack.what.trim().is_empty() || lack.reason.trim().is_empty() {
                return refused("AL-4418", format!("lack {number} has no text: say what is missing, and in a sentence why it is asked"));
            }
            if !self.world.law.provisions.contains_key(&lack.provision) {
                return refused(
                    "AL-4418",
                    format!("lack {number}: `{}` is no provision of the law; name the one that asks", lack.provision),
                );
            }
        }
        if facts.get(COMPLAINS).is_some_and(|complains| *complains == true) && said.words.trim().is_empty() {
            return refused("AL-4419", "a complaint has reasons; say what is wrong with the decision".into());
        }
        Ok(())
    }

    /// Complains, in the task in which the procedure waits for that.
    fn complain(&mut self, by: &Principal, case: u64, reason: &str, now: Timestamp, journal: &impl Journal) -> Result<Reply, Problem> {
        let live = self.about(by, case, Action::ActAsApplicant, now, journal)?;
        let Some(task) = complaint_of(&live.book, &live.tasks) else { return Err(no_complaint(live)) };
        let activity = task.activity;
        let facts = Facts::from([(COMPLAINS.to_string(), true.into())]);
        let said = Said { words: reason.to_string(), ..Said::default() };
        self.complete(by, case, activity, Stated { facts: &facts, judgement: None, said: &said }, now, journal)
    }

    fn propose(
        &mut self,
        by: &Principal,
        case: u64,
        activity: u32,
        proposal: &Proposal,
        now: Timestamp,
        journal: &impl Journal,
    ) -> Result<Reply, Problem> {
        let node = self.working(by, case, activity, now, journal)?;
        if proposal.outcome == Outcome::Withdrawn {
            let detail = "only the applicant takes an application back; propose `approved` or `refused`, with its grounds";
            return Err(Problem::new(Kind::Refused, "AL-4435", detail));
        }
        let live = &self.cases[&case];
        let net = &live.book.bound.rulebook.net;
        if node == alatau_core::procedure::NONE || !net.nodes[node as usize].ruling {
            let detail = format!("activity {activity} does not rule; complete it instead");
            return Err(Problem::new(Kind::Refused, "AL-4408", detail).why(msg::WHY_DOES_NOT_RULE, []));
        }
        if proposal.grounds.is_empty() {
            let detail = "a ruling names its legal grounds; cite at least one provision, with the reason why it applies";
            return Err(Problem::new(Kind::Refused, "AL-4408", detail).why(msg::WHY_NO_GROUNDS, []));
        }
        if proposal.grounds.len() > GROUNDS_MAX {
            let detail =
                format!("a ruling has at most {GROUNDS_MAX} legal grounds, this one {}; name the decisive ones", proposal.grounds.len());
            let why = [("n", proposal.grounds.len().into()), ("max", GROUNDS_MAX.into())];
            return Err(Problem::new(Kind::Refused, "AL-4408", detail).why(msg::WHY_MANY_GROUNDS, why));
        }
        receipt_fits("the ruling", &(&proposal.grounds, &proposal.judgement, &proposal.facts))?;
        for Ground { provision, reason } in &proposal.grounds {
            if reason.trim().is_empty() {
                let detail = format!("the ground `{provision}` has no reason; say why it applies here");
                let why = [("provision", provision.into())];
                return Err(Problem::new(Kind::Refused, "AL-4408", detail).why(msg::WHY_GROUND_WITHOUT_REASON, why));
            }
        }
        only_asked(&proposal.facts, asked_after(&live.book, node), net)?;
        let proposal = Proposal { by: by.signature(), events: live.row.events, ..proposal.clone() };
        let body = serde_json::to_string(&(by.account, &proposal)).map_err(|error| Problem::fault(error.to_string()))?;
        self.put_proposal(case, activity, Some(body));
        Ok(self.reply(case))
    }

    /// A proposal is kept beside the case: it is nobody's ruling yet.
    fn put_proposal(&mut self, case: u64, activity: u32, body: Option<String>) {
        let value = body.map(String::into_bytes).unwrap_or_default();
        self.staged.push(Write::Setting { name: proposal_name(case, activity), value });
    }

    /// The ruling that was proposed for a task.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn proposal_of(&self, case: u64, activity: u32, journal: &impl Journal) -> Result<Option<Proposed>, Problem> {
        let name = proposal_name(case, activity);
        let staged = self.staged.iter().rev().find_map(|write| match write {
            Write::Setting { name: of, value } if *of == name => Some(value.clone()),
            _ => None,
        });
        let value = staged.map_or_else(|| journal.setting(&name), |value| Ok(Some(value)))?;
        Proposed::read(&value.unwrap_or_default())
    }

    fn confirm(
        &mut self,
        by: &Principal,
        case: u64,
        activity: u32,
        read: Option<&str>,
        now: Timestamp,
        journal: &impl Journal,
    ) -> Result<Reply, Problem> {
        let node = self.working_second(by, case, activity, now, journal)?;
        let proposed = self.proposal_of(case, activity, journal)?.ok_or_else(nothing_proposed)?;
        let live = &self.cases[&case];
        self.may_confirm(by, &proposed, read, live)?;
        let proposal = proposed.proposal;
        let judged = proposal.judgement.as_ref().map(|judgement| {
            let role = role_of(live, node);
            let who = Person { name: proposal.by.clone(), role };
            Judged { slot: judgement.slot.clone(), answer: judgement.answer.clone(), who, reason: judgement.reason.clone() }
        });
        let mut facts = proposal.facts.clone();
        if let Some(judged) = &judged {
            answer_fact(&mut facts, judged, live);
        }
        let reasons = proposal.grounds.iter().map(|ground| (ground.provision.as_str(), ground.reason.as_str()));
        let reason = join(reasons, [&proposal.by, &by.signature()]);
        let grounds = proposal.grounds.iter().map(|ground| ground.provision.clone()).collect();
        let actor = Actor::Principal(by.signature());
        let told = Told { reason: &reason, judged: judged.as_ref(), ..Told::by(&actor) };
        self.act(case, Act::Rule { activity, outcome: proposal.outcome, grounds, facts }, told, now, journal)?;
        self.put_proposal(case, activity, None);
        Ok(self.reply(case))
    }

    /// Whether what was proposed still stands, and a second person may make it a ruling.
    fn may_confirm(&self, by: &Principal, proposed: &Proposed, read: Option<&str>, live: &Live) -> Result<(), Problem> {
        if proposed.account == by.account {
            let detail = "the same person cannot propose and confirm a ruling; another officer of the body confirms it";
            return Err(Problem::new(Kind::NotAllowed, "AL-4405", detail));
        }
        if self.register.is_interested(proposed.account, live.row.applicant) {
            let detail = "who proposed this ruling has declared an interest in the cases of this applicant since; propose it anew";
            return Err(Problem::new(Kind::NotAllowed, "AL-4406", detail).why(msg::WHY_PROPOSER_INTEREST, []));
        }
        if read.is_some_and(|read| read != proposed.mark) {
            let detail = "another ruling is proposed by now than the one you have read; read it again";
            return Err(Problem::new(Kind::Stale, "AL-4403", detail).why(msg::WHY_OTHER_PROPOSAL, []));
        }
        if proposed.proposal.events != live.row.events {
            let detail = format!(
                "the case has {} events by now, and had {} when the ruling was proposed; propose it anew",
                live.row.events, proposed.proposal.events
            );
            let why = [("now", live.row.events.into()), ("then", proposed.proposal.events.into())];
            return Err(Problem::new(Kind::Conflict, "AL-4409", detail).why(msg::WHY_PROPOSAL_OLD, why));
        }
        Ok(())
    }

    /// As [`City::working`], for a second person: that the first took the task does not keep them away.
    fn working_second(&mut self, by: &Principal, case: u64, activity: u32, now: Timestamp, journal: &impl Journal) -> Result<u16, Problem> {
        match self.working(by, case, activity, now, journal) {
            Err(problem) if problem.code == "AL-4415" => {
                Ok(self.cases[&case].case.token(activity).map_or(alatau_core::procedure::NONE, |token| token.node))
            }
            other => other,
        }
    }

    /// What is said of a register is kept with who said it and when, beside what holds now.
    fn of_register(&mut self, by: &Principal, command: register::Command<'_>, now: Timestamp) -> Result<Reply, Problem> {
        let mut events = Vec::new();
        register::handle(&self.register, command, now, &mut events).map_err(register::Refusal::Register)?;
        self.hold(&events);
        for event in &events {
            let what = serde_json::to_string(&event.what).map_err(|error| Problem::fault(error.to_string()))?;
            self.staged.push(Write::Look(Look { case: OF_REGISTERS, account: by.account, at: now.0, what }));
        }
        Ok(Reply::default())
    }

    /// The row of a case for who may erase it, erased or not.
    fn to_be_erased(&self, by: &Principal, case: u64, journal: &impl Journal) -> Result<Arc<CaseRow>, Problem> {
        self.allow_ever(by, Action::Erase)?;
        can_be_kept(case, "case")?;
        match self.cases.get(&case) {
            Some(live) => Ok(live.row.clone()),
            None => Ok(Arc::new(journal.case(case)?.ok_or_else(|| Problem::not_found("case"))?)),
        }
    }

    fn erase(
        &mut self,
        by: &Principal,
        case: u64,
        (reason, by_court): (&str, bool),
        now: Timestamp,
        journal: &impl Journal,
    ) -> Result<Reply, Problem> {
        let row = self.to_be_erased(by, case, journal)?;
        text_fits("the reason", reason)?;
        if reason.trim().is_empty() {
            return Err(Problem::new(Kind::Refused, "AL-4437", "say why the case is erased; it stands beside what is left of it for ever"));
        }
        if row.open {
            let detail = "the case is open; only what is in a closed case can be erased";
            return Err(Problem::new(Kind::Conflict, "AL-4411", detail).why(msg::WHY_NOT_ERASED_OPEN, []));
        }
        let reply = Reply { case, events: row.events, ..Reply::default() };
        if row.key.is_none() {
            return Ok(reply);
        }
        self.world.may_erase(&row, by_court, now)?;
        // What somebody proposed and nobody confirmed stands beside the case.
        let activities = self.live(case, journal)?.case.next_activity;
        for activity in 0..activities {
            if self.proposal_of(case, activity, journal)?.is_some() {
                self.put_proposal(case, activity, None);
            }
        }
        self.cases.remove(&case);
        self.staged.push(Write::Erase { case });
        let erasure = Erasure { at: now.0, by: by.account, reason: reason.trim().to_string(), by_court };
        let value = serde_json::to_vec(&erasure).map_err(|error| Problem::fault(error.to_string()))?;
        self.staged.push(Write::Setting { name: Erasure::setting(case), value });
        self.staged.push(Write::Look(Look { case, account: by.account, at: now.0, what: "erase".to_string() }));
        Ok(reply)
    }
}

/// The number under which it is kept who said what of the registers; no case has it.
pub const OF_REGISTERS: u64 = 0;

/// Name of the setting that keeps the ruling proposed for a task.
pub fn proposal_name(case: u64, activity: u32) -> String {
    format!("proposal/{case}/{activity}")
}

/// Name of the setting that keeps until when somebody has read what they were told.
fn told_name(account: u64) -> String {
    format!("told/{account}")
}

/// Until when an account has read what it was told, in microseconds; what came later is new to its owner.
///
/// # Errors
/// The store cannot be read.
pub fn told_until(account: u64, journal: &impl Journal) -> Result<i64, Problem> {
    let kept = journal.setting(&told_name(account))?.and_then(|kept| String::from_utf8(kept).ok());
    Ok(kept.and_then(|kept| kept.parse().ok()).unwrap_or(i64::MIN))
}

/// Why somebody has no part in a case, and does not see it either.
pub fn interest_declared() -> Problem {
    let detail = "you declared an interest in the cases of this applicant; another officer of the body sees it and takes it";
    Problem::new(Kind::NotAllowed, "AL-4406", detail)
}

fn nothing_proposed() -> Problem {
    Problem::new(Kind::Conflict, "AL-4409", "no ruling is proposed for this task; propose one first")
}

pub(crate) fn not_allowed(by: &Principal, action: Action) -> Problem {
    if by.account == 0 {
        return Problem::new(Kind::NotSignedIn, "AL-4401", "sign in first");
    }
    let action = serde_json::to_value(action).ok().and_then(|word| word.as_str().map(String::from)).unwrap_or_default();
    Problem::new(Kind::NotAllowed, "AL-4401", format!("your roles do not allow `{action}` here; ask the operator who may"))
}

/// Why nobody can complain now, and what to do instead.
fn no_complaint(live: &Live) -> Problem {
    let net = &live.book.bound.rulebook.net;
    let why = if live.row.open { [msg::WHY_COMPLAINT_UNKNOWN, msg::WHY_COMPLAINT_EARLY] } else { [msg::WHY_COMPLAINT_OVER; 2] };
    let why = why[usize::from(net.fact(COMPLAINS).is_some())];
    let detail = if !live.row.open {
        format!("case {} is closed, and the time for a complaint in it is over", live.row.case)
    } else if net.fact(COMPLAINS).is_none() {
        format!("the procedure `{}` of this case has no complaint; withdraw the application, or wait for what is decided", net.id)
    } else {
        let steps: Vec<&str> = live.tasks.iter().map(|task| task.element.as_str()).collect();
        format!("nothing was refused yet; the case waits for {}, and a complaint is possible once it is refused", steps.join(", "))
    };
    Problem::new(Kind::Conflict, "AL-4419", detail).why(why, [])
}

/// The activity whose term ends a task first: the task itself, or a stage around it, which the body of that stage extends.
fn limited(by: &Principal, live: &Live, activity: u32) -> Result<u32, Problem> {
    let refused = |detail: String| Problem::new(Kind::Refused, "AL-4434", detail);
    let timer = live.case.token(activity).and_then(|token| live.due_of(&token)).filter(|timer| timer.is_term());
    let timer = timer.ok_or_else(|| refused(format!("no term of the law runs for activity {activity}; there is nothing to extend")))?;
    let host = live.case.token(timer.activity).map_or(timer.node, |token| token.node);
    let (net, body) = (&live.book.bound.rulebook.net, &live.book.bound.bodies[host as usize]);
    if timer.activity == activity || *body == by.body {
        return Ok(timer.activity);
    }
    let (clock, stage) = (&net.info[timer.node as usize].id, &net.info[host as usize].id);
    let whose = if body.is_empty() { "the applicant, whom no term binds" } else { body };
    Err(refused(format!(
        "the clock that ends this step is `{clock}` of the stage `{stage}` around it, and that stage is of {whose}; ask there"
    )))
}

/// Only what the procedure asks here may be stated.
fn only_asked(facts: &Facts, asked: &BTreeSet<u16>, net: &alatau_core::procedure::Net) -> Result<(), Problem> {
    if facts.is_empty() {
        return Ok(());
    }
    facts_fit(facts)?;
    let names: Vec<&str> = asked.iter().map(|&fact| net.facts[fact as usize].as_str()).collect();
    match facts.keys().find(|name| !names.contains(&name.as_str())) {
        None => Ok(()),
        Some(name) => {
            let what = if names.is_empty() { "nothing".to_string() } else { names.join(", ") };
            let detail = format!("`{name}` cannot be stated here; this step asks: {what}");
            Err(Problem::new(Kind::Refused, "AL-4410", detail).why(msg::WHY_NOT_ASKED, [("fact", name.as_str().into())]))
        }
    }
}

fn role_of(live: &Live, node: u16) -> String {
    let authority = live.book.bound.rulebook.net.info.get(node as usize).map_or("", |info| info.authority.as_str());
    authority.strip_prefix("jurisdiction.").unwrap_or(authority).to_string()
}

fn judged(judgement: &Judgement, by: &Principal, live: &Live, node: u16) -> Judged {
    let who = Person { name: by.signature(), role: role_of(live, node) };
    Judged { slot: judgement.slot.clone(), answer: judgement.answer.clone(), who, reason: judgement.reason.clone() }
}

/// The human's answer is the fact that conditions read.
fn answer_fact(facts: &mut Facts, judged: &Judged, live: &Live) {
    let name = alatau_core::explain::judgement_fact(&judged.slot);
    if live.book.bound.rulebook.net.fact(&name).is_some() {
        facts.insert(name, judged.answer.clone().into());
    }
}

/// What makes two requests the same.
fn fingerprint(Request { seen, ask, .. }: &Request) -> [u8; 32] {
    let text = match ask {
        Ask::Attach { draft, case, name, media, blob } => format!("{seen:?} {draft} {case} {name:?} {media:?} {:?}", blob.hash),
        ask => format!("{seen:?} {ask:?}"),
    };
    Sha256::digest(text).into()
}

/// A document's bytes under their SHA-256, as [`Ask::Attach`] has them. Made before they are handed over: the one
/// who keeps them has no time for it.
pub fn blob(bytes: Vec<u8>) -> Blob {
    Blob { hash: Sha256::digest(&bytes).into(), bytes }
}
