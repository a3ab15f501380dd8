"""Writers: each prints a document tree or a manual site in one format."""
