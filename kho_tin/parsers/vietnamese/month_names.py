"""Names of months and weekdays, of the languages of the sites that were met, in any case: those of
months wide and abbreviated, those of weekdays wide.

Made from the Unicode CLDR by Babel (`Locale.months`, `Locale.days`), for en, de, fr, es, it, pt,
nl, sv, da, nb, fi, pl, cs, sk, hu, ro, bg, hr, sr, sl, el, ru, uk, tr, et, lv, lt, id. A name that
stands for different months in two of them (Croatian and Polish "listopada") is left out: it settles
nothing.
"""

from __future__ import annotations

from typing import Final

# A line a month, from January on.
_NAMES: Final = (
    "ene enero gen gennaio ian ianuarie jaan jaanuar jan janeiro januar januari january "
    "január januára janv janvier janvāris led leden ledna oca ocak saus sausio sausis sij "
    "siječanj siječnja sty styczeń stycznia tammi tammikuu tammikuuta ιαν ιανουάριοσ "
    "ιανουαρίου січ січень січня янв январь января яну януари јан јануар",
    "feb febbraio febr febrero februar februari februarie february február februára februāris "
    "fev fevereiro févr février helmi helmikuu helmikuuta lut lutego luty vas vasario vasaris "
    "veebr veebruar velj veljača veljače úno únor února şub şubat φεβ φεβρουάριοσ φεβρουαρίου "
    "лют лютий лютого феб фебруар фев февр февраль февраля февруари",
    "bře březen března kov kovas kovo maalis maaliskuu maaliskuuta maart mar marca march "
    "marec maret mars mart martie marts marzec marzo março mrt márc március mär märts märz "
    "ožu ožujak ožujka μάρ μάρτιοσ μαρ μαρτίου бер березень березня мар март марта",
    "abr abril apr april aprile aprilie aprill apríl apríla aprīlis avr avril bal balandis "
    "balandžio dub duben dubna huhti huhtikuu huhtikuuta kwi kwiecień kwietnia nis nisan tra "
    "travanj travnja ápr április απρ απρίλιοσ απριλίου апр апрель апреля април квіт квітень "
    "квітня",
    "geg gegužė gegužės kvě květen května mag maggio mai maijs maio maj maja may mayo mayıs "
    "mei máj mája május svi svibanj svibnja touko toukokuu toukokuuta μάι μάιοσ μαΐ μαΐου май "
    "мая мај трав травень травня",
    "birž birželio birželis cze czerwca czerwiec giu giugno haz haziran iun iunie juin jun "
    "june junho juni junij junio juuni jún júna június jūn jūnijs kesä kesäkuu kesäkuuta "
    "lipanj lipnja červen června čvn ιουν ιουνίου ιούν ιούνιοσ июн июнь июня черв червень "
    "червня юни јун",
    "heinä heinäkuu heinäkuuta iul iulie juil juillet jul julho juli julij julio july juuli "
    "júl júla július jūl jūlijs liep liepa liepos lipca lipiec lug luglio srpanj srpnja tem "
    "temmuz července červenec čvc ιουλ ιουλίου ιούλ ιούλιοσ июл июль июля лип липень липня "
    "юли јул",
    "ago agosto agu agustus août aug august augusta augusti augusts augustus augusztus avg "
    "avgust ağu ağustos elo elokuu elokuuta kol kolovoz kolovoza rugp rugpjūtis rugpjūčio sie "
    "sierpień sierpnia srpen srpna αυγ αυγούστου αύγ αύγουστοσ авг август августа серп "
    "серпень серпня",
    "eyl eylül rugs rugsėjis rugsėjo ruj rujan rujna sep sept september septembra septembre "
    "septembrie septembris septiembre set setembro settembre syys syyskuu syyskuuta szept "
    "szeptember wrz wrzesień września zář září σεπ σεπτέμβριοσ σεπτεμβρίου вер вересень "
    "вересня сент сентябрь сентября сеп септембар септември",
    "eki ekim loka lokakuu lokakuuta oct october octobre octombrie octubre okt oktober "
    "oktobris oktoober október októbra ott ottobre out outubro paź październik października "
    "spal spalio spalis říj říjen října οκτ οκτωβρίου οκτώβριοσ жовт жовтень жовтня окт "
    "октобар октомври октябрь октября",
    "kas kasım lapkr lapkritis lapkričio listopadu marras marraskuu marraskuuta noiembrie nov "
    "november novembra novembre novembris novembro noviembre stu studeni studenoga νοέ "
    "νοέμβριοσ νοε νοεμβρίου лист листопад листопада нов новембар ное ноември нояб ноябрь "
    "ноября",
    "ara aralık dec december decembra decembrie decembris des desember dets detsember dez "
    "dezember dezembro dic dicembre diciembre déc décembre gru grudnia grudzień gruod gruodis "
    "gruodžio joulu joulukuu joulukuuta pro prosinac prosinca prosince prosinec δεκ "
    "δεκέμβριοσ δεκεμβρίου груд грудень грудня дек декабрь декабря декември дец децембар",
)
MONTHS: Final = {
    name: month for month, names in enumerate(_NAMES, start=1) for name in names.split()
}
# Vietnamese and English ones are read as a part of the date (`date_forms`).
WEEKDAYS: Final = (
    "antradienis ceturtdiena csütörtök cuma cumartesi czwartek dienstag dimanche dinsdag domenica "
    "domingo donderdag donnerstag duminică esmaspäev fredag freitag giovedì hétfő jeudi joi "
    "jueves jumat kamis kedd keskiviikko keskiviikkona ketvirtadienis kolmapäev lauantai "
    "lauantaina laupäev lundi lunedì lunes luni lördag lørdag maanantai maanantaina maandag "
    "mandag mardi martedì martes marți mercoledì mercredi miercuri minggu mittwoch miércoles "
    "montag måndag nedelja nedeľa nedjelja neděle neljapäev niedziela onsdag otrdiena pazar "
    "pazartesi penktadienis perjantai perjantaina perşembe petak petek piatok piektdiena "
    "pirmadienis pirmdiena piątek pondelok pondělí ponedeljek ponedjeljak poniedziałek pátek "
    "péntek pühapäev quarta-feira quinta-feira rabu reede sabato sabtu salı samedi samstag "
    "segunda-feira sekmadienis selasa senin sestdiena sexta-feira sobota sonntag sreda srijeda "
    "streda středa subota sunnuntai svētdiena szerda szombat sábado sâmbătă söndag søndag "
    "teisipäev terça-feira tiistai tiistaina tirsdag tisdag torek torsdag torstai torstaina "
    "trečiadienis trešdiena utorak utorok vasárnap vendredi venerdì viernes vineri vrijdag "
    "woensdag wtorek zaterdag zondag çarşamba úterý četrtek četvrtak čtvrtek środa šeštadienis "
    "štvrtok δευτέρα κυριακή πέμπτη παρασκευή σάββατο τετάρτη τρίτη воскресенье вторник вівторок "
    "неделя недеља неділя пʼятниця петак петък понеделник понедельник понедељак понеділок пятница "
    "середа среда сряда суббота субота събота уторак четвер четверг четвртак четвъртък"
)
VIETNAMESE_MONTHS: Final = {
    "một": 1, "giêng": 1, "hai": 2, "ba": 3, "tư": 4, "bốn": 4, "năm": 5, "sáu": 6, "bảy": 7,
    "bẩy": 7, "tám": 8, "chín": 9, "mười": 10, "mười một": 11, "mười hai": 12,
}  # fmt: skip


def month_of(name: str) -> int | None:
    """The month (1 to 12) of a name: "Jun.", "juin", "Sáu" (of "tháng Sáu"), "6"; None for any
    other word."""
    if name.isdecimal():
        return int(name)
    word = " ".join(name.casefold().rstrip(".").split())
    return VIETNAMESE_MONTHS.get(word) or MONTHS.get(word)
