"""What the head of a body is called, where nobody wrote it down."""

# By the words that a body's name begins with. What is not among them has no one title for its head.
_TITLES = {
    "Cục": "Cục trưởng",
    "Tổng cục": "Tổng cục trưởng",
    "Vụ": "Vụ trưởng",
    "Sở": "Giám đốc",
    "Trung tâm": "Giám đốc",
    "Viện": "Viện trưởng",
    "Văn phòng Bộ": "Chánh Văn phòng",
    "Thanh tra Bộ": "Chánh Thanh tra",
    "Báo": "Tổng Biên tập",
    "Tạp chí": "Tổng Biên tập",
    "Ủy ban": "Chủ tịch",
}


def usual_title(organisation):
    """The title of the office above the signature."""
    name = organisation.name
    return next(
        (title for begin, title in _TITLES.items() if f"{name} ".startswith(f"{begin} ")), "Người đứng đầu đơn vị"
    )
