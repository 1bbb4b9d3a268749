# Чтение права: что действует, почему, чем отличается, что исполняется.

law-known = Известны: { $known }
law-did-you-mean = Возможно, имелось в виду «{ $word }»?
law-unknown-slot = В law/vocabulary.toml нет вопроса «{ $name }»
law-unknown-what = «{ $name }» – не акт, не положение (акт#ключ) и не вопрос права
law-unknown-act = Нет акта «{ $name }»

law-value-procedure = процедура { $file }
law-value-free = не оказывается: действовать можно без разрешения
law-value-forbidden = не оказывается: действие запрещено
law-value-instead = не оказывается; вместо неё: { $service }
law-value-not-offered = не оказывается
law-value-table = таблица решений «{ $decision }» ({ $file })
law-value-judgement = решает назначенное должностное лицо
law-value-ex-tunc = по праву, действовавшему на день обжалуемого решения
law-value-ex-nunc = по праву, действующему на день рассмотрения
law-value-displaces = вытесняет нормы до уровня «{ $rank }» включительно
law-value-prevails = имеет преимущество перед более поздним законом
law-value-yields = уступает более позднему закону
law-value-unless-express = имеет преимущество перед более поздним законом, если тот прямо не установил иное
law-value-frozen = сохраняется прежняя редакция
law-value-most-favourable = применяется редакция, более благоприятная для заявителя
law-value-choice = редакцию выбирает держатель
law-value-new = применяется новая редакция
law-value-revenue = { $share }: { $receipts }; получатель: { $receiver }
law-value-kept = { $length } после события «{ $event }»
law-value-kept-from-new-year = { $length } с конца года события «{ $event }»
law-value-permanent = постоянно
law-value-calendar = календарь рабочих дней
law-value-informative = справочное положение, исполнять нечего
law-value-nothing = нормы нет
law-value-open = право само не решает

law-where-everywhere = на всей территории
law-where-except = { $place } (кроме: { $except })
law-where-not = все, кроме: { $words }

law-at-title = Право, действующее на { $day }
law-at-known = По сведениям на { $day }; действующих норм по актам:
law-at-conditional = { "" } – зависит от открытого вопроса
law-at-answers = Что установлено для этого места
law-at-changes = Что меняется в этот день
law-at-no-changes = В этот день ничего не меняется.
law-at-next = Следующее изменение: { $day }
law-at-before = было:
law-at-after = стало:
law-at-repealed = Отменено актом { $act }; замены нет
law-at-successor = Отменено актом { $act }; вместо него действует { $successor }
law-at-from = Действует с { $from }
law-at-from-until = Действует с { $from } по { $last }
law-at-not-in-force = На { $day } не действует
law-at-needs = Его нормы действуют только при { $needs }
law-at-known-from = Стало известно { $day }
law-at-never = Признано недействительным с самого начала
law-at-nobody = На { $day } нормы нет. Нормы в иные дни или при иных толкованиях:
law-at-event-act = Становится известен акт: { $act }
law-at-event-insert = Включено: { $target } (актом { $act })
law-at-event-replace = Изменено: { $target } (актом { $act })
law-at-event-repeal = Отменено: { $target } (актом { $act })
law-at-event-annul = Признано недействительным: { $target } (актом { $act })
law-at-event-renumber = Изменена нумерация: { $target } (актом { $act })
law-at-event-place-begins = Образуется: { $place } ({ $id })
law-at-event-place-ends = Прекращает существование: { $place } ({ $id })
law-at-event-answer = Получен ответ: { $question } { $name }={ $value }

law-trace-before-filing = { $day } – раньше подачи { $filed }: срок начинается и дело решается не раньше подачи
law-trace-filed = подано { $day }
law-trace-started = срок начат { $day }
law-trace-decided = решено { $day }
law-trace-known = по сведениям на { $day }
law-trace-answer = Ответ: { $value } [{ $grade }]
law-trace-nobody = На этот вопрос здесь в эти дни нормы нет. Все рассмотренные нормы:
law-trace-unknown = На этот вопрос здесь в эти дни нормы нет, и ни одной нормы по нему не было известно.
law-trace-open = Право само не решает: { $why }
law-trace-tie = остались равносильные нормы: { $rules }
law-trace-choice = { $clause } оставляет выбор между { $old } и { $new } держателю
law-trace-incomparable = по { $clause } нельзя вычислить, какая из норм { $old } и { $new } благоприятнее; решает назначенное должностное лицо: { $body }
law-trace-uses-nothing = { $rule } использует { $slot }, а на этот вопрос нормы нет
law-trace-competence = В силу компетенции { $rule }
law-trace-transition = Выбрано переходной нормой { $rule }
law-trace-uses = Использует { $name } из { $rule }
law-trace-next = Ответ может измениться { $day }
law-trace-head-number = №
law-trace-head-step = шаг
law-trace-head-verdict = исход
law-trace-head-principle = принцип
law-trace-head-by = чем
law-trace-head-because = основание

law-diff-one-side = Укажите две папки права (или слово `shipped`) либо одну папку и дни известности: --known-a ДАТА, --known-b ДАТА
law-diff-same = Различий нет.
law-diff-effects = Последствия: вопросы, на которые ответ иной
law-diff-rules = Нормы
law-diff-texts = Текст
law-diff-entries = Акты, поправки и перечни
law-diff-counts = Вопросов с иным ответом: { $effects }. Норм: { $rules }. Текстов: { $texts }. Записей: { $entries }.
law-diff-from = с { $from }
law-diff-from-to = с { $from } по { $last }
law-diff-follows = следует за { $version }
law-diff-added = добавлено:
law-diff-removed = исключено:
law-diff-changed = изменено:
law-diff-followed = новая редакция:
law-diff-list-act = акт
law-diff-list-amendment = поправка
law-diff-list-rank = уровень
law-diff-list-authority = орган
law-diff-list-territory = территория
law-diff-list-switch = открытый вопрос
law-diff-list-slot = вопрос
law-diff-list-area = область
law-diff-list-class = класс
law-diff-list-status = статус
law-diff-list-event = событие
law-diff-list-receipt = поступление
law-diff-list-role = роль

law-coverage-title = Какая часть права исполняется и насколько она известна
law-coverage-act = акт
law-coverage-provisions = все
law-coverage-executed = исп.
law-coverage-judgement = усм.
law-coverage-informative = спр.
law-coverage-missing = нет
law-coverage-enacted = текст
law-coverage-reported = сооб.
law-coverage-bill = пр-т
law-coverage-assumed = пред.
law-coverage-total = { $acts ->
    [one] { $acts } акт
    [few] { $acts } акта
    [many] { $acts } актов
   *[other] { $acts } акта
}
law-coverage-legend = все: положения; исп.: исполняются программой; усм.: оставлены на усмотрение назначенного должностного лица; спр.: справочные, исполнять нечего; нет: содержание неизвестно. Степень достоверности: текст: есть принятый текст; сооб.: по сообщениям; пр-т: только из проекта; пред.: предположение с обоснованием и пределами.
law-coverage-missing-title = Что неизвестно и кто мог бы ответить
law-coverage-ask = кто знает: { $ask }
law-coverage-no-block = текст без нормы

law-export-written = { $files ->
    [one] { $files } документ записан в { $folder }
    [few] { $files } документа записаны в { $folder }
    [many] { $files } документов записаны в { $folder }
   *[other] { $files } документа записаны в { $folder }
}
law-export-one-document = Без --out выводится только один документ; укажите акт через --act или папку через --out
law-import-twice = { $file } соответствует { $name }, как и другой документ
