"""The way of a matter under a design, as text and as a picture."""
