formats-moment = { $day }, { $clock } ({ $zone })
formats-usd-billion = ${ $amount } billion
