"""The tests: each reads like a document, with the input beside what is expected of it."""
