# Words that every screen uses.

days = { $days ->
    [one] { $days } day
   *[other] { $days } days
}
interval = [{ $low }, { $high }]
quoted = “{ $text }”
yes = yes
no = no

service-building-permit = Building permit

column-ordinary = Ordinary territory
column-sez = Special economic zone
column-alatau-facade = Alatau: the law alone
column-alatau = Alatau with Council acts
# Short names, for tables in a terminal.
short-ordinary = Ordinary
short-sez = Economic zone
short-alatau-facade = Alatau today
short-alatau = Alatau + acts

cause-work = Work
cause-queue = Queue
cause-off-hours = Off hours
cause-batch = Sitting or batch
cause-applicant = Applicant
cause-agency = Agency consulted
cause-term = Waiting for silence

lever-fewer-steps = fewer steps
lever-merged-steps = merged steps
lever-parallel-review = parallel review
lever-shorter-terms = shorter terms
lever-silence = silence means approval
lever-one-lead-body = one lead body
lever-staffing = staffing
lever-priority = priority for investors
lever-interaction = interaction of the levers

grade-enacted = enacted
grade-reported = reported
grade-bill = bill
grade-assumed = assumed
grade-proposed = proposed
grade-measured = measured

response-first-come = First come, first served
response-earliest-deadline = Earliest deadline first
response-fills-the-term = Work fills the term

class-level-1 = Level I
class-level-2 = Level II
class-level-3 = Level III
class-no-permit = No permit needed

silence-approved = approved
silence-refused = refused
silence-agreed = agreed
silence-withdrawn = withdrawn
silence-escalated = goes to the higher body

body-applicant = Applicant

length-working-days = { $n ->
    [one] { $n } working day
   *[other] { $n } working days
}
length-calendar-days = { $n ->
    [one] { $n } calendar day
   *[other] { $n } calendar days
}
length-hours = { $n ->
    [one] { $n } hour
   *[other] { $n } hours
}
length-working-hours = { $n ->
    [one] { $n } working hour
   *[other] { $n } working hours
}
length-minutes = { $n ->
    [one] { $n } minute
   *[other] { $n } minutes
}
length-months = { $n ->
    [one] { $n } month
   *[other] { $n } months
}
length-years = { $n ->
    [one] { $n } year
   *[other] { $n } years
}

parameter-staffing-ordinary = officers on ordinary territory
parameter-staffing-sez = officers serving the zone
parameter-staffing-alatau-facade = officers serving Alatau today
parameter-staffing-alatau = officers of the Alatau authority
parameter-staffing = officers
parameter-term-decision = lengths of the terms in the assumed act
parameter-term-decision-completeness = term for the completeness check
parameter-term-decision-initial-materials = term for the initial materials
parameter-term-decision-sketch = term for the sketch
parameter-term-decision-expertise = term for the expert review
parameter-term-decision-complaint = term for a ruling on a complaint
parameter-term-opinion = term for an agency's opinion
parameter-term-correction = term for a correction
parameter-load = load
parameter-spread = { $name }: spread

# Units of shares and multiples; other units are lengths.
unit-cases-per-working-day = { $share } cases per working day
unit-share-of-files = { $share } of files
unit-share-of-requests = { $share } of requests
unit-share-of-rulings = { $share } of rulings
unit-share-of-refusals = { $share } of refusals
unit-share-of-complaints = { $share } of complaints
unit-share-of-working-days = { $share } of working days
unit-share-of-the-files-in-the-queue = { $share } of the queue
unit-share-of-the-term-before-which-nobody-hurries = { $share } of the term
unit-times-level-ii = { $share } of level II
unit-times-the-first = { $share } of the first
unit-times-the-ordinary-regime = { $share } of the ordinary regime

yardstick-calgary-applied-to-issued = Calgary, applied to issued
yardstick-bpic15-1 = Dutch municipality 1
yardstick-bpic15-2 = Dutch municipality 2
yardstick-bpic15-3 = Dutch municipality 3
