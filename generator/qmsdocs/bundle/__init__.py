"""The auditor's bundle: what is in force on a day in, one zip out that anybody can open, read and check.

`member` says from what its parts are made; `documents`, `registers`, `changes` and `application` make the parts;
`assemble` packs them.
"""
