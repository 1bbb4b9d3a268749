# The pages of the live city.

portal-name = Alatau
portal-city = City of Alatau
portal-moment = { $day }, { $time }
portal-skip = Skip to the content
portal-languages = Language
portal-sections = Sections
portal-sign-in = Sign in
portal-sign-out = Sign out
portal-demo = Demonstration: invented applications, real law and the real program. Nothing here has legal effect.
portal-footer = Decided under law, on days that can be counted. Every date, figure and ruling here can be checked by anyone.
portal-made-at = Page made { $at }, time of the city.
portal-source = source: { $source }
portal-optional = (optional)
portal-service = Service
portal-services = Services
portal-pages = Pages of the list
portal-page-before = ← Previous page
portal-page-after = Next page →
portal-bytes = { $n } B
portal-kib = { $n } KB
portal-mib = { $n } MB
portal-continue = Continue
portal-change = Change
portal-send = Send
portal-faults = Something has to be put right
portal-to-front = To the front page
portal-cites-of = What the law says: { $what }
portal-why-asked = Why this is asked
portal-no-term = The law sets no term for this step.
portal-since = since { $at }

portal-section-need = What do I need?
portal-section-applications = My applications
portal-section-work = Worklist
portal-section-accounts = Accounts
portal-section-figures = Public figures
portal-section-verify = Check a document

# Front page.
portal-front-title = Know the day of your decision before you apply
portal-front-lead = For each service: the steps, the bodies that decide, what the law gives each of them, and what it means if they stay silent.
portal-front-start = What do I need?
portal-front-ways = More that can be done here
portal-front-apply = File an application
portal-front-apply-text = Asked once, saved as you go, checked before it is filed.
portal-front-figures-text = How long decisions took, who was late, what silence decided – and what was promised.
portal-front-verify-text = Whether a receipt or ruling is genuine, with no trust in this site.
portal-front-now = The city now
portal-filed = Filed
portal-open = Open
portal-approved = Approved
portal-refused = Refused
portal-withdrawn = Taken back
portal-silences = Silence spoke
portal-late = Late
portal-on-time = On time
portal-by-silence-one = decided by silence
portal-filed-one = Filed
portal-leaves = Entries in the log

portal-outcome-open = Open
portal-outcome-approved = Approved
portal-outcome-refused = Refused
portal-outcome-withdrawn = Taken back
portal-outcome-done = Closed

# What silence means for whom it concerns.
portal-meaning-approved = If nobody acts by then, it is approved.
portal-meaning-refused = If nobody acts by then, it counts as refused, and you may complain.
portal-meaning-agreed = If nobody acts by then, it counts as agreed.
portal-meaning-withdrawn = If nobody acts by then, it counts as taken back.
portal-meaning-escalated = If nobody acts by then, the higher body takes it over.

# What do I need?
portal-need-title = What do I need?
portal-need-lead = Choose a service, a place and a day. The answer comes from the law in force on that day, rule by rule.
portal-need-place = Place
portal-need-beside = Compare with
portal-need-ask = Show what is needed
portal-need-figures = In figures
portal-need-less = the smaller one
portal-need-fees = Fees
portal-need-no-fee = the law here names none
portal-need-apply = Apply for this
portal-need-on = filed on { $day }
portal-need-documents = Documents that you give, each once
portal-need-steps = Steps
portal-need-due = by { $day } if begun on the day of filing
portal-need-fee = Fee: { $fee }
portal-need-promised = Promised by law
portal-need-promised-text = at most { $days } if every body uses its whole term once
portal-need-measured = Measured in the last 90 days
portal-need-measured-text = half of the cases within { $median }, nine of ten within { $p90 }; cases: { $n }
portal-need-measured-none = no case ended in the last 90 days
portal-need-contact = Whom to ask
portal-need-contact-text = { $body }: it takes the file first
portal-need-basis = Legal basis
portal-need-application = The application, filled in on this site
portal-need-diagram = Diagram of the procedure: { $place }
portal-need-diagram-alt = Diagram of the procedure; the steps above say the same in words
portal-need-reading = Read as “{ $reading }”
portal-reading-on = yes
portal-reading-off = no
portal-reading-yes = yes
portal-reading-no = no
portal-reading-none = none
portal-reading-each-stage = at each stage
portal-reading-once = once
portal-reading-separate = separate
portal-reading-merged = merged
portal-reading-required = required
portal-reading-not-required = not required
portal-reading-investors = investors
portal-reading-adopted = adopted
portal-reading-promised = promised
portal-reading-code = as in the code
portal-reading-law = as in the law
portal-reading-order = as in the order
portal-reading-prevails = it prevails
portal-reading-yields = it yields
portal-reading-unless-express = unless the other says so expressly
portal-reading-first = the first
portal-reading-second = the second
portal-reading-full = in full
portal-reading-refused = refused
portal-reading-escalated = it goes to the higher body
portal-reading-15-march = 15 March
portal-reading-30-august = 30 August
portal-need-grades = How sure is it?

# File an application.
portal-applications-title = My applications
portal-applications-service = What do you apply for?
portal-applications-begin = Begin an application
portal-applications-filed = Filed
portal-applications-none = You have filed nothing yet.
portal-applications-drafts = Drafts
portal-applications-no-drafts = No drafts.
portal-applications-yours = It is your turn
portal-applications-holder = now with: { $body }
portal-applications-due = next date: { $at }
portal-changed = changed { $at }
portal-saved = Saved { $at }
portal-tasks-title = Your application
portal-tasks-done = { $done } of { $of } parts done
portal-task-to-do = To do
portal-task-begun = Begun
portal-task-done = Done
portal-task-later = Cannot be done yet
portal-task-not-needed = Not needed
portal-discard = Delete the draft
portal-discard-text = The draft and its documents are deleted. This cannot be undone.
portal-back-to-tasks = Back to the list of parts
portal-save-next = Save and continue
portal-save-later = Save and go back to the list
portal-not-given = Not answered
portal-documents-title = Documents
portal-documents-lead = Each document is asked once. Files may have up to { $size }. What is uploaded gets a fingerprint, so that everybody reads the same version.
portal-documents-none = No documents.
portal-document-from-step = Not asked of you: it comes from the step “{ $step }”.
portal-document-not-yet = Not there yet.
portal-document-choose = Choose a file: { $name }
portal-document-upload = Upload
portal-document-remove = Remove { $name }
portal-document-outdated = Replaced by a newer version
portal-check-title = Check your answers
portal-check-missing = Still missing
portal-check-first-due = Filed now, the first step has to be done by { $at }.
portal-declare = Declaration
portal-declare-first = Declare that what you state is complete and true.
portal-declaration = What I state is complete and true as far as I know.
portal-file = File the application

# The case.
portal-case-number = Case { $number }
portal-case-filed = filed { $at }
portal-case-event = event { $number }
portal-case-work = Work on this case
portal-case-yours = It is your turn: { $what }
portal-case-yours-until = By { $at }.
portal-file-choose = File
portal-promise = The day on which silence decides
portal-promise-step = At the step “{ $step }”:
portal-holders = Who has it now
portal-next = What comes next
portal-time = Time so far
portal-total = In all
portal-three-statutory = Time of the bodies by law
portal-three-extended = Extensions
portal-three-applicant = With the applicant
portal-three-alt = By law { $statutory }, extensions { $extended }, with the applicant { $applicant }
portal-clock = Term
portal-clock-used = used
portal-clock-left = left
portal-clock-due = ends
portal-clock-silence = silence means
portal-clock-bar = { $used } used, { $left } left
portal-clock-extended = extended
portal-clock-stopped = stopped
portal-clock-stands = the clock stands
portal-clock-projected = Part of this count falls in days whose calendar is not published yet; the date may move.
portal-clock-days = The count day by day: { $what }
portal-head-day = Day
portal-head-weekday = Weekday
portal-head-count = Number
portal-head-why = Why
portal-events = What happened
portal-events-count = { $n ->
    [one] { $n } event
   *[other] { $n } events
}
portal-the-clock = by the clock
portal-looks = Who looked at the file
portal-looks-none = Nobody but you has looked.
portal-looks-count = { $n ->
    [one] { $n } look
   *[other] { $n } looks
}
portal-ruling-on = Ruling on “{ $step }”
portal-ruling-silence = Nobody acted in time; silence decided
portal-complain = Complaint
portal-complain-until = You may complain to the higher body until { $at }.
portal-complain-why = What is wrong with the ruling?
portal-withdraw = Take the application back
portal-withdraw-open = Take it back …
portal-withdraw-text = The case ends. You may file again at any time.
portal-receipt = Receipt
portal-receipt-text = A file that proves this, without this site and without a network.
portal-receipt-open = Open the receipt
portal-receipt-download = Download the receipt
portal-receipt-counter = Number in its procedure
portal-receipt-leaf = Number in the log
portal-receipt-log = Log
portal-receipt-checkpoint = Checkpoint
portal-receipt-size = { $n ->
    [one] { $n } entry,
   *[other] { $n } entries,
}
portal-receipt-how = To check: scan the code, or give the file to “Check a document”, or run “alatau verify”. A single changed character is found.
portal-qr-alt = QR code with the address below

# The officer's work.
portal-all-bodies = All bodies
portal-work-total = { $n ->
    [one] { $n } task, ordered by legal risk
   *[other] { $n } tasks, ordered by legal risk
}
portal-work-firing = { $n ->
    [one] Silence is about to decide { $n } of them
   *[other] Silence is about to decide { $n } of them
}
portal-work-whose = Whose
portal-work-none = Nothing to do here.
portal-work-over = Term over
portal-work-today = Last day
portal-work-silence = then: { $silence }
portal-work-late = late { $late } times of { $of } ({ $share })
portal-work-how = How the list is ordered
portal-work-order = In the order of the working days that are left; with as many left, first what is most likely to be late; then by filing. How likely is not guessed: of the times that this body had the same step for at least as long, as the city's log has them, it is the share that took longer than this task has, or that silence ended. It is shown from { $least } such times on.
portal-work-mine = mine
portal-work-free = free
portal-work-claim = Take this task
portal-work-release = Give the task back
portal-work-taken = { $who } has taken this task.
portal-risk-firing = silence about to decide
portal-risk-soon = soon due
portal-risk-calm = in time
portal-risk-stopped = clock stopped
portal-risk-no-term = no term
portal-facts = What is known
portal-trace = What the rules say
portal-trace-none = No rule decides here; a human does.
portal-ruling = Ruling
portal-ruling-outcome = Decision
portal-ruling-grounds = Grounds
portal-ruling-grounds-hint = Choose the provisions that the ruling rests on, and say for each why it applies here.
portal-ruling-ground-reason = Why it applies
portal-ruling-read = Read it
portal-ruling-second = A second person has to confirm before the ruling takes effect.
portal-ruling-no-outcome = Choose how it is decided.
portal-ruling-no-grounds = Choose at least one ground, and say for each why it applies.
portal-ruling-propose = Pass on to be confirmed
portal-ruling-sign = Sign the ruling
portal-proposal = Ruling that waits for a second person
portal-proposal-text = With your confirmation the ruling takes effect and cannot be taken back, only complained of.
portal-proposal-confirm = Confirm the ruling
portal-proposal-other = Somebody else has to confirm it: who wrote a ruling does not confirm it.
portal-proposal-back = Send back

# Public figures.
portal-figures-lead = What was measured here, beside what was computed before. Time is always shown in its three parts; an extension never counts as on time.
portal-figures-at = Taken { $at } from { $leaves } entries of the log
portal-figures-data = the same as data
portal-figures-time = Time of cases that are over
portal-figures-finished = (closed cases: { $n })
portal-figures-root = Everybody can compute these figures again from the log (“alatau audit”). Root:
portal-compared = What was to be expected
portal-compared-measured = measured here
portal-compared-row = median { $median }, nine of ten within { $p90 }
portal-compared-key = Thick bar: 95% interval of the median. Long mark: median. Short mark: nine of ten end by then.
portal-waiting = Bodies
portal-waiting-none = No body has had anything to do yet.
portal-waiting-tasks = Waiting now
portal-waiting-with-term = With a running term
portal-waiting-oldest = The oldest waits
portal-stuck = Old cases that stand still
portal-stuck-text = { $days ->
    [one] Open cases that were filed { $days } day ago or earlier. They are shown here with what they wait for, and not hidden in an average.
   *[other] Open cases that were filed { $days } days ago or earlier. They are shown here with what they wait for, and not hidden in an average.
}
portal-stuck-none = None.
portal-definitions = Definitions
portal-definition-median = Half of the closed cases took at most so many days.
portal-definition-p90 = Nine of ten closed cases took at most so many days.
portal-definition-on-time = Share of closed cases in which no authority let its term pass and no term was extended. An agreed extension never counts as on time.
portal-definition-late = Cases in which an authority let its term pass, open or closed.
portal-definition-silence = How often silence spoke, whoever was silent: an authority, a consulted body or the applicant.
portal-definition-time = Calendar days from filing to the end, kept apart by clock: of the bodies by law, of extensions, of the applicant. At each instant one clock runs. Medians of parts do not add up to the median of the whole.

# Checking a receipt.
portal-verify-lead = Paste a receipt or choose its file. It is compared with the signed log of the city.
portal-verify-paste = Text of the receipt, or the address from its code
portal-verify-check = Check
portal-verify-log = The log
portal-verify-key = Key
portal-verify-offline = You need not trust this site:
portal-verify-offline-link = a page that checks receipts from your disk, with no network
portal-verdict-holds = Genuine
portal-verdict-ended = Genuine, but no longer valid
portal-verdict-broken = Not genuine

# People.
portal-name-to-sign-in = Name
portal-password = Password
portal-sign-in-help = Accounts are opened by the operator of the city. There is no default password.
portal-sign-in-link = This link signs you in, and works once.
portal-set-up = First account of this city
portal-set-up-lead = This page works once. The account can open further accounts; it decides no cases.
portal-set-up-done = Open the account
portal-account-link = Link for { $who }, works once. Pass it on in a safe way:
portal-account-closed = closed
portal-account-since = since { $at }
portal-account-renew = Make a sign-in link
portal-account-close = Close
portal-account-open = Open again
portal-account-new = New account
portal-account-new-text = No password is set here: the person gets a link that works once and chooses one.
portal-account-make = Open the account

# A provision.
portal-provision-from = in force since { $day }
portal-provision-until = until { $day }
portal-provision-key = Key
portal-provision-on = Shown as of
portal-provision-versions = Other versions
portal-provision-used = What rests on it

# Words that fill the pages.
portal-role-applicant = Applicant
portal-role-officer = Officer
portal-role-supervisor = Head of officers
portal-role-auditor = Auditor
portal-role-council = Council
portal-role-operator = Operator
portal-field-title = What is it about?
portal-field-title-hint = One line in your words; it names the case.
portal-field-question = What is to be done?
portal-field-contact = How can you be reached?
portal-field-person = Who applies
portal-field-class = Kind of building
portal-field-class-unknown = The procedure finds it
portal-field-plot = Number of the plot
portal-field-day = Day of filing
portal-field-name = Name to sign in with
portal-field-label = Name that others see
portal-field-password-hint = At least 12 characters.
portal-field-again = The same password again
portal-field-roles = Roles
portal-field-body = Body
portal-field-no-body = no body
portal-field-units = By how much
portal-field-reason = Why
portal-part-about = What it is about
portal-part-place = Place and plot
portal-part-who = Who applies
portal-part-facts = What the procedure asks
portal-part-check = Check your answers and file
portal-group-what = What is to be done
portal-group-file = Filing
portal-act-complete = Finish this step
portal-act-complete-lead = The case goes on from here; the step cannot be opened again.
portal-act-extend = Extend the term
portal-act-extend-lead = An extension is shown as such, counts against “on time”, and needs a cause.
portal-choice-no-other = no other place
portal-then = Then: { $steps }
portal-done-saved = Saved.
portal-done-filed = Filed. From now on the clock of the law runs.
portal-done-withdrawn = The application is taken back.
portal-done-discarded = The draft is deleted.
portal-done-document = The document is there.
portal-done-removed = The document is gone.
portal-done-claimed = The task is yours.
portal-done-released = The task is free again.
portal-done-completed = The step is done.
portal-done-proposed = The ruling waits for a second person.
portal-done-confirmed = The ruling is in effect.
portal-done-sent-back = The ruling is sent back.
portal-done-extended = The term is extended.
portal-done-account = The account is changed.
portal-done-signed-out = You are signed out.
portal-problem-unreadable = This cannot be read
portal-problem-not-signed-in = Sign in first
portal-problem-not-allowed = You may not do this
portal-problem-not-found = There is no such page
portal-problem-conflict = This is not possible now
portal-problem-gone = This case was erased
portal-problem-stale = The case has moved on
portal-problem-refused = The law does not allow this
portal-problem-too-large = This is too large
portal-problem-too-many = Too many attempts
portal-problem-unavailable = Not possible at this moment
portal-problem-fault = Our mistake
portal-head-case = Case
portal-head-still = Still for
portal-verify-file = or a file

# One's own account.
portal-own-title = Your account
portal-own-choose = Choose a password
portal-own-change = Change the password
portal-own-text = With it you sign in from any browser. When you change it, all other browsers are signed out.
portal-field-old-password = Present password
portal-password-other = This is not the present password; nothing was changed.
portal-done-password = The password holds from now on.

# What is wrong with an answer.
portal-fault-missing = Give an answer.
portal-fault-number = Write a number in figures.
portal-fault-long = Here are { $n } characters, and at most { $max } are kept. Shorten the text, or attach a document.
portal-limit = At most { $max } characters.
portal-fault-file = Choose a file that is not empty.

portal-to-case = Back to the case

portal-diagram = Diagram: where the case is now
portal-diagram-alt = Diagram of the procedure; “Who has it now” says the same in words
portal-diagram-open = Open the diagram by itself
portal-diagram-here = the case is here
portal-diagram-sideways = The diagram is wide: move it sideways.
portal-diagram-near = On a small screen: the part where the case is now.
portal-compared-soon = The comparison of the regimes is being computed. Open this page again in a minute.
portal-compared-of = Computed for { $cases } cases in { $replications } replications of a simulation; what was measured here stands beside it.
portal-provision-rules = What it says on { $day }
portal-provision-about = About this provision
portal-provision-not = not in force on { $day }, as far as is known
portal-work-all = All of the body
portal-work-only-mine = Mine
portal-verify-no-receipt = This is no receipt of a city: it has none of its parts.
portal-verify-no-key = The log of this city is not published yet; try again in a few seconds.
portal-event-begun = Begun: { $name }
portal-lacks = What the file lacks
portal-lacks-lead = Only if something is missing. Name all of it now, each with the provision that asks for it: the applicant gets one list.
portal-lack-what = Missing: { $n }
portal-lack-reason = Why it is needed: { $n }
portal-lack-provision = By which provision: { $n }
portal-lack-no-provision = Choose a provision
portal-lack-line = { $what }. { $reason }
portal-paper-line = Added: { $name } ({ $bytes } bytes, { $media }), SHA-256 { $sha256 }
portal-field-words = What do you want to say with it?
portal-done-complained = The complaint is made.
portal-complain-make = Complain
portal-complain-not = Do not complain; the case ends
portal-ruling-other-grounds = Other provisions of the case
portal-trace-out = Rules that do not apply here, and why
portal-case-stuck = Nobody can act on this case now: the procedure leads no further with what is stated. Write to the city’s supervisor; the time goes on counting.
portal-compared-differs = The two are not the same measure: the computed days go on after a refusal, until there is a permit; measured are the cases that are over here, refused ones too.
portal-events-earlier = { $n ->
    [one] { $n } earlier event
   *[other] { $n } earlier events
}

# Applying, accounts, interests.
portal-choose = Choose
portal-field-person-hint = Choose what applies to you. A private person chooses nothing.
portal-person-none = none of these
portal-fault-not-offered = The law does not offer this service here. Choose another place or kind of building.
portal-fault-choice = This is none of the answers. Choose one.
portal-fault-day = Write the day as year-month-day.
portal-fault-body = An officer acts for a body. Choose it.
portal-check-changed = The application was changed after you read it. Read what is marked, then declare again.
portal-check-changed-here = changed
portal-section-cases = Cases
portal-cases-all = All
portal-cases-number = Number of the case
portal-cases-open = Open the case
portal-cases-none = No cases.
portal-interests = Interests
portal-interests-text = Whoever has an interest in an applicant takes no part in that applicant’s cases.
portal-interest-case = Number of a case of the applicant
portal-interest-declare = Declare an interest
portal-interest-back = Take back: { $who }
portal-done-interest = Your interest is on record.
portal-done-interest-back = The interest is taken back.
portal-account-close-text = Whoever has it is signed out, and cannot sign in until it is opened again.
portal-application = What was applied for
portal-contact = Contact
portal-want-slot = Vertiport slot
portal-want-quota = Quota
portal-opinions = What was said in this case
portal-if-silent = If nobody acts
portal-receipt-proves = What it proves
portal-receipt-later = The case went on after this. Each ruling has a receipt of its own.
portal-receipt-ruling = Receipt of this ruling
portal-verify-other = Under this number the log of this city has another entry, or none.
portal-section-erasing = Keeping and erasing
portal-done-erased = What was personal in the case is erased.
portal-kept-title = How long this is kept
portal-kept-until = What is personal here is kept until { $day }. From the next day on it is to be erased.
portal-kept-due = What is personal here was kept until { $day }; it is due to be erased.
portal-kept-permanent = It is kept for ever.
portal-kept-unknown = Not known: no act that the city goes by says how long.
portal-kept-question = Open question: { $question } Who could answer: { $ask }.
portal-erasing-text = What is personal in a closed case is kept as long as the law says, and is then to be erased. The program erases nothing by itself.
portal-erasing-classes = How long the law has it kept
portal-erasing-due = Due to be erased
portal-erasing-none = Nothing is due.
portal-erasing-none-here = Nothing is due in this part of the list.
portal-erasing-closed = closed { $at }
portal-erasing-kept = Kept until { $day }
portal-erasing-by = to be erased by { $day }
portal-erasing-late = Overdue
portal-erasing-reason = Why is it erased?
portal-erasing-reason-hint = The reason stays beside what is left of the case: name nobody.
portal-erasing-over = The period of keeping is over.
portal-erasing-one = Erase another case
portal-erasing-one-text = For a demand of the person, or a decision of a court. Where an act has the case kept still, only a decision of a court erases it.
portal-erasing-case = Number of the case
portal-erasing-court-title = On what ground?
portal-erasing-court = A court decided it
portal-erasing-do = Erase
portal-erasing-what = Title, application, names, reasons and documents are overwritten, and nobody can undo it. Number, service, outcome, dates and proofs stay. Older backups still hold what is erased here: delete them.
portal-erasing-assumed = As the law is taken here, the case is kept until { $day }; but that is only assumed. Sent once more, the form erases it all the same.
portal-erasing-assumed-ever = As the law is taken here, the case is kept for ever; but that is only assumed. Sent once more, the form erases it all the same.

# What one was told.
portal-section-messages = Messages
portal-messages-lead = What the city told you, the newest first. Each leads to the event in its case.
portal-messages-none = Nothing was told to you yet.
portal-messages-new = new
portal-messages-unread = new
portal-case-erased = Content erased

# Registers.
portal-section-registers = Registers
portal-registers-lead = What open cases hold: quotas, plots and slots. When a case is over, whatever it held is free again.
portal-quotas = Quotas
portal-quotas-none = No quota is set.
portal-quota-held = { $used } of { $limit } held
portal-quota-left = { $n } left
portal-quota-full = used up
portal-quota-over = above the limit
portal-quota-by = { $n ->
    [one] held by { $n } case
   *[other] held by { $n } cases
}
portal-quota-more = { $n ->
    [one] and { $n } more case
   *[other] and { $n } more cases
}
portal-quota-set = Set the limit
portal-quota-set-text = Under a new name it is a new quota. A limit below what is held takes nothing away: nothing more is given until enough is free.
portal-quota-name = Name of the quota
portal-quota-name-hint = For example district-1. Applications name it in the same way.
portal-quota-limit = Limit in all
portal-quota-history = Limits that were set
portal-fault-whole = Write a whole number, 0 or more.
portal-done-quota = The limit is set.
portal-held = Plots and slots
portal-held-plots = Plots
portal-held-slots = Slots
portal-held-thing = Number of the plot or slot
portal-held-find = Who holds it?
portal-held-none = Nothing is held.
portal-held-free = “{ $thing }” is held by no case.
portal-held-total = { $n ->
    [one] { $n } is held
   *[other] { $n } are held
}
portal-held-head = What is held

# Month by month.
portal-months = Is it getting faster?
portal-months-text = Cases by the month in which they ended, the newest first. Half of them took at most so many days in all, and on each clock by itself; the present month is not over.
portal-head-month = Month
portal-head-ended = Ended
portal-month = { $month } { $year }
portal-month-1 = January
portal-month-2 = February
portal-month-3 = March
portal-month-4 = April
portal-month-5 = May
portal-month-6 = June
portal-month-7 = July
portal-month-8 = August
portal-month-9 = September
portal-month-10 = October
portal-month-11 = November
portal-month-12 = December
portal-page-of = Page { $page } of { $pages }
portal-accounts-wanted = Name
portal-accounts-find = Find
portal-accounts-total = { $n ->
    [one] { $n } account
   *[other] { $n } accounts
}

# What somebody looked at.
portal-look-case = the case
portal-look-diagram = the diagram
portal-look-document = a document
portal-look-documents = the list of documents
portal-look-history = what happened
portal-look-looks = who looked
portal-look-receipt = the receipt
portal-look-task = the task
