# Почему решение именно такое – для тех, кого оно касается.

explain-result = { $result }: { $because }
explain-fact = { $fact } – { $value }; условие выполнено: { $test }.
explain-fact-is = { $fact } – { $value }.
explain-fact-not = { $fact } – { $value }; условие не выполнено: { $test }.
explain-flow = на шаге { $element } условие { $test } выполнено.
explain-flow-not = на шаге { $element } условие { $test } не выполнено.
explain-person = { $result }: так решил человек – { $name } ({ $role }), шаг { $element }. Причина: { $reason }.
explain-judgement = на вопрос { $question } ответил человек – { $name } ({ $role }): { $answer }. Причина: { $reason }. Отвечать на него вправе только человек.
explain-silence = за { $length } никто не ответил ({ $role }), а молчание по закону означает: { $yields }.
explain-silence-due = за { $length }, до { $day }, никто не ответил ({ $role }), а молчание по закону означает: { $yields }.
explain-with = Если бы было { $value }, вышло бы: { $then }.
explain-otherwise = Иначе вышло бы: { $then }.
explain-no-single = { $result }: ни одно условие не решает этого само; измениться должны несколько сразу.
explain-open = Правила оставляют вопрос открытым: { $reason }.
explain-table = Это вычислила таблица { $table }; человек не оценивал.
explain-table-row = Это вычислила таблица { $table }, строка { $row } из { $rows }; человек не оценивал.
explain-certificate = Сертификат { $id }, { $slot }: { $held }.
explain-switch = Это зависит от открытого вопроса: { $question } Принято толкование «{ $value }».
explain-choice = По вопросу { $slot } действует: { $this }. Не применяется: { $that }; { $why }.
explain-assumed = Часть этого – допущение: никто этого не принимал.
explain-assumed-ask = Часть этого – допущение: никто этого не принимал. Кто знает: { $ask }.
explain-unknown = неизвестно
explain-else = нечто, чего не называет ни одно правило

explain-at-least = не меньше { $value }
explain-more-than = больше { $value }
explain-at-most = не больше { $value }
explain-less-than = меньше { $value }
explain-none-of = всё, кроме { $value }
explain-both = { $low } и { $high }
explain-or = или

explain-change = { $fact }: { $to } вместо { $from }
explain-way = { $changes }. Тогда: { $then }.
explain-nothing-controlled = Здесь не указано ни одного факта, который зависит от заявителя, поэтому предложить изменение нельзя.
explain-no-way = Никакое изменение этих фактов не ведёт к исходу { $goal }: { $facts }.
explain-no-way-found = Ни одно испробованное изменение не ведёт к исходу { $goal }; всех слишком много, чтобы испробовать: { $facts }.

explain-title = { $service } – { $place }, { $day }
explain-ways-title = Что привело бы к исходу { $goal }
explain-changeable = Факты, которые могут измениться: { $facts }
explain-hash = Запись { $hash }
explain-verified = Запись верна: вычисленная заново из своих данных, она та же. К решению она относится, если в решении назван этот хеш.
explain-differs = Запись неверна, различий: { $count }.
explain-differs-at = { $at }: записано { $before }, вычислено { $after }
explain-nothing = (ничего)
explain-no-decision = Ни одно решение услуги «{ $service }» не читает здесь фактов; назовите шаг, на котором молчат: --silent. Шаги: { $known }
explain-unknown-fact = Ни одно решение услуги «{ $service }» не читает факт «{ $name }». Известны: { $known }
explain-unknown-step = Нет шага «{ $name }» со сроком. Известны: { $known }
explain-unknown-want = Ни одно правило здесь не говорит «{ $name }». Известны: { $known }
explain-facts-form = { $file }: запишите один объект JSON с фактами; каждый – число, строка, true, false или null; { $fault }
