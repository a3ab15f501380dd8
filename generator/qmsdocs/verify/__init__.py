"""What can be proved about a bundle, a Word file or a printed code, and what not."""
