# Проверка, объяснение и испытание права.

law-fault = Этого не должно было случиться; ничего не изменено. Сообщите об этом вместе с командой: { $fault }
law-unknown-switch = Нет открытого вопроса «{ $name }»
law-unknown-value = «{ $name }» не является ответом на { $switch }. Известны: { $known }
law-unknown-place = Нет места «{ $name }»
law-unknown-person = Нет статуса «{ $name }»
law-unknown-class = Нет класса «{ $name }»
law-unknown-service = Нет услуги «{ $name }»
law-not-a-date = «{ $name }» не является днём; пишите ГГГГ-ММ-ДД, например 2026-11-02
law-not-offered = Услуга «{ $service }» не оказывается в { $place } на { $day }. Она оказывается в: { $known }
law-not-yet = Ни одна норма не предлагает «{ $service }» в { $place } на { $day }; первая начинает действовать { $first }

law-check-summary = ошибок: { $errors }, предупреждений: { $warnings }
law-test-differs = ожидалось { $expected }, норма говорит { $found }

law-explain-title = { $service }: { $place }, подано { $day }
law-explain-person = Заявитель: { $person }. Дело: { $class }
law-explain-registered = Это нерабочий день: зарегистрировано { $day }
law-explain-procedure = Процедура: { $file }. Каждый срок показан так, как если бы шаг начался в день подачи.
law-explain-body = Орган: { $body }
law-explain-term = Срок: { $length }, до { $day } включительно
law-explain-range = (предположение; возможно от { $low } до { $high })
law-explain-silence = Если никто не ответил: { $silence }
law-explain-fee = Плата: { $amount } { $unit }
law-explain-why = Почему именно эти положения, а не другие
law-explain-switches = Открытые вопросы, от которых это зависит
law-explain-switch-value = Принято { $name }={ $value } (из { $values })
law-explain-switch-decides = Другой ответ меняет: { $slots }
law-explain-switch-ask = Кто знает: { $ask }
law-explain-assumed = Часть этого – предположение: никто этого не принял, либо это зависит от открытого вопроса.
law-explain-hash = Хеш права: { $hash }

law-verdict-wins = действует
law-verdict-loses = уступает
law-verdict-void = ничтожно
law-verdict-lapsed = утратило силу
law-verdict-out = не применяется

law-principle-known = известность
law-principle-reading = толкование
law-principle-time = время
law-principle-scope = сфера действия
law-principle-competence = компетенция
law-principle-derogation = изъятие
law-principle-speciality = специальная норма
law-principle-later = более поздняя норма
law-principle-rank = уровень
law-principle-subsidiary = высшая норма уступает
law-principle-displacement = вытеснение
law-principle-transition = переходная норма
law-principle-certificate = сертификат

law-because-proposed = это проект
law-because-other-reading = она действует только при ответе на вопрос «{ $question }»: { $reading }
law-because-annulled = она отменена с самого начала, что известно с { $day }
law-because-begins = она вступает в силу { $day }
law-because-ended = она прекратилась { $day }
law-because-territory = она для другой территории
law-because-person = она для других лиц
law-because-class = она для другого класса
law-because-excepted = она исключает этот случай
law-because-no-row = в ней нет строки для этого класса
law-because-no-competence = её орган не вправе это регулировать
law-because-competence-begins = компетенция её органа начинается { $day }
law-because-competence-ended = компетенция её органа прекратилась { $day }
law-because-outside-bounds = её значение вне пределов компетенции
law-because-derogated = другая действует вопреки ей
law-because-narrower = другая уже по охвату
law-because-later-from = другая действует с более позднего дня
law-because-later-published = другая опубликована позже
law-because-higher-rank = другая выше по уровню
law-because-yields = она позволяет низшему уровню установить иное
law-because-displaced = компетенция органа другой нормы вытесняет её
law-because-higher-and-later = другая выше по уровню и принята позже
law-because-tie = другая норма столь же сильна; ни одна не отвечает
law-because-kept-by-transition = переходная норма сохраняет прежнюю редакцию
law-because-kept-by-certificate = сертификат владельца сохраняет прежнюю редакцию
law-because-only = это единственная норма для данного случая
law-because-stands = она устояла против всех других норм

# Кто мог бы ответить на открытый вопрос права, если это не орган из его списка.
knows-ministry-of-justice = Министерство юстиции
knows-ministry-of-finance = Министерство финансов
knows-ministry-of-ecology = Министерство экологии
knows-ministry-of-labour-and-social-protection = Министерство труда и социальной защиты
knows-ministry-of-labour-and-social-protection-of-the-population = Министерство труда и социальной защиты населения
knows-constitutional-court = Конституционный суд
knows-supreme-court = Верховный суд
knows-for-kurban-ait-the-spiritual-administration-of-muslims = о Курбан-айте – Духовное управление мусульман
knows-text-of-art-25 = текст ст. 25
knows-text-of-order-no-240 = текст приказа № 240
knows-text-of-the-appc-chapter-on-complaints = текст АППК, глава о жалобах
knows-text-of-the-constitutional-law-of-8-may-2026 = текст конституционного закона от 8 мая 2026 года
knows-text-of-the-order-of-29-may-2026 = текст приказа от 29 мая 2026 года
knows-the-environmental-code-of-2021 = Экологический кодекс 2021 года
knows-the-annexes-of-the-law = приложения к закону
knows-the-code-s-chapter-on-hearings = глава кодекса о заслушивании
knows-architecture-departments = отделы архитектуры
knows-text-of-order-no-279-of-17-june-2025 = текст приказа № 279-НҚ от 17 июня 2025 года
knows-authorised-body-for-the-protection-of-personal-data = уполномоченный орган по защите персональных данных
knows-text-of-resolution-no-832-item-38 = текст постановления № 832, пункт 38
