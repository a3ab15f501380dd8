"""Signatures that stock OpenSSH verifies (SSHSIG), made and checked by ssh-keygen."""

NAMESPACE = "qmsdocs-bundle"
"""What a signature is for: one made for something else does not count."""
