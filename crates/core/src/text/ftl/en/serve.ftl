# The live city: what the server says, and what people are told.

serve-listens = The city listens at { $address }
serve-set-up = Nobody has an account yet. Make the operator's with this link, which works once: { $link }
serve-stopped = Stopped; the log has { $leaves } leaves, and all is on the disk.
serve-checked = Settings, law and store are sound. It would listen on { $address }, over { $data }.

notice-filed = Case { $case } was filed; the law's clocks run from now on.
notice-your-turn = Case { $case } waits for you.
notice-ruled = There is a ruling in case { $case }.
notice-silence = In case { $case } nobody answered in time; the law says what that means.
notice-extended = The term in case { $case } was extended.
notice-closed = Case { $case } is closed.
