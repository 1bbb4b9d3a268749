# The answer of a comparison.

report-title = Does Alatau decide faster?
report-subtitle = { $service }: { $cases } applications filed in four regimes from { $from }
report-skip = Skip to the answer
report-table = The same as a table
report-footer = Written by Alatau, law as code. Every figure can be computed again with the command above.

# The headline sentence. Its clauses are joined with “; ”.
sentence-today-like = With what is enacted and published today, Alatau decides like the ordinary regime (difference { $days } { $interval })
sentence-today-same = With what is enacted and published today, Alatau decides like the ordinary regime (difference { $days } { $interval })
sentence-today-faster = With what is enacted and published today, Alatau decides { $days } faster than the ordinary regime { $interval }
sentence-today-slower = With what is enacted and published today, Alatau decides { $days } slower than the ordinary regime { $interval }
sentence-today-absent = What is enacted and published today was not compared with the ordinary regime
sentence-council-faster = it would be { $days } faster { $interval } if the Council adopted { $act }
sentence-council-slower = it would be { $days } slower { $interval } if the Council adopted { $act }
sentence-council-none = no difference is shown ({ $days } { $interval }) if the Council adopted { $act }
sentence-council-same = nothing would change (difference { $days } { $interval }) if the Council adopted { $act }
sentence-council-absent = what Council acts would change was not compared
sentence-act = the act assumed here
sentence-act-known = its act
sentence-only-assumed = { $clause } – a difference that exists only through assumed provisions
sentence-lever = { $days } of these come from { $lever }
sentence-lever-alone = taken alone, { $lever } accounts for { $days }
sentence-levers-alone = taken alone, { $lever } accounts for { $days } and { $second } for { $more }
sentence-lever-against = , while { $lever } alone works the other way ({ $days })
sentence-lever-may-be-against = , while { $lever } alone may work the other way ({ $days } on average)
sentence-flip-rises = the order turns if “{ $parameter }” rises from { $now } to { $at }
sentence-flip-falls = the order turns if “{ $parameter }” falls from { $now } to { $at }
sentence-flip-none = { $n ->
    [one] the one assumption tried does not turn the order within its range
   *[other] none of the { $n } assumptions tried turns the order within its range
}

# Key figures under the sentence.
tile-today = Today, against the ordinary regime
tile-council = If the Council adopted the act
tile-lever = Largest levers, each alone
tile-flip = The order turns at
tile-no-flip = Nothing that was tried
tile-faster = { $days } faster
tile-slower = { $days } slower
tile-same = No difference
tile-not-shown = No difference shown
tile-only-assumed = Only through assumed provisions
tile-instead = median { $b } instead of { $a }
tile-flips-tried = assumptions tried: { $n }
chance-alone = Were every assumption exactly at its centre, the difference would lie in { $interval } days: that is the error of the simulation alone. The interval above holds all that nobody knows; in half of its draws the difference is below { $middle }.

warning-stopped-early = The run was stopped before all replications were done; the intervals are wider than they would be.
warning-projected-days = Some due dates fall in years whose holidays are projected, not published.
warning-unknown = The law leaves open: { $what }
warning-unmeasured = The duration of a permit in Alatau or elsewhere in Kazakhstan has not been measured here: staffing, effort and the answering of agencies are assumptions with a range.

# What it rests on.
basis-title = What it rests on
basis-lead = Rules of law that the paper answer used, by grade. Where “assumed” stands, nobody has enacted it.
basis-rules = { $n ->
    [one] { $n } rule
   *[other] { $n } rules
}
grade-enacted-hint = in a published act
grade-reported-hint = reported by officials or the press, text not seen
grade-bill-hint = in the draft, not in the signed text
grade-assumed-hint = our assumption, nobody enacted it
grade-proposed-hint = a proposal for discussion
grade-measured-hint = taken from recorded cases

# Days by regime.
columns-title = Days to a decision
columns-lead = Half of the applications end by the dot, nine of ten by the diamond. The bars are 95% intervals over { $replications } replications.
columns-median = Median
columns-p90 = Nine of ten within
columns-interval = 95% interval
columns-axis = days from filing
columns-clocks = Mean: statutory { $statutory }, extended { $extended }, with the applicant { $applicant }
columns-table = The regimes in figures
columns-table-note = Days from filing to the end, finished cases. In brackets: 95% interval over replications.
columns-refused-note = A refusal, by ruling or by silence, is not an end: the applicant files again and the days go on, so a fast refusal does not pass for a fast decision.
columns-fewer = { $column }: only { $cases } of { $all } cases are of kinds that can exist there; its figures stand on these, and so do the differences with it.
columns-none = { $column }: none of these kinds can exist there.
differences-title = Paired differences
differences-note = Same applications and same draws in both; negative: the first is faster. “Chance alone”: every assumed number held at its centre, so that only the error of the simulation is left; the mean over all ranges may lie outside it.
head-pair = Compared
pair = { $b } compared with { $a }
pair-short = { $b } vs { $a }
head-difference = Difference, days
head-interval = 95% interval
head-error = Chance alone, at the centre
head-only-assumed = Only through assumed rules
head-measure = Figure
row-median = Median, days
row-p90 = Nine of ten, days
row-interval = – 95% interval
row-on-time = Terms met by an act
row-by-silence = Decided by silence
row-refused-once = Refused once, filed again
row-approved = Approved
row-handoffs = Changes of body
row-unfinished = Unfinished
row-statutory = Statutory days
row-extended = Extended days
row-applicant = Applicant's days
row-law-changed = Law changed on the way
row-cases = Cases per replication
row-busiest = Busiest body

# Causes.
causes-title = Where the days go
causes-lead = Mean days of a finished case by cause. Each instant has one cause: that of the branch which finally kept the case waiting.
head-regime = Regime

# Levers.
levers-title = What the days come from
levers-lead = Days saved by each lever of the assumed act, switched on alone. The interaction is what remains of the whole: the levers and the interaction sum to it.
levers-axis = days saved
levers-sum = All together
head-lever = Lever
head-days-saved = Days saved
head-grade = Grade
levers-none = There is no difference to divide among levers.
levers-against = { $lever } alone works against the whole, in the mean; what it does together with the others is part of the interaction.
levers-silence-refuses = The reason: as long as silence means refusal, a shorter term lets silence refuse more files, and each is filed again. Refused at least once: { $without } of the files without the act, { $with } with it.
levers-gain = saves days
levers-loss = costs days
levers-unsure = pale: the interval holds zero

# The law alone.
paper-title = The path on paper
paper-lead = From the law alone, before any simulation: every body uses its whole term once ({ $class }). Hollow bars: no act of a body is needed to pass.
paper-table-title = The law alone
paper-table-note = Shortest: everybody acts at once. Longest: every body uses its whole term once, without extension or correction.
paper-axis = days from filing
paper-steps-title = Steps on paper: { $column }, { $class }
head-class = Class
head-steps = Steps
head-bodies = Bodies
head-documents = Papers
head-fees = Fees, tenge
head-handoffs = Hand-offs
head-shortest = Shortest, days
head-longest = Longest, days
head-assumed-rules = Assumed rules
head-step = Step
head-body = Body
head-term = Term
head-on-silence = Silence means
head-from-day = From day
head-to-day = To day
head-cites = Provision

# Load and response.
cells-title = Busy offices, and how they respond to a deadline
cells-lead = Difference of the median days between Alatau with and without Council acts. Negative and blue: the acts make it faster. Orange: slower. Grey: no difference shown. All but the main case stand on fewer replications.
cells-table-title = Load and response
head-load = Load
head-response = Response
load-busy = { $load } busy
cell-main = the main case

# Flips.
flips-title = What would turn the order
flips-lead = The difference in days when one weak assumption goes from the low end of its range (dot) to the high end (diamond), on fewer replications than the headline. A bar that crosses zero turns the order.
flips-axis-faster = ← acts make it faster
flips-axis-slower = slower →
flip-range = { $low } to { $high }, now { $now }
flip-at = turns at { $at }
flip-never = does not turn within the range
flip-low = low end
flip-high = high end
flips-none = No weak assumption was varied.
break-even = With the staffing at { $times } of today's, the special regime stops being faster.
break-even-none = The special regime stays faster over the whole range of staffing tried.
head-parameter = Assumption
head-now = Now
head-range = Range
head-turns-at = Turns at
head-days-at-low = Days at low end
head-days-at-high = Days at high end

# Yardsticks.
yardsticks-title = Held against real cities
yardsticks-lead = Dot: median of real permits, applied to issued. Diamond: nine of ten. Other law, other cases: a sense of scale, not a target.
yardsticks-spread = { $n } Dutch municipalities under one and the same law had medians of { $medians } days (BPI Challenge 2015): a spread of { $spread }. A claim that a law makes a city faster has to beat that spread.
yardsticks-beats = The difference shown above ({ $days }) does, with its whole interval.
yardsticks-beats-in-part = The difference shown above ({ $days }) does in the mean, but not with its whole interval: how an office is run can matter as much as its law.
yardsticks-does-not-beat = The difference shown above ({ $days }) does not: how an office is run can matter as much as its law.
head-yardstick = Yardstick
head-median = Median, days
head-p90 = Nine of ten, days
head-cases = Cases
head-censored = Open or ended
head-source = Source

# Second table, assumptions, questions, cases.
rest-title = The other cases
rest-lead = The headline stands on commercial, multi-family and non-residential cases. These are the rest, filed in the same way.
assumptions-title = What was assumed
assumptions-lead = Each replication draws every one of these from its range, so the intervals contain what nobody knows.
assumptions-all = All assumed numbers ({ $n })
head-value = Centre
head-basis = Rests on
questions-title = Open questions of the law
questions-lead = The answer hangs on these. Whoever can answer one makes the figures firmer.
head-question = Question
head-used = Used here
head-ask = Who could answer
questions-none = None.
questions-act = What does the assumed act of the Council contain?
questions-act-with = Assumed to contain: { $levers }.
questions-act-without = Without: { $levers }.
cases-title = The cases
cases-lead = { $records } real permit records of Calgary give the mix of cases, not the rate of filing.
cases-credit = Contains information licensed under the Open Government Licence – City of Calgary.
cases-headline = In the headline table
cases-rest = In the second table
cases-incomplete = With an empty field that the law asks for
cases-no-permit = Need no permit here: { $kind }
cases-not-in-sez = Do not exist in a special economic zone: { $kind }
cases-level = By responsibility level: { $class }
cases-records = Records read
head-count = Number
head-what = What

# Method.
method-title = How it was computed
method-1 = The same applications are filed in every regime: same kind, class, size, papers and effort. Only the law in force differs.
method-2 = One and the same kernel decides live cases and simulated ones; people and clock are replaced, never the law or the procedure.
method-3 = Chance is addressed by replication, case and purpose: a step more in one regime changes no draw of another.
method-4 = The unit of statistics is the replication: { $replications } replications of { $cases } cases, not thousands of single cases.
method-5 = The difference is taken within each replication, regime against regime, and only then averaged.
method-6 = Every assumed number is drawn anew from its range in each replication. The error of the simulation alone stands beside it.
method-7 = Each instant of a case has one of seven causes; they add up to the whole time.
method-8 = Statutory time, extended time and the applicant's time are kept apart. An extension never counts as on time.
method-9 = Each lever is switched on alone and all together; levers and interaction sum to the difference.
method-10 = Applications arrive from { $from } by a stated process that keeps the ordinary regime { $load } busy; bodies respond thus: { $response }. Unfinished cases are counted.

reproduce-title = Do it again
reproduce-lead = The same command with the same law and seed gives the same bytes, on any machine.
reproduce-command = Command
reproduce-seed = Seed
reproduce-law = Hash of the law

next-title = What to try next
next-explain = See why, step by step
next-cases = Compare with your own cases
next-question = Answer an open question the other way
next-check = Check the law as it stands
