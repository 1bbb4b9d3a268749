demo-title = Building, { $class } (simulated application { $number })
demo-too-early = The demo shows what happened since { $first }; before that day there is nothing to show.
demo-filled = { $cases } cases, { $events } events: each is what the twin's run has, event by event.
demo-not-new = { $data } has a store already; the demo is written into a new one. Name another folder with --data.
