# Түбіртектерді желісіз тексеру (`alatau verify` және оларды тексеретін бет).

evidence-valid = Түпнұсқа. Қаланың журналында дәл осы жазылған.
evidence-expired = Түпнұсқа, бірақ енді күшінде емес: мерзімі { $day } аяқталды.
evidence-revoked = Түпнұсқа, бірақ кері қайтарылған: шешім енді күшінде емес екенін қаланың өзі жазған.
evidence-changed = Түпнұсқа емес: берілгеннен кейін бір нәрсе өзгертілген.
evidence-unknown-key = Дәлелденбеді: сіз сенетін кілттердің ешқайсысы мұны қол қойып растамаған. Файлда { $origin } журналы көрсетілген.
evidence-witnesses = Дәлелденбеді: саясатыңыз талап ететін куәлар мұны қол қойып растамаған. Файлда { $origin } журналы көрсетілген.

evidence-why-form = Файл жазылған күйінде емес немесе бір бөлігі жоқ.
evidence-why-content = Мазмұны журнал сілтеген мазмұн емес.
evidence-why-proof = Журналдың көрсетілген орнында бұл жазба жоқ.
evidence-why-signature = Қолтаңба журналдың бақылау нүктесіне сай келмейді.

evidence-log = Журнал: { $origin }, { $size } жазбаның { $leaf }-жазбасы
evidence-written = Жазылған уақыты: { $day }, { $time } ({ $zone })
evidence-entry = Іс { $case }, рәсім { $procedure }, рәсімнің { $first }–{ $last } оқиғалары
evidence-outcome = Нәтиже: { $outcome }
evidence-outcome-revoked = кері қайтарылды
evidence-until = { $day } күнінің соңына дейін күшінде
evidence-content-shown = Мазмұны: көрсетілген, журнал сілтеген мазмұн осы
evidence-content-hidden = Мазмұны: көрсетілмеген; жазба онсыз да дәлелденген
evidence-witnessed = Қол қойған куәлар: { $names }

evidence-not-a-receipt = { $file } — түбіртек емес; қала шешіммен бірге берген файлды алыңыз

evidence-page-title = Түбіртекті тексеру
evidence-page-intro = Шешім қаланың журналында шынымен жазылғаны осы терезеде есептеледі. Ешқайда ештеңе жіберілмейді.
evidence-page-file = Түбіртек (файл)
evidence-page-key = Журнал кілті, қала жариялаған түрінде
evidence-page-check = Тексеру
evidence-page-bad-key = Бұл журнал кілті емес. Оның түрі: атау+нөмір+әріптер; толық көшіріңіз.
evidence-page-old-browser = Бұл браузер Ed25519 қолтаңбаларын тексере алмайды. Жаңарағын немесе «alatau verify» командасын қолданыңыз.
evidence-page-no-script = Бет JavaScript арқылы есептейді, ал ол өшірулі. «alatau verify» командасы соны онсыз да орындайды.
