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
none = нет
unknown = неизвестно

service-building-permit = разрешение на строительство

column-ordinary = Обычная территория
column-sez = Специальная экономическая зона
column-alatau-facade = Алатау: только закон
column-alatau = Алатау с актами Совета

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
parameter-term-decision = срок решения
parameter-term-decision-completeness = срок проверки полноты документов
parameter-term-decision-initial-materials = срок выдачи исходных материалов
parameter-term-decision-sketch = срок согласования эскизного проекта
parameter-term-decision-expertise = срок экспертизы
parameter-term-decision-complaint = срок рассмотрения жалобы
parameter-term-opinion = срок ответа согласующего органа
parameter-term-correction = срок исправления документов
parameter-load = загрузка

yardstick-calgary-applied-to-issued = Калгари, от заявления до выдачи
yardstick-bpic15-1 = Нидерландский муниципалитет 1
yardstick-bpic15-2 = Нидерландский муниципалитет 2
yardstick-bpic15-3 = Нидерландский муниципалитет 3
