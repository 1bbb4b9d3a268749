# Why a ruling is as it is, for those whom it concerns.

explain-result = { $result }: { $because }
explain-fact = { $fact } is { $value }; this condition is met: { $test }.
explain-fact-is = { $fact } is { $value }.
explain-fact-not = { $fact } is { $value }; this condition is not met: { $test }.
explain-flow = at the step { $element } the condition { $test } holds.
explain-flow-not = at the step { $element } the condition { $test } does not hold.
explain-person = { $result }: { $name } ({ $role }) decided so at the step { $element }, for this reason: { $reason }.
explain-judgement = { $name } ({ $role }) answered { $answer } to the question { $question }, for this reason: { $reason }. Only a human may answer it.
explain-silence = nobody acted within { $length } ({ $role }), and the law takes silence as: { $yields }.
explain-silence-due = nobody acted within { $length }, by { $day } ({ $role }), and the law takes silence as: { $yields }.
explain-with = With { $value } it would be: { $then }.
explain-otherwise = Otherwise it would be: { $then }.
explain-no-single = { $result }: no single condition decides this; several would have to change together.
explain-open = The rules leave this open: { $reason }.
explain-table = The table { $table } computed this; no human judged.
explain-table-row = The table { $table } computed this by its row { $row } of { $rows }; no human judged.
explain-certificate = Certificate { $id } on { $slot }: { $held }.
explain-switch = This hangs on an open question: { $question } It was read as “{ $value }”.
explain-choice = On { $slot } this holds: { $this }. This does not: { $that }; { $why }.
explain-assumed = Part of this is assumed: nobody has enacted it.
explain-assumed-ask = Part of this is assumed: nobody has enacted it. Who knows: { $ask }.
explain-unknown = unknown
explain-else = something that no rule names

explain-at-least = at least { $value }
explain-more-than = more than { $value }
explain-at-most = at most { $value }
explain-less-than = less than { $value }
explain-none-of = anything but { $value }
explain-both = { $low } and { $high }
explain-or = or

explain-change = { $fact }: { $to } instead of { $from }
explain-way = { $changes }. Then: { $then }.
explain-nothing-controlled = No fact that the applicant controls is declared here, so no change can be proposed.
explain-no-way = No change of these facts leads to { $goal }: { $facts }.
explain-no-way-found = No change that was tried leads to { $goal }; there are too many to try all: { $facts }.

explain-title = { $service } – { $place }, { $day }
explain-ways-title = What would lead to { $goal }
explain-changeable = Facts that may change: { $facts }
explain-hash = Record { $hash }
explain-verified = The record holds: computed again from its own inputs it is the same. It belongs to a ruling if the ruling names this hash.
explain-differs = The record does not hold: { $count } differences.
explain-differs-at = { $at }: stored { $before }, computed { $after }
explain-nothing = (nothing)
explain-no-decision = No decision of “{ $service }” reads facts here; name a silent step with --silent. Steps: { $known }
explain-unknown-fact = No decision of “{ $service }” reads the fact “{ $name }”. Known: { $known }
explain-unknown-step = There is no step “{ $name }” with a term. Known: { $known }
explain-unknown-want = No rule here says “{ $name }”. Known: { $known }
explain-facts-form = { $file }: write one JSON object of facts, each a number, a string, true, false or null; { $fault }
