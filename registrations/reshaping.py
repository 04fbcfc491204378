"""A photo turned and cut: an open picture in, JPEG bytes and their size out."""

from io import BytesIO

from PIL import Image, ImageOps

_TURNS = {90: Image.Transpose.ROTATE_270, 180: Image.Transpose.ROTATE_180, 270: Image.Transpose.ROTATE_90}


def reshaped(original, *, turn, cut):
    """(JPEG bytes, (width, height)). `turn`: degrees clockwise; `cut`: hundredths off left, top, right, bottom."""
    with Image.open(original, formats=["JPEG", "PNG", "WEBP"]) as image:
        profile = image.info.get("icc_profile")
        picture = ImageOps.exif_transpose(image)
    if picture.mode != "RGB":
        # A transparent background prints white.
        under = Image.new("RGB", picture.size, "white")
        picture = picture.convert("RGBA")
        under.paste(picture, mask=picture.getchannel("A"))
        picture = under
    if turn:
        picture = picture.transpose(_TURNS[turn])
    left, top, right, bottom = (share / 100 for share in cut)
    width, height = picture.size
    picture = picture.crop(
        (round(width * left), round(height * top), round(width * (1 - right)), round(height * (1 - bottom)))
    )
    out = BytesIO()
    picture.save(out, "JPEG", quality=92, **({"icc_profile": profile} if profile else {}))
    return out.getvalue(), picture.size
