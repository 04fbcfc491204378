from tests import people


def test_everybody_of_the_cast_can_be_made_and_asked_twice_is_the_same_person(cast):
    everybody = {part: getattr(cast, part) for part in people.PARTS}
    assert {part: people.PARTS[part]() for part in people.PARTS} == everybody
    assert len(set(everybody.values())) == len(people.PARTS)
