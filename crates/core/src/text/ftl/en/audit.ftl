audit-read = Read { $size } entries of the log. Root: { $root }
audit-signed = The checkpoint is signed by { $key }.
audit-unsigned = No key was given, so nobody's signature was checked. Give the key that you kept with --key.
audit-figure =
    { $procedure }: { $filed } filed, { $open } open, { $closed } closed ({ $approved } approved, { $refused } refused, { $withdrawn } taken back)
      on time { $ontime } of { $closed }; silence spoke { $silences } times
      days, median / nine of ten: statutory { $statutory }, extended { $extended }, applicant { $applicant }, in all { $total }
audit-finding = FOUND: { $finding }
audit-difference = DIFFERS: { $procedure } { $figure }: published { $published }, the log has { $computed }
audit-holds = The log is complete, and every figure that was published comes out of it.
audit-fails = The log or the figures do not hold.
audit-nothing-published = The log is complete. No published figures were given, so none were compared.
audit-figures-of = The published figures are of the first { $of } entries of { $size }.
audit-kept = Held against { $kept } that were kept: checkpoints and receipts.
audit-nothing-kept = Nothing that somebody kept was given (--kept): what was cut off at the end of the log does not show.
