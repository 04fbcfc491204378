from cnnt_portal.integrity import invariant

from .models import StoredFile


@invariant("Mỗi tệp đã nhận còn đủ và đúng từng byte (chỉ đọc khi có --files)")
def bytes_are_there(files):
    if files:
        for stored in StoredFile.objects.order_by("pk").iterator():
            if not stored.has_its_bytes():
                yield f"tệp {stored.pk} ({stored.key})"
