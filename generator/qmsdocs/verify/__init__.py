"""What can be proved about a bundle, a Word file or a printed code, and what not.

`verification` tells which kind a file is. For a bundle, `layout` and `contents` account for every byte, `consistency`
compares with its manifest, `trust` checks the signature, and `in_history` makes each Word file again and compares.
"""
