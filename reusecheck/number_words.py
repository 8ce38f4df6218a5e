"""Numbers up to 99 as words, in the languages of ``attribution/languages``: so that "31" is "thirty-one"."""

from __future__ import annotations

from functools import cache

from reusecheck.attribution.folding import fold

# In order: from nought to the last number that has a word of its own, up to 19 or 29; then the tens that follow.
_UNITS = {
    "en": "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen",
    "de": "null eins zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn sechzehn "
    "siebzehn achtzehn neunzehn",
    "fr": "zéro un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize dix-sept "
    "dix-huit dix-neuf",
    "es": "cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciséis "
    "diecisiete dieciocho diecinueve veinte veintiuno veintidós veintitrés veinticuatro veinticinco veintiséis "
    "veintisiete veintiocho veintinueve",
    "hu": "nulla egy kettő három négy öt hat hét nyolc kilenc tíz tizenegy tizenkettő tizenhárom tizennégy tizenöt "
    "tizenhat tizenhét tizennyolc tizenkilenc húsz huszonegy huszonkettő huszonhárom huszonnégy huszonöt huszonhat "
    "huszonhét huszonnyolc huszonkilenc",
    "it": "zero uno due tre quattro cinque sei sette otto nove dieci undici dodici tredici quattordici quindici sedici "
    "diciassette diciotto diciannove",
    "pt": "zero um dois três quatro cinco seis sete oito nove dez onze doze treze catorze quinze dezasseis dezassete "
    "dezoito dezanove",
}
_TENS = {
    "en": "twenty thirty forty fifty sixty seventy eighty ninety",
    "de": "zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig neunzig",
    "fr": "vingt trente quarante cinquante soixante",
    "es": "treinta cuarenta cincuenta sesenta setenta ochenta noventa",
    "hu": "harminc negyven ötven hatvan hetven nyolcvan kilencven",
    "it": "venti trenta quaranta cinquanta sessanta settanta ottanta novanta",
    "pt": "vinte trinta quarenta cinquenta sessenta setenta oitenta noventa",
}
# Between ten and unit: quarenta e três
_AND = {"es": "y", "pt": "e"}


def value_of(words: str) -> int | None:
    """The number that the words say, written together in normal form; ``None`` if it is not known."""
    return _values().get(fold(words))


@cache
def _values() -> dict[str, int]:
    known: dict[str, int] = {}
    for language, written in _UNITS.items():
        units = [_together(word) for word in written.split()]
        tens = [_together(word) for word in _TENS[language].split()]
        first = len(units) // 10
        for value, word in enumerate(units):
            known.setdefault(word, value)
        for number, ten in enumerate(tens):
            known.setdefault(ten, 10 * (first + number))
            for unit in range(1, 10):
                known.setdefault(_composed(language, ten, units[unit], unit), 10 * (first + number) + unit)
    # articles in their language, and far more often that
    for word in ("un", "um", "egy"):
        del known[word]
    return known


def _composed(language: str, ten: str, word: str, unit: int) -> str:
    if language == "de":
        return f"{'ein' if unit == 1 else word}und{ten}"
    if language == "fr":
        return f"{ten}et{word}" if unit == 1 else ten + word
    if language == "it" and unit in (1, 8):  # ventuno, ventotto
        return ten[:-1] + word
    return ten + _AND.get(language, "") + word


def _together(word: str) -> str:
    return fold(word).replace("-", "")
