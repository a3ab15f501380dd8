"""The only package that runs git: questions in, rows out, no opinions. Paths are relative to the folder of qms.yaml.

`repository` asks an existing one about names, history and contents, with `signatures` for who signed; `writing` makes
a new one from `objects`. All of them run git as `running` does.
"""

from qmsdocs.git import objects
from qmsdocs.git.repository import Change, Commit, Git, Tag
from qmsdocs.git.running import GitError, NoGit, state, user_setting
from qmsdocs.git.writing import NewRepository

__all__ = ["Change", "Commit", "Git", "GitError", "NewRepository", "NoGit", "Tag", "objects", "state", "user_setting"]
