"""Pictures as the public sees them: upright, scaled, without camera data, never the filed original."""

import os
from contextlib import suppress
from io import BytesIO
from secrets import token_hex

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL import ExifTags, Image, ImageCms, ImageOps

from cnnt_portal.permissions import require

from .permissions import can_open

# The only widths (in pixels) that are made, so that nobody fills the store by asking for every number.
WIDTHS = (160, 320, 640, 1280, 1920)
CONTENT_TYPE = "image/jpeg"


def published(stored_file, width):
    """JPEG bytes of a stored picture, at most `width` pixels wide; made once, then kept.

    Raises NotPermitted while the file may not be opened; a file that is no picture is our mistake.
    """
    require(can_open(None, stored_file))
    key = published_key(stored_file, width)
    with suppress(FileNotFoundError), default_storage.open(key, "rb") as kept:
        return kept.read()
    with stored_file.open() as original:
        content = reencoded(original, width)
    _put(key, content)
    return content


def published_key(stored_file, width):
    if width not in WIDTHS or not stored_file.is_image:
        raise ValueError(f"{stored_file.content_type} at {width} px is not published")
    return f"{_folder(stored_file.key)}/{width}.jpg"


def reencoded(original, width):
    """New JPEG bytes: only the pixels go over, so no place, camera, thumbnail or script hidden in the file does."""
    with Image.open(original, formats=["JPEG", "PNG", "WEBP"]) as image:
        # Lets the JPEG decoder skip detail that scaling would throw away.
        image.draft("RGB", (width * 2, width * 2))
        picture = ImageOps.exif_transpose(image)
        profile = image.info.get("icc_profile")
    picture = _on_white(_in_srgb(picture, profile))
    if picture.width > width:
        picture = picture.resize(
            (width, max(1, round(picture.height * width / picture.width))), Image.Resampling.LANCZOS
        )
    pixels = Image.frombytes("RGB", picture.size, picture.tobytes())
    out = BytesIO()
    pixels.save(out, "JPEG", quality=84, optimize=True, progressive=True)
    return out.getvalue()


def upright_size(file):
    """(width, height) in pixels of an open picture as people see it, turned as its camera says."""
    file.seek(0)
    with Image.open(file, formats=["JPEG", "PNG", "WEBP"]) as image:
        width, height = image.size
        lies = image.getexif().get(ExifTags.Base.Orientation) in (5, 6, 7, 8)
    file.seek(0)
    return (height, width) if lies else (width, height)


def forget(key):
    """Drop the published sizes of the original under this key."""
    for width in WIDTHS:
        default_storage.delete(f"{_folder(key)}/{width}.jpg")


def _folder(key):
    return f"published/{key.removeprefix('originals/')}"


def _in_srgb(image, profile):
    if profile and image.mode in ("RGB", "CMYK", "L"):
        with suppress(ImageCms.PyCMSError, OSError):
            source = ImageCms.ImageCmsProfile(BytesIO(profile))
            return ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
    return image


def _on_white(image):
    if image.mode.startswith("I"):
        # 16-bit greys: convert() would cut them off instead of scaling them.
        image = image.point(lambda value: value / 256).convert("L")
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        layer = image.convert("RGBA")
        image = Image.new("RGBA", layer.size, "white")
        image.alpha_composite(layer)
    return image.convert("RGB")


def _put(key, content):
    """Whole or not at all: on a disk, another request must never read half a picture."""
    try:
        path = default_storage.path(key)
    except NotImplementedError:
        if not default_storage.exists(key):
            default_storage.save(key, ContentFile(content))
        return
    partial = f"{key}.{token_hex(8)}"
    default_storage.save(partial, ContentFile(content))
    os.replace(default_storage.path(partial), path)
