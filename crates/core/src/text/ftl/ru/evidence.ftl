# Проверка квитанций без сети (`alatau verify` и страница, которая их проверяет).

evidence-valid = Подлинно. В журнале города записано именно это.
evidence-expired = Подлинно, но больше не действует: последним днём было { $day } (включительно).
evidence-revoked = Подлинно, но отозвано: город сам записал, что решение больше не действует.
evidence-changed = Не подлинно: после выдачи что-то изменили.
evidence-unknown-key = Не доказано: ни один из ключей, которым вы доверяете, этого не подписывал. В файле указан журнал { $origin }.
evidence-witnesses = Не доказано: свидетели, которых требует ваша политика, этого не подписали. В файле указан журнал { $origin }.

evidence-why-form = Файл не такой, каким его записали, или какой-то части нет.
evidence-why-content = Содержание не то, на которое ссылается журнал.
evidence-why-proof = На указанном месте журнала этой записи нет.
evidence-why-signature = Подпись не подходит к контрольной точке журнала.

evidence-log = Журнал: { $origin }, запись { $leaf } из { $size }
evidence-written = Записано: { $day }, { $time } ({ $zone })
evidence-entry = Дело { $case }, процедура { $procedure }, события процедуры с { $first } по { $last }
evidence-outcome = Исход: { $outcome }
evidence-outcome-revoked = отозвано
evidence-until = Действует до конца дня { $day }
evidence-content-shown = Содержание: показано, и это то, на которое ссылается журнал
evidence-content-hidden = Содержание: не показано; запись доказана и без него
evidence-witnessed = Подписавшие свидетели: { $names }

evidence-not-a-receipt = { $file } — не квитанция; возьмите файл, который город выдал вместе с решением

evidence-page-title = Проверка квитанции
evidence-page-intro = Здесь, в этом окне, вычисляется, действительно ли решение записано в журнале города. Ничего никуда не отправляется.
evidence-page-file = Квитанция (файл)
evidence-page-key = Ключ журнала в том виде, в каком его публикует город
evidence-page-check = Проверить
evidence-page-bad-key = Это не ключ журнала. Его вид: имя+номер+буквы; скопируйте его целиком.
evidence-page-old-browser = Этот браузер не умеет проверять подписи Ed25519. Возьмите более новый или команду «alatau verify».
evidence-page-no-script = Страница вычисляет с помощью JavaScript, а он выключен. Команда «alatau verify» делает то же без него.
