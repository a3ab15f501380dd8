"""From an export of coded complaints to figures: what is read, what is refused, what is counted, what stands out.

Comes in: the rows of a table and the plan by which a house judges them. Goes out: counts and shares, never a row.
"""
