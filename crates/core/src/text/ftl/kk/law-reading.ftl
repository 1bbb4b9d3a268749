# Құқықты оқу: не қолданыста, неліктен, айырмасы неде, не орындалады.

law-known = Белгілілері: { $known }
law-did-you-mean = «{ $word }» деп жазбақ болдыңыз ба?
law-unknown-slot = law/vocabulary.toml ішінде «{ $name }» деген мәселе жоқ
law-unknown-what = «{ $name }» – акт та, ереже де (акт#кілт), құқық мәселесі де емес
law-unknown-act = «{ $name }» деген акт жоқ

law-value-procedure = { $file } рәсімі
law-value-free = көрсетілмейді: рұқсатсыз әрекет етуге болады
law-value-forbidden = көрсетілмейді: мұндай әрекетке тыйым салынған
law-value-instead = көрсетілмейді; оның орнына: { $service }
law-value-not-offered = көрсетілмейді
law-value-table = «{ $decision }» шешімдер кестесі ({ $file })
law-value-judgement = тағайындалған лауазымды адам шешеді
law-value-ex-tunc = шағым жасалған шешім күні қолданыста болған құқық бойынша
law-value-ex-nunc = қарау күні қолданыстағы құқық бойынша
law-value-displaces = «{ $rank }» деңгейіне дейінгі (қоса алғанда) нормаларды ығыстырады
law-value-prevails = кейінгі заңнан басым
law-value-yields = кейінгі заңға жол береді
law-value-unless-express = кейінгі заңда тікелей өзгеше белгіленбесе, одан басым
law-value-frozen = бұрынғы редакция сақталады
law-value-most-favourable = өтініш берушіге қолайлырақ редакция қолданылады
law-value-choice = редакцияны ұстаушы таңдайды
law-value-new = жаңа редакция қолданылады
law-value-revenue = { $share }: { $receipts }; алушы: { $receiver }
law-value-kept = «{ $event }» оқиғасынан кейін { $length }
law-value-kept-from-new-year = «{ $event }» оқиғасы болған жылдың соңынан бастап { $length }
law-value-permanent = тұрақты
law-value-calendar = жұмыс күндерінің күнтізбесі
law-value-informative = анықтамалық ереже, орындалатын норма жоқ
law-value-nothing = норма жоқ
law-value-open = құқықтың өзі шешпейді

law-where-everywhere = бүкіл аумақта
law-where-except = { $place } (қоспағанда: { $except })
law-where-not = мыналардан басқасы: { $words }

law-at-title = { $day } күнгі құқық
law-at-known = { $day } күнгі мәліметтер бойынша; қолданыстағы нормалар актілер бойынша:
law-at-conditional = { "" } – ашық мәселеге байланысты
law-at-answers = Осы жер үшін белгіленгені
law-at-changes = Осы күні не өзгереді
law-at-no-changes = Осы күні ештеңе өзгермейді.
law-at-next = Келесі өзгеріс: { $day }
law-at-before = бұрын:
law-at-after = енді:
law-at-repealed = { $act } актісімен күші жойылды; орнына ештеңе келмейді
law-at-successor = { $act } актісімен күші жойылды; орнына { $successor } қолданылады
law-at-from = { $from } күнінен бастап қолданыста
law-at-from-until = { $from } күнінен { $last } күніне дейін (осы күнді қоса алғанда) қолданыста
law-at-not-in-force = { $day } күні қолданыста емес
law-at-needs = Оның нормалары тек { $needs } болғанда қолданылады
law-at-known-from = { $day } күні белгілі болды
law-at-never = Басынан бастап жарамсыз деп танылған
law-at-nobody = { $day } күні норма жоқ. Басқа күндердегі немесе өзге түсіндірудегі нормалар:
law-at-event-act = Белгілі болған акт: { $act }
law-at-event-insert = Енгізілді: { $target } ({ $act } актісімен)
law-at-event-replace = Өзгертілді: { $target } ({ $act } актісімен)
law-at-event-repeal = Күші жойылды: { $target } ({ $act } актісімен)
law-at-event-annul = Жарамсыз деп танылды: { $target } ({ $act } актісімен)
law-at-event-renumber = Нөмірленуі өзгерді: { $target } ({ $act } актісімен)
law-at-event-place-begins = Құрылады: { $place } ({ $id })
law-at-event-place-ends = Жұмыс істеуі тоқтайды: { $place } ({ $id })
law-at-event-answer = Жауап алынды: { $question } { $name }={ $value }

law-trace-before-filing = { $day } – өтініш берілген { $filed } күнінен бұрын: мерзім де, шешім де өтініш берілгенге дейін болмайды
law-trace-filed = берілген күні { $day }
law-trace-started = мерзім басталған күн { $day }
law-trace-decided = шешілген күні { $day }
law-trace-known = { $day } күнгі мәліметтер бойынша
law-trace-answer = Жауап: { $value } [{ $grade }]
law-trace-nobody = Бұл мәселе бойынша осы жерде, осы күндері норма жоқ. Қаралған барлық норма:
law-trace-unknown = Бұл мәселе бойынша осы жерде, осы күндері норма жоқ, ол туралы ешбір норма белгілі болмаған.
law-trace-open = Құқықтың өзі шешпейді: { $why }
law-trace-tie = күші тең нормалар қалды: { $rules }
law-trace-choice = { $clause } бойынша { $old } мен { $new } арасынан таңдау ұстаушыға қалдырылған
law-trace-incomparable = { $clause } бойынша { $old } мен { $new } нормаларының қайсысы қолайлырақ екенін есептеу мүмкін емес; тағайындалған лауазымды адам шешеді: { $body }
law-trace-uses-nothing = { $rule } нормасына { $slot } қажет, бірақ бұл мәселе бойынша норма жоқ
law-trace-competence = { $rule } құзыреті негізінде
law-trace-transition = { $rule } өтпелі нормасымен таңдалған
law-trace-uses = { $name } мәні { $rule } нормасынан алынады
law-trace-next = Жауап { $day } күні өзгеруі мүмкін
law-trace-head-number = №
law-trace-head-step = қадам
law-trace-head-verdict = нәтиже
law-trace-head-principle = қағидат
law-trace-head-by = немен
law-trace-head-because = негіздеме

law-diff-one-side = Құқықтың екі қалтасын (немесе `shipped` сөзін) не бір қалтаны және мәлімет күндерін көрсетіңіз: --known-a КҮН, --known-b КҮН
law-diff-same = Айырмашылық жоқ.
law-diff-effects = Салдары: жауабы өзгерген мәселелер
law-diff-rules = Нормалар
law-diff-texts = Мәтін
law-diff-entries = Актілер, түзетулер және тізбелер
law-diff-counts = Жауабы өзгерген мәселелер: { $effects }. Нормалар: { $rules }. Мәтіндер: { $texts }. Жазбалар: { $entries }.
law-diff-from = { $from } күнінен бастап
law-diff-from-to = { $from } күнінен { $last } күніне дейін (қоса алғанда)
law-diff-follows = алдыңғысы: { $version }
law-diff-added = қосылды:
law-diff-removed = алып тасталды:
law-diff-changed = өзгерді:
law-diff-followed = жаңа редакция:
law-diff-list-act = акт
law-diff-list-amendment = түзету
law-diff-list-rank = деңгей
law-diff-list-authority = орган
law-diff-list-territory = аумақ
law-diff-list-switch = ашық мәселе
law-diff-list-slot = мәселе
law-diff-list-area = сала
law-diff-list-class = класс
law-diff-list-status = мәртебе
law-diff-list-event = оқиға
law-diff-list-receipt = түсім
law-diff-list-role = рөл

law-coverage-title = Құқықтың қанша бөлігі орындалады және ол қаншалықты белгілі
law-coverage-act = акт
law-coverage-provisions = бәрі
law-coverage-executed = орн.
law-coverage-judgement = адам
law-coverage-informative = анқ.
law-coverage-missing = жоқ
law-coverage-enacted = мәтін
law-coverage-reported = хабар
law-coverage-bill = жоба
law-coverage-assumed = блж.
law-coverage-total = { $acts ->
    [one] { $acts } акт
   *[other] { $acts } акт
}
law-coverage-legend = бәрі: ережелер; орн.: бағдарлама орындайды; адам: тағайындалған лауазымды адамның қалауына қалдырылған; анқ.: анықтамалық, орындалатын норма жоқ; жоқ: мазмұны белгісіз. Анықтық дәрежесі: мәтін: қабылданған мәтін бар; хабар: хабарламалар бойынша; жоба: тек жобадан белгілі; блж.: негіздемесі мен шегі көрсетілген болжам.
law-coverage-missing-title = Не белгісіз және оған кім жауап бере алады
law-coverage-ask = кім біледі: { $ask }
law-coverage-no-block = нормасыз мәтін

law-export-written = { $files ->
    [one] { $files } құжат { $folder } қалтасына жазылды
   *[other] { $files } құжат { $folder } қалтасына жазылды
}
law-export-one-document = --out болмаса, бір ғана құжат шығарылады; --act арқылы актіні немесе --out арқылы қалтаны көрсетіңіз
law-import-twice = { $file } құжаты { $name } файлына сәйкес келеді, басқа құжат та сондай
