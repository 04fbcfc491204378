"""A round rehearsed with invented dossiers, in a portal of its own (docs/adr/0019).

In the real portal: `plan.plan_of` writes what a round is into a small file. In the rehearsal portal, where
`rehearsing.is_on()`: `operations` makes the round of that file with its people, goes on for those who have not, and
throws all of it away.
"""
