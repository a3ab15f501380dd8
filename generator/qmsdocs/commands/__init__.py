"""The commands: each a thin function that loads, asks the layers below, prints, and returns an exit code."""
