"""qmsdocs compiles a quality-management system kept as YAML in git into a manual site and controlled Word documents."""

__version__ = "0.1.0"
