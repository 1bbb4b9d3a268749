# Suites that others wrote (`alatau conformance`).

conformance-nothing = { $dir }: no case of the suite { $suite } lies here; name the folder in which its authors publish it
conformance-differs = { $decision }: expected { $expected }, found { $found }
conformance-external = it calls code in another language, which is never run
