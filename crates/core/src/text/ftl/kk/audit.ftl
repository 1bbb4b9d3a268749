audit-read = Журналдың { $size } жазбасы оқылды. Түбірі: { $root }
audit-signed = Бақылау нүктесіне { $key } кілтімен қол қойылған.
audit-unsigned = Кілт берілмеген, сондықтан қолтаңба тексерілмеді. Сақталған кілтті --key арқылы беріңіз.
audit-figure =
    { $procedure }: берілгені { $filed }, ашығы { $open }, аяқталғаны { $closed } (мақұлданғаны { $approved }, бас тартылғаны { $refused }, кері қайтарылғаны { $withdrawn })
      мерзімінде { $closed } істің { $ontime }; үндемеу { $silences } рет шешті
      күн, медиана / оннан тоғызы: органның мерзімі { $statutory }, ұзарту { $extended }, өтініш беруші { $applicant }, барлығы { $total }
audit-finding = ЖЕТІСПЕЙДІ: { $finding }
audit-difference = АЙЫРМА: { $procedure } { $figure }: жарияланғаны { $published }, журналда { $computed }
audit-holds = Журнал толық, жарияланған әр көрсеткіш одан шығады.
audit-fails = Журнал немесе көрсеткіштер тексеруден өтпеді.
audit-nothing-published = Журнал толық. Жарияланған көрсеткіштер берілмеген, сондықтан салыстырылған жоқ.
audit-figures-of = Жарияланған көрсеткіштер { $size } жазбаның алғашқы { $of } жазбасына қатысты.
