# Due dates and their count, day by day (`alatau calendar due`).

calendar-due = Due { $day }, { $weekday }: until 24:00 ({ $zone })
calendar-due-hours = Due { $day }, { $weekday }: until { $time } ({ $zone })
calendar-start = Starts { $day }, { $weekday }
calendar-registered = Filed { $filed }, registered { $day }, { $weekday }: the first working day then open

calendar-length-working-days = Term in working days: { $length }
calendar-length-calendar-days = Term in calendar days: { $length }
calendar-length-months = Term in months: { $length }
calendar-length-years = Term in years: { $length }
calendar-length-hours = Term in hours: { $length }
calendar-end-next-working-day = Last day off: moves to the next working day
calendar-end-stays = Last day off: stays
calendar-first-day-excluded = Day of the start: does not count
calendar-first-day-included = Day of the start: counts
calendar-rounding-down = Month without such a day: ends on its last
calendar-rounding-up = Month without such a day: ends on the first of the next

calendar-weekday-monday = Monday
calendar-weekday-tuesday = Tuesday
calendar-weekday-wednesday = Wednesday
calendar-weekday-thursday = Thursday
calendar-weekday-friday = Friday
calendar-weekday-saturday = Saturday
calendar-weekday-sunday = Sunday

calendar-why-start-day = start, day zero
calendar-why-counted = counts
calendar-why-worked-weekend = counts: worked in exchange
calendar-why-weekend = weekend
calendar-why-holiday = holiday
calendar-why-moved-day-off = moved day off
calendar-why-stopped = clock stopped
calendar-why-resumed = clock runs again
calendar-why-rolled-end = the term ends here
calendar-named = { $why }: { $name }
calendar-in-place-of = { $why }, in place of { $day }
calendar-mark-due = due
calendar-mark-projected = not certain yet
calendar-omitted = days not shown here: { $days } (--json has them all)

calendar-projected = This count leans on days nobody has published yet. They follow the holiday rules; Kurban-ait is an estimate.
calendar-reading = Open question { $switch }, read as { $value }
calendar-reading-differs = With { $switch } = { $value } it would be due on { $day }

calendar-day-new-year = New Year
calendar-day-christmas = Orthodox Christmas
calendar-day-womens-day = International Women's Day
calendar-day-constitution-day = Constitution Day
calendar-day-nowruz = Nauryz
calendar-day-unity-day = Day of Unity of the People of Kazakhstan
calendar-day-defender-day = Defender of the Fatherland Day
calendar-day-victory-day = Victory Day
calendar-day-capital-day = Capital Day
calendar-day-republic-day = Republic Day
calendar-day-first-president-day = Day of the First President
calendar-day-independence-day = Independence Day
calendar-day-kurban-ait = first day of Kurban-ait
calendar-day-exchanged = exchanged by the Government
