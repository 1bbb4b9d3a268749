# Страницы живого города.

portal-name = Алатау
portal-city = Город Алатау
portal-moment = { $day }, { $time }
portal-skip = Перейти к содержанию
portal-languages = Язык
portal-sections = Разделы
portal-sign-in = Войти
portal-sign-out = Выйти
portal-demo = Демонстрация: заявления вымышлены, право и программа настоящие. Правовых последствий здесь ничто не имеет.
portal-footer = Решения по праву и в дни, которые можно сосчитать. Каждую дату, цифру и решение здесь может проверить любой.
portal-made-at = Страница составлена { $at } по времени города.
portal-source = источник: { $source }
portal-optional = (необязательно)
portal-service = Услуга
portal-services = Услуги
portal-pages = Страницы списка
portal-page-before = ← Предыдущая страница
portal-page-after = Следующая страница →
portal-bytes = { $n } Б
portal-kib = { $n } КБ
portal-mib = { $n } МБ
portal-continue = Продолжить
portal-change = Изменить
portal-send = Отправить
portal-faults = Нужно исправить
portal-to-front = На главную страницу
portal-cites-of = Что говорит право: { $what }
portal-why-asked = Почему об этом спрашивают
portal-no-term = Для этого шага право не устанавливает срока.
portal-since = с { $at }

portal-section-need = Что мне нужно?
portal-section-applications = Мои заявления
portal-section-work = Список дел
portal-section-accounts = Учётные записи
portal-section-figures = Открытые показатели
portal-section-verify = Проверить документ

# Главная страница.
portal-front-title = День решения известен ещё до подачи заявления
portal-front-lead = По каждой услуге: шаги, органы, которые решают, сроки, которые право даёт каждому из них, и что означает их молчание.
portal-front-start = Что мне нужно?
portal-front-ways = Что ещё можно сделать здесь
portal-front-apply = Подать заявление
portal-front-apply-text = Каждый вопрос – один раз; всё сохраняется по ходу и проверяется перед подачей.
portal-front-figures-text = Сколько длились решения, кто опоздал, что решило молчание – и что было обещано.
portal-front-verify-text = Подлинна ли квитанция или решение – без всякого доверия к этому сайту.
portal-front-now = Город сейчас
portal-filed = Подано
portal-open = На рассмотрении
portal-approved = Одобрено
portal-refused = Отказано
portal-withdrawn = Отозвано
portal-silences = Сработало молчание
portal-late = С опозданием
portal-on-time = В срок
portal-by-silence-one = решило молчание
portal-filed-one = Подано
portal-leaves = Записей в журнале

portal-outcome-open = На рассмотрении
portal-outcome-approved = Одобрено
portal-outcome-refused = Отказано
portal-outcome-withdrawn = Отозвано
portal-outcome-done = Закрыто

# Что означает молчание для того, кого оно касается.
portal-meaning-approved = Если к этому времени никто не ответит, это одобрено.
portal-meaning-refused = Если к этому времени никто не ответит, это считается отказом, и вы вправе подать жалобу.
portal-meaning-agreed = Если к этому времени никто не ответит, это считается согласованным.
portal-meaning-withdrawn = Если к этому времени никто не ответит, это считается отозванным.
portal-meaning-escalated = Если к этому времени никто не ответит, дело переходит в вышестоящий орган.

# Что мне нужно?
portal-need-title = Что мне нужно?
portal-need-lead = Выберите услугу, место и день. Ответ даёт право, действующее в этот день, – правило за правилом.
portal-need-place = Место
portal-need-beside = Сравнить с
portal-need-ask = Показать, что нужно
portal-need-figures = В цифрах
portal-need-less = меньше
portal-need-fees = Сборы
portal-need-no-fee = право здесь их не называет
portal-need-apply = Подать такое заявление
portal-need-on = подано { $day }
portal-need-documents = Документы, которые даёте вы, каждый один раз
portal-need-steps = Шаги
portal-need-due = до { $day }, если начать в день подачи
portal-need-fee = Сбор: { $fee }
portal-need-promised = Обещано правом
portal-need-promised-text = не больше { $days }, если каждый орган один раз использует весь срок
portal-need-measured = Измерено за последние 90 дней
portal-need-measured-text = половина дел – за { $median }, девять из десяти – за { $p90 }; дел: { $n }
portal-need-measured-none = за последние 90 дней ни одно дело не завершилось
portal-need-contact = К кому обращаться
portal-need-contact-text = { $body }: первым получает дело
portal-need-basis = Правовое основание
portal-need-application = Заявление, которое заполняется на этом сайте
portal-need-diagram = Схема процедуры: { $place }
portal-need-diagram-alt = Схема процедуры; шаги выше говорят то же словами
portal-need-reading = Принято прочтение «{ $reading }»
portal-reading-on = да
portal-reading-off = нет
portal-reading-yes = да
portal-reading-no = нет
portal-reading-none = нет
portal-reading-each-stage = на каждом этапе
portal-reading-once = один раз
portal-reading-separate = отдельно
portal-reading-merged = вместе
portal-reading-required = нужно
portal-reading-not-required = не нужно
portal-reading-investors = инвесторам
portal-reading-adopted = принят
portal-reading-promised = обещано
portal-reading-code = как в кодексе
portal-reading-law = как в законе
portal-reading-order = как в приказе
portal-reading-prevails = имеет преимущество
portal-reading-yields = уступает
portal-reading-unless-express = если другой прямо не говорит иного
portal-reading-first = первый
portal-reading-second = второй
portal-reading-full = полностью
portal-reading-refused = отказано
portal-reading-escalated = переходит в вышестоящий орган
portal-reading-15-march = 15 марта
portal-reading-30-august = 30 августа
portal-need-grades = Насколько это достоверно?

# Подача заявления.
portal-applications-title = Мои заявления
portal-applications-service = О чём вы просите?
portal-applications-begin = Начать заявление
portal-applications-filed = Поданные
portal-applications-none = Вы ещё ничего не подали.
portal-applications-drafts = Черновики
portal-applications-no-drafts = Черновиков нет.
portal-applications-yours = Ваша очередь действовать
portal-applications-holder = сейчас у кого: { $body }
portal-applications-due = ближайшая дата: { $at }
portal-changed = изменено { $at }
portal-saved = Сохранено { $at }
portal-tasks-title = Ваше заявление
portal-tasks-done = Готово частей: { $done } из { $of }
portal-task-to-do = Не начато
portal-task-begun = Начато
portal-task-done = Готово
portal-task-later = Пока недоступно
portal-task-not-needed = Не требуется
portal-discard = Удалить черновик
portal-discard-text = Черновик и его документы будут удалены. Отменить это нельзя.
portal-back-to-tasks = Назад к списку частей
portal-save-next = Сохранить и продолжить
portal-save-later = Сохранить и вернуться к списку
portal-not-given = Нет ответа
portal-documents-title = Документы
portal-documents-lead = Каждый документ запрашивают один раз. Размер файла – до { $size }. Каждый файл получает отпечаток, чтобы все читали одну и ту же версию.
portal-documents-none = Документов нет.
portal-document-from-step = От вас не требуется: его даёт шаг «{ $step }».
portal-document-not-yet = Пока нет.
portal-document-choose = Выберите файл: { $name }
portal-document-upload = Загрузить
portal-document-remove = Убрать { $name }
portal-document-outdated = Заменён новой версией
portal-check-title = Проверьте свои ответы
portal-check-missing = Ещё не хватает
portal-check-first-due = Если подать сейчас, первый шаг должен быть сделан до { $at }.
portal-declare = Заверение
portal-declare-first = Заверьте, что всё указанное полно и верно.
portal-declaration = Насколько мне известно, всё указанное полно и верно.
portal-file = Подать заявление

# Дело.
portal-case-number = Дело { $number }
portal-case-filed = подано { $at }
portal-case-event = событие { $number }
portal-case-work = Работать с этим делом
portal-case-yours = Ваша очередь: { $what }
portal-case-yours-until = До { $at }.
portal-file-choose = Файл
portal-promise = День, когда решает молчание
portal-promise-step = На шаге «{ $step }»:
portal-holders = У кого дело сейчас
portal-next = Что дальше
portal-time = Время на сегодня
portal-total = Всего
portal-three-statutory = Время органов по закону
portal-three-extended = Продления
portal-three-applicant = У заявителя
portal-three-alt = По закону { $statutory }, продления { $extended }, у заявителя { $applicant }
portal-clock = Срок
portal-clock-used = прошло
portal-clock-left = осталось
portal-clock-due = истекает
portal-clock-silence = молчание означает
portal-clock-bar = прошло { $used }, осталось { $left }
portal-clock-extended = продлён
portal-clock-stopped = приостановлен
portal-clock-stands = срок приостановлен
portal-clock-projected = Часть счёта приходится на дни, календарь которых ещё не опубликован; дата может сдвинуться.
portal-clock-days = Счёт по дням: { $what }
portal-head-day = День
portal-head-weekday = День недели
portal-head-count = Номер
portal-head-why = Почему
portal-events = Что произошло
portal-events-count = { $n ->
    [one] { $n } событие
    [few] { $n } события
    [many] { $n } событий
   *[other] { $n } события
}
portal-the-clock = по истечении времени
portal-looks = Кто смотрел дело
portal-looks-none = Кроме вас никто не смотрел.
portal-looks-count = { $n ->
    [one] { $n } просмотр
    [few] { $n } просмотра
    [many] { $n } просмотров
   *[other] { $n } просмотра
}
portal-ruling-on = Решение по шагу «{ $step }»
portal-ruling-silence = Никто не ответил в срок; решило молчание
portal-complain = Жалоба
portal-complain-until = Жалобу в вышестоящий орган можно подать до { $at }.
portal-complain-why = Что в решении неверно?
portal-withdraw = Отозвать заявление
portal-withdraw-open = Отозвать …
portal-withdraw-text = Дело будет закончено. Подать заново можно в любое время.
portal-receipt = Квитанция
portal-receipt-text = Файл, который доказывает это без этого сайта и без сети.
portal-receipt-open = Открыть квитанцию
portal-receipt-download = Скачать квитанцию
portal-receipt-counter = Номер в своей процедуре
portal-receipt-leaf = Номер в журнале
portal-receipt-log = Журнал
portal-receipt-checkpoint = Контрольная точка
portal-receipt-size = { $n ->
    [one] { $n } запись,
    [few] { $n } записи,
    [many] { $n } записей,
   *[other] { $n } записи,
}
portal-receipt-how = Как проверить: считайте код, передайте файл в раздел «Проверить документ» или запустите «alatau verify». Изменение даже одного знака будет найдено.
portal-qr-alt = QR-код с адресом, указанным ниже

# Работа должностного лица.
portal-all-bodies = Все органы
portal-work-total = { $n ->
    [one] { $n } задача, по правовому риску
    [few] { $n } задачи, по правовому риску
    [many] { $n } задач, по правовому риску
   *[other] { $n } задачи, по правовому риску
}
portal-work-firing = { $n ->
    [one] В { $n } из них вот-вот решит молчание
    [few] В { $n } из них вот-вот решит молчание
    [many] В { $n } из них вот-вот решит молчание
   *[other] В { $n } из них вот-вот решит молчание
}
portal-work-whose = Чьи
portal-work-none = Здесь делать нечего.
portal-work-over = Срок истёк
portal-work-today = Последний день
portal-work-silence = затем: { $silence }
portal-work-late = с опозданием { $late } из { $of } ({ $share })
portal-work-how = Как упорядочен список
portal-work-order = По числу оставшихся рабочих дней; при равном числе сначала то, что вероятнее опоздает; затем по подаче. Вероятность не придумана: из случаев, когда тот же шаг был у этого органа не меньше времени, – по журналу города – это доля тех, что заняли больше, чем есть у этой задачи, или которые закончило молчание. Показана, если таких случаев не меньше { $least }.
portal-work-mine = моя
portal-work-free = свободна
portal-work-claim = Взять задачу
portal-work-release = Вернуть задачу
portal-work-taken = Эту задачу взял(а): { $who }.
portal-risk-firing = вот-вот решит молчание
portal-risk-soon = скоро истекает
portal-risk-calm = в срок
portal-risk-stopped = срок приостановлен
portal-risk-no-term = без срока
portal-facts = Что известно
portal-trace = Что говорят правила
portal-trace-none = Здесь не решает ни одно правило; решает человек.
portal-ruling = Решение
portal-ruling-outcome = Исход
portal-ruling-grounds = Основания
portal-ruling-grounds-hint = Выберите нормы, на которых основано решение, и о каждой скажите, почему она применима здесь.
portal-ruling-ground-reason = Почему она применима
portal-ruling-read = Прочитать
portal-ruling-second = До вступления решения в силу его должен подтвердить второй человек.
portal-ruling-no-outcome = Выберите исход.
portal-ruling-no-grounds = Выберите хотя бы одно основание и о каждом скажите, почему оно применимо.
portal-ruling-propose = Передать на подтверждение
portal-ruling-sign = Подписать решение
portal-proposal = Решение ждёт второго человека
portal-proposal-text = С вашим подтверждением решение вступает в силу; отменить его нельзя, можно только обжаловать.
portal-proposal-confirm = Подтвердить решение
portal-proposal-other = Подтвердить должен кто-то другой: кто написал решение, тот его не подтверждает.
portal-proposal-back = Вернуть

# Открытые показатели.
portal-figures-lead = Что измерено здесь – рядом с тем, что было вычислено заранее. Время всегда показано тремя частями; продление никогда не считается соблюдением срока.
portal-figures-at = Взято { $at }, записей журнала: { $leaves }
portal-figures-data = то же в виде данных
portal-figures-time = Время завершённых дел
portal-figures-finished = (завершённых дел: { $n })
portal-figures-root = Эти показатели каждый может вычислить заново по журналу («alatau audit»). Корень:
portal-compared = Чего следовало ожидать
portal-compared-measured = измерено здесь
portal-compared-row = медиана { $median }, девять из десяти – до { $p90 }
portal-compared-key = Широкая полоса: 95-процентный интервал медианы. Длинная отметка: медиана. Короткая: к этому дню завершены девять из десяти.
portal-waiting = Органы
portal-waiting-none = Ни у одного органа ещё не было дел.
portal-waiting-tasks = Ждут сейчас
portal-waiting-with-term = Со сроком, который идёт
portal-waiting-oldest = Самая старая ждёт
portal-stuck = Старые дела без движения
portal-stuck-text = { $days ->
    [one] Открытые дела, поданные { $days } день назад и раньше. Они показаны здесь с тем, чего они ждут, а не спрятаны в среднем.
    [few] Открытые дела, поданные { $days } дня назад и раньше. Они показаны здесь с тем, чего они ждут, а не спрятаны в среднем.
    [many] Открытые дела, поданные { $days } дней назад и раньше. Они показаны здесь с тем, чего они ждут, а не спрятаны в среднем.
   *[other] Открытые дела, поданные { $days } дня назад и раньше. Они показаны здесь с тем, чего они ждут, а не спрятаны в среднем.
}
portal-stuck-none = Таких нет.
portal-definitions = Определения
portal-definition-median = Половина завершённых дел заняла не больше стольких дней.
portal-definition-p90 = Девять из десяти завершённых дел заняли не больше стольких дней.
portal-definition-on-time = Доля завершённых дел, в которых ни один орган не пропустил срока и ни один срок не продлевался. Согласованное продление никогда не считается соблюдением срока.
portal-definition-late = Дела, в которых орган пропустил свой срок, – открытые и завершённые.
portal-definition-silence = Сколько раз сработало молчание – кто бы ни молчал: орган, согласующий орган или заявитель.
portal-definition-time = Календарные дни от подачи до конца, раздельно по часам: органов по закону, продлений, заявителя. В каждый миг идут только одни часы. Медианы частей не складываются в медиану целого.

# Проверка квитанции.
portal-verify-lead = Вставьте квитанцию или выберите её файл. Она сверяется с подписанным журналом города.
portal-verify-paste = Текст квитанции или адрес из её кода
portal-verify-check = Проверить
portal-verify-log = Журнал
portal-verify-key = Ключ
portal-verify-offline = Доверять этому сайту не обязательно:
portal-verify-offline-link = страница, которая проверяет квитанции с вашего диска, без сети
portal-verdict-holds = Подлинно
portal-verdict-ended = Подлинно, но больше не действует
portal-verdict-broken = Не подлинно

# Люди.
portal-name-to-sign-in = Имя для входа
portal-password = Пароль
portal-sign-in-help = Учётные записи открывает оператор города. Пароля по умолчанию нет.
portal-sign-in-link = Эта ссылка впускает вас и действует один раз.
portal-set-up = Первая учётная запись этого города
portal-set-up-lead = Эта страница работает один раз. Запись открывает другие учётные записи; дел она не решает.
portal-set-up-done = Открыть запись
portal-account-link = Ссылка для { $who }, действует один раз. Передайте её надёжным путём:
portal-account-closed = закрыта
portal-account-since = с { $at }
portal-account-renew = Создать ссылку для входа
portal-account-close = Закрыть
portal-account-open = Открыть снова
portal-account-new = Новая учётная запись
portal-account-new-text = Пароль здесь не задаётся: человек получает ссылку, которая действует один раз, и выбирает пароль сам.
portal-account-make = Открыть запись

# Норма.
portal-provision-from = действует с { $day }
portal-provision-until = до { $day }
portal-provision-key = Ключ
portal-provision-on = Показано на день
portal-provision-versions = Другие редакции
portal-provision-used = Что на ней основано

# Слова, которыми наполняются страницы.
portal-role-applicant = Заявитель
portal-role-officer = Должностное лицо
portal-role-supervisor = Руководитель
portal-role-auditor = Аудитор
portal-role-council = Совет
portal-role-operator = Оператор
portal-field-title = О чём заявление?
portal-field-title-hint = Одна строка вашими словами; так будет называться дело.
portal-field-question = Что нужно сделать?
portal-field-contact = Как с вами связаться?
portal-field-person = Кто подаёт
portal-field-class = Вид здания
portal-field-class-unknown = Определит процедура
portal-field-plot = Номер участка
portal-field-day = День подачи
portal-field-name = Имя для входа
portal-field-label = Имя, которое видят другие
portal-field-password-hint = Не меньше 12 знаков.
portal-field-again = Тот же пароль ещё раз
portal-field-roles = Роли
portal-field-body = Орган
portal-field-no-body = без органа
portal-field-units = На сколько
portal-field-reason = Почему
portal-part-about = О чём заявление
portal-part-place = Место и участок
portal-part-who = Кто подаёт
portal-part-facts = О чём спрашивает процедура
portal-part-check = Проверить ответы и подать
portal-group-what = Что нужно сделать
portal-group-file = Подача
portal-act-complete = Завершить шаг
portal-act-complete-lead = Дело пойдёт дальше; открыть этот шаг снова нельзя.
portal-act-extend = Продлить срок
portal-act-extend-lead = Продление показывается как продление, не считается соблюдением срока и требует причины.
portal-choice-no-other = без сравнения
portal-then = Затем: { $steps }
portal-done-saved = Сохранено.
portal-done-filed = Подано. С этого времени идут часы закона.
portal-done-withdrawn = Заявление отозвано.
portal-done-discarded = Черновик удалён.
portal-done-document = Документ добавлен.
portal-done-removed = Документ убран.
portal-done-claimed = Задача ваша.
portal-done-released = Задача снова свободна.
portal-done-completed = Шаг выполнен.
portal-done-proposed = Решение ждёт второго человека.
portal-done-confirmed = Решение вступило в силу.
portal-done-sent-back = Решение возвращено.
portal-done-extended = Срок продлён.
portal-done-account = Учётная запись изменена.
portal-done-signed-out = Вы вышли.
portal-problem-unreadable = Это невозможно прочитать
portal-problem-not-signed-in = Сначала войдите
portal-problem-not-allowed = Вам этого делать нельзя
portal-problem-not-found = Такой страницы нет
portal-problem-conflict = Сейчас это невозможно
portal-problem-gone = Персональные данные этого дела удалены
portal-problem-stale = Дело уже продвинулось
portal-problem-refused = Право этого не позволяет
portal-problem-too-large = Слишком большой объём
portal-problem-too-many = Слишком много попыток
portal-problem-unavailable = Сейчас невозможно
portal-problem-fault = Наша ошибка
portal-head-case = Дело
portal-head-still = Без движения
portal-verify-file = или файл

# Своя учётная запись.
portal-own-title = Ваша учётная запись
portal-own-choose = Выберите пароль
portal-own-change = Сменить пароль
portal-own-text = С ним вы входите из любого браузера. После смены пароля вход во всех других браузерах прекращается.
portal-field-old-password = Нынешний пароль
portal-password-other = Это не нынешний пароль; ничего не изменено.
portal-done-password = Пароль действует с этого момента.

# Что не так с ответом.
portal-fault-missing = Дайте ответ.
portal-fault-number = Напишите число цифрами.
portal-fault-long = Здесь знаков: { $n }, хранится не больше { $max }. Сократите текст или приложите документ.
portal-limit = Не больше { $max } знаков.
portal-fault-file = Выберите непустой файл.

portal-to-case = Назад к делу

portal-diagram = Схема: где дело сейчас
portal-diagram-alt = Схема процедуры; «У кого дело сейчас» говорит то же словами
portal-diagram-open = Открыть схему отдельно
portal-diagram-here = дело здесь
portal-diagram-sideways = Диаграмма широкая: листайте её вбок.
portal-diagram-near = На малом экране показана часть, где дело сейчас.
portal-compared-soon = Сравнение режимов вычисляется. Откройте эту страницу снова через минуту.
portal-compared-of = Вычислено для { $cases } дел в { $replications } прогонах модели; рядом стоит то, что измерено здесь.
portal-provision-rules = Что она говорит на { $day }
portal-provision-about = Об этой норме
portal-provision-not = не действует на { $day }, насколько известно
portal-work-all = Все задачи органа
portal-work-only-mine = Мои
portal-verify-no-receipt = Это не квитанция города: в ней нет ни одной её части.
portal-verify-no-key = Журнал этого города ещё не опубликован; попробуйте через несколько секунд.
portal-event-begun = Начато: { $name }
portal-lacks = Чего не хватает в деле
portal-lacks-lead = Только если чего-то не хватает. Назовите сейчас всё, каждое с нормой, которая этого требует: заявитель получает один список.
portal-lack-what = Не хватает: { $n }
portal-lack-reason = Зачем это нужно: { $n }
portal-lack-provision = По какой норме: { $n }
portal-lack-no-provision = Выберите норму
portal-lack-line = { $what }. { $reason }
portal-paper-line = Приложено: { $name } ({ $bytes } байт, { $media }), SHA-256 { $sha256 }
portal-field-words = Что вы хотите при этом сказать?
portal-done-complained = Жалоба подана.
portal-complain-make = Подать жалобу
portal-complain-not = Не жаловаться; дело завершается
portal-ruling-other-grounds = Другие нормы дела
portal-trace-out = Нормы, которые здесь не применяются, и почему
portal-case-stuck = Сейчас по этому делу никто не может действовать: при том, что заявлено, процедура дальше не ведёт. Напишите руководителю органа; время продолжает считаться.
portal-compared-differs = Это не одна и та же мера: вычисленные дни идут и после отказа, до разрешения; измерены дела, которые здесь завершены, и отказные тоже.
portal-events-earlier = { $n ->
    [one] Ещё { $n } событие до этого
    [few] Ещё { $n } события до этого
    [many] Ещё { $n } событий до этого
   *[other] Ещё { $n } события до этого
}

# Applying, accounts, interests.
portal-choose = Выберите
portal-field-person-hint = Отметьте, что к вам относится. Частное лицо не отмечает ничего.
portal-person-none = ничего из этого
portal-fault-not-offered = Закон здесь этой услуги не предусматривает. Выберите другое место или вид здания.
portal-fault-choice = Такого ответа нет. Выберите один.
portal-fault-day = Напишите день в виде год-месяц-день.
portal-fault-body = Должностное лицо действует от имени органа. Выберите его.
portal-check-changed = Заявление изменено после того, как вы его прочли. Прочтите отмеченное и подтвердите снова.
portal-check-changed-here = изменено
portal-section-cases = Дела
portal-cases-all = Все
portal-cases-number = Номер дела
portal-cases-open = Открыть дело
portal-cases-none = Дел нет.
portal-interests = Заинтересованность
portal-interests-text = Кто заинтересован в заявителе, не участвует в его делах.
portal-interest-case = Номер какого-либо дела заявителя
portal-interest-declare = Заявить о заинтересованности
portal-interest-back = Отозвать: { $who }
portal-done-interest = Ваша заинтересованность записана.
portal-done-interest-back = Заинтересованность отозвана.
portal-account-close-text = Владелец выходит из системы и не сможет войти, пока она не открыта снова.
portal-application = О чём заявление
portal-contact = Контакт
portal-want-slot = Слот вертипорта
portal-want-quota = Квота
portal-opinions = Что сказано по этому делу
portal-if-silent = Если никто не ответит
portal-receipt-proves = Что она доказывает
portal-receipt-later = После этого дело продолжилось. У каждого решения своя квитанция.
portal-receipt-ruling = Квитанция этого решения
portal-verify-other = Под этим номером в журнале города стоит другая запись, или записи нет.
portal-section-erasing = Хранение и удаление
portal-done-erased = Персональные данные дела удалены.
portal-kept-title = Сколько это хранится
portal-kept-until = Персональные данные дела хранятся до { $day } включительно. Со следующего дня их надо удалить.
portal-kept-due = Персональные данные дела хранились до { $day }; их пора удалить.
portal-kept-permanent = Хранится постоянно.
portal-kept-unknown = Неизвестно: ни один акт, по которому живёт город, не говорит, сколько.
portal-kept-question = Открытый вопрос: { $question } Кто может ответить: { $ask }.
portal-erasing-text = Персональные данные закрытого дела хранятся столько, сколько велит закон, а затем подлежат удалению. Сама программа ничего не удаляет.
portal-erasing-classes = Сколько велит хранить закон
portal-erasing-due = Пора удалить
portal-erasing-none = Удалять нечего.
portal-erasing-none-here = В этой части списка удалять нечего.
portal-erasing-closed = закрыто { $at }
portal-erasing-kept = Хранилось до { $day }
portal-erasing-by = удалить до { $day } включительно
portal-erasing-late = Просрочено
portal-erasing-reason = Почему удаляется?
portal-erasing-reason-hint = Причина останется рядом с тем, что от дела сохранится: не называйте никого.
portal-erasing-over = Срок хранения истёк.
portal-erasing-one = Удалить данные другого дела
portal-erasing-one-text = По требованию лица или решению суда. Если акт ещё велит хранить дело, удалить данные можно только по решению суда.
portal-erasing-case = Номер дела
portal-erasing-court-title = На каком основании?
portal-erasing-court = Так решил суд
portal-erasing-do = Удалить
portal-erasing-what = Название, заявление, имена, мотивы и документы перезаписываются, и отменить это нельзя. Номер, услуга, исход, даты и доказательства остаются. В старых резервных копиях удалённое ещё есть: удалите их.
portal-erasing-assumed = Как здесь понимают закон, дело хранится до { $day }; но это лишь предположение. Если отправить форму ещё раз, данные будут удалены.
portal-erasing-assumed-ever = Как здесь понимают закон, дело хранится постоянно; но это лишь предположение. Если отправить форму ещё раз, данные будут удалены.

# Что было сообщено.
portal-section-messages = Сообщения
portal-messages-lead = Что сообщил вам город, сначала новое. Каждое сообщение ведёт к событию в деле.
portal-messages-none = Вам пока ничего не сообщали.
portal-messages-new = новое
portal-messages-unread = новых
portal-case-erased = Содержание удалено

# Реестры.
portal-section-registers = Реестры
portal-registers-lead = Что закреплено за открытыми делами: квоты, участки и слоты. Когда дело закончено, всё, что было за ним закреплено, снова свободно.
portal-quotas = Квоты
portal-quotas-none = Квоты не установлены.
portal-quota-held = занято { $used } из { $limit }
portal-quota-left = свободно: { $n }
portal-quota-full = исчерпана
portal-quota-over = выше предела
portal-quota-by = { $n ->
    [one] закреплено за { $n } делом
    [few] закреплено за { $n } делами
    [many] закреплено за { $n } делами
   *[other] закреплено за { $n } дела
}
portal-quota-more = { $n ->
    [one] и ещё { $n } дело
    [few] и ещё { $n } дела
    [many] и ещё { $n } дел
   *[other] и ещё { $n } дела
}
portal-quota-set = Установить предел
portal-quota-set-text = Под новым именем это новая квота. Предел ниже занятого ничего не отнимает: новое не выделяется, пока не освободится достаточно.
portal-quota-name = Имя квоты
portal-quota-name-hint = Например, district-1. В заявлениях она называется так же.
portal-quota-limit = Предел всего
portal-quota-history = Установленные пределы
portal-fault-whole = Напишите целое число, 0 или больше.
portal-done-quota = Предел установлен.
portal-held = Участки и слоты
portal-held-plots = Участки
portal-held-slots = Слоты
portal-held-thing = Номер участка или слота
portal-held-find = За каким делом?
portal-held-none = Ничего не закреплено.
portal-held-free = «{ $thing }» не закреплено ни за одним делом.
portal-held-total = Закреплено: { $n }
portal-held-head = Что закреплено

# Month by month.
portal-months = Становится ли быстрее?
portal-months-text = Дела по месяцу, в котором они закончились, сначала последний. Половина из них заняла не больше стольких дней всего и по каждым часам отдельно; текущий месяц ещё не закончен.
portal-head-month = Месяц
portal-head-ended = Закончено
portal-month = { $month } { $year }
portal-month-1 = январь
portal-month-2 = февраль
portal-month-3 = март
portal-month-4 = апрель
portal-month-5 = май
portal-month-6 = июнь
portal-month-7 = июль
portal-month-8 = август
portal-month-9 = сентябрь
portal-month-10 = октябрь
portal-month-11 = ноябрь
portal-month-12 = декабрь
portal-page-of = Страница { $page } из { $pages }
portal-accounts-wanted = Имя
portal-accounts-find = Найти
portal-accounts-total = Учётных записей: { $n }

# What somebody looked at.
portal-look-case = дело
portal-look-diagram = диаграмма
portal-look-document = документ
portal-look-documents = список документов
portal-look-history = ход дела
portal-look-looks = кто смотрел
portal-look-receipt = квитанция
portal-look-task = задача
