audit-read = Прочитано записей журнала: { $size }. Корень: { $root }
audit-signed = Контрольная точка подписана ключом { $key }.
audit-unsigned = Ключ не задан, поэтому подпись не проверялась. Укажите сохранённый ключ: --key.
audit-figure =
    { $procedure }: подано { $filed }, открыто { $open }, завершено { $closed } (одобрено { $approved }, отказано { $refused }, отозвано { $withdrawn })
      в срок { $ontime } из { $closed }; молчание решило { $silences } раз
      дни, медиана / девять из десяти: срок органа { $statutory }, продление { $extended }, заявитель { $applicant }, всего { $total }
audit-finding = НЕ ХВАТАЕТ: { $finding }
audit-difference = РАСХОЖДЕНИЕ: { $procedure } { $figure }: опубликовано { $published }, в журнале { $computed }
audit-holds = Журнал полон, и каждый опубликованный показатель из него получается.
audit-fails = Журнал или показатели не выдерживают проверки.
audit-nothing-published = Журнал полон. Опубликованных показателей не дано, поэтому сравнивать было не с чем.
audit-figures-of = Опубликованные показатели относятся к первым { $of } записям из { $size }.
