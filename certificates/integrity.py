from cnnt_portal.integrity import invariant

from .models import Certificate, NumberSeries


@invariant("Số giấy chứng nhận chạy liền từ 1 đến số cuối của mỗi dãy, không thiếu, không thừa")
def numbers_run_without_gaps(files):
    for series in NumberSeries.objects.order_by("pk"):
        given = set(
            Certificate.objects.filter(
                is_history=False,
                issuer_organisation=series.organisation_id,
                level=series.level,
                issued_on__year=series.year,
            ).values_list("number", flat=True)
        )
        wanted = {series.pattern.format(number=number, year=series.year) for number in range(1, series.last + 1)}
        for number in sorted(given ^ wanted):
            yield f"{series}: {number} {'thừa' if number in given else 'thiếu'}"


@invariant("Giấy chứng nhận đã cấp có hiệu lực đến một ngày sau ngày cấp")
def certificates_end_after_they_begin(files):
    for certificate in Certificate.objects.filter(issued_on__isnull=False, valid_until__isnull=False).iterator():
        if certificate.valid_until < certificate.issued_on:
            yield f"giấy {certificate.pk}: cấp {certificate.issued_on}, hết {certificate.valid_until}"
