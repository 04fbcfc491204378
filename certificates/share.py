"""The picture of a product that other sites show beside a link to its page: words and a photo, if one is shown."""

from io import BytesIO

from django.conf import settings
from PIL import Image, ImageDraw, ImageFont, ImageOps

SIZE = WIDTH, HEIGHT = 1200, 630
EDGE, PHOTO = 64, 470
PAPER, INK, SOFT, ACCENT = "#fffdf7", "#12233f", "#4a5568", "#8a1c1c"
_FONTS = settings.BASE_DIR / "static" / "fonts" / "liberation-serif-2.1.5"
# The largest size at which a name fits into its lines is taken.
NAME_SIZES, NAME_LINES = (64, 54, 46, 38, 32), 4
AWARD = "Sản phẩm công nghiệp nông thôn tiêu biểu"


def drawn(*, name, maker, place, award, photo=None):
    """JPEG bytes; `photo` is an open picture. Texts that are too long end with “…”, never in the middle of a letter."""
    picture = Image.new("RGB", SIZE, PAPER)
    pen = ImageDraw.Draw(picture)
    pen.rectangle((0, 0, WIDTH, 14), fill=ACCENT)
    room = WIDTH - 2 * EDGE
    if photo is not None:
        with Image.open(photo) as image:
            picture.paste(ImageOps.fit(image.convert("RGB"), (PHOTO, HEIGHT - 14)), (WIDTH - PHOTO, 14))
        room -= PHOTO
    down = _written(pen, AWARD, top=EDGE, room=room, face="Bold", sizes=(34, 30), lines=1, colour=ACCENT)
    down = _written(pen, award, top=down + 6, room=room, face="Regular", sizes=(32,), lines=1, colour=SOFT)
    down = _written(pen, name, top=down + 34, room=room, face="Bold", sizes=NAME_SIZES, lines=NAME_LINES, colour=INK)
    down = _written(pen, maker, top=down + 26, room=room, face="Regular", sizes=(32, 28), lines=2, colour=INK)
    _written(pen, place, top=down + 6, room=room, face="Regular", sizes=(28,), lines=1, colour=SOFT)
    out = BytesIO()
    picture.save(out, "JPEG", quality=86, optimize=True)
    return out.getvalue()


def _written(pen, text, *, top, room, face, sizes, lines, colour):
    """Writes the text below `top`; returns where it ends."""
    for size in sizes:
        font = ImageFont.truetype(_FONTS / f"LiberationSerif-{face}.ttf", size, layout_engine=ImageFont.Layout.BASIC)
        broken = _broken(text, font, room)
        if len(broken) <= lines:
            break
    else:
        broken = [*broken[: lines - 1], _shortened(broken[lines - 1], font, room)]
    step = round(size * 1.22)
    for number, line in enumerate(broken):
        pen.text((EDGE, top + number * step), line, font=font, fill=colour)
    return top + len(broken) * step


def _broken(text, font, room):
    """Lines of whole words; a word wider than the room is cut by letters."""
    lines = [""]
    for word in text.split():
        joined = f"{lines[-1]} {word}".strip()
        if font.getlength(joined) <= room:
            lines[-1] = joined
            continue
        if lines[-1]:
            lines.append("")
        for letter in word:
            if font.getlength(lines[-1] + letter) > room:
                lines.append("")
            lines[-1] += letter
    return lines


def _shortened(line, font, room):
    while line and font.getlength(f"{line}…") > room:
        line = line[:-1]
    return f"{line.rstrip()}…"
