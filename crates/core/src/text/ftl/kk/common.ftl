# Барлық экранда кездесетін сөздер.

days = { $days } күн
interval = [{ $low }; { $high }]
quoted = «{ $text }»
yes = иә
no = жоқ

service-building-permit = Құрылысқа рұқсат

column-ordinary = Әдеттегі аумақ
column-sez = Арнайы экономикалық аймақ
column-alatau-facade = Алатау: тек заңның өзі
column-alatau = Алатау Кеңес актілерімен
# Терминал кестелеріне арналған қысқа атаулар.
short-ordinary = Әдеттегі
short-sez = АЭА
short-alatau-facade = Алатау бүгін
short-alatau = Алатау актімен

cause-work = Жұмыс
cause-queue = Кезек
cause-off-hours = Жұмыстан тыс уақыт
cause-batch = Отырысты күту
cause-applicant = Өтініш берушіде
cause-agency = Келісуші органда
cause-term = Үнсіздік мерзімін күту

lever-fewer-steps = кезеңдерді азайту
lever-merged-steps = кезеңдерді біріктіру
lever-parallel-review = қатар қарау
lever-shorter-terms = қысқартылған мерзімдер
lever-silence = үнсіздік мақұлдауды білдіреді
lever-one-lead-body = бір жауапты орган
lever-staffing = қызметкерлер саны
lever-priority = инвесторларға басымдық
lever-interaction = шаралардың өзара әсері

grade-enacted = қабылданған
grade-reported = хабарланған
grade-bill = заң жобасы
grade-assumed = болжам
grade-proposed = ұсынылған
grade-measured = өлшенген

response-first-come = Түсу реті бойынша
response-earliest-deadline = Алдымен мерзімі жақыны
response-fills-the-term = Жұмыс бүкіл мерзімді алады

class-level-1 = I деңгей
class-level-2 = II деңгей
class-level-3 = III деңгей
class-no-permit = Рұқсат қажет емес

silence-approved = мақұлданды
silence-refused = бас тартылды
silence-agreed = келісілді
silence-withdrawn = кері қайтарылды
silence-escalated = жоғары тұрған органға өтеді

body-applicant = Өтініш беруші

length-working-days = { $n } жұмыс күні
length-calendar-days = { $n } күнтізбелік күн
length-hours = { $n } сағат
length-working-hours = { $n } жұмыс сағаты
length-minutes = { $n } минут
length-months = { $n } ай
length-years = { $n } жыл

parameter-staffing-ordinary = әдеттегі аумақтағы қызметкерлер саны
parameter-staffing-sez = аймаққа қызмет көрсететін қызметкерлер саны
parameter-staffing-alatau-facade = Алатауға бүгін қызмет көрсететін қызметкерлер саны
parameter-staffing-alatau = Алатау әкімшілігі қызметкерлерінің саны
parameter-staffing = қызметкерлер саны
parameter-term-decision = болжамды актідегі мерзімдердің ұзақтығы
parameter-term-decision-completeness = құжаттардың толықтығын тексеру мерзімі
parameter-term-decision-initial-materials = бастапқы материалдарды беру мерзімі
parameter-term-decision-sketch = эскиздік жобаны келісу мерзімі
parameter-term-decision-expertise = сараптама мерзімі
parameter-term-decision-complaint = шағымды қарау мерзімі
parameter-term-opinion = келісуші органның жауап беру мерзімі
parameter-term-correction = құжаттарды түзету мерзімі
parameter-load = жүктеме
parameter-spread = { $name }: шашырауы

# Үлестер мен еселіктердің бірліктері; қалғандары – ұзақтықтар.
unit-cases-per-working-day = жұмыс күніне { $share } іс
unit-share-of-files = істердің { $share } бөлігі
unit-share-of-requests = сұраулардың { $share } бөлігі
unit-share-of-rulings = шешімдердің { $share } бөлігі
unit-share-of-refusals = бас тартулардың { $share } бөлігі
unit-share-of-complaints = шағымдардың { $share } бөлігі
unit-share-of-working-days = жұмыс күндерінің { $share } бөлігі
unit-share-of-the-files-in-the-queue = кезектің { $share } бөлігі
unit-share-of-the-term-before-which-nobody-hurries = мерзімнің { $share } бөлігі
unit-times-level-ii = II деңгейдің { $share } мөлшері
unit-times-the-first = бірінші реттің { $share } мөлшері
unit-times-the-ordinary-regime = әдеттегі режимнің { $share } мөлшері

yardstick-calgary-applied-to-issued = Калгари, өтініштен рұқсат берілгенге дейін
yardstick-bpic15-1 = Нидерландының 1-муниципалитеті
yardstick-bpic15-2 = Нидерландының 2-муниципалитеті
yardstick-bpic15-3 = Нидерландының 3-муниципалитеті
