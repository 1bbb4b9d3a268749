# Мерзімдер және олардың күн сайынғы есебі (`alatau calendar due`).

calendar-due = Мерзім { $day } аяқталады, { $weekday }: 24:00-ге дейін ({ $zone })
calendar-due-hours = Мерзім { $day } аяқталады, { $weekday }: { $time } дейін ({ $zone })
calendar-start = Басталуы { $day }, { $weekday }
calendar-registered = Берілді { $filed }, тіркелді { $day }, { $weekday }: одан кейінгі алғашқы жұмыс күні

calendar-length-working-days = Мерзім, жұмыс күні: { $length }
calendar-length-calendar-days = Мерзім, күнтізбелік күн: { $length }
calendar-length-months = Мерзім, ай: { $length }
calendar-length-years = Мерзім, жыл: { $length }
calendar-length-hours = Мерзім, сағат: { $length }
calendar-end-next-working-day = Соңғы күні демалыс болса: келесі жұмыс күніне ауысады
calendar-end-stays = Соңғы күні демалыс болса: ауыспайды
calendar-first-day-excluded = Басталған күн: есептелмейді
calendar-first-day-included = Басталған күн: есептеледі
calendar-rounding-down = Айда ондай күн болмаса: сол айдың соңғы күніне дейін
calendar-rounding-up = Айда ондай күн болмаса: келесі айдың бірінші күніне дейін

calendar-weekday-monday = дүйсенбі
calendar-weekday-tuesday = сейсенбі
calendar-weekday-wednesday = сәрсенбі
calendar-weekday-thursday = бейсенбі
calendar-weekday-friday = жұма
calendar-weekday-saturday = сенбі
calendar-weekday-sunday = жексенбі

calendar-why-start-day = басталуы, нөлінші күн
calendar-why-counted = есептеледі
calendar-why-worked-weekend = есептеледі: ауыстырылған жұмыс күні
calendar-why-weekend = демалыс
calendar-why-holiday = мереке
calendar-why-moved-day-off = ауыстырылған демалыс
calendar-why-stopped = мерзім тоқтатылған
calendar-why-resumed = мерзім қайта жүреді
calendar-why-rolled-end = мерзім осы күні аяқталады
calendar-named = { $why }: { $name }
calendar-in-place-of = { $why }, { $day } орнына
calendar-mark-due = аяқталады
calendar-mark-projected = әлі нақты емес
calendar-omitted = мұнда көрсетілмеген күндер: { $days } (бәрі --json ішінде)

calendar-projected = Бұл есеп әлі ешкім жарияламаған күндерге сүйенеді. Олар мерекелер ережесі бойынша алынды; Құрбан айт шамамен берілген.
calendar-reading = Ашық мәселе { $switch }, оқылуы { $value }
calendar-reading-differs = { $switch } = { $value } болса, мерзім { $day } аяқталар еді

calendar-day-new-year = Жаңа жыл
calendar-day-christmas = Православиелік Рождество
calendar-day-womens-day = Халықаралық әйелдер күні
calendar-day-constitution-day = Конституция күні
calendar-day-nowruz = Наурыз мейрамы
calendar-day-unity-day = Қазақстан халқының бірлігі мерекесі
calendar-day-defender-day = Отан қорғаушы күні
calendar-day-victory-day = Жеңіс күні
calendar-day-capital-day = Астана күні
calendar-day-republic-day = Республика күні
calendar-day-first-president-day = Тұңғыш Президент күні
calendar-day-independence-day = Тәуелсіздік күні
calendar-day-kurban-ait = Құрбан айттың бірінші күні
calendar-day-exchanged = Үкімет шешімімен ауыстырылған
