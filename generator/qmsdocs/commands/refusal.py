"""How a command stops where what was asked for cannot be told or done; `cli.run` prints the text."""


class Refused(Exception):  # noqa: N818 - told to the user, with the exit code
    """What was asked for is not there; the text says why, in the language of messages."""

    def __init__(self, text: str, code: int = 2) -> None:
        super().__init__(text)
        self.code = code
