formats-moment = { $day } { $clock } ({ $zone })
formats-usd-billion = { $amount }亿美元
