"""What the demonstration invents must not set off what the portal warns of."""

from reporting.seeding import invented

SIDES = ("front", "side", "top")


def test_no_two_dossiers_of_the_demonstration_share_a_photo():
    batches = invented.LAST_YEAR, invented.READY, invented.DECIDED, invented.JUDGED, [invented.OF_THE_COMMUNE]
    products = [one for batch in batches for one in batch] + [one for _, one in invented.THIS_YEAR]
    photos = [invented.photo(one.group, one.product, side) for one in products for side in SIDES]
    assert len(set(photos)) == len(photos) == 3 * len({one.product for one in products})
    assert photos[0] == invented.photo(products[0].group, products[0].product, "front")
