# The live city: what the server says, and what people are told.

serve-listens = The city listens at { $address }
serve-set-up = Nobody has an account yet. Make the operator's with this link, which works once: { $link }
serve-stopped = Stopped; the log has { $leaves } leaves, and all is on the disk.
serve-checked = Settings, law and store are sound. It would listen on { $address }, over { $data }.

notice-filed = Case { $case } was filed; the law's clocks run from now on.
notice-your-turn = Case { $case } waits for you.
notice-correction = Case { $case } came back: the file is incomplete. The case says what it lacks, each with its provision.
notice-complaint = Your complaint in case { $case } was lodged.
notice-ruled = There is a ruling in case { $case }.
notice-silence = In case { $case } nobody answered in time; the law says what that means.
notice-extended = The term in case { $case } was extended.
notice-closed = Case { $case } is closed.

backup-done = Copied { $leaves } leaves with root { $root } into { $into }.
restore-done = Restored { $leaves } leaves into { $into }; each was hashed again, and the root is { $root }.
backup-holds = Of { $held } cases it holds what is personal, of { $erased } that was erased before. What is erased later stays in a copy and comes back with it: keep no copy longer than its content may be kept.

doctor-well = well
doctor-warning = look at it
doctor-bad = BAD
doctor-file = the file of the store
doctor-numbers = numbers of events, without gaps
doctor-frontier = the edge of the log and its checkpoint
doctor-contents = contents and what was committed to
doctor-tiles = the published files of the log
doctor-cases = cases and what they wait for
doctor-counts = what is counted with the rows
doctor-holdings = what the registers hold
doctor-documents = documents
doctor-room = room on the disk
doctor-flush = how fast the disk flushes
doctor-rights = who may read its files
doctor-form = tables, indexes and guards of the store
doctor-keys = keys of the log
doctor-clock = the clock of the machine
doctor-figures = the published figures
restore-new-log = The log was cut off before a checkpoint that was signed. Its key was left behind: the city begins a new log at its next start. Choose another --origin for it, and say so in public.
doctor-states = cases and what their events say

serve-receipt-holds = The receipt is genuine: the signed log of this city has this entry.
serve-passwords-differ = The two passwords differ.
serve-declaration-missing = Say that what you state is true before you file.
due-cases = Due to be erased on { $day }: { $n }
due-case = case { $case }, { $service }: kept until { $until }, to be erased by { $by }
