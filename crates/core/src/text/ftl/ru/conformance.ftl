# Наборы проверок, написанные другими (`alatau conformance`).

conformance-nothing = { $dir }: здесь нет ни одного случая набора { $suite }; укажите папку в том виде, в каком её публикуют авторы
conformance-differs = { $decision }: ожидалось { $expected }, получено { $found }
conformance-external = вызывается код на другом языке, который никогда не выполняется
