# Reading the law: what is in force, why, what differs, how much is executed.

law-known = Known: { $known }
law-did-you-mean = Did you mean “{ $word }”?
law-unknown-slot = There is no question “{ $name }” in law/vocabulary.toml
law-unknown-what = “{ $name }” is no act, no provision (act#key) and no question of the law
law-unknown-act = There is no act “{ $name }”

law-value-procedure = procedure { $file }
law-value-free = not offered: everybody may act without asking
law-value-forbidden = not offered: nobody may act
law-value-instead = not offered; instead of it: { $service }
law-value-not-offered = not offered
law-value-table = decision table “{ $decision }” ({ $file })
law-value-judgement = a named official answers
law-value-ex-tunc = by the law of the day of the contested ruling
law-value-ex-nunc = by the law of the day of review
law-value-displaces = displaces norms up to the rank “{ $rank }”
law-value-prevails = prevails over later law
law-value-yields = yields to later law
law-value-unless-express = prevails over later law that does not expressly provide otherwise
law-value-frozen = the earlier version is kept
law-value-most-favourable = the version more favourable to the applicant applies
law-value-choice = the holder chooses the version
law-value-new = the new version applies
law-value-revenue = { $share } of { $receipts }: { $receiver }
law-value-kept = { $length } after the event “{ $event }”
law-value-kept-from-new-year = { $length } from the end of the year of the event “{ $event }”
law-value-permanent = for ever
law-value-calendar = calendar of working days
law-value-informative = informative, nothing to execute
law-value-nothing = nobody answers
law-value-open = the law alone does not decide

law-where-everywhere = everywhere
law-where-except = { $place } (except: { $except })
law-where-not = all except: { $words }

law-at-title = The law on { $day }
law-at-known = As known on { $day }. Rules in force, by act:
law-at-conditional = { "" } – hangs on an open question
law-at-answers = What it answers here
law-at-changes = What changes on this day
law-at-no-changes = Nothing changes on this day.
law-at-next = The next change is on { $day }
law-at-before = before:
law-at-after = after:
law-at-repealed = Repealed by { $act }; nothing takes its place
law-at-successor = Repealed by { $act }; its place is taken by { $successor }
law-at-from = In force from { $from }
law-at-from-until = In force from { $from } to { $last }
law-at-not-in-force = Not in force on { $day }
law-at-needs = Its rules hold only with { $needs }
law-at-known-from = Known from { $day }
law-at-never = Annulled: as if it had never been
law-at-nobody = Nobody answers on { $day }. Rules on other days or in other readings:
law-at-event-act = Becomes known: { $act }
law-at-event-insert = Inserted: { $target } (by { $act })
law-at-event-replace = Amended: { $target } (by { $act })
law-at-event-repeal = Repealed: { $target } (by { $act })
law-at-event-annul = Annulled: { $target } (by { $act })
law-at-event-renumber = Renumbered: { $target } (by { $act })
law-at-event-place-begins = Comes into being: { $place } ({ $id })
law-at-event-place-ends = Ceases to be: { $place } ({ $id })
law-at-event-answer = Answered: { $question } { $name }={ $value }

law-trace-before-filing = { $day } is before the filing on { $filed }: a clock starts and a case is decided no earlier than it is filed
law-trace-filed = filed on { $day }
law-trace-started = clock started on { $day }
law-trace-decided = decided on { $day }
law-trace-known = as known on { $day }
law-trace-answer = Answer: { $value } [{ $grade }]
law-trace-nobody = Nobody answers this question here on these days. Every rule that was considered:
law-trace-unknown = Nobody answers this question here on these days, and no rule for it was known.
law-trace-open = The law alone does not decide: { $why }
law-trace-tie = rules of equal strength are left: { $rules }
law-trace-choice = { $clause } leaves the choice between { $old } and { $new } to the holder
law-trace-incomparable = under { $clause }, which of { $old } and { $new } is more favourable cannot be computed; a named official decides: { $body }
law-trace-uses-nothing = { $rule } reads { $slot }, which has no answer
law-trace-competence = By virtue of the competence { $rule }
law-trace-transition = Chosen by the transition clause { $rule }
law-trace-uses = Reads { $name } from { $rule }
law-trace-next = The answer may change on { $day }
law-trace-head-number = no.
law-trace-head-step = step
law-trace-head-verdict = verdict
law-trace-head-principle = principle
law-trace-head-by = by
law-trace-head-because = because

law-diff-one-side = Name two folders of law (or the word `shipped`), or one and the days of knowledge: --known-a DATE, --known-b DATE
law-diff-same = Both say the same.
law-diff-effects = Effect: questions that are answered otherwise
law-diff-rules = Rules
law-diff-texts = Words
law-diff-entries = Acts, amendments and lists
law-diff-counts = Questions answered otherwise: { $effects }. Rules: { $rules }. Texts: { $texts }. Entries: { $entries }.
law-diff-from = from { $from }
law-diff-from-to = from { $from } to { $last }
law-diff-follows = follows { $version }
law-diff-added = added:
law-diff-removed = removed:
law-diff-changed = changed:
law-diff-followed = new version:
law-diff-list-act = act
law-diff-list-amendment = amendment
law-diff-list-rank = rank
law-diff-list-authority = body
law-diff-list-territory = territory
law-diff-list-switch = open question
law-diff-list-slot = question
law-diff-list-area = area
law-diff-list-class = class
law-diff-list-status = status
law-diff-list-event = event
law-diff-list-receipt = receipt
law-diff-list-role = role

law-coverage-title = How much of the law is carried out, and how well it is known
law-coverage-act = act
law-coverage-provisions = all
law-coverage-executed = done
law-coverage-judgement = human
law-coverage-informative = told
law-coverage-missing = gap
law-coverage-enacted = text
law-coverage-reported = rep.
law-coverage-bill = bill
law-coverage-assumed = assm.
law-coverage-total = { $acts ->
    [one] { $acts } act
   *[other] { $acts } acts
}
law-coverage-legend = all: provisions; done: executed by the program; human: left to the judgement of a named official; told: informative, nothing to execute; gap: content not known. Grade of the provision: text: the enacted text is at hand; rep.: reported; bill: known from the bill only; assm.: assumed, with basis and range.
law-coverage-missing-title = Not known, and who could say
law-coverage-ask = ask: { $ask }
law-coverage-no-block = words without a rule

law-export-written = { $files ->
    [one] { $files } document written to { $folder }
   *[other] { $files } documents written to { $folder }
}
law-export-one-document = Without --out only one document can be printed; name the act with --act, or a folder with --out
law-import-twice = { $file } stands for { $name }, and so does another document
