# `law propose`

propose-title = What the draft { $draft } changes
propose-cases = Filed under both laws from { $from } on: { $real } real cases and { $generated } generated ones in each place; what nobody knows is drawn anew for each stream of cases, the same under both laws.
propose-head-class = Class
propose-head-n = Cases
propose-head-rulings = Rulings
propose-head-fees = Fees
propose-head-days = Days
propose-head-earlier = Earlier
propose-head-before = Before
propose-head-after = After
propose-unchanged = No case changes in: { $places }.
propose-effects-note = Rulings: cases that are granted, refused or decided by silence otherwise. Fees: cases whose fee another version of a rule sets. Days: cases that end on another day; of these, earlier. Before, after: mean days to the end. Only cases that can exist in the special economic zone are filed there.
propose-certificates = Stability certificates that the draft touches:
propose-certificates-none = The draft touches no stability certificate.
propose-held = certificate { $id } of { $holder }, { $place }
propose-could-be = any certificate under { $guarantee } issued the day before, { $place }
propose-kept = the holder keeps { $old }; for others { $new }
propose-not-kept = { $new } reaches the holder too, instead of { $old }
propose-open = a named official decides between { $old } and { $new }
propose-tests = Tests of the law that no longer pass:
propose-tests-none = Every test of the law passes with the draft.
