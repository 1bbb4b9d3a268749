# Живой город: что говорит сервер и о чём сообщают людям.

serve-listens = Город отвечает по адресу { $address }
serve-set-up = Учётных записей ещё нет. Создайте запись оператора по этой ссылке, она действует один раз: { $link }
serve-stopped = Остановлено; в журнале { $leaves } записей, всё на диске.
serve-checked = Настройки, право и хранилище исправны. Адрес был бы { $address }, данные в { $data }.

notice-filed = Дело { $case } подано; сроки по закону идут с этого момента.
notice-your-turn = Дело { $case } ждёт вас.
notice-correction = Дело { $case } возвращено: комплект неполный. Чего не хватает и по какой норме, сказано в деле.
notice-complaint = Ваша жалоба по делу { $case } подана.
notice-ruled = По делу { $case } вынесено решение.
notice-silence = По делу { $case } никто не ответил в срок; закон определяет, что это значит.
notice-extended = Срок по делу { $case } продлён.
notice-closed = Дело { $case } закрыто.

backup-done = Скопировано записей журнала: { $leaves }, корень { $root }, папка { $into }.
restore-done = Восстановлено записей журнала: { $leaves }, папка { $into }; каждая хеширована заново, корень { $root }.

doctor-well = в порядке
doctor-warning = обратите внимание
doctor-bad = ПЛОХО
doctor-file = файл хранилища
doctor-numbers = номера событий без пропусков
doctor-frontier = край журнала и его контрольная точка
doctor-contents = содержание и обязательства
doctor-tiles = опубликованные файлы журнала
doctor-cases = дела и чего они ждут
doctor-holdings = что держат реестры
doctor-documents = документы
doctor-room = место на диске
doctor-flush = скорость записи на диск
doctor-states = дела и то, что говорят их события

serve-receipt-holds = Квитанция подлинная: эта запись есть в подписанном журнале города.
serve-passwords-differ = Пароли различаются.
serve-declaration-missing = Перед подачей подтвердите, что сведения верны.
