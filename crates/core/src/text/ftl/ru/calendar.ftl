# Сроки и их подсчёт по дням (`alatau calendar due`).

calendar-due = Срок истекает { $day }, { $weekday }: до 24:00 ({ $zone })
calendar-due-hours = Срок истекает { $day }, { $weekday }: до { $time } ({ $zone })
calendar-start = Начало { $day }, { $weekday }
calendar-registered = Подано { $filed }, зарегистрировано { $day }, { $weekday }: в первый рабочий день после этого

calendar-length-working-days = Срок в рабочих днях: { $length }
calendar-length-calendar-days = Срок в календарных днях: { $length }
calendar-length-months = Срок в месяцах: { $length }
calendar-length-years = Срок в годах: { $length }
calendar-length-hours = Срок в часах: { $length }
calendar-end-next-working-day = Последний день выходной: переносится на следующий рабочий день
calendar-end-stays = Последний день выходной: не переносится
calendar-first-day-excluded = День начала: не считается
calendar-first-day-included = День начала: считается
calendar-rounding-down = Месяц без такого числа: до его последнего дня
calendar-rounding-up = Месяц без такого числа: до первого дня следующего

calendar-weekday-monday = понедельник
calendar-weekday-tuesday = вторник
calendar-weekday-wednesday = среда
calendar-weekday-thursday = четверг
calendar-weekday-friday = пятница
calendar-weekday-saturday = суббота
calendar-weekday-sunday = воскресенье

calendar-why-start-day = начало, нулевой день
calendar-why-counted = считается
calendar-why-worked-weekend = считается: рабочий по обмену
calendar-why-weekend = выходной
calendar-why-holiday = праздник
calendar-why-moved-day-off = перенесённый выходной
calendar-why-stopped = течение срока остановлено
calendar-why-resumed = течение срока возобновлено
calendar-why-rolled-end = здесь срок истекает
calendar-named = { $why }: { $name }
calendar-in-place-of = { $why }, вместо { $day }
calendar-mark-due = истекает
calendar-mark-projected = ещё не точно
calendar-omitted = дни, не показанные здесь: { $days } (все есть в --json)

calendar-projected = Подсчёт опирается на дни, которые ещё никто не опубликовал. Они следуют правилам о праздниках; Курбан-айт оценён.
calendar-reading = Открытый вопрос { $switch }, прочтение { $value }
calendar-reading-differs = При { $switch } = { $value } срок истёк бы { $day }

calendar-day-new-year = Новый год
calendar-day-christmas = православное Рождество
calendar-day-womens-day = Международный женский день
calendar-day-constitution-day = День Конституции
calendar-day-nowruz = Наурыз мейрамы
calendar-day-unity-day = Праздник единства народа Казахстана
calendar-day-defender-day = День защитника Отечества
calendar-day-victory-day = День Победы
calendar-day-capital-day = День столицы
calendar-day-republic-day = День Республики
calendar-day-first-president-day = День Первого Президента
calendar-day-independence-day = День Независимости
calendar-day-kurban-ait = первый день Курбан-айта
calendar-day-exchanged = перенос по решению Правительства
