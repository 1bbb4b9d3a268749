# `law propose`

propose-title = { $draft } жобасы нені өзгертеді
propose-cases = { $from } күнінен бастап құқықтың екі нұсқасы бойынша берілді: әр орында { $real } нақты және { $generated } құрастырылған іс; ешкім білмейтін нәрсе істердің әр ағыны үшін қайта таңдалады, екі нұсқада бірдей.
propose-head-class = Сынып
propose-head-n = Іс
propose-head-rulings = Шешім
propose-head-fees = Алым
propose-head-days = Мерзім
propose-head-earlier = Ертерек
propose-head-before = Дейін
propose-head-after = Кейін
propose-unchanged = Бірде-бір іс өзгермейді: { $places }.
propose-effects-note = Шешім: басқаша қанағаттандырылған, бас тартылған немесе үндемеумен шешілген істер. Алым: алымын норманың басқа редакциясы белгілейтін істер. Мерзім: басқа күні аяқталатын істер; оның ішінде ертерек. Дейін, кейін: аяқталғанға дейінгі орташа күн. Арнайы экономикалық аймақта тек онда мүмкін істер берілген.
propose-certificates = Жоба қозғайтын тұрақтылық сертификаттары:
propose-certificates-none = Жоба бірде-бір тұрақтылық сертификатын қозғамайды.
propose-held = { $id } сертификаты, иесі { $holder }, { $place }
propose-could-be = бір күн бұрын { $guarantee } бойынша берілген кез келген сертификат, { $place }
propose-kept = иесі { $old } нормасын сақтайды; басқаларға { $new }
propose-not-kept = { $new } иесіне де { $old } орнына қолданылады
propose-open = { $old } мен { $new } арасында тағайындалған лауазымды адам шешеді
propose-tests = Енді орындалмайтын заң тексерулері:
propose-tests-none = Жобамен заңның барлық тексеруі орындалады.
