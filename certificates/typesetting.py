"""Words set by the font itself: how wide, where a line breaks, which size fits, with kerning (HarfBuzz)."""

import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from pathlib import Path

import uharfbuzz as hb
from django.conf import settings

FONTS = Path(settings.BASE_DIR, "static", "fonts", "liberation-serif-2.1.5")
FACES = {
    (False, False): "LiberationSerif-Regular.ttf",
    (True, False): "LiberationSerif-Bold.ttf",
    (False, True): "LiberationSerif-Italic.ttf",
    (True, True): "LiberationSerif-BoldItalic.ttf",
}
TONES = ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
VOWELS = {unicodedata.normalize("NFC", vowel + tone) for vowel in "aăâeêioôơuưyAĂÂEÊIOÔƠUƯY" for tone in TONES}
# What the sheet of a design carries, drawn or not; words with any other sign are drawn by the page engine.
ALPHABET = "".join(sorted(VOWELS | {chr(code) for code in range(0x20, 0x7F)} | set("Đđ–—‘’“”…×·°²³½€₫®©™")))
SMALLEST = 6
STEP = 0.5
POINT = 25.4 / 72
LEADING = 1.22
# Ligatures would be glyphs that are not in the alphabet.
FEATURES = {"kern": True, "liga": False, "clig": False}


@dataclass(frozen=True)
class Face:
    font: hb.Font
    upem: int
    ascent: float
    descent: float
    widths: dict

    def shape(self, text):
        """[(glyph, advance)] in font units; None where a mark would have to be placed by hand."""
        if not text:
            return []
        buffer = hb.Buffer()
        buffer.add_str(text)
        # Told, not guessed: digits alone are of no script, for which the font has another, older kerning.
        buffer.direction, buffer.script, buffer.language = "ltr", "Latn", "vi"
        hb.shape(self.font, buffer, FEATURES)
        if any(place.x_offset or place.y_offset for place in buffer.glyph_positions):
            return None
        return [
            (info.codepoint, place.x_advance)
            for info, place in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True)
        ]


@lru_cache(maxsize=4)
def face(bold, italic):
    """Read once in each process."""
    read = hb.Face(hb.Blob.from_file_path(str(FONTS / FACES[bold, italic])))
    font = hb.Font(read)
    extents = font.get_font_extents("ltr")
    widths = {}
    for letter in ALPHABET:
        glyph = font.get_nominal_glyph(ord(letter))
        widths[glyph] = font.get_glyph_h_advance(glyph)
    return Face(font, read.upem, extents.ascender / read.upem, -extents.descender / read.upem, widths)


def drawable(text):
    """The text without the signs that the faces lack (emoji): an archival PDF may hold no empty glyph."""
    font = face(bold=False, italic=False).font
    return "".join(sign for sign in text if sign == "\n" or font.get_nominal_glyph(ord(sign)))


def lost(text):
    """The signs of the text that would not be on paper, each once; what nobody sees anyway is none of them."""
    kept = set(drawable(text))
    return [sign for sign in dict.fromkeys(text) if sign not in kept and unicodedata.category(sign)[0] not in "CMZ"]


def is_known(text):
    """Can every sign be drawn from the alphabet?"""
    return set(text) <= _KNOWN


_KNOWN = set(ALPHABET) | {"\n"}


@dataclass(frozen=True)
class Line:
    text: str
    # Millimetres from the left edge of the sheet and from the top to the foot of the letters.
    x: float
    y: float


@dataclass(frozen=True)
class Setting:
    """Words as they stand in a box: their size in points and their lines."""

    size: float
    lines: tuple[Line, ...]


def set_words(box, text):
    """The largest size, not above the box’s own, at which the words fit; never cut."""
    found = face(box.bold, box.italic)
    widths = _Widths(found)
    size = box.size
    while True:
        lines = _broken(text, widths, box.width / (size * POINT))
        if len(lines) * size * POINT * LEADING <= box.height + 0.01 or size <= SMALLEST:
            break
        size = max(SMALLEST, size - STEP)
    return Setting(size, tuple(_placed(box, lines, size, found)))


class _Widths:
    """How wide words are, in ems; measured once each, whatever sizes are tried."""

    def __init__(self, found):
        self._face = found
        self._known = {}

    def __getitem__(self, text):
        if text not in self._known:
            # A sign that the face lacks comes from another font: about as wide as it is high.
            shaped = (self._face.shape(text) if is_known(text) else None) or [(0, self._face.upem)] * len(text)
            self._known[text] = sum(advance for _, advance in shaped) / self._face.upem
        return self._known[text]


def _broken(text, widths, room):
    """Lines none of which is wider than `room` ems; a word that is wider by itself is broken anywhere.

    An empty line between two is no line: it is a slip of the key, and would push the others out of their box.
    """
    lines = []
    for paragraph in filter(str.strip, text.split("\n")):
        line, used = [], 0
        for word in _short_enough(paragraph.split(), widths, room):
            wide = widths[word] + (widths[" "] if line else 0)
            if line and used + wide > room:
                lines.append(" ".join(line))
                line, used, wide = [], 0, widths[word]
            line.append(word)
            used += wide
        lines.append(" ".join(line))
    return lines


def _short_enough(words, widths, room):
    for word in words:
        while widths[word] > room and len(word) > 1:
            # Letter by letter: kerning inside so long a word does not matter.
            count = next((n for n, wide in enumerate(accumulate(widths[sign] for sign in word)) if wide > room), 1)
            count = min(max(count, 1), len(word) - 1)
            yield word[:count]
            word = word[count:]
        yield word


def _placed(box, lines, size, found):
    high = size * POINT * LEADING
    top = box.y + ((box.height - len(lines) * high) / 2 if box.middle else 0)
    widths = _Widths(found)
    for number, text in enumerate(lines):
        spare = box.width - widths[text] * size * POINT
        left = box.x + {"left": 0, "center": spare / 2, "right": spare}[box.align]
        foot = top + number * high + high / 2 + (found.ascent - found.descent) / 2 * size * POINT
        yield Line(text, left, foot)
