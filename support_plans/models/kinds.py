"""What activities are, what they are counted in and who pays."""

from django.db import models


class ActivityKind(models.TextChoices):
    ADVICE = "advice", "Tư vấn, cung cấp thông tin"
    TRAINING = "training", "Tập huấn, đào tạo"
    FAIR_HOME = "fair_home", "Hội chợ, triển lãm trong nước"
    FAIR_ABROAD = "fair_abroad", "Hội chợ, triển lãm ở nước ngoài"
    MEDIA = "media", "Truyền thông"
    DISTRIBUTION = "distribution", "Kết nối phân phối"
    E_COMMERCE = "e_commerce", "Thương mại điện tử"
    TRADEMARK = "trademark", "Nhãn hiệu, sở hữu trí tuệ"
    TRACEABILITY = "traceability", "Truy xuất nguồn gốc"
    TECHNOLOGY = "technology", "Đổi mới công nghệ"
    INSPECTION = "inspection", "Kiểm tra, kiểm soát thị trường"
    OTHER = "other", "Hoạt động khác"


class Indicator(models.TextChoices):
    """What the results of activities are counted in; `reporting` sums them."""

    STALLS = "stalls", "Số gian hàng"
    TURNOVER = "turnover", "Doanh thu tại hội chợ (đồng)"
    CONTRACTS = "contracts", "Số hợp đồng, biên bản ghi nhớ"
    SYSTEMS = "systems", "Số hệ thống phân phối đưa hàng vào"
    SHOPS = "shops", "Số gian hàng trực tuyến mở mới"
    ARTICLES = "articles", "Số bài viết"
    BROADCASTS = "broadcasts", "Số chương trình phát sóng"
    TRADEMARKS_FILED = "trademarks_filed", "Số đơn đăng ký nhãn hiệu"
    TRADEMARKS_GRANTED = "trademarks_granted", "Số nhãn hiệu được cấp"
    TRACED = "traced", "Số sản phẩm có truy xuất nguồn gốc"
    TRAINEES = "trainees", "Số lượt người được tập huấn"
    INSPECTIONS = "inspections", "Số vụ kiểm tra"
    VIOLATIONS = "violations", "Số vụ vi phạm phát hiện"


class MoneySource(models.TextChoices):
    NATIONAL_PROMOTION = "national_promotion", "Khuyến công quốc gia"
    LOCAL_PROMOTION = "local_promotion", "Khuyến công địa phương"
    TRADE_PROMOTION = "trade_promotion", "Xúc tiến thương mại quốc gia"
    UNIT = "unit", "Kinh phí của đơn vị"
    ESTABLISHMENT = "establishment", "Vốn của cơ sở"


_FAIR = (Indicator.STALLS, Indicator.TURNOVER, Indicator.CONTRACTS)
# By what the results of each kind are counted; what is not named here may be counted in anything.
INDICATORS_OF_KIND = {
    ActivityKind.ADVICE: (Indicator.TRAINEES, Indicator.TRADEMARKS_FILED, Indicator.TRACED),
    ActivityKind.TRAINING: (Indicator.TRAINEES,),
    ActivityKind.FAIR_HOME: _FAIR,
    ActivityKind.FAIR_ABROAD: _FAIR,
    ActivityKind.MEDIA: (Indicator.ARTICLES, Indicator.BROADCASTS),
    ActivityKind.DISTRIBUTION: (Indicator.SYSTEMS, Indicator.CONTRACTS, Indicator.TURNOVER),
    ActivityKind.E_COMMERCE: (Indicator.SHOPS, Indicator.TURNOVER, Indicator.TRAINEES),
    ActivityKind.TRADEMARK: (Indicator.TRADEMARKS_FILED, Indicator.TRADEMARKS_GRANTED),
    ActivityKind.TRACEABILITY: (Indicator.TRACED,),
    ActivityKind.TECHNOLOGY: (Indicator.TRAINEES, Indicator.CONTRACTS),
    ActivityKind.INSPECTION: (Indicator.INSPECTIONS, Indicator.VIOLATIONS),
}


def indicators_of(kind):
    return INDICATORS_OF_KIND.get(kind, tuple(Indicator))


def kinds_of(indicator):
    """The kinds of activity whose results are counted in this."""
    return [kind for kind in ActivityKind if indicator in indicators_of(kind)]
