from io import BytesIO

import pytest
from django.core.files.storage import default_storage
from PIL import Image, ImageCms

from cnnt_portal.errors import NotPermitted
from cnnt_portal.files import pictures
from cnnt_portal.files.models import StoredFile
from tests.factories.files import GPS, MAKE, ORIENTATION, jpeg, make_stored_file, pdf, png


def opened(content):
    image = Image.open(BytesIO(content))
    image.load()
    return image


def saved(image, form, **options):
    out = BytesIO()
    image.save(out, form, **options)
    return out.getvalue()


def test_a_published_picture_carries_no_metadata_though_the_original_did(db):
    original = jpeg(size=(400, 200))
    assert b"MayAnhBiMat" in original
    assert opened(original).getexif().get_ifd(GPS)
    stored = make_stored_file(original)
    content = pictures.published(stored, 160)
    assert b"MayAnhBiMat" not in content
    published = opened(content)
    assert dict(published.getexif()) == {}
    assert set(published.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density", "progressive", "progression"}
    with stored.open() as file:
        assert file.read() == original


def test_a_picture_lying_on_its_side_is_turned_upright():
    lying = Image.new("RGB", (200, 100), "white")
    lying.paste("red", (0, 0, 100, 100))
    exif = Image.Exif()
    exif[ORIENTATION] = 6
    exif[MAKE] = "x"
    upright = opened(pictures.reencoded(BytesIO(saved(lying, "JPEG", exif=exif)), 160))
    assert upright.size == (100, 200)
    top, bottom = upright.getpixel((50, 20)), upright.getpixel((50, 180))
    assert top[0] > 200
    assert top[1] < 60
    assert min(bottom) > 230


def test_a_script_hidden_in_a_real_picture_does_not_go_over():
    hidden = (
        saved(Image.new("RGB", (50, 50), "red"), "JPEG", comment=b"<?php system(1); ?>") + b"<script>alert(1)</script>"
    )
    assert b"<?php" in hidden
    content = pictures.reencoded(BytesIO(hidden), 160)
    assert b"<?php" not in content
    assert b"<script" not in content


@pytest.mark.parametrize(("width", "size"), [(160, (160, 80)), (320, (320, 160)), (1920, (900, 450))])
def test_a_picture_is_scaled_down_and_never_up(width, size):
    assert opened(pictures.reencoded(BytesIO(jpeg((900, 450), exif=False)), width)).size == size


def test_a_transparent_picture_stands_on_white():
    assert opened(pictures.reencoded(BytesIO(png(colour=(0, 0, 0, 0))), 160)).getpixel((5, 5)) == (255, 255, 255)


@pytest.mark.parametrize("mode", ["L", "1", "P", "LA", "I;16", "CMYK"])
def test_every_mode_of_colour_becomes_plain_rgb(mode):
    image = Image.new(mode, (30, 20), 1 if mode == "1" else 40_000 if mode == "I;16" else None or 0)
    content = saved(image, "JPEG" if mode == "CMYK" else "PNG")
    assert opened(pictures.reencoded(BytesIO(content), 160)).mode == "RGB"


def test_a_grey_of_sixteen_bits_keeps_its_brightness():
    content = saved(Image.new("I;16", (30, 20), 128 * 256), "PNG")
    assert abs(opened(pictures.reencoded(BytesIO(content), 160)).getpixel((5, 5))[0] - 128) < 3


def test_the_colour_profile_is_applied_and_dropped():
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    content = saved(Image.new("RGB", (30, 20), (200, 100, 50)), "JPEG", icc_profile=profile, quality=95)
    published = opened(pictures.reencoded(BytesIO(content), 160))
    assert "icc_profile" not in published.info
    assert max(abs(a - b) for a, b in zip(published.getpixel((9, 9)), (200, 100, 50), strict=True)) < 6


def test_a_broken_colour_profile_does_not_stop_the_picture():
    content = saved(Image.new("RGB", (30, 20), "red"), "JPEG", icc_profile=b"no profile at all")
    assert opened(pictures.reencoded(BytesIO(content), 160)).size == (30, 20)


def test_a_size_is_made_once_and_then_read(db):
    stored = make_stored_file(jpeg((400, 200)))
    first = pictures.published(stored, 320)
    default_storage.delete(stored.key)
    assert pictures.published(stored, 320) == first
    with pytest.raises(FileNotFoundError):
        pictures.published(stored, 160)


def test_only_pictures_are_published_and_only_in_the_known_widths(db):
    with pytest.raises(ValueError, match="161"):
        pictures.published(make_stored_file(), 161)
    with pytest.raises(ValueError, match="pdf"):
        pictures.published(make_stored_file(pdf()), 160)


@pytest.mark.parametrize("scan", [StoredFile.Scan.INFECTED, StoredFile.Scan.WAITING])
def test_what_may_not_be_opened_is_not_published_even_from_the_kept_sizes(db, scan):
    stored = make_stored_file()
    assert pictures.published(stored, 160)
    stored.scan = scan
    with pytest.raises(NotPermitted):
        pictures.published(stored, 160)
