"""A real package, so that an installed library's stray `tests` cannot hide `tests.helpers`."""
