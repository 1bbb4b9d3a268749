# Checking, explaining and testing the law.

law-fault = This should not have happened; nothing was changed. Please report it with the command: { $fault }
law-unknown-switch = There is no open question “{ $name }”
law-unknown-value = “{ $name }” is no reading of { $switch }. Known: { $known }
law-unknown-place = There is no place “{ $name }”
law-unknown-person = There is no status “{ $name }”
law-unknown-class = There is no class “{ $name }”
law-unknown-service = There is no service “{ $name }”
law-not-a-date = “{ $name }” is not a day; write YYYY-MM-DD, for example 2026-11-02
law-not-offered = “{ $service }” is not offered in { $place } on { $day }. It is offered in: { $known }
law-not-yet = No law offers “{ $service }” in { $place } on { $day }; the first that does begins on { $first }

law-check-summary = { $errors } errors, { $warnings } warnings
law-test-differs = expected { $expected }, the law says { $found }

law-explain-title = { $service }: { $place }, filed on { $day }
law-explain-person = Applicant: { $person }. Case: { $class }
law-explain-registered = That is no working day: registered on { $day }
law-explain-procedure = Procedure: { $file }. Each due day is as if the step were begun on the day of filing.
law-explain-body = Body: { $body }
law-explain-term = Term: { $length }, due { $day }
law-explain-range = (assumed; anything from { $low } to { $high })
law-explain-silence = If nobody acts: { $silence }
law-explain-fee = Fee: { $amount } { $unit }
law-explain-why = Why these provisions, and not others
law-explain-switches = Open questions it hangs on
law-explain-switch-value = Read as { $name }={ $value } (of { $values })
law-explain-switch-decides = Another reading changes: { $slots }
law-explain-switch-ask = Who knows: { $ask }
law-explain-assumed = Some of this is assumed: nobody has enacted it, or it hangs on an open question.
law-explain-hash = Hash: { $hash }

law-verdict-wins = holds
law-verdict-loses = gives way
law-verdict-void = void
law-verdict-lapsed = lapsed
law-verdict-out = does not apply

law-principle-known = knowledge
law-principle-reading = reading
law-principle-time = time
law-principle-scope = scope
law-principle-competence = competence
law-principle-derogation = derogation
law-principle-speciality = the narrower rule
law-principle-later = the later rule
law-principle-rank = rank
law-principle-subsidiary = the higher rule yields
law-principle-displacement = displacement
law-principle-transition = transition
law-principle-certificate = certificate

law-because-proposed = it is a draft
law-because-other-reading = it holds only where “{ $question }” is answered: { $reading }
law-because-annulled = it was annulled from the beginning, as is known since { $day }
law-because-begins = it begins on { $day }
law-because-ended = it ended on { $day }
law-because-territory = it is for another territory
law-because-person = it is for other persons
law-because-class = it is for another class
law-because-excepted = it excepts this case
law-because-no-row = it has no row for this class
law-because-no-competence = its body may not regulate this
law-because-competence-begins = the competence of its body begins on { $day }
law-because-competence-ended = the competence of its body ended on { $day }
law-because-outside-bounds = its value lies outside the bounds of the competence
law-because-derogated = the other stands notwithstanding it
law-because-narrower = the other is narrower
law-because-later-from = the other is in force since a later day
law-because-later-published = the other was published later
law-because-higher-rank = the other ranks higher
law-because-yields = it lets the lower rank provide otherwise
law-because-displaced = the competence of the other's body displaces it
law-because-higher-and-later = the other ranks higher and is later
law-because-tie = another rule is as strong; neither answers
law-because-kept-by-transition = a transition clause keeps the older version
law-because-kept-by-certificate = the holder’s certificate keeps the older version
law-because-only = it is the only rule for this case
law-because-stands = it stands against every other rule

# Who could answer an open question of the law, where it is no body of its list.
knows-ministry-of-justice = Ministry of Justice
knows-ministry-of-finance = Ministry of Finance
knows-ministry-of-ecology = Ministry of Ecology
knows-ministry-of-labour-and-social-protection = Ministry of Labour and Social Protection
knows-ministry-of-labour-and-social-protection-of-the-population = Ministry of Labour and Social Protection of the Population
knows-constitutional-court = Constitutional Court
knows-supreme-court = Supreme Court
knows-for-kurban-ait-the-spiritual-administration-of-muslims = for Kurban-ait the Spiritual Administration of Muslims
knows-text-of-art-25 = text of art. 25
knows-text-of-order-no-240 = text of order No. 240
knows-text-of-the-appc-chapter-on-complaints = text of the APPC, chapter on complaints
knows-text-of-the-constitutional-law-of-8-may-2026 = text of the constitutional law of 8 May 2026
knows-text-of-the-order-of-29-may-2026 = text of the order of 29 May 2026
knows-the-environmental-code-of-2021 = the Environmental Code of 2021
knows-the-annexes-of-the-law = the annexes of the law
knows-the-code-s-chapter-on-hearings = the code’s chapter on hearings
knows-architecture-departments = Architecture departments
knows-text-of-order-no-279-of-17-june-2025 = text of order No. 279-НҚ of 17 June 2025
knows-authorised-body-for-the-protection-of-personal-data = authorised body for the protection of personal data
knows-text-of-resolution-no-832-item-38 = text of resolution No. 832, item 38
