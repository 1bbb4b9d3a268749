# Басқалар жазған сынақ жинақтары (`alatau conformance`).

conformance-nothing = { $dir }: мұнда { $suite } жинағының бірде-бір жағдайы жоқ; авторлар жариялаған қалтаны көрсетіңіз
conformance-differs = { $decision }: күтілгені { $expected }, алынғаны { $found }
conformance-external = басқа тілдегі код шақырылады, ондай код ешқашан орындалмайды
