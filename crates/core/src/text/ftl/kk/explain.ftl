# Шешім неге осындай – ол қатысты адамдар үшін.

explain-result = { $result }: { $because }
explain-fact = { $fact } – { $value }; шарт орындалған: { $test }.
explain-fact-is = { $fact } – { $value }.
explain-fact-not = { $fact } – { $value }; шарт орындалмаған: { $test }.
explain-flow = { $element } қадамында { $test } шарты орындалған.
explain-flow-not = { $element } қадамында { $test } шарты орындалмаған.
explain-person = { $result }: осылай шешкен адам – { $name } ({ $role }), қадам { $element }. Себебі: { $reason }.
explain-judgement = { $question } деген сұраққа адам жауап берді – { $name } ({ $role }): { $answer }. Себебі: { $reason }. Оған тек адам жауап бере алады.
explain-silence = { $length } ішінде ешкім жауап бермеді ({ $role }), ал заң бойынша үндемеу мынаны білдіреді: { $yields }.
explain-silence-due = { $length } ішінде, { $day } күніне дейін, ешкім жауап бермеді ({ $role }), ал заң бойынша үндемеу мынаны білдіреді: { $yields }.
explain-with = Егер { $value } болса, нәтиже: { $then }.
explain-otherwise = Әйтпесе нәтиже: { $then }.
explain-no-single = { $result }: мұны бір ғана шарт шешпейді; бірнешеуі қатар өзгеруі керек.
explain-open = Ережелер мәселені ашық қалдырады: { $reason }.
explain-table = Мұны { $table } кестесі есептеді; адам бағалаған жоқ.
explain-table-row = Мұны { $table } кестесінің { $row }-жолы есептеді (барлығы { $rows }); адам бағалаған жоқ.
explain-certificate = { $id } сертификаты, { $slot }: { $held }.
explain-switch = Бұл ашық сұраққа байланысты: { $question } Қабылданған түсіндіру: «{ $value }».
explain-choice = { $slot } мәселесінде қолданылады: { $this }. Қолданылмайды: { $that }; { $why }.
explain-assumed = Мұның бір бөлігі – болжам: оны ешкім қабылдаған жоқ.
explain-assumed-ask = Мұның бір бөлігі – болжам: оны ешкім қабылдаған жоқ. Кім біледі: { $ask }.
explain-unknown = белгісіз
explain-else = ешбір ереже атамайтын нәрсе

explain-at-least = кемінде { $value }
explain-more-than = { $value } мәнінен артық
explain-at-most = ең көбі { $value }
explain-less-than = { $value } мәнінен кем
explain-none-of = мынадан басқасы: { $value }
explain-both = { $low } және { $high }
explain-or = немесе

explain-change = { $fact }: { $from } орнына { $to }
explain-way = { $changes }. Сонда: { $then }.
explain-nothing-controlled = Мұнда өтініш берушіге байланысты бірде-бір факт көрсетілмеген, сондықтан өзгеріс ұсыну мүмкін емес.
explain-no-way = Бұл фактілердің ешбір өзгерісі { $goal } нәтижесіне әкелмейді: { $facts }.
explain-no-way-found = Сыналған өзгерістердің ешқайсысы { $goal } нәтижесіне әкелмейді; барлығын сынауға тым көп: { $facts }.

explain-title = { $service } – { $place }, { $day }
explain-ways-title = { $goal } нәтижесіне не әкелер еді
explain-changeable = Өзгере алатын фактілер: { $facts }
explain-hash = Жазба { $hash }
explain-verified = Жазба дұрыс: өз деректерінен қайта есептегенде ол дәл сондай. Шешімде осы хеш аталса, жазба сол шешімге тиесілі.
explain-differs = Жазба дұрыс емес, айырмашылық саны: { $count }.
explain-differs-at = { $at }: жазылған { $before }, есептелген { $after }
explain-nothing = (ештеңе)
explain-no-decision = «{ $service }» қызметінің ешбір шешімі мұнда фактілерді оқымайды; үнсіз қадамды --silent арқылы атаңыз. Қадамдар: { $known }
explain-unknown-fact = «{ $service }» қызметінің ешбір шешімі «{ $name }» фактісін оқымайды. Белгілісі: { $known }
explain-unknown-step = Мерзімі бар «{ $name }» қадамы жоқ. Белгілісі: { $known }
explain-unknown-want = Мұнда ешбір ереже «{ $name }» демейді. Белгілісі: { $known }
explain-facts-form = { $file }: фактілерді бір JSON объектісі етіп жазыңыз; әрқайсысы – сан, жол, true, false немесе null; { $fault }
