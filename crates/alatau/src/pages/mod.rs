//! The pages: views in, HTML out.
//!
//! Templates are compiled in (`templates/`), every text passes through [`escape`],
//! and nothing here reads a store, a clock or the law: whoever fills a [`views`]
//! struct has decided what may be seen. Pages need no script, no inline style and
//! nothing from elsewhere, so [`CONTENT_SECURITY_POLICY`] forbids all of it.
//!
//! The language is the parameter `lang` of every address; a form carries it in its
//! `action`, so that no cookie is needed for it. On pages with a form that is being
//! filled in, choosing another language sends the form (`then-lang`), so that
//! nothing written is lost.

pub mod drawing;
pub mod escape;
mod parts;
pub mod say;
pub mod views;

#[cfg(test)]
mod tests;

use alatau_core::law::Grade;
use alatau_core::text::{Lang, Message, msg};
use askama::Template;
use say::Say;
pub use say::in_language;
use views::{CaseState, Frame, Section};

/// The style sheet of all pages, served as [`SHEET_PATH`].
pub const SHEET: &str = include_str!("../../assets/portal.css");
/// The mark of the pages, an SVG, served as [`MARK_PATH`].
pub const MARK: &str = include_str!("../../assets/mark.svg");
/// Where the style sheet is.
pub const SHEET_PATH: &str = "/assets/portal.css";
/// Where the mark is.
pub const MARK_PATH: &str = "/assets/mark.svg";
/// Where one reads what one was told.
pub const MESSAGES_PATH: &str = "/messages";
/// So many new messages are counted; of more it is said that they are more.
pub const UNREAD_MAX: usize = 9;
/// The header `Content-Security-Policy` of every page.
pub const CONTENT_SECURITY_POLICY: &str =
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

impl Frame {
    /// Parts of the site that the reader may enter: path and name.
    fn sections(&self) -> Vec<(&'static str, Message)> {
        let mut places = vec![("/need", msg::PORTAL_SECTION_NEED)];
        for section in self.who.iter().flat_map(|who| &who.sections) {
            places.push(match section {
                Section::Applications => ("/applications", msg::PORTAL_SECTION_APPLICATIONS),
                Section::Messages => (MESSAGES_PATH, msg::PORTAL_SECTION_MESSAGES),
                Section::Work => ("/work", msg::PORTAL_SECTION_WORK),
                Section::Cases => ("/cases", msg::PORTAL_SECTION_CASES),
                Section::Registers => ("/registers", msg::PORTAL_SECTION_REGISTERS),
                Section::Accounts => ("/accounts", msg::PORTAL_SECTION_ACCOUNTS),
                Section::Erasing => ("/erasing", msg::PORTAL_SECTION_ERASING),
            });
        }
        places.extend([("/figures", msg::PORTAL_SECTION_FIGURES), ("/verify", msg::PORTAL_SECTION_VERIFY)]);
        places
    }

    /// How many messages are new, beside the way to them.
    fn unread(&self, place: &str) -> Option<String> {
        let unread = self.who.as_ref().map_or(0, |who| who.unread);
        let shown = if unread > UNREAD_MAX { format!("{UNREAD_MAX}+") } else { unread.to_string() };
        (place == MESSAGES_PATH && unread > 0).then_some(shown)
    }

    /// Whether this page is in that part of the site.
    fn is_in(&self, place: &str) -> bool {
        self.here.strip_prefix(place).is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '?']))
    }

    /// Whether this page is where that part of the site begins.
    fn is_at(&self, place: &str) -> bool {
        self.here.split('?').next() == Some(place)
    }
}

/// One page: its template, and the function that writes it.
macro_rules! pages {
    ($($(#[$doc:meta])* $render:ident, $template:ident, $path:literal, $view:ident;)+) => {
        $(
            #[derive(Template)]
            #[template(path = $path)]
            struct $template<'a> {
                t: Say,
                sheet: &'static str,
                frame: &'a Frame,
                view: &'a views::$view,
            }

            $(#[$doc])*
            pub fn $render(frame: &Frame, view: &views::$view, lang: Lang) -> String {
                let page = $template { t: Say(lang), sheet: SHEET_PATH, frame, view };
                page.render().expect("a page that compiled writes into a String")
            }
        )+
    };
}

pages! {
    /// The front page, `/`.
    render_front, FrontPage, "front.html", Front;
    /// *What do I need?*, `/need`.
    render_need, NeedPage, "need.html", Need;
    /// Signing in, `/sign-in`.
    render_sign_in, SignInPage, "sign-in.html", SignIn;
    /// The first account, `/set-up`.
    render_set_up, SetUpPage, "set-up.html", SetUp;
    /// One's own account, `/account`.
    render_own, OwnPage, "own.html", Own;
    /// Own applications, `/applications`.
    render_applications, ApplicationsPage, "applications.html", Applications;
    /// What one was told, `/messages`.
    render_messages, MessagesPage, "messages.html", Messages;
    /// What cases hold, `/registers`.
    render_registers, RegistersPage, "registers.html", Registers;
    /// All cases, `/cases`.
    render_cases, CasesPage, "cases.html", Cases;
    /// The parts of an application, `/applications/DRAFT`.
    render_task_list, TaskListPage, "tasks.html", TaskList;
    /// One part of an application, `/applications/DRAFT/PART`.
    render_form, FormPagePage, "form.html", FormPage;
    /// The documents of an application, `/applications/DRAFT/documents`.
    render_documents, DocumentsPage, "documents.html", Documents;
    /// All answers before they are filed, `/applications/DRAFT/check`.
    render_check_answers, CheckAnswersPage, "check.html", CheckAnswers;
    /// A case, `/cases/NUMBER`.
    render_case, CasePage, "case.html", Case;
    /// The receipt of a case, `/cases/NUMBER/receipt`.
    render_receipt, ReceiptPage, "receipt.html", Receipt;
    /// The worklist of a body, `/work`.
    render_worklist, WorklistPage, "worklist.html", Worklist;
    /// A task with its case, `/work/CASE/ACTIVITY`.
    render_work, WorkPage, "work.html", Work;
    /// The public figures, `/figures`.
    render_figures, FiguresPage, "figures.html", Figures;
    /// Checking a receipt, `/verify`.
    render_verify, VerifyPage, "verify.html", Verify;
    /// Accounts, `/accounts`.
    render_accounts, AccountsPage, "accounts.html", Accounts;
    /// Keeping and erasing, `/erasing`.
    render_erasing, ErasingPage, "erasing.html", Erasing;
    /// A provision, `/law/ACT/KEY`.
    render_provision, ProvisionPage, "provision.html", Provision;
    /// What went wrong.
    render_problem, ProblemPage, "problem.html", Problem;
}

impl NeedPage<'_> {
    /// The answers in figures, one row a measure.
    fn rows(&self) -> Vec<views::Answered> {
        figures(self.t, &self.view.answers)
    }

    fn grades(&self) -> [Grade; 4] {
        [Grade::Enacted, Grade::Reported, Grade::Bill, Grade::Assumed]
    }
}

/// The totals of each place, row by row; the smaller of two is marked.
fn figures(t: Say, answers: &[views::Answer]) -> Vec<views::Answered> {
    type Pick = fn(&views::Totals) -> f64;
    let measures: [(Message, Pick); 7] = [
        (msg::HEAD_STEPS, |totals| f64::from(totals.steps)),
        (msg::HEAD_BODIES, |totals| f64::from(totals.bodies)),
        (msg::HEAD_DOCUMENTS, |totals| f64::from(totals.documents)),
        (msg::HEAD_HANDOFFS, |totals| f64::from(totals.handoffs)),
        (msg::HEAD_SHORTEST, |totals| totals.shortest_days),
        (msg::HEAD_LONGEST, |totals| totals.longest_days),
        (msg::HEAD_ASSUMED_RULES, |totals| f64::from(totals.assumed_rules)),
    ];
    let mut rows: Vec<views::Answered> = measures
        .iter()
        .map(|(name, pick)| {
            let values: Vec<f64> = answers.iter().map(|a| pick(&a.totals)).collect();
            let less = match values.as_slice() {
                [a, b] if a < b => Some(0),
                [a, b] if b < a => Some(1),
                _ => None,
            };
            views::Answered { measure: t.say(*name), values: values.iter().map(|v| t.number(v)).collect(), less }
        })
        .collect();
    let fees = answers.iter().map(|a| if a.totals.fees.is_empty() { t.say(msg::PORTAL_NEED_NO_FEE) } else { a.totals.fees.clone() });
    rows.insert(3, views::Answered { measure: t.say(msg::PORTAL_NEED_FEES), values: fees.collect(), less: None });
    rows
}

impl TaskListPage<'_> {
    fn counted(&self) -> impl Iterator<Item = views::TaskState> {
        let tasks = self.view.groups.iter().flat_map(|group| &group.tasks);
        tasks.map(|task| task.state).filter(|state| *state != views::TaskState::NotNeeded)
    }

    fn done(&self) -> usize {
        self.counted().filter(|state| *state == views::TaskState::Done).count()
    }

    fn of(&self) -> usize {
        self.counted().count()
    }
}

impl DocumentsPage<'_> {
    fn faults(&self) -> askama::filters::Safe<parts::Faults<'_>> {
        let wrong = self.view.wanted.iter().filter(|wanted| !wanted.error.is_empty());
        let faults = wrong.map(|wanted| (wanted.name.as_str(), wanted.error.clone())).collect();
        askama::filters::Safe(parts::Faults { t: self.t, faults })
    }
}

/// So many events of a case are seen at once; what came before is a click away.
const NEWEST_EVENTS: usize = 8;

impl CasePage<'_> {
    fn newest(&self) -> usize {
        NEWEST_EVENTS
    }
}

impl ReceiptPage<'_> {
    fn qr(&self) -> Option<drawing::Qr> {
        drawing::qr(&self.view.code)
    }
}

impl WorkPage<'_> {
    fn faults<'a>(&self, form: &'a views::RulingForm) -> askama::filters::Safe<parts::Faults<'a>> {
        let fields = form.facts.iter().chain(&form.judgements).filter(|field| !field.error.is_empty());
        let fields = fields.map(|field| (field.name.as_str(), parts::fault(field)));
        let faults = fields.chain(form.errors.iter().map(|(field, error)| (field.as_str(), error.clone()))).collect();
        askama::filters::Safe(parts::Faults { t: self.t, faults })
    }

    /// Whether there is a form to be filled in, which another language must not empty.
    fn is_form(&self) -> bool {
        self.view.ruling.is_some() || self.view.forms.iter().any(|form| form.id == "complete")
    }

    fn to_case(&self) -> String {
        format!("/cases/{}", self.view.case.number)
    }

    /// Whether some rule was tested that does not hold.
    fn has_beaten(&self) -> bool {
        self.view.trace.iter().any(|tested| !tested.holds)
    }

    /// Whether a ground is chosen that is not one of the step's own.
    fn is_far_chosen(&self, form: &views::RulingForm) -> bool {
        form.grounds.iter().skip(form.near).any(|ground| ground.chosen)
    }

    fn wrong<'a>(&self, form: &'a views::RulingForm, field: &str) -> Option<&'a str> {
        form.errors.iter().find(|(name, _)| name == field).map(|(_, error)| error.as_str())
    }

    fn form<'a>(&self, form: &'a views::TaskForm) -> askama::filters::Safe<parts::Doing<'a>> {
        askama::filters::Safe(parts::Doing { t: self.t, form, seen: self.view.case.last_event })
    }
}

impl FiguresPage<'_> {
    /// The whole time and its three parts, which are only ever shown together.
    fn times(&self, measured: &views::Measured) -> [(&'static str, Message, views::Spread); 4] {
        [
            ("row-total", msg::PORTAL_TOTAL, measured.total),
            ("row-statutory", msg::PORTAL_THREE_STATUTORY, measured.statutory),
            ("row-extended", msg::PORTAL_THREE_EXTENDED, measured.extended_time),
            ("row-applicant", msg::PORTAL_THREE_APPLICANT, measured.applicant),
        ]
    }

    fn strip(&self, regime: &views::Regime) -> drawing::Strip {
        let regimes = self.view.compared.iter().flat_map(|compared| &compared.regimes);
        drawing::strip(regime, regimes.map(|regime| regime.p90.max(regime.interval.1)).fold(0.0, f64::max))
    }
}
