"""
The words of durations: units (with their seconds), numbers, and the words that may be beside them without changing the
meaning.
"""

from __future__ import annotations

MINUTE, HOUR, DAY = 60, 60 * 60, 24 * 60 * 60

_MILLISECONDS = "ms msec msecs millis millisec millisecs millisecond milliseconds"
# Only words with one meaning, in the languages in which comments were seen. Left out: "m" (minutes or months), German
# "tag" (also a label), French "an" (English "an"), Chinese and Japanese "日" (also a date).
_UNIT_WORDS: dict[tuple[float, float], str] = {
    (0.001, 0.001): _MILLISECONDS,
    (1, 1): "s sec secs second seconds sekunde sekunden seconde secondes segundo segundos secondo secondi seconden "
    "sekunda sekundy sekund секунда секунды секунду секунд сек saniye giây detik 秒 秒钟 秒鐘 초",
    (MINUTE, MINUTE): "min mins minute minutes minuten minuto minutos minuti minuut minuta minuty minut "
    "минута минуты минуту минут мин хвилина хвилини хвилин dakika phút menit 分 分钟 分鐘 分間 분",
    (HOUR, HOUR): "h hr hrs hour hours stunde stunden std heure heures hora horas ora ore uur godzina godziny godzin "
    "час часа часов година години годин saat giờ 小时 小時 个小时 個小時 時間 시간",
    (DAY, DAY): "d day days tage tagen jour jours día días dia dias giorno giorni dag dagen dzień dni "
    "день дня дней дні днів gün ngày hari 天 日間",
    (7 * DAY, 7 * DAY): "w wk wks week weeks woche wochen semaine semaines semana semanas settimana settimane weken "
    "tydzień tygodnie tygodni неделя неделю недели недель тиждень тижні тижнів hafta tuần minggu "
    "周 週 星期 个星期 週間 주",
    (14 * DAY, 14 * DAY): "fortnight fortnights",
    (28 * DAY, 31 * DAY): "month months monat monate monaten mois mes meses mês mese mesi maand maanden "
    "miesiąc miesiące miesięcy месяц месяца месяцев місяць місяці місяців tháng bulan 个月 個月 ヶ月 か月 개월",
    (365 * DAY, 366 * DAY): "y yr yrs year years jahr jahre jahren année années año años ano anos anno anni jaar "
    "год года лет рік роки років yıl tahun",
}
UNITS = {word: span for span, words in _UNIT_WORDS.items() for word in words.split()}
"""Word -> the shortest and the longest length that it means, in seconds: a month has 28 to 31 days."""
MILLISECONDS = frozenset(_MILLISECONDS.split())
_ONES = """
    one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen
    nineteen
"""
NUMBERS: dict[str, float] = {word: number for number, word in enumerate(_ONES.split(), 1)} | {"half": 0.5}
TENS = {"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "ninety": 90}
FRACTIONS = {"1/2": 0.5, "1/4": 0.25, "3/4": 0.75}

_COMMENT_WORDS = """
    session sessions cookie cookies login user users it its this a an the variable
    age date ttl time timeout timeouts out lifetime life lifespan duration period length long validity limit window
    expire expires expired expiring expiration expiry exp valid lasts lasting live lives remains remain
    set sets to = is equals will should must be only just of in for after from now later on
    inactivity inactive idle activity sliding
    keep keeps kept stay stays logged signed remember remembered me log logs logout auto automatically
"""
_NAME_WORDS = """
    session sessions cookie login user age ttl time timeout out lifetime duration period length validity limit
    expire expires expiry expiration exp in for after of idle inactivity remember me a an
"""
_KEY_NOUNS = "verification verify reset password email sms activation confirmation mfa link"
_VALIDITY_WORDS = "valid validity expire expires expired expiring expiry expiration"
_LOGIN_WORDS = """
    session sessions cookie cookies login user users logged signed log logs logout remember remembered me
    keep keeps kept stay stays inactivity inactive idle activity sliding
"""
_HEADING_WORDS = """
    the a an of for and in session sessions cookie cookies login user users
    age ttl time timeout lifetime duration expiry expiration seconds
    settings setting configuration config options security auth authentication django djangos
"""
FILLERS = frozenset(_COMMENT_WORDS.split())
HEADING_WORDS = frozenset(_HEADING_WORDS.split())
NAME_FILLERS = frozenset(_NAME_WORDS.split())
KEY_WORDS = frozenset({"otp", "code", "captcha", "token", "pin", "passcode", "onetime"})
VALIDITY_WORDS = frozenset(_VALIDITY_WORDS.split())
LOGIN_WORDS = frozenset(_LOGIN_WORDS.split())
# Without "session": "OTP session valid for 5 minutes" is about the session.
KEY_FILLERS = FILLERS - {"session", "sessions"} | KEY_WORDS | frozenset(_KEY_NOUNS.split())
# "valid for 90 seconds" beside a one-time key is about the key, unless it also names the session or the login.
EXPIRING_WORDS = frozenset({"expire", "expires", "expiring", "expiration", "expiry", "valid", "validity"})
