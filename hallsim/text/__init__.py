"""What people read: messages with values in them, English in the code and Chinese in one catalogue."""
