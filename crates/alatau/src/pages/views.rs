//! What each page shows: words already in the reader's language, dates and
//! durations typed. Whoever fills a view decides what may be seen; a page shows
//! all that it is given.
#![allow(unused_imports, reason = "whoever fills the views names them")]

mod apply;
mod case;
mod common;
mod erasing;
mod figures;
mod need;
mod people;
mod registers;
mod told;
mod work;

pub use apply::{
    Answers, ApplicationLine, Applications, Cases, CheckAnswers, Documents, DraftLine, FormPage, Task, TaskGroup, TaskList, TaskState,
    Wanted,
};
pub use case::{Ask, Because, Case, CaseState, Complaint, Event, Holder, Look, Promise, Receipt, Ruling, RulingGround};
pub use common::{
    Choice, Citation, Clock, Day, Document, Field, FieldKind, Frame, Length, Moment, Notice, NoticeKind, Section, TEXT_MAX, ThreePart, Who,
};
pub use erasing::{DueLine, Erasing, Kept, KeptClass};
pub use figures::{Assumption, Compared, Figures, Measured, Month, Regime, Spread, Stuck, Waiting};
pub use need::{Answer, Answered, Assumed, Need, Reason, Recent, Step, StepTerm, Totals};
pub use people::{Account, Accounts, Front, Interests, Own, Problem, Provision, RuleShown, SetUp, SignIn, Verdict, Verified, Verify};
pub use registers::{Held, LimitSet, Part, Quota, Registers};
pub use told::{Message, Messages};
pub use work::{Fact, Ground, Job, Proposal, Risk, RulingForm, TaskForm, Tested, Work, Worklist};
