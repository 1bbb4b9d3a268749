# Құқықты тексеру, түсіндіру және сынау.

law-fault = Бұлай болмауы тиіс еді; ештеңе өзгерген жоқ. Пәрменімен бірге хабарлаңыз: { $fault }
law-unknown-switch = «{ $name }» деген ашық мәселе жоқ
law-unknown-value = «{ $name }» – { $switch } мәселесінің жауабы емес. Белгілілері: { $known }
law-unknown-place = «{ $name }» деген орын жоқ
law-unknown-person = «{ $name }» деген мәртебе жоқ
law-unknown-class = «{ $name }» деген класс жоқ
law-unknown-service = «{ $name }» деген қызмет жоқ
law-not-a-date = «{ $name }» күн емес; ЖЖЖЖ-АА-КК түрінде жазыңыз, мысалы 2026-11-02
law-not-offered = «{ $service }» қызметі { $day } күні { $place } аумағында көрсетілмейді. Ол мына жерде көрсетіледі: { $known }
law-not-yet = { $day } күні { $place } аумағында «{ $service }» қызметін ешбір норма көздемейді; алғашқысы { $first } күні басталады

law-check-summary = қателер: { $errors }, ескертулер: { $warnings }
law-test-differs = күтілгені { $expected }, норма айтқаны { $found }

law-explain-title = { $service }: { $place }, берілген күні { $day }
law-explain-person = Өтініш беруші: { $person }. Іс: { $class }
law-explain-registered = Бұл жұмыс күні емес: тіркелген күні { $day }
law-explain-procedure = Рәсім: { $file }. Әр мерзім қадам өтініш берілген күні басталғандай көрсетілген.
law-explain-body = Орган: { $body }
law-explain-term = Мерзімі: { $length }, соңғы күні { $day }
law-explain-range = (болжам; { $low } бен { $high } аралығында болуы мүмкін)
law-explain-silence = Ешкім жауап бермесе: { $silence }
law-explain-fee = Төлем: { $amount } { $unit }
law-explain-why = Неге басқалары емес, дәл осы ережелер
law-explain-switches = Осыған әсер ететін ашық мәселелер
law-explain-switch-value = Қабылданғаны { $name }={ $value } ({ $values } ішінен)
law-explain-switch-decides = Басқа жауап мынаны өзгертеді: { $slots }
law-explain-switch-ask = Кім біледі: { $ask }
law-explain-assumed = Мұның бір бөлігі – болжам: оны ешкім қабылдаған жоқ немесе ол ашық мәселеге байланысты.
law-explain-hash = Құқық хеші: { $hash }

law-verdict-wins = қолданылады
law-verdict-loses = жол береді
law-verdict-void = жарамсыз
law-verdict-lapsed = күшін жойған
law-verdict-out = қолданылмайды

law-principle-known = белгілілік
law-principle-reading = түсіндіру
law-principle-time = уақыт
law-principle-scope = қолданылу аясы
law-principle-competence = құзырет
law-principle-derogation = ерекше шегініс
law-principle-speciality = арнайы норма
law-principle-later = кейінгі норма
law-principle-rank = деңгей
law-principle-subsidiary = жоғары норма жол береді
law-principle-displacement = ығыстыру
law-principle-transition = өтпелі норма
law-principle-certificate = сертификат

law-because-proposed = бұл жоба
law-because-other-reading = ол тек «{ $question }» деген сұраққа мынадай жауап берілсе қолданылады: { $reading }
law-because-annulled = ол басынан бастап жойылды, бұл { $day } күнінен бастап белгілі
law-because-begins = ол { $day } күні басталады
law-because-ended = ол { $day } күні аяқталды
law-because-territory = ол басқа аумаққа арналған
law-because-person = ол басқа тұлғаларға арналған
law-because-class = ол басқа класқа арналған
law-because-excepted = ол бұл жағдайды қоспайды
law-because-no-row = онда бұл класқа арналған жол жоқ
law-because-no-competence = оның органы мұны реттей алмайды
law-because-competence-begins = органының құзыреті { $day } күні басталады
law-because-competence-ended = органының құзыреті { $day } күні аяқталды
law-because-outside-bounds = оның мәні құзырет шегінен тыс
law-because-derogated = басқасы оған қарамастан қолданылады
law-because-narrower = басқасының аясы тарырақ
law-because-later-from = басқасы кейінгі күннен бастап қолданылады
law-because-later-published = басқасы кейін жарияланған
law-because-higher-rank = басқасының деңгейі жоғары
law-because-yields = ол төменгі деңгейге өзгеше белгілеуге рұқсат береді
law-because-displaced = басқа норма органының құзыреті оны ығыстырады
law-because-higher-and-later = басқасының деңгейі жоғары әрі ол кейінгі
law-because-tie = басқа норма да сондай күшті; ешқайсысы жауап бермейді
law-because-kept-by-transition = өтпелі норма бұрынғы редакцияны сақтайды
law-because-kept-by-certificate = иесінің сертификаты бұрынғы редакцияны сақтайды
law-because-only = бұл жағдайға арналған жалғыз норма
law-because-stands = ол басқа барлық нормаға қарсы тұрды

# Құқықтың ашық сұрағына кім жауап бере алады, егер ол тізімдегі орган болмаса.
knows-ministry-of-justice = Әділет министрлігі
knows-ministry-of-finance = Қаржы министрлігі
knows-ministry-of-ecology = Экология министрлігі
knows-ministry-of-labour-and-social-protection = Еңбек және халықты әлеуметтік қорғау министрлігі
knows-ministry-of-labour-and-social-protection-of-the-population = Еңбек және халықты әлеуметтік қорғау министрлігі
knows-constitutional-court = Конституциялық Сот
knows-supreme-court = Жоғарғы Сот
knows-for-kurban-ait-the-spiritual-administration-of-muslims = Құрбан айт туралы – Мұсылмандар діни басқармасы
knows-text-of-art-25 = 25-баптың мәтіні
knows-text-of-order-no-240 = № 240 бұйрықтың мәтіні
knows-text-of-the-appc-chapter-on-complaints = ӘРПК мәтіні, шағымдар туралы тарау
knows-text-of-the-constitutional-law-of-8-may-2026 = 2026 жылғы 8 мамырдағы конституциялық заңның мәтіні
knows-text-of-the-order-of-29-may-2026 = 2026 жылғы 29 мамырдағы бұйрықтың мәтіні
knows-the-environmental-code-of-2021 = 2021 жылғы Экология кодексі
knows-the-annexes-of-the-law = заңның қосымшалары
knows-the-code-s-chapter-on-hearings = кодекстің тыңдау туралы тарауы
knows-architecture-departments = сәулет бөлімдері
knows-text-of-order-no-279-of-17-june-2025 = 2025 жылғы 17 маусымдағы № 279-НҚ бұйрығының мәтіні
knows-authorised-body-for-the-protection-of-personal-data = дербес деректерді қорғау жөніндегі уәкілетті орган
knows-text-of-resolution-no-832-item-38 = № 832 қаулының мәтіні, 38-тармақ
