# Receipts checked without a network (`alatau verify`, and the page that checks them).

evidence-valid = Genuine. The city's log holds exactly this.
evidence-expired = Genuine, but no longer in force: what it grants ended on { $day }.
evidence-revoked = Genuine, but revoked: the city itself wrote that the decision no longer stands.
evidence-changed = Not genuine: something was changed after it was issued.
evidence-unknown-key = Not proved: no key that you trust signed it. It says that it comes from { $origin }.
evidence-witnesses = Not proved: the witnesses that your policy asks for did not sign it. It says that it comes from { $origin }.

evidence-why-form = The file is not as it was written, or a part of it is missing.
evidence-why-content = The content is not the one that the log commits to.
evidence-why-proof = The entry is not in the log at the place that is named.
evidence-why-signature = The signature does not fit the checkpoint of the log.

evidence-log = Log: { $origin }, entry { $leaf } of { $size }
evidence-written = Written: { $day }, { $time } ({ $zone })
evidence-entry = Case { $case }, procedure { $procedure }, event { $first } to { $last } of the procedure
evidence-outcome = Outcome: { $outcome }
evidence-outcome-revoked = revoked
evidence-until = In force until the end of { $day }
evidence-content-shown = Content: shown, and the one that the log commits to
evidence-content-hidden = Content: not shown; the entry is proved all the same
evidence-witnessed = Witnesses that signed: { $names }

evidence-not-a-receipt = { $file } is no receipt; take the file that the city gave with its decision

evidence-page-title = Check a receipt
evidence-page-intro = Whether a city's log really holds a decision is computed here, in this window. Nothing is sent anywhere.
evidence-page-file = Receipt (a file)
evidence-page-key = Key of the log, as the city publishes it
evidence-page-check = Check
evidence-page-bad-key = This is no key of a log. Its form is name+id+letters; copy it whole.
evidence-page-old-browser = This browser cannot check Ed25519 signatures. Use a newer one, or the command “alatau verify”.
evidence-page-no-script = This page computes with JavaScript, which is switched off. The command “alatau verify” does the same without it.
