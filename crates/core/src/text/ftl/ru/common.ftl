# Слова, которые встречаются на всех экранах.

days = { $days ->
    [one] { $days } день
    [few] { $days } дня
    [many] { $days } дней
   *[other] { $days } дня
}
interval = [{ $low }; { $high }]
quoted = «{ $text }»
yes = да
no = нет

service-building-permit = Разрешение на строительство

column-ordinary = Обычная территория
column-sez = Специальная экономическая зона
column-alatau-facade = Алатау: только закон
column-alatau = Алатау с актами Совета
# Короткие названия для таблиц в терминале.
short-ordinary = Обычная
short-sez = СЭЗ
short-alatau-facade = Алатау сегодня
short-alatau = Алатау с актами

cause-work = Работа
cause-queue = Очередь
cause-off-hours = Нерабочее время
cause-batch = Ожидание заседания
cause-applicant = У заявителя
cause-agency = У согласующего органа
cause-term = Ожидание срока молчания

lever-fewer-steps = меньше этапов
lever-merged-steps = объединение этапов
lever-parallel-review = параллельное рассмотрение
lever-shorter-terms = сокращённые сроки
lever-silence = молчание означает одобрение
lever-one-lead-body = один ответственный орган
lever-staffing = численность сотрудников
lever-priority = приоритет для инвесторов
lever-interaction = взаимное влияние мер

grade-enacted = принято
grade-reported = по сообщениям
grade-bill = законопроект
grade-assumed = допущение
grade-proposed = предложено
grade-measured = измерено

response-first-come = В порядке поступления
response-earliest-deadline = Сначала ближайший срок
response-fills-the-term = Работа занимает весь срок

class-level-1 = I уровень
class-level-2 = II уровень
class-level-3 = III уровень
class-no-permit = Разрешение не нужно

silence-approved = одобрено
silence-refused = отказано
silence-agreed = согласовано
silence-withdrawn = отозвано
silence-escalated = переходит в вышестоящий орган

body-applicant = Заявитель

length-working-days = { $n ->
    [one] { $n } рабочий день
    [few] { $n } рабочих дня
    [many] { $n } рабочих дней
   *[other] { $n } рабочего дня
}
length-calendar-days = { $n ->
    [one] { $n } календарный день
    [few] { $n } календарных дня
    [many] { $n } календарных дней
   *[other] { $n } календарного дня
}
length-hours = { $n ->
    [one] { $n } час
    [few] { $n } часа
    [many] { $n } часов
   *[other] { $n } часа
}
length-working-hours = { $n ->
    [one] { $n } рабочий час
    [few] { $n } рабочих часа
    [many] { $n } рабочих часов
   *[other] { $n } рабочего часа
}
length-minutes = { $n ->
    [one] { $n } минута
    [few] { $n } минуты
    [many] { $n } минут
   *[other] { $n } минуты
}
length-months = { $n ->
    [one] { $n } месяц
    [few] { $n } месяца
    [many] { $n } месяцев
   *[other] { $n } месяца
}
length-years = { $n ->
    [one] { $n } год
    [few] { $n } года
    [many] { $n } лет
   *[other] { $n } года
}

parameter-staffing-ordinary = численность сотрудников на обычной территории
parameter-staffing-sez = численность сотрудников, обслуживающих зону
parameter-staffing-alatau-facade = численность сотрудников, обслуживающих Алатау сегодня
parameter-staffing-alatau = численность сотрудников администрации Алатау
parameter-staffing = численность сотрудников
parameter-term-decision = длина сроков в предполагаемом акте
parameter-term-decision-completeness = срок проверки полноты документов
parameter-term-decision-initial-materials = срок выдачи исходных материалов
parameter-term-decision-sketch = срок согласования эскизного проекта
parameter-term-decision-expertise = срок экспертизы
parameter-term-decision-complaint = срок рассмотрения жалобы
parameter-term-opinion = срок ответа согласующего органа
parameter-term-correction = срок исправления документов
parameter-load = загрузка
parameter-spread = { $name }: разброс

# Единицы долей и кратностей; прочие единицы – длительности.
unit-cases-per-working-day = { $share } дел в рабочий день
unit-share-of-files = { $share } дел
unit-share-of-requests = { $share } запросов
unit-share-of-rulings = { $share } решений
unit-share-of-refusals = { $share } отказов
unit-share-of-complaints = { $share } жалоб
unit-share-of-working-days = { $share } рабочих дней
unit-share-of-the-files-in-the-queue = { $share } очереди
unit-share-of-the-term-before-which-nobody-hurries = { $share } срока
unit-times-level-ii = { $share } от уровня II
unit-times-the-first = { $share } от первого раза
unit-times-the-ordinary-regime = { $share } от обычного режима

yardstick-calgary-applied-to-issued = Калгари, от заявления до выдачи
yardstick-bpic15-1 = Нидерландский муниципалитет 1
yardstick-bpic15-2 = Нидерландский муниципалитет 2
yardstick-bpic15-3 = Нидерландский муниципалитет 3
