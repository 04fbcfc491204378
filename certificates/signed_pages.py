"""What a signing program did to the page that it was given: it may add its signature, and nothing that is drawn.

Objects are compared, not pictures: the same objects draw the same page in every reader, while a picture says what one
reader shows, and a change that it draws too faintly, or not at all, would pass.
"""

import io
from contextlib import suppress

import pikepdf

MILLIMETRE = 72 / 25.4
# Where a signature is entered, what verifiers keep beside it, and what names a version: none of it is drawn.
FREE_IN_CATALOGUE = {"/AcroForm", "/DSS", "/Extensions", "/Metadata", "/Perms", "/Version"}
FREE_ON_PAGE = {"/Annots", "/LastModified"}


def is_untouched(handed_out, signed):
    """Is all that is drawn as it was? Only signatures may stand upon it, see `covered`."""
    # A stranger's file may break the reader in any way: what cannot be compared is not what was handed out.
    with (
        suppress(Exception),
        pikepdf.open(io.BytesIO(handed_out)) as before,
        pikepdf.open(io.BytesIO(signed)) as after,
    ):
        return (
            len(after.pages) == 1
            and _but(before.pages[0].obj, FREE_ON_PAGE) == _but(after.pages[0].obj, FREE_ON_PAGE)
            and _but(before.Root, FREE_IN_CATALOGUE) == _but(after.Root, FREE_IN_CATALOGUE)
            and "/XFA" not in after.Root.get("/AcroForm", {})
            and _adds_signatures_alone(before.pages[0].obj, after.pages[0].obj)
            and _old_objects_are_the_same(before, after)
        )
    return False


def covered(signed, places):
    """Does the picture of a signature reach into one of these (left, top, width, height) in mm from the top left?"""
    with suppress(Exception), pikepdf.open(io.BytesIO(signed)) as document:
        page = document.pages[0].obj
        left, _, _, top = map(float, page.MediaBox)
        stamps = [_in_millimetres(one, left, top) for one in page.get("/Annots", []) if _is_signature(one)]
        return any(_meet(stamp, place) for stamp in stamps for place in places)
    return True


def _but(found, free):
    return {name: _written(value) for name, value in found.items() if name not in free}


def _written(value):
    """A reference as one: what it leads to is compared with the other objects of the file."""
    return value.unparse() if isinstance(value, pikepdf.Object) else repr(value)


def _adds_signatures_alone(before, after):
    old, new = ([*page.get("/Annots", [])] for page in (before, after))
    kept = [_written(one) for one in old] == [_written(one) for one in new[: len(old)]]
    return kept and all(map(_is_signature, new[len(old) :]))


def _is_signature(one):
    kind = one.get("/FT") or one.get("/Parent", {}).get("/FT")
    return one.get("/Subtype") == "/Widget" and kind == "/Sig" and not {"/A", "/AA"} & set(one.keys())


def _old_objects_are_the_same(before, after):
    free = {found.objgen for found in (before.Root, before.pages[0].obj, before.docinfo, before.Root.Metadata)}
    return all(
        _bytes(found) == _bytes(after.get_object(found.objgen)) for found in before.objects if found.objgen not in free
    )


def _bytes(found):
    content = found.read_raw_bytes() if isinstance(found, pikepdf.Stream) else b""
    return found.unparse(resolved=True), content


def _in_millimetres(one, left, top):
    x, y, other_x, other_y = map(float, one.Rect)
    corner = min(x, other_x) - left, top - max(y, other_y)
    return tuple(length / MILLIMETRE for length in (*corner, abs(other_x - x), abs(other_y - y)))


def _meet(one, other):
    return all(one[axis] < other[axis] + other[axis + 2] and other[axis] < one[axis] + one[axis + 2] for axis in (0, 1))
