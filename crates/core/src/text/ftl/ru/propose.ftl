# `law propose`

propose-title = Что изменит проект { $draft }
propose-cases = Поданы по обоим вариантам права начиная с { $from }: { $real } реальных и { $generated } составленных дел в каждом месте; то, чего никто не знает, разыгрывается заново для каждого потока дел, одинаково для обоих вариантов.
propose-head-class = Класс
propose-head-n = Дел
propose-head-rulings = Решения
propose-head-fees = Сборы
propose-head-days = Сроки
propose-head-earlier = Раньше
propose-head-before = До
propose-head-after = После
propose-unchanged = Ни одно дело не меняется: { $places }.
propose-effects-note = Решения: дела, в которых иначе удовлетворено, отказано или решено молчанием. Сборы: дела, где сбор устанавливает другая редакция нормы. Сроки: дела, которые кончаются в другой день; из них раньше. До, после: в среднем дней до конца. В специальной экономической зоне поданы только дела, возможные в ней.
propose-certificates = Сертификаты стабильности, которых касается проект:
propose-certificates-none = Проект не касается ни одного сертификата стабильности.
propose-held = сертификат { $id }, держатель { $holder }, { $place }
propose-could-be = любой сертификат по { $guarantee }, выданный днём раньше, { $place }
propose-kept = держатель сохраняет { $old }; для остальных { $new }
propose-not-kept = { $new } действует и для держателя вместо { $old }
propose-open = между { $old } и { $new } решает назначенное должностное лицо
propose-tests = Проверки закона, которые больше не выполняются:
propose-tests-none = С проектом выполняются все проверки закона.
