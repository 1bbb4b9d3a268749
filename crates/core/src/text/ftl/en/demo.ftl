demo-title = Building, { $class } (simulated application { $number })
demo-too-early = The demo shows what happened since { $first }; before that day there is nothing to show.
