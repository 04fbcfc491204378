from cnnt_portal.integrity import invariant

from .models import DossierVersion


@invariant("Mỗi hồ sơ đã nộp còn đúng như giấy tiếp nhận: nội dung, giấy tờ và mã của chúng")
def filed_versions_are_intact(files):
    for version in DossierVersion.objects.order_by("pk").iterator(chunk_size=200):
        if not version.is_intact:
            yield f"phiên bản hồ sơ {version.pk}"
